"""The parts of the training that need no further libraries: truth of blocks, folds of hosts."""

from __future__ import annotations

import pytest

from cleaner import clean
from cleaner.model.label_classifier import WEIGHTS, load_classifier
from cleaner.segment.from_text import segment_text
from cleaner.training.alignment import EITHER, GOLD, NOT_GOLD, align, words
from cleaner.training.folds import fold_of_hosts
from cleaner.training.settings import FOLDS
from cleaner.training.snippets import Snippets, found, truth_of
from cleaner.training.variants import VARIANTS, variant, variants

PARAGRAPHS = ["The council voted on Tuesday to bring back the ferry.", "Why it matters", "Six boats are for sale."]


@pytest.mark.parametrize(
    ("block", "truth"),
    [
        ("The council voted on Tuesday to bring back the ferry.", GOLD),
        ("THE COUNCIL voted on Tuesday, to bring back the ferry", GOLD),
        ("Why it matters", GOLD),
        ("voted on Tuesday to bring back", GOLD),
        ("on Tuesday to", GOLD),
        ("Tuesday", NOT_GOLD),
        ("Six boats", NOT_GOLD),
        ("Read more about the council and its members here", NOT_GOLD),
        ("Boats from six countries were seen on the river", NOT_GOLD),
        ("…", EITHER),
    ],
)
def test_truth_of_a_block(block: str, truth: int) -> None:
    assert align([block], PARAGRAPHS) == [truth]


def test_optional_paragraphs_count_neither_way() -> None:
    optional = ["This story was first published in the Messenger."]
    assert align(["This story was first published in the Messenger."], PARAGRAPHS, optional) == [EITHER]


def test_folds_are_even_and_do_not_depend_on_the_order() -> None:
    hosts = [f"{number}.example" for number in range(100)]
    folds = fold_of_hosts(hosts)
    assert fold_of_hosts(reversed(hosts)) == folds
    assert [list(folds.values()).count(fold) for fold in range(FOLDS)] == [20] * FOLDS


BLOCKS = ["Home", "The ferry is back.", "Subscribe to the ferry letter", "The pier", "The pier, again", "Timetable"]


@pytest.mark.parametrize(
    ("wanted", "unwanted", "truth"),
    [
        (("ferry is  back",), (), [EITHER, GOLD, EITHER, EITHER, EITHER, EITHER]),
        ((), ("subscribe",), [EITHER, EITHER, NOT_GOLD, EITHER, EITHER, EITHER]),
        (("the pier",), (), [EITHER] * 6),
        ((), ("the pier",), [EITHER, EITHER, EITHER, NOT_GOLD, NOT_GOLD, EITHER]),
        (("Timetable",), ("Time",), [EITHER] * 6),
        (("not there",), ("nor that",), [EITHER] * 6),
    ],
    ids=["wanted", "unwanted", "wanted in two places", "unwanted in two places", "wanted and unwanted", "nowhere"],
)
def test_truth_that_snippets_tell(wanted: tuple[str, ...], unwanted: tuple[str, ...], truth: list[int]) -> None:
    assert truth_of(BLOCKS, Snippets(wanted, unwanted)) == truth


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ferry is back.\nTimetable", (1.0, 1.0)),
        ("the ferry\nis back. Subscribe", (0.5, 0.5)),
        ("Subscribe", (0.0, 0.0)),
        ("", (None, 0.0)),
    ],
)
def test_precision_and_recall_of_snippets(text: str, expected: tuple[float | None, float]) -> None:
    assert found(text, Snippets(("ferry is back", "timetable"), ("Subscribe",))) == expected


PAGE = """\
Menu
  • News
  • Weather

The council of Eastmouth voted on Tuesday to bring back the ferry. Nobody in the café “At the Pier” was surprised by it.

Six boats are for sale, the mayor said, and two of them float. The others can be seen at low water from the bridge.
"""


def test_variants_depend_on_text_and_page_alone() -> None:
    assert dict(variants(PAGE, "one")) == {name: variant(name, PAGE, "one") for name in VARIANTS}
    assert variant("markdown", PAGE, "one") != variant("markdown", PAGE, "two")


_CHANGE_CHARACTERS = {"invisible", "entities", "misread"}


@pytest.mark.parametrize("name", sorted(VARIANTS.keys() - _CHANGE_CHARACTERS))
def test_variants_keep_the_words_of_prose_in_their_order(name: str) -> None:
    rest = iter(words(variant(name, PAGE, "one")))
    assert [word for word in words(PAGE) if word not in rest] == []


@pytest.mark.parametrize("name", sorted(VARIANTS))
def test_no_variant_hides_the_words_of_a_page_from_the_cleaner(name: str) -> None:
    seen = words(" ".join(block.text for block in segment_text(variant(name, PAGE, "one"))))
    rest = iter(seen)
    assert [word for word in words(PAGE) if word not in rest] == []


@pytest.mark.parametrize("name", sorted(VARIANTS))
def test_prose_stays_however_it_is_written(name: str) -> None:
    blocks = clean(variant(name, PAGE, "one"), kind="text").blocks
    kept = words(" ".join(block.text for block in blocks if block.kept))
    assert {"voted", "tuesday", "ferry", "boats", "float", "bridge"} <= set(kept)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("one-line", "Menu • News • Weather The council"),
        ("no-markers", "Menu\n  News\n  Weather\n\nThe"),
        ("flat", "Menu\nNews\nWeather\nThe council"),
        ("blank-line-everywhere", "Menu\n\n  • News\n\n  • Weather\n\nThe council"),
        ("sentence-a-line", "back the ferry.\nNobody in the café “At the Pier” was surprised by it.\n"),
        ("paragraphs-joined", "was surprised by it. Six boats"),
        ("wrapped-72", "back the ferry.\nNobody in the café"),
        ("quoted", "> Menu\n>   • News\n>   • Weather\n>\n> The council"),
        ("numbered", "     1\tMenu\n     2\t  • News\n     3\t  • Weather\n     4\t\n     5\tThe council"),
        ("tabs", "\t•\tNews\n\t•\tWeather\n"),
        ("crlf", "Menu\r\n  • News\r\n"),
        ("line-separators", "Menu\u2028  • News\u2028"),
        ("entities", "&#8220;At"),
        ("misread", "cafÃ©"),
    ],
)
def test_a_variant_is_written_as_its_tools_write(name: str, written: str) -> None:
    assert written in variant(name, PAGE, "one")


def test_weights_of_labels_are_written_as_they_are_read() -> None:
    labels = pytest.importorskip("cleaner.training.labels", reason="the libraries of the training are not installed")
    learned = load_classifier()
    assert labels.as_json(learned) == WEIGHTS.read_text(encoding="utf-8")
