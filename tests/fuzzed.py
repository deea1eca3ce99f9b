"""Which functions are tried on any input, found by themselves, and which are not and why."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import typing
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from hypothesis import strategies as st
from rich.console import Console
from rich.table import Table
from scrapy.crawler import Crawler
from scrapy.statscollectors import StatsCollector
from sqlite_utils import Database

import crawler
import scheduler
import spiders
import storage
from crawler.config import Config
from crawler.desk import SourceRun
from crawler.discover.check import Checked
from crawler.injected import Brands
from crawler.text.clean import Cleaned
from crawler.text.relevance import Topic, Verdict
from crawler.text.restore import Restored
from storage.records import Comparison, Source
from storage.rows import SourceState, StoredArticle, StoryRow
from tests.inputs_fitting import TOGETHER
from tests.inputs_given import GIVEN
from tests.inputs_program import BY_TYPE
from tests.inputs_types import UnmadeError, arguments

Function = Callable[..., Any]

_ACTS = "asks the network, starts a program, or speaks to the system"
_FILES = "reads or writes files that the user named"
_BUILDS = "takes a part of a library's running program"
#: Not tried, and why.
OURS: Mapping[str, str] = {
    "crawler.text.wordcounts.pack": "packs what we ship, which takes long: see test_text_wordcounts",
    "crawler.text.reader.any_of": "patterns of a topic, which were checked",
    "crawler.text.tokens.is_word": "one character",
    "crawler.text.relevance.load_topic": _FILES,
    "crawler.alerts.choose.topic_name": _FILES,
    "crawler.config.load": _FILES,
    "crawler.cli.compare.read_text": _FILES,
    "crawler.cli.children.read_reports": "lines that our own program printed",
    "crawler.library.open_store": _FILES,
    "crawler.cli.main": _ACTS,
    "crawler.cli.logs.configure": _ACTS,
    "crawler.chores.chores": _ACTS,
    "crawler.discover.fetch.run": _ACTS,
    "crawler.engine.run": _ACTS,
    "crawler.run.crawl": _ACTS,
    "scheduler.child.run": _ACTS,
    "scheduler.child.memory": _ACTS,
    "scheduler.chores.attempt_all": _ACTS,
    "scheduler.notify.tell": _ACTS,
    "scheduler.notify.ready": _ACTS,
    "crawler.connect.endpoint": _BUILDS,
    "crawler.tunnel.to_proxy": _BUILDS,
    "crawler.wire.pool": _BUILDS,
    "crawler.web.guard.guarded": _BUILDS,
    "crawler.web.plugin.prepare_jinja2_environment": _BUILDS,
}
#: Named in hints, but imported for the type checker only.
_NAMES: Mapping[str, Any] = {
    cls.__name__: cls
    for cls in (
        *(Checked, Cleaned, Comparison, Config, Console, Crawler, Database, Restored, Source),
        *(SourceRun, SourceState, StatsCollector, StoredArticle, StoryRow, Table, Topic, Verdict),
        Brands,
    )
}


def _public() -> Iterator[tuple[str, Function]]:
    """Yield the public functions of ours that take anything."""
    for package in (crawler, scheduler, spiders, storage):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if found.name.endswith("__main__"):
                continue
            module = importlib.import_module(found.name)
            for name, function in vars(module).items():
                own = inspect.isfunction(function) and function.__module__ == found.name
                awaited = inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(
                    function
                )
                if not own or awaited or name.startswith("_"):
                    continue
                if inspect.signature(function).parameters:
                    yield f"{found.name}.{name}", function


def _strategy(name: str, function: Function) -> st.SearchStrategy[dict[str, Any]]:
    if name in TOGETHER:
        return TOGETHER[name]
    names = {**_NAMES, **inspect.unwrap(function).__globals__}
    hints = typing.get_type_hints(function, names)
    return arguments(function, hints, BY_TYPE, GIVEN.get(name, {}))


def _sorted() -> Iterator[tuple[str, Function, st.SearchStrategy[dict[str, Any]] | str]]:
    """Yield each function with its arguments, or with the reason why it has none."""
    for name, function in _public():
        if name in OURS:
            continue
        try:
            strategy = _strategy(name, function)
        except (UnmadeError, NameError) as error:
            yield name, function, str(error)
        else:
            if not strategy.is_empty:
                yield name, function, strategy


_FOUND = list(_sorted())
#: Those that are tried, with their arguments.
FUNCTIONS: Mapping[str, tuple[Function, st.SearchStrategy[dict[str, Any]]]] = {
    name: (function, made) for name, function, made in _FOUND if not isinstance(made, str)
}
#: Those that nobody has said anything about, and which arguments could not be made.
UNTRIED: Mapping[str, str] = {name: made for name, _, made in _FOUND if isinstance(made, str)}
#: Named above, but not there.
GONE = {*OURS, *TOGETHER, *GIVEN} - {name for name, _ in _public()}
