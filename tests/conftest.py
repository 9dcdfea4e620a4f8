"""Settings that every test shares."""

import os

from hypothesis import settings

# No deadline: the first example of a kernel pays for its compilation. In CI the examples are the
# same on every run, so a red build is red again on the next machine.
settings.register_profile(
    "ictsim", deadline=None, max_examples=50, derandomize=bool(os.environ.get("CI"))
)
settings.load_profile("ictsim")
