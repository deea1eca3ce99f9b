"""OPML: the form in which feed readers exchange lists of sources. Text in, sources out, and back.

Knows OPML 2.0 (opml.org/spec2.opml) and what readers make of it. What OPML has no word for stands
in attributes of a namespace of ours, which other readers skip. Must not know files or the network.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from itertools import islice
from typing import Any
from xml.sax.saxutils import quoteattr

from crawler.config_keys import SOURCE
from crawler.discover.naming import Names, name_of
from crawler.page import xml_tree
from crawler.page.effort import Effort
from crawler.page.xml_tree import Element
from crawler.text import urls
from crawler.text.headers import harmless
from storage.records import Source

NAMESPACE = "urn:newsvane:opml:1"
#: Bytes; the largest shared lists have one million.
MAX_BODY = 10 * 1024 * 1024
#: Beginnings and ends of elements: folders and outlines, each closed by a tag of its own.
_MAX_TAGS = 100_000
#: More than the largest shared lists hold.
_MAX_OUTLINES = 20_000
_MAX_DEPTH = 20
#: Several times what an outline of ours has.
_MAX_ATTRIBUTES = 100
#: Fields of a source that OPML has attributes for.
_COMMON = frozenset({"url", "title", "homepage", "language", "note", "groups"})
#: Not for a stranger's file to decide.
_NOT_TAKEN = frozenset({"insecure", "proxy", "proxy_env", "proxy_resolves"})
#: Fields that are no plain text; they are written as JSON.
_STRUCTURED = frozenset(
    {"fields", "headers", "follow", "whole_page", "delay", "max_items", "groups", "enabled"}
)
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Imported:
    """What an OPML file holds.

    ``state``: ``ok``; ``partial``: not well-formed, what could be read is there; ``not opml``;
    ``too large``: more than 10 MiB or 100,000 tags.
    """

    sources: tuple[Source, ...] = ()
    title: str = ""
    state: str = "ok"
    #: Sentences on outlines that are no source of ours.
    skipped: tuple[str, ...] = ()


def read(body: bytes, *, taken: Collection[str] = ()) -> Imported:
    """Read the sources that an OPML file lists; never raises.

    Folders become groups, joined by ``/`` where they stand in each other. A feed that stands in
    several folders is one source of several groups. Sources are named by what we wrote into the
    file, else by their addresses; never by a name in ``taken``.
    """
    if len(body) > MAX_BODY:
        return Imported(state="too large")
    located = xml_tree.locate(xml_tree.read(body, None), {"opml"})
    if located is None:
        return Imported(state="not opml")
    if xml_tree.costly(located, _MAX_TAGS):
        return Imported(state="too large")
    root, sound = xml_tree.parse(located, {"outline"})
    if root is None:
        return Imported(state="partial")
    found: dict[str, Source] = {}
    names, skipped, effort = Names(taken), list[str](), Effort(named=True)
    for outline, folders in _outlines(root):
        for text in outline.values():
            effort.text(text)
        for key in ("xmlurl", "url", "htmlurl"):
            effort.link(outline.get(key, ""))
        if effort.spent:
            skipped.append(f"all after {len(found):,} sources: too long to read; split the file")
            break
        source = _source(outline, folders)
        if isinstance(source, str):
            skipped.append(source)
            continue
        key = f"{urls.canonical(source.url)} {source.body or ''}"
        if key in found:
            groups = dict.fromkeys((*found[key].groups, *source.groups))
            found[key] = dataclasses.replace(found[key], groups=tuple(groups))
        else:
            found[key] = dataclasses.replace(source, name=names.give(source.name))
    title = next((node.text or "" for node in root.iter() if _is(node, "title")), "")
    state = "ok" if sound and not effort.spent else "partial"
    return Imported(tuple(found.values()), _line(title), state, tuple(skipped))


def write(
    sources: Sequence[Source], *, title: str = "newsvane", created: datetime | None = None
) -> str:
    """Write ``sources`` as OPML 2.0; those of a group in a folder, which may stand in another."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<opml version="2.0" xmlns:nv="{NAMESPACE}">',
        "  <head>",
        f"    <title>{_escape(title)[1:-1]}</title>",
    ]
    if created is not None:
        lines.append(f"    <dateCreated>{format_datetime(created)}</dateCreated>")
    lines += ["  </head>", "  <body>"]
    folders: dict[str, list[Source]] = {}
    for source in sources:
        folders.setdefault(source.groups[0] if source.groups else "", []).append(source)
    for folder, members in folders.items():
        # Slashes in a group's name stand for folders in folders.
        steps = [step for step in folder.split("/") if step]
        for depth, step in enumerate(steps):
            name = _escape(step)
            lines.append(f"{'  ' * (depth + 2)}<outline text={name} title={name}>")
        lines += ["  " * (len(steps) + 2) + _outline(source) for source in members]
        lines += ["  " * (depth + 2) + "</outline>" for depth in reversed(range(len(steps)))]
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def _outlines(root: Element) -> Iterator[tuple[Mapping[str, str], tuple[str, ...]]]:
    """Yield the attributes of each outline that names an address, and the folders around it."""
    waiting: list[tuple[Element, tuple[str, ...]]] = [(root, ())]
    for _ in range(_MAX_OUTLINES):
        if not waiting:
            return
        node, folders = waiting.pop()
        inside = folders
        if _is(node, "outline"):
            # Looking one up costs a walk over all before it.
            keys = islice(node.attrib.keys(), _MAX_ATTRIBUTES)
            given = {k if "}" in k else xml_tree.local(k): node.get(k, "") for k in keys}
            if any(given.get(key) for key in ("xmlurl", "url")):
                yield given, folders
            elif name := _line(given.get("text") or given.get("title") or ""):
                inside = (*folders, name.replace("/", "-"))
        if len(folders) < _MAX_DEPTH:
            waiting += [(child, inside) for child in reversed(node)]


