"""Feeds of every dialect become entries; whatever is wrong with them, something true comes out."""

from __future__ import annotations

import json
import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.faults import trial
from crawler.page import feed, xml_tree
from crawler.text import urls

HOME = "https://news.example/feeds/all.xml"
NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
)


def rss(*items, head="<title>Harbour News</title>"):
    inner = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0" {NAMESPACES}><channel>{head}{inner}</channel></rss>'


def parse(text, **options):
    body = text if isinstance(text, bytes) else text.encode()
    return feed.parse(body, HOME, **options)


def measured(text):
    """Return what is read, and the MiB that the process held for it at most."""
    before = trial.peak(reset=True)
    return parse(text), trial.peak() - before


def only(text, **options):
    entries = parse(text, **options).entries
    assert len(entries) == 1
    return entries[0]


class TestFormats:
    def test_rss_2(self):
        parsed = parse(
            rss(
                "<title>Tide tables</title><link>https://news.example/tides</link>"
                '<guid isPermaLink="false">t-1</guid><author>jo@news.example (Jo Reed)</author>'
                "<pubDate>Sun, 01 Mar 2026 08:00:00 +0100</pubDate>"
                "<description>High &amp;amp; low</description>"
                "<source url='https://wire.example/'>The Wire</source>"
                "<media:thumbnail url='/tide.jpg'/>",
                head="<title>Harbour News</title><language>en-gb</language><ttl>15</ttl>",
            )
        )
        assert (parsed.title, parsed.state, parsed.ttl) == ("Harbour News", "ok", 900)
        assert parsed.language == "en-gb"
        entry = parsed.entries[0]
        assert entry.url == "https://news.example/tides"
        assert entry.title == "Tide tables"
        assert entry.id == "t-1"
        assert entry.authors == ("Jo Reed",)
        assert entry.published == datetime(2026, 3, 1, 7, 0, tzinfo=UTC)
        assert entry.published_raw == "Sun, 01 Mar 2026 08:00:00 +0100"
        assert entry.summary == "High & low"
        assert entry.publisher == "The Wire"
        assert entry.image == "https://news.example/tide.jpg"
        assert (entry.updated, entry.content) == (None, None)

    def test_rdf_keeps_items_outside_the_channel(self):
        entry = only(
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
            'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            '<channel rdf:about="https://news.example/"><title>Old News</title></channel>'
            '<item rdf:about="https://news.example/a"><title>Fog</title>'
            "<dc:creator>Ann Lee</dc:creator><dc:date>2026-03-01T09:00Z</dc:date></item></rdf:RDF>"
        )
        assert entry.url == "https://news.example/a"
        assert entry.authors == ("Ann Lee",)
        assert entry.published == datetime(2026, 3, 1, 9, tzinfo=UTC)

    def test_atom(self):
        entry = only(
            '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://atom.example/x/"><title>A</title>'
            '<entry><id>tag:1</id><title type="html">Ebb &lt;em&gt;and&lt;/em&gt; flow</title>'
            '<link rel="self" href="self.xml"/><link rel="alternate" href="ebb"/>'
            "<author><name>Ann Lee</name><email>a@b.example</email></author>"
            "<published>2026-03-01T09:00:00Z</published><updated>2026-03-02T09:00:00Z</updated>"
            '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One.</p><p>Two.</p></div>'
            "</content></entry></feed>"
        )
        assert entry.url == "https://atom.example/x/ebb"
        assert entry.title == "Ebb and flow"
        assert entry.authors == ("Ann Lee",)
        assert entry.updated == entry.published + timedelta(days=1)
        assert entry.content == "One.\nTwo."

    def test_json_feed(self):
        parsed = parse(
            '{"version": "https://jsonfeed.org/version/1.1", "title": "J", "language": "en", "items": ['
            '{"id": 7, "url": "/seven", "title": "Seven", "content_html": "<p>a</p><p>b</p>",'
            ' "date_published": "2026-03-01T09:00:00Z", "authors": [{"name": "Ann Lee"}, 3]}, 5, {}]}'
        )
        assert parsed.state == "ok"
        (entry,) = parsed.entries
        assert (entry.id, entry.url) == ("7", "https://news.example/seven")
        assert entry.content == "a\nb"
        assert entry.authors == ("Ann Lee",)

    def test_a_news_sitemap_that_is_called_a_feed(self):
        entry = only(
            '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
            'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url>'
            "<loc>https://news.example/a</loc><news:news><news:title>Fog</news:title>"
            "<news:publication_date>2026-03-01</news:publication_date></news:news></url></urlset>"
        )
        assert (entry.title, entry.url) == ("Fog", "https://news.example/a")

    def test_the_publisher_s_own_link_behind_a_feed_service(self):
        entry = only(
            '<rss xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel><item>'
            "<title>t</title><link>https://feeds.example/~r/1</link>"
            "<feedburner:origLink>https://news.example/real</feedburner:origLink></item></channel></rss>"
        )
        assert entry.url == "https://news.example/real"

    def test_hours_between_updates(self):
        head = "<title>t</title><sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>"
        assert parse(rss("<title>x</title>", head=head)).ttl == 21_600


