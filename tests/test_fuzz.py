"""Every pure public function on any input: what is made of it, or an error that it documents.

Finds the functions by itself: a new one is tried from its first day, or fails the first test. A few
examples each, always the same ones; ``HYPOTHESIS_PROFILE=long python -m pytest tests/test_fuzz.py``
tries, for each, as many as take 2.5 seconds, up to 3,000: twenty minutes of one core in all.
"""

from __future__ import annotations

import inspect
import re
from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings

from benchmarks.faults.readers import READERS
from tests import inputs
from tests.fuzzed import FUNCTIONS, GONE, UNTRIED, Function
from tests.inputs_types import call

_RAISES = re.compile(r"^\s*(\w+(?:Error)?): ", re.MULTILINE)
_FEW, _SECONDS = 25, 2.5
_MOST = settings().max_examples if settings().max_examples > 100 else 0


def documented(function: Function) -> set[str]:
    """Return the names of the errors that a function says it raises."""
    _, _, raises = (inspect.getdoc(function) or "").partition("Raises:")
    return set(_RAISES.findall(raises))


def tried(attempt, arguments):
    """Try ``attempt`` on a few ``arguments``, or on many in the long profile; return on how many."""

    def on(count):
        chosen = settings(suppress_health_check=list(HealthCheck), max_examples=count)
        chosen(given(arguments)(attempt))()
        return count

    begun = process_time()
    count = on(_FEW)
    each = (process_time() - begun) / count
    return count + on(min(_MOST, int(_SECONDS / each) or 1)) if _MOST else count


def test_every_pure_public_function_is_tried_or_named_with_a_reason():
    assert not UNTRIED
    assert not GONE
    assert len(FUNCTIONS) >= 400


@pytest.mark.parametrize("name", FUNCTIONS)
def test_any_arguments(name, record_property):
    function, arguments = FUNCTIONS[name]
    known = documented(function)

    def attempt(values):
        try:
            result = call(function, values)
            if inspect.isgenerator(result):
                list(result)
        except Exception as error:
            if not known & {cls.__name__ for cls in type(error).__mro__}:
                raise

    record_property("examples", tried(attempt, arguments))


@pytest.mark.parametrize("name", READERS)
def test_any_bytes_for_any_reader(name, record_property):
    def attempt(body):
        assert READERS[name](body) >= 0

    record_property("examples", tried(attempt, inputs.bodies))
