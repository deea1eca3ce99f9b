"""``python -m crawler.cli``: the same command, for child processes."""

from __future__ import annotations

from crawler.cli import main

main()
