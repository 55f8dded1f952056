"""Matches phrase rules and markup rules.

Comparing a block with thousands of phrases costs a few dictionary look-ups. Each phrase is filed under a key that a
block must contain to match it: the phrase itself, its first word, its last or its longest one. Only the phrases filed
under a key of the block are compared with it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple

from cleaner.rules.schema import LONGEST_MAX_CHARS, MarkupRule, Match, PhraseRule, load_builtin
from cleaner.text.lazy_pattern import asian_pattern
from cleaner.text.normalise import words_in

# Scripts written without spaces between words, and Hangul, where particles are joined to the word.
_UNSPACED = asian_pattern(r"[\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
# A phrase in one of these scripts is filed under its first or last characters, as it has no words.
_KEY_CHARS = 2
# Ideographs and kana say about twice as much a character as letters do. Not so in short texts: buttons and menus are
# as brief in any script.
_DENSE = asian_pattern(r"[\u3040-\u30ff\u3400-\u9fff]")
_SHORT_CHARS = 40

# A sentence that quotes a phrase speaks of it: “We use cookies” is what every reader has seen. So many words around the
# quotation make it one.
_QUOTED = re.compile(r"“[^”]{1,300}”|„[^“”]{1,300}[“”]|«[^»]{1,300}»|»[^«]{1,300}«|\"[^\"]{1,300}\"|「[^」]{1,300}」")
_WORDS_AROUND = 6

_Entry = tuple[str, PhraseRule]


class PhraseMatcher:
    """Finds the phrase rules that match a block; `quoted` says whether phrases that a sentence only quotes count."""

    def __init__(self, rules: Iterable[PhraseRule], quoted: bool = True) -> None:
        self._quoted = quoted
        entries: dict[Match, list[_Entry]] = {"start": [], "end": [], "anywhere": []}
        # Two thirds of all phrases are whole blocks: they are filed a rule at a time. Few belong to several rules.
        self._whole: dict[str, PhraseRule] = {}
        self._more: dict[str, list[PhraseRule]] = {}
        for rule in rules:
            if rule.match != "whole":
                entries[rule.match] += zip(rule.phrases, repeat(rule), strict=False)
                continue
            for phrase in self._whole.keys() & rule.phrases:
                self._more.setdefault(phrase, [self._whole[phrase]]).append(rule)
            self._whole.update(zip(rule.phrases, repeat(rule), strict=False))
        self._indexes = (_StartIndex(entries["start"]), _EndIndex(entries["end"]), _AnywhereIndex(entries["anywhere"]))
        # The lines of a site repeat from page to page, and a text that is labelled again is matched again.
        self._cached = lru_cache(maxsize=4096)(self._match)

    def match(self, text: str) -> tuple[PhraseRule, ...]:
        """The rules that match a block's text: certain ones first, then the one that explains most of the block."""
        return self._cached(text) if len(text) <= LONGEST_MAX_CHARS else ()

    def _match(self, text: str) -> tuple[PhraseRule, ...]:
        words = words_in(text)
        if not words:
            return ()
        block = _normalised(words)
        whole = self._whole.get(block.text)
        rules = () if whole is None else self._more.get(block.text, (whole,))
        found = [(rule, len(block.text), block.text) for rule in rules]
        found += [
            (rule, len(phrase), phrase)
            for index in self._indexes
            for phrase, rule in index.candidates(block)
            if index.matches(phrase, block.text)
        ]
        if not found:
            return ()
        if not self._quoted and (passages := _quoted_passages(text)):
            found = [hit for hit in found if not _is_quoted(hit[2], passages)]
        size = _size(text) if block.unspaced else len(text)
        hits = [(rule, length) for rule, length, _ in found if size <= rule.max_chars]
        if len(hits) > 1:
            hits.sort(key=lambda hit: (not hit[0].certain, -hit[1], hit[0].id))
        return tuple(dict.fromkeys([rule for rule, _ in hits]))


class _Normalised(NamedTuple):
    """A block as phrases are compared with it."""

    words: Sequence[str]
    text: str  # the words, joined by spaces
    unspaced: bool  # whether it contains a script of _UNSPACED


def _normalised(words: Sequence[str]) -> _Normalised:
    text = " ".join(words)
    return tuple.__new__(_Normalised, (words, text, _is_unspaced(text)))  # half the time of a call


def _is_unspaced(text: str) -> bool:
    return not text.isascii() and _UNSPACED.search(text) is not None


class _Index:
    """The phrases of one kind of match, under their keys. Subclasses say what the key is."""

    def __init__(self, entries: Iterable[_Entry]) -> None:
        self._entries: dict[str, list[_Entry]] = {}
        key_of = self._key
        for entry in entries:
            key = key_of(entry[0])
            found = self._entries.get(key)
            if found is None:
                self._entries[key] = [entry]
            else:
                found.append(entry)
        self._phrases: dict[str, tuple[str, ...]] = {}

    def _filed_under(self, key: str) -> tuple[str, ...]:
        """The phrases under a key. There are thousands of keys, and a page has few of them: made when first needed.

        A hundred phrases begin with "this": str.startswith compares a block with all of them in one call.
        """
        phrases = self._phrases.get(key)
        if phrases is None and (entries := self._entries.get(key)):
            phrases = self._phrases[key] = tuple([phrase for phrase, _ in entries])
        return phrases or ()

    def candidates(self, block: _Normalised) -> Sequence[_Entry]:
        """The phrases that the block may match, with their rules."""
        raise NotImplementedError

    @staticmethod
    def matches(phrase: str, text: str) -> bool:
        """Whether a candidate matches, word boundaries included."""
        raise NotImplementedError

    @staticmethod
    def _key(phrase: str) -> str:
        raise NotImplementedError


