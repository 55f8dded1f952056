"""Where an article is over for good, and where it only looks like it."""

from __future__ import annotations

from cleaner.document import Label
from cleaner.label.sections import closing_section
from cleaner.rules.evidence import gather
from cleaner.segment.from_text import segment_text

PROSE = "The council voted on Tuesday to bring back the ferry that linked the two banks of the river.\n\n"
TEASER = "A Bakery Moves to the Old Mill\n\nThe oven is so old that nobody in the town can say who built it.\n\n"
HEAD = "More For You\n\n"


def closing(text: str) -> tuple[int, Label] | None:
    blocks = segment_text(text)
    return closing_section(blocks, gather(blocks))


def test_teasers_below_a_head_are_not_the_article_though_they_are_sentences() -> None:
    assert closing(PROSE * 8 + HEAD + TEASER + "  • One point.\n  • Another point.\n") == (8, Label.RELATED)


def test_nothing_is_cut_where_prose_follows() -> None:
    assert closing(PROSE * 8 + HEAD + TEASER + PROSE * 2) is None


def test_a_head_in_the_middle_of_the_prose_closes_nothing() -> None:
    assert closing(PROSE * 2 + HEAD + TEASER + TEASER) is None


def test_a_page_without_prose_has_no_closing_section() -> None:
    assert closing(HEAD + "One\n\nTwo\n\n") is None
