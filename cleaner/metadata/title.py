"""The title: of all the titles that a page gives itself, the one that most of its sources agree on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cleaner.files.formats import host_of
from cleaner.metadata.candidates import SourcedValue
from cleaner.metadata.vocabulary import fold, words
from cleaner.text.lazy_pattern import lazy_pattern

# The weight of each source; the others have none. No source is right by itself: JSON-LD and Open Graph may hold titles
# written for search engines and for sharing, the main heading may be the site's name, the title block a teaser's.
_WEIGHTS = {
    "json-ld": 3.0,
    "h1": 3.0,
    "block title": 2.5,
    "meta headline": 2.0,
    "meta citation_title": 2.0,
    "json-ld name": 0.5,
    "meta title": 0.5,
}
# These are written for machines, mostly from one field of the content management system. So the heaviest counts, and
# of the others only a part where they agree with it.
_MACHINE_WEIGHTS = {
    "meta og:title": 2.5,
    "html title": 2.0,
    "meta twitter:title": 1.0,
    "meta parsely-title": 1.0,
    "meta sailthru.title": 1.0,
}
_ECHO = 0.3
# Of several main headings, none alone says which is the article's.
_H1_OF_SEVERAL_WEIGHT = 2.0
_MOST_H1 = 4
# The share of its weight that a longer title for machines lends to a shorter one with which it ends or begins: "Kicker:
# Title", "Title - Site". A heading lends to JSON-LD alone: it may have a kicker in it.
_LENT_BY_END, _LENT_BY_START = 0.8, 0.5
_SHORTEST_PART_WORDS = 3
_SHORTEST_HEADLINE_WORDS = 4
_LONGEST_TITLE = 400  # characters
_LONGEST_KEY = 100  # characters of a site's name that are compared
_LONGEST_SECTION_WORDS = 4

_WORD = lazy_pattern(r"[^\W_]+|[\u3040-\u30ff\u3400-\u9fff]")
_TAIL = lazy_pattern(r"(.*\S)\s*(?:([|ㅣ｜│])|[•·»]|\s[-–—:]\s|::)\s*(\S.*)", re.S)
_HEAD = lazy_pattern(r"([^|ㅣ｜│•·»–—:]{2,40}?)\s*(?:[|ㅣ｜│•·»]|\s[-–—]|:)\s+(\S.*)", re.S)
# Home » Blog » Title, Blog / Title
_PATH = lazy_pattern(
    r"(?:(?:home|start(?:seite)?|inicio|accueil|blog|news|articles?)\s(?:[>»›→/:]\s)|[^>»›→]{2,40}\s[»›→]\s){1,5}(?=\S+\s\S)",
    re.I,
)
_PLAYER = lazy_pattern(r"\s*…?\s+Back to video\Z", re.I)
_LONGEST_NAME_OF_SITE_WORDS = 6
_COMMON_HOST_LABELS = frozenset(
    ("www", "m", "blog", "news", "edition", "amp", "mobile", "com", "co", "org", "net", "gov", "ac")
)

_Words = tuple[str, ...]


class _WeighedTitle(NamedTuple):
    """A candidate without the site's name, its words in lower case, and the weight of its source."""

    words: _Words
    weight: float
    is_for_machines: bool
    candidate: SourcedValue


def best_title(candidates: Sequence[SourcedValue], sites: Iterable[str], url: str | None) -> SourcedValue | None:
    """The title with the most support, without the name of the site; None where no candidate is left.

    `sites` are names of the site, `url` is the address of the page.
    """
    headlines = {key_of(found.value) for found in candidates if len(found.value.split()) >= _SHORTEST_HEADLINE_WORDS}
    names = frozenset(filter(None, map(key_of, sites))) - headlines  # some pages give their headline as the site's name
    return _elect(_weigh(candidates, names, names_of_host(url)))


def _weigh(candidates: Sequence[SourcedValue], sites: frozenset[str], hosts: frozenset[str]) -> list[_WeighedTitle]:
    headings = sum(candidate.source == "h1" for candidate in candidates)
    for_machines = {candidate.value for candidate in candidates if candidate.source in _MACHINE_WEIGHTS}
    weights = {**_WEIGHTS, **_MACHINE_WEIGHTS, **({"h1": _H1_OF_SEVERAL_WEIGHT} if headings > 1 else {})}
    weighed: list[_WeighedTitle] = []
    seen: Counter[str] = Counter()
    for value, source in candidates:
        seen[source] += 1
        is_one_too_many = seen[source] > (_MOST_H1 if source == "h1" else 1)
        if source not in weights or is_one_too_many or len(value) > _LONGEST_TITLE or is_notice(value):
            continue
        title = without_site(value, sites, hosts, has_section=source in _MACHINE_WEIGHTS)
        in_lower_case = tuple(word.casefold() for word in _WORD.findall(title))
        if in_lower_case and key_of(title) not in sites:
            is_for_machines = source in _MACHINE_WEIGHTS or (source == "json-ld" and value in for_machines)
            weighed.append(_WeighedTitle(in_lower_case, weights[source], is_for_machines, SourcedValue(title, source)))
    return weighed


