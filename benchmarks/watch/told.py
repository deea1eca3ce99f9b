"""A small world on loopback: sites that publish while they are looked at, and a webhook.

Each story is invented, on topic, and unlike the others, so that none is taken for a copy.
"""

from __future__ import annotations

import json
import random
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_WHO = ("Washington", "Beijing", "The White House", "China's commerce ministry", "Brussels")
_DOES = ("tightens", "answers", "delays", "widens", "defends", "weighs", "attacks")
_WHAT = (
    "export controls on AI chips",
    "limits on Nvidia accelerators",
    "subsidies for AI data centres",
    "rules for frontier AI models",
    "support for makers of AI chips",
)
_WHY = (
    "as the US and China race to lead artificial intelligence",
    "in the AI race between American and Chinese labs",
    "while DeepSeek and OpenAI compete for the lead in AI models",
    "to keep an edge over its rival in artificial intelligence",
)
_SYLLABLES = (
    "ba",
    "de",
    "fi",
    "go",
    "lu",
    "ma",
    "ne",
    "pi",
    "ro",
    "su",
    "kra",
    "stel",
    "mon",
    "vin",
)


def story(number: int) -> tuple[str, str]:
    """Return title and body of a story; the same number gives the same story."""
    rng = random.Random(number)

    def name() -> str:
        return "".join(rng.choices(_SYLLABLES, k=3)).capitalize()

    def filler() -> str:
        words = ["".join(rng.choices(_SYLLABLES, k=rng.randint(1, 3))) for _ in range(14)]
        return " ".join(words).capitalize() + "."

    title = f"{rng.choice(_WHO)} {rng.choice(_DOES)} {rng.choice(_WHAT)}, says {name()}"
    paragraphs = []
    for _ in range(5):
        lead = f"{rng.choice(_WHO)} {rng.choice(_DOES)} {rng.choice(_WHAT)} {rng.choice(_WHY)}"
        said = f'said {name()} {name()} of {name()} on day {number}: "{filler()}"'
        paragraphs.append(f"<p>{lead}, {said} {filler()} {filler()}</p>")
    return title, "".join(paragraphs)


class Publisher:
    """A site that has a new story now and then when its feed is asked for."""

    def __init__(self, address: str, first: int, rng: random.Random):
        self.published: list[int] = [first]
        self._next = first + 1
        self._rng = rng
        self._lock = threading.Lock()
        self.publishing = True
        self.server = _serve(address, self._answer)
        self.base = f"http://{address}:{self.server.server_address[1]}"

    def url(self, number: int) -> str:
        """Return the address of a story."""
        return f"{self.base}/story/{number}.html"

    def _answer(self, handler: BaseHTTPRequestHandler) -> tuple[int, str, str]:
        if handler.path == "/robots.txt":
            return 200, "text/plain", "User-agent: *\nAllow: /\n"
        if handler.path == "/feed.xml":
            return 200, "application/rss+xml", self._feed()
        number = handler.path.removeprefix("/story/").removesuffix(".html")
        if not number.isdecimal():
            return 404, "text/plain", "none"
        title, body = story(int(number))
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        page = (
            f'<!doctype html><html lang="en"><head><title>{title}</title></head><body><article>'
            f'<h1>{title}</h1><time datetime="{now}">{now}</time>{body}</article></body></html>'
        )
        return 200, "text/html; charset=utf-8", page

    def _feed(self) -> str:
        with self._lock:
            if self.publishing and self._rng.random() < 0.8:
                self.published.append(self._next)
                self._next += 1
            newest = self.published[-30:]
        items = "".join(
            f"<item><title>{story(n)[0]}</title><link>{self.url(n)}</link></item>"
            for n in reversed(newest)
        )
        return f'<rss version="2.0"><channel><title>Invented</title>{items}</channel></rss>'


class Webhook:
    """Takes messages, slowly, and remembers which story each was about."""

    def __init__(self, rng: random.Random):
        self.links: list[str] = []
        #: Set while a message is being taken.
        self.taking = threading.Event()
        self._rng = rng
        self.server = _serve("127.0.0.1", self._answer)
        self.url = f"json://127.0.0.1:{self.server.server_address[1]}/hook"

    def _answer(self, handler: BaseHTTPRequestHandler) -> tuple[int, str, str]:
        length = int(handler.headers.get("Content-Length", 0))
        message = json.loads(handler.rfile.read(length))
        self.links.append(message["message"].splitlines()[-1])
        self.taking.set()
        time.sleep(self._rng.uniform(0, 0.4))
        self.taking.clear()
        return 200, "text/plain", "ok"


def _serve(address, answer):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status, kind, text = answer(self)
            body = text.encode()
            try:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                pass  # whoever asked was killed

        do_POST = do_GET  # noqa: N815  http.server's name

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer((address, 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
