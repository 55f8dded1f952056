"""HTML to a tree: limits on what is read at all, repair of what libxml2 would lose, and lxml's parser."""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any, cast
from urllib.parse import urljoin

from lxml import etree

from cleaner.document import DocumentError
from cleaner.segment.html_elements import image_address
from cleaner.text.lazy_pattern import lazy_pattern

# An element takes about 500 bytes of memory, however short its tag. The largest of two thousand real pages have some
# 100,000 tags.
MOST_TAGS = 1_000_000

# libxml2 compares every attribute of an element with every other one, which makes thousands of them slow; the largest
# element of two thousand real pages has fifty. Counting them exactly means reading the page, so that happens only where
# a quick look at the long tags finds too many: a space, a slash or a quotation mark comes before each attribute.
_LONG_TAG_CHARS = 1000
_BEFORE_ATTRIBUTES = " \t\n\f\r/\"'"
_MOST_ATTRIBUTE_PAIRS = 400_000_000

# libxml2 ignores a </p> without a <p>. A browser starts a new paragraph there; we at least keep the words apart.
# It also stops at the first </body> or </html>, but browsers show what follows (a second page, a stray footer).
_END_OF_PARAGRAPH_OR_PAGE = re.compile(r"</(?:(p)|html|body)\s*>", re.I)
# Browsers with scripts do not read what is in <noscript>, whereas an element left open in one would take in the rest of
# the page. Its images may be those that a script loads late.
_ANY_NOSCRIPT = re.compile(r"</?noscript\b", re.I)
# Every alternative begins with "<", most tags are passed over by their first letter, and runs of other characters are
# taken at once: the whole page is read.
_NOSCRIPT = lazy_pattern(
    r"<(?=[!sn]|/n)(?:(?P<other>!--[^-]*+(?:-(?!->)[^-]*+)*+(?:-->)?"
    r"|(?P<tag>script|style)\b[^<]*+(?:<(?!/(?P=tag)\b)[^<]*+)*+(?:</(?P=tag))?)"
    r"|noscript\b[^>]{0,1000}>(?:(?P<inner>[^<]*+(?:<(?!/?noscript\b)[^<]*+)*+)</noscript\s*>)?|/noscript\s*>)",
    re.I,
)
_IMAGE = re.compile(r"<img\b(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+>", re.I)
# libxml2 gives up 2,048 levels down. Pages that nest deeper are broken or hostile, but their text is still text.
# The parser adds levels of its own (<tbody>, for one), hence a second and a third try with fewer.
_DEPTHS_TO_TRY = (1000, 250, 20)
# The group is possessive: what begins like a tag and never ends is scanned once and not again from every "<" in it.
_TAG = lazy_pattern(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*+(>?)")
_CLOSED_BY_THE_NEXT = frozenset("p li dt dd td th tr option br hr img input meta link wbr source area col".split())


def check_limits(text: str) -> None:
    """Raise DocumentError for a page with more tags, or more attributes on one tag, than an article can have."""
    if text.count("<") > MOST_TAGS:
        raise DocumentError(f"more than {MOST_TAGS:,} tags; this is not one article")
    if _estimated_pairs(text) > _MOST_ATTRIBUTE_PAIRS and _attribute_pairs(text) > _MOST_ATTRIBUTE_PAIRS:
        raise DocumentError("elements with thousands of attributes; this is not an article")


def parse(text: str) -> etree._Element | None:
    """Parse a page, or a fragment of one, however broken. None if there is nothing in it."""
    if not text.strip("\x00 \t\r\n\ufeff"):
        return None
    page = _NOSCRIPT.sub(_images_alone, text) if _ANY_NOSCRIPT.search(text) else text
    page = _END_OF_PARAGRAPH_OR_PAGE.sub(lambda end: "</p> " if end[1] else " ", page)
    root, too_deep = _parsed(page)
    for deepest in _DEPTHS_TO_TRY:
        if not too_deep:
            break
        root, too_deep = _parsed(flattened(page, deepest))
    return root


def _images_alone(noscript: re.Match[str]) -> str:
    """The images of a <noscript>; nothing for a tag without its counterpart. Scripts and comments stay as they are."""
    if noscript["other"]:
        return noscript[0]
    images = _IMAGE.findall(noscript["inner"] or "")
    return f"<noscript>{''.join(images)}</noscript>" if images else ""


def flattened(text: str, deepest: int) -> str:
    """The page without the tags that are nested deeper than `deepest` levels; their text stays.

    With `deepest=1`, `<p><b>One</b><i>two</i></p>` becomes `<p> One two </p>`.
    """
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
        # One space stands for a run of tags: it keeps words apart, and more would show as blanks in <pre>.
        starts_a_run, end = tag.start() != end, tag.end()
        return " " if starts_a_run else ""

    return _TAG.sub(keep, text)


def resolve_addresses(root: etree._Element) -> None:
    """Resolve the addresses of links and images against the page's <base>, if it has one. Changes the tree."""
    base = next((base.get("href") for base in root.iter("base") if base.get("href")), None)
    if base is None:
        return
    for element in root.iter("a", "img"):
        name = "href" if element.tag == "a" else "data-src"  # the first place where an image's address is looked for
        if value := element.get("href") if element.tag == "a" else image_address(element):
            # What is no valid address stays as it is.
            with contextlib.suppress(ValueError):
                element.set(name, urljoin(base, value))


def inventory(root: etree._Element) -> tuple[set[str], str]:
    """What a page is made of: its tags, and its attributes as "@name"; and the names of its classes and roles.

    Each name stands there once, in small letters, with spaces between. Four paths of XPath take three times as long.
    """
    tags: set[str] = set()
    attributes: set[str] = set()
    values: set[str | None] = set()
    for element in root.iter():
        tags.add(element.tag)
        if names := cast(list[str], element.keys()):
            attributes.update(names)
            values.add(element.get("class"))
            values.add(element.get("role"))
    tags.update([f"@{name}" for name in attributes])
    return tags, " ".join({name for value in values if value for name in value.split()}).lower()


def find(root: etree._Element, path: etree.XPath) -> list[etree._Element]:
    """The elements that a path leads to, in the order of the page."""
    return cast(list[etree._Element], path(root))


def named(root: etree._Element, names: frozenset[str], tag: str = "") -> list[etree._Element]:
    """The elements within `root` that have one of the names as a class, or that tag, in the order of the page.

    A path of XPath that looks for ten classes takes ten times as long.
    """
    return [
        element
        for element in root.iter("*")
        if (element.tag == tag or ((value := element.get("class")) and not names.isdisjoint(value.split())))
        and element is not root
    ]


def texts_of(element: etree._Element) -> Iterator[str]:
    """The pieces of text in an element."""
    return cast(Iterator[str], element.itertext())


def text_within(element: etree._Element, most: int = sys.maxsize) -> str:
    """The text in an element; of one with more than `most` characters, somewhat more than these."""
    parts: list[str] = []
    length = 0
    for part in texts_of(element):
        parts.append(part)
        length += len(part)
        if length > most:
            break
    return "".join(parts)


def replace(element: etree._Element, by: etree._Element) -> None:
    """Put another element where one stands; the text behind it stays."""
    parent = element.getparent()
    if parent is not None:
        by.tail, element.tail = element.tail, None
        parent.replace(element, by)


def remove(element: etree._Element) -> None:
    """Take an element out of its page; the text behind it stays."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    element.tail = None
    parent.remove(element)


def _parsed(text: str) -> tuple[etree._Element | None, bool]:
    """The tree, and whether the parser gave up because elements are nested too deep."""
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


def _in_utf8(text: str) -> bytes:
    """Encode the text, joining surrogate pairs and replacing each surrogate that stands alone."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").encode("utf-8")


