"""The cross-validated report: F1 over shingles of four words (or over snippets), by set, by input and by host."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cleaner.document import Block
from cleaner.training.alignment import SHINGLE, words
from cleaner.training.corpus import Sample
from cleaner.training.snippets import found


class Row(NamedTuple):
    """One line of the report."""

    name: str
    pages: int
    f1: float
    precision: float
    recall: float
    empty: int


def by(key: str, samples: Sequence[Sample], kept: Sequence[list[Block]]) -> Iterator[Row]:
    """One row for each value of a field of the samples ("set", "form", "host")."""
    groups: dict[str, list[tuple[float | None, float]]] = defaultdict(list)
    for sample, blocks in zip(samples, kept, strict=True):
        groups[str(getattr(sample, key))].append(precision_and_recall(blocks, sample))
    return (_row(name, groups[name]) for name in sorted(groups))


def f1(kept: Iterable[Block], sample: Sample) -> float:
    """F1 of one page; 0 where nothing is kept."""
    precision, recall = precision_and_recall(kept, sample)
    return 2 * precision * recall / (precision + recall) if precision and recall else 0.0


def precision_and_recall(kept: Iterable[Block], sample: Sample) -> tuple[float | None, float]:
    """Precision (None where nothing is kept) and recall of one page."""
    text = "\n".join(block.text for block in kept)
    if sample.snippets:
        return found(text, sample.snippets)
    return precision_and_recall_of(text, sample.gold, sample.optional)


def precision_and_recall_of(text: str, gold_text: str, optional: Sequence[str]) -> tuple[float | None, float]:
    """The same of a text; optional paragraphs count neither way."""
    ours, gold = _shingles(text), _shingles(gold_text)
    for paragraph in optional:
        ours -= _shingles(paragraph) - gold
    shared = sum((ours & gold).values())
    precision = shared / sum(ours.values()) if ours else None
    return precision, shared / sum(gold.values()) if gold else 1.0


def figures(pairs: Sequence[tuple[float | None, float]]) -> tuple[float, float, float]:
    """F1, precision and recall of many pages, F1 from the means of the two."""
    given = [precision for precision, _ in pairs if precision is not None]
    precision = sum(given) / max(1, len(given))
    recall = sum(recall for _, recall in pairs) / max(1, len(pairs))
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0, precision, recall


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    all_words = words(text)
    return Counter(all_words[at : at + SHINGLE] for at in range(max(1, len(all_words) - SHINGLE + 1)) if all_words)


def _row(name: str, pairs: list[tuple[float | None, float]]) -> Row:
    empty = sum(precision is None for precision, _ in pairs)
    return Row(name, len(pairs), *figures(pairs), empty)
