"""Chooses an article's title by agreement of the places that claim to hold it.

Knows headlines and what sites hang on to them. Knows nothing of elements: it is given strings and
gives one back, with the name of the place that it came from. A title is plain text, with the
page's own quotation marks and dashes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

from crawler.page import plain

#: Longer titles are cut: no headline has more.
_LONGEST = 500
#: Headings looked at.
_MOST = 40
_HAN = re.compile(r"[\u3400-\u9fff]")
_MARKS = re.compile(r"[\W_]+")
#: Marks that sites put between a headline and their own name, sections or keywords. A plain hyphen
#: counts where Chinese characters touch it or blanks stand on both sides.
_SEPARATOR = re.compile(
    r"\s*(?:[|｜_¦]+|--+)\s*|\s+[-–—―•·»«:/*~]+\s+|(?<=[\u3000-\u9fff！？”）])\s*-\s*(?=\w)|"
    r"\s*-\s+(?=[\u3400-\u9fff])|(?<=[A-Za-z0-9])-(?=[\u3400-\u9fff]{2,6}网$)"
)
#: How much a place's word counts. A page's own heading and its JSON-LD were made for the reader
#: and for machines with care; ``og:title`` is often shortened for sharing, ``title`` is hung with
#: names, ``twitter:title`` is mostly a copy.
_WEIGHTS = {"json-ld": 1.2, "h1": 1.15, "microdata": 0.8, "og": 1.0, "title": 1.0, "twitter": 0.15}
#: No headline ends with one of these, but a cut one may.
_DANGLING = frozenset({
    "a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "is", "of", "on", "or", "the",
    "to", "with",
})  # fmt: skip
#: Other headings say nothing alone; they may be found to agree.
_OTHER_HEADING = 0.3


def one_line(text: str | None) -> str:
    """Return ``text`` as one line of plain text, cut at a length that no headline has."""
    if not text:
        return ""
    text = text[: 4 * _LONGEST]
    if "<" in text or "&" in text or not text.isprintable():
        text = plain.line(text)
    return " ".join(text.split())[:_LONGEST].rstrip()


@lru_cache(maxsize=256)
def key(text: str) -> str:
    """Return the form under which two spellings of one title are equal: letters and digits."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text).casefold())


def choose(
    stated: Mapping[str, str | None],
    headings: Sequence[tuple[str, str]],
    *,
    sites: Iterable[str] = (),
) -> tuple[str, str]:
    """Return the title and the place where it was found; two empty strings where there is none.

    Args:
        stated: Place (``json-ld``, ``og``, ``twitter``, ``microdata``, ``title``) -> what it says.
        headings: Tag and text of the page's headings, in the order of their rank.
        sites: Names of the site, which are no headlines and may hang on to one.
    """
    names = {key(site) for site in sites if site} - {""}
    witnesses = {place: one_line(said) for place, said in stated.items()}
    witnesses = {place: said for place, said in witnesses.items() if said}
    candidates: dict[str, list[str]] = {}  # place -> texts
    for tag, said in headings[:_MOST]:
        text = one_line(said)
        if text and key(text) not in names:
            candidates.setdefault(tag, []).append(text)
    whole = {key(text) for texts in candidates.values() for text in texts}
    for place, text in witnesses.items():
        candidates.setdefault(place, []).append(strip_site(text, names, whole=whole))
    said_by = {place: key(text) for place, text in witnesses.items()}
    shown = {key(text) for tag in ("h1", "h2", "h3") for text in candidates.get(tag, ())}
    best = ("", "", 0.0)
    for place, texts in candidates.items():
        for position, text in enumerate(texts):
            score = _support(place, position, text, said_by, shown)
            if score > best[2] + 1e-9:
                best = (text, place, score)
    for place, texts in candidates.items():
        if place in _WEIGHTS and _shortens(texts[0], best[0]):
            return texts[0], place
    for tag, said in headings[:_MOST]:
        # What the reader sees is the page's best word for what machines are told as well.
        if best[0] and tag == "h1" and key(one_line(said)) == key(best[0]):
            return one_line(said), tag
    return best[0], best[1]


