"""The keys of a ``[[channel]]`` table, and how one becomes a channel.

Knows single values. Must not know what a channel is used for.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from crawler import config_keys
from crawler.alerts.channel import Channel
from crawler.alerts.hours import Quiet, spans
from crawler.alerts.secret import Secret
from crawler.config_keys import Check
from crawler.config_reader import Reader

_ADDRESS = re.compile(r"[A-Za-z][\w+.-]*://\S+")
_VARIABLE = re.compile(r"[A-Za-z_]\w*")
_SPAN = re.compile(r"(\d{1,4})\s*(m|h|d)")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
#: Deliveries are remembered for much longer, so that nothing can be told twice.
_LONGEST = timedelta(days=30)


def _address(value: Any) -> Secret:
    # Not repeated in the message: it holds a password or a token.
    if not isinstance(value, str) or not _ADDRESS.fullmatch(value.strip()):
        raise ValueError(
            "write an Apprise address, as 'mailto://...' or 'dingtalk://...', or url_env with the"
            " name of an environment variable that holds it"
        )
    return Secret("url", value.strip())


def _variable(value: Any) -> Secret:
    if not _VARIABLE.fullmatch(config_keys.text(value)):
        raise ValueError("write the name of an environment variable, not the address itself")
    return Secret("url_env", value.strip())


def _file(value: Any) -> Secret:
    if "://" in config_keys.text(value):
        raise ValueError("write the path of a file that holds the address, not the address itself")
    return Secret("url_file", value.strip())


def _score(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ValueError("write a score from 0 to 1")
    return float(value)


def span(value: Any) -> timedelta:
    """Take a span of time as ``90m``, ``12h`` or ``2d``.

    Raises:
        ValueError: it is written differently; the message says what to write.
    """
    match = _SPAN.fullmatch(value.strip()) if isinstance(value, str) else None
    if not match or not int(match[1]):
        raise ValueError("write a span of time, e.g. '12h' or '2d'")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def _age(value: Any) -> timedelta:
    if span(value) > _LONGEST:
        raise ValueError(f"write at most {_LONGEST.days}d: what is older is no alert")
    return span(value)


def _quiet(value: Any) -> tuple[Quiet, ...]:
    return spans([value] if isinstance(value, str) else config_keys.texts(value))


def _schedule(value: Any) -> str | None:
    if config_keys.text(value) == "at once":
        return None
    try:
        return str(config_keys.TOP["every"](value))
    except ValueError as error:
        raise ValueError(f"{error}; or 'at once'") from error


#: Keys of a ``[[channel]]`` table.
CHANNEL: Mapping[str, Check] = {
    "name": config_keys.SOURCE["name"],
    "url": _address,
    "url_env": _variable,
    "url_file": _file,
    "topic": config_keys.text,
    "language": config_keys.text,
    "threshold": _score,
    "review": config_keys.SOURCE["enabled"],
    "digest": _schedule,
    "quiet": _quiet,
    "zone": config_keys.TOP["zone"],
    "max_age": _age,
    "new_publishers": config_keys.SOURCE["enabled"],
    "troubles": config_keys.SOURCE["enabled"],
    "at_least_once": config_keys.SOURCE["enabled"],
    "pace": config_keys.TOP["delay"],
    "enabled": config_keys.SOURCE["enabled"],
}


def channels(
    reader: Reader, entries: Sequence[Mapping[str, Any]], *, topics: Sequence[str], zone: str
) -> tuple[Channel, ...]:
    """Read the ``[[channel]]`` tables.

    Raises:
        ConfigError: A key is unknown, wrong or missing, or two channels have one name.
    """
    found: dict[str, Channel] = {}
    for number, entry in enumerate(entries):
        channel = _channel(reader, entry, number, topics, zone)
        if channel.name in found:
            reader.fail("name", f"two channels are called {channel.name!r}", "channel", number)
        found[channel.name] = channel
    return tuple(found.values())


def _channel(
    reader: Reader, entry: Mapping[str, Any], number: int, topics: Sequence[str], zone: str
) -> Channel:
    values = reader.values(CHANNEL, entry, "channel", number)
    if "name" not in values:
        reader.fail(None, "a channel has no 'name'", "channel", number)
    called = f"channel {values['name']!r}"
    places = [key for key in ("url", "url_env", "url_file") if key in values]
    if len(places) != 1:
        reader.fail(None, f"{called} needs one of url, url_env or url_file", "channel", number)
    values["url"] = values.pop(places[0])
    topic = values.setdefault("topic", topics[0])
    if topic not in topics:
        known = ", ".join(topics)
        reader.fail(
            "topic",
            f"{called}: topic {topic!r} is not among the topics judged by ({known});"
            " add it to 'topics' at the top",
            "channel",
            number,
        )
    return dataclasses.replace(Channel(**values), zone=values.get("zone", zone))
