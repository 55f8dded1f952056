"""The words of dates and bylines, read once a process from words.toml."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).with_name("words.toml")
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u00b4": "'", "ı": "i"})
_SPACES_OR_DOTS = re.compile(r"[\s.]+")


class Words(NamedTuple):
    """What words.toml holds, folded: names of months with their numbers, the others as sets."""

    months: dict[str, int]
    updated: frozenset[str]
    published: frozenset[str]
    by: frozenset[str]
    by_weak: frozenset[str]
    joins: frozenset[str]
    no_name: frozenset[str]
    agencies: frozenset[str]
    degrees: frozenset[str]
    particles: frozenset[str]


def fold(text: str) -> str:
    """Text without case, without marks over and under its letters, and with plain apostrophes."""
    text = text.casefold().translate(_APOSTROPHES)
    if text.isascii():
        return text
    # What is composed of parts by rule and not by marks (Hangul) is put together again.
    parts = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", "".join(part for part in parts if not unicodedata.combining(part)))


@lru_cache(maxsize=1)
def words() -> Words:
    """The words that come with the package."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    sets = {name: frozenset(map(fold, listed)) for name, listed in data.items() if name != "months"}
    sets["joins"] = sets.pop("and")
    months = {fold(name): number for number, names in enumerate(data["months"], 1) for name in names.split()}
    return Words(months=months, **sets)
