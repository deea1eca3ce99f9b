"""Pages without an article say why; pages with one are never refused."""

from __future__ import annotations

import pytest

from crawler.page.extract import extract
from storage.records import Article, NoArticle
from tests.page_parts import CHINESE, ENGLISH, LINKS, TEASERS, document, paragraphs

URL = "https://news.example/a/2026/9001.html"


def reason(markup, url=URL, **options):
    body = markup if isinstance(markup, bytes) else markup.encode()
    outcome = extract(body, url, **options)
    assert isinstance(outcome, NoArticle), outcome
    return outcome.reason


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (b"", "empty"),
        (b" \n\0 ", "empty"),
        (document(""), "empty"),
        (
            document(
                "<noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div>"
            ),
            "empty",
        ),
        (document(LINKS), "index"),
        (document(f"{LINKS}<p>青川新闻网每天为您提供最新的要闻，欢迎您常来看看。</p>"), "index"),
        (
            document(
                "<h1>404</h1><p>抱歉，您访问的页面不存在，请返回首页重新查找。</p>",
                title="404 Not Found",
            ),
            "error page",
        ),
        (document("<p>该文章已被删除，您可以看看其他内容。</p>", title="提示信息"), "error page"),
        (
            document(
                "<p>Sorry, the page you were looking for could not be found.</p>",
                title="Page not found",
            ),
            "error page",
        ),
        (
            document(
                "<form><p>请先登录后继续阅读，登录即表示同意用户协议。</p><input type=password></form>",
                title="登录",
            ),
            "login",
        ),
        (
            document("<h1>Log in</h1><p>Sign in to continue to your account.</p>", title="Log in"),
            "login",
        ),
        (document("<video src=a.mp4></video>", title="航拍大桥"), "video"),
        (
            document(
                "<p>记者航拍大桥合龙，一起来看现场。</p>",
                "<meta property='og:type' content='video.other'>",
            ),
            "video",
        ),
        (
            document(
                "<div id=c></div><script>window._cf_chl_opt={}</script>", title="Just a moment..."
            ),
            "blocked",
        ),
        (
            document(
                "<script src='/TCaptcha.js'></script><p>请完成安全验证后继续访问。</p>",
                title="安全验证",
            ),
            "blocked",
        ),
        ("<?xml version='1.0'?><rss><channel></channel></rss>", "not html"),
        ('{"title": "x", "content": "y"}', "not html"),
        (b"%PDF-1.7 <html>", "not html"),
        ("only words and no markup", "not html"),
        (bytes(range(256)) * 40, "not html"),
    ],
)
def test_fault_043_reasons(markup, expected):
    assert reason(markup) == expected


def test_a_list_of_teasers_with_summaries_is_an_index():
    assert reason(document(TEASERS * 3), "https://news.example/opinion/") == "index"


def test_a_home_page_is_an_index_though_it_holds_paragraphs():
    assert reason(document(LINKS * 3 + paragraphs(CHINESE[:2])), "https://news.example/") == "index"


def test_an_image_under_an_html_address():
    assert reason(b"\x89PNG\r\n\x1a\n" + bytes(range(256)), content_type="image/png") == "not html"


@pytest.mark.parametrize(
    "markup",
    [
        document(LINKS + paragraphs(CHINESE)),
        document(paragraphs(ENGLISH), title="404 days: how Harrow lost its way"),
        document(
            paragraphs(CHINESE) + "<p>请登录后发表评论</p><script src='/TCaptcha.js'></script>"
        ),
        document(
            "<video src=a.mp4></video>" + paragraphs(ENGLISH),
            "<meta property='og:type' content='video'>",
        ),
        document(
            LINKS
            + f"<h1>快讯</h1><div class='info'>2026-08-02 11:05</div><div><p>{CHINESE[0]}</p></div>",
            "<meta property='og:type' content='article'>",
        ),
    ],
)
def test_articles_are_not_refused(markup):
    assert isinstance(extract(markup.encode(), URL), Article)


def test_a_page_with_torn_bytes_is_no_file_of_another_kind():
    torn = document(paragraphs(CHINESE)).replace("，", "，\x02")
    assert isinstance(extract(torn.encode("gb18030"), URL), Article)
    assert isinstance(extract(document(paragraphs(ENGLISH)).encode("utf-16"), URL), Article)


def test_a_dated_text_at_an_address_that_says_nothing_is_an_article():
    links = "".join(
        f"<li><a href='/{n}'>另一条很长的新闻标题，写在相关阅读里第{n}条</a></li>"
        for n in range(60)
    )
    text = "".join(
        f"<p>港务局周二宣布扩建东码头，工程将于五月动工，预计两年完成。第{n}段。</p>"
        for n in range(9)
    )
    page = (
        "<html><head><title>东码头将扩建</title></head><body><h1>东码头将扩建</h1>"
        f"<div class='time'>2026-03-01 13:12</div><div class='content'>{text}</div>"
        f"<ul class='related'>{links}</ul></body></html>"
    )
    read = extract(page.encode(), "https://news.example/")
    assert not isinstance(read, NoArticle)
    assert read.text.count("港务局") == 9
