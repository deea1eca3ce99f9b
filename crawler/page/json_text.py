"""JSON of strangers: how much of it is worth building.

Knows what Python makes of JSON, and what that takes. Must not know what any of it means.
"""

from __future__ import annotations

#: Objects and lists. An object takes two hundred bytes, however few it is written with.
_MAX_CONTAINERS = 250_000
#: Names of values; each takes a hundred.
_MAX_NAMES = 500_000
#: Values; each takes up to sixty.
_MAX_VALUES = 1_000_000


def too_large(text: str, start: int = 0) -> bool:
    """Tell whether what stands in ``text`` from ``start`` on may take too much memory to be read.

    Counts signs wherever they stand, also in strings: real answers of 10 MiB have a fourth of what
    is allowed.
    """
    return (
        text.count("{", start) + text.count("[", start) > _MAX_CONTAINERS
        or text.count(":", start) > _MAX_NAMES
        or text.count(",", start) > _MAX_VALUES
    )
