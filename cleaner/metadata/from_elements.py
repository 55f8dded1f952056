"""Candidates from the markup of an HTML page: meta tags, links, JSON-LD, and elements that name a field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from html import unescape
from itertools import islice
from typing import NamedTuple

from lxml import etree

from cleaner.metadata import json_ld
from cleaner.metadata.candidates import Candidates, MetadataField, PageCandidates
from cleaner.segment.html_tree import parse
from cleaner.text.lazy_pattern import lazy_pattern
from cleaner.text.stats import count_words

# The names of meta tags for each field, the most trusted first.
_META: dict[MetadataField, list[str]] = {
    MetadataField.TITLE: (
        "og:title twitter:title parsely-title sailthru.title citation_title dc.title dcterms.title headline title"
    ).split(),
    MetadataField.AUTHORS: (
        "citation_author citation_authors article:author author parsely-author sailthru.author dc.creator "
        "dcterms.creator byl book:author cxenseparse:author og:article:author vr:author article:author_name "
        "article.author dc.contributor shareaholic:article_author_name author_name creator"
    ).split(),
    MetadataField.PUBLISHED: (
        "article:published_time og:published_time article:published og:article:published_time "
        "datepublished parsely-pub-date publish-date publish_date publishdate pubdate publication_date "
        "published_time published-date published_at sailthru.date citation_publication_date "
        "citation_online_date dc.date.issued dcterms.issued dcterms.created dc.date.created dc.date "
        "dcterms.date cxenseparse:recs:publishtime ptime bt:pubdate originalpublicationdate "
        "article_date_original article.published vr:published_time shareaholic:article_published_time "
        "rnews:datepublished releasedate release_date date_published publicationdate created date "
        "article:post_date og:pubdate displaydate last-published"
    ).split(),
    MetadataField.UPDATED: (
        "article:modified_time og:updated_time article:updated_time og:modified_time datemodified lastmod "
        "last-modified last_modified dcterms.modified dc.date.modified modified updated_time "
        "article.updated revised utime lastmodified"
    ).split(),
    MetadataField.LANGUAGE: (
        "og:locale content-language dc.language dcterms.language language parsely-language cxenseparse:language"
    ).split(),
    MetadataField.SITE: (
        "og:site_name application-name parsely-site al:android:app_name twitter:app:name:iphone "
        "citation_journal_title dc.publisher publisher copyright apple-mobile-web-app-title"
    ).split(),
    MetadataField.URL: "og:url twitter:url parsely-link".split(),
    MetadataField.DESCRIPTION: (
        "og:description description twitter:description dc.description dcterms.description "
        "sailthru.description parsely-description"
    ).split(),
    MetadataField.TAGS: (
        "article:tag news_keywords keywords parsely-tags sailthru.tags citation_keywords dc.subject og:article:tag"
    ).split(),
    MetadataField.IMAGE: (
        "og:image og:image:url og:image:secure_url twitter:image twitter:image:src parsely-image-url "
        "sailthru.image.full thumbnail"
    ).split(),
}
_FIELD_AND_RANK = {name: (field, rank) for field, names in _META.items() for rank, name in enumerate(names)}
# WordPress plugins name the writer in a pair of tags: twitter:label1 is "Written by", twitter:data1 is the name.
_WRITTEN_BY = lazy_pattern(
    r"written by|author|verfasst von|geschrieben von|écrit par|escrito por|scritto da|geschreven door|автор|"
    r"napisane przez",
    re.I,
)

_MOST_ELEMENTS = 20_000
_MOST_WALK_EVENTS = 400  # starts and ends of elements within one element
_LONGEST_BYLINE, _LONGEST_META_NAME, _LONGEST_CLASS, _LONGEST_ID = 200, 100, 300, 100  # characters
_MOST_ANCESTORS = 8  # levels above an element that are checked for another story
_OTHER_STORY = lazy_pattern(
    r"comment|related|sidebar|widget|footer|recommend|teaser|more-|popular|trending|latest", re.I
)
_POST = lazy_pattern(r"(?:^|[\s_-])(?:post|entry|article)(?:$|[\s_-])", re.I)
_BYLINE_CLASS = lazy_pattern(
    r"(?:^|[\s_-])(?:by-?line|authors?|autor|autores|auteur|autore|writer)(?:[-_]{1,2}(?:names?|link))?(?:$|\s|__)",
    re.I,
)
# The page of a writer on a site.
_AUTHOR_PAGE = lazy_pattern(
    r"/(?:authors?|autor|autores|auteurs?|autori|by|byline|writers?|contributors?|staff|people|profiles?|journalists?"
    r"|redakteure|producers)/[^/?#]+/?(?:[?#]|\Z)",
    re.I,
)
_UPDATED = lazy_pattern(r"modif|updat|aktualis|mis à jour|actualiz|atualiz|aggiorn")
_FOREIGN_TAGS = frozenset(("script", "style", "aside", "footer", "nav"))
_ROOT_TAGS = frozenset(("html", "body", "main", "article"))
# The share of a declared body's words below which something is missing. Pages that were cleaned rightly have 0.83 and
# more: some bodies include captions and the titles of other stories.
_LEAST_SHARE_OF_BODY = 0.7
_TAG = lazy_pattern(r"<[^<>]*>")
_ASIDE_TAGS = ("figure", "figcaption", "aside", "nav")
# Only these are checked for dates and names.
_CHECKED_TAGS = ("time", "a", "span", "div", "p", "address", "h1", "meta", "li", "b", "strong")


class DeclaredText(NamedTuple):
    """What a page says its article is about and holds, each "" where it says nothing."""

    description: str
    body: str

    @property
    def least_words(self) -> int:
        """How many words the article should have at least: it is longer than its summary, and nearly its body."""
        body_words = count_words(_TAG.sub(" ", unescape(self.body)))
        return max(count_words(self.description), int(_LEAST_SHARE_OF_BODY * body_words))


def read_html(text: str, url: str | None) -> PageCandidates:
    """The candidates in the markup of a page, which may be broken. `url` is its address, where the caller knows it."""
    candidates = Candidates()
    root = parse(text)
    if root is None:
        return PageCandidates(candidates, None)
    _read_meta(root, candidates)
    _read_links(root, candidates)
    title = next(root.iter("title"), None)
    if title is not None:
        candidates.add(MetadataField.TITLE, _text_of(title), "html title")
    candidates.add(MetadataField.LANGUAGE, root.get("lang") or root.get("xml:lang"), "html lang")
    json_ld.read(_json_ld_scripts(root), _known(candidates, url), candidates)
    _read_elements(root, candidates)
    base = next((element.get("href") for element in root.iter("base") if element.get("href")), None)
    return PageCandidates(candidates, base)


def read_declared(text: str, url: str | None) -> DeclaredText:
    """The description in the <meta> elements of a page, and the body of its article in JSON-LD."""
    candidates = Candidates()
    root = parse(text)
    if root is None:
        return DeclaredText("", "")
    _read_meta(root, candidates)
    descriptions = candidates.of(MetadataField.DESCRIPTION)
    body = json_ld.article_body(_json_ld_scripts(root), _known(candidates, url))
    return DeclaredText(descriptions[0].value if descriptions else "", body)


def _known(candidates: Candidates, url: str | None) -> frozenset[str]:
    """The addresses and titles by which the page's own article is known among others."""
    known = {found.value for field in (MetadataField.URL, MetadataField.TITLE) for found in candidates.of(field)}
    return frozenset(known | {url} if url else known)


