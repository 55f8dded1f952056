"""How many examples hypothesis tries: few while developing; more, and always the same, in `.ci/run`."""

import os

from hypothesis import settings

# No deadline for an example: it may be a whole page, and build machines are slow.
settings.register_profile("desk", max_examples=60, deadline=None)
settings.register_profile("ci", max_examples=200, deadline=None, derandomize=True, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "desk"))
