"""Whether a document is HTML or plain text."""

from __future__ import annotations

import re
from collections import Counter

from cleaner.document import Kind
from cleaner.text.lazy_pattern import lazy_pattern

_LOOKED_AT_CHARS = 100_000
# Possessive and atomic: a thousand comments would otherwise be divided in every possible way before the match fails.
_OPENING = re.compile(r"\s*+(?:(?><!--.*?-->|<\?xml[^>]*>)\s*+)*+<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_ELEMENTS = (
    "a|abbr|address|article|aside|b|blockquote|br|button|center|code|dd|div|dl|dt|em|figcaption|figure|font|footer|form|h[1-6]|"
    "header|hr|i|iframe|img|input|label|li|link|main|meta|nav|ol|option|p|pre|script|section|select|small|span|strong|style|"
    "sub|sup|table|tbody|td|th|thead|time|title|tr|u|ul|video"
)
_TAG = lazy_pattern(rf"</?(?:{_ELEMENTS})(?:\s[^<>]{{0,2000}})?/?>", re.I)
_CLOSING = lazy_pattern(rf"</(?:{_ELEMENTS})\s*>", re.I)
# Elements that pages always close. A text about markup names tags one at a time.
_PAIRED = (
    "a|abbr|address|article|aside|b|blockquote|button|center|code|div|dl|em|figcaption|figure|font|footer|form|h[1-6]|header|i|"
    "label|main|nav|ol|pre|script|section|select|small|span|strong|style|sub|sup|table|time|title|u|ul|video"
)
# Markdown borrows tags where it has no syntax of its own, mostly inline ones.
_MARKDOWN = lazy_pattern(r"^(?:#{1,6}|[-*>]) \S|\]\(", re.M)
_BLOCK_TAG = re.compile(r"<(?:p|div|h[1-6]|ul|ol|table|section|article)[\s>]", re.I)
_PAIRED_TAG = lazy_pattern(rf"<(/?)({_PAIRED})(?:\s[^<>]{{0,2000}})?>", re.I)
# A fragment of HTML has a tag every few dozen words. A text about markup, or a scrape with a stray tag left in, has
# fewer. Where a document begins with a tag, a quarter as many are enough.
_MOST_CHARS_A_TAG = 300
_MOST_CHARS_A_TAG_AFTER_ONE = 4 * _MOST_CHARS_A_TAG
_FEWEST_TAGS, _FEWEST_OPEN_BLOCKS = 3, 2


def detect(text: str) -> Kind:
    """Tell HTML, including fragments of it, from plain text, by the first 100,000 characters."""
    head = text[:_LOOKED_AT_CHARS].removeprefix("\ufeff")
    if _OPENING.match(head):
        return Kind.HTML
    if "<" not in head:
        return Kind.TEXT
    tags = len(_TAG.findall(head))
    begins_with_tag = tags and _TAG.match(head.lstrip())
    # "<p>One.<p>Two.": many elements may be left open.
    is_open = begins_with_tag and len(_BLOCK_TAG.findall(head)) >= _FEWEST_OPEN_BLOCKS
    if not tags or not (is_open or _CLOSING.search(head)):
        return Kind.TEXT
    if begins_with_tag:
        return Kind.HTML if tags * _MOST_CHARS_A_TAG_AFTER_ONE >= len(head) else Kind.TEXT
    if tags < _FEWEST_TAGS or tags * _MOST_CHARS_A_TAG < len(head) or not _are_paired(head):
        return Kind.TEXT
    return Kind.TEXT if _MARKDOWN.search(head) and not _BLOCK_TAG.search(head) else Kind.HTML


def _are_paired(head: str) -> bool:
    """Whether at most one in five tags is without its counterpart."""
    unclosed: Counter[str] = Counter()
    found = 0
    for tag in _PAIRED_TAG.finditer(head):
        unclosed[tag[2].lower()] += -1 if tag[1] else 1
        found += 1
    return sum(map(abs, unclosed.values())) * 5 <= found
