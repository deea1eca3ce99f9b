"""Proposes the terms of a new topic from a handful of example articles.

Knows words, how often they stand in the examples and how often elsewhere. Does not know how a topic
is judged by, nor where articles are kept. What it writes is meant to be pruned by a person.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from crawler.text.segment import segment
from crawler.text.terms import fold
from crawler.text.training import Example

#: Terms that a new topic starts with; a third of them at the greater weight.
_TERMS = 40
#: What an article is about stands in so many characters.
_READ = 3000
#: So many other texts show well enough which words are common; segmenting more takes minutes.
_MAX_BACKGROUND = 500
_SENTENCE = re.compile(r"[。！？!?；;，,、：:\n()（）《》“”\"]+|\.(?=\s|$)")
_LATIN = re.compile(r"[a-z][a-z0-9'+.-]*\Z")
_CHINESE = re.compile("[\u3400-\u9fff]{2,}\\Z")
_CAPITALS = re.compile(r"\b[A-Z][A-Z0-9]\b")
#: So many more texts are imagined that hold none of the words, so that examples alone suffice.
_IMAGINED = 10
#: Words that carry no subject; without a background nothing else would tell.
_EMPTY = frozenset(
    """
    the and for are was were has have had not but with from that this these those they them their
    there then than will would could should can may might must been being its his her she him you
    your our out who whom whose what when where which while why how all any each few more most some
    such only own same too very just into onto over under after before about against between during
    through again also said says say one two new year years month day days today yesterday week it's
    because so if as at by of on in to is it be an or we he do did does up down off per via now
    我们 他们 它们 你们 自己 这个 那个 这些 那些 一个 一些 一种 没有 已经 可以
    可能 因为 所以 如果 但是 而且 以及 或者 并且 通过 进行 表示 目前 今天 昨天
    明天 今年 去年 日前 近日 其中 此外 同时 对于 关于 由于 根据 还是 就是 不是
    这样 什么 怎么 如何 为了 之后 之前 以来 以上 成为 认为 指出 称为 记者 报道
    消息 其他 一名 一位 一家 一代 这家 该公司 左右 方面 问题 情况 工作 部分 更多
    非常 仍然 开始 继续 不过 然而 虽然 只有
    """.split()  # noqa: SIM905 - a list of a hundred quoted words reads worse
)


def start(name: str, examples: Sequence[Example], background: Iterable[str]) -> str:
    """Write the TOML of a new topic from a handful of examples.

    The terms are Chinese words, Latin words and pairs of Latin words whose log-odds against
    ``background`` (other texts, such as what the store holds) are surest: log-odds with an
    informative prior, Monroe, B. L. et al. (2008), "Fightin' words". Examples that are not relevant
    count as background, and what stands in both counts for the examples.

    Raises:
        ValueError: no example is relevant.
    """
    chosen = list(dict.fromkeys(_whole(item) for item in examples if item.relevant))
    if not chosen:
        raise ValueError("a topic needs at least one example")
    known = set(chosen)
    others = [text for text in background if text not in known]
    others = others[:: max(1, math.ceil(len(others) / _MAX_BACKGROUND))]
    others += [_whole(item) for item in examples if not item.relevant]
    ours = Counter(term for text in chosen for term in _terms(text))
    theirs = Counter(term for text in others for term in _terms(text))
    least = 2 if len(chosen) > 2 else 1
    odds = {
        term: round(_log_odds(count, len(chosen), theirs[term], len(others) + _IMAGINED), 6)
        for term, count in ours.items()
        if count >= least
    }
    # Of equals the shorter one finds more.
    best = sorted(
        (term for term in odds if odds[term] > 0),
        key=lambda term: (-odds[term], " " in term, len(term), term),
    )
    kept: list[str] = []
    for term in best:
        if not any(_holds(term, other) or _holds(other, term) for other in kept):
            kept.append(term)
        if len(kept) == _TERMS:
            break
    return _toml(name, kept)


def _whole(item: Example) -> str:
    return f"{item.title}\n{item.text}"


def _terms(text: str) -> set[str]:
    """Chinese words, Latin words, and pairs of Latin words that follow each other."""
    text = text[:_READ]
    capitals = set(_CAPITALS.findall(text))
    terms: set[str] = set()
    for sentence in _SENTENCE.split(fold(text)):
        words = [_term(word, capitals) for word in segment(sentence)]
        terms.update(words)
        terms |= {f"{a} {b}" for a, b in pairwise(words) if a and b and (a + b).isascii()}
    return terms - {""}


def _term(word: str, capitals: set[str]) -> str:
    """The word as a term; empty where it says nothing.

    Two Latin letters are a term only in capitals: US and AI, but not us and ai.
    """
    if _CHINESE.match(word):
        return "" if word in _EMPTY else word
    if not _LATIN.match(word) or word in _EMPTY:
        return ""
    if len(word) > 2:
        return word
    return word.upper() if word.upper() in capitals else ""


def _holds(term: str, other: str) -> bool:
    """Whether ``other`` is part of ``term``: whole words of Latin script, any of Chinese."""
    return f" {other} " in f" {term} " if term.isascii() else other in term


def _log_odds(ours: int, of_ours: int, theirs: int, of_theirs: int) -> float:
    """How many standard errors more often a word is ours, with half an article added to each."""
    mine = math.log((ours + 0.5) / (of_ours - ours + 0.5))
    other = math.log((theirs + 0.5) / (of_theirs - theirs + 0.5))
    return (mine - other) / math.sqrt(1 / (ours + 0.5) + 1 / (theirs + 0.5))


def _toml(name: str, terms: Sequence[str]) -> str:
    lines = [f"name = {_quoted(name)}", 'version = "1"', "", "[facets.subject]"]
    lines.append('about = "terms found in the examples; weigh, part into facets and prune them"')
    strong, weak = terms[: _TERMS // 3], terms[_TERMS // 3 :]
    for weight, group in ((2.0, strong), (1.0, weak)):
        if group:
            listed = ", ".join(map(_quoted, group))
            lines += ["", "[[facets.subject.terms]]", f"weight = {weight}", f"any = [{listed}]"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Spell ``text`` as a TOML string."""
    return json.dumps(text, ensure_ascii=False)
