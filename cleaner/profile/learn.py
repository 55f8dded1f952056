"""The pages of a site -> its profile: lines, patterns and places of several pages, and how often they were kept."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from heapq import nsmallest
from typing import NamedTuple, TypeVar

from cleaner.document import Label
from cleaner.profile.collect import MOST_PAGES, LineFacts, PageFacts, PlaceFacts, short_hash

_FEWEST_PAGES = 2  # a line on one page tells nothing about the site
# Lines on one page are remembered while the site has no more pages than this: the next page may have them too.
_FEW_PAGES = 10
_MOST_LINES = 2000  # in a profile, and as many patterns
_MOST_PLACES = 150
# A line that is mostly dropped is boilerplate from this share of the pages, one that is mostly kept from the second.
_SHARE_OF_DROPPED = 0.02
_SHARE_OF_KEPT = 0.2
# A line that reads like the article is boilerplate all the same if it is on most pages and names the site.
_SHARE_OF_MOST = 0.5
_FEWEST_OF_MOST_PAGES = 3
_WORD_OF_NAME = re.compile(r"[^\W_]+")  # of a host, or of another name
_NAME_LETTERS = 5  # at least, of a name that is not in a line by chance
_UNMISTAKABLE_CHARACTERS = 60  # a line of as many does not recur by chance
_FEWEST_PAGES_OF_PLACE = 3
_MOSTLY_ARTICLE = 0.9  # shares of the words in a place that are kept
_HARDLY_ARTICLE = 0.02
# Two pages are one article if they have this share of their kept text in common, counted in lines of this length.
_SAME_ARTICLE_SHARE = 0.8
_COMPARED_LINE_CHARACTERS = 40
_PATTERN = "*\n"  # what distinguishes the hash of a pattern from that of a line


class LineCounts(NamedTuple):
    """A line on the pages of a site, by its form: on how many pages it is, is kept, and is surely kept.

    `label` is its most frequent label where it is dropped; an entry with `strike` does not count.
    """

    pages: int
    kept: int
    sure: int
    label: Label
    example: str
    strike: bool = False


class PlaceCounts(NamedTuple):
    """A place in the markup of a site: on how many pages it is, and how many words in it are kept and dropped."""

    pages: int
    kept: int
    dropped: int
    example: str
    strike: bool = False


class SiteProfile(NamedTuple):
    """What was learned about one site.

    `articles` are the keys of the pages that it was learned from. `once` are hashes of lines and patterns that are on
    one page only, with "+" if they are kept there and "!" if surely, while there are few pages.
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
        described = repr((sorted(self.articles), *(sorted(each.items()) for each in entries)))
        return blake2b(described.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


_Facts = TypeVar("_Facts", LineFacts, PlaceFacts)


def is_boilerplate(form: str, line: LineCounts, profile: SiteProfile) -> bool:
    """Whether a line on several pages of a site belongs to the site rather than to its articles."""
    pages = len(profile.articles)
    if line.strike or line.pages < _FEWEST_PAGES:
        return False
    if 2 * line.sure >= line.pages:
        return is_on_most(line, pages) and _names_site(form, profile.site)
    if 2 * line.kept > line.pages:
        return line.pages >= _SHARE_OF_KEPT * pages
    return len(form) >= _UNMISTAKABLE_CHARACTERS or line.pages >= _SHARE_OF_DROPPED * pages


def is_on_most(line: LineCounts, pages: int) -> bool:
    """Whether a line is on most of so many pages, and on enough of them to tell something."""
    return line.pages >= max(_FEWEST_OF_MOST_PAGES, _SHARE_OF_MOST * pages)


def _names_site(form: str, site: str) -> bool:
    """Whether the name of the site is in a line: it is in appeals and notes, not in refrains and quotations."""
    name = max(_WORD_OF_NAME.findall(site.casefold()), key=len, default="")
    return len(name) >= _NAME_LETTERS and name in form.replace(" ", "")


def holds_article(place: PlaceCounts) -> bool | None:
    """True if a place holds the article, False if it never does, None if it may hold anything."""
    if place.strike or place.pages < _FEWEST_PAGES_OF_PLACE:
        return None
    share = place.kept / (place.kept + place.dropped)
    return True if share >= _MOSTLY_ARTICLE else False if share <= _HARDLY_ARTICLE else None


def learn(profile: SiteProfile, pages: Mapping[str, PageFacts]) -> SiteProfile:
    """The profile with what more pages of its site show; `pages` are by their keys, and their order does not matter.

    Pages that it was learned from already, and those beyond MOST_PAGES, change nothing.
    """
    new = nsmallest(max(0, MOST_PAGES - len(profile.articles)), pages.keys() - profile.articles)
    distinct = _distinct([pages[key] for key in new])
    articles = profile.articles | {page.key for page in distinct}
    once = _LinesOfOnePage(profile.once)
    return SiteProfile(
        site=profile.site,
        articles=articles,
        lines=_add_lines(profile.lines, [page.lines for page in distinct], once, ""),
        patterns=_add_lines(profile.patterns, [page.patterns for page in distinct], once, _PATTERN),
        places=_add_places(profile.places, [page.places for page in distinct]),
        once=once.hashes() if len(articles) <= _FEW_PAGES else frozenset(),
    )


class _LinesOfOnePage:
    """The lines that are on one page only, by their hashes."""

    def __init__(self, once: Iterable[str]) -> None:
        self._marked = {text.rstrip("+!"): text for text in once}

    def take(self, form: str) -> LineCounts | None:
        """What is known about a line, which is then forgotten; None if it is on no page so far."""
        text = self._marked.pop(short_hash(form), None)
        return None if text is None else LineCounts(1, int(text[-1] in "+!"), int(text[-1] == "!"), Label.OTHER, "")

    def put(self, form: str, line: LineCounts) -> None:
        """Remember a line that is on one page."""
        name = short_hash(form)
        self._marked[name] = name + ("!" if line.sure else "+" if line.kept else "")

    def hashes(self) -> frozenset[str]:
        return frozenset(self._marked.values())


def _add_lines(
    known: Mapping[str, LineCounts], of_pages: Iterable[Mapping[str, LineFacts]], once: _LinesOfOnePage, prefix: str
) -> dict[str, LineCounts]:
    lines = dict(known)
    for form, facts in _by_name(of_pages):
        line = _counted(facts)
        before = known.get(form) or once.take(prefix + form)
        if before is not None:
            line = _sum(before, line)
        if line.pages >= _FEWEST_PAGES:
            lines[form] = line
        else:
            once.put(prefix + form, line)
    if len(lines) <= _MOST_LINES:
        return lines
    chosen = nsmallest(_MOST_LINES, lines, key=lambda form: (not lines[form].strike, -lines[form].pages, form))
    return {form: lines[form] for form in chosen}


def _by_name(of_pages: Iterable[Mapping[str, _Facts]]) -> list[tuple[str, list[_Facts]]]:
    """The facts of all pages about each line or place, ordered by its name."""
    found: dict[str, list[_Facts]] = defaultdict(list)
    for page in of_pages:
        for name, facts in page.items():
            found[name].append(facts)
    return sorted(found.items())


def _counted(of_pages: Sequence[LineFacts]) -> LineCounts:
    if len(of_pages) == 1:  # most lines are on one page
        facts = of_pages[0]
        return LineCounts(1, int(facts.kept > 0), int(facts.sure), facts.label, facts.example)
    dropped = [facts for facts in of_pages if not facts.kept] or of_pages
    labels = Counter(facts.label for facts in dropped)
    return LineCounts(
        pages=len(of_pages),
        kept=sum(facts.kept > 0 for facts in of_pages),
        sure=sum(facts.sure for facts in of_pages),
        label=min(labels, key=lambda label: (-labels[label], label)),
        example=min(facts.example for facts in dropped),
    )


def _sum(one: LineCounts, two: LineCounts) -> LineCounts:
    """Both together, with the label and the example of the one that was dropped more often."""
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
    places = dict(known)
    for name, facts in _by_name(of_pages):
        before = known.get(name) or PlaceCounts(0, 0, 0, min(each.example for each in facts))
        place = before._replace(
            pages=before.pages + len(facts),
            kept=before.kept + sum(each.kept for each in facts),
            dropped=before.dropped + sum(each.dropped for each in facts),
        )
        if place.pages >= _FEWEST_PAGES or place.kept > place.dropped:
            places[name] = place
    if len(places) <= _MOST_PLACES:
        return places

    def rank(name: str) -> tuple[bool, int, str]:
        place = places[name]
        return not place.strike, -place.kept - place.dropped, name

    return {name: places[name] for name in nsmallest(_MOST_PLACES, places, key=rank)}


def _distinct(pages: Sequence[PageFacts]) -> list[PageFacts]:
    """The pages without repetitions of an article: at a second address, or with a line changed."""
    chosen: list[tuple[PageFacts, dict[str, int]]] = []
    for page in pages:
        lines = page.lines.items()
        article = {form: len(form) for form, facts in lines if facts.kept and len(form) >= _COMPARED_LINE_CHARACTERS}
        if not any(_is_same_article(article, other) for _, other in chosen):
            chosen.append((page, article))
    return [page for page, _ in chosen]


def _is_same_article(one: Mapping[str, int], two: Mapping[str, int]) -> bool:
    shorter = min(sum(one.values()), sum(two.values()))
    return sum(size for form, size in one.items() if form in two) >= _SAME_ARTICLE_SHARE * max(shorter, 1)
