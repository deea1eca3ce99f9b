"""Whether a body is all of its article.

Knows how sites say that they show only a part: subscriptions, registrations, "read on" links,
texts that stop in the middle of a sentence. Must not know how the body was found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from crawler.page.blocks import Page
from crawler.page.body import Body

#: Blocks after the body in which a barrier would stand.
_AFTER = 12
#: Units (UTF-8 bytes). Above, a page that sells subscriptions shows the whole text all the same.
_LONG = 3_000
_SHORT = 1_200
_BARRIER = re.compile(
    r"(?:剩余|还剩|還剩|余下|餘下)\s*\d+\s*[%％]|付费(?:后|後)?(?:阅读|查看|内容)|本文为付费|(?:会员|會員|订阅用户|VIP)"
    r"(?:专享|專享|专属|可看|可读|尊享)|试读(?:已)?结束|(?:订阅|訂閱|登录|登入|注册|开通会员|购买)(?:后|後|即可|以)"
    r"(?:可)?(?:继续|繼續)?(?:阅读|閱讀|查看|解锁)|(?:订阅|訂閱|成为会员).{0,8}(?:阅读|閱讀)全文|解锁全文"
    r"|to (?:continue|keep) reading|to read (?:the (?:full|rest)|this (?:full )?(?:article|story))"
    r"|subscri(?:be|bers?).{0,30}(?:to (?:read|unlock|continue|access)|only|exclusive)"
    r"|(?:for|only available to) (?:paid )?(?:subscribers|members)|already a (?:subscriber|member)"
    r"|(?:log|sign) in to (?:read|continue)|(?:unlock|purchase) (?:this|the) (?:article|story)"
    r"|you(?:'ve| have) (?:reached|read) (?:your|all)|free articles? (?:left|remaining|this month)",
    re.IGNORECASE,
)
#: Each barrier says one of these, in whatever case: most pages are told by them to have none.
_BARRIER_WORDS = (
    *(
        "剩",
        "余下",
        "餘下",
        "付费",
        "专享",
        "專享",
        "专属",
        "可看",
        "可读",
        "尊享",
        "试读",
        "阅读",
        "閱讀",
        "查看",
    ),
    *(
        "解锁",
        "reading",
        "to read",
        "subscri",
        "members",
        "already a",
        " in to ",
        "unlock",
        "purchase",
    ),
    *("you've ", "you have ", "free article"),
)
_READ_ON = re.compile(
    r"^[\W_]*(?:(?:点击|點擊|戳|继续|繼續|展开|查看|阅读|閱讀)*"
    r"(?:全文|(?:剩余|余下|更多)(?:内容|全文|部分)?)|全文(?:阅读|请看|链接)"
    r"|read (?:the )?(?:full|whole|rest|more|original)\b.{0,30}"
    r"|continue reading.{0,40}|full (?:story|article|text))[\W_]*$",
    re.IGNORECASE,
)
_BREAKS_OFF = re.compile(
    r"(?:…+|\.\.\.+|\[…\]|\[\.\.\.\]|&hellip;)[\"”’）)\]】]?(?:\s*(?:全文|\[?详细\]?|more|»))?$"
)


def is_whole(page: Page, body: Body, *, access: str | None) -> bool:
    """Tell whether ``body`` is all of the article, as far as the page lets on.

    ``access`` is what the metadata says (``free``, ``metered`` or ``None``). Long texts count as
    whole unless the page says what share is missing.
    """
    units = len(body.text.encode("utf-8", "replace"))
    near = slice(max(0, body.last - 2), body.last + 1 + _AFTER if body.last >= 0 else 0)
    notes = [*body.paragraphs[-2:], *body.boilerplate, *page.texts[near]]
    if units < _LONG and _stops(notes):
        return False
    if access == "metered" and units < _SHORT:
        return False
    if units >= _SHORT:
        return True
    if body.paragraphs and _BREAKS_OFF.search(body.paragraphs[-1]):
        return False
    return not any(map(_leads_on, page.texts[near], page.linked[near]))


def _stops(notes: Sequence[str]) -> bool:
    """Tell whether one of ``notes`` says that the rest is for those who pay or sign in."""
    short = [note for note in notes if len(note) < 300]
    said = "\n".join(short).lower()
    return any(word in said for word in _BARRIER_WORDS) and any(map(_BARRIER.search, short))


def _leads_on(text: str, linked: int) -> bool:
    return linked > 0 and len(text) < 60 and bool(_READ_ON.match(text))
