"""HTML to blocks: one walk over lxml's tree. The only file of the segmenter that knows lxml.

Text is folded as a browser folds it. Inline elements neither join nor part words, block-level elements part blocks,
`<br>` breaks a line and two of them part a paragraph, `<pre>` keeps its white space, and what has no glyph (soft
hyphens, zero-width spaces, control characters) is left out. Text that is hidden within a line of visible text (a key
to sort by, a note for a machine) is a block of its own behind it.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice, repeat
from typing import Any, NamedTuple, cast
from urllib.parse import urljoin

from lxml import etree

from cleaner.document import PLAIN, Block, Container, DocumentError, Image, Inline, Markup, Shape
from cleaner.segment.code_language import language_of
from cleaner.segment.from_text import fold
from cleaner.segment.inline import BREAK, NO_GLYPH, STYLE_OF, Marks, by_paragraph
from cleaner.text.normalise import name_words

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
# In a text of more pieces inline markup is not looked for.
_MOST_PIECES = 5_000
_ROOTS = frozenset(("html", "body"))

# Programs are shown with every line in an element of its own; they are programs still.
_LINES_OF_CODE = BLOCK_LEVEL - _PREFORMATTED - {"button", "table"}

_EDGE_OF_A_LINE = re.compile(f"\n?{BREAK}+")  # in <pre>
_INTEGER = re.compile(r"[+-]?[0-9]{1,8}")
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)

# libxml2 passes over an end of paragraph without a beginning. A browser parts paragraphs there; we part words at least.
# It stops at the end of the first page, but what comes after it (a second page, a forgotten footer) is shown.
_END_OF_PARAGRAPH_OR_PAGE = re.compile(r"</(?:(p)|html|body)\s*>", re.I)
# An element takes some 500 bytes of memory, however short it is written. The largest pages have some 100,000 tags.
MOST_TAGS = 1_000_000
# The longest of two thousand real pages have 3,000. So many take some five seconds.
MOST_BLOCKS = 50_000

# libxml2 looks at all attributes that an element has for every other one; the largest element of two thousand pages has
# fifty. They are counted by reading the page, and that only where its long tags may have too many: there is a space, a
# slash or a quotation mark ahead of each.
_LONG_TAG = 1000  # characters
_AHEAD_OF_ATTRIBUTES = " \t\n\f\r/\"'"
_MOST_PAIRS_OF_ATTRIBUTES = 400_000_000

# libxml2 gives up 2,048 levels down. Pages that nest deeper are broken or hostile; their text is still text. Not every
# level has a tag that we count, hence more than one try.
_DEEPEST = (1000, 250, 20)
# What begins like a tag and does not end like one is passed over as far as it was looked at: it is not looked at again.
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+(>?)")
# Whoever looks at what stands around a block climbs as far. Real pages nest no more than fifty levels; what lies deeper
# than this stands, for those who climb, beside the element that it stands in.
_DEEPEST_CONTAINER = 100
_CLOSED_BY_THE_NEXT = frozenset("p li dt dd td th tr option br hr img input meta link wbr source area col".split())

# A data table is small enough to read and holds nothing but cells; any other table is there for the layout.
_NEVER_IN_CELLS = "table|form|pre|h1|h2|h3|section|article".split("|")
# Cells of data hold these too, in tables with heads or of even rows; with more text it is the page that is in columns.
_BLOCKS_IN_CELLS = "div|p|ul|ol|h4".split("|")
_MOST_CHARS_A_CELL = 200
_MOST_CHARS_A_CELL_OF_DATA = 600
# Of one cell in a row or a column, and of a table whose cells are spread.
_MOST_CELLS = 100
_MOST_SPREAD = 20_000
_ROWS_AND_THEIR_GROUPS = ("thead", "tbody", "tfoot", "tr")
_PARTS_OF_A_TABLE = frozenset((*_ROWS_AND_THEIR_GROUPS, "caption", "colgroup", "col", "td", "th"))


def segment_html(text: str) -> list[Block]:
    """Part an HTML page, or a fragment of one, into its blocks, in the order of the source.

    Raises DocumentError beyond MOST_BLOCKS blocks or MOST_TAGS tags, and where elements have thousands of attributes.
    """
    if text.count("<") > MOST_TAGS:
        raise DocumentError(f"more than {MOST_TAGS:,} tags; this is not one article")
    if _may_have_pairs(text) > _MOST_PAIRS_OF_ATTRIBUTES and _pairs_of_attributes(text) > _MOST_PAIRS_OF_ATTRIBUTES:
        raise DocumentError("elements with thousands of attributes; this is not an article")
    root = parse(text)
    if root is None:
        return []
    _resolve(root)
    return _Walk().over(root)


def parse(text: str) -> etree._Element | None:
    """The tree of a page, however broken; None where there is nothing in it."""
    if not text.strip("\x00 \t\r\n\ufeff"):
        return None
    page = _END_OF_PARAGRAPH_OR_PAGE.sub(lambda end: "</p> " if end[1] else " ", text)
    root, too_deep = _parsed(page)
    for deepest in _DEEPEST:
        if not too_deep:
            break
        root, too_deep = _parsed(flattened(page, deepest))
    return root


def _in_utf8(text: str) -> bytes:
    """The text with pairs of surrogates joined, and a replacement character for each that stands alone."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode("utf-8")


