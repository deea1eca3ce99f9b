"""Run one command in a child process, with a deadline, reading its lines as they come.

Knows processes and signals; not what the command does.
"""

from __future__ import annotations

import resource
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

#: Seconds between TERM and KILL.
GRACE = 7.0
#: Seconds between two checks on a child.
_CHECK = 0.5
#: Of a child's stderr, so many last characters are kept.
_KEPT_ERRORS = 4000


@dataclass(slots=True)
class Finished:
    """How a child ended."""

    #: Exit code; negative: the signal that ended it.
    code: int
    #: Why it was stopped by us: ``deadline``, ``asked``, what ``check`` said, or nothing.
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
    check: Callable[[int], str] | None = None,
) -> Finished:
    """Run ``command`` and wait for it.

    Args:
        command: Program and arguments.
        deadline: Seconds after which the child gets TERM, and KILL after ``GRACE`` more.
        on_line: Called with each line of the child's stdout; without it they are collected.
        stop: When set, the child is stopped likewise.
        kill: When set while it is being stopped, it gets KILL at once.
        check: Called now and then with the child's process id; when it gives a word, the child
            gets KILL at once: it is past listening.

    The child's stdin is a pipe that ends when we do, however we end.
    """
    # Own session: a Ctrl-C in the terminal reaches the parent only, who then asks in good order.
    process = subprocess.Popen(  # noqa: S603 - the caller's own command, no shell
        list(command),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.PIPE,
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
    finished.stopped = _wait(process, deadline, stop, kill, check)
    if process.stdin is not None:
        process.stdin.close()
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
    check: Callable[[int], str] | None,
) -> str:
    end = time.monotonic() + deadline
    checked = time.monotonic()
    why = ""
    while process.poll() is None:
        now = time.monotonic()
        if stop is not None and stop.is_set():
            why = "asked"
        elif now >= end:
            why = "deadline"
        elif check is not None and now - checked >= _CHECK:
            checked = now
            if why := check(process.pid):
                process.kill()
                process.wait()
                break
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


def memory(pid: int) -> int:
    """Return the bytes of memory that a process holds; 0 where the system does not tell.

    Resident memory, looked at from outside: a limit on address space (``RLIMIT_AS``) would count
    what Python's libraries only reserve, and what it refuses ends in any place of their code.
    """
    try:
        pages = Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]
        return int(pages) * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        return 0


def _each_line(stream: IO[str], take: Callable[[str], None]) -> None:
    with stream:
        for line in stream:
            take(line.rstrip("\n"))


def _tail(stream: IO[str], finished: Finished) -> None:
    with stream:
        for line in stream:
            finished.errors = (finished.errors + line)[-_KEPT_ERRORS:]