def _json_ld_scripts(root: etree._Element) -> Iterator[str]:
    return (element.text or "" for element in root.iter("script") if "ld+json" in (element.get("type") or "").lower())


def _read_meta(root: etree._Element, candidates: Candidates) -> None:
    cards: dict[str, str] = {}
    ranked: list[tuple[int, MetadataField, str, str]] = []
    for element in root.iter("meta"):
        name, content = _meta_name(element), element.get("content")
        if not content or len(name) > _LONGEST_META_NAME:
            continue
        if name.startswith(("twitter:label", "twitter:data")):
            cards[name] = content
        elif name in _FIELD_AND_RANK:
            field, rank = _FIELD_AND_RANK[name]
            ranked.append((rank, field, content, name))
    for _, field, content, name in sorted(ranked, key=lambda row: row[0]):
        candidates.add(field, content, f"meta {name}")
    for number in "12":
        if _WRITTEN_BY.fullmatch(cards.get(f"twitter:label{number}", "").strip()):
            candidates.add(MetadataField.AUTHORS, cards.get(f"twitter:data{number}"), "meta twitter:data")


def _meta_name(element: etree._Element) -> str:
    names = (element.get(attribute) for attribute in ("property", "name", "itemprop", "http-equiv"))
    return (next(filter(None, names), None) or "").strip().lower()


def _read_links(root: etree._Element, candidates: Candidates) -> None:
    for element in root.iter("link"):
        rel = (element.get("rel") or "").lower().split()
        if "canonical" in rel:
            candidates.add(MetadataField.URL, element.get("href"), "link canonical")
        elif "image_src" in rel:
            candidates.add(MetadataField.IMAGE, element.get("href"), "link image_src")


# --- Elements of the body


def _read_elements(root: etree._Element, candidates: Candidates) -> None:
    # In document order: the article's own dates and names stand above those of other stories.
    for element in islice(root.iter(*_CHECKED_TAGS), _MOST_ELEMENTS):
        if element.tag == "h1":
            candidates.add(MetadataField.TITLE, _text_of(element), "h1")
        if element.tag == "time":
            _read_date(element, candidates)
        elif element.attrib and (sign := _sign_of(element)) is not None:
            sign.read(element, candidates)


