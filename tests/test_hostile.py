"""Hostile documents: nothing raises, and the work is bounded by the length of the document, as counted, not timed."""

from __future__ import annotations

from random import Random
from typing import Literal

import pytest
from helpers import assert_linear, within

from cleaner import DocumentError, Options, clean, pipeline
from cleaner.document import Family, Kind
from cleaner.label import second_opinion
from cleaner.label.page_breaks import pages
from cleaner.metadata.htmldate_fallback import date_of_htmldate
from cleaner.render.as_markdown import as_markdown
from cleaner.rules.evidence import gather
from cleaner.segment.from_html import segment_html
from cleaner.segment.from_text import segment_text
from cleaner.segment.html_tree import flattened
from cleaner.segment.inline import spans_of
from cleaner.text import stats
from tests.benchmarks.hostile import DONE, REFUSED, examine
from tests.benchmarks.hostile_pages import FORMS, document, documents

PROSE = (
    "The council of Eastmouth voted on Tuesday to bring back the ferry that linked the two banks of the estuary for a "
    "hundred and twelve years, and whose last captain still lives beside the old pier."
)


@pytest.mark.parametrize("kind", ["html", "text"])
def test_hostile_documents_are_cleaned_or_refused_in_every_format(kind: str) -> None:
    found = {made.name: examine(made) for made in documents(kind, 60, seed=1, largest=8_000)}
    assert {name: outcome for name, outcome in found.items() if outcome.status not in (DONE, REFUSED)} == {}


def test_the_same_seed_makes_the_same_documents() -> None:
    assert list(documents("html", 40, 7, 3_000)) == list(documents("html", 40, 7, 3_000))
    assert list(documents("html", 40, 7, 3_000)) != list(documents("html", 40, 8, 3_000))


@pytest.mark.parametrize("name", ["html/boxes", "text/commas in lines of 300", "html/soup", "html/steps"])
def test_a_hostile_document_is_about_as_long_as_it_should_be(name: str) -> None:
    assert 0.4 < len(document(name, Random(1), 50_000).content) / 50_000 < 1.5


def test_there_are_enough_forms_for_a_thousand_documents() -> None:
    assert {kind: sum(name.startswith(kind) for name in FORMS) > 400 for kind in ("html", "text")} == {
        "html": True,
        "text": True,
    }


# Refused documents


def test_an_element_with_attributes_by_the_thousand_is_an_error() -> None:
    tag = f"<p {' '.join(f'a{n}=1' for n in range(30_000))}>x</p>"
    with within(2), pytest.raises(DocumentError, match="thousands of attributes"):
        segment_html(tag)


def test_long_tags_of_few_attributes_are_no_error() -> None:
    page = f"<p><img src='data:image/png;base64,{'iVBORw0K' * 5_000}'>{PROSE}</p>" * 30
    assert len(segment_html(page)) == 30


# Bounded work


def test_a_paragraph_among_many_in_one_element_has_its_own_markup_alone() -> None:
    blocks = segment_html("<p>" + "<a href=/x>one</a> two<br><br>" * 800 + "</p>")
    assert len(blocks) == 800
    assert sum(len(block.inline.pieces) for block in blocks) < 5 * 800


def test_markup_that_spans_paragraphs_of_one_element_is_in_all_of_them() -> None:
    blocks = segment_html("<p>the <b>old<br><br>ferry, <i>once<br> <br>again</i></b>, and<br>the <b>pier</b>")
    marked = {
        block.text: [(block.text[span.start : span.end], str(span.style)) for span in spans_of(block.inline)]
        for block in blocks
    }
    assert marked == {
        "the old": [("old", "strong")],
        "ferry, once": [("ferry, once", "strong"), ("once", "emphasis")],
        "again, and\nthe pier": [("again", "emphasis"), ("again", "strong"), ("pier", "strong")],
    }


def test_a_text_of_very_many_pages_is_scored_in_some_hundred_pieces() -> None:
    blocks = segment_text(f"{PROSE}\n\n{PROSE}\n\n{PROSE}\n\n© 2021 The Courier. All rights reserved.\n\n" * 1_700)
    assert len(pages(blocks, gather(blocks))) <= 500


def test_rereading_a_long_text_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def counting(text: str) -> list[object]:
        read.append(len(text))
        return list(segment_text(text))

    monkeypatch.setattr(pipeline, "segment_text", counting)
    text = "".join(f"{'[]' * 900} {number}\n" for number in range(1_000))
    clean(text, kind="text")
    assert sum(read) <= 3_000_000


def test_there_is_no_second_opinion_on_pages_of_very_many_tags() -> None:
    page = "<div></div>" * 30_000
    assert second_opinion.votes(page, []) is None
    assert date_of_htmldate(page, None) is None


@pytest.mark.parametrize(("paragraphs", "fast"), [(2_000, False), (4_000, True)], ids=["some-blocks", "many-blocks"])
def test_the_second_opinion_on_many_blocks_is_the_fast_one(
    paragraphs: int, fast: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    import trafilatura

    asked: list[bool] = []
    monkeypatch.setattr(trafilatura, "extract", lambda _, **options: asked.append(options["fast"]))
    page = "<li>x" * paragraphs
    second_opinion.votes(page, segment_html(page))
    assert asked == [fast]


@pytest.mark.parametrize(
    "half_tags",
    [
        pytest.param("<a " * 300_000, id="half-tags"),
        pytest.param('<a b="c ' * 200_001, id="quotation-marks"),
        pytest.param("<a b=\"c <d e='f " * 100_000, id="both-quotation-marks"),
    ],
)
def test_half_tags_are_read_once(half_tags: str) -> None:
    with within(3):
        assert flattened(f"<b><i><u>x</u></i></b>{half_tags}", 2) == f"<b><i> x </i></b>{half_tags}"


def test_a_program_of_very_many_numbered_lines_is_read_in_linear_time() -> None:
    def read(lines: int) -> str:
        program = "".join(f"<span class=lineno>{number}</span> x = y\n" for number in range(lines))
        return segment_html(f"<p>{PROSE}</p><pre>{program}</pre>")[-1].text

    assert read(2_000).count("x = y") == 2_000
    assert "1999" not in read(2_000)
    assert_linear(read, 16_000)


def test_lists_in_lists_are_written_in_time() -> None:
    page = f"<article><p>{PROSE}</p>" + "<dl><dt>x<dd>" * 900 + f"<p>{PROSE}</p>" * 300
    article = clean(page, kind="html", options=Options(keep=frozenset(Family)))
    assert article.kind is Kind.HTML
    with within(3):
        assert as_markdown(article).count("Eastmouth") == 301


@pytest.mark.parametrize("kind", ["html", "text"])
def test_each_of_many_blocks_is_measured_once(kind: Literal["html", "text"]) -> None:
    stats._measured.cache_clear()
    names = [f"{number} residents went by ferry in {number}" for number in range(6_000)]
    text = "\n\n".join(names) if kind == "text" else "".join(f"<p>{name}</p>" for name in names)
    clean(text, kind=kind)
    assert stats._measured.cache_info().misses == stats._measured.cache_info().currsize
