"""HTML to blocks: one walk over lxml's tree. The only file of the segmenter that knows lxml.

Text is folded as a browser folds it. Inline elements neither join nor part words, block-level elements part blocks,
`<br>` breaks a line and two of them part a paragraph, `<pre>` keeps its white space, and what has no glyph (soft
hyphens, zero-width spaces, control characters) is left out. Text that is hidden within a line of visible text (a key
to sort by, a note for a machine) is a block of its own behind it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

from cleaner.document import Block, Container, DocumentError, Markup, Shape
from cleaner.rules.normalise import name_words
from cleaner.segment.from_text import MOST_BLOCKS, fold

BLOCK_LEVEL = frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol optgroup p "
    "plaintext pre search section summary table tbody td tfoot th thead title tr ul xmp".split()
)
# Elements whose content a browser does not show as text, or shows in place of something that it cannot play.
UNSEEN = frozenset(
    "applet area audio base canvas col colgroup datalist embed frame head iframe input link map math meta noembed "
    "noframes noscript object option param progress meter rp rt script select source style svg template textarea title "
    "track video".split()
)
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_PREFORMATTED = frozenset(("pre", "listing", "xmp", "plaintext"))
_ROOTS = frozenset(("html", "body"))

# Programs are shown with every line in an element of its own; they are programs still.
_LINES_OF_CODE = BLOCK_LEVEL - _PREFORMATTED - {"button", "table"}

_BREAK = "\x00"  # Stands for <br>, in <pre> for the edge of a line; the parser never hands out NUL.
_EDGE_OF_A_LINE = re.compile(f"\n?{_BREAK}+")
_NO_GLYPH = re.compile(
    "[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_INTEGER = re.compile(r"[+-]?[0-9]{1,8}")
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)

# libxml2 passes over an end of paragraph without a beginning. A browser parts paragraphs there; we part words at least.
_END_OF_PARAGRAPH = re.compile(r"</p\s*>", re.I)
# libxml2 stops at the end of the first page, but what comes after it (a second page, a forgotten footer) is shown.
_END_OF_PAGE = re.compile(r"</(?:html|body)\s*>", re.I)
# An element takes some 500 bytes of memory, however short it is written. The largest pages have some 100,000 tags.
MOST_TAGS = 1_000_000

# libxml2 gives up 2,048 levels down. Pages that nest deeper are broken or hostile; their text is still text. Not every
# level has a tag that we count, hence more than one try.
_DEEPEST = (1000, 250, 20)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_CLOSED_BY_THE_NEXT = frozenset("p li dt dd td th tr option br hr img input meta link wbr source area col".split())

# A data table is small enough to read and holds nothing but cells; any other table is there for the layout.
_NEVER_IN_CELLS = "table|form|pre|h1|h2|h3|section|article".split("|")
# Cells of data hold these too, in tables with heads or of even rows; with more text it is the page that is in columns.
_BLOCKS_IN_CELLS = "div|p|ul|ol|h4".split("|")
_MOST_CHARS_A_CELL = 200
_MOST_CHARS_A_CELL_OF_DATA = 600
_ROWS_AND_THEIR_GROUPS = ("thead", "tbody", "tfoot", "tr")
_PARTS_OF_A_TABLE = frozenset((*_ROWS_AND_THEIR_GROUPS, "caption", "colgroup", "col", "td", "th"))


def segment_html(text: str) -> list[Block]:
    """Part an HTML page, or a fragment of one, into its blocks, in the order of the source.

    Raises DocumentError beyond MOST_BLOCKS blocks or MOST_TAGS tags.
    """
    if text.count("<") > MOST_TAGS:
        raise DocumentError(f"more than {MOST_TAGS:,} tags; this is not one article")
    root = parse(text)
    return [] if root is None else _Walk().over(root)


def parse(text: str) -> etree._Element | None:
    """The tree of a page, however broken; None where there is nothing in it."""
    if not text.strip("\x00 \t\r\n\ufeff"):
        return None
    page = _END_OF_PARAGRAPH.sub("</p> ", _END_OF_PAGE.sub(" ", _without_surrogates(text)))
    root, too_deep = _parsed(page)
    for deepest in _DEEPEST:
        if not too_deep:
            break
        root, too_deep = _parsed(flattened(page, deepest))
    return root


def _without_surrogates(text: str) -> str:
    """The text with pairs of surrogates joined, and a replacement character for each that stands alone."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def flattened(text: str, deepest: int) -> str:
    """The page without the tags of elements that lie deeper than so many levels; their text stays."""
    depth = 0
    end = -1

    def keep(tag: re.Match[str]) -> str:
        nonlocal depth, end
        step = 0 if tag[2].lower() in _CLOSED_BY_THE_NEXT else -1 if tag[1] else 1
        level = max(0, depth + min(step, 0))
        depth = max(0, depth + step)
        if level < deepest:
            return tag[0]
        # One space for a run of tags: they part words, and in <pre> they are no text.
        parts, end = tag.start() != end, tag.end()
        return " " if parts else ""

    return _TAG.sub(keep, text)


