"""Settings that all tests share."""

from hypothesis import settings

# How long an example takes says more of the machine than of us; benchmarks measure time.
settings.register_profile("newsvane", deadline=None)
settings.load_profile("newsvane")
