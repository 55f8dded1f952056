"""Measures how well articles are found: F1 over shingles of four words, or over snippets."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cleaner.document import Block
from cleaner.training.alignment import runs, words
from cleaner.training.snippets import found

if TYPE_CHECKING:
    from cleaner.training.samples import Sample

PrecisionRecall = tuple[float | None, float]  # the precision is None where nothing is kept


class GroupResult(NamedTuple):
    """The result of a group of pages: F1, precision and recall of their means, and how many pages came out empty."""

    name: str
    pages: int
    f1: float
    precision: float
    recall: float
    empty: int


def results_by(field: str, samples: Sequence[Sample], kept: Sequence[list[Block]]) -> Iterator[GroupResult]:
    """Yield a result for each value of a field of the samples ("set", "form", "host")."""
    groups: dict[str, list[PrecisionRecall]] = defaultdict(list)
    for sample, blocks in zip(samples, kept, strict=True):
        groups[str(getattr(sample, field))].append(precision_and_recall(blocks, sample))
    return (_result(name, groups[name]) for name in sorted(groups))


def f1(kept: Iterable[Block], sample: Sample) -> float:
    """F1 of one page; 0 where nothing is kept."""
    precision, recall = precision_and_recall(kept, sample)
    return 2 * precision * recall / (precision + recall) if precision and recall else 0.0


def precision_and_recall(kept: Iterable[Block], sample: Sample) -> PrecisionRecall:
    """Precision and recall of the kept blocks of one page."""
    text = "\n".join(block.text for block in kept)
    if sample.snippets:
        return found(text, sample.snippets)
    return precision_and_recall_of(text, sample.gold, sample.optional)


def precision_and_recall_of(text: str, gold_text: str, optional: Sequence[str]) -> PrecisionRecall:
    """Precision and recall of a text against the gold text; optional paragraphs count neither way."""
    ours, gold = _shingle_counts(text), _shingle_counts(gold_text)
    for paragraph in optional:
        ours -= _shingle_counts(paragraph) - gold
    shared = (ours & gold).total()
    precision = shared / ours.total() if ours else None
    return precision, shared / gold.total() if gold else 1.0


def figures(pairs: Sequence[PrecisionRecall]) -> tuple[float, float, float]:
    """F1, precision and recall of many pages: F1 is that of the mean precision and the mean recall."""
    given = [precision for precision, _ in pairs if precision is not None]
    precision = sum(given) / max(1, len(given))
    recall = sum(recall for _, recall in pairs) / max(1, len(pairs))
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0, precision, recall


def _shingle_counts(text: str) -> Counter[tuple[str, ...]]:
    """The runs of four words; a shorter text is one run."""
    all_words = words(text)
    return Counter(runs(all_words)) or Counter([all_words] if all_words else [])


def _result(name: str, pairs: list[PrecisionRecall]) -> GroupResult:
    empty = sum(precision is None for precision, _ in pairs)
    return GroupResult(name, len(pairs), *figures(pairs), empty)
