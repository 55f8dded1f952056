"""What a single HTML element is by its tag, and what its attributes say."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from operator import itemgetter

from lxml import etree

from cleaner.container import Container
from cleaner.document import WRITTEN_OTHERWISE, Style
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
    "noframes noscript object option param progress meter rp rt script select style svg template textarea title track "
    "video".split()
)
PREFORMATTED = frozenset(("pre", "listing", "xmp", "plaintext"))
# The attribute that holds the target of a style (see `Mark`).
_TARGETS = {
    "a": "href",
    "sup": ORIGINAL,
    "sub": ORIGINAL,
    FORMULA: "tex",
    DISPLAY_FORMULA: "tex",
    NOTE_MARK: "mark",
}
# Pages that load images late keep the address in one of these, and a stand-in in src.
_LATE_SOURCES = (
    "data-src data-lazy-src data-original data-lazy data-url data-full-src data-original-src data-hi-res-src "
    "data-large-src data-full-url data-large-file data-orig-file data-img-src data-image-src data-image data-img "
    "data-echo data-actualsrc data-hires data-fallback-src"
).split()
_LATE_SOURCE_SETS = ("data-srcset", "data-lazy-srcset", "data-original-set", "data-sizes-srcset", "srcset")
_STAND_IN = re.compile(
    r"(?:.*/)?_?(?:blank|spacer|placeholder|pixel|transparent|trans|loading|loader|lazy(?:load(?:er)?)?|clear|empty|"
    r"grey|gray|dummy|1x1|shim|space|s)(?:[-_.]?(?:\d{1,4}(?:x\d{1,4})?|image|img|bg|pixel|placeholder))*"
    r"\.(?:gif|png|svg|webp|jpe?g)(?:[?#].*)?",
    re.I,
)
_SMALL_PIXELS = 100
_OF_PIXELS = ("0", "1")  # the width or height of an image that only counts visits
_WIDTH_IN_ADDRESS = re.compile(
    r"[?&;,/](?:w|width|resize|size)[=_:](?P<query>\d{1,4})(?!\d)"
    r"|[-_/](?P<name>\d{1,4})x\d{1,4}(?=\.\w{3,4}(?:[?#]|$)|/)",
    re.I,
)
_SIGN_OF_SITE = re.compile(
    r"(?<![a-z])(?:avatar|badge|emoji|favicon|gravatar|icon|icons|logo|logos|logotype|sprite)(?![a-z])"
)
_NEAR_FIGURE = 4  # elements around an image
_NO_ADDRESS = re.compile(r"\s*(?:data:|about:|javascript:|blob:|#|\{|\[|true$|false$|\d*$|.*\s.*\s)", re.I | re.S)
_IN_SOURCE_SET = re.compile(r"([^\s,]\S*[^\s,])(?:\s+(\d+(?:\.\d+)?)[wx])?\s*(?:,|$)")
_LONGEST_SOURCE_SET_CHARS = 10_000
_MOST_SOURCES = 20  # of a <picture>

_ROOTS = frozenset(("html", "body"))
_HIDING_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?<![-\w])opacity\s*:\s*0(?:\.0*)?\s*(?:;|!|$)"
    r"|(?<![-\w])(?:left|right|top|text-indent)\s*:\s*-\d{4,}px",
    re.I,
)
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


def is_shadow_root(element: etree._Element) -> bool:
    """Whether an element is a template that a browser shows, as the root of a shadow tree."""
    return element.tag == "template" and ("shadowrootmode" in element.attrib or "shadowroot" in element.attrib)


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
    if image.get("width") in _OF_PIXELS or image.get("height") in _OF_PIXELS or _is_sign_of_site(image):
        return ""
    late = next(filter(None, map(_address, map(image.get, _LATE_SOURCES))), "")
    own = _address(image.get("src"))
    if own and not _is_small(image, own):
        return late or own
    return late or _largest(image) or _of_picture(image)


def _is_small(image: etree._Element, address: str) -> bool:
    """Whether an image is an icon, or a preview until a larger one is loaded: by its attributes, or by its address."""
    declared = [integer(value, _SMALL_PIXELS) for side in ("width", "height") if (value := image.get(side))]
    named = _WIDTH_IN_ADDRESS.search(address)
    width = _SMALL_PIXELS if named is None else int(named["query"] or named["name"])
    return width < _SMALL_PIXELS or max(declared, default=_SMALL_PIXELS) < _SMALL_PIXELS


def _is_sign_of_site(image: etree._Element) -> bool:
    """Whether an image is a logo, an icon or an avatar, by its class or the name of its file; a figure shows none."""
    name = (image.get("src") or "").partition("?")[0].rpartition("/")[2]
    words = f"{image.get('class') or ''} {image.get('id') or ''} {name}"[:_LONGEST_NAME_CHARS]
    if _SIGN_OF_SITE.search(words.lower()) is None:
        return False
    return not any(around.tag in ("figure", "picture") for around in islice(image.iterancestors(), _NEAR_FIGURE))


def _address(value: str | None) -> str:
    """The address in an attribute, "" for a stand-in, or for what is no address."""
    value = (value or "").strip()
    return "" if not value or _NO_ADDRESS.match(value) or _STAND_IN.fullmatch(value) else value


def _largest(element: etree._Element) -> str:
    """The address of the largest image in a srcset: "a.jpg 400w, b.jpg 800w" gives "b.jpg"."""
    for name in _LATE_SOURCE_SETS:
        found = _IN_SOURCE_SET.findall((element.get(name) or "")[:_LONGEST_SOURCE_SET_CHARS])
        sizes = [(float(size or 1), address) for written, size in found if (address := _address(written))]
        if sizes:
            return max(sizes, key=itemgetter(0))[1]
    return ""


def _of_picture(image: etree._Element) -> str:
    """The address in a <source> of the <picture> around an image. The parser puts what follows a <source> into it."""
    for around in islice(image.iterancestors(), _MOST_SOURCES):
        if around.tag == "picture":
            sources = islice(around.iter("source"), _MOST_SOURCES)
            return next(filter(None, map(_largest, sources)), "")
        if around.tag != "source":
            break
    return ""


def program_language(code: etree._Element) -> str:
    """The language of a program, "" if unknown: named by its own attributes or, for <pre>, by two elements around."""
    around = [code, *islice(code.iterancestors(), 2)] if code.tag in PREFORMATTED else [code]
    names = [value for element in around for name in _LANGUAGE_ATTRIBUTES if (value := element.get(name))]
    return language_of(names, [value for element in around if (value := element.get("class"))])


# A page uses few class attributes, each on many elements.
@lru_cache(maxsize=4096)
def _words(name: str) -> tuple[str, ...]:
    return name_words(name)
