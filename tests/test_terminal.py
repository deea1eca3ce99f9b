"""What strangers write is shown on a terminal and not obeyed by it."""

import io
import logging

import pytest
from rich.text import Text

from crawler.cli import logs, output
from crawler.cli.terminal import inert

EVIL = "a\x1b[2J\x07\r\x9b31m\u202eb\u2066c\x7f\x00"


def obeyed(text):
    return [c for c in text if not (c.isprintable() or c in "\n\t") or c in "\u202e\u2066"]


@pytest.mark.parametrize("make", [str, Text, output.escape, lambda text: f"[bold]{text}[/bold]"])
def test_fault_072_a_console_shows_control_characters(make, monkeypatch):
    console = output.console()
    console.file = io.StringIO()
    console.print(make(EVIL), soft_wrap=True)
    table = output.table("name")
    table.add_row(make(EVIL))
    console.print(table)
    written = console.file.getvalue()
    assert obeyed(written) == []
    assert "␛[2J" in written


def test_fault_072_a_log_is_one_line_without_commands(capsys):
    formatter = logs._OneLine()
    record = logging.LogRecord("newsvane", logging.WARNING, "", 1, "%s\nmore", (EVIL,), None)
    written = formatter.format(record)
    assert obeyed(written) == []
    assert "\n" not in written
    output.trouble(EVIL).show()
    assert obeyed(capsys.readouterr().err) == []


def test_texts_keep_their_lines_and_their_letters():
    text = "中文\n\tעברית e\u0301 👩‍👩‍👧\u200f"
    assert inert(text) == text
