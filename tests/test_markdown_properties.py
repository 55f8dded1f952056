"""Any text survives being written as Markdown and parsed again, with the structure around it."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

import pytest
from helpers import html_article, item, labelled
from hypothesis import example, given
from hypothesis import strategies as st

from cleaner.document import Label
from cleaner.render.addresses import AddressResolver
from cleaner.render.as_markdown import as_markdown
from cleaner.segment.from_html import segment_html

markdown_it = pytest.importorskip("markdown_it", reason="needs a reader of markdown")

EXTRAS = AddressResolver(links=True, images=True, base="https://courier.example/a/")
AWKWARD = (
    *"abAB zé字。「」.,:;!?-+=*_`~#>|<&\\[](){}\"'/1$€",
    *("  ", "**", "***", "``", "```", "~~", "--", "---", "1.", "1)", "- ", "+ ", "* ", "# ", "> ", "|-|", "| --- |"),
    *(
        "&amp;",
        "&lt;b&gt;",
        "<b>",
        "[x]: y",
        "![x](y)",
        "https://a.example/_b_",
        "snake_case",
        "\\|",
        "\n",
        ":--",
        "==",
    ),
)
PIECES = st.lists(st.sampled_from(AWKWARD), max_size=12).map("".join)


def read(text: str) -> list[Any]:
    tokens: list[Any] = markdown_it.MarkdownIt("gfm-like", {"linkify": False, "maxNesting": 100}).parse(text)
    return tokens


def visible(tokens: Iterable[Any]) -> str:
    return "".join("\n" if token.type == "hardbreak" else token.content for token in tokens)


def texts(text: str) -> list[str]:
    """The texts of the paragraphs, headings, cells and programs of a Markdown document."""
    return [
        visible(token.children) if token.type == "inline" else token.content.removesuffix("\n")
        for token in read(text)
        if token.type in ("inline", "fence", "code_block", "html_block")
    ]


def folded(text: str) -> str:
    return "\n".join(line for line in (" ".join(line.split()) for line in text.split("\n")) if line)


@given(PIECES.map(folded).filter(bool))
@example("a | b\n|---|---|")
@example("a|b\n:--|--:")
def test_paragraphs_survive(text: str) -> None:
    assert texts(as_markdown(html_article(labelled(text)))) == [text]


@given(PIECES.map(folded).filter(bool), PIECES.map(folded).filter(bool), st.sampled_from(("-", "1.", "7.", "(3)")))
def test_items_survive(one: str, two: str, marker: str) -> None:
    written = as_markdown(
        html_article(item(one, 1, marker), item(two, 2), item(one, 2, ""), item(two, 1, marker), labelled(one))
    )
    assert texts(written) == [one, two, one, two, one]
    assert [token.type for token in read(written)].count("list_item_open") == 3


@given(PIECES.map(folded).filter(bool), PIECES.map(folded).filter(bool))
def test_headings_and_quotations_survive(one: str, two: str) -> None:
    written = as_markdown(html_article(labelled(one, Label.HEADING, level=3), labelled(two, Label.QUOTE)))
    assert texts(written) == [one.replace("\n", " "), two]


@given(st.lists(st.lists(PIECES.map(folded), min_size=2, max_size=2), min_size=2, max_size=4))
def test_cells_survive(rows: list[list[str]]) -> None:
    written = as_markdown(html_article(labelled("x", Label.TABLE, rows=tuple(map(tuple, rows)))))
    assert texts(written) == [cell.replace("\n", " ") for row in rows for cell in row]


CODE = st.lists(st.sampled_from((*AWKWARD, "\t", "    ", "\n", "\n\n", "~~~", "````")), max_size=12).map("".join)


@given(CODE.map(lambda code: code.strip("\r\n").rstrip()).filter(bool))
@example("a\n\n\n  ```\n  b")
def test_programs_survive_inside_items_and_quotations(code: str) -> None:
    program = f"<pre>{escape(code)}</pre>"
    page = f"{program}<ol><li><p>One</p>{program}</ol><blockquote>{program}"
    blocks = segment_html(page)
    written = as_markdown(
        html_article(*(labelled(block.text, _label(block.shape), **_fields(block)) for block in blocks))
    )
    # Behind an indent a tab is spaces.
    in_spaces = "\n".join(_in_spaces(line) for line in code.split("\n"))
    assert texts(written) == [code, "One", in_spaces, in_spaces]


def _in_spaces(line: str) -> str:
    rest = line.lstrip("\t ")
    indent = line[: len(line) - len(rest)]
    return indent.expandtabs(4) + rest


INLINE = (
    "b",
    "i",
    "strong",
    "em",
    "code",
    "del",
    "s",
    "q",
    "a href='/x_(y)?a=1&amp;b=2'",
    "a href='https://b.example/*z*'",
    "span",
)
RUNS = st.recursive(
    PIECES.map(lambda text: escape(text.replace("\n", "<br>")).replace("&lt;br&gt;", "<br>")),
    lambda inner: st.builds(
        lambda tag, content: f"<{tag}>{''.join(content)}</{tag.split()[0]}>",
        st.sampled_from(INLINE),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=8,
)


def _label(shape: Any) -> Label:
    return {"paragraph": Label.BODY}.get(str(shape)) or Label(str(shape))


def _fields(block: Any) -> dict[str, Any]:
    return {name: value for name, value in block._asdict().items() if name not in ("text", "shape")}


@given(st.lists(RUNS, max_size=5).map("".join))
@example("<i>a</i><b>a<i>a</i></b>")
@example("<b><i>a</i>a<i>a</i></b>")
@example("<a href='/x'>a<code>:]:</code></a> b")
@example("wort<b>„fett“</b>wort <i>a</i><b>b</b> x!<a href=y>z</a>")
def test_text_with_inline_markup_survives(content: str) -> None:
    blocks = segment_html(f"<p>{content}</p><table><tr><td>{content}<td>b<tr><td>c<td>d</table><ul><li>{content}</ul>")
    written = as_markdown(
        html_article(*(labelled(block.text, _label(block.shape), **_fields(block)) for block in blocks)), EXTRAS
    )
    expected = [
        text
        for block in blocks
        for text in ((cell for row in block.rows for cell in row) if block.rows else (block.text,))
    ]
    assert texts(written) == expected
