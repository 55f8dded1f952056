"""The words of the program: labels and their families, blocks, verdicts and articles. Imports nothing of ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple


class Family(StrEnum):
    """What a label is for: the article's own text, the furniture around it, or what is not the article at all."""

    TEXT = "text"
    FURNITURE = "furniture"
    BOILERPLATE = "boilerplate"


class Label(StrEnum):
    """What a block is, in journalism's own words. Every block of a document gets exactly one."""

    BODY = "body"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    TABLE = "table"
    CODE = "code"

    KICKER = "kicker"
    TITLE = "title"
    STANDFIRST = "standfirst"
    BYLINE = "byline"
    TIMESTAMP = "timestamp"
    CAPTION = "caption"
    CREDIT = "credit"
    PULL_QUOTE = "pull_quote"
    AUTHOR_BIO = "author_bio"
    CORRECTION = "correction"

    NAVIGATION = "navigation"
    BREADCRUMB = "breadcrumb"
    SHARE = "share"
    NEWSLETTER = "newsletter"
    RELATED = "related"
    AD = "ad"
    PAYWALL = "paywall"
    COOKIE_NOTICE = "cookie_notice"
    COMMENTS = "comments"
    TAGS = "tags"
    MEDIA_CONTROLS = "media_controls"
    APP_PROMO = "app_promo"
    CONTACT = "contact"
    COPYRIGHT = "copyright"
    OTHER = "other"

    @property
    def family(self) -> Family:
        """The family this label belongs to."""
        return FAMILY_OF[self]


_TEXT = (Label.BODY, Label.HEADING, Label.LIST_ITEM, Label.QUOTE, Label.TABLE, Label.CODE)
_FURNITURE = (
    Label.KICKER,
    Label.TITLE,
    Label.STANDFIRST,
    Label.BYLINE,
    Label.TIMESTAMP,
    Label.CAPTION,
    Label.CREDIT,
    Label.PULL_QUOTE,
    Label.AUTHOR_BIO,
    Label.CORRECTION,
)
# Asked of every block many times; to look an enumeration's member up by name takes several times as long.
TEXT_FAMILY = frozenset(_TEXT)
FAMILY_OF: dict[Label, Family] = {
    label: Family.TEXT if label in _TEXT else Family.FURNITURE if label in _FURNITURE else Family.BOILERPLATE
    for label in Label
}


class Kind(StrEnum):
    """How a document is written: marked up, or text that has no markup (any more)."""

    HTML = "html"
    TEXT = "text"


class Shape(StrEnum):
    """What a block looks like, before anybody asks whether it belongs to the article."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    TABLE = "table"
    CODE = "code"


LABEL_OF_SHAPE: dict[Shape, Label] = {
    Shape.PARAGRAPH: Label.BODY,
    Shape.HEADING: Label.HEADING,
    Shape.LIST_ITEM: Label.LIST_ITEM,
    Shape.QUOTE: Label.QUOTE,
    Shape.TABLE: Label.TABLE,
    Shape.CODE: Label.CODE,
}


class Container:
    """One element of an HTML page as its blocks see it: tag, class and id words, the element around it.

    Blocks of one page share their containers, so what is worked out for a container is worked out once.
    """

    __slots__ = ("depth", "hidden", "parent", "tag", "words")

    def __init__(self, tag: str, words: tuple[str, ...], parent: Container | None, hidden: bool) -> None:
        self.tag = tag
        self.words = words
        self.parent = parent
        self.hidden = hidden
        self.depth: int = parent.depth + 1 if parent else 0


class Markup(NamedTuple):
    """The evidence that HTML gives of a block.

    `tag` is the nearest block-level element, `container` the innermost element that holds all of the block's text
    (climb `parent` for its ancestors), `link_density` the share of its characters that stand in links (0 to 1).
    """

    tag: str
    container: Container
    link_density: float

    @property
    def hidden(self) -> bool:
        """Whether the page's own markup keeps the block from being shown."""
        return self.container.hidden


class Style(StrEnum):
    """What inline markup says of a stretch of text."""

    LINK = "link"
    STRONG = "strong"
    EMPHASIS = "emphasis"
    CODE = "code"


class Mark(NamedTuple):
    """Where a style begins or ends: ahead of the piece of text with this number. `target` is where a link points."""

    at: int
    style: Style
    begins: bool
    target: str = ""


class Inline(NamedTuple):
    """The inline markup of a block as the page has it: `pieces` of text, white space and all, and `marks` among them.

    `segment.inline` finds from it the stretches of the block's text that are marked up, for those who ask.
    """

    pieces: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()


PLAIN = Inline()


class Image(NamedTuple):
    """An image of a page: its address, the text in its place, the element it stands in.

    `behind` says that it stands behind the text of its block and not ahead of it.
    """

    source: str
    alternative: str
    container: Container
    behind: bool = False


