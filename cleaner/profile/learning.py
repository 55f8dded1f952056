"""The pages of a site -> its profile: the lines, patterns and places of several pages, with how often they were kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from cleaner.document import Label
from cleaner.profile.counting import LineFacts, PageFacts, PlaceFacts

FEWEST_PAGES = 2  # what stands on one page says nothing of the site
_SAME = 0.8  # the share of what is kept that two pages have in common, from which they are one article
_LONG = 40  # characters of a line that tells articles apart


class Line(NamedTuple):
    """A form of a line on the pages of a site: on how many it stands, on how many it is kept, and surely kept.

    `label` is the label that it has most often where it is dropped; `strike` says that it shall not count.
    """

    pages: int
    kept: int
    sure: int
    label: Label
    example: str
    strike: bool = False


class Place(NamedTuple):
    """A place in the markup of a site's pages: on how many it is, and how many words in it are kept and dropped."""

    pages: int
    kept: int
    dropped: int
    example: str
    strike: bool = False


class SiteProfile(NamedTuple):
    """What was learned of one site. `articles` are the keys of the pages that it was learned from."""

    site: str
    articles: frozenset[str]
    lines: Mapping[str, Line]
    patterns: Mapping[str, Line]
    places: Mapping[str, Place]


def learn(site: str, pages: Mapping[str, PageFacts]) -> SiteProfile:
    """The profile of a site from what its pages show, in whatever order they come."""
    apart = _apart([pages[key] for key in sorted(pages)])
    return SiteProfile(
        site=site,
        articles=frozenset(page.key for page in apart),
        lines=_lines(page.lines for page in apart),
        patterns=_lines(page.patterns for page in apart),
        places=_places(page.places for page in apart),
    )


def _lines(of_pages: Iterable[Mapping[str, LineFacts]]) -> dict[str, Line]:
    found: dict[str, list[LineFacts]] = defaultdict(list)
    for lines in of_pages:
        for form, facts in lines.items():
            found[form].append(facts)
    return {form: _line(all_facts) for form, all_facts in sorted(found.items()) if len(all_facts) >= FEWEST_PAGES}


def _line(all_facts: Sequence[LineFacts]) -> Line:
    dropped = [facts for facts in all_facts if not facts.kept] or all_facts
    labels = Counter(facts.label for facts in dropped)
    label = min(labels, key=lambda label: (-labels[label], label))
    return Line(
        pages=len(all_facts),
        kept=sum(facts.kept for facts in all_facts),
        sure=sum(facts.sure for facts in all_facts),
        label=label,
        example=min(facts.example for facts in dropped),
    )


def _places(of_pages: Iterable[Mapping[str, PlaceFacts]]) -> dict[str, Place]:
    found: dict[str, list[PlaceFacts]] = defaultdict(list)
    for places in of_pages:
        for name, facts in places.items():
            found[name].append(facts)
    return {
        name: Place(
            len(all_facts),
            sum(facts.kept for facts in all_facts),
            sum(facts.dropped for facts in all_facts),
            min(facts.example for facts in all_facts),
        )
        for name, all_facts in sorted(found.items())
        if len(all_facts) >= FEWEST_PAGES
    }


def _apart(pages: Sequence[PageFacts]) -> list[PageFacts]:
    """The pages without those that are another one again: at a second address, or with a line changed."""
    chosen: list[tuple[PageFacts, dict[str, int]]] = []
    for page in pages:
        article = {form: len(form) for form, facts in page.lines.items() if facts.kept and len(form) >= _LONG}
        if not any(_same(article, other) for _, other in chosen):
            chosen.append((page, article))
    return [page for page, _ in chosen]


def _same(one: Mapping[str, int], two: Mapping[str, int]) -> bool:
    shorter = min(sum(one.values()), sum(two.values()))
    return sum(size for form, size in one.items() if form in two) >= _SAME * max(shorter, 1)
