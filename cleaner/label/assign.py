"""Which blocks are main content -> the label and the reason of every block.

Main content is labelled by its shape. Everything else first gets the label that its own rules and markup suggest; the
passes then go over the document in order, and each may correct the ones before it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from cleaner.document import LABEL_OF_SHAPE, MAIN_CONTENT, Basis, Block, Label, Shape, Verdict
from cleaner.label import reasons
from cleaner.label.headline import (
    label_author_bios,
    label_kicker,
    label_lines_below_title,
    label_menu_entries,
    label_repeated_titles,
    label_standfirst,
    label_title,
)
from cleaner.label.labelling import Labelling
from cleaner.label.sections import label_closing_section, label_heads_of_boxes, label_heads_of_text
from cleaner.label.selection import SIGNATURE, THRESHOLD
from cleaner.model.label_classifier import DecidedDocument, classify, load_classifier
from cleaner.model.scorer import Score
from cleaner.rules.containers import Box, boxes_around
from cleaner.rules.evidence import NO_EVIDENCE, Evidence
from cleaner.rules.ruleset import BUILTIN, RuleSet
from cleaner.text.stats import is_prose, measure

# Labels of phrases that are found in boxes of every kind ("View all", "Close", "Privacy"): the box says more.
_VAGUE = (Label.NAVIGATION, Label.OTHER, Label.MEDIA_CONTROLS)
_CORRECTION_WORDS = 6  # a note of correction has no fewer
# A sub-heading in plain text has no more words, and one that is a question no more than the second figure.
_HEADING_WORDS = 10
_QUESTION_WORDS = 5
_LINES_OF_TABLE = 2
_ENDS_SECTION = (Label.NAVIGATION, Label.BREADCRUMB)
# A comment has a writer and a date of its own.
_OF_COMMENTS = (Label.BYLINE, Label.TIMESTAMP)
# What a line is and a table is not.
_OF_LINES = (Label.BYLINE, Label.TIMESTAMP, Label.CAPTION, Label.CREDIT, Label.BREADCRUMB)
# Labels that a box overrules, even those of certain rules.
_OVERRULED_BY_BOX = (*_VAGUE, Label.BYLINE, Label.TIMESTAMP, Label.TAGS)
# Where a rule finds these above the body, they are the article's own.
_OF_THE_TOP = (Label.BYLINE, Label.TIMESTAMP, Label.CAPTION, Label.CREDIT)
# Boxes of many lines, the labels that single lines in them resemble, and how many blocks away the next line of the same
# box may be.
_RUNS = (Label.COMMENTS, Label.RELATED, Label.AUTHOR_BIO, Label.NEWSLETTER, Label.COOKIE_NOTICE)
_WITHIN_RUNS = (*_OVERRULED_BY_BOX, Label.CAPTION)
_RUN_BLOCKS = 2
# Found in boxes of every kind, and not of their kind: "Advertisement" between two teasers.
_FOREIGN_IN_BOXES = (Label.AD, Label.APP_PROMO, Label.COOKIE_NOTICE, Label.NEWSLETTER, Label.PAYWALL, Label.SHARE)
# A block that is not main content does not come back because a rule calls it one of these.
_KEPT_BY_PLACE = (Label.TITLE, Label.STANDFIRST, Label.CORRECTION)
# Local names: every block asks, and a member of an enumeration is slow to look up.
_BODY, _CORRECTION, _OTHER = Label.BODY, Label.CORRECTION, Label.OTHER
_RULE, _MARKUP, _MODEL, _PLACE = Basis.RULE, Basis.MARKUP, Basis.MODEL, Basis.PLACE


def assign_labels(
    blocks: Sequence[Block],
    evidence: Sequence[Evidence],
    scores: Sequence[Score],
    main_content: Sequence[bool],
    ruleset: RuleSet = BUILTIN,
) -> list[Verdict]:
    """One verdict a block, in order. `main_content` says for each block whether it is taken for that."""
    verdicts = [
        _of_main_content(block, found, score) if is_main else _of_the_rest(block, found, score)
        for block, found, score, is_main in zip(blocks, evidence, scores, main_content, strict=True)
    ]
    labelling = Labelling(blocks, evidence, verdicts, ruleset)
    for label in PASSES:
        label(labelling)
    return verdicts


def _of_main_content(block: Block, evidence: Evidence, score: Score) -> Verdict:
    if evidence.pinned in MAIN_CONTENT:
        return Verdict(evidence.pinned, evidence.pinned_by, score.final, _RULE)
    if evidence.hint is _CORRECTION and _is_statement(block):
        return Verdict(_CORRECTION, evidence.hint_by, score.final, _RULE)
    return _by_model(LABEL_OF_SHAPE[block.shape], score)


def _of_the_rest(block: Block, evidence: Evidence, score: Score) -> Verdict:
    if evidence is NO_EVIDENCE:
        return _by_model(_OTHER, score)
    if evidence.hint is _CORRECTION and evidence.pinned is None and _is_statement(block):
        return Verdict(_CORRECTION, evidence.hint_by, score.final, _RULE)
    markup = None if evidence.markup in _KEPT_BY_PLACE else evidence.markup
    hint = None if evidence.hint in _KEPT_BY_PLACE else evidence.hint
    if evidence.pinned is not None and (markup is None or markup in _VAGUE or evidence.pinned not in _VAGUE):
        return Verdict(evidence.pinned, evidence.pinned_by, score.final, _RULE)
    if markup is not None and (hint is None or hint in _VAGUE):
        return Verdict(markup, evidence.markup_by, score.final, _MARKUP)
    if hint is not None:
        return Verdict(hint, evidence.hint_by, score.final, _RULE)
    return _by_model(_OTHER, score)


def _is_statement(block: Block) -> bool:
    m = measure(block.text)
    return m.ends_sentence > 0 and m.words >= _CORRECTION_WORDS


def _by_model(label: Label, score: Score) -> Verdict:
    """The verdict that the model gives: a block's own words would have decided the same, or its neighbours did."""
    same = (score.first >= THRESHOLD) == (score.final >= THRESHOLD)
    reason = reasons.OWN_WORDS if same else reasons.NEIGHBOURS
    return tuple.__new__(Verdict, (label, reason, score.final, _MODEL))  # to call the class would take twice as long


