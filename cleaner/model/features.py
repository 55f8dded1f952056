"""A block among its neighbours -> named features.

Surface features describe what is there: the words of a block, its shape, its place in the markup, what the rules and
the word models say of it, and the same of its neighbours. Context features describe the neighbours again, through the
scores that the surface features gave them.

A feature is a byte: a count, a flag, a code, or a share or score in 255ths. A page is described by columns, a bytes
object for each feature with one byte a block. Trees need no finer resolution, arithmetic with whole numbers has the
same result on every machine, and a page of some hundred blocks takes less time in plain Python than it takes to load
an array library.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import accumulate, pairwise
from math import log2
from operator import mul
from typing import NamedTuple

from cleaner.container import Container
from cleaner.document import Block, Family, Label, Shape
from cleaner.rules.evidence import Evidence
from cleaner.text.stats import WHOLE, Measures, measure

Columns = dict[str, bytes]

_SECTION_LABELS = {"related": Label.RELATED, "comments": Label.COMMENTS, "newsletter": Label.NEWSLETTER}
_PICTURE_LABELS = (Label.CAPTION, Label.CREDIT)
_TOP_LABELS = (Label.BYLINE, Label.TIMESTAMP, Label.KICKER)
_BOILERPLATE = frozenset(label for label in Label if label.family is Family.BOILERPLATE)
_WINDOW_BLOCKS = (4, 10, 25)  # on each side of a block
_SHAPE_CODES = {Shape.QUOTE: 1, Shape.TABLE: 2, Shape.CODE: 3}
_TAG_CODES = {"p": 1, "div": 2, "li": 3, "td": 4, "span": 5, "section": 6, "button": 7, "figcaption": 8}
# The features that a block has of its neighbours too, and of which neighbours: 1 is the block before it, -1 the next.
_FROM_NEIGHBOURS = {
    "words": (1, -1, 2, -2),
    "lexical": (1, -1, 2, -2),
    "list_item": (1, -1, 2, -2),
    "capitals": (1, -1),
    "ends_sentence": (1, -1),
    "heading": (1, -1),
    "hint": (1, -1),
    "pinned": (1, -1),
}

# Counts are cut off where more makes no difference.
_MAX_WORDS = 100
_MAX_DEPTH_ELEMENTS = 40
_MAX_REPEATS = 4
_MAX_WEIGHT_WORDS = 60  # a block that holds a whole page must not outweigh all others
_LONG_PROSE_WORDS = 15
_HORIZON_BLOCKS = 60  # distances beyond it count as this
_TITLE_HORIZON_BLOCKS = 80
# A page that is mostly prose counts as one of no more blocks, and distances on it shrink: nearly all long pages of the
# training owe their length to comments or to lists of stories, and a long report is neither.
_MOSTLY_PROSE, _MAX_BLOCKS_OF_PROSE = 0.5, 60
# Unless one in so many of its lines is one that comments have: who wrote it, and when.
_BLOCKS_A_COMMENT = 20
_OF_COMMENTS = (Label.BYLINE, Label.TIMESTAMP, Label.COMMENTS)
_STRONG_SCORE = 191  # in 255ths: three quarters
_LOGS = bytes(
    round(25 * log2(1 + count)) for count in range(1024)
)  # of counts: fine for small ones, coarse for large ones

_ANCESTOR_TAGS = {
    "in_nav": ("nav", "menu"),
    "in_header": ("header",),
    "in_footer": ("footer",),
    "in_aside": ("aside",),
    "in_form": ("form", "fieldset", "button", "label", "dialog"),
    "in_figure": ("figure", "figcaption", "caption"),
    "in_article": ("article",),
    "in_main": ("main",),
    "in_list": ("ul", "ol", "dl"),
    "in_table": ("table",),
}
_ARTICLE_WORDS = frozenset(
    "article content entry story post body text paragraph copy main prose richtext artikel articulo articolo".split()
)
_ANCESTOR_SIGNS = (*_ANCESTOR_TAGS, "article_words")
_ANCESTOR_BITS = {tag: 1 << place for place, tags in enumerate(_ANCESTOR_TAGS.values()) for tag in tags}
_ARTICLE_BIT = 1 << len(_ANCESTOR_TAGS)
_PATH_ELEMENTS = 4


class WordScores(NamedTuple):
    """What the word models say of each block, a byte each: of its text, and of the class and id words around it."""

    texts: bytes
    names: bytes  # empty without markup


class Groups(NamedTuple):
    """The blocks of a page in groups: the number of each block's group, and the weight of each group."""

    numbers: list[int]
    weights: list[int]


