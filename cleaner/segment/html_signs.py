"""What a page writes beside its text: words for screen readers, signs of permalinks, links to edit, "citation needed".

They are left out like everything else that a browser does not show as text. A "#" or "¶" that is no link belongs to the
head, and words for screen readers stay where they are all that a line has, unless the whole line is named so.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

from cleaner.segment.html_elements import BLOCK_LEVEL
from cleaner.segment.html_tree import find, named, remove, text_within
from cleaner.text.lazy_pattern import lazy_pattern

_HEADS = ("h1", "h2", "h3", "h4", "h5", "h6")
_SIGN = lazy_pattern(
    r"[¶#§🔗∞⚓↩⛓\u2693\u26d3\ufe0f\u200b\u200d\ue000-\uf8ff]{1,3}|\[#\]"
    r"|(?:direct |perma|anchor )?link(?: to this (?:heading|section|title))?",
    re.I,
)
_OF_PERMALINKS = lazy_pattern(
    r"(?:^|[\s_-])(?:headerlink|header-?anchor|heading-?(?:anchor|link)|hash-?link|anchor-?(?:js-)?link|anchorjs-link"
    r"|anchor|permalink|direct-link|section-?link|self-?link|copy-?link|deep-?link|docs-heading-link)(?:$|[\s_-])",
    re.I,
)
_LONGEST_SIGN_CHARS = 30
# Text for screen readers, by the classes of Bootstrap, Drupal, Foundation, HTML5 Boilerplate, USWDS, WordPress and
# others, also as tools that generate class names write them ("css-1f39-VisuallyHidden").
FOR_SCREEN_READERS = re.compile(
    r"(?<![a-z])(?:sr[-_]?only|visually[-_]?hidden|hidden[-_]?visually|screen[-_]?reader(?:s|[-_]?text|[-_]?only)*"
    r"|show[-_]for[-_]sr|a11y[-_]?(?:hidden|text)|accessib(?:le|ility)[-_]?(?:hidden|text|hide)|element[-_]invisible"
    r"|assistive[-_]?text|off[-_]?screen|hide[-_]?text|visuallyhide|for[-_]screen[-_]?readers?)(?![a-z])"
)
# The same classes with a suffix for what appears when it gets the focus, or on some screens.
_SHOWN_AFTER_ALL = lazy_pattern(r"not-sr-only|sr-only-focusable|(?:sm|md|lg|xl):not-sr|not-visually-hidden", re.I)
_HIDING_STYLE = re.compile(
    r"clip\s*:\s*rect\(\s*[01]|clip-path\s*:\s*inset\(\s*(?:50|100)%|(?:left|top|text-indent)\s*:\s*-\d{3,}"
)
_LONGEST_NAME_CHARS = 500  # of a class or style attribute; the rest is not read
_LONGEST_ASIDE_CHARS = 300  # of words for screen readers within a line
# An <h1> for screen readers is the title of a page that shows it as a picture.
_MAY_BE_UNREAD = frozenset("p div h2 h3 h4 h5 h6 ul".split())
_FIND_CLASSES = etree.XPath("descendant::*[@class]")
_FIND_STYLES = etree.XPath("descendant::*[@style]")
_EDIT_LINKS = frozenset(("mw-editsection",))
_TEMPLATES = ("Inline-Template", "Template-Fact")
_NEEDED = lazy_pattern(
    r"\[?\s*(?:citation|source|clarification|verification|page|better source|full citation)s? needed\s*\]?|"
    r"\[\s*(?:who|when|where|which|by whom|according to whom|dubious\s*[–-]\s*discuss|failed verification)\s*\??\s*\]",
    re.I,
)


def remove_edit_links(root: etree._Element) -> None:
    """Remove the links of MediaWiki to edit a section. Changes the tree."""
    for element in named(root, _EDIT_LINKS):
        remove(element)


def remove_signs(root: etree._Element) -> None:
    """Remove these signs from a page. Changes the tree."""
    for script in list(root.iter("sup")):
        is_template = any(name in (script.get("class") or "") for name in _TEMPLATES)
        if is_template or _NEEDED.fullmatch(text_within(script, _LONGEST_SIGN_CHARS).strip()):
            remove(script)
    for head in list(root.iter(*_HEADS)):
        for link in list(head.iter("a", "button")):
            if (
                _is_sign(link)
                and text_within(head, _LONGEST_SIGN_CHARS).strip() != text_within(link, _LONGEST_SIGN_CHARS).strip()
            ):
                remove(link)


def remove_unread_words(root: etree._Element) -> None:
    """Remove what is for screen readers from the lines that have other words. Changes the tree."""
    for element in find(root, _FIND_CLASSES):
        if not _is_for_screen_readers((element.get("class") or "")[:_LONGEST_NAME_CHARS]):
            continue
        if element.tag not in BLOCK_LEVEL:
            _remove_from_line(element)
        elif element.tag in _MAY_BE_UNREAD and len(text_within(element, _LONGEST_ASIDE_CHARS)) <= _LONGEST_ASIDE_CHARS:
            remove(element)


def remove_words_out_of_sight(root: etree._Element) -> None:
    """Remove what a style puts out of sight from the lines that have other words. Changes the tree."""
    for element in find(root, _FIND_STYLES):
        style = (element.get("style") or "")[:_LONGEST_NAME_CHARS].lower()
        if element.tag not in BLOCK_LEVEL and _HIDING_STYLE.search(style):
            _remove_from_line(element)


def _remove_from_line(element: etree._Element) -> None:
    text = text_within(element, _LONGEST_ASIDE_CHARS)
    # A colon between a kicker and a headline parts them for everybody.
    if len(text) <= _LONGEST_ASIDE_CHARS and any(map(str.isalnum, text)) and _is_within_line(element):
        element.tail = " " + (element.tail or "") if (element.tail or " ")[0].isalnum() else element.tail
        remove(element)


@lru_cache(maxsize=4096)
def _is_for_screen_readers(classes: str) -> bool:
    return FOR_SCREEN_READERS.search(classes.lower()) is not None and _SHOWN_AFTER_ALL.search(classes) is None


def _is_within_line(element: etree._Element) -> bool:
    """Whether there are other words on the line of an inline element."""
    at: etree._Element | None = element
    while at is not None and at.tag not in BLOCK_LEVEL:
        if _has_words(at.tail) or _has_words_before(at) or _has_words_after(at):
            return True
        at = at.getparent()
    return False


def _has_words_after(element: etree._Element) -> bool:
    for sibling in element.itersiblings():
        if sibling.tag in BLOCK_LEVEL or sibling.tag == "br":
            return False
        if _has_words(text_within(sibling, _LONGEST_ASIDE_CHARS)) or _has_words(sibling.tail):
            return True
    return False


def _has_words_before(element: etree._Element) -> bool:
    for sibling in element.itersiblings(preceding=True):
        if _has_words(sibling.tail):
            return True
        if sibling.tag in BLOCK_LEVEL or sibling.tag == "br":
            return False
        if _has_words(text_within(sibling, _LONGEST_ASIDE_CHARS)):
            return True
    parent = element.getparent()
    return parent is not None and _has_words(parent.text)


def _has_words(text: str | None) -> bool:
    return text is not None and any(map(str.isalnum, text))


def _is_sign(link: etree._Element) -> bool:
    """Whether a link within a head leads to the head itself."""
    text = text_within(link, _LONGEST_SIGN_CHARS).strip()
    if len(text) > _LONGEST_SIGN_CHARS:
        return False
    leads_here = "#" in (link.get("href") or "")
    names = f"{link.get('class') or ''} {link.get('data-action') or ''}"
    return bool(leads_here and _SIGN.fullmatch(text)) or bool(_OF_PERMALINKS.search(names) and _is_short(text))


def _is_short(text: str) -> bool:
    return _SIGN.fullmatch(text) is not None or not any(map(str.isalnum, text))


def name_callouts(root: etree._Element) -> None:
    """Give a callout of Obsidian, which names its kind in an attribute, that kind as a class. Changes the tree."""
    for element in root.iterfind(".//*[@data-callout]"):
        element.set("class", f"callout {element.get('data-callout')} {element.get('class') or ''}")
