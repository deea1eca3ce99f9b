"""Gzip in which lists come, undone in pieces, so that a bomb costs no more than an honest file.

Knows gzip and its members. Must not know what is packed. (Content-Encoding is undone where
responses arrive; this is a file that its publisher packed.)
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

_GZIP = b"\x1f\x8b"
_PIECE = 64 * 1024
#: Honest files consist of one member, of a few where parts were joined.
_MAX_MEMBERS = 1_000


class Unpacked:
    """The bytes in ``body`` by pieces of at most 64 KiB; what is not packed comes as it is.

    ``whole`` tells, once all were taken, whether the stream was complete.
    """

    def __init__(self, body: bytes) -> None:
        self.whole = True
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        if self._body.startswith(_GZIP):
            self.whole = False
            yield from self._members()
            return
        for start in range(0, len(self._body), _PIECE):
            yield self._body[start : start + _PIECE]

    def _members(self) -> Iterator[bytes]:
        body, at = self._body, 0
        for _ in range(_MAX_MEMBERS):
            stream = zlib.decompressobj(wbits=31)
            waiting = b""
            while not stream.eof:
                # In pieces: what follows a member is copied when it ends.
                piece = waiting or body[at : at + _PIECE]
                at += 0 if waiting else len(piece)
                try:
                    plain = stream.decompress(piece, _PIECE)
                except zlib.error:
                    return
                waiting = stream.unconsumed_tail
                if plain:
                    yield plain
                elif not (piece or stream.eof):
                    return
            at -= len(stream.unused_data)
            if not body.startswith(_GZIP, at):
                self.whole = True
                return


def unzip(body: bytes, limit: int) -> tuple[bytes, bool] | None:
    """Unpack gzip; other bytes are returned as they are.

    Returns the bytes and whether the stream was complete, or None where there are more than
    ``limit`` of them; never holds more than that in memory.
    """
    if not body.startswith(_GZIP):
        return (body, True) if len(body) <= limit else None
    plain, pieces = bytearray(), Unpacked(body)
    for piece in pieces:
        plain += piece
        if len(plain) > limit:
            return None
    return bytes(plain), pieces.whole
