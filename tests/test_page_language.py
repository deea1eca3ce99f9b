"""Language by script and words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.page import language

TEXTS = {
    "zh": "这家公司表示，新的模型将在明年春天发布，届时会对开发者开放，价格还没有决定。",
    "zh-Hant": "這家公司表示，新的模型將在明年春天發布，屆時會對開發者開放，價格還沒有決定。",
    "ja": "この会社は新しいモデルを来年の春に発表し、開発者に公開すると述べた。価格は未定である。",
    "ko": "이 회사는 새로운 모델을 내년 봄에 발표하고 개발자에게 공개할 것이라고 밝혔다.",
    "en": "The company said that it will release the new model in the spring and open it to all.",
    "de": "Das Unternehmen teilte mit, dass es das neue Modell im Frühjahr für alle öffnen wird.",
    "fr": "La société a déclaré que le nouveau modèle sera ouvert à tous au printemps avec un prix.",
    "es": "La empresa dijo que el nuevo modelo se abrirá a todos en la primavera con un precio.",
    "vi": "Công ty cho biết mô hình mới sẽ được phát hành vào mùa xuân và không có giá cho người dùng.",
    "ru": "Компания сообщила, что новая модель будет открыта для всех разработчиков весной.",
    "uk": "Компанія повідомила, що нова модель буде відкрита для всіх її розробників навесні.",
    "ar": "قالت الشركة إن النموذج الجديد سيكون متاحا للجميع في الربيع المقبل",
    "he": "החברה הודיעה כי הדגם החדש יהיה פתוח לכולם באביב",
    "th": "บริษัทกล่าวว่ารุ่นใหม่จะเปิดให้ทุกคนใช้ในฤดูใบไม้ผลิ",
}


@pytest.mark.parametrize(("expected", "text"), TEXTS.items(), ids=list(TEXTS))
def test_the_text_tells(expected, text):
    assert language.detect(text) == expected


def test_the_declaration_of_a_copied_template_is_not_believed():
    assert language.detect(TEXTS["zh"], lang="en-US") == "zh"
    assert language.detect(TEXTS["en"], lang="zh-CN") == "en"


def test_chinese_with_much_latin_is_chinese():
    text = "OpenAI 和 Anthropic 发布了 GPT 与 Claude 的新版本，NVIDIA 的 H200 芯片供应仍然紧张。"
    assert language.detect(text) == "zh"


def test_english_that_quotes_chinese_is_english():
    text = TEXTS["en"] + " Its Chinese name is 大模型."
    assert language.detect(text) == "en"


def test_the_declaration_decides_where_words_do_not():
    assert language.detect("GPT-5", lang="fr") == "fr"
    assert language.detect("", lang="zh_TW") == "zh-Hant"
    assert language.detect("") is None


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("zh-CN", "zh"), ("zh_TW", "zh-Hant"), ("zh-Hans-HK", "zh"), ("EN-us", "en"),
        ("cn", "zh"), ("jp", "ja"), ("utf-8!", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_declarations(tag, expected):
    assert language.declared(tag) == expected


@given(st.text(max_size=200), st.none() | st.text(max_size=12))
def test_any_text_is_safe(text, lang):
    found = language.detect(text, lang=lang)
    assert found is None or found
