"""The title: of all the titles that a page gives itself, the one that most of its sources agree on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from cleaner.metadata.candidates import SourcedValue

# The weight of each source; the others have none. No source is right by itself: JSON-LD and Open Graph may hold titles
# written for search engines and for sharing, the main heading may be the site's name, the title block a teaser's.
_WEIGHTS = {
    "json-ld": 3.0,
    "h1": 3.0,
    "meta og:title": 2.5,
    "block like address": 3.0,
    "block title": 2.5,
    "html title": 2.0,
    "meta headline": 2.0,
    "meta citation_title": 2.0,
    "meta twitter:title": 1.0,
    "meta parsely-title": 1.0,
    "meta sailthru.title": 1.0,
    "json-ld name": 0.5,
    "meta title": 0.5,
}
# Of several main headings, none alone says which is the article's.
_H1_OF_SEVERAL_WEIGHT = 2.0
_MOST_H1 = 4
# The share of its weight that a longer title lends to a shorter one with which it ends or begins: "Kicker: Title",
# "Title - Site".
_LENT_BY_END, _LENT_BY_START = 0.8, 0.5
_SHORTEST_PART_WORDS = 3
_LONGEST_TITLE = 400  # characters
_LONGEST_KEY = 100  # characters of a site's name that are compared

_WORD = re.compile(r"[^\W_]+|[\u3040-\u30ff\u3400-\u9fff]")
_TAIL = re.compile(r"(.*\S)\s*(?:(\|)|[•·»]|\s[-–—:]\s|::)\s*(\S.*)", re.S)
_HEAD = re.compile(r"([^|•·»–—:]{2,40}?)\s*(?:[|•·»]|\s[-–—]|:)\s+(\S.*)", re.S)
_COMMON_HOST_LABELS = frozenset(
    ("www", "m", "blog", "news", "edition", "amp", "mobile", "com", "co", "org", "net", "gov", "ac")
)
_SOFT_HYPHEN = "\u00ad"

_Words = tuple[str, ...]


class _WeighedTitle(NamedTuple):
    """A candidate without the site's name, its words in lower case, and the weight of its source."""

    words: _Words
    weight: float
    candidate: SourcedValue


def best_title(candidates: Sequence[SourcedValue], sites: Iterable[str], url: str | None) -> SourcedValue | None:
    """The title with the most support, without the name of the site; None where no candidate is left.

    `sites` are names of the site, `url` is the address of the page.
    """
    return _elect(_weigh(candidates, frozenset(filter(None, map(_key, sites))), _host_key(url)))


def _weigh(candidates: Sequence[SourcedValue], sites: frozenset[str], host: str) -> list[_WeighedTitle]:
    headings = sum(candidate.source == "h1" for candidate in candidates)
    weights = {**_WEIGHTS, "h1": _H1_OF_SEVERAL_WEIGHT} if headings > 1 else _WEIGHTS
    weighed: list[_WeighedTitle] = []
    seen: Counter[str] = Counter()
    for value, source in candidates:
        seen[source] += 1
        is_one_too_many = seen[source] > (_MOST_H1 if source == "h1" else 1)
        if source not in weights or is_one_too_many or len(value) > _LONGEST_TITLE:
            continue
        title = without_site(value, sites, host).replace(_SOFT_HYPHEN, "")
        words = tuple(word.casefold() for word in _WORD.findall(title))
        if words and _key(title) not in sites:
            weighed.append(_WeighedTitle(words, weights[source], SourcedValue(title, source)))
    return weighed


def _elect(weighed: Sequence[_WeighedTitle]) -> SourcedValue | None:
    """The title with the most support, from the heaviest source that words it so; the first one where two are equal."""
    if not weighed:
        return None
    support = {
        words: sum(other.weight * _share_lent(other.words, words) for other in weighed) for words, _, _ in weighed
    }
    best = max(support, key=lambda words: support[words])
    return max((title for title in weighed if title.words == best), key=lambda title: title.weight).candidate


def _share_lent(longer: _Words, shorter: _Words) -> float:
    """The share of its weight, 0 to 1, with which one title supports another."""
    if longer == shorter:
        return 1.0
    size = len(shorter)
    if size < _SHORTEST_PART_WORDS or size > len(longer):
        return 0.0
    return _LENT_BY_END if longer[-size:] == shorter else _LENT_BY_START if longer[:size] == shorter else 0.0


def without_site(title: str, sites: frozenset[str], host: str) -> str:
    """A title without the site's name at its end or start, and without whatever follows a vertical bar.

    `sites` and `host` are keys: letters and digits only, in lower case. "Ferry Reopens - The Lantern" becomes
    "Ferry Reopens" where "thelantern" is one of the sites.
    """
    while (found := _TAIL.fullmatch(title)) is not None:
        is_behind_bar = found[2] is not None and len(found[1].split()) >= 2
        if not is_behind_bar and not _is_site(found[3], sites, host):
            break
        title = found[1]
    if (found := _HEAD.fullmatch(title)) is not None and _is_site(found[1], sites, host):
        title = found[2]
    return title


def _is_site(part: str, sites: frozenset[str], host: str) -> bool:
    name = _key(part)
    if not name:
        return False
    if len(name) > 2 and host and (name in host or host in name):
        return True
    return any(
        name == site or (len(site) > 4 and name.startswith(site)) or (len(name) > 3 and site.startswith(name))
        for site in sites
    )


def _key(text: str) -> str:
    return "".join(_WORD.findall(text.casefold()))[:_LONGEST_KEY]


def _host_key(url: str | None) -> str:
    """The part of a host that names the site: "lantern" of https://www.lantern.co.uk/ferry."""
    try:
        labels = (urlsplit(url or "").hostname or "").split(".")
    except ValueError:
        return ""
    names = [label for label in labels[:-1] if label not in _COMMON_HOST_LABELS]
    return _key(max(names, key=len)) if names else ""
