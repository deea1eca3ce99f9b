"""``newsvane.toml`` and the built-in catalogue, read into frozen values.

Knows the file's keys and what each may hold. Must not know how anything is crawled or kept.
Every error names the file, the line, the key, and the nearest right key.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from crawler.alerts.channel import Channel
from crawler.catalogue import Status, known
from crawler.config_keys import TOP
from crawler.config_names import nearest
from crawler.config_reader import ConfigError, Reader
from crawler.proxy import Proxy, choose
from crawler.upkeep.settings import Upkeep, upkeep
from storage.records import Source

__all__ = ["Config", "ConfigError", "catalogue", "load", "parse"]

DEFAULT_FILE = "newsvane.toml"
DEFAULT_DATABASE = "newsvane.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything that a user can set, with the sources already resolved."""

    file: Path | None = None
    database: Path = Path(DEFAULT_DATABASE)
    #: Mail address or URL that sites can use to reach whoever runs this.
    contact: str | None = None
    topics: tuple[str, ...] = ("ai-competition",)
    #: Hosts or networks that may be private, e.g. an intranet mirror.
    allow_hosts: tuple[str, ...] = ()
    #: Seconds between requests to one host, unless a source or its robots.txt says more.
    delay: float = 2.0
    #: Seconds that one request may take from connecting to the last byte.
    deadline: float = 30.0
    #: Schedule of sources that have none of their own, nor their groups.
    every: str = "adaptive"
    #: Hours in which sources are looked at; None: always.
    active: str | None = None
    #: Over how long sources of one schedule are spread; None: over its interval.
    jitter: str | None = None
    #: MiB that one crawling process of ``watch`` may hold.
    memory: int = 1024
    zone: str = "UTC"
    #: After how long relevant articles are looked at again; empty: never.
    revisit: tuple[str, ...] = ("1h", "1d", "1w")
    #: Through which proxy sources are asked that name none; may hold a password.
    proxy: str | None = field(default=None, repr=False)
    #: An environment variable that holds the proxy's address.
    proxy_env: str | None = None
    #: The proxy looks up the names of sites, since the answers here are not to be trusted.
    proxy_resolves: bool = False
    #: Use the built-in catalogue besides the sources of the file.
    catalogue: bool = True
    #: Names or groups of catalogue sources to leave out.
    exclude: tuple[str, ...] = ()
    #: Names or groups of catalogue sources to switch on that are off by default.
    include: tuple[str, ...] = ()
    #: Name -> words: searches that the web page offers, each with a feed.
    searches: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    #: To whom stories are told.
    channels: tuple[Channel, ...] = ()
    #: Backups, the ceiling of the disk, and where the daemon says how it is.
    upkeep: Upkeep = field(default_factory=Upkeep)

    def select(self, names: Sequence[str] = (), *, off: bool = False) -> tuple[Source, ...]:
        """Return the sources named, or all that are enabled.

        A source's own name selects it in any case; a group selects those of it that are enabled.

        Args:
            names: Names of sources or groups.
            off: Of a group, also those that are off.

        Raises:
            ConfigError: A name is neither a source nor a group.
        """
        if not names:
            return tuple(source for source in self.sources if source.enabled)
        called = {source.name for source in self.sources}
        called |= {group for source in self.sources for group in source.groups}
        for name in names:
            if name not in called:
                raise ConfigError(
                    f"no source or group is called {name!r}{nearest(name, called)}; "
                    "'newsvane sources list --all' lists them"
                )
        wanted = set(names)
        return tuple(
            source
            for source in self.sources
            if source.name in wanted
            or ((source.enabled or off) and wanted.intersection(source.groups))
        )


def proxies(config: Config, sources: Sequence[Source]) -> dict[str, Proxy | None]:
    """Return the proxy of each source that has its own, and under ``""`` that of all others.

    Raises:
        ConfigError: An environment variable that is to hold one does not.
    """
    try:
        return choose(config, sources)
    except ValueError as error:
        raise ConfigError(f"{config.file or 'built-in defaults'}: {error}") from error


def load(path: str | Path | None = None, *, database: str | Path | None = None) -> Config:
    """Read the configuration.

    Args:
        path: The file; by default ``$NEWSVANE_CONFIG``, else ``newsvane.toml`` here if it exists,
            else none.
        database: Overrides the file's and ``$NEWSVANE_DB``.

    Raises:
        ConfigError: A named file is missing, or something in it is wrong.
    """
    named = path or os.environ.get("NEWSVANE_CONFIG")
    file = Path(named) if named else Path(DEFAULT_FILE)
    if named and not file.is_file():
        raise ConfigError(f"{file}: no such file; 'newsvane init' writes one")
    config = parse(_read(file), file) if file.is_file() else parse("", None)
    chosen = database or os.environ.get("NEWSVANE_DB")
    return dataclasses.replace(config, database=Path(chosen)) if chosen else config


def parse(text: str, file: Path | None) -> Config:
    """Read configuration text; ``file`` is what errors name.

    Raises:
        ConfigError: Something in it is wrong.
    """
    reader = Reader(text, str(file) if file else "built-in defaults")
    table = reader.table("source", "channel")
    builtin = (
        {source.name: source for source in catalogue()} if table.get("catalogue", True) else {}
    )
    entries, groups = table.pop("source", []), table.pop("group", {})
    told = table.pop("channel", [])
    kept_up = upkeep(reader, table)
    own = [reader.source(entry, number, builtin) for number, entry in enumerate(entries)]
    values = reader.values(TOP, table, "")
    reader.unique(own)
    config = Config(file=file, upkeep=kept_up, **values)
    sources = _with_catalogue(config, own, reader) if config.catalogue else own
    settled = reader.groups(groups, sources)
    channels: tuple[Channel, ...] = ()
    if told:
        from crawler.alerts import keys  # noqa: PLC0415  most configurations have none

        channels = keys.channels(reader, told, topics=config.topics, zone=config.zone)
    return dataclasses.replace(config, sources=settled, channels=channels)


def catalogue() -> tuple[Source, ...]:
    """Return the built-in sources, in the order of their files."""
    return tuple(entry.source for entry in known())


#: What a group in ``include`` switches on; a source's own name switches on any.
_INCLUDED_BY_GROUP: frozenset[Status] = frozenset({"on", "optional", "unverified"})


def _with_catalogue(config: Config, own: list[Source], reader: Reader) -> list[Source]:
    builtin = known()
    called = {entry.source.name for entry in builtin}
    called |= {group for entry in builtin for group in entry.source.groups}
    for key in ("include", "exclude"):
        for name in getattr(config, key):
            if name not in called:
                reader.fail(
                    key,
                    f"no source or group of the catalogue is called {name!r}"
                    + nearest(name, called),
                )
    names = {source.name for source in own}
    chosen = []
    for entry in builtin:
        source, groups = entry.source, set(entry.source.groups)
        if source.name in names or {source.name, *groups}.intersection(config.exclude):
            continue
        on = source.enabled or source.name in config.include
        on |= entry.status in _INCLUDED_BY_GROUP and bool(groups.intersection(config.include))
        chosen.append(dataclasses.replace(source, enabled=on))
    return own + chosen


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}: is not UTF-8 text; save it as UTF-8") from error
