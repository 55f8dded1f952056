"""JSON-LD: what schema.org's words say of the page's article, whoever wrote the JSON and however broken it is.

Of several articles on a page it is the one that names the page's own address or title; lists of other stories are not
looked into.
"""

from __future__ import annotations

import html
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from cleaner.metadata.candidates import Claims, Field

SOURCE = "json-ld"
# Of the person's own type, where a single name ("Susan") is one.
PERSON = "json-ld person"

_LARGEST = 2_000_000  # characters of all scripts of a page
_MOST_NODES = 2_000
_ARTICLE = re.compile(r"(?:\w*Article|\w*Posting|Report|Review|CreativeWork|Recipe|HowTo|LiveBlogPosting|ItemPage)\Z")
_PAGE = re.compile(r"\w*WebPage\Z|VideoObject\Z|PodcastEpisode\Z")
_NO_PERSON = re.compile(r"(?:Organization|NewsMediaOrganization|Corporation|Brand|WebSite)\Z")
# Through these an article is reached; through others (lists, comments, related stories) another article would be.
_WAYS = ("@graph", "mainEntity", "mainEntityOfPage", "article", "itemReviewed")
# Markup that hides a script from browsers of another age. Nothing is matched twice: a script may be megabytes long.
_COMMENT = re.compile(
    r"\A\s*+(?:<!--|//\s*+<!\[CDATA\[|<!\[CDATA\[|/\*\s*+<!\[CDATA\[\s*+\*/)"
    r"|(?:-->|//\s*+\]\]>|\]\]>|/\*\s*+\]\]>\s*+\*/)\s*+;?+\s*+\Z"
)
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")

Node = dict[str, Any]


def read(scripts: Iterable[str], known: frozenset[str], claims: Claims) -> None:
    """Note what the scripts say of the article; `known` are the page's addresses and titles, to tell it by."""
    nodes = _nodes(scripts)
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    articles = [node for node in nodes if _is_a(node, _ARTICLE)] + [node for node in nodes if _is_a(node, _PAGE)]
    articles.sort(key=lambda node: (not _is_a(node, _ARTICLE), not _names(node, known)))
    for node in articles[:3]:
        said = Claims()
        _read_article(node, by_id, said)
        claims.fill(said, SOURCE)
    for node in nodes:
        if _is_a(node, re.compile(r"WebSite\Z")):
            claims.add(Field.SITE, _text(node.get("name")), SOURCE)
    for node in nodes:
        if _is_a(node, _NO_PERSON):
            claims.add(Field.SITE, _text(node.get("name")), "json-ld organization")


def _read_article(node: Node, by_id: dict[str, Node], claims: Claims) -> None:
    for key in ("headline", "name"):
        claims.add(Field.TITLE, _text(node.get(key)), SOURCE if key == "headline" else "json-ld name")
    claims.add(Field.PUBLISHED, _text(node.get("datePublished")), SOURCE)
    claims.add(Field.PUBLISHED, _text(node.get("dateCreated") or node.get("uploadDate")), "json-ld created")
    claims.add(Field.UPDATED, _text(node.get("dateModified")), SOURCE)
    claims.add(Field.LANGUAGE, _language(node.get("inLanguage")), SOURCE)
    claims.add(Field.DESCRIPTION, _text(node.get("description")), SOURCE)
    claims.add(Field.URL, _text(node.get("url")), SOURCE)
    for image in _listed(node.get("image")) + _listed(node.get("thumbnailUrl")):
        claims.add(Field.IMAGE, _text(_resolved(image, by_id), "url", "contentUrl", "@id"), SOURCE)
    for tag in _listed(node.get("keywords")):
        claims.add(Field.TAGS, _text(tag), SOURCE)
    for publisher in _listed(node.get("publisher")):
        claims.add(Field.SITE, _text(_resolved(publisher, by_id)), SOURCE)
    for key in ("author", "creator"):
        for author in _listed(node.get(key)):
            _read_author(_resolved(author, by_id), claims)


def _read_author(author: object, claims: Claims) -> None:
    if isinstance(author, dict):
        if _is_a(author, _NO_PERSON):
            # A desk, an agency, the site; but blogs call their writers so too, and a name of a person is none of these.
            claims.add(Field.AUTHORS, _text(author.get("name")), "json-ld organization")
            return
        name = author.get("name")
        if not name and isinstance(author.get("givenName"), str) and isinstance(author.get("familyName"), str):
            name = f"{author['givenName']} {author['familyName']}"
        for one in _listed(name):
            claims.add(Field.AUTHORS, _text(one), PERSON if _is_a(author, re.compile(r"Person\Z")) else SOURCE)
    else:
        claims.add(Field.AUTHORS, _text(author), SOURCE)


def _nodes(scripts: Iterable[str]) -> list[Node]:
    """The objects at the top of all scripts and those that the ways lead to."""
    found: list[Node] = []
    left = _LARGEST
    for script in scripts:
        left -= len(script)
        if left < 0:
            break
        waiting: deque[Any] = deque([_loaded(script)])
        while waiting and len(found) < _MOST_NODES:
            node = waiting.popleft()
            if isinstance(node, list):
                waiting.extendleft(reversed(node[:_MOST_NODES]))
            elif isinstance(node, dict):
                found.append(node)
                waiting += [node[way] for way in _WAYS if isinstance(node.get(way), dict | list)]
    return found


def _loaded(script: str) -> Any:
    script = _COMMENT.sub("", script.replace("\x00", "").strip()).strip().rstrip(";")
    for attempt in (script, _TRAILING_COMMA.sub("", script)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _listed(value: object) -> list[Any]:
    if value is None:
        return []
    return value[: Claims.MOST] if isinstance(value, list) else [value]


def _resolved(value: object, by_id: dict[str, Node]) -> object:
    """The object that a reference means, with what the reference itself says of it."""
    if isinstance(value, dict) and isinstance(value.get("@id"), str) and (whole := by_id.get(value["@id"])) is not None:
        return {**whole, **value}
    return value


def _text(value: object, *keys: str) -> str | None:
    """The text of a value: itself, the first of a list, or that of an object's name (or of other keys)."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = next((value[key] for key in keys or ("name", "@value") if isinstance(value.get(key), str)), None)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if abs(value) < 10**15 else None
    return html.unescape(value) if isinstance(value, str) else None


def _language(value: object) -> str | None:
    if isinstance(value, dict):
        value = value.get("alternateName") or value.get("name")
    return _text(value)


def _types(node: Node) -> Iterator[str]:
    for kind in _listed(node.get("@type")):
        if isinstance(kind, str) and len(kind) < 100:
            yield kind.rpartition("/")[2].rpartition(":")[2]


def _is_a(node: Node, kinds: re.Pattern[str]) -> bool:
    return any(kinds.match(kind) for kind in _types(node))


def _names(node: Node, known: frozenset[str]) -> bool:
    """Whether a node names the page by its address or its title."""
    whole = node.get("mainEntityOfPage")
    named = (node.get("url"), node.get("@id"), _text(whole, "@id", "url"), node.get("headline"))
    return any(isinstance(name, str) and html.unescape(name).strip() in known for name in named)
