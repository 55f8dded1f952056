"""Candidates from JSON-LD: the schema.org description of the page's article, in JSON that may be broken.

Of several articles on a page, the one that names the page's own address or title counts most. Lists of other stories
are not followed. https://schema.org/Article lists the properties.
"""

from __future__ import annotations

import html
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any

from cleaner.metadata.candidates import MOST_CANDIDATES, Candidates, MetadataField
from cleaner.text.lazy_pattern import lazy_pattern

_SOURCE = "json-ld"
_LARGEST_CHARACTERS = 2_000_000  # all scripts of a page together
_MOST_NODES = 2_000
_MOST_ARTICLES = 3
_ARTICLE = lazy_pattern(r"(?:\w*Article|\w*Posting|Report|Review|CreativeWork|Recipe|HowTo|LiveBlogPosting|ItemPage)\Z")
_PAGE = lazy_pattern(r"\w*WebPage\Z|VideoObject\Z|PodcastEpisode\Z")
_PERSON = lazy_pattern(r"Person\Z")
_SITE = lazy_pattern(r"WebSite\Z")
_ORGANIZATION = lazy_pattern(r"(?:Organization|NewsMediaOrganization|Corporation|Brand|WebSite)\Z")
# The properties that lead to the article of the page. Others (lists, comments, related stories) lead to other articles.
_FOLLOWED = ("@graph", "mainEntity", "mainEntityOfPage", "article", "itemReviewed")
# Comment marks around the JSON, which hid scripts from browsers of the 1990s. The quantifiers are possessive, so that
# no white space is matched twice: a script may be megabytes long.
_COMMENT_MARKS = lazy_pattern(
    r"\A\s*+(?:<!--|//\s*+<!\[CDATA\[|<!\[CDATA\[|/\*\s*+<!\[CDATA\[\s*+\*/)"
    r"|(?:-->|//\s*+\]\]>|\]\]>|/\*\s*+\]\]>\s*+\*/)\s*+;?+\s*+\Z"
)
_BLOCK_COMMENT = lazy_pattern(r"\A\s*/\*.*?\*/", re.S)
_LINE_COMMENT = lazy_pattern(r"^[ \t]*//[^\n]*$", re.M)
_INNER_COMMENT = lazy_pattern(r"(?<=[,{\[])\s*/\*[^*]*\*/")
_TRAILING_COMMA = lazy_pattern(r",(?=\s*[}\]])")
_WRONG_ESCAPE = lazy_pattern(r'\\(?![\\"/bfnrtu])')
# A quotation mark that neither follows the start of a value nor ends one: "the "old" boat".
_STRAY_QUOTE = lazy_pattern(r'(?<![\\{\[,:\s])"(?!\s*[,:}\]])|(?<=[^{\[,:\s]\s)"(?=\S)(?!\s*[,:}\]])')
# The fields that are worth saving from a script beyond repair, each with its first value.
_SAVED = lazy_pattern(
    r'"(headline|datePublished|dateModified)"\s*:\s*"([^"\\\n]{1,300})"'
    r'|"author"\s*:\s*\[?\s*\{[^{}]{0,300}?"name"\s*:\s*"([^"\\\n]{1,100})"'
)
_SAVED_TYPE = lazy_pattern(r'"@type"\s*:\s*\[?\s*"(?:\w*Article|BlogPosting)"')
_DECODER = json.JSONDecoder(strict=False)
_MOST_VALUES = 20  # in one script
_BETWEEN_VALUES = lazy_pattern(r"[ \t\r\n,;]*+")

Node = dict[str, Any]


def read(scripts: Iterable[str], known: frozenset[str], candidates: Candidates) -> None:
    """Add what the scripts of a page say of its article; `known` are addresses and titles by which to recognise it."""
    nodes = _nodes(scripts)
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    for node in _articles(nodes, known):
        own = Candidates()
        _read_article(node, by_id, own)
        candidates.fill(own, _SOURCE)
    for kind, source in ((_SITE, _SOURCE), (_ORGANIZATION, "json-ld organization")):
        for node in nodes:
            if _is_a(node, kind) and not _is_a(node, _PERSON):  # a blog's writer is both
                candidates.add(MetadataField.SITE, _text(node.get("name")), source)


def article_body(scripts: Iterable[str], known: frozenset[str]) -> str:
    """The body of the page's article, with whatever markup it has; "" where no script gives one."""
    bodies = (node.get("articleBody") for node in _articles(_nodes(scripts), known))
    return next((body for body in bodies if isinstance(body, str)), "")


def _articles(nodes: Sequence[Node], known: frozenset[str]) -> list[Node]:
    """The nodes that may be the page's article, the likeliest first."""
    articles = [node for node in nodes if _is_a(node, _ARTICLE)] + [node for node in nodes if _is_a(node, _PAGE)]
    articles.sort(key=lambda node: (not _is_a(node, _ARTICLE), not _is_known(node, known)))
    return articles[:_MOST_ARTICLES]


