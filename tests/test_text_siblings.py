"""Two copies of a text are laid side by side, whatever was cut, added or moved."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.text.siblings import align

TEXT = "第一段讲的是开源模型的训练成本。第二段讲的是芯片的出口许可。第三段讲的是数据中心的电力。"


def rebuilt(text, alignment):
    parts, at = [], 0
    for one in alignment.differences:
        parts += [text[at : one.start], one.other]
        at = one.end
    return "".join([*parts, text[at:]])


def test_equal_texts_have_no_differences():
    alignment = align(TEXT, TEXT)
    assert alignment.differences == ()
    assert alignment.covered == len(TEXT)


def test_other_words_are_found_where_they_stand():
    copy = TEXT.replace("成本", "本钱").replace("出口", "外销")
    found = [(TEXT[d.start : d.end], d.other) for d in align(TEXT, copy).differences]
    assert found == [("成本", "本钱"), ("出口", "外销")]


def test_a_character_that_both_words_share_does_not_split_them():
    found = align("他们今天在会议上讨论了预算问题", "他们今天在集会上讨论了预算问题").differences
    assert [d.other for d in found] == ["集会"]


def test_moved_passages_find_their_place():
    first, second, third, _ = TEXT.split("。")
    alignment = align(TEXT, f"{third}。{first.replace('成本', '本钱')}。{second}。")
    assert "本钱" in [d.other for d in alignment.differences]
    assert alignment.covered > 0.9 * len(TEXT)


def test_what_is_in_one_text_only_is_no_difference_of_words():
    added = "编者按：" + "与此无关的长长的一段话，" * 10
    alignment = align(TEXT, TEXT[:16] + added + TEXT[16:])
    assert all(len(d.other) < 20 for d in alignment.differences)


@settings(deadline=None)
@given(
    st.text(alphabet="甲乙丙丁，。", max_size=120), st.text(alphabet="甲乙丙丁，。", max_size=120)
)
def test_stretches_never_overlap(a, b):
    alignment = align(a, b)
    spans = sorted([*alignment.same, *((d.start, d.end) for d in alignment.differences)])
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    assert all(0 <= start <= end <= len(a) for start, end in spans)


@settings(deadline=None)
@given(st.text(alphabet="甲乙丙丁戊己庚辛", min_size=30, max_size=80), st.integers(0, 79))
def test_one_changed_character_is_read_back(text, place):
    place %= len(text)
    copy = text[:place] + "猫" + text[place + 1 :]
    alignment = align(text, copy)
    if len(alignment.same) > 1 and len(alignment.differences) == 1:
        assert rebuilt(text, alignment) == copy
