"""Telling systemd how the daemon is: ready, reloading, stopping, alive.

Knows the datagrams of sd_notify(3). Does nothing where there is nobody to tell.
"""

from __future__ import annotations

import contextlib
import os
import socket
import time


def tell(*states: str) -> bool:
    """Send states as ``READY=1``; True if there was somebody to send them to.

    Whoever listens is named by ``NOTIFY_SOCKET``: a path, or an abstract name that begins with @.
    """
    address = os.environ.get("NOTIFY_SOCKET", "")
    if address[:1] not in ("/", "@"):
        return False
    if address.startswith("@"):
        address = "\0" + address[1:]
    kind = socket.SOCK_DGRAM | socket.SOCK_CLOEXEC
    # A listener that is gone is no trouble of ours.
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, kind) as end:
        end.sendto("\n".join(states).encode("utf-8"), address)
        return True
    return False


def ready(status: str) -> None:
    """Tell that the daemon works now."""
    tell("READY=1", f"STATUS={status}")


def reloading() -> None:
    """Tell that the configuration is read anew; ``ready`` tells when that is done."""
    tell("RELOADING=1", f"MONOTONIC_USEC={time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000}")


def stopping() -> None:
    """Tell that the daemon is ending."""
    tell("STOPPING=1", "STATUS=ending")


class Watchdog:
    """Tells that the daemon is alive, as often as systemd asks for it."""

    def __init__(self) -> None:
        span = os.environ.get("WATCHDOG_USEC", "")
        mine = os.environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        #: Seconds between two signs of life; None: nobody asks for any.
        self.every = int(span) / 2_000_000 if span.isdecimal() and int(span) and mine else None
        self._told = float("-inf")

    def beat(self) -> None:
        """Give a sign of life, if it is time for one."""
        now = time.monotonic()
        if self.every is not None and now - self._told >= self.every / 2:
            self._told = now
            tell("WATCHDOG=1")
