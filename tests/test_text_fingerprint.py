"""Hashes that copies share."""

from __future__ import annotations

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from crawler.text.fingerprint import MAX_HASHES, MIN_SHARE, MIN_SHARED, fingerprint
from tests import copied_texts as texts


def _candidate(a: str, b: str) -> bool:
    left, right = set(fingerprint(a)), set(fingerprint(b))
    shared = len(left & right)
    return shared >= MIN_SHARED and shared >= MIN_SHARE * min(len(left), len(right))


def test_copies_become_candidates():
    assert _candidate(texts.CHIPS, texts.CHIPS)
    assert _candidate(texts.CHIPS, texts.wrapped(texts.spun(texts.CHIPS)))
    assert _candidate(texts.CHIPS, "\n".join(texts.CHIPS.splitlines()[3:5]))
    assert _candidate(texts.ENGLISH, texts.ENGLISH.replace("the", "teh"))


def test_a_flash_of_one_sentence_can_be_found():
    flash = "港湾科技11月10日宣布，第三代训练芯片开始小批量生产，首批订单来自四家云计算企业，公司将公开编译器源代码。"
    assert _candidate(flash, texts.wrapped(flash.replace("宣布", "公布")))


def test_strangers_do_not():
    assert not _candidate(texts.CHIPS, texts.FLOOD)
    assert not _candidate(texts.CHIPS, texts.CHIPS_TOLD_ANEW)
    assert not _candidate(texts.ENGLISH, texts.ENGLISH_OTHER)


def test_fault_066_075_marks_script_and_width_do_not_matter():
    import opencc

    noisy = opencc.OpenCC("s2t").convert(texts.FLOOD.replace("，", ", , ,").replace("。", " 。 "))
    assert fingerprint(noisy) == fingerprint(texts.FLOOD)


def test_fault_074_tiny_texts_have_none():
    assert fingerprint("") == fingerprint("芯片") == fingerprint("one two three") == ()


def test_it_is_the_same_in_every_process():
    code = (
        "from crawler.text.fingerprint import fingerprint; from tests.copied_texts import CHIPS;"
        "print(fingerprint(CHIPS))"
    )
    for seed in ("1", "2"):
        said = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(filter(None, [".", *sys.path]))},
        )
        assert said.stdout.strip() == str(fingerprint(texts.CHIPS))


@given(st.text())
def test_hashes_fit_a_signed_64_bit_integer_and_are_sorted(text):
    found = fingerprint(text)
    assert list(found) == sorted(set(found))
    assert all(0 <= value < 2**63 for value in found)


def test_fault_073_the_number_of_hashes_is_bounded():
    varied = "".join(chr(0x4E00 + i * 7919 % 20_000) for i in range(100_000))
    assert len(fingerprint(varied)) == MAX_HASHES
    assert len(fingerprint("啊" * 5_000_000)) <= 1