def _read_date(element: etree._Element, candidates: Candidates) -> None:
    if _is_of_another_story(element):
        return
    value = element.get("datetime") or element.get("content") or _text_of(element)
    itemprop = (element.get("itemprop") or "").lower()
    around = element.getparent()
    words = [itemprop, element.get("class") or "", element.get("id") or ""]
    if around is not None:
        words += [around.get("class") or "", (around.text or "")[-40:]]
    field = MetadataField.UPDATED if _UPDATED.search(" ".join(words).lower()) else MetadataField.PUBLISHED
    candidates.add(field, value, "itemprop" if itemprop else "time")


def _read_item(element: etree._Element, candidates: Candidates) -> None:
    inner = (inner for inner in element.iter() if inner is not element and inner.get("itemprop") == "name")
    _add_byline(next(inner, element), "itemprop author", candidates)


def _byline_reader(source: str) -> Callable[[etree._Element, Candidates], None]:
    return lambda element, candidates: _add_byline(element, source, candidates)


def _add_byline(element: etree._Element, source: str, candidates: Candidates) -> None:
    if element.tag == "meta":
        candidates.add(MetadataField.AUTHORS, element.get("content"), source)
    elif not _is_of_another_story(element):
        text = _text_of(element)
        if text and len(text) <= _LONGEST_BYLINE:
            candidates.add(MetadataField.AUTHORS, text, source)


def _is_byline_class(names: str) -> bool:
    return len(names) < _LONGEST_CLASS and _matches_byline(names)


@lru_cache(maxsize=1024)
def _matches_byline(names: str) -> bool:
    """Cached: a page has few class attributes, each on many elements."""
    return _BYLINE_CLASS.search(names) is not None


class _Sign(NamedTuple):
    """An attribute whose value tells that the element holds a date or a name; `tag` limits it to one kind of element.

    `<a rel="author">Jane Doe</a>` is read by the second row of `_SIGNS`.
    """

    attribute: str
    tells: Callable[[str], bool]
    read: Callable[[etree._Element, Candidates], None]
    tag: str | None = None


# The first sign that an element bears is the one that counts.
_SIGNS = (
    _Sign("itemprop", lambda value: value.lower() in ("datepublished", "datemodified", "datecreated"), _read_date),
    _Sign("rel", lambda value: "author" in value.lower().split(), _byline_reader("rel author"), tag="a"),
    _Sign("itemprop", lambda value: value.lower() in ("author", "creator"), _read_item),
    _Sign("class", _is_byline_class, _byline_reader("class author")),
    _Sign("href", lambda value: _AUTHOR_PAGE.search(value[:300]) is not None, _byline_reader("author page"), tag="a"),
)


def _sign_of(element: etree._Element) -> _Sign | None:
    for sign in _SIGNS:
        if sign.tag is None or sign.tag == element.tag:
            value = element.get(sign.attribute)
            if value and sign.tells(value):
                return sign
    return None


def _is_of_another_story(element: etree._Element) -> bool:
    in_footer = False
    for ancestor in islice(element.iterancestors(), _MOST_ANCESTORS):
        if ancestor.tag in ("body", "main"):
            break
        names = _class_and_id(ancestor)
        if ancestor.tag in _ASIDE_TAGS or _OTHER_STORY.search(names):
            return True
        if ancestor.tag == "footer":
            in_footer = True
        if in_footer and (ancestor.tag == "article" or _POST.search(names)):
            return False  # the footer of the article, not of the page
    return in_footer


def own_html(text: str) -> str:
    """The markup of a page without its scripts, other stories and readers' comments; "" for a page without markup."""
    root = parse(text)
    if root is None:
        return ""
    foreign = [
        element
        for element in root.iter()
        if element.tag in _FOREIGN_TAGS
        or (element.tag not in _ROOT_TAGS and _OTHER_STORY.search(_class_and_id(element)))
    ]
    for element in foreign:
        if (around := element.getparent()) is not None:
            around.remove(element)
    return etree.tostring(root, encoding="unicode", method="html")


def _class_and_id(element: etree._Element) -> str:
    return f"{(element.get('class') or '')[:_LONGEST_CLASS]} {(element.get('id') or '')[:_LONGEST_ID]}"


def _text_of(element: etree._Element) -> str:
    """The text at the start of an element, its white space folded."""
    parts: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, inner in islice(walk, _MOST_WALK_EVENTS):
        if event == "end":
            parts.append("" if inner is element else inner.tail or "")
        elif inner.tag in ("script", "style", "template"):
            walk.skip_subtree()
        else:
            parts.append(inner.text or "")
    return " ".join(" ".join(parts).split())
