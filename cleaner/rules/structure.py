"""What markup and position tell: predicates of a few lines, registered in one list.

Each looks at one block of a page and says yes or no. As with phrases, a certain predicate pins its label, and the
others are evidence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from cleaner.document import Block, Container, Label, Shape

_FILE = re.compile(r"[\w%. ()-]{1,80}\.(?:jpe?g|png|gif|webp|svg|mp4|pdf)", re.I)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.I)
_MAIL = re.compile(r"\S+@[\w-]+(?:\.[\w-]+)+")
_HANDLE = re.compile(r"@\w{2,30}")
_OWNER = re.compile(r"(?:copyright )?(?:©|\(c\)).{0,60}\b(?:19|20)\d\d\b", re.I)
_LETTER = re.compile(r"[^\W\d_]")
_IMAGE_SOURCE = re.compile(
    r".{0,120}\((?:[\w .,&'’/-]{0,40}\b)?(?:getty(?: images)?|reuters|shutterstock|unsplash|alamy|tradingview|istock|"
    r"file photo|pixabay|bloomberg|afp|dpa|epa|efe|ap photo|ap)(?:\b[\w .,&'’/-]{0,40})?\)",
    re.I,
)
_LONGEST_CAPTION_WORDS = 30
_OPENING = '"“„«‘'
_CLOSING = '"”“»’'
_REPEATED_WITHIN = 60  # blocks


class Page(NamedTuple):
    """The blocks of a document, for predicates that look at neighbours."""

    blocks: Sequence[Block]


class Predicate(NamedTuple):
    """One structural rule."""

    id: str
    label: Label
    certain: bool
    holds: Callable[[Block, int, Page], bool]


def _in_figcaption(block: Block, at: int, page: Page) -> bool:
    return block.markup is not None and _within(block.markup.container, ("figcaption",))


def _in_table_caption(block: Block, at: int, page: Page) -> bool:
    return block.markup is not None and block.markup.tag == "caption"


def _hidden(block: Block, at: int, page: Page) -> bool:
    return block.markup is not None and block.markup.hidden


def _button(block: Block, at: int, page: Page) -> bool:
    return block.markup is not None and block.markup.tag == "button" and len(block.text) < 80


def _file_name(block: Block, at: int, page: Page) -> bool:
    return len(block.text) < 90 and _FILE.fullmatch(block.text) is not None


def _only_address(block: Block, at: int, page: Page) -> bool:
    return len(block.text) < 300 and bool(_ADDRESS.fullmatch(block.text) or _MAIL.fullmatch(block.text))


def _handle(block: Block, at: int, page: Page) -> bool:
    return len(block.text) < 32 and _HANDLE.fullmatch(block.text) is not None


def _no_letter(block: Block, at: int, page: Page) -> bool:
    """A rule, an ornament, a counter: nothing to read. Tables and code may well be numbers alone."""
    if block.shape in (Shape.TABLE, Shape.CODE) or len(block.text) > 40:
        return False
    return _LETTER.search(block.text) is None


def _picture(block: Block, at: int, page: Page) -> bool:
    """Nothing but a picture in Markdown, of which the text is the description."""
    return block.marker == "!"


def _doubled_caption(block: Block, at: int, page: Page) -> bool:
    """A picture's text beside its caption: the same short line twice, and no sentence."""
    text = block.text
    if block.shape is not Shape.PARAGRAPH or text.endswith((".", "!", "?", "…", ":")) or "\n" in text:
        return False
    if not 2 <= text.count(" ") + 1 <= _LONGEST_CAPTION_WORDS:
        return False
    neighbours = (*page.blocks[max(0, at - 1) : at], *page.blocks[at + 1 : at + 2])
    return any(other.text == text for other in neighbours)


def _names_a_picture_agency(block: Block, at: int, page: Page) -> bool:
    return len(block.text) < 200 and block.text.endswith(")") and _IMAGE_SOURCE.fullmatch(block.text) is not None


def _trail(block: Block, at: int, page: Page) -> bool:
    """Home > News > Harbour: section names parted by arrows."""
    return len(block.text) < 150 and any(block.text.count(arrow) >= 2 for arrow in (" > ", " › ", " » ", " / "))


def _owner(block: Block, at: int, page: Page) -> bool:
    return len(block.text) < 200 and _OWNER.match(block.text) is not None


def _repeats_a_quotation(block: Block, at: int, page: Page) -> bool:
    """A pull quote: a quotation on its own that stands in a paragraph of the article too."""
    text = block.text
    if not 30 <= len(text) <= 300 or text[0] not in _OPENING or text[-1] not in _CLOSING:
        return False
    inner = text.strip(_OPENING + _CLOSING + ".,")
    around = page.blocks[max(0, at - _REPEATED_WITHIN) : at + _REPEATED_WITHIN]
    return any(inner in other.text for other in around if len(other.text) > len(text) + 20)


PREDICATES: tuple[Predicate, ...] = (
    Predicate("structure/figcaption", Label.CAPTION, True, _in_figcaption),
    Predicate("structure/picture", Label.CAPTION, True, _picture),
    Predicate("structure/doubled-caption", Label.CAPTION, True, _doubled_caption),
    Predicate("structure/pull-quote", Label.PULL_QUOTE, True, _repeats_a_quotation),
    Predicate("structure/picture-agency", Label.CAPTION, False, _names_a_picture_agency),
    Predicate("structure/trail", Label.BREADCRUMB, False, _trail),
    Predicate("structure/owner", Label.COPYRIGHT, False, _owner),
    Predicate("structure/button", Label.OTHER, False, _button),
    Predicate("structure/hidden", Label.OTHER, False, _hidden),
    Predicate("structure/file-name", Label.MEDIA_CONTROLS, False, _file_name),
    Predicate("structure/only-address", Label.NAVIGATION, False, _only_address),
    Predicate("structure/handle", Label.BYLINE, False, _handle),
    Predicate("structure/no-letter", Label.OTHER, False, _no_letter),
)


def _within(container: Container | None, tags: tuple[str, ...]) -> bool:
    at = container
    while at is not None:
        if at.tag in tags:
            return True
        at = at.parent
    return False
