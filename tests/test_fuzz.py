"""Every pure public function on any input: what is made of it, or an error that it documents.

Finds the functions by itself: a new one is tried from its first day. A few examples each, always
the same ones; ``HYPOTHESIS_PROFILE=long python -m pytest tests/test_fuzz.py`` tries thousands.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import typing
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import crawler.export
import crawler.page
import crawler.text
from benchmarks.faults.readers import READERS
from tests import inputs
from tests.inputs_read import BY_TYPE

#: Not on any input: they read or write files of ours or of the user, or are given a part of a text.
OURS = frozenset(
    [
        *("crawler.text.model.load", "crawler.text.relevance.load_topic"),
        "crawler.page.rules.load",
        "crawler.text.reader.any_of",  # patterns of a topic, which were checked
        "crawler.text.tokens.is_word",  # one character
    ]
)
_RAISES = re.compile(r"^\s*(\w+(?:Error)?): ", re.MULTILINE)


def functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    for package in (crawler.text, crawler.page, crawler.export):
        for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(found.name)
            for name, function in vars(module).items():
                own = inspect.isfunction(function) and function.__module__ == found.name
                if own and not name.startswith("_") and f"{found.name}.{name}" not in OURS:
                    yield f"{found.name}.{name}", function


def arguments(function: Callable[..., Any]) -> st.SearchStrategy[dict[str, Any]] | None:
    """Make arguments by the types of parameters; None where a needed one cannot be made."""
    hints = typing.get_type_hints(function)
    made, optional = {}, {}
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind in {parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD}:
            continue
        strategy = BY_TYPE.get(hints.get(name))
        if parameter.default is not parameter.empty:
            if strategy is not None:
                optional[name] = strategy
        elif strategy is None:
            return None
        else:
            made[name] = strategy
    return st.fixed_dictionaries(made, optional=optional)


def documented(function: Callable[..., Any]) -> set[str]:
    """Return the names of the errors that a function says it raises."""
    _, _, raises = (inspect.getdoc(function) or "").partition("Raises:")
    return set(_RAISES.findall(raises))


#: In the short profile; the long one has thousands.
EXAMPLES = max(
    25, settings().max_examples // 10 if settings().max_examples <= 100 else settings().max_examples
)
FUNCTIONS = {name: f for name, f in functions() if arguments(f) is not None}


def test_most_functions_can_be_tried():
    assert len(FUNCTIONS) >= 180


@pytest.mark.parametrize("name", FUNCTIONS)
def test_any_arguments(name):
    function = FUNCTIONS[name]
    known = documented(function)

    @settings(suppress_health_check=list(HealthCheck), max_examples=EXAMPLES)
    @given(arguments(function))
    def attempt(values):
        try:
            result = function(**values)
            if inspect.isgenerator(result):
                list(result)
        except Exception as error:
            if not known & {cls.__name__ for cls in type(error).__mro__}:
                raise

    attempt()


@pytest.mark.parametrize("name", READERS)
def test_any_bytes_for_any_reader(name):
    @settings(suppress_health_check=list(HealthCheck), max_examples=EXAMPLES)
    @given(inputs.bodies)
    def attempt(body):
        assert READERS[name](body) >= 0

    attempt()
