"""A text into which several pages were pasted is scored page by page."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.document import Kind
from cleaner.label.page_breaks import pages
from cleaner.rules.evidence import gather
from cleaner.segment import segment

PROSE = (
    "The council of Eastmouth voted on Tuesday to bring back the ferry that linked the two banks of the estuary for a "
    "hundred and twelve years, and nobody in the old town was surprised, since the bench at the pier had been painted."
)
STORY = f"{PROSE}\n\n{PROSE}\n\n{PROSE}\n"
OWNER = "© 2021 The Eastmouth Messenger. All rights reserved.\n"


def parted(text: str, kind: Kind = Kind.TEXT) -> list[tuple[int, int]]:
    blocks = segment(text, kind)
    return [(page.start, page.stop) for page in pages(blocks, gather(blocks))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [(0, 0)], id="nothing"),
        pytest.param(STORY, [(0, 3)], id="one-story"),
        pytest.param(f"{STORY}\n{OWNER}", [(0, 4)], id="one-page"),
        pytest.param(f"{STORY}\n{OWNER}\n{STORY}", [(0, 4), (4, 7)], id="two-pages"),
        pytest.param(f"{STORY}\n{OWNER}\n{STORY}\n{OWNER}\n{STORY}", [(0, 4), (4, 8), (8, 11)], id="three-pages"),
        pytest.param(f"{STORY}\n{OWNER}\n{PROSE}\n\nMenu\n\n{PROSE}\n", [(0, 7)], id="teasers-after-it"),
        pytest.param(f"{OWNER}\n{STORY}", [(0, 4)], id="owner-first"),
        pytest.param(f"{STORY}\nMenu\n\n{STORY}", [(0, 7)], id="no-owner"),
    ],
)
def test_a_copyright_line_between_stories_ends_a_page(text: str, expected: list[tuple[int, int]]) -> None:
    assert parted(text) == expected


def test_html_is_one_page() -> None:
    story = f"<p>{PROSE}</p>" * 3
    assert parted(f"{story}<p>{OWNER}</p>{story}", Kind.HTML) == [(0, 7)]


def test_both_articles_of_a_pasted_text_are_kept() -> None:
    lines = clean(f"{STORY}\n{OWNER}\nMore For You\n\n{STORY.replace('Eastmouth', 'Orrin')}", kind="text").text
    assert lines.count("Eastmouth voted") == 3
    assert lines.count("Orrin voted") == 3
    assert "rights reserved" not in lines
