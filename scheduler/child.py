"""Run one command in a child process, with a deadline, reading its lines as they come.

Knows processes and signals; not what the command does.
"""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import IO

#: Seconds between TERM and KILL.
GRACE = 8.0
#: Of a child's stderr, so many last characters are kept.
_KEPT_ERRORS = 4000


@dataclass(slots=True)
class Finished:
    """How a child ended."""

    #: Exit code; negative: the signal that ended it.
    code: int
    #: Why it was stopped by us: ``deadline``, ``asked``, or nothing.
    stopped: str = ""
    lines: list[str] = field(default_factory=list)
    #: The end of what it wrote to stderr.
    errors: str = ""


def run(
    command: Sequence[str],
    *,
    deadline: float,
    on_line: Callable[[str], None] | None = None,
    stop: threading.Event | None = None,
    kill: threading.Event | None = None,
) -> Finished:
    """Run ``command`` and wait for it.

    Args:
        command: Program and arguments.
        deadline: Seconds after which the child gets TERM, and KILL after ``GRACE`` more.
        on_line: Called with each line of the child's stdout; without it they are collected.
        stop: When set, the child is stopped likewise.
        kill: When set while it is being stopped, it gets KILL at once.
    """
    # Own session: a Ctrl-C in the terminal reaches the parent only, who then asks in good order.
    process = subprocess.Popen(  # noqa: S603  the caller's own command, no shell
        list(command),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    )
    finished = Finished(0)
    take = on_line or finished.lines.append
    readers = [
        threading.Thread(target=_each_line, args=(process.stdout, take), daemon=True),
        threading.Thread(target=_tail, args=(process.stderr, finished), daemon=True),
    ]
    for reader in readers:
        reader.start()
    finished.stopped = _wait(process, deadline, stop, kill)
    # A grandchild may hold the pipes open; what it says is not waited for.
    for reader in readers:
        reader.join(timeout=GRACE)
    finished.code = process.returncode
    return finished


def _wait(
    process: subprocess.Popen[str],
    deadline: float,
    stop: threading.Event | None,
    kill: threading.Event | None,
) -> str:
    end = time.monotonic() + deadline
    why = ""
    while process.poll() is None:
        if stop is not None and stop.is_set():
            why = "asked"
        elif time.monotonic() >= end:
            why = "deadline"
        if why:
            _end(process, kill)
            break
        try:
            process.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
    return why


def _end(process: subprocess.Popen[str], kill: threading.Event | None) -> None:
    process.terminate()
    end = time.monotonic() + GRACE
    while time.monotonic() < end and not (kill is not None and kill.is_set()):
        try:
            process.wait(0.1)
            return
        except subprocess.TimeoutExpired:
            continue
    process.kill()
    process.wait()


def _each_line(stream: IO[str], take: Callable[[str], None]) -> None:
    with stream:
        for line in stream:
            take(line.rstrip("\n"))


def _tail(stream: IO[str], finished: Finished) -> None:
    with stream:
        for line in stream:
            finished.errors = (finished.errors + line)[-_KEPT_ERRORS:]
