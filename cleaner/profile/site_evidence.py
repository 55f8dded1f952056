"""What the profile of a site says of each block of a page of that site.

It speaks in both directions, and never without the model. A line that stands on several pages is boilerplate, unless it
reads like the article. What no other page has, amid the article, is a little likelier to be of the article, and more so
where nothing but the article ever stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import NamedTuple

from cleaner.document import LABEL_OF_SHAPE, Block, Family, Label, Shape, Verdict
from cleaner.model.scorer import Score, logistic
from cleaner.policy import DEFAULT
from cleaner.profile.collect import is_sure
from cleaner.profile.learn import Line, SiteProfile, holds_article, is_boilerplate, is_on_most
from cleaner.profile.normal_forms import line_form, pattern_form, places_around
from cleaner.rules.evidence import Evidence
from cleaner.text.stats import is_prose

REASON = "profile/"

_FEWEST_OF_PATTERN = 3
_FEWEST_PAGES = 4  # of a site, for what no other page has to say something
# Log-odds. On six publishers half a unit to one and a half serve equally well.
_UNKNOWN = 0.5
_IN_PLACE = 1.0
_OUT_OF_PLACE = 1.0
_BOILERPLATE = 0.02  # the score of what is known for boilerplate
_THRESHOLD = 0.5
_LEAST = 1e-6
# Reasons that tell of no rule, only that a block was dropped; and one that the article's own place contradicts.
_GUESSES = ("score/", "likeliest/")
_AUTHOR_BIO = "place/author-bio"


class SiteEvidence(NamedTuple):
    """The scores of a page's blocks in the light of the profile, and the label that each one gets by it, if any."""

    scores: list[Score]
    labels: list[Label | None]


class _Boilerplate(NamedTuple):
    label: Label
    certain: bool  # weighs more than how the line reads


@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """A profile in the form in which it is looked up: what is boilerplate, and whether a place holds the article."""

    name: str
    digest: str  # of what was learned
    standing: frozenset[str]  # the lines that most pages have
    _lines: Mapping[str, _Boilerplate]
    _patterns: Mapping[str, _Boilerplate]
    _places: Mapping[str, bool]
    _seen: frozenset[str]
    _established: bool

    @property
    def reason(self) -> str:
        """What a block bears that the profile has decided on."""
        return f"{REASON}{self.name}"

    def weigh(self, blocks: Sequence[Block], evidence: Sequence[Evidence], scores: Sequence[Score]) -> SiteEvidence:
        """What the model says of each block together with what the site says; certain rules are left alone."""
        if not blocks:
            return SiteEvidence([], [])
        weighed = list(scores)
        labels: list[Label | None] = [None] * len(blocks)
        free = [at for at, item in enumerate(evidence) if item.pinned is None]
        for at in free:
            known = self._boilerplate(blocks[at].text)
            if known and (known.certain or not is_sure(blocks[at].text, scores[at].final)):
                weighed[at] = scores[at]._replace(final=min(scores[at].final, _BOILERPLATE))
                labels[at] = known.label
        prose = [at for at in free if weighed[at].final >= _THRESHOLD and is_prose(blocks[at])]
        amid = range(prose[0] + 1, prose[-1]) if prose else range(0)
        if blocks[0].markup is None and not any(labels) and not any(map(_is_boilerplate, evidence)):
            amid = range(len(blocks))  # a text that was cleaned already
        for at in free:
            if labels[at] is None:
                weighed[at], labels[at] = self._by_place(
                    blocks[at], scores[at], at in amid and evidence[at].hint is None
                )
        return SiteEvidence(weighed, labels)

    def sign(self, verdicts: Sequence[Verdict], by_site: SiteEvidence) -> list[Verdict]:
        """The verdicts, with the label that the profile gives where no rule has named what is dropped."""
        return [
            verdict if label is None or not _gives_way(verdict, label) else Verdict(label, self.reason, verdict.score)
            for verdict, label in zip(verdicts, by_site.labels, strict=True)
        ]

    def _boilerplate(self, text: str) -> _Boilerplate | None:
        form = line_form(text)
        return self._lines.get(form) if form in self._seen else self._patterns.get(pattern_form(text))

    def _by_place(self, block: Block, score: Score, amid: bool) -> tuple[Score, Label | None]:
        place = self._place(block)
        shift = 0.0
        if place is False:
            shift = -_OUT_OF_PLACE
        elif amid and (place or block.shape is not Shape.LIST_ITEM):  # lists of other stories are put into this one
            shift = self._of_unknown(block) + (_IN_PLACE if place else 0.0)
        if shift:
            score = score._replace(final=_shifted(score.final, shift))
        return score, LABEL_OF_SHAPE[block.shape] if place and is_sure(block.text, score.final) else None

    def _of_unknown(self, block: Block) -> float:
        return _UNKNOWN if self._established and line_form(block.text) not in self._seen else 0.0

    def _place(self, block: Block) -> bool | None:
        """Whether a block stands in the article's own place, or in one that never holds the article.

        A box that no page has had before may hold anything, though it stands in the article.
        """
        if block.markup is None or not self._places:
            return None
        around = [self._places.get(place) for place in places_around(block.markup)]
        if around and around[0]:
            return True
        return False if False in around else None


def compiled(profile: SiteProfile) -> Site:
    """A profile in the form in which it is looked up."""
    pages = len(profile.articles)
    boilerplate = {form: line for form, line in profile.lines.items() if is_boilerplate(form, line, profile)}
    places = {name: holds_article(place) for name, place in profile.places.items()}
    return Site(
        name=profile.site,
        digest=profile.digest,
        standing=frozenset(form for form, line in boilerplate.items() if 2 * line.pages >= pages),
        _lines={form: _Boilerplate(_label(line), _is_certain(line, pages)) for form, line in boilerplate.items()},
        _patterns={
            form: _Boilerplate(_label(line), certain=False)
            for form, line in profile.patterns.items()
            if line.pages >= _FEWEST_OF_PATTERN and not line.kept and not line.strike
        },
        _places={name: article for name, article in places.items() if article is not None},
        _seen=frozenset(profile.lines),
        _established=pages >= _FEWEST_PAGES,
    )


def _label(line: Line) -> Label:
    return line.label if line.label not in DEFAULT else Label.OTHER


def _is_certain(line: Line, pages: int) -> bool:
    """Whether a line goes even where it reads like the article: it does so everywhere.

    What is kept on one page alone may be the opening of its article, by which others announce it.
    """
    return is_on_most(line, pages) and line.kept > 1


def _is_boilerplate(evidence: Evidence) -> bool:
    return evidence.pinned is not None and evidence.pinned.family is Family.BOILERPLATE


def _gives_way(verdict: Verdict, label: Label) -> bool:
    if label.family is Family.TEXT:
        return verdict.reason == _AUTHOR_BIO
    return verdict.label not in DEFAULT and verdict.reason.startswith(_GUESSES)


def _shifted(score: float, shift: float) -> float:
    return logistic(log(max(score, _LEAST) / max(1.0 - score, _LEAST)) + shift)
