"""Which lines and which places count as the same from page to page."""

from __future__ import annotations

import pytest

from cleaner.profile.normal_forms import line_form, pattern_form, places_around
from cleaner.segment.from_html import segment_html


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("12 Comments", "# comments"),
        ("1,204 comments!", "# comments"),
        ("Harbour Tides", "harbour tides"),
        ("“Don’t miss a tide”", "don't miss a tide"),
        ("* * *", ""),
        ("2024", ""),
        ("", ""),
    ],
    ids=["number", "larger-number", "case", "quotes", "ornament", "number-alone", "nothing"],
)
def test_a_line_is_compared_without_case_punctuation_and_numbers(text: str, form: str) -> None:
    assert line_form(text) == form


def test_a_line_of_any_length_is_compared_by_its_beginning() -> None:
    assert len(line_form("so many words " * 10_000)) <= 400


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Read more about Old Harbour", "read more about *"),
        ("More from Pia Moss", "more from *"),
        ("Published May 3, 2024 by Osric Venn", "published * # by *"),
        ("By Pia Moss", ""),
        ("Harbour Tides", ""),
        ("read more about this", ""),
        ("More from a very long list of things that Pia Moss has written", ""),
        ("Moss", ""),
        ("", ""),
    ],
    ids=["name", "person", "date", "one-word-stays", "nothing-stays", "no-name", "too-long", "one-word", "nothing"],
)
def test_a_pattern_is_a_short_line_without_its_names(text: str, form: str) -> None:
    assert pattern_form(text) == form


def test_a_place_is_an_element_with_a_class_or_an_id() -> None:
    (block,) = segment_html('<main id="page-12"><div class="story-copy wide"><div><p>Words.</p></div></div></main>')
    assert block.markup is not None
    assert list(places_around(block.markup)) == ["div.copy.story.wide p", "div.copy.story.wide", "main.page"]


def test_a_block_inside_unnamed_elements_is_in_no_place() -> None:
    (block,) = segment_html("<div><p>Words.</p></div>")
    assert block.markup is not None
    assert list(places_around(block.markup)) == []


def test_only_the_innermost_places_of_a_deep_page_count() -> None:
    (block,) = segment_html('<div class="box">' * 500 + "Words." + "</div>" * 500)
    assert block.markup is not None
    assert list(places_around(block.markup)) == ["div.box div", *["div.box"] * 4]
