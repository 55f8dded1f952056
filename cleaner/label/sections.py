"""Sections and their heads: what is below "More For You" goes; "Contact" above paragraphs of the article stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from cleaner.container import Container
from cleaner.document import MAIN_CONTENT, TEXT_FAMILY, Basis, Block, Label, Shape
from cleaner.label import reasons
from cleaner.label.labelling import Labelling
from cleaner.label.prose_steps import names_of_sections
from cleaner.label.selection import THRESHOLD, TOPICS, is_name, is_nearly_link
from cleaner.render.callouts import titles_callout
from cleaner.rules.evidence import NO_EVIDENCE
from cleaner.text.stats import UNSPACED, is_prose, measure

# The score from which a heading stays above a section that stays. In plain text nothing says that a line is a heading.
_LOWEST_HEAD = 0.2
# Rules of labels that may be topics, about words that are none: "View comments", "Next article", "Read on".
_BUTTONS = ("comments/control", "navigation/home", "navigation/paging", "navigation/read-on")
_HEADED = (Label.NEWSLETTER, Label.RELATED, Label.APP_PROMO, Label.PAYWALL, Label.COMMENTS)
_NO_BOXES = ("article", "main", "body", "html")
_CONTROLS_BELOW_HEAD = 4  # "Print", "Save", "Rate this recipe"
_LINES_ABOVE_SUMMARY, _WORDS_OF_SUMMARY = 2, 50
_HEAD_CHARACTERS, _UNSPACED_HEAD_CHARACTERS = 60, 25  # at most
# A head of these labels interrupts the article, whatever follows; a pull quote is no head.
_NO_HEADS = (Label.AD, Label.MEDIA_CONTROLS, Label.PULL_QUOTE)
_MOST_WORDS_BELOW_BOX, _MOST_WORDS_BELOW_LINES = 6, 3
_FEWEST_IN_ROW, _MOST_IN_ROW = 2, 20
_BLOCKS_OF_SERIES = 200  # at most, between two headings that are compared
_MOST_AROUND_NAME = 2  # elements around the name of a tab


def label_closing_section(page: Labelling) -> None:
    """Below the head of related stories or comments nothing is the article, unless the article resumes.

    It resumes with a paragraph of prose that reads like it: of all such paragraphs in 1,500 pages, other sites'
    included, each was the article's. In HTML a head that shares a box with something governs the box alone.
    """
    summaries = _summaries(page)
    paragraphs = [at for at in range(len(page.blocks)) if _is_paragraph(page, at) and at not in summaries]
    if not paragraphs:
        return
    for at, found in enumerate(page.evidence):
        if at < paragraphs[0] or not found.opens_section or found.pinned not in reasons.CLOSING_SECTIONS:
            continue
        if box := _box_of(page, at):
            section = [below for below in range(at + 1, len(page.blocks)) if _is_within(page.blocks[below], box)]
            if not any(_is_paragraph(page, one) for one in section):
                _close(page, section, found.pinned)
        elif at >= paragraphs[-1]:
            _close(page, range(at + 1, len(page.blocks)), found.pinned)
            return  # all below is closed


def _summaries(page: Labelling) -> set[int]:
    """What other stories say in plain text: the one paragraph below each of several heads that are alike.

    A headline and more, such as the caption of a picture, stand between. Below a headline alone the article may resume.
    """
    found: set[int] = set()
    if page.marked_up:
        return found
    heads = [at for at, item in enumerate(page.evidence) if item.opens_section and item.pinned is Label.RELATED]
    times = Counter(page.blocks[at].text for at in heads)
    for head, end in pairwise((*heads, len(page.blocks))):
        paragraphs = [at for at in range(head + 1, end) if _is_paragraph(page, at)]
        if times[page.blocks[head].text] > 1 and len(paragraphs) == 1 and paragraphs[0] > head + _LINES_ABOVE_SUMMARY:
            found.update(at for at in paragraphs if measure(page.blocks[at].text).words <= _WORDS_OF_SUMMARY)
    return found


def _close(page: Labelling, section: Sequence[int], label: Label) -> None:
    for at in section:
        if page.evidence[at].pinned is None and page.verdicts[at].label in TEXT_FAMILY:
            page.assign(at, label, reasons.CLOSING_SECTIONS[label], Basis.SECTION)


def _is_paragraph(page: Labelling, at: int) -> bool:
    return page.reads_as_text(at) and page.blocks[at].shape is Shape.PARAGRAPH


def _box_of(page: Labelling, head: int) -> Container | None:
    """The outermost element around a head, and around more than that, in which nothing of the article precedes it."""
    markup = page.blocks[head].markup
    if markup is None:
        return None
    taken = {id(element) for at in range(head) if page.reads_as_text(at) for element in _around(page.blocks[at])}
    free = [element for element in _around(page.blocks[head]) if id(element) not in taken]
    box = free[-1] if free else None
    return box if box and head + 1 < len(page.blocks) and _is_within(page.blocks[head + 1], box) else None


def _is_within(block: Block, box: Container) -> bool:
    if block.markup is None:
        return False
    container = block.markup.container
    between = container.depth - box.depth - 1  # elements
    return container.ancestors[between] is box if between >= 0 else container is box


def _around(block: Block) -> tuple[Container, ...]:
    return (block.markup.container, *block.markup.container.ancestors) if block.markup else ()


def label_heads_of_text(page: Labelling) -> None:
    """A dropped heading is the article's if what it heads is the article's, and so is something above it."""
    seen_text = False
    named, written_twice = _names_amid_text(page), _lines_written_twice(page)
    for at in range(len(page.blocks) - 1):
        verdict = page.verdicts[at]
        if verdict.label in TEXT_FAMILY:
            seen_text = True
        elif verdict.label not in MAIN_CONTENT and (
            at in named
            or (seen_text and any(holds(page, at) for holds in _HEADS))
            or (seen_text and at in written_twice and _is_in_contents(page, at, written_twice[at]))
        ):
            page.assign(at, Label.HEADING, reasons.HEAD_OF_TEXT, Basis.PLACE)
    for at in range(len(page.blocks) - 1):
        if page.verdicts[at].label not in MAIN_CONTENT and _is_of_series(page, at):
            page.assign(at, Label.HEADING, reasons.HEAD_OF_TEXT, Basis.PLACE)


def label_heads_of_boxes(page: Labelling) -> None:
    """A line that is no sentence goes with the box that it heads: "Love fixing things?" above a form for an address."""
    for at in range(page.body + 1, len(page.blocks) - 1):
        below = page.verdicts[at + 1].label
        if page.verdicts[at].label not in TEXT_FAMILY or page.reads_as_text(at):
            continue
        box, is_aside = _headed_by(page, at)
        if box and all(page.verdicts[one].label not in MAIN_CONTENT for one in box):
            are_links = all(is_nearly_link(page.blocks[one]) for one in box)
            label = below if below in _HEADED else Label.RELATED if is_aside or are_links else None
            if label is not None:
                for one in (at, *(box if are_links else ())):
                    page.assign(one, label, reasons.SECTIONS[label], Basis.SECTION)


def _headed_by(page: Labelling, at: int) -> tuple[Sequence[int], bool]:
    """The other blocks of the smallest box around a line and the one below it, and whether that is an aside.

    In plain text, a box is what adjoins without a blank line.
    """
    blocks = page.blocks
    if blocks[at].markup is None:
        end = next((one for one in range(at + 1, len(blocks)) if blocks[one].gap), len(blocks))
        return (range(at + 1, end) if blocks[at].gap else ()), False
    box = next((element for element in _around(blocks[at]) if _is_within(blocks[at + 1], element)), None)
    if box is None or box.tag in _NO_BOXES:
        return (), False
    # The blocks of an element follow one another.
    first, end = at, at + 1
    while first and _is_within(blocks[first - 1], box):
        first -= 1
    while end < len(blocks) and _is_within(blocks[end], box):
        end += 1
    return [*range(first, at), *range(at + 1, end)], box.tag == "aside"


def _is_of_row(page: Labelling, at: int) -> bool:
    """Whether a heading stands in a row of headings over what stays: the names of tabs, which say little themselves."""
    row = _row_of(page.blocks, at)
    if len(row) < _FEWEST_IN_ROW or row.stop == len(page.blocks) or page.verdicts[row.stop].label not in TEXT_FAMILY:
        return False
    is_likely = page.evidence[at] is NO_EVIDENCE and page.verdicts[at].score >= _LOWEST_HEAD
    return is_likely or any(page.verdicts[one].label is Label.HEADING for one in row)


def _row_of(blocks: Sequence[Block], at: int) -> range:
    """The headings of a level that are all there is in an element; none where a heading stands with something else."""
    near = _around(blocks[at])[1 : 1 + _MOST_AROUND_NAME] if blocks[at].shape is Shape.HEADING else ()
    for element in near:
        if element.tag.startswith("h") and element.tag[1:].isdigit():
            continue  # a button within a heading is a block of its own
        first = last = at
        while first > max(0, at - _MOST_IN_ROW) and _is_within(blocks[first - 1], element):
            first -= 1
        while last + 1 < min(len(blocks), at + _MOST_IN_ROW) and _is_within(blocks[last + 1], element):
            last += 1
        row = range(first, last + 1)
        if len(row) >= _FEWEST_IN_ROW:
            are_alike = all(blocks[one].shape is Shape.HEADING and blocks[one].level == blocks[at].level for one in row)
            return row if are_alike else range(at, at)
    return range(at, at)


def _is_of_series(page: Labelling, at: int) -> bool:
    """Whether a heading of HTML is above what stays, and another one of its level, in the same element, stays."""
    block = page.blocks[at]
    if page.title is None or at <= page.title or not _heads_kept_block(page, at):
        return False
    holder = _holder_of_head(block)
    near = range(max(0, at - _BLOCKS_OF_SERIES), min(len(page.blocks), at + _BLOCKS_OF_SERIES))
    return holder is not None and any(
        page.verdicts[one].label is Label.HEADING
        and page.blocks[one].level == block.level
        and _holder_of_head(page.blocks[one]) is holder
        for one in near
    )


def _heads_kept_block(page: Labelling, at: int) -> bool:
    block = page.blocks[at]
    if block.markup is None or block.shape is not Shape.HEADING or block.markup.hidden or _interrupts(page, at):
        return False
    headed = _below_controls(page, at)
    return headed is not None and _is_beside(block, page.blocks[headed], page.evidence[at].markup is None)


def _holder_of_head(head: Block) -> Container | None:
    tag = head.markup.tag if head.markup else ""
    return next((element.parent for element in _around(head) if element.tag == tag), None)


def _heads_text(page: Labelling, at: int) -> bool:
    block, verdict = page.blocks[at], page.verdicts[at]
    if verdict.score < _LOWEST_HEAD or _interrupts(page, at):
        return False
    if block.markup is not None:
        return _heads_kept_block(page, at)
    if page.verdicts[at + 1].label not in TEXT_FAMILY or not (block.gap and page.blocks[at + 1].gap):
        return False
    if page.evidence[at] is NO_EVIDENCE:
        return _looks_like_head(block) and page.reads_as_text(at + 1)
    return page.evidence[at].opens_section and verdict.score >= THRESHOLD


def _is_amid_text(page: Labelling, at: int) -> bool:
    """Whether a line of plain text that is a heading, or the name of a topic, stands between paragraphs that stay."""
    block, below, found = page.blocks[at], page.blocks[at + 1], page.evidence[at]
    if block.markup is not None or not (block.gap and below.gap) or not page.reads_as_text(at + 1):
        return False
    if _interrupts(page, at) or at == 0 or not page.reads_as_text(at - 1):
        return False
    if found.pinned_by.startswith(_BUTTONS):
        return False
    if block.shape is Shape.HEADING or found.pinned in TOPICS:
        return block.shape is Shape.HEADING or is_name(block.text)
    is_likely = found.pinned is None and page.verdicts[at].score >= _LOWEST_HEAD
    return is_likely and found is not NO_EVIDENCE and is_name(block.text)


def _names_amid_text(page: Labelling) -> set[int]:
    """The names that stand alone between paragraphs of a plain text; if there are several, they name its sections."""
    if page.marked_up:
        return set()
    lines = range(len(page.blocks) - 1)
    return names_of_sections(page.blocks, {at: page.blocks[at].text for at in lines if _is_between_text(page, at)})


def _is_between_text(page: Labelling, at: int) -> bool:
    is_below_text = at < page.body or page.reads_as_text(at - 1)
    return is_below_text and page.reads_as_text(at + 1) and not _interrupts(page, at)


def _lines_written_twice(page: Labelling) -> dict[int, int]:
    """The second place of each line that a plain text has twice, with its first."""
    texts = [] if page.marked_up else [block.text for block in page.blocks]
    twice = [text for text, times in Counter(texts).items() if times == 2]
    last = dict(zip(texts, range(len(texts)), strict=True))
    first = dict(zip(reversed(texts), range(len(texts) - 1, -1, -1), strict=True))
    return {last[text]: first[text] for text in twice}


def _is_in_contents(page: Labelling, at: int, above: int) -> bool:
    """Whether a line of plain text stands alone above a paragraph that stays, and `above`, too, among dropped ones."""
    is_alone = page.blocks[at].gap and page.blocks[at + 1].gap and page.evidence[at] is NO_EVIDENCE
    return is_alone and page.reads_as_text(at + 1) and page.verdicts[above].label is Label.NAVIGATION


def _is_below_box(page: Labelling, at: int) -> bool:
    """Whether a line of plain text that no rule knows stands between a box and a paragraph that stays."""
    block, below = page.blocks[at], page.blocks[at + 1]
    if block.markup is not None or page.evidence[at] is not NO_EVIDENCE or block.shape is not Shape.PARAGRAPH:
        return False
    if not (block.gap and below.gap) or not page.reads_as_text(at + 1) or page.verdicts[at - 1].label not in _HEADED:
        return False
    above = page.evidence[at - 1]
    if above.pinned is Label.RELATED and (above.opens_section or page.blocks[at - 1].text.endswith((":", "："))):
        return False  # the title of the other story
    is_alone = above.pinned in _HEADED  # other lines of the box may be as short
    is_short = len(block.text.split()) <= (_MOST_WORDS_BELOW_BOX if is_alone else _MOST_WORDS_BELOW_LINES)
    return is_short and block.text[0].isupper() and block.text[-1].isalpha()


def _heads_callout(page: Labelling, at: int) -> bool:
    """Whether a line of HTML that no certain rule knows is the title of a note or warning whose text stays."""
    markup, stays = page.blocks[at].markup, page.verdicts[at + 1].label in TEXT_FAMILY
    is_guess = page.evidence[at].pinned is None
    return markup is not None and stays and is_guess and titles_callout(markup.container)


def _interrupts(page: Labelling, at: int) -> bool:
    """Whether a head interrupts the article. Of a line of plain text that no rule knows, the label is a guess."""
    is_guess = not page.marked_up and page.evidence[at] is NO_EVIDENCE
    return page.verdicts[at].label in _NO_HEADS and not is_guess


def _below_controls(page: Labelling, at: int) -> int | None:
    """The block of the article below a heading: the next one, or a lower heading below buttons of the section."""
    level = page.blocks[at].level
    for below in range(at + 1, min(at + 2 + _CONTROLS_BELOW_HEAD, len(page.blocks))):
        if page.verdicts[below].label in TEXT_FAMILY:
            block = page.blocks[below]
            return below if below == at + 1 or (block.shape is Shape.HEADING and block.level > level) else None
        if page.blocks[below].shape is Shape.HEADING or is_prose(page.blocks[below]):
            return None
    return None


def _looks_like_head(block: Block) -> bool:
    """Whether a line of plain text is set like a sub-heading: in capitals, or in a script that has none, and short."""
    text = block.text
    if block.shape is not Shape.PARAGRAPH or text.endswith((".", "。", ":", "：")):
        return False
    if text.isupper():
        return len(text) <= _HEAD_CHARACTERS
    return len(text) <= _UNSPACED_HEAD_CHARACTERS and UNSPACED.search(text) is not None


def _is_beside(head: Block, below: Block, is_unnamed: bool) -> bool:
    """Whether the element around a heading holds the block below it too: a box would hold the heading alone.

    An element that no rule knows may hold the heading alone as well, with a link to edit the section.
    """
    tag = head.markup.tag if head.markup else ""
    around = next((element.ancestors for element in _around(head) if element.tag == tag), ())
    return any(_is_within(below, element) for element in around[: 2 if is_unnamed else 1])


# By each of these a dropped line may be the article's.
_HEADS = (_heads_text, _heads_callout, _is_of_row, _is_amid_text, _is_below_box)
