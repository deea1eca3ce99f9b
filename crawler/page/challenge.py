"""Tells a page that guards a site against robots from what was asked for.

Knows the traces of the usual guards. Must not know what the caller expected instead.
"""

from __future__ import annotations

import re

#: Guards send small pages; an article about captchas is larger or names none of these.
_LARGEST = 60_000
_TRACES = re.compile(
    r"<title>\s*(?:Just a moment|Attention Required|Access Denied|Access to this page has been "
    r"denied|Security Check|Robot Check|Are you a robot|Pardon Our Interruption|403 Forbidden|"
    r"DDoS-Guard|请稍候|安全验证|访问验证|人机验证|验证中心|滑动验证|百度安全验证|安全检查|访问被拦截)"
    r"|/cdn-cgi/challenge-platform/|window\._cf_chl_opt|cf-browser-verification|cf-turnstile"
    r"|acw_sc__v2|aliyun_waf|_waf_bd8ce2ce37|TCaptcha\.js|TencentCaptcha\(|geetest_"
    r"|_Incapsula_Resource|px-captcha|captcha-delivery\.com|ddos-guard|sgcaptcha"
    r"|probe\.js\?|\$_ts\.cd=|__jsl_clearance",
    re.IGNORECASE,
)


def is_challenge(text: str) -> bool:
    """Tell whether ``text``, an HTML page, asks for proof of being human or refuses a robot."""
    return len(text) <= _LARGEST and bool(_TRACES.search(text))
