"""Stories as Markdown, for notes and mail.

Knows which characters mean something in Markdown. Must not know how stories are chosen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

from crawler.export.entry import Entry, finding, iso

_MEANING = re.compile(r"([\\`*_{}\[\]<>|~$&])")
#: What means something only where a line begins.
_AT_START = re.compile(r"^(\s*)([#+=-]|\d+[.)])")
_HTTP = ("http://", "https://")
#: Characters that may stand in a link's target as they are.
_SAFE = "/:?#@!$&'*+,;=%-._~[]"
_INVISIBLE = re.compile("[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def markdown(title: str, entries: Iterable[Entry]) -> Iterable[str]:
    """Yield a document, a heading first and then a part for each story."""
    yield f"# {escaped(title)}\n"
    for one in entries:
        yield part(one)


def part(one: Entry) -> str:
    """Return one story as a heading with link, its excerpt and our findings."""
    moment = (iso(one.published or one.first_seen) or "")[:16].replace("T", " ")
    lines = [
        f"## {linked(one.title or one.url, one.url)}",
        "",
        escaped(" · ".join(filter(None, (one.publisher, f"{moment} UTC" if moment else "")))),
        "",
        f"> {escaped(one.excerpt)}",
        "",
        escaped(finding(one)),
    ]
    if one.matched:
        lines += ["", f"Matched: {escaped(', '.join(one.matched))}"]
    if one.text is not None:
        lines += ["", *(f"{escaped(line)}\n" for line in one.text.split("\n"))]
    return "\n".join(lines) + "\n"


def linked(text: str, url: str) -> str:
    """Return a link; the text alone where the address is none for the web."""
    if not url.startswith(_HTTP):
        return escaped(text)
    return f"[{escaped(text)}]({quote(url, safe=_SAFE, errors='replace')})"


def escaped(text: str) -> str:
    """Return a text in one line in which nothing means anything to Markdown or to HTML."""
    line = " ".join(_INVISIBLE.sub(" ", text.encode("utf-8", "replace").decode()).split())
    return _AT_START.sub(r"\1\\\2", _MEANING.sub(r"\\\1", line))
