"""What becomes of an article that is added: new, copy, quote, revision, seen."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.records import Article, Outcome
from storage.values import text_sha256
from tests.storage_fakes import NOON, FakeVerdict, article, open_fake, words


@pytest.fixture
def store(tmp_path):
    with open_fake(tmp_path / "news.db") as opened:
        yield opened


@pytest.fixture(scope="module")
def crowded(tmp_path_factory):
    """A store that many tests fill."""
    with open_fake(tmp_path_factory.mktemp("crowded") / "news.db") as opened:
        yield opened


def test_an_unrelated_article_opens_a_story_of_its_own(store):
    first = store.add(article("a", words(0)), FakeVerdict())
    second = store.add(article("b", words(100)), FakeVerdict())
    assert (first.kind, second.kind) == ("new", "new")
    assert first.story_id != second.story_id


def test_a_copy_joins_the_story_and_its_relation_is_kept(store):
    lead = store.add(article("a", words(0), publisher="A", published=NOON), FakeVerdict())
    copy = store.add(article("b", words(1), publisher="B"), FakeVerdict("review", 0.4))
    assert copy == Outcome("copy", lead.story_id, copy.article_id)
    detail = store.story(lead.story_id)
    assert [(m.relation, m.publisher) for m in detail.members] == [("lead", "A"), ("copy", "B")]
    assert detail.members[1].probability == pytest.approx(19 / 21)
    row = detail.row
    assert (row.copies, row.publishers, row.label, row.score) == (1, ("A", "B"), "relevant", 0.75)
    assert (row.origin_publisher, row.origin_confidence) == ("A", 0.6)
    assert detail.reasons == ("it was published first",)


def test_the_lead_moves_when_the_original_comes_last(store):
    store.add(article("farm", words(1), published=NOON), FakeVerdict())
    outcome = store.add(article("paper", words(0), published=NOON - timedelta(hours=3)))
    assert (outcome.kind, outcome.lead_moved) == ("copy", True)
    row = store.story(outcome.story_id).row
    assert (row.title, row.lead) == ("Title of paper", outcome.article_id)
    assert row.first_published == NOON - timedelta(hours=3)


def test_a_quote_opens_its_own_story_and_is_linked(store):
    quoted = store.add(article("a", words(0, 20), published=NOON))
    outcome = store.add(article("b", words(12, 20), published=NOON + timedelta(hours=1)))
    assert outcome.kind == "quote"
    (quote,) = store.story(outcome.story_id).quotes
    assert (quote.quoting, quote.quoted) == (outcome.article_id, quoted.article_id)
    assert quote.share == pytest.approx(8 / 20)
    assert store.story(quoted.story_id).quotes == (quote,)


def test_a_copy_of_two_stories_makes_them_one_and_the_old_number_leads_there(store):
    left = store.add(article("left", words(0, 20), published=NOON))
    right = store.add(article("right", words(12, 20)))
    assert right.kind == "quote"
    bridge = store.add(article("bridge", words(6, 20)))
    assert (bridge.kind, bridge.story_id) == ("copy", left.story_id)
    assert [row.id for row in store.stories()] == [left.story_id]
    merged = store.story(right.story_id)
    assert merged.row.id == left.story_id
    assert len(merged.members) == 3
    assert merged.quotes == ()
    relations = {m.url: m.relation for m in merged.members}
    assert sorted(relations.values()) == ["copy", "indirect copy", "lead"]


def test_what_was_told_of_one_story_counts_for_the_merged_one(store):
    left = store.add(article("left", words(0, 20)))
    right = store.add(article("right", words(12, 20)))
    store.mark_told([right.story_id])
    store.begin_delivery(left.story_id, "mail")
    for channel in ("mail", "chat"):
        store.begin_delivery(right.story_id, channel)
        store.finish_delivery(right.story_id, channel, "sent")
    store.add(article("bridge", words(6, 20)))
    assert store.stories(untold=True) == []
    assert {(d.channel, d.state) for d in store.deliveries(story=left.story_id)} == {
        ("mail", "sent"),
        ("chat", "sent"),
    }


def test_the_same_url_with_the_same_text_is_seen(store):
    first = store.add(article("a", words(0)))
    later = NOON + timedelta(hours=2)
    again = store.add(article("a", words(0), fetched=later, updated=later))
    assert again == Outcome("seen", first.story_id, first.article_id)
    known = store.known("https://a.example/story")
    assert (known.where, known.updated, known.fetched) == ("article", later, later)
    assert store.article(first.article_id).fetched == NOON


def test_a_changed_text_is_a_revision_and_the_old_one_is_kept(store):
    first = store.add(article("a", words(0)), FakeVerdict())
    later = NOON + timedelta(hours=2)
    changed = article("a", words(2), title="Corrected", fetched=later)
    again = store.add(changed, FakeVerdict("review", 0.4))
    assert again == Outcome("revision", first.story_id, first.article_id)
    stored = store.article(first.article_id)
    assert (stored.title, stored.text, stored.fetched) == ("Corrected", words(2), later)
    assert [verdict.label for verdict in stored.verdicts] == ["review"]
    (revision,) = stored.revisions
    assert (revision.title, revision.text) == ("Title of a", words(0))
    assert (revision.fetched, revision.replaced) == (NOON, later)
    assert store.story(first.story_id).row.title == "Corrected"


def test_a_revision_is_matched_by_its_new_text(store):
    store.add(article("a", words(0)))
    store.add(article("a", words(100)))
    assert store.add(article("b", words(101))).kind == "copy"
    assert store.add(article("c", words(1))).kind == "new"


def test_a_page_that_now_says_something_else_leaves_its_story(store):
    story = store.add(article("a", words(0))).story_id
    store.add(article("rolling", words(1)))
    outcome = store.add(article("rolling", words(100)))
    assert outcome.kind == "revision"
    assert outcome.story_id != story
    assert store.story(story).row.copies == 0


def test_a_summary_does_not_replace_the_whole_text_but_is_replaced_by_it(store):
    store.add(article("a", words(0, 6), whole=False))
    whole = store.add(article("a", words(0, 30)))
    assert whole.kind == "revision"
    assert store.add(article("a", words(0, 6), whole=False)).kind == "seen"
    assert store.article(whole.article_id).text == words(0, 30)


def test_fault_074_tiny_and_empty_texts_match_nothing(store):
    for number, text in enumerate(["", "", "w1 w2", "w1 w2"]):
        assert store.add(article(f"n{number}", text)).kind == "new"


def test_a_story_with_very_many_copies_still_takes_the_next(store, monkeypatch):
    monkeypatch.setattr("storage.candidates._INDEXED_MEMBERS", 8)
    monkeypatch.setattr("storage.candidates._COMMON", 20)
    story = store.add(article("original", words(0))).story_id
    for number in range(30):
        assert store.add(article(f"copy{number}", words(0))).story_id == story


def test_words_that_stand_everywhere_make_no_candidates(store, monkeypatch):
    monkeypatch.setattr("storage.candidates._COMMON", 20)
    for number in range(21):
        store.add(article(f"n{number}", words(0, 4) + f" x{number} y{number} z{number}" * 3))
    assert store.add(article("last", words(0, 4))).kind == "new"


def snapshot(store):
    """Everything about stories that must not depend on the order of arrival."""
    stories = []
    for row in store.stories(limit=100):
        detail = store.story(row.id)
        stories.append(
            (
                row.title,
                row.url,
                row.first_seen,
                row.first_published,
                row.origin_publisher,
                row.copies,
                row.publishers,
                (row.label, row.score),
                tuple((m.url, m.relation, round(m.probability, 6)) for m in detail.members),
                tuple((q.quoting_url, q.quoted_url, round(q.share, 6)) for q in detail.quotes),
            )
        )
    return sorted(stories)


def test_the_result_is_the_same_in_every_order_of_arrival(tmp_path):
    arrivals = [
        article("left", words(0, 20), publisher="L", published=NOON),
        article("bridge", words(6, 20), published=NOON - timedelta(hours=1)),
        article("right", words(12, 20), publisher="R"),
        article("quoting", words(26, 20), fetched=NOON - timedelta(hours=1)),
    ]
    said = [FakeVerdict(score=0.1 * number) for number in range(4)]
    results = []
    for turn, order in enumerate(permutations(range(4))):
        with open_fake(tmp_path / f"{turn}.db") as store:
            for number in order:
                store.add(arrivals[number], said[number])
            results.append(snapshot(store))
    assert len(results[0]) == 2
    assert all(result == results[0] for result in results)


@given(
    starts=st.lists(st.integers(0, 60), min_size=2, max_size=7),
    hours=st.lists(st.one_of(st.none(), st.integers(-20, 0)), min_size=7, max_size=7),
    shuffled=st.randoms(use_true_random=False),
)
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_small_set_gives_the_same_stories_in_two_orders(
    tmp_path_factory, starts, hours, shuffled
):
    arrivals = [
        article(
            f"n{place}",
            words(start, 20),
            published=None if hour is None else NOON + timedelta(hours=hour),
        )
        for place, (start, hour) in enumerate(zip(starts, hours, strict=False))
    ]
    results = []
    for _ in range(2):
        with open_fake(tmp_path_factory.mktemp("order") / "news.db") as store:
            for one in arrivals:
                store.add(one)
            results.append(snapshot(store))
        shuffled.shuffle(arrivals)
    assert results[0] == results[1]


def test_fault_050_a_time_from_the_future_is_kept_raw_and_not_believed(store):
    fields = {"published": datetime(2999, 1, 1, tzinfo=UTC), "published_raw": "2999年1月1日"}
    stored = store.article(store.add(article("a", words(0), **fields)).article_id)
    assert (stored.published, stored.published_raw) == (None, "2999年1月1日")
    soon = store.add(article("b", words(50), published=NOON + timedelta(hours=23)))
    assert store.article(soon.article_id).published == NOON + timedelta(hours=23)


def test_an_article_comes_back_as_it_went_in(store):
    given_article = article(
        "a",
        words(0),
        published=NOON,
        published_raw="2026-11-20 20:00",
        updated=NOON,
        authors=("王一", "Li"),
        publisher="观察者网",
        site="farm",
        language="zh",
        canonical_url="https://guancha.example/1",
        final_url="https://a.example/2",
        image="https://a.example/i.png",
        section="科技",
        source="farm-feed",
        whole=False,
        noise=0.25,
        spun=0.9,
        boilerplate=("本文系网独家稿件",),
        raw_title="raw title",
        raw_text="raw text",
        restored="restored text",
        body_sha256="00ff",
        origins={"title": "h1"},
        versions={"clean": "1"},
        cleaned=True,
    )
    stored = store.article(store.add(given_article, FakeVerdict()).article_id)
    for name in Article.__dataclass_fields__:
        assert getattr(stored, name) == getattr(given_article, name), name
    assert stored.verdicts[0].evidence[0].term == "芯片"


@given(
    st.builds(
        Article,
        url=st.text(min_size=1),
        title=st.text(st.characters(codec=None)),
        text=st.text(st.characters(codec=None)),
        published=st.none() | st.datetimes() | st.datetimes(timezones=st.timezones()),
        updated=st.none() | st.datetimes(timezones=st.timezones()),
        fetched=st.none() | st.datetimes(timezones=st.timezones()),
        publisher=st.none() | st.text(st.characters()),
        noise=st.floats(),
        origins=st.dictionaries(st.text(st.characters()), st.text(st.characters()), max_size=2),
    )
)
@settings(max_examples=80, deadline=None)
def test_any_article_can_be_kept(crowded, strange):
    outcome = crowded.add(strange, FakeVerdict())
    assert crowded.article(outcome.article_id).story_id == outcome.story_id
    assert crowded.add(strange, FakeVerdict()).kind == "seen"


def test_a_dropped_article_says_why_until_it_is_wanted(store):
    off = article("a", words(0), publisher="P")
    store.drop(off, FakeVerdict("off-topic", 0.1))
    (dropped,) = store.dropped(off.url)
    assert (dropped.title, dropped.verdict.score) == ("Title of a", 0.1)
    assert dropped.verdict.evidence[0].weight == 1.5
    known = store.known(off.url)
    assert (known.where, known.why, known.fetched) == ("dropped", "off-topic", NOON)
    store.add(off, FakeVerdict())
    assert store.dropped(off.url) == ()
    assert store.known(off.url).where == "article"


def test_a_stored_article_that_is_judged_off_topic_later_stays(store):
    story = store.add(article("a", words(0)), FakeVerdict()).story_id
    store.drop(article("a", words(0)), FakeVerdict("off-topic", 0.1))
    assert store.known("https://a.example/story").story_id == story
    assert store.dropped("https://a.example/story") == ()


def test_the_verdict_on_a_text_is_found_whatever_its_url(store):
    store.add(article("a", words(0)), [FakeVerdict("review", 0.5), FakeVerdict(topic="chips")])
    store.drop(article("b", words(50)), FakeVerdict("off-topic", 0.1))
    found = store.verdicts_for_text(text_sha256(words(0)))
    assert [(v.topic, v.label) for v in found] == [
        ("chips", "relevant"),
        ("ai-competition", "review"),
    ]
    assert store.verdict_for_text(text_sha256(words(0))).topic == "chips"
    assert store.verdict_for_text(text_sha256(words(50))).label == "off-topic"
    assert store.verdict_for_text(text_sha256("never met")) is None


def test_a_remembered_url_is_known_until_its_time_is_over(store):
    store.remember("https://a.example/login", "no article")
    store.remember("https://a.example/busy", "HTTP 503", until=NOON + timedelta(hours=1))
    store.remember("https://a.example/past", "HTTP 503", until=NOON - timedelta(hours=1))
    known = store.known("https://a.example/login")
    assert (known.where, known.why, known.until) == ("seen", "no article", None)
    assert store.known("https://a.example/busy").until == NOON + timedelta(hours=1)
    assert store.known("https://a.example/past") is None
    assert store.remembered("https://a.example/past") == "HTTP 503"
    assert store.remembered("https://a.example/never") == ""


def test_fault_033_urls_are_kept_under_their_canonical_form(tmp_path):
    with open_fake(tmp_path / "news.db", canonical=str.lower) as store:
        store.add(Article(url="https://A.example/Story", text=words(0)))
        assert store.known("https://a.EXAMPLE/story").where == "article"
        assert store.add(Article(url="HTTPS://a.example/story", text=words(0))).kind == "seen"
        assert store.article_by_url("https://A.EXAMPLE/STORY").url == "https://a.example/story"


def test_a_restored_reading_is_kept_apart_and_found(store):
    outcome = store.add(article("a", "spun words"), FakeVerdict("review", 0.4))
    store.set_restored(outcome.article_id, "original words", [FakeVerdict("relevant", 0.9)])
    stored = store.article(outcome.article_id)
    assert (stored.text, stored.restored) == ("spun words", "original words")
    assert store.story(outcome.story_id).row.label == "relevant"
    assert len(store.search("original")) == len(store.search("spun")) == 1
    store.set_restored(outcome.article_id, None)
    assert store.search("original") == []
    assert store.article(outcome.article_id).restored is None


def test_one_page_under_two_urls_is_one_article(tmp_path):
    with open_fake(tmp_path / "news.db", aliases=lambda one: [one.final_url or ""]) as store:
        first = store.add(article("tracker", words(0), final_url="https://a.example/1"))
        again = store.add(article("other-tracker", words(1), final_url="https://a.example/1"))
        assert again == Outcome("seen", first.story_id, first.article_id)
        direct = store.add(Article(url="https://a.example/1", text=words(0)))
        assert direct == Outcome("seen", first.story_id, first.article_id)
        known = store.known("https://other-tracker.example/story")
        assert (known.where, known.article_id) == ("article", first.article_id)
        assert store.add(article("other-tracker", words(90))).kind == "seen"


def test_pages_that_only_share_a_claimed_url_are_not_one(tmp_path):
    with open_fake(tmp_path / "news.db", aliases=lambda one: [one.final_url or ""]) as store:
        store.add(article("a", words(0), final_url="https://a.example/login"))
        assert store.add(article("b", words(90), final_url="https://a.example/login")).kind == "new"


def test_a_verdict_needs_no_more_than_label_and_score(store):
    outcome = store.add(article("a", words(0)), SimpleNamespace(label="relevant", score=0.5))
    (verdict,) = store.article(outcome.article_id).verdicts
    assert (verdict.topic, verdict.label, verdict.evidence) == ("", "relevant", ())


def test_new_verdicts_change_the_label_of_the_story(store):
    outcome = store.add(article("a", words(0)), FakeVerdict("review", 0.4))
    store.set_verdicts(outcome.article_id, [FakeVerdict("relevant", 0.9)])
    row = store.story(outcome.story_id).row
    assert (row.label, row.score) == ("relevant", 0.9)