class _StartIndex(_Index):
    """Phrases at the start of the block; the key is the first word."""

    def candidates(self, block: _Normalised) -> Sequence[_Entry]:
        found = self._starting(block.words[0], block.text)
        return [*found, *self._starting(block.text[:_KEY_CHARS], block.text)] if block.unspaced else found

    def _starting(self, key: str, text: str) -> Sequence[_Entry]:
        phrases = self._filed_under(key)
        return self._entries[key] if phrases and text.startswith(phrases) else ()

    @staticmethod
    def matches(phrase: str, text: str) -> bool:
        return text.startswith(phrase) and _is_boundary(text, len(phrase))

    @staticmethod
    def _key(phrase: str) -> str:
        return phrase[:_KEY_CHARS] if _is_unspaced(phrase) else phrase.partition(" ")[0]


class _EndIndex(_Index):
    """Phrases at the end of the block; the key is the last word."""

    def candidates(self, block: _Normalised) -> Sequence[_Entry]:
        found = self._ending(block.words[-1], block.text)
        return [*found, *self._ending(block.text[-_KEY_CHARS:], block.text)] if block.unspaced else found

    def _ending(self, key: str, text: str) -> Sequence[_Entry]:
        phrases = self._filed_under(key)
        return self._entries[key] if phrases and text.endswith(phrases) else ()

    @staticmethod
    def matches(phrase: str, text: str) -> bool:
        return text.endswith(phrase) and _is_boundary(text, len(text) - len(phrase))

    @staticmethod
    def _key(phrase: str) -> str:
        return phrase[-_KEY_CHARS:] if _is_unspaced(phrase) else phrase.rpartition(" ")[2]


class _AnywhereIndex(_Index):
    """Phrases anywhere in the block; the key is the longest word, which the fewest blocks contain."""

    def candidates(self, block: _Normalised) -> Sequence[_Entry]:
        keys = self._entries.keys() & block.words
        if block.unspaced:
            keys |= self._entries.keys() & _pairs(block.text)
        return [entry for key in keys for entry in self._entries[key]]

    @staticmethod
    def matches(phrase: str, text: str) -> bool:
        at = text.find(phrase)
        while at >= 0:
            if _is_boundary(text, at) and _is_boundary(text, at + len(phrase)):
                return True
            at = text.find(phrase, at + 1)
        return False

    @staticmethod
    def _key(phrase: str) -> str:
        return phrase[:_KEY_CHARS] if _is_unspaced(phrase) else max(phrase.split(" "), key=len)


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
        # A page uses few class attributes, each on many elements.
        self._cached = lru_cache(maxsize=4096)(self._match)

    def match(self, words: tuple[str, ...]) -> tuple[MarkupRule, ...]:
        """The rules that match these words (see `name_words`), each once, in the order of the words."""
        return self._cached(words)

    def _match(self, words: tuple[str, ...]) -> tuple[MarkupRule, ...]:
        found: list[MarkupRule] = []
        for at, word in enumerate(words):
            found += self._single.get(word, ())
            found += [rule for parts, rule in self._compound.get(word, ()) if words[at : at + len(parts)] == parts]
        return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1)
def builtin_phrases() -> PhraseMatcher:
    """The matcher of the built-in phrase rules, made once a process."""
    return PhraseMatcher(load_builtin().phrases, quoted=False)


@lru_cache(maxsize=1)
def builtin_markup() -> MarkupMatcher:
    """The matcher of the built-in markup rules, made once a process."""
    return MarkupMatcher(load_builtin().markup)


def _size(text: str) -> int:
    """The length of a block as `max_chars` counts it: in characters, or twice that for long Chinese or Japanese."""
    size = len(text)
    if size <= _SHORT_CHARS or 2 * len(_DENSE.findall(text)) < size:
        return size
    return 2 * size


def _quoted_passages(text: str) -> list[str]:
    """The quotations in a sentence, as phrases are compared with them; none if there is little but a quotation."""
    if (around := _QUOTED.sub("", text)) == text or len(words_in(around)) < _WORDS_AROUND:
        return []
    return [" ".join(words_in(passage)) for passage in _QUOTED.findall(text)]


def _is_quoted(phrase: str, passages: Sequence[str]) -> bool:
    return any(_AnywhereIndex.matches(phrase, passage) for passage in passages)


def _pairs(text: str) -> set[str]:
    return {text[at : at + _KEY_CHARS] for at in range(len(text) - 1)}


def _is_boundary(text: str, at: int) -> bool:
    """Whether a phrase may begin or end at this place: at a space, at an end, or beside a script without spaces."""
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    return before == " " or after == " " or bool(_UNSPACED.match(before) or _UNSPACED.match(after))
