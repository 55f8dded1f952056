"""Steps of the decision that restore prose and quotations beside the article: over-removal is the worse mistake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cleaner.container import Container
from cleaner.document import Block, Label, Shape
from cleaner.label.selection import (
    LONG_PARAGRAPH_WORDS,
    LOWEST_BELOW,
    LOWEST_IN_RUN,
    LOWEST_INTERRUPTED,
    NEVER,
    TOPICS,
    Selection,
    holder,
    is_head,
    is_linked,
    is_long_prose,
    is_name,
)
from cleaner.rules.evidence import NO_EVIDENCE, Evidence
from cleaner.text.stats import UNSPACED, is_prose, measure

# A run of so many paragraphs, each of so many words, stays as a whole if a third of them do.
_RUN_PARAGRAPHS, _RUN_PARAGRAPH_WORDS = 4, 15
# On either side, in scripts without spaces: of a paragraph, and of a long one.
_LOWEST_UNSPACED, _LOWEST_LONG_UNSPACED = 0.1, 0.05
_LOWEST_ABOVE = 0.35
_ATTRIBUTION_WORDS, _LOWEST_ATTRIBUTION, _LOWEST_QUOTE = 12, 0.25, 0.05
# Of a paragraph beside a box of other stories: below its head, below its headlines, and above the article.
_LOWEST_BELOW_HEAD, _LOWEST_RESUMED, _LOWEST_ABOVE_TEXT = 0.3, 0.25, 0.45
_FEWEST_NAMES = 3  # of sections in plain text, that two words which interrupt it are not taken for them
_NAMES_OF_SECTIONS = (*TOPICS, Label.NEWSLETTER, Label.RELATED)
# These may interrupt an article; any other block that a certain rule knows may be its end.
_INTERRUPTIONS = (
    Label.AD,
    Label.CAPTION,
    Label.MEDIA_CONTROLS,
    Label.NEWSLETTER,
    Label.PAYWALL,
    Label.PULL_QUOTE,
    Label.SHARE,
)


def restore_prose_beside_boxes(page: Selection) -> None:
    """Restore a paragraph right below the head of other stories, in plain text, or between a box and the article."""
    blocks, chosen = page.blocks, page.chosen
    begun = next((at for at, is_chosen in enumerate(chosen) if is_chosen), len(blocks))
    resumed: set[int] = set()
    for at in range(1, len(blocks)):
        if chosen[at] or page.evidence[at] is not NO_EVIDENCE or not is_long_prose(blocks[at], True, page.is_foreign):
            continue
        least = _lowest_beside_box(page, at, begun, resumed)
        chosen[at] = page.scores[at].final >= least
        if chosen[at]:
            begun = min(begun, at)
            resumed.add(at)


def _lowest_beside_box(page: Selection, at: int, begun: int, resumed: set[int]) -> float:
    """The least score of a paragraph beside a box of other stories; NEVER if there is no box."""
    blocks, is_below_text = page.blocks, page.is_text() and begun < at
    if is_below_text and is_head(page, at - 1):
        return LOWEST_BELOW if blocks[at - 1].shape is Shape.HEADING else _LOWEST_BELOW_HEAD
    goes_on = at - 1 in resumed or _is_below_teasers(page, at)
    if is_below_text and blocks[at].shape is Shape.PARAGRAPH and goes_on:
        return _LOWEST_RESUMED
    is_above_text = page.chosen[at + 1 :][:1] == [True] and is_prose(blocks[at + 1])
    return _LOWEST_ABOVE_TEXT if is_above_text else NEVER


def _is_below_teasers(page: Selection, at: int) -> bool:
    """Whether two paragraphs follow the head of other stories and their headlines: the first is no summary of one."""
    if not all(_is_plain_prose(page, one) for one in range(at, min(at + 2, len(page.blocks)))):
        return False
    head = at - 1
    while head and page.evidence[head].pinned is None and not is_prose(page.blocks[head]):
        head -= 1
    found = page.evidence[head]
    return head < at - 1 and at + 1 < len(page.blocks) and found.opens_section and found.pinned is Label.RELATED


def _is_plain_prose(page: Selection, at: int) -> bool:
    return is_prose(page.blocks[at]) and page.evidence[at] is NO_EVIDENCE


def restore_prose(page: Selection) -> None:
    """Restore long paragraphs beside the article that have nothing against them: over-removal is the worse mistake.

    A paragraph is beside the article unless the head of a section, or a block pinned by a certain rule, is in between.
    """
    blocks, evidence, scores, chosen = page.blocks, page.evidence, page.scores, page.chosen
    named = _named_sections(page)
    interrupted = {at for at in range(1, len(blocks)) if at - 1 in named or evidence[at - 1].pinned in _INTERRUPTIONS}
    # Blocks that may end the article, its prose, and long paragraphs; no other block matters.
    relevant = [
        (at, is_end)
        for at, found in enumerate(evidence)
        if (is_end := found is not NO_EVIDENCE and at not in named and may_end_article(found))
        or (chosen[at] and is_prose(blocks[at]))
        or (found == NO_EVIDENCE and is_long_prose(blocks[at], at in interrupted, page.is_foreign))
    ]
    below, above = (LOWEST_BELOW, LOWEST_INTERRUPTED), (_LOWEST_ABOVE, _LOWEST_ABOVE)
    for order, (lowest, lowest_interrupted) in ((relevant, below), (relevant[::-1], above)):
        beside = False
        for at, is_end in order:
            least = _lowest_of(blocks[at], lowest_interrupted if at in interrupted else lowest)
            beside = not is_end and (chosen[at] or (beside and scores[at].final >= least))
            if beside:
                chosen[at] = True


def _named_sections(page: Selection) -> set[int]:
    """The names of parts of pages ("Comments", "Search") that stand alone between paragraphs and are of several kinds.

    The sections of an article are named so: below the article, readers' comments have one such name.
    """
    kinds = ((at, found.pinned or found.hint) for at, found in enumerate(page.evidence))
    return names_of_sections(page.blocks, {at: kind for at, kind in kinds if kind in _NAMES_OF_SECTIONS})


def names_of_sections(blocks: Sequence[Block], kinds: Mapping[int, object]) -> set[int]:
    """Those of the lines given, with their kinds, that stand alone above paragraphs, if they are of several kinds.

    All but the first paragraph's stand below one, too.
    """
    first = next((at for at, block in enumerate(blocks) if is_prose(block)), 0)
    named = {
        at
        for at in kinds
        if at < len(blocks) - 1 and (not at or blocks[at].gap) and blocks[at + 1].gap and is_name(blocks[at].text)
        if is_prose(blocks[at + 1]) and (at + 1 == first or is_prose(blocks[at - 1]))
    }
    return named if len({kinds[at] for at in named}) >= _FEWEST_NAMES else set()


def _lowest_of(block: Block, lowest: float) -> float:
    """The least score of a paragraph beside the article: of scripts without spaces the model knows little."""
    if not UNSPACED.search(block.text):
        return lowest
    return _LOWEST_LONG_UNSPACED if measure(block.text).words >= LONG_PARAGRAPH_WORDS else _LOWEST_UNSPACED


def restore_runs_of_prose(page: Selection) -> None:
    """Restore what sounds like boilerplate amid prose of the article: the article may be about just that.

    A run is of paragraphs that adjoin. Boilerplate is rarely of so many words, and seldom stands amid paragraphs.
    """
    blocks, evidence, scores, chosen = page.blocks, page.evidence, page.scores, page.chosen
    runs = [is_prose(block) and measure(block.text).words >= _RUN_PARAGRAPH_WORDS for block in blocks]
    start = 0
    for end in range(len(blocks) + 1):
        if end < len(blocks) and runs[end] and not evidence[end].opens_section:
            continue
        if end - start >= _RUN_PARAGRAPHS and any(chosen[start:end]) and 3 * sum(chosen[start:end]) >= end - start:
            # What a certain rule pins may be the article's amid the run, not at its ends.
            sure = [
                at
                for at in range(start, end)
                if chosen[at] or (evidence[at].pinned is None and scores[at].final >= _LOWEST_ABOVE)
            ]
            for at in range(sure[0], sure[-1] + 1):
                chosen[at] = chosen[at] or scores[at].final >= LOWEST_IN_RUN
        start = end + 1


def restore_quotes(page: Selection) -> None:
    """Restore a quotation right below the article's text in its element, and who said it: the brief lines below.

    In plain text, restore one that Markdown marks, right below a paragraph.
    """
    if page.is_text():
        for at in range(1, len(page.blocks)):
            is_quote = page.blocks[at].shape is Shape.QUOTE and page.evidence[at] is NO_EVIDENCE
            if is_quote and page.chosen[at - 1] and is_prose(page.blocks[at - 1]):
                page.chosen[at] = page.chosen[at] or page.scores[at].final >= _LOWEST_QUOTE
        return
    above: Container | None = None
    beside: Container | None = None
    for at, block in enumerate(page.blocks):
        quote = _quote_around(block)
        if quote is not None and page.evidence[at].pinned is None:
            is_below = quote is above and measure(block.text).words <= _ATTRIBUTION_WORDS
            is_whole = at == 0 or page.chosen[at - 1] or not _is_part_of(page.blocks[at - 1], quote)
            is_free = page.evidence[at] is NO_EVIDENCE and not is_linked(block)
            is_beside = quote.parent is beside and is_free and is_whole
            lowest = _LOWEST_ATTRIBUTION if is_below else _LOWEST_QUOTE if is_beside else NEVER
            page.chosen[at] = page.chosen[at] or page.scores[at].final >= lowest
        above = quote if page.chosen[at] else None
        around = quote.parent if quote else holder(block)
        if quote or page.chosen[at] or around is beside:  # what is in a box of its own comes not in between
            beside = around if quote or page.chosen[at] else None


def _is_part_of(block: Block, quote: Container) -> bool:
    """Whether a heading stands in a quotation: who is described there."""
    return block.shape is Shape.HEADING and block.markup is not None and quote in block.markup.container.ancestors


def _quote_around(block: Block) -> Container | None:
    if block.shape is not Shape.QUOTE or block.markup is None:
        return None
    around = (block.markup.container, *block.markup.container.ancestors)
    return next((element for element in around if element.tag == "blockquote"), None)


def may_end_article(evidence: Evidence) -> bool:
    """Whether a block may be where the article ends: what merely interrupts it is not."""
    if evidence.pinned is None:
        return evidence.opens_section
    if evidence.pinned is Label.RELATED:  # "See also: …" names one story, and is the head of nothing
        return evidence.opens_section
    return evidence.pinned not in _INTERRUPTIONS
