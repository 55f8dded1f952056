"""Steps of the decision for what is brief: lists, cells of tables, questions and answers."""

from __future__ import annotations

import re
from itertools import groupby

from cleaner.container import Container
from cleaner.document import Block, Label, Shape
from cleaner.label.selection import (
    BOXED_THRESHOLD,
    COLONS,
    FULL_STOPS,
    LOWEST_BELOW,
    LOWEST_IN_RUN,
    MOST_AROUND_ITEM,
    MOST_LINKED,
    NEVER,
    NOT_OF_THE_TEXT,
    OF_LISTS,
    SIGNATURE,
    Selection,
    choose,
    heads_summary,
    holder,
    is_linked,
    is_name,
    is_nearly_link,
    is_question,
    name_of,
)
from cleaner.rules.evidence import NO_EVIDENCE, Evidence
from cleaner.text.stats import is_prose, measure

_QUESTIONS_OF_INTERVIEW, _LOWEST_QUESTION = 3, 0.35
_MOST_ANNOUNCED_ENTRIES, _LOWEST_ENTRY = 100, 0.05
_WORDS_OF_ITEM = 5  # an item of a brief list has fewer
_HEADING_WORDS = 10  # of a numbered one, at most
_SURE_ITEM = 0.8  # a list is the article's if an item scores so much
# Of the items of a short list below a paragraph, in the same element. A longer one may be of offers or teasers.
_LOWEST_BESIDE_TEXT, _FEW_ITEMS = 0.015, 4
_ABOVE_LISTS = (Shape.PARAGRAPH, Shape.HEADING)
_LONGEST_BOX_BLOCKS = 12  # a box that may stand between the paragraph and the list
# Lines of plain text below one that ends with a colon, and such lines with blank ones in between.
_MOST_ANNOUNCED_LINES, _MOST_LINES_APART, _WORDS_OF_CELL, _LOWEST_LINE = 4, 12, 3, 0.1
_AROUND_QUESTION, _MOST_AROUND_PANEL, _MOST_AROUND_TABLE = 3, 4, 2  # elements
_LOWEST_TABLE, _LOWEST_IN_SECTION, _LOWEST_TERM = 0.05, 0.3, 0.2
_QUESTIONS_OF_LIST, _LOWEST_IN_QUESTIONS = 2, 0.05  # questions with brief answers in the element of the article
# What heads the good and the bad of a thing in a review, each above lines of a few words.
_OPPOSITES = {
    "pros": "cons",
    "pro": "contra",
    "plus": "minus",
    "the good": "the bad",
    "likes": "dislikes",
    "what we like": "what we don't like",
    "reasons to buy": "reasons to avoid",
    "advantages": "disadvantages",
    "vorteile": "nachteile",
    "les plus": "les moins",
    "ventajas": "desventajas",
    "pregi": "difetti",
    "pluspunten": "minpunten",
    "plusy": "minusy",
}
_MOST_IN_SUMMARY, _WORDS_IN_SUMMARY = 8, 4  # lines, and words of each on average
_MOST_OF_OPPOSITE = 12  # lines
_LISTS = ("ul", "ol", "menu", "dl")
_FEWEST_FIGURES, _FEWEST_HEADED = 3, 2  # lines
_SENTENCE = re.compile(r"\w{3}[.!?]$")  # "8 a.m." is none
_NOTE = re.compile(r"\[\d{1,3}\] \w")  # plain text: "[1] Harbour ledger, page 9."
_NUTRITION, _MOST_AROUND_NUTRITION = frozenset(("nutrition", "nutritional", "nutrients")), 4
_PAGES = frozenset(("article", "body", "main"))  # their classes may name the category of the page
_TAGS_OF_BOXES = ("aside", "div", "section")


def restore_lists(page: Selection) -> None:
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
            if lowest == 0.0 and _is_dropped_heading(page, start - 1):
                chosen[start - 1] = True
            if _is_box_of_links(page, items) and not any(page.scores[at].final >= BOXED_THRESHOLD for at in items):
                for at in items:
                    chosen[at] = False
        start = end


