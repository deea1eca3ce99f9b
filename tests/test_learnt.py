"""What a store holds decides how a spun text in it is read."""

from datetime import UTC, datetime

import pytest

from crawler.learnt import read
from crawler.library import cleaned, open_store
from crawler.text.clean import clean
from storage.records import Article
from storage.rows import Substitution

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SPUN = """一位工程师体现，真正的难题点在互联带宽，而不在芯片本身，国产方案还差两代。
两家公司体现，它们的模子已经上线，训练的难题点在数据，推理的难题点在本钱。
剖析人士觉得，这一轮限定会促使更多公司转向自研，但是自研的难题点在人才。"""
NOISY = SPUN.replace("，", ", , ,,,,,").replace("。", "。。 。。。。 。")
#: The store has learnt both as often.
RIVALS = ("难处", "难点")


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "news.db", clock=lambda: NOON) as opened:
        opened.learn(Substitution("难题点", one, "farm.example", 3, "") for one in RIVALS)
        yield opened


def report(number, word):
    return Article(
        url=f"https://paper.example/{number}.html",
        title=f"记者观察之{number}",
        text=f"第{number}期：专家说，训练的{word}在数据，推理的{word}在成本。\n"
        f"他补充道，自研的{word}在人才，真正的{word}在互联带宽。第{number}期完。",
        language="zh",
        fetched=NOON,
    )


@pytest.mark.parametrize("word", RIVALS)
def test_where_two_readings_tie_the_articles_of_the_store_decide(store, word):
    for number in range(30):
        store.add(report(number, word))
    (other,) = set(RIVALS) - {word}
    text = read(store, clean(NOISY)).text
    assert text.count(f"{word}在") == 4
    assert f"{other}在" not in text


def test_what_comes_in_later_is_counted(store):
    before = read(store, clean(NOISY)).text
    (word,) = [one for one in RIVALS if f"{one}在" not in before][:1]
    for number in range(30):
        store.add(report(number, word))
    assert f"{word}在" in read(store, clean(NOISY)).text


def test_spun_articles_and_other_languages_are_not_asked(store):
    store.add(report(1, "难处"))
    for article in (
        Article(url="https://farm.example/1", title="难题点", text=NOISY, language="zh"),
        Article(url="https://en.example/1", title="A report", text="Chips. " * 30, language="en"),
    ):
        store.add(article)
    assert [number for number, _ in store.clean_texts("zh")] == [1]
    assert store.clean_texts("zh", after=1) == []
    assert store.clean_texts("zh", length=3)[0][1] == "第1期"


def test_a_first_reading_uses_the_pairs_of_the_store(store):
    store.learn([Substitution("本钱", "成本", "farm.example", 5, "")])
    store.learn([Substitution("魔子", "模型", "farm.example", 5, "")])
    page = Article(
        url="https://farm.example/2",
        title="难题点",
        text=NOISY.replace("模子", "魔子"),
        fetched=NOON,
    )
    assert "它们的模型" in cleaned(page, store=store).restored
    assert "它们的魔子" in (cleaned(page).restored or "它们的魔子")
