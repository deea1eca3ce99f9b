"""What a program's reading of pages costs, ours or another's. Runs in its own environment.

``python reader.py PROGRAM PAGES``: PAGES holds a JSON object a line, ``url`` and ``body`` (base64).
Prints a JSON object: CPU milliseconds a page, of reading and of one plain ``lxml`` parse of the
same bytes. Imports nothing of ours for the others.
"""

from __future__ import annotations

import base64
import importlib
import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_WARM_UP = 10
Read = Callable[[bytes, str], Any]


def _newsvane() -> Read:
    extract = importlib.import_module("crawler.page.extract").extract
    now = datetime.now(UTC)
    return lambda body, url: extract(body, url, fetched=now)


def _trafilatura() -> Read:
    extract = importlib.import_module("trafilatura").bare_extraction
    return lambda body, url: extract(body, url=url, with_metadata=True)


def _newspaper4k() -> Read:
    article = importlib.import_module("newspaper").Article

    def read(body: bytes, url: str) -> Any:
        made = article(url, fetch_images=False)
        made.download(input_html=body.decode("utf-8", "replace"))
        made.parse()
        return made.text

    return read


def _news_please() -> Read:
    please = importlib.import_module("newsplease").NewsPlease
    return lambda body, url: please.from_html(body.decode("utf-8", "replace"), url=url)


def _fundus() -> Read:
    """A publisher's own parser: fundus has no other. What it finds on a strange page is little."""
    publishers = importlib.import_module("fundus").PublisherCollection
    parser = publishers.us.APNews.parser()
    return lambda body, _url: parser.parse(body.decode("utf-8", "replace"), "suppress")


PROGRAMS: dict[str, Callable[[], Read]] = {
    "newsvane": _newsvane,
    "trafilatura": _trafilatura,
    "newspaper4k": _newspaper4k,
    "news-please": _news_please,
    "fundus": _fundus,
}


def main() -> None:
    """Read all pages; of those that the program fails on, the time counts as well."""
    program, pages = sys.argv[1:]
    read = PROGRAMS[program]()
    parse = importlib.import_module("lxml.html").document_fromstring
    spent, parsed, failed, count = 0.0, 0.0, 0, 0
    for number, line in enumerate(Path(pages).read_text(encoding="utf-8").splitlines()):
        page = json.loads(line)
        body = base64.b64decode(page["body"])
        begun = time.process_time()
        parse(body)
        middle = time.process_time()
        try:
            read(body, page["url"])
        except Exception:  # noqa: BLE001 - a strange page must not end another program's turn
            failed += 1
        ended = time.process_time()
        if number >= _WARM_UP:
            parsed += middle - begun
            spent += ended - middle
            count += 1
    print(
        json.dumps(
            {
                "cpu_ms": 1000 * spent / count,
                "parse_ms": 1000 * parsed / count,
                "failed": failed,
            }
        )
    )


if __name__ == "__main__":
    main()
