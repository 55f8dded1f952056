"""Articles as text, Markdown, JSON and explanation; nothing written to a terminal can control it."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from helpers import html_article, item, labelled, text_article

from cleaner import Article, clean
from cleaner.document import Family, Kind, Label, LabelledBlock
from cleaner.render.as_explanation import as_explanation, explanation
from cleaner.render.as_html import as_html
from cleaner.render.as_json import as_explained, as_json, as_record, schema
from cleaner.render.as_markdown import as_markdown
from cleaner.render.as_text import as_text
from cleaner.render.markdown_escape import escape
from cleaner.segment.from_html import segment_html
from cleaner.text.printable import one_line, printable

ENDINGS = {"lf": "\n", "crlf": "\r\n", "cr": "\r", "next-line": "\x85", "paragraph-separator": "\u2029"}
TITLE = labelled("Ferry Line Reopens", Label.TITLE)
STANDFIRST = labelled("After eleven years the boat is back.", Label.STANDFIRST)
ONE, TWO = labelled("One."), labelled("Two.")

# Plain text in, plain text out


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
def test_kept_lines_come_out_to_the_byte(ending: str) -> None:
    text = ending.join(["  One\u00a0 two. \t", "\t• Three", "", "# Four", "Share this", "Five."])
    article = text_article(text, {"Share this": Label.SHARE})
    assert as_text(article) == ending.join(["  One\u00a0 two. \t", "\t• Three", "", "# Four", "Five."])


@pytest.mark.parametrize("ending", ENDINGS.values(), ids=ENDINGS)
def test_blank_lines_become_one(ending: str) -> None:
    text = ending.join(["", "One.", "", " \t", "", "Two.", "Three.", "", ""])
    assert as_text(text_article(text)) == ending.join(["One.", "", "Two.", "Three.", ""])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.\nShare this\nTwo.\n", "One.\nTwo.\n"),
        ("One.\n\nShare this\nTwo.\n", "One.\n\nTwo.\n"),
        ("One.\nShare this\n\nTwo.\n", "One.\n\nTwo.\n"),
        ("One.\n\nShare this\n\nTwo.\n", "One.\n\nTwo.\n"),
        ("Share this\n\nOne.\n", "One.\n"),
        ("One.\n\nShare this\n", "One.\n"),
        ("One.\nShare this", "One.\n"),
        ("One.\n\nShare this\n\nShare this", "One.\n"),
    ],
    ids=["joined", "gap-before", "gap-after", "both", "first", "last", "last-without-ending", "two-last"],
)
def test_a_blank_line_on_either_side_of_a_dropped_block_stays(text: str, expected: str) -> None:
    assert as_text(text_article(text, {"Share this": Label.SHARE})) == expected


def test_a_blank_line_has_the_ending_of_the_line_before_it() -> None:
    assert as_text(text_article("One.\r\n\nTwo.\n\r\nThree.\r\rFour.")) == "One.\r\n\r\nTwo.\n\nThree.\r\rFour."


def test_a_last_line_without_an_ending_stays_without() -> None:
    assert as_text(text_article("One.\nTwo.")) == "One.\nTwo."


def test_keeping_everything_loses_no_line() -> None:
    text = "Home > Region\n\n\nShare this\n  One.\r\n\n* * *\n\u2028Two.\x0cThree.\n\n© 2023"
    kept = as_text(text_article(text, {"Share this": Label.SHARE, "© 2023": Label.COPYRIGHT}, keep_all=True))
    assert kept == "Home > Region\n\nShare this\n  One.\r\n\r\n* * *\n\u2028Two.\x0cThree.\n\n© 2023"


def test_text_keeps_its_own_order_with_title_and_byline() -> None:
    labels = {"Ferry": Label.TITLE, "By Orla": Label.BYLINE, "At last.": Label.STANDFIRST}
    article = text_article("At last.\n\nFerry\nBy Orla\n\nOne.\n", labels, keep_all=True)
    assert as_text(article) == "At last.\n\nFerry\nBy Orla\n\nOne.\n"
    assert article.text == "One."


@pytest.mark.parametrize("text", ["", "\n\n", "Share this\n"])
def test_nothing_kept_is_nothing_written(text: str) -> None:
    article = text_article(text, {"Share this": Label.SHARE})
    assert (as_text(article), as_markdown(article), article.text) == ("", "", "")


def test_the_body_of_a_text_has_no_ending() -> None:
    assert text_article("One.\r\n\r\nTwo.\r\n").text == "One.\r\n\r\nTwo."


# HTML in, plain text out


def test_html_is_written_as_paragraphs() -> None:
    article = html_article(labelled("One.", gap=False), labelled("Two\nlines."), labelled("Head", Label.HEADING), TWO)
    assert as_text(article) == "One.\n\nTwo\nlines.\n\nHead\n\nTwo.\n"


def test_title_and_standfirst_come_first_wherever_they_were() -> None:
    article = html_article(ONE, STANDFIRST, TWO, TITLE)
    assert as_text(article) == "Ferry Line Reopens\n\nAfter eleven years the boat is back.\n\nOne.\n\nTwo.\n"
    assert article.text == "One.\n\nTwo."


def test_items_are_on_lines_of_their_own() -> None:
    article = html_article(ONE, item("Salt", gap=True), item("Flour"), item("White", 2), TWO)
    assert as_text(article) == "One.\n\nSalt\nFlour\nWhite\n\nTwo.\n"


def test_only_kept_blocks_are_written() -> None:
    article = html_article(
        labelled("Share this", Label.SHARE), labelled("Ferry", Label.TITLE, kept=False), ONE, item("Ad", kept=False)
    )
    assert as_text(article) == "One.\n"
    assert as_markdown(article) == "One.\n"


def test_code_and_tables_keep_their_lines() -> None:
    code, table = labelled("a\n\n  b", Label.CODE), labelled("a\tb\nc\td", Label.TABLE)
    assert as_text(html_article(code, table)) == "a\n\n  b\n\na\tb\nc\td\n"


def test_a_title_alone_is_written() -> None:
    assert as_text(html_article(TITLE)) == "Ferry Line Reopens\n"
    assert html_article(TITLE).text == ""


@pytest.mark.parametrize("label", [Label.TITLE, Label.STANDFIRST, Label.BYLINE])
def test_the_body_excludes_blocks_with_a_field_of_their_own(label: Label) -> None:
    assert html_article(labelled("Ferry", label, kept=True), ONE).text == "One."


# Markdown


def markdown(*blocks: LabelledBlock) -> str:
    return as_markdown(html_article(*blocks))


def rendered(*blocks: LabelledBlock) -> str:
    """What a renderer makes of the markdown: the tags without their ends, and the text."""
    renderer = pytest.importorskip("markdown_it", reason="needs a renderer of markdown").MarkdownIt(
        "gfm-like", {"linkify": False}
    )
    html: str = renderer.render(markdown(*blocks))
    return html


def test_every_block_is_written_by_its_label() -> None:
    text = markdown(
        TITLE,
        STANDFIRST,
        ONE,
        labelled("Head", Label.HEADING, level=3),
        labelled("Quoted\ntwice", Label.QUOTE),
        item("Salt"),
        item("Flour"),
        labelled("x = 1\n\n  y", Label.CODE),
        labelled("a\tb\nc\td", Label.TABLE, rows=(("a", "b"), ("c", "d"))),
        labelled("UPDATE: the name was wrong.", Label.CORRECTION),
    )
    assert text == (
        "# Ferry Line Reopens\n\nAfter eleven years the boat is back.\n\nOne.\n\n### Head\n\n> Quoted\\\n> twice\n\n"
        "- Salt\n- Flour\n\n```\nx = 1\n\n  y\n```\n\n| a | b |\n| --- | --- |\n| c | d |\n\n"
        "UPDATE: the name was wrong.\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "1. not a list",
        "1984) not a list",
        "- not a list",
        "+ not a list",
        "* not a list",
        "-",
        "1.",
        "# not a heading",
        "#",
        "> not a quote",
        "---",
        "- - -",
        "* * *",
        "___",
        "===",
        "```not code",
        "~~~not code",
        "~~not struck~~",
        "*not* _emphasised_ **at** __all__",
        "`not code`",
        "[not](a-link) ![nor](an-image) [or][this] [x]: y",
        "<b>not bold</b> <https://not.a.link>",
        "&amp; &copy; &#169; & AT&T",
        "back\\slash \\* \\",
        "a\\\\b",
        "snake_case 2*3*4",
        "| not | a table |",
        "    not code",
        "100% of $5 {x} (y) \"z\" 'w' @a ~5 ^6",
        "“Wait … — no,” she said.",
    ],
)
def test_text_is_not_taken_for_markup(text: str) -> None:
    from html import unescape

    html = rendered(labelled(" ".join(text.split())))
    assert html.startswith("<p>")
    assert html.count("<") == 2 + html.count("<br")
    assert unescape(html) == f"<p>{' '.join(text.split())}</p>\n"


@pytest.mark.parametrize("line", ["- two", "1. two", "# two", "> two", "===", "---", "+ two", "```", "| two"])
def test_the_second_line_of_a_block_is_not_taken_for_markup(line: str) -> None:
    html = rendered(labelled(f"One\n{line}"))
    assert html.replace("&gt;", ">") == f"<p>One<br />\n{line}</p>\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain, text.", "plain, text."),
        ("*", "\\*"),
        ("a~b", "a~b"),
        ("~~a", "\\~\\~a"),
        ("&lt", "&lt"),
        ("&lt;", "&amp;lt;"),
    ],
)
def test_only_markup_is_escaped(text: str, expected: str) -> None:
    assert escape(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((text, text) for text in ("snake_case", "a__b_c", "2 * 3 = 6", "x < 3 > y", "a -> b", "I <3 you", "C:\\dir")),
        *((text, text) for text in ("[Laughs] He said [sic] so.", "It [the boat] sank.", "In 1984. Then", "5 * 4 * 3")),
        ("_so_ it", "\\_so\\_ it"),
        ("*so* it", "\\*so\\* it"),
        ("* so", "\\* so"),
        ("> so", "\\> so"),
        ("1. so", "1\\. so"),
        ("[a](b)", "[a\\](b)"),
        ("[a]: b", "[a\\]: b"),
        ("[a][b]", "[a\\][b]"),
        ("a[^1]", "a\\[^1]"),
        ("[[page]]", "\\[[page]]"),
        ("[ ] so, [x] so", "\\[ ] so, \\[x] so"),
        ("a <b> c </b> <!-- d", "a \\<b> c \\</b> \\<!-- d"),
        ("a\\*b c\\", "a\\\\\\*b c\\\\"),
    ],
)
def test_what_would_not_be_read_otherwise_is_not_escaped(text: str, expected: str) -> None:
    assert as_markdown(html_article(labelled(text))) == f"{expected}\n"


@pytest.mark.parametrize("text", ["1. Of the sea", "- Of the sea", "1984. A novel", "+ Of the sea"])
def test_a_heading_does_not_start_a_list(text: str) -> None:
    written = as_markdown(html_article(labelled(text, Label.HEADING, level=3), labelled("x")))
    assert written.splitlines()[0].lstrip("# ") == text


def test_a_heading_is_not_bold_as_a_whole() -> None:
    page = "<article><h2>{}</h2><p>The ferry that linked the two banks comes back in April.</p></article>"
    heads = {
        "<b>The boat</b>": "The boat",
        "<strong>The</strong> <b><i>boat</i></b>": "The *boat*",
        "The <b>boat</b>": "The **boat**",
        "<i>The boat</i>": "*The boat*",
        "<b>1.</b> The boat": "**1.** The boat",
    }
    for markup, written in heads.items():
        head, body = segment_html(page.format(markup))
        blocks = labelled(head.text, Label.HEADING, inline=head.inline, level=2), labelled(body.text)
        assert as_markdown(html_article(*blocks)).splitlines()[0].lstrip("# ") == written


def test_a_heading_is_one_line_below_the_title() -> None:
    assert markdown(labelled("Old\nline", Label.HEADING, level=1)) == "## Old line\n"
    assert markdown(labelled("Old line", Label.HEADING, level=6)) == "###### Old line\n"
    assert markdown(labelled("Old line", Label.HEADING)) == "## Old line\n"


def test_number_signs_at_the_end_of_a_heading_stay() -> None:
    assert "<h2>All about C #</h2>" in rendered(labelled("All about C #", Label.HEADING, level=2))
    assert "<h1>Room ##</h1>" in rendered(labelled("Room ##", Label.TITLE))
    assert "<h2>C#</h2>" in rendered(labelled("C#", Label.HEADING))


def test_nested_items_stand_under_the_text_of_their_item() -> None:
    text = markdown(item("One"), item("two", 2, "1."), item("three", 3), item("four", 2, "2."), item("five"))
    assert text == "- One\n  1. two\n     - three\n  2. four\n- five\n"


def test_items_under_a_long_number_are_nested() -> None:
    assert markdown(item("One", 1, "100."), item("two", 2)) == "100. One\n     - two\n"


def test_a_list_that_starts_deep_is_not_code() -> None:
    assert markdown(ONE, item("two", 4), item("three", 4), item("four", 2)) == "One.\n\n- two\n- three\n- four\n"


def test_a_skipped_level_does_not_make_code() -> None:
    assert markdown(item("One", 1), item("two", 4), item("three", 4)) == "- One\n  - two\n  - three\n"


def test_other_blocks_end_a_list() -> None:
    assert markdown(item("One", 3), TWO, item("three", 2)) == "- One\n\nTwo.\n\n- three\n"


def test_a_second_paragraph_stays_in_its_item() -> None:
    blocks = (item("One", 1, "1."), item("two\nlines", 1, ""), item("three", 1, "2."))
    assert markdown(*blocks) == "1. One\n\n   two\\\n   lines\n2. three\n"
    assert rendered(*blocks).count("<li>") == 2


@pytest.mark.parametrize(
    ("marker", "written"),
    [
        ("•", "-"),
        ("–", "-"),
        ("1.", "1."),
        ("12)", "12)"),
        ("(3)", "3)"),
        ("a)", "-"),
        ("-3.", "-"),
        ("٣.", "-"),
        ("", "-"),
    ],
)
def test_markers_are_those_of_markdown(marker: str, written: str) -> None:
    assert markdown(item("Salt", 1, marker)) == f"{written} Salt\n"


def test_line_breaks_in_an_item_stay_in_it() -> None:
    assert markdown(item("One\ntwo"), item("three\nfour", 2)) == "- One\\\n  two\n  - three\\\n    four\n"


@pytest.mark.parametrize(
    ("code", "fence"),
    [("a `b` ``c``", "```"), ("```\nx\n```", "````"), ("a ````` b", "``````"), ("~~~", "```"), ("", "```")],
)
def test_a_fence_is_longer_than_any_in_the_code(code: str, fence: str) -> None:
    assert markdown(labelled(code, Label.CODE)) == f"{fence}\n{code}\n{fence}\n"


def test_cells_cannot_break_a_table() -> None:
    rows = (("a|b", "*c*"), ("d",), ("\\|", "", "e"))
    text = markdown(labelled("a|b", Label.TABLE, rows=rows))
    assert text == "| a\\|b | \\*c\\* |  |\n| --- | --- | --- |\n| d |  |  |\n| \\\\\\| |  | e |\n"


def test_a_table_without_rows_is_written_as_its_lines() -> None:
    assert markdown(labelled("a\tb\nc\td", Label.TABLE)) == "a\tb\\\nc\td\n"


def test_text_is_written_as_markdown_too() -> None:
    labels = {"Ferry": Label.TITLE, "Salt": Label.LIST_ITEM, "Flour": Label.LIST_ITEM, "Head": Label.HEADING}
    article = text_article("Ferry\n\nOne *sic*.\n\n## Head\n\n  • Salt\n  • Flour\n\n— Where?", labels)
    assert as_markdown(article) == "# Ferry\n\nOne \\*sic\\*.\n\n## Head\n\n- Salt\n- Flour\n\n— Where?\n"


# JSON


def problems(record: Any) -> list[str]:
    validator = jsonschema.Draft202012Validator(json.loads(schema()))
    return [error.message for error in validator.iter_errors(record)]


MADE_BY_HAND = html_article(
    TITLE,
    ONE,
    title="Ferry",
    standfirst="Back.",
    authors=("Orla Fennimore",),
    published="2023-02-09T11:39:00+01:00",
    updated="2023-02-10",
    language="en",
    site="The Valley Courier",
    confidence=1.0,
)
SOURCES = {
    "page": "<h1>Ferry</h1><p>The ferry is back, said the mayor, and nobody was surprised.</p><pre>a</pre>",
    "text": "Ferry\n\nThe ferry is back, said the mayor.\n\nShare this article\n",
    "nothing": "",
    "lone-surrogate": "The ferry \ud800 is back, said the mayor.",
}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_every_record_follows_the_schema(source: str) -> None:
    article = clean(source, url="https://courier.example/1")
    assert problems(as_record(article, "a.html")) == []
    assert problems(as_record(article, "a.html", True, {"markdown": "", "tei": ""})) == []


def test_blocks_are_in_a_record_on_request_only() -> None:
    article = text_article("One.\n\nTwo.\n\nShare this\n", {"Share this": Label.SHARE})
    lean, full = as_record(article), as_record(article, blocks=True)
    assert lean["counts"] == {"body": 2, "share": 1}
    assert list(full) == [*lean, "blocks"]
    assert as_json(full, 2) == json.dumps(full, ensure_ascii=False, indent=2) + "\n"


def test_an_article_gives_its_own_renderings() -> None:
    page = '<h1>Ferry</h1><p>It is <a href="/x">back</a>, said the mayor of Eastmouth on Tuesday.</p>'
    article = clean(page, url="https://a.example/")
    assert article.markdown() == as_markdown(article)
    assert "[back](https://a.example/x)" in article.markdown(links=True)
    assert '<a href="https://a.example/x">back</a>' in article.html(links=True)
    assert article.html().startswith("<article>")
    assert article.to_dict() == as_record(article)
    assert article.to_dict(blocks=True) == as_record(article, blocks=True)


@pytest.mark.parametrize(
    "article", [MADE_BY_HAND, html_article(), text_article("One.\n")], ids=["page", "empty", "text"]
)
def test_json_is_the_record(article: Article) -> None:
    record = as_record(article, "a.html")
    assert problems(record) == []
    assert json.loads(as_json(record)) == json.loads(as_json(record, 2)) == record


@pytest.mark.parametrize(
    "article", [MADE_BY_HAND, html_article(), text_article("One\u2028two.\n\nThree.\n")], ids=["page", "empty", "text"]
)
def test_rows_of_an_explanation_are_the_blocks_with_the_name_of_the_input(article: Article) -> None:
    rows = [json.loads(line) for line in as_explained(article, "a.html").split("\n")[:-1]]
    assert rows == [{"path": "a.html", **block} for block in as_record(article, blocks=True)["blocks"]]
    assert [list(row) for row in rows] == [
        ["path", "line", "end_line", "label", "family", "kept", "reason", "score", "doubtful", "text"]
    ] * len(article.blocks)
    definitions = json.loads(schema())["$defs"]
    for row in rows:
        jsonschema.validate(row, {"$ref": "#/$defs/explained_block", "$defs": definitions})


def test_a_row_of_an_explanation_has_exactly_the_keys_of_the_schema() -> None:
    definitions = json.loads(schema())["$defs"]
    row = json.loads(as_explained(html_article(ONE)))
    for other in ({**row, "kind": "text"}, {key: value for key, value in row.items() if key != "score"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(other, {"$ref": "#/$defs/explained_block", "$defs": definitions})


def test_the_schema_is_valid_and_lists_every_name() -> None:
    names = json.loads(schema())
    jsonschema.Draft202012Validator.check_schema(names)
    block = names["$defs"]["block"]["properties"]
    assert block["label"]["enum"] == [str(label) for label in Label]
    assert block["family"]["enum"] == [str(family) for family in Family]
    assert names["properties"]["kind"]["enum"] == [str(kind) for kind in Kind]
    assert names["required"] == list(as_record(MADE_BY_HAND))
    assert names["$defs"]["block"]["required"] == list(MADE_BY_HAND.to_dict(blocks=True)["blocks"][0])
    assert names["properties"]["counts"]["propertyNames"]["enum"] == [str(label) for label in Label]


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("confidence", 1.5, "1.5 is greater than the maximum of 1"),
        ("kind", "auto", "'auto' is not one of ['html', 'text']"),
        ("extra", 1, "Additional properties are not allowed ('extra' was unexpected)"),
        ("schema_version", 1, "2 was expected"),
        ("authors", "Orla", "'Orla' is not of type 'array'"),
        ("text", None, "None is not of type 'string'"),
    ],
)
def test_the_schema_rejects_other_records(key: str, value: object, message: str) -> None:
    assert problems({**as_record(MADE_BY_HAND), key: value}) == [message]


def test_a_record_holds_every_block_with_its_lines() -> None:
    article = text_article("One.\n\nShare this\n", {"Share this": Label.SHARE})
    assert as_record(article, "a.txt", blocks=True) == {
        "schema_version": 2,
        "path": "a.txt",
        "kind": "text",
        "title": None,
        "standfirst": None,
        "authors": [],
        "published": None,
        "updated": None,
        "language": None,
        "site": None,
        "url": None,
        "description": None,
        "tags": [],
        "image": None,
        "sources": {},
        "text": "One.",
        "confidence": 0.0,
        "expected_words": None,
        "counts": {"body": 1, "share": 1},
        "blocks": [
            {
                "text": "One.",
                "label": "body",
                "family": "text",
                "kept": True,
                "reason": "score/own-words",
                "score": 0.5,
                "doubtful": False,
                "line": 1,
                "end_line": 1,
            },
            {
                "text": "Share this",
                "label": "share",
                "family": "boilerplate",
                "kept": False,
                "reason": "score/own-words",
                "score": 0.5,
                "doubtful": False,
                "line": 3,
                "end_line": 3,
            },
        ],
    }


def test_json_is_one_document_and_jsonl_one_line() -> None:
    record = as_record(html_article(labelled("Zwei\nZeilen über „Fähren“ 🙂 \u2028")))
    assert as_json(record, 2).startswith('{\n  "schema_version": 2,\n  "path": null,\n')
    assert as_json(record, 2).endswith("}\n")
    assert as_json(record).count("\n") == 1
    assert '"text": "Zwei\\nZeilen über „Fähren“ 🙂 \u2028"' in as_json(record)


# Terminals and explanations


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain\ttext\n", "plain\ttext\n"),
        ("Zürich 港 🙂 \u00a0\u00ad\u200d", "Zürich 港 🙂 \u00a0\u00ad\u200d"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("\x1b]0;title\x07", "\\x1b]0;title\\x07"),
        ("a\x00b\x08c\x7fd", "a\\x00b\\x08c\\u007fd"),
        ("\x9b31m \x85", "\\u009b31m \\u0085"),
        ("one\r\ntwo", "one\r\ntwo"),
        ("true\rfalse", "true\\x0dfalse"),
        ("one\r\r\ntwo", "one\\x0d\r\ntwo"),
        ("a\x0bb\x0cc", "a\\x0bb\\x0cc"),
        ("a\u2028b\u2029c", "a\\u2028b\\u2029c"),
        ("\u202egnp.exe \u2066x\u2069 \u200f \u061c", "\\u202egnp.exe \\u2066x\\u2069 \\u200f \\u061c"),
        ("name\udcff", "name\\udcff"),
    ],
    ids=lambda text: ascii(text)[:16],
)
def test_control_characters_are_shown_as_escapes(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\nb\tc", "a\\nb\\tc"), ("a\r\nb\rc", "a\\r\\nb\\rc"), ("\x1b\u2028", "\\x1b\\u2028"), ("", "")],
)
def test_one_line_is_one_line(text: str, shown: str) -> None:
    assert one_line(text) == shown


def test_the_explanation_has_a_row_for_every_block() -> None:
    article = text_article("One.\n\nShare this\nHe asked for the\nsalt.\n", {"Share this": Label.SHARE})
    assert as_explanation(article) == (
        "+     1  body   0.50  score/own-words  One.\n"
        "-     3  share  0.50  score/own-words  Share this\n"
        "+   4-5  body   0.50  score/own-words  He asked for the salt.\n"
    )


def test_blocks_of_a_page_are_numbered_in_the_explanation() -> None:
    article = html_article(ONE, labelled("Share", Label.SHARE, reason="share/share", score=0.004))
    assert as_explanation(article) == (
        "+     1  body   0.90  score/own-words  One.\n-     2  share  0.00  share/share      Share\n"
    )


def test_the_explanation_cuts_long_texts_and_shows_control_characters() -> None:
    article = html_article(labelled("x" * 300), labelled("a\nb\x1b[2J"))
    first, second = as_explanation(article, width=20).splitlines()
    assert first.endswith("  " + "x" * 20)
    assert second.endswith("  a\\nb\\x1b[2J")
    assert [len(row.text) for row in explanation(html_article(labelled("x" * 5000)))] == [1000]


def test_the_explanation_of_nothing_is_nothing() -> None:
    assert as_explanation(html_article()) == ""


_BEFORE = "<p>The keeper of the lock wrote down the height of the water every morning for eleven years.</p>"
_AFTER = "<p>Nobody asked for these figures until the bridge was to be built, and then three offices did.</p>"


@pytest.mark.parametrize(
    ("callout", "written"),
    [
        (
            "<div class='markdown-alert markdown-alert-note'><p class=markdown-alert-title><svg></svg>Note</p>"
            "<p>Mind the third step of the stair.</p></div>",
            "> [!NOTE]\n> Mind the third step of the stair.",
        ),
        (
            "<div data-callout=warning class=callout><div class=callout-title><div class=callout-title-inner>Careful"
            "</div></div><div class=callout-content><p>Mind the third step of the stair.</p></div></div>",
            "> [!WARNING] Careful\n> Mind the third step of the stair.",
        ),
        (
            "<div class='admonition tip'><p class=admonition-title>Tip</p><p>Mind the third step of the stair.</p>"
            "<p>The keeper never minded it, and he broke a leg.</p></div>",
            "> [!TIP]\n> Mind the third step of the stair.\n>\n> The keeper never minded it, and he broke a leg.",
        ),
        (
            "<div class='theme-admonition theme-admonition-info admonition_x'><div class=admonitionHeading_y>info</div>"
            "<div class=admonitionContent_z><p>Mind the third step of the stair.</p></div></div>",
            "> [!INFO]\n> Mind the third step of the stair.",
        ),
        ("<div class=note><p>Mind the third step of the stair.</p></div>", "Mind the third step of the stair."),
    ],
    ids=["github", "obsidian", "sphinx", "docusaurus", "none"],
)
def test_callouts_are_written_as_github_and_obsidian_write_them(callout: str, written: str) -> None:
    page = f"<article><h1>The lock</h1>{_BEFORE}{_AFTER}{callout}{_BEFORE.replace('keeper', 'clerk')}</article>"
    text = as_markdown(clean(page, kind="html"))
    assert f"\n\n{written}\n\n" in text


def test_a_callout_is_no_quotation_in_html() -> None:
    callout = "<div class='admonition note'><p class=admonition-title>Note</p><p>Mind the third step.</p></div>"
    page = f"<article><h1>The lock</h1>{_BEFORE}{_AFTER}{callout}{_BEFORE}</article>"
    assert '<div class="callout note">' in as_html(clean(page, kind="html"))
