"""Two hundred things that nobody should type, and some that a stranger's page may hold."""

from __future__ import annotations

from itertools import islice, product

_SQL = [
    "'", '"', "''", "' OR 1=1 --", "'; DROP TABLE articles; --", '" OR ""="', "1; ATTACH 'x' AS y",
    "') UNION SELECT sql FROM sqlite_master --", "\\'", "%", "_", "%' --", "NULL", ":words", "?1",
    "@x", "$x", "/* */", "--", ";", "x' AND load_extension('x') --", "0x41", "1e999", "char(0)",
]  # fmt: skip
_FTS = [
    "*", "^", "^芯片", "芯片*", "**", "AND", "OR", "NOT", "AND AND", "NEAR(", "NEAR(a b, 99999)", "(",
    ")", "((((", "title:", "body : x", "characters:芯片", "{title body}:x", "- title : x", "a + b",
    '"', '"""', '"a', 'a"b"c', "c++", "-", "--", "-芯片", "- 芯片", "nope:x", "lang:", "since:", "until:9",
    "since:0000", "since:99999d", "since:2026-13-45", "until:9999-12-31", "story:", "story:x",
    "story:99999999999999999999", "story:-1", "publisher:%", 'publisher:"', "source:'", "“芯片", "「芯片",
    "「」", "“”", "＊", "－芯片", "lang：zh", "a:b:c:d", "lang:lang:lang:zh", "-lang:zh", '-"', "-since:x",
]  # fmt: skip
_HTML = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</title><script>alert(1)</script>",
    '"><svg onload=alert(1)>', "' onmouseover='alert(1)", "javascript:alert(1)", "</textarea><b>",
    "<!--", "-->", "<![CDATA[", "]]>", "&lt;script&gt;", "&#x3c;script&#x3e;", "{{ 7*7 }}", "{% raw %}",
    "${7*7}", "<a href='javascript:alert(1)'>x</a>", "<style>*{display:none}</style>", "<base href=//x>",
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]>", "<iframe srcdoc='<script>1</script>'>",
]  # fmt: skip
_CSV = [
    "=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "=cmd|' /C calc'!A0", "＝1+1", "＠x",
    '="x"', '=HYPERLINK("http://x")', "'=1", "\ufeff=1", "\u00a0=1", "\u200b=1",
]  # fmt: skip
_CHARACTERS = [
    "", " ", "\x00", "a\x00b", "\x00=1", "\x1b[31mred\x1b[0m", "\x07", "\x7f", "\x85", "\ud800", "\udfff芯",
    "\u202e芯片", "\u2066x\u2069", "\u200b", "\ufeff芯片", "\u00ad", "\U000e0041", "e\u0301\u0301", "ﷺ",
    "\u0300" * 500, "👩‍👩‍👧‍👦", "\U00020000", "ｆｕｌｌ　ｗｉｄｔｈ", "İ", "ß", "ǆ", "\u2028", "\u2029", "\ufffd",
    "\ufffe", "a\r\nSet-Cookie: x=1", "%00", "%", "%zz", "%E8%8A", "../../etc/passwd", "..%2f..%2f",
]  # fmt: skip
#: So long that only the page's and the function's own limits stand between it and the machine.
_LONG = [
    "a" * 1_000_000, "芯" * 300_000, "芯 " * 100_000, '"' * 100_000, "(" * 100_000, "-a " * 100_000,
    "=" * 100_000, "since:7d " * 20_000, "<b>" * 50_000,
]  # fmt: skip

SHORT = [*_SQL, *_FTS, *_HTML, *_CSV, *_CHARACTERS]
_MIXED = [f"{a} {b}" for a, b in islice(product(_HTML, _SQL), 0, None, 11)]
INPUTS = [*SHORT, *_LONG, *_MIXED]
assert len(set(INPUTS)) >= 200

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
