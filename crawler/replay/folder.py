"""A recording that people can read and write: a folder of pages with a ``manifest.toml``.

::

    [[page]]
    url = "https://example.org/feed.xml"
    file = "feed.xml"              # inside the folder; left out: an empty body
    status = 200                   # the default
    headers = { ETag = '"1"', Content-Type = "application/rss+xml; charset=utf-8" }
    method = "GET"                 # the default

Several pages with the same URL are answered one after the other.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from crawler.replay.recording import Answer, Entry, Recording, RecordingError

_KEYS = frozenset({"url", "file", "status", "headers", "method"})
_TYPES = {
    ".html": "text/html",
    ".xml": "application/xml",
    ".json": "application/json",
    ".txt": "text/plain",
}


def open_folder(folder: Path) -> Recording:
    """Read ``folder/manifest.toml``; the pages themselves are read when they are asked for.

    Raises:
        RecordingError: There is no manifest, or it says something that cannot be meant.
    """
    manifest = folder / "manifest.toml"
    try:
        tables = tomllib.loads(manifest.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RecordingError(f"{manifest}: {error}") from None
    pages = tables.get("page")
    if not isinstance(pages, list) or tables.keys() != {"page"}:
        raise RecordingError(f"{manifest}: expected nothing but [[page]] tables")
    recording = Recording()
    for number, page in enumerate(pages, start=1):
        try:
            recording.add(*_entry(folder, page))
        except ValueError as error:
            raise RecordingError(f"{manifest}: page {number}: {error}") from None
    return recording


def _entry(folder: Path, page: Any) -> tuple[str, str, Entry]:
    if not isinstance(page, dict):
        raise ValueError("not a table")
    unknown = page.keys() - _KEYS
    if unknown:
        raise ValueError(f"unknown key {min(unknown)!r}")
    url, file = page.get("url"), page.get("file")
    status, headers, method = page.get("status", 200), page.get("headers", {}), page.get("method")
    if not isinstance(url, str) or not url:
        raise ValueError("url is missing")
    if type(status) is not int or not 200 <= status <= 599:
        raise ValueError(f"status {status!r} is not an HTTP status")
    if not isinstance(headers, dict) or not all(isinstance(v, str) for v in headers.values()):
        raise ValueError("headers must be a table of strings")
    if not isinstance(method, str | None) or not isinstance(file, str | None):
        raise ValueError("method and file must be strings")
    path = None if file is None else _inside(folder, file)
    pairs = list(headers.items())
    if path is not None and not any(name.lower() == "content-type" for name in headers):
        pairs += [("Content-Type", kind)] if (kind := _TYPES.get(path.suffix)) else []

    def load() -> Answer:
        try:
            return Answer(status, pairs, b"" if path is None else path.read_bytes())
        except OSError as error:
            raise RecordingError(str(error)) from None

    return method or "GET", url, Entry(status, load)


def _inside(folder: Path, name: str) -> Path:
    """Return the path of ``name``; a recording sent by a stranger must not read other files."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise ValueError(f"file {name!r} is outside the folder")
    if not path.is_file():
        raise ValueError(f"file {name!r} does not exist")
    return path
