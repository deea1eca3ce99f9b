"""The visible header between headline and first paragraph."""

from __future__ import annotations

from lxml import html

from crawler.page import header

LONG = "河岸市昨天宣布将向三家企业开放测试场地，" * 6


def page(body: str) -> html.HtmlElement:
    parser = html.HTMLParser(huge_tree=True)
    return html.document_fromstring(f"<html><body>{body}</body></html>", parser=parser)


def texts(lines):
    return [line.text for line in lines]


def test_inline_elements_share_a_line_and_blocks_part_lines():
    tree = page(
        "<h1>T</h1><div><span>2026-03-01</span> <em>13:12</em><!-- x --> 来源：<a>河岸网</a></div>"
        "<p>王一<br>李二三</p>"
    )
    lines = header.after(tree.find(".//h1"))
    assert texts(lines) == ["2026-03-01 13:12 来源： 河岸网", "王一", "李二三"]


def test_the_header_ends_with_the_first_paragraphs():
    tree = page(
        f"<h1>T</h1><p>one</p><p>{LONG}</p><p>two</p><p>{LONG}</p><ul><li>2001-01-01</li></ul>"
    )
    assert texts(header.after(tree.find(".//h1")))[::2] == ["one", "two"]


def test_known_paragraphs_end_it_where_they_are_short():
    tree = page(
        "<h1>T</h1><i>13:12</i><p>第一段很短，只有一句。</p><p>第二段</p><p>评论 2001-01-01</p>"
    )
    lines = header.after(tree.find(".//h1"), ["第一段很短，只有一句。"])
    assert texts(lines) == ["13:12", "第一段很短，只有一句。"]


def test_a_label_on_its_own_line_is_joined_with_what_it_labels():
    tree = page("<h1>T</h1><div>By</div><div>Jane Doe</div><p>来源：</p><p>河岸网</p>")
    assert texts(header.after(tree.find(".//h1"))) == ["By Jane Doe", "来源： 河岸网"]


def test_long_summaries_do_not_end_the_header_of_a_known_text():
    tree = page(
        f"<h1>T</h1><p>{LONG}</p><i>{LONG}</i><p>王一</p><p>第一段很短，只有一句。</p><p>x</p>"
    )
    assert texts(header.after(tree.find(".//h1"), ["第一段很短，只有一句。"]))[2:] == [
        "王一",
        "第一段很短，只有一句。",
    ]


def test_scripts_and_styles_are_not_read():
    tree = page("<h1>T</h1><div><script>var t = '2001-01-01'</script><style>p{}</style>13:12</div>")
    assert texts(header.after(tree.find(".//h1"))) == ["13:12"]


def test_hints_and_stated_times_come_along():
    tree = page(
        '<h1>T</h1><div class="Meta"><time datetime="2026-03-01T13:12Z">1 March</time></div>'
    )
    (line,) = header.after(tree.find(".//h1"))
    assert line.stated == "2026-03-01T13:12Z"
    assert "meta" in line.hints


def test_lines_before_and_behind_an_element():
    tree = page(f"<p>a</p><p>b</p><div id='x'><p>{LONG}</p><p>王一</p></div><p>c</p>")
    node = tree.get_element_by_id("x")
    assert texts(header.before(node)) == ["b", "a"]
    assert texts(header.behind(node))[-2:] == ["王一", "c"]


def test_deep_and_wide_pages_end():
    deep = page("<h1>T</h1>" + "<div>" * 1500 + "x")
    wide = page("<h1>T</h1>" + "<b>1</b>" * 50_000)
    for tree in (deep, wide):
        assert header.after(tree.find(".//h1"))
        assert header.behind(tree.find("body"))
