"""Messages: what they say, in which language, and that they fit without cutting what belongs."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.alerts import compose
from crawler.alerts.compose import Speech
from crawler.alerts.fit import atoms, cut, pack
from crawler.alerts.secret import Secret, SecretError, redact
from crawler.alerts.services import UNITS, service
from storage.rows import StoredArticle, StoredEvidence, StoredVerdict, StoryDetail, StoryRow

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LINK = "https://ledger.example/2026/11/20/chips?id=1&from=feed"
EN = Speech("en", "UTC", "ai-competition")
ZH = Speech("zh", "Asia/Shanghai", "ai-competition")


def story(**fields):
    evidence = (
        StoredEvidence("control", "export controls", "text", 0, 1, 2.0),
        StoredEvidence("ai", "AI chips", "text", 0, 1, 1.0),
        StoredEvidence("negative", "gardens", "text", 0, 1, -3.0),
    )
    verdicts = (
        StoredVerdict("other", "1", "relevant", 0.5, ()),
        StoredVerdict("ai-competition", "1", "relevant", 0.987, evidence),
    )
    row = {
        "id": 12,
        "title": "Chips move",
        "first_seen": NOON,
        "first_published": NOON,
        "lead": 1,
        "url": LINK,
        "publisher": "The Harbour Ledger",
        "origin_publisher": "观察者网",
        "origin_confidence": 0.71,
        "copies": 2,
        "publishers": ("The Harbour Ledger", "Farm A", "Farm B"),
        "label": "relevant",
        "score": 0.98,
        "language": "en",
    } | fields
    lead = StoredArticle(url=LINK, title="Chips move", text="", published=NOON, verdicts=verdicts)
    return StoryDetail(StoryRow(**row), (lead,), (), ())


def test_a_message_says_who_when_whence_why_how_often_and_where():
    assert compose.story(story(), EN) == [
        "Chips move",
        "The Harbour Ledger · 2026-11-20 12:00",
        "Origin: 观察者网 (a guess, 71% sure)",
        "Matched: export controls, AI chips (relevant 0.99)",
        "Copies so far: 2 (Farm A, Farm B)",
        LINK,
    ]


def test_a_chinese_channel_is_spoken_to_in_chinese_and_its_own_time():
    lines = compose.story(story(origin_publisher=None, copies=0), ZH)
    assert lines[1] == "The Harbour Ledger · 2026-11-20 20:00"
    assert lines[2] == "首发：不明"
    assert lines[4] == "暂无转载"


def test_another_publisher_is_told_as_such():
    assert compose.story(story(), EN, joined="Courier")[0] == "Also carried by Courier: Chips move"


@pytest.mark.parametrize(
    "hostile",
    [
        "@everyone look",
        "hey @channel and @here",
        "<!channel> <@U123> <#C1>",
        "@所有人请看",
        "@All of you",
    ],
)
def test_what_strangers_write_rings_no_bell(hostile):
    said = compose.plain(hostile, 200)
    for bell in ("@everyone", "@channel", "@here", "<!channel", "<@", "@所有人", "@All"):
        assert bell not in said
    assert said.replace("\u2060", "") == hostile


def test_a_title_is_one_line_without_controls_or_turned_letters():
    assert compose.plain("a\nb\x00\u202ec\u200b d\u2028e", 99) == "a b c d e"
    assert compose.plain("x" * 500, 50) == "x" * 49 + "…"


def test_findings_go_before_title_and_link_do():
    lines = compose.story(story(), EN)
    whole = compose.single(lines, 1000, len)
    assert whole.body.endswith(LINK)
    assert "Copies" in whole.body
    small = compose.single(lines, len(LINK) + 40, len)
    assert small.title == "Chips move"
    assert small.body.splitlines()[-1] == LINK
    assert len(small.title) + len(small.body) + 2 <= len(LINK) + 40
    tiny = compose.single(["x" * 100, "y", LINK], len(LINK) + 20, len)
    assert tiny.body == LINK
    assert tiny.title.endswith("…")
    assert compose.single(["Chips move", LINK], 12, len) == compose.Message("Chips move", "")


@given(
    st.text(max_size=200),
    st.integers(0, 120),
    st.sampled_from(sorted(UNITS)),
    st.text("ab👨‍👩‍👧é🇨🇳\u0301\U0001f3fd", max_size=30),
)
def test_what_is_cut_fits_and_ends_between_letters_and_links(before, size, unit, after):
    text = f"{before} {LINK} {after}"
    measure = UNITS[unit]
    found = cut(text, size, measure)
    assert measure(found) <= size
    whole = list(atoms(text))
    assert "".join(whole) == text
    kept = found.removesuffix("…")
    if found != text:
        # What is left is a row of whole atoms, but for blanks at its end.
        ends = {"".join(whole[:count]).rstrip() for count in range(len(whole) + 1)}
        assert kept.rstrip() in ends


@pytest.mark.parametrize("letter", ["👨‍👩‍👧", "🇨🇳", "e\u0301", "👍🏽", "字"])
def test_a_letter_is_never_cut_in_two(letter):
    for size in range(1, 12):
        kept = cut(letter * 5, size, UNITS["utf16"]).removesuffix("…")
        assert kept == letter * (len(kept) // len(letter))


def test_a_cut_looks_for_the_end_of_a_sentence_nearby():
    assert cut("一二三四五六七八。九十", 10, len) == "一二三四五六七八。…"
    assert cut("one two three", 9, len) == "one two…"


@given(st.lists(st.text(min_size=1, max_size=30), max_size=40), st.integers(10, 90))
def test_blocks_are_packed_whole_in_order_and_within_the_size(blocks, size):
    parts = pack(blocks, size, len)
    assert [n for part in parts for n in part] == list(range(len(blocks)))
    for part in parts:
        joined = "\n\n".join(blocks[n] for n in part)
        assert len(joined) <= size or len(part) == 1


def test_services_count_as_they_say():
    dingtalk, feishu = service("dingtalk", 0), service("feishu", 0)
    text = '芯片"管制"\n' * 10
    assert dingtalk.measure(text) == len(json.dumps(text)) - 2
    assert feishu.measure(text) < dingtalk.measure(text)
    assert service("tgram", 4096).measure("👍") == 2
    assert service("wecombot", 2048).measure("芯") == 3
    assert service("jsons", 0) == service("json", 0)
    assert service("never-heard-of", 160).size == 160


def test_a_secret_is_never_shown_by_itself(tmp_path, monkeypatch):
    secret = Secret("url", "mailto://user:hunter22@mail.example/?to=me@mail.example")
    assert "hunter22" not in f"{secret!r} {secret}"
    assert secret.reveal().startswith("mailto")
    monkeypatch.setenv("MY_HOOK", " json://x/ ")
    assert Secret("url_env", "MY_HOOK").reveal() == "json://x/"
    with pytest.raises(SecretError, match="NOT_SET is not set"):
        Secret("url_env", "NOT_SET").reveal()
    (tmp_path / "hook").write_text("json://y/\n")
    assert Secret("url_file", str(tmp_path / "hook")).reveal() == "json://y/"
    with pytest.raises(SecretError, match="cannot be read"):
        Secret("url_file", str(tmp_path / "none")).reveal()
    (tmp_path / "empty").write_text("\n")
    with pytest.raises(SecretError, match="is empty"):
        Secret("url_file", str(tmp_path / "empty")).reveal()


def test_redaction_leaves_the_host_and_nothing_of_the_rest():
    secret = "jsons://me:pass%21word@hooks.example/T0123456/B9876543/abcdefgh?token=zyxwvuts"
    said = (
        "POST https://hooks.example/T0123456/B9876543/abcdefgh?token=zyxwvuts as me: pass!word "
        f"or pass%21word; {secret}"
    )
    shown = redact(said, [secret])
    for piece in ("T0123456", "B9876543", "abcdefgh", "zyxwvuts", "pass!word", "pass%21word"):
        assert piece not in shown
    assert "hooks.example" in shown