class TestText:
    @pytest.mark.parametrize(
        ("written", "read"),
        [
            ("AT&amp;amp;T", "AT&T"),
            ("<![CDATA[ padded  title ]]>", "padded title"),
            ("&lt;b&gt;bold&lt;/b&gt; move", "bold move"),
            ("safe&lt;script&gt;alert(1)&lt;/script&gt;", "safe"),
            ("&amp;lt;script&amp;gt;x()&amp;lt;/script&amp;gt;twice", "twice"),
            ("caf&eacute; &hellip; &#20013;", "café … 中"),
            ("5 &lt; 6 and 《&lt;AI&gt;》", "5 < 6 and 《<AI>》"),
        ],
    )
    def test_fault_053_titles_are_plain(self, written, read):
        entry = only(rss(f"<title>{written}</title><link>/a</link>"))
        assert entry.title == read

    def test_fault_054_authors_are_bounded_plain_names(self):
        long = "a" * 40_000 + " " + "b@" * 20_000
        entry = only(rss(f"<title>t</title><link>/a</link><author>{long}</author>"))
        assert entry.authors == ()
        entry = only(
            rss(
                "<title>t</title><link>/a</link><dc:creator>By &lt;i&gt;Ann Lee&lt;/i&gt;</dc:creator>"
            )
        )
        assert entry.authors == ("Ann Lee",)

    def test_whole_text_is_told_from_a_teaser(self):
        whole = "&lt;p&gt;First.&lt;/p&gt;&lt;script&gt;x&lt;/script&gt;&lt;p&gt;Second.&lt;/p&gt;"
        entry = only(
            rss(f"<title>t</title><link>/a</link><content:encoded>{whole}</content:encoded>")
        )
        assert entry.content == "First.\nSecond."
        entry = only(
            rss("<title>t</title><link>/a</link><content:encoded>Starts well […]</content:encoded>")
        )
        assert (entry.content, entry.summary) == (None, "Starts well […]")

    def test_long_descriptions_are_the_article(self):
        paragraphs = "".join(f"&lt;p&gt;{'word ' * 60}&lt;/p&gt;" for _ in range(3))
        entry = only(rss(f"<title>t</title><link>/a</link><description>{paragraphs}</description>"))
        assert entry.content is not None
        assert entry.content.count("\n") == 2


