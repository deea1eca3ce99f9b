"""Strategies by type: what a parameter's hint asks for, down to the fields of our own values."""

from __future__ import annotations

import collections.abc
import dataclasses
import enum
import inspect
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

from tests import inputs

Strategies = Mapping[Any, st.SearchStrategy[Any]]

#: Made as the same list, whichever of them a function asks for.
_LISTS = (
    *(list, collections.abc.Sequence, collections.abc.Iterable),
    *(collections.abc.Iterator, collections.abc.Collection),
)
_SETS: Mapping[Any, Callable[[Any], Any]] = {
    set: set,
    frozenset: frozenset,
    collections.abc.Set: frozenset,
}
_MAPPINGS = (dict, collections.abc.Mapping, collections.abc.MutableMapping)
_MOST = 3


class UnmadeError(Exception):
    """No value of a type can be made; says of which."""


def of(hint: Any, known: Strategies) -> st.SearchStrategy[Any]:
    """Make values of ``hint``: as ``known`` says, else by the shape of the type.

    Raises:
        UnmadeError: a part of it is neither known nor has a shape that tells how it is made.
    """
    if hint in known:
        return known[hint]
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if hint is type(None):
        return st.none()
    if origin is typing.Literal:
        return st.sampled_from(inner)
    if origin in {typing.Union, types.UnionType}:
        return st.one_of([of(one, known) for one in inner])
    if origin in _LISTS:
        return st.lists(of(inner[0], known), max_size=_MOST)
    if origin in _SETS:
        return st.lists(of(inner[0], known), max_size=_MOST).map(_SETS[origin])
    if origin is tuple and inner[-1] is Ellipsis:
        return st.lists(of(inner[0], known), max_size=_MOST).map(tuple)
    if origin is tuple:
        return st.tuples(*(of(one, known) for one in inner))
    if origin in _MAPPINGS:
        return st.dictionaries(of(inner[0], known), of(inner[1], known), max_size=_MOST)
    if inspect.isclass(hint) and issubclass(hint, enum.Enum):
        return st.sampled_from(list(hint))
    if dataclasses.is_dataclass(hint) or hasattr(hint, "_field_defaults"):
        return built(hint, known)
    raise UnmadeError(str(hint))


def built(cls: Any, known: Strategies, **given: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Make values of a dataclass or named tuple by its fields; ``given`` says how some are made.

    Other fields that have a default are left out now and then.
    """
    hints = typing.get_type_hints(cls)
    known = {**known, **inputs.FIELDS}
    return arguments(cls, hints, known, given).map(lambda values: cls(**values))


def arguments(
    function: Callable[..., Any],
    hints: Mapping[str, Any],
    known: Strategies,
    given: Mapping[str, st.SearchStrategy[Any]],
) -> st.SearchStrategy[dict[str, Any]]:
    """Make arguments by name, as ``given`` says or by ``hints``.

    Of the latter, those that have a default are left out now and then; further ones, ``*names``, are a list. Where
    one is needed of which there is none (``st.nothing()``), there are no arguments either.

    Raises:
        UnmadeError: one can neither be made nor left out; the message names it.
    """
    made: dict[str, st.SearchStrategy[Any]] = {}
    optional: dict[str, st.SearchStrategy[Any]] = {}
    unmade: list[str] = []
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind is parameter.VAR_KEYWORD:
            continue
        try:
            strategy = given[name] if name in given else of(hints[name], known)
        except UnmadeError as error:
            unmade.append(f"{name}: {error}")
            continue
        if parameter.kind is parameter.VAR_POSITIONAL:
            made[name] = st.lists(strategy, max_size=_MOST)
        elif parameter.default is parameter.empty or name in given:
            made[name] = strategy
        else:
            optional[name] = strategy
    if any(strategy.is_empty for strategy in made.values()):
        return st.nothing()
    if unmade:
        raise UnmadeError(", ".join(unmade))
    return st.fixed_dictionaries(made, optional=optional)


def call(function: Callable[..., Any], values: Mapping[str, Any]) -> Any:
    """Call ``function`` with what was made for it."""
    bound = inspect.signature(function).bind_partial()
    bound.arguments.update(
        {name: values[name] for name in bound.signature.parameters if name in values}
    )
    return function(*bound.args, **bound.kwargs)
