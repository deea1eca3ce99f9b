"""Lists in JSON: answers, JSONP, and data that pages carry in scripts."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.page import feed, json_list

HOME = "https://news.example/api/list"
STORY = {"url": "/a/1", "title": "港口今晨起雾", "published": "2026-03-01 08:00:00"}


def parse(text, items="", fields=None, **options):
    body = text if isinstance(text, bytes) else text.encode()
    return json_list.parse(body, HOME, items=items, fields=fields or {}, **options)


def test_fields_by_path():
    answer = {"data": {"list": [{"link": "//cdn.example/1", "meta": {"name": "A <em>I</em> race", "at": 1772342400},
                                 "by": [{"n": "Ann Lee"}, {"n": "Bo Ek"}], "src": "The Wire", "pic": "/p.jpg"}]}}  # fmt: skip
    fields = {
        "url": "link",
        "title": "meta.name",
        "published": "meta.at",
        "authors": "by[*].n",
        "publisher": "src",
        "image": "pic",
    }
    (entry,) = parse(json.dumps(answer), "data.list", fields).entries
    assert entry.url == "https://cdn.example/1"
    assert entry.title == "A I race"
    assert entry.published == datetime(2026, 3, 1, 5, 20, tzinfo=UTC)
    assert entry.authors == ("Ann Lee", "Bo Ek")
    assert (entry.publisher, entry.image) == ("The Wire", "https://news.example/p.jpg")


@pytest.mark.parametrize(
    "written",
    [
        1772342400,
        1772342400000,
        "1772342400000",
        "1772342400",
        1772342400.0,
        "2026-03-01T13:20:00+08:00",
    ],
)
def test_times_in_every_unit(written):
    (entry,) = parse(json.dumps([STORY | {"published": written}])).entries
    assert entry.published == datetime(2026, 3, 1, 5, 20, tzinfo=UTC)


def test_chinese_times_without_zone():
    (entry,) = parse(json.dumps([STORY])).entries
    assert entry.published == datetime(2026, 3, 1, 0, 0, tzinfo=UTC)
    (entry,) = parse(json.dumps([STORY]), zone="UTC").entries
    assert entry.published == datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def test_lists_of_lists():
    answer = {"groups": [{"items": [{"url": "/1"}]}, {"items": [{"url": "/2"}, {"url": "/3"}]}, {}]}
    assert [entry.url[-1] for entry in parse(json.dumps(answer), "groups[*].items").entries] == [
        "1",
        "2",
        "3",
    ]
    assert [entry.url[-1] for entry in parse(json.dumps(answer), "groups[1].items").entries] == [
        "2",
        "3",
    ]


def test_addresses_made_from_identifiers():
    answer = [{"aid": 12, "kind": "a b"}, {"kind": "no id"}, {"aid": "x/y", "kind": "c"}]
    parsed = parse(
        json.dumps(answer),
        fields={"id": "aid"},
        url_template="https://{kind}.example/p/{id}?{kind}",
    )
    assert [entry.url for entry in parsed.entries] == ["https://c.example/p/x/y?c"]
    parsed = parse(
        json.dumps(answer), fields={"id": "aid"}, url_template="https://news.example/p/{id}?{kind}"
    )
    assert [entry.url for entry in parsed.entries] == [
        "https://news.example/p/12?a%20b",
        "https://news.example/p/x/y?c",
    ]


def test_junk_elements_are_skipped():
    answer = [
        STORY,
        {},
        None,
        5,
        "x",
        [],
        {"url": None},
        {"url": "javascript:x"},
        {"url": {"deep": 1}},
    ]
    assert len(parse(json.dumps(answer)).entries) == 1


LIST = json.dumps({"list": [STORY]}, ensure_ascii=False)


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (LIST, "list"),
        (f"callback({LIST});", "list"),
        (f"window.feed.cb({LIST})", "list"),
        (f"var data = {LIST};", "list"),
        (f")]}}'\n{LIST}", "list"),
        (f"<html><script>window.initialState={LIST};x()</script>", "window.initialState.list"),
        (f"<html><script>var a = 1; var allData = {LIST};\nvar b</script>", "allData.list"),
        (
            f'<html><script id="__NEXT_DATA__" type="application/json">{LIST}</script>',
            "__NEXT_DATA__.list",
        ),
        (
            f'<html><script>x({{"more": {{"newsstream":{json.dumps([STORY])},"cooperation":1}}}})</script>',
            "newsstream",
        ),
        (f"<html><script>var s = JSON.parse({json.dumps(LIST)})</script>", "s.list"),
        (
            f"<html><script>if (x.allData == 1) {{}} allData = null; allData={LIST}</script>",
            "allData.list",
        ),
    ],
)
def test_wrappings(text, items):
    (entry,) = parse(text, items).entries
    assert (entry.url, entry.title) == ("https://news.example/a/1", "港口今晨起雾")


def test_gbk():
    (entry,) = parse(
        f"data_callback([{json.dumps(STORY, ensure_ascii=False)}])".encode("gb18030")
    ).entries
    assert entry.title == "港口今晨起雾"


@pytest.mark.parametrize(
    ("body", "state"),
    [
        (b"", "not json"),
        (b"<html>nothing</html>", "not json"),
        (b"<html><title>Just a moment...</title></html>", "blocked"),
        (b"[" * 200_000, "not json"),
        (b'{"list":' * 200_000, "not json"),
        (b'{"other": []}', "empty"),
        (b'{"list": []}', "empty"),
        (b'{"list": 5}', "empty"),
        (b" " * (json_list.MAX_BODY + 1), "too large"),
    ],
)
def test_what_holds_no_list_says_why(body, state):
    parsed = parse(body, "list")
    assert (parsed.state, parsed.entries) == (state, ())


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["url", "title", "published", "a", "authors"]), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@given(json_values, st.text(alphabet="a.[]*0list", max_size=12))
@settings(deadline=None)
def test_any_json_and_any_path(value, path):
    parse(json.dumps({"list": [value, STORY], "a": value}), path)


@given(st.binary(max_size=120))
@settings(deadline=None)
def test_any_bytes(body):
    parse(body, "a.b")
    parse(b"<script>a = " + body, "a.b")


def test_a_first_answer_may_only_name_further_lists():
    tree = {"children": {"x": {"children": {"y": {"node": "/e1/e2"}, "z": {"node": "/e1/e3"}}}}}
    read = json_list.parse(
        json.dumps(tree).encode(),
        "https://world.example/api/channels",
        items="list",
        fields={},
        lists="children.**.node",
        lists_template="https://world.example/api/list?node={all}&limit=20",
    )
    assert read.state == "ok"
    assert read.entries == ()
    assert read.children == (
        "https://world.example/api/list?node=%22%2Fe1%2Fe2%22%2C%22%2Fe1%2Fe3%22&limit=20",
    )


def test_each_value_may_name_a_list_of_its_own():
    body = b'{"days": ["mon", "tue", "mon"]}'
    read = json_list.parse(
        body, "https://a.example/", items="list", fields={}, lists="days[*]",
        lists_template="https://a.example/{each}.json",
    )  # fmt: skip
    assert read.children == ("https://a.example/mon.json", "https://a.example/tue.json")


def test_the_list_itself_leads_to_no_further_ones():
    body = b'{"list": [{"aid": "4Abc", "title": "A"}, {}]}'
    read = json_list.parse(
        body, "https://a.example/api/list", items="list", fields={},
        url_template="https://a.example/article/{aid}", lists="children.**.node",
        lists_template="https://a.example/list?node={all}",
    )  # fmt: skip
    assert [entry.url for entry in read.entries] == ["https://a.example/article/4Abc"]
    assert read.children == ()


@pytest.mark.parametrize("unit", ["{},", "[],", '{"a":', "1,", '"a":'])
def test_fault_055_more_than_python_can_hold_is_not_built(unit):
    body = (
        '{"version": "https://jsonfeed.org/version/1.1", "items": [' + unit * 1_100_000
    ).encode()
    assert json_list.parse(body, HOME, items="items", fields={}).state == "too large"
    assert feed.parse(body, HOME).state == "too large"


def test_fault_055_of_too_many_elements_the_first_are_taken_which_is_told():
    items = ",".join(f'{{"url": "/{n}"}}' for n in range(json_list.MAX_ENTRIES + 1))
    parsed = json_list.parse(f"[{items}]".encode(), HOME, items="", fields={})
    assert (parsed.state, len(parsed.entries)) == ("partial", json_list.MAX_ENTRIES)
    assert "more than 5,000" in parsed.cut


def test_fault_055_of_elements_that_are_dear_fewer_are_read():
    items = ",".join(f'{{"url": "/{n}-{"a%e4" * 400}"}}' for n in range(4_900))
    parsed = json_list.parse(f"[{items}]".encode(), HOME, items="", fields={})
    assert (parsed.state, 1_000 < len(parsed.entries) < 4_900) == ("partial", True)
    assert "too long to read" in parsed.cut
