"""The box of a page that a block stands in, and the label that it gets from it."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.document import Label
from cleaner.rules.containers import BoxMatcher, boxes_around
from cleaner.rules.schema import load_builtin
from cleaner.segment.from_html import segment_html
from cleaner.text.normalise import name_words

PROSE = (
    "<p>The council of Port Ellery voted on Tuesday night to reopen the ferry line, which had been closed since the "
    "storm of 2011, and to pay for it out of the harbour dues of the coming eight years.</p>"
    "<p>Nobody in the hall could remember a vote so close, and the mayor, who had counted on twice the majority, "
    "thanked the two members who had come in from the sick list to be there.</p>"
)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("newsletter-signup related", Label.NEWSLETTER),
        ("author-box__social-links", Label.SHARE),
        ("author-box", Label.AUTHOR_BIO),
        ("comment-author vcard", Label.COMMENTS),
        ("subscriptionForm", Label.NEWSLETTER),
        ("society", None),
        ("author", None),
    ],
)
def test_names_of_boxes(name: str, label: Label | None) -> None:
    box = BoxMatcher(load_builtin().boxes).match(name_words(name))
    assert (box and box.label) == label


def test_the_innermost_box_wins_and_boxes_outside_the_article_do_not_count() -> None:
    page = (
        '<div class="comments"><article><p>Out of reach</p></article><div class="share-row"><p>Copy link</p></div>'
        "<p>A reader writes</p></div>"
    )
    assert [box and box.label for box in boxes_around(segment_html(page))] == [None, Label.SHARE, Label.COMMENTS]


def test_lines_of_a_box_get_its_label() -> None:
    page = (
        f"<html><body><h1>Ferry line to reopen</h1>{PROSE}"
        '<div class="related-stories"><h3>More For You</h3><span>May 3, 2024</span><p>By Pia Moss</p>'
        "<p>Advertisement</p></div></body></html>"
    )
    labels = {block.text: block.label for block in clean(page).blocks}
    assert labels["More For You"] is Label.RELATED
    assert labels["May 3, 2024"] is Label.RELATED
    assert labels["By Pia Moss"] is Label.RELATED
    assert labels["Advertisement"] is Label.AD


def test_a_box_takes_nothing_from_the_article() -> None:
    page = f'<html><body><div class="social-story"><h1>Ferry line to reopen</h1>{PROSE}</div></body></html>'
    article = clean(page)
    assert [block.label for block in article.blocks] == [Label.TITLE, Label.BODY, Label.BODY]


def test_caption_within_a_box_is_a_caption() -> None:
    page = (
        f"<html><body><h1>Ferry line to reopen</h1>{PROSE}"
        '<div class="related-stories"><figure><figcaption>The old pier</figcaption></figure><p>Six walks</p></div>'
        "</body></html>"
    )
    labels = {block.text: block.label for block in clean(page).blocks}
    assert labels["The old pier"] is Label.CAPTION
    assert labels["Six walks"] is Label.RELATED
