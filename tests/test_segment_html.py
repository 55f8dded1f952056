"""Pages become blocks: the text that a browser would show, in order, with block boundaries where it breaks lines."""

from __future__ import annotations

import pytest
from helpers import assert_linear, html_texts, seen_texts, within

from cleaner.document import DocumentError, Shape
from cleaner.segment.from_html import segment_html
from cleaner.segment.html_tree import flattened, parse

# Text that a browser would show, one string a block. Where we deviate from a browser's innerText, the case says so.
TEXTS = {
    # Inline markup neither joins nor separates words
    "inline-tags": ("<p>The <b>old</b> fer<i>ry</i> line</p>", ["The old ferry line"]),
    "inline-tags-without-spaces": ("<p>H<sub>2</sub>O and CO<sub>2</sub></p>", ["H2O and CO2"]),
    "space-within-a-tag": ("<p>old<b> </b>ferry<b> line</b></p>", ["old ferry line"]),
    "line-feeds-in-prose": ("<p>old\n  ferry\t\r\n line </p>", ["old ferry line"]),
    "word-break-opportunity": ("<p>har<wbr>bour</p>", ["harbour"]),
    "image": ("<p>old <img alt='a ferry' src=x> ferry</p>", ["old ferry"]),
    "link-around-blocks": ("<a href=x><h2>Head</h2><p>Text</p></a>", ["Head", "Text"]),
    "ruby-without-its-readings": ("<p>漢<ruby>字<rp>(</rp><rt>じ</rt><rp>)</rp></ruby>だ</p>", ["漢字だ"]),
    # Breaks
    "break": ("<p>One<br>two<br/>three</p>", ["One\ntwo\nthree"]),
    "double-break": ("<p>One<br><br>two<br>\n<br>three</p>", ["One", "two", "three"]),
    "break-around-a-space-that-does-not-break": ("<p>One<br>&nbsp;<br>two</p>", ["One", "two"]),
    "breaks-at-the-edges": ("<p><br>One<br></p><div>two<br></div>", ["One", "two"]),
    "break-in-a-heading": ("<h2>Old<br>line</h2>", ["Old\nline"]),
    # Blocks
    "paragraphs-side-by-side": ("<p>One</p><p>two</p>", ["One", "two"]),
    "text-beside-a-paragraph": ("<div>One<p>two</p>three</div>four", ["One", "two", "three", "four"]),
    "nested-divisions": ("<div><div>One</div><div>two</div></div>", ["One", "two"]),
    "division-in-a-line": ("<span>One<div>two</div>three</span>", ["One", "two", "three"]),
    "definitions": ("<dl><dt>Term<dd>Meaning</dl>", ["Term", "Meaning"]),
    "details": ("<details><summary>More</summary>Text</details>", ["More", "Text"]),
    "figure": ("<figure><img><figcaption>At sea <small>Photo: MK</small></figcaption></figure>", ["At sea Photo: MK"]),
    "rule": ("<p>One<hr>two", ["One", "two"]),
    "button-is-no-part-of-the-sentence": ("<p>One<button>Share</button>two</p>", ["One", "Share", "two"]),
    "custom-elements-stand-in-the-line-as-in-a-browser": ("<p>old <g-x>ferry</g-x> line</p>", ["old ferry line"]),
    "custom-elements-around-blocks": ("<my-story><p>One</p></my-story><my-foot>two</my-foot>", ["One", "two"]),
    "names-with-a-colon": ("<o:p>One</o:p> <st1:place>two</st1:place>", ["One two"]),
    # Characters
    "entities": ("<p>Caf&eacute; &amp; bar &#8212; &#x2014; &lt;b&gt; &copy</p>", ["Café & bar — — <b> ©"]),
    "entities-of-windows": ("<p>&#147;One&#148; &#150; &#128;2</p>", ["“One” – €2"]),
    "entities-that-are-none": ("<p>&bogus; A&B &#xZZ; Q&A</p>", ["&bogus; A&B &#xZZ; Q&A"]),
    "beyond-the-first-plane": ("<p>&#x1F600; 😀</p>", ["😀 😀"]),
    "spaces-that-do-not-break-are-spaces": ("<p>10&nbsp;000&nbsp;&nbsp;\u202fm</p>", ["10 000 m"]),
    "soft-hyphens": ("<p>har&shy;bour\u00admaster</p>", ["harbourmaster"]),
    "zero-width": ("<p>har\u200bbour\u2060 \ufeffmaster\u200e</p>", ["harbour master"]),
    "joiners-are-letters": ("<p>می\u200cخواهم 👩\u200d🚀</p>", ["می\u200cخواهم 👩\u200d🚀"]),
    "control-characters": ("<p>har\x01bour\x08\x7f mas\x1bter</p>", ["harbour master"]),
    "form-feed-is-a-space": ("<p>old\x0cferry</p>", ["old ferry"]),
    "nul": ("<p>har\x00bour</p>", ["harbour"]),
    "nul-in-a-tag": ("<p\x00>harbour</p\x00>", ["harbour"]),
    "nul-by-number": ("<p>har&#0;bour</p>", ["har\ufffdbour"]),
    "lone-surrogates": ("<p>har\ud800bour\udc00</p>", ["har\ufffdbour\ufffd"]),
    "pairs-of-surrogates": ("<p>\ud83d\ude00</p>", ["😀"]),
    "byte-order-mark": ("\ufeff<p>One</p>", ["One"]),
    # Elements that are not shown, and the text after them
    "script": ("<p>One<script>document.write('<p>two</p>')</script>, three</p>", ["One, three"]),
    "style": ("<p>One<style>p > b {}</style>, three</p>", ["One, three"]),
    "noscript": ("<p>One<noscript><img>two</noscript>, three</p>", ["One, three"]),
    "template": ("<p>One<template><p>two</p></template>, three</p>", ["One, three"]),
    "drawing": ("<p>One<svg><title>t</title><text>two</text></svg>, three</p>", ["One, three"]),
    "fallbacks": ("<iframe>a</iframe>One<object>b</object>, <video>c</video>two<audio>d</audio>", ["One, two"]),
    "form-fields": ("<p>One<textarea>a</textarea>, <select><option>b</select>two<input value=c></p>", ["One, two"]),
    "title": ("<title>A page</title><h1>A title</h1>", ["A title"]),
    "comments": ("<p>One<!-- two --><!--> three --></p><!-- <p>four</p> -->", ["One three -->"]),
    "comment-without-end": ("<p>One</p><!-- two <p>three</p>", ["One"]),
    "comments-for-one-browser": ("<!--[if IE]><p>old</p><![endif]--><![if !IE]><p>new</p><![endif]>", ["new"]),
    "marked-section": ("<p>One<![CDATA[ two ]]>, three</p>", ["One, three"]),
    "instructions": ("<?xml version='1.0' encoding='koi8-r'?><p>Grüße<?php x ?>!</p>", ["Grüße!"]),
    "script-that-speaks-of-scripts": ("<script><!--\nif (a<b) '</p>'\n//--></script><p>One", ["One"]),
    "alternative-text": ("<img alt='a ferry' title='a ship'><p title='x'>One</p>", ["One"]),
    # Broken markup
    "plain-text": ("The ferry is back.", ["The ferry is back."]),
    "unclosed-paragraphs": ("<p>One<p>two<div>three", ["One", "two", "three"]),
    "unclosed-inline-tags": ("<p>One <b>two<p>three", ["One two", "three"]),
    "crossed-tags": ("<p><b>One <i>two</b> three</i> four</p>", ["One two three four"]),
    "stray-closers": ("</div></b>One</span> two</i></body></table>three", ["One two three"]),
    "stray-ends-of-paragraphs-part-words": (
        "<p>One<h2>two</h2>three</p>four</P>five",
        ["One", "two", "three four five"],
    ),
    "heading-that-is-not-closed": ("<h1>One<h2>two</h2><p>three", ["One", "two", "three"]),
    "angles-in-prose": ("<p>1 < 2, 3 > 2, i<3 and &lt;3</p>", ["1 < 2, 3 > 2, i<3 and <3"]),
    "half-a-tag-at-the-end": ("<p>One</p><p cla", ["One"]),
    "quotation-mark-too-many": ('<p class="a"b">One</p>', ["One"]),
    "text-before-the-page": ("One<html><body><p>two", ["One", "two"]),
    "text-after-the-page": ("<html><body><p>One</p></body></html>\n<p>two</p> three", ["One", "two", "three"]),
    "text-after-an-unclosed-paragraph": ("<body><p>One</body></html>two", ["One two"]),
    "two-pages-in-one": ("<html><body><p>One</body></html>\n<html><body><p>two</html>", ["One", "two"]),
    "end-of-page-in-a-script": ("<script>w('</body></html>')</script><p>One", ["One"]),
    # Nothing
    "nothing": ("", []),
    "blank": (" \n\t", []),
    "byte-order-mark-alone": ("\ufeff", []),
    "nul-alone": ("\x00\x00", []),
    "empty-body": ("<html><head><title>A page</title></head><body></body></html>", []),
    "empty-elements": ("<p></p><div><span> </span>&nbsp;<br></div><p>\u200b&shy;</p>", []),
    "comment-alone": ("<!-- nothing -->", []),
    "frameset": ("<frameset cols='1,2'><frame src=a><noframes>Get a browser</noframes></frameset>", []),
}


