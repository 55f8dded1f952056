"""The pages of a site -> its profile: lines, patterns and places of several pages, and how often they were kept."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from heapq import nsmallest
from typing import NamedTuple

from cleaner.document import Label
from cleaner.profile.collect import MOST_PAGES, LineFacts, PageFacts, PlaceFacts, short_hash

FEWEST_PAGES = 2  # what stands on one page says nothing of the site
# Of a site of so few pages, lines that stand on one page are remembered: the next page may have them too.
_FEW_PAGES = 10
_MOST_LINES = 2000
_MOST_PLACES = 150
# A line that is mostly dropped counts from so large a share of the pages, one that is mostly kept from a larger one.
_SHARE_OF_DROPPED = 0.02
_SHARE_OF_KEPT = 0.2
# A line that reads like the article goes all the same if it stands on most pages and speaks of the site.
_SHARE_OF_MOST = 0.5
_FEWEST_OF_MOST = 3
_LABEL = re.compile(r"[^\W_]+")  # of a host, or a word of another name
_SHORTEST_NAME = 5  # letters
_TELLING = 60  # characters of a line that does not recur by chance
_FEWEST_PAGES_OF_PLACE = 3
_MOSTLY_ARTICLE = 0.9
_HARDLY_ARTICLE = 0.02
_SAME = 0.8  # the share of what is kept that two pages have in common, from which they are one article
_LONG = 40  # characters of a line that tells articles apart
_PATTERN = "*\n"  # what parts the hash of a pattern from that of a line


class LineCounts(NamedTuple):
    """A form of a line on the pages of a site: on how many it stands, on how many it is kept, and surely kept.

    `label` is the label that it has most often where it is dropped; `strike` says that it shall not count.
    """

    pages: int
    kept: int
    sure: int
    label: Label
    example: str
    strike: bool = False


class PlaceCounts(NamedTuple):
    """A place in the markup of a site's pages: on how many it is, and how many words in it are kept and dropped."""

    pages: int
    kept: int
    dropped: int
    example: str
    strike: bool = False


class SiteProfile(NamedTuple):
    """What was learned of one site.

    `articles` are the keys of the pages that it was learned from. `once` are hashes of lines and patterns that stand on
    one page, with whether they are kept there ("+") and surely kept ("!"), while there are few pages.
    """

    site: str
    articles: frozenset[str] = frozenset()
    lines: Mapping[str, LineCounts] = {}
    patterns: Mapping[str, LineCounts] = {}
    places: Mapping[str, PlaceCounts] = {}
    once: frozenset[str] = frozenset()

    @property
    def digest(self) -> str:
        """A hash of what was learned."""
        entries = (self.lines, self.patterns, self.places)
        told = repr((sorted(self.articles), *(sorted(each.items()) for each in entries)))
        return blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def is_boilerplate(form: str, line: LineCounts, profile: SiteProfile) -> bool:
    """Whether a line that stands on some pages of a site is the site's own and not the articles'."""
    pages = len(profile.articles)
    if line.strike or line.pages < FEWEST_PAGES:
        return False
    if 2 * line.sure >= line.pages:
        return is_on_most(line, pages) and _speaks_of(profile.site, form)
    if 2 * line.kept > line.pages:
        return line.pages >= _SHARE_OF_KEPT * pages
    return len(form) >= _TELLING or line.pages >= _SHARE_OF_DROPPED * pages


def is_on_most(line: LineCounts, pages: int) -> bool:
    """Whether a line stands on most of so many pages, and on enough for that to say something."""
    return line.pages >= max(_FEWEST_OF_MOST, _SHARE_OF_MOST * pages)


def _speaks_of(site: str, form: str) -> bool:
    """Whether a line has the name of the site in it: pleas and notes do, refrains and quotations do not."""
    name = max(_LABEL.findall(site.casefold()), key=len, default="")
    return len(name) >= _SHORTEST_NAME and name in form.replace(" ", "")


def holds_article(place: PlaceCounts) -> bool | None:
    """Whether a place holds the article, or never does; None where it may hold anything."""
    if place.strike or place.pages < _FEWEST_PAGES_OF_PLACE:
        return None
    share = place.kept / (place.kept + place.dropped)
    return True if share >= _MOSTLY_ARTICLE else False if share <= _HARDLY_ARTICLE else None


