"""Arguments that were checked before, or that are better than any text: a zone, what users write."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hypothesis import strategies as st

from crawler.page.entry import Entry
from tests import inputs
from tests import inputs_written as written
from tests.inputs_program import BY_TYPE, ZONES
from tests.inputs_types import built


def _some(**given: st.SearchStrategy[Any]) -> Mapping[str, st.SearchStrategy[Any]]:
    return given


_odds = st.floats(-60, 60)
_lines = st.lists(inputs.texts, min_size=2, max_size=5)
_stored = st.none() | inputs.moments | inputs.moments.map(datetime.isoformat)
_reports = st.fixed_dictionaries(
    {
        **dict.fromkeys(("source", "outcome"), inputs.texts),
        "counts": st.dictionaries(st.sampled_from(["found", "new", "copies"]), st.integers(0, 99)),
        "errors": st.lists(inputs.texts, max_size=2),
    }
)
_health = st.fixed_dictionaries(
    {
        "ok": st.booleans(),
        "beat_age": st.floats(0, 1e6),
        "sources": st.integers(0, 999),
        "troubles": st.dictionaries(inputs.texts, inputs.texts, max_size=2),
        "store": st.dictionaries(st.sampled_from(["articles", "stories"]), st.integers(0, 10**9)),
    }
)
_addressed = built(Entry, BY_TYPE, url=inputs.texts)
_headers = st.dictionaries(st.sampled_from(["etag", "Last-Modified", "CONTENT-TYPE"]), inputs.texts)

#: Function -> how some of its arguments are made.
GIVEN: Mapping[str, Mapping[str, st.SearchStrategy[Any]]] = {
    "crawler.alerts.compose.entry": _some(lines=_lines),
    "crawler.alerts.compose.single": _some(lines=_lines),
    "crawler.alerts.hours.quiet_until": _some(zone=ZONES),
    "crawler.alerts.hours.spans": _some(texts=st.lists(written.spans, max_size=2)),
    "crawler.alerts.keys.span": _some(value=written.lengths | inputs.values),
    "crawler.alerts.secret.redact": _some(secrets=st.lists(written.secrets, max_size=3)),
    "crawler.cli.crawl.print_reports": _some(reports=st.lists(_reports, max_size=3)),
    "crawler.cli.output.when": _some(moment=_stored),
    "crawler.cli.stories.parse_since": _some(text=written.since),
    "crawler.conditional.check": _some(headers=_headers),
    "crawler.config.parse": _some(text=written.configurations),
    "crawler.config_keys.text": _some(value=inputs.texts | inputs.values),
    "crawler.config_keys.texts": _some(value=st.lists(inputs.texts) | inputs.values),
    "crawler.config_keys.web_address": _some(value=written.urls | inputs.values),
    "crawler.guard.check_url": _some(url=written.urls),
    "crawler.guard.url_fault": _some(url=written.urls),
    "crawler.politeness.parse_retry_after": _some(value=written.retries),
    "crawler.proxy.address": _some(value=written.proxies | inputs.values),
    "crawler.proxy.parse": _some(text=written.proxies),
    "crawler.proxy.variable": _some(value=written.near("NEWSVANE_PROXY") | inputs.values),
    "crawler.revisits.span": _some(text=written.lengths),
    "crawler.revisits.spans": _some(value=st.lists(written.lengths) | inputs.values),
    "crawler.text.belief.odds": _some(margin=_odds, rivals=st.lists(_odds, max_size=4)),
    "crawler.text.ngrams.parse": _some(source=written.wordings),
    "crawler.text.rules.parse": _some(source=written.rules),
    "crawler.text.topic_file.parse": _some(source=written.topics),
    "crawler.text.wordcounts.unpack": _some(data=written.counts),
    "crawler.text.wordvectors.unpack": _some(data=written.vectors),
    "crawler.tunnel.targets": _some(found=st.lists(written.addresses, max_size=3)),
    "crawler.tunnel.trusted_to_proxy": _some(host=written.addresses),
    "crawler.upkeep.metrics.text": _some(report=_health),
    "crawler.upkeep.settings.size": _some(value=written.sizes),
    "crawler.web.marks.judged": _some(texts=_lines),
    "crawler.web.plot.axis": _some(times=st.lists(inputs.moments, min_size=1, max_size=5)),
    "crawler.web.wording.ago": _some(moment=_stored),
    "crawler.web.wording.iso_text": _some(moment=_stored),
    "crawler.web.wording.when": _some(moment=_stored),
    "scheduler.active.active": _some(text=written.hours, timezone=written.zones),
    "scheduler.plan.length": _some(text=written.lengths),
    "scheduler.plan.trigger": _some(text=written.every, timezone=written.zones),
    "scheduler.plan.zone": _some(name=written.zones),
    "scheduler.schedule.adaptive_limits": _some(every=written.every),
    "scheduler.schedule.schedule": _some(
        every=written.every,
        timezone=written.zones,
        hours=st.none() | written.hours,
        jitter=st.none() | written.lengths,
    ),
    "scheduler.schedule.spread_of": _some(jitter=written.lengths),
    "spiders.articles.complete": _some(entry=_addressed),
    "spiders.articles.from_entry": _some(entry=_addressed),
    "storage.search_query.fts_query": _some(text=written.queries),
    "storage.search_query.parse": _some(text=written.queries),
}
