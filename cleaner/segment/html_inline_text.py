"""Inline elements whose look is part of the text, as text: raised figures, quotation marks, deletions, emoji.

A browser shows `10<sup>6</sup>` as a power; without the element it would be the number 106. So what is raised or
lowered is written in the characters for it, or behind a sign. `<q>` gets the quotation marks that a browser draws.
"""

from __future__ import annotations

import re
import unicodedata

from lxml import etree

from cleaner.segment.html_tree import remove, text_within
from cleaner.segment.inline import ORIGINAL
from cleaner.text.raised import lowered, raised

# https://html.spec.whatwg.org/multipage/rendering.html#quotes: the outer and the inner marks of a language.
_QUOTES = {
    "": "“”‘’",
    "bg": "„“‚‘",
    "cs": "„“‚‘",
    "da": "»«›‹",
    "de": "„“‚‘",
    "es": "«»“”",
    "et": "„“«»",
    "fi": "””’’",
    "fr": "«»«»",
    "hu": "„”»«",
    "it": "«»“”",
    "ja": "「」『』",
    "lt": "„“‚‘",
    "nb": "«»‘’",
    "no": "«»‘’",
    "pl": "„”«»",
    "pt": "“”‘’",
    "ro": "„”«»",
    "ru": "«»„“",
    "sk": "„“‚‘",
    "sl": "„“‚‘",
    "sv": "””’’",
    "uk": "«»„“",
    "zh": "“”‘’",
}
_QUOTATION_MARKS = tuple("\"'“”„‟‘’‚‛«»‹›「」『』")
_THIN_SPACE = {"fr": "\u202f"}  # between the mark and the quotation
_REPLACEMENTS = tuple({deleted, "ins"} for deleted in ("del", "s", "strike"))
_LONGEST_SCRIPT_CHARS = 40
_MAY_BE_IN_SCRIPTS = frozenset("span b strong i em var small font u mark".split())
_NOTE_LABEL = re.compile(r"\d{1,9}|[a-z]|[ivx]{1,5}")
_LONGEST_EMOJI_CHARS = 12
_EMOJI_CATEGORIES = ("So", "Sk", "Cf", "Mn", "Me", "Cn")  # Cn: newer than the Unicode of this Python
_EMOJI_ALSO = frozenset("0123456789#*©®‼⁉ℹ↔\u20e3")  # within the emoji of a key cap


def write_inline_text(root: etree._Element) -> None:
    """Put into the text of a page what a browser would show beside or instead of it. Changes the tree."""
    for image in list(root.iter("img")):
        _write_emoji(image)
    for script in list(root.iter("sup", "sub")):
        _write_script(script)
    for quotation in list(root.iter("q")):
        _write_quotation_marks(quotation)
    for deletion in root.iter("del", "s", "strike", "ins"):
        _part_from_neighbours(deletion)


def _write_emoji(image: etree._Element) -> None:
    alternative = (image.get("alt") or "").strip()
    if alternative and len(alternative) <= _LONGEST_EMOJI_CHARS and _is_emoji(alternative):
        image.tail = alternative + (image.tail or "")
        remove(image)


def _is_emoji(text: str) -> bool:
    categories = [unicodedata.category(char) for char in text]
    return any(
        category in ("So", "Cn") or char == "\u20e3" for char, category in zip(text, categories, strict=True)
    ) and all(
        category in _EMOJI_CATEGORIES or char in _EMOJI_ALSO for char, category in zip(text, categories, strict=True)
    )


def _write_script(script: etree._Element) -> None:
    """Write a superscript or subscript as text, and keep what the page had as an attribute."""
    text = text_within(script, _LONGEST_SCRIPT_CHARS)
    if not text.strip() or len(text) > _LONGEST_SCRIPT_CHARS or ORIGINAL in script.attrib:
        return
    links = list(script.iter("a"))
    if links or next(script.iterancestors("a"), None) is not None:
        # A mark that refers to something outside of the page, or to nothing.
        for holder in links or [script]:
            _write_linked(holder, script.tag == "sup")
    elif all(child.tag in _MAY_BE_IN_SCRIPTS for child in script.iterdescendants()):
        for child in list(script):
            script.remove(child)
        joined = not (_text_before(script)[-1:] or " ").isspace()
        folded = " ".join(text.split())
        script.set(ORIGINAL, folded)
        if script.tag == "sup":
            script.text = raised(folded, joined)
        else:
            script.text = folded if folded.isdecimal() and _is_chemical(script) else lowered(folded, joined)
        if text[-1].isspace():
            script.tail = " " + (script.tail or "")
        if text[0].isspace():
            script.text = " " + script.text


def _is_chemical(script: etree._Element) -> bool:
    """Whether an index stands between letters, as in CO2 and H2O, which people write on the line."""
    return _text_before(script)[-1:].isalpha() and not (script.tail or "")[:1].isdecimal()


def _write_linked(holder: etree._Element, is_raised: bool) -> None:
    """Write a link that is raised or lowered: the label of a note in brackets, anything else like the rest."""
    text = text_within(holder, _LONGEST_SCRIPT_CHARS).strip()
    for child in list(holder):
        holder.remove(child)
    holder.text = f"[{text}]" if _NOTE_LABEL.fullmatch(text) else raised(text) if is_raised else lowered(text)


def _write_quotation_marks(quotation: etree._Element) -> None:
    text = text_within(quotation, 1).strip()
    if not text or text.startswith(_QUOTATION_MARKS) or _text_before(quotation).rstrip().endswith(_QUOTATION_MARKS[2:]):
        return
    language = _language(quotation)
    level = 2 * (sum(1 for around in quotation.iterancestors("q")) % 2)
    marks = _QUOTES.get(language, _QUOTES[""])
    opening, closing = marks[level], marks[level + 1]
    space = _THIN_SPACE.get(language, "")
    quotation.text = opening + space + (quotation.text or "")
    if len(quotation):
        quotation[-1].tail = (quotation[-1].tail or "") + space + closing
    else:
        quotation.text += space + closing


def _text_before(element: etree._Element) -> str:
    before = element.getprevious()
    if before is not None:
        return before.tail or _last(before)
    parent = element.getparent()
    return "" if parent is None else parent.text or ""


def _language(element: etree._Element) -> str:
    """The primary language that the nearest element around names."""
    for around in (element, *element.iterancestors()):
        if name := around.get("lang"):
            return re.split("[-_]", name.strip().lower())[0]
    return ""


def _part_from_neighbours(element: etree._Element) -> None:
    """Put a space between a deletion and the words or figures around it, where the page has none.

    `19<del>61</del>62` would be a number of six figures.
    """
    after = element.getnext()
    if element.tail:
        is_joined = element.tag != "ins" and element.tail[0].isalnum()
    else:
        is_joined = after is not None and {element.tag, after.tag} in _REPLACEMENTS
        is_joined = is_joined and after is not None and text_within(after, 0)[:1].isalnum()
    if is_joined and _last(element).isalnum():
        element.tail = " " + (element.tail or "")
    first = text_within(element, 0)[:1]
    if element.tag != "ins" and first.isalnum() and _text_before(element)[-1:].isalnum():
        _add_before(element, " ")


def _add_before(element: etree._Element, text: str) -> None:
    before, parent = element.getprevious(), element.getparent()
    if before is not None:
        before.tail = (before.tail or "") + text
    elif parent is not None:
        parent.text = (parent.text or "") + text


def _last(element: etree._Element) -> str:
    """The last character in an element."""
    while len(element):
        if element[-1].tail:
            return element[-1].tail[-1]
        element = element[-1]
    return (element.text or "")[-1:]
