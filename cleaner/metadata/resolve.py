"""One value for each metadata field out of all candidates, by a stated precedence of their sources."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from html import unescape
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from cleaner.document import Kind, Label, LabelledBlock, Metadata
from cleaner.files.formats import host_of
from cleaner.metadata.authors import given_first, names_in, non_persons, person, persons_or_users, split_names
from cleaner.metadata.candidates import Candidates, MetadataField, PageCandidates, SiteNames, SourcedValue, plain
from cleaner.metadata.dates import Order, machine_date, order_of
from cleaner.metadata.from_blocks import read_blocks
from cleaner.metadata.htmldate_fallback import date_of_htmldate
from cleaner.metadata.language import language_of
from cleaner.metadata.text_authors import has_given_name, share_of_host
from cleaner.metadata.text_title import title_in_text
from cleaner.metadata.title import best_title, key_of, names_of_host
from cleaner.metadata.vocabulary import fold, words
from cleaner.text.lazy_pattern import lazy_pattern

# The sources of each field, the most trusted first; "meta *" stands for all meta tags that are not named. What people
# wrote for readers ("Published on …") comes before what machines filled in, and what is merely likely comes last.
_PRECEDENCE: Mapping[MetadataField, Sequence[str]] = {
    MetadataField.URL: ("link canonical", "meta og:url", "json-ld", "meta *"),
    MetadataField.LANGUAGE: ("html lang", "json-ld", "meta *"),
    MetadataField.SITE: ("meta og:site_name", "json-ld", "json-ld organization", "meta *"),
    MetadataField.DESCRIPTION: ("meta og:description", "meta description", "json-ld", "meta *"),
    MetadataField.IMAGE: ("meta og:image", "json-ld", "meta *", "link image_src"),
    MetadataField.PUBLISHED: (
        "meta article:published_time", "json-ld", "meta *", "itemprop", "block published", "block dateline", "time",
        "block timestamp", "address", "json-ld created", "block published behind", "block timestamp behind",
    ),
    MetadataField.UPDATED: ("json-ld", "meta *", "itemprop", "block timestamp", "time"),
    MetadataField.AUTHORS: (
        "json-ld person", "json-ld", "meta citation_author", "meta citation_authors", "meta article:author",
        "meta author", "meta parsely-author", "meta sailthru.author", "meta byl", "meta dc.creator",
        "meta twitter:data", "itemprop author", "block byline", "block byline behind", "rel author", "class author",
        "author page", "meta *", "block name", "block name behind", "site name", "json-ld organization",
    ),
    MetadataField.TAGS: ("meta article:tag", "json-ld", "meta *"),
}  # fmt: skip

# From this distance on, a visible "Published …" overrules the date for machines, which is then probably that of a
# migration, of a template or of a change.
_CONTRADICTION_DAYS = 2
# Sources that declare a person, so that a single word ("Susan") is a name.
_SINGLE_NAME_SOURCES = frozenset((
    "json-ld", "meta author", "meta parsely-author", "meta sailthru.author", "meta twitter:data", "meta article:author",
    "itemprop author", "rel author", "block byline", "block byline behind",
))  # fmt: skip
# Sources that declare a person, even where the name is a single word or the name of the site.
_PERSONS_ONLY = frozenset(("json-ld person",))
# Sources that may give the family name first: "Doe, Jane".
_CATALOGUE_SOURCES = frozenset(
    f"meta {name}" for name in "citation_author citation_authors dc.creator dcterms.creator".split()
)
# Sources whose names are more often than others those of other people on the page.
_GUESSED = frozenset(("author page", "block name", "block name behind", "site name"))
_LONGEST_TEAM = 100  # characters
# Sources whose further candidates belong to other stories, or repeat the first.
_FIRST_CANDIDATE_ONLY = frozenset(("class author", "author page"))
# The lines right below the title, and whose names are wrong where such a line has others; None for everybody's.
_OVERRULED_BY_LINE = {"block byline": None, "block name": _FIRST_CANDIDATE_ONLY}
_MOST_TAGS = 50
_LONGEST_TAG = 100  # characters
_LONGEST_SITE = 100  # characters
_TAG_SEPARATOR = lazy_pattern(r"[,;،、，]")
_MARKUP = lazy_pattern(r"</?[a-zA-Z][^<>]*>|<!--.*?-->")
_SLOGAN = lazy_pattern(r"\s[|–—-]\s|\s?\|\s?")
_SHORTEST_HOST = 3  # characters
# Marks of content management systems: "@post-id:1913719", "Lite:true", UUIDs and other long numbers.
_ID = lazy_pattern(
    r"@.*|[\w.-]+[:=][\w.-]+|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-fA-F]*\d[0-9a-fA-F]{11,}|\d{5,}"
)
# /2024/12/03/, /2024-12-03-ferry, /20241203/
_DATE_IN_ADDRESS = lazy_pattern(r"/((?:19|20)\d\d)([/-]?)(\d\d)\2(\d\d)(?=[/_-]|\Z)")
_REGION_OF_HOST = {
    "uk": "GB", "au": "AU", "nz": "NZ", "ie": "IE", "in": "IN", "za": "ZA", "sg": "SG", "ng": "NG", "ke": "KE",
    "gov": "US", "edu": "US", "us": "US",
}  # fmt: skip


_ListReader = Callable[[str, list[str]], tuple[str, ...]]


class _ResolvedList(NamedTuple):
    """The values of a field that holds several, and their source."""

    value: tuple[str, ...]
    source: str


def metadata_of(text: str, kind: Kind, blocks: Sequence[LabelledBlock], url: str | None) -> Metadata:
    """The metadata of a document: of `text` as it came in, and of its labelled blocks.

    `url` is the address of the page where the caller knows it; it overrules the one that the page gives itself.
    """
    page = _read_markup(text, kind, url)
    candidates = page.candidates
    resolve = partial(_resolve, candidates)
    address = SourcedValue(url, "caller") if url else resolve(MetadataField.URL, partial(absolute, base=page.base))
    at = address.value if address else None
    language = language_of(ordered(candidates, MetadataField.LANGUAGE), blocks)
    order = order_of(_with_region(language.value if language else None, at))
    sites = [candidate.value for candidate in candidates.of(MetadataField.SITE)]
    host, hosts = host_of(at or "").removeprefix("www."), names_of_host(at)
    owners = _owners(candidates, hosts)
    names = (*sites, host, host.partition(".")[0])
    site_names = SiteNames(tuple(name for name in names if name and name not in owners), hosts)
    read_blocks(blocks, _title_at(blocks, kind, at), order, site_names, candidates)
    _read_address(at, candidates)
    for owner in owners:
        candidates.add(MetadataField.AUTHORS, owner, "site name")
    answers: dict[MetadataField, SourcedValue | _ResolvedList | None] = {
        MetadataField.TITLE: best_title(candidates.of(MetadataField.TITLE), sites, at),
        MetadataField.PUBLISHED: _published(candidates, order) or _date_of_fallback(text, kind, at, order),
        MetadataField.UPDATED: resolve(MetadataField.UPDATED, partial(machine_date, order=order)),
        MetadataField.LANGUAGE: language,
        MetadataField.SITE: resolve(MetadataField.SITE, partial(_site_name, hosts=site_names.hosts)),
        MetadataField.URL: address,
        MetadataField.DESCRIPTION: resolve(MetadataField.DESCRIPTION, _without_markup),
        MetadataField.IMAGE: resolve(MetadataField.IMAGE, partial(absolute, base=page.base or at)),
        MetadataField.AUTHORS: _authors(candidates, partial(_names, site_names.names)),
        MetadataField.TAGS: _resolve_list(candidates, MetadataField.TAGS, _tags),
    }
    found = {str(field): answer for field, answer in answers.items() if answer is not None}
    sources = {field: answer.source for field, answer in found.items()}
    values: dict[str, Any] = {field: answer.value for field, answer in found.items()}
    return Metadata(sources=sources, **values)


def _read_markup(text: str, kind: Kind, url: str | None) -> PageCandidates:
    if kind is Kind.TEXT:
        return PageCandidates(Candidates(), None)
    # Late, so that plain text does not load lxml.
    from cleaner.metadata.from_elements import read_html

    return read_html(text, url)


def _title_at(blocks: Sequence[LabelledBlock], kind: Kind, at: str | None) -> int | None:
    if kind is Kind.TEXT:
        return title_in_text(blocks, at)
    return next((index for index, block in enumerate(blocks) if block.label is Label.TITLE), None)


def _read_address(at: str | None, candidates: Candidates) -> None:
    if at and (found := _DATE_IN_ADDRESS.search(at)) is not None:
        candidates.add(MetadataField.PUBLISHED, machine_date(f"{found[1]}-{found[3]}-{found[4]}"), "address")


def ordered(candidates: Candidates, field: MetadataField) -> list[SourcedValue]:
    """The candidates for a field by the precedence of their sources; those from sources without one are left out."""
    ranks = {source: rank for rank, source in enumerate(_PRECEDENCE[field])}
    rank_of_meta = ranks.get("meta *")
    ranked = [
        (ranks.get(candidate.source, rank_of_meta if candidate.source.startswith("meta ") else None), candidate)
        for candidate in candidates.of(field)
    ]
    known = [(rank, candidate) for rank, candidate in ranked if rank is not None]
    return [candidate for _, candidate in sorted(known, key=lambda pair: pair[0])]


def _resolve(candidates: Candidates, field: MetadataField, read: Callable[[str], str | None]) -> SourcedValue | None:
    """The first value that `read` accepts, as `read` returns it."""
    for candidate in ordered(candidates, field):
        if (value := read(candidate.value)) is not None:
            return SourcedValue(value, candidate.source)
    return None


def _resolve_list(candidates: Candidates, field: MetadataField, read: _ListReader) -> _ResolvedList | None:
    """The values that `read` finds in all candidates of one source, for the first source with any."""
    by_source: dict[str, list[str]] = {}
    for value, source in ordered(candidates, field):
        by_source.setdefault(source, []).append(value)
    # One list may hold persons and mere names.
    by_source = {
        source: [*given, *by_source.get("json-ld", [])] if source in _PERSONS_ONLY else given
        for source, given in by_source.items()
    }
    is_by_team = field is MetadataField.AUTHORS and any(map(_signs_as_team, by_source.items()))
    for source, given in by_source.items():
        if is_by_team and source in _GUESSED:
            continue
        if values := read(source, given):
            return _ResolvedList(values, source)
    return None


def _authors(candidates: Candidates, read: _ListReader) -> _ResolvedList | None:
    """The writers: those declared, unless the line that readers see below the title names only others.

    What is declared then is the account that put the article online, or the writer of another one.
    """
    best = _resolve_list(candidates, MetadataField.AUTHORS, read)
    for source, overruled in _OVERRULED_BY_LINE.items():
        visible = read(source, [found.value for found in candidates.of(MetadataField.AUTHORS, source)])
        whole = [fold(name) for name in visible if " " in name]
        if best is not None and whole and (overruled is None or best.source in overruled):
            declared = [fold(name) for name in best.value]
            if not any(one in name or name in one for one in whole for name in declared):
                return _ResolvedList(visible, source)
    return best


def _signs_as_team(declared: tuple[str, Sequence[str]]) -> bool:
    """Whether a page says in the place of its writer: "The Lantern Team". Then other names on it are no writers'.

    So it is where JSON-LD says that the author is an organization.
    """
    source, given = declared
    return source == "json-ld organization" or (
        source not in _GUESSED and any(words().teams & set(fold(value[:_LONGEST_TEAM]).split()) for value in given)
    )


# --- Addresses


def absolute(address: str, base: str | None) -> str | None:
    """An address of the web with scheme and host, resolved against `base`; None if it is none."""
    try:
        whole = urljoin(base or "", address)
        parts = urlsplit(whole)
        return whole if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:
        return None


def _with_region(language: str | None, at: str | None) -> str | None:
    """English without a region gets that of the host, if the host has one: dates differ between regions."""
    region = _REGION_OF_HOST.get(host_of(at or "").rpartition(".")[2])
    return f"en-{region}" if region and language == "en" else language


# --- Dates


def _published(candidates: Candidates, order: Order) -> SourcedValue | None:
    best = _resolve(candidates, MetadataField.PUBLISHED, partial(machine_date, order=order))
    if best is None:
        return _only_date(candidates, order)
    if best.source.startswith("block timestamp"):  # near the title, but not said to be that of publication
        by_address = candidates.of(MetadataField.PUBLISHED, "address")
        return next((found for found in by_address if _days_apart(found.value, best.value)), best)
    visible = candidates.of(MetadataField.PUBLISHED, "block published")
    is_seen = any(_days_apart(best.value, found.value) < _CONTRADICTION_DAYS for found in visible)
    return best if is_seen or not visible or best.source.startswith("block ") else visible[0]


def _only_date(candidates: Candidates, order: Order) -> SourcedValue | None:
    """The visible date of the last change, where a reader sees no other: then it is that of this version."""
    for candidate in candidates.of(MetadataField.UPDATED, "block timestamp"):
        if (iso := machine_date(candidate.value, order)) is not None:
            return SourcedValue(iso, "block updated")
    return None


def _date_of_fallback(text: str, kind: Kind, at: str | None, order: Order) -> SourcedValue | None:
    if kind is Kind.TEXT:
        return None
    from cleaner.metadata.from_elements import own_html

    found = date_of_htmldate(own_html(text), at)
    # htmldate takes the first figure for the day, whatever the language.
    return None if found and order is not Order.DAY_FIRST and _is_ambiguous(found.value, text) else found


def _is_ambiguous(iso: str, text: str) -> bool:
    """Whether a date was read from figures that may be day and month or month and day, such as 03/05/2024."""
    year, month, day = (int(part) for part in iso[:10].split("-"))
    if day > 12 or day == month or iso[:10] in text:
        return False
    figures = rf"0?{day}[./-]0?{month}|0?{month}[./-]0?{day}"
    return re.search(rf"(?<!\d)(?:{figures})[./-](?:{year}|{year % 100:02})(?!\d)", text) is not None


def _days_apart(one: str, two: str) -> int:
    return abs((date.fromisoformat(one[:10]) - date.fromisoformat(two[:10])).days)


# --- Names and tags


def _owners(candidates: Candidates, hosts: frozenset[str]) -> list[str]:
    """The person after whom the page says that its site is named, as its host is: "Ada Bell" of adabell.example.

    A magazine or a shop that bears the name of a person says in JSON-LD that it is an organization.
    """
    brands = {found.value for found in candidates.of(MetadataField.SITE, "json-ld organization")}
    declared = {found.value for found in candidates.of(MetadataField.AUTHORS, "meta author")}
    named = dict.fromkeys(found.value for found in candidates.of(MetadataField.SITE, "meta og:site_name"))
    return [
        name
        for name in named
        if name not in brands
        and person(name) == name
        and has_given_name(name)
        and (share_of_host(name, hosts) or name in declared)
    ]


def _names(site_names: Sequence[str], source: str, given: Sequence[str]) -> tuple[str, ...]:
    excluded = non_persons(site_names)
    found: dict[str, str] = {}
    for value in given:
        for name in _names_in(value, source, site_names, excluded):
            found.setdefault(fold(name), name)
        if found and source in _FIRST_CANDIDATE_ONLY:
            break
    whole = tuple(name for name in found.values() if " " in name)
    return whole if whole and source not in _PERSONS_ONLY else tuple(found.values())


def _names_in(value: str, source: str, site_names: Sequence[str], excluded: frozenset[str]) -> list[str]:
    if source in _CATALOGUE_SOURCES:
        value = given_first(value)
    found = names_in(value, site_names)
    # A blog may be named after its writer, so a declared person counts even if the name is the site's.
    if source in _PERSONS_ONLY and len(found) < 2:
        alone = persons_or_users(value, excluded) or [name for name in (person(value),) if name is not None]
        found = alone or found
    if not found and source in _SINGLE_NAME_SOURCES:
        return [name for part in split_names(value) if (name := person(part, excluded, fewest_words=1)) is not None]
    return found


def _tags(_source: str, given: Sequence[str]) -> tuple[str, ...]:
    """Every value is a list of tags; of tags that differ in case only, the first spelling and the last place count."""
    listed = [
        _without_markup(tag.strip().lstrip("#")) for value in given for tag in _TAG_SEPARATOR.split(unescape(value))
    ]
    found = {fold(tag): tag for tag in reversed(listed) if tag and len(tag) <= _LONGEST_TAG and not _ID.fullmatch(tag)}
    return tuple(reversed(found.values()))[:_MOST_TAGS]


def _without_markup(value: str) -> str | None:
    """A text without tags and entities, which some pages escape twice; None if nothing else is in it."""
    return plain(_MARKUP.sub(" ", unescape(unescape(value)))) or None


def _site_name(value: str, hosts: frozenset[str]) -> str | None:
    """A site's name without its slogan: "The Lantern" of "The Lantern | News from Eastmouth"; None if it is none."""
    parts = [part.strip() for part in _SLOGAN.split(_without_markup(value) or "") if part.strip()]
    long_hosts = [host for host in hosts if len(host) >= _SHORTEST_HOST]
    named = (part for part in parts if any(host in key_of(part) for host in long_hosts))
    name = next(named, parts[0] if parts else "")
    head, _, _ = name.partition(": ")
    if any(host in key_of(head) for host in long_hosts):
        name = head
    return name if name and len(name) <= _LONGEST_SITE and "://" not in name and not name.startswith("@") else None
