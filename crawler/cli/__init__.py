"""The command: parse, call, print. No logic.

One module a verb or family of verbs, imported when it is called, so that ``newsvane --help`` and
``newsvane stories`` start at once.
"""

from __future__ import annotations

import importlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crawler import __version__
from crawler.cli.terminal import inert

if TYPE_CHECKING:
    from crawler.config import Config
    from storage.store import Store

#: verb -> module and the first line of its help, so that ``--help`` imports nothing.
_VERBS = {
    "demo": ("demo", "See it work, without network or configuration."),
    "init": ("init", "Write a newsvane.toml to start from."),
    "crawl": ("crawl", "Look at sources now."),
    "watch": ("watch", "Look at sources when they are due, for months."),
    "stories": ("stories", "List the stories found."),
    "show": ("show", "Read one story or article, and why it is here."),
    "search": ("search", "Find words in what is stored."),
    "digest": ("digest", "Sum up a period, the weightiest stories first."),
    "export": ("export", "Give stories to other tools: JSON lines, CSV, Atom, Markdown."),
    "serve": ("serve", "Read it in a browser, on this machine only."),
    "explain": ("explain", "Show how a page or a text is read, cleaned and judged."),
    "compare": ("compare", "Compare two texts: copy, quote or different."),
    "review": ("review", "Decide about what the topic is not sure of."),
    "pairs": ("pairs", "List, export, import and forget learnt word swaps."),
    "topics": ("topics", "Explain, test, train and start topics."),
    "sources": ("sources", "List, find, check and share sources."),
    "runs": ("runs", "List the latest runs."),
    "alerts": ("alerts", "Show, test and send alerts."),
    "doctor": ("doctor", "Check the store and put it in order."),
    "status": ("status", "Say how the store and the sources are doing."),
}


@dataclass(slots=True)
class Place:
    """Where the configuration and the store are, as the user said."""

    config_path: str | None
    database: str | None

    def config(self) -> Config:
        """Read the configuration."""
        from crawler.config import load

        return load(self.config_path, database=self.database)

    def store_path(self) -> Path:
        """Return the path of the store; reads the configuration only if it has to."""
        named = self.database or os.environ.get("NEWSVANE_DB")
        return Path(named) if named else self.config().database

    def store(self) -> Store:
        """Open the store for reading."""
        from crawler.library import open_store

        return open_store(self.store_path(), read_only=True)


class _Verbs(click.Group):
    """A group whose verbs are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _VERBS:
            import difflib

            near = difflib.get_close_matches(cmd_name, _VERBS, 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            ctx.fail(f"there is no verb {cmd_name!r}{hint}")
        module = importlib.import_module(f"crawler.cli.{_VERBS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Verbs"):
            formatter.write_dl([(verb, text) for verb, (_, text) in _VERBS.items()])


@click.command(
    cls=_Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Begin with: newsvane demo",
)
@click.option("--db", "database", metavar="FILE", help="The store. Also $NEWSVANE_DB.")
@click.option(
    "--config",
    "config_path",
    metavar="FILE",
    help="The configuration. Also $NEWSVANE_CONFIG; else newsvane.toml here.",
)
@click.version_option(__version__, prog_name="newsvane")
@click.pass_context
def cli(ctx: click.Context, database: str | None, config_path: str | None) -> None:
    """Watch the news for stories on the AI competition between nations and companies.

    Says which stories are new, who had them first, who only copied them, and why each matched.
    """
    ctx.obj = Place(config_path, database)


def main(arguments: list[str] | None = None) -> Any:
    """Run the command. A user's mistake is one line on stderr and exit code 2."""
    try:
        code = cli.main(args=arguments, prog_name="newsvane", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as end:
        code = end.exit_code
    except click.ClickException as error:
        error.show()
        code = 2
    except click.Abort:
        click.echo("newsvane: stopped", err=True)
        code = 1
    except BrokenPipeError:
        # The reader of our pipe has had enough; that is no trouble of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:
        if not _is_users(error):
            raise
        click.echo(f"newsvane: {inert(str(error))}", err=True)
        code = 2
    sys.exit(code if isinstance(code, int) else 0)


def _is_users(error: Exception) -> bool:
    """Tell the errors that speak to the user from those that are ours."""
    names = {
        "ConfigError",
        "StoreError",
        "TopicError",
        "PlanError",
        "RecordingError",
        "SupervisionError",
    }
    return isinstance(error, OSError) or bool(names & {c.__name__ for c in type(error).__mro__})
