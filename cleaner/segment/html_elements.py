"""What a single HTML element is by its tag, and what its attributes say."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from lxml import etree

from cleaner.document import WRITTEN_OTHERWISE, Container, Style
from cleaner.segment.code_language import language_of
from cleaner.segment.inline import CONTROL, DISPLAY_FORMULA, FORMULA, NOTE, NOTE_MARK, ORIGINAL, STYLE_OF
from cleaner.text.normalise import name_words

BLOCK_LEVEL = frozenset((CONTROL, DISPLAY_FORMULA, NOTE)) | frozenset(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol optgroup p "
    "plaintext pre search section summary table tbody td tfoot th thead title tr ul xmp".split()
)
# Elements whose content a browser does not show as text, or shows only where it cannot play something.
UNSEEN = frozenset(
    "applet area audio base canvas col colgroup datalist embed frame head iframe input link map math meta noembed "
    "noframes noscript object option param progress meter rp rt script select source style svg template textarea title "
    "track video".split()
)
PREFORMATTED = frozenset(("pre", "listing", "xmp", "plaintext"))
# Pages that load images late keep the address in one of the first three, and a placeholder in the last.
IMAGE_SOURCES = ("data-src", "data-lazy-src", "data-original", "src")
# The attribute that holds the target of a style (see `Mark`).
_TARGETS = {
    "a": "href",
    "sup": ORIGINAL,
    "sub": ORIGINAL,
    FORMULA: "tex",
    DISPLAY_FORMULA: "tex",
    NOTE_MARK: "mark",
}

_ROOTS = frozenset(("html", "body"))
_HIDING_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_INTEGER = re.compile(r"[+-]?[0-9]{1,8}")
_LANGUAGE_ATTRIBUTES = ("data-lang", "data-language")
_LONGEST_NAME_CHARS = 500  # of the class and id attributes together; the rest is not read
# Several stages walk from a block to the root, so their cost grows with the depth. Real pages nest some fifty levels;
# an element below this depth becomes a sibling of its parent.
_DEEPEST_CONTAINER = 100


def container_of(tag: str, element: etree._Element, parent: Container | None) -> Container:
    """The element as its blocks see it. The classes of <html> and <body> describe the site, and are left out."""
    attributes = element.attrib
    hidden = parent is not None and parent.hidden
    words: tuple[str, ...] = ()
    if attributes:
        if not hidden:
            hidden = hides(attributes)
        if tag not in _ROOTS:
            name = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
            words = _words(name[:_LONGEST_NAME_CHARS])
    around = parent.parent if parent is not None and parent.depth == _DEEPEST_CONTAINER else parent
    return Container(tag, words, around, hidden)


def hides(attributes: etree._Attrib) -> bool:
    """Whether the attributes of an element keep a browser from showing it."""
    style = attributes.get("style")
    return "hidden" in attributes or (style is not None and _HIDING_STYLE.search(style) is not None)


def style_of(element: etree._Element) -> tuple[Style, str] | None:
    """The style that an element gives to its text, with its target; None for most elements."""
    style = STYLE_OF.get(element.tag)
    if style is None:
        return None
    target = element.get(_TARGETS[element.tag]) or "" if element.tag in _TARGETS else ""
    return None if style in WRITTEN_OTHERWISE and not target else (style, target)


def integer(value: str | None, default: int) -> int:
    """The whole number in an attribute, or the default where there is none."""
    return int(value) if value and _INTEGER.fullmatch(value.strip()) else default


def image_address(image: etree._Element) -> str:
    """The address of an image, "" for a tracking pixel and for a placeholder that scrolling would replace."""
    if any(image.get(side) in ("0", "1") for side in ("width", "height")):
        return ""
    found = (value.strip() for name in IMAGE_SOURCES if (value := image.get(name)))
    return next((value for value in found if value and not value.startswith("data:")), "")


def program_language(code: etree._Element) -> str:
    """The language of a program, "" if unknown: named by its own attributes or, for <pre>, by two elements around."""
    around = [code, *islice(code.iterancestors(), 2)] if code.tag in PREFORMATTED else [code]
    names = [value for element in around for name in _LANGUAGE_ATTRIBUTES if (value := element.get(name))]
    return language_of(names, [value for element in around if (value := element.get("class"))])


# A page uses few class attributes, each on many elements.
@lru_cache(maxsize=4096)
def _words(name: str) -> tuple[str, ...]:
    return name_words(name)
