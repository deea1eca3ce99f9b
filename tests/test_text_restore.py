"""Swapped words are brought back, each with its reason; what is not spun stays as it is."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.text import undo
from crawler.text.clean import Cleaned, clean
from crawler.text.lexicon import Lexicon, Pair
from crawler.text.restore import restore

ORIGINAL = (
    "研究人员认为，开源模型的成本还会下降，技术差距正在缩小。"
    "这家公司表示，服务器的价格比去年低三成，消费者将首先受益。"
    "如果芯片供应保持稳定，他们计划明年发布新一代机器人，并采用自己的模型。"
    "分析人士指出，创新需要时间，对手也在积极投入。"
    "尽管如此，多数企业仍然愿意合作，因为市场的发展超过了预期。"
)
#: The same as a farm would write it.
SPUN = (
    "研究人员以为，开源模子的本钱还会下降，手艺差别正在缩小。"
    "这家公司体现，效劳器的价钱比去年低三成，消耗者将首先受益。"
    "若是芯片供应保持稳定，他们妄想明年宣布新一代机械人，并接纳自己的模子。"
    "剖析人士指出，立异需要时间，敌手也在起劲投入。"
    "只管云云，大都企业仍然愿意相助，由于市场的生长凌驾了预期。"
)

#: What that farm is known for.
USUAL = [("模子", "模型"), ("本钱", "成本"), ("手艺", "技术"), ("差别", "差距"), ("体现", "表示"),
         ("效劳器", "服务器"), ("价钱", "价格"), ("消耗者", "消费者"), ("剖析", "分析")]  # fmt: skip


def published(text):
    """Put the farm's noise around every mark."""
    return text.replace("，", ", , ,,,,,").replace("。", "。。 。。。。 。")


def wrong(text):
    """Count the characters that are not the author's; nothing moves in these texts."""
    return sum(a != b for a, b in zip(text, ORIGINAL, strict=False)) + abs(
        len(text) - len(ORIGINAL)
    )


def test_text_that_is_not_spun_comes_back_as_it_is():
    assert restore(SPUN).text == SPUN
    assert restore(ORIGINAL, siblings=[SPUN]).substitutions == ()


def test_a_clean_copy_gives_every_word_without_any_list():
    restored = restore(published(SPUN), siblings=[ORIGINAL], lexicon=Lexicon())
    assert restored.text == ORIGINAL
    assert {one.source for one in restored.substitutions} == {"sibling"}
    assert all(one.confidence > 0.9 for one in restored.substitutions)


def test_a_clean_copy_whose_sentences_were_moved_and_cut_still_helps():
    sentences = ORIGINAL.split("。")
    moved = "。".join([*sentences[2:5], sentences[0]]) + "。"
    restored = restore(published(SPUN), siblings=[moved], lexicon=Lexicon())
    assert "芯片供应保持稳定，他们计划明年发布" in restored.text
    assert "认为，开源模型的成本" in restored.text


def test_a_long_name_that_cleaning_took_out_comes_back_from_a_clean_copy():
    name = "临江北岸车规级芯片制造有限公司"
    copy = f"{ORIGINAL}投资方是{name}的股东。"
    without = f"{SPUN}投资方是的股东。"
    page = Cleaned(without, f"{SPUN}投资方是{name}的股东。", spun=1.0)
    assert restore(page, siblings=[copy], lexicon=Lexicon()).text == copy
    # What the page never had stays out: that sentence was edited.
    never = replace(page, raw=without)
    assert name not in restore(never, siblings=[copy], lexicon=Lexicon()).text


def test_the_pages_own_words_decide_between_two_that_fit():
    pairs = [("客户", "用户")]
    alone = restore(published(f"{SPUN}手机客户增加很快。"), lexicon=Lexicon(pairs))
    among = f"{SPUN}手机客户增加很快。不少用户满意，老用户和新用户都续费。"
    read = restore(published(among), lexicon=Lexicon([*pairs, *USUAL]))
    assert "手机客户" in alone.text
    assert "手机用户" in read.text


def test_facts_are_not_taken_from_a_copy():
    copy = ORIGINAL.replace("三成", "3成").replace("去年", "2019年")
    restored = restore(published(SPUN.replace("去年", "2020年")), siblings=[copy])
    assert "2020年" in restored.text


