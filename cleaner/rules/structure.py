"""What markup and position tell: predicates of a few lines, registered in one list.

Each looks at one block of a page and says yes or no. As with phrases, a certain predicate pins its label, and the
others are evidence. They come in four groups: what a block's own text shows, what its shape shows, what its
markup shows, and what the blocks around it show.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from cleaner.document import Block, Container, Label, Shape
from cleaner.segment.inline import CONTROL

_FILE = re.compile(r"[\w%. ()-]{1,80}\.(?:jpe?g|png|gif|webp|svg|mp4|pdf)", re.I)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.I)
_MAIL = re.compile(r"\S+@[\w-]+(?:\.[\w-]+)+")
_HANDLE = re.compile(r"@\w{2,30}")
_OWNER = re.compile(r"(?:copyright )?(?:©|\(c\)).{0,60}\b(?:19|20)\d\d\b", re.I)
_ARROW = re.compile(" [>›»/] ")
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


class Predicate(NamedTuple):
    """One structural rule about a block by itself."""

    id: str
    label: Label
    certain: bool
    holds: Callable[[Block], bool]


class NeighbourPredicate(NamedTuple):
    """One structural rule about a block among the blocks of its page; `places` tells where on a page it holds."""

    id: str
    label: Label
    certain: bool
    places: Callable[[Sequence[Block]], Iterable[int]]


def _in_figcaption(block: Block) -> bool:
    return block.markup is not None and _within(block.markup.container, ("figcaption",))


def _hidden(block: Block) -> bool:
    return block.markup is not None and block.markup.hidden


def _button(block: Block) -> bool:
    return block.markup is not None and block.markup.tag == "button" and len(block.text) < 80


def _file_name(block: Block) -> bool:
    return "." in block.text[-5:] and len(block.text) < 90 and _FILE.fullmatch(block.text) is not None


def _only_address(block: Block) -> bool:
    text = block.text
    return " " not in text and len(text) < 300 and bool(_ADDRESS.fullmatch(text) or _MAIL.fullmatch(text))


def _handle(block: Block) -> bool:
    return len(block.text) < 32 and _HANDLE.fullmatch(block.text) is not None


def _no_letter(block: Block) -> bool:
    """A rule, an ornament, a counter: nothing to read. Tables and code may well be numbers alone."""
    if len(block.text) > 40 or _LETTER.search(block.text) is not None:
        return False
    return block.shape not in (Shape.TABLE, Shape.CODE)


def _picture(block: Block) -> bool:
    """Nothing but a picture in Markdown, of which the text is the description."""
    return block.marker == "!"


def _line_numbers(block: Block) -> bool:
    """The column of numbers beside a program."""
    if block.shape is not _CODE or not block.text[-1].isdecimal():
        return False
    numbers = block.text.split()
    first = numbers[0]
    if len(numbers) == 1 or len(first) > 6 or not first.isdecimal():
        return False
    return numbers == [str(int(first) + step) for step in range(len(numbers))]


def _code_control(block: Block) -> bool:
    """The header of a highlighted program, or its button to copy it (see `segment.html_programs`)."""
    return block.markup is not None and block.markup.tag == CONTROL


def _footnote(block: Block) -> bool:
    """A note that the text refers to, or one in a list of notes (see `segment.html_notes`)."""
    return block.shape is Shape.FOOTNOTE


def _doubled_captions(blocks: Sequence[Block]) -> Iterable[int]:
    """A picture's text beside its caption: the same short line twice, and no sentence."""
    twice = [at for at, (one, two) in enumerate(pairwise(blocks)) if one.text == two.text]
    return [at for at in sorted({*twice, *(at + 1 for at in twice)}) if _may_be_doubled(blocks[at])]


def _may_be_doubled(block: Block) -> bool:
    text = block.text
    if block.shape is not Shape.PARAGRAPH or text.endswith((".", "!", "?", "…", ":")) or "\n" in text:
        return False
    return 2 <= text.count(" ") + 1 <= _LONGEST_CAPTION_WORDS


def _names_a_picture_agency(block: Block) -> bool:
    return len(block.text) < 200 and block.text.endswith(")") and _IMAGE_SOURCE.fullmatch(block.text) is not None


