"""Evidence and scores -> which blocks are main content, the article's own text.

A certain rule pins the label; every other rule is evidence; the model decides. Which label a block then gets is the
matter of `assign`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from cleaner.container import Container
from cleaner.document import MAIN_CONTENT, TEXT_FAMILY, Block, Label, Shape
from cleaner.model.scorer import Score
from cleaner.rules.evidence import NO_EVIDENCE, Evidence
from cleaner.text.stats import UNSPACED, is_prose, measure

# The score from which a block is main content, and the one from which a line of few words is that a rule takes for
# boilerplate or furniture.
THRESHOLD = 0.5
_HINTED_THRESHOLD, _DATED_THRESHOLD = 0.6, 0.55  # a date may be the article's own
_HINTED_WORDS = 30
# A long paragraph beside the article is main content from a much lower score: below the article, and above it, where
# teasers are.
_LOWEST_BELOW, _LOWEST_INTERRUPTED = 0.15, 0.05  # the second right below an advertisement or the like
# On either side, in scripts without spaces: of a paragraph, and of one as long as above.
_LOWEST_UNSPACED, _LOWEST_LONG_UNSPACED = 0.1, 0.05
_LOWEST_ABOVE = 0.35
_LONG_PARAGRAPH_WORDS = 25
_INTERRUPTED_PARAGRAPH_WORDS = 15  # right below an advertisement or the like, which lowers its score
_LONG_UNSPACED_PARAGRAPH_WORDS = 10  # in scripts without spaces a headline is shorter, and a sentence not much longer
# A run of so many paragraphs, each of so many words, stays as a whole if a third of them do, from the score given.
_RUN_PARAGRAPHS, _RUN_PARAGRAPH_WORDS, _LOWEST_IN_RUN = 4, 15, 0.1
_SURE_ITEM = 0.8  # a list is the article's if an item scores so much
# Of the items of a short list below a paragraph, in the same element. A longer one may be of offers or teasers.
_LOWEST_BESIDE_TEXT, _FEW_ITEMS = 0.03, 4
_ABOVE_LISTS = (Shape.PARAGRAPH, Shape.HEADING)
_LONGEST_BOX_BLOCKS = 12  # a box that may stand between the paragraph and the list
_WORDS_OF_ITEM = 5  # an item of a brief list has fewer
_MOST_ANNOUNCED_ENTRIES, _LOWEST_ENTRY = 100, 0.05
# Lines of plain text below one that ends with a colon, and such lines with blank ones in between.
_MOST_ANNOUNCED_LINES, _MOST_LINES_APART, _LOWEST_ANNOUNCED = 4, 12, 0.1
_LOWEST_AMID_LINES, _WORDS_OF_CELL = 0.1, 3
_BYLINE_ABOVE_BLOCKS, _SURE_BELOW_BYLINE = 3, 0.7
_OF_BYLINES = (Label.BYLINE, Label.TIMESTAMP)
_LOWEST_ANSWER = 0.2
_FEWEST_BESIDE, _LOWEST_WITHIN = 2, 0.3  # paragraphs of the article in an element; the score of another one there
_ATTRIBUTION_WORDS, _LOWEST_ATTRIBUTION, _LOWEST_QUOTE = 12, 0.25, 0.1
_QUESTIONS_OF_INTERVIEW, _QUESTION_WORDS, _LOWEST_QUESTION = 3, 40, 0.35
_AROUND_QUESTION, _MOST_AROUND_PANEL = 3, 4  # elements
_QUESTIONS_OF_LIST, _LOWEST_IN_QUESTIONS = 2, 0.05  # questions with brief answers in the element of the article
_LOWEST_BELOW_HEAD, _LOWEST_RESUMED, _LOWEST_ABOVE_TEXT = (
    0.3,
    0.25,
    0.45,
)  # of a paragraph beside a box of other stories
_COLONS, _QUESTION_MARKS, _FULL_STOPS = (":", "："), ("?", "？", "؟"), (".", "。", "।", "۔")
_NEVER = 2.0  # no score is so high
_MOST_LINKED, _NEARLY_ALL_LINKED = 0.3, 0.7  # shares of characters
_BOXED_THRESHOLD = 0.8
# A line above prose may be its heading, and more likely so if it is of few words.
_LAST_IN_BOX, _SENTENCE_IN_BOX, _WORDS_OF_HEADING = 0.7, 0.6, 3
_BOXES_OF_OTHERS = (Label.RELATED, Label.COMMENTS, Label.NEWSLETTER, Label.COOKIE_NOTICE)
_FORM = "newsletter/form"
_LINES_ABOVE_FORM = 2
_FEWEST_IN_CARDS, _SURE_PARAGRAPH = 4, 0.9  # titles and summaries; the score of a paragraph of the article
_MOST_AROUND_ITEM = 30  # elements
_LISTS = ("ul", "ol", "menu", "dl")
_OF_LISTS = ("ul", "ol", "menu", "li", "dl", "dd")
_NOTE = re.compile(r"\[\d{1,3}\] \w")  # plain text: "[1] Harbour ledger, page 9."
_STANZA_LINES, _VERSE_CHARACTERS = 3, 45  # at least so many lines, at most so long on average
_TEASER_WORDS = 20  # a headline below "Read also" has fewer, even one that is a sentence
# Certain rules know the names of these ("Comments", "Contact", "Search"), which may be topics of an article.
TOPICS = (Label.AUTHOR_BIO, Label.COMMENTS, Label.CONTACT, Label.COPYRIGHT, Label.NAVIGATION, Label.TAGS)
_MOST_WORDS_OF_TOPIC = 2
_FEWEST_NAMES = 3  # of sections in plain text, that two words which interrupt it are not taken for them
_NAMES_OF_SECTIONS = (*TOPICS, Label.NEWSLETTER, Label.RELATED)
_SENTENCE_WORDS = 10  # of what may be prose in a language whose stopwords are not known
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
_SET_PIECES = (Shape.CODE, Shape.FORMULA)
_TAGS_OF_BOXES = ("aside", "div", "section")
_NOT_OF_THE_TEXT = frozenset(("aside", "footer", "nav"))
_ENDS_OF_PAGES = frozenset(("footer", "nav"))
_MOST_AROUND_PROGRAM = 5  # elements between a program and the one that the text stands in
_NO_PLACE_FOR_PROGRAMS = (Label.AD, Label.COMMENTS, Label.NEWSLETTER, Label.RELATED, Label.PAYWALL, Label.COOKIE_NOTICE)
_BOXES = (Label.RELATED, Label.NEWSLETTER, Label.SHARE, Label.TAGS)


class _Selection(NamedTuple):
    """A document and what is chosen of it so far."""

    blocks: Sequence[Block]
    evidence: Sequence[Evidence]
    scores: Sequence[Score]
    chosen: list[bool]
    is_foreign: bool  # the function words of its language are not known

    def is_text(self) -> bool:
        """Whether the document is plain text."""
        return not self.blocks or self.blocks[0].markup is None


def decide(blocks: Sequence[Block], evidence: Sequence[Evidence], scores: Sequence[Score]) -> list[bool]:
    """Whether each block is taken for main content."""
    chosen = [
        score.final >= _threshold(block, found) if found.pinned is None else found.pinned in TEXT_FAMILY
        for block, found, score in zip(blocks, evidence, scores, strict=True)
    ]
    if _is_menu_alone(blocks, chosen):
        return [False] * len(blocks)
    steps = STEPS
    if not any(chosen):
        chosen = _best_of_poor(blocks, evidence, scores)
        steps = STEPS_OF_POOR if any(UNSPACED.search(block.text) for block in blocks) else ()
    sentences = [measure(block.text).prose for block in blocks if is_prose(block)]
    page = _Selection(blocks, evidence, scores, chosen, 2 * sum(sentences) < len(sentences))
    for step in steps:
        if page.is_text() or step not in FOR_TEXT:
            step(page)
    return chosen


def _is_menu_alone(blocks: Sequence[Block], chosen: Sequence[bool]) -> bool:
    """Whether all that is chosen of a page are links in its menu or footer: a page of nothing but boilerplate."""
    found = [block.markup for block, is_chosen in zip(blocks, chosen, strict=True) if is_chosen]
    return bool(found) and all(
        markup is not None
        and markup.link_density >= _NEARLY_ALL_LINKED
        and any(element.tag in _NOT_OF_THE_TEXT for element in markup.container.ancestors)
        for markup in found
    )


def _threshold(block: Block, evidence: Evidence) -> float:
    """A short line that a rule takes for something else has to look very much like the article.

    So has what is hidden, and what the markup takes for a reader's comment, or for a link to another story.
    """
    is_hidden = block.markup is not None and block.markup.hidden
    if is_hidden or (evidence.markup in _BOXES_OF_OTHERS and _is_foreign(block, evidence)):
        return _BOXED_THRESHOLD
    if evidence.hint is None or evidence.hint in MAIN_CONTENT or measure(block.text).words >= _HINTED_WORDS:
        return THRESHOLD
    return _DATED_THRESHOLD if evidence.hint is Label.TIMESTAMP else _HINTED_THRESHOLD


def _is_foreign(block: Block, evidence: Evidence) -> bool:
    return (
        is_nearly_link(block) or evidence.markup in (Label.COMMENTS, Label.COOKIE_NOTICE) or evidence.markup_by == _FORM
    )


def _restore_lists(page: _Selection) -> None:
    """A list is the article's as a whole, whatever single items begin with."""
    blocks, chosen = page.blocks, page.chosen
    start = 0
    for end in range(1, len(blocks) + 1):
        if end < len(blocks) and _continues_list(blocks[end - 1], blocks[end]):
            continue
        items = range(start, end)
        if blocks[start].shape is Shape.LIST_ITEM or _NOTE.match(blocks[start].text):
            lowest = _lowest_of_list(page, items)
            for at in items:
                chosen[at] = chosen[at] or page.scores[at].final >= lowest
            if _is_box_of_links(page, items) and not any(page.scores[at].final >= _BOXED_THRESHOLD for at in items):
                for at in items:
                    chosen[at] = False
        start = end


