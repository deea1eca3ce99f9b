"""Whether a text is whole: barriers, cut sentences, links to the rest."""

from __future__ import annotations

import pytest

from crawler.page.body import find_in
from crawler.page.whole import is_whole
from tests.page_parts import CHINESE, ENGLISH, LINKS, page_of, paragraphs


def whole(markup, access=None):
    page = page_of(markup)
    return is_whole(page, find_in(page), access=access)


@pytest.mark.parametrize(
    "after",
    [
        "<div class='wall'><p>本文为付费内容，订阅后可继续阅读</p></div>",
        "<div><p>剩余 72% 内容，开通会员即可阅读</p></div>",
        "<div><a href='/full/9'>点击阅读全文</a></div>",
        "<div><h3>Subscribe to read the full story</h3></div>",
        "<div><p>Already a subscriber? <a href='/in'>Sign in</a></p></div>",
        "<p><a href='https://other.example/9'>Continue reading →</a></p>",
        "<p>订阅用户专享</p>",
        "<p>试读已结束</p>",
        "<p>登录即可查看</p>",
        "<p>解锁全文</p>",
        "<p>SUBSCRIBERS ONLY</p>",
        "<p>For paid members</p>",
        "<p>Log in to continue</p>",
        "<p>Unlock this article</p>",
        "<p>You have reached your limit</p>",
        "<p>You've read all of them</p>",
        "<p>2 free articles left</p>",
    ],
)
def test_barriers_after_the_text(after):
    assert not whole(f"<div>{paragraphs(CHINESE[:2])}</div>{after}{LINKS}")


def test_a_text_that_breaks_off():
    assert not whole(f"<div><p>{CHINESE[0]}</p><p>{CHINESE[1][:-1]}……</p></div>")


def test_a_short_text_of_a_page_that_says_it_is_not_free():
    assert not whole(f"<div>{paragraphs(ENGLISH[:2])}</div>", access="metered")


@pytest.mark.parametrize(
    "markup",
    [
        f"<div>{paragraphs(CHINESE)}</div>{LINKS}",
        f"<div>{paragraphs(CHINESE)}<p>阅读原文</p></div>",
        f"<div>{paragraphs(ENGLISH * 10)}</div><p>Already a subscriber? Sign in</p>",
        f"<div>{paragraphs(ENGLISH)}</div><div>{LINKS}</div><footer>Subscribe to read the full story</footer>",
    ],
)
def test_whole_texts(markup):
    assert whole(markup)


def test_a_long_text_of_a_metered_page_is_whole():
    assert whole(f"<div>{paragraphs(ENGLISH * 10)}</div>", access="metered")