def _read_article(node: Node, by_id: dict[str, Node], candidates: Candidates) -> None:
    candidates.add(MetadataField.TITLE, _text(node.get("headline")), _SOURCE)
    candidates.add(MetadataField.TITLE, _text(node.get("name")), "json-ld name")
    candidates.add(MetadataField.PUBLISHED, _text(node.get("datePublished")), _SOURCE)
    candidates.add(MetadataField.PUBLISHED, _text(node.get("dateCreated") or node.get("uploadDate")), "json-ld created")
    candidates.add(MetadataField.UPDATED, _text(node.get("dateModified")), _SOURCE)
    candidates.add(MetadataField.LANGUAGE, _language(node.get("inLanguage")), _SOURCE)
    candidates.add(MetadataField.DESCRIPTION, _text(node.get("description")), _SOURCE)
    candidates.add(MetadataField.URL, _text(node.get("url")), _SOURCE)
    for image in _as_list(node.get("image")) + _as_list(node.get("thumbnailUrl")):
        candidates.add(MetadataField.IMAGE, _text(_resolved(image, by_id), "url", "contentUrl", "@id"), _SOURCE)
    for tag in _as_list(node.get("keywords")):
        candidates.add(MetadataField.TAGS, _text(tag), _SOURCE)
    for publisher in _as_list(node.get("publisher")):
        candidates.add(MetadataField.SITE, _text(_resolved(publisher, by_id)), _SOURCE)
    for author in _as_list(node.get("author")) + _as_list(node.get("creator")):
        _read_author(_resolved(author, by_id), candidates)


def _read_author(author: object, candidates: Candidates) -> None:
    if not isinstance(author, dict):
        candidates.add(MetadataField.AUTHORS, _text(author), _SOURCE)
    elif _is_a(author, _ORGANIZATION) and not _is_a(author, _PERSON):
        # A desk, an agency or the site itself; but some blogs declare their writers as organizations too.
        candidates.add(MetadataField.AUTHORS, _text(author.get("name")), "json-ld organization")
    else:
        # A declared person may bear a single name ("Susan"), so it gets a source of its own.
        source = "json-ld person" if _is_a(author, _PERSON) else _SOURCE
        for name in _as_list(author.get("name") or _full_name(author)):
            candidates.add(MetadataField.AUTHORS, _text(name), source)


def _full_name(author: Node) -> str | None:
    given, family = author.get("givenName"), author.get("familyName")
    return f"{given} {family}" if isinstance(given, str) and isinstance(family, str) else None


def _nodes(scripts: Iterable[str]) -> list[Node]:
    """The objects at the top of all scripts, and those that the followed properties lead to."""
    found: list[Node] = []
    room = _LARGEST_CHARACTERS
    for script in scripts:
        room -= len(script)
        if room < 0:
            break
        waiting: deque[Any] = deque([_loaded(script)])
        while waiting and len(found) < _MOST_NODES:
            node = waiting.popleft()
            if isinstance(node, list):
                waiting.extendleft(reversed(node[:_MOST_NODES]))
            elif isinstance(node, dict):
                found.append(node)
                waiting += [node[name] for name in _FOLLOWED if isinstance(node.get(name), dict | list)]
    return found


def _loaded(script: str) -> list[Any]:
    """The values that a script holds one after the other, read as leniently as search engines do.

    The repairs build on one another, and each is tried only where the ones before left something unread.
    """
    script = _BLOCK_COMMENT.sub("", script.replace("\x00", "")).strip("\ufeff \t\r\n")
    script = _COMMENT_MARKS.sub("", script).strip().rstrip(";")
    unrepaired = script
    best: list[Any] = []
    for repair in (str, _without_slips, html.unescape, partial(_STRAY_QUOTE.sub, r'\\"')):
        script = repair(script)
        values, is_whole = _values(script)
        if is_whole:
            return values
        if len(values) > len(best):
            best = values
    return best or _saved(html.unescape(unrepaired))


def _without_slips(script: str) -> str:
    """A script without comments, commas behind the last of several values, and escapes that JSON does not know."""
    script = _INNER_COMMENT.sub("", _LINE_COMMENT.sub("", script)).lstrip()
    return _WRONG_ESCAPE.sub("", _TRAILING_COMMA.sub("", script))


def _values(script: str) -> tuple[list[Any], bool]:
    """The JSON values at the start of a script, and whether no further value follows them."""
    values: list[Any] = []
    at = 0
    while len(values) < _MOST_VALUES and script[at : at + 1] in ("{", "["):
        try:
            value, at = _DECODER.raw_decode(script, at)
        except (ValueError, RecursionError):
            return values, False
        values.append(value)
        at = _BETWEEN_VALUES.match(script, at).end()  # type: ignore[union-attr]
    return values, bool(values)


def _saved(script: str) -> list[Any]:
    """An article with the first title, dates and writer of a script beyond repair; nothing of any other script."""
    if _SAVED_TYPE.search(script) is None:
        return []
    article: Node = {"@type": "Article"}
    for found in islice(_SAVED.finditer(script), _MOST_VALUES):
        if found[1]:
            article.setdefault(found[1], found[2])
        else:
            article.setdefault("author", {"@type": "Person", "name": found[3]})
    return [article]


def _as_list(value: object) -> list[Any]:
    if value is None:
        return []
    return value[:MOST_CANDIDATES] if isinstance(value, list) else [value]


def _resolved(value: object, by_id: dict[str, Node]) -> object:
    """The object that a reference points to, overlaid with what stands in the reference itself."""
    if isinstance(value, dict) and isinstance(value.get("@id"), str) and (whole := by_id.get(value["@id"])) is not None:
        return {**whole, **value}
    return value


def _text(value: object, *keys: str) -> str | None:
    """The text of a value: of a list its first, of an object its name (or the first of `keys` that it has)."""
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
    for kind in _as_list(node.get("@type")):
        if isinstance(kind, str) and len(kind) < 100:
            yield kind.rpartition("/")[2].rpartition(":")[2]


def _is_a(node: Node, kinds: re.Pattern[str]) -> bool:
    return any(kinds.match(kind) for kind in _types(node))


def _is_known(node: Node, known: frozenset[str]) -> bool:
    """Whether an article bears the address or the title of the page."""
    whole = node.get("mainEntityOfPage")
    names = (node.get("url"), node.get("@id"), _text(whole, "@id", "url"), node.get("headline"))
    return any(isinstance(name, str) and html.unescape(name).strip() in known for name in names)
