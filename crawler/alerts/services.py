"""What each service takes at once, and how often.

Knows the published limits of services by the scheme of their Apprise address. Must not know what
is sent. Where a service is not listed, the limit that Apprise states for it counts, in UTF-16
units, which is never more than a service that counts characters allows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

#: How a service counts: ``json`` is a body of JSON with every other letter escaped, as Apprise
#: writes it for some; ``json utf8`` one without.
UNITS: Mapping[str, Callable[[str], int]] = {
    "utf8": lambda text: len(text.encode("utf-8", "replace")),
    "utf16": lambda text: len(text.encode("utf-16-le", "replace")) // 2,
    "json": lambda text: len(json.dumps(text)) - 2,
    "json utf8": lambda text: (
        len(json.dumps(text, ensure_ascii=False).encode("utf-8", "replace")) - 2
    ),
}


@dataclass(frozen=True, slots=True)
class Service:
    """How much a service takes in one message, how often, and how it says no."""

    size: int
    unit: str = "utf16"
    #: Seconds between two messages.
    pace: float = 1.0
    #: A member of the JSON answer that is not 0 where the message was refused in spite of HTTP 200.
    refusal: str = ""

    def measure(self, text: str) -> int:
        """Return how much of ``size`` a text takes."""
        return UNITS[self.unit](text)


#: Sizes leave room for what surrounds the text. DingTalk, Feishu and WeCom say how many messages
#: a minute a robot may send (20, 100, 20), Telegram how many a group takes (20), Discord a
#: webhook (30).
_KNOWN: Mapping[str, Service] = {
    "dingtalk": Service(19_000, "json", 3.0, "errcode"),
    "feishu": Service(19_000, "json utf8", 0.7, "code"),
    "lark": Service(19_000, "json utf8", 0.7, "code"),
    "wecombot": Service(2_000, "utf8", 3.0, "errcode"),
    "tgram": Service(4_000, "utf16", 3.0),
    "discord": Service(1_900, "utf16", 2.0),
    "slack": Service(3_500, "utf16", 1.0),
    "ntfy": Service(3_800, "utf8", 2.0),
    "bark": Service(3_000, "utf8", 1.0),
    "gchat": Service(3_900, "utf8", 1.0),
    "mmost": Service(3_900, "utf16", 1.0),
    "matrix": Service(30_000, "utf8", 1.0),
    "mailto": Service(400_000, "utf8", 1.0),
    "json": Service(200_000, "utf8", 0.0),
    "xml": Service(200_000, "utf8", 0.0),
    "form": Service(200_000, "utf8", 0.0),
}


def service(scheme: str, stated: int) -> Service:
    """Return what the service of an Apprise scheme takes.

    Args:
        scheme: Of the address, with or without the ``s`` for TLS.
        stated: What Apprise states as the most characters of a message; 0: nothing.
    """
    known = _KNOWN.get(scheme) or _KNOWN.get(scheme.removesuffix("s"))
    return known or Service(max(stated, 0) or 1_000)
