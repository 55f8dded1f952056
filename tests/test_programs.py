"""Programs come out as they were written, without the controls of a highlighter, and stay where the article is."""

from __future__ import annotations

from html import escape
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import clean
from cleaner.document import Article, Label, Shape
from cleaner.segment.from_html import segment_html

BEFORE = (
    "<p>The cars are weighed on the old scale behind the depot, which was made for hay and is exact to ten pounds, and "
    "the figures are typed in by whoever comes first in the morning.</p>"
)
AFTER = (
    "<p>What comes out is pinned to the door of the office. The drivers look at it once a week, mostly in order to see "
    "whose car has grown heavier since the last time, and why.</p>"
)
PROGRAM = "def weight(car):\n    return car.tons"
LINES = PROGRAM.split("\n")
SHORT_LINES = "The script that adds up the weights is short:"

FORMS = {
    "header-and-button-within": "<pre><code class='hljs language-python'><div class='code__header'><span>python</span>"
    f"<button class='copy'>Copy code</button></div><div class='code-content'>{PROGRAM}\n</div></code></pre>",
    "header-beside-the-code": "<pre><div class='flex'>python</div><div><button>Copy</button><button>Edit</button></div>"
    f"<div><code class='whitespace-pre language-python'>{PROGRAM}\n</code></div></pre>",
    "header-beside-the-pre": "<div class='code-block'><div class='code-header'><span>python</span><button>Copy</button>"
    f"</div><pre><code>{PROGRAM}</code></pre></div>",
    "numbers-in-the-lines": "<div class='highlight python'><pre>"
    + "".join(f"<span class='lineno'>{number} </span>{line}\n" for number, line in enumerate(LINES, 1))
    + "</pre></div>",
    "numbers-that-cannot-be-selected": "<pre><code class='language-python'>"
    + "".join(f"<span style='user-select: none'>{number}</span>{line}\n" for number, line in enumerate(LINES, 1))
    + "</code></pre>",
    "table-of-lines": "<table class='highlight highlight-source-python'>"
    + "".join(
        f"<tr><td class='blob-num' data-line-number='{number}'></td><td class='blob-code'>{line}</td></tr>"
        for number, line in enumerate(LINES, 1)
    )
    + "</table>",
    "rouge": "<div class='language-python highlighter-rouge'><pre class='highlight'><code><table class='rouge-table'>"
    f"<tr><td class='rouge-gutter gl'><pre class='lineno'>1\n2\n</pre></td><td class='rouge-code'><pre>"
    f"{PROGRAM}\n</pre></td></tr></table></code></pre></div>",
    "syntaxhighlighter": "<div class='syntaxhighlighter python'><table><tr><td class='gutter'><div class='line'>1</div>"
    "<div class='line'>2</div></td><td class='code'><div class='container'><div class='line'><code>def</code> "
    "<code>weight(car):</code></div><div class='line'><code>&nbsp;&nbsp;&nbsp;&nbsp;</code>"
    "<code>return car.tons</code></div></div></td></tr></table></div>",
    "crayon": "<div class='crayon-syntax'><div class='crayon-toolbar'><span class='crayon-language'>Python</span></div>"
    "<table class='crayon-table'><tr class='crayon-row'>"
    "<td class='crayon-nums'><div class='crayon-num'>1</div><div class='crayon-num'>2</div></td>"
    "<td class='crayon-code'>"
    + f"<div class='crayon-pre'>{''.join(f'<div class=crayon-line>{line}</div>' for line in LINES)}</div>"
    + "</td></tr></table></div>",
}


def article(inside: str) -> Article:
    return clean(f"<article><h1>The scale behind the depot</h1>{BEFORE}{inside}{AFTER}</article>", kind="html")


def programs(found: Article) -> list[str]:
    return [block.text for block in found.blocks if block.kept and block.label is Label.CODE]


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_highlighted_program_is_the_program(form: str) -> None:
    found = article(f"<p>{SHORT_LINES}</p>{form}")
    kept = [block for block in found.blocks if block.kept]
    assert [block.text for block in kept[2:-1]] == [SHORT_LINES, PROGRAM]
    assert kept[-2].block.language == "python"


@pytest.mark.parametrize(
    "program",
    [
        '<span class="token header">Host</span>: <span class="token number">12</span>',
        'x = <span class="hljs-number">10</span>',
        '<span class="hljs-title">copy</span>(a, b)',
        '<span class="c1"># copy</span> <span class="nv">copyright</span>',
    ],
)
def test_a_word_of_the_program_is_no_control(program: str) -> None:
    (block,) = segment_html(f"<pre><code>{program}</code></pre>")
    (bare,) = segment_html(f"<pre>{program.replace('<span', '<b').replace('</span', '</b')}</pre>")
    assert block.text == bare.text


LOOKS = (
    "sudo apt install rails",
    "https://tram.example/rails",
    "Varnholt Tram Board\n12 Mill Lane\nVarnholt",
    "@book{brandt, title={Rails}}",
    "(Photo: Brandt)",
    "Share this",
    "3 1 2",
    ".car { color: red }",
    "+--+\n|  |\n+--+",
    "By John Smith",
    "May 4, 2021",
    "Advertisement",
)


