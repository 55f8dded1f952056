"""The claims of an HTML page: its JSON-LD, meta tags, links, and the elements and attributes that name a field."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from lxml import etree

from cleaner.metadata import json_ld
from cleaner.metadata.candidates import Claims, Field, Page
from cleaner.segment.html_tree import parse

# Names of meta tags by the field that they claim, in the order in which they count.
_META: dict[Field, list[str]] = {
    Field.TITLE: (
        "og:title twitter:title parsely-title sailthru.title citation_title dc.title dcterms.title headline title"
    ).split(),
    Field.AUTHORS: (
        "citation_author article:author author parsely-author sailthru.author dc.creator dcterms.creator "
        "byl book:author cxenseparse:author og:article:author vr:author article:author_name "
        "article.author dc.contributor shareaholic:article_author_name author_name creator"
    ).split(),
    Field.PUBLISHED: (
        "article:published_time og:published_time article:published og:article:published_time "
        "datepublished parsely-pub-date publish-date publish_date publishdate pubdate publication_date "
        "published_time published-date published_at sailthru.date citation_publication_date "
        "citation_online_date dc.date.issued dcterms.issued dcterms.created dc.date.created dc.date "
        "dcterms.date cxenseparse:recs:publishtime ptime bt:pubdate originalpublicationdate "
        "article_date_original article.published vr:published_time shareaholic:article_published_time "
        "rnews:datepublished releasedate release_date date_published publicationdate created date "
        "article:post_date og:pubdate displaydate last-published"
    ).split(),
    Field.UPDATED: (
        "article:modified_time og:updated_time article:updated_time og:modified_time datemodified lastmod "
        "last-modified last_modified dcterms.modified dc.date.modified modified updated_time "
        "article.updated revised utime lastmodified"
    ).split(),
    Field.LANGUAGE: (
        "og:locale content-language dc.language dcterms.language language parsely-language cxenseparse:language"
    ).split(),
    Field.SITE: (
        "og:site_name application-name parsely-site al:android:app_name twitter:app:name:iphone "
        "citation_journal_title dc.publisher publisher copyright apple-mobile-web-app-title"
    ).split(),
    Field.URL: "og:url twitter:url parsely-link".split(),
    Field.DESCRIPTION: (
        "og:description description twitter:description dc.description dcterms.description "
        "sailthru.description parsely-description"
    ).split(),
    Field.TAGS: (
        "article:tag news_keywords keywords parsely-tags sailthru.tags citation_keywords dc.subject og:article:tag"
    ).split(),
    Field.IMAGE: (
        "og:image og:image:url og:image:secure_url twitter:image twitter:image:src parsely-image-url "
        "sailthru.image.full thumbnail"
    ).split(),
}
_FIELD_OF = {name: (field, rank) for field, names in _META.items() for rank, name in enumerate(names)}
# "Written by" in twitter:label1, the name in twitter:data1: so WordPress's plugins say who wrote the post.
_CARD_LABEL = re.compile(
    r"written by|author|verfasst von|geschrieben von|écrit par|escrito por|scritto da|geschreven door|автор|"
    r"napisane przez",
    re.I,
)

_MOST_ELEMENTS = 20_000
_LONGEST_WALK = 400  # beginnings and ends of elements
_LONGEST_BYLINE = 200
_NOT_OF_THE_ARTICLE = re.compile(
    r"comment|related|sidebar|widget|footer|recommend|teaser|more-|popular|trending|latest", re.I
)
_BYLINE_NAME = re.compile(
    r"(?:^|[\s_-])(?:by-?line|authors?|autor|autores|auteur|autore|writer)(?:[-_]{1,2}(?:names?|link))?(?:$|\s|__)",
    re.I,
)
# Where sites keep the pages of their writers.
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|autor|autores|auteurs?|autori|by|byline|writers?|contributors?|staff|people|profiles?|journalists?|redakteure|producers)/[^/?#]+/?(?:[?#]|\Z)",
    re.I,
)
_FOREIGN = frozenset(("script", "style", "aside", "footer", "nav"))
_ROOTS = frozenset(("html", "body", "main", "article"))
_CAPTIONS = ("figure", "figcaption", "aside", "footer", "nav")


def read_html(text: str, url: str | None) -> Page:
    """The claims of a page, however broken; raises nothing."""
    claims = Claims()
    root = parse(text)
    if root is None:
        return Page(claims, None)
    _read_meta(root, claims)
    _read_links(root, claims)
    for title in root.iter("title"):
        claims.add(Field.TITLE, _text_of(title), "html title")
        break
    claims.add(Field.LANGUAGE, root.get("lang") or root.get("xml:lang"), "html lang")
    known = {claim.value for field in (Field.URL, Field.TITLE) for claim in claims.of(field)} | (
        {url} if url else set()
    )
    scripts = (
        element.text or "" for element in root.iter("script") if "ld+json" in (element.get("type") or "").lower()
    )
    json_ld.read(scripts, frozenset(known), claims)
    _read_elements(root, claims)
    base = next((element.get("href") for element in root.iter("base") if element.get("href")), None)
    return Page(claims, base)


def _read_meta(root: etree._Element, claims: Claims) -> None:
    cards: dict[str, str] = {}
    found: list[tuple[int, Field, str, str]] = []
    for element in root.iter("meta"):
        name = (
            (
                element.get("property")
                or element.get("name")
                or element.get("itemprop")
                or element.get("http-equiv")
                or ""
            )
            .strip()
            .lower()
        )
        content = element.get("content")
        if not content or len(name) > 100:
            continue
        if name.startswith(("twitter:label", "twitter:data")):
            cards[name] = content
        elif name in _FIELD_OF:
            field, rank = _FIELD_OF[name]
            found.append((rank, field, content, name))
    for _, field, content, name in sorted(found, key=lambda entry: entry[0]):
        claims.add(field, content, f"meta {name}")
    for number in "12":
        if _CARD_LABEL.fullmatch(cards.get(f"twitter:label{number}", "").strip()):
            claims.add(Field.AUTHORS, cards.get(f"twitter:data{number}"), "meta twitter:data")


def _read_links(root: etree._Element, claims: Claims) -> None:
    for element in root.iter("link"):
        rel = (element.get("rel") or "").lower().split()
        if "canonical" in rel:
            claims.add(Field.URL, element.get("href"), "link canonical")
        elif "image_src" in rel:
            claims.add(Field.IMAGE, element.get("href"), "link image_src")


def _read_elements(root: etree._Element, claims: Claims) -> None:
    """`<time>`, rel=author, itemprop and the class names of bylines, outside of what is another story's."""
    # What follows a name of a field in the markup is in the order of the page: the article's own comes first.
    for seen, element in enumerate(
        root.iter("time", "a", "span", "div", "p", "address", "h1", "meta", "li", "b", "strong")
    ):
        if seen > _MOST_ELEMENTS:
            break
        attributes = element.attrib
        if not attributes and element.tag not in ("h1", "time"):
            continue
        if element.tag == "h1":
            claims.add(Field.TITLE, _text_of(element), "h1")
        prop = (attributes.get("itemprop") or "").lower()
        if element.tag == "time" or prop in ("datepublished", "datemodified", "datecreated"):
            _read_time(element, prop, claims)
        elif "author" in (attributes.get("rel") or "").lower().split() and element.tag == "a":
            _add_byline(element, "rel author", claims)
        elif prop in ("author", "creator"):
            name = next(
                (inner for inner in element.iter() if inner is not element and inner.get("itemprop") == "name"), element
            )
            _add_byline(name, "itemprop author", claims)
        elif (names := attributes.get("class")) and len(names) < 300 and _names_byline(names):
            _add_byline(element, "class author", claims)
        elif element.tag == "a" and _AUTHOR_PAGE.search((attributes.get("href") or "")[:300]):
            _add_byline(element, "author page", claims)


