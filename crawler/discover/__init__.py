"""Finding sources at an address, and trying sources that are configured.

What to ask for next depends on what the last answer was, so both are written as coroutines over a
``Fetch``: the real one (``fetch``) goes through the crawl's own settings, guard and robots.txt.
Keeps nothing and prints nothing.
"""
