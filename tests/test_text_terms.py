from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.text.terms import TermMatcher, fold


def found(terms: list[str], text: str) -> list[tuple[str, str]]:
    matcher = TermMatcher(terms)
    return [(matcher.terms[hit.term], text[hit.start : hit.end]) for hit in matcher.find(text)]


def test_latin_terms_match_whole_words_only() -> None:
    assert found(["ai"], "Training aims at AI.") == [("ai", "AI")]


def test_a_term_with_a_capital_matches_only_as_written() -> None:
    assert found(["US"], "They told us that the US leads.") == [("US", "US")]


def test_a_star_allows_any_ending_and_the_whole_word_is_the_evidence() -> None:
    assert found(["compet*"], "Competitors compete.") == [
        ("compet*", "Competitors"),
        ("compet*", "compete"),
    ]


def test_the_longest_chinese_term_wins() -> None:
    assert found(["机械", "机械人"], "机械人与机械") == [("机械人", "机械人"), ("机械", "机械")]


def test_latin_next_to_chinese_is_a_word() -> None:
    assert found(["ai"], "用AI写作") == [("ai", "AI")]


def test_chinese_and_latin_may_be_parted_by_a_blank() -> None:
    assert found(["AI芯片"], "AI 芯片和AI芯片") == [("AI芯片", "AI 芯片"), ("AI芯片", "AI芯片")]


def test_a_blank_matches_a_hyphen() -> None:
    assert found(["open source"], "an open-source model") == [("open source", "open-source")]


def test_traditional_and_full_width_forms_are_found_in_place() -> None:
    assert found(["竞争", "gpt"], "激烈競爭，ＧＰＴ領先") == [("竞争", "競爭"), ("gpt", "ＧＰＴ")]


def test_terms_at_the_same_place_are_all_found() -> None:
    assert found(["AI", "ai"], "AI") == [("AI", "AI"), ("ai", "AI")]


def test_no_terms_find_nothing() -> None:
    assert found([], "text") == []
    assert found(["", "*"], "text") == []


@given(st.text(st.characters(codec=None), max_size=200))
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(alphabet="aAiI 机械人US-\ud800\x00İ競，", max_size=60))
def test_hits_are_in_order_and_inside_the_text(text: str) -> None:
    hits = TermMatcher(["ai", "US", "机械", "机械人", "人u*"]).find(text)
    assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)
    assert [hit.start for hit in hits] == sorted(hit.start for hit in hits)


def test_what_is_present_is_found_whatever_overlaps_it() -> None:
    matcher = TermMatcher(["机械", "机械人", "ai"])
    text = "机械人 said"
    assert sorted(matcher.terms[at] for at in matcher.present(text, fold(text))) == [
        "机械",
        "机械人",
    ]
    assert list(TermMatcher([]).present(text, fold(text))) == []


def test_places_are_right_in_plain_and_in_other_text() -> None:
    assert found(["ai"], "said AI, ai") == [("ai", "AI"), ("ai", "ai")]
    assert found(["ai"], "said “AI”, café ai") == [("ai", "AI"), ("ai", "ai")]