def _is_box_of_links(page: _Selection, items: range) -> bool:
    """Whether a list of HTML is nothing but links, and alone with its heading in an element without prose."""
    blocks, head = page.blocks, items.start - 1
    if len(items) < 2 or head < 0 or not all(is_nearly_link(blocks[at]) for at in items):
        return False
    box = _holder(blocks[items.start])
    if blocks[head].shape is not Shape.HEADING or box is None or box.tag not in _TAGS_OF_BOXES:
        return False
    beside = [at for at in (head - 1, items.stop) if 0 <= at < len(blocks)]
    return _holder(blocks[head]) is box and all(_holder(blocks[at]) is not box for at in beside)


def is_nearly_link(block: Block) -> bool:
    """Whether a block of HTML is a link with hardly a word beside it."""
    return block.markup is not None and block.markup.link_density >= _NEARLY_ALL_LINKED


def _lowest_of_list(page: _Selection, items: range) -> float:
    """The least score of an item that stays: most of the list does, one item surely, or the text goes on with it.

    A list with which the text goes on stays or goes as a whole, by its likeliest item.
    """
    is_kept = len(items) > 1 and 2 * sum(page.chosen[items.start : items.stop]) >= len(items)
    is_sure = any(page.scores[at].final >= _SURE_ITEM for at in items) or _NOTE.match(page.blocks[items.start].text)
    if is_kept and is_sure:
        return _LOWEST_IN_RUN
    if page.is_text():
        return _LOWEST_BELOW if _is_amid_prose(page, items) else _NEVER
    if max(page.scores[at].final for at in items) < _LOWEST_BESIDE_TEXT:
        return _NEVER
    return 0.0 if _is_beside_text(page, items) or _is_amid_text(page, items) else _NEVER


