"""Teaching by hand: review, topics train, test, new, judge, as a user runs them."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from crawler.library import open_store
from storage.records import Article
from tests.journey import Desk

RACE = (
    "中美人工智能竞赛升温：美国对华AI芯片出口管制收紧，{}的大模型缩小与OpenAI的差距，对手加紧追赶。"
    * 3
)
PLAIN = (
    "{}今天发布新款扫地机器人，支持语音助手，续航提升两成，售价一千九百九十九元，月底开始发货。" * 3
)
NAMES = [
    "华为",
    "阿里",
    "腾讯",
    "百度",
    "字节",
    "智谱",
    "月之暗面",
    "阶跃",
    "商汤",
    "旷视",
    "小米",
    "荣耀",
]


def race(name):
    return RACE.replace("{}", name)


def plain(name):
    return PLAIN.replace("{}", name)


def verdict(label):
    return SimpleNamespace(
        topic="ai-competition", topic_version="1", label=label, score=0.3, evidence=()
    )


@pytest.fixture
def desk(tmp_path):
    made = Desk(tmp_path)
    with open_store(tmp_path / "newsvane.db") as store:
        for number, name in enumerate(NAMES[:2]):
            text = race(name) if number == 0 else plain(name)
            store.add(
                Article(url=f"https://n{number}.example/a", title=f"第{number}篇", text=text),
                verdict("review"),
            )
    return made


def labelled(desk):
    rows = [{"title": f"{n}与美国对手的AI竞赛", "text": race(n), "relevant": True} for n in NAMES]
    rows += [{"title": f"{n}扫地机器人", "text": plain(n), "label": "other"} for n in NAMES]
    file = desk.folder / "labelled.jsonl"
    file.write_text(
        "\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8"
    )
    return file


def test_review_asks_about_each_and_keeps_what_is_said(desk):
    ended = desk.run("review", typed="maybe\nr\na\n")
    assert "2 decided" in ended.err
    shown = {row["title"] for row in desk.run("stories", "--since", "all", "--json").json}
    assert shown == {"第0篇"}
    assert "nothing of ai-competition waits" in desk.run("review").err


def test_review_can_be_left_at_any_time(desk):
    assert "0 decided" in desk.run("review", typed="s\nq\n").err
    assert "0 decided" in desk.run("review", typed="").err


def test_a_topic_is_tested_on_labelled_articles(desk):
    report = desk.run("topics", "test", str(labelled(desk)), "--json").json
    assert (report["articles"], report["relevant"]) == (24, 12)
    assert report["recall"] == 1.0


def test_a_wrong_line_of_labelled_articles_is_named(desk):
    file = labelled(desk)
    file.write_text(file.read_text(encoding="utf-8") + "\n{}", encoding="utf-8")
    ended = desk.run("topics", "test", str(file))
    assert (ended.code, "line 25" in ended.err) == (2, True)


def test_training_says_what_changes_and_writes_only_when_told(desk):
    too_few = desk.run("topics", "train")
    assert (too_few.code, "too few" in too_few.err) == (2, True)
    file = str(labelled(desk))
    ended = desk.run("topics", "train", "--more", file)
    assert ended.code == 0, ended.err
    assert "as it would be" in ended.out
    assert "[thresholds]" in ended.out
    # These articles are judged rightly already.
    assert "stays as it is" in ended.out
    assert not (desk.folder / "mine.toml").exists()
    assert desk.run("topics", "train", "--more", file, "--write", "mine.toml").code == 0
    report = desk.run("topics", "test", file, "--topic", "mine.toml", "--json").json
    assert report["recall"] == 1.0


def test_training_on_a_file_alone_needs_no_store(desk):
    file = str(labelled(desk))
    ended = desk.run("--db", "none.db", "topics", "train", "--more", file)
    assert ended.code == 0, ended.err
    assert "24 articles, 12 relevant" in ended.out
    assert not (desk.folder / "none.db").exists()


def test_a_topic_starts_from_examples(desk):
    ended = desk.run("topics", "new", "race", "a1", "--write", "race.toml")
    assert ended.code == 0, ended.err
    assert desk.run("topics", "show", "race.toml").code == 0
    again = desk.run("topics", "new", "race", "a1", "--write", "race.toml")
    assert (again.code, "exists already" in again.err) == (2, True)


def test_judging_anew_shows_first_and_applies_when_told(desk):
    shown = desk.run("topics", "judge").out
    assert "review → relevant" in shown
    assert "nothing was changed" in shown
    assert "review → relevant" in desk.run("topics", "judge", "--apply").out
    assert "review → relevant" not in desk.run("topics", "judge").out


def test_what_a_person_decided_is_not_judged_anew(desk):
    desk.run("review", typed="r\nr\n")
    assert "→" not in desk.run("topics", "judge", "--apply").out
    assert desk.run("stories", "--since", "all", "--json").out.strip() in ("", "[]")


def test_the_topics_are_listed(desk):
    assert "ai-competition  (in use)" in desk.run("topics", "list").out


def test_an_unknown_topic_is_named(desk):
    ended = desk.run("topics", "show", "nothing")
    assert (ended.code, "no topic 'nothing'" in ended.err) == (2, True)
