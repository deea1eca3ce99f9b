"""Who may import whom. Data flows one way; a new arrow must be argued for here."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("crawler", "spiders", "scheduler", "storage")

#: layer -> prefixes of ours that it may import (itself always).
ALLOWED = {
    "storage": (),
    "scheduler": (),
    "crawler.text": (),
    "crawler.page": ("crawler.text", "storage.records"),
    "spiders": ("crawler.page", "crawler.text", "storage.records"),
}
#: layer -> libraries that it must not know.
FORBIDDEN = {
    "storage": ("scrapy", "twisted", "apscheduler"),
    "scheduler": ("scrapy", "twisted", "sqlite3", "sqlite_utils"),
    "crawler.text": ("scrapy", "twisted", "sqlite3", "sqlite_utils", "apscheduler", "requests"),
    "crawler.page": ("scrapy", "twisted", "sqlite3", "sqlite_utils", "apscheduler", "requests"),
    "spiders": ("sqlite3", "sqlite_utils", "apscheduler"),
}


def modules():
    for top in OURS:
        for path in sorted((ROOT / top).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts).removesuffix(".__init__"), path


def imports(path):
    """Every module that the file imports, also within functions and for type checking."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(name, prefixes):
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in prefixes)


def layer_of(name):
    return next((layer for layer in ALLOWED if within(name, (layer,))), None)


@pytest.mark.parametrize(("name", "path"), list(modules()), ids=str)
def test_a_module_imports_only_what_its_layer_may(name, path):
    layer = layer_of(name)
    if layer is None:
        return
    for imported in imports(path):
        # `from crawler.page import feed` names crawler.page too: what counts is the longest.
        if within(imported, OURS) and not within(imported, (layer, *ALLOWED[layer])):
            parents = [prefix for prefix in ALLOWED[layer] if within(prefix, (imported,))]
            assert parents, f"{name} ({layer}) imports {imported}"
        assert not within(imported, FORBIDDEN[layer]), f"{name} ({layer}) imports {imported}"


def test_nothing_but_the_command_knows_the_command():
    for name, path in modules():
        if not within(name, ("crawler.cli",)):
            assert not any(within(i, ("crawler.cli",)) for i in imports(path)), name


def test_there_are_no_circles_between_modules():
    files = dict(modules())
    graph = {
        name: {i for i in imports(path) if i in files and i != name and i not in OURS}
        for name, path in files.items()
    }
    # A package's own __init__ is imported with each of its modules; only real names count.
    state = {}

    def visit(name, trail):
        state[name] = "open"
        for target in graph[name]:
            assert state.get(target) != "open", f"circle: {' > '.join([*trail, name, target])}"
            if target not in state:
                visit(target, [*trail, name])
        state[name] = "done"

    for name in graph:
        if name not in state:
            visit(name, [])


@pytest.mark.parametrize(("name", "path"), list(modules()), ids=str)
def test_a_module_is_small_and_says_what_it_is(name, path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300, f"{name} is crowded"
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), f"{name} has no docstring"
    assert path.stem != "utils"
