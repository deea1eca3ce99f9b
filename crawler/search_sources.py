"""Searches as sources: public search feeds, asked with what a topic is about.

Knows how the search engines want a query written. Must not know how sources are crawled or kept.
A search finds articles of outlets that nobody configured; what it gives is discovery: the outlet
stands in the item, and the address is not always the article's.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from urllib.parse import quote

from crawler.text.topic import Definition, Side, Term
from storage.records import Source

#: Words asked for of each side: engines cut or refuse longer queries.
_WORDS = 10
_GROUP = "search"
_HAN = range(0x3400, 0xA000)


def sources(topic: Definition) -> tuple[Source, ...]:
    """Return the searches that find articles on ``topic``, in English and in Chinese.

    Only sides of the topic that must meet are asked for; a topic without terms gives none.
    """
    english, chinese = query(topic, han=False), query(topic, han=True)
    made: list[Source] = []
    if english:
        made += [
            _google(topic.name, english, "en", "hl=en-US&gl=US&ceid=US:en"),
            _bing(topic.name, english, "en", "setmkt=en-US"),
            _gdelt(topic.name, english),
        ]
    if chinese:
        made += [
            _google(topic.name, chinese, "zh", "hl=zh-CN&gl=CN&ceid=CN:zh-Hans"),
            _bing(topic.name, chinese, "zh", "setmkt=zh-CN"),
        ]
    if names := _words(topic, topic.sides[:1], han=False):
        made.append(_hacker_news(topic.name, " OR ".join(map(_phrase, names[0]))))
    return tuple(made)


def query(topic: Definition, *, han: bool) -> str:
    """Return what to search for: the weightiest words of each side, one of each wanted.

    ``(OpenAI OR "large language model") ("export controls" OR rivalry)``; Chinese words where
    ``han`` is true, else others; "" where a side has none of these.
    """
    sides = _words(topic, topic.sides, han=han)
    if len(sides) < len(topic.sides):
        return ""
    return " ".join(f"({' OR '.join(map(_phrase, words))})" for words in sides)


def _words(topic: Definition, sides: Sequence[Side], *, han: bool) -> list[list[str]]:
    """Return the words to ask for of each side that has any: of each facet its weightiest."""
    found = []
    for side in sides:
        shares = sorted(side.facets.items(), key=lambda pair: -pair[1])
        heard = [words for facet, _ in shares if (words := _weightiest(topic, facet, han=han))]
        in_turn = [word for row in zip_longest(*heard) for word in row if word]
        if words := list(dict.fromkeys(in_turn))[:_WORDS]:
            found.append(words)
    return found


def _weightiest(topic: Definition, facet: str, *, han: bool) -> list[str]:
    """Return a facet's words, weightiest first, one for each thing that has several."""
    best: dict[str, Term] = {}
    for term in topic.terms:
        if term.facet == facet and term.weight > 0 and _asked(term.text, han=han):
            kept = best.get(term.name or term.text)
            if kept is None or term.weight > kept.weight:
                best[term.name or term.text] = term
    return [term.text for term in sorted(best.values(), key=lambda term: -term.weight)]


def _asked(text: str, *, han: bool) -> bool:
    """Tell whether a term is a plain word or phrase of the wanted script."""
    is_han = any(ord(letter) in _HAN for letter in text)
    plain = text.replace(" ", "").replace("-", "").isalnum()
    return plain and is_han == han and len(text) > 1


def _phrase(text: str) -> str:
    return f'"{text}"' if " " in text or "-" in text else text


def _source(name: str, title: str, url: str, kind: str, language: str | None) -> Source:
    is_json = kind == "json"
    return Source(
        name=name,
        title=title,
        url=url,
        kind="json" if is_json else "feed",
        language=language,
        zone="UTC",
        items="articles" if is_json else None,
        fields={"published": "seendate", "publisher": "domain"} if is_json else {},
        # The page behind a search's link is its outlet's business, not the engine's.
        follow=False,
        every="1h",
        delay=6.0 if is_json else None,
        groups=(_GROUP,),
    )


def _google(topic: str, wanted: str, language: str, edition: str) -> Source:
    url = f"https://news.google.com/rss/search?q={quote(f'{wanted} when:1d', safe='')}&{edition}"
    return _source(f"google-news-{topic}-{language}", "Google News", url, "feed", language)


def _bing(topic: str, wanted: str, language: str, market: str) -> Source:
    url = f"https://www.bing.com/news/search?q={quote(wanted, safe='')}&format=rss&{market}"
    return _source(f"bing-news-{topic}-{language}", "Bing News", url, "feed", language)


def _gdelt(topic: str, wanted: str) -> Source:
    url = (
        f"https://api.gdeltproject.org/api/v2/doc/doc?query={quote(wanted, safe='')}"
        "&mode=artlist&maxrecords=100&timespan=1d&sort=datedesc&format=json"
    )
    return _source(f"gdelt-{topic}", "GDELT", url, "json", None)


def _hacker_news(topic: str, wanted: str) -> Source:
    url = f"https://hnrss.org/newest?q={quote(wanted, safe='')}&points=20"
    return _source(f"hacker-news-{topic}", "Hacker News", url, "feed", "en")
