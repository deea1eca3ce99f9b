"""Bytes to text: which encoding a page is really in.

Knows byte order marks, labels and what wrongly decoded text looks like. Must not know HTML beyond
the label that a page writes about itself, and never trusts that label: Chinese sites send GB18030
under ``utf-8`` headers and UTF-8 under ``gb2312`` meta tags.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from crawler.page.charset import best_guess, sample

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Labels name a family; the widest member of the family decodes all of it.
_WIDEST = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
}
_LABEL = re.compile(
    rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.\-]{2,20})""", re.IGNORECASE
)
_HEADER_LABEL = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9_:.\-]{2,20})""", re.IGNORECASE)
#: A label further down than this is text about an encoding, not the page's own.
_LABEL_WINDOW = 65_536
_UTF16_WINDOW = 4_096
_BEFORE = 1_024


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page's text and how its encoding was found.

    ``how`` is ``bom``, ``nul pattern``, ``strict``, ``mostly valid``, ``header``, ``meta`` or
    ``evidence``. ``damage`` is the share of characters that could not be decoded, 0-1; above
    0.001 the text should not be passed on as if it were sound.
    """

    text: str
    encoding: str
    how: str
    damage: float = 0.0
    #: The bytes are the text in UTF-8, neither more nor less.
    exact: bool = False


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """Decode a page's bytes; never raises.

    A byte order mark decides; else text that is valid UTF-8 is UTF-8, whatever its labels say,
    since other encodings are hardly ever valid UTF-8 by accident. Only then are the labels read,
    and each must look like language when the bytes are read by it.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return _decoded(body[len(mark) :], encoding, "bom")
    wide = _utf16_without_mark(body)
    if wide:
        return _decoded(body, wide, "nul pattern")
    # Seven-bit: valid UTF-8 and yet not text. (One byte is found ten times as fast as three.)
    if b"\x1b" in body and b"\x1b$B" in body and body.isascii():
        return _decoded(body, "iso2022_jp", "evidence")
    try:
        text = body.decode()
        exact = b"\0" not in body
        return Decoded(text if exact else text.replace("\0", ""), "utf-8", "strict", exact=exact)
    except UnicodeDecodeError as error:
        # What came before is nearly always ASCII.
        evidence = sample(body, max(0, error.start - _BEFORE))
    if _mostly_utf8(evidence):
        return _decoded(body, "utf-8", "mostly valid")
    labels = _labels(body, content_type)
    guess = best_guess(evidence, tuple(labels.values()))
    how = next((where for where, name in labels.items() if name == guess), "evidence")
    return _decoded(body, guess, how)


def _decoded(body: bytes, encoding: str, how: str) -> Decoded:
    try:
        return Decoded(_without_nul(body.decode(encoding), body), encoding, how)
    except UnicodeError:
        text = _without_nul(body.decode(encoding, "replace"), body)
        return Decoded(text, encoding, how, text.count("\ufffd") / max(1, len(text)))


def _without_nul(text: str, body: bytes) -> str:
    """Drop what SQLite cannot carry in text."""
    return text.replace("\0", "") if b"\0" in body else text


def _utf16_without_mark(body: bytes) -> str | None:
    """Recognise UTF-16 by the zero high bytes of its markup, which is ASCII in any language."""
    head = body[:_UTF16_WINDOW]
    half = len(head) // 2
    even, odd = head[0::2].count(0), head[1::2].count(0)
    # A page of Chinese with little markup still has a fiftieth of ASCII in its beginning.
    least = max(3, half * 0.02)
    if odd > least and even < odd * 0.1:
        return "utf-16-le"
    if even > least and odd < even * 0.1:
        return "utf-16-be"
    if head.lstrip()[:2] == b"<\0":
        return "utf-16-le"
    return "utf-16-be" if head[:2] == b"\0<" else None


def _labels(body: bytes, content_type: str | None) -> dict[str, str]:
    """Return the encodings named, as ``{"header": ..., "meta": ...}``."""
    found: dict[str, str] = {}
    header = _HEADER_LABEL.search(content_type[:1000]) if isinstance(content_type, str) else None
    if header and (name := _known(header[1])):
        found["header"] = name
    for label in _LABEL.finditer(body, 0, _LABEL_WINDOW):
        if name := _known(label[1].decode("ascii")):
            found["meta"] = name
            break
    return found


def _known(label: str) -> str | None:
    try:
        codec = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    # Python also registers bytes-to-bytes codecs ("zip", "rot13") under names a page may claim.
    if not codec._is_text_encoding or codec.name in {"idna", "punycode", "undefined", "utf-7"}:  # noqa: SLF001 - no public way
        return None
    return _WIDEST.get(codec.name, codec.name)


def _mostly_utf8(evidence: bytes) -> bool:
    """Tell UTF-8 with a few torn characters (cut teasers, spliced pages) from other encodings."""
    text = evidence.decode("utf-8", "replace")
    torn = text.count("\ufffd")
    sound = len(text) - len(text.encode("ascii", "ignore")) - torn
    # GB18030 read as UTF-8 gives about as many torn as sound characters.
    return sound > 20 * torn