@pytest.mark.parametrize(("page", "texts"), TEXTS.values(), ids=TEXTS)
def test_the_text_is_what_a_browser_shows(page: str, texts: list[str]) -> None:
    assert seen_texts(page) == texts


# These must be at the start or the end of a document, or leave an element open to its end.
_WHOLE = {"half-a-tag-at-the-end", "comment-without-end", "frameset", "text-after-an-unclosed-paragraph"}
_PARTS = {name: case for name, case in TEXTS.items() if name not in _WHOLE}


@pytest.mark.parametrize(("page", "texts"), _PARTS.values(), ids=_PARTS)
def test_the_text_is_the_same_within_a_whole_page(page: str, texts: list[str]) -> None:
    around = "<!DOCTYPE html><html><body><header><p>First</p></header>{}<footer>Last</footer></body></html>"
    assert seen_texts(around.format(page)) == ["First", *texts, "Last"]


@pytest.mark.parametrize("ending", ["\r\n", "\r"], ids=["crlf", "cr"])
def test_line_endings_of_the_source_are_white_space(ending: str) -> None:
    assert html_texts(f"<p>old{ending}ferry</p>{ending}{ending}<p>line{ending}</p>") == ["old ferry", "line"]


# Shapes, levels and markers


def shapes(page: str) -> list[tuple[str, str]]:
    return [(block.shape.value, block.text) for block in segment_html(page)]