def _shortens(text: str, chosen: str) -> bool:
    """Whether ``text`` is ``chosen`` with some words left out.

    Newsrooms lengthen a headline for search engines with words in the middle or a clause at the
    end; the editor's own is the shorter one. A text that was cut off says so by its last mark.
    """
    short, long = text.split(), chosen.split()
    if not len(short) < len(long) <= 1.7 * len(short) or short[0] != long[0] or len(short) < 5:
        return False
    if short[-1].endswith(("\u2026", "...", ":", ",")) or short[-1].lower() in _DANGLING:
        return False
    rest = iter(long)
    return all(word in rest for word in short)


def strip_site(text: str, names: Iterable[str] = (), *, whole: Collection[str] = ()) -> str:
    """Cut site, section and keywords off the ends of a document title.

    ``names`` are keys of the site's names. Without them a short last part after a separator is
    taken for one; what is left is never less than what was cut. ``whole`` are keys of headlines
    known to be whole: a part of theirs is not cut, though a separator stands before it.
    """
    known = set(names)
    while key(text) not in whole:
        cuts = list(_SEPARATOR.finditer(text))
        if not cuts:
            return text
        first, last = cuts[0], cuts[-1]
        head, tail = text[: last.start()], text[last.end() :]
        if _is_name(tail, known, rest=head, strong=last[0].strip() in {"|", "｜", "_", "¦", "--"}):
            text = head.rstrip()
        elif key(text[: first.start()]) in known:
            text = text[first.end() :].lstrip()
        else:
            return text
    return text


def hung_on(document: str, headline: str) -> list[str]:
    """Return what a document's title has besides the headline: site, section, keywords."""
    parts = [part.strip() for part in _SEPARATOR.split(one_line(document))]
    mine = key(headline)
    return [part for part in parts if part and key(part) not in mine and mine not in key(part)]


def _is_name(part: str, known: set[str], *, rest: str, strong: bool) -> bool:
    name = key(part)
    if not name or name in known:
        return bool(key(rest))
    if _size(part) * 1.2 > _size(rest) or _size(rest) < 6:
        return False
    if _HAN.search(rest):
        return strong or (_size(part) <= 8 and not re.search(r"[，。！？：；]", part))
    return len(part.split()) <= (6 if strong else 4) and (strong or part[0].isupper())


def _size(text: str) -> float:
    """Length in Chinese characters; a letter of an alphabet counts for a third of one."""
    han = len(_HAN.findall(text))
    return han + (len(text) - han) / 3


def _support(
    place: str,
    position: int,
    text: str,
    said_by: Mapping[str, str],
    shown: Collection[str],
) -> float:
    """How much is said for ``text``: its own place's weight and that of those which agree.

    ``said_by`` and ``shown`` are the keys of what each place says, and of all headings.
    """
    own = _WEIGHTS.get(place, _OTHER_HEADING)
    # Pages repeat their headline, or have a second h1 for the site or the next story.
    score = own - min(position, 5) * 0.05
    mine = key(text)
    if not mine:
        return 0.0
    size = _size(text)
    agreed = sum(
        _WEIGHTS.get(other, 0.0) * _agreement(mine, said, size)
        for other, said in said_by.items()
        if other != place
    )
    if place == "h1" and said_by and not agreed:
        score /= 2  # nothing else on the page knows it: the site's banner
    score += agreed
    if place in _WEIGHTS and place != "h1" and mine in shown:
        score += _WEIGHTS["h1"]
    return score


def _agreement(mine: str, other: str, size: float) -> float:
    """1 where the texts are equal, somewhat less where one goes on, 0 where they differ."""
    if mine == other:
        return 1.0
    if size >= 4 and other.startswith(mine) and len(mine) * 4 >= len(other):
        return 0.9  # the other has the site's name hung on to it
    if size >= 4 and mine in other and len(mine) * 2 >= len(other):
        return 0.7
    if mine.startswith(other) and len(other) * 3 >= len(mine):
        return 0.5  # the other was cut
    return 0.0
