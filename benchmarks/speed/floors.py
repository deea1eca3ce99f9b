"""The bounds that figures of speed must keep, as ratios with a wide margin.

Knows ``floors.toml``. Must not measure.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

FLOORS = Path(__file__).with_name("floors.toml")


def check(figures: dict[str, Any]) -> list[str]:
    """Return the floors that are missed; those of figures not taken are passed over."""
    missed = []
    for name, floor in tomllib.loads(FLOORS.read_text(encoding="utf-8")).items():
        value: Any = figures
        for key in floor["figure"]:
            value = value.get(key, {})
        if value == {}:
            continue
        if value < floor.get("least", value) or value > floor.get("most", value):
            bound = floor.get("least", floor.get("most"))
            missed.append(f"{name}: {value:.2f}, the floor is {bound}")
    return missed