class Page(NamedTuple):
    """One document as the features see it.

    A mass is a share or score of each block in 255ths times the block's weight, so that a sum of masses over a sum of
    weights is a weighted mean.
    """

    blocks: Sequence[Block]
    evidence: Sequence[Evidence]
    word_scores: WordScores
    measures: Sequence[Measures]
    weights: list[int]  # of each block: its words, up to a limit, and one
    prose_mass: list[int]  # 255 of prose, 0 of any other block
    lexical_mass: list[int]  # the word model's score of its text
    link_mass: list[int]  # its link density; empty without markup
    groups: dict[str, Groups]  # by parent, by grandparent and by path; empty without markup
    counted_blocks: int  # their number, or less where they are mostly prose

    @property
    def marked_up(self) -> bool:
        """Whether the blocks come from markup."""
        return bool(self.groups)


def page_of(blocks: Sequence[Block], evidence: Sequence[Evidence], word_scores: WordScores) -> Page:
    """Measure the blocks of a document."""
    measures = [measure(block.text) for block in blocks]
    weights = [min(m.words, _MAX_WEIGHT_WORDS) + 1 for m in measures]
    marks = [block.markup for block in blocks if block.markup]
    return Page(
        blocks=blocks,
        evidence=evidence,
        word_scores=word_scores,
        measures=measures,
        weights=weights,
        prose_mass=[WHOLE * weight if m.prose else 0 for m, weight in zip(measures, weights, strict=True)],
        lexical_mass=list(map(mul, word_scores.texts, weights)),
        link_mass=[int(WHOLE * mark.link_density) * weight for mark, weight in zip(marks, weights, strict=False)],
        groups={name: _grouped(map(key, blocks), weights) for name, key in _GROUP_KEYS.items()} if marks else {},
        counted_blocks=_counted(measures, evidence),
    )


def _counted(measures: Sequence[Measures], evidence: Sequence[Evidence]) -> int:
    """As how many blocks a page counts."""
    size, prose = len(measures), sum([m.prose > 0 for m in measures])
    if size <= _MAX_BLOCKS_OF_PROSE or prose < _MOSTLY_PROSE * size:
        return size
    comments = sum([(item.pinned or item.hint) in _OF_COMMENTS for item in evidence])
    return size if _BLOCKS_A_COMMENT * comments > size else _MAX_BLOCKS_OF_PROSE


def surface_features(page: Page) -> Columns:
    """Compute the features of every block that need no score."""
    columns = _of_words(page) | _of_rules(page)
    columns |= _of_page(page, columns) | _of_prose_around(page)
    for name, distances in _FROM_NEIGHBOURS.items():
        for distance in distances:
            columns[f"{name}@{distance}"] = shifted(columns[name], distance)
    if page.marked_up:
        columns |= _of_markup(page) | _of_siblings(page)
    return columns


