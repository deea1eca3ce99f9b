"""The packed table of counted words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.text import wordcounts, wordmodel

_WORDS = st.dictionaries(st.text("日本人大中国", min_size=1, max_size=4), st.integers(1, 10**7))


@given(_WORDS, st.data())
def test_what_is_packed_is_read(words: dict[str, int], data: st.DataObject) -> None:
    words = {"": 5} | words
    pairs = {
        word: data.draw(
            st.dictionaries(st.sampled_from(sorted(words)), st.sampled_from(wordcounts.LEVELS))
        )
        for word in words
    }
    table = wordcounts.unpack(wordcounts.pack(words, pairs))
    assert dict(table.words) == words
    for before, followers in pairs.items():
        assert table.leads(before) == bool(followers)
        for word in words:
            assert table.pair(before, word) == followers.get(word, 0)


def test_counts_of_neighbours_are_rounded_to_the_nearest_level() -> None:
    table = wordcounts.unpack(wordcounts.pack({"大": 30, "人": 20}, {"大": {"人": 16}}))
    assert table.pair("大", "人") == 18
    assert table.pair("人", "大") == table.pair("众", "人") == 0


def test_the_shipped_table_is_small_and_knows_the_language() -> None:
    assert wordmodel._FILE.stat().st_size <= 1_000_000
    model = wordmodel.load()
    assert model.log("经济", "增长") > model.log("经济", "生长") + 3