def _kept_around(page: _Selection, items: range) -> list[int]:
    """The blocks right above and below a list that are chosen."""
    return [at for at in (items.start - 1, items.stop) if 0 <= at < len(page.blocks) and page.chosen[at]]


def _is_amid_prose(page: _Selection, items: range) -> bool:
    """Whether a list of plain text stands between two paragraphs of the article, and no certain rule knows an item."""
    ends = _kept_around(page, items)
    are_prose = len(ends) > 1 and all(is_prose(page.blocks[at]) for at in ends)
    return are_prose and all(page.evidence[at].pinned is None for at in items)


def _is_amid_text(page: _Selection, items: range) -> bool:
    """Whether a list of HTML without links or buttons is all that stands between two paragraphs in their element."""
    ends = _kept_around(page, items)
    if len(ends) < 2 or not all(page.blocks[at].shape in _ABOVE_LISTS for at in ends):
        return False
    holders = {id(_holder(page.blocks[at])) for at in (*ends, items.start)}
    return len(holders) == 1 and all(_is_plain(page.blocks[at]) for at in items)


def _is_plain(block: Block) -> bool:
    """Whether a block of HTML has neither links nor buttons."""
    if block.markup is None or block.markup.link_density:
        return False
    around = (block.markup.container, *block.markup.container.ancestors[:2])
    return all(element.tag != "button" for element in around)


def _is_beside_text(page: _Selection, items: range) -> bool:
    """Whether a short list of HTML stands right below a paragraph or heading of the article, in the same element."""
    markups = [page.blocks[at].markup for at in items]
    if len(items) > _FEW_ITEMS or any(markup is None or markup.link_density > _MOST_LINKED for markup in markups):
        return False
    if any(page.evidence[at] is not NO_EVIDENCE for at in items):
        return False
    holder = _holder(page.blocks[items.start])
    above = range(items.start - 1, max(-1, items.start - _LONGEST_BOX_BLOCKS), -1)
    beside = next((at for at in above if holder is not None and _holder(page.blocks[at]) is holder), None)
    return beside is not None and page.chosen[beside] and page.blocks[beside].shape in _ABOVE_LISTS


def _holder(block: Block) -> Container | None:
    """The element around the paragraph, heading or list that a block is in."""
    at = block.markup.container if block.markup else None
    tag = block.markup.tag if block.markup else ""
    for _ in range(_MOST_AROUND_ITEM):
        parent = at.parent if at is not None else None
        if at is None or parent is None or (at.tag == tag and parent.tag not in _OF_LISTS):
            return parent
        at, tag = parent, parent.tag if at.tag == tag else tag
    return None


def _restore_numbered_heads(page: _Selection) -> None:
    """Numbered lines of plain text that stand alone above paragraphs name the parts of a list: most stay, or all do."""
    blocks = page.blocks
    heads = [
        at
        for at in range(len(blocks) - 1)
        if blocks[at].shape is Shape.LIST_ITEM and blocks[at].marker[0].isdigit() and page.evidence[at].pinned is None
        if blocks[at + 1].gap and is_prose(blocks[at + 1]) and page.chosen[at + 1]
    ]
    if len(heads) > 1 and 2 * sum(page.chosen[at] for at in heads) >= len(heads):
        _choose(page.chosen, heads)


