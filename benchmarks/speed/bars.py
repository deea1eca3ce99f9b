"""Bars, as an SVG that stands for itself: one row a thing, its length, its number, its spread.

Pure: values in, markup out. Must not know what is measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _LABEL, _ROW, _HEAD = 760, 190, 26, 44
_INK, _OURS, _OTHER, _SPREAD = "#222", "#2b6cb0", "#a0aec0", "#1a365d"


@dataclass(frozen=True, slots=True)
class Bar:
    """One row. ``low`` and ``high`` are drawn as a line through its end where they differ."""

    label: str
    value: float
    shown: str
    ours: bool = True
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """Bars of one scale under a heading."""

    title: str
    bars: Sequence[Bar]


def draw(panels: Sequence[Panel]) -> str:
    """Return the panels one below the other."""
    parts: list[str] = []
    top = 0
    for panel in panels:
        parts.append(_text(0, top + 26, panel.title, weight="bold"))
        longest = max((bar.high or bar.value for bar in panel.bars), default=0.0) or 1.0
        scale = (_WIDTH - _LABEL - 200) / longest
        for row, bar in enumerate(panel.bars):
            parts += _bar(bar, top + _HEAD + row * _ROW, scale)
        top += _HEAD + len(panel.bars) * _ROW + 10
    title = "; ".join(panel.title for panel in panels)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {top}" role="img"'
        f' font-family="system-ui, sans-serif" font-size="14">\n<title>{escape(title)}</title>\n'
        f'<rect width="{_WIDTH}" height="{top}" fill="#fff"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _bar(bar: Bar, y: int, scale: float) -> list[str]:
    end = _LABEL + bar.value * scale
    far = _LABEL + max(bar.high or 0.0, bar.value) * scale
    colour = _OURS if bar.ours else _OTHER
    parts = [
        _text(_LABEL - 8, y + 15, bar.label, anchor="end"),
        f'<rect x="{_LABEL}" y="{y + 2}" width="{end - _LABEL:.1f}" height="18" fill="{colour}"/>',
        _text(far + 8, y + 15, bar.shown),
    ]
    if bar.low is not None and bar.high is not None and bar.high > bar.low:
        low, high = _LABEL + bar.low * scale, _LABEL + bar.high * scale
        parts.append(
            f'<path d="M{low:.1f} {y + 11}H{high:.1f}M{low:.1f} {y + 7}v8M{high:.1f} {y + 7}v8"'
            f' stroke="{_SPREAD}" stroke-width="1.5" fill="none"/>'
        )
    return parts


def _text(x: float, y: float, text: str, *, anchor: str = "start", weight: str = "normal") -> str:
    return (
        f'<text x="{x:.1f}" y="{y}" fill="{_INK}" text-anchor="{anchor}"'
        f' font-weight="{weight}">{escape(text)}</text>'
    )
