"""The machine that a soak runs on: a disk that can be filled, processes that are watched.

Knows mounts and the kernel's counters. Must not know what runs there, beyond how to ask whether
anything moves.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

#: MiB of the file system that can be filled.
_DISK = 96


class Disk:
    """Where the store lies: a small file system of its own where one can be mounted."""

    def __init__(self, place: Path) -> None:
        self.place = place
        place.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", f"size={_DISK}m", "tmpfs", str(place)]
        self.small = (
            bool(shutil.which("mount"))
            and not subprocess.run(mount, capture_output=True, check=False).returncode
        )

    def fill(self) -> None:
        """Leave no space."""
        with (self.place / "filler").open("wb", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(bytes(65536))

    def free(self) -> None:
        """Make space again."""
        (self.place / "filler").unlink(missing_ok=True)

    def close(self) -> None:
        """Unmount it; twice does no harm."""
        if self.small:
            self.small = False
            subprocess.run(["umount", "-l", str(self.place)], check=False)


class Watch:
    """Looks at the crawling processes while they run: their memory, and how long nothing happens."""

    def __init__(self, moves: Callable[[], int]) -> None:
        """``moves`` counts what happens: while it grows, nothing stands still."""
        self._moves = moves
        self.memory = 0.0
        self.stall = 0.0

    def run(self, process: subprocess.Popen[bytes], limit: float) -> bool:
        """Wait for the end; False where it had to be killed because nothing moved."""
        last, asked = time.monotonic(), self._moves()
        while process.poll() is None:
            time.sleep(0.1)
            self.memory = max([self.memory, *(_peak(pid) for pid in family(process.pid))])
            now = time.monotonic()
            if (moved := self._moves()) != asked:
                last, asked = now, moved
            self.stall = max(self.stall, now - last)
            if now - last > limit:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                return False
        return True


def family(pid: int) -> Iterator[int]:
    yield pid
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in path.read_text().split():
                yield from family(int(child))


def _peak(pid: int) -> float:
    with contextlib.suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024
    return 0.0
