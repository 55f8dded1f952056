"""The words of dates and bylines in many languages, read from words.toml once a process."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

_FILE = Path(__file__).with_name("words.toml")
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u00b4": "'", "ı": "i"})


class Words(NamedTuple):
    """The lists of words.toml, folded; `months` maps the names of months to their numbers (1 to 12)."""

    months: dict[str, int]
    updated: frozenset[str]
    published: frozenset[str]
    by: frozenset[str]
    by_weak: frozenset[str]
    not_by: frozenset[str]
    joins: frozenset[str]
    no_name: frozenset[str]
    agencies: frozenset[str]
    degrees: frozenset[str]
    particles: frozenset[str]
    weekdays: frozenset[str]
    after_name: frozenset[str]


def fold(text: str) -> str:
    """Text in lower case, without diacritics, and with plain apostrophes: "Août" becomes "aout"."""
    text = text.casefold().translate(_APOSTROPHES)
    if text.isascii():
        return text
    # NFKD splits the syllables of Hangul too; NFC composes them again.
    parts = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", "".join(part for part in parts if not unicodedata.combining(part)))


@lru_cache(maxsize=1)
def words() -> Words:
    """The words that come with the package."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    sets = {name: frozenset(map(fold, listed)) for name, listed in data.items() if name != "months"}
    months = {fold(name): number for number, names in enumerate(data["months"], 1) for name in names.split()}
    return Words(months=months, **sets)
