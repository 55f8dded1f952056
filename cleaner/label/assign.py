"""Kept or dropped -> label and reason of every block.

What is kept gets its label from its shape, what is dropped the likeliest label of boilerplate or furniture: that of a
rule, of the section or the box it stands in, of its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from cleaner.document import LABEL_OF_SHAPE, TEXT_FAMILY, Block, Label, Verdict
from cleaner.label.headline import name_furniture
from cleaner.label.overrides import Names
from cleaner.label.sections import closing_section
from cleaner.model.label_classifier import DecidedDocument, classify, load_classifier
from cleaner.model.scorer import Score
from cleaner.policy import DEFAULT
from cleaner.rules.containers import Box, boxes_around
from cleaner.rules.evidence import NO_EVIDENCE, Evidence
from cleaner.rules.ruleset import BUILTIN, RuleSet
from cleaner.text.stats import is_prose, measure

# The score from which a block is main content.
THRESHOLD = 0.5

_OF_ELEMENT = {
    "nav": Label.NAVIGATION,
    "menu": Label.NAVIGATION,
    "figure": Label.CAPTION,
    "aside": Label.RELATED,
    "header": Label.NAVIGATION,
    "footer": Label.NAVIGATION,
}
# Labels of phrases that stand in boxes of every kind ("View all", "Close", "Privacy"): the box knows better.
_VAGUE = (Label.NAVIGATION, Label.OTHER, Label.MEDIA_CONTROLS)
_SHORTEST_STATEMENT = 6  # words of a note of correction
# Words of a sub-heading that plain text does not mark as one, and of one that is a question.
_LONGEST_HEADING = 10
_LONGEST_QUESTION = 5
_NO_SECTION_GOES_ON_OVER = (Label.NAVIGATION, Label.BREADCRUMB)
# A comment has its own writer and date.
_OF_COMMENTS = (Label.BYLINE, Label.TIMESTAMP)
# Labels even of certain rules that a box may overrule.
_OF_BOXES = (*_VAGUE, Label.BYLINE, Label.TIMESTAMP, Label.TAGS)
# What rules find ahead of the body is the article's own.
_OF_THE_TOP = (Label.BYLINE, Label.TIMESTAMP, Label.CAPTION, Label.CREDIT)
# What comes in boxes of many lines, what their single lines look like, and how many blocks apart two of them stand.
_RUNS = (Label.COMMENTS, Label.RELATED, Label.AUTHOR_BIO, Label.NEWSLETTER, Label.COOKIE_NOTICE)
_WITHIN_RUNS = (*_OF_BOXES, Label.CAPTION)
_RUN = 2
# What is put into boxes of every kind and is still what it is: "Advertisement" between two teasers.
_APART = (Label.AD, Label.APP_PROMO, Label.COOKIE_NOTICE, Label.NEWSLETTER, Label.PAYWALL, Label.SHARE)
# Asked for in every block, and slow to look up by name.
_BODY, _CORRECTION, _OTHER = Label.BODY, Label.CORRECTION, Label.OTHER
# Labels that stay: what the scorer drops does not come back because it is called a title somewhere.
_BY_PLACE_ALONE = (Label.TITLE, Label.STANDFIRST, Label.CORRECTION)


def name_blocks(
    blocks: Sequence[Block],
    evidence: Sequence[Evidence],
    scores: Sequence[Score],
    stays: Sequence[bool],
    ruleset: RuleSet = BUILTIN,
) -> list[Verdict]:
    """One verdict a block, in order.

    `stays` says which of them are taken for the article's own text, `ruleset` which reasons do not hold.
    """
    verdicts: list[Verdict] = [
        _kept(block, item, score) if keep else _dropped(block, item, score)
        for block, item, score, keep in zip(blocks, evidence, scores, stays, strict=True)
    ]
    if ruleset.disabled:
        verdicts = Names(verdicts, ruleset.disabled)
    _close(verdicts, blocks, evidence)
    name_furniture(verdicts, blocks, evidence)
    _name_by_section(verdicts, blocks, evidence)
    if blocks and blocks[0].markup is not None:
        _name_by_element(verdicts, blocks)
        _name_by_box(verdicts, blocks, evidence, ruleset)
    _name_by_likelihood(verdicts, blocks, evidence)
    _name_headings(verdicts, blocks)
    return verdicts


def _kept(block: Block, evidence: Evidence, score: Score) -> Verdict:
    if evidence.pinned is not None:
        return Verdict(evidence.pinned, evidence.pinned_by, score.final)
    if evidence.hint is _CORRECTION and _is_statement(block):
        return Verdict(evidence.hint, evidence.hint_by, score.final)
    return Verdict(LABEL_OF_SHAPE[block.shape], _decided_by(score), score.final)


def _dropped(block: Block, evidence: Evidence, score: Score) -> Verdict:
    if evidence is NO_EVIDENCE:
        return Verdict(_OTHER, _decided_by(score), score.final)
    if evidence.hint is _CORRECTION and evidence.pinned is None and _is_statement(block):
        return Verdict(evidence.hint, evidence.hint_by, score.final)
    markup = None if evidence.markup in _BY_PLACE_ALONE else evidence.markup
    hint = None if evidence.hint in _BY_PLACE_ALONE else evidence.hint
    if evidence.pinned is not None and (markup is None or markup in _VAGUE or evidence.pinned not in _VAGUE):
        return Verdict(evidence.pinned, evidence.pinned_by, score.final)
    if markup is not None and (hint is None or hint in _VAGUE):
        return Verdict(markup, evidence.markup_by, score.final)
    if hint is not None:
        return Verdict(hint, evidence.hint_by, score.final)
    return Verdict(_OTHER, _decided_by(score), score.final)


def _is_statement(block: Block) -> bool:
    m = measure(block.text)
    return m.ends_sentence > 0 and m.words >= _SHORTEST_STATEMENT


def _decided_by(score: Score) -> str:
    """Whether the block's own words would have come out the same way, or its neighbours turned the scale."""
    same = (score.first >= THRESHOLD) == (score.final >= THRESHOLD)
    return "score/own-words" if same else "score/neighbours"


