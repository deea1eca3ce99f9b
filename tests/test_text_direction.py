"""Which of two related texts derives from the other."""

from __future__ import annotations

import pytest

from crawler.text.direction import direction
from crawler.text.overlap import Gap, Passage

PLAIN = "港湾科技宣布，第三代芯片投产。首批订单来自四家企业。分析人士认为，考验在于软件。" * 4


@pytest.mark.parametrize(
    "derived",
    [
        PLAIN.replace("，", ", , ,,,,,"),
        PLAIN.replace("。", "。。 。。。。 。"),
        PLAIN.replace("，", "，，"),
        "首页 当前位置：新闻\n" + PLAIN + "\n免责声明：版权所有",
    ],
    ids=["runs of commas", "runs of stops", "doubled commas", "wrapped"],
)
def test_noise_shows_who_copied(derived):
    assert direction(PLAIN, derived, (1.0, 1.0), []) == "b from a"
    assert direction(derived, PLAIN, (1.0, 1.0), []) == "a from b"


@pytest.mark.parametrize("mark", ["……", "。。。", "？！", "——"])
def test_legitimate_and_informal_marks_are_no_noise(mark):
    assert direction(PLAIN, PLAIN.replace("。", mark), (1.0, 1.0), []) == "unknown"


def test_who_holds_more_was_there_first():
    assert direction(PLAIN, PLAIN, (0.5, 1.0), []) == "b from a"
    assert direction(PLAIN, PLAIN, (1.0, 0.5), []) == "a from b"
    assert direction(PLAIN, PLAIN, (0.9, 1.0), []) == "unknown"


def test_a_brand_inserted_again_and_again_shows_who_copied():
    gaps = [Gap("", "鑫源商贸有限公司"), Gap("", "鑫源商贸有限公司")]
    passage = Passage(0, 90, 0, 106, 90, gaps)
    assert direction(PLAIN, PLAIN, (1.0, 1.0), [passage]) == "b from a"
