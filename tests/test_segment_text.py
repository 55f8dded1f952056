"""Text becomes blocks: lines with their numbers, gaps, bullets and headings; no line is lost."""

from __future__ import annotations

import pytest
from helpers import within

from cleaner.document import Block, DocumentError, Shape
from cleaner.segment.from_text import segment_text, split_lines

ENDINGS = {"lf": "\n", "crlf": "\r\n", "cr": "\r"}


def placed(text: str) -> list[tuple[str, int | None, int | None, bool]]:
    """Text, first line, last line and gap of every block."""
    return [(block.text, block.line, block.end_line, block.gap) for block in segment_text(text)]


def only(text: str) -> Block:
    (block,) = segment_text(text)
    return block


# Lines


SPLIT = {
    "lf": ("One.\nTwo.\n", ["One.\n", "Two.\n"]),
    "crlf": ("One.\r\nTwo.\r\n", ["One.\r\n", "Two.\r\n"]),
    "cr": ("One.\rTwo.\r", ["One.\r", "Two.\r"]),
    "mixed": ("One.\nTwo.\r\nThree.\rFour.", ["One.\n", "Two.\r\n", "Three.\r", "Four."]),
    "blank-lines": ("\n\r\n\r\nOne.\n\n", ["\n", "\r\n", "\r\n", "One.\n", "\n"]),
    "cr-and-crlf": ("\r\r\n\n\r", ["\r", "\r\n", "\n", "\r"]),
    "no-ending": ("One.", ["One."]),
    "no-ending-after-cr": ("One.\rTwo.", ["One.\r", "Two."]),
    "nothing": ("", []),
    "one-ending": ("\n", ["\n"]),
    "no-other-separators": (
        "a\x0bb\x0cc\x1cd\x1de\x1ef\x85g\u2028h\u2029i\nj",
        ["a\x0bb\x0cc\x1cd\x1de\x1ef\x85g\u2028h\u2029i\n", "j"],
    ),
    "nothing-but-separators": ("a\x0bb\x0cc\x85d\u2028\u2029e", ["a\x0bb\x0cc\x85", "d\u2028", "\u2029", "e"]),
}


@pytest.mark.parametrize(("text", "lines"), SPLIT.values(), ids=SPLIT)
def test_only_line_feeds_and_carriage_returns_end_lines(text: str, lines: list[str]) -> None:
    assert split_lines(text) == lines
    assert "".join(split_lines(text)) == text


