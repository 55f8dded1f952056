"""The vocabulary of the program: labels and families, blocks, verdicts, articles.

Imports no other module of ours but `container`, except that an article asked to write itself calls the renderers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from cleaner.container import Container


class Family(StrEnum):
    """The three kinds of label: the article's text, the furniture around it, and boilerplate."""

    TEXT = "text"
    FURNITURE = "furniture"
    BOILERPLATE = "boilerplate"


class Label(StrEnum):
    """What a block is, in the words of journalism. Every block of a document has exactly one label."""

    BODY = "body"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    TABLE = "table"
    CODE = "code"
    FORMULA = "formula"
    FOOTNOTE = "footnote"

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


_TEXT = (
    Label.BODY,
    Label.HEADING,
    Label.LIST_ITEM,
    Label.QUOTE,
    Label.TABLE,
    Label.CODE,
    Label.FORMULA,
    Label.FOOTNOTE,
)
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
# The labels of what readers come for; a correction is part of the record.
MAIN_CONTENT = frozenset((*_TEXT, Label.TITLE, Label.STANDFIRST, Label.CORRECTION))
# A set, because the property `family` takes several times as long, and every block is asked many times.
TEXT_FAMILY = frozenset(_TEXT)
FAMILY_OF: dict[Label, Family] = {
    label: Family.TEXT if label in _TEXT else Family.FURNITURE if label in _FURNITURE else Family.BOILERPLATE
    for label in Label
}


class Kind(StrEnum):
    """Whether a document is HTML or plain text."""

    HTML = "html"
    TEXT = "text"


class Favor(StrEnum):
    """Which mistake to avoid where a block is in doubt: keeping boilerplate, or dropping the article."""

    PRECISION = "precision"
    RECALL = "recall"


class Shape(StrEnum):
    """What a block looks like, whether or not it belongs to the article."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    TABLE = "table"
    CODE = "code"
    FORMULA = "formula"
    FOOTNOTE = "footnote"


LABEL_OF_SHAPE: dict[Shape, Label] = {
    Shape.PARAGRAPH: Label.BODY,
    Shape.HEADING: Label.HEADING,
    Shape.LIST_ITEM: Label.LIST_ITEM,
    Shape.QUOTE: Label.QUOTE,
    Shape.TABLE: Label.TABLE,
    Shape.CODE: Label.CODE,
    Shape.FORMULA: Label.FORMULA,
    Shape.FOOTNOTE: Label.FOOTNOTE,
}


class Markup(NamedTuple):
    """The evidence that HTML gives about a block.

    `tag` is the nearest block-level element, `container` the innermost element that holds all of the block's text,
    `link_density` the share of its characters inside links (0 to 1).
    """

    tag: str
    container: Container
    link_density: float

    @property
    def hidden(self) -> bool:
        """Whether the page's markup hides the block from readers."""
        return self.container.hidden


class Style(StrEnum):
    """The kinds of inline markup."""

    LINK = "link"
    STRONG = "strong"
    EMPHASIS = "emphasis"
    DELETED = "deleted"
    CODE = "code"
    SUPERSCRIPT = "superscript"
    SUBSCRIPT = "subscript"
    FORMULA = "formula"
    NOTE_MARK = "note_mark"


# In these the text is one reading of what the page has, and the target of the mark is the original: "⁶" stands for a
# raised 6, "E = mgh" for `E=mgh` in TeX, "[1]" for a link to note 1.
WRITTEN_OTHERWISE = frozenset((Style.SUPERSCRIPT, Style.SUBSCRIPT, Style.FORMULA, Style.NOTE_MARK))


class Mark(NamedTuple):
    """Where a style begins or ends: before piece number `at` of the text.

    `target` is the address of a link, or the original of what is WRITTEN_OTHERWISE.
    """

    at: int
    style: Style
    begins: bool
    target: str = ""


class Inline(NamedTuple):
    """The inline markup of a block as the page has it: `pieces` of text with their white space, and `marks` among them.

    `segment.inline` computes the marked-up spans of the block's text from it, on request.
    """

    pieces: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()


PLAIN = Inline()


