"""A draft knows where each of its characters came from."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.text.draft import Draft, Edit


def _edit(start: int, end: int, kept: str = "") -> Edit:
    return Edit(start, end, kept, "noise", "because")


def test_a_removal_is_told_in_offsets_of_the_raw_text() -> None:
    draft = Draft("ab--cd==ef")
    draft.apply([_edit(2, 4)])
    draft.apply([_edit(4, 6)])  # the present text is abcd==ef
    assert draft.text == "abcdef"
    assert [(removal.start, removal.end) for removal in draft.removals] == [(2, 4), (6, 8)]
    assert list(draft.starts) == [0, 1, 4, 5, 8, 9]


def test_a_replacement_stands_for_the_whole_stretch() -> None:
    draft = Draft("a,,,b")
    draft.apply([_edit(1, 4, "，")])
    assert (draft.text, list(draft.starts), list(draft.ends)) == ("a，b", [0, 1, 4], [1, 4, 5])
    assert draft.lost == 2


def test_of_overlapping_edits_the_first_is_made() -> None:
    draft = Draft("abcdef")
    draft.apply([_edit(1, 4), _edit(3, 5), _edit(1, 2)])
    assert draft.text == "aef"


def test_an_edit_that_changes_nothing_is_no_removal() -> None:
    draft = Draft("abc")
    assert not draft.apply([_edit(1, 2, "b")])
    assert draft.removals == []


def test_characters_dropped_at_once_leave_the_others_their_places() -> None:
    draft = Draft("a-b--c")
    draft.drop(frozenset("-"))
    assert (draft.text, draft.removals) == ("abc", [])
    assert list(zip(draft.starts, draft.ends, strict=True)) == [(0, 1), (2, 3), (5, 6)]


@given(
    st.text(max_size=30),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 5), st.text(max_size=3)), max_size=8),
)
def test_offsets_always_point_into_the_raw_text(
    raw: str, wishes: list[tuple[int, int, str]]
) -> None:
    draft = Draft(raw)
    for place, length, kept in wishes:
        start = min(place, len(draft.text))
        draft.apply([_edit(start, min(start + length, len(draft.text)), kept)])
        assert len(draft.starts) == len(draft.ends) == len(draft.text)
    assert all(
        0 <= start <= end <= len(raw) for start, end in zip(draft.starts, draft.ends, strict=True)
    )
    assert list(draft.starts) == sorted(draft.starts)
    assert all(0 <= removal.start <= removal.end <= len(raw) for removal in draft.removals)
