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
        self._packed: deque[bytes] = deque()
        self._last: list[Any] = []

    def __len__(self) -> int:
        return len(self._first) + TOGETHER * len(self._packed) + len(self._last)

    def put(self, value: Any) -> None:
        """Append a value that can be pickled."""
        self._last.append(value)
        if len(self._last) == TOGETHER:
            self._packed.append(zlib.compress(pickle.dumps(self._last, protocol=5), 1))
            self._last = []

    def take(self) -> Any:
        """Remove and return the first value.

        Raises:
            IndexError: There is none.
        """
        if not self._first:
            if self._packed:
                body = zlib.decompress(self._packed.popleft())
                self._first.extend(pickle.loads(body))  # noqa: S301 - this process made it
            else:
                self._first.extend(self._last)
                self._last = []
        return self._first.popleft()
