"""The form of an address: which of its parts are numbers, dates, words, and what they promise.

Knows how news sites build the addresses of articles, sections and services. Must not know pages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

from crawler.text import urls

#: Directories and host labels that lead elsewhere than to articles, in English and pinyin.
_ELSEWHERE = frozenset(
    """
    about account ad ads advertise advertising app apps audio author authors
    bbs blogs book careers cart categories category channel checkout circulation club column
    columnist comment comments community contact contributor contributors cookie data download
    downloads event events faq feed feedback feeds followers forum galleries gallery game games
    groups help hot house interactive ireport item job jobs join keyword keywords label legal
    list live login logout mail mall member members menu newsletter newsletters page passport
    people person photo photos photoview pic pics podcast podcasts policies policy privacy
    product products profile reg register rss search services share shop signin signup sitemap
    slideshow space special specials staff store subject subscribe support tag tags team terms
    tie tools topic topics tv u user users v video videos vip weather widget zhuanti zt
    """.split()  # noqa: SIM905  # a list of a hundred quoted words is hard to read
)
_ARTICLES = frozenset(
    """
    a article articles art blog content detail details n news news_detail newsdetail p post posts
    press stories story
    """.split()  # noqa: SIM905
)
_PAGES = frozenset({"index", "default", "c", "main", "home"})
_EXTENSION = re.compile(r"\.(s?html?|aspx?|php|jsp|do|d\.html)$", re.IGNORECASE)
_NUMBERED = re.compile(r"([A-Za-z]{1,12}[-_]?)((?:\d+[-_])*\d{3,})(?:[-_]\d+)?(?:[-_]?[a-z])?")
_DASHED = re.compile(r"\d+(?:[-_.]\d+)+")
_WORD = re.compile(r"[A-Za-z]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DATED = re.compile(r"(?:19|20)\d\d[-_]?(?:0[1-9]|1[0-2])(?:[-_]?[0-3]\d)?(?:[-_].*)?")
_IDENTIFIER = re.compile(
    r"(?!aff|ref|camp|user|sess|cat|sub|chan|col|page)\w*(?:id|no)|article|story|p|post|key",
    re.IGNORECASE,
)
#: Words that make a last segment a headline and not a name, and what matches such a segment; two
#: will do, where that brings in nothing else.
_HEADLINE = 4
#: There is one way only in which each of them can match: a hostile address of two thousand dashes
#: is tried once, not once for each number of them.
_LOOSE_HEADLINE = r"[a-zA-Z0-9.~']+(?:[-_+]|%[0-9A-Fa-f]{2})[^/?#]+"
_HEADLINE_REGEX = r"(?:[a-zA-Z0-9.~']+(?:[-_+]|%[0-9A-Fa-f]{2})+){2}" + _LOOSE_HEADLINE
#: Chinese or Japanese, which stands in addresses as escaped bytes.
_ESCAPED_REGEX = r"(?=[^/?#]*(?:%[0-9A-Fa-f]{2}){9})[^/?#]+"
_MOST_SEGMENTS = 15
_SECTIONS = rf"(?:[\w.%~-]+/){{1,{_MOST_SEGMENTS}}}"
_FEW_SECTIONS = 8


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of an address: what kind it is, what matches its like, how much that promises.

    Kinds: ``number``, ``date``, ``id``, ``headline``, ``numbered`` (letters before a number),
    ``word``, ``sections`` (words between stronger parts), ``page`` (index, c), ``elsewhere``
    (a word that leads to no articles), ``query``.
    """

    kind: str
    regex: str
    literal: str
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Shape:
    """An address taken apart. Addresses of one ``key`` are built alike."""

    host: str
    parts: tuple[Part, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """What addresses built alike have in common."""
        return tuple(part.regex for part in self.parts)

    @property
    def sections(self) -> tuple[str, ...]:
        """The words between the stronger parts: in which sections it stands."""
        return tuple(part.literal for part in self.parts if part.kind == "sections")

    @property
    def promise(self) -> float:
        """How much the address looks like an article's; 0 says nothing, below 0 it does not."""
        last = self.parts[-1]
        words = {word for part in self.parts[:-1] for word in part.literal.lower().split("/")}
        kinds = [part.kind for part in self.parts]
        weight = max(part.weight for part in self.parts)
        if "date" in kinds or kinds[:-1].count("number") >= 2:
            # A date alone is the page of an archive.
            more = last.kind not in {"date", "number"} or last.weight > 1
            weight = max(weight, 3.0) if more else 0.0
        elif last.kind == "word" and not words & _ARTICLES:
            weight -= 1.0
        if words & _ARTICLES:
            weight += 1.0
        if words & _ELSEWHERE or set(self._labels()) & _ELSEWHERE:
            weight -= 4.0
        return weight - 4.0 * (last.kind == "elsewhere") + 0.5 * ("." in last.literal)

    def _labels(self) -> list[str]:
        """What stands before the registered name: ``comment`` in ``comment.news.example``."""
        name = self.host.rpartition(":")[0] or self.host
        return name.removesuffix(urls.site(f"https://{name}/")).split(".")


def shape(url: str) -> Shape | None:
    """Take ``url`` apart; None where it is no address of a page, such as a site's root."""
    try:
        address = urlsplit(url)
    except ValueError:
        return None
    segments = [segment for segment in address.path.split("/") if segment]
    if not address.netloc or len(segments) > _MOST_SEGMENTS:
        return None
    final = len(segments) - 1
    parts = [_part(segment, last=at == final) for at, segment in enumerate(segments)]
    if query := _query(address.query):
        parts.append(query)
    return Shape(address.netloc.lower(), _merged(parts)) if parts else None


def pattern(
    shapes: Sequence[Shape], site: str, *, any_section: bool = False, loose: bool = False
) -> str:
    """Return a regular expression that addresses of one key, on hosts of ``site``, match.

    Args:
        shapes: The addresses.
        site: Registered name that their hosts share.
        any_section: Admit sections that none of the addresses stands in.
        loose: Admit headlines of two words in the place of longer ones.
    """
    hosts = {one.host.removeprefix("www.") for one in shapes}
    host = _escape(hosts.pop()) if len(hosts) == 1 else rf"(?:[\w-]+\.)*{_escape(site)}"
    www = any(one.host.startswith("www.") for one in shapes) and not host.startswith("(")
    any_www = r"(?:www\.)?" if www else ""
    slots = zip(*(one.parts for one in shapes), strict=True)
    path = "".join(_slot(slot, any_section=any_section) for slot in slots)
    if loose:
        path = path.replace(_HEADLINE_REGEX, _LOOSE_HEADLINE)
    end = "" if shapes[0].parts[-1].kind == "query" else r"/?(?:[?#]|$)"
    return f"^https?://{any_www}{host}/{path}{end}"


def _slot(parts: tuple[Part, ...], *, any_section: bool) -> str:
    """Match what stands at one place of addresses of one key; new sections where that is safe."""
    if parts[0].kind != "sections":
        return parts[0].regex
    names = sorted({part.literal for part in parts})
    if len(names) == 1:
        return _escape(names[0])
    if any_section or len(names) > _FEW_SECTIONS:
        return _SECTIONS
    return f"(?:{'|'.join(map(_escape, names))})"


def _escape(text: str) -> str:
    return re.escape(text).replace(r"\-", "-")


def _merged(parts: list[Part]) -> tuple[Part, ...]:
    """Join words that stand before or between stronger parts: which section it is says little."""
    if not any(part.weight >= 1 or part.kind == "date" for part in parts):
        return tuple(parts)
    merged: list[Part] = []
    for part in parts:
        if part.kind != "word" or part is parts[-1]:
            merged.append(part)
        elif merged and merged[-1].kind == "sections":
            merged[-1] = replace(merged[-1], literal=merged[-1].literal + part.literal)
        else:
            merged.append(Part("sections", _SECTIONS, part.literal))
    return tuple(merged)


def _part(segment: str, *, last: bool) -> Part:
    if not last:
        kind, regex, weight = _stem(segment, last=False)
        return Part(kind, regex + "/", segment + "/", weight)
    found = _EXTENSION.search(segment)
    stem, tail = (segment[: found.start()], re.escape(found[0])) if found else (segment, "")
    kind, regex, weight = _stem(stem, last=True)
    return Part(kind, regex + tail, segment, weight)


def _stem(stem: str, *, last: bool) -> tuple[str, str, float]:
    """Return kind, expression and weight of a segment without its extension."""
    if stem.isascii() and stem.isdigit():
        return _number(stem)
    if _DASHED.fullmatch(stem):
        return _dashed(stem)
    if numbered := _NUMBERED.fullmatch(stem):
        weight = 2.5 if len(numbered[2]) >= 5 else 1.5
        return "numbered", re.escape(numbered[1]) + r"\d[\d_-]*[a-z]?", weight if last else 0.0
    if _is_han(unquote(stem)):
        return "headline", _ESCAPED_REGEX, 2.0 if last else 1.5
    if _is_headline(stem):
        return "headline", _HEADLINE_REGEX, 2.0 if last else 1.5
    digits = sum(letter.isdigit() for letter in stem)
    if digits >= 2 and len(stem) >= 8:
        return "id", r"(?=[^/?#]*\d)[^/?#]{8,}", 2.5 if last and stem.isalnum() else 1.0
    if stem.lower() in _ELSEWHERE:
        return "elsewhere", _escape(stem), 0.0
    if last and stem.lower() in _PAGES:
        return "page", _escape(stem), 0.0
    return "word", r"[^/?#]+" if last else _escape(stem), 0.0


def _number(stem: str) -> tuple[str, str, float]:
    if _YEAR.fullmatch(stem):
        return "date", r"(?:19|20)\d\d", 0.0
    if len(stem) in {6, 8} and _DATED.fullmatch(stem):
        return "date", rf"20\d{{{len(stem) - 2}}}", 0.0
    if len(stem) <= 2:
        return "number", r"\d{1,2}", 0.0
    if len(stem) == 3:
        return "number", r"\d{3,}", 1.2
    return "number", r"\d{4,}", 2.5 if len(stem) >= 5 else 1.5


def _dashed(stem: str) -> tuple[str, str, float]:
    if not _DATED.fullmatch(stem):
        return "number", r"\d[\d_.-]*", 1.5
    # A date alone, or one with the number of an article.
    return "date", r"20\d\d[\d_.-]+", 3.0 if len(stem) > len("2026-11-22") else 0.0


def _is_headline(stem: str) -> bool:
    words = _WORD.findall(unquote(stem))
    return len(words) >= _HEADLINE and sum(map(len, words)) >= 0.6 * len(unquote(stem))


def _is_han(text: str) -> bool:
    return sum("\u3040" <= letter <= "\u9fff" for letter in text) >= 6


def _query(query: str) -> Part | None:
    """Return the parameter that names an article: a number under a name like ``id``."""
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        if _IDENTIFIER.fullmatch(name) and value.isascii() and value.isdigit():
            return Part("query", rf"/?\?(?:.*&)?{re.escape(name)}=\d+", pair, 2.0)
    return None
