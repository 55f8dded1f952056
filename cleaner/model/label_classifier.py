"""The likeliest label of what is dropped, where no certain rule knows it.

A logistic regression over the words of a block, what the rules say of it and of its neighbours, the section it stands
in and its place beside the article. It was learned from pages whose markup names their boxes, read without that markup.
The weights lie in `model/labels.json`.
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
from struct import Struct
from typing import NamedTuple

from cleaner.document import Block, Label, Shape
from cleaner.model.scorer import FOLDER
from cleaner.model.word_model import LOOK_AT, words_of
from cleaner.rules.evidence import NO_EVIDENCE, Evidence
from cleaner.text.normalise import words_in
from cleaner.text.stats import WHOLE, measure

WEIGHTS = FOLDER / "labels.json"
_SIZES = (1, 2, 3, 5, 8, 12, 20, 35, 60)  # words
_NEAR = (0, 1, 2, 4, 8, 16, 40)  # blocks
_LONG = 60  # characters
_OPENING = 9  # words
_LONGEST = 2000  # characters that are looked at
_FARTHEST = 2  # the neighbours that have a say, and where each stands among those from two ahead on
_BESIDE = (("-2=", 0), ("-1=", 1), ("+1=", 3), ("+2=", 4))
_LANE = 4  # bytes a label in the sums


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """The labels that are told apart, and for each feature a weight a label, a byte each, in base64.

    The byte stands for the weight in steps of a size that all share, plus 128; what is compared are sums of as many
    weights for every label, so neither matters.
    """

    labels: tuple[Label, ...]
    bias: str
    features: Mapping[str, str]


class Seen(NamedTuple):
    """A document: its blocks, what the rules say of each, and whether it stays."""

    blocks: Sequence[Block]
    evidence: Sequence[Evidence]
    stays: Sequence[bool]


def likeliest(weights: Weights, seen: Seen, wanted: Sequence[int]) -> Iterator[Label]:
    """The likeliest label of each of the wanted blocks, which are told by their places in the document."""
    bias, lanes = _packed(weights.bias), _lanes(weights)
    for at, beside in zip(wanted, _beside(seen, wanted), strict=True):
        total = bias + _of_block(weights, seen.blocks[at]) + _of_surroundings(weights, tuple(beside))
        yield weights.labels[_greatest(total, lanes)]


def features_of(seen: Seen, wanted: Sequence[int]) -> Iterator[list[str]]:
    """What is to be seen of each of the wanted blocks."""
    for at, beside in zip(wanted, _beside(seen, wanted), strict=True):
        block = seen.blocks[at]
        yield [*_own(block.text, block.shape, block.gap), *beside]


def best(weights: Weights, features: Iterable[str]) -> int:
    """The number of the label with the greatest sum of weights."""
    return _greatest(_packed(weights.bias) + _sum(weights, features), _lanes(weights))


def _of_block(weights: Weights, block: Block) -> int:
    # Of what is longer than what is remembered, the beginning says enough.
    return _remembered(weights, block.text[:_LONGEST], block.shape, block.gap)


@lru_cache(maxsize=4096)
def _remembered(weights: Weights, text: str, shape: Shape, gap: bool) -> int:
    """What a block by itself adds: the lines of a site repeat, and a text is labelled more than once."""
    return _sum(weights, _own(text, shape, gap))


@lru_cache(maxsize=4096)
def _of_surroundings(weights: Weights, beside: tuple[str, ...]) -> int:
    """What stands around a block adds: the rows of a menu all stand in such a place and beside such lines."""
    return _sum(weights, beside)


def _own(text: str, shape: Shape, gap: bool) -> list[str]:
    """What the block shows wherever it stands."""
    text = text[:_LONGEST]
    return [*words_of(text[:LOOK_AT]), *_opening(text), *_form(text, shape, gap)]


def _beside(seen: Seen, wanted: Sequence[int]) -> Iterator[list[str]]:
    """What rules, place and neighbours show of each of the wanted blocks."""
    place = _placer(seen.stays)
    rules = [item.pinned or item.hint or "" for item in seen.evidence]
    sections = _sections(rules, seen)
    times = Counter([block.text for block in seen.blocks])
    edge = [""] * _FARTHEST
    around = [*edge, *rules, *edge]
    for at in wanted:
        item = seen.evidence[at]
        features = [*sections[at], place(at)] if item is NO_EVIDENCE else [*_rules(item), *sections[at], place(at)]
        if times[seen.blocks[at].text] > 1:
            features.append("#again")
        features += [sign + rule for sign, distance in _BESIDE if (rule := around[at + distance])]
        yield features


def _sections(rules: Sequence[str], seen: Seen) -> list[tuple[str, ...]]:
    """The section that each block stands in, until the article resumes, and how far from its head."""
    found: list[tuple[str, ...]] = []
    section, opened = "", 0
    for at, (item, stays) in enumerate(zip(seen.evidence, seen.stays, strict=True)):
        if item.opens_section:
            section, opened = rules[at], at
        if stays:
            section = ""
        found.append((f"<{section}", f"<{section} {_step(at - opened, _NEAR)}") if section else ())
    return found


def _rules(evidence: Evidence) -> list[str]:
    return [f"={rule}" for rule in (evidence.pinned_by, evidence.hint_by, evidence.pinned, evidence.hint) if rule]


def _form(text: str, shape: Shape, gap: bool) -> list[str]:
    m = measure(text)
    form = [f"#words {_step(m.words, _SIZES)}", f"#capitals {round(m.capitals * 4 / WHOLE)}"]
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
    """How a longer block begins: "is a writer" in its first words is said of the writer."""
    if len(text) < _LONG:
        return []
    first = words_in(text[:_LONG])[:-1]
    return [f"^{first[0]}", *(f"^{one} {two}" for one, two in pairwise(first[:_OPENING]))] if first else []


def _placer(stays: Sequence[bool]) -> Callable[[int], str]:
    """What tells where a block stands beside the article, and how near to it."""
    inside = [at for at, keep in enumerate(stays) if keep]
    first, last = (inside[0], inside[-1]) if inside else (len(stays), -1)

    def place(at: int) -> str:
        if at < first:
            return f"@ahead {_step(first - at, _NEAR)}"
        return f"@after {_step(at - last, _NEAR)}" if at > last else "@inside"

    return place


def _step(value: int, steps: Sequence[int]) -> int:
    """The highest of the rising steps that a value reaches, 0 where it reaches none."""
    reached = bisect(steps, value)
    return steps[reached - 1] if reached else 0


def _sum(weights: Weights, features: Iterable[str]) -> int:
    """The weights of all features, a lane a label."""
    return sum(map(_packed, filter(None, map(weights.features.get, features))))


def _lanes(weights: Weights) -> Struct:
    return Struct(f"<{len(weights.labels)}I")


def _greatest(total: int, lanes: Struct) -> int:
    sums = lanes.unpack(total.to_bytes(lanes.size, "little"))
    return sums.index(max(sums))


@lru_cache(maxsize=20_000)
def _packed(weights: str) -> int:
    """The weights of one feature as one integer with a lane a label, so that one addition adds them all."""
    raw = b64decode(weights)
    lanes = bytearray(_LANE * len(raw))
    lanes[::_LANE] = raw
    return int.from_bytes(lanes, "little")


@lru_cache(maxsize=1)
def load_labels() -> Weights:
    """What comes with the package, read once a process."""
    fields = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return Weights(tuple(map(Label, fields["labels"])), fields["bias"], fields["features"])
