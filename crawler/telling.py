"""The chore that tells: choose what is news, and start a process that sends where something is.

Sending happens in a process of its own: it costs the daemon no memory, and what hangs or dies
there takes nothing along. Knows the configuration and the store. Must not know Apprise.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from datetime import UTC, datetime

from crawler.alerts.choose import choose
from crawler.alerts.choose import register as register_channels
from crawler.alerts.timing import pending
from crawler.config import Config
from crawler.library import open_store
from crawler.sources_health import current
from scheduler import child
from storage.store import Store

log = logging.getLogger(__name__)

#: A process that sends takes its time where a service asks for pauses; one that takes longer hangs.
_DEADLINE = 900.0


def register(config: Config) -> None:
    """Note from when on channels are told; before the first look, whose finds are theirs."""
    if config.channels:
        with open_store(config.database) as store:
            register_channels(store, config.channels, datetime.now(UTC))


def tell(config: Config, command: Sequence[str], stop: threading.Event) -> None:
    """Choose what is news to each channel, and send it where it may be sent now.

    Args:
        config: The configuration.
        command: Starts the process that sends.
        stop: Set when the daemon is to end.
    """
    if not config.channels:
        return
    with open_store(config.database) as store:
        now = datetime.now(UTC)
        choose(store, config.channels, now, troubles(store, config))
        wanted = pending(store, config.channels, now)
        wanted |= any(channel.at_least_once for channel in config.channels) and bool(
            store.interrupted_deliveries(1)
        )
    if not wanted:
        return
    ended = child.run(command, deadline=_DEADLINE, stop=stop)
    if ended.code not in (0, 1) and not ended.stopped:
        said = ended.errors.strip().splitlines()[-1:] or [f"exit code {ended.code}"]
        log.warning("the process that sends alerts ended: %s", said[0])
    elif ended.code == 1:
        for line in ended.errors.strip().splitlines():
            log.warning("%s", line.removeprefix("newsvane: "))


def troubles(store: Store, config: Config) -> dict[str, tuple[str, str]]:
    """Return health and a sentence of the configured sources that need a person."""
    enabled = {source.name for source in config.sources if source.enabled}
    return {
        name: (state.health, state.health_detail)
        for name, state in current(store, datetime.now(UTC)).items()
        if name in enabled and state.needs_person
    }
