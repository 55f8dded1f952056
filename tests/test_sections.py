"""What the head of a section governs: a closing section, an interruption, or a part of the article."""

from __future__ import annotations

import pytest

from cleaner import LabelledBlock, clean

STORY = [
    f"The council of Varnholt decided on {day} to bring back the ferry that had linked the two banks of the river."
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
]
LAST = "The mayor will take the first crossing herself, as her grandfather did in 1911, if the insurers let her."
TEASERS = ["Harbour pilots ask for a second boat", "School choir wins in Lund"]


def kept(source: str) -> list[str]:
    return [block.text for block in clean(source).blocks if block.kept]


def found(source: str, text: str) -> LabelledBlock:
    return next(block for block in clean(source).blocks if block.text == text)


def text_of(*lines: str) -> str:
    return "".join(f"{line}\n\n" for line in lines)


def page_of(*parts: str) -> str:
    story = "".join(f"<p>{line}</p>" for line in STORY)
    return f"<html><body><article><h1>The old ferry returns</h1>{story}{''.join(parts)}</article></body></html>"


@pytest.mark.parametrize("head", ["You may also like", "Related articles", "Most read", "Sign up for our newsletter!"])
def test_a_paragraph_below_an_interruption_stays_in_text(head: str) -> None:
    assert LAST in kept(text_of("The old ferry returns", *STORY, head, LAST))


@pytest.mark.parametrize(
    "behind",
    [
        f"<p>{LAST}</p>",
        f"<h2>Who may ride</h2><p>{LAST}</p>",
        f"<blockquote><p>{LAST}</p></blockquote><p>{STORY[0][:-1]} again.</p>",
        f"<ul><li>{STORY[1][:-1]} at noon.</li></ul><p>{LAST}</p>",
    ],
    ids=["paragraph", "heading and paragraph", "quotation", "list"],
)
def test_a_box_in_the_story_ends_with_its_element(behind: str) -> None:
    items = "".join(f'<li><a href="/{at}">{teaser}</a></li>' for at, teaser in enumerate(TEASERS))
    lines = kept(page_of(f"<div><h3>You may also like</h3><ul>{items}</ul></div>", behind))
    assert LAST in lines
    assert not set(TEASERS) & set(lines)


def test_teasers_below_a_head_go() -> None:
    assert not set(TEASERS) & set(kept(text_of("The old ferry returns", *STORY, "More For You", *TEASERS)))


@pytest.mark.parametrize("head", ["Comments", "Contact", "Search", "Topics"])
def test_the_head_of_a_section_of_the_article_stays(head: str) -> None:
    assert found(page_of(f"<h2>{head}</h2><p>{LAST}</p>"), head).kept


def test_the_head_of_a_section_that_goes_goes_too() -> None:
    comments = "".join(f"<li><b>ossian</b> <i>May {day}</i> lol who needs it</li>" for day in range(1, 5))
    page = page_of(f"<section id='comments'><h2>Comments</h2><ul>{comments}</ul></section>")
    assert not found(page, "Comments").kept


def test_an_advertisement_between_paragraphs_heads_nothing() -> None:
    assert not found(page_of(f"<h3>Advertisement</h3><p>{LAST}</p>"), "Advertisement").kept


def test_headlines_with_a_sentence_each_below_trending_go_in_text() -> None:
    # One of the sentences alone reads like the article.
    cards = (
        "Bridge strike called off",
        "The bridge will open to lorries again on Monday, the union said last night after nine hours of talks.",
        "Snow closes the Sorrel road",
        "The road over the fell is closed until further notice, the county said on Sunday.",
    )
    left = kept(text_of("The old ferry returns to Varnholt", *STORY, "Trending", *cards))
    assert left[-1] == STORY[-1]
