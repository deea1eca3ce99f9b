"""Keeping a crawl, and living it again without a network.

A recording is a WARC file, as :class:`crawler.replay.warc.Recorder` writes it, or a folder of pages
with a ``manifest.toml``. Both answer the same question (:class:`Recording`), and
:class:`crawler.replay.handler.ReplayHandler` puts them in the place of the network.
"""

from __future__ import annotations

from crawler.replay.recording import Answer, Recording, RecordingError

__all__ = ["Answer", "Recording", "RecordingError"]