# What ends lines where there are neither line feeds nor carriage returns.
_SEPARATORS = ("\x85", "\u2028", "\u2029")


class Block(NamedTuple):
    """One paragraph, heading, list item, table … of a document, as the segmenter found it.

    `text` is what a reader sees, its white space folded and its list marker taken off; for plain text `source` holds
    the lines as they stood, with their line endings, and `line` to `end_line` number them from 1. `gap` says that a
    blank line parts the block from the one before it; `level` is that of a heading (1 to 6) or the depth of a list
    (from 1); `marker` is what stood before the text of an item, a heading or a quotation, and "!" for a picture;
    `rows` are the cells of a table.

    HTML gives more than text: `inline` is the markup of `text`, and `cells` that of the cells of `rows` (empty where no
    cell has any); `language` is that of a program; `images` stand in the block, or between it and the one before it.
    Addresses are as the page wrote them, against its <base> if it has one.
    """

    text: str
    shape: Shape
    gap: bool = True
    level: int = 0
    marker: str = ""
    markup: Markup | None = None
    source: str = ""
    line: int | None = None
    end_line: int | None = None
    rows: tuple[tuple[str, ...], ...] = ()
    inline: Inline = PLAIN
    cells: tuple[tuple[Inline, ...], ...] = ()
    language: str = ""
    images: tuple[Image, ...] = ()

    @property
    def line_ending(self) -> str:
        """How the last of its lines ends in plain text; a line feed where it does not."""
        if self.source.endswith("\n") and not self.source.endswith(("\r\n", "\n\n")):
            return "\n"
        ending = self.source[len(self.source.rstrip("\r\n")) :]
        return ending or (self.source[-1:] if self.source.endswith(_SEPARATORS) else "\n")


class Verdict(NamedTuple):
    """What the labeller says of one block: its label, why, and how likely it is main content (0 to 1)."""

    label: Label
    reason: str
    score: float


@dataclass(frozen=True, slots=True)
class LabelledBlock:
    """A block with its verdict, and whether the policy keeps it."""

    block: Block
    verdict: Verdict
    kept: bool

    @property
    def text(self) -> str:
        """What a reader sees of the block, white space folded, without its list marker."""
        return self.block.text

    @property
    def label(self) -> Label:
        """What the block is."""
        return self.verdict.label

    @property
    def family(self) -> Family:
        """The family of the label."""
        return FAMILY_OF[self.verdict.label]

    @property
    def reason(self) -> str:
        """The rule that pinned the label, or the evidence that decided."""
        return self.verdict.reason

    @property
    def score(self) -> float:
        """How likely the block is main content, 0 to 1."""
        return self.verdict.score

    @property
    def line(self) -> int | None:
        """First line of the block, counted from 1; None for HTML."""
        return self.block.line

    @property
    def end_line(self) -> int | None:
        """Last line of the block, inclusive; None for HTML."""
        return self.block.end_line


# What is looked for when it is first asked for: it takes half as long again as the text, which most want alone.
METADATA = (
    "title",
    "authors",
    "published",
    "updated",
    "language",
    "site",
    "url",
    "description",
    "tags",
    "image",
    "sources",
)


@dataclass(frozen=True, slots=True)
class Article:
    """A cleaned document.

    `text` is the body alone: text family and corrections, without title, standfirst and byline. `authors` are names of
    persons. `published` and `updated` are ISO 8601, a bare date where no time is given, with an offset where one is.
    `language` is BCP 47, `url` the address that the caller gave, or the page's own. What is not known is None or
    empty; `sources` says of each of these fields that is known where it was found. `confidence` (0 to 1) says how sure
    it is that `text` is the article.

    Title and metadata are looked for when one of them is first asked for.
    """

    kind: Kind
    text: str
    blocks: tuple[LabelledBlock, ...] = field(repr=False)
    title: str | None = None
    standfirst: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    updated: str | None = None
    language: str | None = None
    site: str | None = None
    url: str | None = None
    description: str | None = None
    tags: tuple[str, ...] = ()
    image: str | None = None
    sources: Mapping[str, str] = field(default_factory=dict, hash=False)
    confidence: float = 0.0
    _look: Callable[[], Mapping[str, Any]] | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self._look is not None:
            for name in METADATA:
                object.__delattr__(self, name)

    def __getattr__(self, name: str) -> Any:
        # Asked for only where the instance has no such attribute: for metadata that nobody has wanted yet.
        if name not in METADATA or self._look is None:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        found = self._look()
        for field_name in METADATA:
            object.__setattr__(self, field_name, found[field_name])
        object.__setattr__(self, "_look", None)
        return found[name]


class DocumentError(ValueError):
    """A document that cannot be cleaned; the message says why, in one line."""
