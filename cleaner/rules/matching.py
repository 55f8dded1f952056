"""Matches phrase rules and markup rules.

A block may be checked against thousands of phrases for the price of a few dictionary look-ups: whole phrases are keys
themselves, the others are found by their first or last word, and only then compared.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from cleaner.rules.schema import LONGEST_MAX_CHARS, MarkupRule, PhraseRule, load_builtin
from cleaner.text.normalise import words_in

# Scripts written without spaces between words, and Hangul, where particles are joined to the word.
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
# Scripts of which a character says as much as two letters or three, in texts longer than those of buttons and menus.
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_SHORT = 40


class PhraseMatcher:
    """Finds the phrase rules that match a block."""

    def __init__(self, rules: Iterable[PhraseRule]) -> None:
        self._whole: dict[str, list[PhraseRule]] = defaultdict(list)
        self._first: dict[str, list[tuple[str, PhraseRule]]] = defaultdict(list)
        self._last: dict[str, list[tuple[str, PhraseRule]]] = defaultdict(list)
        self._inside: dict[str, list[tuple[str, PhraseRule]]] = defaultdict(list)
        for rule in rules:
            for phrase in rule.phrases:
                self._add(phrase, rule)
        # A hundred phrases begin with "this": whether a block begins with any of them is asked in one go.
        self._starts, self._ends = _phrases_of(self._first), _phrases_of(self._last)
        # The lines of a site repeat from page to page, and those of a text are read again when it is labelled again.
        self._remembered = lru_cache(maxsize=4096)(self._match)

    def _add(self, phrase: str, rule: PhraseRule) -> None:
        if rule.match == "whole":
            self._whole[phrase].append(rule)
        elif rule.match == "start":
            self._first[_head(phrase)].append((phrase, rule))
        elif rule.match == "end":
            self._last[_tail(phrase)].append((phrase, rule))
        else:
            self._inside[_rarest(phrase)].append((phrase, rule))

    def match(self, text: str) -> tuple[PhraseRule, ...]:
        """The rules that match a block's text: certain ones first, then the one that explains most of the block."""
        return self._remembered(text) if len(text) <= LONGEST_MAX_CHARS else ()

    def _match(self, text: str) -> tuple[PhraseRule, ...]:
        found = self._found(words_in(text))
        if not found:
            return ()
        size = _length(text)
        hits = [(rule, length) for rule, length in found if size <= rule.max_chars]
        if len(hits) > 1:
            hits.sort(key=lambda hit: (not hit[0].certain, -hit[1], hit[0].id))
        return tuple(dict.fromkeys([rule for rule, _ in hits]))

    def _found(self, words: Sequence[str]) -> list[tuple[PhraseRule, int]]:
        if not words:
            return []
        text = " ".join(words)
        found = [(rule, len(text)) for rule in self._whole.get(text, ())]
        first, last, inside = [words[0]], [words[-1]], self._inside.keys() & words
        if not text.isascii() and _UNSPACED.search(text):
            first.append(text[:2])
            last.append(text[-2:])
            inside |= self._inside.keys() & _pairs(text)
        for key in first:
            if (phrases := self._starts.get(key)) and text.startswith(phrases):
                found += [(r, len(p)) for p, r in self._first[key] if text.startswith(p) and _parted(text, len(p))]
        for key in last:
            if (phrases := self._ends.get(key)) and text.endswith(phrases):
                entries = self._last[key]
                found += [(r, len(p)) for p, r in entries if text.endswith(p) and _parted(text, len(text) - len(p))]
        for key in inside:
            found += [(r, len(p)) for p, r in self._inside[key] if _holds(text, p)]
        return found


class MarkupMatcher:
    """Finds the markup rules that match the class and id words of an element."""

    def __init__(self, rules: Iterable[MarkupRule]) -> None:
        self._single: dict[str, list[MarkupRule]] = defaultdict(list)
        self._compound: dict[str, list[tuple[tuple[str, ...], MarkupRule]]] = defaultdict(list)
        for rule in rules:
            for word in rule.words:
                parts = tuple(word.split("-"))
                if len(parts) == 1:
                    self._single[word].append(rule)
                else:
                    self._compound[parts[0]].append((parts, rule))
        # A page has few class attributes, each on many elements.
        self._remembered = lru_cache(maxsize=4096)(self._match)

    def match(self, words: tuple[str, ...]) -> tuple[MarkupRule, ...]:
        """The rules that hit among these words (see `name_words`), each once, in the order of the words."""
        return self._remembered(words)

    def _match(self, words: tuple[str, ...]) -> tuple[MarkupRule, ...]:
        found: list[MarkupRule] = []
        for at, word in enumerate(words):
            found += self._single.get(word, ())
            found += [rule for parts, rule in self._compound.get(word, ()) if words[at : at + len(parts)] == parts]
        return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1)
def builtin_phrases() -> PhraseMatcher:
    """The matcher of the phrase rules that come with the package, built once a process."""
    return PhraseMatcher(load_builtin().phrases)


@lru_cache(maxsize=1)
def builtin_markup() -> MarkupMatcher:
    """The matcher of the markup rules that come with the package, built once a process."""
    return MarkupMatcher(load_builtin().markup)


def _phrases_of(entries: Mapping[str, Sequence[tuple[str, PhraseRule]]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(phrase for phrase, _ in found) for key, found in entries.items()}


def _length(text: str) -> int:
    """Characters, by which rules say how long a block may be; a sentence of ideographs or kana counts twice.

    It says as much as one of twice the length in letters.
    """
    size = len(text)
    if size <= _SHORT or text.isascii() or 2 * len(_DENSE.findall(text)) < size:
        return size
    return 2 * size


def _head(phrase: str) -> str:
    return phrase[:2] if _UNSPACED.search(phrase) else phrase.partition(" ")[0]


def _tail(phrase: str) -> str:
    return phrase[-2:] if _UNSPACED.search(phrase) else phrase.rpartition(" ")[2]


def _rarest(phrase: str) -> str:
    """The word by which a phrase is found inside a block: the longest one, which the fewest blocks hold."""
    return phrase[:2] if _UNSPACED.search(phrase) else max(phrase.split(" "), key=len)


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _parted(text: str, at: int) -> bool:
    """Whether a phrase may begin or end at this place: at a space, an end, or beside a script without spaces."""
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    return before == " " or after == " " or bool(_UNSPACED.match(before) or _UNSPACED.match(after))


def _holds(text: str, phrase: str) -> bool:
    at = text.find(phrase)
    while at >= 0:
        if _parted(text, at) and _parted(text, at + len(phrase)):
            return True
        at = text.find(phrase, at + 1)
    return False
