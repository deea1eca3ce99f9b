"""What a page says about its article, on pages in the shapes of real sites."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from crawler.page import metadata

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PARAGRAPHS = (
    "河岸市昨天宣布，将向三家企业开放自动驾驶的测试场地，首批名单会在下个月公布，届时还有两家企业候补入场。",
    "市里的负责人说，这些企业都要对数据的安全负责，每个季度向公众报告一次，报告的格式由专家另行制定。",
)
ENGLISH = (
    "The city said on Monday that it will open its test tracks to three companies next month.",
    "Officials said that the companies have to report to the public every quarter of the year.",
)


@dataclass(frozen=True)
class Body:
    text: str
    paragraphs: tuple[str, ...]
    boilerplate: tuple[str, ...] = ()
    node: html.HtmlElement | None = None


def read(markup, url="https://news.example.com/a", *, paragraphs=PARAGRAPHS, **kwargs):
    tree = html.document_fromstring(markup)
    node = next(iter(tree.xpath("//*[@id='body']")), None)
    body = Body("\n".join(paragraphs), paragraphs, kwargs.pop("boilerplate", ()), node)
    before = html.tostring(tree)
    found = metadata.read(tree, url, body=body, **({"fetched": NOW} | kwargs))
    assert html.tostring(tree) == before, "the tree was changed"
    return found


def prose(paragraphs=PARAGRAPHS):
    return "".join(f"<p>{text}</p>" for text in paragraphs)


def portal(header, *, head="", foot=""):
    return f"""<html lang="zh"><head><title>河岸市开放测试场地_财经_河岸网</title>{head}</head><body>
      <div class="top">2026年11月22日 星期日 <a>首页</a></div>
      <ul class="hot"><li>08-08 08:08 别的新闻</li></ul>
      <h1>河岸市开放测试场地</h1><div class="info">{header}</div>
      <div id="body">{prose()}</div>{foot}
      <ul class="related"><li>2025-01-02 03:04 相关新闻</li></ul>
      <div class="comment">张三 2026-11-21 10:10</div></body></html>"""


def test_a_chinese_portal_page():
    found = read(
        portal("2026年03月01日 04:04 <a>河岸日报</a> <span>作者：王一 责任编辑：李二三</span>"),
    )
    assert found.title == "河岸市开放测试场地"
    assert found.published.isoformat() == "2026-03-01T04:04:00+08:00"
    assert found.published_raw == "2026年03月01日 04:04"
    assert found.authors == ("王一",)
    assert found.language == "zh"
    assert found.site == "河岸网"
    assert found.origins["published"] == "header"
    assert found.origins["zone"] == "assumed zone Asia/Shanghai (of the language)"


def test_the_header_beats_metadata_that_is_hours_off():
    head = '<meta property="article:published_time" content="2026-03-01T09:52:51+08:00">'
    found = read(portal("2026年03月01日 04:04", head=head))
    assert found.published.isoformat() == "2026-03-01T04:04:00+08:00"


def test_times_of_lists_and_comments_are_not_the_articles():
    assert read(portal("")).published is None


def test_relative_times_count_from_the_fetch():
    assert read(portal("昨天 18:20")).published.isoformat() == "2026-11-21T18:20:00+08:00"
    assert read(portal("03-01 13:12")).published.isoformat() == "2026-03-01T13:12:00+08:00"
    assert read(portal("3小时前"), fetched=None).published is None
    naive = datetime(2026, 11, 22, 9, 0)  # noqa: DTZ001 - taken for UTC
    assert (
        read(portal("3小时前"), fetched=naive).published.isoformat() == "2026-11-22T14:00:00+08:00"
    )


def test_the_sources_zone_is_used_and_said():
    found = read(portal("2026-03-01 04:04"), zone="Asia/Tokyo")
    assert found.published.isoformat() == "2026-03-01T04:04:00+09:00"
    assert found.origins["zone"] == "assumed zone Asia/Tokyo (of the source)"


def test_a_stated_zone_needs_no_assumption():
    head = '<meta property="article:published_time" content="2026-03-01T04:04:00+09:00">'
    found = read(portal("2026-03-01 04:04", head=head), zone="Asia/Shanghai")
    assert found.published.isoformat() == "2026-03-01T04:04:00+09:00"
    assert "zone" not in found.origins


def test_a_reprint_names_its_publisher_apart_from_the_site():
    head = '<meta property="og:site_name" content="河岸网">'
    found = read(portal("2026-03-01 04:04 来源：某某社", head=head))
    assert (found.publisher, found.site) == ("某某社", "河岸网")
    assert read(portal("2026-03-01 04:04", head=head)).publisher == "河岸网"


def test_a_blanked_publisher_stays_unknown():
    found = read(portal("2026-03-01 04:04"), paragraphs=("【文/网 王一】", *PARAGRAPHS))
    assert (found.authors, found.publisher) == (("王一",), None)


def test_a_text_signed_at_its_end():
    assert read(portal("04:04"), paragraphs=(*PARAGRAPHS, "（记者 王一 李二三）")).authors == (
        "王一",
        "李二三",
    )
    foot = "<div>本文来源：河岸时报 作者：王一</div>"
    assert read(portal("04:04", foot=foot)).authors == ("王一",)


def test_editors_and_sites_are_no_authors():
    head = '<meta name="author" content="河岸网"><meta property="article:author" content="104363">'
    found = read(portal("责任编辑：王一", head=head), boilerplate=("(责编：李二三)",))
    assert found.authors == ()


def test_an_office_dates_at_the_foot():
    markup = f"""<html><head><title>河岸市召开座谈会 某某办事处_河岸网</title></head><body><table>
      <tr><td>河岸市召开座谈会</td></tr><tr><td>来源于：某某办事处</td></tr>
      <tr><td id="body">{prose()}</td></tr>
      <tr><td>发布日期：2026-03-06 责任编辑：王一</td></tr></table></body></html>"""
    found = read(markup)
    assert found.title == "河岸市召开座谈会"
    assert found.published.isoformat() == "2026-03-06T00:00:00+08:00"
    assert (found.publisher, found.authors) == ("某某办事处", ())


def test_an_update_stands_in_where_the_page_shows_nothing_else():
    found = read(portal("更新时间 2026年03月01日, 格林尼治标准时间10:41"))
    assert found.published.isoformat() == "2026-03-01T10:41:00+00:00"
    assert found.updated == found.published


def article(**changes):
    linked = {
        "@type": "NewsArticle",
        "headline": "City opens its tracks",
        "datePublished": "2026-03-01T13:12:00-05:00",
        "dateModified": "2026-03-02T08:00:00-05:00",
        "author": [{"@type": "Person", "name": "Jane Doe"}],
        "publisher": {"@type": "Organization", "name": "Example Daily"},
        "isAccessibleForFree": False,
    } | changes
    script = json.dumps(linked).replace("</", "<\\/")
    return f"""<html lang="en"><head><title>City opens its tracks - Example Daily</title>
      <meta property="og:site_name" content="Example Daily"><meta property="og:type" content="x">
      <meta property="og:image" content="/img/a.jpg"><link rel="canonical" href="/a?b=1">
      <meta property="article:section" content="Cities">
      <script type="application/ld+json">{script}</script></head><body>
      <h1>City opens its tracks</h1><p class="byline">By Mary Major and John Roe</p>
      <p>March 1, 2026 at 1:12 PM</p><div id="body">{prose(ENGLISH)}</div></body></html>"""


def test_an_english_page_with_json_ld():
    found = read(article(), paragraphs=ENGLISH)
    assert found == metadata.Metadata(
        title="City opens its tracks",
        published=datetime.fromisoformat("2026-03-01T13:12:00-05:00"),
        published_raw="2026-03-01T13:12:00-05:00",
        updated=datetime.fromisoformat("2026-03-02T08:00:00-05:00"),
        authors=("Jane Doe",),
        publisher="Example Daily",
        site="Example Daily",
        language="en",
        image="https://news.example.com/img/a.jpg",
        canonical_url="https://news.example.com/a?b=1",
        section="Cities",
        origins=found.origins,
        access="metered",
        kind="NewsArticle",
    )
    assert found.origins["published"] == found.origins["authors"] == "json-ld"


def test_the_visible_byline_where_machines_are_told_the_sites_name():
    found = read(article(author={"name": "Example Daily"}), paragraphs=ENGLISH)
    assert found.authors == ("Mary Major", "John Roe")
    assert found.origins["authors"] == "header"


def test_an_english_page_without_machine_words():
    markup = f"""<html><body><h1>City opens its tracks</h1><div>By Jane Doe</div>
      <div>Posted March 1, 2026 1:12 PM | Updated March 2, 2026 8:00 AM</div>
      <div id="body">{prose(ENGLISH)}</div></body></html>"""
    found = read(markup, "https://www.example.co.uk/a", paragraphs=ENGLISH)
    assert found.published.isoformat() == "2026-03-01T13:12:00+00:00"
    assert found.updated.isoformat() == "2026-03-02T08:00:00+00:00"
    assert found.authors == ("Jane Doe",)
    assert found.origins["zone"] == "assumed zone Europe/London (of the site's country)"


def test_microdata():
    markup = f"""<html><body><article itemscope><h1 itemprop="headline">City opens tracks</h1>
      <span itemprop="author"><b itemprop="name">Jane Doe</b></span>
      <time itemprop="datePublished" datetime="2026-03-01T13:12:00Z">1 Mar</time>
      <div id="body">{prose(ENGLISH)}</div></article>
      <aside><p itemprop="author">Mary Major</p></aside></body></html>"""
    found = read(markup, paragraphs=ENGLISH)
    assert found.authors == ("Jane Doe",)
    assert found.published.isoformat() == "2026-03-01T13:12:00+00:00"


def test_impossible_and_future_times_are_kept_raw_and_not_believed():
    future = read(
        article(datePublished="2999-01-01T00:00:00Z", dateModified=None), paragraphs=ENGLISH
    )
    assert (future.published, future.published_raw) == (
        datetime.fromisoformat("2026-03-01T13:12:00+00:00"),
        "March 1, 2026 at 1:12 PM",
    )
    assert read(portal("2026-12-24 10:00")).published is None
    assert read(portal("2026-12-24 10:00")).published_raw == "2026-12-24 10:00"
    head = '<meta property="article:published_time" content="2026-11-32">'
    assert read(portal("", head=head)).published_raw == "2026-11-32"


def test_the_address_dates_what_nothing_else_does():
    found = read(portal(""), "https://news.example.cn/2026/03/01/a.html")
    assert found.published.isoformat() == "2026-03-01T00:00:00+08:00"
    assert found.origins["published"] == "url"


def test_traditional_chinese():
    markup = f"""<html lang="zh-TW"><head><title>河岸市開放測試場地 | 河岸新聞網</title></head><body>
      <h1>河岸市開放測試場地</h1><p>河岸快訊／陳怡君 2026年03月01日 20:19:00</p>
      <div id="body">{prose(("這座城市將對三家企業開放測試場地，價格還沒有決定，時間會在下個月公布。",))}</div></body></html>"""
    found = read(
        markup, "https://news.example.tw/1", paragraphs=("這座城市將對三家企業開放測試場地，",)
    )
    assert found.language == "zh-Hant"
    assert found.authors == ("陳怡君",)
    assert found.published.tzinfo.key == "Asia/Taipei"


def test_titles_and_names_are_plain_text():
    found = read(article(headline="<script>alert(1)</script>City <b>opens</b> &amp; closes"))
    assert "<" not in found.title
    named = read(article(author="<b>Jane</b> Doe<script>x</script>"), paragraphs=ENGLISH)
    assert named.authors == ("Jane Doe",)


def test_addresses_that_are_none_are_left_out():
    markup = article().replace("/img/a.jpg", "javascript:alert(1)").replace("/a?b=1", "http://[x")
    found = read(markup)
    assert (found.image, found.canonical_url) == (None, None)
    assert read(article().replace("/a?b=1", "https://news.example.com/")).canonical_url is None


def test_names_and_passwords_are_taken_out_of_addresses():
    linked = {
        "image": "https://u:p@img.example.com/a.jpg",
        "url": "https://u:p@news.example.com/a?b=1",
    }
    bare = article(**linked).replace("og:image", "none").replace("canonical", "none")
    found = read(bare)
    assert found.image == "https://img.example.com/a.jpg"
    assert found.canonical_url == "https://news.example.com/a?b=1"
    tagged = article().replace('"/img/a.jpg"', '"//u:p@news.example.com/img/a.jpg"')
    assert read(tagged).image == "https://news.example.com/img/a.jpg"


@pytest.mark.parametrize(
    "linked",
    [
        "[" * 200_000,
        '{"@type": "NewsArticle", "headline": 3, "author": [[["x"]]], "datePublished": {"a": []}}',
        json.dumps({"@type": "Article", "author": "A" * 32_000, "headline": "H" * 99_000}),
        '{"@type": "Article", "headline": "\\ud800 half", "author": "\\udfff"}',
    ],
)
def test_hostile_json_ld(linked):
    markup = f'<script type="application/ld+json">{linked}</script><h1>City opens</h1>{prose()}'
    found = read(markup)
    found.title.encode("utf-8")
    assert len(found.title) <= 500


@pytest.mark.parametrize(
    "markup",
    [
        "<p></p>",
        "<h1></h1><h1> </h1><title></title>",
        "<h1>T</h1>" + "<div>" * 1500 + "x",
        "<h1>T</h1>" + "<span class='author'>王一</span>" * 20_000,
        "<meta name='author' content='王一'>" * 20_000,
        "<h1>" + "记者 王一 " * 20_000 + "</h1>",
        "<h1>T</h1><p>" + "1" * 300_000,
        "<h1>T</h1><time datetime='" + "9" * 5000 + "'>" + "2026-" * 5000 + "</time>",
        "<title>" + "a - " * 50_000 + "</title>",
    ],
)
def test_odd_pages_end(markup):
    tree = html.document_fromstring(markup)
    assert isinstance(metadata.read(tree, "https://example.com/a"), metadata.Metadata)


pieces = st.sampled_from(
    ["<h1>", "</h1>", "<p>", "<time datetime='", "'>", "<meta name='author' content='", "来源：",
     "2026-03-01 13:12", "记者 王一", "By Jane", "<title>", "</title>", "<a rel=author>", "<!--",
     "<script type='application/ld+json'>{", "}</script>", "\u202e", "昨天", "<div itemprop=author>"]
) | st.text(max_size=12)  # fmt: skip


@settings(deadline=None)
@given(st.lists(pieces, max_size=30), st.text(max_size=30))
def test_any_page_is_safe(parts, url):
    markup = "".join(parts).replace("\0", "")
    tree = html.document_fromstring(f"<html><body>{markup}</body></html>")
    found = metadata.read(tree, url, fetched=NOW)
    assert found.published is None or found.published.tzinfo is not None
