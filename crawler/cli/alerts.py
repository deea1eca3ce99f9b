"""``newsvane alerts``: channels, what was told, and what is undecided."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from crawler.cli import Place, logs, output

if TYPE_CHECKING:
    from crawler.alerts.channel import Channel
    from crawler.alerts.outbox import Outbox, Sent
    from crawler.config import Config
    from storage.delivery_rows import Delivery
    from storage.store import Store

#: A process that sends waits so many seconds for a service's pace; for more it is started anew.
_PATIENCE = 30.0


@click.group(invoke_without_command=True)
@output.json_option
@click.pass_context
def alerts(ctx: click.Context, as_json: bool) -> None:
    """Show channels and what they were told; test them; send again what is undecided.

    \b
    Examples:
      newsvane alerts
      newsvane alerts test desk
      newsvane alerts list --state undecided
      newsvane alerts again 17
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(channels, as_json=as_json)


@alerts.command()
@output.json_option
@click.pass_obj
def channels(place: Place, as_json: bool) -> None:
    """List the channels: what waits, what was sent, and what is wrong."""
    config = place.config()
    with place.store() as store:
        interrupted = {row.id for row in store.interrupted_deliveries()}
        rows = [_channel_row(store, channel, interrupted) for channel in config.channels]
    if as_json:
        output.to_json(rows)
        return
    if not rows:
        output.errors().print("no [[channel]] is configured; README, 'Alerts', shows how")
        return
    made = output.table(
        "channel", "when", "waiting", "sent", "failed", "undecided", "last",
        right=("waiting", "sent", "failed", "undecided"),
    )  # fmt: skip
    for row in rows:
        counts = [str(row[key] or "·") for key in ("waiting", "sent", "failed", "undecided")]
        made.add_row(row["channel"], row["when"], *counts, output.when(row["last"]))
    output.console().print(made)
    for row in rows:
        if row["failures"]:
            output.errors().print(
                f"{row['channel']}: the last {row['failures']} failed: "
                f"{output.escape(row['detail'])}",
                style="yellow",
            )


