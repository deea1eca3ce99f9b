"""A small store to look at, and a way to ask our pages without a socket."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from crawler.library import open_store
from storage.records import Article
from storage.rows import SourceState, StoredEvidence, StoredVerdict

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LEAD = """商务部周四宣布，将对三家芯片企业实施新的出口许可制度，自下月一日起生效。
受此影响，两家训练大模型的公司表示，它们已经储备了足够使用一年的加速卡，不会推迟新模型的发布。
一位不愿具名的工程师说，真正的难处不在芯片本身，而在互联带宽，国产方案在这方面还差两代。
分析人士认为，这一轮限制会促使更多公司转向自研，尤其是推理芯片，其门槛低于训练芯片。"""
SPUN = LEAD.replace("宣布", "公布").replace("影响", "波及").replace("，", "，，")
ENGLISH = """The ministry said on Friday that three laboratories will share a new computing centre.
Researchers expect the first model trained there to be released before the summer, they said.
A rival company announced that it would double the number of accelerators it rents abroad.
Officials declined to say how much the centre will cost or who is going to pay for it."""


def verdict(text, *terms, label="relevant", score=0.8):
    places = [(term, text.find(term)) for term in terms if term in text]
    return StoredVerdict(
        "ai-competition", "1", label, score,
        tuple(StoredEvidence("chip", term, "text", at, at + len(term), 2.0) for term, at in places),
    )  # fmt: skip


def article(host, title, text, **fields):
    given = {"published": NOON, "fetched": NOON, "language": "zh", "publisher": host.split(".")[0]}
    return Article(url=f"https://{host}/1.html", title=title, text=text, **{**given, **fields})


def fill(path):
    """Keep one story with a spun copy and a revision, one English story, and two sources' runs."""
    with open_store(path, clock=lambda: NOON) as store:
        lead = article("paper.example", "三家芯片企业须申领出口许可", LEAD)
        store.add(lead, verdict(LEAD, "芯片", "大模型"))
        later = NOON + timedelta(hours=5)
        store.add(
            article(
                "farm.example", "三家芯片公司要申领出口许可", SPUN, published=later, fetched=later
            )
        )
        store.add(
            replace(lead, text=LEAD + "\n发言人没有回答其他问题。", fetched=later),
            verdict(LEAD, "芯片"),
        )
        store.add(
            article("ledger.example", "A centre for three laboratories", ENGLISH, language="en"),
            verdict(ENGLISH, "model", label="review", score=0.5),
        )
        for name, state in (("paper", "ok"), ("farm", "blocked")):
            run = store.start_run(name, "command")
            store.finish_run(
                run, "done", {"found": 4, "new": 1, "off_topic": 3}, ["<b>HTTP 500</b>"]
            )
            store.save_source_state(name, SourceState(state=state, checked=NOON, changed=NOON))
        store.record_slot("paper", NOON, "done")
    return path


@dataclass
class Answer:
    status: int
    text: str
    headers: dict[str, str]


class Visitor:
    """Asks a page of one application, on an event loop of its own."""

    def __init__(self, served):
        self._served = served
        self._loop = asyncio.new_event_loop()

    def get(self, path, *, host="localhost", **query):
        async def ask():
            return await self._served.client.get(
                path, params=query or None, headers={"host": host}, follow_redirects=True
            )

        got = self._loop.run_until_complete(ask())
        return Answer(got.status_code, got.text, dict(got.headers))

    def close(self):
        self._loop.close()
