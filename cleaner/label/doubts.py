"""What speaks against a result: passages dropped against their score, and too little text for what the page promises.

Nothing is kept or dropped because of a doubt. It is shown to people, and it lowers the confidence.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from cleaner.document import Family, LabelledBlock
from cleaner.label.selection import THRESHOLD
from cleaner.text.stats import count_words, is_prose

_LONGEST_SUMMARY_WORDS = 60  # descriptions for search engines have half as many
_DECLARES_BODY = re.compile(r'"articleBody"\s*:')


def mark_doubtful(blocks: Sequence[LabelledBlock], own_rules: Collection[str] = ()) -> tuple[LabelledBlock, ...]:
    """The same blocks, those marked that are dropped as boilerplate although they read like the article.

    The model alone drops no prose with such a score: a rule, a box or the heading of a section did. What the user's
    `own_rules` (their ids) drop is not in doubt.
    """
    return tuple(
        replace(block, doubtful=True) if _is_doubtful(block) and block.reason not in own_rules else block
        for block in blocks
    )


def trust(blocks: Sequence[LabelledBlock], expected_words: int | None) -> float:
    """What to multiply the confidence by, 0 to 1; it is 1 without doubts, and the less the more words are in doubt.

    It is the share of the kept words among those kept and those in doubt, times their share of the expected words.
    """
    if not expected_words and not any(block.doubtful for block in blocks):
        return 1.0
    kept = kept_words(blocks)
    doubtful = sum(count_words(block.text) for block in blocks if block.doubtful)
    share = kept / (kept + doubtful) if doubtful else 1.0
    return share * min(1.0, kept / expected_words) if expected_words else share


def may_fall_short(html: str, kept: int) -> bool:
    """Whether it is worth the time to look for what a page declares, where `kept` words of it are kept."""
    return kept < _LONGEST_SUMMARY_WORDS or _DECLARES_BODY.search(html) is not None


def kept_words(blocks: Sequence[LabelledBlock]) -> int:
    """The number of words in all blocks that are kept."""
    return sum(count_words(block.text) for block in blocks if block.kept)


def _is_doubtful(block: LabelledBlock) -> bool:
    # Furniture is left out: captions and notes on authors are dropped rightly, and read like articles.
    is_dropped = not block.kept and block.family is Family.BOILERPLATE
    return is_dropped and block.score >= THRESHOLD and is_prose(block.block)
