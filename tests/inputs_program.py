"""Strategies for the program's own values: schedules, channels, answers, what it keeps of a source."""

from __future__ import annotations

import dataclasses
import re
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

from datasette.app import Datasette
from hypothesis import strategies as st
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError
from scrapy.http import Headers, HtmlResponse, Request, Response, TextResponse, XmlResponse
from scrapy.statscollectors import StatsCollector
from sqlite_utils import Database

from crawler import desk, guard, injected, proxy, rhythms
from crawler.alerts import channel, compose, hours, secret, services
from crawler.config import Config
from crawler.config_reader import Reader
from crawler.text.compare import Comparison, compare
from crawler.text.segment import segment
from crawler.text.terms import fold
from scheduler import adaptive, rhythm
from scheduler.schedule import Schedule, schedule
from storage import records, rows
from storage.search_text import FoldTable
from storage.sources import Sources
from storage.store import Store
from tests import inputs, inputs_read
from tests.inputs_types import Strategies, built

ZONES = st.sampled_from(["UTC", "Asia/Shanghai", "America/New_York", "Australia/Lord_Howe"])
DIGESTS = st.sampled_from(["15m", "2h", "at 07:30 and 19:00", "0 8 * * mon-fri"])
SCHEDULES = DIGESTS | st.sampled_from(["adaptive", "adaptive 5m-6h"])
#: What is done through one of these is no pure function's: nothing is made, and nothing tried.
ACTING = (
    *(Crawler, StatsCollector, Database, Datasette, Store, Sources, Path, Reader, rhythms.Book),
    *(
        sqlite3.Connection,
        sqlite3.Row,
        desk.Desk,
        injected.Brands,
        threading.Event,
        Config,
        Callable[[], None],
    ),
)
_urls = st.sampled_from(
    [
        "https://a.example/feed",
        "https://a.example/x?key=geheim12",
        "http://[::1]/",
        "x",
        "//b.example",
    ]
)
_spans = st.timedeltas(timedelta(), timedelta(days=400))
_clock = st.times().map(lambda at: at.replace(second=0, microsecond=0))
_errors = st.builds(
    lambda kind, text: kind(text),
    st.sampled_from(
        [
            TimeoutError,
            OSError,
            ValueError,
            DownloadTimeoutError,
            CannotResolveHostError,
            guard.Refused,
        ]
    ),
    inputs.texts,
)
_responses = st.builds(
    lambda kind, url, body, name: kind(
        url,
        headers={"Content-Type": name.encode("utf-8", "replace")},
        body=body,
        request=Request(url),
    ),
    st.sampled_from([Response, TextResponse, HtmlResponse, XmlResponse]),
    st.sampled_from(["https://a.example/feed", "http://127.0.0.1:8/%E4%B8?x=1#y"]),
    inputs.bodies,
    inputs.texts
    | st.sampled_from(["text/html; charset=gbk", "application/rss+xml", "application/json"]),
)
_selectors = st.none() | st.sampled_from(["a", "h2 > a[href]"])

_SIMPLE: Strategies = {
    **inputs_read.BY_TYPE,
    **dict.fromkeys(ACTING, st.nothing()),
    datetime: inputs.moments,
    date: inputs.moments.map(datetime.date),
    time: _clock,
    timedelta: _spans,
    Counter[str]: st.dictionaries(
        st.sampled_from(["found", "new", "fetched", "errors"]), st.integers(0, 99)
    ).map(Counter),
    IPv4Address: st.ip_addresses(v=4),
    IPv6Address: st.ip_addresses(v=6),
    re.Pattern[str]: st.sampled_from([re.compile("人工智能"), re.compile(r"\bchips?\b")]),
    Callable[[str], int]: st.sampled_from([len, *services.UNITS.values()]),
    Callable[[str, str], records.Comparison]: st.just(compare),
    sqlite3.Error: st.sampled_from(
        [sqlite3.OperationalError("database is locked"), sqlite3.DatabaseError("x")]
    ),
    Exception: _errors,
    BaseException: _errors,
    Response: _responses,
    Request: _responses.map(lambda response: response.request),
    Headers: _responses.map(lambda response: response.headers),
    records.Segmenter: st.just(segment),
    FoldTable: st.just(FoldTable(fold)),
    guard.AllowList: st.lists(st.sampled_from(["10.0.0.0/8", "news.corp"])).map(guard.AllowList),
    secret.Secret: st.builds(secret.Secret, st.just("url"), _urls),
    Schedule: st.builds(schedule, inputs.texts, SCHEDULES),
    adaptive.Limits: st.builds(
        lambda fastest, more: adaptive.Limits(fastest, fastest + more),
        st.timedeltas(timedelta(minutes=1), timedelta(hours=6)),
        _spans,
    ),
}
_evidence = built(rows.StoredEvidence, _SIMPLE)
_verdicts = built(rows.StoredVerdict, _SIMPLE)

BY_TYPE: Strategies = {
    **_SIMPLE,
    records.Evidence: _evidence,
    records.Verdict: _verdicts,
    records.Comparison: built(Comparison, _SIMPLE),
    records.Source: built(
        records.Source,
        _SIMPLE,
        article_pattern=st.none() | st.sampled_from([r"/\d+\.html$", "a|b"]),
        selector=_selectors,
        lists=_selectors,
        items=st.none() | st.sampled_from(["data.**", "items", ""]),
        fields=st.dictionaries(
            st.sampled_from(["url", "title", "published"]), st.just("x.y"), max_size=2
        ),
        whole_page=st.none() | st.just((r"_\d+", "")),
        zone=st.none() | ZONES,
    ),
    proxy.Chosen: built(
        Config,
        _SIMPLE,
        file=st.none(),
        database=st.none(),
        proxy=st.none() | _urls,
        upkeep=st.none(),
    ),
    channel.Channel: built(channel.Channel, _SIMPLE, zone=ZONES, digest=st.none() | DIGESTS),
    compose.Speech: built(compose.Speech, _SIMPLE, zone=ZONES),
    hours.Quiet: st.builds(hours.Quiet, _clock, _clock),
    rhythm.Rhythm: built(
        rhythm.Rhythm,
        _SIMPLE,
        hours=st.lists(st.floats(0, 99), min_size=24, max_size=24).map(tuple),
        days=st.lists(st.floats(0, 99), min_size=7, max_size=7).map(tuple),
        stir=st.floats(0, 9),
    ).map(lambda made: dataclasses.replace(made, since=min(made.since, made.at))),
}
