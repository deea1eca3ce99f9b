"""Whether one text is a copy of another, quotes it, or is a different work."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.text import variants
from crawler.text.compare import compare
from storage import records
from tests import copied_texts as texts

_FLIPPED = {"a from b": "b from a", "b from a": "a from b", "unknown": "unknown"}


def _traditional(text: str) -> str:
    import opencc

    return str(opencc.OpenCC("s2t").convert(text))


def _lines(text: str) -> list[str]:
    return text.splitlines()


COPIES = {
    "verbatim": (texts.CHIPS, texts.CHIPS),
    "spun": (texts.CHIPS, texts.spun(texts.CHIPS)),
    "wrapped": (texts.FLOOD, texts.wrapped(texts.FLOOD)),
    "spun and wrapped": (texts.CHIPS, texts.wrapped(texts.spun(texts.CHIPS))),
    "cut": (texts.CHIPS, "\n".join(_lines(texts.CHIPS)[:4])),
    "reordered": (texts.FLOOD, "\n".join(_lines(texts.FLOOD)[::-1])),
    "traditional": (texts.CHIPS, _traditional(texts.CHIPS)),
    "two paragraphs dropped": (
        texts.CHIPS, "\n".join(_lines(texts.CHIPS)[:3] + _lines(texts.CHIPS)[5:]),
    ),
    "english": (texts.ENGLISH, texts.ENGLISH.replace(",", " , ,,,").replace("said", "stated")),
    "english, cut": (texts.ENGLISH, "\n".join(_lines(texts.ENGLISH)[:3])),
}  # fmt: skip
DIFFERENT = {
    "unrelated": (texts.CHIPS, texts.FLOOD),
    "the same event in other words": (texts.CHIPS, texts.CHIPS_TOLD_ANEW),
    "a form with other facts": (texts.REPORT, texts.REPORT_OF_ANOTHER),
    "a form with other facts, spun": (texts.REPORT, texts.spun(texts.REPORT_OF_ANOTHER)),
    "under one site's menu": (texts.wrapped(texts.CHIPS), texts.wrapped(texts.FLOOD)),
    "english": (texts.ENGLISH, texts.ENGLISH_OTHER),
    "two languages": (texts.ENGLISH, texts.CHIPS),
}


@pytest.mark.parametrize(("a", "b"), COPIES.values(), ids=COPIES)
def test_a_copy_is_found_whatever_was_done_to_it(a, b):
    found = compare(a, b)
    assert found.relation == "copy"
    assert found.probability > 0.8


@pytest.mark.parametrize(("a", "b"), DIFFERENT.values(), ids=DIFFERENT)
def test_what_only_looks_alike_is_different(a, b):
    found = compare(a, b)
    assert found.relation == "different"
    assert found.probability < 0.5


@pytest.mark.parametrize("spin", [str, texts.spun], ids=["plain", "spun"])
def test_a_passage_inside_another_work_is_a_quote(spin):
    passage = "\n".join(_lines(texts.CHIPS)[2:5])
    host = _lines(texts.FLOOD)
    found = compare(texts.CHIPS, spin("\n".join([*host[:3], passage, *host[3:]])))
    assert found.relation == "quote"
    assert found.probability < 0.5


def test_containment_is_the_share_of_the_own_text_that_the_other_holds():
    half = "\n".join(_lines(texts.CHIPS)[:4])
    found = compare(texts.CHIPS, half)
    assert found.containment_b > 0.95
    assert 0.3 < found.containment_a < 0.7


@pytest.mark.parametrize(
    ("a", "b", "direction"),
    [
        (texts.CHIPS, texts.spun(texts.CHIPS), "b from a"),
        (texts.CHIPS, texts.wrapped(texts.CHIPS), "b from a"),
        (texts.CHIPS, "\n".join(_lines(texts.CHIPS)[:4]), "b from a"),
        (texts.CHIPS, texts.CHIPS, "unknown"),
        (texts.spun(texts.CHIPS), texts.spun(texts.CHIPS), "unknown"),
        (texts.CHIPS, texts.FLOOD, "unknown"),
    ],
    ids=["noise", "wrapping", "cut", "equal", "both spun", "unrelated"],
)
def test_the_direction_shows_in_what_the_change_left_behind(a, b, direction):
    assert compare(a, b).direction == direction


@pytest.mark.parametrize("text", ["", " ", "。。。", "芯片", "Breaking news", "\0", "\ud800"])
def test_fault_074_empty_and_tiny_texts_match_nothing_not_even_themselves(text):
    assert compare(text, text).relation == "different"
    assert compare(text, text).probability == 0
    assert compare(text, texts.CHIPS).relation == "different"


@pytest.mark.parametrize("text", ["a" * 5_000_000, "啊" * 5_000_000, "ab " * 1_000_000])
def test_fault_073_a_huge_monotonous_text_is_survived(text):
    assert compare(text, texts.CHIPS).relation == "different"


_ARTICLES = st.sampled_from([*DIFFERENT.values(), *COPIES.values()])


@given(_ARTICLES, st.text(max_size=40))
@settings(max_examples=40, deadline=None)
def test_only_the_sides_depend_on_the_order(pair, noise):
    a, b = pair[0], pair[1] + noise
    one, other = compare(a, b), compare(b, a)
    assert (one.relation, one.probability) == (other.relation, other.probability)
    assert (one.containment_a, one.containment_b) == (other.containment_b, other.containment_a)
    assert one.direction == _FLIPPED[other.direction]


@given(st.text(), st.text())
def test_any_two_texts_can_be_compared(a, b):
    found = compare(a, b)
    assert isinstance(found, records.Comparison)
    assert 0 <= found.probability <= 1
    assert 0 <= found.containment_a <= 1
    assert 0 <= found.containment_b <= 1


def test_folding_beforehand_changes_nothing():
    folded = variants.fold(texts.spun(texts.CHIPS))
    assert compare(texts.CHIPS, folded).relation == "copy"