def test_every_block_has_the_shape_of_its_element() -> None:
    page = (
        "<h1>Title</h1><p>Prose</p><ul><li>Item</ul><blockquote>Quoted</blockquote><pre>code</pre>"
        "<table><tr><td>a<td>b<tr><td>c<td>d</table><dl><dt>Term<dd>Meaning</dl>"
    )
    assert shapes(page) == [
        ("heading", "Title"),
        ("paragraph", "Prose"),
        ("list_item", "Item"),
        ("quote", "Quoted"),
        ("code", "code"),
        ("table", "a\tb\nc\td"),
        ("paragraph", "Term"),
        ("list_item", "Meaning"),
    ]


def test_the_innermost_element_that_has_a_shape_gives_it() -> None:
    page = (
        "<blockquote><p>One</p><ul><li>two</ul><h3>three</h3></blockquote>"
        "<ul><li><blockquote><p>four</p></blockquote></ul><h2><div><span>five</span></div></h2>"
    )
    assert shapes(page) == [
        ("quote", "One"),
        ("list_item", "two"),
        ("heading", "three"),
        ("quote", "four"),
        ("heading", "five"),
    ]


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5, 6])
def test_headings_have_their_level(level: int) -> None:
    block = segment_html(f"<h{level}>Title</h{level}>")[0]
    assert (block.shape, block.level) == (Shape.HEADING, level)


def items(page: str) -> list[tuple[int, str, str]]:
    return [(block.level, block.marker, block.text) for block in segment_html(page) if block.shape is Shape.LIST_ITEM]


LISTS = {
    "bullets": ("<ul><li>One<li>two</ul>", [(1, "-", "One"), (1, "-", "two")]),
    "numbers": ("<ol><li>One<li>two</ol>", [(1, "1.", "One"), (1, "2.", "two")]),
    "nested": (
        "<ul><li>One<ol><li>two<ul><li>three</ul><li>four</ol><li>five</ul>",
        [(1, "-", "One"), (2, "1.", "two"), (3, "-", "three"), (2, "2.", "four"), (1, "-", "five")],
    ),
    "nested-beside-its-item": ("<ul><li>One</li><ul><li>two</ul></ul>", [(1, "-", "One"), (2, "-", "two")]),
    "start": ("<ol start=5><li>One<li>two</ol>", [(1, "5.", "One"), (1, "6.", "two")]),
    "start-at-nought": ("<ol start='0'><li>One</ol>", [(1, "0.", "One")]),
    "start-below-nought": (
        "<ol start=-1><li>One<li>two<li>three</ol>",
        [(1, "-1.", "One"), (1, "0.", "two"), (1, "1.", "three")],
    ),
    "start-that-is-no-number": (
        "<ol start='x'><li>One</ol><ol start><li>two</ol>",
        [(1, "1.", "One"), (1, "1.", "two")],
    ),
    "start-beyond-all-lists": ("<ol start=99999999999999999999><li>One</ol>", [(1, "1.", "One")]),
    "start-in-other-digits": ("<ol start='٥'><li>One</ol>", [(1, "1.", "One")]),
    "value": ("<ol><li value=7>One<li>two</ol>", [(1, "7.", "One"), (1, "8.", "two")]),
    "backwards": (
        "<ol reversed><li>One<li>two<li>three</ol>",
        [(1, "3.", "One"), (1, "2.", "two"), (1, "1.", "three")],
    ),
    "each-list-counts-for-itself": ("<ol><li>One</ol><ol><li>two</ol>", [(1, "1.", "One"), (1, "1.", "two")]),
    "numbers-go-on-after-a-nested-list": (
        "<ol><li>One<ol><li>two<li>three</ol><li>four</ol>",
        [(1, "1.", "One"), (2, "1.", "two"), (2, "2.", "three"), (1, "2.", "four")],
    ),
    "a-second-paragraph-has-no-marker": (
        "<ol><li><p>One</p><p>two</p><li>three</ol>",
        [(1, "1.", "One"), (1, "", "two"), (1, "2.", "three")],
    ),
    "text-after-a-nested-list": (
        "<ul><li>One<ul><li>two</ul>three</ul>",
        [(1, "-", "One"), (2, "-", "two"), (1, "", "three")],
    ),
    "without-a-list": ("<li>One", [(1, "-", "One")]),
    "empty-items-count": ("<ol><li>One<li><li>three</ol>", [(1, "1.", "One"), (1, "3.", "three")]),
    "menu": ("<menu><li>One</menu>", [(1, "-", "One")]),
}


@pytest.mark.parametrize(("page", "expected"), LISTS.values(), ids=LISTS)
def test_items_have_level_and_marker(page: str, expected: list[tuple[int, str, str]]) -> None:
    assert items(page) == expected


def test_there_is_no_gap_between_items_of_one_list() -> None:
    page = "<p>One<ul><li>two<li>three<ul><li>four</ul></ul><ul><li>five</ul><p>six<p>seven"
    assert [(block.text, block.gap) for block in segment_html(page)] == [
        ("One", False),
        ("two", True),
        ("three", False),
        ("four", False),
        ("five", True),
        ("six", True),
        ("seven", True),
    ]