def _restore_unspaced_lists(page: _Selection) -> None:
    """In scripts without spaces, of which the model knows little, a list between two paragraphs that stay stays too."""
    blocks, chosen = page.blocks, page.chosen
    start: int | None = None
    for at, (block, found, score) in enumerate(zip(blocks, page.evidence, page.scores, strict=True)):
        if block.shape is Shape.LIST_ITEM and found is NO_EVIDENCE and score.final >= _LOWEST_IN_RUN:
            start = at if start is None else start
            continue
        if start and chosen[at] and chosen[start - 1] and block.shape is Shape.PARAGRAPH:
            for item in range(start, at):
                chosen[item] = chosen[item] or UNSPACED.search(blocks[item].text) is not None
        start = None


def _continues_list(before: Block, block: Block) -> bool:
    if before.markup is None or block.markup is None:
        if block.gap:
            return False
        both = (before, block)
        return all(one.shape is Shape.LIST_ITEM for one in both) or all(_NOTE.match(one.text) for one in both)
    if before.shape is not Shape.LIST_ITEM or block.shape is not Shape.LIST_ITEM:
        return False
    outermost = _outermost_list(block)
    is_nested = outermost is not None and _outermost_list(before) is outermost
    return is_nested or before.markup.container.parent is block.markup.container.parent


def _outermost_list(block: Block) -> Container | None:
    """The list around an item, or the one around all lists that it is nested in."""
    around = block.markup.container.ancestors[:_MOST_AROUND_ITEM] if block.markup else ()
    found: Container | None = None
    for element in around:
        if element.tag in _LISTS:
            found = element
        elif element.tag not in _OF_LISTS:
            break
    return found


def _restore_prose_beside_boxes(page: _Selection) -> None:
    """Restore a paragraph right below the head of other stories, in plain text, or between a box and the article."""
    blocks, chosen = page.blocks, page.chosen
    begun = next((at for at, is_chosen in enumerate(chosen) if is_chosen), len(blocks))
    resumed: set[int] = set()
    for at in range(1, len(blocks)):
        if chosen[at] or page.evidence[at] is not NO_EVIDENCE or not _is_long_prose(blocks[at], True, page.is_foreign):
            continue
        is_below_head = page.is_text() and _is_head(page, at - 1) and begun < at
        is_above_text = at + 1 < len(blocks) and chosen[at + 1] and is_prose(blocks[at + 1])
        below = _LOWEST_BELOW if blocks[at - 1].shape is Shape.HEADING else _LOWEST_BELOW_HEAD
        is_resumed = page.is_text() and begun < at and (at - 1 in resumed or _is_below_teasers(page, at))
        is_resumed = is_resumed and blocks[at].shape is Shape.PARAGRAPH
        least = (
            below
            if is_below_head
            else _LOWEST_RESUMED
            if is_resumed
            else _LOWEST_ABOVE_TEXT
            if is_above_text
            else _NEVER
        )
        chosen[at] = page.scores[at].final >= least
        if chosen[at]:
            begun = min(begun, at)
            resumed.add(at)


def _is_below_teasers(page: _Selection, at: int) -> bool:
    """Whether two paragraphs follow the head of other stories and their headlines: the first is no summary of one."""
    pair = range(at, min(at + 2, len(page.blocks)))
    if not all(is_prose(page.blocks[one]) and page.evidence[one] is NO_EVIDENCE for one in pair):
        return False
    head = at - 1
    while head and page.evidence[head].pinned is None and not is_prose(page.blocks[head]):
        head -= 1
    found = page.evidence[head]
    return len(pair) > 1 and head < at - 1 and found.opens_section and found.pinned is Label.RELATED


def _restore_paragraphs_of_element(page: _Selection) -> None:
    """Restore a long paragraph of HTML that stands in one element with several of the article: a box is in between."""
    holders = Counter(
        id(_holder(block))
        for block, chosen in zip(page.blocks, page.chosen, strict=True)
        if chosen and block.shape is Shape.PARAGRAPH and is_prose(block)
    )
    for at, block in enumerate(page.blocks):
        if page.chosen[at] or page.evidence[at] is not NO_EVIDENCE or block.shape is not Shape.PARAGRAPH:
            continue
        if _is_long_prose(block, False, page.is_foreign) and not _is_linked(block):
            is_within = holders[id(_holder(block))] >= _FEWEST_BESIDE
            page.chosen[at] = is_within and page.scores[at].final >= _LOWEST_WITHIN


def _is_head(page: _Selection, at: int) -> bool:
    """Whether a line is the head of a section of the page, or set off like the name of a topic."""
    found = page.evidence[at]
    is_topic = found.pinned in TOPICS and is_name(page.blocks[at].text)
    return found.opens_section or (is_topic and page.blocks[at].gap and page.blocks[at + 1].gap)


def is_name(text: str) -> bool:
    """Whether a line may be the name of a topic: a word or two that are no sentence."""
    return len(text.split()) <= _MOST_WORDS_OF_TOPIC and text[-1].isalpha()


def _restore_lines(page: _Selection) -> None:
    """Restore the few lines right below one that ends with a colon: opening hours, prices, what to bring.

    Restore lines between two paragraphs, too, if most of them stay, or a third of very short ones: the cells of a
    table, the stops of a train.
    """
    blocks, chosen = page.blocks, page.chosen
    for at in range(len(blocks) - 1):
        is_announced = blocks[at].text.endswith(_COLONS)
        if not chosen[at] or not (is_announced or is_prose(blocks[at])):
            continue
        lines = range(at + 1, _end_of_lines(page, at + 1))
        if is_announced and all(chosen[one] or _is_free(page.evidence[one]) for one in lines):
            lowest = _LOWEST_ANNOUNCED
        elif len(lines) > 1 and _are_mostly_text(page, lines):
            lowest = _LOWEST_AMID_LINES
        else:
            continue
        for one in lines:
            chosen[one] = chosen[one] or page.scores[one].final >= lowest