def flattened(text: str, deepest: int) -> str:
    """The page without the tags of elements that lie deeper than so many levels; their text stays."""
    depth = 0
    end = -1

    def keep(tag: re.Match[str]) -> str:
        nonlocal depth, end
        if not tag[3]:
            return tag[0]
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
        root = etree.fromstring(_in_utf8(text).replace(b"\x00", b""), parser)
    except etree.ParserError:
        root = None
    except etree.XMLSyntaxError:
        return None, True
    too_deep = any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log)
    return root, too_deep


class _Attributes:
    """Counts attributes while a page is read, of which no tree is made."""

    def __init__(self) -> None:
        self.pairs = 0

    def start(self, _tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self.pairs += len(attributes) ** 2

    def close(self) -> None:
        """The page is at its end."""


def _may_have_pairs(text: str) -> int:
    tags = (piece.partition(">")[0] for piece in text.split("<") if len(piece) > _LONG_TAG)
    return sum(sum(map(tag.count, _AHEAD_OF_ATTRIBUTES)) ** 2 for tag in tags if len(tag) > _LONG_TAG)


def _pairs_of_attributes(text: str) -> int:
    found = _Attributes()
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, target=cast(Any, found))
    with contextlib.suppress(etree.LxmlError):
        etree.fromstring(text.encode("utf-8", "replace"), parser)
    return found.pairs


def _resolve(root: etree._Element) -> None:
    """Write links and images against the page's own base, where it names one."""
    base = next((base.get("href") for base in root.iter("base") if base.get("href")), None)
    if base is None:
        return
    for element in root.iter("a", "img"):
        for name in ("href", *_SOURCES):
            if value := element.get(name):
                # What is no address stays as it is.
                with contextlib.suppress(ValueError):
                    element.set(name, urljoin(base, value))


class _More(NamedTuple):
    """What only some blocks have, in the order in which a Block has it."""

    rows: tuple[tuple[str, ...], ...] = ()
    inline: Inline = PLAIN
    cells: tuple[tuple[Inline, ...], ...] = ()
    language: str = ""


_NO_MORE = _More()


class _Flow(NamedTuple):
    """An open block-level element, and what its text is by the innermost element around it that says so."""

    tag: str
    hidden: bool
    shape: Shape
    level: int = 0  # of a heading

    @classmethod
    def within(cls, around: _Flow, tag: str, hidden: bool) -> _Flow:
        """An element in another."""
        if level := _HEADINGS.get(tag, 0):
            return cls(tag, hidden, Shape.HEADING, level)
        return cls(tag, hidden, _SHAPE_OF.get(tag, around.shape), around.level)


_SHAPE_OF = {"li": Shape.LIST_ITEM, "dd": Shape.LIST_ITEM, "blockquote": Shape.QUOTE}
_OUTSIDE = _Flow("body", False, Shape.PARAGRAPH)