# White space in <pre>


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<pre>def f():\n    return  1\n\n\n  x</pre>", "def f():\n    return  1\n\n\n  x"),
        ("<pre>all:\n\tmake</pre>", "all:\n\tmake"),
        ("<pre>\n\n  first\n  second\n\n</pre>", "  first\n  second"),
        ("<pre>one\r\ntwo\rthree</pre>", "one\ntwo\nthree"),
        ("<pre><code>a = <b>1</b><br>b = 2</code></pre>", "a = 1\nb = 2"),
        ("<pre>a &lt; b &amp;&amp; c</pre>", "a < b && c"),
        ("<pre><code><div>a</div><div>  b</div></code></pre>", "a\n  b"),
        ("<pre><div>a\n</div><div>\n</div><div>  b\n</div></pre>", "a\n\n  b"),
        ("<pre>a<div><div>b</div></div><div></div>c</pre>", "a\nb\nc"),
        ("<pre><ol><li>a<li>  b</ol></pre>", "a\n  b"),
        ("<listing>a\n b</listing>", "a\n b"),
        ("<xmp>a <b> b</xmp>", "a <b> b"),
        ("<plaintext>a <p> b", "a <p> b"),
    ],
    ids=[
        "indents",
        "tabs",
        "edges",
        "line-endings",
        "tags-and-breaks",
        "entities",
        "lines-in-elements",
        "blank-lines-in-elements",
        "elements-in-elements",
        "numbered-lines",
        "listing",
        "xmp",
        "plaintext",
    ],
)
def test_preformatted_text_keeps_its_white_space(page: str, text: str) -> None:
    assert shapes(page) == [("code", text)]


def test_a_button_is_not_part_of_a_program() -> None:
    page = "<pre><button>Copy</button><div>a</div><div>b</div></pre>"
    assert shapes(page) == [("paragraph", "Copy"), ("code", "a\nb")]


def test_white_space_is_folded_again_after_preformatted_text() -> None:
    assert html_texts("<pre>a  b</pre>c  d<p>e  f</p>") == ["a  b", "c d", "e f"]


# Tables


def rows(page: str) -> list[tuple[tuple[str, ...], ...]]:
    return [block.rows for block in segment_html(page) if block.shape is Shape.TABLE]


DATA = {
    "plain": ("<table><tr><th>Port<th>Ships<tr><td>Ellery<td>12</table>", (("Port", "Ships"), ("Ellery", "12"))),
    "groups": (
        "<table><thead><tr><th>Port<th>Ships</thead><tbody><tr><td>Ellery<td>12</tbody><tfoot><tr><td>All<td>12</tfoot></table>",
        (("Port", "Ships"), ("Ellery", "12"), ("All", "12")),
    ),
    "white-space": (
        "<table>\n <tr>\n <td> a\n b </td>\n <td>c</td>\n</tr> <tr><td>d<td>e</table>",
        (("a b", "c"), ("d", "e")),
    ),
    "inline-markup": ("<table><tr><td><b>a</b><a href=x>b</a><td>c<tr><td>d<td>e</table>", (("ab", "c"), ("d", "e"))),
    "breaks-in-cells": ("<table><tr><td>a<br>b<td>c<tr><td>d<td>e</table>", (("a b", "c"), ("d", "e"))),
    "blocks-in-cells": (
        "<table><tr><td><center>a</center><center>b</center><td>c<tr><td>d<td>e</table>",
        (("a b", "c"), ("d", "e")),
    ),
    "empty-cells": ("<table><tr><td><td>a<tr><td>b<td></table>", (("", "a"), ("b", ""))),
    "empty-rows": ("<table><tr><td>a<td>b<tr><td><td><tr><td>c<td>d</table>", (("a", "b"), ("c", "d"))),
    "ragged-rows": ("<table><tr><td>a<tr><td>b<td>c</table>", (("a",), ("b", "c"))),
    "scripts-in-cells": (
        "<table><tr><td>a<script>x</script>b<td>c<svg><text>x</text></svg><tr><td>d<td>e</table>",
        (("ab", "c"), ("d", "e")),
    ),
    "paragraphs-in-cells-of-a-table-with-heads": (
        "<table><tr><th><p>Port</p><th><p>Ships</p><tr><td><p>Ellery</p><td><div>12</div></table>",
        (("Port", "Ships"), ("Ellery", "12")),
    ),
    "paragraphs-in-cells-of-even-rows": (
        "<table><tr><td><p>a<td>b<tr><td><p>c<td>d<tr><td colspan=2><p>e</table>",
        (("a", "b"), ("c", "d"), ("e", "")),
    ),
    "lists-in-cells": (
        "<table><tr><th>Port<th>Ships<tr><td>Ellery<td><ul><li>Heron<li>Tern</ul></table>",
        (("Port", "Ships"), ("Ellery", "Heron Tern")),
    ),
    "much-text-under-a-head": (
        f"<table><tr><th>Port<th>Notes<tr><td>Ellery<td>{'long ' * 80}</table>",
        (("Port", "Notes"), ("Ellery", ("long " * 80).strip())),
    ),
    "keys-to-sort-by-are-not-shown": (
        "<table><tr><td><span style='display:none'>0012</span>12<td>a<tr><td>d<td>e</table>",
        (("12", "a"), ("d", "e")),
    ),
}


