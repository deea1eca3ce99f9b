"""Large documents in pieces: packed bytes to bytes, bytes to text, text to elements of XML.

Knows how to hold little of a document at a time, whatever it holds. Must not know sitemaps. What
repairs markup stands in ``xml_tree``, for the whole text of a small document.
"""

from __future__ import annotations

import codecs
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from crawler.page import xml_tree
from crawler.page.decode import decode
from crawler.page.packed import Unpacked
from crawler.page.xml_tree import Element

#: Bytes that are unpacked, and characters that are parsed, at a time.
_PIECE = 64 * 1024
#: Of a document's beginning, by which its encoding is known.
_LABELLED = 2_048
#: Characters at the end in which the closing tag of the root stands.
_TAIL = 20_000
#: Elements between two items, or within one: Google's thousand pictures, five elements each.
_MAX_BETWEEN = 10_000
#: Characters in which no element ends: one tag of so many attributes takes ten times the memory.
_MAX_SILENCE = 2 << 20
#: Faults in the markup after which it is not worth the trouble; each is kept with its sentence.
_MAX_FAULTS = 1_000
#: A reference or the beginning of a CDATA section may go on in the next piece.
_UNFINISHED = 80
_CDATA = "<![CDATA["


class TooLargeError(ValueError):
    """The document is larger than the limit."""


@dataclass(slots=True)
class Source:
    """The text of a document piece by piece; ``whole`` is False once a stream ended too early.

    ``limit`` is the most bytes that are unpacked: one more raises ``TooLargeError``.
    """

    body: bytes
    limit: int
    content_type: str | None = None
    whole: bool = True
    _first: bytes = field(default=b"", init=False)

    def __iter__(self) -> Iterator[str]:
        decoder: codecs.IncrementalDecoder | None = None
        begun = False
        pieces = self._bytes()
        for piece in pieces:
            if decoder is None and not (self._first and piece.isascii()):
                piece += next(pieces, b"")  # noqa: PLW2901 - a few letters tell little
                decoder = self._decoder(piece)
            text = piece.decode("ascii") if decoder is None else decoder.decode(piece)
            text = xml_tree.legal(text)
            if not begun:
                text = text.lstrip("\ufeff \t\r\n")
                begun = bool(text)
            if text:
                yield text
        if decoder is not None and (rest := decoder.decode(b"", final=True)):
            yield xml_tree.legal(rest)

    def _bytes(self) -> Iterator[bytes]:
        size = 0
        unpacked = Unpacked(self.body)
        for piece in unpacked:
            size += len(piece)
            if size > self.limit:
                raise TooLargeError
            yield piece
        self.whole = unpacked.whole

    def _decoder(self, piece: bytes) -> codecs.IncrementalDecoder | None:
        """Choose how to read what begins with ``piece``; None while it is ASCII, which is alike."""
        first, self._first = self._first, self._first or piece[:_LABELLED]
        # Half a character at the end would be taken for damage.
        whole = piece[: max(piece.rfind(b">"), piece.rfind(b"\n")) + 1] or piece
        found = decode(first + whole, self.content_type)
        if found.exact and found.text.isascii() and piece.isascii():
            return None
        return codecs.getincrementaldecoder(found.encoding)("replace")


class Elements:
    """The items of a document one after the other, each forgotten after it was looked at.

    ``pieces`` begin at the root element. At most ``limit`` tags, half as many references and a
    fifth as many CDATA sections are read; an item that is cut off at the end is none. ``sound``
    tells, once all were seen, whether the document was well-formed and read to its end, ``more``
    whether it was not because of a limit.
    """

    def __init__(
        self, pieces: Iterable[str], root: str, items: Collection[str], limit: int
    ) -> None:
        self.sound = True
        #: Whether there was more than is read.
        self.more = False
        self._pieces = pieces
        self._root = root
        self._items = items
        self._limit = limit

    def __iter__(self) -> Iterator[Element]:
        parser = xml_tree.pull_parser()
        between = silence = 0
        for piece in self._repaired():
            silence += len(piece)
            try:
                parser.feed(piece.encode("utf-8", "replace"))
            except (etree.LxmlError, ValueError):
                self.sound = False
                return
            for _, node in parser.read_events():
                between, silence = between + 1, 0
                if isinstance(node, Element) and xml_tree.local(node.tag) in self._items:
                    yield node
                    _forget(node)
                    between = 0
            self.more |= between > _MAX_BETWEEN or silence > _MAX_SILENCE
            if self.more or len(parser.feed_error_log) > _MAX_FAULTS:
                self.sound = False
                return
        self.sound = self.sound and not len(parser.feed_error_log)

    def _repaired(self) -> Iterator[str]:
        """Yield the markup with its usual faults mended, CDATA sections as they are."""
        held, verbatim, tail = "", False, ""
        tags = references = sections = 0
        for piece in _small(self._pieces):
            tail = (tail + piece)[-_TAIL:]
            tags += piece.count("<")
            references += piece.count("&")
            sections += piece.count(_CDATA)
            if max(tags, 2 * references, 5 * sections) > self._limit:
                self.sound, self.more = False, True
                return
            held += piece
            while held:
                part, held, further = _split(held, verbatim=verbatim)
                if part:
                    yield part if verbatim else xml_tree.mended(part)
                if further == verbatim:
                    break
                verbatim = further
        if held:
            yield held if verbatim else xml_tree.mended(held)
        self.sound = self.sound and not verbatim and xml_tree.closes(tail, self._root)


def _small(pieces: Iterable[str]) -> Iterator[str]:
    for piece in pieces:
        for start in range(0, len(piece), _PIECE):
            yield piece[start : start + _PIECE]


def _split(held: str, *, verbatim: bool) -> tuple[str, str, bool]:
    """Return what can be passed on, what must wait, and whether that is within a CDATA section."""
    if verbatim:
        end = held.find("]]>")
        return (
            (held[: end + 3], held[end + 3 :], False) if end >= 0 else (held[:-2], held[-2:], True)
        )
    start = held.find(_CDATA)
    if start >= 0:
        return held[:start], held[start:], True
    unfinished = [held.find("&", max(0, len(held) - _UNFINISHED)),
                  held.find("<", max(0, len(held) - len(_CDATA)))]  # fmt: skip
    cut = min((at for at in unfinished if at >= 0), default=len(held))
    return held[:cut], held[cut:], False


def _forget(node: Element) -> None:
    node.clear()
    parent = node.getparent()
    if parent is not None:
        while parent[0] is not node:
            del parent[0]