def _is(node: Element, name: str) -> bool:
    return xml_tree.local(node.tag) == name


def _source(given: Mapping[str, str], folders: tuple[str, ...]) -> Source | str:
    """Make a source of an outline's attributes, or say why it is none."""
    ours = _ours(given)
    stated = given.get("xmlurl") or given.get("url") or ""
    title = _line(given.get("title") or given.get("text") or "")
    url = urls.resolve(stated.strip(), re.sub(r"^feed:(?=https?:)", "", stated.strip()))
    if url is None:
        return f"{title or 'an outline'}: {stated[:80]!r} is no web address"
    kind = given.get("type", "").lower()
    if "kind" not in ours and kind not in {"", "rss", "atom", "rdf", "feed", "xml", "json"}:
        return f"{title or url}: outlines of type {given['type'][:40]!r} are no feeds"
    home = urls.resolve(url, given.get("htmlurl") or "") if given.get("htmlurl") else None
    values: dict[str, Any] = {
        "name": name_of(url),
        # Text is what readers show where there is no title; ours is then the name.
        "title": "" if title == url or ("name" in ours and "title" not in given) else title,
        "homepage": home,
        "language": given.get("language") or None,
        "note": given.get("description", "").strip(),
        "groups": _groups(given, folders),
    }
    return Source(url=url, **(values | ours))


def _groups(given: Mapping[str, str], folders: tuple[str, ...]) -> tuple[str, ...]:
    """Return the folder that an outline stands in, and its categories."""
    groups = ["/".join(folders)] if folders else []
    groups += [part.strip().strip("/") for part in given.get("category", "").split(",")]
    return tuple(dict.fromkeys(group for group in groups if group))


def _ours(given: Mapping[str, str]) -> dict[str, Any]:
    """Return the values that we wrote into attributes of our own, as far as they are valid."""
    values: dict[str, Any] = {}
    for key, text in given.items():
        namespace, _, name = key.rpartition("}")
        if namespace != f"{{{NAMESPACE}" or name not in SOURCE or name in _NOT_TAKEN:
            continue
        try:
            values[name] = SOURCE[name](json.loads(text) if name in _STRUCTURED else text)
        except (ValueError, RecursionError):
            continue
    return values


def _outline(source: Source) -> str:
    is_feed = source.kind == "feed"
    label = source.title or source.name
    attributes = {"type": "rss" if is_feed else "link", "text": label, "title": source.title}
    attributes["xmlUrl" if is_feed else "url"] = source.url
    attributes |= {
        "htmlUrl": source.homepage or "",
        "language": source.language or "",
        "description": source.note,
        "category": ",".join(f"/{group}" for group in source.groups),
    }
    for field in dataclasses.fields(source):
        value = getattr(source, field.name)
        if field.name == "headers":
            value = harmless(value)  # lists of sources are made to be passed on
        awkward = field.name == "groups" and any("," in group for group in source.groups)
        default = None if field.default is dataclasses.MISSING else field.default
        if (field.name in _COMMON and not awkward) or field.name in _NOT_TAKEN:
            continue
        if _json(value) == default or value == {}:
            continue
        plain_text = field.name not in _STRUCTURED
        written = value if plain_text else json.dumps(_json(value), ensure_ascii=False)
        attributes[f"nv:{field.name}"] = str(written)
    given = " ".join(
        f"{key}={_escape(value)}" for key, value in attributes.items() if value or ":" in key
    )
    return f"<outline {given}/>"


def _line(text: str) -> str:
    return " ".join(text.split())


def _json(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else value


def _escape(text: str) -> str:
    """Quote an attribute's value; line ends are kept as references, illegal characters dropped."""
    return quoteattr(_ILLEGAL.sub("", text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