@pytest.mark.parametrize(("page", "expected"), DATA.values(), ids=DATA)
def test_a_data_table_is_one_block_with_rows(page: str, expected: tuple[tuple[str, ...], ...]) -> None:
    blocks = segment_html(page)
    assert [block.rows for block in blocks] == [expected]
    assert blocks[0].text.split() == [word for row in expected for cell in row for word in cell.split()]


SPREAD = {
    "across": (
        "<table><tr><th>Port<th colspan=2>Ships<tr><td>Ellery<td>12<td>13</table>",
        (("Port", "Ships", ""), ("Ellery", "12", "13")),
    ),
    "down": (
        "<table><tr><td rowspan=2>Ellery<td>12<tr><td>13<tr><td>Anse<td>14</table>",
        (("Ellery", "12"), ("", "13"), ("Anse", "14")),
    ),
    "both-at-the-end": (
        "<table><tr><td>a<td rowspan=2 colspan=2>b<tr><td>c<tr><td>d<td>e<td>f</table>",
        (("a", "b", ""), ("c", "", ""), ("d", "e", "f")),
    ),
    "beyond-all-tables": ("<table><tr><td rowspan=99999>a<td>b<tr><td>c</table>", (("a", "b"), ("", "c"))),
}


@pytest.mark.parametrize(("page", "expected"), SPREAD.values(), ids=SPREAD)
def test_spanning_cells_keep_the_columns_aligned(page: str, expected: tuple[tuple[str, ...], ...]) -> None:
    assert rows(page) == [expected]


LAYOUT = {
    "one-column": ("<table><tr><td>One<tr><td>two</table>", ["One", "two"]),
    "one-row": ("<table><tr><td>One<td>two</table>", ["One", "two"]),
    "paragraphs-in-cells": (
        "<table><tr><td><p>One</p><td>two<tr><td>three<td>four</table>",
        ["One", "two", "three", "four"],
    ),
    "lists-in-cells": (
        "<table><tr><td>One<td><ul><li>two</ul><tr><td>three<td>four</table>",
        ["One", "two", "three", "four"],
    ),
    "much-text-in-a-cell": (
        f"<table><tr><td>{'One ' * 60}<td>two<tr><td>three<td>four</table>",
        [("One " * 60).strip(), "two", "three", "four"],
    ),
    "paragraphs-in-cells-of-uneven-rows": (
        "<table><tr><td><p>One<td>two<tr><td>three<tr><td>four<td>five</table>",
        ["One", "two", "three", "four", "five"],
    ),
    "code-in-a-cell": (
        "<table><tr><th>One<th>two<tr><td>three<td><pre>a\n b</pre></table>",
        ["One", "two", "three", "a\n b"],
    ),
    "a-page-in-columns-under-heads": (
        f"<table><tr><th>One<th>two<tr><td>{'three ' * 120}<td>four</table>",
        ["One", "two", ("three " * 120).strip(), "four"],
    ),
    "text-beside-the-cells": (
        "<table><tr><td>One</td>two</tr><tr><td>three<td>four</table>",
        ["One", "two", "three", "four"],
    ),
    "text-beside-the-rows": (
        "<table>One<tr><td>two<td>three<tr><td>four<td>five</table>",
        ["One", "two", "three", "four", "five"],
    ),
    "elements-beside-the-cells": (
        "<table><tr><b>One</b><td>two<td>three<tr><td>four<td>five</table>",
        ["One", "two", "three", "four", "five"],
    ),
}


@pytest.mark.parametrize(("page", "texts"), LAYOUT.values(), ids=LAYOUT)
def test_a_layout_table_is_read_cell_by_cell(page: str, texts: list[str]) -> None:
    assert rows(page) == []
    assert html_texts(page) == texts


def test_a_data_table_within_a_layout_table_is_found() -> None:
    page = "<table><tr><td>Menu</td><td><table><tr><td>a<td>b<tr><td>c<td>d</table><p>Text</td></tr></table>"
    assert shapes(page) == [("paragraph", "Menu"), ("table", "a\tb\nc\td"), ("paragraph", "Text")]


def test_the_caption_of_a_table_comes_before_it() -> None:
    page = "<p>One<table><caption>Ships by <i>port</i></caption><tr><td>a<td>b<tr><td>c<td>d</table>two"
    blocks = segment_html(page)
    assert [block.text for block in blocks] == ["One", "Ships by port", "a\tb\nc\td", "two"]
    assert blocks[1].markup is not None
    assert (blocks[1].shape, blocks[1].markup.tag) == (Shape.PARAGRAPH, "caption")


# Hidden text


@pytest.mark.parametrize(
    "attribute",
    [
        "hidden",
        'hidden=""',
        "hidden=until-found",
        'style="display:none"',
        'style="color: red; DISPLAY : NONE !important"',
        'style="visibility:hidden"',
    ],
)
def test_everything_in_an_element_hidden_by_markup_is_hidden(attribute: str) -> None:
    page = f"<p>One<div {attribute}>two<section><p>three</p></section></div><p>four"
    assert html_texts(page) == ["One", "two", "three", "four"]
    assert seen_texts(page) == ["One", "four"]


@pytest.mark.parametrize(
    "attribute", ["aria-hidden=true", 'style="display:block"', 'style="overflow:hidden"', "class=hidden", "data-hidden"]
)
def test_visible_elements_are_not_hidden(attribute: str) -> None:
    assert seen_texts(f"<p {attribute}>One</p>") == ["One"]