def _close(verdicts: list[Verdict], blocks: Sequence[Block], evidence: Sequence[Evidence]) -> None:
    """Nothing in a closing section is the article, however well it is written; a correction note still is."""
    closing = closing_section(blocks, evidence)
    if closing is None:
        return
    start, label = closing
    if not any(verdict.label in TEXT_FAMILY for verdict in verdicts[:start]):
        return
    for at in range(start, len(blocks)):
        if evidence[at].pinned is None and verdicts[at].label in TEXT_FAMILY:
            verdicts[at] = verdicts[at]._replace(label=label, reason=f"section/closing-{label}")


def _name_by_section(verdicts: list[Verdict], blocks: Sequence[Block], evidence: Sequence[Evidence]) -> None:
    """What stands under the head of a section is of its kind, until prose of the article resumes."""
    section: Label | None = None
    for at, (block, item) in enumerate(zip(blocks, evidence, strict=True)):
        verdict = verdicts[at]
        if item.opens_section and item.pinned is not None:
            section = item.pinned
        elif (verdict.label in TEXT_FAMILY and is_prose(block)) or item.pinned in _NO_SECTION_GOES_ON_OVER:
            section = None
        elif section is not None and _belongs_to(section, verdict, item):
            verdicts[at] = Verdict(section, f"section/{section}", verdict.score)


def _belongs_to(section: Label, verdict: Verdict, evidence: Evidence) -> bool:
    if verdict.label is Label.OTHER:
        return evidence.pinned is None
    return section is Label.COMMENTS and verdict.label in _OF_COMMENTS


def _name_by_element(verdicts: list[Verdict], blocks: Sequence[Block]) -> None:
    """What no rule knows is named after the element it stands in."""
    for at, verdict in enumerate(verdicts):
        if verdict.label is _OTHER and verdict.reason.startswith("score/"):
            element = _element_around(blocks[at])
            if element is not None:
                verdicts[at] = verdict._replace(label=_OF_ELEMENT[element], reason=f"markup/{element}")


def _element_around(block: Block) -> str | None:
    at = block.markup.container if block.markup else None
    while at is not None:
        if at.tag in _OF_ELEMENT:
            return at.tag
        at = at.parent
    return None


