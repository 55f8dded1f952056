"""Which fold a host belongs to."""

from __future__ import annotations

import random
from collections.abc import Iterable

from cleaner.training.settings import FOLDS, SEED


def fold_of_hosts(hosts: Iterable[str]) -> dict[str, int]:
    """A fold for every host; the same hosts give the same folds, in whatever order they come."""
    shuffled = sorted(set(hosts))
    random.Random(SEED).shuffle(shuffled)
    return {host: at % FOLDS for at, host in enumerate(shuffled)}
