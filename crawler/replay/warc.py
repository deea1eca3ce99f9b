"""Recordings as WARC 1.1 files, the archive format of the web: written exactly, read lazily.

Written are the bytes of the exchange as they stood on the wire. Read are files of any origin; other
record types than requests and responses are passed over.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter

from crawler.replay.recording import Answer, Entry, Recording, RecordingError

# A stranger's file is read no further than this for one page.
_MAX_BODY = 64 * 1024 * 1024


class Recorder:
    """Appends exchanges to a WARC file, compressed record by record if it is named ``.gz``.

    Several recorders, also of several processes, may write to one file: each exchange is one
    append.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._gzip = path.suffix == ".gz"
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.stat().st_size == 0:
            self._append(self._about())

    def add(self, url: str, request: bytes, response: bytes, address: object = None) -> None:
        """Append one exchange, given as the raw bytes of both sides."""
        buffer = BytesIO()
        writer = WARCWriter(buffer, gzip=self._gzip, warc_version="1.1")
        known = {} if address is None else {"WARC-IP-Address": str(address)}
        answer = _record(writer, "response", url, response, known)
        concurrent = {"WARC-Concurrent-To": answer.rec_headers.get_header("WARC-Record-ID")}
        asked = _record(writer, "request", url, request, concurrent)
        writer.write_record(answer)
        writer.write_record(asked)
        self._append(buffer.getvalue())

    def _about(self) -> bytes:
        buffer = BytesIO()
        writer = WARCWriter(buffer, gzip=self._gzip, warc_version="1.1")
        about = {"software": "newsvane", "format": "WARC File Format 1.1"}
        writer.write_record(writer.create_warcinfo_record(self._path.name, about))
        return buffer.getvalue()

    def _append(self, data: bytes) -> None:
        with self._path.open("ab", buffering=0) as file:
            file.write(data)


def _record(
    writer: WARCWriter, kind: str, url: str, wire: bytes, extra: dict[str, str]
) -> ArcWarcRecord:
    """Make a record of exactly ``wire``; warcio's own builder would write the headers anew."""
    headers = writer.create_warc_record(url, kind, warc_headers_dict=extra).rec_headers
    digest = Digester("sha1")
    digest.update(wire.partition(b"\r\n\r\n")[2])
    headers.replace_header("WARC-Payload-Digest", str(digest))
    content_type = f"application/http; msgtype={kind}"
    return ArcWarcRecord("warc", kind, headers, BytesIO(wire), None, content_type, len(wire))


def open_warc(path: Path) -> Recording:
    """Index the responses of a WARC file.

    Raises:
        RecordingError: ``path`` cannot be read, or is no WARC file.
    """
    recording = Recording()
    responses: dict[str, tuple[str, int, int]] = {}
    methods: dict[str, str] = {}
    try:
        with path.open("rb") as file:
            records = ArchiveIterator(file)
            for record in records:
                _note(record, records.get_record_offset(), responses, methods)
    except (OSError, ArchiveLoadFailed, ValueError) as error:
        raise RecordingError(f"{path}: {error}") from None
    except AttributeError:  # warcio's, of a record without an address
        raise RecordingError(f"{path}: a record says not what it is of") from None
    for name, (url, status, offset) in responses.items():
        entry = Entry(status, partial(_load, path, offset))
        with suppress(ValueError):  # what is no address, nobody asks for
            recording.add(methods.get(name, "GET"), url, entry)
    return recording


def _note(
    record: Any,
    offset: int,
    responses: dict[str, tuple[str, int, int]],
    methods: dict[str, str],
) -> None:
    about, http = record.rec_headers, record.http_headers
    url = about.get_header("WARC-Target-URI")
    if http is None or not url:
        return
    if record.rec_type == "response":
        name = about.get_header("WARC-Record-ID") or str(offset)
        responses[name] = (url.strip("<>"), _status(http), offset)
    elif record.rec_type == "request":
        partner = about.get_header("WARC-Concurrent-To")
        if partner:
            methods[partner] = http.protocol


def _status(http: Any) -> int:
    code = http.get_statuscode()
    return int(code) if code and code.isdecimal() else 502


def _load(path: Path, offset: int) -> Answer:
    try:
        with path.open("rb") as file:
            file.seek(offset)
            record = next(iter(ArchiveIterator(file)))
            http = record.http_headers
            return Answer(_status(http), _headers(http), _body(record.raw_stream, http))
    except (OSError, ArchiveLoadFailed, StopIteration, ValueError) as error:
        raise RecordingError(f"{path}: {error or 'the file has changed'}") from None


def _headers(http: Any) -> list[tuple[str, str]]:
    return [(n, v) for n, v in http.headers if n.lower() not in _OF_THE_CONNECTION]


# These describe the transfer, which is over; Twisted does not hand them on either.
_OF_THE_CONNECTION = frozenset({
    "connection", "content-length", "keep-alive", "proxy-connection", "te", "trailers",
    "transfer-encoding", "upgrade",
})  # fmt: skip


def _body(stream: BinaryIO, http: Any) -> bytes:
    if (http.get_header("Transfer-Encoding") or "").strip().lower() == "chunked":
        stream = ChunkedDataReader(stream)
    parts = []
    left = _MAX_BODY
    while left > 0 and (part := stream.read(min(left, 65536))):
        parts.append(part)
        left -= len(part)
    body = b"".join(parts)
    length = (http.get_header("Content-Length") or "").strip()
    # Bytes beyond the announced length are kept in the archive but never were part of the body.
    return body[: int(length)] if length.isdecimal() else body
