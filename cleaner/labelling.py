"""Rules + model -> label, reason and score of every block.

A certain rule pins the label; every other rule is evidence; the model decides. What it keeps gets its label from its
shape, what it drops the likeliest label of boilerplate or furniture: that of a rule, of the section or the box it
stands in, of its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from cleaner.document import Block, Family, Kind, Label, Shape, Verdict
from cleaner.furniture import name_furniture
from cleaner.measures import is_prose, measure
from cleaner.model import Model, Score, load, score_blocks
from cleaner.policy import DEFAULT
from cleaner.rules.clues import NO_CLUE, Clue, gather
from cleaner.sections import closing_section
from cleaner.segment.from_text import segment_text

THRESHOLD = 0.5
# How much the model's own score weighs where a second opinion was asked for.
OWN_SHARE = 0.3

_OF_SHAPE = {
    Shape.PARAGRAPH: Label.BODY,
    Shape.HEADING: Label.HEADING,
    Shape.LIST_ITEM: Label.LIST_ITEM,
    Shape.QUOTE: Label.QUOTE,
    Shape.TABLE: Label.TABLE,
    Shape.CODE: Label.CODE,
}
# Labels of phrases that stand in boxes of every kind ("View all", "Close", "Privacy"): the box knows better.
_VAGUE = (Label.NAVIGATION, Label.OTHER, Label.MEDIA_CONTROLS)
# The score from which a line of fewer words stays that a rule takes for boilerplate or furniture.
HINTED_THRESHOLD = 0.75
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
_SHORTEST_STATEMENT = 6  # words of a note of correction
_BOXES = (Label.RELATED, Label.NEWSLETTER, Label.SHARE)
# Words of a sub-heading that plain text does not mark as one, and of one that is a question.
_LONGEST_HEADING = 10
_LONGEST_QUESTION = 5
_NO_SECTION_GOES_ON_OVER = (Label.NAVIGATION, Label.BREADCRUMB)
# A comment has its own writer and date.
_OF_COMMENTS = (Label.BYLINE, Label.TIMESTAMP)
# Labels that stay: what the scorer drops does not come back because it is called a title somewhere.
_BY_PLACE_ALONE = (Label.TITLE, Label.STANDFIRST, Label.CORRECTION)
# A text has settled after two or three rounds; this bounds the work on text made to go on for ever.
_MOST_ROUNDS = 12
# Blocks that are labelled again in all rounds together. A text of so many lines is a corpus rather than an article, and
# may change a little when it is cleaned twice.
_MOST_RELABELLED = 30_000


def settle(blocks: Sequence[Block], kind: Kind, kept: frozenset[Label]) -> list[Verdict]:
    """One verdict a block, in order, with the model that comes with the package."""
    return settle_with(load(kind), blocks, kind, kept)


def settle_with(model: Model, blocks: Sequence[Block], kind: Kind, kept: frozenset[Label]) -> list[Verdict]:
    """Label a document so that cleaning its cleaned text would change nothing.

    The label of a block depends on its neighbours, so what stays of a text may be seen with other eyes once the rest
    is gone. Text is therefore segmented and labelled again without what was dropped, until nothing more is. HTML comes
    out as something else than it went in, and is labelled once.
    """
    verdicts = label(model, blocks)
    if kind is not Kind.TEXT:
        return verdicts
    staying = [at for at, verdict in enumerate(verdicts) if verdict.label in kept]
    before = len(blocks)
    work = _MOST_RELABELLED
    for _ in range(_MOST_ROUNDS):
        work -= len(staying)
        if len(staying) == before or not staying or work < 0:
            break
        before = len(staying)
        text, owners = joined(blocks, staying)
        again = segment_text(text)
        for block, verdict in zip(again, label(model, again), strict=True):
            if verdict.label not in kept:
                for at in owners[(block.line or 1) - 1 : block.end_line]:
                    verdicts[at] = verdict
        staying = [at for at in staying if verdicts[at].label in kept]
    return verdicts


def reconsider(blocks: Sequence[Block], votes: Sequence[float]) -> list[Verdict]:
    """Label a document of which the model is unsure once more: a second opinion on every block (0 to 1) decides."""
    clues = gather(blocks)
    scores = score_blocks(load(Kind.HTML), blocks, clues)
    heard = [
        Score(score.first, OWN_SHARE * score.final + (1.0 - OWN_SHARE) * vote)
        for score, vote in zip(scores, votes, strict=True)
    ]
    return _verdicts(blocks, clues, heard)


def label(model: Model, blocks: Sequence[Block]) -> list[Verdict]:
    """One verdict a block, in order."""
    clues = gather(blocks)
    return _verdicts(blocks, clues, score_blocks(model, blocks, clues))


def _verdicts(blocks: Sequence[Block], clues: Sequence[Clue], scores: Sequence[Score]) -> list[Verdict]:
    stays = _decide(blocks, clues, scores)
    verdicts = [
        _kept(block, clue, score) if keep else _dropped(block, clue, score)
        for block, clue, score, keep in zip(blocks, clues, scores, stays, strict=True)
    ]
    _close(verdicts, blocks, clues)
    name_furniture(verdicts, blocks, clues)
    _name_by_section(verdicts, blocks, clues)
    _name_by_place(verdicts, blocks)
    _name_headings(verdicts, blocks)
    return verdicts


def _decide(blocks: Sequence[Block], clues: Sequence[Clue], scores: Sequence[Score]) -> list[bool]:
    """Whether each block is taken for the article's own text."""
    stays = [
        score.final >= _threshold(block, clue) if clue.pinned is None else clue.pinned.family is Family.TEXT
        for block, clue, score in zip(blocks, clues, scores, strict=True)
    ]
    if not any(stays):
        return _best_of_nothing(blocks, clues, scores)
    _leave_boxes(stays, blocks, clues)
    _bring_back_prose(stays, blocks, clues, scores)
    return stays


