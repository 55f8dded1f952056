"""What the profile of a site says about each block of a page of that site.

It speaks for a block or against it, and never without the model. A line that is on several pages is boilerplate, unless
it reads like the article. A line in the middle of the article that no other page has is a little likelier to belong to
it, and more so in a place that holds nothing but the article.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import NamedTuple

from cleaner.document import LABEL_OF_SHAPE, MAIN_CONTENT, Basis, Block, Family, Label, Shape, Verdict
from cleaner.model.scorer import Score, logistic
from cleaner.profile.collect import is_sure
from cleaner.profile.learn import LineCounts, SiteProfile, holds_article, is_boilerplate, is_on_most
from cleaner.profile.normal_forms import line_form, pattern_form, places_around
from cleaner.rules.evidence import Evidence
from cleaner.text.stats import is_prose

_PATTERN_PAGES = 3  # a pattern on fewer says nothing
_SITE_PAGES = 4  # of a site with fewer, a line that no other page has says nothing
# Shifts of the score, in log-odds. On six publishers half a unit to one and a half serve equally well.
_UNKNOWN_SHIFT = 0.5
_IN_PLACE_SHIFT = 1.0
_OUT_OF_PLACE_SHIFT = -1.0
_LEAST_ODDS = 1e-6
_BOILERPLATE_SCORE = 0.02
_THRESHOLD = 0.5


class SiteEvidence(NamedTuple):
    """The scores of a page's blocks in the light of the profile, and for each the label that the profile suggests."""

    scores: list[Score]
    labels: list[Label | None]
    reason: str

    def relabel(self, verdicts: Sequence[Verdict]) -> list[Verdict]:
        """The verdicts, with the label of the profile where the verdict gives way to it."""
        return [
            verdict
            if label is None or not _gives_way(verdict, label)
            else Verdict(label, self.reason, verdict.score, Basis.PROFILE)
            for verdict, label in zip(verdicts, self.labels, strict=True)
        ]


class _KnownBoilerplate(NamedTuple):
    label: Label
    certain: bool  # counts for more than how the line reads


@dataclass(frozen=True, slots=True, eq=False)
class CompiledProfile:
    """A profile prepared for look-ups: which lines are boilerplate, and which places hold the article."""

    site: str
    digest: str  # of what was learned
    standing: frozenset[str]  # the lines that most pages have
    _lines: Mapping[str, _KnownBoilerplate]
    _patterns: Mapping[str, _KnownBoilerplate]
    _places: Mapping[str, bool]
    _seen: frozenset[str]
    _established: bool

    @property
    def reason(self) -> str:
        """The reason of a block on which the profile decided."""
        return f"{Basis.PROFILE}/{self.site}"

    def weigh(self, blocks: Sequence[Block], evidence: Sequence[Evidence], scores: Sequence[Score]) -> SiteEvidence:
        """Weigh the model's scores together with the profile. Blocks pinned by a certain rule are left alone."""
        weighed = list(scores)
        labels: list[Label | None] = [None] * len(blocks)
        free = [at for at, found in enumerate(evidence) if found.pinned is None]
        for at in free:
            known = self._boilerplate(blocks[at].text)
            if known and (known.certain or not is_sure(blocks[at].text, scores[at].final)):
                weighed[at] = scores[at]._replace(final=min(scores[at].final, _BOILERPLATE_SCORE))
                labels[at] = known.label
        prose = [at for at in free if weighed[at].final >= _THRESHOLD and is_prose(blocks[at])]
        amid = range(prose[0] + 1, prose[-1]) if prose else range(0)
        if not any(labels) and _may_be_cleaned(blocks, evidence):
            amid = range(len(blocks))
        for at in free:
            if labels[at] is None:
                weighed[at], labels[at] = self._by_place(
                    blocks[at], scores[at], at in amid and evidence[at].hint is None
                )
        return SiteEvidence(weighed, labels, self.reason)

    def _boilerplate(self, text: str) -> _KnownBoilerplate | None:
        form = line_form(text)
        return self._lines.get(form) if form in self._seen else self._patterns.get(pattern_form(text))

    def _by_place(self, block: Block, score: Score, amid: bool) -> tuple[Score, Label | None]:
        """The score shifted by what is known of the block's place; a label where the place and the score agree."""
        holds = self._holds_article(block)
        shift = 0.0
        if holds is False:
            shift = _OUT_OF_PLACE_SHIFT
        elif amid and (holds or block.shape is not Shape.LIST_ITEM):  # lists of other stories interrupt this one
            shift = self._shift_of_unknown(block) + (_IN_PLACE_SHIFT if holds else 0.0)
        if shift:
            score = score._replace(final=_shifted(score.final, shift))
        return score, LABEL_OF_SHAPE[block.shape] if holds and is_sure(block.text, score.final) else None

    def _shift_of_unknown(self, block: Block) -> float:
        return _UNKNOWN_SHIFT if self._established and line_form(block.text) not in self._seen else 0.0

    def _holds_article(self, block: Block) -> bool | None:
        """True for a block in a place of the article, False in a place that never holds the article.

        None where it is not known: a box that no page has had before may hold anything, even inside the article.
        """
        if block.markup is None or not self._places:
            return None
        around = [self._places.get(place) for place in places_around(block.markup)]
        if around and around[0]:
            return True
        return False if False in around else None


def compile_profile(profile: SiteProfile) -> CompiledProfile:
    """Prepare a profile for look-ups."""
    pages = len(profile.articles)
    boilerplate = {form: line for form, line in profile.lines.items() if is_boilerplate(form, line, profile)}
    places = {name: holds_article(place) for name, place in profile.places.items()}
    return CompiledProfile(
        site=profile.site,
        digest=profile.digest,
        standing=frozenset(form for form, line in boilerplate.items() if 2 * line.pages >= pages),
        _lines={form: _KnownBoilerplate(_label(line), _is_certain(line, pages)) for form, line in boilerplate.items()},
        _patterns={
            form: _KnownBoilerplate(_label(line), certain=False)
            for form, line in profile.patterns.items()
            if line.pages >= _PATTERN_PAGES and not line.kept and not line.strike
        },
        _places={name: holds for name, holds in places.items() if holds is not None},
        _seen=frozenset(profile.lines),
        _established=pages >= _SITE_PAGES,
    )


def _label(line: LineCounts) -> Label:
    return line.label if line.label not in MAIN_CONTENT else Label.OTHER


def _is_certain(line: LineCounts, pages: int) -> bool:
    """Whether a line goes even where it reads like the article, because it does so everywhere.

    A line that is kept on one page alone may be the opening of its article, with which other pages announce it.
    """
    return is_on_most(line, pages) and line.kept > 1


def _may_be_cleaned(blocks: Sequence[Block], evidence: Sequence[Evidence]) -> bool:
    """Whether a plain text may have been cleaned before: no rule is certain of any boilerplate in it."""
    if not blocks or blocks[0].markup is not None:
        return False
    return not any(found.pinned is not None and found.pinned.family is Family.BOILERPLATE for found in evidence)


def _gives_way(verdict: Verdict, label: Label) -> bool:
    """Whether the profile knows better: of a supposed author bio in the article's place, and of the model's guesses."""
    if label.family is Family.TEXT:
        return verdict.label is Label.AUTHOR_BIO and verdict.basis is Basis.PLACE
    return verdict.label not in MAIN_CONTENT and verdict.basis is Basis.MODEL


def _shifted(score: float, shift: float) -> float:
    return logistic(log(max(score, _LEAST_ODDS) / max(1.0 - score, _LEAST_ODDS)) + shift)
