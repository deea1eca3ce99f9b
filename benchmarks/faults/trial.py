"""Readers tried on inputs in a process of their own, which may hang, die or eat memory.

Knows processes, the kernel's counters of time and memory, and nothing of what is read. CPU time is
counted, not time on the wall: other work on the machine must not make a reader look slow.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import multiprocessing
import time
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.faults.readers import READERS

#: Seconds on the wall after which a process is given up; CPU time is judged by the caller.
_GIVEN_UP = 60.0
#: Bytes of an input after which it is worth the time to collect what earlier ones left.
_LARGE = 100_000
_STATUS = Path("/proc/self/status")
_CLEAR = Path("/proc/self/clear_refs")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One reader on one input. ``error`` is the end of a traceback, or what became of the process."""

    name: str
    reader: str
    found: int = 0
    seconds: float = 0.0
    #: MiB by which the process grew at its peak.
    memory: float = 0.0
    error: str = ""


def run(inputs: Iterable[tuple[str, bytes, Iterable[str]]]) -> Iterator[Outcome]:
    """Try each named input on the readers named with it."""
    worker = _Worker()
    try:
        for name, body, readers in inputs:
            for reader in readers:
                outcome = worker.ask(name, reader, body)
                if outcome.error.startswith("the process"):
                    worker = _Worker()
                yield outcome
    finally:
        worker.end()


class _Worker:
    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    def ask(self, name: str, reader: str, body: bytes) -> Outcome:
        try:
            self._pipe.send((reader, body))
            if not self._pipe.poll(_GIVEN_UP):
                self.end()
                return Outcome(name, reader, seconds=_GIVEN_UP, error="the process hangs")
            found, seconds, memory, error = self._pipe.recv()
        except (EOFError, OSError):
            self._process.join(5)
            return Outcome(name, reader, error=f"the process ended: code {self._process.exitcode}")
        return Outcome(name, reader, found, seconds, memory, error)

    def end(self) -> None:
        self._process.kill()
        self._process.join()
        self._pipe.close()


def _serve(pipe: Connection) -> None:
    for reader in READERS.values():
        for body in (b"", b"<html><p>\xb9\xfa", b'{"items": []}'):
            reader(body)  # what is loaded once is no input's fault
    gc.freeze()
    while True:
        reader, body = pipe.recv()
        if len(body) > _LARGE:
            gc.collect()
        before = peak(reset=True)
        begun = time.process_time()
        found, error = 0, ""
        try:
            found = READERS[reader](body)
        except BaseException:  # noqa: BLE001 - whatever it is, it is what is looked for
            error = "".join(traceback.format_exc(limit=-4))
        seconds = time.process_time() - begun
        pipe.send((found, seconds, peak() - before, error))


def peak(*, reset: bool = False) -> float:
    """Return the most memory held since the last reset, in MiB.

    A reset gives back what earlier inputs left free in the process, which would hide as much of
    what the next one takes.
    """
    if reset:
        with contextlib.suppress(OSError, AttributeError):  # another C library's names
            ctypes.CDLL(None).malloc_trim(0)
        _CLEAR.write_text("5")
    fields = dict(line.split(":", 1) for line in _STATUS.read_text().splitlines() if ":" in line)
    return int(fields["VmHWM"].split()[0]) / 1024