def _threshold(block: Block, clue: Clue) -> float:
    """A short line that a rule takes for something else has to look very much like the article to stay."""
    hinted = clue.hint is not None and clue.hint not in DEFAULT and measure(block.text).words < _SHORT
    return HINTED_THRESHOLD if hinted else THRESHOLD


def _leave_boxes(stays: list[bool], blocks: Sequence[Block], clues: Sequence[Clue]) -> None:
    """What stands together with the head of a section, without a blank line between, is of the section if no prose."""
    in_box = False
    for at, (block, clue) in enumerate(zip(blocks, clues, strict=True)):
        if clue.pinned is not None:
            in_box = clue.opens_section and clue.pinned in _BOXES
        elif block.gap or is_prose(block) or block.markup is not None:
            in_box = False
        elif in_box:
            stays[at] = False


def _bring_back_prose(
    stays: list[bool], blocks: Sequence[Block], clues: Sequence[Clue], scores: Sequence[Score]
) -> None:
    """Over-removal is the worse mistake: a long paragraph beside the article that has nothing against it stays.

    It is beside the article unless the head of a section, or a block that a certain rule has pinned, stands between.
    What follows on the article may look much less like it than what stands ahead of it, where teasers are.
    """
    if blocks[0].markup is not None:
        return
    for order, lowest in ((range(len(blocks)), LOWEST), (range(len(blocks) - 1, -1, -1), LOWEST_AHEAD)):
        beside = False
        for at in order:
            clue = clues[at]
            if clue.opens_section or (clue.pinned is not None and clue.pinned not in _INTERRUPTIONS):
                beside = False
            if clue == NO_CLUE and measure(blocks[at].text).words >= _LONG and is_prose(blocks[at]):
                beside = stays[at] = stays[at] or (beside and scores[at].final >= lowest)


def _best_of_nothing(blocks: Sequence[Block], clues: Sequence[Clue], scores: Sequence[Score]) -> list[bool]:
    """Where no block reaches the threshold: the likeliest prose and what is nearly as likely.

    Without prose it is the likeliest lines that no rule knows, if they are not altogether unlikely.
    """
    prose = [clue.pinned is None and _may_be_prose(block) for block, clue in zip(blocks, clues, strict=True)]
    if any(prose):
        return _near_best(prose, scores, 0.0)
    return _near_best([clue == NO_CLUE for clue in clues], scores, LOWEST)


def _near_best(open_to: Sequence[bool], scores: Sequence[Score], lowest: float) -> list[bool]:
    best = max((score.final for score, may in zip(scores, open_to, strict=True) if may), default=0.0)
    return [may and best >= lowest and score.final >= best / 2 for score, may in zip(scores, open_to, strict=True)]


def _may_be_prose(block: Block) -> bool:
    """A sentence in any language: of most, the stopwords are not known."""
    m = measure(block.text)
    return m.words >= _SHORTEST_PROSE and (m.ends_sentence > 0 or m.words >= _LONG)


def _kept(block: Block, clue: Clue, score: Score) -> Verdict:
    if clue.pinned is not None:
        return Verdict(clue.pinned, clue.pinned_by, score.final)
    if clue.hint is Label.CORRECTION and _is_statement(block):
        return Verdict(clue.hint, clue.hint_by, score.final)
    return Verdict(_OF_SHAPE[block.shape], _decided_by(score), score.final)


