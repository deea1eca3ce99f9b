"""What a recording is: answers by method and URL.

Knows nothing of files, formats or Scrapy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urldefrag

from w3lib.url import safe_url_string

#: Stands in answers that were made up because the recording has none.
NOT_RECORDED = "X-Newsvane-Replay"


class RecordingError(ValueError):
    """The recording cannot be read. The message names the file and the place."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A recorded response; ``body`` as it stood on the wire, still compressed if it was."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        """Return the first value of ``name``, in any letter case."""
        return next((v for n, v in self.headers if n.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer that is read when it is asked for."""

    status: int
    load: Callable[[], Answer]


class Recording:
    """Answers to requests, in the order in which each URL was answered.

    A URL asked more often than it was recorded gets its last answer again.
    """

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str], list[Entry]] = {}
        self._asked: dict[tuple[str, str], int] = {}

    def add(self, method: str, url: str, entry: Entry) -> None:
        """Append an answer to those of ``method`` and ``url``.

        Raises:
            ValueError: ``url`` is no address.
        """
        self._entries.setdefault(_key(method, url), []).append(entry)

    def answer(self, method: str, url: str, headers: Mapping[str, str]) -> Answer:
        """Answer a request with these headers (names in lower case).

        What was not recorded is a 404 which says so in ``X-Newsvane-Replay``. A validator that
        fits the recorded one is answered by 304, as the server would have done.

        Raises:
            RecordingError: The answer cannot be read any more.
        """
        key = _key(method, url)
        conditional = "if-none-match" in headers or "if-modified-since" in headers
        entries = self._entries.get(key, [])
        # A recorded 304 answers a question that an unconditional request does not ask.
        fitting = entries if conditional else [e for e in entries if e.status != 304]
        if not fitting:
            return Answer(404, [(NOT_RECORDED, "not recorded")], b"")
        turn = self._asked.get(key, 0)
        self._asked[key] = turn + 1
        answer = fitting[min(turn, len(fitting) - 1)].load()
        if answer.status == 200 and _unchanged(answer, headers):
            kept = [(n, v) for n, v in answer.headers if n.lower() in _KEPT_BY_304]
            return Answer(304, kept, b"")
        return answer


_KEPT_BY_304 = frozenset({"etag", "last-modified", "date", "cache-control", "expires", "vary"})


def _unchanged(answer: Answer, headers: Mapping[str, str]) -> bool:
    """Whether the validators of a request say that it holds this answer (RFC 9110 13.2.2)."""
    if "if-none-match" in headers:
        etag = answer.header("ETag")
        asked = [tag.strip() for tag in headers["if-none-match"].split(",")]
        return etag is not None and ("*" in asked or _weak(etag) in map(_weak, asked))
    modified = answer.header("Last-Modified")
    return modified is not None and modified == headers.get("if-modified-since")


def _weak(tag: str) -> str:
    return tag.strip().removeprefix("W/")


def _key(method: str, url: str) -> tuple[str, str]:
    # The spelling in which Scrapy asks: a manifest may be written in the reader's own script.
    return method.upper(), urldefrag(safe_url_string(url))[0]
