"""``python -m benchmarks.watch.kills``: the daemon, killed again and again.

``newsvane watch`` looks at sites on loopback that publish all the time. At random moments the
daemon or one of its children gets KILL. After each kill the store must be whole, and must hold
every article that could be read in it before. At the end every due time is accounted for, no run is
left open, and no article is there twice. Exits with 1 where that is not so.
"""

from __future__ import annotations

import argparse
import contextlib
import http.server
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

HOSTS = 5
#: Seconds between two items of one site.
_PACE = 1.5
_WHO = ("Nvidia", "Huawei", "OpenAI", "DeepSeek", "Alibaba", "Anthropic", "Baidu", "Google", "SMIC")
_DID = ("unveiled", "banned", "trained", "exported", "restricted", "delayed", "copied", "sold")
_WHAT = ("an AI chip", "a large AI model", "an AI training cluster", "AI accelerators", "an AI lab")
_WHERE = ("the United States", "China", "Beijing", "Washington", "Shenzhen", "California", "Europe")


class Press:
    """Sites on loopback, each with a feed that grows."""

    def __init__(self) -> None:
        self.began = time.time()
        self.servers = [self._serve(f"127.0.0.{2 + number}") for number in range(HOSTS)]

    def _serve(self, host: str) -> http.server.ThreadingHTTPServer:
        press = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                kind, body = press.answer(self.path, f"http://{host}:{self.server.server_port}")
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with contextlib.suppress(OSError):
                    self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        server = http.server.ThreadingHTTPServer((host, 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server

    def urls(self) -> list[str]:
        """Return the addresses of the feeds."""
        return [f"http://{s.server_address[0]}:{s.server_port}/feed.xml" for s in self.servers]

    def answer(self, path: str, site: str) -> tuple[str, bytes]:
        """Return content type and body."""
        if path == "/robots.txt":
            return "text/plain", b"User-agent: *\nAllow: /\n"
        if path == "/feed.xml":
            last = int((time.time() - self.began) / _PACE)
            items = "".join(self._item(number, site) for number in range(max(0, last - 8), last))
            text = f'<rss version="2.0"><channel><title>Wire</title>{items}</channel></rss>'
            return "application/rss+xml", text.encode()
        draw = random.Random(site + path)
        said = [" ".join(map(draw.choice, (_WHO, _DID, _WHAT, ("in",), _WHERE))) for _ in range(14)]
        body = "".join(f"<p>{line}, according to {draw.random():.9f}.</p>" for line in said)
        return (
            "text/html",
            f"<html><body><article><h1>{said[0]}</h1>{body}</article></body></html>".encode(),
        )

    def _item(self, number: int, site: str) -> str:
        at = datetime.fromtimestamp(self.began + number * _PACE, UTC)
        return (
            f"<item><title>AI race {number}</title><link>{site}/{number}.html</link>"
            f"<pubDate>{format_datetime(at)}</pubDate></item>"
        )

    def close(self) -> None:
        """Stop serving."""
        for server in self.servers:
            server.shutdown()
            server.server_close()


@dataclass
class Report:
    """What was found."""

    kills: Counter[str] = field(default_factory=Counter)
    articles: int = 0
    slots: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def configure(folder: Path, urls: list[str]) -> None:
    """Write the configuration of the sites."""
    text = 'catalogue = false\ndelay = 0.0\ncontact = "test@example.org"\n'
    text += 'allow_hosts = ["127.0.0.0/8"]\nevery = "30s"\njitter = "0s"\n'
    for number, url in enumerate(urls):
        text += f'[[source]]\nname = "site-{number}"\nurl = "{url}"\nlanguage = "en"\n'
    (folder / "newsvane.toml").write_text(text, encoding="utf-8")


class Daemon:
    """``newsvane watch``, to be killed."""

    def __init__(self, folder: Path, env: dict[str, str] | None = None) -> None:
        self.folder, self.env = folder, env
        self.log = (folder / "log").open("ab")
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "crawler.cli", "watch"]
        out = {"stdout": self.log, "stderr": self.log}
        return subprocess.Popen(command, cwd=self.folder, env=self.env, **out)  # type: ignore[call-overload,no-any-return]

    def children(self) -> list[int]:
        """Return the process ids of its children."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        found: list[int] = []
        for task in path.parent.parent.glob("*/children"):
            with contextlib.suppress(OSError):
                found += map(int, task.read_text().split())
        return found

    def wait_for_child(self, seconds: float = 40.0) -> None:
        """Wait until it has something to do."""
        end = time.monotonic() + seconds
        while not self.children() and time.monotonic() < end:
            time.sleep(0.02)

    def kill(self, *, child: bool) -> str:
        """Kill it, or one of its children where there is one; return which."""
        if child:
            for pid in self.children()[:1]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                return "child"
        self.process.kill()
        self.process.wait()
        self.process = self._start()
        return "parent"

    def stop(self) -> int:
        """Ask it to end; return its exit code."""
        self.process.terminate()
        code = self.process.wait(30)
        self.log.close()
        return code


def read(path: Path, query: str) -> list[tuple[object, ...]]:
    """Ask the store beside the daemon; nothing where there is none yet."""
    try:
        with contextlib.closing(
            sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)
        ) as db:
            return db.execute(query).fetchall()
    except sqlite3.OperationalError as error:
        if "unable to open" in str(error) or "no such table" in str(error):
            return []
        raise


def run(folder: Path, kills: int, seed: int, env: dict[str, str] | None = None) -> Report:
    """Kill ``kills`` times; return what was found."""
    draw, report, press = random.Random(seed), Report(), Press()
    configure(folder, press.urls())
    path = folder / "newsvane.db"
    daemon = Daemon(folder, env)
    for number in range(kills):
        # At any moment, but most often when something is being written.
        chance = draw.random()
        if chance < 0.8:
            daemon.wait_for_child()
        if chance < 0.5:
            _wait_for_more(path)
        time.sleep(draw.uniform(0.0, 1.0 if chance < 0.5 else 3.0))
        before = {row[0] for row in read(path, "SELECT url FROM articles")}
        which = daemon.kill(child=draw.random() < 0.5)
        report.kills[which] += 1
        if number % 20 == 19:
            print(f"{number + 1} kills, {len(before)} articles", file=sys.stderr, flush=True)
        whole = read(path, "PRAGMA quick_check") if path.exists() else []
        if whole not in ([], [("ok",)]):
            report.faults.append(f"kill {number} ({which}): {whole[0]}")
        after = {row[0] for row in read(path, "SELECT url FROM articles")}
        if lost := before - after:
            report.faults.append(f"kill {number} ({which}): {len(lost)} articles lost")
    time.sleep(25)  # one round in peace
    code = daemon.stop()
    press.close()
    if code:
        report.faults.append(f"the daemon ended with {code}")
    _look_back(path, report)
    return report


def _wait_for_more(path: Path, seconds: float = 40.0) -> None:
    """Wait until an article is stored."""
    query, end = "SELECT count(*) FROM articles", time.monotonic() + seconds
    before = read(path, query)
    while read(path, query) == before and time.monotonic() < end:
        time.sleep(0.05)


def _look_back(path: Path, report: Report) -> None:
    """Ask the store for what must hold in the end."""
    rows = read(path, "SELECT source, due, outcome FROM slots ORDER BY source, due")
    report.slots.update(str(outcome) for *_, outcome in rows)
    report.articles = len(read(path, "SELECT 1 FROM articles"))
    if not report.articles:
        report.faults.append("no article was stored")
    if (whole := read(path, "PRAGMA integrity_check")) != [("ok",)]:
        report.faults.append(f"integrity: {whole[0]}")
    if twice := read(path, "SELECT url FROM articles GROUP BY url HAVING count(*) > 1"):
        report.faults.append(f"{len(twice)} articles are there twice")
    if left := read(path, "SELECT id FROM runs WHERE finished IS NULL"):
        report.faults.append(f"{len(left)} runs were left open")
    if lost := read(path, "SELECT id FROM stories WHERE lead IS NULL"):
        report.faults.append(f"{len(lost)} stories have no lead")
    last: dict[object, datetime] = {}
    # What was at work when it was stopped is still to be accounted for, and known to be.
    known = {(str(source), str(due)) for source, due, _ in rows}
    known |= {(str(source), str(due)) for source, due in read(path, "SELECT source, due FROM dues")}
    for source, due in sorted(known):
        moment = datetime.fromisoformat(str(due).removesuffix("Z"))
        gap = moment - last.get(source, moment)
        # The first due time of all is when the source was first thought of, off the grid.
        if gap > timedelta(seconds=30):
            report.faults.append(f"{source}: nothing is said of what was due before {due} ({gap})")
        last[source] = moment


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = run(Path(folder), arguments.kills, arguments.seed)
        noise = (Path(folder) / "log").read_text("utf-8", "replace")
    print(f"killed {dict(report.kills)}; {report.articles} articles; slots {dict(report.slots)}")
    if "Traceback" in noise:
        report.faults.append("a traceback in the log: " + noise[noise.index("Traceback") :][:2000])
    for fault in report.faults:
        print(fault, file=sys.stderr)
    sys.exit(1 if report.faults else 0)


if __name__ == "__main__":
    main()
