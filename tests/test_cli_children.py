"""A crawl in several processes: what the parent tells where one of them is gone."""

from __future__ import annotations

import signal

from crawler import run
from crawler.cli import Place
from crawler.cli.children import Crawling
from crawler.config import parse
from scheduler import child
from storage.errors import StoreError

SOURCE = 'catalogue = false\n[[source]]\nname = "a"\nurl = "https://a.example/feed.xml"\n'


def test_fault_076_a_process_that_a_full_disk_ended_is_told_though_it_cannot_be_noted(
    tmp_path, monkeypatch
):
    def full(*_args):
        raise StoreError("the disk is full")

    ended = child.Finished(2, errors="newsvane: the disk is full\n")
    monkeypatch.setattr(child, "run", lambda *_args, **_options: ended)
    monkeypatch.setattr(run, "lost", full)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    config = parse(SOURCE, tmp_path / "newsvane.toml")
    crawling = Crawling(Place(config_path=None, database=None), config, lambda *_: None)
    [report] = crawling.run(config.sources, 1)
    assert report["outcome"] == "failed"
    assert report["errors"] == [
        "the crawling process ended: newsvane: the disk is full",
        "that could not be noted: the disk is full",
    ]
