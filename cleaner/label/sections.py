"""Sections and their heads: what is below "More For You" goes; "Contact" above paragraphs of the article stays."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.document import MAIN_CONTENT, TEXT_FAMILY, Basis, Block, Container, Label, Shape
from cleaner.label import reasons
from cleaner.label.decide import THRESHOLD
from cleaner.label.labelling import Labelling

# The score from which a heading stays above a section that stays. In 250 pages of other sites than the model's, all but
# two of such headings at 0.3 or more were the article's. In plain text nothing says that a line is a heading.
_LOWEST_HEAD = 0.3
# A head of these labels interrupts the article, whatever follows; a pull quote is no head.
_NO_HEADS = (Label.AD, Label.MEDIA_CONTROLS, Label.PULL_QUOTE)


def label_closing_section(page: Labelling) -> None:
    """Below the head of related stories or comments nothing is the article, unless the article resumes.

    It resumes with a paragraph of prose that reads like it: of all such paragraphs in 1,500 pages, other sites'
    included, each was the article's. In HTML a head that shares a box with something governs the box alone.
    """
    paragraphs = [at for at in range(len(page.blocks)) if _is_paragraph(page, at)]
    if not paragraphs:
        return
    for at, found in enumerate(page.evidence):
        if at < paragraphs[0] or not found.opens_section or found.pinned not in reasons.CLOSING_SECTIONS:
            continue
        section = _section_of(page, at)
        if not any(_is_paragraph(page, one) for one in section):
            _close(page, section, found.pinned)


def _close(page: Labelling, section: Sequence[int], label: Label) -> None:
    for at in section:
        if page.evidence[at].pinned is None and page.verdicts[at].label in TEXT_FAMILY:
            page.assign(at, label, reasons.CLOSING_SECTIONS[label], Basis.SECTION)


def _section_of(page: Labelling, head: int) -> Sequence[int]:
    """The blocks below a head: those in its box, or all to the end."""
    below = range(head + 1, len(page.blocks))
    box = _box_of(page, head)
    return [at for at in below if _is_within(page.blocks[at], box)] if box else below


def _is_paragraph(page: Labelling, at: int) -> bool:
    return page.reads_as_text(at) and page.blocks[at].shape is Shape.PARAGRAPH


def _box_of(page: Labelling, head: int) -> Container | None:
    """The outermost element around a head, and around more than that, in which nothing of the article precedes it."""
    markup = page.blocks[head].markup
    if markup is None:
        return None
    taken = {id(element) for at in range(head) if page.reads_as_text(at) for element in _around(page.blocks[at])}
    free = [element for element in _around(page.blocks[head]) if id(element) not in taken]
    box = free[-1] if free else None
    return box if box and head + 1 < len(page.blocks) and _is_within(page.blocks[head + 1], box) else None


def _is_within(block: Block, box: Container) -> bool:
    return any(element is box for element in _around(block))


def _around(block: Block) -> tuple[Container, ...]:
    return (block.markup.container, *block.markup.container.ancestors) if block.markup else ()


def label_heads_of_text(page: Labelling) -> None:
    """A dropped heading is the article's if what it heads is the article's, and so is something above it."""
    seen_text = False
    for at in range(len(page.blocks) - 1):
        verdict = page.verdicts[at]
        if verdict.label in TEXT_FAMILY:
            seen_text = True
        elif seen_text and verdict.label not in MAIN_CONTENT and _heads_text(page, at):
            page.assign(at, Label.HEADING, reasons.HEAD_OF_TEXT, Basis.PLACE)


def _heads_text(page: Labelling, at: int) -> bool:
    block, below, verdict = page.blocks[at], page.blocks[at + 1], page.verdicts[at]
    lowest = _LOWEST_HEAD if page.marked_up else THRESHOLD
    if verdict.score < lowest or verdict.label in _NO_HEADS or page.verdicts[at + 1].label not in TEXT_FAMILY:
        return False
    if block.markup is not None:
        return block.shape is Shape.HEADING and not block.markup.hidden and _is_beside(block, below)
    return page.evidence[at].opens_section and block.gap and below.gap


def _is_beside(head: Block, below: Block) -> bool:
    """Whether the element around a heading holds the block below it too: a box would hold the heading alone."""
    tag = head.markup.tag if head.markup else ""
    holder = next((element.parent for element in _around(head) if element.tag == tag), None)
    return holder is not None and _is_within(below, holder)