@pytest.mark.parametrize("separator", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"], ids=ascii)
def test_other_separators_do_not_separate_blocks(separator: str) -> None:
    assert placed(f"One{separator}two.\nThree.") == [("One two.", 1, 1, False), ("Three.", 2, 2, False)]


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
def test_blocks_know_their_lines_and_gaps(ending: str) -> None:
    text = ending.join(["", "One.", "Two.", "", "", "Three.", " \t\u00a0", "Four."])
    assert placed(text) == [
        ("One.", 2, 2, False),
        ("Two.", 3, 3, False),
        ("Three.", 6, 6, True),
        ("Four.", 8, 8, True),
    ]


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
def test_blocks_keep_their_lines_as_they_stood(ending: str) -> None:
    text = f"  One\u00a0 two. \t{ending}{ending}\t• Three{ending}Four."
    assert [block.source for block in segment_text(text)] == [
        f"  One\u00a0 two. \t{ending}",
        f"\t• Three{ending}",
        "Four.",
    ]
    assert [block.text for block in segment_text(text)] == ["One two.", "Three", "Four."]


def test_mixed_endings_stay_mixed() -> None:
    assert [block.source for block in segment_text("One.\r\nTwo.\nThree.\rFour.")] == [
        "One.\r\n",
        "Two.\n",
        "Three.\r",
        "Four.",
    ]


@pytest.mark.parametrize("text", ["", "\n", " \r\n\t\n", "\x0c\n\u2028"], ids=ascii)
def test_a_text_of_white_space_has_no_blocks(text: str) -> None:
    assert segment_text(text) == []


@pytest.mark.parametrize("text", ["One.", "\nOne.", " \r\n\r\nOne."], ids=ascii)
def test_the_first_block_has_no_gap(text: str) -> None:
    assert only(text).gap is False


@pytest.mark.parametrize("text", ["a\x00b", "\x1b[1mbold\x1b[0m", "lone \ud800", "\u200b"], ids=ascii)
def test_strange_characters_pass_unchanged(text: str) -> None:
    assert only(text).source == text
    assert only(text).text == text


# Lists


ITEMS = {
    "bullet": ("• Salt", 1, "•", "Salt"),
    "bullet-without-space": ("•Salt", 1, "•", "Salt"),
    "triangle": ("‣ Salt", 1, "‣", "Salt"),
    "ring": ("◦ Salt", 1, "◦", "Salt"),
    "square": ("▪ Salt", 1, "▪", "Salt"),
    "disc": ("● Salt", 1, "●", "Salt"),
    "middle-dot": ("· Salt", 1, "·", "Salt"),
    "hyphen": ("- Salt", 1, "-", "Salt"),
    "asterisk": ("* Salt", 1, "*", "Salt"),
    "plus": ("+ Salt", 1, "+", "Salt"),
    "en-dash": ("– Salt", 1, "–", "Salt"),
    "number": ("1. Salt", 1, "1.", "Salt"),
    "number-with-bracket": ("12) Salt", 1, "12)", "Salt"),
    "number-in-brackets": ("(3) Salt", 1, "(3)", "Salt"),
    "letter": ("a) Salt", 1, "a)", "Salt"),
    "indented-by-two": ("  - Salt", 2, "-", "Salt"),
    "indented-by-four": ("    - Salt", 3, "-", "Salt"),
    "indented-by-a-tab": ("\t- Salt", 3, "-", "Salt"),
    "wide-space-behind": ("•\u00a0\u3000Salt", 1, "•", "Salt"),
    "item-of-digits": ("- 1,200", 1, "-", "1,200"),
    "item-in-another-script": ("• 塩", 1, "•", "塩"),
    "item-in-quotation-marks": ("- “Salt”", 1, "-", "“Salt”"),
}


@pytest.mark.parametrize(("line", "level", "marker", "text"), ITEMS.values(), ids=ITEMS)
def test_a_line_with_a_bullet_is_an_item(line: str, level: int, marker: str, text: str) -> None:
    block = only(line)
    assert (block.shape, block.level, block.marker, block.text) == (Shape.LIST_ITEM, level, marker, text)
    assert block.source == line


@pytest.mark.parametrize(
    "line",
    [
        "-5 degrees in the morning",
        "–5 degrees",
        "*sic*",
        "+49 170 1234567",
        "3.5 per cent",
        "1.200 ships",
        "1984. That was the year.",
        "A) is not what he meant",
        "ab) is not either",
        "1.",
        "•",
        "-",
        "* * *",
        "- - -",
        "• • •",
        "– –",
        "***",
        "---",
        "2) –",
        "Salt - and pepper",
    ],
)
def test_a_line_that_only_begins_like_an_item_is_a_paragraph(line: str) -> None:
    block = only(line)
    assert (block.shape, block.level, block.marker, block.text) == (Shape.PARAGRAPH, 0, "", line)


@pytest.mark.parametrize(
    "line", ["— Where is the key? asked the keeper.", "— ¿Dónde está la llave?", "—Где ключ? — спросил смотритель."]
)
def test_speech_after_a_dash_is_a_paragraph_and_keeps_its_dash(line: str) -> None:
    block = only(line)
    assert (block.shape, block.marker, block.text) == (Shape.PARAGRAPH, "", line)


def test_lines_of_speech_are_not_joined() -> None:
    text = "— Where is the key\n— Under the\n— Under the what\n"
    assert placed(text) == [
        ("— Where is the key", 1, 1, False),
        ("— Under the", 2, 2, False),
        ("— Under the what", 3, 3, False),
    ]


# Headings


@pytest.mark.parametrize(
    ("line", "level", "text"),
    [
        ("# Title", 1, "Title"),
        ("###  Two  words", 3, "Two words"),
        ("  ###### Six", 6, "Six"),
        ("## 2 ## 3", 2, "2 ## 3"),
    ],
)
def test_a_markdown_heading_has_its_level(line: str, level: int, text: str) -> None:
    block = only(line)
    assert (block.shape, block.level, block.marker, block.text) == (Shape.HEADING, level, "#" * level, text)


@pytest.mark.parametrize("line", ["#ferry", "####### Seven", "#", "##", "C# and F#", "#1 in the charts"])
def test_other_number_signs_make_no_heading(line: str) -> None:
    block = only(line)
    assert (block.shape, block.level, block.text) == (Shape.PARAGRAPH, 0, line)


# Paragraphs of several lines


WRAPPED = (
    "The harbour council of Port Ellery voted on Tuesday to reopen the\r\n"
    "ferry line that it had closed in the spring, and nobody in the old\r\n"
    "town was surprised. The owner of the shop at the landing stage had\r\n"
    "known it since March, she said, when the painters came and painted\r\n"
    "the bench. A bench is not painted for seagulls, as everybody there\r\n"
    "knows. The mayor looked at his shoes.\r\n"
    "\r\n"
    "Then it rained.\r\n"
)


def test_lines_wrapped_at_a_column_are_one_paragraph() -> None:
    one, two = segment_text(WRAPPED)
    assert (one.line, one.end_line, two.line, two.end_line) == (1, 6, 8, 8)
    assert one.text.startswith("The harbour council of Port Ellery voted on Tuesday to reopen the ferry line that it")
    assert one.text.endswith("as everybody there knows. The mayor looked at his shoes.")
    assert one.source + "\r\n" + two.source == WRAPPED


def test_an_item_never_continues_the_line_before_it() -> None:
    assert placed("He asked for the\n- salt\n- pepper of the\n") == [
        ("He asked for the", 1, 1, False),
        ("salt", 2, 2, False),
        ("pepper of the", 3, 3, False),
    ]


def test_a_blank_line_always_ends_a_paragraph() -> None:
    assert placed("He asked for the\n\nsalt, and the\n \npepper.") == [
        ("He asked for the", 1, 1, False),
        ("salt, and the", 3, 3, True),
        ("pepper.", 5, 5, True),
    ]


@pytest.mark.parametrize("line", ["Share this", "Log in", "What’s on", "Read more about", "Sign up"])
def test_a_short_line_that_ends_in_a_function_word_is_complete(line: str) -> None:
    assert placed(f"{line}\nThe ferry is back.\n") == [
        (line, 1, 1, False),
        ("The ferry is back.", 2, 2, False),
    ]


def test_a_sentence_that_was_broken_at_its_links_is_one_paragraph() -> None:
    text = "The mayor of\nPort Ellery\n, who was asked about the\nFerry Act\nof the\nOld Town\nHe said no.\n"
    assert placed(text) == [
        ("The mayor of", 1, 1, False),
        ("Port Ellery , who was asked about the Ferry Act of the Old Town", 2, 6, False),
        ("He said no.", 7, 7, False),
    ]


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
def test_every_line_with_text_is_in_one_block_and_in_its_order(ending: str) -> None:
    text = WRAPPED.replace("\r\n", ending) + ending.join(["He asked for the", "salt.", "", "• One", "# Two", "* * *"])
    filled = [line for line in split_lines(text) if line.strip()]
    assert [line for block in segment_text(text) for line in split_lines(block.source)] == filled
    numbers = [n for block in segment_text(text) for n in range(block.line or 0, (block.end_line or 0) + 1)]
    assert numbers == [1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 13, 14]


# Headings with a line under them


@pytest.mark.parametrize(("underline", "level"), [("=====", 1), ("===", 1), ("----------", 2)])
def test_an_underlined_line_is_a_heading(underline: str, level: int) -> None:
    heading, text = segment_text(f"The old ferry line\n{underline}\nIt is back\n")
    assert (heading.text, heading.shape, heading.level) == ("The old ferry line", Shape.HEADING, level)
    assert (heading.source, heading.line, heading.end_line) == (f"The old ferry line\n{underline}\n", 1, 2)
    assert (text.text, text.shape) == ("It is back", Shape.PARAGRAPH)


@pytest.mark.parametrize(
    "text",
    [
        "The ferry is back.\n---\n",
        "The ferry\n\n=====\n",
        "- Salt\n-----\n",
        "***\n---\n",
        f"{'The ferry ' * 30}\n---\n",
    ],
    ids=["sentence", "blank-line-between", "item", "ornament", "paragraph"],
)
def test_a_rule_under_anything_else_is_a_line_of_its_own(text: str) -> None:
    assert [block.shape is not Shape.HEADING for block in segment_text(text)] == [True, True]


# What a reader sees


SEEN = {
    "link": ("See [the notice](https://courier.example/a_b?c=(d)).", "See the notice."),
    "link-with-title": ('[The ferry](/ferry "The ferry is back") sails.', "The ferry sails."),
    "link-in-angles": ("[The ferry](<https://courier.example/the ferry>)", "The ferry"),
    "link-of-words-in-brackets": ("[The ferry [photos]](https://courier.example/7)", "The ferry [photos]"),
    "link-by-name": ("[The ferry][7] sails [again][].", "The ferry sails again."),
    "link-without-words": ("[](https://courier.example/7)", "https://courier.example/7"),
    "definition-of-a-link": ('[7]: https://courier.example/7 "The ferry"', "https://courier.example/7"),
    "picture-among-words": ("The ![icon](/i.svg) ferry", "The ferry"),
    "picture-beside-the-words-of-a-link": ("[![icon](/i.svg) The ferry](/ferry)", "The ferry"),
    "heading": ("## [The ferry](https://courier.example/ferry)", "The ferry"),
    "item": ("*   [The ferry](https://courier.example/ferry)", "The ferry"),
    "bold": ("**The ferry is back.**", "The ferry is back."),
    "italic": ("_The ferry is back._ *So is the mayor.*", "The ferry is back. So is the mayor."),
    "entities": ("The ferry&nbsp;is &#8220;back&#x201d; &amp; sails&hellip;", "The ferry is “back” & sails…"),
    "entities-escaped-twice": ("Salt &amp;amp; pepper", "Salt & pepper"),
    "utf-8-read-as-windows-1252": ("The ferryâ€™s captain drank cafÃ©.", "The ferry’s captain drank café."),
    "soft-hyphens": ("The fer\u00adry is back.", "The ferry is back."),
    "zero-width-spaces": ("\u200bThe ferry\u200b", "The ferry"),
    "byte-order-mark": ("\ufeffThe ferry", "The ferry"),
}  # fmt: skip


@pytest.mark.parametrize(("line", "text"), SEEN.values(), ids=SEEN)
def test_the_text_of_a_block_is_what_a_reader_sees(line: str, text: str) -> None:
    assert (only(line).text, only(line).source) == (text, line)


@pytest.mark.parametrize(
    "line",
    [
        "He wrote [sic] (see below).",
        "He wrote [sic](see below).",
        "total[i][j] = 5 * 3 * 2",
        "a_variable_name and __another__",
        "She said *no* and meant 2**3.",
        "AT&T, R&D and &c.",
        "Café — « à la crème », naïve Ærø, MÜNCHEN",
        "می‌خواهم",
    ],
)
def test_what_only_looks_like_markdown_or_mangled_characters_stays(line: str) -> None:
    assert only(line).text == line


PICTURES = {
    "described": ("![The old pier](/pier.jpg)", "The old pier"),
    "numbered-and-described": ("![Image 3: The old pier](/pier.jpg)", "The old pier"),
    "linked": ("[![The old pier](/pier.jpg)](/gallery)", "The old pier"),
    "not-described": ("![](https://courier.example/pier.jpg)", "https://courier.example/pier.jpg"),
    "two": ("![One](/1.jpg) ![Two](/2.jpg)", "One Two"),
}


@pytest.mark.parametrize(("line", "text"), PICTURES.values(), ids=PICTURES)
def test_a_line_of_pictures_is_recognised(line: str, text: str) -> None:
    assert (only(line).text, only(line).marker, only(line).shape) == (text, "!", Shape.PARAGRAPH)


BROKEN_LINKS = {
    "in-its-words": "The [harbour\ncouncil](https://courier.example/council) met.",
    "in-its-address": "[Council](https://courier.example/the-\nharbour-council)",
    "in-a-heading": "### [ The council\nmet ](/2024/05/the-\ncouncil)",
}


@pytest.mark.parametrize("text", BROKEN_LINKS.values(), ids=BROKEN_LINKS)
def test_a_link_that_breaks_over_lines_is_in_one_block(text: str) -> None:
    assert only(text).source == text
    assert "/" not in only(text).text


# Prefixes of lines


MAIL = (
    "> The harbour council of Port Ellery voted on Tuesday to reopen the\n"
    "> ferry line that it had closed in the spring, and nobody in the old\n"
    "> town was surprised. The owner of the shop at the landing stage had\n"
    "> known it since March, she said, when the painters came and painted\n"
    "> the bench. A bench is not painted for seagulls, as everybody there\n"
    "> knows. The mayor looked at his shoes.\n"
    ">\n"
    "> Then it rained.\n"
)


def test_a_mail_quoted_as_a_whole_is_read_as_paragraphs() -> None:
    one, two = segment_text(MAIL)
    assert (one.text, two.text) == (segment_text(WRAPPED)[0].text, "Then it rained.")
    assert (one.shape, two.shape) == (Shape.PARAGRAPH, Shape.PARAGRAPH)
    assert one.source + two.source == MAIL


def test_quoted_lines_among_others_are_a_quotation() -> None:
    blocks = segment_text("The mayor wrote:\n\n> The ferry is back.\n>\n> So am I.\n\nNobody answered him.\n")
    assert [(block.text, block.shape) for block in blocks] == [
        ("The mayor wrote:", Shape.PARAGRAPH),
        ("The ferry is back.", Shape.QUOTE),
        ("So am I.", Shape.QUOTE),
        ("Nobody answered him.", Shape.PARAGRAPH),
    ]


@pytest.mark.parametrize("text", ["Home\n>\nNews", ">> More on the ferry", ">more"])
def test_other_angles_are_no_quotation(text: str) -> None:
    assert [block.text for block in segment_text(text)] == text.split("\n")
    assert {block.shape for block in segment_text(text)} == {Shape.PARAGRAPH}


@pytest.mark.parametrize("sign", ["\t", ": ", "| ", "  "], ids=repr)
def test_line_numbers_are_not_part_of_the_text(sign: str) -> None:
    text = f"   9{sign}The ferry is back.\n  10{sign}\n  11{sign}- Salt\n  14{sign}So is the mayor."
    assert [(block.text, block.shape) for block in segment_text(text)] == [
        ("The ferry is back.", Shape.PARAGRAPH),
        ("Salt", Shape.LIST_ITEM),
        ("So is the mayor.", Shape.PARAGRAPH),
    ]
    assert "".join(block.source for block in segment_text(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("1  Salt\n2  Pepper\n2  Eggs", id="not-rising"),
        pytest.param("1  Salt\n2  Pepper\nEggs", id="not-everywhere"),
        pytest.param("1  Salt\n2  Pepper", id="two-lines"),
        pytest.param("1 salt\n2 peppers\n3 eggs", id="counts"),
    ],
)
def test_other_numbers_at_the_start_of_lines_are_text(text: str) -> None:
    assert [block.text for block in segment_text(text)] == [" ".join(line.split()) for line in text.split("\n")]


def test_tabs_separate_cells_but_not_sentences() -> None:
    row, prose = segment_text(
        f"Salt\t3 pinches\n\n{WRAPPED.partition('.')[0].replace(chr(13) + chr(10), ' ')}.\tThen it rained."
    )
    assert (row.shape, prose.shape) == (Shape.TABLE, Shape.PARAGRAPH)


# Large documents


def test_more_lines_than_an_article_can_have_are_an_error() -> None:
    assert len(segment_text("One.\n" * 200_000)) == 200_000
    with pytest.raises(DocumentError, match="more than 200,000 lines"):
        segment_text("One.\n" * 200_001)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\n" * 5_000_000, id="line-feeds"),
        pytest.param("\r" * 2_000_000, id="carriage-returns"),
        pytest.param("word " * 1_000_000, id="one-line"),
        pytest.param(" " * 5_000_000 + "x", id="spaces"),
        pytest.param("• " * 2_500_000, id="bullets"),
        pytest.param("#" * 5_000_000, id="number-signs"),
        pytest.param("it had been raining on the\n" * 49_000, id="pieces-of-one-sentence"),
        pytest.param("[" * 1_000_000, id="brackets"),
        pytest.param("[a](/" * 300_000, id="links-without-end"),
        pytest.param("![a](/(" * 200_000, id="pictures-without-end"),
        pytest.param("**a *b _c " * 200_000, id="marks-without-end"),
        pytest.param("&amp;" * 300_000, id="entities"),
        pytest.param("> > " * 500_000, id="quotation-marks"),
        pytest.param("Ã©" * 500_000, id="misread-characters"),
    ],
)
def test_large_texts_of_one_thing_are_read_in_a_few_seconds(text: str) -> None:
    with within(4):
        segment_text(text)


def test_a_mail_address_below_a_name_is_a_line_of_its_own() -> None:
    assert [block.text for block in segment_text("Peg Olsen\npress@calder.example\n")] == [
        "Peg Olsen",
        "press@calder.example",
    ]


def test_the_time_of_day_ends_a_line_although_am_is_a_word() -> None:
    assert len(segment_text("March 4, 2025 at 9:12 am\nMy aunt wrote two of those letters.\n")) == 2


@pytest.mark.parametrize(
    "line", ["5. März 2024", "30. Juni 2025, 10:15 Uhr", "1. januar 2024 – Rådet", "5. 3. 2024", "15. 11. 24, 9:30"]
)
def test_a_date_that_begins_with_its_day_is_no_item_of_a_list(line: str) -> None:
    [block] = segment_text(line)
    assert (block.shape, block.text) == (Shape.PARAGRAPH, line)
    assert segment_text("5. The ferry of 2024")[0].shape is Shape.LIST_ITEM