def _are_mostly_text(page: _Selection, lines: range) -> bool:
    are_cells = all(page.blocks[at].text.count(" ") < _WORDS_OF_CELL for at in lines)
    least = len(lines) / (3 if are_cells else 2)
    are_likely = sum(page.chosen[lines.start : lines.stop]) >= least and any(page.chosen[lines.stop :][:1])
    return are_likely and all(page.evidence[at].pinned is None for at in lines)


def _end_of_lines(page: _Selection, start: int) -> int:
    """Where the lines end: at a blank line or, if all stand alone, at prose; at once if they are many."""
    blocks = page.blocks
    limit = min(len(blocks), start + _MOST_ANNOUNCED_LINES + 2)
    end = next((at for at in range(start + 1, limit) if blocks[at].gap), limit if limit == len(blocks) else start)
    if end != start + 1:
        return end
    apart = range(start, min(len(blocks), end + _MOST_LINES_APART))
    return next((at for at in apart if is_prose(blocks[at])), end)


def _is_free(found: Evidence) -> bool:
    """Whether no rule knows a line, or only as a time of day or a date."""
    return found is NO_EVIDENCE or (found.pinned is None and found.hint is Label.TIMESTAMP)


def _restore_announced_entries(page: _Selection) -> None:
    """Restore the table, or the brief list of HTML, right below a line that ends with a colon.

    Of a longer list, restore what a rule takes for something else: "Music" is no menu there.
    """
    blocks, chosen = page.blocks, page.chosen
    for at in range(1, len(blocks)):
        if not (chosen[at - 1] and blocks[at - 1].text.endswith(_COLONS)):
            continue
        end, most = at + 1, min(len(blocks), at + _MOST_ANNOUNCED_ENTRIES)
        while end < most and _continues_list(blocks[end - 1], blocks[end]):
            end += 1
        is_brief = end - at <= _FEW_ITEMS and all(
            blocks[one].text.count(" ") < _WORDS_OF_ITEM for one in range(at, end)
        )
        for one in range(at, end):
            found, block = page.evidence[one], blocks[one]
            is_due = block.shape is Shape.TABLE or (
                block.shape is Shape.LIST_ITEM and not _is_linked(block) and (is_brief or found is not NO_EVIDENCE)
            )
            if is_due and found.pinned is None:
                chosen[one] = chosen[one] or page.scores[one].final >= _LOWEST_ENTRY


def _is_linked(block: Block) -> bool:
    return block.markup is None or block.markup.link_density > _MOST_LINKED


def _restore_questions(page: _Selection) -> None:
    """Restore the questions of an interview, which stand alone above their answers."""
    asked = [at for at in range(len(page.blocks) - 1) if page.chosen[at + 1] and _is_question(page.blocks[at])]
    if sum(page.chosen[at] for at in asked) >= _QUESTIONS_OF_INTERVIEW:
        for at in asked:
            likely = page.scores[at].final >= _LOWEST_QUESTION and page.evidence[at].pinned is None
            page.chosen[at] = page.chosen[at] or likely


def _restore_questions_and_answers(page: _Selection) -> None:
    """Restore brief questions and answers in the element of the article's paragraphs or, in plain text, right below."""
    blocks, chosen = page.blocks, page.chosen
    holders = {id(_holder(block)) for block, is_chosen in zip(blocks, chosen, strict=True) if is_chosen}
    asked: list[int] = []
    for at in range(1, len(blocks) - 1):
        if not (blocks[at + 1].text.endswith(_FULL_STOPS) and _is_question(blocks[at])):
            continue
        is_below = chosen[at - 1] or at - 2 in asked[-1:]
        is_placed = is_below if page.is_text() else all(_is_within(block, holders) for block in blocks[at : at + 2])
        if is_placed and all(_may_be_asked(page, one) for one in (at, at + 1)):
            asked.append(at)
    if len(asked) >= _QUESTIONS_OF_LIST:
        for at in asked:
            chosen[at] = chosen[at + 1] = True


def _may_be_asked(page: _Selection, at: int) -> bool:
    found = page.evidence[at]  # "No." is a word of forms as well
    is_free = found.pinned is None and found.hint in (None, Label.OTHER)
    return is_free and page.scores[at].final >= _LOWEST_IN_QUESTIONS


def _restore_panels(page: _Selection) -> None:
    """Restore what a click opens in the element of the article's paragraphs, however brief."""
    holders = {
        id(_holder(block))
        for block, chosen in zip(page.blocks, page.chosen, strict=True)
        if chosen and block.markup and is_prose(block)
    }
    for at, block in enumerate(page.blocks):
        if page.chosen[at] or page.evidence[at] is not NO_EVIDENCE or block.markup is None or _is_linked(block):
            continue
        around = block.markup.container.ancestors[:_MOST_AROUND_PANEL]
        panel = next((element for element in (block.markup.container, *around) if element.tag == "details"), None)
        beside = panel.ancestors[: _AROUND_QUESTION + 1] if panel else ()
        if any(id(element) in holders for element in beside):
            page.chosen[at] = page.scores[at].final >= _LOWEST_IN_QUESTIONS