def _trail(block: Block) -> bool:
    """Home > News > Harbour: section names parted by arrows."""
    arrow = _ARROW.search(block.text)
    return arrow is not None and len(block.text) < 150 and block.text.count(arrow[0]) >= 2


def _owner(block: Block) -> bool:
    return len(block.text) < 200 and _OWNER.match(block.text) is not None


def _repeated_quotations(blocks: Sequence[Block]) -> Iterable[int]:
    """A pull quote: a quotation on its own that stands in a paragraph of the article too."""
    return [at for at, block in enumerate(blocks) if block.text[0] in _OPENING and _is_repeated(at, blocks)]


def _is_repeated(at: int, blocks: Sequence[Block]) -> bool:
    text = blocks[at].text
    if text[-1] not in _CLOSING or not 30 <= len(text) <= 300:
        return False
    inner = text.strip(_OPENING + _CLOSING + ".,")
    around = blocks[max(0, at - _REPEATED_WITHIN) : at + _REPEATED_WITHIN]
    return any(inner in other.text for other in around if len(other.text) > len(text) + 20)


OF_TEXT: tuple[Predicate, ...] = (
    Predicate("structure/picture-agency", Label.CAPTION, False, _names_a_picture_agency),
    Predicate("structure/trail", Label.BREADCRUMB, False, _trail),
    Predicate("structure/owner", Label.COPYRIGHT, False, _owner),
    Predicate("structure/file-name", Label.MEDIA_CONTROLS, False, _file_name),
    Predicate("structure/only-address", Label.NAVIGATION, False, _only_address),
    Predicate("structure/handle", Label.BYLINE, False, _handle),
    Predicate("structure/no-letter", Label.OTHER, False, _no_letter),
)
OF_SHAPE: tuple[Predicate, ...] = (
    Predicate("structure/picture", Label.CAPTION, True, _picture),
    Predicate("structure/line-numbers", Label.OTHER, True, _line_numbers),
    Predicate("structure/footnote", Label.FOOTNOTE, True, _footnote),
)
OF_MARKUP: tuple[Predicate, ...] = (
    Predicate("structure/figcaption", Label.CAPTION, True, _in_figcaption),
    Predicate("structure/code-control", Label.OTHER, True, _code_control),
    Predicate("structure/button", Label.OTHER, False, _button),
    Predicate("structure/hidden", Label.OTHER, False, _hidden),
)
DOUBLED_CAPTION = NeighbourPredicate("structure/doubled-caption", Label.CAPTION, True, _doubled_captions)
OF_NEIGHBOURS: tuple[NeighbourPredicate, ...] = (
    DOUBLED_CAPTION,
    NeighbourPredicate("structure/pull-quote", Label.PULL_QUOTE, True, _repeated_quotations),
)
PREDICATES = (OF_TEXT, OF_SHAPE, OF_MARKUP, OF_NEIGHBOURS)
_CODE = Shape.CODE
_TELLING_SHAPES = (Shape.CODE, Shape.FOOTNOTE)
_LONGEST_TELLING = 300  # characters: no predicate about a text alone holds for a longer one


def predicates_among(blocks: Sequence[Block]) -> dict[int, list[NeighbourPredicate]]:
    """For the places on a page where there are any, the predicates that hold for a block because of its neighbours."""
    found: dict[int, list[NeighbourPredicate]] = {}
    for predicate in OF_NEIGHBOURS:
        for at in predicate.places(blocks):
            found.setdefault(at, []).append(predicate)
    return found


def predicates_of(block: Block) -> list[Predicate]:
    """The predicates that hold for a block by itself."""
    found: list[Predicate] = []
    if block.marker or block.shape in _TELLING_SHAPES:
        found += [p for p in OF_SHAPE if p.holds(block)]
    if len(block.text) < _LONGEST_TELLING and (telling := _of_text(block.text, block.shape)):
        found += telling
    if block.markup is not None:
        found += [p for p in OF_MARKUP if p.holds(block)]
    return found


@lru_cache(maxsize=4096)
def _of_text(text: str, shape: Shape) -> tuple[Predicate, ...]:
    block = Block(text, shape)
    return tuple([predicate for predicate in OF_TEXT if predicate.holds(block)])


def _within(container: Container | None, tags: tuple[str, ...]) -> bool:
    at = container
    while at is not None:
        if at.tag in tags:
            return True
        at = at.parent
    return False