def _is_box_of_links(page: Selection, items: range) -> bool:
    """Whether a list of HTML is nothing but links, and alone with its heading in an element without prose."""
    blocks, head = page.blocks, items.start - 1
    if len(items) < 2 or head < 0 or not all(is_nearly_link(blocks[at]) for at in items):
        return False
    box = holder(blocks[items.start])
    if blocks[head].shape is not Shape.HEADING or box is None or box.tag not in _TAGS_OF_BOXES:
        return False
    beside = [at for at in (head - 1, items.stop) if 0 <= at < len(blocks)]
    return holder(blocks[head]) is box and all(holder(blocks[at]) is not box for at in beside)


def _lowest_of_list(page: Selection, items: range) -> float:
    """The least score of an item that stays: most of the list does, one item surely, or the text goes on with it.

    A list with which the text goes on stays or goes as a whole, by its likeliest item.
    """
    is_kept = len(items) > 1 and 2 * sum(page.chosen[items.start : items.stop]) >= len(items)
    is_sure = any(page.scores[at].final >= _SURE_ITEM for at in items) or _NOTE.match(page.blocks[items.start].text)
    if is_kept and is_sure:
        return LOWEST_IN_RUN
    if page.is_text():
        return LOWEST_BELOW if _is_amid_prose(page, items) else NEVER
    if max(page.scores[at].final for at in items) < _LOWEST_BESIDE_TEXT:
        return NEVER
    return 0.0 if _is_beside_text(page, items) or _is_amid_text(page, items) else NEVER


def _kept_around(page: Selection, items: range) -> list[int]:
    """The blocks right above and below a list that are chosen."""
    return [at for at in (items.start - 1, items.stop) if 0 <= at < len(page.blocks) and page.chosen[at]]


def _is_amid_prose(page: Selection, items: range) -> bool:
    """Whether a list of plain text stands between two paragraphs of the article, and no certain rule knows an item."""
    ends = _kept_around(page, items)
    are_prose = len(ends) > 1 and all(is_prose(page.blocks[at]) for at in ends)
    return are_prose and all(page.evidence[at].pinned is None for at in items)


def _is_amid_text(page: Selection, items: range) -> bool:
    """Whether a list of HTML without links or buttons is all that stands between two paragraphs in their element."""
    ends = _kept_around(page, items)
    if len(ends) < 2 or not all(page.blocks[at].shape in _ABOVE_LISTS for at in ends):
        return False
    holders = {id(holder(page.blocks[at])) for at in (*ends, items.start)}
    return len(holders) == 1 and all(_is_plain(page.blocks[at]) for at in items)


def _is_plain(block: Block) -> bool:
    """Whether a block of HTML has neither links nor buttons."""
    if block.markup is None or block.markup.link_density:
        return False
    around = (block.markup.container, *block.markup.container.ancestors[:2])
    return all(element.tag != "button" for element in around)


def _is_beside_text(page: Selection, items: range) -> bool:
    """Whether a short list of HTML stands right below a paragraph or heading of the article, in the same element."""
    markups = [page.blocks[at].markup for at in items]
    if len(items) > _FEW_ITEMS or any(markup is None or markup.link_density > MOST_LINKED for markup in markups):
        return False
    if any(page.evidence[at] is not NO_EVIDENCE for at in items):
        return False
    beside = _above_in_element(page, items.start, holder(page.blocks[items.start]))
    return beside is not None and page.chosen[beside] and page.blocks[beside].shape in _ABOVE_LISTS


def _above_in_element(page: Selection, at: int, element: Container | None) -> int | None:
    """The block above one of HTML that stands in this element itself, but for boxes and a heading that was dropped."""
    above = range(at - 1, max(-1, at - _LONGEST_BOX_BLOCKS), -1)
    in_element = (one for one in above if element is not None and holder(page.blocks[one]) is element)
    is_between = (_is_dropped_heading, _is_of_box)
    return next((one for one in in_element if not any(holds(page, one) for holds in is_between)), None)


def restore_numbered_heads(page: Selection) -> None:
    """Numbered lines of plain text that stand alone above paragraphs name the parts of a list: most stay, or all do."""
    blocks = page.blocks
    heads = [
        at
        for at in range(len(blocks) - 1)
        if blocks[at].shape is Shape.LIST_ITEM and blocks[at].marker[0].isdigit() and page.evidence[at] is NO_EVIDENCE
        if blocks[at + 1].gap and is_prose(blocks[at + 1]) and page.chosen[at + 1]
        if measure(blocks[at].text).words <= _HEADING_WORDS
    ]
    if len(heads) > 1 and 2 * sum(page.chosen[at] for at in heads) >= len(heads):
        choose(page.chosen, heads)


