"""How much hypothesis tries: a little at the desk, more and always the same in the checks of the project."""

import os

from hypothesis import settings

# Examples are whole pages, and the machines of a build are slow: no deadline for a single one.
settings.register_profile("desk", max_examples=60, deadline=None)
settings.register_profile("ci", max_examples=200, deadline=None, derandomize=True, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "desk"))
