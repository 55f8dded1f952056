"""The words of dates and bylines in many languages, read once a process: words.toml, and the given names in a file."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

_FILE = Path(__file__).with_name("words.toml")
# Common in some country, as an English or Russian page writes them. No words that start other lines: "Grace", "Song".
_GIVEN_NAMES = Path(__file__).with_name("given_names.txt")
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u00b4": "'", "ı": "i"})


# The vowel signs and accents of the world's scripts, which are no letters for `re`.
# As ranges, which a class of characters takes in half the time.
_CODES = [code for code in range(0x300, 0x1800) if unicodedata.category(chr(code)).startswith("M")]
_RUNS = (list(run) for _, run in groupby(enumerate(_CODES), key=lambda numbered: numbered[1] - numbered[0]))
MARKS = "".join(f"{chr(run[0][1])}-{chr(run[-1][1])}" for run in _RUNS)


class Words(NamedTuple):
    """The lists of the two files, folded; the names of months, with their numbers (1 to 12).

    Those of the Thai and of the Persian calendar are not folded.
    """

    months: dict[str, int]
    thai_months: dict[str, int]
    persian_months: dict[str, int]
    updated: frozenset[str]
    published: frozenset[str]
    ahead: frozenset[str]
    by: frozenset[str]
    by_weak: frozenset[str]
    not_by: frozenset[str]
    given_names: frozenset[str]
    joins: frozenset[str]
    jobs: frozenset[str]
    no_name: frozenset[str]
    agencies: frozenset[str]
    degrees: frozenset[str]
    particles: frozenset[str]
    weekdays: frozenset[str]
    teams: frozenset[str]
    no_title: frozenset[str]
    no_title_start: frozenset[str]
    after_name: frozenset[str]


def fold(text: str) -> str:
    """Text in lower case, without diacritics, and with plain apostrophes: "Août" becomes "aout"."""
    text = text.casefold()
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES))
    # A text may be long, but it has few different marks.
    for mark in filter(unicodedata.combining, set(parts)):
        parts = parts.replace(mark, "")
    # NFKD splits the syllables of Hangul too; NFC composes them again.
    return unicodedata.normalize("NFC", parts)


@lru_cache(maxsize=1)
def words() -> Words:
    """The words that come with the package."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    thai, persian, months = (_numbered(data.pop(f"{calendar}months")) for calendar in ("thai_", "persian_", ""))
    sets = {name: frozenset(map(fold, listed)) for name, listed in data.items()}
    sets["no_name"] |= sets["jobs"]
    sets["given_names"] = frozenset(_GIVEN_NAMES.read_text(encoding="utf-8").split())
    return Words({fold(form): number for form, number in months.items()}, thai, persian, **sets)


def _numbered(names: list[str]) -> dict[str, int]:
    return {form: number for number, forms in enumerate(names, 1) for form in forms.split()}