def label_by_section(page: Labelling) -> None:
    """What follows the head of a section belongs to it, until prose of the article resumes."""
    section: Label | None = None
    for at, found in enumerate(page.evidence):
        if found.opens_section and found.pinned is not None and at != page.title:
            section = found.pinned
        elif page.reads_as_text(at) or found.pinned in _ENDS_SECTION:
            section = None
        elif section is not None and _belongs_to(section, page.verdicts[at], found):
            page.assign(at, section, reasons.SECTIONS[section], Basis.SECTION)


def _belongs_to(section: Label, verdict: Verdict, evidence: Evidence) -> bool:
    if verdict.label is _OTHER:
        return evidence.pinned is None
    return section is Label.COMMENTS and verdict.label in _OF_COMMENTS


def label_by_element(page: Labelling) -> None:
    """What no rule knows is labelled after the HTML element that it is in."""
    if not page.marked_up:
        return
    for at, verdict in enumerate(page.verdicts):
        if _is_unknown(verdict) and (element := _element_around(page.blocks[at])) is not None:
            page.assign(at, reasons.LABELS_OF_ELEMENTS[element], reasons.ELEMENTS[element], _MARKUP)


def _is_unknown(verdict: Verdict) -> bool:
    return verdict.label is _OTHER and verdict.basis is _MODEL


def _element_around(block: Block) -> str | None:
    if block.markup is None:
        return None
    container = block.markup.container
    around = (container, *container.ancestors)
    return next((element.tag for element in around if element.tag in reasons.ELEMENTS), None)


def label_by_box(page: Labelling) -> None:
    """A box that the markup names is of one kind, whatever single lines in it look like."""
    if not page.marked_up:
        return
    above = True
    for at, box in enumerate(boxes_around(page.blocks, page.ruleset)):
        above = above and not page.reads_as_text(at)
        if box is None or page.verdicts[at].label in MAIN_CONTENT:
            continue
        if not _is_foreign(page.blocks[at], page.evidence[at], box, above):
            page.assign(at, box.label, box.rule, _MARKUP)