def _is_within(block: Block, holders: set[int]) -> bool:
    """Whether a block stands in one of the elements of these ids, or in an accordion or list in one of them."""
    at = _holder(block)
    near = [at, *at.ancestors[:_AROUND_QUESTION]] if at else []
    return any(id(element) in holders for element in near)


def _is_question(block: Block) -> bool:
    return block.text.endswith(_QUESTION_MARKS) and measure(block.text).words <= _QUESTION_WORDS


def _restore_answers(page: _Selection) -> None:
    """Restore the brief answer to a question of the article's."""
    for at in range(1, len(page.blocks)):
        block, above = page.blocks[at], page.blocks[at - 1]
        if page.chosen[at] or not page.chosen[at - 1] or page.evidence[at] is not NO_EVIDENCE or block.markup is None:
            continue
        is_brief = block.shape in (Shape.PARAGRAPH, Shape.LIST_ITEM) and block.markup.link_density <= _MOST_LINKED
        if is_brief and above.text.endswith(_QUESTION_MARKS) and page.scores[at].final >= _LOWEST_ANSWER:
            page.chosen[at] = True


def _leave_boxes(page: _Selection) -> None:
    """Lines below the head of a section belong to it, unless they are prose or look very much like the article.

    They do up to the next blank line or, where the head is set off by one itself, up to the next prose.
    """
    blocks, evidence, chosen = page.blocks, page.evidence, page.chosen
    in_box = is_apart = False
    for at, (block, found) in enumerate(zip(blocks, evidence, strict=True)):
        if found.pinned is not None:
            announces = found.pinned is Label.RELATED and block.text.endswith(_COLONS)  # "Read also:"
            in_box = (found.opens_section or announces) and found.pinned in _BOXES
            is_apart = at + 1 < len(blocks) and blocks[at + 1].gap
        elif not in_box or block.markup is not None or (block.gap and not is_apart) or _ends_box(page, at):
            in_box = False
        else:
            chosen[at] = chosen[at] and is_apart and page.scores[at].final >= _lowest_in_box(page, at)


def _ends_box(page: _Selection, at: int) -> bool:
    """Whether a line of plain text is the paragraph at which the article resumes."""
    block = page.blocks[at]
    if is_prose(block):
        return block.gap or not _is_teaser(at, page.blocks, page.evidence)
    return block.text.endswith(_FULL_STOPS) and page.scores[at].final >= _SENTENCE_IN_BOX


def _lowest_in_box(page: _Selection, at: int) -> float:
    """The least score of a line that is not part of the box above it, but may be the heading of what follows."""
    below = page.blocks[at + 1 : at + 2]
    is_last = any(block.shape is Shape.LIST_ITEM for block in below) or (bool(below) and _ends_box(page, at + 1))
    if not is_last:
        return _BOXED_THRESHOLD
    return THRESHOLD if measure(page.blocks[at].text).words <= _WORDS_OF_HEADING else _LAST_IN_BOX


def _is_teaser(at: int, blocks: Sequence[Block], evidence: Sequence[Evidence]) -> bool:
    """Whether a line is all that stands below the head of a section, set off with it by blank lines."""
    is_alone = at + 1 < len(blocks) and blocks[at + 1].gap and evidence[at - 1].opens_section
    text = blocks[at].text
    return is_alone and not text.endswith((".", "。")) and measure(text).words < _TEASER_WORDS


def _leave_cards(page: _Selection) -> None:
    """Leave the titles and summaries of other stories, by turns below their head: nothing else follows in the text."""
    blocks, evidence = page.blocks, page.evidence
    for head, found in enumerate(evidence):
        if not (found.opens_section and found.pinned is Label.RELATED):
            continue
        end = head + 1
        while end + 1 < len(blocks) and not is_prose(blocks[end]) and is_prose(blocks[end + 1]):
            if any(evidence[at].pinned is not None for at in (end, end + 1)):
                break
            end += 2
        cards = range(head + 1, end)
        is_last = not any(page.chosen[end:]) and all(page.scores[at].final < _SURE_PARAGRAPH for at in cards)
        if len(cards) >= _FEWEST_IN_CARDS and is_last:
            for at in cards:
                page.chosen[at] = False


def _leave_forms(page: _Selection) -> None:
    """Leave the lines of HTML between "Newsletter" and the button to sign up, unless they look much like the text."""
    for at, found in enumerate(page.evidence):
        if found.pinned is not Label.NEWSLETTER or page.blocks[at].shape is not Shape.HEADING:
            continue
        below = range(at + 1, min(at + 2 + _LINES_ABOVE_FORM, len(page.blocks)))
        end = next((one for one in below if Label.NEWSLETTER in page.evidence[one][:3]), at)
        for one in range(at + 1, end):
            page.chosen[one] = page.chosen[one] and page.scores[one].final >= _BOXED_THRESHOLD


