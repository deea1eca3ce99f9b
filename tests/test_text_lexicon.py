"""Pairs, chains of pairs, and our own list."""

from crawler.text.lexicon import Lexicon, Pair, listed, own
from crawler.text.shift import readings as shifted


def ways(lexicon, text):
    return {(r.start, r.original): r.cost for r in lexicon.readings(text)}


def test_chains_of_three_are_followed_and_cost_more_with_each_link():
    lexicon = Lexicon([("丁", "丙"), ("丙", "乙"), ("乙", "甲"), ("戊", "丁")])
    found = ways(lexicon, "戊")
    assert [original for (_, original), _ in sorted(found.items(), key=lambda i: -i[1])] == [
        "丁", "丙", "乙",
    ]  # fmt: skip


def test_pairs_that_lead_in_a_circle_end():
    # The only swap of a word is certain: its logarithm is 0.
    assert ways(Lexicon([("甲", "乙"), ("乙", "甲")]), "甲") == {(0, "乙"): 0.0}


def test_words_are_found_across_the_borders_of_words():
    assert (1, "本相") in ways(Lexicon([("内情", "本相")]), "成内情团结")


def test_what_was_seen_more_often_is_likelier():
    lexicon = Lexicon().with_learnt([Pair("攻击", "冲击", 8), Pair("攻击", "打击", 2)])
    found = ways(lexicon, "攻击")
    assert found[0, "冲击"] > found[0, "打击"]
    assert {r.source for r in lexicon.readings("攻击")} == {"learnt"}


def test_words_that_could_have_been_swapped_are_counted_by_list():
    lexicon = Lexicon([("模子", "模型")], families={"some": [("手艺", "技术")]})
    assert lexicon.opportunities("模型和技术，还有模型") == {"list": 2, "list of some": 1}


def test_words_one_byte_off_are_found():
    lexicon = Lexicon([("时势", "时局")])
    assert "资本支出" in {
        "资笔僻出"[: r.start] + r.original + "资笔僻出"[r.end :]
        for r in shifted("资笔僻出", lexicon)
    }


def test_our_list_is_sound():
    for family, pairs in listed().items():
        for spun, original in pairs:
            assert spun.strip() == spun, (family, spun)
            assert spun
            assert original
            assert spun != original
        assert len(set(pairs)) == len(pairs), family
    assert "模子" in own()
