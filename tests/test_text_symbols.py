"""Odd characters: taken out where a page is strewn with them, left where one stands."""

from __future__ import annotations

import pytest

from crawler.text.clean import clean

PLAIN = "城里的几家医院开始用新的模型读片，医生说准确率高了。设备是本地做的，价格不到进口的一半。"


def test_invisible_characters_strewn_over_words_go() -> None:
    raw = "\u200b".join(PLAIN)
    cleaned = clean(raw)
    assert cleaned.text == PLAIN
    assert cleaned.noise > 0.4


@pytest.mark.parametrize(
    "text",
    [
        "会议持\u200b续了两天。",
        "讨论了⼈才和⽅法，⼤家意⻅不⼀。",
        "👨\u200d👩\u200d👧一家三口来了，可\u200c以进去吗",
        "新版上线🎉，说明在👉这里，欢迎反馈🙏，谢谢❤️！",
        "می\u200cخواهم نمی\u200cدانم می\u200cروم می\u200cکنم می\u200cگویم",
        "他叫李悝，是法家。",
    ],
)
def test_single_and_human_ones_stay(text: str) -> None:
    assert clean(text).text == text


def test_pictographs_strewn_into_sentences_go() -> None:
    raw = PLAIN.replace("，", "🌶，").replace("。设", "🔐。设").replace("医院", "医🜩🄱院")
    assert clean(raw).text == PLAIN


def test_look_alikes_are_spelt_out_where_the_page_is_full_of_them() -> None:
    raw = PLAIN.replace("新", "噺").replace("的", "旳").replace("本", "夲")
    assert clean(raw).text == PLAIN.replace("本", "夲")


def test_radicals_are_spelt_out_on_a_farms_page_only() -> None:
    radicals = "⼈⼯智能来了，⼤家都说好。"
    assert clean(radicals).text == radicals
    piled = radicals.replace("，", ", , ,,,,,")
    assert clean(piled).text == "人工智能来了，大家都说好。"


def test_what_is_no_text_goes_everywhere() -> None:
    assert clean("人工\x00智\ud800能\ufffe").text == "人工智能"