class TestTimes:
    def published(self, written, **options):
        title = options.pop("title", "A plain English title of some length")
        return only(
            rss(f"<title>{title}</title><link>/a</link><pubDate>{written}</pubDate>"), **options
        ).published

    def test_fault_050_chinese_dates(self):
        when = self.published("2026年11月20日 08:00", title="人工智能竞赛进入新阶段")
        assert when == datetime(2026, 11, 20, 0, 0, tzinfo=UTC)

    def test_fault_050_cst_is_china_s_in_a_chinese_feed(self):
        when = self.published("Sun, 01 Mar 2026 08:00:00 CST", title="人工智能竞赛进入新阶段")
        assert when == datetime(2026, 3, 1, 0, 0, tzinfo=UTC)
        assert self.published("Sun, 01 Mar 2026 08:00:00 CST") == datetime(
            2026, 3, 1, 14, tzinfo=UTC
        )

    def test_fault_050_a_time_without_zone_is_meant_in_the_source_s(self):
        when = self.published("2026-03-01 08:00", zone="Asia/Tokyo")
        assert when == datetime(2026, 2, 28, 23, 0, tzinfo=UTC)

    @pytest.mark.parametrize(
        "written",
        [
            "Mon, 01 Jan 2999 00:00:00 GMT",
            "32 Nov 2026 10:00",
            "yesterday-ish",
            "9" * 5_000,
            "1066-10-14",
        ],
    )
    def test_fault_050_what_cannot_be_meant_is_kept_raw(self, written):
        entry = only(rss(f"<title>t</title><link>/a</link><pubDate>{written}</pubDate>"))
        assert entry.published is None
        assert written.startswith(entry.published_raw)


class TestLinks:
    @pytest.mark.parametrize(
        ("written", "read"),
        [
            ("../a/1.html", "https://news.example/a/1.html"),
            ("//other.example/2", "https://other.example/2"),
            ("https://user:secret@news.example/3", "https://news.example/3"),
            (" https://news.example/4\n", "https://news.example/4"),
            (
                "https://news.example/国际·战略/5",
                "https://news.example/%E5%9B%BD%E9%99%85%C2%B7%E6%88%98%E7%95%A5/5",
            ),
        ],
    )
    def test_fault_052_are_resolved(self, written, read):
        assert only(rss(f"<title>t</title><link>{written}</link>")).url == read

    @pytest.mark.parametrize(
        "written",
        ["javascript:alert(1)", "file:///etc/passwd", "mailto:a@b.example", "ftp://b.example/x"],
    )
    def test_fault_052_items_that_lead_elsewhere_than_the_web_are_dropped(self, written):
        parsed = parse(
            rss(f"<title>bad</title><link>{written}</link>", "<title>good</title><link>/b</link>")
        )
        assert [entry.title for entry in parsed.entries] == ["good"]

    def test_of_redirectors_the_target_is_taken(self):
        entry = only(
            "<rss xmlns:News='https://www.bing.com/news/search?q=x&amp;format=rss'><channel><item><title>t</title>"
            "<link>http://www.bing.com/news/apiclick.aspx?ref=F&amp;url=https%3a%2f%2fnews.example%2fa%3fid%3d1&amp;c=2</link>"
            "<News:Source>The Wire</News:Source></item></channel></rss>"
        )
        assert (entry.url, entry.publisher) == ("https://news.example/a?id=1", "The Wire")

    def test_fault_051_missing_and_repeated_guids_lose_nothing(self):
        parsed = parse(
            rss(
                "<title>a</title><link>/a</link><guid>same</guid>",
                "<title>b</title><link>/b</link><guid>same</guid>",
                "<title>c</title><link>/c</link>",
                "<title>d</title><guid>https://news.example/d</guid>",
                "<title>no link at all</title>",
            )
        )
        assert [entry.url for entry in parsed.entries] == [
            "https://news.example/a",
            "https://news.example/b",
            "https://news.example/c",
            "https://news.example/d",
            None,
        ]


