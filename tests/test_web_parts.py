"""The pure parts of the pages: what was asked for, marks in a text, places in a drawing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("datasette", reason="the extra 'web' is not installed")

from crawler.text.align import diff
from crawler.web import marks, plot, strips, wording
from crawler.web.ask import Ask
from crawler.web.trends import lag_text
from storage.rows import DayCount, Run, Slot, StoredEvidence

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def ask(**given_):
    return Ask("/stories", given_, NOON)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7d", NOON - timedelta(days=7)), ("2026-11-01", datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026-11-01T08:00:00+08:00", datetime(2026, 11, 1, tzinfo=UTC)), ("", None), ("soon", None),
        ("9999d", NOON - timedelta(days=9999)), ("0001-01-01T00:00:00+14:00", None),
    ],
)  # fmt: skip
def test_times_are_spans_or_dates(text, expected):
    assert ask(since=text).since() == expected


@given(st.text())
def test_any_parameter_has_a_meaning_or_none(text):
    asked = ask(since=text, after=text, score=text, limit=text, label=text, by=text)
    asked.since()
    assert asked.number("after") is None or asked.number("after") >= 0
    assert asked.share("score") is None or 0 <= asked.share("score") <= 1
    assert 1 <= asked.limit(30) <= 200
    assert asked.label() in (None, "relevant", "review")


def test_an_address_keeps_what_was_asked_and_changes_one_thing():
    asked = ask(lang="zh", q="芯片", after="3")
    assert asked.with_(after=7, lang=None) == "q=%E8%8A%AF%E7%89%87&after=7"
    assert asked.as_format("csv") == "/stories.csv?lang=zh&q=%E8%8A%AF%E7%89%87&after=3"


def evidence(start, end, facet="chip", weight=1.0):
    return StoredEvidence(facet, "x", "text", start, end, weight)


@given(
    st.text(max_size=40), st.lists(st.tuples(st.integers(-2, 45), st.integers(-2, 45)), max_size=8)
)
def test_marked_pieces_are_the_text_whatever_the_evidence(text, spans):
    pieces = marks.pieces(text, [evidence(*span) for span in spans], "text", {"chip": 0})
    assert "".join(piece.text for piece in pieces) == text


def test_of_overlapping_evidence_the_first_and_longest_is_marked():
    pieces = marks.pieces(
        "人工智能芯片", [evidence(0, 2), evidence(0, 4), evidence(3, 6, "b")], "text", {}
    )
    assert [(piece.text, piece.facet) for piece in pieces] == [("人工智能", "chip"), ("芯片", "")]


def test_the_weightiest_facet_has_the_first_colour():
    found = marks.colours([evidence(0, 1, "a", 1.0), evidence(0, 1, "b", 3.0)])
    assert found == {"b": 0, "a": 1}


def test_evidence_belongs_to_the_text_in_which_its_terms_stand():
    one = StoredEvidence("chip", "芯片", "text", 2, 4, 1.0)
    assert marks.judged(["此处芯片", "芯片此处"], [one]) == 0
    assert marks.judged(["芯片此处", "此处芯片"], [one]) == 1


def test_a_difference_tells_swapped_words_from_noise_and_shortens_what_is_equal():
    a, b = "同" * 300 + "开始，很好。", "同" * 300 + "最先，，很好。"
    found = marks.steps(diff(a, b), a, b)
    assert [step.kind for step in found if step.kind != "equal"] == ["swapped", "noise"]
    assert len(found[0].old) < 150


@given(
    st.lists(
        st.integers(0, 10**9).map(lambda seconds: NOON + timedelta(seconds=seconds)),
        min_size=1,
        max_size=30,
    )
)
def test_moments_stand_in_order_and_inside_the_drawing(times):
    axis = plot.axis(times, width=160)
    assert all(0 <= dot.x <= 160 and 0 <= dot.y <= axis.height for dot in axis.dots)
    places = [dot.x for dot in sorted(axis.dots, key=lambda dot: times[dot.number])]
    assert places == sorted(places)


def counts(days, names):
    return [DayCount(f"2026-11-{day:02}", name, 2, 1) for day in days for name in names]


def test_bars_stack_to_the_days_sum_and_name_no_more_than_fit():
    drawn = plot.bars(counts([1, 20], "abcdefgh"), what="stories", width=700, height=240)
    assert drawn.names == (*"abcdef", plot.OTHERS)
    assert sum(bar.count for bar in drawn.bars if bar.day == "2026-11-01") == 8
    tallest = 240 - 20 - 8
    assert sum(bar.height for bar in drawn.bars if bar.day == "2026-11-20") == pytest.approx(
        tallest, abs=0.1
    )


@pytest.mark.parametrize(
    ("most", "expected"),
    [(1, [0, 1]), (3, [0, 1, 2, 3]), (8, [0, 2, 4, 6, 8]), (430, [0, 100, 200, 300, 400, 500])],
)
def test_counts_at_the_side_are_round(most, expected):
    drawn = plot.bars(
        [DayCount("2026-11-01", "a", most, most)], what="stories", width=700, height=240
    )
    assert [count for _, count in drawn.counts] == expected
    assert drawn.totals == (("a", most),)


def test_nothing_counted_is_no_drawing_and_odd_days_do_no_harm():
    assert plot.bars([], what="stories", width=700, height=240) is None
    odd = [DayCount("0001-01-01", "a", 1, 1), DayCount("not a day", "a", 1, 1)]
    assert plot.bars(odd, what="stories", width=700, height=240) is not None


@pytest.mark.parametrize(
    ("lag", "expected"),
    [
        (None, "unknown"), (timedelta(hours=5), "5 h later"), (timedelta(days=3), "3 days later"),
        (timedelta(minutes=-30), "30 min earlier, by its own claim"), (timedelta(0), "0 min later"),
    ],
)  # fmt: skip
def test_a_lag_is_said_as_a_person_would(lag, expected):
    assert lag_text(lag) == expected


@pytest.mark.parametrize(
    ("lag", "expected"),
    [(timedelta(minutes=5), "5 min ago"), (timedelta(hours=30), "30 h ago"), (timedelta(days=3), "3 d ago"),
     (timedelta(minutes=-40), "in 40 min"), (timedelta(seconds=20), "now")],
)  # fmt: skip
def test_a_time_is_said_from_now(lag, expected):
    assert wording.ago(NOON - lag, NOON) == expected


def test_days_have_names_and_languages_too():
    assert wording.day(NOON, NOON).startswith("Today, ")
    assert wording.day(NOON - timedelta(days=1), NOON).startswith("Yesterday, ")
    assert wording.day(None, NOON) == "Time unknown"
    assert [wording.tongue(tag) for tag in ("zh", "zh-CN", "zh-Hant", "fr", None)] == [
        "Chinese", "Chinese", "Chinese, traditional", "fr", "unknown",
    ]  # fmt: skip


def test_a_strip_runs_from_the_oldest_to_the_newest_and_tells_trouble_by_colour():
    runs = [
        Run(3, "a", "schedule", NOON, None, None), Run(2, "b", "schedule", NOON, NOON, "failed"),
        Run(1, "a", "schedule", NOON, NOON, "done", {}, ("x",)), Run(0, "a", "schedule", NOON, NOON, "done"),
    ]  # fmt: skip
    assert [tick.mood for tick in strips.by_source(runs, 2)["a"]] == ["some", "none"]
    assert [tick.mood for tick in strips.by_source(runs, 9)["b"]] == ["bad"]
    slots = [Slot("a", NOON, name, "x", NOON) for name in ("late", "done")]
    assert [tick.mood for tick in strips.of_slots(slots)] == ["good", "some"]
    assert strips.outcomes({"late": 1, "done": 2, "failed": 1}) == [
        ("done", 2, "good"),
        ("failed", 1, "bad"),
        ("late", 1, "some"),
    ]
