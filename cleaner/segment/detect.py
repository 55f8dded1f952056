"""Whether a document is HTML or plain text."""

from __future__ import annotations

import re

from cleaner.document import Kind

_LOOK_WITHIN = 100_000
_OPENING = re.compile(r"\s*(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_ELEMENTS = (
    "a|abbr|address|article|aside|b|blockquote|br|button|center|code|dd|div|dl|dt|em|figcaption|figure|font|footer|form|h[1-6]|"
    "header|hr|i|iframe|img|input|label|li|link|main|meta|nav|ol|option|p|pre|script|section|select|small|span|strong|style|"
    "sub|sup|table|tbody|td|th|thead|time|title|tr|u|ul|video"
)
_TAG = re.compile(rf"</?(?:{_ELEMENTS})(?:\s[^<>]{{0,2000}})?/?>", re.I)
_CLOSING = re.compile(rf"</(?:{_ELEMENTS})\s*>", re.I)
# Text that speaks of markup, or a scrape in which a stray tag was left behind, has a tag here and there. In a fragment
# of HTML there is one to every few dozen words.
_CHARS_PER_TAG = 300


def detect(text: str) -> Kind:
    """Tell HTML, fragments of it included, from plain text."""
    head = text[:_LOOK_WITHIN]
    if _OPENING.match(head):
        return Kind.HTML
    if "<" not in head:
        return Kind.TEXT
    tags = len(_TAG.findall(head))
    if not tags or not _CLOSING.search(head):
        return Kind.TEXT
    if _TAG.match(head.lstrip()):
        return Kind.HTML if tags * _CHARS_PER_TAG * 4 >= len(head) else Kind.TEXT
    return Kind.HTML if tags >= 3 and tags * _CHARS_PER_TAG >= len(head) else Kind.TEXT