def _leave_line_below_byline(page: _Selection) -> None:
    """A line without a full stop between the byline and the first paragraph is more often a caption than a heading."""
    for at in range(1, len(page.blocks) - 1):
        block, above = page.blocks[at], page.evidence[max(0, at - _BYLINE_ABOVE_BLOCKS) : at]
        if not page.chosen[at] or block.shape is not Shape.PARAGRAPH or measure(block.text).ends_sentence:
            continue
        is_below_byline = any((found.pinned or found.hint) in _OF_BYLINES for found in above)
        if is_below_byline and page.chosen[at + 1] and is_prose(page.blocks[at + 1]):
            page.chosen[at] = page.scores[at].final >= _SURE_BELOW_BYLINE


def _restore_prose(page: _Selection) -> None:
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
        if (is_end := found is not NO_EVIDENCE and at not in named and _may_end_article(found))
        or (chosen[at] and is_prose(blocks[at]))
        or (found == NO_EVIDENCE and _is_long_prose(blocks[at], at in interrupted, page.is_foreign))
    ]
    below, above = (_LOWEST_BELOW, _LOWEST_INTERRUPTED), (_LOWEST_ABOVE, _LOWEST_ABOVE)
    for order, (lowest, lowest_interrupted) in ((relevant, below), (relevant[::-1], above)):
        beside = False
        for at, is_end in order:
            least = _lowest_of(blocks[at], lowest_interrupted if at in interrupted else lowest)
            beside = not is_end and (chosen[at] or (beside and scores[at].final >= least))
            if beside:
                chosen[at] = True


def _named_sections(page: _Selection) -> set[int]:
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
    return _LOWEST_LONG_UNSPACED if measure(block.text).words >= _LONG_PARAGRAPH_WORDS else _LOWEST_UNSPACED


def _restore_runs_of_prose(page: _Selection) -> None:
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
                chosen[at] = chosen[at] or scores[at].final >= _LOWEST_IN_RUN
        start = end + 1


def _restore_stanzas(page: _Selection) -> None:
    """Restore verse beside verse of the article: short lines without full stops look like bylines or captions."""
    blocks, evidence, scores, chosen = page.blocks, page.evidence, page.scores, page.chosen
    verse = [found is NO_EVIDENCE and _is_stanza(block) for block, found in zip(blocks, evidence, strict=True)]
    for order in (range(1, len(blocks)), range(len(blocks) - 2, -1, -1)):
        for at in order:
            beside = at - order.step
            if verse[at] and verse[beside] and chosen[beside] and scores[at].final >= _LOWEST_BELOW:
                chosen[at] = True


def _is_stanza(block: Block) -> bool:
    lines = (block.end_line or 0) - (block.line or 0) + 1
    return lines >= _STANZA_LINES and len(block.text) <= lines * _VERSE_CHARACTERS


def _restore_quotes(page: _Selection) -> None:
    """Restore a quotation right below the article's text in its element, and who said it: the brief lines below."""
    above: Container | None = None
    beside: Container | None = None
    for at, block in enumerate(page.blocks):
        quote = _quote_around(block)
        if quote is not None and page.evidence[at].pinned is None:
            is_below = quote is above and measure(block.text).words <= _ATTRIBUTION_WORDS
            is_beside = quote.parent is beside and page.evidence[at] is NO_EVIDENCE and not _is_linked(block)
            lowest = _LOWEST_ATTRIBUTION if is_below else _LOWEST_QUOTE if is_beside else _NEVER
            page.chosen[at] = page.chosen[at] or page.scores[at].final >= lowest
        above = quote if page.chosen[at] else None
        beside = quote.parent if quote else _holder(block) if page.chosen[at] else None


def _quote_around(block: Block) -> Container | None:
    if block.shape is not Shape.QUOTE or block.markup is None:
        return None
    around = (block.markup.container, *block.markup.container.ancestors)
    return next((element for element in around if element.tag == "blockquote"), None)


def _restore_set_pieces(page: _Selection) -> None:
    """Restore programs and formulas that the article surrounds, or that follow it within the same element.

    Their words tell little: a program looks like a caption, a formula like nothing at all. For the same reason the one
    in an advertisement is not taken for the article's.
    """
    blocks, evidence, chosen = page.blocks, page.evidence, page.chosen
    if not any(block.shape in _SET_PIECES for block in blocks):
        return
    apart = _apart(page)
    before: int | None = None  # the last block that is chosen or ends the article
    waiting: list[int] = []  # programs since then that are not chosen
    for at, (block, found) in enumerate(zip(blocks, evidence, strict=True)):
        is_set_piece = block.shape in _SET_PIECES and found.pinned is None
        if is_set_piece and (found.markup is Label.AD or at in apart):
            chosen[at] = False
        if is_set_piece and not chosen[at]:
            if found.markup not in _NO_PLACE_FOR_PROGRAMS and at not in apart:
                waiting.append(at)
        elif chosen[at]:
            if before is not None and chosen[before]:
                _choose(chosen, waiting)
            before, waiting = at, []
        elif (
            (_may_end_article(found) and found.pinned is not Label.OTHER)
            or found.markup in _NO_PLACE_FOR_PROGRAMS
            or not _is_brief(block)
        ):
            _choose(chosen, _beside(chosen, blocks, before, waiting))
            before, waiting = at, []
    _choose(chosen, _beside(chosen, blocks, before, waiting))


