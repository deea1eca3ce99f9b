"""What a response's headers say, as text.

Knows Scrapy's responses and nothing of what they hold.
"""

from __future__ import annotations

from scrapy.http import Response


def content_type(response: Response) -> str | None:
    """Return the response's Content-Type header as text."""
    value = response.headers.get("Content-Type")
    return value.decode("latin-1") if value else None
