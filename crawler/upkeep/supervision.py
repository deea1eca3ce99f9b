"""What the running daemon does for itself: says how it is, and keeps its store in order.

Joins the modules beside it. Knows the configuration. Must not know how sources are looked at.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from crawler.config import Config
from crawler.library import open_store
from crawler.telling import troubles
from crawler.upkeep import backup, metrics
from crawler.upkeep.disk import Room
from crawler.upkeep.health import HealthServer, write_heartbeat
from crawler.upkeep.pulse import Pulse
from crawler.upkeep.settings import Health
from scheduler.chores import Chore
from scheduler.notify import Watchdog
from scheduler.plan import trigger

log = logging.getLogger(__name__)

#: After so long what is kept no longer is deleted again; by a clock of a day, a little less.
_PRUNED = timedelta(hours=23)


class SupervisionError(ValueError):
    """The daemon cannot say how it is as it was asked to. The message says why."""


class Supervision:
    """The daemon's own state, from its start to its end.

    Args:
        config: The configuration at its start.
    """

    def __init__(self, config: Config) -> None:
        self._config = config
        self.room = Room(config.upkeep.disk, config.database)
        self.pulse = Pulse(config.database, lambda store: troubles(store, self._config))
        self._watchdog = Watchdog()
        self._server: HealthServer | None = None
        self._is_open = False
        self._told = ""

    def open(self) -> None:
        """Open the health address, if one is wanted.

        Raises:
            SupervisionError: It is taken, or the library for metrics is missing.
        """
        self._server = self._opened(self._config.upkeep.health)
        self._is_open = True

    def _opened(self, health: Health) -> HealthServer | None:
        if health.metrics:
            try:
                metrics.text(self.pulse.report())
            except metrics.MetricsError as error:
                raise SupervisionError(str(error)) from None
        if health.address is None:
            return None
        answers = metrics.text if health.metrics else None
        if self._server and health.address == self._config.upkeep.health.address:
            self._server.answer_metrics(answers)
            return self._server
        try:
            return HealthServer(health.address, self.pulse.report, answers)
        except OSError as error:
            host, port = health.address
            raise SupervisionError(
                f"[health] address {host}:{port} cannot be used: {error.strerror}"
            ) from error

    def close(self) -> None:
        """Close the health address."""
        if self._server:
            self._server.close()

    def configure(self, config: Config) -> None:
        """Take over a configuration that was read anew, also another health address.

        Raises:
            SupervisionError: As ``open``; nothing has changed.
        """
        if self._is_open:
            before, self._server = self._server, self._opened(config.upkeep.health)
            if before and before is not self._server:
                before.close()
        self._config = config
        self.room = Room(config.upkeep.disk, config.database)

    def beat(self, sources: int | None = None) -> None:
        """Give a sign of life; called by the daemon's own thread at each beat."""
        if sources is not None:
            self.pulse.sources = sources
        self.pulse.beat()
        self._watchdog.beat()

    def held(self) -> str:
        """Return why no pages may be crawled now; empty: they may. Tells when that changes."""
        reason = self.room.held()
        if bool(reason) != bool(self.pulse.held):  # sizes in it change all the time
            if reason:
                log.warning("no more pages are crawled: %s", reason)
            else:
                log.warning("there is room again: pages are crawled")
        self.pulse.held = reason
        return reason

    def chores(self) -> tuple[Chore, ...]:
        """Return what is to be done beside looking at sources."""
        upkeep = self._config.upkeep
        found = [
            Chore("watching the disk", trigger("10m"), self._disk, at_start=True),
            Chore("retention", trigger("1d"), self._prune, at_start=True),
        ]
        if upkeep.health.heartbeat:
            found.append(Chore("heartbeat", trigger("30s"), self._heartbeat, at_start=True))
        if upkeep.backup.folder:
            found.append(
                Chore("backup", trigger("5m"), self._backup, at_start=True, after_looks=True)
            )
        return tuple(found)

    def _heartbeat(self) -> None:
        path = self._config.upkeep.health.heartbeat
        report = self.pulse.report()
        # The file's age is what is watched: one whose daemon hangs must grow old.
        if path and report["ok"]:
            write_heartbeat(path, report)

    def _disk(self) -> None:
        warning = self.room.warning()
        if warning and not self._told:
            log.warning("%s", warning)
        self._told = warning

    def _prune(self) -> None:
        now = datetime.now(UTC)
        with open_store(self._config.database) as store:
            last = store.pruned()
            # ``watch --once`` comes round again and again; a clock may have been put back.
            if last and last <= now < last + _PRUNED:
                return
            gone = {table: rows for table, rows in store.prune().items() if rows}
        if gone:
            log.info("retention: %s", gone)

    def _backup(self) -> None:
        config, now = self._config, datetime.now(UTC)
        if backup.due(config.upkeep.backup, config.database, config.zone, now):
            made = backup.make(config.upkeep.backup, config.database, now)
            log.info("backup: %s", made)