def _name_by_likelihood(verdicts: list[Verdict], blocks: Sequence[Block], evidence: Sequence[Evidence]) -> None:
    """What no certain rule knows gets the label that such blocks have in such places on pages that name their boxes."""
    stays = [verdict.label in DEFAULT for verdict in verdicts]
    first = next((at for at, block in enumerate(blocks) if stays[at] and is_prose(block)), len(blocks))
    guessed = [
        at
        for at, (verdict, item) in enumerate(zip(verdicts, evidence, strict=True))
        if not stays[at] and _is_guess(verdict, item, blocks[at]) and not (at < first and verdict.label in _OF_THE_TOP)
    ]
    if not guessed:
        return
    names = [verdict.label for verdict in verdicts]
    document = DecidedDocument(blocks, evidence, stays)
    for at, label in zip(guessed, classify(load_classifier(), document, guessed), strict=True):
        names[at] = label
    for at in guessed:
        label = _of_run(names, at)
        if label is not verdicts[at].label:
            verdicts[at] = Verdict(label, f"likeliest/{label}", verdicts[at].score)


def _is_guess(verdict: Verdict, evidence: Evidence, block: Block) -> bool:
    """Whether a dropped block has its label from no certain rule, or from one that says little of a line in a box.

    Where there is markup, its words are better than any guess.
    """
    if block.markup is not None:
        return verdict.label is Label.OTHER and verdict.reason.startswith("score/")
    if verdict.reason.startswith("place/"):  # found by its place, not by guessing
        return False
    if evidence.pinned is not None:
        return evidence.pinned in _OF_COMMENTS
    return evidence.hint is None or verdict.label in _OF_BOXES


def _of_run(names: Sequence[Label], at: int) -> Label:
    """Boxes are runs of one label: a date or a name between two comments is a commenter's."""
    if names[at] not in _WITHIN_RUNS:
        return names[at]
    before, after = names[max(0, at - _RUN) : at], names[at + 1 : at + 1 + _RUN]
    return next((name for name in before if name in after and name in _RUNS), names[at])


def _name_by_box(
    verdicts: list[Verdict], blocks: Sequence[Block], evidence: Sequence[Evidence], ruleset: RuleSet
) -> None:
    """What the markup names as a box is of one kind, whatever its single lines look like."""
    ahead = True
    for at, box in enumerate(boxes_around(blocks, ruleset)):
        verdict = verdicts[at]
        ahead = ahead and not (verdict.label in TEXT_FAMILY and is_prose(blocks[at]))
        if box is not None and verdict.label not in DEFAULT and not _stands_apart(blocks[at], evidence[at], box, ahead):
            verdicts[at] = Verdict(box.label, box.rule, verdict.score)


def _stands_apart(block: Block, evidence: Evidence, box: Box, ahead: bool) -> bool:
    """Whether a block is known for what it is, in a box of another kind; `ahead` is said of what the body follows.

    The box on the writer may hold the article's own date where it stands under the title. No button is a paragraph of
    prose, though all of a page may stand in an element that is named after its buttons.
    """
    if box.label is Label.SHARE and is_prose(block):
        return True
    if ahead and box.label is Label.AUTHOR_BIO:
        return evidence.pinned is not None or evidence.hint is Label.TIMESTAMP
    return evidence.pinned in _APART and evidence.pinned is not box.label


def _name_headings(verdicts: list[Verdict], blocks: Sequence[Block]) -> None:
    """A few words between paragraphs that are no sentence are a sub-heading; plain text does not mark them."""
    for at, (block, following) in enumerate(pairwise(blocks)):
        if verdicts[at].label is not _BODY or block.markup is not None or not (block.gap and following.gap):
            continue
        if _reads_like_heading(block.text) and verdicts[at + 1].label in TEXT_FAMILY and is_prose(following):
            verdicts[at] = verdicts[at]._replace(label=Label.HEADING)


def _reads_like_heading(text: str) -> bool:
    m = measure(text)
    if m.words > _LONGEST_HEADING or text[-1] in ":,;" or text[1:2] == ":":
        return False
    return not m.ends_sentence or (text.endswith("?") and m.words <= _LONGEST_QUESTION)
