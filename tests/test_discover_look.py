"""Looking at an address: what is proposed, in which order, and when to ask no further."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from crawler.discover.look import known, look
from crawler.discover.naming import name_of
from crawler.discover.pages import Page
from tests import press
from tests.press import NOW, ROOT, Web


def seen(pages, url=f"{ROOT}/", **values):
    web = Web(pages)
    return asyncio.run(look(url, web, NOW, **values)), [asked for asked, _ in web.asked]


def kinds(found):
    return [(proposal.source.kind, proposal.source.url) for proposal in found.proposals]


def test_a_feed_named_in_the_head_is_proposed_and_nothing_else_is_asked_for():
    pages = {f"{ROOT}/": press.front(press.link("/rss.xml")), f"{ROOT}/rss.xml": press.rss()}
    found, asked = seen(pages | press.articles())
    assert kinds(found) == [("feed", f"{ROOT}/rss.xml")]
    (proposal,) = found.proposals
    assert proposal.source.name == "harbour"
    assert proposal.source.title == "Harbour Wire"
    assert proposal.source.language == "en"
    assert proposal.fresh
    assert proposal.checked.well == 1
    assert len(asked) == len(set(asked)) == 5


def test_the_address_may_be_the_feed_itself_or_any_article():
    pages = {f"{ROOT}/": press.front(press.link("/rss.xml")), f"{ROOT}/rss.xml": press.rss()}
    pages |= press.articles()
    for url in (f"{ROOT}/rss.xml", ROOT + press.PATHS[2]):
        found, _ = seen(pages, url)
        assert kinds(found)[0] == ("feed", f"{ROOT}/rss.xml")


def test_the_feed_of_the_section_comes_before_that_of_the_site_where_it_was_pointed_at():
    head = press.link("/rss.xml") + press.link("/sea/rss.xml", "Harbour Wire: sea")
    pages = press.articles() | {
        f"{ROOT}/sea/": press.front(head),
        f"{ROOT}/rss.xml": press.rss(),
        f"{ROOT}/sea/rss.xml": press.rss(paths=press.PATHS[:2], title="Harbour Wire: sea"),
    }
    assert kinds(seen(pages, f"{ROOT}/sea/")[0])[0] == ("feed", f"{ROOT}/sea/rss.xml")
    pages[f"{ROOT}/"] = press.front(press.link("/sea/rss.xml", "sea") + press.link("/rss.xml"))
    assert kinds(seen(pages)[0])[0] == ("feed", f"{ROOT}/rss.xml")


def test_the_same_feed_in_two_forms_is_proposed_once():
    head = press.link("/rss.xml") + press.link("/feed")
    pages = {
        f"{ROOT}/": press.front(head),
        f"{ROOT}/rss.xml": press.rss(),
        f"{ROOT}/feed": press.rss(),
    }
    assert len(seen(pages | press.articles())[0].proposals) == 1


def test_a_page_that_lists_the_feeds_of_a_site_is_followed():
    pages = {
        f"{ROOT}/": press.front('<a href="/services/rss.html">RSS</a>'),
        f"{ROOT}/services/rss.html": b'<p>Our feeds: <a href="/feeds/all.xml">All</a></p>',
        f"{ROOT}/feeds/all.xml": press.rss(),
    }
    assert kinds(seen(pages | press.articles())[0])[0] == ("feed", f"{ROOT}/feeds/all.xml")


def test_a_feed_in_a_usual_place_is_found():
    pages = {f"{ROOT}/": press.front(), f"{ROOT}/feed.xml": press.rss()}
    found, _ = seen(pages | press.articles())
    assert kinds(found)[0] == ("feed", f"{ROOT}/feed.xml")
    assert found.proposals[0].why == "usual place"


def test_without_a_feed_the_news_sitemap_of_robots_txt_is_found_through_its_index():
    index = (
        f"<sitemapindex><sitemap><loc>{ROOT}/pages.xml</loc></sitemap>"
        f"<sitemap><loc>{ROOT}/news.xml</loc></sitemap></sitemapindex>"
    )
    pages = {
        f"{ROOT}/": press.front(),
        f"{ROOT}/robots.txt": f"Sitemap: {ROOT}/index.xml".encode(),
        f"{ROOT}/index.xml": index.encode(),
        f"{ROOT}/news.xml": press.news_sitemap(),
    }
    assert kinds(seen(pages | press.articles())[0])[0] == ("sitemap", f"{ROOT}/news.xml")


def test_without_any_list_the_page_itself_becomes_one():
    found, _ = seen({f"{ROOT}/": press.front()} | press.articles())
    (proposal,) = found.proposals
    assert (proposal.source.kind, proposal.source.url) == ("listing", f"{ROOT}/")
    assert len(proposal.checked.entries) == 6
    assert proposal.source.article_pattern


def test_a_sitemap_of_all_pages_serves_only_where_the_page_has_no_list():
    stamp = f"<lastmod>{NOW.isoformat()}</lastmod>"
    listed = "".join(f"<url><loc>{ROOT}{path}</loc>{stamp}</url>" for path in press.PATHS)
    pages = {
        f"{ROOT}/": press.front(),
        f"{ROOT}/sitemap.xml": f"<urlset>{listed}</urlset>".encode(),
    } | press.articles()
    assert kinds(seen(pages)[0])[0] == ("listing", f"{ROOT}/")
    pages[f"{ROOT}/"] = press.front(links=False)
    found, _ = seen(pages)
    assert kinds(found)[0] == ("sitemap", f"{ROOT}/sitemap.xml")
    assert found.proposals[0].source.article_pattern


def test_a_feed_that_was_given_up_comes_after_a_living_page():
    pages = {
        f"{ROOT}/": press.front(press.link("/old.xml")),
        f"{ROOT}/old.xml": press.rss(age=timedelta(days=500)),
    }
    found, _ = seen(pages | press.articles())
    assert kinds(found)[0] == ("listing", f"{ROOT}/")


def test_links_that_lead_to_no_articles_are_no_source():
    shelf = b"<html><body><h1>Chair</h1><p>Price: 3</p></body></html>"
    pages = {f"{ROOT}/": press.front()} | {ROOT + path: shelf for path in press.PATHS}
    found, _ = seen(pages)
    assert found.proposals == ()
    assert "neither" in found.notices[-1]


def test_fault_018_a_challenge_is_not_answered():
    page = b"<html><head><title>Just a moment...</title></head><script>window._cf_chl_opt</script>"
    found, asked = seen({f"{ROOT}/": page})
    assert found.proposals == ()
    assert "human" in found.notices[-1]
    assert asked == [f"{ROOT}/"]


def test_a_site_that_forbids_it_is_left_alone():
    for answer in (
        Page(f"{ROOT}/", trouble="robots", sentence="robots.txt forbids it"),
        Page(f"{ROOT}/", 403),
    ):
        found, asked = seen({f"{ROOT}/": answer})
        assert found.proposals == ()
        assert found.notices[-1].startswith(f"{ROOT}/: ")
        assert asked == [f"{ROOT}/"]


def test_where_the_address_is_gone_the_front_page_is_looked_at():
    pages = {f"{ROOT}/": press.front(press.link("/rss.xml")), f"{ROOT}/rss.xml": press.rss()}
    found, _ = seen(pages | press.articles(), f"{ROOT}/old/feed")
    assert kinds(found) == [("feed", f"{ROOT}/rss.xml")]
    assert "HTTP 404" in found.notices[0]


def test_a_page_built_by_scripts_is_named_so():
    found, _ = seen({f"{ROOT}/": b"<html><body><div id=app></div><script src=/a.js></script>"})
    assert "scripts" in found.notices[-1]


def test_what_the_catalogue_knows_is_said():
    assert any("2023" in line for line in known("http://rss.cnn.com/rss/cnn_topstories.rss"))
    assert any("ithome (on)" in line for line in known("https://www.ithome.com/"))
    assert any("guancha-home (blocked)" in line for line in known("https://www.guancha.cn/"))
    assert known("https://harbour.example/") == ()


def test_names_come_from_addresses_and_are_not_given_twice():
    assert name_of("https://www.harbour.example.co.uk/sea/rss.xml") == "example-harbour-sea"
    assert name_of("https://feeds.harbour.example/feed") == "harbour"
    assert name_of("https://tech.harbour.example/news/chips/feed") == "harbour-tech-chips"
    assert name_of("https://harbour.example/feed", {"harbour", "harbour-2"}) == "harbour-3"
    assert name_of("http://127.0.0.1:8080/") == "127-0-0-1"
    assert name_of("https://港口.example/") == "xn-6orv52d"