def test_our_list_brings_back_most_words_of_a_lone_page():
    restored = restore(published(SPUN))
    assert wrong(restored.text) < 0.35 * wrong(SPUN)
    assert "list" in {one.source for one in restored.substitutions}


@pytest.mark.parametrize(("sure", "kept"), [(0.39, False), (0.41, True)])
def test_a_reading_that_is_hardly_likely_is_not_put(monkeypatch, sure, kept):
    monkeypatch.setattr(undo, "confidence", lambda _seen: sure)
    restored = restore(published(SPUN))
    assert {one.confidence for one in restored.substitutions} == ({sure} if kept else set())
    assert (restored.text == clean(published(SPUN)).text) is not kept


def test_a_page_with_noise_but_the_authors_words_keeps_them():
    assert restore(published(ORIGINAL)).substitutions == ()


def test_learnt_pairs_serve_where_no_list_does():
    text = published(SPUN)
    pairs = [Pair("模子", "模型", 9), Pair("本钱", "成本", 5), Pair("敌手", "对手", 2),
             Pair("手艺", "技术", 7), Pair("立异", "创新", 4), Pair("消耗者", "消费者", 3)]  # fmt: skip
    restored = restore(text, lexicon=Lexicon(learnt=pairs))
    found = {(one.spun, one.original) for one in restored.substitutions}
    assert ("模子", "模型") in found
    assert ("敌手", "对手") in found
    assert {one.source for one in restored.substitutions} == {"learnt"}


def test_two_spinnings_correct_each_other():
    first = ORIGINAL.replace("成本", "本钱").replace("技术", "手艺").replace("创新", "立异")
    second = (
        ORIGINAL.replace("消费者", "耗费者").replace("对手", "敌方").replace("机器人", "机械体")
    )
    restored = restore(published(first), siblings=[published(second)], lexicon=Lexicon())
    assert wrong(restored.text) < wrong(first)


def test_nonsense_between_two_bytes_is_undone():
    # The bytes of 时局 stand in 资本支出, one byte off; a farm put those of 时势 there.
    text = SPUN + "资笔僻出规模凌驾预期，这些资笔僻出带来回报。"
    restored = restore(published(text))
    assert "资本支出" in restored.text
    assert "structure" in {one.source for one in restored.substitutions}


def test_a_family_that_no_mark_betrays_is_not_tried():
    # 股东 stands for 推动 only with those who write 东谈主 for 人.
    page = published(SPUN + "股东会通过了利润分配方案。")
    assert "股东会通过" in restore(page).text


@pytest.mark.parametrize(
    ("spun", "original"),
    [
        ("Counterfeit consciousness is a profound learning trend.", "Artificial intelligence is a deep learning trend."),
        ("Firms use enormous information and cell phones.", "Firms use big data and mobile phones."),
        ("He built PC vision on AI calculations.", "He built computer vision on AI algorithms."),
        ("Sun based vitality rose in the Assembled Kingdom.", "Solar energy rose in the United Kingdom."),
    ],
)  # fmt: skip
def test_tortured_english_is_read_by_the_same_list(spun, original):
    page = replace(clean(spun), spun=0.9)
    assert restore(page).text == original


def test_places_are_of_the_cleaned_text_and_in_order():
    cleaned = clean(published(SPUN))
    restored = restore(cleaned)
    at, parts = 0, []
    for one in restored.substitutions:
        assert one.start >= at
        assert cleaned.text[one.start : one.end] == one.spun
        parts += [cleaned.text[at : one.start], one.original]
        at = one.end
    assert "".join([*parts, cleaned.text[at:]]) == restored.text


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(max_size=200) | st.text(alphabet="模子手艺，。生长ab\0\ud800", max_size=300),
    st.lists(st.text(max_size=100), max_size=3),
)
def test_any_text_is_survived_and_gives_the_same_twice(text, siblings):
    page = Cleaned(text, text, spun=1.0)
    assert restore(page, siblings=siblings) == restore(page, siblings=siblings)


def test_huge_and_empty_texts_are_survived():
    for text in ("", "模" * 50_000, "\0" * 1000, "模子，" * 5000):
        assert isinstance(restore(Cleaned(text, text, spun=1.0)).text, str)


def test_a_text_too_long_for_an_article_is_left_as_it_is():
    text = "中国正很是迅速地攀升。。 。。。。 。" * 20_000
    cleaned = clean(text)
    assert restore(cleaned).text == cleaned.text
