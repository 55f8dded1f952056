"""Whether a document is HTML or plain text."""

from __future__ import annotations

import re
from collections import Counter

from cleaner.document import Kind

_LOOK_WITHIN = 100_000
# What has been matched is never tried another way: a thousand comments would otherwise be parted in all ways there are.
_OPENING = re.compile(r"\s*+(?:(?><!--.*?-->|<\?xml[^>]*>)\s*+)*+<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_ELEMENTS = (
    "a|abbr|address|article|aside|b|blockquote|br|button|center|code|dd|div|dl|dt|em|figcaption|figure|font|footer|form|h[1-6]|"
    "header|hr|i|iframe|img|input|label|li|link|main|meta|nav|ol|option|p|pre|script|section|select|small|span|strong|style|"
    "sub|sup|table|tbody|td|th|thead|time|title|tr|u|ul|video"
)
_TAG = re.compile(rf"</?(?:{_ELEMENTS})(?:\s[^<>]{{0,2000}})?/?>", re.I)
_CLOSING = re.compile(rf"</(?:{_ELEMENTS})\s*>", re.I)
# Elements that are closed wherever they are opened. What is written about markup names tags one at a time.
_PAIRED = (
    "a|abbr|address|article|aside|b|blockquote|button|center|code|div|dl|em|figcaption|figure|font|footer|form|h[1-6]|header|i|"
    "label|main|nav|ol|pre|script|section|select|small|span|strong|style|sub|sup|table|time|title|u|ul|video"
)
# Markdown borrows a tag for what it has no sign for, mostly within a line.
_MARKDOWN = re.compile(r"^(?:#{1,6}|[-*>]) \S|\]\(", re.M)
_PARTING_TAG = re.compile(r"<(?:p|div|h[1-6]|ul|ol|table|section|article)[\s>]", re.I)
_PAIRED_TAG = re.compile(rf"<(/?)({_PAIRED})(?:\s[^<>]{{0,2000}})?>", re.I)
# Text that speaks of markup, or a scrape in which a stray tag was left behind, has a tag here and there. In a fragment
# of HTML there is one to every few dozen words.
_CHARS_PER_TAG = 300


def detect(text: str) -> Kind:
    """Tell HTML, fragments of it included, from plain text."""
    head = text[:_LOOK_WITHIN].removeprefix("\ufeff")
    if _OPENING.match(head):
        return Kind.HTML
    if "<" not in head:
        return Kind.TEXT
    tags = len(_TAG.findall(head))
    if not tags or not _CLOSING.search(head):
        return Kind.TEXT
    if _TAG.match(head.lstrip()):
        return Kind.HTML if tags * _CHARS_PER_TAG * 4 >= len(head) else Kind.TEXT
    if tags < 3 or tags * _CHARS_PER_TAG < len(head) or not _paired(head):
        return Kind.TEXT
    return Kind.TEXT if _MARKDOWN.search(head) and not _PARTING_TAG.search(head) else Kind.HTML


def _paired(head: str) -> bool:
    """Whether nearly as many elements are closed as are opened."""
    opened: Counter[str] = Counter()
    found = 0
    for tag in _PAIRED_TAG.finditer(head):
        opened[tag[2].lower()] += -1 if tag[1] else 1
        found += 1
    return sum(map(abs, opened.values())) * 5 <= found