def is_notice(text: str) -> bool:
    """Whether a line says something of the page in place of a title: "Page not found", "We'll be right back!"."""
    folded = fold(text[:_LONGEST_TITLE]).strip(" .!?…:")
    return folded in words().no_title or folded.startswith(tuple(words().no_title_start))


def _elect(weighed: Sequence[_WeighedTitle]) -> SourcedValue | None:
    """The title with the most support, from the heaviest source that words it so; the first one where two are equal."""
    if not weighed:
        return None
    best = max(dict.fromkeys(title.words for title in weighed), key=lambda words: _support(words, weighed))
    return max((title for title in weighed if title.words == best), key=lambda title: title.weight).candidate


def _support(words: _Words, weighed: Sequence[_WeighedTitle]) -> float:
    by_readers = sum(
        other.weight * _share_lent(other, words, weighed) for other in weighed if not other.is_for_machines
    )
    by_machines = sorted(
        (other.weight * _share_lent(other, words, weighed) for other in weighed if other.is_for_machines), reverse=True
    )
    return by_readers + sum(by_machines[:1]) + _ECHO * sum(by_machines[1:])


def _share_lent(longer: _WeighedTitle, shorter: _Words, weighed: Sequence[_WeighedTitle]) -> float:
    """The share of its weight, 0 to 1, with which one title supports another."""
    size = len(shorter)
    if longer.words == shorter:
        return 1.0
    if not _SHORTEST_PART_WORDS <= size <= len(longer.words):
        return 0.0
    if not longer.is_for_machines and not any(
        title.words == shorter and title.candidate.source == "json-ld" for title in weighed
    ):
        return 0.0
    by_start = _LENT_BY_START if longer.words[:size] == shorter else 0.0
    return _LENT_BY_END if longer.words[-size:] == shorter else by_start


def without_site(title: str, sites: frozenset[str], hosts: frozenset[str], has_section: bool = False) -> str:
    """A title without the site's name at its end or start and without the path that leads to it ("Home » Blog » …").

    `sites` and `hosts` are keys: letters and digits only, in lower case. "Ferry Reopens - The Lantern" becomes
    "Ferry Reopens" where "thelantern" is one of the sites. `has_section` cuts off a few words behind a vertical bar
    too, whatever they are: in titles for machines they are a section or a slogan.
    """
    title = _PLAYER.sub("", title)
    while (found := _TAIL.fullmatch(title)) is not None:
        is_section = (
            has_section
            and found[2] is not None
            and len(found[1].split()) > 2
            and len(found[3].split()) <= _LONGEST_SECTION_WORDS
        )
        if not is_section and not _is_site(found[3], sites, hosts):
            break
        title = found[1]
    if (found := _HEAD.fullmatch(title)) is not None and _is_name_of_site(found[1], sites | hosts):
        title = found[2]
    return title[found.end() :] if (found := _PATH.match(title)) is not None else title


def _is_site(part: str, sites: frozenset[str], hosts: frozenset[str]) -> bool:
    """Whether the end of a title begins with the site's name, or the site's name with it."""
    name = key_of(part)
    if not name or len(part.split()) > _LONGEST_NAME_OF_SITE_WORDS:
        return False
    if len(name) > 2 and any(name in host or (len(host) > 3 and host in name) for host in hosts):
        return True
    return any(
        name == site or (len(site) > 4 and name.startswith(site)) or (len(name) > 3 and site.startswith(name))
        for site in sites
    )


def _is_name_of_site(part: str, sites: frozenset[str]) -> bool:
    """Whether the start of a title is the site's name and no more: "Docker" is, "Docker Hardened Images" is not."""
    name = key_of(part).removeprefix("the")
    return len(name) > 1 and any(
        name.removesuffix("com") == site.removeprefix("the").removesuffix("com") for site in sites
    )


def key_of(text: str) -> str:
    """The letters and digits of a name in lower case, for comparisons: "thelantern" of "The Lantern"."""
    return "".join(_WORD.findall(text.casefold()))[:_LONGEST_KEY]


def names_of_host(url: str | None) -> frozenset[str]:
    """The parts of a host that may name the site: "lantern" of https://www.lantern.co.uk/ferry."""
    return frozenset(key_of(label) for label in host_of(url or "").split(".")[:-1] if label not in _COMMON_HOST_LABELS)
