"""The footnotes of a page and the marks that refer to them, as elements of their own.

A note is what a raised or bracketed link leads to, or an item in a list of notes by its role or class: the forms of
Pandoc, Hugo, Jekyll, Markdown in GitHub's flavour, WordPress, MediaWiki, Substack and word processors. Its mark is "1"
where the page has "1", "[1]" or "1.". The link back to the text is left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from lxml import etree

from cleaner.segment.html_elements import BLOCK_LEVEL
from cleaner.segment.html_tree import find, remove, replace, text_within
from cleaner.segment.inline import NOTE, NOTE_MARK
from cleaner.text.lazy_pattern import lazy_pattern
from cleaner.text.normalise import name_words

_LABEL = re.compile(
    r"[\[(]?\s*((?:note|nb|fn|n|lower-alpha)?\s*\d{1,4}|[a-z]{1,2}|[ivxlc]{1,7}|[*†‡§¶‖]{1,4})\s*[\])]?[.:]?", re.I
)
_MAY_HOLD_LABELS = ("a", "span", "sup")
_LONGEST_LABEL_CHARS = 16
_LONGEST_LINKS_BACK_CHARS = 60
_LONGEST_NAME_CHARS = 500  # of the class and id attributes together
_MOST_NOTES = 2_000  # of a page
_LONGEST_NOTE_CHARS = 6_000
# The classes and roles of a mark, of a list of notes, and of the link back.
_OF_MARKS = lazy_pattern(
    r"foot-?note|noteref|\bfn\b|end-?note|\breference\b|side-?note|\bftn|annotation|citation", re.I
)
_MAY_BE_ANNOTATED = lazy_pattern(r"(?:[^\W\d_]{4}|[.,;:!?”’»\"')])$")
LISTS_OF_NOTES = re.compile(
    r"(?:^|\s)(?:foot-?notes?(?:-(?:list|section|container|area|wrapper|block|definitions?))?|end-?notes?|references|"
    r"reflist|wp-block-footnotes|easy-footnotes-wrapper|footnote_container|mw-references-wrap|doc-endnotes|doc-footnote|"
    r"notes-list|modern-footnotes-list|footnote-definition|article-notes|post-footnotes)(?:\s|$)"
)
_OF_LINKS_BACK = lazy_pattern(
    r"back-?(?:ref|link)|reverse-?footnote|footnote-(?:back|return)|doc-backlink|mw-cite-backlink", re.I
)
_LINK_BACK = lazy_pattern(
    r"[\[(]?(?:[\u21a9\u21b5\u2934\u21d1\u2191\u2b06^⏎↪◂\ufe0e\ufe0f\s]+"
    r"|back(?: to (?:text|content|top))?|return|jump up|[a-z])[\])]?",
    re.I,
)
_FIND_TARGETS = etree.XPath("descendant::*[@id] | descendant::a[@name]")
_FIND_NAMED = etree.XPath("descendant::*[@class or @role]")
_MAY_BE_NOTES = BLOCK_LEVEL - frozenset(
    (
        "article body form h1 h2 h3 h4 h5 h6 header html main menu nav ol pre table tbody td tfoot th thead title tr ul"
    ).split()
)
# What a note never holds, and what a note never stands in.
_NOT_IN_NOTES = ("h1", "h2", "h3", "article", "section", "form")
_NO_PLACE_FOR_NOTES = frozenset("comment comments commentlist respond disqus nav toc".split())
# A label without brackets or a sign behind it may be the day of a date: "1 May 1961". So may one in a numbered item.
_LABEL_IN_BRACKETS = r"^\s*[\[(]{}[\])][.:]?\s*"
_LEADING_SIGN = r"^\s*[\[(]?{}[\])]?\s*"
_LEADING_LABEL = r"^\s*(?:[\[(]{0}[\])][.:]?\s*|{0}[.:)]\s+)"
_NOT_IN_KEYS = re.compile(r"\W+")


class _NoteLink(NamedTuple):
    """A link to a note: the outermost element that holds nothing else, what it says, and the note's element."""

    element: etree._Element
    link: etree._Element
    label: str
    note: etree._Element


def unite_notes(root: etree._Element) -> None:
    """Replace the marks and the elements of footnotes by elements that stand for them. Changes the tree."""
    marks = _marks_of_notes(root)
    notes = _noted(marks)
    for note, label in islice(_listed_notes(root, notes), _MOST_NOTES):
        notes.setdefault(note, label)
    _unite(root, marks, notes)


def unite_linked_notes(root: etree._Element) -> None:
    """The same for a page without a list that is made for notes. Changes the tree."""
    if next(root.iter(NOTE), None) is None:
        marks = _marks_of_notes(root)
        _unite(root, marks, _noted(marks))


def _noted(marks: list[_NoteLink]) -> dict[etree._Element, str]:
    notes: dict[etree._Element, str] = {}
    for mark in marks:
        notes.setdefault(mark.note, mark.label)
    return notes