def _continues_list(before: Block, block: Block) -> bool:
    if before.markup is None or block.markup is None:
        if block.gap:
            return False
        both = (before, block)
        return all(one.shape is Shape.LIST_ITEM for one in both) or all(_NOTE.match(one.text) for one in both)
    if before.shape is not Shape.LIST_ITEM or block.shape is not Shape.LIST_ITEM:
        return False
    if before.markup.container.parent is block.markup.container.parent:
        return True
    outermost = _outermost_list(block)
    return outermost is not None and _outermost_list(before) is outermost


def _outermost_list(block: Block) -> Container | None:
    """The list around an item, or the one around all lists that it is nested in."""
    around = block.markup.container.ancestors[:MOST_AROUND_ITEM] if block.markup else ()
    found: Container | None = None
    for element in around:
        if element.tag in _LISTS:
            found = element
        elif element.tag not in OF_LISTS:
            break
    return found


def restore_lines(page: Selection) -> None:
    """Restore the few lines right below one that ends with a colon: opening hours, prices, what to bring.

    Restore lines between two paragraphs, too, if most of them stay, or a third of very short ones: the cells of a
    table, the stops of a train.
    """
    blocks, chosen = page.blocks, page.chosen
    for at in range(len(blocks) - 1):
        is_announced = blocks[at].text.endswith(COLONS)
        if not chosen[at] or not (is_announced or is_prose(blocks[at])):
            continue
        choose(chosen, _figures_below(page, at))
        lines = range(at + 1, _end_of_lines(page, at + 1))
        is_due = is_announced and all(chosen[one] or _is_free(page.evidence[one]) for one in lines)
        if is_due or (len(lines) > 1 and _are_mostly_text(page, lines)):
            for one in lines:
                chosen[one] = chosen[one] or page.scores[one].final >= _LOWEST_LINE


def _figures_below(page: Selection, at: int) -> range:
    """The short lines that adjoin right below a paragraph, most of them with figures, and the line that heads them."""
    blocks = page.blocks
    first = at + 2 if _is_alone(page, at + 1) else at + 1
    limit = min(len(blocks), first + _MOST_LINES_APART + 1)
    end = next((one for one in range(first + 1, limit) if blocks[one].gap), limit)
    lines = blocks[first:end]
    fewest = _FEWEST_FIGURES if first == at + 1 else _FEWEST_HEADED
    if not fewest <= len(lines) <= _MOST_LINES_APART or not lines[0].gap:
        return range(0)
    figures = sum(any(map(str.isdigit, line.text)) for line in lines)
    are_free = all(_is_free(page.evidence[one]) and page.scores[one].final >= _LOWEST_LINE for one in range(first, end))
    are_brief = all(measure(line.text).words <= _HEADING_WORDS and not _SENTENCE.search(line.text) for line in lines)
    return range(at + 1, end) if 3 * figures >= 2 * len(lines) and are_free and are_brief else range(0)


def _is_alone(page: Selection, at: int) -> bool:
    """Whether a line of a word or two that no certain rule knows has blank lines around it."""
    is_line = all(block.gap for block in page.blocks[at : at + 2]) and at + 1 < len(page.blocks)
    return is_line and page.evidence[at].pinned is None and is_name(page.blocks[at].text)


def _are_mostly_text(page: Selection, lines: range) -> bool:
    are_cells = all(page.blocks[at].text.count(" ") < _WORDS_OF_CELL for at in lines)
    least = len(lines) / (3 if are_cells else 2)
    are_likely = sum(page.chosen[lines.start : lines.stop]) >= least and any(page.chosen[lines.stop :][:1])
    return are_likely and all(page.evidence[at].pinned is None for at in lines)


def _end_of_lines(page: Selection, start: int) -> int:
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


