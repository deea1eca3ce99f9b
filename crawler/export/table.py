"""Rows as CSV that a spreadsheet may open.

A cell that begins like a formula is one to a spreadsheet, whoever wrote it: such cells get an
apostrophe in front (OWASP, "CSV Injection"). Must not know what the rows mean.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"-?\d{1,30}(\.\d{1,30})?(e[+-]?\d{1,3})?", re.ASCII)
#: Spreadsheets cut what is longer.
_LONGEST = 32_000


def cell(value: Any) -> str:
    """Return a value as the text of a cell that is no formula.

    Lists are joined by semicolons. Numbers stay numbers, negative ones too.
    """
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return str(value)
    if isinstance(value, list | tuple | set | frozenset):
        value = "; ".join(map(str, value))
    text = str(value).replace("\x00", "")[:_LONGEST]
    text = text.encode("utf-8", "replace").decode()
    # Leading blanks do not stop a spreadsheet.
    if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA):
        return "'" + text
    return text


def csv_text(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """Return rows as CSV (RFC 4180) with a line of column names."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(row.get(name)) for name in columns])
    return out.getvalue()


def made_safe(text: str) -> str:
    """Return CSV of another program with its cells made safe, numbers left as they are."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    before = csv.field_size_limit(max(len(text) + 1, csv.field_size_limit()))
    try:
        for row in csv.reader(io.StringIO(text.replace("\x00", ""), newline="")):
            writer.writerow([value if _NUMBER.fullmatch(value) else cell(value) for value in row])
    finally:
        csv.field_size_limit(before)
    return out.getvalue()