def _unite(root: etree._Element, marks: list[_NoteLink], notes: dict[etree._Element, str]) -> None:
    if not notes:
        return
    keys = _keys(notes)
    pointing = {id_ for mark in marks for element in _around(mark) if (id_ := element.get("id") or element.get("name"))}
    for note, label in notes.items():
        _clear(note, label, pointing)
        note.tag = NOTE
        note.set("mark", keys[note])
    linked = {mark.note for mark in marks}
    _link_bare_marks(root, {keys[note] for note in notes if note not in linked})
    for mark in marks:
        written = etree.Element(NOTE_MARK, {"mark": keys[mark.note]})
        written.text = f"[{keys[mark.note]}]"
        replace(mark.element, written)


def _targets(root: etree._Element) -> dict[str, etree._Element]:
    """The elements that a link may lead to, by the names that it would use."""
    found: dict[str, etree._Element] = {}
    for element in find(root, _FIND_TARGETS):
        for name in (element.get("id"), element.get("name") if element.tag == "a" else None):
            if name:
                found.setdefault(name, element)
    return found


def _marks(root: etree._Element) -> Iterator[_NoteLink]:
    by_id: dict[str, etree._Element] | None = None
    for link in list(root.iter("a")):
        href = link.get("href") or ""
        target = href.rpartition("#")[2] if "#" in href else ""
        text = text_within(link, _LONGEST_LABEL_CHARS).strip() if target else ""
        label = _LABEL.fullmatch(text)
        if label is None or not (_is_raised(link) or text[0] in "[(" or _OF_MARKS.search(_names(link))):
            continue
        by_id = _targets(root) if by_id is None else by_id  # most pages have no such link
        note = _note_at(by_id[target]) if target in by_id else None
        if note is not None and note not in link.iterancestors():
            yield _NoteLink(_alone_with(link), link, label[1], note)


def _marks_of_notes(root: etree._Element) -> list[_NoteLink]:
    """The marks that come before their notes; other such links lead back from a note to its mark."""
    marks = list(islice(_marks(root), 5 * _MOST_NOTES))
    wanted = {element for mark in marks for element in (mark.link, mark.note)}
    order = {element: at for at, element in enumerate(root.iter()) if element in wanted} if wanted else {}
    return [mark for mark in marks if order[mark.link] < order[mark.note]]


def _is_raised(link: etree._Element) -> bool:
    parent = link.getparent()
    within = parent is not None and (parent.tag == "sup" or next(parent.iterancestors("sup"), None) is not None)
    return within or next(link.iter("sup"), None) is not None


def _names(element: etree._Element) -> str:
    parent = element.getparent()
    around = (element,) if parent is None else (element, parent)
    return " ".join(
        value for one in around for name in ("class", "role", "epub:type", "rel") if (value := one.get(name))
    )


def _alone_with(link: etree._Element) -> etree._Element:
    """The outermost inline element around a link that holds nothing else than the mark and its brackets."""
    found = link
    parent = link.getparent()
    while parent is not None and parent.tag in ("sup", "span", "small", "cite") and len(parent) == 1:
        beside = f"{parent.text or ''}{found.tail or ''}"
        if beside.strip(" [](),"):
            break
        found, parent = parent, parent.getparent()
    return found


def _around(mark: _NoteLink) -> Iterator[etree._Element]:
    """The elements of a mark, which the link back from its note may lead to."""
    yield from mark.element.iter()
    parent = mark.element.getparent()
    before = mark.element.getprevious()
    if before is not None and not (before.tail or "").strip():
        yield before
    if parent is not None and parent.tag == "sup":
        yield parent


def _note_at(target: etree._Element) -> etree._Element | None:
    """The block-level element of the note at a target; None where the target is no note."""
    note: etree._Element | None = target
    while note is not None and note.tag not in BLOCK_LEVEL:
        note = note.getparent()
    if note is None or note.tag not in _MAY_BE_NOTES or not _fits(note):
        return None
    if note is not target and _may_be_in(note) is not None:
        note = _may_be_in(note)
    return note


def _may_be_in(note: etree._Element) -> etree._Element | None:
    """The element around the first paragraph of a note that is the note as a whole: <li>, or <div class="footnote">."""
    parent = note.getparent()
    if parent is None or note.getprevious() is not None:
        return None
    is_whole = parent.tag == "li" or (parent.tag in _MAY_BE_NOTES and "footnote" in (parent.get("class") or "").split())
    return parent if is_whole and _fits(parent) else None


def _fits(note: etree._Element) -> bool:
    text = text_within(note, _LONGEST_NOTE_CHARS)
    if len(text) > _LONGEST_NOTE_CHARS or not any(map(str.isalpha, text)):
        return False
    if next(note.iter(*_NOT_IN_NOTES), note) is not note:
        return False
    words = (word for around in (note, *note.iterancestors()) for word in _words(around))
    return _NO_PLACE_FOR_NOTES.isdisjoint(words)


