"""Every rule matches its `hits` and none of its `misses`; faulty rule files are refused with a reason."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from helpers import run_examples

from cleaner.document import Block, Family, Label, Shape
from cleaner.rules import evidence
from cleaner.rules.evidence import gather
from cleaner.rules.schema import COMPILED, HERE, Examples, RuleError, as_json, read_file, read_folder
from cleaner.rules.user_rules import matches
from cleaner.segment.from_text import segment_text
from cleaner.text import normalise as normalise_module
from cleaner.text.normalise import name_words, normalise, normalise_phrase

TABLE, EXAMPLES = read_folder()
BY_ID = {rule.id: rule for rule in TABLE.rules}


@pytest.mark.parametrize("examples", EXAMPLES, ids=lambda e: e.rule)
def test_rule_matches_its_hits_and_not_its_misses(examples: Examples) -> None:
    assert [text for text in examples.hits if not matches(BY_ID[examples.rule], text)] == []
    assert [text for text in examples.misses if matches(BY_ID[examples.rule], text)] == []


def test_compiled_table_is_up_to_date() -> None:
    assert COMPILED.read_text(encoding="utf-8") == as_json(TABLE), "run: python -m cleaner.rules"


def test_every_file_is_named_after_a_label() -> None:
    assert {path.stem for path in HERE.glob("*.toml")} <= set(Label)


@pytest.mark.parametrize("label", [label for label in Label if label.family is not Family.TEXT])
def test_every_boilerplate_and_furniture_label_has_rules(label: Label) -> None:
    assert [rule_id for rule_id in BY_ID if rule_id.startswith(f"{label}/")] != []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("• 12,345 Comments:", "# comments"),
        ("E-Mail", "e mail"),
        ("Don’t  miss\u00a0out!", "don't miss out"),
        ("11:39 a.m.", "# a m"),
        ("#bitcoin snake_case", "bitcoin snake case"),
        ("İletişim", "iletişim"),
        ("“L’Été” – 1.234,5 €", "l'été #"),
        ("Жили_были 3 кота’s", "жили были # кота's"),
        ("", ""),
    ],
)
def test_normalise(text: str, expected: str) -> None:
    assert normalise(text) == expected


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (" 1\n 2\n 3\n10", ""),
        (" 9\n10\n11", "structure/line-numbers"),
        ("7", ""),
        ("1 one\n2", ""),
        ("9999999999\n10000000000", ""),
        ("x = 1\n2", ""),
    ],
    ids=["with-a-gap", "column", "alone", "with-a-word", "large", "program"],
)
def test_a_column_of_line_numbers_is_not_a_program(code: str, reason: str) -> None:
    assert [item.pinned_by for item in gather([Block(code, Shape.CODE)])] == [reason]


def test_the_examples_in_the_docstrings_of_normalise_hold() -> None:
    failed, tried = run_examples(normalise_module)
    assert tried >= 4
    assert failed == 0


def test_a_number_sign_in_a_phrase_stands_for_any_number() -> None:
    assert normalise_phrase("# min read") == normalise("12 min read")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("relatedStories-2 c_box", ("related", "stories", "c", "box")),
        ("js-ShareButton", ("js", "share", "button")),
        ("", ()),
    ],
)
def test_name_words(text: str, expected: tuple[str, ...]) -> None:
    assert name_words(text) == expected


GOOD = """
[[rule]]
id = "share/x"
language = "en"
match = "whole"
why = "A reason."
phrases = ["share"]
hits = ["Share"]
misses = ["Shares fell"]
"""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("not toml", "Expected"),
        (GOOD.replace("why", "wyh"), "unknown key 'wyh'"),
        (GOOD.replace('why = "A reason."', ""), "why is missing"),
        (GOOD.replace('"whole"', '"half"'), "match must be one of"),
        (GOOD.replace("share/x", "ad/x"), "must have the form share/some-name"),
        (GOOD.replace('["share"]', "[]"), "phrases must be a list"),
        (GOOD.replace('["share"]', '"share"'), "phrases must be a list"),
        (GOOD + "max_chars = 4000", "max_chars must be between"),
    ],
)
def test_the_error_for_a_faulty_rule_file_says_what_is_wrong(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "share.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RuleError, match=message) as caught:
        read_file(path, Label.SHARE)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("label", ["Read also", "Leggi anche", "Lees ook", "Lire aussi", "Mehr zum Thema"])
@pytest.mark.parametrize("headline", ["Bridge closed for a week", "Église rouverte", "Überfahrt kostet nichts"])
def test_a_label_that_runs_into_a_headline_is_known_as_if_a_space_stood_there(label: str, headline: str) -> None:
    (glued,) = gather(segment_text(label + headline))
    assert glued.pinned is Label.RELATED


def test_the_quick_look_for_glued_words_finds_what_the_split_finds() -> None:
    for letters in product("aßЯAÉ1 ", repeat=5):
        head = "".join(letters)
        assert bool(evidence._MAY_BE_GLUED.search(head)) == bool(evidence._GLUED.search(head)), head
