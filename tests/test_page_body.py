"""Finding the body: the article's paragraphs, all of them and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.page.body import find, find_in, without_header
from crawler.page.budget import parse
from tests.page_parts import (
    CHINESE,
    ENGLISH,
    JAPANESE,
    KOREAN,
    LINKS,
    TAIWANESE,
    TEASERS,
    page_of,
    paragraphs,
)


def read(markup):
    return find_in(page_of(markup)).paragraphs


BOTH = pytest.mark.parametrize("texts", [CHINESE, ENGLISH], ids=["zh", "en"])
ALL = pytest.mark.parametrize(
    "texts",
    [CHINESE, TAIWANESE, JAPANESE, KOREAN, ENGLISH],
    ids=["zh", "zh-Hant", "ja", "ko", "en"],
)


@ALL
def test_paragraphs_among_links_and_teasers(texts):
    assert read(f"{LINKS}<div>{paragraphs(texts)}</div><div>{TEASERS}</div>{LINKS}") == texts


@ALL
def test_text_split_by_line_breaks(texts):
    assert (
        read(f"<table><tr><td>{LINKS}</td><td>{'<br><br>'.join(texts)}</td></tr></table>") == texts
    )


@BOTH
def test_a_box_for_each_paragraph(texts):
    blocks = "".join(f"<div class='x7'><div class='y9'><p>{text}</p></div></div>" for text in texts)
    assert read(f"{LINKS}<article>{blocks}</article>") == texts


@BOTH
def test_sections_with_advertising_between_them(texts):
    half = f"<div class='sec'><div class='in'>{paragraphs(texts[:2])}</div></div>"
    rest = f"<div class='sec'><div class='in'>{paragraphs(texts[2:])}</div></div>"
    ad = "<div class='ad-slot'><p>Advertisement</p></div>"
    assert read(f"{LINKS}<main>{half}{ad}{rest}</main><div>{TEASERS}</div>") == texts


@BOTH
def test_a_misleading_name_does_not_hide_the_body(texts):
    inner = f"<div class='js_img_share_area'><div class='hidden'>{paragraphs(texts)}</div></div>"
    assert read(f"{LINKS}<div>{inner}</div><div>{TEASERS}</div>") == texts


def test_comments_are_not_the_article():
    comments = paragraphs(["说得都很好，但是真正好不好用还是要看半年以后的实际情况。"] * 6)
    assert (
        read(f"<div>{paragraphs(CHINESE)}</div><div class='comment-list'>{comments}</div>")
        == CHINESE
    )


def test_short_paragraphs_inside_the_body_are_kept():
    texts = (CHINESE[0], "他没有回答。", CHINESE[1], "会场安静下来。", CHINESE[2])
    assert read(f"{LINKS}<div>{paragraphs(texts)}</div>") == texts


def test_headings_between_paragraphs_are_kept_and_after_the_last_dropped():
    markup = (
        f"<div><p>{ENGLISH[0]}</p><h2>What comes next</h2><p>{ENGLISH[1]}</p><h2>Latest</h2></div>"
    )
    assert read(markup) == (ENGLISH[0], "What comes next", ENGLISH[1])


def test_a_paragraph_with_links_is_kept_and_a_bare_link_is_not():
    linked = "A study <a href='/s'>published last month in the journal of the academy</a> found no such effect."
    bare = "<a href='/r'>Read how the licence rules would work in practice</a>"
    plain = "A study published last month in the journal of the academy found no such effect."
    assert read(
        f"<div><p>{ENGLISH[0]}</p><p>{linked}</p><p>{bare}</p><p>{ENGLISH[1]}</p></div>"
    ) == (
        ENGLISH[0],
        plain,
        ENGLISH[1],
    )


def test_captions_and_embedded_posts_are_not_the_article():
    figure = "<figure><img src='a.jpg'><figcaption>The machine room at Northgate, where fans run.</figcaption></figure>"
    post = "<blockquote class='twitter-tweet'><p>I have seen some things on this pier, but never this.</p></blockquote>"
    assert (
        read(f"<div><p>{ENGLISH[0]}</p>{figure}<p>{ENGLISH[1]}</p>{post}<p>{ENGLISH[2]}</p></div>")
        == ENGLISH[:3]
    )


def test_credits_are_moved_out_of_the_text():
    body = find_in(page_of(f"<div>{paragraphs(CHINESE)}<p>责任编辑：孙小满</p></div>"))
    assert body.paragraphs == CHINESE
    assert body.boilerplate == ("责任编辑：孙小满",)


def test_an_english_standfirst_opens_the_text_unless_the_body_repeats_it():
    deck = "Harrow’s letter to its distributors raises more questions than it answers."
    header = f"<header><h1>Harrow halts sales</h1><p class='standfirst'>{deck}</p></header>"
    assert read(f"{header}<div>{paragraphs(ENGLISH)}</div>") == (deck, *ENGLISH)
    again = f"<header><h1>Harrow halts sales</h1><p class='standfirst'>{ENGLISH[0]}</p></header>"
    assert read(f"{again}<div>{paragraphs(ENGLISH)}</div>") == ENGLISH


def test_articles_of_short_paragraphs_only_are_found_but_marked_unsure():
    texts = ("很多人问我，为什么不写了。", "原因很简单，分数没有用。", "今年我换一种写法。")
    body = find_in(page_of(f"<div>{paragraphs(texts)}</div>"))
    assert body.paragraphs == texts
    assert not body.sure


def test_nothing_but_links_is_no_body():
    assert find_in(page_of(LINKS)).text == ""


def test_a_line_break_in_the_source_is_no_space_between_characters():
    broken = CHINESE[0][:20] + "\n   " + CHINESE[0][20:]
    assert read(f"<div><p>{broken}</p><p>{CHINESE[1]}</p></div>") == CHINESE[:2]


def test_the_tree_stays_as_it_was():
    tree = parse(f"<html><body>{LINKS}<div>{paragraphs(CHINESE)}</div></body></html>")
    before = [(node.tag, node.text, node.tail) for node in tree.iter()]
    assert find(tree).node is not None
    assert [(node.tag, node.text, node.tail) for node in tree.iter()] == before


def test_a_repeated_header_is_taken_off():
    markup = f"<table><tr><td>一则新闻的标题<br>2026-03-04 15:20 来源：青川日报<br>{'<br>'.join(CHINESE)}</td></tr></table>"
    body = find_in(page_of(markup))
    assert without_header(body, "一则新闻的标题").paragraphs == CHINESE


MARKUP = st.lists(
    st.sampled_from([
        "<p>", "</p>", "<div>", "</div>", "<a href=x>", "</a>", "<br>", "<ul><li>", "</ul>", "<h1>",
        "<table><td>", "<span class='comment'>", "<aside>", "<figure>", "&#xD800;", "\0", *CHINESE, *ENGLISH,
        "短句。", "label", " ", "<script>if(a<b)</script>",
    ]),
    max_size=60,
)  # fmt: skip


@given(MARKUP)
def test_any_markup_gives_clean_lines(pieces):
    tree = parse(f"<html><body>{''.join(pieces)}<p>x</p></body></html>")
    for line in find(tree).paragraphs:
        assert line == " ".join(line.split())
        assert line
