"""Notes that a page writes beside its text, in a table or in a list of definitions, as notes that marks lead to.

Tufte CSS puts the note into the line, behind a label and a checkbox; docutils writes a table of two columns, others a
`<dl>`. All become what `html_notes` reads: a raised link in the text, and an element of its own that it leads to. A
note within a line comes behind the paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import etree

from cleaner.segment.html_elements import BLOCK_LEVEL
from cleaner.segment.html_tree import find, remove, text_within
from cleaner.text.lazy_pattern import lazy_pattern

_MOST_NOTES = 500  # of a page, and as many tables and lists
_LONGEST_NOTE_CHARS, _LONGEST_LABEL_CHARS = 2_000, 8
_WITHIN_LINES = lazy_pattern(
    r"(?:^|\s)(?:side-?note|margin-?note|marginalia|inline-?footnote|footnote-?(?:text|content)|footnote_tooltip|"
    r"modern-footnotes-footnote__note)(?:\s|$)",
    re.I,
)
_OF_NOTES = lazy_pattern(r"(?:^|\s)(?:foot-?notes?|end-?notes?)(?:\s|$)", re.I)
_LABEL = lazy_pattern(r"\s*[\[(]?\s*(\d{1,4}|[a-z]|[*†‡])\s*[\])]?[.:]?\s*", re.I)
_FIND_NAMED = etree.XPath("descendant::span[@class] | descendant::small[@class]")
_MOST_INNER_ELEMENTS = 100
_MOVED = "footnote"
_OF_MARKS = ("sup", "a", "label", "input")
_HOLDERS = ("li", "dd", "td", "th", "div")  # in which a note stays; it comes behind any other element


def rewrite_notes(root: etree._Element) -> None:
    """Rewrite such notes. Changes the tree."""
    for table in list(islice(root.iter("table"), _MOST_NOTES)):
        if _OF_NOTES.search(table.get("class") or ""):
            _unfold(table, _rows_of(table))
    for listing in list(islice(root.iter("dl"), _MOST_NOTES)):
        _unfold(listing, _definitions_of(listing))
    ends: dict[etree._Element, etree._Element] = {}
    named = (note for note in find(root, _FIND_NAMED) if _WITHIN_LINES.search(note.get("class") or ""))
    for number, note in enumerate(islice(named, _MOST_NOTES), 1):
        _move_behind(note, number, ends)


def _rows_of(table: etree._Element) -> Iterator[tuple[etree._Element, etree._Element]]:
    """The label and the note in each row of a table."""
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        if len(cells) == 2 and _LABEL.fullmatch(text_within(cells[0], _LONGEST_LABEL_CHARS)):
            yield cells[0], cells[1]


def _definitions_of(listing: etree._Element) -> Iterator[tuple[etree._Element, etree._Element]]:
    """The labels and the notes in a list of definitions, if it is one of notes."""
    is_named = _OF_NOTES.search(listing.get("class") or "") is not None
    terms = list(listing.iterfind("dt"))
    if all(is_named or term.find(".//a[@href]") is not None for term in terms) and all(
        _LABEL.fullmatch(text_within(term, _LONGEST_LABEL_CHARS)) for term in terms
    ):
        for term in terms:
            note = term.getnext()
            if note is not None and note.tag == "dd":
                yield term, note


def _unfold(holder: etree._Element, pairs: Iterator[tuple[etree._Element, etree._Element]]) -> None:
    """Make a table, or a list of definitions, a row of elements with one note each."""
    found = list(pairs)
    for label, note in found:
        row = label.getparent()
        around = (label, *label.iterdescendants("a", "span"), *([row] if row is not None and row is not holder else []))
        name = next((value for one in around for key in ("id", "name") if (value := one.get(key))), None)
        name = note.get("id") or name or holder.get("id") or ""
        for one in (*around, holder):
            if one.get("id") == name:
                del one.attrib["id"]
        note.tag = "div"
        note.set("id", name)
        remove(label)
    if found:
        for element in (holder, *holder.iter("tbody", "thead", "tr")):
            element.tag = "div"


def _move_behind(note: etree._Element, number: int, ends: dict[etree._Element, etree._Element]) -> None:
    """Put a note within a line behind its paragraph, and a mark where it was."""
    text = text_within(note, _LONGEST_NOTE_CHARS)
    paragraph = next((one for one in note.iterancestors() if one.tag in BLOCK_LEVEL), None)
    is_note = len(text) <= _LONGEST_NOTE_CHARS and any(map(str.isalpha, text))
    if paragraph is None or not is_note or paragraph.get("class") == _MOVED:  # a note within a note is a part of it
        return
    if any(inner.tag in BLOCK_LEVEL for inner in islice(note.iterdescendants(), _MOST_INNER_ELEMENTS)):
        return
    name = f"cleaner-note-{number}"
    mark = etree.Element("sup")
    link = etree.SubElement(mark, "a", {"href": f"#{name}", "class": "footnote"})
    link.text = _take_label(note) or str(number)
    note.addprevious(mark)
    remove(note)
    note.tag = "div"
    note.set("id", name)
    note.set("class", _MOVED)
    if paragraph in ends:
        ends[paragraph].addnext(note)
    elif paragraph.tag in _HOLDERS:
        paragraph.append(note)
    else:
        tail, paragraph.tail = paragraph.tail, None
        paragraph.addnext(note)
        note.tail = tail
    ends[paragraph] = note


def _take_label(note: etree._Element) -> str:
    """Remove what stands right before a note for its mark: a raised number, or a sign to click. Returns the number."""
    before = note.getprevious()
    while before is not None and not (before.tail or "").strip() and before.tag in _OF_MARKS:
        text = text_within(before, _LONGEST_LABEL_CHARS)
        label = _LABEL.fullmatch(text)
        if label is None and (before.tag in ("sup", "a") or any(map(str.isalnum, text))):
            break
        element, before = before, before.getprevious()
        if element.tag != "input":
            remove(element)
        if label is not None:
            return label[1]
    return ""
