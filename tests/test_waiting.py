"""Which request is next, and what those that wait hold in memory."""

import tracemalloc
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from scrapy import Request, Spider

from crawler.packed import TOGETHER, Queue
from crawler.page.entry import Entry
from crawler.waiting import Waiting
from spiders.news import AllSpider
from storage.records import Source
from tests.journey import Desk
from tests.server import Page, Site


class Downloader:
    """As far as the scheduler asks it."""

    def __init__(self):
        self.slots = {}

    def get_slot_key(self, request):
        return request.meta.get("download_slot") or urlsplit(request.url).hostname

    def busy(self, host, requests):
        self.slots[host] = SimpleNamespace(active=set(range(requests)))


class Packing(Spider):
    """Packs all but what asks not to be."""

    name = "packing"

    def pack(self, request):
        return None if "whole" in request.meta else (request.url, request.meta.get("source", ""))

    def unpack(self, packed):
        return Request(packed[0], meta={"source": packed[1]})


def waiting(*requests, spider=None):
    made = Waiting(Downloader())
    made.open(spider or Packing())
    for request in requests:
        assert made.enqueue_request(request)
    return made


def article(host, path, source=""):
    return Request(f"https://{host}/{path}", meta={"source": source or host})


def whole(host, path, priority=0):
    return Request(f"https://{host}/{path}", meta={"whole": True}, priority=priority)


def order(made):
    found = []
    while (request := made.next_request()) is not None:
        found.append(request.url.removeprefix("https://"))
    return found


def test_a_source_keeps_its_order_and_hosts_take_turns():
    many = [article("a", n) for n in range(1000)]
    made = waiting(*many, article("b", 0), article("b", 1), article("c", 0))
    assert len(made) == 1003
    found = order(made)
    assert found[:7] == ["a/0", "b/0", "c/0", "a/1", "b/1", "a/2", "a/3"]
    assert [url for url in found if url[0] == "a"] == [f"a/{n}" for n in range(1000)]
    assert len(made) == 0
    assert not made.has_pending_requests()


def test_sources_of_one_host_take_turns():
    made = waiting(
        *(article("a", f"long-{n}", "long") for n in range(300)),
        *(article("a", f"short-{n}", "short") for n in range(2)),
    )
    assert order(made)[:5] == ["a/long-0", "a/short-0", "a/long-1", "a/short-1", "a/long-2"]


def test_the_least_busy_host_is_next():
    made = waiting(article("a", 0), article("b", 0), article("c", 0))
    made._downloader.busy("a", 2)
    made._downloader.busy("b", 1)
    assert order(made) == ["c/0", "b/0", "a/0"]


def test_a_host_that_was_not_its_turn_does_not_lose_it():
    made = waiting(*(article(host, n) for host in "abc" for n in range(2)))
    made._downloader.busy("a", 1)
    first = made.next_request()
    made._downloader.busy("a", 0)
    assert (first.url, made.next_request().url) == ("https://b/0", "https://a/0")


def test_lists_and_further_pages_go_before_articles_and_repetitions_after():
    made = waiting(
        article("a", "article"),
        whole("a", "repetition", -1),
        whole("a", "further page"),
        whole("a", "list", 100),
        whole("a", "further page 2"),
    )
    assert order(made) == [
        "a/list",
        "a/further%20page",
        "a/further%20page%202",
        "a/article",
        "a/repetition",
    ]


def test_what_the_spider_cannot_pack_is_handed_out_as_it_came():
    request = whole("a", "list")
    assert waiting(request).next_request() is request
    plain = article("a", 1)
    assert (
        waiting(plain, spider=type("Plain", (Spider,), {"name": "plain"})()).next_request() is plain
    )


def test_nothing_waits_where_nothing_was_asked_for():
    assert waiting().next_request() is None


@pytest.mark.parametrize("number", [1, TOGETHER, TOGETHER + 1, 3 * TOGETHER + 5])
def test_a_queue_gives_back_what_was_put_in_order(number):
    queue = Queue()
    for value in range(number):
        queue.put(value)
    assert len(queue) == number
    taken = [queue.take() for _ in range(number // 2)]
    queue.put("late")
    taken += [queue.take() for _ in range(len(queue))]
    assert taken == [*range(number), "late"]
    with pytest.raises(IndexError):
        queue.take()


def test_a_queue_also_keeps_what_cannot_be_packed():
    values = [number if number != 7 else (lambda: None) for number in range(2 * TOGETHER)]
    queue = Queue()
    for value in values:
        queue.put(value)
    assert [queue.take() for _ in range(len(queue))] == values


def news():
    source = Source(name="s", kind="sitemap", url="https://a/sitemap.xml")
    return AllSpider(sources=[source], desk=None)


def entry(number):
    title = f"A headline of usual length, which is number {number} of its list"
    return Entry(url=f"https://a/news/{number}.html", title=title, summary=title * 3)


def test_an_article_s_request_comes_back_as_it_was():
    spider = news()
    (request,) = spider._follow(spider.sources["s"], entry(1))
    request.meta["depth"] = 2
    back = waiting(request, spider=spider).next_request()
    assert back is not request
    assert back.to_dict(spider=spider) == request.to_dict(spider=spider)


def test_a_request_that_carries_more_is_kept_whole():
    spider = news()
    (request,) = spider._follow(spider.sources["s"], entry(1))
    request.meta["redirect_times"] = 1
    assert waiting(request, spider=spider).next_request() is request


def test_ten_thousand_articles_wait_in_little_memory():
    spider = news()
    source = spider.sources["s"]
    made = waiting(spider=spider)
    tracemalloc.start()
    try:
        for number in range(10_000):
            made.enqueue_request(next(spider._follow(source, entry(number))))
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # As requests they would take more than two thousand bytes each.
    assert held < 200 * 10_000


def test_a_crawl_asks_for_the_newest_pages_of_each_list_first(tmp_path):
    desk = Desk(tmp_path)
    begun = datetime(2026, 3, 1, tzinfo=UTC)

    def sitemap(name, number):
        entries = "".join(
            f"<url><loc>{site.url(f'/{name}-{n}.html')}</loc>"
            f"<lastmod>{(begun + timedelta(hours=n)).isoformat()}</lastmod></url>"
            for n in range(number)
        )
        schema = "http://www.sitemaps.org/schemas/sitemap/0.9"
        return Page(f'<urlset xmlns="{schema}">{entries}</urlset>'.encode(), type="text/xml")

    with Site() as site:
        site.pages["/long.xml"], site.pages["/short.xml"] = (
            sitemap("long", 150),
            sitemap("short", 3),
        )
        (desk.folder / "newsvane.toml").write_text(
            'catalogue = false\ndelay = 0\nallow_hosts = ["127.0.0.1"]\n'
            + "".join(
                f'[[source]]\nname = "{name}"\nkind = "sitemap"\nurl = "{site.url(f"/{name}.xml")}"\n'
                "max_items = 200\n"
                for name in ("long", "short")
            ),
            encoding="utf-8",
        )
        desk.run("crawl")
    pages = [path for path in site.asked if path.endswith(".html")]
    long = [path for path in pages if path.startswith("/long")]
    assert long == [f"/long-{n}.html" for n in reversed(range(150))]
    short = [path for path in pages if path.startswith("/short")]
    assert short == [f"/short-{n}.html" for n in reversed(range(3))]
    # The long list keeps the short one waiting no longer than its turn.
    assert pages.index("/short-0.html") < 40
