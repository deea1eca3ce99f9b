"""Spun articles are read again when their story gains a copy; the store learns from it."""

from datetime import UTC, datetime

import pytest

from crawler.library import cleaned, open_store
from crawler.rereading import reading
from storage.records import Article

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
REPORT = """商务部周四宣布，将对三家芯片企业实施新的出口许可制度，自下月一日起生效。
受此影响，两家训练大模型的公司表示，它们已经储备了足够使用一年的加速卡，不会推迟新模型的发布。
一位不愿具名的工程师说，真正的难处不在芯片本身，而在互联带宽，国产方案在这方面还差两代。
分析人士认为，这一轮限制会促使更多公司转向自研，尤其是推理芯片，其门槛低于训练芯片。
发言人没有回答是否会把服务器整机也列入清单的问题，只说一切措施都会依法公布。"""
SWAPS = (("宣布", "公布"), ("模型", "模子"), ("表示", "体现"), ("难处", "难题点"), ("分析", "剖析"))


def spin(text):
    for word, other in SWAPS:
        text = text.replace(word, other)
    return text.replace("，", ", , ,,,,,").replace("。", "。。 。。。。 。")


def article(host, text, **fields):
    return Article(url=f"https://{host}/1.html", title="许可", text=text, fetched=NOON, **fields)


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "news.db", clock=lambda: NOON) as opened:
        yield opened


@pytest.mark.parametrize("original_first", [True, False])
def test_an_original_corrects_a_spun_copy_whichever_comes_first(store, original_first):
    pages = [article("paper.example", REPORT), article("farm.example", spin(REPORT))]
    for page in pages if original_first else reversed(pages):
        store.add(page)
    farm = store.article_by_url("https://farm.example/1.html")
    assert farm.restored == cleaned(pages[0]).text
    assert "模子" in farm.text
    assert store.article_by_url("https://paper.example/1.html").restored is None


def test_pairs_are_learnt_once_and_serve_another_story(store):
    store.add(article("paper.example", REPORT))
    store.add(article("farm.example", spin(REPORT)))
    learnt = {(p.spun, p.original): p for p in store.substitutions()}
    assert learnt["模子", "模型"].farm == "farm.example"
    assert learnt["模子", "模型"].count == 1
    assert ("大模子", "大模型") in learnt
    other = "新的大模子昨天上线，难题点是训练芯片不够。模子剖析了海量数据，团队体现满意。" * 3
    store.add(article("farm2.example", spin(other)))
    found = reading(store, store.article_by_url("https://farm2.example/1.html")).substitutions
    assert ("模子", "模型") in {(one.spun, one.original) for one in found}
    assert "learnt" in {one.source for one in found}


def test_a_second_original_does_not_count_the_same_swaps_again(store):
    store.add(article("farm.example", spin(REPORT)))
    for host in ("paper.example", "daily.example"):
        store.add(article(host, REPORT + f"（{host}）"))
    counts = {(p.spun, p.original): p.count for p in store.substitutions()}
    assert counts["模子", "模型"] == 1


def test_a_better_reading_is_judged_again(store):
    judged = []

    def judge(read):
        judged.append(read.restored)
        return ()

    store.judge = judge
    store.add(article("farm.example", spin(REPORT)))
    store.add(article("paper.example", REPORT))
    assert judged
    assert "新模型" in judged[-1]


def test_nobody_is_read_again_where_nobody_is_spun(store):
    store.add(article("paper.example", REPORT))
    store.add(article("other.example", REPORT))
    assert store.substitutions() == []
    assert store.article_by_url("https://other.example/1.html").restored is None
