"""What a page writes for its own use beside the text: signs of permalinks in heads, links to edit, "citation needed".

They are left out like everything else that is no text of the page. A "#" or "¶" that is no link belongs to the head.
"""

from __future__ import annotations

import re

from lxml import etree

from cleaner.segment.html_tree import find, remove, text_within

_HEADS = ("h1", "h2", "h3", "h4", "h5", "h6")
_SIGN = re.compile(
    r"[¶#§🔗∞⚓↩⛓\u2693\u26d3\ufe0f\u200b\u200d\ue000-\uf8ff]{1,3}|\[#\]"
    r"|(?:direct |perma|anchor )?link(?: to this (?:heading|section|title))?",
    re.I,
)
_OF_PERMALINKS = re.compile(
    r"(?:^|[\s_-])(?:headerlink|header-?anchor|heading-?(?:anchor|link)|hash-?link|anchor-?(?:js-)?link|anchorjs-link"
    r"|anchor|permalink|direct-link|section-?link|self-?link|copy-?link|deep-?link|docs-heading-link)(?:$|[\s_-])",
    re.I,
)
_LONGEST_SIGN_CHARS = 30
_FIND_EDIT = etree.XPath(
    "descendant::*[@class and contains(concat(' ', normalize-space(@class), ' '), ' mw-editsection ')]"
    " | descendant::sup[@class and (contains(@class, 'Inline-Template') or contains(@class, 'Template-Fact'))]"
)
_NEEDED = re.compile(
    r"\[?\s*(?:citation|source|clarification|verification|page|better source|full citation)s? needed\s*\]?|"
    r"\[\s*(?:who|when|where|which|by whom|according to whom|dubious\s*[–-]\s*discuss|failed verification)\s*\??\s*\]",
    re.I,
)


def remove_signs(root: etree._Element) -> None:
    """Remove these signs from a page. Changes the tree."""
    for element in find(root, _FIND_EDIT):
        remove(element)
    for script in list(root.iter("sup")):
        if _NEEDED.fullmatch(text_within(script, _LONGEST_SIGN_CHARS).strip()):
            remove(script)
    for head in list(root.iter(*_HEADS)):
        for link in list(head.iter("a", "button")):
            if (
                _is_sign(link)
                and text_within(head, _LONGEST_SIGN_CHARS).strip() != text_within(link, _LONGEST_SIGN_CHARS).strip()
            ):
                remove(link)


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
