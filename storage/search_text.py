"""Text as the search index sees it: folded, in words, and in overlapping pairs of characters.

Words alone do not find Chinese: a segmenter hides names and words that cross its borders. So each
run of Chinese is also indexed as overlapping pairs (a bigram index), of which a phrase query finds
exactly the substrings. Latin words and numbers stay whole, so that ``ai`` is not found in
``training``; of a number what follows each of its digits is indexed too, so that whoever asks for
it finds ``4.1`` within ``34.1``. Signs that change a meaning (``5%``, ``C++``, ``3.5``) are tokens
of their own. Pure: knows no SQL but the syntax of an FTS5 string.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, NamedTuple, cast

from storage.values import clean_text

# As escapes: an editor that normalizes would move the borders of these blocks.
_HAN = "\u3005\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_SIGNS = "%‰°+#$€£¥."
_PIECE = re.compile(
    rf"(?P<han>[{_HAN}]+)|(?P<number>\d+)|(?P<word>[^\W\d_{_HAN}]+)"
    # A full stop means something between digits only.
    rf"|(?P<sign>(?<=\d)\.(?=\d)|[{re.escape(_SIGNS[:-1])}])"
)
_LONGEST = 64
#: A longer run of digits is no number that somebody remembers a part of.
_MOST_DIGITS = 16
#: Of a longer text only this much is searchable.
INDEXED_CHARACTERS = 200_000
#: Stands between texts that are no neighbours: of the private use area, so in no token of a text.
_GAP = "\ue000"
#: Stands before a number's first digit, and so tells the whole from what follows a digit of it.
_WHOLE = "\ue001"
_SIGN_TOKENS = {sign: chr(0xE100 + place) for place, sign in enumerate(_SIGNS)}

Kind = Literal["han", "number", "word", "sign"]
Fold = Callable[[str], str]


def fold_plainly(text: str) -> str:
    """Fold width, compatibility forms and case; for stores that are given nothing better."""
    return unicodedata.normalize("NFKC", text).casefold()


class FoldTable(dict[int, str]):
    """Folds character by character, so that a place in the folded text leads back to the text.

    Use with ``str.translate``; each character is folded once and remembered.
    """

    def __init__(self, fold: Fold) -> None:
        super().__init__()
        self._fold = fold

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKC", chr(code))  # of ℃ the two that it stands for
        folded = "".join(map(_without_accent, self._fold(plain).lower()))
        self[code] = folded
        return folded


class Piece(NamedTuple):
    """A run of characters of one kind; ``han`` is Chinese, Japanese or Korean."""

    text: str
    kind: Kind


def pieces(folded: str) -> Iterator[Piece]:
    """Yield the runs of a folded text; what is between them has no meaning for a search."""
    for match in _PIECE.finditer(folded):
        yield Piece(match.group(), cast("Kind", match.lastgroup))


def character_tokens(texts: Sequence[str], table: FoldTable) -> str:
    """Return the tokens of several texts for the index, separated by spaces.

    A run of Chinese gives each pair of neighbours and at its end the last character alone, so
    that what follows the run is the next token.
    """
    tokens: list[str] = []
    for text in texts:
        if tokens:
            tokens.append(_GAP)
        for piece in pieces(_bounded(text).translate(table)):
            tokens += _tokens(piece)
    return clean_text(" ".join(tokens))


def character_phrase(
    text: str, table: FoldTable, *, prefix: bool = False, within: bool = False
) -> str | None:
    """Return an FTS5 expression that finds ``text``; None where nothing can be found.

    Chinese is found as a substring, Latin words and numbers whole. ``prefix`` lets the last of
    them be the beginning of a longer one; ``within`` lets it too, and the first be the end of a
    longer number.
    """
    found = _meaningful(text, table)
    if not found:
        return None
    phrase = _phrase(found, whole=True, prefix=prefix or within)
    if within and _ends_a_number(found[0]):
        return f"({phrase} OR {_phrase(found, whole=False, prefix=True)})"
    return phrase


def may_be_within(text: str, table: FoldTable) -> bool:
    """Tell whether ``text`` may stand inside longer words or numbers that are not found whole."""
    found = _meaningful(text, table)
    if not found or (len(found) == 1 and len(found[0].text) == 1):
        return False
    return _ends_a_number(found[0]) or found[-1].kind in {"number", "word"}


def word_tokens(words: Sequence[str]) -> str:
    """Return a segmenter's words for the index, separated by spaces."""
    return clean_text(" ".join(words))


def quoted(tokens: Sequence[str]) -> str:
    """Return tokens as one FTS5 string, inside which no character has a meaning."""
    return '"' + clean_text(" ".join(tokens)).replace('"', '""') + '"'


def pattern(
    text: str, table: FoldTable, *, prefix: bool = False, within: bool = False
) -> re.Pattern[str] | None:
    """Return a pattern that finds in a folded text what :func:`character_phrase` finds."""
    found = _meaningful(text, table)
    if not found:
        return None
    body = r"[\W_]*".join(re.escape(piece.text[:_LONGEST]) for piece in found)
    before = "" if within and _ends_a_number(found[0]) else _border(found[0], "(?<![{}])")
    after = "" if prefix or within else _border(found[-1], "(?![{}])")
    return re.compile(before + body + after)


def _meaningful(text: str, table: FoldTable) -> list[Piece]:
    """Return the pieces of a query; signs alone are none."""
    found = list(pieces(_bounded(text).translate(table)))
    return found if any(piece.kind != "sign" for piece in found) else []


def _tokens(piece: Piece) -> list[str]:
    text, kind = piece
    if kind == "han":
        return [*(text[i : i + 2] for i in range(len(text) - 1)), text[-1]]
    if kind == "number":
        return [_WHOLE + text[:_LONGEST], *_after_each_digit(text)]
    return [_SIGN_TOKENS[text] if kind == "sign" else text[:_LONGEST]]


def _after_each_digit(number: str) -> list[str]:
    return [number[i:] for i in range(1, len(number))] if len(number) <= _MOST_DIGITS else []


def _ends_a_number(piece: Piece) -> bool:
    return piece.kind == "number" and len(piece.text) < _MOST_DIGITS


def _phrase(found: Sequence[Piece], *, whole: bool, prefix: bool) -> str:
    """Return a phrase of FTS5; ``whole``: a number with which it begins is the text's whole one."""
    tokens = [token for piece in found for token in _tokens(piece)]
    if found[0].kind == "number" and not whole:
        tokens[0] = tokens[0].removeprefix(_WHOLE)
    text, kind = found[-1]
    if kind == "han":  # the run may go on in the text
        if len(text) > 1:
            tokens.pop()
        prefix = len(text) == 1
    elif kind == "number":  # the whole says all of it
        del tokens[len(tokens) - len(_after_each_digit(text)) :]
    return quoted(tokens) + (" *" if prefix and kind != "sign" else "")


def _without_accent(char: str) -> str:
    """Take the accent off a Latin letter, as the index does; a combining mark goes altogether."""
    base = unicodedata.normalize("NFD", char)[0]
    if unicodedata.category(base) == "Mn":
        return ""
    return base if base < "\u0250" else char


def _border(piece: Piece, form: str) -> str:
    if piece.kind == "number":
        return form.format(r"\d")
    return form.format(rf"^\W\d_{_HAN}") if piece.kind == "word" else ""


def _bounded(text: str) -> str:
    return unicodedata.normalize("NFC", text[:INDEXED_CHARACTERS])
