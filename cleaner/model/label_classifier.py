"""Classifies what is dropped where no certain rule knows its label.

A logistic regression over the words of a block, what the rules say of it and of its neighbours, the section it stands
in, and its place relative to the article. It is learned from pages whose markup names their boxes, read without that
markup.
"""

from __future__ import annotations

import json
from base64 import b64decode
from bisect import bisect
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from cleaner.document import Block, Label, Shape
from cleaner.model.oblivious_trees import packed, unpacked
from cleaner.model.scorer import FOLDER
from cleaner.model.word_model import READ_CHARACTERS, terms_of
from cleaner.rules.evidence import NO_EVIDENCE, Evidence
from cleaner.text.normalise import words_in
from cleaner.text.stats import WHOLE, measure

WEIGHTS = FOLDER / "labels.json"
_SIZE_STEPS = (1, 2, 3, 5, 8, 12, 20, 35, 60)  # words
_DISTANCE_STEPS = (0, 1, 2, 4, 8, 16, 40)  # blocks
_LONG_CHARACTERS = 60
_OPENING_WORDS = 9
_MAX_CHARACTERS = 2000  # of a block; the beginning says enough
_REACH_BLOCKS = 2  # neighbours on each side whose rules count
# The feature of a neighbour's rule, and the neighbour's place in a list of rules that starts two blocks earlier.
_NEIGHBOURS = (("-2=", 0), ("-1=", 1), ("+1=", 3), ("+2=", 4))
_SUM_BYTES = 4


@dataclass(frozen=True, slots=True, eq=False)
class LabelClassifier:
    """The labels that can be told apart, the bias, and the weights of each feature: a byte a label, in base64.

    A byte is the weight in steps of one common size, plus 128. Neither the size nor the 128 matters, since for each
    label as many weights are added up before the sums are compared.
    """

    labels: tuple[Label, ...]
    bias: str
    features: Mapping[str, str]


class DecidedDocument(NamedTuple):
    """A document of which it is decided what stays: its blocks, the evidence on each, and whether it stays."""

    blocks: Sequence[Block]
    evidence: Sequence[Evidence]
    stays: Sequence[bool]


def classify(classifier: LabelClassifier, document: DecidedDocument, wanted: Sequence[int]) -> Iterator[Label]:
    """Yield the most likely label of each wanted block; `wanted` are indices of blocks."""
    bias = _weights(classifier.bias)
    for at, context in zip(wanted, _contexts(document, wanted), strict=True):
        total = bias + _sum_of_block(classifier, document.blocks[at]) + _sum_of_context(classifier, tuple(context))
        yield classifier.labels[_greatest(total, len(classifier.labels))]


def features_of(document: DecidedDocument, wanted: Sequence[int]) -> Iterator[list[str]]:
    """Yield the features of each wanted block; `wanted` are indices of blocks."""
    for at, context in zip(wanted, _contexts(document, wanted), strict=True):
        block = document.blocks[at]
        yield [*_surface(block.text, block.shape, block.gap), *context]


def best_label(classifier: LabelClassifier, features: Iterable[str]) -> int:
    """The index of the label with the greatest sum of weights."""
    return _greatest(_weights(classifier.bias) + _sum(classifier, features), len(classifier.labels))


def _sum_of_block(classifier: LabelClassifier, block: Block) -> int:
    return _sum_of_surface(classifier, block.text[:_MAX_CHARACTERS], block.shape, block.gap)


# The lines of a site repeat, and a text is labelled more than once.
@lru_cache(maxsize=4096)
def _sum_of_surface(classifier: LabelClassifier, text: str, shape: Shape, gap: bool) -> int:
    return _sum(classifier, _surface(text, shape, gap))


# All rows of a menu stand in the same section and beside similar lines.
@lru_cache(maxsize=4096)
def _sum_of_context(classifier: LabelClassifier, context: tuple[str, ...]) -> int:
    return _sum(classifier, context)


def _surface(text: str, shape: Shape, gap: bool) -> list[str]:
    """The features that a block has wherever it stands."""
    text = text[:_MAX_CHARACTERS]
    return [*terms_of(text[:READ_CHARACTERS]), *_opening(text), *_form(text, shape, gap)]


