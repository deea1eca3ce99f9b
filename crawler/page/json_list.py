"""Lists inside JSON: an answer of an API, JSONP, or data that a page carries in a script.

Knows paths into JSON and where pages hide it. Must not know which sites there are: a source's
``items`` and ``fields`` say where its values stand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote

from crawler.page import challenge, inline_json, json_text, language, plain
from crawler.page.decode import decode
from crawler.page.effort import DEAR, MANY, Effort
from crawler.page.entry import MAX_BODY, MAX_ENTRIES, Entry, Place, names, short

State = Literal["ok", "partial", "empty", "not json", "blocked", "too large"]

_STEP = re.compile(r"([^.\[\]]+)|\[(\d{1,9}|\*)\]")
#: Values that "**" may lead through; real answers have a hundredth.
_MAX_VALUES = 100_000
#: Further lists that one answer may lead to.
_MAX_LISTS = 50
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_MAX_TEMPLATE = 500
#: Fields of an article, and how those that are no plain text are counted.
_SAID = ("title", "published", "updated", "id", "summary", "content", "publisher", "image")
_COUNTS = {"published": Effort.time, "updated": Effort.time, "image": Effort.link}


@dataclass(frozen=True, slots=True)
class JsonList:
    """The articles of a JSON list, in its order.

    ``state``: ``ok``; ``partial``: more than 5,000 elements, the first are there; ``empty``:
    ``items`` leads to no usable element, as after a change of the API; ``not json``; ``blocked``: a
    page that guards the site against robots; ``too large``.
    """

    entries: tuple[Entry, ...] = ()
    state: State = "ok"
    #: Addresses of further lists.
    children: tuple[str, ...] = ()
    #: Why only a part was read.
    cut: str = ""


def parse(
    body: bytes,
    url: str,
    *,
    items: str,
    fields: Mapping[str, str],
    url_template: str | None = None,
    lists: str | None = None,
    lists_template: str | None = None,
    content_type: str | None = None,
    zone: str | None = None,
) -> JsonList:
    """Read the list at ``items`` in what ``url`` answered with; never raises.

    ``items`` is a path such as ``data.list`` or ``groups[*].items``; empty where the whole answer
    is the list; ``**`` stands for any number of steps. In a page its first step names a variable,
    a key or the ``id`` of a script: ``newsstream``, ``window.initialState.list``,
    ``__NEXT_DATA__.props``.

    ``fields`` gives paths from an element to ``url``, ``title``, ``published``, ``updated``,
    ``id``, ``summary``, ``content``, ``authors``, ``publisher`` and ``image``; a field that is not
    given is looked for under its own name. ``url_template`` makes the address from values of the
    element (``https://example.org/a/{id}``); its names are those of ``fields``, else keys.

    ``lists`` is the path to what names further lists: their addresses, or with ``lists_template``
    values of which addresses are made. In the template ``{each}`` stands for one value, and gives
    one list a value; ``{all}`` for all of them in double quotes, joined by commas.

    ``zone`` is the IANA name for times that state none. Elements that are no objects, or give no
    web address, are skipped.
    """
    if len(body) > MAX_BODY:
        return JsonList(state="too large")
    text = decode(body, content_type).text
    if json_text.too_large(text):
        return JsonList(state="too large")
    further = _further(text, url, lists, lists_template) if lists else ()
    found = inline_json.find(text, _steps(items))
    if found is None and not further:
        return JsonList(state="blocked" if challenge.is_challenge(text) else "not json")
    document, path = found or (None, [])
    elements = [node for node in _elements(document, path) if isinstance(node, dict)]
    reader = _Reader(fields, url_template, Place.of(url, zone=zone, language=None))
    titles = "\n".join(reader.string(node, "title") or "" for node in elements[:20])
    place = Place.of(url, zone=zone, language=language.detect(titles))
    reader = _Reader(fields, url_template, place)
    entries: list[Entry] = []
    cut = MANY if len(elements) > MAX_ENTRIES else ""
    for node in elements[:MAX_ENTRIES]:
        if reader.effort.spent:
            cut = DEAR
            break
        if entry := reader.entry(node):
            entries.append(entry)
    state: State = "partial" if cut else "ok" if entries or further else "empty"
    return JsonList(tuple(entries), state, further, cut)


def _further(text: str, url: str, lists: str, template: str | None) -> tuple[str, ...]:
    """Return the addresses of the lists that the values at ``lists`` name."""
    found = inline_json.find(text, _steps(lists))
    values = [value for node in _follow(*found) if (value := _text(node))] if found else []
    values = list(dict.fromkeys(values))[:_MAX_LISTS]
    if template is None:
        made = values
    elif "{each}" in template:
        made = [template.replace("{each}", _quoted(value)) for value in values]
    else:
        joined = ",".join(f'"{value}"' for value in values)
        made = [template.replace("{all}", _quoted(joined))] if values else []
    place = Place.of(url, zone=None, language=None)
    return tuple(link for address in made if (link := place.link(address)))


def _quoted(value: str) -> str:
    return quote(value.encode("utf-8", "replace"), safe="")


def _steps(path: str) -> list[str]:
    """Split ``a.b[0][*]`` into ``["a", "b", "0", "*"]``."""
    return [step[1] or step[2] for step in _STEP.finditer(path)]


def _elements(document: Any, path: list[str]) -> list[Any]:
    """Return the elements of the lists, or the values of the objects, that ``path`` leads to."""
    elements: list[Any] = []
    for node in _follow(document, path):
        if isinstance(node, list):
            elements += node
        elif isinstance(node, dict):
            elements += node.values() if all(map(_is_object, node.values())) else [node]
    return elements


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _follow(node: Any, path: list[str]) -> list[Any]:
    """Return the values at ``path``; several where it holds ``*``, none where it leads nowhere."""
    nodes = [node]
    for step in path:
        if step == "**":
            nodes = _below(nodes)
            continue
        further: list[Any] = []
        for here in nodes:
            if step == "*":
                further += here if isinstance(here, list) else []
                further += here.values() if isinstance(here, dict) else []
            elif isinstance(here, dict) and step in here:
                further.append(here[step])
            elif isinstance(here, list) and step.isdigit() and int(step) < len(here):
                further.append(here[int(step)])
        nodes = further
    return nodes


def _below(nodes: list[Any]) -> list[Any]:
    """Return the values and all that they hold, at any depth, each before what it holds."""
    found: list[Any] = []
    waiting = nodes[::-1]
    while waiting and len(found) < _MAX_VALUES:
        node = waiting.pop()
        found.append(node)
        inner = node if isinstance(node, list) else node.values() if isinstance(node, dict) else ()
        waiting += [*inner][::-1]
    return found


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads elements by the paths that a source is configured with."""

    fields: Mapping[str, str]
    url_template: str | None
    place: Place
    effort: Effort = field(default_factory=Effort)

    def entry(self, node: dict[str, Any]) -> Entry | None:
        address = self._address(node) or ""
        self.effort.link(address)
        link = self.place.link(address)
        if link is None:
            return None
        said = {name: self.string(node, name) for name in _SAID}
        authors = self._strings(node, "authors")
        for name, text in (*said.items(), *(("authors", author) for author in authors)):
            count = _COUNTS.get(name, Effort.text)
            count(self.effort, text or "")
        return Entry(
            url=link,
            title=short(said["title"]),
            published=self.place.time(said["published"]),
            published_raw=short(said["published"]),
            updated=self.place.time(said["updated"]),
            id=short(said["id"]),
            summary=plain.paragraphs(said["summary"] or "") or None,
            content=plain.paragraphs(said["content"] or "") or None,
            authors=names(authors),
            publisher=short(said["publisher"]),
            image=self.place.link(said["image"]),
        )

    def string(self, node: dict[str, Any], field: str) -> str | None:
        """Return a field's first value as text."""
        return next(iter(self._strings(node, field)), None)

    def _strings(self, node: dict[str, Any], field: str) -> list[str]:
        values = _follow(node, _steps(self.fields.get(field, field)))
        flat = [
            inner for value in values for inner in (value if isinstance(value, list) else [value])
        ]
        return [text for value in flat if (text := _text(value))]

    def _address(self, node: dict[str, Any]) -> str | None:
        if self.url_template is None or (self.fields.get("url") and self.string(node, "url")):
            return self.string(node, "url")
        missing = False

        def fill(place: re.Match[str]) -> str:
            nonlocal missing
            value = self.string(node, place[1])
            missing = missing or value is None
            return quote((value or "").encode("utf-8", "replace"), safe="/")

        address = _PLACEHOLDER.sub(fill, self.url_template[:_MAX_TEMPLATE])
        return None if missing else address


def _text(value: Any) -> str | None:
    """Return a string or number as text; numbers may be times or identifiers."""
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float):
        return str(int(value)) if abs(value) < 1e15 else None
    return str(value) if abs(value) < 10**30 else None
