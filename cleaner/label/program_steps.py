"""The step of the decision that restores programs and formulas."""

from __future__ import annotations

from collections.abc import Sequence

from cleaner.container import Container
from cleaner.document import Block, Label, Shape
from cleaner.label.prose_steps import may_end_article
from cleaner.label.selection import LONG_PARAGRAPH_WORDS, NOT_OF_THE_TEXT, Selection, choose
from cleaner.text.stats import is_prose, measure

_SET_PIECES = (Shape.CODE, Shape.FORMULA)
_ENDS_OF_PAGES = frozenset(("footer", "nav"))
_MOST_AROUND_PROGRAM = 5  # elements between a program and the one that the text stands in
_NO_PLACE_FOR_PROGRAMS = (Label.AD, Label.COMMENTS, Label.NEWSLETTER, Label.RELATED, Label.PAYWALL, Label.COOKIE_NOTICE)


def restore_set_pieces(page: Selection) -> None:
    """Restore programs and formulas that the article surrounds, or that follow it within the same element.

    Their words tell little: a program looks like a caption, a formula like nothing at all. For the same reason the one
    in an advertisement is not taken for the article's.
    """
    blocks, evidence, chosen = page.blocks, page.evidence, page.chosen
    if not any(block.shape in _SET_PIECES for block in blocks):
        return
    if page.is_text():
        _restore_below(page)
    apart = _apart(page)
    before: int | None = None  # the last block that is chosen or ends the article
    waiting: list[int] = []  # programs since then that are not chosen
    for at, (block, found) in enumerate(zip(blocks, evidence, strict=True)):
        is_set_piece = block.shape in _SET_PIECES and found.pinned is None
        if is_set_piece and (found.markup is Label.AD or at in apart):
            chosen[at] = False
        if is_set_piece and not chosen[at]:
            if found.markup not in _NO_PLACE_FOR_PROGRAMS and at not in apart:
                waiting.append(at)
        elif chosen[at]:
            if before is not None and chosen[before]:
                choose(chosen, waiting)
            before, waiting = at, []
        elif (
            (may_end_article(found) and found.pinned is not Label.OTHER)
            or found.markup in _NO_PLACE_FOR_PROGRAMS
            or not _is_brief(block)
        ):
            choose(chosen, _beside(chosen, blocks, before, waiting))
            before, waiting = at, []
    choose(chosen, _beside(chosen, blocks, before, waiting))


def _restore_below(page: Selection) -> None:
    """Restore the programs of plain text that are set as such, right below what stays."""
    for at, block in enumerate(page.blocks[1:]):
        if block.shape is Shape.CODE and block.line != block.end_line:
            page.chosen[at + 1] = page.chosen[at + 1] or page.chosen[at]


def _apart(page: Selection) -> set[int]:
    """The programs in a footer or menu that holds no prose of the article: addresses."""
    ends = {at: end for at, block in enumerate(page.blocks) if (end := _end_of_page(block)) is not None}
    if not ends:
        return set()
    of_text = {id(end) for at, end in ends.items() if page.chosen[at] and is_prose(page.blocks[at])}
    return {at for at, end in ends.items() if id(end) not in of_text}


def _end_of_page(block: Block) -> Container | None:
    """The footer or menu that a block stands in."""
    around = block.markup.container.ancestors if block.markup else ()
    return next((element for element in around if element.tag in _ENDS_OF_PAGES), None)


def _is_brief(block: Block) -> bool:
    """Whether a block that is left out may stand between a program and the text: a caption, a button, a file name."""
    return measure(block.text).words < LONG_PARAGRAPH_WORDS


def _beside(chosen: Sequence[bool], blocks: Sequence[Block], before: int | None, waiting: Sequence[int]) -> list[int]:
    """The programs in the same element as the chosen prose ahead of them; none for plain text."""
    if before is None or not chosen[before] or not is_prose(blocks[before]):
        return []
    markup = blocks[before].markup
    return [at for at in waiting if markup is not None and _is_around(markup.container.parent, blocks[at])]


def _is_around(element: Container | None, program: Block) -> bool:
    at = program.markup.container if program.markup else None
    for _ in range(_MOST_AROUND_PROGRAM):
        if at is None or at is element or at.tag in NOT_OF_THE_TEXT:
            break
        at = at.parent
    return at is not None and at is element
