"""Strategies for what users write: schedules, sizes, topics, a configuration; whole and damaged."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from crawler.text import wordcounts, wordvectors
from tests import inputs

_TOPIC = """
name = "chips"
version = "1"
[facets.subject]
about = "芯片"
[[facets.subject.terms]]
weight = 2.0
any = ["芯片", "chip*", "export controls"]
[[facets.subject.patterns]]
weight = 1.0
pattern = '\\d+纳米'
[sides.contest]
facets = { subject = 1.0 }
[thresholds]
relevant = 0.5
[linear]
bias = 0.1
"""
_CONFIG = """
every = "adaptive 10m-2h"
zone = "Asia/Shanghai"
active = "mon-fri 07:00-23:00"
contact = "desk@news.example"
exclude = ["tomshardware"]
revisit = ["1h", "1d"]
[group.zh-core]
every = "15m"
[[source]]
name = "harbour"
url = "https://news.example/feed.xml"
delay = 3
[[channel]]
name = "desk"
url = "json://127.0.0.1/x"
topic = "ai-competition"
quiet = ["22:00-07:00"]
[searches]
chips = "芯片 -招聘"
"""
_RULES = "# trees\nslope 1.2\nintercept -0.5\nrivalry@title <= 0.693\n +0.500\n ai@text <= 1.2\n  -1\n  2\n"
_WORDING = "# runs\nrules 0.8\nintercept 0.1\ntitle\n+120\t芯片\tchi\n-7\t招聘\ntext\n+3\t 出口\n"


def near(*samples: str) -> st.SearchStrategy[str]:
    """Make texts as ``samples``, cut or with something put in, and others."""
    damaged = st.builds(
        lambda text, place, length, put: (
            text[: place % (len(text) + 1)] + put + text[place % (len(text) + 1) + length :]
        ),
        st.sampled_from(samples),
        st.integers(0, 999),
        st.integers(0, 6),
        inputs.pieces | st.sampled_from(["9" * 12, "0", "-", "[", "\n", "\x00", "é", "٣"]),
    )
    return st.sampled_from(samples) | damaged | inputs.texts


def damaged(whole: bytes) -> st.SearchStrategy[bytes]:
    """Make bytes that are ``whole`` but for a few, or cut."""
    return st.builds(
        lambda place, put, cut: (whole[:place] + put + whole[place + len(put) :])[: cut or None],
        st.integers(0, len(whole)),
        st.binary(max_size=3),
        st.integers(0, len(whole)),
    )


def _with(text: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    return text | inputs.values


zones = near("UTC", "Asia/Shanghai", "Australia/Lord_Howe")
every = near(
    "15m", "2h", "every 90s", "adaptive", "adaptive 5m-6h", "at 07:30 and 19:00", "0 8 * * mon-fri"
)
hours = near("07:00-23:00", "mon-fri 07:00-19:00, sat 09:00-12:00 Asia/Shanghai", "22:00-06:00")
lengths = near("90s", "15m", "2h", "1d", "1w", "5w")
spans = near("22:00-07:00", "7:15 to 24:00")
sizes = _with(near("500 MB", "2.5 GiB", "20 GB"))
secrets = near("https://hook.example/T0/B0/geheimnis?key=123456789", "tgram://bot:token@/12/")
proxies = near("http://user:p%40ss@127.0.0.1:8080", "https://proxy.corp", "http://[::1]:3128/")
urls = near(
    "https://news.example:8443/2026/a.html?x=1#y", "http://user:pw@news.example/", "http://[::1]/"
)
since = near("24h", "7d", "4w", "2026-03-01", "2026-03-01T08:00:00+08:00", "0001-01-01", "all")
queries = near(
    '芯片 "export controls" -招聘 chip* since:7d',
    "publisher:新华社 until:2026-11 -lang:en 「出口管制」",
)
configurations = near(_CONFIG)
topics = near(_TOPIC)
rules = near(_RULES)
wordings = near(_WORDING)
addresses = st.ip_addresses().map(str) | near(
    "8.8.8.8", "::ffff:10.0.0.1", "router.lan", "news.example"
)
retries = near("120", "Sun, 01 Mar 2026 08:00:00 GMT")
counts = damaged(wordcounts.pack({"": 9, "日本": 7, "人": 3}, {"": {"人": 2}, "人": {"日本": 1}}))
vectors = damaged(
    wordvectors.pack({"": [0, 0], "人": [1, -2]}, {"日本": [3] * 10}, reach=4, scale=0.5)
)
