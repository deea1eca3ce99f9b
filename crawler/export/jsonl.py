"""Stories as JSON lines: one object a line. Must not know where entries come from."""

from __future__ import annotations

import json

from crawler.export.entry import Entry

#: JSON lets these stand as they are, but some readers of lines take them for the end of one.
_BREAKS = {ord(char): f"\\u{ord(char):04x}" for char in "\x7f\x85\u2028\u2029"}


def json_line(one: Entry) -> str:
    """Return an entry as one line, without its end."""
    return json.dumps(one.plain(), ensure_ascii=False).translate(_BREAKS)
