"""What the catalogue says of lists that are no feeds, tried on samples of their shape.

The samples are written here after the descriptions of the sources: invented words in the fields,
elements and wrappings that the sites use. They show that an entry's paths, selectors, templates
and pattern belong together, not that the site still answers so.
"""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import unquote

import pytest
from scrapy.http import Response

from crawler import catalogue
from spiders.news import AllSpider

KNOWN = {entry.source.name: entry.source for entry in catalogue.known()}


def rows(*pairs):
    return "".join(f'<li><a href="{href}">{text}</a></li>' for href, text in pairs)


#: name -> body, address of its first article, its title, and its time in ISO format if it has one.
SAMPLES = {
    "guancha-home": (
        ('<ul><li class="middle"><h4 class="module-title"><a href="/GuoJi·ZhanLue/2026_11_22_900001.shtml">'
        "港口扩建</a></h4><li class=middle><h4 class=module-title><a href=/a/list.shtml>更多</a></ul>"),
        "https://www.guancha.cn/GuoJi%C2%B7ZhanLue/2026_11_22_900001.shtml", "港口扩建", None,
    ),
    "guancha-sp": (
        '<a class="tsp-list1-title" href="/A/2026_11_22_900002.shtml">评论港口</a>',
        "https://www.guancha.cn/A/2026_11_22_900002.shtml", "评论港口", None,
    ),
    "cankaoxiaoxi": (
        ('{"list": [{"data": {"url": "https://ckxxapp.ckxx.net/pages/2026/11/22/ab.html", "title": "外媒谈港口",'
        ' "publishTime": "2026-11-22 08:30:00"}}]}'),
        "https://ckxxapp.ckxx.net/pages/2026/11/22/ab.html", "外媒谈港口", "2026-11-22T08:30:00+08:00",
    ),
    "chinadaily-china": (
        ('<div class="tw3_01_2"><span><h4><a href="//www.chinadaily.com.cn/a/202611/22/WS6921ab.html">Port grows'
        "</a></h4><b>2026-11-22 08:30</b></span></div>"),
        "https://www.chinadaily.com.cn/a/202611/22/WS6921ab.html", "Port grows", "2026-11-22T08:30:00+08:00",
    ),
    "stdaily-roll": (
        ('<div class="f_lieb_list"><dl><dd><h3><a href="/web/gdxw/2026-11/22/content_400001.html">港口新技术</a></h3>'
        '<span class="sourthTime">2026-11-22</span></dd></dl></div>'),
        "https://www.stdaily.com/web/gdxw/2026-11/22/content_400001.html", "港口新技术", "2026-11-22T00:00:00+08:00",
    ),
    "cnr-roll": (
        ('<div class="articleList"><div class="item"><a href="https://news.cnr.cn/kuaixun/20261122/t20261122_52.shtml">'
        "快讯港口</a></div></div>"),
        "https://news.cnr.cn/kuaixun/20261122/t20261122_52.shtml", "快讯港口", None,
    ),
    "thepaper-hot": (
        '{"data": {"hotNews": [{"contId": "31999001", "name": "港口热议", "pubTimeLong": 1795307400000}]}}',
        "https://m.thepaper.cn/detail/31999001", "港口热议", "2026-11-22T08:30:00+08:00",
    ),
    "thepaper-tech": (
        '{"data": {"list": [{"contId": "31999002", "name": "港口科技", "pubTimeLong": 1795307400000}]}}',
        "https://m.thepaper.cn/detail/31999002", "港口科技", "2026-11-22T08:30:00+08:00",
    ),
    "caixin-scroll": (
        ('{"code": 0, "data": {"articleList": [{"contentId": 1, "title": "港口融资", "time": 1795307400000,'
        ' "summary": "摘要", "url": "https://finance.caixin.com/2026-11-22/102.html"}]}}'),
        "https://finance.caixin.com/2026-11-22/102.html", "港口融资", "2026-11-22T08:30:00+08:00",
    ),
    "sina-tech": (
        ('{"result": {"data": [{"url": "https://finance.sina.com.cn/tech/2026-11-22/doc-infabcd1234567.shtml",'
        ' "title": "港口芯片", "intro": "摘要", "intime": "1795307400", "media_name": "港口报"}]}}'),
        "https://finance.sina.com.cn/tech/2026-11-22/doc-infabcd1234567.shtml", "港口芯片", "2026-11-22T08:30:00+08:00",
    ),
    "163-tech": (
        ('data_callback([{"title": "港口网络", "docurl": "https://www.163.com/tech/article/KABCD1234EFGH567.html",'
        ' "time": "11/22/2026 08:30:00", "source": "港口报"}])'),
        "https://www.163.com/tech/article/KABCD1234EFGH567.html", "港口网络", "2026-11-22T08:30:00+08:00",
    ),
    "cctv-tech": (
        ('tech({"data": {"list": [{"title": "港口机器人", "url": "https://news.cctv.com/2026/11/22/ARTIabc.shtml",'
        ' "focus_date": "2026-11-22 08:30:00"}]}})'),
        "https://news.cctv.com/2026/11/22/ARTIabc.shtml", "港口机器人", "2026-11-22T08:30:00+08:00",
    ),
    "ifeng-home": (
        ('<script>var allData = {"hotNews1": [{"title": "港口早报", "url": "//news.ifeng.com/c/8abcDEF12gh",'
        ' "newsTime": "2026-11-22 08:30:00"}]};var b = 1</script>'),
        "https://news.ifeng.com/c/8abcDEF12gh", "港口早报", "2026-11-22T08:30:00+08:00",
    ),
    "ifeng-tech": (
        ('<script>var allData = {"x": 1, "newsstream": [{"title": "港口手机", "url": "https://tech.ifeng.com/c/8abcDEF12gi",'
        ' "newsTime": "2026-11-22 08:30:00"}],"cooperation": 2};</script>'),
        "https://tech.ifeng.com/c/8abcDEF12gi", "港口手机", "2026-11-22T08:30:00+08:00",
    ),
    "jiqizhixin": (
        '{"articles": [{"slug": "2026-11-22-3", "title": "港口模型", "publishedAt": "2026/11/22 08:30"}]}',
        "https://www.jiqizhixin.com/articles/2026-11-22-3", "港口模型", "2026-11-22T08:30:00+08:00",
    ),
    "aiera": (
        ('[{"link": "https://aiera.com.cn/2026/11/22/other/1/", "title": {"rendered": "港口&#8212;AI"},'
        ' "date_gmt": "2026-11-22T00:30:00", "content": {"rendered": "<p>正文</p>"}}]'),
        "https://aiera.com.cn/2026/11/22/other/1/", "港口—AI", "2026-11-22T00:30:00+00:00",
    ),
    "fedreg-bis": (
        ('{"results": [{"title": "Port rule", "html_url": "https://www.federalregister.gov/documents/2026/11/20/2026-1/x",'
        ' "publication_date": "2026-11-20", "abstract": "A rule."}]}'),
        "https://www.federalregister.gov/documents/2026/11/20/2026-1/x", "Port rule", "2026-11-20T00:00:00-05:00",
    ),
    "gdelt-doc": (
        ('{"articles": [{"url": "https://harbour.example/1", "title": "Port", "seendate": "20261122T003000Z",'
        ' "domain": "harbour.example"}]}'),
        "https://harbour.example/1", "Port", "2026-11-22T00:30:00+00:00",
    ),
    "huggingface-trending": (
        '[{"id": "harbour/Port-7B", "createdAt": "2026-11-22T00:30:00.000Z"}]',
        "https://huggingface.co/harbour/Port-7B", "harbour/Port-7B", "2026-11-22T00:30:00+00:00",
    ),
    "deepseek-news": (
        rows(("/zh-cn/news/news261122", "DeepSeek 港口版 2026/11/22"), ("/zh-cn/pricing", "价格")),
        "https://api-docs.deepseek.com/zh-cn/news/news261122", "DeepSeek 港口版 2026/11/22", None,
    ),
    "anthropic-news": (
        rows(("/news/claude-harbour", "Claude Harbour"), ("/careers", "Careers")),
        "https://www.anthropic.com/news/claude-harbour", "Claude Harbour", None,
    ),
    "mofcom-zcfb": (
        rows(("/zcfb/zc/index.html", "政策"), ("/zcfb/zc/art/2026/art_b41d86d911fc4488.html", "公告2026年第1号")),
        "https://www.mofcom.gov.cn/zcfb/zc/art/2026/art_b41d86d911fc4488.html", "公告2026年第1号", None,
    ),
    "cac-zcfg": (
        '<ul id="loadingInfoPage"><li><h5><a href="//www.cac.gov.cn/2026-11/22/c_17953074.htm">办法</a></h5></li></ul>',
        "https://www.cac.gov.cn/2026-11/22/c_17953074.htm", "办法", None,
    ),
    "people-world": (
        '<div class="ej_bor"><ul><li><a href="/n1/2026/1122/c1002-40600001.html">港口国际</a></li></ul></div>',
        "http://world.people.com.cn/n1/2026/1122/c1002-40600001.html", "港口国际", None,
    ),
    "globaltimes-sci": (
        '<div class="common_title"><a href="https://www.globaltimes.cn/page/202611/1350001.shtml">Port</a></div>',
        "https://www.globaltimes.cn/page/202611/1350001.shtml", "Port", None,
    ),
}  # fmt: skip
#: name -> first answer, where its lists are, and an answer of such a list with its first article.
TWO_STEPS = {
    "huanqiu-world": (
        '{"children": {"a": {"node": "/e3pmh22ph", "name": "x"}, "b": {"children": {"c": {"node": "/e3pmh26vv"}}}}}',
        "https://world.huanqiu.com/api/list?node=%22%2Fe3pmh22ph%22%2C%22%2Fe3pmh26vv%22&offset=0&limit=20",
        '{"list": [{"aid": "4LabcdEFgh1", "title": "港口环球", "ctime": "1795307400000", "source": {"name": "环球网"}}, {}]}',
        "https://world.huanqiu.com/article/4LabcdEFgh1",
    ),
    "people-daily-paper": (
        '<div id="list"><ul>' + rows(("node_01.html", "第01版")) + "</ul></div>",
        "https://paper.people.com.cn/rmrb/pc/layout/node_01.html",
        '<ul class="news-list">' + rows(("../content/202611/22/content_301.html", "港口要闻")) + "</ul>",
        "https://paper.people.com.cn/rmrb/pc/content/202611/22/content_301.html",
    ),
}  # fmt: skip