def test_text_hidden_within_a_line_is_a_block_of_its_own() -> None:
    page = "<p>It costs <span style='display:none'>USD <b>000</b></span>12 <i hidden>EUR</i> a month</p><p>two"
    assert [(block.text, block.markup.hidden) for block in segment_html(page) if block.markup] == [
        ("It costs 12 a month", False),
        ("USD 000EUR", True),
        ("two", False),
    ]


def test_hidden_text_alone_in_an_element_that_is_shown_is_hidden() -> None:
    assert seen_texts("<div><span hidden>One</span></div><p>two") == ["two"]
    assert seen_texts("<div><span hidden><p>One</p></span></div><p>two") == ["two"]


def test_a_hidden_table_is_hidden() -> None:
    page = "<table hidden><tr><td>a<td>b<tr><td>c<td>d</table>two"
    assert (html_texts(page), seen_texts(page)) == (["a\tb\nc\td", "two"], ["two"])


# Evidence


@pytest.mark.parametrize(
    ("page", "density"),
    [
        ("<p>four five six</p>", 0.0),
        ("<p><a href=x>all of it</a></p>", 1.0),
        ("<p>half <a href=x>link</a></p>", 0.444),
        ("<p><a href=x>1</a>23<a href=y>4</a></p>", 0.5),
        ("<p><a href=x> <b>all</b> of it </a></p>", 1.0),
        ("<a href=x><p>all of it</p></a>", 1.0),
        ("<table><tr><td><a>abc</a><td>d<tr><td>e<td>f</table>", 0.333),
        ("<p>One</p><a></a><p>two</p>", 0.0),
    ],
)
def test_link_density_is_the_share_of_characters_in_links(page: str, density: float) -> None:
    markup = segment_html(page)[0].markup
    assert markup is not None
    assert round(markup.link_density, 3) == density


