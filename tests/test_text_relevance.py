from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.text.relevance import Topic, TopicError, load_topic
from crawler.text.topic_file import parse
from crawler.topic_keys import topic_key

RACE = "中美人工智能竞赛升温：差距正在缩小"
RACE_TEXT = (
    "一份报告称，中国与美国在人工智能大模型上的差距已经缩小到几个月。"
    "出口管制延缓了追赶，却也促使中国企业转向自研芯片。"
)
WEATHER = "今夜到明天白天，山区和沿海有大到暴雨，请注意防范。"


@pytest.fixture(scope="module")
def topic() -> Topic:
    return load_topic("ai-competition")


def test_a_story_of_the_race_is_relevant_and_says_why(topic: Topic) -> None:
    verdict = topic.judge(RACE, RACE_TEXT)
    assert verdict.label == "relevant"
    assert {"ai", "rivalry"} <= {item.facet for item in verdict.evidence}


def test_every_span_points_at_the_words_that_were_matched(topic: Topic) -> None:
    given = {"title": RACE, "text": RACE_TEXT}
    spans = {(e.term, given[e.field][e.start : e.end]) for e in topic.judge(**given).evidence}
    assert ("差距", "差距") in spans
    assert all(term == words for term, words in spans if not term.isascii())


def test_spans_point_into_a_traditional_text_as_it_was_given(topic: Topic) -> None:
    text = "輝達的晶片遭出口管制，中國與美國的人工智慧競賽升溫，OpenAI領先。"
    verdict = topic.judge("美中人工智慧競賽", text)
    assert verdict.label == "relevant"
    assert "輝達" in {text[e.start : e.end] for e in verdict.evidence if e.field == "text"}


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("暴雨预警", WEATHER),
        ("", ""),
        ("聊天机器人新增语音功能", "这款人工智能助手上线了新功能，用户更新应用即可体验。"),
        ("Airlines battle for passengers", "The rivals cut fares in a fight for market share."),
        ("Training staff", "The training aims to help us all compete."),
    ],
)
def test_one_side_alone_is_not_relevant(topic: Topic, title: str, text: str) -> None:
    assert topic.judge(title, text).label != "relevant"


def test_words_that_a_farm_swapped_are_heard(topic: Topic) -> None:
    title = "中美AI模子差别缩小，美国垄断职位被攻击"
    text = "报道称，OpenAI的敌手DeepSeek正在追赶，美国在AI竞赛中不再领先，中国并不落伍。"
    assert topic.judge(title, text).label == "relevant"


def test_a_roundup_is_not_the_sum_of_its_parts(topic: Topic) -> None:
    item = "某消费品公司今天公布第三季度报告，营业收入同比增长，净利润有所下降，股价小幅上涨。"
    text = "\n".join([RACE_TEXT, *[item] * 12])
    verdict = topic.judge("氪星晚报｜今日要闻", text)
    assert verdict.label == "review"
    assert {text[e.start : e.end] for e in verdict.evidence} >= {"差距"}


def test_a_roundup_of_one_subject_is_relevant(topic: Topic) -> None:
    text = "\n".join([RACE_TEXT] * 3)
    assert topic.judge("氪星晚报｜AI竞赛特辑", text).label == "relevant"


def test_a_topic_of_ones_own_needs_no_code(tmp_path: Path) -> None:
    path = tmp_path / "chess.toml"
    path.write_text(
        'name = "chess"\n[exclusions]\ntitle = ["quiz"]\n'
        "[calibration]\nslope = 4\nintercept = -4\n"
        '[[facets.chess.terms]]\nweight = 2\nen = ["chess", "grandmaster*"]\n'
        '[[facets.chess.patterns]]\nweight = 3\npattern = "[a-h][1-8] mate"\n',
        "utf-8",
    )
    chess = load_topic(path)
    assert chess.judge("Chess final", "Two grandmasters meet.").label == "relevant"
    assert chess.judge("Chess quiz", "Two grandmasters meet.").label == "off-topic"
    assert chess.judge("Cooking", "Two cooks meet.").label == "off-topic"
    assert [e.term for e in chess.judge("", "e4 mate").evidence] == ["[a-h][1-8] mate"]


def test_learnt_rules_lie_beside_the_topic(tmp_path: Path) -> None:
    facet = '[[facets.chess.terms]]\nweight = 2\nen = ["chess"]\n'
    (tmp_path / "t.toml").write_text(f'name = "t"\nrules = "r.txt"\n{facet}', "utf-8")
    with pytest.raises(TopicError, match="cannot be read"):
        load_topic(tmp_path / "t.toml")
    (tmp_path / "r.txt").write_text("chess@title <= 0\n -3\n +3\n", "utf-8")
    chess = load_topic(tmp_path / "t.toml")
    assert chess.judge("chess", "").label == "relevant"
    assert chess.judge("", "chess").label == "off-topic"


def test_an_unknown_topic_is_named_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(TopicError, match="ai-competition"):
        load_topic("ai-competitoin")
    with pytest.raises(TopicError, match="cannot be read"):
        load_topic(tmp_path / "none.toml")


@pytest.mark.parametrize("name", ["chips\0.toml", "chips\ud800.toml"])
def test_a_topic_whose_name_is_no_files_is_refused_as_one_that_is_not_there(name: str) -> None:
    with pytest.raises(TopicError, match="cannot be read"):
        load_topic(name)
    assert topic_key(name) == topic_key("missing.toml").replace("missing.toml", name)


def test_a_facet_may_stand_outside_all_sides() -> None:
    source = (
        'name = "t"\n[sides.s]\nfacets = { a = 1 }\n[penalty]\nfacets = { b = 1 }\n'
        '[[facets.a.terms]]\nweight = 2\nen = ["good"]\n'
        '[[facets.b.terms]]\nweight = -1\nen = ["bad"]\n'
    )
    topic = Topic(parse(source))
    assert topic.strength("", "good bad") < topic.strength("", "good")


def test_an_article_too_weak_for_its_topic_ends_early() -> None:
    source = (
        'name = "t"\n[calibration]\nslope = 9\nintercept = 9\nleast = {}\n'
        '[[facets.a.terms]]\nweight = 1\nen = ["chess"]\n'
    )
    lax, strict = (Topic(parse(source.format(least))) for least in (0, 50))
    assert lax.judge("chess", "").label == "relevant"
    assert lax.may_belong("chess", "")
    verdict = strict.judge("chess", "")
    assert (verdict.label, verdict.score) == ("off-topic", 0.0)
    assert [item.term for item in verdict.evidence] == ["chess"]
    assert not strict.may_belong("chess", "")
    with pytest.raises(TopicError, match=r"calibration\.least"):
        parse(source.format(-1))


@settings(max_examples=40, deadline=None)
@given(
    st.text(st.characters(codec=None), max_size=80),
    st.lists(
        st.sampled_from(["AI", "中美", "竞争", "\ud800", "\x00", "İ", "。", "race ", "x" * 900])
    ),
)
def test_any_input_gets_a_verdict_with_valid_spans(title: str, pieces: list[str]) -> None:
    topic = load_topic("ai-competition")
    given = {"title": title, "text": "".join(pieces)}
    verdict = topic.judge(**given)
    assert 0 <= verdict.score <= 1
    assert all(0 <= e.start < e.end <= len(given[e.field]) for e in verdict.evidence)
    assert verdict == topic.judge(**given)
