"""The console that all verbs print on. A module of its own, since rich takes long to load.

Knows how a console renders. Must not know what is printed.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from crawler.cli.terminal import inert


class Screen(Console):
    """A console on which no text can move the cursor, change colours or turn the line around."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """See the base class; what is not rich's own is made inert."""
        for segment in super().render(renderable, options):
            text = segment.text if segment.control else inert(segment.text)
            yield Segment(text, segment.style, segment.control)
