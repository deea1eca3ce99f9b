"""Cleaning: the noise of farms goes, the words stay, and every removal can be looked up."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.text.clean import clean

SEED = (Path(__file__).parent / "recorded" / "seed_article.txt").read_text(encoding="utf-8")

ARTICLE = """【文/晨报 陈述】“先把一件事做好。”工程师林一说，他的团队用两年做出了新的芯片。
这款芯片今年三月投产，已经用在三家工厂的机器人上，工厂在苏州、长沙和成都。
不过，产量还不够。林一认为，明年会更难：设备贵了，订单多了，人手却没有增加……
“我们不怕竞争，”他说，“怕的是没有人愿意从头学起。你说呢？”"""
BRAND = "远山康健用品有限公司"


def piled(text: str) -> str:
    """Multiply marks as the seed's farm does."""
    for mark, pile in (("，", ", , ,,,,,"), ("。", "。。 。。。。 。"), ("？", "??????")):
        text = text.replace(mark, pile)
    return text


def branded(text: str) -> str:
    """Put a brand inside a word, inside a run of marks, and after a clause."""
    text = text.replace("工程师", f"工程{BRAND}师", 1)
    text = text.replace(", , ,,,,,工厂", f", , {BRAND},,,,,工厂", 1)
    return text.replace("人手却没有", f"人手{BRAND}却没有", 1)


def test_a_clean_article_stays_as_it_is_but_for_its_byline() -> None:
    cleaned = clean(ARTICLE)
    assert cleaned.text == ARTICLE.removeprefix("【文/晨报 陈述】")
    assert cleaned.boilerplate == ("【文/晨报 陈述】",)
    assert cleaned.noise == 0
    assert cleaned.spun < 0.01


def test_multiplied_marks_become_single_ones() -> None:
    cleaned = clean(piled(ARTICLE))
    assert cleaned.text == clean(ARTICLE).text
    assert cleaned.spun > 0.99
    assert cleaned.noise > 0.2
    assert {removal.what for removal in cleaned.removals} == {"punctuation", "byline"}


def test_a_brand_is_found_without_being_told() -> None:
    cleaned = clean(branded(piled(ARTICLE)))
    assert cleaned.text == clean(ARTICLE).text
    assert cleaned.brands == (BRAND,)
    raw = cleaned.raw
    assert [raw[r.start : r.end] for r in cleaned.removals if r.what == "brand"] == [BRAND] * 3


def test_a_brand_known_from_the_host_is_removed_where_it_stands_once() -> None:
    raw = f"研究人员昨天公{BRAND}布了结果，样本来自四个省。"
    assert clean(raw).text == raw
    assert clean(raw, brands=[BRAND]).text == "研究人员昨天公布了结果，样本来自四个省。"


def test_a_farms_own_name_goes_from_its_page_and_from_no_other() -> None:
    site = "川南机械设备网"
    raw = ARTICLE.replace("机器人", f"机器{site}人", 1)
    assert site in clean(raw, sites=[site]).text
    assert clean(piled(raw), sites=[site]).text == clean(ARTICLE).text


def test_a_company_that_the_story_is_about_stays() -> None:
    story = f"{BRAND}昨天宣布减产。分析师说，{BRAND}的库存太多。\n记者联系了{BRAND}，对方没有回复。"
    assert clean(story).text == story
    assert clean(story, brands=[BRAND]).text == story


def test_a_title_is_judged_by_its_page() -> None:
    title, page = "機(jī)器人走進(jìn)工廠", "這個業(yè)界的發(fā)展，關(guān)鍵是數(shù)據(jù)。"
    assert clean(title).text == title
    assert clean(title, context=page).text == "機器人走進工廠"


def test_a_title_full_of_piles_needs_no_page() -> None:
    assert clean("芯片投产了, , ,,,,,机器人也来了").text == "芯片投产了，机器人也来了"


