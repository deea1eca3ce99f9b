"""``str`` in, value out. Pure: imports nothing else of newsvane."""
