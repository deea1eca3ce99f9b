"""What two texts share, as named numbers."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.text.features import Side, shared
from tests import copied_texts as texts


def _features(a: str, b: str) -> dict[str, float]:
    found = shared(Side(a), Side(b)).features
    assert found is not None
    return found


def test_a_spun_copy_keeps_numbers_and_lengths_where_a_template_does_not():
    spun = _features(texts.REPORT, texts.spun(texts.REPORT))
    refilled = _features(texts.REPORT, texts.REPORT_OF_ANOTHER)
    assert spun["numbers_x"] == 1
    assert refilled["numbers_x"] < 0.5
    assert refilled["other_numbers"] > 0.5 > spun["other_numbers"]


def test_other_people_in_the_same_words_are_noticed():
    one = "经查，王建国丧失理想信念，背弃初心使命，违规收受礼品。决定给予王建国开除党籍处分，按规定处理。"
    other = one.replace("王建国", "李大海")
    assert _features(one, other)["other_names"] > 0
    assert _features(one, one)["other_names"] == 0


def test_other_chinese_numerals_are_noticed():
    one = (
        "大会第二次会议今天上午在临江开幕，会议审议了第三号议案，听取了委员会的报告，并通过了决定。"
    )
    assert _features(one, one.replace("第二次", "第五次"))["other_numerals"] > 0


def test_a_brand_that_is_inserted_twice_is_no_edit():
    branded = _features(texts.FLOOD, texts.FLOOD.replace("群众", "群众鑫源商贸有限公司"))
    edited = _features(texts.FLOOD, texts.FLOOD.replace("沿岸", "沿岸的许多村", 1))
    assert branded["uneven"] == 0
    assert edited["uneven"] > 0


def test_the_boilerplate_of_one_site_stands_at_the_same_edge():
    menu = "网站首页关于我们产品中心新闻动态联系我们您的当前位置新闻动态服务热线技术支持版权所有\n"
    assert _features(menu + texts.CHIPS, menu + texts.FLOOD)["edge"] == 1
    inside = texts.FLOOD.splitlines()
    inside.insert(3, texts.CHIPS.splitlines()[3])
    assert _features(texts.CHIPS, "\n".join(inside))["edge"] == 0


def test_strangers_share_nothing_to_weigh():
    assert shared(Side(texts.CHIPS), Side(texts.ENGLISH)).features is None
    assert shared(Side(""), Side("")).features is None


_POOL = st.sampled_from(
    [texts.CHIPS, texts.FLOOD, texts.REPORT, texts.REPORT_OF_ANOTHER, texts.spun(texts.CHIPS)]
)


@given(_POOL, _POOL, st.integers(0, 400), st.integers(0, 400))
@settings(deadline=None)
def test_all_features_lie_between_0_and_1_and_ignore_the_order(a, b, skip, other):
    left, right = Side(a[skip:]), Side(b[other:])
    found, mirrored = shared(left, right), shared(right, left)
    assert found.features == mirrored.features
    assert found.coverage == mirrored.coverage[::-1]
    assert all(0 <= value <= 1 for value in (found.features or {}).values())