def context_features(page: Page, first: bytes) -> Columns:
    """Compute the features that the first scores give, a byte a block: its own, its neighbours' and its groups'."""
    weights = page.weights
    mass = list(map(mul, first, weights))
    columns: Columns = {"first": first}
    for distance in (1, 2, 3, 4, -1, -2, -3, -4):
        columns[f"first@{distance}"] = shifted(first, distance)
    for reach in (3, 10, 25):
        columns[f"first_before_{reach}"], columns[f"first_after_{reach}"] = means_beside(mass, weights, reach)
    sums = list(accumulate(mass, initial=0))
    total = sums.pop() or 1
    columns["mass_before"] = before = bytes([WHOLE * value // total for value in sums])
    columns["mass_after"] = bytes([WHOLE - value for value in before])
    columns["mass"] = bytes([_log_of(total // WHOLE)]) * len(mass)
    columns["off_run"] = _distances_to(best_run(first, weights), len(mass))
    strong = [score > _STRONG_SCORE and size > _LONG_PROSE_WORDS for score, size in zip(first, weights, strict=True)]
    columns["since_strong"], columns["until_strong"] = since(strong, _HORIZON_BLOCKS), until(strong, _HORIZON_BLOCKS)
    for name, groups in page.groups.items():
        columns[f"{name}_first"], columns[f"{name}_first_share"] = _by_group(groups, mass)
    return columns


def _of_words(page: Page) -> Columns:
    texts = [block.text for block in page.blocks]
    times = Counter(texts)
    measured = zip(*page.measures, strict=True)
    heading, item = Shape.HEADING, Shape.LIST_ITEM
    return {
        "words": bytes([min(count, _MAX_WORDS) for count in next(measured)]),
        **{name: bytes(column) for name, column in zip(Measures._fields[1:], measured, strict=True)},
        "lexical": page.word_scores.texts,
        "repeated": bytes([min(times[text], _MAX_REPEATS) for text in texts]),
        "gap": bytes([block.gap for block in page.blocks]),
        "heading": bytes([(b.level or 1) if b.shape is heading else 0 for b in page.blocks]),
        "list_item": bytes([block.shape is item for block in page.blocks]),
        "shape": bytes([_SHAPE_CODES.get(block.shape, 0) for block in page.blocks]),
    }


def _of_rules(page: Page) -> Columns:
    columns: Columns = {
        "pinned": bytes([_family_code(item.pinned) for item in page.evidence]),
        "hint": bytes([_family_code(item.hint) for item in page.evidence]),
        "hint_picture": bytes([item.hint in _PICTURE_LABELS for item in page.evidence]),
        "hint_top": bytes([item.hint in _TOP_LABELS for item in page.evidence]),
    }
    heads = [(at, item) for at, item in enumerate(page.evidence) if item.opens_section]
    size = len(page.evidence)
    columns["since_section"] = since_places([at for at, _ in heads], size, _HORIZON_BLOCKS)
    for name, label in _SECTION_LABELS.items():
        of_kind = [at for at, item in heads if label in (item.pinned, item.hint)]
        columns[f"since_{name}"] = since_places(of_kind, size, _HORIZON_BLOCKS)
    return columns


def _family_code(label: Label | None) -> int:
    if label is None:
        return 0
    return 2 if label in _BOILERPLATE else 1


def _of_page(page: Page, of_blocks: Columns) -> Columns:
    """Where on the page a block stands, and what kind of page it is: one model serves every rendering."""
    size = len(page.blocks)
    prose = [m.words for m in page.measures if m.prose]
    facts = {
        "page_blocks": _log_of(page.counted_blocks),
        "page_median": min(WHOLE, sorted(m.words for m in page.measures)[size // 2]),
        "page_gaps": WHOLE * of_blocks["gap"].count(1) // size,
        "page_prose": WHOLE * len(prose) // size,
        "page_prose_words": _log_of(sum(prose)),
        "page_lists": WHOLE * of_blocks["list_item"].count(1) // size,
    }
    columns = {name: bytes([value]) * size for name, value in facts.items()}
    columns["from_start"] = bytes([_log_of(page.counted_blocks * at // size) for at in range(size)])
    columns["from_end"] = columns["from_start"][::-1]
    columns["place"] = bytes([WHOLE * at // size for at in range(size)])
    return columns


def shrunk(page: Page, distances: bytes) -> bytes:
    """Distances in blocks as they are on a page of as many blocks as this one counts for."""
    size = len(page.blocks)
    return bytes([page.counted_blocks * distance // size for distance in distances])


def _log_of(count: int) -> int:
    return _LOGS[min(count, len(_LOGS) - 1)]


def _of_prose_around(page: Page) -> Columns:
    columns: Columns = {}
    for name, mass in (("prose", page.prose_mass), ("lexical", page.lexical_mass)):
        for reach in _WINDOW_BLOCKS:
            before, after = means_beside(mass, page.weights, reach)
            columns[f"{name}_before_{reach}"], columns[f"{name}_after_{reach}"] = before, after
    long = [m.prose and m.words >= _LONG_PROSE_WORDS for m in page.measures]
    columns["since_prose"], columns["until_prose"] = since(long, _HORIZON_BLOCKS), until(long, _HORIZON_BLOCKS)
    sums = list(accumulate(page.prose_mass, initial=0))
    total = sums.pop() or 1
    columns["prose_share_before"] = bytes([WHOLE * value // total for value in sums])
    return columns


def _of_markup(page: Page) -> Columns:
    marks = [block.markup for block in page.blocks if block.markup]
    containers = [mark.container for mark in marks]
    known: dict[int, int] = {}
    around = [_signs_around(container, known) for container in containers]
    columns = {name: bytes([bits >> place & 1 for bits in around]) for place, name in enumerate(_ANCESTOR_SIGNS)}
    columns["depth"] = bytes([min(container.depth, _MAX_DEPTH_ELEMENTS) for container in containers])
    columns["hidden"] = bytes([container.hidden for container in containers])
    links = bytes([int(WHOLE * mark.link_density) for mark in marks])
    columns["link_density"] = links
    columns["link_density@1"] = shifted(links, 1)
    columns["link_density@-1"] = shifted(links, -1)
    columns["links_around"] = means_around(page.link_mass, page.weights, 4)
    columns["tag"] = bytes([_TAG_CODES.get(mark.tag, 0) for mark in marks])
    columns["markup"] = bytes([_family_code(item.markup) for item in page.evidence])
    columns["names"] = page.word_scores.names
    is_main_heading = [block.shape is Shape.HEADING and block.level == 1 for block in page.blocks]
    columns["since_h1"] = shrunk(page, since(is_main_heading, _TITLE_HORIZON_BLOCKS))
    return columns


def _signs_around(container: Container, known: dict[int, int]) -> int:
    """The signs that stand around a container, a bit each; `known` remembers them by the container's id."""
    path = []
    at: Container | None = container
    while at is not None and id(at) not in known:
        path.append(at)
        at = at.parent
    bits = known[id(at)] if at is not None else 0
    for at in reversed(path):
        bits |= _ANCESTOR_BITS.get(at.tag, 0)
        if not _ARTICLE_WORDS.isdisjoint(at.words):
            bits |= _ARTICLE_BIT
        known[id(at)] = bits
    return bits


def _of_siblings(page: Page) -> Columns:
    """Main content shares a parent: how good the blocks of one parent are, and how much of the page they hold."""
    columns: Columns = {}
    for name, groups in page.groups.items():
        columns[f"{name}_prose"], columns[f"{name}_share"] = _by_group(groups, page.prose_mass)
        columns[f"{name}_lexical"], _ = _by_group(groups, page.lexical_mass)
    columns["parent_links"], _ = _by_group(page.groups["parent"], page.link_mass)
    return columns


def _parent(block: Block) -> Hashable:
    return id(_element_around(block))


def _grandparent(block: Block) -> Hashable:
    holder = _element_around(block)
    return id(holder.parent) if holder is not None else 0


def _path(block: Block) -> Hashable:
    if block.markup is None:
        return ()
    steps: list[Hashable] = [block.markup.tag]
    at: Container | None = block.markup.container
    for _ in range(_PATH_ELEMENTS):
        if at is None:
            break
        steps += (at.tag, at.words)
        at = at.parent
    return tuple(steps)


_GROUP_KEYS: dict[str, Callable[[Block], Hashable]] = {"parent": _parent, "grandparent": _grandparent, "path": _path}


def _element_around(block: Block) -> Container | None:
    """The element around the block-level element that the block fills."""
    if block.markup is None:
        return None
    at: Container | None = block.markup.container
    while at is not None and at.tag != block.markup.tag:
        at = at.parent
    return at.parent if at is not None else block.markup.container


def _grouped(keys: Iterable[Hashable], weights: Sequence[int]) -> Groups:
    known: dict[Hashable, int] = {}
    numbers = [known.setdefault(key, len(known)) for key in keys]
    return Groups(numbers, _sums(numbers, weights, len(known)))


def _by_group(groups: Groups, mass: Sequence[int]) -> tuple[bytes, bytes]:
    """For each block the weighted mean of its group, and the group's share of the page's mass."""
    numbers, weights = groups
    sums = _sums(numbers, mass, len(weights))
    total = sum(mass) or 1
    means = [m // weight for m, weight in zip(sums, weights, strict=True)]
    shares = [WHOLE * m // total for m in sums]
    return bytes([means[number] for number in numbers]), bytes([shares[number] for number in numbers])


def _sums(numbers: Iterable[int], values: Iterable[int], size: int) -> list[int]:
    sums = [0] * size
    for number, value in zip(numbers, values, strict=True):
        sums[number] += value
    return sums


def best_run(scores: Iterable[int], weights: Iterable[int]) -> tuple[int, int]:
    """The run of blocks (start and end, the end exclusive) with the most main content and the least of anything else.

    The maximum-sum run by Kadane's algorithm, over each block's weight times its score (a byte) less a half.
    """
    best, found, total, start = 0, (0, 0), 0, 0
    for at, (score, weight) in enumerate(zip(scores, weights, strict=True)):
        total += (2 * score - WHOLE) * weight
        if total <= 0:
            total, start = 0, at + 1
        elif total > best:
            best, found = total, (start, at + 1)
    return found


def _distances_to(run: tuple[int, int], size: int) -> bytes:
    """How many blocks each block stands before or after the run, at most 255; 0 within the run."""
    start, end = run
    ahead, behind = bytes(range(1, 256))[:start][::-1], bytes(range(1, 256))[: size - end]
    return ahead.rjust(start, b"\xff") + bytes(end - start) + behind.ljust(size - end, b"\xff")


def shifted(column: bytes, distance: int) -> bytes:
    """The column's value `distance` blocks before each block (after it, where negative); 0 beyond the ends."""
    size = len(column)
    if distance > 0:
        return (bytes(distance) + column)[:size]
    return (column + bytes(-distance))[-size:] if size else b""


def since(marks: Sequence[bool | int], at_most: int) -> bytes:
    """How many blocks before each block the last mark is: 0 on the mark itself, at most (and without any) `at_most`."""
    return since_places([at for at, mark in enumerate(marks) if mark], len(marks), at_most)


def since_places(places: Sequence[int], size: int, at_most: int) -> bytes:
    """The same, given the places of the marks in rising order."""
    nowhere = bytes([at_most])
    if not places:
        return nowhere * size
    ramp = bytes(range(at_most))
    steps = [ramp[: end - start].ljust(end - start, nowhere) for start, end in pairwise((*places, size))]
    return nowhere * places[0] + b"".join(steps)


def until(marks: Sequence[bool | int], at_most: int) -> bytes:
    """How many blocks after each block the next mark is, as `since` counts."""
    return since(marks[::-1], at_most)[::-1]


def means_beside(mass: Sequence[int], weights: Sequence[int], reach: int) -> tuple[bytes, bytes]:
    """The weighted means of up to `reach` blocks before each block, and of as many after it; 0 where there are none.

    The window before one block is the window after another, so each is summed once.
    """
    size, reach = len(mass), min(reach, len(mass))
    if not size:
        return b"", b""
    masses, sizes = list(accumulate(mass, initial=0)), list(accumulate(weights, initial=0))
    starts = range(size - reach + 1)
    windows = bytes([(masses[at + reach] - masses[at]) // (sizes[at + reach] - sizes[at]) for at in starts])
    head = bytes([masses[at] // sizes[at] for at in range(1, reach)])
    tail = bytes([(masses[size] - masses[at]) // (sizes[size] - sizes[at]) for at in range(size - reach + 1, size)])
    return b"\0" + head + windows[:-1], windows[1:] + tail + b"\0"


def means_around(mass: Sequence[int], weights: Sequence[int], reach: int) -> bytes:
    """The weighted mean of up to `reach` blocks on each side of a block, without the block; 0 where it is alone."""
    size = len(mass)
    masses, sizes = list(accumulate(mass, initial=0)), list(accumulate(weights, initial=0))
    lows = [0] * min(reach, size) + list(range(size - reach))
    highs = list(range(reach + 1, size)) + [size] * min(size, reach + 1)
    return bytes(
        [
            (masses[high] - masses[low] - m) // (sizes[high] - sizes[low] - weight) if high - low > 1 else 0
            for low, high, m, weight in zip(lows, highs, mass, weights, strict=True)
        ]
    )
