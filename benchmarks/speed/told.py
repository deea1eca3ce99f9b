"""Figures told as the command line asks: as a table, or as JSON.

Knows nothing of what the figures are.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TypeVar

Figures = TypeVar("Figures")


def tell(figures: Figures, show: Callable[[Figures], None], *, as_json: bool) -> None:
    """Print figures by ``show``, or as JSON."""
    if as_json:
        print(json.dumps(figures, indent=2))
    else:
        show(figures)