@lru_cache(maxsize=1024)
def _names_byline(names: str) -> bool:
    """A page has few class attributes, each on many elements."""
    return _BYLINE_NAME.search(names) is not None


def _read_time(element: etree._Element, prop: str, claims: Claims) -> None:
    if _of_another_story(element):
        return
    value = element.get("datetime") or element.get("content") or _text_of(element)
    names = f"{prop} {element.get('class') or ''} {element.get('id') or ''}".lower()
    around = element.getparent()
    if around is not None:
        names += f" {around.get('class') or ''} {(around.text or '')[-40:]}".lower()
    if re.search(r"modif|updat|aktualis|mis à jour|actualiz|atualiz|aggiorn", names):
        claims.add(Field.UPDATED, value, "itemprop" if prop else "time")
    else:
        claims.add(Field.PUBLISHED, value, "itemprop" if prop else "time")


def _add_byline(element: etree._Element, source: str, claims: Claims) -> None:
    if element.tag == "meta":
        claims.add(Field.AUTHORS, element.get("content"), source)
        return
    if _of_another_story(element):
        return
    text = _text_of(element)
    if text and len(text) <= _LONGEST_BYLINE:
        claims.add(Field.AUTHORS, text, source)


def _of_another_story(element: etree._Element) -> bool:
    at = element.getparent()
    for _ in range(8):
        if at is None or at.tag in ("body", "main"):
            break
        if at.tag in _CAPTIONS or _NOT_OF_THE_ARTICLE.search(_names(at)):
            return True
        at = at.getparent()
    return False


def own_html(text: str) -> str:
    """The page without its scripts and without the elements of other stories and of readers."""
    root = parse(text)
    if root is None:
        return ""
    foreign = [
        element
        for element in root.iter()
        if element.tag in _FOREIGN or (element.tag not in _ROOTS and _NOT_OF_THE_ARTICLE.search(_names(element)))
    ]
    for element in foreign:
        if (around := element.getparent()) is not None:
            around.remove(element)
    return etree.tostring(root, encoding="unicode", method="html")


def _names(element: etree._Element) -> str:
    return f"{(element.get('class') or '')[:300]} {(element.get('id') or '')[:100]}"


def _text_of(element: etree._Element) -> str:
    """The text at the beginning of an element, white space folded."""
    parts: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, inner in islice(walk, _LONGEST_WALK):
        if event == "end":
            parts.append("" if inner is element else inner.tail or "")
        elif inner.tag in ("script", "style", "template"):
            walk.skip_subtree()
        else:
            parts.append(inner.text or "")
    return " ".join(" ".join(parts).split())
