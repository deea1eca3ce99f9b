"""Arguments that must fit each other: offsets into a text, a copy of it, a table's parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from crawler.page import blocks, density, link_shapes
from crawler.text import features, overlap, siblings, signature, votes
from crawler.text.draft import Draft
from crawler.text.lattice import Reading
from crawler.text.lexicon import own
from crawler.text.widen import is_swap
from crawler.text.wordmodel import load
from crawler.text.wordvectors import PLACES
from scheduler.plan import trigger
from tests import inputs
from tests.inputs_program import BY_TYPE, DIGESTS, ZONES

Arguments = st.SearchStrategy[dict[str, Any]]

_WORDS = st.sampled_from(
    [
        "人工智能",
        "手艺",
        "技术",
        "立异",
        "创新",
        "一连",
        "持续",
        "东谈主",
        "亘古未有",
        "，",
        "。",
        "\n",
    ]
)
_ENGLISH = st.sampled_from([" counterfeit consciousness ", "Profound Learning\n", "chips"])
#: What a farm may have made, and some noise.
spun = (
    st.lists(_WORDS | _WORDS | _ENGLISH | inputs.texts, min_size=1, max_size=8)
    .map("".join)
    .filter(bool)
)
_numbers = st.lists(st.integers(0, 300), max_size=8)


def _stretches(text: str, numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Take stretches of ``text``, none of them empty, in order and apart."""
    places = sorted({number % (len(text) + 1) for number in numbers})
    return list(zip(places[::2], places[1::2], strict=False))


@st.composite
def copies(draw: st.DrawFn, text: st.SearchStrategy[str] = spun) -> tuple[str, str]:
    """Make a text, and a copy of it with other words in some places."""
    first = draw(text)
    second, done = "", 0
    for start, end in _stretches(first, draw(_numbers)):
        second += first[done:start] + draw(_WORDS | inputs.texts)
        done = end
    return first, second + first[done:]


@st.composite
def readings(draw: st.DrawFn) -> dict[str, Any]:
    """Make a text, and readings of it."""
    text = draw(spun)
    made = [
        Reading(
            start,
            end,
            draw(_WORDS),
            draw(st.floats(-20, 5)),
            draw(st.sampled_from(["list", "sibling"])),
        )
        for start, end in _stretches(text, draw(_numbers)) * draw(st.integers(1, 2))
    ]
    return {"text": text, "readings": made, "model": load()}


def _one(values: dict[str, Any]) -> dict[str, Any]:
    """Take one of the readings, for functions that are asked about one."""
    first = [*values.pop("readings"), Reading(0, 1, "人", -1.0, "list")][0]
    return {**values, "reading": first}


@st.composite
def spans(draw: st.DrawFn) -> dict[str, Any]:
    """Make a text, and stretches of it."""
    text = draw(spun)
    return {"text": text, "spans": _stretches(text, draw(_numbers)) or [(0, len(text))]}


@st.composite
def _undone(draw: st.DrawFn) -> dict[str, Any]:
    text, other = draw(copies())
    told = votes.count(text, [siblings.align(text, other)])
    stretches = _stretches(text, draw(_numbers)) or [(0, len(text))]
    return {
        "text": text,
        "spans": stretches,
        "lexicon": own("classic"),
        "votes": draw(st.sampled_from([None, told])),
    }


def _swaps(pair: tuple[str, str]) -> dict[str, Any]:
    text, other = pair
    found = siblings.align(text, other).differences
    return {"text": text, "swaps": [one for one in found if is_swap(text, one)]}


def _difference(pair: tuple[str, str]) -> dict[str, Any]:
    text, other = pair
    found = siblings.align(text, other).differences
    return {"text": text, "difference": [*found, siblings.Difference(0, 1, other)][0]}


def _related(pair: tuple[str, str]) -> dict[str, Any]:
    a, b = pair
    found = features.shared(features.side(a), features.side(b))
    return {"a": a, "b": b, "coverage": found.coverage, "passages": found.passages}


def _runs(pair: tuple[str, str]) -> dict[str, Any]:
    first, second = pair
    return {"first": first, "second": second, "places": overlap.index(second)}


def _passages(pair: tuple[str, str]) -> dict[str, Any]:
    return {"first": pair[0], "second": pair[1], "found": overlap.runs(**_runs(pair))}


def _part(text: str, numbers: list[int]) -> dict[str, Any]:
    start, end = ([*_stretches(text, numbers), (0, len(text))])[0]
    return {"text": text[start:end], "page": signature.read(text)[0]}


def _tidied(text: str) -> dict[str, Any]:
    return {"draft": Draft(text), "present": frozenset(text)}