def _dropped(block: Block, clue: Clue, score: Score) -> Verdict:
    if clue.hint is Label.CORRECTION and clue.pinned is None and _is_statement(block):
        return Verdict(clue.hint, clue.hint_by, score.final)
    markup = None if clue.markup in _BY_PLACE_ALONE else clue.markup
    hint = None if clue.hint in _BY_PLACE_ALONE else clue.hint
    if clue.pinned is not None and (markup is None or markup in _VAGUE or clue.pinned not in _VAGUE):
        return Verdict(clue.pinned, clue.pinned_by, score.final)
    if markup is not None and (hint is None or hint in _VAGUE):
        return Verdict(markup, clue.markup_by, score.final)
    if hint is not None:
        return Verdict(hint, clue.hint_by, score.final)
    return Verdict(Label.OTHER, _decided_by(score), score.final)


def _is_statement(block: Block) -> bool:
    m = measure(block.text)
    return m.ends_sentence > 0 and m.words >= _SHORTEST_STATEMENT


def _decided_by(score: Score) -> str:
    """Whether the block's own words would have come out the same way, or its neighbours turned the scale."""
    same = (score.first >= THRESHOLD) == (score.final >= THRESHOLD)
    return "score/own-words" if same else "score/neighbours"


def _close(verdicts: list[Verdict], blocks: Sequence[Block], clues: Sequence[Clue]) -> None:
    """Nothing in a closing section is the article, however well it is written; a correction note still is."""
    closing = closing_section(blocks, clues)
    if closing is None:
        return
    start, label = closing
    if not any(verdict.label.family is Family.TEXT for verdict in verdicts[:start]):
        return
    for at in range(start, len(blocks)):
        if clues[at].pinned is None and verdicts[at].label.family is Family.TEXT:
            verdicts[at] = verdicts[at]._replace(label=label, reason=f"section/closing-{label}")


def _name_by_section(verdicts: list[Verdict], blocks: Sequence[Block], clues: Sequence[Clue]) -> None:
    """What stands under the head of a section is of its kind, until prose of the article resumes."""
    section: Label | None = None
    for at, (block, clue) in enumerate(zip(blocks, clues, strict=True)):
        verdict = verdicts[at]
        if clue.opens_section and clue.pinned is not None:
            section = clue.pinned
        elif (verdict.label.family is Family.TEXT and is_prose(block)) or clue.pinned in _NO_SECTION_GOES_ON_OVER:
            section = None
        elif section is not None and _belongs_to(section, verdict, clue):
            verdicts[at] = verdict._replace(label=section, reason=f"section/{section}")


def _belongs_to(section: Label, verdict: Verdict, clue: Clue) -> bool:
    if verdict.label is Label.OTHER:
        return clue.pinned is None
    return section is Label.COMMENTS and verdict.label in _OF_COMMENTS


def _name_headings(verdicts: list[Verdict], blocks: Sequence[Block]) -> None:
    """A few words between paragraphs that are no sentence are a sub-heading; plain text does not mark them."""
    for at, (block, following) in enumerate(pairwise(blocks)):
        if verdicts[at].label is not Label.BODY or block.markup is not None or not (block.gap and following.gap):
            continue
        if _reads_like_heading(block.text) and verdicts[at + 1].label.family is Family.TEXT and is_prose(following):
            verdicts[at] = verdicts[at]._replace(label=Label.HEADING)


def _reads_like_heading(text: str) -> bool:
    m = measure(text)
    if m.words > _LONGEST_HEADING or text[-1] in ":,;" or text[1:2] == ":":
        return False
    return not m.ends_sentence or (text.endswith("?") and m.words <= _LONGEST_QUESTION)


_OF_ELEMENT = {
    "nav": Label.NAVIGATION,
    "menu": Label.NAVIGATION,
    "figure": Label.CAPTION,
    "aside": Label.RELATED,
    "header": Label.NAVIGATION,
    "footer": Label.NAVIGATION,
}


def _name_by_place(verdicts: list[Verdict], blocks: Sequence[Block]) -> None:
    """What no rule knows is named after the element it stands in, or after the side of the article it stands on."""
    prose = [at for at, v in enumerate(verdicts) if v.label.family is Family.TEXT]
    last = prose[-1] if prose else -1
    for at, verdict in enumerate(verdicts):
        if verdict.label is not Label.OTHER or not verdict.reason.startswith("score/"):
            continue
        element = _element_around(blocks[at])
        if element is not None:
            verdicts[at] = verdict._replace(label=_OF_ELEMENT[element], reason=f"markup/{element}")
        elif is_prose(blocks[at]) and at > last >= 0:
            verdicts[at] = verdict._replace(label=Label.RELATED, reason="place/after-article")
        elif not is_prose(blocks[at]) and (at > last or at < prose[0]):
            verdicts[at] = verdict._replace(label=Label.NAVIGATION, reason="place/outside-article")


def _element_around(block: Block) -> str | None:
    at = block.markup.container if block.markup else None
    while at is not None:
        if at.tag in _OF_ELEMENT:
            return at.tag
        at = at.parent
    return None


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
