"""The title: of all that a page calls its title, what most of them agree on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from cleaner.metadata.candidates import Claim

# How much each source's word weighs. None is right by itself: JSON-LD and Open Graph hold titles made for search and
# for sharing, the main heading may be the site's, the labelled block may be a teaser's.
WEIGHTS = {
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
# A page with several main headings says by none of them alone which is the article's.
_H1_OF_SEVERAL = 2.0
_MOST_H1 = 4
# What a longer title that ends, or begins, with a shorter one does for the shorter: "Kicker: Title", "Title - Site".
_ENDS, _BEGINS = 0.8, 0.5
_SHORTEST_PART = 3  # words
_LONGEST = 400

_WORD = re.compile(r"[^\W_]+|[\u3040-\u30ff\u3400-\u9fff]")
_TAIL = re.compile(r"(.*\S)\s*(?:(\|)|[•·»]|\s[-–—:]\s|::)\s*(\S.*)", re.S)
_HEAD = re.compile(r"([^|•·»–—:]{2,40}?)\s*(?:[|•·»]|\s[-–—]|:)\s+(\S.*)", re.S)
_COMMON_HOSTS = frozenset(
    ("www", "m", "blog", "news", "edition", "amp", "mobile", "com", "co", "org", "net", "gov", "ac")
)


def best_title(claims: Sequence[Claim], sites: Iterable[str], url: str | None) -> Claim | None:
    """The title that weighs most, without the name of the site; its source is the heaviest that says just so."""
    heads = sum(claim.source == "h1" for claim in claims)
    squashed = frozenset(filter(None, map(_squash, sites)))
    host = _host(url)
    weighed: list[tuple[tuple[str, ...], float, Claim]] = []
    seen: dict[str, int] = {}
    for claim in claims:
        seen[claim.source] = seen.get(claim.source, 0) + 1
        weight = WEIGHTS.get(claim.source, 0.0)
        if claim.source == "h1":
            weight = weight if heads == 1 else _H1_OF_SEVERAL
        if not weight or seen[claim.source] > (_MOST_H1 if claim.source == "h1" else 1) or len(claim.value) > _LONGEST:
            continue
        title = without_site(claim.value, squashed, host)
        if _squash(title) in squashed:
            continue
        spoken = tuple(word.casefold() for word in _WORD.findall(title.replace("\u00ad", "")))
        if spoken:
            weighed.append((spoken, weight, Claim(title.replace("\u00ad", ""), claim.source)))
    if not weighed:
        return None
    support = {
        spoken: sum(weight * _supports(other, spoken) for other, weight, _ in weighed) for spoken, _, _ in weighed
    }
    best = max(support, key=lambda spoken: support[spoken])
    return max((entry for entry in weighed if entry[0] == best), key=lambda entry: entry[1])[2]


def _supports(longer: tuple[str, ...], shorter: tuple[str, ...]) -> float:
    if longer == shorter:
        return 1.0
    size = len(shorter)
    if size < _SHORTEST_PART or size > len(longer):
        return 0.0
    return _ENDS if longer[-size:] == shorter else _BEGINS if longer[:size] == shorter else 0.0


def without_site(title: str, sites: frozenset[str], host: str) -> str:
    """A title without the name of the site at its end or its beginning, and without what follows on a bar.

    `sites` and `host` are squashed: letters and figures alone, in small letters.
    """
    while (found := _TAIL.fullmatch(title)) is not None:
        bar = found[2] is not None and len(found[1].split()) >= 2
        if not bar and not _is_site(found[3], sites, host):
            break
        title = found[1]
    if (found := _HEAD.fullmatch(title)) is not None and _is_site(found[1], sites, host):
        title = found[2]
    return title


def _is_site(part: str, sites: frozenset[str], host: str) -> bool:
    name = _squash(part)
    if not name:
        return False
    if len(name) > 2 and host and (name in host or host in name):
        return True
    return any(
        name == site or (len(site) > 4 and name.startswith(site)) or (len(name) > 3 and site.startswith(name))
        for site in sites
    )


def _squash(text: str) -> str:
    return "".join(_WORD.findall(text.casefold()))[:100]


def _host(url: str | None) -> str:
    """The part of an address that names the site: "thegardian" of https://www.thegardian.example.co.uk is not it."""
    try:
        labels = (urlsplit(url or "").hostname or "").split(".")
    except ValueError:
        return ""
    names = [label for label in labels[:-1] if label not in _COMMON_HOSTS]
    return _squash(max(names, key=len)) if names else ""
