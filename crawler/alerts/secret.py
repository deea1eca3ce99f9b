"""A text that must not be shown: an address with a password or token in it.

Knows where it stands (the configuration, an environment variable, a file). Must not know what it
is for.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

HIDDEN = "***"
#: Parts of an address that are shorter hide too much of an innocent text.
_SHORTEST = 6
#: A file that holds one address is not longer.
_LARGEST = 10_000


class SecretError(ValueError):
    """The text is not where it is said to be."""


@dataclass(frozen=True, slots=True)
class Secret:
    """Where the text stands; its ``repr`` never holds it."""

    kind: str
    where: str = field(repr=False)

    def reveal(self) -> str:
        """Return the text.

        Raises:
            SecretError: The variable is not set, or the file cannot be read.
        """
        if self.kind == "url":
            return self.where
        if self.kind == "url_env":
            found = os.environ.get(self.where, "").strip()
            if not found:
                raise SecretError(f"the environment variable {self.where} is not set")
            return found
        path = Path(self.where).expanduser()
        try:
            found = path.read_text(encoding="utf-8")[:_LARGEST].strip()
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "it is not UTF-8 text"
            raise SecretError(f"{path} cannot be read: {why}") from None
        if not found:
            raise SecretError(f"{path} is empty; write the address into it")
        return found.splitlines()[0].strip()

    def __str__(self) -> str:
        return HIDDEN if self.kind == "url" else f"{self.kind} {self.where}"


def redact(text: str, secrets: Iterable[str]) -> str:
    """Return ``text`` without any of the addresses, nor what stands in them.

    Hidden are each address, its user, password, path segments and values of its query, as written
    and unquoted, from six characters on. The host stays: it says where trouble was.
    """
    pieces: set[str] = set()
    for secret in secrets:
        pieces |= {secret, *_pieces(secret)}
    for piece in sorted(pieces, key=len, reverse=True):
        text = text.replace(piece, HIDDEN)
    return text


def _pieces(secret: str) -> set[str]:
    _, _, rest = secret.partition("://")
    try:
        host = urlsplit(secret).hostname or ""
    except ValueError:
        host = ""
    found = set(re.split(r"[/@:?&=,#\s]+", rest))
    found |= {unquote(piece) for piece in found}
    return {piece for piece in found if len(piece) >= _SHORTEST and piece.lower() != host}