class TestEncodings:
    CHINESE = rss("<title>中国的人工智能企业发布了新的模型</title><link>/a</link>")

    @pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
    @pytest.mark.parametrize("label", ["utf-8", "gb2312"])
    def test_fault_049_bytes_are_believed_before_labels(self, encoding, label):
        labelled = self.CHINESE.replace('version="1.0"', f'version="1.0" encoding="{label}"', 1)
        entry = only(labelled.encode(encoding), content_type=f"text/xml; charset={label}")
        assert entry.title == "中国的人工智能企业发布了新的模型"

    def test_latin_1_without_label(self):
        text = rss(
            "<title>Le vélo électrique gagne la côte, dès l'été prochain</title><link>/a</link>"
        )
        assert only(text.encode("latin-1")).title.startswith("Le vélo électrique")

    def test_windows_1251(self):
        text = (
            '<?xml version="1.0" encoding="windows-1251"?>'
            + rss("<title>Новости порта и города</title><link>/a</link>").partition("?>")[2]
        )
        assert only(text.encode("windows-1251")).title == "Новости порта и города"

    def test_empty_lines_before_the_declaration(self):
        assert parse("\n\n" + self.CHINESE).state == "ok"


class TestFaults:
    def test_fault_047_entries_before_a_cut_are_kept(self):
        text = rss("<title>a</title><link>/a</link>", "<title>b</title><link>/b</link>")
        parsed = parse(text[: text.index("/b") + 2])
        assert (parsed.state, parsed.cut) == ("partial", "")
        assert [entry.url for entry in parsed.entries] == ["https://news.example/a"]

    def test_fault_047_bare_ampersands_and_control_characters(self):
        parsed = parse(rss("<title>R&D\x0b today</title><link>/a?x=1&y=2</link>"))
        assert parsed.state == "partial"
        assert parsed.entries[0].title == "R&D today"
        assert parsed.entries[0].url == "https://news.example/a?x=1&y=2"

    def test_fault_047_an_unclosed_element_costs_no_other_entry(self):
        parsed = parse(rss("<title>a<link>/a</link>", "<title>b</title><link>/b</link>"))
        assert parsed.state == "partial"
        assert parsed.entries[-1].url == "https://news.example/b"

    def test_lone_surrogates_do_not_survive(self):
        entry = only(rss("<title>a&#xD800;b</title><link>/a</link>"))
        assert entry.title.encode() == b"ab"

    def test_a_warning_of_the_server_s_program_before_the_feed(self):
        assert parse(
            "<br />\n<b>Warning</b>: x in y\n" + rss("<title>a</title><link>/a</link>")
        ).entries

    @pytest.mark.parametrize(
        ("body", "state"),
        [
            (b"", "empty"),
            (b" \n ", "empty"),
            (rss().encode(), "empty"),
            (b"<!DOCTYPE html><html><body><a href='/rss'>feeds</a></body></html>", "not a feed"),
            (b"<html><head><title>Just a moment...</title></head></html>", "blocked"),
            (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not a feed"),
            (b'{"items": [], "error": 1}', "not a feed"),
            (b'{"a":' * 100_000, "not a feed"),
            (b" " * (feed.MAX_BODY + 1), "too large"),
        ],
    )
    def test_fault_048_what_is_no_feed_says_what_it_is(self, body, state):
        parsed = parse(body)
        assert (parsed.state, parsed.entries) == (state, ())

    def test_fault_055_characters_that_mean_nothing_take_no_memory(self):
        body = b"<rss><channel><title>x</title>" + b"\x01 \x02 " * 1_000_000 + b"</channel></rss>"
        tracemalloc.start()
        assert parse(body).state in {"empty", "partial"}
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert most < 8 * len(body)

    def test_fault_055_a_feed_of_attributes_alone_is_not_built(self):
        item = "<item a='1' b='2' c='3' d='4' e='5' f='6' g='7'/>"
        parsed, most = measured(f"<rss><channel>{item * 200_000}</channel></rss>")
        assert parsed.state == "partial"
        assert most < 150

    def test_fault_055_of_a_hundred_thousand_items_the_first_are_kept(self):
        item = "<item><title>F</title><link>/{}</link><guid>{}</guid></item>"
        items = "".join(item.format(n, n) for n in range(100_000))
        parsed, most = measured(f"<rss><channel>{items}</channel></rss>")
        assert parsed.state == "partial"
        assert [entry.id for entry in parsed.entries] == [str(n) for n in range(5_000)]
        assert most < 150

    def test_fault_055_a_feed_that_is_costly_at_its_beginning_is_refused(self):
        costly = "<x>" * 700_000 + "x" * 7_000_000
        parsed, most = measured(f"<rss><channel>{costly}</channel></rss>")
        assert parsed.state in {"too large", "partial"}
        assert most < 150

    @pytest.mark.parametrize(
        ("module", "limit", "sign"),
        [
            (feed, "_MAX_TAGS", "<"),
            (xml_tree, "_MAX_VALUES", "="),
            (xml_tree, "_MAX_REFERENCES", "&"),
        ],
    )
    def test_fault_055_a_feed_is_read_whole_up_to_its_limits(
        self, monkeypatch, module, limit, sign
    ):
        items = [f"<title>a &amp; {n}</title><link>/{n}?a=b</link>" for n in range(50)]
        signs = rss(*items).partition("?>")[2].count(sign)
        monkeypatch.setattr(module, limit, signs)
        whole = parse(rss(*items))
        assert (whole.state, len(whole.entries)) == ("ok", 50)
        monkeypatch.setattr(module, limit, signs * 9 // 10)
        cut = parse(rss(*items))
        assert (cut.state, 40 < len(cut.entries) < 50) == ("partial", True)

    def test_fault_055_a_feed_of_as_many_entries_and_bytes_as_are_read_is_whole(self):
        filler = "x" * 1_900
        items = [f"<title>{n}{filler}</title><link>/{n}</link>" for n in range(feed.MAX_ENTRIES)]
        room = feed.MAX_BODY - len(rss(*items, head=""))
        read = parse(rss(*items, head=" " * room))
        assert (read.state, len(read.entries)) == ("ok", feed.MAX_ENTRIES)
        assert parse(rss(*items, head=" " * (room + 1))).state == "too large"

    def test_fault_055_of_a_long_feed_the_newest_entries_are_kept(self):
        start = datetime(2026, 3, 1, tzinfo=UTC)
        items = [
            f"<title>{n}</title><link>/{n}</link><pubDate>{(start + timedelta(minutes=n)).isoformat()}</pubDate>"
            for n in range(feed.MAX_ENTRIES + 10)
        ]
        oldest_first, newest_first = parse(rss(*items)), parse(rss(*reversed(items)))
        assert len(oldest_first.entries) == feed.MAX_ENTRIES
        assert (
            oldest_first.entries[-1].title == newest_first.entries[0].title == str(len(items) - 1)
        )
        assert oldest_first.state == "partial"
        assert "more than 5,000 entries, of which the newest" in oldest_first.cut

    @pytest.mark.parametrize("oldest_first", [True, False])
    def test_fault_055_a_feed_that_is_cut_says_whether_its_newest_entries_are_missed(
        self, oldest_first
    ):
        start = datetime(2026, 3, 1, tzinfo=UTC)
        items = [
            f"<title>{n}</title><link>/{n}</link><pubDate>{(start + timedelta(hours=n)).isoformat()}</pubDate>"
            + "<x/>" * 60
            for n in range(4_000)
        ]
        parsed = parse(rss(*(items if oldest_first else reversed(items))))
        assert (parsed.state, 2_000 < len(parsed.entries) < 4_000) == ("partial", True)
        assert ("the newest are missed" in parsed.cut) is oldest_first
        assert "more markup than is read" in parsed.cut

    def test_fault_055_of_a_hundred_thousand_links_of_one_item_some_are_tried(self):
        links = "".join(f"<link>https://雾{n}..港口{n}/</link>" for n in range(100_000))
        parsed = parse(rss(f"<title>a</title>{links}<link>/a</link>"))
        assert (parsed.state, parsed.entries) == ("partial", ())
        few = "".join(f"<link>https://雾{n}..港口/</link>" for n in range(20))
        assert only(rss(f"<title>a</title>{few}<link>/a</link>")).url == "https://news.example/a"

    @pytest.mark.parametrize("oldest_first", [True, False])
    def test_fault_055_of_items_that_are_dear_fewer_are_read_and_those_the_newest(
        self, oldest_first
    ):
        start = datetime(2026, 3, 1, tzinfo=UTC)
        items = [
            f"<title>{n}</title><link>/{n}-{'a%e4' * 400}</link>"
            f"<pubDate>{(start + timedelta(hours=n)).isoformat()}</pubDate>"
            for n in range(4_900)
        ]
        parsed = parse(rss(*(items if oldest_first else reversed(items))))
        assert (parsed.state, 1_000 < len(parsed.entries) < 4_900) == ("partial", True)
        assert "too long to read" in parsed.cut
        newest = parsed.entries[-1 if oldest_first else 0]
        assert newest.title == "4899"

    def test_fault_055_of_a_json_feed_s_items_that_are_dear_fewer_are_read(self):
        items = [{"url": f"/{n}-" + "a%e4" * 400, "title": "Fog"} for n in range(4_900)]
        parsed = parse(json.dumps({"version": "https://jsonfeed.org/version/1", "items": items}))
        assert (parsed.state, 1_000 < len(parsed.entries) < 4_900) == ("partial", True)
        assert "too long to read" in parsed.cut

    def test_fault_055_authors_of_a_whole_json_feed_are_read_once(self):
        people = [{"name": f"{'a.' * 400}{n}"} for n in range(10_000)]
        items = [{"url": f"/{n}", "title": "Fog"} for n in range(5_000)]
        version = "https://jsonfeed.org/version/1.1"
        body = json.dumps({"version": version, "authors": people, "items": items})
        parsed = parse(body)
        assert len(parsed.entries) == 5_000
        short = json.dumps({"version": version, "authors": [{"name": "Jo Li"}], "items": items[:1]})
        assert only(short).authors == ("Jo Li",)


class TestHostileXml:
    def test_fault_045_entities_are_not_expanded(self):
        laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
        parsed = parse(
            f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>'
            + rss("<title>a&l9;b</title><link>/a</link>").partition("?>")[2]
        )
        assert len(parsed.entries[0].title) < 20

    def test_fault_046_no_file_is_opened(self, tmp_path):
        secret = tmp_path / "secret"
        secret.write_text("TOPSECRET")
        parsed = parse(
            f'<!DOCTYPE x [<!ENTITY f SYSTEM "{secret.as_uri()}"><!ENTITY % p SYSTEM "{secret.as_uri()}"> %p;]>'
            + rss("<title>a&f;</title><link>/a</link>").partition("?>")[2]
        )
        assert "TOPSECRET" not in repr(parsed)
        assert parsed.entries[0].url == "https://news.example/a"

    def test_deep_nesting_ends(self):
        parsed = parse(rss("<title>a</title><link>/a</link>", "<x>" * 50_000))
        assert parsed.state == "partial"


@given(st.binary(max_size=300))
@settings(deadline=None)
def test_any_bytes_after_a_beginning_of_a_feed(tail):
    for head in (
        b"",
        rss("<title>a</title>").encode()[:-20],
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry>',
    ):
        for entry in parse(head + tail).entries:
            assert entry.url is None or urls.is_web(entry.url)


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=40))
@settings(deadline=None)
def test_any_text_in_any_field(title, link, when):
    from xml.sax.saxutils import escape

    parsed = parse(
        rss(
            f"<title>{escape(title)}</title><link>{escape(link)}</link><pubDate>{escape(when)}</pubDate>"
        ).encode("utf-8", "replace")
    )
    for entry in parsed.entries:
        repr(entry).encode()
        assert entry.title is None or "\n" not in entry.title
        assert entry.published is None or entry.published.tzinfo is not None


def test_an_item_that_says_anything_at_all_is_not_hidden():
    for inside in ("<description>a summary</description>", "<author>M</author>", "<guid>7</guid>"):
        (entry,) = parse(rss(inside)).entries
        assert (entry.url, entry.title) == (None, None)
    assert parse(rss("")).state == "empty"