class _Walk:
    """The state of one walk: the containers that are open, and the text of the block being gathered."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.open: list[Container] = []
        self.flow: list[_Flow] = [_OUTSIDE]  # the open block-level elements
        self.lists: list[_List] = []  # the open lists
        self.links = 0
        self.pre = 0
        self.list_seen: int | None = None  # which outermost list the last block stood in
        self.lists_met = 0
        self.marks = Marks()
        self.images: list[Image] = []  # since the last block
        self.language = ""  # of the open <pre>
        self._start_block()

    def _start_block(self) -> None:
        self.parts: list[str] = []
        self.marks.restart()
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
        if self.images and self.blocks:
            last = self.blocks[-1]
            behind = tuple(image._replace(behind=True) for image in self.images)
            self.blocks[-1] = last._replace(images=last.images + behind)
        return self.blocks

    def _enter(self, tag: str, element: etree._Element) -> None:
        container = _container(tag, element, self.open[-1] if self.open else None)
        if self.pre and tag in _LINES_OF_CODE:
            self.parts.append(BREAK)
        elif tag in BLOCK_LEVEL:
            self._flush()
            self.flow.append(_Flow.within(self.flow[-1], tag, container.hidden))
            if tag in _LISTS:
                self._open_list(tag, element)
            elif tag == "li" and self.lists:
                self.lists[-1].next_item(element)
            elif tag in _PREFORMATTED:
                self.pre += 1
                self.language = _language(element)
        elif tag == "br":
            self.parts.append("\n" if self.pre else BREAK)
        elif tag in STYLE_OF:
            self._begin(tag, element)
        elif tag == "img":
            self._image(element)
        self.open.append(container)
        if element.text:
            self._add(element.text)

    def _leave(self, tag: str, element: etree._Element) -> None:
        container = self.open.pop()
        if container is not _NOWHERE:
            if self.pre and tag in _LINES_OF_CODE:
                self.parts.append(BREAK)
            elif tag in BLOCK_LEVEL:
                self._flush()
                self.flow.pop()
                if tag in _LISTS:
                    self.lists.pop()
                elif tag in _PREFORMATTED:
                    self.pre -= 1
            elif tag in STYLE_OF:
                self.links -= tag == "a"
                self.marks.end(len(self.parts), STYLE_OF[tag])
        self.low = min(self.low, len(self.open))
        if element.tail and self.open:
            self._add(element.tail)

    def _begin(self, tag: str, element: etree._Element) -> None:
        target = ""
        if tag == "a":
            self.links += 1
            target = element.get("href") or ""
        elif self.pre and not self.language:
            self.language = _language(element)
        self.marks.begin(len(self.parts), STYLE_OF[tag], target)

    def _image(self, element: etree._Element) -> None:
        if self.open and not self.open[-1].hidden and (source := _source(element)):
            text = " ".join((element.get("alt") or "").split())
            self.images.append(Image(source, text, self.open[-1], bool(self.depth)))

    def _open_list(self, tag: str, element: etree._Element) -> None:
        if not self.lists:
            self.lists_met += 1
        self.lists.append(_List(element) if tag == "ol" else _List(None))

    def _add(self, text: str) -> None:
        here = len(self.open)
        if text.isspace():
            # White space ahead of all text is folded away, but in <pre>.
            if self.depth or self.pre or self.parts:
                self.parts.append(text)
            return
        if self.open[-1].hidden and not self.flow[-1].hidden:
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
            raw = NO_GLYPH.sub("", "".join(self.parts))
            linked = min(1.0, self.linked / max(1, len(raw.strip())))
            markup = Markup(self.flow[-1].tag, self.holder, linked)
            if self.pre and markup.tag != "button":
                self._emit(
                    Shape.CODE,
                    _EDGE_OF_A_LINE.sub("\n", raw).strip("\r\n").rstrip(),
                    markup,
                    _More(language=self.language),
                )
            else:
                for paragraph, more in zip(paragraphs(raw), self._inline(), strict=False):
                    self._emit(self.flow[-1].shape, paragraph, markup, more)
        if self.unseen:
            markup = Markup(self.flow[-1].tag, self.unseen_in, 0.0)
            for paragraph in paragraphs(NO_GLYPH.sub("", "".join(self.unseen))):
                self._emit(Shape.PARAGRAPH, paragraph, markup)
        self._start_block()

    def _inline(self) -> Iterator[_More]:
        """The inline markup of the text that was gathered, for each of its paragraphs."""
        if not self.marks.found or len(self.parts) > _MOST_PIECES:
            return repeat(_NO_MORE)
        return (_More(inline=inline) for inline in by_paragraph(self.parts, self.marks.found))

    def _emit(self, shape: Shape, text: str, markup: Markup, more: _More = _NO_MORE) -> None:
        if not text.strip():
            return
        if len(self.blocks) == MOST_BLOCKS:
            raise DocumentError(f"more than {MOST_BLOCKS:,} blocks of text; this is not one article")
        in_list = self.lists_met if self.lists and shape is Shape.LIST_ITEM else None
        gap = in_list is None or in_list != self.list_seen
        self.list_seen = in_list
        level, marker = 0, ""
        if shape is Shape.HEADING:
            level = self.flow[-1].level
        elif shape is Shape.LIST_ITEM:
            level = max(1, len(self.lists))
            marker = self.lists[-1].marker() if self.lists else "-"
        images: tuple[Image, ...] = ()
        if self.images:
            images, self.images = tuple(self.images), []
        gap = gap and bool(self.blocks)
        self.blocks.append(Block(text, shape, gap, level, marker, markup, "", None, None, *more, images))

    def _table(self, element: etree._Element, table: list[tuple[_Cell, ...]]) -> None:
        self._flush()
        around = self.open[-1] if self.open else None
        container = _container("table", element, around)
        for caption in element.iterfind("caption"):
            if (cell := _cell(caption)).text:
                held = _container("caption", caption, container)
                self._emit(Shape.PARAGRAPH, cell.text, Markup("caption", held, 0.0), _More(inline=cell.inline))
        links = sum(len(text) for link in element.iter("a") for text in link.itertext())
        text = "\n".join("\t".join(cell.text for cell in row) for row in table)
        table = _spread(table)
        rows = tuple(tuple(cell.text for cell in row) for row in table)
        markup = Markup("table", container, min(1.0, links / max(1, len(text))))
        # The walk sends the end of a table whose content it was told to skip.
        marked = any(cell.inline.marks for row in table for cell in row)
        cells = tuple(tuple(cell.inline for cell in row) for row in table) if marked else ()
        self._emit(Shape.TABLE, text, markup, _More(rows=rows, cells=cells))
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
    around = parent.parent if parent is not None and parent.depth == _DEEPEST_CONTAINER else parent
    return Container(tag, words, around, hidden)


def _hides(attributes: etree._Attrib) -> bool:
    style = attributes.get("style")
    return "hidden" in attributes or (style is not None and _HIDING_STYLE.search(style) is not None)


@lru_cache(maxsize=4096)
def _words(name: str) -> tuple[str, ...]:
    return name_words(name)


class _Cell(NamedTuple):
    """The text of a cell and its inline markup."""

    text: str
    inline: Inline = PLAIN
    across: int = 1  # columns that it takes
    down: int = 1  # rows that it takes


_EMPTY = _Cell("")


def _data_rows(table: etree._Element) -> list[tuple[_Cell, ...]]:
    """The cells of a data table, or nothing for a table that is there for the layout."""
    rows = []
    blocks = headed = False
    for part in table.iter("th", *_ROWS_AND_THEIR_GROUPS, *_NEVER_IN_CELLS, *_BLOCKS_IN_CELLS):
        if part.tag == "th":
            headed = True
        elif part.tag in _BLOCKS_IN_CELLS:
            blocks = True
        elif (part.tag in _NEVER_IN_CELLS and part is not table) or _has_text_beside_cells(part):
            return []
        elif part.tag == "tr":
            rows.append([cell for cell in part if cell.tag in ("td", "th")])
    even = len(rows) > 2 and len({sum(map(_columns, row)) for row in rows}) == 1
    if blocks and not (headed or even):
        return []
    longest = _MOST_CHARS_A_CELL_OF_DATA if headed else _MOST_CHARS_A_CELL
    read = [tuple(map(_cell, row)) for row in rows]
    found = [row for row in read if any(cell.text for cell in row)]
    if len(found) < 2 or max(map(len, found)) < 2 or any(len(cell.text) > longest for row in found for cell in row):
        return []
    return found


def _columns(cell: etree._Element) -> int:
    return min(max(1, _integer(cell.get("colspan"), 1)), _MOST_CELLS)


def _spread(table: list[tuple[_Cell, ...]]) -> list[tuple[_Cell, ...]]:
    """The rows with an empty cell wherever one of another column or row reaches, so that columns stand below heads."""
    if all(cell.across == cell.down == 1 for row in table for cell in row):
        return table
    reaching: dict[int, int] = {}  # column: how many more rows it is taken from above
    rows: list[tuple[_Cell, ...]] = []
    for row in table:
        cells: list[_Cell] = []
        for cell in (*row, None):
            while reaching.get(len(cells), 0) > 0:
                reaching[len(cells)] -= 1
                cells.append(_EMPTY)
            if cell is not None:
                reaching.update((column, cell.down - 1) for column in range(len(cells), len(cells) + cell.across))
                cells += [cell, *[_EMPTY] * (cell.across - 1)]
        rows.append(tuple(cells))
        if sum(map(len, rows)) > _MOST_SPREAD:
            return table
    return rows


def _has_text_beside_cells(part: etree._Element) -> bool:
    """Whether a table, a group of its rows or a row holds what belongs into a cell, as broken pages do."""
    texts = (part.text, *(child.tail for child in part))
    return any(text and not text.isspace() for text in texts) or any(
        child.tag not in _PARTS_OF_A_TABLE and child.tag not in UNSEEN for child in part
    )


def _cell(cell: etree._Element) -> _Cell:
    parts: list[str] = []
    marks = Marks()
    walker = etree.iterwalk(cell, events=("start", "end"))
    for event, element in walker:
        tag = element.tag
        if event == "end":
            if tag in STYLE_OF:
                marks.end(len(parts), STYLE_OF[tag])
            parts.append(" " if tag in BLOCK_LEVEL else "")
            parts.append((element.tail or "") if element is not cell else "")
        elif tag in UNSEEN or _hides(element.attrib):
            # The walk sends the end of what it was told to skip.
            walker.skip_subtree()
            if tag in STYLE_OF:
                marks.begin(len(parts), STYLE_OF[tag], "")
        else:
            if tag in STYLE_OF:
                marks.begin(len(parts), STYLE_OF[tag], element.get("href") or "")
            parts.append(" " if tag == "br" or tag in BLOCK_LEVEL else "")
            parts.append(element.text or "")
    text = " ".join(NO_GLYPH.sub("", "".join(parts)).split())
    inline = Inline(tuple(parts), tuple(marks.found)) if marks.found else PLAIN
    return _Cell(text, inline, _columns(cell), min(max(1, _integer(cell.get("rowspan"), 1)), _MOST_CELLS))


# Pages that load images late keep the address in one of these, and a stand-in in the last.
_SOURCES = ("data-src", "data-lazy-src", "data-original", "src")


def _source(image: etree._Element) -> str:
    """The address of an image that is one, and no pixel to count visits or stand-in until the page is scrolled."""
    if any(image.get(side) in ("0", "1") for side in ("width", "height")):
        return ""
    found = (value.strip() for name in _SOURCES if (value := image.get(name)))
    return next((value for value in found if value and not value.startswith("data:")), "")


def _language(code: etree._Element) -> str:
    """The language of a program in <pre>, by the element itself or, for the <pre>, by one of the two around it."""
    around = [code, *islice(code.iterancestors(), 2)] if code.tag in _PREFORMATTED else [code]
    names = [value for element in around for name in _LANGUAGES if (value := element.get(name))]
    return language_of(names, [value for element in around if (value := element.get("class"))])


_LANGUAGES = ("data-lang", "data-language")