def _estimated_pairs(text: str) -> int:
    """An upper bound on the pairs of attributes in long tags: by their length, or closer where that is too much."""
    long = [tag for piece in _long_pieces(text) if len(tag := piece.partition(">")[0]) > _LONG_TAG_CHARS]
    pairs = sum(len(tag) ** 2 for tag in long)
    if pairs <= _MOST_ATTRIBUTE_PAIRS:
        return pairs
    return sum(sum(map(tag.count, _BEFORE_ATTRIBUTES)) ** 2 for tag in long)


def _long_pieces(text: str) -> Iterator[str]:
    """The long ones of `text.split("<")`, found in leaps: few pieces are longer than a leap."""
    start = 0
    while len(text) - start > _LONG_TAG_CHARS:
        end = text.rfind("<", start, start + _LONG_TAG_CHARS + 1)
        if end < 0:
            end = text.find("<", start)
            end = len(text) if end < 0 else end
            yield text[start:end]
        start = end + 1


class _AttributeCounter:
    """A target for lxml's parser that counts attributes instead of building a tree."""

    def __init__(self) -> None:
        self.pairs = 0

    def start(self, _tag: str, attributes: Mapping[str, str]) -> None:
        self.pairs += len(attributes) ** 2

    def close(self) -> None:
        """Required of a target."""


def _attribute_pairs(text: str) -> int:
    counter = _AttributeCounter()
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, target=cast(Any, counter))
    with contextlib.suppress(etree.LxmlError):
        etree.fromstring(text.encode("utf-8", "replace"), parser)
    return counter.pairs