class Image(NamedTuple):
    """An image of a page: its address, its alternative text, the element it is in.

    `behind` is true where it follows the text of its block rather than preceding it.
    """

    source: str
    alternative: str
    container: Container
    behind: bool = False


# Line endings besides line feeds and carriage returns.
_SEPARATORS = ("\x85", "\u2028", "\u2029")


class Block(NamedTuple):
    """One paragraph, heading, list item, table … of a document, as the segmenter found it.

    `text` is what a reader sees, with white space folded and without a list marker. `gap` tells whether a blank line
    separates the block from the one before it. `level` is the level of a heading (1 to 6) or the depth of a list item
    (from 1). `marker` is the text that marked an item, a heading or a quotation, "!" for an image in Markdown, or what
    refers to a footnote ("1").
    `rows` are the cells of a table, `language` is the language of a program.

    Plain text adds `source`, the lines as they were, with their line endings, and their numbers `line` to `end_line`,
    counted from 1 and inclusive.

    HTML adds `markup`; `inline`, the inline markup of `text`; `cells`, that of the cells of `rows` (empty where no cell
    has any); and `images`, which are in the block or between it and the one before it. Addresses are as the page wrote
    them, resolved only against its <base>.
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
        """The line ending of the last line of `source`; a line feed if it has none."""
        if self.source.endswith("\n") and not self.source.endswith(("\r\n", "\n\n")):
            return "\n"
        ending = self.source[len(self.source.rstrip("\r\n")) :]
        return ending or (self.source[-1:] if self.source.endswith(_SEPARATORS) else "\n")


class Basis(StrEnum):
    """What kind of evidence a verdict rests on."""

    USER = "user"  # the user's list of lines to keep
    RULE = "rule"  # a phrase rule or a structural rule, built-in or the user's own
    MARKUP = "markup"  # the name of an HTML element, or a class or id
    MODEL = "model"  # the score, or the label classifier
    PLACE = "place"  # where the block is: title, standfirst, kicker …
    SECTION = "section"  # the heading that the block comes under, such as "Comments"
    PROFILE = "profile"  # what the site repeats on other pages


class Verdict(NamedTuple):
    """What the labeller decides about one block.

    `reason` is the id of the rule or other evidence that decided, for people to read; `basis` says what kind it is, for
    code to ask. `score` (0 to 1) is how likely the block is main content.
    """

    label: Label
    reason: str
    score: float
    basis: Basis


@dataclass(frozen=True, slots=True)
class LabelledBlock:
    """A block with its verdict, and whether the policy keeps it.

    `doubtful` marks a block that is dropped although it reads like the article.
    """

    block: Block
    verdict: Verdict
    kept: bool
    doubtful: bool = False

    @property
    def text(self) -> str:
        """What a reader sees of the block, with white space folded and without a list marker."""
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
        """The id of the rule or other evidence that decided the label, for people to read."""
        return self.verdict.reason

    @property
    def basis(self) -> Basis:
        """What kind of evidence decided the label."""
        return self.verdict.basis

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


class Metadata(NamedTuple):
    """What a document says about itself. A field that is not known is None or empty.

    `authors` are names of persons. `published` and `updated` are ISO 8601: a bare date where the page gives no time,
    with an offset where it gives one. `language` is BCP 47. `url` is the address that the caller gave, or else the
    page's own. `sources` tells where each known field was found.
    """

    title: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    updated: str | None = None
    language: str | None = None
    site: str | None = None
    url: str | None = None
    description: str | None = None
    tags: tuple[str, ...] = ()
    image: str | None = None
    sources: Mapping[str, str] = {}


class LazyMetadata:
    """Metadata that are found when first asked for: finding them takes half as long again as finding the text.

    `find` is called once and then released, with the page that it refers to.
    """

    __slots__ = ("_find", "_found")

    def __init__(self, find: Callable[[], Metadata]) -> None:
        self._find: Callable[[], Metadata] | None = find
        self._found = Metadata()

    def get(self) -> Metadata:
        """The metadata. Two threads that ask at the same time may both find them, with the same result."""
        find = self._find
        if find is not None:
            self._found = find()
            self._find = None
        return self._found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LazyMetadata) and self.get() == other.get()

    __hash__ = None  # type: ignore[assignment]  # the sources are a dictionary


@dataclass(frozen=True, slots=True)
class Article:
    """A cleaned document.

    `text` is the body alone: text family and corrections, without title, standfirst and byline. `confidence` (0 to 1)
    is how sure the program is that `text` is the article. `expected_words` is how many words the article should have at
    least by what the page declares, where fewer are kept; otherwise it is None. The fields of `metadata` can also be
    read from the article itself; all of them are found when one is first asked for.
    """

    kind: Kind
    text: str
    blocks: tuple[LabelledBlock, ...] = field(repr=False)
    standfirst: str | None = None
    confidence: float = 0.0
    expected_words: int | None = None
    _metadata: LazyMetadata = field(default_factory=lambda: LazyMetadata(Metadata), repr=False, hash=False)

    def markdown(self, links: bool = False, images: bool = False) -> str:
        """The article as Markdown, as `-f markdown` prints it; "" if no block is kept."""
        return self._rendered("markdown", links, images)

    def html(self, links: bool = False, images: bool = False) -> str:
        """The article as one safe <article> element, as `-f html` prints it; "" if no block is kept."""
        return self._rendered("html", links, images)

    def to_dict(self, blocks: bool = False) -> dict[str, Any]:
        """The record that `-f json` prints, ready for `json.dumps`; with `blocks` every block is in it."""
        from cleaner.render.as_json import as_record

        return as_record(self, blocks=blocks)

    def _rendered(self, form: str, links: bool, images: bool) -> str:
        from cleaner.render.format import Extras, OutputFormat, renderings

        return renderings(self, [OutputFormat(form)], Extras(links=links, images=images))[form]

    def __reduce__(self) -> tuple[Callable[..., Article], tuple[Any, ...]]:
        # The outermost elements first: each finds the element around it already written, so that the depth of a page
        # cannot exceed the recursion limit.
        containers = sorted(_containers(self.blocks), key=lambda container: container.depth)
        values = (self.kind, self.text, self.blocks, self.standfirst, self.confidence, self.expected_words)
        return _unpickled, (containers, values, self.metadata._replace(sources=dict(self.sources)))

    @property
    def metadata(self) -> Metadata:
        """Title, authors, dates and the like."""
        return self._metadata.get()

    @property
    def title(self) -> str | None:
        """The headline, without the name of the site."""
        return self.metadata.title

    @property
    def authors(self) -> tuple[str, ...]:
        """The names of the persons who wrote it."""
        return self.metadata.authors

    @property
    def published(self) -> str | None:
        """When it was published: ISO 8601, a bare date where the page gives no time."""
        return self.metadata.published

    @property
    def updated(self) -> str | None:
        """When it was last changed, in the same form."""
        return self.metadata.updated

    @property
    def language(self) -> str | None:
        """The language it is written in (BCP 47)."""
        return self.metadata.language

    @property
    def site(self) -> str | None:
        """The name of the site or publication."""
        return self.metadata.site

    @property
    def url(self) -> str | None:
        """The address that the caller gave, or else the page's own."""
        return self.metadata.url

    @property
    def description(self) -> str | None:
        """The summary that the page gives to search engines and social networks."""
        return self.metadata.description

    @property
    def tags(self) -> tuple[str, ...]:
        """The keywords that the page gives."""
        return self.metadata.tags

    @property
    def image(self) -> str | None:
        """The address of the main image."""
        return self.metadata.image

    @property
    def sources(self) -> Mapping[str, str]:
        """Where each known field of the metadata was found."""
        return self.metadata.sources


def _containers(blocks: Iterable[LabelledBlock]) -> set[Container]:
    """The elements that the blocks of a page and their images are in, and all elements around these."""
    found: set[Container] = set()
    for labelled in blocks:
        block = labelled.block
        for innermost in (block.markup and block.markup.container, *(image.container for image in block.images)):
            around = innermost
            while around is not None and around not in found:
                found.add(around)
                around = around.parent
    return found


def _unpickled(_: Sequence[Container], values: tuple[Any, ...], metadata: Metadata) -> Article:
    return Article(*(*values, LazyMetadata(lambda: metadata)))


class DocumentError(ValueError):
    """A document that cannot be cleaned; the message gives the reason in one line."""
