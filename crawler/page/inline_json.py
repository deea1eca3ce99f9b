"""Finds JSON in text: a whole answer, JSONP, a variable or key in a script, a script's content.

Knows how data is wrapped. Must not know what the data means.
"""

from __future__ import annotations

import html
import json
import re
from typing import Any

_PADDING = re.compile(
    r"(?:/\*.*?\*/\s*|[\w$.]+\s*&&\s*|try\s*\{\s*|(?:var|let|const)\s+|;)*"
    r"(?:[A-Za-z_$][\w$.]*(?:\[['\"][\w$]+['\"]\])?\s*(?:\(|=)\s*)?",
    re.DOTALL,
)
_XSSI = re.compile(r"^(?:\)\]\}',?|while\(1\);|for\(;;\);)\s*")
_DECODER = json.JSONDecoder()
#: So many places with the wanted name are tried before giving up.
_MAX_PLACES = 50


def find(text: str, path: list[str]) -> tuple[Any, list[str]] | None:
    """Return a JSON value and what remains of ``path`` to be followed in it, or None.

    If the whole text is JSON, with or without padding, all of ``path`` remains. Otherwise its
    first step names where the JSON stands: a script's ``id``, a variable, or a key.
    """
    text = _XSSI.sub("", text.lstrip("\ufeff \t\r\n"))
    whole = _whole(text)
    if whole is not None:
        return whole[0], path
    named = path[1:] if path[:1] == ["window"] else path
    if not named:
        return None
    value = _named(text, named[0])
    return None if value is None else (value[0], named[1:])


def _whole(text: str) -> tuple[Any] | None:
    """Read text that is nothing but JSON, perhaps wrapped in a call or an assignment."""
    if text.startswith(("{", "[")):
        return _read(text, 0)
    if text.startswith("<"):
        return None
    padding = _PADDING.match(text[:2_000])
    start = padding.end() if padding else 0
    return _read(text, start) if start and text[start : start + 1] in {"{", "["} else None


def _named(text: str, name: str) -> tuple[Any] | None:
    """Read the first value that stands under ``name`` in scripts and holds data."""
    word = re.escape(name)
    script = re.compile(
        rf"<script\b[^<>]{{0,500}}\bid\s*=\s*[\"']{word}[\"'][^<>]{{0,500}}>\s*", re.IGNORECASE
    )
    variable = re.compile(rf"(?<![\w$]){word}[\"']?\]?\s*[=:]\s*(?:JSON\.parse\(\s*)?")
    for pattern in (script, variable):
        for number, place in enumerate(pattern.finditer(text)):
            if number >= _MAX_PLACES:
                break
            value = _read(text, place.end())
            if value is not None:
                return value
    return None


def _read(text: str, start: int) -> tuple[Any] | None:
    """Decode the object or list, or the string that holds one, at ``start``."""
    if text[start : start + 1] not in {"{", "[", '"', "&"}:
        return None
    if text.startswith("&quot;", start) or text.startswith("{&quot;", start):
        text, start = html.unescape(text[start : start + 2_000_000]), 0
    try:
        value, _ = _DECODER.raw_decode(text, start)
        if isinstance(value, str):
            value = json.loads(value)
    except (ValueError, RecursionError):
        return None
    return (value,) if isinstance(value, dict | list) else None