def read(name, body, url=None):
    source = KNOWN[name]
    response = Response(url or source.url, body=body.encode())
    return AllSpider.readers[source.kind](response, source)


@pytest.mark.parametrize("name", SAMPLES)
def test_an_entry_reads_a_list_of_its_shape(name):
    body, url, title, published = SAMPLES[name]
    listed = read(name, body)
    pattern = KNOWN[name].article_pattern
    wanted = [e for e in listed.entries if re.search(pattern, unquote(e.url))]
    assert (wanted[0].url, wanted[0].title) == (url, title)
    assert wanted[0].published == (datetime.fromisoformat(published) if published else None)


@pytest.mark.parametrize("name", TWO_STEPS)
def test_an_entry_of_two_steps_reads_both(name):
    first, address, second, url = TWO_STEPS[name]
    assert read(name, first).children == (address,)
    (entry,) = read(name, second, address).entries
    assert entry.url == url
    assert re.search(KNOWN[name].article_pattern, entry.url)


def test_gbk_is_read_where_sites_still_use_it():
    body, url, title, _ = SAMPLES["163-tech"]
    source = KNOWN["163-tech"]
    response = Response(
        source.url,
        body=body.encode("gbk"),
        headers={"Content-Type": "text/javascript; charset=GBK"},
    )
    (entry,) = AllSpider.readers["json"](response, source).entries
    assert (entry.url, entry.title) == (url, title)


def test_a_challenge_in_place_of_a_list_is_called_so():
    challenge = "<html><head><title>安全验证</title></head><body><script src=/probe.js?1></script></body></html>"
    for name in ("36kr-newsflash", "36kr-feed", "guancha-home", "thepaper-hot"):
        assert read(name, challenge).state == "blocked"


def test_whatever_is_on_and_no_feed_has_a_sample_here():
    special = {
        e.source.name
        for e in catalogue.known()
        if e.status == "on" and e.source.kind in ("json", "listing")
    }
    assert special <= set(SAMPLES) | set(TWO_STEPS)
