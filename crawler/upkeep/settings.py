"""What a user can set of upkeep: the tables ``[backup]``, ``[disk]`` and ``[health]``.

Knows their keys and what each may hold. Must not know what is done with them.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crawler import config_keys
from crawler.config_keys import Check
from crawler.config_reader import Reader

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*(KB|MB|GB|TB|KiB|MiB|GiB|TiB)", re.IGNORECASE)
_POWERS = {"k": 1, "m": 2, "g": 3, "t": 4}
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """Copies of the store, made on a schedule."""

    #: Where they are kept; None: none are made.
    folder: Path | None = None
    every: str = "at 03:30"
    #: So many of the latest.
    keep: int = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """When no more pages are crawled, in bytes."""

    #: Less is free on the store's disk.
    min_free: int = 200 * MEGABYTE
    #: The store with its log is larger; None: it may grow.
    max_store: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Where the daemon says how it is."""

    #: A loopback address and port for ``/health``; None: none is opened.
    address: tuple[str, int] | None = None
    #: Also ``/metrics``, for Prometheus.
    metrics: bool = False
    #: A file that is written at each beat.
    heartbeat: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Upkeep:
    """All of it."""

    backup: Backup = field(default_factory=Backup)
    disk: Disk = field(default_factory=Disk)
    health: Health = field(default_factory=Health)


def size(value: Any) -> int:
    """Take a size as ``500 MB`` or ``20 GiB``; return bytes.

    Raises:
        ValueError: it is none; the message says what to write.
    """
    match = _SIZE.fullmatch(value.strip()) if isinstance(value, str) else None
    if not match:
        raise ValueError("write a size, e.g. '500 MB' or '20 GB'")
    unit = match[2].lower()
    base = 1024 if "i" in unit else 1000
    return int(float(match[1]) * base ** _POWERS[unit[0]])


def _address(value: Any) -> tuple[str, int]:
    host, _, port = config_keys.text(value).rpartition(":")
    host = host.strip("[]") or "127.0.0.1"
    if not port.isdecimal() or not 0 < int(port) < 65_536:
        raise ValueError("write a loopback address and a port, e.g. '127.0.0.1:8641'")
    try:
        loopback = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host).is_loopback
    except ValueError:
        loopback = False
    if not loopback:
        raise ValueError(f"{host!r} is no loopback address; write e.g. '127.0.0.1:8641'")
    return ("127.0.0.1" if host == "localhost" else host), int(port)


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 1000:
        raise ValueError("write how many backups are kept, from 1 to 1000")
    return value


_BACKUP: Mapping[str, Check] = {
    "folder": config_keys.TOP["database"],
    "every": config_keys.TOP["every"],
    "keep": _count,
}
_DISK: Mapping[str, Check] = {"min_free": size, "max_store": size}
_HEALTH: Mapping[str, Check] = {
    "address": _address,
    "metrics": config_keys.TOP["catalogue"],
    "heartbeat": config_keys.TOP["database"],
}
_TABLES: Mapping[str, tuple[type[Any], Mapping[str, Check]]] = {
    "backup": (Backup, _BACKUP),
    "disk": (Disk, _DISK),
    "health": (Health, _HEALTH),
}


def upkeep(reader: Reader, table: dict[str, Any]) -> Upkeep:
    """Take the tables of upkeep out of ``table``, and read them.

    Raises:
        ConfigError: A key is unknown or wrong.
    """
    found = {}
    for name, (kind, keys) in _TABLES.items():
        entry = table.pop(name, {})
        if not isinstance(entry, dict):
            reader.fail(name, f"write {name} as a table that begins with [{name}]")
        found[name] = kind(**reader.values(keys, entry, name))
    made = Upkeep(**found)
    if made.health.metrics and made.health.address is None:
        reader.fail("metrics", "metrics need the 'address' of [health] too", "health")
    if made.backup != Backup() and made.backup.folder is None:
        reader.fail(None, "[backup] has no 'folder'; say where backups go", "backup")
    return made
