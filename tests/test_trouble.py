"""Why a request brought nothing, in a word and a sentence."""

from __future__ import annotations

import pytest
from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError, IgnoreRequest

from crawler import failures, trouble
from crawler.guard import Refused, TooLarge
from crawler.politeness import Busy
from crawler.robots import Disallowed


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (Refused("x"), "refused"),
        (TooLarge("x"), "too large"),
        (Busy("x"), "later"),
        (Disallowed("x"), "robots"),
        (Disallowed("x", "dns"), "dns"),
        (DownloadTimeoutError("x"), "timeout"),
        (CannotResolveHostError("x"), "dns"),
        (IgnoreRequest("x"), "refused"),
        (ZeroDivisionError("x"), "error"),
    ],
)
def test_each_failure_has_its_word(error, kind):
    assert trouble.of(error) == trouble.Trouble(kind, "x")


def test_a_failure_without_words_is_named():
    assert trouble.of(ZeroDivisionError()).sentence == "ZeroDivisionError"


def test_fault_072_a_sentence_is_one_bounded_line():
    sentence = trouble.of(ValueError("a\r\nb\x1b[2J" + "c" * 1000)).sentence
    assert len(sentence) == 300
    assert sentence.isprintable()


def test_a_failure_at_what_is_no_address_stays_what_it_was():
    error = OSError("x")
    assert failures.translated(error, "https://[x/") is error
