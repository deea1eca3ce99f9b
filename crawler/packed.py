"""A queue of small values that takes little memory, however many wait in it.

Knows pickle and zlib. Must not know what the values are. The values never leave the process.
"""

from __future__ import annotations

import pickle
import zlib
from collections import deque
from typing import Any

#: Values that are packed together: what repeats among them is most of what they hold.
TOGETHER = 64


class Queue:
    """First in, first out. The first and the last few are kept as they are, the others packed."""

    def __init__(self) -> None:
        self._first: deque[Any] = deque()
        #: Packs of ``TOGETHER`` values each; a list where they could not be packed.
        self._packed: deque[bytes | list[Any]] = deque()
        self._last: list[Any] = []

    def __len__(self) -> int:
        return len(self._first) + TOGETHER * len(self._packed) + len(self._last)

    def put(self, value: Any) -> None:
        """Append a value. One that cannot be pickled keeps its neighbours as they are, too."""
        self._last.append(value)
        if len(self._last) == TOGETHER:
            self._packed.append(_pack(self._last))
            self._last = []

    def take(self) -> Any:
        """Remove and return the first value.

        Raises:
            IndexError: There is none.
        """
        if not self._first:
            if self._packed:
                self._first.extend(_unpack(self._packed.popleft()))
            else:
                self._first.extend(self._last)
                self._last = []
        return self._first.popleft()


def _pack(values: list[Any]) -> bytes | list[Any]:
    try:
        return zlib.compress(pickle.dumps(values, protocol=5), 1)
    except (pickle.PicklingError, TypeError, AttributeError):
        return values


def _unpack(packed: bytes | list[Any]) -> list[Any]:
    if isinstance(packed, list):
        return packed
    values: list[Any] = pickle.loads(zlib.decompress(packed))  # noqa: S301 - this process made it
    return values
