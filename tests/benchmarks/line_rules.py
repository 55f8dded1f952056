"""The rules by which large text corpora choose lines: what most pipelines use in the place of an extractor.

The rules that throw away whole documents are left out, since here every page holds an article.
"""

from __future__ import annotations

import re
from collections.abc import Callable

# Raffel et al., "Exploring the Limits of Transfer Learning" (2020), section 2.2, with the constants of the code that
# made the corpus (tensorflow_datasets, c4_utils).
_C4_MIN_WORDS = 5
_C4_ENDS = (".", "?", "!", '"')
_C4_UNWANTED = (
    "javascript",
    "terms of use",
    "privacy policy",
    "cookie policy",
    "uses cookies",
    "use of cookies",
    "use cookies",
)
_CITATION = re.compile(r"\[\d*\]|\[edit\]|\[citation needed\]")

# Rae et al., "Scaling Language Models" (2021), appendix A.1.1: conditions on documents, asked here of each line. Those
# on the number of words and on stop words would remove every heading.
_GOPHER_WORD_CHARACTERS = (3, 10)  # mean length of the words
_GOPHER_MOST_SYMBOLS = 0.1  # a word
_GOPHER_LEAST_ALPHABETIC = 0.8  # share of the words
_BULLETS = ("•", "*", "-", "–", "·", "‣")
_ELLIPSES = ("...", "…")


def c4_lines(text: str) -> str:
    """The lines that C4 keeps: at least five words, an end of a sentence, no word of a cookie notice."""
    return _kept(_CITATION.sub("", text), _is_kept_by_c4)


def gopher_lines(text: str) -> str:
    """The lines that meet Gopher's conditions on documents, each line once."""
    lines = dict.fromkeys(line.strip() for line in text.split("\n"))
    return _kept("\n".join(lines), _is_kept_by_gopher)


def _kept(text: str, is_kept: Callable[[str], bool]) -> str:
    return "\n".join(line for line in map(str.strip, text.split("\n")) if line and is_kept(line))


def _is_kept_by_c4(line: str) -> bool:
    if not line.endswith(_C4_ENDS) or line.endswith("...") or len(line.split()) < _C4_MIN_WORDS:
        return False
    return not any(phrase in line.lower() for phrase in _C4_UNWANTED)


def _is_kept_by_gopher(line: str) -> bool:
    if line.startswith(_BULLETS) or line.endswith(_ELLIPSES):
        return False
    words = line.split()
    symbols = line.count("#") + line.count("...") + line.count("…")
    alphabetic = sum(any(map(str.isalpha, word)) for word in words)
    shortest, longest = _GOPHER_WORD_CHARACTERS
    return (
        shortest <= sum(map(len, words)) / len(words) <= longest
        and symbols <= _GOPHER_MOST_SYMBOLS * len(words)
        and alphabetic >= _GOPHER_LEAST_ALPHABETIC * len(words)
    )