@given(st.lists(st.sampled_from(LOOKS), min_size=1, max_size=4))
def test_every_program_between_two_paragraphs_is_kept(looks: list[str]) -> None:
    assert programs(article("".join(f"<pre>{escape(look)}</pre>" for look in looks))) == looks


def test_a_program_at_the_end_of_the_article_is_kept() -> None:
    program = "<pre>sudo apt install rails</pre>"
    page = f"<article><h1>The scale</h1>{BEFORE}{AFTER}{program}</article><footer>© 2024 Courier</footer>"
    assert programs(clean(page, kind="html")) == ["sudo apt install rails"]


def test_a_program_among_the_comments_goes_with_them() -> None:
    comments = (
        "<section id='comments' class='comments'><h2>2 Comments</h2><div class='comment'><b>Ossian</b>"
        "<p>Shorter:</p><pre>sum(tons)</pre></div></section>"
    )
    page = f"<article><h1>The scale</h1>{BEFORE}{AFTER}</article>{comments}"
    assert programs(clean(page, kind="html")) == []


def test_what_is_set_as_a_program_in_an_advertisement_goes() -> None:
    assert programs(article("<div class='advertisement'><pre>BUY NOW\n50 % off</pre></div>")) == []


def test_an_address_in_a_footer_is_no_program() -> None:
    page = f"<main><article><h1>The scale</h1>{BEFORE}{AFTER}{BEFORE}</article></main>"
    found = clean(f"{page}<footer><pre>Depot Weekly\nHay Street 9\nVarnholt</pre></footer>", kind="html")
    assert "Hay Street" not in found.text


def test_a_program_in_an_aside_of_the_article_stays() -> None:
    found = article(f"<aside class=note><pre>{PROGRAM}</pre></aside>")
    assert PROGRAM in found.text


FENCED = "# How a lock is filled\n\n" + "".join(
    f"The keeper at Lenn opened the lower gates on {day}, let the boats in, and shut the gates behind them again.\n\n"
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday")
)


def test_fences_of_a_markdown_text_give_the_language_and_are_no_lines_of_the_program() -> None:
    text = f"{FENCED}```python\nfor gate in gates:\n    shut(gate)\n```\n\n~~~\nring(bell)\n~~~\n"
    written = clean(text).markdown()
    assert "```python\nfor gate in gates:\n    shut(gate)\n```\n\n```\nring(bell)\n```" in written


def test_rows_with_commas_are_a_table_in_markdown() -> None:
    text = f'{FENCED}lock,keeper,metres\nLenn,"Ost, Ada",3.1\nSorrel,Ida Holm,4.0\n'
    assert "| Lenn | Ost, Ada | 3.1 |" in clean(text).markdown()


@pytest.mark.parametrize("ornament", ["~~~", "```"])
def test_ornaments_between_paragraphs_are_no_fences(ornament: str) -> None:
    text = f"{FENCED}{ornament}\n\n{' '.join(FENCED.splitlines()[2:])}\n\n{ornament}\n"
    assert all(block.block.shape is not Shape.CODE for block in clean(text).blocks)


def test_a_fence_within_a_fence_closes_nothing() -> None:
    text = f"{FENCED}````md\n~~~\n```\nring(bell)\n```\n````\n\nSubscribe to our newsletter\n"
    article = clean(text)
    assert "````md\n~~~\n```\nring(bell)\n```\n````" in article.markdown()
    assert "newsletter" not in article.text


def test_blank_lines_within_a_fence_stay_as_many() -> None:
    program = "```python\nring(bell)\n\n\ndef shut(gate):\n    pass\n```\n"
    article = clean(FENCED + program)
    assert article.text.endswith(program.rstrip())
    assert article.markdown().endswith(program)


@pytest.mark.parametrize(
    "drawing",
    ["gate ---> bell\n  |\n  +---> soup", "  +------+    +------+\n  | gate |--->| bell |\n  +------+    +------+"],
)
def test_a_drawing_keeps_its_gaps(drawing: str) -> None:
    assert dedent(drawing) in clean(f"{FENCED}{drawing}\n\n{FENCED}").markdown()


def test_lines_with_wide_gaps_between_their_words_keep_them() -> None:
    verse = "The lock     is a door\n    that nobody     shuts\nand nobody     owns"
    assert f"```\n{verse}\n```" in clean(f"{FENCED}{verse}\n\n{FENCED}").markdown()


@pytest.mark.parametrize(
    "lines",
    [
        "Home | News | Sport\nContact | Privacy | Terms\nHelp | Log in | Register\n",
        "Read more -->\nAll stories -->\n",
        "    The gates go out, the gates go in,\n    and all the rest is soup (and gin).\n",
        "+-a\n+-b\n+-c\n",
    ],
    ids=["entries-of-menus", "arrows-of-links", "verses", "no-cells"],
)
def test_what_is_no_program_and_no_table(lines: str) -> None:
    shapes = {block.block.shape for block in clean(f"{FENCED}{lines}").blocks}
    assert shapes.isdisjoint((Shape.CODE, Shape.TABLE))
