"""How the daemon is, as Prometheus reads it.

Knows the client library, an extra, and the names of our metrics. Must not know where they are
asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

#: Counts of the store that go up and down, or are sizes.
_COUNTS = (
    *("stories", "relevant", "review", "articles", "copies", "sources", "open_runs"),
    *("undecided_deliveries", "bytes", "log_bytes"),
)


class MetricsError(ValueError):
    """Metrics cannot be had. The message says why."""


def text(report: Mapping[str, Any]) -> bytes:
    """Return a report as Prometheus text.

    Raises:
        MetricsError: The client library is not installed.
    """
    try:
        from prometheus_client import CollectorRegistry, generate_latest  # noqa: PLC0415  an extra
    except ImportError as error:
        raise MetricsError(
            "metrics need prometheus-client, which is not installed:"
            " pip install 'newsvane[metrics]'"
        ) from error
    registry = CollectorRegistry()
    registry.register(_Report(report))
    return generate_latest(registry)


class _Report:
    def __init__(self, report: Mapping[str, Any]) -> None:
        self._report = report

    def collect(self) -> Iterable[Any]:
        """Yield one family a metric; the library's name for it."""
        yield from self._families()

    def _families(self) -> Iterator[Any]:
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415

        report = self._report
        for name, said, value in (
            ("up", "1: the daemon is well", float(report["ok"])),
            ("beat_age_seconds", "since the daemon last beat", report["beat_age"]),
            ("watched_sources", "that are looked at", report["sources"]),
            ("troubled_sources", "that need a person", len(report["troubles"])),
        ):
            yield GaugeMetricFamily(f"newsvane_{name}", said, value=value)
        store = report["store"]
        for name in _COUNTS:
            if name in store:
                said = f"{name.replace('_', ' ')} of the store"
                yield GaugeMetricFamily(f"newsvane_store_{name}", said, value=store[name])
