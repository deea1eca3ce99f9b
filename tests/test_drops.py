"""Off-topic articles wait for their commit, few and not for long."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from crawler.drops import MOST, PATIENCE, Drops
from storage.records import Article


class Shelf:
    """A store that says what each transaction held."""

    def __init__(self):
        self.kept = []
        self.full = False

    def drop_many(self, pairs):
        if self.full:
            raise OSError("disk full")
        self.kept.append([article.url for article, _ in pairs])


@pytest.fixture
def desk():
    shelf, failed, time = Shelf(), [], SimpleNamespace(now=100.0)
    drops = Drops(shelf, lambda article, error: failed.append((article.url, str(error))),
                  lambda: time.now)  # fmt: skip
    return SimpleNamespace(shelf=shelf, failed=failed, time=time, drops=drops)


def add(desk, *urls):
    for url in urls:
        desk.drops.add(Article(url=url, title="t", text="x"), ())


def test_several_are_kept_at_once(desk):
    add(desk, *map(str, range(MOST - 1)))
    assert desk.shelf.kept == []
    add(desk, "last")
    assert [len(batch) for batch in desk.shelf.kept] == [MOST]


def test_none_waits_long(desk):
    add(desk, "a")
    desk.time.now += PATIENCE
    add(desk, "b")
    assert desk.shelf.kept == [["a", "b"]]
    desk.time.now += PATIENCE / 2
    add(desk, "c")
    assert len(desk.shelf.kept) == 1


def test_the_end_keeps_what_waits_once(desk):
    add(desk, "a", "b")
    desk.drops.flush()
    desk.drops.flush()
    assert desk.shelf.kept == [["a", "b"]]


def test_fault_077_what_cannot_be_kept_is_told_of_each_and_does_not_end_the_look(desk):
    desk.shelf.full = True
    add(desk, "a", "b")
    desk.drops.flush()
    assert desk.failed == [("a", "disk full"), ("b", "disk full")]
    desk.shelf.full = False
    add(desk, "c")
    desk.drops.flush()
    assert desk.shelf.kept == [["c"]]