def _is_foreign(block: Block, evidence: Evidence, box: Box, above: bool) -> bool:
    """Whether a block is not of the kind of the box that it is in; `above` says that it precedes the body.

    The box about the author may hold the article's date where it comes below the title. A paragraph of prose is not a
    share button, even where the whole page is in an element that is named after its share buttons.
    """
    if box.label is Label.SHARE and is_prose(block):
        return True
    if above and box.label is Label.AUTHOR_BIO:
        return evidence.pinned is not None or evidence.hint is Label.TIMESTAMP
    return evidence.pinned in _FOREIGN_IN_BOXES and evidence.pinned is not box.label


def label_by_classifier(page: Labelling) -> None:
    """What no certain rule knows gets the label that a classifier finds likeliest for such a block in such a place."""
    main_content = [verdict.label in MAIN_CONTENT for verdict in page.verdicts]
    prose = (at for at, is_main in enumerate(main_content) if is_main and is_prose(page.blocks[at]))
    first = next(prose, len(page.blocks))
    guessed = [
        at
        for at, verdict in enumerate(page.verdicts)
        if not main_content[at]
        and _is_guess(verdict, page.evidence[at], page.blocks[at])
        and not (at < first and verdict.label in _OF_THE_TOP)
    ]
    if not guessed:
        return
    labels = [verdict.label for verdict in page.verdicts]
    document = DecidedDocument(page.blocks, page.evidence, main_content)
    for at, label in zip(guessed, classify(load_classifier(), document, guessed), strict=True):
        labels[at] = _OTHER if page.blocks[at].shape is Shape.TABLE and label in _OF_LINES else label
    for at in guessed:
        label = _of_run(labels, at)
        if label is not page.verdicts[at].label:
            page.assign(at, label, reasons.LIKELIEST[label], _MODEL)


def _is_guess(verdict: Verdict, evidence: Evidence, block: Block) -> bool:
    """Whether a block has its label from no certain rule, or from one that says little about a line in a box.

    Where there is markup, its words are better than any guess.
    """
    if block.markup is not None:
        return _is_unknown(verdict)
    if verdict.basis is _PLACE:
        return False
    if evidence.pinned is not None:
        return evidence.pinned in _OF_COMMENTS
    return evidence.hint is None or verdict.label in _OVERRULED_BY_BOX


def _of_run(labels: Sequence[Label], at: int) -> Label:
    """Boxes are runs of one label: a date or a name between two comments is a commenter's."""
    if labels[at] not in _WITHIN_RUNS:
        return labels[at]
    before, after = labels[max(0, at - _RUN_BLOCKS) : at], labels[at + 1 : at + 1 + _RUN_BLOCKS]
    return next((label for label in before if label in after and label in _RUNS), labels[at])


def label_headings(page: Labelling) -> None:
    """A few words between paragraphs that are not a sentence are a sub-heading; plain text does not mark them."""
    if page.marked_up:
        return
    lines = 0  # short ones right above: several are a table or a programme, and the last one is no heading
    for at, (block, following) in enumerate(pairwise(page.blocks)):
        verdict = page.verdicts[at]
        is_line = verdict.label is _BODY and block.gap and following.gap and _reads_like_heading(block.text)
        if is_line and lines < _LINES_OF_TABLE and page.reads_as_text(at + 1):
            page.assign(at, Label.HEADING, verdict.reason, verdict.basis)
        lines = lines + 1 if is_line else 0


def _reads_like_heading(text: str) -> bool:
    m = measure(text)
    if m.words > _HEADING_WORDS or text[-1] in ":,;" or text[1:2] == ":" or SIGNATURE.fullmatch(text):
        return False
    return not m.ends_sentence or (text.endswith("?") and m.words <= _QUESTION_WORDS)


PASSES: tuple[Callable[[Labelling], None], ...] = (
    label_closing_section,
    label_title,
    label_repeated_titles,
    label_standfirst,
    label_lines_below_title,
    label_kicker,
    label_menu_entries,
    label_author_bios,
    label_by_section,
    label_by_element,
    label_by_box,
    label_by_classifier,
    label_headings,
    label_heads_of_boxes,
    label_heads_of_text,
)