def _parsed(text: str) -> tuple[etree._Element | None, bool]:
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True, recover=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8").replace(b"\x00", b""), parser)
    except etree.ParserError:
        root = None
    except etree.XMLSyntaxError:
        return None, True
    too_deep = any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log)
    return root, too_deep


class _Walk:
    """The state of one walk: the containers that are open, and the text of the block being gathered."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.open: list[Container] = []
        self.flow: list[str] = []  # tags of the open block-level elements
        self.unseen_flow: list[bool] = []  # whether they are hidden
        self.lists: list[_List] = []  # the open lists
        self.links = 0
        self.pre = 0
        self.list_seen: int | None = None  # which outermost list the last block stood in
        self.lists_met = 0
        self._start_block()

    def _start_block(self) -> None:
        self.parts: list[str] = []
        self.unseen: list[str] = []  # text that is hidden within the block
        self.unseen_in = _NOWHERE
        self.linked = 0
        self.low = 0  # how far the walk has climbed since the last text of this block
        self.depth = 0  # of the innermost container that holds all of the block's text, counted from 1
        self.holder = _NOWHERE  # that container

    def over(self, root: etree._Element) -> list[Block]:
        walker = etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            tag = element.tag
            if event == "start":
                if tag in UNSEEN or not isinstance(tag, str):
                    walker.skip_subtree()
                    self.open.append(_NOWHERE)
                elif tag == "table" and (rows := _data_rows(element)):
                    self._table(element, rows)
                    walker.skip_subtree()
                else:
                    self._enter(tag, element)
            else:
                self._leave(tag, element)
        self._flush()
        return self.blocks

    def _enter(self, tag: str, element: etree._Element) -> None:
        container = _container(tag, element, self.open[-1] if self.open else None)
        if self.pre and tag in _LINES_OF_CODE:
            self.parts.append(_BREAK)
        elif tag in BLOCK_LEVEL:
            self._flush()
            self.flow.append(tag)
            self.unseen_flow.append(container.hidden)
            if tag in _LISTS:
                self._open_list(tag, element)
            elif tag == "li" and self.lists:
                self.lists[-1].next_item(element)
            elif tag in _PREFORMATTED:
                self.pre += 1
        elif tag == "br":
            self.parts.append("\n" if self.pre else _BREAK)
        elif tag == "a":
            self.links += 1
        self.open.append(container)
        if element.text:
            self._add(element.text)

    def _leave(self, tag: str, element: etree._Element) -> None:
        container = self.open.pop()
        if container is not _NOWHERE:
            if self.pre and tag in _LINES_OF_CODE:
                self.parts.append(_BREAK)
            elif tag in BLOCK_LEVEL:
                self._flush()
                self.flow.pop()
                self.unseen_flow.pop()
                if tag in _LISTS:
                    self.lists.pop()
                elif tag in _PREFORMATTED:
                    self.pre -= 1
            elif tag == "a":
                self.links -= 1
        self.low = min(self.low, len(self.open))
        if element.tail and self.open:
            self._add(element.tail)

    def _open_list(self, tag: str, element: etree._Element) -> None:
        if not self.lists:
            self.lists_met += 1
        self.lists.append(_List(element) if tag == "ol" else _List(None))

    def _add(self, text: str) -> None:
        here = len(self.open)
        if text.isspace():
            self.parts.append(text)
            return
        if self.open[-1].hidden and not (self.unseen_flow and self.unseen_flow[-1]):
            self.unseen.append(text)
            self.unseen_in = self.open[-1]
            return
        self.depth = min(self.depth, self.low, here) if self.depth else here
        self.holder = self.open[self.depth - 1]
        self.low = here
        self.parts.append(text)
        if self.links:
            self.linked += len(text)

    def _flush(self) -> None:
        if not self.parts and not self.unseen:
            return
        if self.depth:
            raw = _NO_GLYPH.sub("", "".join(self.parts))
            linked = min(1.0, self.linked / max(1, len(raw.strip())))
            markup = Markup(self.flow[-1] if self.flow else "body", self.holder, linked)
            if self.pre and markup.tag != "button":
                self._emit(Shape.CODE, _EDGE_OF_A_LINE.sub("\n", raw).strip("\r\n").rstrip(), markup)
            else:
                shape = self._shape()
                for paragraph in paragraphs(raw):
                    self._emit(shape, paragraph, markup)
        if self.unseen:
            markup = Markup(self.flow[-1] if self.flow else "body", self.unseen_in, 0.0)
            for paragraph in paragraphs(_NO_GLYPH.sub("", "".join(self.unseen))):
                self._emit(Shape.PARAGRAPH, paragraph, markup)
        self._start_block()

    def _shape(self) -> Shape:
        for tag in reversed(self.flow):
            if tag in _HEADINGS:
                return Shape.HEADING
            if tag in ("li", "dd"):
                return Shape.LIST_ITEM
            if tag == "blockquote":
                return Shape.QUOTE
        return Shape.PARAGRAPH

    def _emit(self, shape: Shape, text: str, markup: Markup, rows: tuple[tuple[str, ...], ...] = ()) -> None:
        if not text.strip():
            return
        if len(self.blocks) == MOST_BLOCKS:
            raise DocumentError(f"more than {MOST_BLOCKS:,} blocks of text; this is not one article")
        in_list = self.lists_met if self.lists and shape is Shape.LIST_ITEM else None
        gap = in_list is None or in_list != self.list_seen
        self.list_seen = in_list
        level, marker = 0, ""
        if shape is Shape.HEADING:
            level = next((_HEADINGS[tag] for tag in reversed(self.flow) if tag in _HEADINGS), 0)
        elif shape is Shape.LIST_ITEM:
            level = max(1, len(self.lists))
            marker = self.lists[-1].marker() if self.lists else "-"
        self.blocks.append(Block(text, shape, gap and bool(self.blocks), level, marker, markup, rows=rows))

    def _table(self, element: etree._Element, rows: tuple[tuple[str, ...], ...]) -> None:
        self._flush()
        around = self.open[-1] if self.open else None
        container = _container("table", element, around)
        for caption in element.iterfind("caption"):
            if text := _cell(caption):
                held = _container("caption", caption, container)
                self._emit(Shape.PARAGRAPH, text, Markup("caption", held, 0.0))
        links = sum(len(text) for link in element.iter("a") for text in link.itertext())
        text = "\n".join("\t".join(row) for row in rows)
        markup = Markup("table", container, min(1.0, links / max(1, len(text))))
        # The walk sends the end of a table whose content it was told to skip.
        self._emit(Shape.TABLE, text, markup, rows)
        self.open.append(_NOWHERE)


class _List:
    """An open list and the number of its last item."""

    def __init__(self, ordered: etree._Element | None) -> None:
        self.step = 0
        self.number = 0
        self.marked = False  # whether a block of the last item bears its marker
        if ordered is not None:
            backwards = "reversed" in ordered.attrib
            items = sum(1 for child in ordered if child.tag == "li") if backwards else 1
            self.step = -1 if backwards else 1
            self.number = _integer(ordered.get("start"), items) - self.step

    def next_item(self, element: etree._Element) -> None:
        self.number = _integer(element.get("value"), self.number + self.step)
        self.marked = False

    def marker(self) -> str:
        """The marker of the last item, once; a second paragraph of it has none."""
        if self.marked:
            return ""
        self.marked = True
        return f"{self.number}." if self.step else "-"


def _integer(value: str | None, default: int) -> int:
    return int(value) if value and _INTEGER.fullmatch(value.strip()) else default


_NOWHERE = Container("", (), None, True)


def paragraphs(raw: str) -> list[str]:
    """Fold white space as a browser does; one line break stays a line break, two part paragraphs."""
    if _BREAK not in raw:
        folded = fold(raw.strip())
        return [folded] if folded else []
    found: list[list[str]] = [[]]
    for line in raw.split(_BREAK):
        if folded := " ".join(line.split()):
            found[-1].append(folded)
        elif found[-1]:
            found.append([])
    return ["\n".join(lines) for lines in found if lines]


def _container(tag: str, element: etree._Element, parent: Container | None) -> Container:
    attributes = element.attrib
    hidden = parent is not None and parent.hidden
    words: tuple[str, ...] = ()
    if attributes:
        if not hidden:
            hidden = _hides(attributes)
        if tag not in _ROOTS:
            name = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
            words = _words(name[:500])
    return Container(tag, words, parent, hidden)


def _hides(attributes: etree._Attrib) -> bool:
    style = attributes.get("style")
    return "hidden" in attributes or (style is not None and _HIDING_STYLE.search(style) is not None)


@lru_cache(maxsize=4096)
def _words(name: str) -> tuple[str, ...]:
    return name_words(name)


def _data_rows(table: etree._Element) -> tuple[tuple[str, ...], ...]:
    """The cells of a data table, or nothing for a table that is there for the layout."""
    rows = []
    blocks = headed = False
    for part in table.iter("th", *_ROWS_AND_THEIR_GROUPS, *_NEVER_IN_CELLS, *_BLOCKS_IN_CELLS):
        if part.tag == "th":
            headed = True
        elif part.tag in _BLOCKS_IN_CELLS:
            blocks = True
        elif (part.tag in _NEVER_IN_CELLS and part is not table) or _has_text_beside_cells(part):
            return ()
        elif part.tag == "tr":
            rows.append([cell for cell in part if cell.tag in ("td", "th")])
    even = len(rows) > 2 and len({sum(map(_columns, row)) for row in rows}) == 1
    if blocks and not (headed or even):
        return ()
    longest = _MOST_CHARS_A_CELL_OF_DATA if headed else _MOST_CHARS_A_CELL
    texts = [texts for row in rows if any(texts := tuple(map(_cell, row)))]
    if len(texts) < 2 or max(map(len, texts)) < 2 or any(len(text) > longest for row in texts for text in row):
        return ()
    return tuple(texts)


def _columns(cell: etree._Element) -> int:
    return max(1, _integer(cell.get("colspan"), 1))


def _has_text_beside_cells(part: etree._Element) -> bool:
    """Whether a table, a group of its rows or a row holds what belongs into a cell, as broken pages do."""
    texts = (part.text, *(child.tail for child in part))
    return any(text and not text.isspace() for text in texts) or any(
        child.tag not in _PARTS_OF_A_TABLE and child.tag not in UNSEEN for child in part
    )


def _cell(cell: etree._Element) -> str:
    parts: list[str] = []
    walker = etree.iterwalk(cell, events=("start", "end"))
    for event, element in walker:
        tag = element.tag
        if event == "end":
            parts.append(" " if tag in BLOCK_LEVEL else "")
            parts.append((element.tail or "") if element is not cell else "")
        elif tag in UNSEEN or _hides(element.attrib):
            walker.skip_subtree()
        else:
            parts.append(" " if tag == "br" or tag in BLOCK_LEVEL else "")
            parts.append(element.text or "")
    return " ".join(_NO_GLYPH.sub("", "".join(parts)).split())
