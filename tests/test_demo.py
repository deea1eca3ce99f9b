"""The replay of the recorded article: what newsvane was made for, from the spider to the store."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from crawler.library import open_store
from crawler.rereading import judged_on_restored
from crawler.text.clean import clean
from tests.journey import Desk

RECORDED = Path(__file__).parent / "recorded"
SEED = (RECORDED / "seed_article.txt").read_text(encoding="utf-8")
#: Title and paragraphs as they must come out, typed from the recording by hand and eye.
EXPECTED = (RECORDED / "seed_cleaned.txt").read_text(encoding="utf-8").splitlines()
BRAND = "未来康健用品有限公司"
FARM = "kanghui-health.example"
OTHER_BRAND = "鼎晟机械设备网"
OTHER_FARM = "dingsheng-jixie.example"


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    desk = Desk(tmp_path_factory.mktemp("demo"))
    ended = desk.run("demo")
    assert ended.code == 0, ended.err
    assert desk.escaped() == "", "the demo tried to leave the machine"
    with open_store(desk.folder / "demo" / "newsvane.db", read_only=True) as store:
        yield desk, ended, store


@pytest.fixture(scope="module")
def farm_copy(demo):
    _, _, store = demo
    found = [row for row in store.stories() if row.copies]
    assert len(found) == 1
    members = store.story(found[0].id).members
    return next(member for member in members if FARM in member.url)


def test_the_demo_says_what_it_found_and_that_the_second_pass_found_nothing(demo):
    _, ended, _ = demo
    assert "2 copies" in ended.out
    assert "新兴市场经济体首次站到科技最前沿" in ended.out
    assert "The second pass found nothing new." in ended.out
    assert f"served  {EXPECTED[0][:12]}" not in ended.out
    assert f"cleaned  {EXPECTED[1][:40]}" in ended.out


def test_title_and_paragraphs_are_exactly_the_cleaned_ones(farm_copy):
    assert farm_copy.title == EXPECTED[0]
    assert farm_copy.text.split("\n") == EXPECTED[1:]


def test_the_farms_own_words_are_left_in_the_cleaned_text(farm_copy):
    for swapped in ("攻击", "职位", "刚刚最先", "资笔僻出", "成内情团结", "十明确确", "模子"):
        assert swapped in farm_copy.title + farm_copy.text


def test_byline_caption_and_copyright_line_are_evidence_and_not_body(farm_copy):
    assert "王一" in farm_copy.authors
    evidence = "\n".join(farm_copy.boilerplate)
    for line in ("王一", "IC Photo", "独家稿件"):
        assert line in evidence
        assert line not in farm_copy.text


def test_the_other_farms_doubled_marks_and_own_name_are_gone(demo, farm_copy):
    _, _, store = demo
    members = store.story(farm_copy.story_id).members
    other = next(member for member in members if OTHER_FARM in member.url)
    assert other.raw_text.count("。。") > 30
    assert other.raw_text.count(OTHER_BRAND) >= 3
    for noise in ("。。", "，，", "？？", OTHER_BRAND):
        assert noise not in other.text
        assert noise not in other.title
    assert other.spun > 0.9


def test_what_the_page_said_is_kept_beside(farm_copy):
    assert "。。 。。。。 。" in farm_copy.raw_text
    assert (farm_copy.raw_text + "".join(farm_copy.boilerplate)).count(BRAND) == 2
    assert ", , ,,,,," in farm_copy.raw_title
    assert farm_copy.published.isoformat() == "2026-03-01T05:12:07+00:00"
    assert "2026-03-01 13:12:07" in farm_copy.published_raw
    assert farm_copy.spun > 0.9


@pytest.mark.parametrize(
    ("run", "times"),
    [("。。 。。。。 。", 37), (", , ,,,,,", 75), ("??????", 2), (BRAND, 2)],
)
def test_every_noise_run_of_the_recording_is_removed_and_said_to_be(run, times):
    cleaned = clean(SEED)
    found = [match.span() for match in re.finditer(re.escape(run), cleaned.raw)]
    assert len(found) == times
    for start, end in found:
        touching = [r for r in cleaned.removals if r.start < end and start < r.end]
        assert touching, f"{run!r} at {start} was not removed"
        assert all(removal.why for removal in touching)
    assert run not in cleaned.text


def test_the_verdict_is_relevant_and_its_evidence_points_into_the_text(farm_copy):
    (verdict,) = farm_copy.verdicts
    assert (verdict.topic, verdict.label) == ("ai-competition", "relevant")
    facets = {evidence.facet for evidence in verdict.evidence}
    assert {"ai", "rivalry"} <= facets
    judged = farm_copy.restored if judged_on_restored(farm_copy, verdict) else farm_copy.text
    for evidence in verdict.evidence:
        where = farm_copy.title if evidence.field == "title" else judged
        assert where[evidence.start : evidence.end].casefold() == evidence.term.casefold()


def test_the_farms_words_are_read_with_the_help_of_the_reconstruction(farm_copy):
    assert "资本支出" in farm_copy.restored
    assert "资笔僻出" in farm_copy.text
    assert "十分明确" in farm_copy.restored


def test_the_three_renderings_are_one_story_led_by_the_one_without_noise(demo, farm_copy):
    _, _, store = demo
    story = store.story(farm_copy.story_id)
    assert len(story.members) == 3
    assert (story.row.copies, len(story.row.publishers)) == (2, 3)
    lead = next(member for member in story.members if member.relation == "lead")
    assert "还原" in lead.title
    assert lead.spun < 0.1
    assert sorted(member.spun > 0.5 for member in story.members) == [False, True, True]


def test_both_languages_are_found_and_the_near_misses_are_not(demo):
    _, _, store = demo
    rows = store.stories()
    assert {row.language for row in rows} == {"zh", "en"}
    assert len(rows) == 3
    assert all(row.label == "relevant" for row in rows)
    assert store.status()["dropped"] == 4


def test_the_gbk_page_that_claims_utf8_reads_right(demo):
    desk, _, _ = demo
    store = sqlite3.connect(desk.folder / "demo" / "newsvane.db")
    rows = store.execute(
        "SELECT title, beginning FROM dropped WHERE url LIKE '%gbk%' OR language = 'zh'"
    )
    texts = ["".join(row) for row in rows]
    assert texts
    assert not any("\ufffd" in text or "锟" in text for text in texts)
    store.close()


def test_a_second_full_look_adds_nothing(demo):
    desk, _, store = demo
    before = store.status()
    folder = Path(__file__).parent.parent / "crawler" / "data" / "demo"
    path = str(desk.folder / "demo" / "newsvane.db")
    with sqlite3.connect(path) as other:
        # Forget the validators: every list and page is offered again.
        other.execute("UPDATE sources SET etag = NULL, last_modified = NULL, body_sha256 = NULL")
    other.close()
    again = desk.run("--config", str(folder / "demo.toml"), "--db", path,
                     "crawl", "--replay", str(folder), "--json")  # fmt: skip
    assert again.code == 0, again.err
    counts = [report["counts"] for report in again.json]
    assert sum(count.get("seen", 0) for count in counts) == 10
    assert not any(count.get(key) for count in counts for key in ("new", "copies", "revisions"))
    after = store.status()
    for kind in ("stories", "articles", "copies", "dropped", "revisions"):
        assert after[kind] == before[kind]
