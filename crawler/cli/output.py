"""How things look: consoles, tables, times and JSON, the same for all verbs."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

from crawler.cli.terminal import inert

#: In a pipe there is no width: lines are not wrapped or cut.
_PIPE_WIDTH = 10_000

#: What a run counts, where one of it has another name.
_ONE = {"copies": "copy", "quotes": "quote", "revisions": "revision", "errors": "error"}

__all__ = [
    "console",
    "counted",
    "errors",
    "escape",
    "json_option",
    "table",
    "to_json",
    "trouble",
    "when",
]


def escape(text: str) -> str:
    """Return ``text`` so that rich takes nothing in it for markup."""
    from rich.markup import escape as escaped

    return escaped(text)


def console() -> Console:
    """Return a console on stdout, plain and unwrapped in a pipe."""
    from crawler.cli.screen import Screen

    return Screen(width=None if sys.stdout.isatty() else _PIPE_WIDTH, highlight=False)


def errors() -> Console:
    """Return a console on stderr."""
    from crawler.cli.screen import Screen

    width = None if sys.stderr.isatty() else _PIPE_WIDTH
    return Screen(stderr=True, width=width, highlight=False)


def trouble(message: str) -> click.ClickException:
    """Return an exception that ends the command with ``message`` and exit code 2."""
    return _Trouble(message)


class _Trouble(click.ClickException):
    exit_code = 2

    def show(self, file: Any = None) -> None:
        click.echo(inert(f"newsvane: {self.format_message()}"), err=True, file=file)


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


def to_json(value: Any) -> None:
    """Print a value as JSON on stdout, one document."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset | tuple | Sequence):
        return list(value)
    return str(value)


def when(moment: datetime | str | None, *, seconds: bool = False) -> str:
    """Write a time in the user's zone; a question mark where there is none."""
    if moment is None:
        return "?"
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    local = moment.astimezone()
    return local.strftime("%Y-%m-%d %H:%M:%S" if seconds else "%Y-%m-%d %H:%M")


def table(*columns: str, right: Sequence[str] = ()) -> Table:
    """Return an empty table with light lines; the columns in ``right`` hold numbers."""
    from rich.table import Table

    made = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for name in columns:
        made.add_column(name, justify="right" if name in right else "left", no_wrap=name in right)
    return made


def counted(counts: Mapping[str, int]) -> str:
    """Write what a run counted, without what there was none of: ``3 found, 1 copy``."""
    return ", ".join(
        f"{number} {(_ONE.get(key, key) if number == 1 else key).replace('_', ' ')}"
        for key, number in counts.items()
        if number
    )