def learn(profile: SiteProfile, pages: Mapping[str, PageFacts]) -> SiteProfile:
    """A profile with what more pages of its site show, in whatever order they come.

    Pages that it was learned from already, and those beyond MOST_PAGES, change nothing.
    """
    wanted = nsmallest(max(0, MOST_PAGES - len(profile.articles)), pages.keys() - profile.articles)
    apart = _apart([pages[key] for key in wanted])
    articles = profile.articles | {page.key for page in apart}
    once = _Once.of(profile.once)
    lines = _add_lines(profile.lines, [page.lines for page in apart], once, "")
    patterns = _add_lines(profile.patterns, [page.patterns for page in apart], once, _PATTERN)
    return SiteProfile(
        site=profile.site,
        articles=articles,
        lines=lines,
        patterns=patterns,
        places=_add_places(profile.places, [page.places for page in apart]),
        once=once.left() if len(articles) <= _FEW_PAGES else frozenset(),
    )


class _Once:
    """The lines that stand on one page, by their hashes."""

    def __init__(self, facts: dict[str, str]) -> None:
        self._facts = facts

    @classmethod
    def of(cls, once: Iterable[str]) -> _Once:
        return cls({text.rstrip("+!"): text for text in once})

    def take(self, form: str) -> LineCounts | None:
        """What is known of a line that was on one page; it is forgotten here."""
        text = self._facts.pop(short_hash(form), None)
        return None if text is None else LineCounts(1, int(text[-1] in "+!"), int(text[-1] == "!"), Label.OTHER, "")

    def put(self, form: str, line: LineCounts) -> None:
        """Remember a line that is on one page."""
        name = short_hash(form)
        self._facts[name] = name + ("!" if line.sure else "+" if line.kept else "")

    def left(self) -> frozenset[str]:
        return frozenset(self._facts.values())


def _add_lines(
    known: Mapping[str, LineCounts], of_pages: Iterable[Mapping[str, LineFacts]], once: _Once, kind: str
) -> dict[str, LineCounts]:
    found: dict[str, list[LineFacts]] = defaultdict(list)
    for page in of_pages:
        for form, facts in page.items():
            found[form].append(facts)
    lines = dict(known)
    for form, all_facts in sorted(found.items()):
        line = _line(all_facts)
        before = known.get(form) or once.take(kind + form)
        if before is not None:
            line = _sum(before, line)
        if line.pages >= FEWEST_PAGES:
            lines[form] = line
        else:
            once.put(kind + form, line)
    return _most_frequent(lines)


def _most_frequent(lines: dict[str, LineCounts]) -> dict[str, LineCounts]:
    if len(lines) <= _MOST_LINES:
        return lines
    chosen = nsmallest(_MOST_LINES, lines, key=lambda form: (not lines[form].strike, -lines[form].pages, form))
    return {form: lines[form] for form in chosen}


def _line(all_facts: Sequence[LineFacts]) -> LineCounts:
    if len(all_facts) == 1:  # most lines are
        facts = all_facts[0]
        return LineCounts(1, int(facts.kept > 0), int(facts.sure), facts.label, facts.example)
    dropped = [facts for facts in all_facts if not facts.kept] or all_facts
    labels = Counter(facts.label for facts in dropped)
    return LineCounts(
        pages=len(all_facts),
        kept=sum(facts.kept > 0 for facts in all_facts),
        sure=sum(facts.sure for facts in all_facts),
        label=min(labels, key=lambda label: (-labels[label], label)),
        example=min(facts.example for facts in dropped),
    )


def _sum(one: LineCounts, two: LineCounts) -> LineCounts:
    """The two together; the label and the example are those of the one that was dropped more often."""
    more = max(one, two, key=lambda line: (bool(line.example), line.pages - line.kept, line.pages))
    return LineCounts(
        one.pages + two.pages,
        one.kept + two.kept,
        one.sure + two.sure,
        more.label,
        more.example,
        one.strike or two.strike,
    )


def _add_places(
    known: Mapping[str, PlaceCounts], of_pages: Iterable[Mapping[str, PlaceFacts]]
) -> dict[str, PlaceCounts]:
    found: dict[str, list[PlaceFacts]] = defaultdict(list)
    for page in of_pages:
        for name, facts in page.items():
            found[name].append(facts)
    places = dict(known)
    for name, all_facts in sorted(found.items()):
        before = known.get(name)
        place = PlaceCounts(
            pages=len(all_facts) + (before.pages if before else 0),
            kept=sum(facts.kept for facts in all_facts) + (before.kept if before else 0),
            dropped=sum(facts.dropped for facts in all_facts) + (before.dropped if before else 0),
            example=before.example if before else min(facts.example for facts in all_facts),
            strike=before is not None and before.strike,
        )
        if place.pages >= FEWEST_PAGES or place.kept > place.dropped:
            places[name] = place
    return _largest(places)


def _largest(places: dict[str, PlaceCounts]) -> dict[str, PlaceCounts]:
    if len(places) <= _MOST_PLACES:
        return places

    def rank(name: str) -> tuple[bool, int, str]:
        place = places[name]
        return not place.strike, -place.kept - place.dropped, name

    return {name: places[name] for name in nsmallest(_MOST_PLACES, places, key=rank)}


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
