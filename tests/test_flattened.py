"""The benchmark of plain text: the line rules that it compares with, and the passages that it counts as leaks."""

from __future__ import annotations

import pytest

from tests.benchmarks.flattened import passages
from tests.benchmarks.line_rules import c4_lines, gopher_lines


def test_c4_keeps_sentences_of_five_words_without_words_of_cookie_notices() -> None:
    text = (
        "Share this article\nThe council met on Monday.[2]\nIt met again.\nThe mayor said no more than this...\n"
        "This site uses cookies, as all sites do.\nAnd why was the bridge closed?"
    )
    assert c4_lines(text) == "The council met on Monday.\nAnd why was the bridge closed?"


@pytest.mark.parametrize(
    ("line", "stays"),
    [
        ("The council met on Monday", True),
        ("• The council met on Monday", False),
        ("The council met and …", False),
        ("12 345 67 890", False),
        ("a b c d e", False),
        ("#news #town #bridge today", False),
    ],
)
def test_gophers_conditions_of_a_line(line: str, stays: bool) -> None:
    assert gopher_lines(f"{line}\n\n{line}") == (line if stays else "")


def test_passages_are_named_by_their_own_markup_and_that_around_them() -> None:
    page = (
        "<body class='related-page'><div class='newsletter-box'><div><p>Our best <b>stories</b></p></div></div>"
        "<figure><img><figcaption>The old bridge</figcaption></figure>"
        "<article><p>The council met on Monday.</p><p class='share'>Share</p></article>"
        "<ul id=most-read><li><a>The mayor resigns</a></li></ul>"
    )
    assert list(passages(page)) == [
        ("newsletter", "our best stories"),
        ("caption", "the old bridge"),
        ("related", "the mayor resigns"),
    ]