@alerts.command("list")
@click.option("--state", type=click.Choice(["waiting", "sent", "failed", "undecided"]))
@click.option("--channel", metavar="NAME", help="Only those of this channel.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=30, show_default=True)
@output.json_option
@click.pass_obj
def list_(place: Place, state: str | None, channel: str | None, limit: int, as_json: bool) -> None:
    """List what was told, newest first. Undecided: interrupted, so that nobody knows."""
    with place.store() as store:
        rows = store.deliveries(limit, channel=channel, states=[state] if state else [])
        titles = {row.id: _title(store, row) for row in rows}
    if as_json:
        output.to_json(rows)
        return
    made = output.table("id", "when", "channel", "state", "tries", "what", "detail", right=("id",))
    for row in rows:
        again = f"{row.detail} · again {output.when(row.due)}" if row.due and row.attempts else ""
        made.add_row(
            str(row.id),
            output.when(row.at),
            row.channel,
            row.state,
            str(row.attempts),
            output.escape(titles[row.id]),
            output.escape(again or row.detail),
            style={"undecided": "yellow", "failed": "red"}.get(row.state, ""),
        )
    output.console().print(made)
    if any(row.state == "undecided" for row in rows):
        output.errors().print("'newsvane alerts again ID' sends one again, 'settle ID' lets it be")


@alerts.command()
@click.argument("name", metavar="CHANNEL")
@click.pass_obj
def test(place: Place, name: str) -> None:
    """Send a test message to a channel, whatever its quiet hours say."""
    from crawler.alerts import compose
    from crawler.alerts.choose import topic_name

    config = place.config()
    channel = _named(config, name)
    sender = _sender()
    speech = compose.Speech(channel.language, channel.zone, topic_name(channel))
    verdict = _or_trouble(lambda: sender.send(channel, compose.test(channel.name, speech)))
    said = f"{channel.name}: {verdict.state}"
    output.errors().print(f"{said}: {output.escape(verdict.detail)}" if verdict.detail else said)
    sys.exit(0 if verdict.state == "sent" else 1)


@alerts.command()
@click.pass_obj
def send(place: Place) -> None:
    """Choose what is news and send what is due now; for cron, where no daemon runs."""
    from crawler.library import open_store

    logs.configure()
    config = place.config()
    if not config.channels:
        raise output.trouble("no [[channel]] is configured; README, 'Alerts', shows how")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    sender = _sender()
    with open_store(config.database) as store:
        from crawler.alerts.choose import choose
        from crawler.alerts.outbox import Outbox
        from crawler.telling import troubles

        choose(store, config.channels, datetime.now(UTC), troubles(store, config))
        outbox = Outbox(store, config.channels, sender, lambda: datetime.now(UTC))
        done = _run(outbox, stop)
    for why in outbox.broken.values():
        output.errors().print(f"newsvane: {output.escape(why)}", style="yellow", soft_wrap=True)
    _say(done)
    sys.stderr.flush()
    # A service that never answers may still hold a thread: it is not waited for.
    os._exit(1 if outbox.broken or done.failed or done.undecided or done.given_up else 0)


@alerts.command()
@click.argument("numbers", nargs=-1, type=int, metavar="ID...")
@click.option("--all-undecided", is_flag=True, help="All that were interrupted.")
@click.pass_obj
def again(place: Place, numbers: tuple[int, ...], all_undecided: bool) -> None:
    """Send deliveries again that failed or are undecided: they may then arrive twice."""
    from crawler.alerts.outbox import Outbox
    from crawler.library import open_store

    config = place.config()
    with open_store(config.database) as store:
        rows = _chosen(store, numbers, all_undecided)
        sender = _sender()
        outbox = Outbox(store, config.channels, sender, lambda: datetime.now(UTC))
        sent = 0
        for row in rows:
            channel = _named(config, row.channel)
            sent += _or_trouble(lambda c=channel, r=row: outbox.send_now(c, [r])).sent
    output.errors().print(f"newsvane: {sent} of {len(rows)} sent")
    sys.exit(0 if sent == len(rows) else 1)


@alerts.command()
@click.argument("numbers", nargs=-1, type=int, metavar="ID...")
@click.option("--all-undecided", is_flag=True, help="All that were interrupted.")
@click.pass_obj
def settle(place: Place, numbers: tuple[int, ...], all_undecided: bool) -> None:
    """Let deliveries be, as if they had been sent: they arrived, or need not."""
    from crawler.library import open_store

    with open_store(place.config().database) as store:
        rows = _chosen(store, numbers, all_undecided)
        store.settle(rows, "sent", "settled by hand")
    output.errors().print(f"newsvane: {len(rows)} settled")


def _run(outbox: Outbox, stop: threading.Event) -> Sent:
    from crawler.alerts.outbox import Sent

    done = Sent()
    while not stop.is_set():
        done.add(outbox.step())
        if done.more is None:
            break
        pause = (done.more - datetime.now(UTC)).total_seconds()
        if pause > _PATIENCE or (pause > 0 and stop.wait(pause)):
            break
    return done


def _say(done: Sent) -> None:
    parts = [
        f"{count} {what}"
        for what in ("sent", "failed", "undecided", "given_up")
        if (count := getattr(done, what))
    ]
    if parts:
        output.errors().print(f"newsvane: alerts: {', '.join(parts).replace('_', ' ')}")


def _chosen(store: Store, numbers: Sequence[int], all_undecided: bool) -> list[Delivery]:
    if not numbers and not all_undecided:
        raise output.trouble("name deliveries by their id ('newsvane alerts list' shows them)")
    rows = store.interrupted_deliveries() if all_undecided else []
    for number in numbers:
        row = store.delivery(number)
        if row is None:
            raise output.trouble(f"there is no delivery {number}; see 'newsvane alerts list'")
        if row.state == "sent":
            raise output.trouble(f"delivery {number} was sent, and is not sent again")
        rows.append(row)
    return rows


def _named(config: Config, name: str) -> Channel:
    from crawler.config_names import nearest

    known = {channel.name: channel for channel in config.channels}
    if name not in known:
        raise output.trouble(
            f"no channel is called {name!r}{nearest(name, known)}; there are: "
            + (", ".join(known) or "none")
        )
    return known[name]


def _sender() -> Any:
    from crawler.alerts.sender import AppriseSender

    return _or_trouble(AppriseSender)


def _or_trouble(act: Any) -> Any:
    from crawler.alerts.sender import ChannelError

    try:
        return act()
    except ChannelError as error:
        raise output.trouble(str(error)) from None


def _channel_row(store: Store, channel: Channel, interrupted: set[int]) -> dict[str, Any]:
    latest = store.deliveries(10_000, channel=channel.name)
    state = store.channel_state(channel.name)
    open_ones = [r for r in latest if r.state == "waiting" or (r.state == "failed" and r.due)]
    tried = [row for row in latest if row.attempts]
    return {
        "channel": channel.name,
        "when": channel.digest or "at once" if channel.enabled else "off",
        "waiting": len(open_ones),
        "sent": sum(row.state == "sent" for row in latest),
        "failed": sum(row.state == "failed" and row.due is None for row in latest),
        "undecided": sum(row.id in interrupted for row in latest),
        "last": tried[0].at if tried else None,
        "failures": state.failures if state else 0,
        "detail": tried[0].detail if tried else "",
    }


def _title(store: Store, row: Delivery) -> str:
    if row.source:
        return f"{row.source}: {row.about}"
    story = store.story(row.story_id) if row.story_id else None
    title = story.row.title if story else "?"
    return f"{row.story_id} {title}" + (f" · {row.about}" if row.about else "")
