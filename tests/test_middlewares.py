"""Dedup, Clean, Judge, Keep and the desk: what passes, what stops, and what is counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawler.desk import Desk, SourceRun
from crawler.guard import Refused
from crawler.library import open_store
from crawler.middlewares import Clean, Dedup, Judge, Judged, Resolve
from crawler.page.entry import Entry
from crawler.pipelines import Keep, Sample
from crawler.text.relevance import load_topic
from storage.records import Article, NoArticle, Source
from storage.rows import SourceState

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
URL = "https://s.example/a.html"
RACE = """中美人工智能竞赛升温，美国商务部收紧对华人工智能芯片出口管制，英伟达高端芯片将被限制销售。
分析人士指出，华为的昇腾芯片与DeepSeek等国产大模型正在缩小与美国对手的差距，中国加快自主替代。
美国官员称，保持对中国的人工智能领先优势关系到国家安全，OpenAI等实验室要求政府进一步封锁算力。"""
GARDEN = """植物园的棕榈温室周日重新开放，修缮工程历时两年，屋顶、暖气管道和铁楼梯都换了新的。
游客一早就排起长队，园丁向前一百个家庭赠送花苗，园长说老苏铁在搬迁中没有损失一片叶子。"""


@pytest.fixture(scope="module")
def topic():
    return load_topic("ai-competition")


@pytest.fixture
def desk(tmp_path, topic):
    with open_store(tmp_path / "store.db") as store:
        run = SourceRun(Source(name="s", url="https://s.example/feed"), 1, SourceState())
        yield Desk([run], store, [topic])


def crawler(desk):
    return SimpleNamespace(spider=SimpleNamespace(desk=desk))


def counts(desk):
    return dict(desk.runs["s"].counts)


def article(text=RACE, **values):
    return Article(**{"url": URL, "title": "中美人工智能竞赛升温", "text": text, "source": "s",
                      "fetched": NOW, **values})  # fmt: skip


def request_for(entry):
    return Request(entry.url, meta={"source": "s", "entry": entry})


def keep(desk, item):
    judged = Judge(crawler(desk)).get_processed_item(
        Clean(crawler(desk)).get_processed_item(item, None), None
    )
    if judged is not None:
        Keep(crawler(desk)).process_item(judged)


def test_an_article_on_topic_is_kept_with_its_run(desk):
    keep(desk, article())
    stored = desk.store.article_by_url(URL)
    assert stored.verdicts[0].label == "relevant"
    assert stored.run == 1
    assert counts(desk) == {"new": 1}


def test_an_article_off_topic_is_dropped_with_its_reason(desk):
    keep(desk, article(GARDEN, title="温室重新开放"))
    assert desk.store.article_by_url(URL) is None
    desk.drops.flush()
    assert desk.store.dropped(URL)[0].verdict.label == "off-topic"
    assert counts(desk) == {"off_topic": 1}


def test_cleaning_keeps_the_pages_wording_beside(desk):
    noisy = RACE.replace("，", ", , ,,,,,").replace("。", "。。 。。。。 。")
    cleaned = Clean(crawler(desk)).get_processed_item(article(noisy), None)
    assert ",,," not in cleaned.text
    assert cleaned.raw_text == noisy
    assert cleaned.spun > 0.5
    assert Clean(crawler(desk)).get_processed_item(cleaned, None) is cleaned


def test_a_brand_that_one_page_gave_away_is_known_on_the_hosts_next_page(desk):
    brand = "海角装饰工程有限公司"
    twice = RACE.replace("竞赛", f"竞{brand}赛").replace("差距", f"差{brand}距")
    once = RACE.replace("竞赛", f"竞{brand}赛")
    elsewhere = "https://other.example/b.html"
    clean = Clean(crawler(desk))
    read = [
        clean.get_processed_item(article(text, url=url), None).text
        for text, url in ((once, URL + "?1"), (twice, URL), (once, URL + "?2"), (once, elsewhere))
    ]
    assert [brand in text for text in read] == [True, False, False, True]
    assert read[2] == read[1]


def test_a_site_rule_that_fits_no_longer_is_told_once_a_run(desk):
    drifted = article(origins={"rule": "weixin-2017: title did not match"})
    for url in (URL, URL + "?2"):
        Clean(crawler(desk)).get_processed_item(replace(drifted, url=url), None)
    assert [error.split(": ", 1)[1] for error in desk.runs["s"].errors] == [
        "site rule weixin-2017: title did not match; the page was read without it"
    ]


def test_a_known_address_is_not_asked_for_again(desk):
    dedup = Dedup(crawler(desk))
    request = request_for(Entry(url=URL, title="t"))
    assert dedup.get_processed_request(request, None) is request
    keep(desk, article())
    assert dedup.get_processed_request(request, None) is None
    assert counts(desk) == {"fetched": 1, "new": 1, "seen": 1}


@pytest.mark.parametrize(("hours", "asked"), [(-1, False), (1, True)])
def test_a_known_address_is_asked_for_when_it_is_said_to_be_newer(desk, hours, asked):
    keep(desk, article())
    entry = Entry(url=URL, updated=NOW + timedelta(hours=hours))
    got = Dedup(crawler(desk)).get_processed_request(request_for(entry), None)
    assert (got is not None) == asked


def test_requests_for_lists_and_further_pages_pass(desk):
    keep(desk, article())
    dedup = Dedup(crawler(desk))
    for meta in ({"source": "s"}, {"source": "s", "entry": Entry(url=URL), "article": article()}):
        request = Request(URL, meta=meta)
        assert dedup.get_processed_request(request, None) is request


def test_what_a_list_carries_whole_is_not_worked_on_again(desk):
    keep(desk, article())
    response = Response("https://s.example/feed", request=Request("https://s.example/feed"))
    dedup = Dedup(crawler(desk))
    assert dedup.get_processed_item(article(), response) is None
    fresh = article(updated=NOW + timedelta(days=1))
    assert dedup.get_processed_item(fresh, response) is fresh


def test_an_item_behind_an_opaque_link_is_taken_for_the_article_with_its_title(desk):
    resolve = Resolve(crawler(desk))
    hidden = article("", url="https://search.example/x", origins={"url": "unresolved redirect"})
    assert resolve.get_processed_item(hidden, None) is hidden
    keep(desk, article())
    assert resolve.get_processed_item(hidden, None) is None
    assert desk.store.known(hidden.url).why.startswith("has the title of a")
    assert resolve.get_processed_item(replace(hidden, title="Another"), None) is not None
    plain = replace(hidden, origins={})
    assert resolve.get_processed_item(plain, None) is plain


def test_a_sampling_crawl_collects(desk):
    Sample(crawler(desk)).process_item(article())
    assert desk.runs["s"].samples == [article()]


def test_fault_077_an_article_that_cannot_be_stored_is_an_error_of_its_source(desk, monkeypatch):
    def full(*_args):
        raise OSError("disk full")

    monkeypatch.setattr(desk.store, "add", full)
    item = Judged(article(), (SimpleNamespace(label="relevant", score=1.0),))
    with pytest.raises(OSError, match="disk full"):
        Keep(crawler(desk)).process_item(item)
    assert desk.runs["s"].unfinished
    assert "disk full" in desk.runs["s"].errors[0]


def http_error(status):
    return Failure(HttpError(Response(URL, status=status)))


@pytest.mark.parametrize(
    ("failure", "for_good", "unfinished"),
    [
        (http_error(403), True, False),
        (http_error(404), False, False),
        (http_error(503), False, True),
        (Failure(TimeoutError("slow")), False, True),
        (Failure(Refused("10.0.0.1 is not public")), False, False),
    ],
)
def test_a_page_that_fails_is_kept_forgotten_or_tried_again(desk, failure, for_good, unfinished):
    source = desk.runs["s"].source
    assert desk.failed(source, URL, failure, is_list=False) is for_good
    assert desk.runs["s"].unfinished is unfinished
    assert counts(desk) == {"errors": 1}


def test_a_page_that_is_gone_is_left_alone_for_a_while(desk):
    desk.failed(desk.runs["s"].source, URL, http_error(410), is_list=False)
    assert desk.store.known(URL).why == "HTTP 410"


@pytest.mark.parametrize(("status", "state"), [(403, "blocked"), (500, "failed")])
def test_a_list_that_fails_names_the_state_of_its_source(desk, status, state):
    assert (
        desk.failed(
            desk.runs["s"].source, "https://s.example/feed", http_error(status), is_list=True
        )
        is False
    )
    assert desk.runs["s"].listed == state


def test_fault_043_a_page_without_an_article_is_remembered_with_its_reason(desk):
    desk.absent(desk.runs["s"].source, URL, NoArticle("video"))
    assert desk.store.known(URL).why == "video"
    assert counts(desk) == {"no_article": 1}


def test_only_so_many_errors_are_kept_word_for_word(desk):
    run = desk.runs["s"]
    for number in range(50):
        run.error(str(number))
    assert (run.counts["errors"], len(run.errors)) == (50, 20)


def test_a_list_with_the_same_bytes_is_unchanged(desk):
    run = desk.runs["s"]
    request = Request("https://s.example/feed")
    response = Response(request.url, body=b"<rss/>", headers={"ETag": '"1"'}, request=request)
    assert desk.fetched(run.source, response)
    run.state = replace(run.fresh)
    assert not desk.fetched(run.source, response)
    assert run.listed == "unchanged"
    assert desk.headers(run.source) == {"If-None-Match": '"1"'}


def test_several_topics_judge_each_article_and_the_best_label_counts(desk, topic):
    def said(label):
        return SimpleNamespace(label=label, score=0.5)

    assert Judged(article(), (said("off-topic"), said("review"))).label == "review"
    assert Judged(article(), (said("review"), said("relevant"))).label == "relevant"
