"""Text as the search index sees it: folded, in words, and in overlapping pairs of characters.

Words alone do not find Chinese: a segmenter hides names and words that cross its borders. So each
run of Chinese is also indexed as overlapping pairs (a bigram index), of which a phrase query finds
exactly the substrings. Latin words and numbers stay whole, so that ``ai`` is not found in
``training``. Pure: knows no SQL but the syntax of an FTS5 string.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from storage.values import clean_text

# As escapes: an editor that normalizes would move the borders of these blocks.
_HAN = "\u3005\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_PIECE = re.compile(rf"(?P<han>[{_HAN}]+)|\d+|[^\W\d_{_HAN}]+")
_LONGEST = 64
#: Of a longer text only this much is searchable.
INDEXED_CHARACTERS = 200_000
#: Stands between texts that are no neighbours: of the private use area, so in no token of a text.
_GAP = "\ue000"

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
        folded = "".join(map(_without_accent, self._fold(chr(code)).lower()))
        self[code] = folded
        return folded


def pieces(folded: str) -> Iterator[tuple[str, bool]]:
    """Yield the runs of a folded text, and whether each is Chinese, Japanese or Korean."""
    for match in _PIECE.finditer(folded):
        yield match.group(), match.group("han") is not None


def character_tokens(texts: Sequence[str], table: FoldTable) -> str:
    """Return the tokens of several texts for the index, separated by spaces.

    A run of Chinese gives each pair of neighbours and at its end the last character alone, so
    that what follows the run is the next token.
    """
    tokens: list[str] = []
    for text in texts:
        if tokens:
            tokens.append(_GAP)
        for piece, han in pieces(_bounded(text).translate(table)):
            if han:
                tokens.extend(piece[i : i + 2] for i in range(len(piece) - 1))
                tokens.append(piece[-1])
            else:
                tokens.append(piece[:_LONGEST])
    return clean_text(" ".join(tokens))


def character_phrase(text: str, table: FoldTable, *, prefix: bool = False) -> str | None:
    """Return an FTS5 phrase that finds ``text`` as a substring; None where nothing can be found.

    ``prefix`` lets a Latin word at its end be the beginning of a longer one.
    """
    found = list(pieces(_bounded(text).translate(table)))
    tokens: list[str] = []
    for place, (piece, han) in enumerate(found):
        last = place == len(found) - 1
        if han:
            tokens.extend(piece[i : i + 2] for i in range(len(piece) - 1))
            if last and len(piece) > 1:
                continue  # the run may go on in the text
            tokens.append(piece[-1])
            prefix = prefix or last
        else:
            tokens.append(piece[:_LONGEST])
    if not tokens:
        return None
    return quoted(tokens) + (" *" if prefix else "")


def word_tokens(words: Sequence[str]) -> str:
    """Return a segmenter's words for the index, separated by spaces."""
    return clean_text(" ".join(words))


def quoted(tokens: Sequence[str]) -> str:
    """Return tokens as one FTS5 string, inside which no character has a meaning."""
    return '"' + clean_text(" ".join(tokens)).replace('"', '""') + '"'


def pattern(text: str, table: FoldTable, *, prefix: bool = False) -> re.Pattern[str] | None:
    """Return a pattern that finds in a folded text what :func:`character_phrase` finds."""
    found = list(pieces(_bounded(text).translate(table)))
    if not found:
        return None
    body = r"[\W_]*".join(re.escape(piece[:_LONGEST]) for piece, _ in found)
    return re.compile(
        _border(found[0], "(?<![{}])") + body + ("" if prefix else _border(found[-1], "(?![{}])"))
    )


def _without_accent(char: str) -> str:
    """Take the accent off a Latin letter, as the index does; a combining mark goes altogether."""
    base = unicodedata.normalize("NFD", char)[0]
    if unicodedata.category(base) == "Mn":
        return ""
    return base if base < "\u0250" else char


def _border(piece: tuple[str, bool], form: str) -> str:
    text, han = piece
    if han:
        return ""
    return form.format(r"\d") if text.isdecimal() else form.format(rf"^\W\d_{_HAN}")


def _bounded(text: str) -> str:
    return unicodedata.normalize("NFC", text[:INDEXED_CHARACTERS])
