"""One answer a field out of all claims, by stated precedence, with its source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from urllib.parse import urljoin, urlsplit

from cleaner.document import Kind, LabelledBlock, Metadata
from cleaner.metadata.authors import names_in, person, person_or_user, strangers_of
from cleaner.metadata.candidates import Claim, Claims, Field, Page
from cleaner.metadata.dates import Order, machine_date, order_of
from cleaner.metadata.from_blocks import read_blocks, read_slug
from cleaner.metadata.htmldate_fallback import date_of_htmldate
from cleaner.metadata.language import language_of
from cleaner.metadata.title import best_title
from cleaner.metadata.vocabulary import fold

# Who is believed first. What people wrote for readers ("Published on …") comes before what machines filled in, where
# both are there; what is only likely comes last.
AUTHORS_BY = (
    "json-ld person", "json-ld", "meta citation_author", "meta article:author", "meta author", "meta parsely-author",
    "meta sailthru.author", "meta byl", "meta dc.creator", "meta twitter:data", "itemprop author", "block byline",
    "rel author", "class author", "author page", "meta *", "block name", "json-ld organization", "block name behind",
    "block author_bio",
)  # fmt: skip
PUBLISHED_BY = (
    "meta article:published_time", "json-ld", "meta *", "itemprop", "block published", "block dateline", "time",
    "block timestamp", "address", "json-ld created", "block published behind", "block timestamp behind", "htmldate",
)  # fmt: skip
UPDATED_BY = ("json-ld", "meta *", "itemprop", "block timestamp", "time")
SITE_BY = ("meta og:site_name", "json-ld", "json-ld organization", "meta *")
URL_BY = ("caller", "link canonical", "meta og:url", "json-ld", "meta *")
LANGUAGE_BY = ("html lang", "json-ld", "meta *")
IMAGE_BY = ("meta og:image", "json-ld", "meta *", "link image_src")
DESCRIPTION_BY = ("meta og:description", "meta description", "json-ld", "meta *")
TAGS_BY = ("meta article:tag", "json-ld", "meta *")

# From so many days on a visible "Published …" contradicts what the page tells machines, which is then a date of
# migration, of a template or of a change.
_DAYS_APART = 2
# Where a single name ("Susan") is one: what the page's own JSON calls a person.
_SINGLE_NAMES = frozenset(
    ("json-ld", "meta author", "meta twitter:data", "itemprop author", "rel author", "meta article:author")
)
# Where what comes after the first is another story's, or the same once more.
_FIRST_ONLY = frozenset(("block byline", "class author", "author page", "block name", "block name behind"))
_MOST_TAGS = 50
_LONGEST_TAG = 100
_LONGEST_SITE = 100
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](\d\d)[/-](\d\d)(?=[/-]|\Z)")
_REGION_OF_HOST = {
    "uk": "GB",
    "au": "AU",
    "nz": "NZ",
    "ie": "IE",
    "in": "IN",
    "za": "ZA",
    "sg": "SG",
    "ng": "NG",
    "ke": "KE",
    "gov": "US",
    "edu": "US",
    "us": "US",
}


def metadata_of(text: str, kind: Kind, blocks: Sequence[LabelledBlock], url: str | None) -> Metadata:
    """What a document says of itself: `text` as it came, and its blocks as they were labelled. Raises nothing."""
    page = _page(text, kind, url)
    claims = page.claims
    address = _address(page, url)
    at = address.value if address else None
    language = language_of(ordered(claims.of(Field.LANGUAGE), LANGUAGE_BY), blocks)
    order = order_of(_with_region(language.value if language else None, at))
    sites = [claim.value for claim in claims.of(Field.SITE)]
    strangers = [*sites, *_names_of_host(at)]
    read_blocks(blocks, order, strangers, claims)
    if kind is Kind.TEXT:
        read_slug(blocks, at, claims)
    if at and (found := _IN_ADDRESS.search(at)) is not None:
        claims.add(Field.PUBLISHED, "-".join(found.groups()), "address")
    updated = _first_date(claims.of(Field.UPDATED), UPDATED_BY, order)
    published = _published(claims, order) or _only_date(claims, order)
    if published is None and kind is Kind.HTML:
        from cleaner.metadata.from_elements import own_html

        published = date_of_htmldate(own_html(text), at)
    answers = {
        Field.TITLE: best_title(claims.of(Field.TITLE), sites, at),
        Field.PUBLISHED: published,
        Field.UPDATED: updated,
        Field.LANGUAGE: language,
        Field.SITE: next((claim for claim in ordered(claims.of(Field.SITE), SITE_BY) if _is_name(claim.value)), None),
        Field.URL: address,
        Field.DESCRIPTION: next(iter(ordered(claims.of(Field.DESCRIPTION), DESCRIPTION_BY)), None),
        Field.IMAGE: _image(page, at),
    }
    authors, authors_from = _authors(claims, strangers)
    tags, tags_from = _tags(claims)
    sources = {str(field): claim.source for field, claim in answers.items() if claim is not None}
    sources |= {name: source for name, source in (("authors", authors_from), ("tags", tags_from)) if source}
    values = {str(field): claim.value if claim else None for field, claim in answers.items()}
    return Metadata(authors=authors, tags=tags, sources=sources, **values)


def _page(text: str, kind: Kind, url: str | None) -> Page:
    if kind is Kind.TEXT:
        return Page(Claims(), None)
    # lxml is loaded for HTML only.
    from cleaner.metadata.from_elements import read_html

    return read_html(text, url)


def ordered(claims: Sequence[Claim], precedence: Sequence[str]) -> list[Claim]:
    """Claims in the order of their sources; "meta *" stands for the meta tags that are not named."""
    ranks = {source: rank for rank, source in enumerate(precedence)}
    any_meta = ranks.get("meta *")
    known = [
        (ranks.get(claim.source, any_meta if claim.source.startswith("meta ") else None), claim) for claim in claims
    ]
    return [claim for _, claim in sorted(((r, c) for r, c in known if r is not None), key=lambda entry: entry[0])]


# --- Addresses


def _address(page: Page, url: str | None) -> Claim | None:
    if url:
        return Claim(url, "caller")
    for claim in ordered(page.claims.of(Field.URL), URL_BY):
        if (address := absolute(claim.value, page.base)) is not None:
            return Claim(address, claim.source)
    return None


def _image(page: Page, at: str | None) -> Claim | None:
    for claim in ordered(page.claims.of(Field.IMAGE), IMAGE_BY):
        if (address := absolute(claim.value, page.base or at)) is not None:
            return Claim(address, claim.source)
    return None


def absolute(address: str, base: str | None) -> str | None:
    """The address of a page or a picture on the web, whole; None where it is none."""
    try:
        whole = urljoin(base or "", address)
        parts = urlsplit(whole)
        return whole if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def _names_of_host(at: str | None) -> list[str]:
    try:
        host = (urlsplit(at or "").hostname or "").removeprefix("www.")
    except ValueError:
        return []
    return [host, host.partition(".")[0]] if host else []


def _with_region(language: str | None, at: str | None) -> str | None:
    """English of no country is that of the country of the host, if it tells one."""
    if language != "en":
        return language
    names = _names_of_host(at)
    region = _REGION_OF_HOST.get(names[0].rpartition(".")[2]) if names else None
    return f"en-{region}" if region else language


# --- Dates


def _published(claims: Claims, order: Order) -> Claim | None:
    said = claims.of(Field.PUBLISHED)
    best = _first_date(said, PUBLISHED_BY, order)
    seen = next((claim for claim in said if claim.source == "block published"), None)
    if best is None or seen is None or best.source.startswith("block "):
        return best
    return seen if _days_apart(best.value, seen.value) >= _DAYS_APART else best


def _only_date(claims: Claims, order: Order) -> Claim | None:
    """Where a reader sees the date of the last change and no other: that of this version, as its source says."""
    return _first_date(
        [Claim(claim.value, "block updated") for claim in claims.of(Field.UPDATED, "block timestamp")],
        ("block updated",),
        order,
    )


def _first_date(claims: Sequence[Claim], precedence: Sequence[str], order: Order) -> Claim | None:
    for claim in ordered(claims, precedence):
        if (iso := machine_date(claim.value, order)) is not None:
            return Claim(iso, claim.source)
    return None


def _days_apart(one: str, two: str) -> int:
    return abs((date.fromisoformat(one[:10]) - date.fromisoformat(two[:10])).days)


# --- Names


def _authors(claims: Claims, strangers: Sequence[str]) -> tuple[tuple[str, ...], str | None]:
    """The names that the first source gives that gives any."""
    said = claims.of(Field.AUTHORS)
    known = strangers_of(strangers)
    for source in dict.fromkeys(claim.source for claim in ordered(said, AUTHORS_BY)):
        found: dict[str, str] = {}
        for claim in said:
            if claim.source == source:
                for name in _names(claim, strangers, known):
                    found.setdefault(fold(name), name)
                if found and source in _FIRST_ONLY:
                    break
        if found:
            return tuple(found.values()), source
    return (), None


def _names(claim: Claim, strangers: Sequence[str], known: frozenset[str]) -> list[str]:
    found = names_in(claim.value, strangers)
    if claim.source == "json-ld person" and len(found) < 2:
        # A writer's own site bears her name; what is called a person there and is spelt like one is she.
        own = person_or_user(claim.value, known) or person(claim.value)
        if own is not None:
            return [own]
    if (
        not found
        and claim.source in _SINGLE_NAMES
        and (single := person(claim.value, known, fewest_words=1)) is not None
    ):
        return [single]
    return found


def _tags(claims: Claims) -> tuple[tuple[str, ...], str | None]:
    """The tags that the first source gives that gives any; one that holds commas is a list."""
    said = ordered(claims.of(Field.TAGS), TAGS_BY)
    for source in dict.fromkeys(claim.source for claim in said):
        listed = [
            tag.strip() for claim in said if claim.source == source for tag in re.split(r"[,;،、，]", claim.value)
        ]
        found = {fold(tag): tag for tag in reversed(listed) if tag and len(tag) <= _LONGEST_TAG}
        if found:
            return tuple(reversed(found.values()))[:_MOST_TAGS], source
    return (), None


def _is_name(value: str) -> bool:
    return len(value) <= _LONGEST_SITE and "://" not in value and not value.startswith("@")
