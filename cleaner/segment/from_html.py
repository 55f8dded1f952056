"""HTML to blocks: one walk over lxml's tree.

White space is folded as a browser folds it. Inline elements neither join nor separate words, block-level elements
separate blocks, `<br>` breaks a line and two of them end a paragraph, `<pre>` keeps its white space, and characters
without a glyph (soft hyphens, zero-width spaces, control characters) are left out. Text hidden within a visible line
(a sort key, a note for a machine) becomes a block of its own after it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import repeat
from typing import NamedTuple, cast

from lxml import etree

from cleaner.container import Container
from cleaner.document import PLAIN, Block, DocumentError, Image, Inline, Markup, Shape
from cleaner.segment.controls import name_forms, read_controls
from cleaner.segment.from_text import fold
from cleaner.segment.html_elements import (
    BLOCK_LEVEL,
    PREFORMATTED,
    UNSEEN,
    container_of,
    image_address,
    integer,
    is_shadow_root,
    program_language,
    style_of,
)
from cleaner.segment.html_formulas import (
    MARKUP_OF_FORMULAS,
    NAMES_OF_FORMULAS,
    TYPE_OF_FORMULAS,
    unite_formulas,
    unite_pictures_of_formulas,
    unite_raw_formulas,
)
from cleaner.segment.html_inline_text import write_inline_text
from cleaner.segment.html_note_forms import rewrite_notes
from cleaner.segment.html_notes import LISTS_OF_NOTES, unite_linked_notes, unite_notes
from cleaner.segment.html_programs import clear_programs
from cleaner.segment.html_signs import (
    FOR_SCREEN_READERS,
    name_callouts,
    remove_edit_links,
    remove_signs,
    remove_unread_words,
    remove_words_out_of_sight,
)
from cleaner.segment.html_tables import Row, cell_of, data_rows, spread
from cleaner.segment.html_tree import check_limits, inventory, parse, resolve_addresses
from cleaner.segment.inline import BREAK, DISPLAY_FORMULA, NO_GLYPH, NOTE, STYLE_OF, Marks, by_paragraph

# The longest of two thousand real pages have 3,000. This many take about five seconds.
MOST_BLOCKS = 50_000
# Inline markup is ignored in a block with more pieces of text than this.
_MOST_PIECES = 5_000

_HEADING_LEVELS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_ITEMS_OF_LISTS = (Shape.LIST_ITEM, Shape.FOOTNOTE)
_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_SHAPE_OF = {
    "li": Shape.LIST_ITEM,
    "dd": Shape.LIST_ITEM,
    "blockquote": Shape.QUOTE,
    DISPLAY_FORMULA: Shape.FORMULA,
    NOTE: Shape.FOOTNOTE,
}
# Some pages wrap each line of a program in an element; within <pre> these break a line and not the block.
_LINES_OF_CODE = BLOCK_LEVEL - PREFORMATTED - {"button", "table"}
# A run of breaks in <pre>: the end of one line's element and the start of the next, often around a line feed.
_LINE_BREAK = re.compile(f"\n?{BREAK}+")


def _name_attributions(root: etree._Element) -> None:
    """Make the <footer> of a quotation a <div>: it says whose words they are, and ends no page."""
    open_quotations = 0
    # One walk: quotations may be nested a hundred thousand deep.
    for event, element in etree.iterwalk(root, ("start", "end"), ("blockquote", "footer")):
        if element.tag == "blockquote":
            open_quotations += 1 if event == "start" else -1
        elif open_quotations and event == "end":
            element.tag = "div"


# What pages write in many ways is rewritten into one ahead of the walk: a step a kind, each with tags and attributes, a
# pattern of names of classes, and strings. A page that has none of them has nothing of that kind.
_REWRITES: tuple[tuple[str, re.Pattern[str] | None, tuple[bytes, ...], Callable[[etree._Element], None]], ...] = (
    ("base", None, (), resolve_addresses),
    ("pre listing xmp", re.compile("crayon|blob-code|syntaxhighlighter"), (), clear_programs),
    ("button @aria-expanded @role @data-toggle @data-bs-toggle", None, (), read_controls),
    ("", None, (b"email",), name_forms),
    (MARKUP_OF_FORMULAS, NAMES_OF_FORMULAS, (TYPE_OF_FORMULAS,), unite_formulas),
    ("img", None, (), unite_pictures_of_formulas),
    ("", FOR_SCREEN_READERS, (), remove_unread_words),
    ("@style", None, (), remove_words_out_of_sight),
    ("", None, (b"mathjax", b"katex"), unite_raw_formulas),
    ("@data-callout", None, (), name_callouts),
    ("", re.compile("mw-editsection"), (), remove_edit_links),
    ("blockquote", None, (), _name_attributions),
    ("html", None, (), remove_signs),
    ("dl", re.compile("note|marginalia"), (), rewrite_notes),
    ("", LISTS_OF_NOTES, (), unite_notes),
    ("html", None, (), unite_linked_notes),
    ("img sup sub q del ins s strike", None, (), write_inline_text),
)
# Stands for an element that the walk skips, and for the container of a block that has no text yet.
_NOWHERE = Container("", (), None, True)


def segment_html(text: str) -> list[Block]:
    """Split an HTML page, or a fragment of one, into its blocks, in the order of the source.

    Raises DocumentError for more than MOST_BLOCKS blocks, and for a page that `check_limits` refuses.
    """
    check_limits(text)
    root = parse(text)
    if root is None:
        return []
    # As bytes: to fold the case of anything but ASCII takes ten times as long, and no sign needs it.
    source = text.encode("utf-8", "replace").lower()
    present, classes = inventory(root)
    for markup, names, signs, rewrite in _REWRITES:
        has_name = names is not None and names.search(classes) is not None
        if has_name or not present.isdisjoint(markup.split()) or any(sign in source for sign in signs):
            rewrite(root)
    return _Segmenter().blocks_of(root)


def paragraphs(raw: str) -> list[str]:
    """Fold white space as a browser does: one BREAK becomes a line feed, two in a row end a paragraph."""
    if BREAK not in raw:
        folded = fold(raw.strip())
        return [folded] if folded else []
    found: list[list[str]] = [[]]
    for line in raw.split(BREAK):
        if folded := " ".join(line.split()):
            found[-1].append(folded)
        elif found[-1]:
            found.append([])
    return ["\n".join(lines) for lines in found if lines]


class _Flow(NamedTuple):
    """An open block-level element, with the shape and heading level that it or an element around it gives to text."""

    tag: str
    hidden: bool
    shape: Shape
    level: int = 0  # of a heading


_PAGE = _Flow("body", False, Shape.PARAGRAPH)


class _Details(NamedTuple):
    """Fields that only some blocks fill, in the order in which Block declares them."""

    rows: tuple[tuple[str, ...], ...] = ()
    inline: Inline = PLAIN
    cells: tuple[tuple[Inline, ...], ...] = ()
    language: str = ""


_NO_DETAILS = _Details()


class _OpenList:
    """An open list and the number of its current item."""

    def __init__(self, element: etree._Element) -> None:
        self._step = 0  # 0 in a list without numbers
        self._number = 0
        self._marked = False  # whether a block has taken the marker of the current item
        if element.tag == "ol":
            backwards = "reversed" in element.attrib
            items = sum(1 for child in element if child.tag == "li") if backwards else 1
            self._step = -1 if backwards else 1
            self._number = integer(element.get("start"), items) - self._step

    def next_item(self, element: etree._Element) -> None:
        self._number = integer(element.get("value"), self._number + self._step)
        self._marked = False

    def marker(self) -> str:
        """The marker of the current item for its first block, "" for its others."""
        if self._marked:
            return ""
        self._marked = True
        return f"{self._number}." if self._step else "-"


class _Context:
    """The elements that are open where the walk is."""

    __slots__ = ("containers", "flow", "language", "links", "list_count", "lists", "note_mark", "preformatted")

    def __init__(self) -> None:
        self.containers: list[Container] = []  # all open elements
        self.flow: list[_Flow] = [_PAGE]  # the block-level ones
        self.lists: list[_OpenList] = []
        self.list_count = 0  # outermost lists so far
        self.links = 0  # open <a>
        self.preformatted = 0  # open <pre>
        self.language = ""  # of the program in the open <pre>
        self.note_mark = ""  # of the open footnote, until a block has taken it

    def open_block_level(self, tag: str, element: etree._Element, hidden: bool) -> None:
        around = self.flow[-1]
        if level := _HEADING_LEVELS.get(tag, 0):
            self.flow.append(_Flow(tag, hidden, Shape.HEADING, level))
        else:
            is_note = around.shape is Shape.FOOTNOTE
            shape = Shape.FOOTNOTE if is_note else _SHAPE_OF.get(tag, around.shape)
            self.flow.append(tuple.__new__(_Flow, (tag, hidden, shape, around.level)))
        if tag == NOTE:
            self.note_mark = element.get("mark") or ""
        if tag in _LISTS:
            self.list_count += not self.lists
            self.lists.append(_OpenList(element))
        elif tag == "li" and self.lists:
            self.lists[-1].next_item(element)
        elif tag in PREFORMATTED:
            self.preformatted += 1
            self.language = program_language(element)

    def close_block_level(self, tag: str) -> None:
        self.flow.pop()
        if tag in _LISTS:
            self.lists.pop()
        elif tag in PREFORMATTED:
            self.preformatted -= 1

    def level_and_marker(self, shape: Shape) -> tuple[int, str]:
        """The level of a heading, the depth and the marker of an item, or the mark of a footnote, for a block here."""
        if shape is Shape.HEADING:
            return self.flow[-1].level, ""
        if shape is Shape.LIST_ITEM:
            return max(1, len(self.lists)), self.lists[-1].marker() if self.lists else "-"
        if shape is Shape.FOOTNOTE:
            mark, self.note_mark = self.note_mark, ""
            return 0, mark
        return 0, ""


class _OpenBlock:
    """The text gathered since the last block, and the innermost container that holds all of it.

    In `<p><b>One</b> <i>two</i></p>`, "One" is held by <b>. Before "two" the walk has climbed to <p>, so from then on
    <p> is the holder: `depth` is the least depth the walk has been at between two texts of the block.
    """

    __slots__ = ("depth", "hidden", "hidden_in", "holder", "linked", "lowest", "parts")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.hidden: list[str] = []  # text that is hidden within the block
        self.hidden_in = _NOWHERE
        self.linked = 0  # characters in links
        self.depth = 0  # of the holder, counted from 1; 0 as long as there is no text
        self.holder = _NOWHERE
        self.lowest = 0  # the least number of open elements since the last text

    def add(self, text: str, context: _Context) -> None:
        if text.isspace():
            # Leading white space is folded away, but not in <pre>.
            if self.depth or self.parts or context.preformatted:
                self.parts.append(text)
            return
        containers = context.containers
        if containers[-1].hidden and not context.flow[-1].hidden:
            self.hidden.append(text)
            self.hidden_in = containers[-1]
            return
        here = len(containers)
        self.depth = min(self.depth, self.lowest, here) if self.depth else here
        self.holder = containers[self.depth - 1]
        self.lowest = here
        self.parts.append(text)
        if context.links:
            self.linked += len(text)


class _Segmenter:
    """One walk over one page.

    Of what a page has many, named tuples are made by tuple.__new__: to call their class would take twice as long.
    """

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._context = _Context()
        self._open = _OpenBlock()
        self._marks = Marks()  # inline markup of the open block; styles may stay open over several blocks
        self._images: list[Image] = []  # since the last block
        self._last_list: int | None = None  # number of the outermost list that the last block stands in

    def blocks_of(self, root: etree._Element) -> list[Block]:
        walker = etree.iterwalk(root, events=("start", "end"))
        # Cast: compiled, a pair of an unknown type is taken apart by an iterator of its own.
        for event, element in cast(Iterator[tuple[str, etree._Element]], walker):
            tag = element.tag
            if event == "end":  # sent for skipped elements too
                self._leave(tag, element)
            elif (tag in UNSEEN or not isinstance(tag, str)) and not is_shadow_root(element):
                if tag == "noscript":
                    self._add_images_of_noscript(element)
                walker.skip_subtree()
                self._context.containers.append(_NOWHERE)
            elif tag == "table" and (rows := data_rows(element)):
                self._add_table(element, rows)
                walker.skip_subtree()
                self._context.containers.append(_NOWHERE)
            else:
                self._enter(tag, element)
        self._close_block()
        if self._images and self._blocks:
            last = self._blocks[-1]
            behind = tuple(image._replace(behind=True) for image in self._images)
            self._blocks[-1] = last._replace(images=last.images + behind)
        return self._blocks

    def _enter(self, tag: str, element: etree._Element) -> None:
        context = self._context
        containers = context.containers
        container = container_of(tag, element, containers[-1] if containers else None)
        if context.preformatted and tag in _LINES_OF_CODE:
            self._open.parts.append(BREAK)
        elif tag in BLOCK_LEVEL:
            self._close_block()
            context.open_block_level(tag, element, container.hidden)
            if tag == DISPLAY_FORMULA:
                self._begin_style(tag, element)
        elif tag == "br":
            self._open.parts.append("\n" if context.preformatted else BREAK)
        elif tag in STYLE_OF:
            self._begin_style(tag, element)
        elif tag == "img":
            self._add_image(element)
        containers.append(container)
        if text := element.text:
            self._open.add(text, context)

    def _leave(self, tag: str, element: etree._Element) -> None:
        context = self._context
        if context.containers.pop() is not _NOWHERE:
            if context.preformatted and tag in _LINES_OF_CODE:
                self._open.parts.append(BREAK)
            elif tag in BLOCK_LEVEL:
                if tag == DISPLAY_FORMULA:
                    self._end_style(tag, element)
                self._close_block()
                context.close_block_level(tag)
            elif tag in STYLE_OF:
                self._end_style(tag, element)
        block = self._open
        block.lowest = min(block.lowest, len(context.containers))
        if (tail := element.tail) and context.containers:
            block.add(tail, context)

    def _begin_style(self, tag: str, element: etree._Element) -> None:
        context = self._context
        if tag == "a":
            context.links += 1
        elif context.preformatted and not context.language:
            context.language = program_language(element)
        if (style := style_of(element)) is not None:
            self._marks.begin(len(self._open.parts), *style)

    def _end_style(self, tag: str, element: etree._Element) -> None:
        self._context.links -= tag == "a"
        if (style := style_of(element)) is not None:
            self._marks.end(len(self._open.parts), style[0])

    def _add_image(self, element: etree._Element) -> None:
        around = self._context.containers[-1:]
        if around and not around[0].hidden and (address := image_address(element)):
            alternative = " ".join((element.get("alt") or "").split())
            self._images.append(Image(address, alternative, around[0], bool(self._open.depth)))

    def _add_images_of_noscript(self, noscript: etree._Element) -> None:
        """Images for browsers without scripts, unless the one before it, which a script loads, is the same."""
        before = noscript.getprevious()
        if before is not None and any(map(image_address, before.iter("img"))):
            return
        for image in noscript.iter("img"):
            self._add_image(image)

    def _add_table(self, element: etree._Element, rows: list[Row]) -> None:
        self._close_block()
        containers = self._context.containers
        container = container_of("table", element, containers[-1] if containers else None)
        for caption in element.iterfind("caption"):
            if (cell := cell_of(caption)).text:
                markup = Markup("caption", container_of("caption", caption, container), 0.0)
                self._emit(Shape.PARAGRAPH, cell.text, markup, _Details(inline=cell.inline))
        linked = sum(len(text) for link in element.iter("a") for text in link.itertext())
        text = "\n".join("\t".join(cell.text for cell in row) for row in rows)
        markup = Markup("table", container, min(1.0, linked / max(1, len(text))))
        self._emit(Shape.TABLE, text, markup, _details_of(spread(rows)))

    def _close_block(self) -> None:
        block = self._open
        if not block.parts and not block.hidden:
            return
        if block.depth:
            self._emit_text(block)
        if block.hidden:
            markup = Markup(self._context.flow[-1].tag, block.hidden_in, 0.0)
            for paragraph in paragraphs(NO_GLYPH.sub("", "".join(block.hidden))):
                self._emit(Shape.PARAGRAPH, paragraph, markup)
        self._open = _OpenBlock()
        self._marks.restart()

    def _emit_text(self, block: _OpenBlock) -> None:
        context = self._context
        flow = context.flow[-1]
        raw = NO_GLYPH.sub("", "".join(block.parts))
        link_density = min(1.0, block.linked / max(1, len(raw.strip())))
        markup = tuple.__new__(Markup, (flow.tag, block.holder, link_density))
        if context.preformatted and flow.tag != "button":
            self._emit(Shape.CODE, _program_text(raw), markup, _Details(language=context.language))
            return
        for paragraph, details in zip(paragraphs(raw), self._inline_markup(block), strict=False):
            self._emit(flow.shape, paragraph, markup, details)

    def _inline_markup(self, block: _OpenBlock) -> Iterable[_Details]:
        """The inline markup of each paragraph of a block."""
        if not self._marks.found or len(block.parts) > _MOST_PIECES:
            return repeat(_NO_DETAILS)
        return (_Details((), inline) for inline in by_paragraph(block.parts, self._marks.found))

    def _emit(self, shape: Shape, text: str, markup: Markup, details: _Details = _NO_DETAILS) -> None:
        if not text.strip():
            return
        if len(self._blocks) == MOST_BLOCKS:
            raise DocumentError(f"more than {MOST_BLOCKS:,} blocks of text; this is not one article")
        context = self._context
        in_list = context.list_count if context.lists and shape in _ITEMS_OF_LISTS else None
        gap = bool(self._blocks) and (in_list is None or in_list != self._last_list)
        self._last_list = in_list
        level, marker = context.level_and_marker(shape)
        images: tuple[Image, ...] = ()
        if self._images:
            images, self._images = tuple(self._images), []
        fields = (text, shape, gap, level, marker, markup, "", None, None, *details, images)
        self._blocks.append(tuple.__new__(Block, fields))


def _program_text(raw: str) -> str:
    return _LINE_BREAK.sub("\n", raw).strip("\r\n").rstrip()


def _details_of(rows: list[Row]) -> _Details:
    texts = tuple(tuple(cell.text for cell in row) for row in rows)
    marked = any(cell.inline.marks for row in rows for cell in row)
    return _Details(rows=texts, cells=tuple(tuple(cell.inline for cell in row) for row in rows) if marked else ())