def restore_announced_entries(page: Selection) -> None:
    """Restore the table, or the list of plain text, or a brief one of HTML, right below a line that ends with a colon.

    Of a longer list of HTML, restore what a rule takes for something else: "Music" is no menu there.
    """
    blocks, chosen = page.blocks, page.chosen
    for at in range(1, len(blocks)):
        if not (chosen[at - 1] and blocks[at - 1].text.endswith(COLONS)):
            continue
        end, most = at + 1, min(len(blocks), at + _MOST_ANNOUNCED_ENTRIES)
        while end < most and _continues_list(blocks[end - 1], blocks[end]):
            end += 1
        entries = range(at, end)
        is_brief = len(entries) <= _FEW_ITEMS and all(blocks[one].text.count(" ") < _WORDS_OF_ITEM for one in entries)
        is_likely = is_brief or (page.is_text() and len(entries) <= _MOST_LINES_APART and any(chosen[at:end]))
        for one in entries:
            found, block = page.evidence[one], blocks[one]
            may_stay = page.is_text() or not is_linked(block)
            is_entry = block.shape is Shape.LIST_ITEM and may_stay and (is_likely or found is not NO_EVIDENCE)
            if (is_entry or block.shape is Shape.TABLE) and found.pinned is None:
                chosen[one] = chosen[one] or page.scores[one].final >= _LOWEST_ENTRY


def restore_pros_and_cons(page: Selection) -> None:
    """Restore what a review in plain text lists for and against a thing: "Pros" and "Cons", and the lines below each.

    The second head follows the lines of the first, or each is one line with what it heads.
    """
    blocks = page.blocks
    for at in range(1, len(blocks) - 1):
        (pro, _, good), (contra, _, bad) = (one.text.partition(":") for one in blocks[at : at + 2])
        are_opposite = _OPPOSITES.get(pro.strip().casefold()) == contra.strip().casefold()
        if good and bad and are_opposite and any(page.chosen[at - 1 : at + 2]):
            choose(page.chosen, (at, at + 1))
    for first, head in enumerate(blocks):
        if (opposite := _OPPOSITES.get(name_of(head))) is None:
            continue
        apart = range(first + 2, min(len(blocks), first + 2 + _MOST_OF_OPPOSITE))
        if (second := next((at for at in apart if name_of(blocks[at]) == opposite), None)) is None:
            continue
        end = _end_of_group(page, second, second - first - 1)
        are_free = all(page.evidence[at].pinned is None for at in range(first, end))
        if are_free and _end_of_group(page, first, second - first - 1) == second and second + 1 < end:
            choose(page.chosen, range(first, end))


def _end_of_group(page: Selection, head: int, most: int) -> int:
    """Where the lines end that adjoin a head or, below a blank line, make a list, or are short and at most so many."""
    blocks, start = page.blocks, head + 1
    limit = min(len(blocks), start + 1 + _MOST_OF_OPPOSITE)
    if start >= limit or not blocks[start].gap:
        return next((at for at in range(start, limit) if blocks[at].gap), limit)
    if blocks[start].shape is Shape.LIST_ITEM:
        return next((at for at in range(start, limit) if blocks[at].shape is not Shape.LIST_ITEM), limit)
    limit = min(len(blocks), start + most)
    ends = (at for at in range(start, limit) if page.evidence[at].pinned is not None or is_prose(blocks[at]))
    return next(ends, limit)


def restore_summaries(page: Selection) -> None:
    """Restore the points that sum up a story in plain text, and their head: "Key points"."""
    for head in range(len(page.blocks) - 1):
        if not heads_summary(page.blocks[head]):
            continue
        end = _end_of_group(page, head, _MOST_IN_SUMMARY)
        points = range(head + 1, end)
        words = sum(measure(page.blocks[at].text).words for at in points)
        are_points = 2 <= len(points) <= _MOST_IN_SUMMARY and words >= _WORDS_IN_SUMMARY * len(points)
        is_amid_text = any(page.chosen[max(0, head - 1) : head]) or any(page.chosen[end : end + 1])
        if are_points and is_amid_text and all(page.evidence[at].pinned is None for at in points):
            choose(page.chosen, range(head, end))


def restore_signatures(page: Selection) -> None:
    """Restore the names below letters to the editor, "Ada Whitlow, Ruhn": a third stay, or all do.

    In plain text the place may be on a line of its own.
    """
    blocks, chosen = page.blocks, page.chosen
    signed = [
        lines
        for at in range(1, len(blocks))
        if chosen[at - 1] and is_prose(blocks[at - 1]) and (lines := _signature_at(page, at))
    ]
    if len(signed) > 1 and 3 * sum(chosen[lines.start] for lines in signed) >= len(signed):
        for lines in signed:
            choose(chosen, lines)


