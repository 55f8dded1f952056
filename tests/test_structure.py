"""Structure and inline markup of a page and of plain text, as written in Markdown, HTML and JSON."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema
import pytest
from command import run
from helpers import html_article, item, labelled, text_article, within
from lxml import etree

from cleaner.document import Article, Basis, Block, Kind, Label, LabelledBlock, Shape, Verdict
from cleaner.policy import DEFAULT
from cleaner.render.addresses import AddressResolver
from cleaner.render.as_frontmatter import as_frontmatter
from cleaner.render.as_html import as_html
from cleaner.render.as_json import schema
from cleaner.render.as_markdown import as_markdown
from cleaner.segment.from_html import segment_html
from cleaner.segment.inline import spans_of

ALL = AddressResolver(links=True, images=True, base="https://courier.example/2023/ferry")
_LABELS = {Shape.PARAGRAPH: Label.BODY}


def article(page: str, **labels: Label) -> Article:
    """The article of a page: every block is kept with the label of its shape, but for those that begin with a name."""
    blocks = tuple(_labelled(block, labels) for block in segment_html(page))
    return Article(kind=Kind.HTML, text="", blocks=blocks)


def _labelled(block: Block, labels: dict[str, Label]) -> LabelledBlock:
    label = labels.get(block.text.split()[0]) or _LABELS.get(block.shape) or Label(str(block.shape))
    return LabelledBlock(block, Verdict(label, "score/own-words", 0.9, Basis.MODEL), label in DEFAULT)


def markdown(page: str, **labels: Label) -> str:
    return as_markdown(article(page, **labels), ALL)


# Inline markup


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("the <b>old</b> line", "the **old** line"),
        ("the <em>old</em> <strong>ferry</strong>", "the *old* **ferry**"),
        ("the <b> old </b>line", "the **old** line"),
        ("fer<i>ry</i>men", "fer*ry*men"),
        ("<b>Note:</b>closed", "**Note**:closed"),
        ("船<b>「青空」</b>号", "船「**青空**」号"),
        ("<b>old</b><b>er</b>", "**older**"),
        ("<b><b>old</b> ferry</b>", "**old ferry**"),
        ("<b>the <i>old</i> ferry</b>", "**the *old* ferry**"),
        ("<i>old</i><b>er</b>", "*old*er"),
        ("<b>!</b>a", "!a"),
        ("<b>one<br>two</b>", "**one\\\ntwo**"),
        ("run <code>a*b</code> or <kbd>`x`</kbd>", "run `a*b` or `` `x` ``"),
        ("<code>one<br>two</code>", "`one`\\\n`two`"),
        ("<b>the <code>*old*</code></b>", "**the `*old*`**"),
        ("<b><div>old</div><div>ferry</div></b>", "**old**\n\n**ferry**"),
        ("<b>old<br><br>ferry</b> line", "**old**\n\n**ferry** line"),
        ("har\u200b<b>\u200bbour</b>", "har**bour**"),
        ("a <sub>b</sub> <u>c</u>", "a <sub>b</sub> c"),
    ],
)
def test_emphasis_and_code_in_markdown(page: str, expected: str) -> None:
    assert markdown(f"<div>{page}</div>") == f"{expected}\n"


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<a href=fares>the fares</a>", "[the fares](https://courier.example/2023/fares)"),
        ("<a href='/a b(c)|d'>x</a>", "[x](https://courier.example/a%20b%28c%29%7Cd)"),
        ("<a href='//other.example/'>x</a>", "[x](https://other.example/)"),
        ("<a href='mailto:o@courier.example'>x</a>", "[x](mailto:o@courier.example)"),
        ("<a href='?a=1&amp;copy;=2'>x</a>", "[x](https://courier.example/2023/ferry?a=1&amp;copy;=2)"),
        ("<a href='#note'>x</a>", "x"),
        ("<a href='javascript:alert(1)'>x</a>", "x"),
        ("<a href=' java&#10;script:alert(1)'>x</a>", "x"),
        ("<a href='JAVASCRIPT&colon;alert(1)'>x</a>", "x"),
        ("<a href='data:text/html,x'>x</a>", "x"),
        ("<a href='vbscript:x'>x</a> <a href='file:///etc/passwd'>y</a>", "x y"),
        ("<a href='http://[x'>x</a>", "x"),
        ("<a name=top>x</a>", "x"),
        ("<b><a href=/x>old</a></b>", "[**old**](https://courier.example/x)"),
        ("Wow!<a href=/x>old</a>", "Wow\\![old](https://courier.example/x)"),
        ("<a href=/x>[old]</a>", "[\\[old\\]](https://courier.example/x)"),
    ],
)
def test_links_in_markdown(page: str, expected: str) -> None:
    assert markdown(f"<p>{page}</p>") == f"{expected}\n"


def test_links_are_written_only_on_request() -> None:
    page = article("<p>the <a href=/x>old <b>ferry</b></a><img src=y>")
    assert as_markdown(page) == "the old **ferry**\n"
    assert as_html(page) == "<article>\n<p>the old <strong>ferry</strong></p>\n</article>\n"


def test_links_are_resolved_against_the_base_of_the_page() -> None:
    page = article("<base href='/deep/er/'><p><a href=x>one</a> <img src=y alt=two> three</p>")
    extras = ALL._replace(base="https://courier.example/2023/")
    assert as_markdown(page, extras) == (
        "[one](https://courier.example/deep/er/x) three\n\n![two](https://courier.example/deep/er/y)\n"
    )
    assert "](/deep/er/x)" in as_markdown(page, ALL._replace(base=""))


def test_spans_refer_to_the_folded_text() -> None:
    block = segment_html("<p>\n The  <b>\told\n ferry</b> line\u200b,<a href=x> <i>twice</i></a></p>")[0]
    assert block.text == "The old ferry line, twice"
    assert {(block.text[s.start : s.end], s.style.value, s.target) for s in spans_of(block.inline)} == {
        ("old ferry", "strong", ""),
        ("twice", "link", "x"),
        ("twice", "emphasis", ""),
    }


def test_a_page_of_breaks_in_one_bold_element_is_written_quickly() -> None:
    with within(5):
        markdown("<b>" + "one <i>two</i><br><br>" * 20_000 + "</b>")


def test_deep_lists_and_quotations_are_written() -> None:
    page = "<blockquote><ul><li>" * 500 + "deep" + "</ul></blockquote>" * 500
    with within(5):
        assert "deep" in markdown(page)
        assert "deep" in as_html(article(page))


# Blocks

BLOCKS = {
    "nested-lists": (
        "<ul><li>One<ol start=3><li>two<li>three</ol><li>four</ul>",
        "- One\n\n  3. two\n  4. three\n- four\n",
    ),
    "paragraphs-in-items": ("<ol><li><p>One<p>two<li>three</ol>", "1. One\n\n   two\n2. three\n"),
    "list-beside-its-item": ("<ul><li>One</li><ul><li>two</ul></ul>", "- One\n  - two\n"),
    "lists-side-by-side": ("<ul><li>One</ul><ul><li>two</ul>", "- One\n\n* two\n"),
    "numbered-lists-side-by-side": ("<ol><li>One</ol><ol><li>two</ol>", "1. One\n\n1) two\n"),
    "heading-in-an-item": ("<ol><li><h3>One</h3><p>two</ol>", "1. ### One\n\n   two\n"),
    "code-in-an-item": ("<ul><li>One<pre>a\n\n\tb</pre></ul>", "- One\n\n  ```\n  a\n\n      b\n  ```\n"),
    "quotation": ("<blockquote><p>One<p>two</blockquote>", "> One\n>\n> two\n"),
    "quotations-side-by-side": ("<blockquote>One</blockquote><blockquote>two</blockquote>", "> One\n\n> two\n"),
    "list-in-a-quotation": (
        "<blockquote>One<ul><li>two<li>three</ul></blockquote>",
        "> One\n>\n> - two\n> - three\n",
    ),
    "quotation-in-an-item": ("<ul><li>One<blockquote>two</blockquote></ul>", "- One\n\n  > two\n"),
    "definitions": ("<dl><dt>Term<dd>Meaning<dd>other</dl>", "Term\n\n- Meaning\n- other\n"),
    "verse": ("<p>Roses are red,<br>violets are blue</p>", "Roses are red,\\\nviolets are blue\n"),
    "address": ("<address>1 Quay<br>Ellery</address>", "1 Quay\\\nEllery\n"),
    "language": ("<pre><code class='hljs language-c++'>a</code></pre>", "```c++\na\n```\n"),
    "table": (
        "<table><tr><th>Po|rt<th>Ships<tr><td><b>Ellery</b><td>1<br>2</table>",
        "| Po\\|rt | Ships |\n| --- | --- |\n| **Ellery** | 1 2 |\n",
    ),
    "code-with-a-bar-in-a-cell": (
        "<table><tr><th>a<th>b<tr><td><code>x|y</code><td>2</table>",
        "| a | b |\n| --- | --- |\n| `x\\|y` | 2 |\n",
    ),
    "heading-in-bold": ("<h3><b>What</b> next</h3>", "### **What** next\n"),
}


@pytest.mark.parametrize(("page", "expected"), BLOCKS.values(), ids=BLOCKS)
def test_blocks_in_markdown(page: str, expected: str) -> None:
    assert markdown(page) == expected


LANGUAGES = {
    "class-of-the-code": ("<pre><code class='language-python'>a</code></pre>", "python"),
    "class-of-the-pre": ("<pre class='lang-js prettyprint'>a</pre>", "js"),
    "box-around-it": ("<div class='highlight highlight-source-shell'><pre>a</pre></div>", "shell"),
    "box-around-the-box": (
        "<div class='highlight-python notranslate'><div class=highlight><pre>a</pre></div></div>",
        "python",
    ),
    "brush": ("<pre class='brush: php; gutter: true'>a</pre>", "php"),
    "attribute": ("<pre data-lang=Rust>a</pre>", "rust"),
    "name-alone": ("<pre class='sourceCode haskell'>a</pre>", "haskell"),
    "none": ("<pre class='language-none'>a</pre>", ""),
    "unknown-words": ("<pre class='code box'>a</pre>", ""),
    "hostile": ("<pre class='language-```x'>a</pre>", ""),
}


@pytest.mark.parametrize(("page", "language"), LANGUAGES.values(), ids=LANGUAGES)
def test_programs_know_their_language(page: str, language: str) -> None:
    assert [block.language for block in segment_html(page)] == [language]


# Images


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<p>One</p><figure><img src=a.jpg alt='The [old] pier'></figure><p>two", ["![The \\[old\\] pier](…/a.jpg)"]),
        ("<p>One</p><img src=a.jpg alt='A\x1b\u200b pier'><p>two", ["![A pier](…/a.jpg)"]),
        ("<p>One</p><img src=data:x data-src=a.jpg><p>two", ["![](…/a.jpg)"]),
        ("<p>One</p><img src=a.jpg><figcaption>Photo</figcaption><p>two", ["![](…/a.jpg)"]),
        ("<p>One</p><img src=a.jpg><img src=a.jpg><p>two", ["![](…/a.jpg)"]),
        ("<p>One <img src=a.jpg></p><p>two", ["![](…/a.jpg)"]),
        ("<p>One</p><div class=related><img src=a.jpg><p>Share</p></div><p>two", []),
        ("<p>One</p><img src=a.gif width=1 height=1><p>two", []),
        ("<p>One</p><img src=javascript:x><img src=data:image/png,x><img><p>two", []),
        (
            "<p>One</p><img src=a.jpg style='display:none' hidden><div hidden><img src=b.jpg></div><p>two",
            ["![](…/a.jpg)"],
        ),
    ],
    ids=["figure", "glyph", "late", "caption", "twice", "in-a-paragraph", "other-box", "pixel", "no-address", "hidden"],
)
def test_images_of_the_article(page: str, expected: list[str]) -> None:
    written = markdown(page, Photo=Label.CAPTION, Share=Label.SHARE)
    assert re.findall(r"!\[.*\)", written.replace("https://courier.example/2023", "…")) == expected


def test_images_stay_in_their_place() -> None:
    assert markdown("<p>One</p><p><img src=/a alt=b></p><p>two</p><img src=/c>") == (
        "One\n\n![b](https://courier.example/a)\n\ntwo\n\n![](https://courier.example/c)\n"
    )


# HTML


def test_a_page_comes_out_as_minimal_html() -> None:
    page = article(
        "<h1 class=t>Title</h1><h2 onclick=x>Head</h2><p style=x>One <b onload=y>&lt;b&gt;</b> &amp; "
        "<a href='/x?a=1&amp;b=\"2\"' onclick=x>two</a><br>three</p><script>x</script>"
        "<ol start=2><li>Four<ul><li>five</ul><li><p>six<p>seven</ol><blockquote>eight</blockquote>"
        "<pre class=lang-js>a &lt; b</pre><table><tr><td>c<td>d<tr><td>e<td>f</table><img src=/g alt='\"h\"'>",
        Title=Label.TITLE,
    )
    assert as_html(page, ALL) == (
        "<article>\n<h1>Title</h1>\n<h2>Head</h2>\n<p>One <strong>&lt;b&gt;</strong> &amp; "
        '<a href="https://courier.example/x?a=1&amp;b=%222%22">two</a><br>\nthree</p>\n'
        '<ol start="2">\n<li>Four\n<ul>\n<li>five</li>\n</ul></li>\n<li><p>six</p>\n<p>seven</p></li>\n</ol>\n'
        '<blockquote>\n<p>eight</p>\n</blockquote>\n<pre><code class="language-js">a &lt; b</code></pre>\n'
        "<table>\n<thead>\n<tr><th>c</th><th>d</th></tr>\n</thead>\n<tbody>\n<tr><td>e</td><td>f</td></tr>\n</tbody>\n"
        '</table>\n<p><img src="https://courier.example/g" alt="&quot;h&quot;"></p>\n</article>\n'
    )


def test_html_escapes_markup_and_replaces_forbidden_characters() -> None:
    written = as_html(html_article(labelled("<script>x</script> & \x00\x1b\ud800"), item("<img onerror=x>")))
    assert written == (
        "<article>\n<p>&lt;script&gt;x&lt;/script&gt; &amp; \ufffd\ufffd\ufffd</p>\n"
        "<ul>\n<li>&lt;img onerror=x&gt;</li>\n</ul>\n</article>\n"
    )


HOSTILE = (
    "<p onclick=x>One <a href='javascript:x' onmouseover=y>two</a> <a href='data:x'>three</a></p><style>x</style>"
    "<iframe src=x></iframe><svg onload=x><text>y</text></svg><img src='javascript:x' onerror=y><p>four</p>"
    "<form action=x><button>five</button></form><object data=x></object><math><mi>x</mi></math>"
)


def test_html_is_safe() -> None:
    root = etree.fromstring(as_html(article(HOSTILE), ALL), etree.HTMLParser())
    assert {element.tag for element in root.iter()} == {"html", "body", "article", "p"}
    assert [element.attrib for element in root.iter() if element.attrib] == []


def test_a_gap_in_the_numbers_of_a_list_is_kept_in_html() -> None:
    written = as_html(html_article(item("One", 1, "1."), item("three", 1, "3."), item("four", 1, "4.")))
    assert re.findall("<li.*", written) == ["<li>One</li>", '<li value="3">three</li>', '<li value="4">four</li>']


# Plain text


def test_structure_of_plain_text_is_written() -> None:
    source = (
        "Ferry\n\nWhat to bring\n\n• Salt\n  • White\n1) Flour\n2) Oats\n\n"
        "    for x in (1, 2):\n        print(x)\n    return x;\n"
        "\n> One\n> two\n\nPort\tShips\nEllery\t12\n\nRoses are red.\nViolets are blue.\n\nThe end.\n"
    )
    labels = {
        "Ferry": Label.TITLE,
        "What to bring": Label.HEADING,
        **dict.fromkeys(("Salt", "White", "Flour", "Oats"), Label.LIST_ITEM),
        "for x in (1, 2):\n    print(x)\nreturn x;": Label.CODE,
        "One two": Label.QUOTE,
        **dict.fromkeys(("Port Ships", "Ellery 12"), Label.TABLE),
    }
    assert as_markdown(text_article(source, labels)) == (
        "# Ferry\n\n## What to bring\n\n- Salt\n  - White\n\n1) Flour\n2) Oats\n\n"
        "```\nfor x in (1, 2):\n    print(x)\nreturn x;\n```\n\n> One two\n\n"
        "| Port | Ships |\n| --- | --- |\n| Ellery | 12 |\n\nRoses are red.\\\nViolets are blue.\n\nThe end.\n"
    )


def test_lines_of_a_text_without_blank_lines_are_paragraphs() -> None:
    assert as_markdown(text_article("One.\nTwo.\n")) == "One.\n\nTwo.\n"


def test_rows_of_uneven_width_are_not_a_table() -> None:
    labels = {"Port Ships": Label.TABLE, "Ellery 12 13": Label.TABLE}
    assert as_markdown(text_article("Port\tShips\nEllery\t12\t13\n", labels)) == "Port Ships\n\nEllery 12 13\n"


# JSON


def test_blocks_in_json_have_what_their_shape_has() -> None:
    record = article(
        "<h3>Head</h3><p>One<ol><li>two</ol><pre class=lang-js>a</pre><table><tr><td>b<td>c<tr><td>d<td>e</table>"
    ).to_dict(blocks=True)
    jsonschema.Draft202012Validator(json.loads(schema())).validate(record)
    keys = ("level", "depth", "marker", "ordered", "rows", "language")
    assert [{key: block[key] for key in keys if key in block} for block in record["blocks"]] == [
        {"level": 3},
        {},
        {"depth": 1, "marker": "1.", "ordered": True},
        {"language": "js"},
        {"rows": [["b", "c"], ["d", "e"]]},
    ]


# Front matter


AWKWARD: dict[str, Any] = {
    "title": 'Yes: "no" # - [x] {y} \\ \u2028\x7f\x85\x1b 船 🚢',
    "standfirst": "2023-02-09",
    "authors": ("Orla: Fennimore", "null", "- 1"),
    "published": "2023-02-09T11:39:00+01:00",
    "site": "---",
}


def test_front_matter_is_read_back() -> None:
    yaml = pytest.importorskip("yaml", reason="needs a reader of YAML")
    written = as_frontmatter(html_article(labelled("One."), **AWKWARD))
    assert written.startswith("---\n")
    assert written.endswith("\n---\n\n")
    assert yaml.safe_load(written.removesuffix("---\n\n")) == {**AWKWARD, "authors": list(AWKWARD["authors"])}


def test_an_article_without_metadata_has_no_front_matter() -> None:
    assert as_frontmatter(html_article(labelled("One."))) == ""


def test_a_lone_surrogate_does_not_break_front_matter() -> None:
    assert as_frontmatter(html_article(title="a\ud800")) == '---\ntitle: "a\ufffd"\n---\n\n'


# The command

PAGE = (
    "<html><body><article><h1>Harbour Council Votes to Reopen the Old Ferry Line</h1><p>The harbour council of Port "
    "Ellery voted on <b>Tuesday</b> to reopen the <a href='/ferry'>ferry line</a> that it had closed in the spring.</p>"
    "<figure><img src='/pier.jpg' alt='The pier'></figure><p>Nobody could say where the money would come from, and the "
    "mayor, who was asked twice, looked at his shoes for a while.</p></article></body></html>"
)


def test_links_and_images_are_options() -> None:
    plain = run("-f", "markdown", stdin=PAGE).text
    rich = run("-f", "markdown", "--links", "--images", "--url", "https://courier.example/1", stdin=PAGE).text
    assert "voted on **Tuesday** to reopen the ferry line that" in plain
    assert "the [ferry line](https://courier.example/ferry) that" in rich
    assert "\n\n![The pier](https://courier.example/pier.jpg)\n\n" in rich


def test_html_is_a_format() -> None:
    done = run("-f", "html", stdin=PAGE)
    assert (done.code, done.err) == (0, "")
    assert done.text.startswith(
        "<article>\n<h1>Harbour Council Votes to Reopen the Old Ferry Line</h1>\n<p>The harbour"
    )


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_front_matter_comes_before_the_text(form: str) -> None:
    written = run("--frontmatter", "-f", form, stdin=PAGE).text
    assert written.startswith('---\ntitle: "Harbour Council Votes to Reopen the Old Ferry Line"\n')
    assert "\n---\n\n" in written


def test_front_matter_cannot_be_written_in_place() -> None:
    done = run("--frontmatter", "--check", "a.txt")
    assert (done.code, done.out) == (2, b"")
    assert "--check and --frontmatter exclude each other" in done.err


@pytest.mark.parametrize("form", ["html", "json", "jsonl"])
def test_front_matter_in_another_format_is_a_usage_error(form: str) -> None:
    done = run("--frontmatter", "-f", form, stdin=PAGE)
    assert (done.code, done.out) == (2, b"")
    assert "--frontmatter" in done.err