def _words(element: etree._Element) -> tuple[str, ...]:
    if element.tag in ("html", "body"):
        return ()
    return _name_words(f"{element.get('class') or ''} {element.get('id') or ''}"[:_LONGEST_NAME_CHARS])


@lru_cache(maxsize=4096)
def _name_words(name: str) -> tuple[str, ...]:
    return name_words(name)


def _listed_notes(root: etree._Element, known: dict[etree._Element, str]) -> Iterator[tuple[etree._Element, str]]:
    """The notes of lists that are made for them, whether or not a mark refers to them."""
    done: set[etree._Element] = set()
    for holder in find(root, _FIND_NAMED):
        names = f"{holder.get('class') or ''} {holder.get('role') or ''}"
        if holder.tag not in BLOCK_LEVEL or not _names_notes(names):
            continue
        if any(around in known or around in done for around in (holder, *holder.iterancestors())):
            continue
        done.add(holder)
        items = list(holder.iter("li"))
        if not items and ("footnote" in names or "note" in names):
            items = [child for child in holder if child.tag in ("p", "div")]
        among = set(items)
        for number, item in enumerate(items, 1):
            is_outermost = not any(around in among for around in item.iterancestors("li"))
            if is_outermost and item not in known and _fits(item) and not any(inner in known for inner in item.iter()):
                yield item, _own_label(item) or (str(number) if item.tag == "li" else "")


# A page uses few class attributes, each on many elements.
@lru_cache(maxsize=4096)
def _names_notes(names: str) -> bool:
    return LISTS_OF_NOTES.search(names.lower()) is not None


def _own_label(item: etree._Element) -> str:
    found = re.match(r"\s*[\[(]?(\d{1,4}|[*†‡])[\]).:]?\s+\S", text_within(item, 40)) if item.tag != "li" else None
    return found[1] if found else ""


def _keys(notes: dict[etree._Element, str]) -> dict[etree._Element, str]:
    """What each note is called: as its marks call it if that tells all notes apart, or else by its number."""
    called = {note: _NOT_IN_KEYS.sub("-", label.strip()).strip("-").lower() for note, label in notes.items()}
    most = Counter(called.values())
    if "" not in most and max(most.values()) == 1:
        return called
    return {note: str(number) for number, note in enumerate(notes, 1)}


def _link_bare_marks(root: etree._Element, keys: set[str]) -> None:
    """Link raised numbers to the notes to which no link leads, but no power ("10", "km")."""
    for script in list(root.iter("sup")) if keys else ():
        label = text_within(script, _LONGEST_LABEL_CHARS).strip().strip("[]()")
        before = script.getprevious()
        parent = script.getparent()
        text = (before.tail if before is not None else parent.text if parent is not None else "") or ""
        if label in keys and _MAY_BE_ANNOTATED.search(text) and next(script.iterancestors(NOTE), None) is None:
            written = etree.Element(NOTE_MARK, {"mark": label})
            written.text = f"[{label}]"
            replace(script, written)


def _clear(note: etree._Element, label: str, pointing: set[str]) -> None:
    """Take the links back to the text, and the label, out of a note."""
    for link in list(note.iter(*_MAY_HOLD_LABELS, "b", "strong")):
        names = f"{link.get('class') or ''} {link.get('role') or ''} {link.get('rel') or ''}"
        text = text_within(link, _LONGEST_LINKS_BACK_CHARS).strip()
        if len(text) > _LONGEST_LINKS_BACK_CHARS:
            continue
        leads_back = (link.get("href") or "").rpartition("#")[2] in pointing if link.tag == "a" else False
        is_sign = _LINK_BACK.fullmatch(text) or _LABEL.fullmatch(text)
        if (
            (leads_back and is_sign)
            or (_OF_LINKS_BACK.search(names) and (is_sign or _are_letters(text)))
            or (
                text.strip("[]().") == label
                and (note.tag != "li" or link.tag in _MAY_HOLD_LABELS)
                and _is_first(link, note)
            )
        ):
            remove(link)
    leading = _LEADING_LABEL if note.tag != "li" else _LABEL_IN_BRACKETS
    leading = leading if label[-1:].isalnum() else _LEADING_SIGN
    holder = next((one for one in (note, *note.iter("p", "div", "span")) if (one.text or "").strip()), None)
    if label and holder is not None and _is_first(holder, note):
        holder.text = re.sub(leading.format(re.escape(label)), "", holder.text or "", count=1)


def _are_letters(text: str) -> bool:
    """Whether a text is a row of links back to several marks: "^ a b"."""
    return all(len(word) < 3 for word in text.split())


def _is_first(element: etree._Element, note: etree._Element) -> bool:
    """Whether no text of the note stands ahead of an element in it."""
    while element is not note:
        parent, before = element.getparent(), element.getprevious()
        if parent is None or (parent.text or "").strip() or before is not None:
            return False
        element = parent
    return True