def _signature_at(page: Selection, at: int) -> range:
    """The line or two with the name and the place of who wrote what is above; empty if there are none."""
    below = page.blocks[at + 1 : at + 3]
    is_two = page.is_text() and page.blocks[at].gap and [block.gap for block in below] in ([False], [False, True])
    lines = range(at, at + 1 + is_two)
    are_free = all(page.evidence[one].pinned is None for one in lines)
    is_signed = are_free and SIGNATURE.fullmatch("\n".join(page.blocks[one].text for one in lines))
    return lines if is_signed else range(0)


def restore_definitions(page: Selection) -> None:
    """Restore a list of terms and definitions as a whole, right below a paragraph or list in the same element."""
    blocks, chosen = page.blocks, page.chosen
    for of_terms, run in groupby(range(len(blocks)), lambda at: _terms_around(blocks[at])):
        entries = list(run)
        if of_terms is None or entries[0] == 0:
            continue
        above = _above_heading(page, entries[0])
        if chosen[above] and holder(blocks[above]) is of_terms.parent:
            free = [at for at in entries if _may_define(page.evidence[at])]  # "Author" may be a row of a fact box
            has_term = any(_is_term(blocks[at]) and page.scores[at].final >= _LOWEST_TERM for at in free)
            likely = sum(has_term or page.scores[at].final >= LOWEST_IN_RUN for at in free)
            if 2 * likely >= len(entries) and not any(is_linked(blocks[at]) for at in entries):
                choose(chosen, range(above, entries[-1] + 1))


def _is_term(block: Block) -> bool:
    return block.markup is not None and "dt" in (block.markup.tag, block.markup.container.tag)


def _may_define(found: Evidence) -> bool:
    return found.pinned is None and found.markup is None and found.hint in (None, Label.TIMESTAMP)


def _terms_around(block: Block) -> Container | None:
    """The outermost list of definitions around a term or definition."""
    found = _outermost_list(block)
    return found if found is not None and found.tag == "dl" else None


def _above_heading(page: Selection, at: int) -> int:
    """The block above a table or list of terms, or above its heading if that is dropped and no rule knows it."""
    above = at - 1
    return above - 1 if above and _is_dropped_heading(page, above) else above


def _is_dropped_heading(page: Selection, at: int) -> bool:
    is_dropped = not page.chosen[at] and page.evidence[at] is NO_EVIDENCE
    return is_dropped and page.blocks[at].shape is Shape.HEADING


def _is_of_box(page: Selection, at: int) -> bool:
    """Whether a dropped line is of a box, which may stand between parts of the article."""
    return not page.chosen[at] and page.evidence[at].markup is not None


def restore_tables(page: Selection) -> None:
    """Restore a table that no rule knows, and its heading, right below what stays, in HTML in the same element.

    The table may have a wrapper of its own there. In plain text each row is a block.
    """
    blocks, chosen = page.blocks, page.chosen
    for at in range(1, len(blocks)):
        block, found = blocks[at], page.evidence[at]
        if block.shape is not Shape.TABLE or found.pinned is not None:
            continue
        if block.markup is None:
            below = blocks[at + 1 : at + 2]
            is_row = blocks[at - 1].shape is Shape.TABLE
            are_rows = any(one.shape is Shape.TABLE for one in below)
            above = at - 1 if is_row else _above_heading(page, at)
            is_beside = chosen[above] and (is_row or (block.gap and are_rows and found is NO_EVIDENCE))
        else:
            is_free = found is NO_EVIDENCE and not is_linked(block) and page.scores[at].final >= _LOWEST_TABLE
            above, is_beside = _above_heading(page, at), is_free and _is_beside_kept(page, at)
        if is_beside:
            choose(chosen, range(above if chosen[above] else above + 1, at + 1))


def _is_beside_kept(page: Selection, at: int) -> bool:
    """Whether a table is below what stays, in the same element or in a wrapper there."""
    element = holder(page.blocks[at])
    around = (element, *element.ancestors[:_MOST_AROUND_TABLE]) if element else ()
    above = (_above_in_element(page, at, one) for one in around)
    return any(page.chosen[one] for one in above if one is not None)


