"""A small loopback address and a file that say how the daemon is, for supervisors.

Knows HTTP's least and how a file is replaced. Must not know what is reported.
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

Report = Callable[[], Mapping[str, Any]]

#: Names under which a loopback server may be asked: others are another site's trick.
_HOSTS = frozenset(("127.0.0.1", "localhost", "[::1]", "::1"))


class HealthServer:
    """Answers ``/health`` with 200 or 503 and JSON, and ``/metrics`` where there are any.

    Raises:
        OSError: The address is taken, or cannot be had.
    """

    def __init__(
        self,
        address: tuple[str, int],
        report: Report,
        metrics: Callable[[Mapping[str, Any]], bytes] | None = None,
    ) -> None:
        self._server = _Server(address, _Answer)
        self._server.report, self._server.metrics = report, metrics
        self.address = self._server.server_address
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def answer_metrics(self, metrics: Callable[[Mapping[str, Any]], bytes] | None) -> None:
        """Answer ``/metrics`` from now on, or no longer."""
        self._server.metrics = metrics

    def close(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    report: Report
    metrics: Callable[[Mapping[str, Any]], bytes] | None


class _Answer(BaseHTTPRequestHandler):
    timeout = 5
    server: _Server

    def do_GET(self) -> None:
        """Answer one question."""
        host = (self.headers.get("Host") or "").rpartition(":")[0] or self.headers.get("Host", "")
        if host not in _HOSTS:
            self._send(403, b"not here\n", "text/plain")
        elif self.path == "/health":
            report = self.server.report()
            body = json.dumps(report, ensure_ascii=False).encode() + b"\n"
            self._send(200 if report["ok"] else 503, body, "application/json")
        elif self.path == "/metrics" and self.server.metrics:
            body = self.server.metrics(self.server.report())
            self._send(200, body, "text/plain; version=0.0.4; charset=utf-8")
        else:
            self._send(404, b"there are /health and, where they are on, /metrics\n", "text/plain")

    do_HEAD = do_GET  # noqa: N815  http.server's name

    def log_message(self, *_: object) -> None:
        """Say nothing: a supervisor asks every few seconds."""

    def _send(self, status: int, body: bytes, kind: str) -> None:
        with contextlib.suppress(OSError):
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)


def write_heartbeat(path: Path, report: Mapping[str, Any]) -> None:
    """Replace the heartbeat file: its age is the age of the last beat."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.new")
    half.write_text(json.dumps(report, ensure_ascii=False) + "\n", encoding="utf-8")
    half.replace(path)
