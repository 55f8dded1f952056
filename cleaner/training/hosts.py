"""Divides pages by host: two pages of one host are nearly the same page."""

from __future__ import annotations

import random
from collections.abc import Iterable
from urllib.parse import urlsplit

from cleaner.training.settings import FOLDS, SEED


def host_of(url: str) -> str:
    """The host of a page in lower case, without www."""
    return urlsplit(url or "").netloc.lower().removeprefix("www.")


def fold_of_hosts(hosts: Iterable[str]) -> dict[str, int]:
    """A fold for every host; the same hosts get the same folds in whatever order they come."""
    shuffled = sorted(set(hosts))
    random.Random(SEED).shuffle(shuffled)
    return {host: at % FOLDS for at, host in enumerate(shuffled)}
