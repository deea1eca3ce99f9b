"""Settings that all tests share."""

import os

from hypothesis import settings

# How long an example takes says more of the machine than of us; benchmarks measure time. The same
# examples each time: who changes something is not to be surprised by what was there before.
settings.register_profile("newsvane", deadline=None, derandomize=True)
settings.register_profile("long", deadline=None, max_examples=3_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "newsvane"))