def _contexts(document: DecidedDocument, wanted: Sequence[int]) -> Iterator[list[str]]:
    """The features of each wanted block by rules, section, place and neighbours."""
    place = _placer(document.stays)
    rules = [item.pinned or item.hint or "" for item in document.evidence]
    sections = _sections(rules, document)
    times = Counter([block.text for block in document.blocks])
    edge = [""] * _REACH_BLOCKS
    around = [*edge, *rules, *edge]
    for at in wanted:
        item = document.evidence[at]
        features = [*sections[at], place(at)] if item is NO_EVIDENCE else [*_rules(item), *sections[at], place(at)]
        if times[document.blocks[at].text] > 1:
            features.append("#again")
        features += [sign + rule for sign, distance in _NEIGHBOURS if (rule := around[at + distance])]
        yield features


def _sections(rules: Sequence[str], document: DecidedDocument) -> list[tuple[str, ...]]:
    """The section that each block stands in, until the article resumes, and how far from its head."""
    found: list[tuple[str, ...]] = []
    section, opened = "", 0
    for at, (item, stays) in enumerate(zip(document.evidence, document.stays, strict=True)):
        if item.opens_section:
            section, opened = rules[at], at
        if stays:
            section = ""
        found.append((f"<{section}", f"<{section} {_step(at - opened, _DISTANCE_STEPS)}") if section else ())
    return found


def _rules(evidence: Evidence) -> list[str]:
    return [f"={rule}" for rule in (evidence.pinned_by, evidence.hint_by, evidence.pinned, evidence.hint) if rule]


def _form(text: str, shape: Shape, gap: bool) -> list[str]:
    m = measure(text)
    form = [f"#words {_step(m.words, _SIZE_STEPS)}", f"#capitals {round(m.capitals * 4 / WHOLE)}"]
    if m.ends_sentence:
        form.append("#sentence")
    if m.prose:
        form.append("#prose")
    if m.numbers:
        form.append("#number")
    if not gap:
        form.append("#joined")
    if shape is not Shape.PARAGRAPH:
        form.append(f"#{shape}")
    return form


def _opening(text: str) -> list[str]:
    """How a longer block begins: "is a writer" among the first words tells a note on the author."""
    if len(text) < _LONG_CHARACTERS:
        return []
    first = words_in(text[:_LONG_CHARACTERS])[:-1]
    return [f"^{first[0]}", *(f"^{one} {two}" for one, two in pairwise(first[:_OPENING_WORDS]))] if first else []


def _placer(stays: Sequence[bool]) -> Callable[[int], str]:
    """A function from the index of a block to a feature: before, in or after the article, and how near to it."""
    inside = [at for at, keep in enumerate(stays) if keep]
    first, last = (inside[0], inside[-1]) if inside else (len(stays), -1)

    def place(at: int) -> str:
        if at < first:
            return f"@ahead {_step(first - at, _DISTANCE_STEPS)}"
        return f"@after {_step(at - last, _DISTANCE_STEPS)}" if at > last else "@inside"

    return place


def _step(value: int, steps: Sequence[int]) -> int:
    """The highest of the rising steps that a value reaches, or 0."""
    reached = bisect(steps, value)
    return steps[reached - 1] if reached else 0


def _sum(classifier: LabelClassifier, features: Iterable[str]) -> int:
    """The sums of the weights of all features, a lane for each label."""
    return sum(map(_weights, filter(None, map(classifier.features.get, features))))


def _greatest(total: int, labels: int) -> int:
    sums = unpacked(total, labels, _SUM_BYTES)
    return sums.index(max(sums))


@lru_cache(maxsize=20_000)
def _weights(text: str) -> int:
    """The weights of a feature, a lane for each label."""
    return packed(b64decode(text), _SUM_BYTES)


@lru_cache(maxsize=1)
def load_classifier() -> LabelClassifier:
    """The classifier that comes with the package, read once a process."""
    fields = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return LabelClassifier(tuple(map(Label, fields["labels"])), fields["bias"], fields["features"])
