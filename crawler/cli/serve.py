"""``newsvane serve``: the store in a browser."""

from __future__ import annotations

import socket

import click

from crawler.cli import Place, output

_LOOPBACK = "127.0.0.1"


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8001,
    show_default=True,
    help="0 takes any that is free.",
)
@click.option(
    "--saved",
    multiple=True,
    metavar="NAME=WORDS",
    help="A search to offer by name, also as a feed, besides those of the configuration.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open a browser on it.")
@click.pass_obj
def serve(place: Place, port: int, saved: tuple[str, ...], open_browser: bool) -> None:
    """Read stories in a browser: pages, search, trends, sources, SQL. Ends with Ctrl-C.

    It listens on this machine only and changes nothing in the store. Needs the extra "web".

    \b
    Examples:
      newsvane serve
      newsvane serve --port 0 --saved chips="芯片 出口 -手机"
    """
    try:
        import uvicorn

        from crawler.web.app import build
    except ModuleNotFoundError as missing:
        raise output.trouble(
            f"the web page needs {missing.name}; install it with: pip install 'newsvane[web]'"
        ) from missing
    place.store().close()  # what is wrong with the store is told before anything listens
    config = place.config()
    searches = {**config.searches, **dict(map(_named, saved))}
    served = build(place.store_path(), sources=config.sources, saved=searches)
    with _listening(port) as listener:
        url = f"http://{_LOOPBACK}:{listener.getsockname()[1]}/"
        click.echo(url)
        if open_browser:
            click.launch(url)
        settings = uvicorn.Config(
            served.app(), log_level="warning", access_log=False, lifespan="on"
        )
        uvicorn.Server(settings).run(sockets=[listener])


def _named(text: str) -> tuple[str, str]:
    name, equals, words = text.partition("=")
    if not (equals and name.strip() and words.strip()):
        raise output.trouble(f"--saved {text!r}: write NAME=WORDS, as in chips=芯片")
    return name.strip(), words.strip()


def _listening(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((_LOOPBACK, port))
        listener.listen()  # before the address is told: who asks at once shall wait, not fail
    except OSError as error:
        listener.close()
        raise output.trouble(
            f"port {port} cannot be used ({error.strerror}); try another with --port"
        ) from error
    return listener
