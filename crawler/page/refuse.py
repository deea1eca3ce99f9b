"""Why a page holds no article.

Knows what error pages, login walls, video pages, lists and challenges have in common. Must not
know how a body is found; a page whose body is long enough is never refused.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from crawler.page import challenge
from crawler.page.blocks import Page
from crawler.page.body import Body
from storage.records import NoArticle

#: Units (UTF-8 bytes) of text below which a page is looked at with suspicion: two short
#: paragraphs in either script. Flash news is shorter than this and must pass.
_THIN = 400
_LISTED = 24
_MANY_LINKS = 20
_HOME_PAGES = frozenset({"", "index.html", "index.htm", "index.shtml", "index.php"})
_BINARY = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"RIFF")
_BINARY_TYPE = re.compile(
    r"^\s*(?:image|audio|video|font)/|^\s*application/(?:pdf|zip|gzip|octet-stream|msword|vnd)",
    re.IGNORECASE,
)
_FEED = re.compile(
    r"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:rss|feed|urlset|sitemapindex|rdf:RDF)\b",
    re.DOTALL,
)
#: What no text holds, however decoded: ESC, FF, BS and SUB are old habits, C1 is misread cp1252.
_CONTROL = bytes((*range(1, 8), 0x0B, *range(0x0E, 0x1A), *range(0x1C, 0x20)))
#: Looked at in so many places of so many characters each. Of random bytes every tenth character
#: is such a one, whatever encoding they are read by; a page with many torn bytes has fewer.
_PLACES, _WINDOW, _MOST_CONTROLS = 5, 4_096, 0.06
_ERROR = re.compile(
    r"\b(?:404|403|410|500|502|503)\b.{0,30}(?:error|not found|forbidden|页|頁|$)"
    r"|(?:page|article|story|content)\b.{0,40}(?:not (?:be )?found|no longer (?:available|exists)"
    r"|does ?n[o']t exist|has been removed|(?:is )?unavailable)|not found$|server error"
    r"|(?:页面|網頁|頁面|网页|文章|内容|內容|新闻|稿件|链接|帖子).{0,16}(?:不存在|找不到|无法访问|已(?:经)?(?:被)?"
    r"(?:删除|刪除|下线|下架|失效|移除|撤回)|走丢|飞走)|(?:找不到|无法找到|没有找到).{0,10}(?:页|頁|文章|内容)"
    r"|该内容已被发布者删除|此内容因违规无法查看|系统(?:错误|繁忙)|服务器(?:错误|繁忙|内部)",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"请(?:先)?(?:登录|登陆)|登录后(?:查看|阅读|继续)|(?:账号|帐号|手机号|密码|扫码)登录|立即登录"
    r"|請先?登入|(?:log|sign) ?in\b.{0,40}(?:to (?:continue|read|view|access|your account)|$)"
    r"|(?:enter|forgot(?:ten)?) (?:your )?password|create (?:an|your) account",
    re.IGNORECASE,
)
_SCRIPT = re.compile(
    r"enable java ?script|requires? java ?script|需要.{0,6}JavaScript", re.IGNORECASE
)


def not_html(body: bytes, content_type: str | None, text: str) -> NoArticle | None:
    """Refuse what is no page: files of other kinds, feeds, JSON."""
    if body.startswith(_BINARY) or (
        "<" not in text and isinstance(content_type, str) and _BINARY_TYPE.match(content_type)
    ):
        return NoArticle("not html", "a file of another kind")
    start = text[:2000].lstrip("\ufeff \t\r\n")
    if not start:
        return NoArticle("empty", "nothing but white space")
    if _FEED.match(start):
        return NoArticle("not html", "a feed or sitemap")
    if start[0] in "{[" and "<html" not in text[:5000].lower():
        return NoArticle("not html", "a JSON document")
    if "<" not in text:
        return NoArticle("not html", "no markup")
    if _is_binary(text):
        return NoArticle("not html", "control characters all over it")
    return None


def _is_binary(text: str) -> bool:
    """Tell text from a file of another kind that happens to hold a ``<``."""
    step = max(_WINDOW, len(text) // _PLACES)
    sample = "".join(text[at : at + _WINDOW] for at in range(0, len(text), step))
    # In UTF-8 no byte of another character looks like a control character.
    encoded = sample.encode("utf-8", "surrogatepass")
    controls = len(encoded) - len(encoded.translate(None, _CONTROL))
    return controls > _MOST_CONTROLS * len(sample)


def reason(
    page: Page, body: Body, source: str, url: str, *, title: str, kind: str | None, dated: bool
) -> NoArticle | None:
    """Return why the page holds no article, or ``None`` if it holds one.

    ``source`` is the page's markup, ``kind`` its og:type or JSON-LD type, ``dated`` whether it
    says when it was published.
    """
    units = len(body.text.encode("utf-8", "replace"))
    article = bool(kind and re.search(r"article|news|posting|report", kind, re.IGNORECASE))
    if not body.sure and not article and (units < _THIN or not dated):
        links = _listed(page)
        if links >= _MANY_LINKS:
            return NoArticle("index", f"{links} links and no long paragraph")
    if units < _THIN:
        return _thin(page, body, source, title, kind, evidence=article or dated)
    if not article and _is_list(page, body, url, dated=dated):
        return NoArticle("index", "a list of teasers")
    return None


def _thin(
    page: Page, body: Body, source: str, title: str, kind: str | None, *, evidence: bool
) -> NoArticle | None:
    """Judge a page with two short paragraphs or less."""
    # Guards leave their scripts in the pages that they let through, too.
    if not (evidence and body.text) and challenge.is_challenge(source):
        return NoArticle("blocked", "the page asks for proof of being human")
    said = " ".join(page.texts[:60])[:3000]
    if _ERROR.search(title) or (not evidence and _ERROR.search(said)):
        return NoArticle("error page", title[:100])
    if kind and kind.lower().startswith("video"):
        return NoArticle("video", "a video with a few words")
    if not evidence and (_LOGIN.search(title) or _LOGIN.search(said)):
        return NoArticle("login", "the page asks to log in")
    links = _listed(page)
    if not body.text:
        if links >= 3:
            return NoArticle("index", f"{links} links and no paragraph")
        if "<video" in source or "<audio" in source:
            return NoArticle("video", "a player and no paragraph")
        if _SCRIPT.search(source):
            return NoArticle("empty", "the page is built by script")
        return NoArticle("empty", "no block of text that could be an article")
    if not evidence and links > 10 * len(body.paragraphs):
        return NoArticle("index", f"{links} links and {len(body.paragraphs)} paragraphs")
    return None


def _is_list(page: Page, body: Body, url: str, *, dated: bool) -> bool:
    """Tell a list of teasers from an article: headlines among its paragraphs, or a home page."""
    if dated and body.sure:
        return False  # an address that says nothing is no evidence against a dated text
    links = _listed(page, body.first, body.last + 1)
    if not dated and links >= 4 and links >= len(body.paragraphs) // 2:
        return True
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.query or parts.path.strip("/") not in _HOME_PAGES:
        return False
    return sum(page.linked) > 3 * len(body.text.encode("utf-8", "replace"))


def _listed(page: Page, first: int = 0, end: int | None = None) -> int:
    """Count the blocks, of those from ``first`` up to ``end``, that are listed headlines."""
    blocks = zip(page.units[first:end], page.linked[first:end], strict=True)
    return sum(units >= _LISTED and linked * 2 > units for units, linked in blocks)
