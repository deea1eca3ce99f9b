"""Telling: stories and troubles -> channels, after they were stored.

``choose`` decides what is news to whom, ``compose`` writes it, ``fit`` keeps it within a service's
size, ``outbox`` decides when it goes and remembers how that ended, ``sender`` is the only one that
knows Apprise. Nothing here is imported by what crawls.
"""