def test_offsets_lead_back_to_the_raw_text() -> None:
    cleaned = clean(branded(piled(ARTICLE)))
    for word in ("林一", "三家工厂", "从头学起"):
        offset = cleaned.raw_offset(cleaned.text.index(word))
        assert cleaned.raw[offset:].startswith(word)
    assert cleaned.raw_offset(len(cleaned.text)) == len(cleaned.raw)
    assert cleaned.raw_offset(-1) == cleaned.raw_offset(0)


class TestSeed:
    """The article that newsvane was begun for."""

    cleaned = clean(SEED)

    def test_no_noise_survives(self) -> None:
        for noise in (", ,", ",,", "。。", "??", "有限公司", "独家稿件", "IC Photo", "【"):
            assert noise not in self.cleaned.text

    def test_the_brand_is_found_at_both_places(self) -> None:
        assert self.cleaned.brands == ("未来康健用品有限公司",)
        assert sum(removal.what == "brand" for removal in self.cleaned.removals) == 2
        assert "“中国科技冲击才刚刚最先。" in self.cleaned.text

    def test_what_the_site_added_is_kept_as_evidence(self) -> None:
        byline, caption, rights = self.cleaned.boilerplate
        assert byline == "【文/网 王一】"
        assert caption.startswith("2月13日，首个绳驱AI机械人")
        assert caption.endswith("IC Photo")
        assert rights == "本文系网独家稿件，未经授权，不得转载。"

    def test_the_blanked_publisher_is_noted(self) -> None:
        places = [SEED[note.start - 3 : note.end] for note in self.cleaned.blanked]
        assert places == ["【文/网", "本文系网"]

    def test_the_swapped_words_stay(self) -> None:
        for word in ("攻击", "职位", "最先", "资笔僻出", "十明确确"):
            assert word in self.cleaned.text

    def test_it_is_known_to_be_spun(self) -> None:
        assert self.cleaned.spun > 0.99
        assert 0.2 < self.cleaned.noise < 0.4


@pytest.mark.parametrize("text", [SEED, piled(ARTICLE), branded(piled(ARTICLE))])
def test_cleaning_what_is_clean_changes_nothing(text: str) -> None:
    once = clean(text)
    again = clean(once.text)
    assert again.text == once.text
    assert again.removals == ()


def test_swapped_words_alone_tell_a_farm_as_well() -> None:
    assert clean(TestSeed.cleaned.text).spun > 0.5
    assert clean(clean(piled(ARTICLE)).text).spun < 0.01


PIECES = st.sampled_from(
    [
        *"，。、,.?？!！;； \n（(）)【】“”",
        *(
            ", , ,,,,,",
            "。。 。。。。 。",
            "??????",
            "，，",
            ",。",
            "、,",
            "\r\n",
            "\u3000",
            "    ",
        ),
        *(
            "發(fā)",
            "業(yè)",
            "國(guó)",
            "?yàn)槲",
            "?！惯",
            "人工智能",
            "芯片",
            "今天",
            "⼈⼯",
            "\u200b",
        ),
        *("🌶", "🄤", "紟天", "夶", BRAND, "有限公司", "体育app官网", "责任编辑：林一", "来源：晨报"),
        *(
            "原标题：",
            "IC Photo",
            "【文/网 林】",
            "版权所有",
            "word",
            "By Ann Lee",
            "\x00",
            "\ud800",
        ),
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join) | st.text(st.characters(), max_size=60))
@example("a,\u3000,    ,,。，")
@example("今天,\x00 ,\x00 ,,,,,明天")
@example("來(lái)源：晨报\n\n國(guó)業(yè)發(fā)")
def test_any_text_settles(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned.text).text == cleaned.text
    assert 0 <= cleaned.noise <= 1
    assert 0 <= cleaned.spun <= 1
    assert all(0 <= removal.start <= removal.end <= len(text) for removal in cleaned.removals)
    cleaned.text.encode("utf-8")


@pytest.mark.parametrize(
    "unit", ["a", "，", ", ", " ", "\n", "公司", "有限公司", "(", "\u3000", "?"]
)
def test_fault_073_huge_monotonous_text_is_survived(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    assert len(clean(text).text) <= len(text)
