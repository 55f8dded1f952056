"""`clean_many`: any number of documents in Python, one result each, in their order."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cleaner import Options, clean, clean_many

PROSE = "The council of Eastmouth voted on Tuesday to bring back the ferry that linked the two banks of the estuary."
PAGES = [f"<h1>Ferry number {at}</h1><p>{PROSE} It is boat number {at}.</p>" for at in range(40)]
SAMPLES = sorted((Path(__file__).parents[1] / "samples").glob("*.html"))


def test_results_are_those_of_clean_in_the_order_of_the_sources() -> None:
    pages = [path.read_bytes() for path in SAMPLES] + [page.encode() for page in PAGES]
    results = list(clean_many(pages, jobs=2))
    assert [result.error for result in results] == [None] * len(pages)
    assert [result.article and result.article.to_dict(blocks=True) for result in results] == [
        clean(page).to_dict(blocks=True) for page in pages
    ]


def test_an_article_from_another_process_can_be_written_in_every_form() -> None:
    page = SAMPLES[1].read_bytes()
    [result] = clean_many([page], jobs=1)
    here, there = clean(page), result.article
    assert there is not None
    assert there.markdown(links=True, images=True) == here.markdown(links=True, images=True)
    assert there.html(links=True, images=True) == here.html(links=True, images=True)


@pytest.mark.parametrize("bad", [5, None, ("a", 5), "two\n" * 200_001], ids=["number", "none", "address", "too-long"])
def test_a_source_that_cannot_be_cleaned_leaves_the_others_alone(bad: Any) -> None:
    results = list(clean_many([PAGES[0], bad, PAGES[1]], jobs=1))
    assert [result.article is None for result in results] == [False, True, False]
    assert results[1].error


def test_a_source_may_come_with_its_address() -> None:
    [result] = clean_many([(PROSE, "https://a.example/ferry")], jobs=1)
    assert result.article is not None
    assert result.article.url == "https://a.example/ferry"


def test_options_and_kind_are_those_of_clean() -> None:
    options = Options(keep=frozenset({"byline"}))
    [result] = clean_many([f"By Pia Moss\n\n{PROSE}"], jobs=1, kind="text", options=options)
    assert result.article is not None
    assert [str(block.label) for block in result.article.blocks if block.kept] == ["byline", "body"]


@pytest.mark.parametrize("arguments", [{"kind": "pdf"}, {"jobs": 0}])
def test_wrong_arguments_are_refused_at_once(arguments: Any) -> None:
    with pytest.raises(ValueError, match=r"pdf|jobs"):
        clean_many([], **arguments)


def test_sources_are_read_as_they_are_needed() -> None:
    read = 0

    def endless() -> Iterator[str]:
        nonlocal read
        while True:
            read += 1
            yield PAGES[read % len(PAGES)]

    results = clean_many(endless(), jobs=1)
    for _ in range(10):
        next(results)
    results.close()
    assert read < 1000


def test_what_the_sources_raise_comes_after_the_results_before_it() -> None:
    def broken() -> Iterator[str]:
        yield PAGES[0]
        raise KeyError("no more")

    results = clean_many(broken(), jobs=1)
    assert next(results).article is not None
    with pytest.raises(KeyError):
        next(results)


def test_an_article_of_a_deep_page_can_be_pickled() -> None:
    article = clean("<div>" * 5000 + f"<p>{PROSE}</p>", kind="html")
    again = pickle.loads(pickle.dumps(article))
    assert again.to_dict(blocks=True) == article.to_dict(blocks=True)
    [block] = again.blocks
    assert block.block.markup.container.depth == article.blocks[0].block.markup.container.depth  # type: ignore[union-attr]


def test_importing_the_package_loads_no_processes() -> None:
    code = "import sys, cleaner; print('multiprocessing' in sys.modules, 'cleaner.batch.many' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"
