"""Every rule matches its `hits` and none of its `misses`; faulty rule files are refused with a reason."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from helpers import run_examples

from cleaner.document import Block, Family, Label, Shape
from cleaner.rules import evidence
from cleaner.rules.evidence import gather
from cleaner.rules.prompts import PROMPTS, prompt_in
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


@pytest.mark.parametrize(
    ("line", "prompt"),
    [
        ("Follow The Valley Courier on WhatsApp for breaking news", "structure/follow-us"),
        ("Follow @pia_moss on X", "structure/follow-us"),
        ("Join our channel on Telegram", "structure/follow-us"),
        ("Folgen Sie dem Kurier auf WhatsApp", "structure/follow-us"),
        ("Etiquetas: puertos, barcas", "structure/tag-line"),
        ("Unterstützen Sie uns mit einer Spende", "structure/appeal"),
        ("Mehr von Pia Moss", "structure/more-stories"),
        ("Mehr von allem wollte niemand", ""),
        ("Follow the river on foot and the pilgrims on Facebook", ""),
        ("Like many people on Facebook, she had not read it", ""),
        ("Sign up for The Morning Tide, our daily briefing", "structure/invitation"),
        ("Subscribe to our free weekly newsletter for more stories like this", "structure/invitation"),
        ("Subscribe to a legal newsletter and read it", ""),
        ("More from Pia Moss", "structure/more-stories"),
        ("MORE STORIES FROM THE VALLEY", "structure/more-stories"),
        ("More from the sea than from the land", ""),
        ("More stories were told than written down that winter.", ""),
        ("Read the full story on courier.example »", "structure/full-story"),
        ("Read the full report before you vote", ""),
        ("Filed under: Harbours, Ferries", "structure/tag-line"),
        ("Tags on the nets show who owns them.", ""),
        ("Got a tip? Write to tips@courier.example", "structure/tip-wanted"),
        ("Got a ticket? Show it to the ferryman", ""),
        ("Support local journalism: donate now", "structure/appeal"),
        ("If you enjoyed this story, consider buying me a coffee", "structure/appeal"),
        ("This story is about a coffee shop that would not close", ""),
        ("Additional reporting by Ada Kowal", "structure/reporting"),
        ("Reporting by phone was all that the storm left them.", ""),
        ("About the author: Pia Moss has sailed since 1998", "structure/about-author"),
        ("About the author nothing is known", ""),
        ("Originally published on the blog of the ropemakers", "structure/first-published"),
        ("First published, then forgotten, the map came back in May", ""),
        ("Brought to you by Ruhn Savings Bank", "structure/sponsor"),
        ("Presented by its makers as a bargain, the ferry leaked", ""),
        ("Contact us at desk@courier.example", "structure/write-us"),
        ("Contact us before the tide turns, they had written", ""),
        ("Thanks for reading The Valley Letter!", "structure/thanks"),
        ("Take our survey", "structure/thanks"),
        ("Thanks for the boat were never given", ""),
        ("Download our free app", "structure/our-app"),
        ("Download the app of the ferry and book there", ""),
        ("", ""),
    ],
)
def test_prompts_with_a_name_in_the_middle(line: str, prompt: str) -> None:
    found = prompt_in(line)
    assert (found.id if found else "") == prompt


def test_a_program_prompts_nobody() -> None:
    tags = "tags: ferries, harbours"
    assert gather([Block(tags, Shape.PARAGRAPH)])[0].pinned is Label.TAGS
    assert gather([Block(tags, Shape.CODE)])[0].pinned is None


def test_every_prompt_begins_in_a_way_that_is_looked_for() -> None:
    assert prompt_in("Follow us on X " + "x" * 400) is None
    assert {found.id for text in _PROMPTED if (found := prompt_in(text))} == {prompt.id for prompt in PROMPTS}


_PROMPTED = (
    "Follow us on X",
    "Subscribe to our newsletter",
    "More from Ruhn",
    "See the full story",
    "Tags: ferries",
    "Have a story? Write to us",
    "Support our journalism",
    "Editing by Tom Sale",
    "About the authors: Ada Kowal and Tom Sale",
    "First published in the Conversation",
    "Sponsored by Ruhn Savings Bank",
    "Write to us at the harbour office",
    "Thank you for reading",
    "Get our app",
)
