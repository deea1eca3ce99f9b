"""Saving what can be read of a damaged store."""

import re

import pytest

from storage.errors import StoreError
from tests.storage_fakes import NOON, FakeVerdict, article, open_fake, words


def damaged_store(path):
    """Make a store with many articles and overwrite some of the pages that hold their texts."""
    with open_fake(path) as store:
        for number in range(60):
            store.add(article(f"n{number}", words(number * 1000, 60)), FakeVerdict())
        store.add(article("copy", words(0, 60), published=NOON), FakeVerdict())
        store.mark_told(row.id for row in store.stories(limit=5))
        store.remember("https://seen.example/", "no article")
    content = bytearray(path.read_bytes())
    # Some in the middle of the pages that hold the articles' own rows; their URLs stand beside the texts.
    pages = [
        start
        for start in range(4096, len(content), 4096)
        if re.search(
            rb"https://n\d+\.example/story.*Title of n", content[start : start + 4096], re.DOTALL
        )
    ]
    for start in pages[len(pages) // 3 : -3 : 3]:
        content[start : start + 4096] = b"\xa5" * 4096
    path.write_bytes(content)
    return bytes(content)


def test_fault_080_what_can_be_read_is_saved_and_makes_a_sound_store(tmp_path):
    path = tmp_path / "news.db"
    content = damaged_store(path)
    with pytest.raises(StoreError, match="damaged"):
        open_fake(path)
    with open_fake(tmp_path / "saved.db") as target:
        saved = target.salvage(path)
        assert 10 < saved["articles"] < 61
        assert target.integrity() == []
        counts = target.status()
        assert counts["articles"] == saved["articles"]
        for row in target.stories(limit=200):
            assert target.article(row.lead).story_id == row.id
        survivor = target.story(target.stories(limit=1)[0].id).members[0]
        assert len(target.search(survivor.text.split()[0])) >= 1
        assert target.add(article("again", survivor.text)).kind == "copy"
    assert path.read_bytes() == content


def test_a_sound_store_is_saved_whole(tmp_path):
    with open_fake(tmp_path / "news.db") as store:
        store.add(article("a", words(0)), FakeVerdict())
        store.add(article("b", words(1)), FakeVerdict())
        store.add(article("b", words(2)), FakeVerdict())
        store.add(article("q", words(14)), FakeVerdict("review"))
        store.drop(article("off", words(500)), FakeVerdict("off-topic"))
        before = store.status()
    with open_fake(tmp_path / "saved.db") as target:
        target.salvage(tmp_path / "news.db")
        after = target.status()
        assert after["quotes"] > 0
        sizes = {"bytes": 0, "log_bytes": 0}
        assert after | sizes == before | sizes
        with pytest.raises(StoreError, match="is not empty"):
            target.salvage(tmp_path / "news.db")
