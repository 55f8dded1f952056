"""What the profile of a site says of each block of a page of that site.

It speaks in both directions, and never without the model: a line that stands on several pages is boilerplate unless it
reads like the article; one that stands on no other page, amid the article, is a little likelier to be of the article.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, log
from typing import NamedTuple

from cleaner.document import LABEL_OF_SHAPE, Block, Family, Label, Shape, Verdict
from cleaner.measures import is_prose
from cleaner.model import Score, logistic
from cleaner.policy import DEFAULT
from cleaner.profile.counting import is_sure
from cleaner.profile.forms import line_form, pattern_form, places_around
from cleaner.profile.learning import Line, SiteProfile, holds_article, is_boilerplate
from cleaner.rules.clues import Clue

REASON = "profile/"

# A line is boilerplate even where it reads like the article, if it stands on most pages and is kept on several.
_SHARE_OF_MOST = 0.5
_FEWEST_FOR_PATTERNS = 3
# Pages from which what no other page has says something, and how much, in log-odds.
_ESTABLISHED = 4
_UNKNOWN = 0.5
_IN_PLACE = 1.0
_OUT_OF_PLACE = 1.0
_BOILERPLATE = 0.02  # the score of what is known for boilerplate
_THRESHOLD = 0.5
_GUESSES = ("score/", "likeliest/")  # reasons that say no more than that the block was dropped


class _Known(NamedTuple):
    """A line that is known for boilerplate; `firm` says that this weighs more than how it reads."""

    label: Label
    firm: bool


class Evidence(NamedTuple):
    """The scores of a page's blocks in the light of the profile, and the label that each one gets by it, if any.

    A label of the text family is that of a block that the profile has brought in.
    """

    scores: list[Score]
    labels: list[Label | None]


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """A profile in the form in which it is looked up."""

    name: str
    _lines: Mapping[str, _Known]
    _patterns: Mapping[str, _Known]
    _places: Mapping[str, bool]  # whether what stands there is the article
    _seen: frozenset[str]
    _established: bool
    reason: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "reason", f"{REASON}{self.name}")

    def weigh(self, blocks: Sequence[Block], clues: Sequence[Clue], scores: Sequence[Score]) -> Evidence:
        """What the model says of each block, with what the site says of it."""
        weighed = list(scores)
        labels: list[Label | None] = [None] * len(blocks)
        free = [at for at, clue in enumerate(clues) if clue.pinned is None]
        for at in free:
            known = self._known(blocks[at].text)
            if known and (known.firm or not is_sure(blocks[at].text, scores[at].final)):
                weighed[at] = _with(scores[at], min(scores[at].final, _BOILERPLATE))
                labels[at] = known.label
        prose = [at for at in free if weighed[at].final >= _THRESHOLD and is_prose(blocks[at])]
        amid = range(prose[0] + 1, prose[-1]) if prose else range(0)
        for at in free:
            block = blocks[at]
            place = self._place(block)
            if labels[at] is not None:
                continue
            if place is False:
                weighed[at] = _with(scores[at], _shifted(scores[at].final, -_OUT_OF_PLACE))
            elif at in amid and clues[at].hint is None and block.shape is not Shape.LIST_ITEM:
                shift = self._of_unknown(block) + (_IN_PLACE if place else 0.0)
                weighed[at] = _with(scores[at], _shifted(scores[at].final, shift))
            if place and is_sure(block.text, weighed[at].final):
                labels[at] = LABEL_OF_SHAPE[block.shape]
        return Evidence(weighed, labels)

    def sign(self, verdicts: Sequence[Verdict], evidence: Evidence) -> list[Verdict]:
        """The verdicts with the labels that the profile gives where nothing but a guess has named them."""
        return [
            verdict if label is None or not _gives_way(verdict, label) else Verdict(label, self.reason, verdict.score)
            for verdict, label in zip(verdicts, evidence.labels, strict=True)
        ]

    def _known(self, text: str) -> _Known | None:
        form = line_form(text)
        if form in self._seen:
            return self._lines.get(form)
        return self._patterns.get(pattern_form(text))

    def _of_unknown(self, block: Block) -> float:
        return _UNKNOWN if self._established and line_form(block.text) not in self._seen else 0.0

    def _place(self, block: Block) -> bool | None:
        """Whether a block stands in the article's own place, or in one that never holds the article.

        A box that nobody has seen before may hold anything, though it stands in the article.
        """
        if block.markup is None or not self._places:
            return None
        places = places_around(block.markup)
        if self._places.get(next(places, "")):
            return True
        return False if any(self._places.get(place) is False for place in places_around(block.markup)) else None


def compiled(profile: SiteProfile) -> Site:
    """A profile in the form in which it is looked up."""
    pages = len(profile.articles)
    return Site(
        name=profile.site,
        _lines=_of_lines(profile.lines, pages),
        _patterns={
            form: _Known(line.label, False)
            for form, line in profile.patterns.items()
            if line.pages >= _FEWEST_FOR_PATTERNS and not line.kept and not line.strike
        },
        _places={
            name: article for name, place in profile.places.items() if (article := holds_article(place)) is not None
        },
        _seen=frozenset(profile.lines),
        _established=pages >= _ESTABLISHED,
    )


def _of_lines(lines: Mapping[str, Line], pages: int) -> dict[str, _Known]:
    return {
        form: _Known(
            line.label if line.label not in DEFAULT else Label.OTHER,
            line.pages >= _FEWEST_FOR_PATTERNS and line.pages >= _SHARE_OF_MOST * pages and line.kept > 1,
        )
        for form, line in lines.items()
        if is_boilerplate(form, line, pages)
    }


def _gives_way(verdict: Verdict, label: Label) -> bool:
    if label.family is Family.TEXT:
        return verdict.reason == "place/author-bio"
    return verdict.label not in DEFAULT and verdict.reason.startswith(_GUESSES)


def _with(score: Score, final: float) -> Score:
    return score._replace(final=final)


def _shifted(score: float, shift: float) -> float:
    odds = log(max(score, 1e-6) / max(1 - score, 1e-6))
    return logistic(odds + shift)
