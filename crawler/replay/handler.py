"""The download handler that answers from a recording and has no way to open a connection."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.http import Headers, Request, Response

from crawler.guard import check_url
from crawler.handler import make_response
from crawler.replay.folder import open_folder
from crawler.replay.recording import Recording
from crawler.replay.warc import open_warc

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


def open_recording(path: Path) -> Recording:
    """Open a folder of pages or a WARC file.

    Raises:
        RecordingError: ``path`` is neither, or is broken.
    """
    return open_folder(path) if path.is_dir() else open_warc(path)


class ReplayHandler(BaseDownloadHandler):
    """Stands in for the network under both schemes.

    What is decided about a live response (decompression, caps, flags) is decided here in the same
    way, by the same function.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._limit = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self._recording = open_recording(Path(crawler.settings["NEWSVANE_REPLAY"]))

    async def download_request(self, request: Request) -> Response:
        """Answer ``request`` from the recording."""
        check_url(request.url)
        asked = {
            name.decode("latin-1").lower(): b", ".join(values).decode("latin-1")
            for name, values in request.headers.items()
        }
        answer = self._recording.answer(request.method, request.url, asked)
        headers = Headers()
        for name, value in answer.headers:
            headers.appendlist(name, value)
        limit = int(request.meta.get("download_maxsize", self._limit))
        return make_response(
            request, answer.status, headers, answer.body, limit, flags=["replayed"]
        )

    async def close(self) -> None:
        """Hold nothing, close nothing."""
