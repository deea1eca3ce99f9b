"""Finding articles: parts of words, both scripts, filters, any input at all."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.search_query import Filter, Query, Term, parse
from storage.search_text import FoldTable, character_tokens, fold_plainly, pieces
from tests.storage_fakes import NOON, FakeVerdict, article, open_fake

SIMPLE = str.maketrans("輝達國務關稅晶", "辉达国务关税晶")

ARTICLES = [
    article(
        "xinwen",
        "美国商务部扩大对华AI芯片出口管制。研究生命科学的公司也受影响。",
        title="出口管制升级",
        publisher="观察者网",
        language="zh",
        source="guancha",
        published=NOON - timedelta(days=3),
    ),
    article(
        "taiwan",
        "輝達公布財報，關稅成為焦點；ＧＰＴ４ｏ 與 H20，39℃。",
        title="輝達財報",
        publisher="中央社",
        language="zh-Hant",
        source="cna",
        published=NOON - timedelta(days=1),
    ),
    article(
        "wire",
        "OpenAI trained GPT-5 for $12.5 billion; the café says c++ and AI chips sell. "
        + "filler " * 60
        + "Nvidia at last.",
        title="Labs raise billions",
        site="South Daily",
        language="en",
        source="wire",
        restored="OpenAI trained GPT-5 for $12.5 billion; tariffs",
    ),
]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with open_fake(
        tmp_path_factory.mktemp("search") / "news.db",
        fold=lambda char: fold_plainly(char.translate(SIMPLE)),
    ) as opened:
        for one in ARTICLES:
            opened.add(one, FakeVerdict())
        yield opened


def names(store, query, **options):
    return [hit.url.split("/")[2].split(".")[0] for hit in store.search(query, **options)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("芯片", ["xinwen"]),
        ("究生命", ["xinwen"]),
        ("芯", ["xinwen"]),
        ("华AI芯", ["xinwen"]),
        ("华 ai芯片", ["xinwen"]),
        ("辉达", ["taiwan"]),
        ("輝達", ["taiwan"]),
        ("关税", ["taiwan"]),
        ("GPT4o", ["taiwan"]),
        ("gpt", ["wire", "taiwan"]),
        ("GPT-5", ["wire"]),
        ("12.5", ["wire"]),
        ("cafe", ["wire"]),
        ("c++", ["wire"]),
        ("c#", []),
        ("12.5 billion", ["wire"]),
        ("$12.5", ["wire"]),
        ("€12.5", []),
        ("12-5", []),
        ("39℃", ["taiwan"]),
        ("39°C", ["taiwan"]),
        ("9℃", ["taiwan"]),
        ("39%", []),
        ("ai", ["wire", "xinwen"]),
        ("train", ["wire"]),
        ('"train"', []),
        ("2.5", ["wire"]),
        ('"2.5"', []),
        ("H2", ["taiwan"]),
        ("-train", ["wire", "taiwan", "xinwen"]),
        ("train*", ["wire"]),
        ("tariffs", ["wire"]),
        ("billions", ["wire"]),
        ("出口 芯片", ["xinwen"]),
        ("出口芯片", []),
        ('"chips sell"', ["wire"]),
        ('"sell chips"', []),
        ("sell chips", ["wire"]),
        ("“AI芯片”", ["xinwen"]),
        ("ai -芯片", ["wire"]),
        ("-ai", ["taiwan"]),
        ("publisher:观察", ["xinwen"]),
        ('publisher:"south daily" ai', ["wire"]),
        ("-publisher:观察", ["wire", "taiwan"]),
        ("source:cna", ["taiwan"]),
        ("lang:zh", ["taiwan", "xinwen"]),
        ("lang:zh-hant", ["taiwan"]),
        ("since:2d", ["wire", "taiwan"]),
        ("until:2026-11-17", ["xinwen"]),
        ("since:2026-11-18 until:2026-11-19", ["taiwan"]),
        ("since:2027", []),
        ("story:2", ["taiwan"]),
        ("升级 扩大", ["xinwen"]),
        ("级美", []),
    ],
)
def test_queries(store, query, expected):
    assert names(store, query) == expected


def test_by_relevance_words_in_the_title_come_first(tmp_path):
    with open_fake(tmp_path / "news.db") as store:
        texts = [
            ("Nothing", "nvidia " + "x " * 90),
            ("Nvidia soars", "y"),
            ("Else", "z"),
            ("More", "q"),
        ]
        for number, (title, text) in enumerate(texts):
            store.add(article(f"n{number}", text, title=title))
        hits = store.search("nvidia", by="relevance")
        assert [hit.title for hit in hits] == ["Nvidia soars", "Nothing"]
        assert hits[0].rank > hits[1].rank


def test_by_time_the_newest_comes_first_whenever_it_was_stored(tmp_path):
    with open_fake(tmp_path / "news.db") as store:
        for day in (3, 1, 2):
            store.add(article(f"d{day}", f"chip {day}", published=NOON - timedelta(days=day)))
        assert names(store, "chip") == ["d1", "d2", "d3"]
        assert names(store, "chip", limit=1) == ["d1"]


def test_hits_are_marked_in_the_words_of_the_article(store):
    (hit,) = store.search("辉达")
    assert hit.marked_title == (("輝達", True), ("財報", False))
    assert hit.snippet[0] == ("輝達", True)
    (hit,) = store.search("nvidia")
    assert hit.snippet[0] == ("…", False)
    assert ("Nvidia", True) in hit.snippet
    assert len("".join(piece for piece, _ in hit.snippet)) <= 122
    (hit,) = store.search("tariffs")
    assert ("tariffs", True) in hit.snippet


def test_the_earlier_version_of_an_article_is_not_found(tmp_path):
    with open_fake(tmp_path / "news.db") as store:
        store.add(article("a", "the old wording of it"))
        store.add(article("b", "something else"))
        store.add(article("a", "the new phrase of it"))
        assert names(store, "wording") == []
        assert names(store, "phrase") == ["a"]
        assert store.rebuild_search() == 2
        assert names(store, "phrase") == ["a"]
        assert names(store, "wording") == []
        assert store.integrity() == []


def test_fault_084_an_index_out_of_step_is_told_and_mended(tmp_path, caplog):
    path = tmp_path / "news.db"
    with open_fake(path) as store:
        store.add(article("a", "chips"))
        store._sql.execute("UPDATE articles SET search_id = NULL")
    with open_fake(path) as store:
        assert "search misses some articles" in caplog.text
        assert store.integrity() == ["1 articles are not in the search index"]
        assert store.index_missing() == 1
        assert names(store, "chips") == ["a"]
        assert store.integrity() == []


def test_fault_084_a_damaged_index_is_told_and_mended(tmp_path):
    with open_fake(tmp_path / "news.db") as store:
        store.add(article("a", "chips"))
        store._sql.execute("UPDATE articles_fts_data SET block = zeroblob(40) WHERE id > 10")
        assert store.integrity() == ["the search index is damaged; rebuilding it mends that"]
        store.rebuild_search()
        assert store.integrity() == []
        assert names(store, "chips") == ["a"]


HOSTILE = [
    *(
        '"',
        "'",
        "''",
        '"" OR 1',
        "AND",
        "OR NOT",
        "NEAR(a b)",
        "NEAR(",
        "*",
        "**",
        "-",
        "--",
        "- -",
    ),
    *("c++", "nope:x", "title:x", "{title}: x", "^chips", "a + b", "a* OR", "((((", "))", "\x00"),
    *("\ud800", "a\x00b", "-\x00", 'publisher:"', "since:", "since:99999d", "until:0000-00-00"),
    *(
        "since:2026-02-31",
        "story:abc",
        "story:99999999999999999999",
        "story:-1",
        "lang:",
        "'; DROP",
    ),
    *("\u202e", "<script>", "%", "_", "a" * 100_000, "芯" * 100_000, '"' * 5_000, "- " * 5_000),
    *("芯* " * 500, "٣", "½", "ﬁ", "e\u0301", "𠀀", "🐴", "\n\t", "：", "publisher：x"),
]


@pytest.mark.parametrize("by", ["time", "relevance"])
def test_fault_070_hostile_queries_are_words_like_any_other(store, by):
    for query in HOSTILE:
        assert len(store.search(query, by=by)) <= len(ARTICLES), query
    assert store.status()["articles"] == len(ARTICLES)


@given(st.text(st.characters(), max_size=40), st.sampled_from(["time", "relevance"]))
@settings(max_examples=120, deadline=None)
def test_any_query_has_an_answer(store, query, by):
    for hit in store.search(query, by=by):
        assert "".join(piece for piece, _ in hit.marked_title) == hit.title


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_every_piece_of_chinese_is_found_where_it_stands(store, data):
    text = "美国商务部扩大对华"
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert "xinwen" in names(store, text[start:end])


def test_a_query_is_taken_apart():
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert parse('a* -"b c" lang:zh -source:x until:2026-02 since:12h since:soon', now) == Query(
        wanted=(Term("a", prefix=True), Term("since soon")),
        unwanted=(Term("b c", exact=True),),
        filters=(
            Filter("lang", "zh"),
            Filter("source", "x", negated=True),
            Filter("until", "2026-03-01T00:00:00Z"),
            Filter("since", "2026-11-20T00:00:00Z"),
        ),
    )


def test_a_private_character_is_neither_chinese_nor_a_bridge_between_title_and_text():
    """Character sets of the web hold private use: they must not join what is apart."""
    assert list(pieces("芯\ue000片")) == [("芯", "han"), ("片", "han")]
    assert list(pieces("豈\uf900金")) == [("豈\uf900金", "han")]
    assert "\ud800" not in character_tokens(["\ud800a"], FoldTable(fold_plainly))
