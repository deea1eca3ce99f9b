"""Naming processes so that a number which is given again means another one.

Knows /proc where there is one. Must not know what a process is named for.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def name(number: int) -> str:
    """Name a process by its number and, where the system tells, by when it began.

    Numbers are given again, in containers even the same ones; with the start they are unique.
    """
    fields: list[str] = []
    with suppress(OSError):
        # The second field, the command, may itself hold blanks and brackets.
        stat = Path(f"/proc/{number}/stat").read_text("utf-8", "replace")
        fields = stat.rpartition(")")[2].split()
    ended = fields[:1] in (["Z"], ["X"])  # only its exit code is still waiting for its parent
    return f"{number}@{'ended' if ended else ''.join(fields[19:20])}"


def lives(process: str) -> bool:
    """Tell whether the process that bears this name still runs."""
    number = process.partition("@")[0]
    if not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass
    return name(int(number)) == process
