"""Glosses put in by a machine go, a teacher's stay; bytes read one off are paired anew."""

from __future__ import annotations

import pytest

from crawler.text import slip
from crawler.text.clean import clean
from crawler.text.draft import Draft
from crawler.text.gloss import measure
from crawler.text.readings import read_as

GLOSSED = "這家醫(yī)院開(kāi)始用機(jī)器，業(yè)界認(rèn)為數(shù)據(jù)不夠。"


def realigned(text: str) -> str:
    draft = Draft(text)
    draft.apply(slip.edits(text))
    return draft.text


def slipped(text: str, place: int, reading: str) -> str:
    """Read ``text`` as the glosser did: a gloss after the first byte of character ``place``."""
    before, rest = text[:place], text[place:].encode("gbk")
    # A browser makes one question mark of the lone byte and the bracket after it.
    return f"{before}?{reading}){rest[1:].decode('gbk', 'replace')}".replace("\ufffd", "?")


def test_a_machines_glosses_are_stripped() -> None:
    cleaned = clean(GLOSSED)
    assert cleaned.text == "這家醫院開始用機器，業界認為數據不夠。"
    assert {removal.what for removal in cleaned.removals} == {"gloss"}
    assert cleaned.spun > 0.5


@pytest.mark.parametrize(
    "text",
    [
        "木筏叫槎（chá），长安的长读（cháng）。",
        "“重”字两读：重(zhòng)量、重(chóng)复、重(zhòng)要、重(chóng)新。",
        "提示词(prompt)、草稿(draft)、代理(agent)、缓存(cache)。",
        "多音字「樂」：音樂(yuè)、快樂(lè)。",
    ],
)
def test_a_teachers_glosses_and_terms_stay(text: str) -> None:
    assert not measure(text).by_machine
    assert clean(text).text == text


@pytest.mark.parametrize(
    ("original", "place", "reading"),
    [
        ("因為我們都看到了，", 1, "yàn"),
        ("如何與機器共處，", 1, "bó"),
        ("今年為止共有三十家，", 2, "yǐ"),
    ],
)
def test_shifted_bytes_come_back_in_step_or_stay_as_they_are(
    original: str, place: int, reading: str
) -> None:
    damaged = slipped(original, place, reading)
    assert realigned(damaged) in (original, damaged)


def test_the_reading_tells_the_lost_byte() -> None:
    damaged = slipped("因為我們都看到了，", 1, "yàn")
    assert "為" not in damaged
    assert realigned(damaged) == "因為我們都看到了，"


def test_a_question_mark_of_a_question_is_left_alone() -> None:
    for text in ("他問?我答", "為什麼?因為(yīn)果", "真的?！假的", "好?", "?", "?)"):
        assert realigned(text) == text


def test_readings_are_told_by_tone() -> None:
    assert "驗" in read_as("yàn")
    assert "驗" not in read_as("yān")
    assert read_as("xyz") == frozenset()