def ancestry(page: str, text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Tag and words of the container of a block and of those around it, innermost first."""
    markup = next(block.markup for block in segment_html(page) if block.text == text)
    found = []
    at = markup.container if markup else None
    while at is not None:
        found.append((at.tag, at.words))
        at = at.parent
    return found


def test_a_block_knows_the_names_of_the_elements_around_it() -> None:
    page = '<main id="mainContent"><div class="related-stories  box_2"><p class=lead>One</p></div></main>'
    assert ancestry(page, "One") == [
        ("p", ("lead",)),
        ("div", ("related", "stories", "box")),
        ("main", ("main", "content")),
        ("body", ()),
        ("html", ()),
    ]


def test_the_container_of_a_block_holds_all_of_its_text() -> None:
    page = "<div><p><b class=a>One</b> <i>two</i></p><p><b class=c><i>three</i></b></p></div>"
    assert ancestry(page, "One two")[0] == ("p", ())
    assert ancestry(page, "three")[:2] == [("i", ()), ("b", ("c",))]


def test_class_names_of_the_whole_page_are_ignored() -> None:
    page = '<html class="no-js ads"><body id="article" class="share"><p>One</p></body></html>'
    assert ancestry(page, "One") == [("p", ()), ("body", ()), ("html", ())]


def test_blocks_share_the_containers_around_them() -> None:
    one, two = segment_html("<div class=a><p>One</p><p>two</p></div>")
    assert one.markup is not None
    assert two.markup is not None
    assert one.markup.container is not two.markup.container
    assert one.markup.container.parent is two.markup.container.parent


def test_blocks_of_a_page_have_no_lines() -> None:
    assert [(block.line, block.end_line, block.source) for block in segment_html("<p>One</p>\n<p>two")] == [
        (None, None, ""),
        (None, None, ""),
    ]


# Hostile pages

_DEEP = 100_000


@pytest.mark.parametrize(
    "tag", ["div", "b", "p", "span", "ul", "li", "blockquote", "table", "a", "font", "x-y", "button"]
)
def test_text_under_a_hundred_thousand_unclosed_elements_is_found(tag: str) -> None:
    with within(3):
        found = html_texts("<p>One</p>" + f"<{tag}>" * _DEEP + "two")
    assert found == ["One", "two"]


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("<div>", "</div>"),
        ("<b>", "</b>"),
        ("<p>", "</p>"),
        ("<div><p>", "</p></div>"),
        ("<ul><li>", "</li></ul>"),
        ("<dl><dd>", "</dd></dl>"),
        ("<table><tr><td>", "</td></tr></table>"),
        ("<table><tbody><tr><td><div><p>", "</p></div></td></tr></tbody></table>"),
        ("<p><center>", "</center>"),
        ("<section class='a > b' id=\"'\">", "</section>"),
    ],
    ids=["div", "b", "p", "div-p", "ul-li", "dl-dd", "table", "table-with-all-parts", "center-in-open-p", "attributes"],
)
def test_text_in_and_after_very_deep_nesting_is_found(opening: str, closing: str) -> None:
    times = _DEEP // opening.count("<")
    with within(5):
        found = html_texts("<p>One</p>" + opening * times + "two" + closing * times + "<p>three</p>")
    assert " ".join(found) == "One two three"


def test_all_words_of_a_deep_page_stay_and_stay_apart() -> None:
    words = [f"word{number}" for number in range(20_000)]
    assert " ".join(html_texts("".join(f"<div>{word}" for word in words))).split() == words


def test_flattening_removes_only_deep_tags() -> None:
    page = "<div a='>'><b>one</b><p>two<br><i><u>three</u></i></div><b>four</b>"
    assert flattened(page, 2) == "<div a='>'><b>one</b><p>two<br><i> three </i></div><b>four</b>"


def test_a_page_that_is_not_too_deep_is_not_flattened() -> None:
    page = "<div>" * 90 + "<p class=a>One</p>" + "</div>" * 90
    assert len(ancestry(page, "One")) == 93


def test_a_block_has_at_most_a_hundred_ancestors() -> None:
    page = "<div class=out>" + "<div>" * 1500 + "<div hidden><p class=in>One</p></div>"
    around = ancestry(page, "One")
    assert (len(around), around[0], ("div", ("out",)) in around) == (101, ("p", ("in",)), True)
    assert [block.markup.hidden for block in segment_html(page) if block.markup] == [True]


@pytest.mark.parametrize(
    ("page", "texts"),
    [
        pytest.param(f"<p title='{'x' * 5_000_000}'>One</p>", ["One"], id="attribute-of-five-megabytes"),
        pytest.param(f"<p class='{'foo-bar ' * 600_000}'>One</p>", ["One"], id="class-of-five-megabytes"),
        pytest.param(f"<p style='{'display ' * 600_000}'>One</p>", ["One"], id="style-of-five-megabytes"),
        pytest.param(f"<p style='display{' ' * 5_000_000}'>One</p>", ["One"], id="style-of-spaces"),
        pytest.param(f"<p {' '.join(f'a{n}=1' for n in range(5_000))}>One</p>", ["One"], id="five-thousand-attributes"),
        pytest.param("</p>" * 1_000_000 + "One", ["One"], id="a-million-closers"),
        pytest.param("<p>" + "word " * 1_000_000, ["word " * 999_999 + "word"], id="five-megabytes-in-one-paragraph"),
        pytest.param("<" * 1_000_000, ["<" * 1_000_000], id="angles"),
        pytest.param("&" * 5_000_000, ["&" * 5_000_000], id="five-megabytes-of-ampersands"),
        pytest.param("<a " * 1_000_000, [], id="tags-without-end"),
        pytest.param("<p>One</p><p title='" + "<p>two " * 700_000, ["One"], id="attribute-without-end"),
        pytest.param("<p>One</p><!--" + "<p>two " * 700_000, ["One"], id="comment-without-end"),
        pytest.param("<p>One</p><script>" + "<p>two " * 700_000, ["One"], id="script-without-end"),
    ],
)
def test_large_pages_of_one_thing_are_read_in_a_few_seconds(page: str, texts: list[str]) -> None:
    with within(6):
        assert html_texts(page) == texts


@pytest.mark.slow
@pytest.mark.parametrize(
    ("tags", "text"),
    [
        pytest.param("<br><br>", "", id="a-million-breaks"),
        pytest.param("<p><p>", "", id="a-million-paragraphs"),
        pytest.param("<b>x</b>", "x", id="a-million-inline-tags"),
    ],
)
def test_time_grows_no_faster_than_the_number_of_tags(tags: str, text: str) -> None:
    def read(pairs: int) -> None:
        assert html_texts(tags * pairs + "One") == [text * pairs + "One"]

    assert_linear(read, 499_999)


def test_more_blocks_than_an_article_can_have_are_an_error() -> None:
    with pytest.raises(DocumentError, match="more than 50,000 blocks"):
        segment_html("<p>x" * 50_001)


def test_more_tags_than_a_page_can_have_are_an_error() -> None:
    with within(0.1), pytest.raises(DocumentError, match="more than 1,000,000 tags"):
        segment_html("<b>" * 1_000_001)


def test_a_page_without_any_text_has_no_tree() -> None:
    assert parse("\x00 \ufeff\n") is None


# Scripts that do not run, and images that they would load


_STORY = "<h1>The slipway</h1><p>The board of the harbour voted on Monday to rebuild it.</p>"


@pytest.mark.parametrize(
    "page",
    [
        f"<body><noscript><div id=a></noscript><div>{_STORY}</div>",
        f"<body><noscript><iframe src=x height=0></iframe></noscript><noscript><div><p>Switch on</noscript>{_STORY}",
        f"<body><script>var a = '<noscript>';</script>{_STORY}<!-- </noscript> -->",
        f"<body></noscript>{_STORY}",
        f"<body><x-page><template shadowrootmode=open>{_STORY}</template></x-page>",
    ],
    ids=["left-open", "two", "in-a-script", "only-its-end", "shadow-root"],
)
def test_what_a_browser_shows_is_not_hidden_by_a_noscript_or_a_template(page: str) -> None:
    assert [block.text for block in segment_html(page)] == [
        "The slipway",
        "The board of the harbour voted on Monday to rebuild it.",
    ]


@pytest.mark.parametrize(
    "page", [f"<noscript>{_STORY}</noscript>", f"<template>{_STORY}</template>"], ids=["noscript", "template"]
)
def test_what_a_browser_does_not_show_is_not_seen(page: str) -> None:
    assert segment_html(f"<body>{page}<p>Seen.</p>")[0].text == "Seen."


@pytest.mark.parametrize(
    ("image", "address"),
    [
        ('<img src="/static/blank.gif" data-lazy="/i/a.jpg">', "/i/a.jpg"),
        ('<img data-url="/i/a.jpg" src="data:image/gif;base64,AAAA">', "/i/a.jpg"),
        ('<img data-full-src="/i/a.jpg">', "/i/a.jpg"),
        ('<img data-srcset="/i/s.jpg 400w, /i/a.jpg 1200w" src="data:image/svg+xml,A">', "/i/a.jpg"),
        ('<img srcset="https://c.example/w_400,h_300/s.jpg 1x, https://c.example/w_9,h_9/a.jpg 2x">', None),
        ('<picture><source srcset="/i/a.jpg 1x"><img src="data:image/gif;base64,AAAA"></picture>', "/i/a.jpg"),
        ('<picture><source data-srcset="/i/a.jpg"><source srcset="/b.jpg"><img></picture>', "/i/a.jpg"),
        ('<span><img src="data:image/gif;base64,AA"><noscript><img src="/i/a.jpg"></noscript></span>', "/i/a.jpg"),
        ('<img src="/i/a.jpg" srcset="/i/b.jpg 2x">', "/i/a.jpg"),
        ('<img src="/i/blank-verse.jpg">', "/i/blank-verse.jpg"),
        ('<img src="/i/a.jpg?w=60" srcset="/i/a.jpg?w=600 600w, /i/a.jpg?w=1200 1200w">', "/i/a.jpg?w=1200"),
        ('<img src="/i/a-60x40.jpg" data-src="/i/a-900x600.jpg">', "/i/a-900x600.jpg"),
        ('<img src="/i/t.jpg" width="60" height="40" srcset="/i/a.jpg 2x">', "/i/a.jpg"),
        ('<img src="/i/a-900x600.jpg" width="900" height="80">', "/i/a-900x600.jpg"),
        ('<figure><img src="/i/the-new-logo.jpg"></figure>', "/i/the-new-logo.jpg"),
        ('<img src="/i/iconic-logotypes.jpg">', "/i/iconic-logotypes.jpg"),
        ('<img data-src="/i/a.jpg?w=8" src="/s.gif"><noscript><img src="/i/a.jpg?w=99"></noscript>', "/i/a.jpg?w=8"),
    ],
)
def test_the_address_of_an_image_that_is_loaded_late_is_found(image: str, address: str | None) -> None:
    images = segment_html(f"<p>Before.</p><p>{image}</p><p>Behind.</p>")[1].images
    assert [found.source for found in images] == [address or "https://c.example/w_9,h_9/a.jpg"]


@pytest.mark.parametrize(
    "image",
    [
        '<img src="/img/spacer.gif">',
        '<img src="https://a.example/1x1.png?x=2">',
        '<img src="data:image/gif;base64,AAAA">',
        '<img src="/i/a.jpg" width="1" height="1">',
        '<img data-url="true" data-image="" src="about:blank">',
        '<img src="/i/facebook.png" width="24" height="24">',
        '<img src="/i/a.jpg?w=60">',
        '<img src="https://c.example/w_48,h_48/a.jpg">',
        '<img src="/img/site-logo.svg">',
        '<img class="author-avatar" src="/i/pia.jpg">',
    ],
)
def test_a_stand_in_is_no_image(image: str) -> None:
    assert not any(block.images for block in segment_html(f"<p>Before.</p><p>{image}</p><p>Behind.</p>"))


def test_the_address_of_a_late_image_is_resolved_against_the_base_of_the_page() -> None:
    page = "<base href='https://a.example/x/'><p>One.</p><img data-lazy='i/a.jpg'><p>Two.</p>"
    assert segment_html(page)[1].images[0].source == "https://a.example/x/i/a.jpg"


# What a click shows


@pytest.mark.parametrize(
    ("markup", "texts"),
    [
        ("<p>The <button>gauge</button> of the rails is wide.</p>", ["The gauge of the rails is wide."]),
        ("<p>By Ada Quill <button>Follow</button> 3 May</p>", ["By Ada Quill", "Follow", "3 May"]),
        ("<p>Was this of use to you? <button>Yes</button></p>", ["Was this of use to you?", "Yes"]),
        ("<div><button>Share</button><button>Save</button></div>", ["Share", "Save"]),
        (
            "<ul role=tablist><li role=tab>Bus<li role=tab>Tram</ul><div role=tabpanel>A bus takes forty people."
            "</div><div role=tabpanel hidden>A tram takes ninety people.</div>",
            ["Bus", "Tram", "A bus takes forty people.", "A tram takes ninety people."],
        ),
    ],
    ids=["sentence", "byline", "question", "controls", "tabs"],
)
def test_a_button_is_part_of_a_sentence_or_a_control(markup: str, texts: list[str]) -> None:
    assert [block.text for block in segment_html(markup)] == texts


def test_panels_of_prose_are_shown_and_menus_stay_hidden() -> None:
    def hidden(panel: str) -> bool:
        page = f"<button aria-expanded=false aria-controls=x>More of it</button><div id=x hidden>{panel}</div>"
        blocks = segment_html(page)
        return blocks[-1].markup is not None and blocks[-1].markup.hidden

    assert not hidden("<p>The board of the harbour voted on Monday to rebuild it.</p>")
    assert hidden("<a href=/a>The harbour and its boats</a>")
