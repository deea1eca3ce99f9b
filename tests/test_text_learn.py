"""What a spun text and its original teach."""

from crawler.text.learn import learn

ORIGINAL = "两家公司的合作推动了技术发展，也降低了模型的训练成本。监管部门说，新的规定明年生效。"


def learnt(spun):
    return {(pair.spun, pair.original): pair.count for pair in learn(spun, ORIGINAL)}


def test_pairs_are_whole_words_of_the_original():
    assert learnt(ORIGINAL.replace("模型", "模子").replace("技术", "手艺")) == {
        ("模子", "模型"): 1,
        ("手艺", "技术"): 1,
    }


def test_neighbouring_words_are_told_apart():
    assert learnt(ORIGINAL.replace("技术发展", "手艺生长")) == {
        ("手艺", "技术"): 1,
        ("生长", "发展"): 1,
    }


def test_words_of_other_lengths_are_learnt_too():
    assert ("处置惩罚", "规定") in learnt(ORIGINAL.replace("规定", "处置惩罚"))


def test_marks_and_numbers_teach_nothing():
    assert learnt(ORIGINAL.replace("，", "；").replace("两家", "2家")) == {}


def test_equal_pairs_are_counted_and_keep_a_context():
    (pair,) = learn("模子好，模子多，大家都说模子", "模型好，模型多，大家都说模型")
    assert pair.count == 3
    assert "模子好" in pair.context


def test_a_swap_one_byte_off_teaches_the_words_that_the_farm_saw():
    pairs = {(p.spun, p.original) for p in learn("这些资笔僻出太多了", "这些资本支出太多了")}
    assert any(spun in "资笔僻出" for spun, _ in pairs)


def test_texts_that_share_nothing_teach_nothing():
    assert learn("天上的云在飘", ORIGINAL) == []
    assert learn("", "") == []