def restore_nutrition(page: Selection) -> None:
    """Restore what a plugin for recipes says of nutrition below the recipe, and its heading: figures without prose."""
    for at in range(1, len(page.blocks)):
        block, found = page.blocks[at], page.evidence[at]
        if page.chosen[at] or found.pinned is not None or is_linked(block) or is_prose(block):
            continue
        if block.shape is Shape.HEADING:  # stays with what it heads
            continue
        above = _above_heading(page, at)
        if page.chosen[above] and block.markup is not None and _is_about_nutrition(block.markup.container):
            choose(page.chosen, range(above, at + 1))


def _is_about_nutrition(container: Container) -> bool:
    around = (container, *container.ancestors[:_MOST_AROUND_NUTRITION])
    return any(_NUTRITION.intersection(element.words) for element in around if element.tag not in _PAGES)


def restore_questions(page: Selection) -> None:
    """Restore the questions of an interview, which stand alone above their answers."""
    asked = [at for at in range(len(page.blocks) - 1) if page.chosen[at + 1] and is_question(page.blocks[at])]
    if sum(page.chosen[at] for at in asked) >= _QUESTIONS_OF_INTERVIEW:
        for at in asked:
            likely = page.scores[at].final >= _LOWEST_QUESTION and page.evidence[at].pinned is None
            page.chosen[at] = page.chosen[at] or likely


def restore_questions_and_answers(page: Selection) -> None:
    """Restore brief questions and answers in the element of the article's paragraphs or, in plain text, right below."""
    blocks, chosen = page.blocks, page.chosen
    holders = {id(holder(block)) for block, is_chosen in zip(blocks, chosen, strict=True) if is_chosen}
    asked: list[int] = []
    for at in range(1, len(blocks) - 1):
        if not (blocks[at + 1].text.endswith(FULL_STOPS) and is_question(blocks[at])):
            continue
        if page.is_text():
            is_placed = chosen[at - 1] or at - 2 in asked[-1:]
        else:
            is_placed = all(_is_within(block, holders, _AROUND_QUESTION) for block in blocks[at : at + 2])
        if is_placed and all(_may_be_asked(page, one) for one in (at, at + 1)):
            asked.append(at)
    if len(asked) >= _QUESTIONS_OF_LIST:
        for at in asked:
            chosen[at] = chosen[at + 1] = True


def _may_be_asked(page: Selection, at: int) -> bool:
    found = page.evidence[at]  # "No." is a word of forms as well
    is_free = found.pinned is None and found.hint in (None, Label.OTHER)
    return is_free and page.scores[at].final >= _LOWEST_IN_QUESTIONS


def restore_panels(page: Selection) -> None:
    """Restore what a click opens, or what has a heading and an element of its own, beside the article's paragraphs."""
    holders = {
        id(holder(block))
        for block, chosen in zip(page.blocks, page.chosen, strict=True)
        if chosen and block.markup and is_prose(block)
    }
    for at, block in enumerate(page.blocks):
        if page.chosen[at] or page.evidence[at] is not NO_EVIDENCE or block.markup is None or is_linked(block):
            continue
        around = block.markup.container.ancestors[:_MOST_AROUND_PANEL]
        panel = next((element for element in (block.markup.container, *around) if element.tag == "details"), None)
        beside = panel.ancestors[: _AROUND_QUESTION + 1] if panel else ()
        if any(id(element) in holders for element in beside):
            page.chosen[at] = page.scores[at].final >= _LOWEST_IN_QUESTIONS
        elif page.scores[at].final >= _LOWEST_IN_SECTION and _is_brief_section(page, at, holders):
            choose(page.chosen, (at - 1, at))


def _is_brief_section(page: Selection, at: int, holders: set[int]) -> bool:
    """Whether a brief sentence has a heading that no rule knows, in the text's element or one of their own there."""
    head, block = page.blocks[at - 1], page.blocks[at]
    section = holder(block)
    if at == 0 or section is None or holders.isdisjoint((id(section), id(section.parent))):
        return False
    is_headed = head.shape is Shape.HEADING and holder(head) is section and page.evidence[at - 1] is NO_EVIDENCE
    is_placed = is_headed and section.tag not in NOT_OF_THE_TEXT
    return is_placed and block.text.endswith(FULL_STOPS) and measure(block.text).words <= _HEADING_WORDS


def _is_within(block: Block, holders: set[int], most_between: int) -> bool:
    """Whether a block stands in one of the elements of these ids, with at most so many others between them."""
    at = holder(block)
    near = [at, *at.ancestors[:most_between]] if at else []
    return any(id(element) in holders for element in near)
