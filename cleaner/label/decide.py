"""Evidence and scores -> which blocks are main content, the article's own text.

A certain rule pins the label; every other rule is evidence; the model decides. Which label a block then gets is the
matter of `assign`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cleaner.document import MAIN_CONTENT, TEXT_FAMILY, Block, Label
from cleaner.label.box_steps import leave_boxes, leave_cards, leave_forms, leave_line_below_byline, leave_names_at_end
from cleaner.label.list_steps import (
    restore_announced_entries,
    restore_definitions,
    restore_lines,
    restore_lists,
    restore_numbered_heads,
    restore_nutrition,
    restore_panels,
    restore_pros_and_cons,
    restore_questions,
    restore_questions_and_answers,
    restore_signatures,
    restore_summaries,
    restore_tables,
)
from cleaner.label.program_steps import restore_set_pieces
from cleaner.label.prose_steps import restore_prose, restore_prose_beside_boxes, restore_quotes, restore_runs_of_prose
from cleaner.label.selection import (
    BOXED_THRESHOLD,
    LOWEST_BELOW,
    NEARLY_ALL_LINKED,
    NOT_OF_THE_TEXT,
    THRESHOLD,
    Selection,
    is_nearly_link,
)
from cleaner.model.scorer import Score
from cleaner.rules.evidence import NO_EVIDENCE, Evidence
from cleaner.text.stats import UNSPACED, is_prose, measure

_HINTED_THRESHOLD, _DATED_THRESHOLD = 0.6, 0.55  # a date may be the article's own
_HINTED_WORDS = 30
_BOXES_OF_OTHERS = (Label.RELATED, Label.COMMENTS, Label.NEWSLETTER, Label.COOKIE_NOTICE)
_FORM = "newsletter/form"


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
    page = Selection(blocks, evidence, scores, chosen, 2 * sum(sentences) < len(sentences))
    for step in steps:
        if page.is_text() or step not in FOR_TEXT:
            step(page)
    return chosen


def _is_menu_alone(blocks: Sequence[Block], chosen: Sequence[bool]) -> bool:
    """Whether all that is chosen of a page are links in its menu or footer: a page of nothing but boilerplate."""
    found = [block.markup for block, is_chosen in zip(blocks, chosen, strict=True) if is_chosen]
    return bool(found) and all(
        markup is not None
        and markup.link_density >= NEARLY_ALL_LINKED
        and any(element.tag in NOT_OF_THE_TEXT for element in markup.container.ancestors)
        for markup in found
    )


def _threshold(block: Block, evidence: Evidence) -> float:
    """A short line that a rule takes for something else has to look very much like the article.

    So has what is hidden, and what the markup takes for a reader's comment, or for a link to another story.
    """
    is_hidden = block.markup is not None and block.markup.hidden
    if is_hidden or (evidence.markup in _BOXES_OF_OTHERS and _is_foreign(block, evidence)):
        return BOXED_THRESHOLD
    if evidence.hint is None or evidence.hint in MAIN_CONTENT or measure(block.text).words >= _HINTED_WORDS:
        return THRESHOLD
    return _DATED_THRESHOLD if evidence.hint is Label.TIMESTAMP else _HINTED_THRESHOLD


def _is_foreign(block: Block, evidence: Evidence) -> bool:
    return (
        is_nearly_link(block) or evidence.markup in (Label.COMMENTS, Label.COOKIE_NOTICE) or evidence.markup_by == _FORM
    )


def _best_of_poor(blocks: Sequence[Block], evidence: Sequence[Evidence], scores: Sequence[Score]) -> list[bool]:
    """Where no block reaches the threshold: the best prose, and whatever scores at least half as much.

    Without prose, the best lines that no rule knows, unless even they are most unlikely.
    """
    prose = [found.pinned is None and is_prose(block) for block, found in zip(blocks, evidence, strict=True)]
    if any(prose):
        return _near_best(prose, scores, 0.0)
    return _near_best([found == NO_EVIDENCE for found in evidence], scores, LOWEST_BELOW)


def _near_best(eligible: Sequence[bool], scores: Sequence[Score], lowest: float) -> list[bool]:
    best = max((score.final for score, may in zip(scores, eligible, strict=True) if may), default=0.0)
    return [may and best >= lowest and score.final >= best / 2 for score, may in zip(scores, eligible, strict=True)]


# In order: each step sees what the ones before it chose. Those in FOR_TEXT hold for plain text alone.
STEPS: tuple[Callable[[Selection], None], ...] = (
    leave_boxes,
    leave_cards,
    leave_forms,
    leave_line_below_byline,
    leave_names_at_end,
    restore_prose,
    restore_runs_of_prose,
    restore_prose_beside_boxes,
    restore_lists,
    restore_numbered_heads,
    restore_lines,
    restore_announced_entries,
    restore_definitions,
    restore_tables,
    restore_nutrition,
    restore_pros_and_cons,
    restore_summaries,
    restore_signatures,
    restore_questions,
    restore_questions_and_answers,
    restore_panels,
    restore_quotes,
    restore_set_pieces,
)


FOR_TEXT = frozenset(
    (
        leave_cards,
        leave_line_below_byline,
        leave_names_at_end,
        restore_prose,
        restore_runs_of_prose,
        restore_numbered_heads,
        restore_lines,
        restore_pros_and_cons,
        restore_summaries,
    )
)


STEPS_OF_POOR = (restore_prose,)  # for scripts without spaces
