"""How counts of a run are worded."""

from __future__ import annotations

import pytest

from crawler.cli import output


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({}, ""),
        ({"found": 3, "copies": 1, "quotes": 0}, "3 found, 1 copy"),
        ({"copies": 2, "quotes": 1, "errors": 1}, "2 copies, 1 quote, 1 error"),
        (
            {"revisions": 1, "off_topic": 1, "no_article": 4},
            "1 revision, 1 off topic, 4 no article",
        ),
    ],
)
def test_what_there_is_one_of_is_named_as_one(counts, said):
    assert output.counted(counts) == said