def _boxed(page: blocks.Page, number: int) -> dict[str, Any]:
    return {"page": page, "density": density.measure(page), "top": number % len(page.parents)}


@st.composite
def counted(draw: st.DrawFn) -> dict[str, Any]:
    """Make words with their counts, and the followers of each."""
    words = {"": 5} | draw(
        st.dictionaries(st.text("日本人大中国", min_size=1, max_size=3), st.integers(1, 10**7))
    )
    some = st.dictionaries(st.sampled_from(sorted(words)), st.integers(1, 2000), max_size=4)
    return {"words": words, "followers": {word: draw(some) for word in words}}


@st.composite
def vectors(draw: st.DrawFn) -> dict[str, Any]:
    """Make vectors of whole numbers for a few words."""
    size = draw(st.integers(1, 4))
    words = st.text("日本人大中国", min_size=1, max_size=3)

    def rows(length: int) -> st.SearchStrategy[dict[str, list[int]]]:
        row = st.lists(st.integers(-128, 127), min_size=length, max_size=length)
        return st.dictionaries(words, row, min_size=1, max_size=4)

    unknown = {"": [0] * size}
    around, weighed = unknown | draw(rows(size)), draw(rows(size * PLACES))
    return {
        "around": around,
        "weighed": weighed,
        "reach": draw(st.integers(1, 9)),
        "scale": draw(st.sampled_from([0.5, 0.001953125, 3.0])),
    }


@st.composite
def _alike(draw: st.DrawFn) -> dict[str, Any]:
    """Make shapes of addresses that are built alike: their numbers differ."""
    path = draw(
        st.lists(
            st.sampled_from(
                ["a", "2026", "tech", "1234567", "x-y-z-w-v", "index", "ab12345", "%E4%B8%AD"]
            ),
            min_size=1,
            max_size=5,
        )
    )
    host = draw(st.sampled_from(["a.example", "www.a.example", "m.a.example:8080"]))
    tail = draw(st.sampled_from(["", ".html", "?id=77", "/"]))
    made = []
    for number in draw(st.lists(st.integers(10**6, 10**7 - 1), min_size=1, max_size=4)):
        url = f"https://{host}/{'/'.join(path)}{tail}".replace("1234567", str(number))
        made.append(link_shapes.shape(url))
    return {"shapes": [one for one in made if one], "site": "a.example"}


def _due(now: datetime, ago: timedelta, schedule: str, zone: str) -> dict[str, Any]:
    return {"schedule": schedule, "zone": zone, "last": now - ago, "now": now}


def _between(now: datetime, ago: timedelta, schedule: str, zone: str) -> dict[str, Any]:
    return {"made": trigger(schedule, timezone=zone), "start": now - ago, "end": now}


_ago = st.timedeltas(timedelta(), timedelta(days=9))
#: Function -> all its arguments, made together.
TOGETHER: Mapping[str, Arguments] = {
    "crawler.text.direction.direction": copies().map(_related),
    "crawler.text.evidence.likely": readings()
    .map(_one)
    .map(lambda v: {k: v[k] for k in ("reading", "model")}),
    "crawler.text.evidence.margin": readings().map(_one),
    "crawler.text.evidence.choose": readings(),
    "crawler.text.evidence.apart": readings(),
    "crawler.text.lattice.choose": readings(),
    "crawler.text.layout.tidy": inputs.texts.map(_tidied),
    "crawler.text.overlap.runs": copies().map(_runs),
    "crawler.text.overlap.passages": copies().map(_passages),
    "crawler.text.overlap.covered": spans().map(lambda made: {"spans": made["spans"]}),
    "crawler.text.signature.read_part": st.builds(_part, inputs.texts, _numbers),
    "crawler.text.tortured.undo": spans(),
    "crawler.text.undo.undo": _undone(),
    "crawler.text.votes.count": copies().map(
        lambda pair: {"text": pair[0], "alignments": [siblings.align(*pair)] * 2}
    ),
    "crawler.text.widen.is_swap": copies().map(_difference),
    "crawler.text.widen.by_words": copies().map(_swaps),
    "crawler.text.wordvectors.pack": vectors(),
    "crawler.alerts.hours.digest_due": st.builds(_due, inputs.moments, _ago, DIGESTS, ZONES),
    "scheduler.plan.due_times": st.builds(_between, inputs.moments, _ago, DIGESTS, ZONES),
    "crawler.page.keep.keep": st.builds(_boxed, BY_TYPE[blocks.Page], st.integers(0, 99)),
    "crawler.page.link_shapes.pattern": _alike(),
}
