"""The store joined with our own matcher, segmenter and URL rules."""

import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle

import pytest

from crawler.library import cleaned, fts_query, open_store
from storage.errors import StoreError
from storage.records import Article, Matcher

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
REPORT = """商务部周四宣布，将对三家芯片企业实施新的出口许可制度，自下月一日起生效。
受此影响，两家训练大模型的公司表示，它们已经储备了足够使用一年的加速卡，不会推迟新模型的发布。
一位不愿具名的工程师说，真正的难处不在芯片本身，而在互联带宽，国产方案在这方面还差两代。
分析人士认为，这一轮限制会促使更多公司转向自研，尤其是推理芯片，其门槛低于训练芯片。
发言人没有回答是否会把服务器整机也列入清单的问题，只说一切措施都会依法公布。"""
OTHER = """一家面馆的老板上周在社区中心教孩子们做手擀面，来了四十多个家庭，面粉用掉了三袋。
他说自己十六岁学艺，最难的不是和面，而是知道什么时候停手；面团会告诉你，只要你肯听。
活动结束以后，居民们把剩下的面条煮了，坐在院子里吃到天黑，有人提议明年再办一次。"""


@dataclass(frozen=True)
class AnyVerdict:
    """Something with the fields of a verdict."""

    topic: str = "ai-competition"
    topic_version: str = "1"
    label: str = "relevant"
    score: float = 0.8
    evidence: tuple = ()


def spin(text):
    """Write a text as a farm would: other words here and there, doubled marks."""
    for word, other in (("宣布", "公布"), ("影响", "波及"), ("足够", "充足"), ("难处", "难点")):
        text = text.replace(word, other)
    return text.replace("，", "，，")


def story(host, text, **fields):
    return Article(url=f"https://{host}/2026/11/20/1.html", text=text, fetched=NOON, **fields)


@pytest.fixture
def store(tmp_path):
    with open_store(tmp_path / "news.db", clock=lambda: NOON) as opened:
        yield opened


def test_a_spun_copy_and_its_original_are_one_story_whichever_comes_first(store):
    first = store.add(
        story("farm.example", spin(REPORT), title="出口许可", published=NOON), AnyVerdict()
    )
    original = story(
        "paper.example",
        REPORT,
        title="商务部宣布新的出口许可制度",
        publisher="晨报",
        published=NOON - timedelta(hours=6),
    )
    second = store.add(original, AnyVerdict())
    assert (first.kind, second.kind, second.lead_moved) == ("new", "copy", True)
    assert second.story_id == first.story_id
    assert store.story(first.story_id).row.title == "商务部宣布新的出口许可制度"


def test_another_text_is_another_story(store):
    assert store.add(story("a.example", REPORT), AnyVerdict()).kind == "new"
    assert store.add(story("b.example", OTHER), AnyVerdict()).kind == "new"


def test_raw_text_is_cleaned_and_kept_beside(store):
    runs = cycle(["，，，", "， ，", "，，，，，", "，"])
    noisy = "".join(next(runs) if char == "，" else char for char in REPORT)
    noisy = noisy.replace("。", "。。 。。。。 。")
    outcome = store.add(story("farm.example", noisy), AnyVerdict())
    stored = store.article(outcome.article_id)
    assert stored.text == cleaned(story("farm.example", noisy)).text
    assert "，，" not in stored.text
    assert stored.raw_text == noisy
    assert stored.noise > 0
    assert store.add(story("farm.example", noisy), AnyVerdict()).kind == "seen"


def test_clean_text_stays_as_it_is_and_is_not_kept_twice(store):
    outcome = store.add(story("paper.example", REPORT, title="出口许可"), AnyVerdict())
    stored = store.article(outcome.article_id)
    assert (stored.text, stored.raw_text, stored.raw_title) == (REPORT, None, None)


def test_urls_that_mean_the_same_are_one(store):
    store.add(story("paper.example", REPORT), AnyVerdict())
    known = store.known("http://paper.example/2026/11/20/1.html?utm_source=x#top")
    assert known is not None
    assert known.where == "article"


def test_search_finds_parts_of_words_and_the_other_script(store):
    store.add(story("paper.example", REPORT, title="出口許可制度"), AnyVerdict())
    for query in ("加速卡", "推理芯片", "推理晶片"[:2], "许可", "許可", "互联带宽", "联带"):
        for by in ("time", "relevance"):
            assert len(store.search(query, by=by)) == 1, (query, by)


def test_a_search_text_becomes_a_query_for_people_who_write_sql(store):
    store.add(story("paper.example", REPORT, title="出口许可制度"), AnyVerdict())
    reader = sqlite3.connect(store.path)
    reader.create_function("newsvane_query", 1, fts_query, deterministic=True)

    def ask(text):
        return reader.execute(
            "SELECT count(*) FROM articles_fts JOIN articles ON search_id = articles_fts.rowid"
            " WHERE articles_fts MATCH newsvane_query(?)",
            (text,),
        ).fetchone()[0]

    assert [ask(text) for text in ("許可", "联带", "許可 -面馆", "许可 -芯片")] == [1, 1, 1, 0]
    assert [ask(text) for text in ("", '"', "-芯片", "AND", "NEAR(", "since:7d", "*")] == [0] * 7
    reader.close()


def test_our_functions_are_a_matcher():
    from crawler.library import _Matcher

    matcher: Matcher = _Matcher()
    assert matcher.compare(REPORT, REPORT).relation == "copy"
    assert list(matcher.fingerprint("")) == []


def test_reading_loads_nothing_that_only_writers_need(tmp_path):
    open_store(tmp_path / "news.db").close()
    program = (
        "import sys; from crawler.library import open_store\n"
        f"open_store({str(tmp_path / 'news.db')!r}, read_only=True).stories()\n"
        "print(*(name for name in ('jieba', 'numpy', 'opencc', 'scrapy', 'sqlite_utils', 'lxml')"
        " if name in sys.modules))"
    )
    out = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert out.stdout.strip() == ""


def test_a_store_that_is_not_there_cannot_be_read(tmp_path):
    with pytest.raises(StoreError, match="there is no store at"):
        open_store(tmp_path / "news.db", read_only=True)
