"""Undoing Content-Encoding, and telling text from what only claims to be text.

Pure: bytes in, bytes out. The cap holds for every layer of a nested encoding, and decompression
stops at the cap instead of noticing afterwards, so that a bomb costs no more than an honest page.
"""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import brotli  # type: ignore[import-untyped]

from crawler.guard import Refused, TooLarge

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

#: What we ask servers for; we can undo deflate as well, which none has alone. Short: it stands in
#: every request, and most find nothing new.
ACCEPT_ENCODING = "gzip,br,zstd"

# Nobody compresses thrice in good faith.
_MAX_LAYERS = 3
# Nor in more pieces than this; each piece costs a copy of what follows it.
_MAX_MEMBERS = 1000
_CHUNK = 64 * 1024
# RFC 9659 allows zstd windows of up to 8 MiB in HTTP; the library's own limit is 128 MiB.
_ZSTD_WINDOW_LOG = 23

_STREAM_ERRORS = (zlib.error, brotli.error, zstd.ZstdError, EOFError)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A body with its encodings undone; ``complete`` is False where a stream was cut or broken."""

    body: bytes
    complete: bool


def decode(body: bytes, encodings: Sequence[str], limit: int) -> Decoded:
    """Undo ``encodings``, given in the order in which the server applied them.

    Args:
        body: as received.
        encodings: tokens of Content-Encoding; letter case and ``identity`` do not matter.
        limit: most bytes that any layer may grow to.

    Raises:
        TooLarge: A layer exceeds ``limit``.
        Refused: An encoding is unknown, or there are too many.
    """
    layers = [name for name in (e.strip().lower() for e in encodings) if name not in _NO_ENCODING]
    if len(layers) > _MAX_LAYERS:
        raise Refused(f"refused: the body is compressed {len(layers)} times")
    complete = True
    for name in reversed(layers):
        if not body:
            break
        opener = _OPENERS.get(name)
        if opener is None:
            raise Refused(f"refused: the content encoding {name[:40]!r} is not known")
        body, whole = _drain(opener(body), limit)
        complete = complete and whole
    return Decoded(body, complete)


def _drain(chunks: Iterator[bytes], limit: int) -> tuple[bytes, bool]:
    """Collect ``chunks`` up to ``limit``; False where they end in an error."""
    parts: list[bytes] = []
    size = 0
    try:
        for chunk in chunks:
            size += len(chunk)
            if size > limit:
                raise TooLarge(f"too large: more than {limit:,} bytes once decompressed")
            parts.append(chunk)
    except _STREAM_ERRORS:
        return b"".join(parts), False
    return b"".join(parts), True


def _zlib_chunks(body: bytes, wbits: int) -> Iterator[bytes]:
    # A gzip file may consist of several members, one after the other.
    at = 0
    for _ in range(_MAX_MEMBERS):
        stream = zlib.decompressobj(wbits)
        while not stream.eof:
            piece = body[at : at + _CHUNK]
            at += len(piece)
            chunk = stream.decompress(piece, _CHUNK)
            if not piece and not chunk and not stream.eof:
                raise EOFError
            yield chunk
            while stream.unconsumed_tail and not stream.eof:
                yield stream.decompress(stream.unconsumed_tail, _CHUNK)
        at -= len(stream.unused_data)
        # Padding after the last member is common and harmless.
        if wbits != _GZIP or body[at : at + 2] != b"\x1f\x8b":
            return
    raise EOFError


_GZIP = 16 + zlib.MAX_WBITS


def _gzip(body: bytes) -> Iterator[bytes]:
    return _zlib_chunks(body, _GZIP)


def _deflate(body: bytes) -> Iterator[bytes]:
    # The standard says zlib; some servers send the raw stream. The zlib header is a multiple of 31.
    is_zlib = len(body) > 1 and body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    return _zlib_chunks(body, zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS)


def _brotli(body: bytes) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    chunk = stream.process(body, output_buffer_limit=_CHUNK)
    while chunk or not stream.is_finished():
        if not chunk:
            raise EOFError
        yield chunk
        chunk = b"" if stream.is_finished() else stream.process(b"", output_buffer_limit=_CHUNK)


def _zstd(body: bytes) -> Iterator[bytes]:
    options = {int(zstd.DecompressionParameter.window_log_max): _ZSTD_WINDOW_LOG}
    at = 0
    for _ in range(_MAX_MEMBERS):
        stream = zstd.ZstdDecompressor(options=options)
        while not stream.eof:
            piece = body[at : at + _CHUNK] if stream.needs_input else b""
            if stream.needs_input and not piece:
                raise EOFError
            at += len(piece)
            yield stream.decompress(piece, _CHUNK)
        at -= len(stream.unused_data)
        if at >= len(body):
            return
    raise EOFError


_OPENERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
# utf-8 and the like stand here on servers whose author mixed up two headers.
_NO_ENCODING = frozenset({"", "identity", "none", "utf-8", "utf8"})

# The first bytes of what news sites serve under article and feed URLs without it being text.
_MAGIC = re.compile(
    rb"%PDF-|\x89PNG\r\n|\xff\xd8\xff|GIF8[79]a|RIFF....WEBP|....ftyp|BM....\x00\x00\x00\x00"
    rb"|PK\x03\x04|PK\x05\x06|Rar!\x1a|7z\xbc\xaf|\x1f\x8b\x08|\x28\xb5\x2f\xfd|BZh[1-9]1AY|\xfd7zXZ"
    rb"|\xd0\xcf\x11\xe0|ID3|OggS|\x1aE\xdf\xa3|fLaC|wOF[F2]|\x7fELF|MZ.{58}|\x00\x00\x01\x00"
    rb"|II\*\x00|MM\x00\*|SQLite format 3",
    re.DOTALL,
)
_SAMPLE = 4096
# Control characters that no text holds. NUL is left out: pages hold stray ones, UTF-16 is full
# of them. ESC, FF, BS and SUB are left out: ISO-2022 and old terminals' habits.
_ODD = bytes(c for c in range(1, 32) if c not in b"\t\n\r\x08\x0c\x1a\x1b")
# Random bytes hold 9.4 % of these, Chinese UTF-16 about 5 %, text in other encodings next to none.
_ODD_SHARE = 0.075
_ENOUGH = 256


def is_text(body: bytes) -> bool:
    """Whether ``body`` may be text in any encoding, whatever its Content-Type claims."""
    if _MAGIC.match(body):
        return False
    sample = body[:_SAMPLE]
    if len(sample) < _ENOUGH:
        return True
    if sample.count(0) > len(sample) * 0.9:
        return False
    odd = len(sample) - len(sample.translate(None, _ODD))
    return odd <= len(sample) * _ODD_SHARE
