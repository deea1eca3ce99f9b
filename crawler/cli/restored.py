"""A restored text on a terminal or as JSON: each changed place says what stood there, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from crawler.cli import output

if TYPE_CHECKING:
    from crawler.text.restore import Restored
    from storage.rows import StoredArticle


def print_restored(article: StoredArticle, reading: Restored, *, as_json: bool) -> None:
    """Print our reading of ``article``, never without the words that are not its own."""
    swaps = reading.substitutions
    if as_json:
        # The text as these places make it, and not the stored one, which may be of an older look.
        restored = reading.text if reading.text != article.text else None
        value = {"id": article.id, "text": article.text, "restored": restored}
        output.to_json(value | {"substitutions": list(swaps)})
        return
    console = output.console()
    text = Text()
    at = 0
    for swap in swaps:
        text.append(article.text[at : swap.start])
        text.append(swap.original, style="bold green" if swap.confidence >= 0.75 else "yellow")
        stood = swap.spun or "nothing"
        if any(map(str.isalnum, swap.spun + swap.original)):
            text.append(f"[{stood} {swap.confidence:.0%} {swap.source}]", style="dim")
        else:  # Marks are many, and nobody doubts them.
            text.append(f"[{stood}]", style="dim")
        at = swap.end
    text.append(article.text[at:])
    console.print(text, soft_wrap=True)
    console.print(
        f"\n[dim]{len(swaps)} places, in brackets: what the page says, how sure we are, and how we "
        "know. This reading is ours, not the author's text.[/dim]",
        soft_wrap=True,
    )