def _apart(page: _Selection) -> set[int]:
    """The programs in a footer or menu that holds no prose of the article: addresses."""
    ends = {at: end for at, block in enumerate(page.blocks) if (end := _end_of_page(block)) is not None}
    if not ends:
        return set()
    of_text = {id(end) for at, end in ends.items() if page.chosen[at] and is_prose(page.blocks[at])}
    return {at for at, end in ends.items() if id(end) not in of_text}


def _end_of_page(block: Block) -> Container | None:
    """The footer or menu that a block stands in."""
    around = block.markup.container.ancestors if block.markup else ()
    return next((element for element in around if element.tag in _ENDS_OF_PAGES), None)


def _choose(chosen: list[bool], pieces: Sequence[int]) -> None:
    for at in pieces:
        chosen[at] = True


def _is_brief(block: Block) -> bool:
    """Whether a block that is left out may stand between a program and the text: a caption, a button, a file name."""
    return measure(block.text).words < _LONG_PARAGRAPH_WORDS


def _beside(chosen: Sequence[bool], blocks: Sequence[Block], before: int | None, waiting: Sequence[int]) -> list[int]:
    """The programs that stand in the same element as the chosen prose ahead of them; none for plain text."""
    if before is None or not chosen[before] or not is_prose(blocks[before]):
        return []
    markup = blocks[before].markup
    return [at for at in waiting if markup is not None and _is_around(markup.container.parent, blocks[at])]


def _is_around(element: Container | None, program: Block) -> bool:
    at = program.markup.container if program.markup else None
    for _ in range(_MOST_AROUND_PROGRAM):
        if at is None or at is element or at.tag in _NOT_OF_THE_TEXT:
            break
        at = at.parent
    return at is not None and at is element


def _may_end_article(evidence: Evidence) -> bool:
    if evidence.pinned is None:
        return evidence.opens_section
    if evidence.pinned is Label.RELATED:  # "See also: …" names one story, and is the head of nothing
        return evidence.opens_section
    return evidence.pinned not in _INTERRUPTIONS


def _is_long_prose(block: Block, is_interrupted: bool, is_foreign: bool) -> bool:
    """Whether a block is a long paragraph, and not of references or the like, which have hardly any function words."""
    long = _INTERRUPTED_PARAGRAPH_WORDS if is_interrupted else _LONG_PARAGRAPH_WORDS
    if UNSPACED.search(block.text):
        long = _LONG_UNSPACED_PARAGRAPH_WORDS
    return measure(block.text).words >= long and (is_prose(block) if is_foreign else measure(block.text).prose > 0)


def _best_of_poor(blocks: Sequence[Block], evidence: Sequence[Evidence], scores: Sequence[Score]) -> list[bool]:
    """Where no block reaches the threshold: the best prose, and whatever scores at least half as much.

    Without prose, the best lines that no rule knows, unless even they are most unlikely.
    """
    prose = [found.pinned is None and _may_be_prose(block) for block, found in zip(blocks, evidence, strict=True)]
    if any(prose):
        return _near_best(prose, scores, 0.0)
    return _near_best([found == NO_EVIDENCE for found in evidence], scores, _LOWEST_BELOW)


def _near_best(eligible: Sequence[bool], scores: Sequence[Score], lowest: float) -> list[bool]:
    best = max((score.final for score, may in zip(scores, eligible, strict=True) if may), default=0.0)
    return [may and best >= lowest and score.final >= best / 2 for score, may in zip(scores, eligible, strict=True)]


def _may_be_prose(block: Block) -> bool:
    """Whether a block may be a sentence in any language: of most languages, the stopwords are not known."""
    m = measure(block.text)
    return m.words >= _SENTENCE_WORDS and (m.ends_sentence > 0 or m.words >= _LONG_PARAGRAPH_WORDS)


# In order: each step sees what the ones before it chose. Those in FOR_TEXT hold for plain text alone.
STEPS: tuple[Callable[[_Selection], None], ...] = (
    _leave_boxes,
    _leave_cards,
    _leave_forms,
    _leave_line_below_byline,
    _restore_prose,
    _restore_runs_of_prose,
    _restore_stanzas,
    _restore_prose_beside_boxes,
    _restore_paragraphs_of_element,
    _restore_lists,
    _restore_numbered_heads,
    _restore_unspaced_lists,
    _restore_lines,
    _restore_announced_entries,
    _restore_questions,
    _restore_questions_and_answers,
    _restore_answers,
    _restore_panels,
    _restore_quotes,
    _restore_set_pieces,
)
FOR_TEXT = frozenset(
    (
        _leave_cards,
        _leave_line_below_byline,
        _restore_prose,
        _restore_runs_of_prose,
        _restore_stanzas,
        _restore_numbered_heads,
        _restore_unspaced_lists,
        _restore_lines,
    )
)
STEPS_OF_POOR = (_restore_prose, _restore_unspaced_lists)  # for scripts without spaces
