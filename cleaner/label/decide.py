"""Rules + model -> which blocks are the article's own text.

A certain rule pins the label; every other rule is evidence; the model decides. Which label a block then gets is told
in naming.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from cleaner.document import TEXT_FAMILY, Block, Kind, Label, Verdict
from cleaner.label.assign import THRESHOLD, name_blocks
from cleaner.label.overrides import have_last_word
from cleaner.label.page_breaks import pages
from cleaner.model.scorer import Model, Score, load, score_blocks
from cleaner.policy import DEFAULT, stays
from cleaner.rules.evidence import NO_EVIDENCE, Evidence, gather
from cleaner.rules.ruleset import BUILTIN, RuleSet
from cleaner.segment.from_text import segment_text
from cleaner.text.stats import forget, is_prose, measure

if TYPE_CHECKING:
    from cleaner.profile.site_evidence import Site

# How much the model's own score weighs where a second opinion was asked for.
OWN_SHARE = 0.3

# The score from which a line of fewer words stays that a rule takes for boilerplate or furniture.
HINTED_THRESHOLD = 0.6
_SHORT = 30
# The score below which even a long paragraph beside the article does not stay, behind it and ahead of it; and what is
# long, in words.
LOWEST = 0.2
LOWEST_AHEAD = 0.35
_LONG = 25
# What may stand in the middle of an article; whatever else a certain rule knows may be its end.
_INTERRUPTIONS = (
    Label.AD,
    Label.CAPTION,
    Label.MEDIA_CONTROLS,
    Label.NEWSLETTER,
    Label.PAYWALL,
    Label.PULL_QUOTE,
    Label.SHARE,
)
_SHORTEST_PROSE = 10  # words
_BOXES = (Label.RELATED, Label.NEWSLETTER, Label.SHARE)
# A text has settled after two or three rounds; this bounds the work on text made to go on for ever.
_MOST_ROUNDS = 12
# Blocks, and characters, that are labelled again in all rounds together. A text of so many lines is a corpus rather
# than an article, and may change a little when it is cleaned twice.
_MOST_RELABELLED = 30_000
_MOST_READ_AGAIN = 3_000_000


class Known(NamedTuple):
    """What is known besides the document: the rules of the call, and what its site repeats."""

    ruleset: RuleSet = BUILTIN
    site: Site | None = None


NOTHING_MORE = Known()


def settle(blocks: Sequence[Block], kind: Kind, kept: frozenset[Label], known: Known = NOTHING_MORE) -> list[Verdict]:
    """One verdict a block, in order, with the model that comes with the package."""
    return settle_with(load(kind), blocks, kind, kept, known)


def settle_with(
    model: Model, blocks: Sequence[Block], kind: Kind, kept: frozenset[Label], known: Known = NOTHING_MORE
) -> list[Verdict]:
    """Label a document so that cleaning its cleaned text would change nothing.

    The label of a block depends on its neighbours, so what stays of a text may be seen with other eyes once the rest
    is gone. Text is therefore segmented and labelled again without what was dropped, until nothing more is. HTML comes
    out as something else than it went in, and is labelled once.
    """
    forget()
    verdicts = label(model, blocks, known)
    if kind is not Kind.TEXT:
        return verdicts
    staying = [at for at, verdict in enumerate(verdicts) if stays(verdict, kept)]
    before = len(blocks)
    work, reading = _MOST_RELABELLED, _MOST_READ_AGAIN
    for _ in range(_MOST_ROUNDS):
        work -= len(staying)
        reading -= sum(len(blocks[at].source) for at in staying)
        if len(staying) == before or not staying or work < 0 or reading < 0:
            break
        before = len(staying)
        text, owners = joined(blocks, staying)
        again = segment_text(text)
        for block, verdict in zip(again, label(model, again, known), strict=True):
            if not stays(verdict, kept):
                for at in owners[(block.line or 1) - 1 : block.end_line]:
                    verdicts[at] = verdict
        staying = [at for at in staying if stays(verdicts[at], kept)]
    return verdicts


def reconsider(blocks: Sequence[Block], votes: Sequence[float], known: Known = NOTHING_MORE) -> list[Verdict]:
    """Label a document of which the model is unsure once more: a second opinion on every block (0 to 1) decides."""
    evidence = gather(blocks, known.ruleset)
    scores = score_blocks(load(Kind.HTML), blocks, evidence)
    heard = [
        Score(score.first, OWN_SHARE * score.final + (1.0 - OWN_SHARE) * vote)
        for score, vote in zip(scores, votes, strict=True)
    ]
    return _verdicts(blocks, evidence, heard, known)


def label(model: Model, blocks: Sequence[Block], known: Known = NOTHING_MORE) -> list[Verdict]:
    """One verdict a block, in order."""
    evidence = gather(blocks, known.ruleset)
    scores = [score for page in pages(blocks, evidence) for score in score_blocks(model, blocks[page], evidence[page])]
    return _verdicts(blocks, evidence, scores, known)


def _verdicts(
    blocks: Sequence[Block], evidence: Sequence[Evidence], scores: Sequence[Score], known: Known
) -> list[Verdict]:
    ruleset, site = known
    by_site = site.weigh(blocks, evidence, scores) if site else None
    weighed = by_site.scores if by_site else scores
    verdicts = name_blocks(blocks, evidence, weighed, _decide(blocks, evidence, weighed), ruleset)
    if site and by_site:
        verdicts = site.sign(verdicts, by_site)
    return have_last_word(verdicts, blocks, evidence, ruleset)


def _decide(blocks: Sequence[Block], evidence: Sequence[Evidence], scores: Sequence[Score]) -> list[bool]:
    """Whether each block is taken for the article's own text."""
    stays = [
        score.final >= _threshold(block, item) if item.pinned is None else item.pinned in TEXT_FAMILY
        for block, item, score in zip(blocks, evidence, scores, strict=True)
    ]
    if not any(stays):
        return _best_of_nothing(blocks, evidence, scores)
    _leave_boxes(stays, blocks, evidence)
    _bring_back_prose(stays, blocks, evidence, scores)
    return stays


