"""Sources as TOML that people like to read, added to a file that people edit.

Knows how a ``[[source]]`` table is written, and how to add to a file without ever leaving half of
it. Must not know where sources come from.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from crawler.config import parse
from crawler.config_reader import ConfigError
from storage.records import Source

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_DEFAULTS = {
    field.name: field.default for field in dataclasses.fields(Source)
    if field.default is not dataclasses.MISSING
}  # fmt: skip
#: What a person looks for first stands first.
_ORDER = ("name", "title", "kind", "url", "homepage", "publisher", "language", "zone")


def table(source: Source, *, comment: str = "") -> str:
    """Write ``source`` as a ``[[source]]`` table; what is as by default is left out.

    ``comment`` goes above it, one ``#`` line a line.
    """
    # The proxy is the user's way to the net, may hold a password, and says nothing of the source.
    names = [field.name for field in dataclasses.fields(source) if field.name != "proxy"]
    names.sort(key=lambda name: _ORDER.index(name) if name in _ORDER else len(_ORDER))
    lines = [f"# {_plain(line)}" for line in comment.splitlines()]
    lines.append("[[source]]")
    for name in names:
        value = getattr(source, name)
        default = _DEFAULTS.get(name)
        empty = value in (None, "", (), {}) and not (name == "items" and source.kind == "json")
        if not empty and (value != default or name == "kind"):
            lines.append(f"{name} = {_value(value)}")
    return "\n".join(lines) + "\n"


def add(path: Path, tables: Sequence[str]) -> None:
    """Append ``tables`` to the file at ``path``, or make it; comments and all else stay.

    The new text replaces the old in one step, and only if it can be read: a crash leaves the old
    file, never half of the new one.

    Raises:
        ConfigError: The file, or what would become of it, is not a valid configuration.
        OSError: It cannot be read or written.
    """
    path = path.resolve()
    old = path.read_bytes() if path.exists() else b""
    newline = b"\r\n" if b"\r\n" in old else b"\n"
    gap = b"" if not old else newline if old.endswith(b"\n") else newline * 2
    added = "\n".join(tables).encode("utf-8").replace(b"\n", newline)
    new = old + gap + added
    try:
        parse(new.decode("utf-8-sig"), path)
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8 text; save it as UTF-8") from error
    _replace(path, new)


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
        temporary.chmod(mode)
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Mapping):
        pairs = (f"{_key(key)} = {_value(inner)}" for key, inner in value.items())
        return "{ " + ", ".join(pairs) + " }"
    if isinstance(value, str):
        return _string(value)
    return "[" + ", ".join(_value(inner) for inner in value) + "]"


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _string(key)


def _string(text: str) -> str:
    """Quote ``text``; expressions with backslashes stay as they are, in single quotes."""
    if ("\\" in text or '"' in text) and "'" not in text and text.isprintable():
        return f"'{text}'"
    # JSON's escapes are TOML's, but for DEL and lone surrogates, which TOML cannot hold.
    safe = text.encode("utf-8", "replace").decode()
    return json.dumps(safe, ensure_ascii=False).replace("\x7f", "\\u007f")


def _plain(line: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in line).rstrip()
