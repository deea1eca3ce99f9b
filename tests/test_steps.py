"""Several spider middlewares as one link of Scrapy's chain."""

import asyncio
import logging

import pytest
from scrapy import Request, Spider, signals
from scrapy.http import Response
from scrapy.spidermiddlewares.base import BaseSpiderMiddleware
from scrapy.utils.test import get_crawler

from crawler.engine import _BASE_STEPS
from crawler.steps import Finish, Steps, Wording


class Doubling(BaseSpiderMiddleware):
    """Doubles what is small and lets nothing else pass."""

    def get_processed_item(self, item, response):
        return item * 2 if item < 10 else None

    def get_processed_request(self, request, response):
        return None if request.url.endswith("/secret") else request


class Adding(BaseSpiderMiddleware):
    def get_processed_item(self, item, response):
        return item + 1


def steps(*paths, **settings):
    return Steps.from_crawler(get_crawler(settings_dict={"NEWSVANE_STEPS": paths, **settings}))


def response(**meta):
    request = Request("https://s.example/page", meta=meta)
    return Response(request.url, request=request)


OURS = (f"{__name__}.Doubling", f"{__name__}.Adding")


def test_all_passes_the_steps_in_order_and_what_one_drops_no_other_sees():
    chain = steps(*OURS)
    wanted, secret = Request("https://s.example/a"), Request("https://s.example/secret")
    assert list(chain.process_spider_output(response(), [1, 10, secret, wanted, 2])) == [
        3,
        wanted,
        5,
    ]


async def collected(given):
    return [one async for one in given]


async def stream(*values):
    for value in values:
        yield value


def test_the_same_in_the_asynchronous_way_and_at_the_start():
    chain = steps(*OURS)
    output = chain.process_spider_output_async(response(), stream(1, 10, 2))
    assert asyncio.run(collected(output)) == [3, 5]
    assert asyncio.run(collected(chain.process_start(stream(4, 11)))) == [9]


@pytest.mark.parametrize(("depth", "passes"), [(None, True), (8, True), (9, True), (10, False)])
def test_links_are_followed_to_a_depth(depth, passes):
    chain = steps(*_BASE_STEPS, DEPTH_LIMIT=10)
    asked = Request("https://s.example/next")
    known = {} if depth is None else {"depth": depth}
    assert list(chain.process_spider_output(response(**known), [asked])) == [asked] * passes
    assert asked.meta["depth"] == (depth or 0) + 1


def test_overlong_addresses_are_left_out():
    chain = steps(*_BASE_STEPS)
    asked = Request("https://s.example/" + "a" * 3000)
    assert list(chain.process_spider_output(response(), [asked])) == []


def test_the_end_is_noted():
    crawler = get_crawler()
    ending = Finish.from_crawler(crawler)  # signals hold no reference
    crawler.signals.send_catch_log(signals.spider_closed, spider=None, reason="finished")
    assert ending._stats.get_value("finish_reason") == "finished"


@pytest.mark.parametrize(("level", "said"), [(logging.DEBUG, True), (logging.WARNING, False)])
def test_words_are_made_for_who_reads_them(level, said):
    spider = Spider("any")
    got = response()
    logging.getLogger("scrapy").setLevel(level)
    try:
        assert (Wording().crawled(got.request, got, spider) is not None) == said
        assert (Wording().scraped({}, got, spider) is not None) == said
    finally:
        logging.getLogger("scrapy").setLevel(logging.NOTSET)