def _threshold(block: Block, evidence: Evidence) -> float:
    """A short line that a rule takes for something else has to look very much like the article to stay."""
    hinted = evidence.hint is not None and evidence.hint not in DEFAULT and measure(block.text).words < _SHORT
    return HINTED_THRESHOLD if hinted else THRESHOLD


def _leave_boxes(stays: list[bool], blocks: Sequence[Block], evidence: Sequence[Evidence]) -> None:
    """What stands together with the head of a section, without a blank line between, is of the section if no prose."""
    in_box = False
    for at, (block, item) in enumerate(zip(blocks, evidence, strict=True)):
        if item.pinned is not None:
            in_box = item.opens_section and item.pinned in _BOXES
        elif block.gap or is_prose(block) or block.markup is not None:
            in_box = False
        elif in_box:
            stays[at] = False


def _bring_back_prose(
    stays: list[bool], blocks: Sequence[Block], evidence: Sequence[Evidence], scores: Sequence[Score]
) -> None:
    """Over-removal is the worse mistake: a long paragraph beside the article that has nothing against it stays.

    It is beside the article unless the head of a section, or a block that a certain rule has pinned, stands between.
    What follows on the article may look much less like it than what stands ahead of it, where teasers are.
    """
    if blocks[0].markup is not None:
        return
    # What ends the article, and the paragraphs; all else has no say.
    telling = [(at, True) for at, item in enumerate(evidence) if item is not NO_EVIDENCE and _may_end_article(item)]
    telling += [(at, False) for at, item in enumerate(evidence) if item == NO_EVIDENCE and _is_long_prose(blocks[at])]
    telling.sort()
    for order, lowest in ((telling, LOWEST), (telling[::-1], LOWEST_AHEAD)):
        beside = False
        for at, ends in order:
            beside = not ends and (stays[at] or (beside and scores[at].final >= lowest))
            if beside:
                stays[at] = True


def _may_end_article(evidence: Evidence) -> bool:
    return evidence.opens_section or (evidence.pinned is not None and evidence.pinned not in _INTERRUPTIONS)


def _is_long_prose(block: Block) -> bool:
    m = measure(block.text)
    return m.words >= _LONG and m.prose > 0


def _best_of_nothing(blocks: Sequence[Block], evidence: Sequence[Evidence], scores: Sequence[Score]) -> list[bool]:
    """Where no block reaches the threshold: the likeliest prose and what is nearly as likely.

    Without prose it is the likeliest lines that no rule knows, if they are not altogether unlikely.
    """
    prose = [item.pinned is None and _may_be_prose(block) for block, item in zip(blocks, evidence, strict=True)]
    if any(prose):
        return _near_best(prose, scores, 0.0)
    return _near_best([item == NO_EVIDENCE for item in evidence], scores, LOWEST)


def _near_best(open_to: Sequence[bool], scores: Sequence[Score], lowest: float) -> list[bool]:
    best = max((score.final for score, may in zip(scores, open_to, strict=True) if may), default=0.0)
    return [may and best >= lowest and score.final >= best / 2 for score, may in zip(scores, open_to, strict=True)]


def _may_be_prose(block: Block) -> bool:
    """A sentence in any language: of most, the stopwords are not known."""
    m = measure(block.text)
    return m.words >= _SHORTEST_PROSE and (m.ends_sentence > 0 or m.words >= _LONG)


def joined(blocks: Sequence[Block], staying: Sequence[int]) -> tuple[str, list[int]]:
    """The text of the blocks that stay, and for each of its lines the block it comes from."""
    parts: list[str] = []
    owners: list[int] = []
    gap = first = True
    ending = "\n"
    waiting = iter(staying)
    following = next(waiting, None)
    for at, block in enumerate(blocks):
        gap = gap or block.gap
        if at != following:
            continue
        if gap and not first:
            parts.append(ending)
            owners.append(at)
        parts.append(block.source)
        ending = block.line_ending
        owners += [at] * ((block.end_line or 0) - (block.line or 0) + 1)
        gap = first = False
        following = next(waiting, None)
    return "".join(parts), owners
