"""Steps of the decision that leave out lines: of boxes with other stories, of forms, below the byline."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.document import Block, Label, Shape
from cleaner.label.selection import BOXED_THRESHOLD, COLONS, FULL_STOPS, THRESHOLD, Selection
from cleaner.rules.evidence import Evidence
from cleaner.text.stats import is_prose, measure

_BYLINE_ABOVE_BLOCKS, _SURE_BELOW_BYLINE = 3, 0.7
_OF_BYLINES = (Label.BYLINE, Label.TIMESTAMP)
# A line above prose may be its heading, and more likely so if it is of few words.
_LAST_IN_BOX, _SENTENCE_IN_BOX, _WORDS_OF_HEADING = 0.7, 0.6, 3
_LINES_ABOVE_FORM = 2
_FEWEST_IN_CARDS, _SURE_PARAGRAPH = 4, 0.9  # titles and summaries; the mean score of paragraphs of the article
_TEASER_WORDS = 20  # a headline below "Read also" has fewer, even one that is a sentence
_FEWEST_NAMES, _WORDS_OF_NAME = 3, 3
_BOXES = (Label.RELATED, Label.NEWSLETTER, Label.SHARE, Label.TAGS)


def leave_boxes(page: Selection) -> None:
    """Lines below the head of a section belong to it, unless they are prose or look very much like the article.

    They do up to the next blank line or, where the head is set off by one itself, up to the next prose.
    """
    blocks, evidence, chosen = page.blocks, page.evidence, page.chosen
    in_box = is_apart = False
    for at, (block, found) in enumerate(zip(blocks, evidence, strict=True)):
        if found.pinned is not None:
            announces = found.pinned is Label.RELATED and block.text.endswith(COLONS)  # "Read also:"
            in_box = (found.opens_section or announces) and found.pinned in _BOXES
            is_apart = at + 1 < len(blocks) and blocks[at + 1].gap
        elif not in_box or block.markup is not None or (block.gap and not is_apart) or _ends_box(page, at):
            in_box = False
        else:
            chosen[at] = chosen[at] and is_apart and page.scores[at].final >= _lowest_in_box(page, at)


def _ends_box(page: Selection, at: int) -> bool:
    """Whether a line of plain text is the paragraph at which the article resumes."""
    block = page.blocks[at]
    if is_prose(block):
        return block.gap or not _is_teaser(at, page.blocks, page.evidence)
    return block.text.endswith(FULL_STOPS) and page.scores[at].final >= _SENTENCE_IN_BOX


def _lowest_in_box(page: Selection, at: int) -> float:
    """The least score of a line that is not part of the box above it, but may be the heading of what follows."""
    below = page.blocks[at + 1 : at + 2]
    is_last = any(block.shape is Shape.LIST_ITEM for block in below) or (bool(below) and _ends_box(page, at + 1))
    if not is_last:
        return BOXED_THRESHOLD
    return THRESHOLD if measure(page.blocks[at].text).words <= _WORDS_OF_HEADING else _LAST_IN_BOX


def _is_teaser(at: int, blocks: Sequence[Block], evidence: Sequence[Evidence]) -> bool:
    """Whether a line is all that stands below the head of a section, set off with it by blank lines."""
    is_alone = at + 1 < len(blocks) and blocks[at + 1].gap and evidence[at - 1].opens_section
    text = blocks[at].text
    return is_alone and not text.endswith((".", "。")) and measure(text).words < _TEASER_WORDS


def leave_cards(page: Selection) -> None:
    """Leave the titles and summaries of other stories, by turns below their head: nothing else follows in the text."""
    blocks, evidence = page.blocks, page.evidence
    last = max((at for at, is_chosen in enumerate(page.chosen) if is_chosen), default=-1)
    for head, found in enumerate(evidence):
        if found.pinned is not Label.RELATED:
            continue
        end = head + 1
        while end + 1 < len(blocks) and not is_prose(blocks[end]) and is_prose(blocks[end + 1]):
            if any(evidence[at].pinned is not None for at in (end, end + 1)):
                break
            end += 2
        cards = range(head + 1, end)
        summaries = [page.scores[at].final for at in cards[1::2]]
        is_last = last < end and sum(summaries) < _SURE_PARAGRAPH * len(summaries)
        if len(cards) >= _FEWEST_IN_CARDS and is_last:
            for at in cards:
                page.chosen[at] = False


def leave_forms(page: Selection) -> None:
    """Leave the lines of HTML between "Newsletter" and the button to sign up, unless they look much like the text."""
    for at, found in enumerate(page.evidence):
        if found.pinned is not Label.NEWSLETTER or page.blocks[at].shape is not Shape.HEADING:
            continue
        below = range(at + 1, min(at + 2 + _LINES_ABOVE_FORM, len(page.blocks)))
        end = next((one for one in below if Label.NEWSLETTER in page.evidence[one][:3]), at)
        for one in range(at + 1, end):
            page.chosen[one] = page.chosen[one] and page.scores[one].final >= BOXED_THRESHOLD


def leave_line_below_byline(page: Selection) -> None:
    """A line without a full stop between the byline and the first paragraph is more often a caption than a heading."""
    for at in range(1, len(page.blocks) - 1):
        block, above = page.blocks[at], page.evidence[max(0, at - _BYLINE_ABOVE_BLOCKS) : at]
        if not page.chosen[at] or block.shape is not Shape.PARAGRAPH or measure(block.text).ends_sentence:
            continue
        is_below_byline = any((found.pinned or found.hint) in _OF_BYLINES for found in above)
        if is_below_byline and page.chosen[at + 1] and is_prose(page.blocks[at + 1]):
            page.chosen[at] = page.scores[at].final >= _SURE_BELOW_BYLINE


def leave_names_at_end(page: Selection) -> None:
    """Leave a last line of names between commas, below a paragraph of plain text: what the article is about."""
    last = max((at for at, is_chosen in enumerate(page.chosen) if is_chosen), default=0)
    names = page.blocks[last].text.split(", ")
    is_below = last and page.blocks[last].gap and page.chosen[last - 1] and is_prose(page.blocks[last - 1])
    are_names = all(name[0].isupper() and measure(name).words <= _WORDS_OF_NAME for name in names if name)
    if is_below and are_names and len(names) >= _FEWEST_NAMES and not measure(page.blocks[last].text).ends_sentence:
        page.chosen[last] = page.scores[last].final >= BOXED_THRESHOLD
