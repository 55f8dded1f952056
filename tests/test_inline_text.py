"""What a browser shows by the look of an element is in the text: powers, quotations, deletions, emoji, hidden words."""

from __future__ import annotations

import re

import pytest
from helpers import html_texts, seen_texts
from hypothesis import given
from hypothesis import strategies as st
from test_formulas import AFTER, BEFORE, markdown

from cleaner import clean
from cleaner.render.as_html import as_html


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("10<sup>6</sup> kilograms", "10⁶ kilograms"),
        ("5×10<sup>−3</sup> tons", "5×10⁻³ tons"),
        ("x<sup>a+b</sup>", "x^(a+b)"),
        ("2<sup>x</sup>", "2^x"),
        ("the 1<sup>st</sup> car, le 1<sup>er</sup> mai, o 1<sup>o</sup>", "the 1st car, le 1er mai, o 1o"),
        ("Tram<sup>®</sup> and Rail<sup>TM</sup>", "Tram® and RailTM"),
        ("H<sub>2</sub>O and CO<sub>2</sub>", "H2O and CO2"),
        ("log<sub>2</sub>8 and 10<sub>2</sub>", "log₂8 and 10₂"),
        ("v<sub>max</sub>", "v_max"),
        ("in 1961<sup>2,3</sup> and 1962<sup>*</sup>", "in 1961²,³ and 1962*"),
        ("in 1961<sup><a href='https://a.example'>4</a></sup>", "in 1961[4]"),
        ("in 1961<sup>[4]</sup>", "in 1961[4]"),
        ("too <q>much</q> noise", "too “much” noise"),
        ("<span lang=de>zu <q>viel <q>Lärm</q></q></span>", "zu „viel ‚Lärm‘“"),
        ("<span lang=fr-CA><q>du bruit</q></span>", "« du bruit »"),
        ("too “<q>much</q>” and <q>“more”</q>", "too “much” and “more”"),
        ("costs <del>three</del><ins>four</ins> million", "costs three four million"),
        ("costs <s>3</s>4 million", "costs 3 4 million"),
        ("built in 19<del>61</del>62, three<s>four</s> years late", "built in 19 61 62, three four years late"),
        ("a colo<ins>u</ins>r and <del>a</del>, b", "a colour and a, b"),
        ("back <img class=emoji alt='🚋' src=/e.svg> again", "back 🚋 again"),
        ("back <img alt='A tram' src=/e.jpg> again", "back again"),
        ("back <img alt='3' src=/e.jpg> again", "back again"),
        ("flag <img alt='🇸🇪' src=/e.svg>, key <img alt='1️⃣' src=/e.svg>", "flag 🇸🇪, key 1️⃣"),
        ("so it was<sup>[<i><a href='/cn'>citation needed</a></i>]</sup>, they say", "so it was, they say"),
    ],
)
def test_the_look_of_an_element_is_text(page: str, text: str) -> None:
    assert [" ".join(found.split()) for found in html_texts(f"<p>{page}</p>")] == [text]


FIGURES = st.integers(0, 9999).map(str)


@given(FIGURES, FIGURES, FIGURES, st.sampled_from(("sup", "sub")), st.booleans())
def test_no_raised_figure_is_glued_to_another(one: str, two: str, three: str, tag: str, linked: bool) -> None:
    inner = f"<a href='#n'>{two}</a>" if linked else two
    (text,) = html_texts(f"<p>about {one}<{tag}>{inner}</{tag}>{three} tons")
    assert set(re.findall("[0-9]+", text)) <= {one, two, three}


@given(FIGURES, FIGURES, st.sampled_from(("del", "s", "strike")), st.sampled_from(("{}", "<ins>{}</ins>")))
def test_no_deleted_figure_is_glued_to_the_new_one(one: str, two: str, tag: str, new: str) -> None:
    (text,) = html_texts(f"<p>about <{tag}>{one}</{tag}>{new.format(two)} tons")
    assert text == f"about {one} {two} tons"


@pytest.mark.parametrize(
    ("page", "in_markdown", "in_html"),
    [
        ("10<sup>6</sup> tons", "10<sup>6</sup> tons", "10<sup>6</sup> tons"),
        ("CO<sub>2</sub> in the air", "CO<sub>2</sub> in the air", "CO<sub>2</sub> in the air"),
        ("a<sup>&lt;b&gt;*</sup> here", "a<sup>\\<b>\\*</sup> here", "a<sup>&lt;b&gt;*</sup> here"),
        ("costs <del>three</del><ins>four</ins>", "costs ~~three~~ four", "costs <del>three</del> four"),
        ("costs <s>~3</s>", "costs ~~\\~3~~", "costs <del>~3</del>"),
        ("<b>10<sup>6</sup></b> tons", "**10<sup>6</sup>** tons", "<strong>10<sup>6</sup></strong> tons"),
    ],
)
def test_raised_and_deleted_text_is_written_as_such(page: str, in_markdown: str, in_html: str) -> None:
    rest = ", as the keeper of the lock wrote down every morning for eleven years until he could no longer."
    assert markdown(f"<p>{page}{rest}</p>") == in_markdown + rest
    article = clean(f"<article><h1>The lock</h1>{BEFORE}<p>{page}{rest}</p>{AFTER}</article>", kind="html")
    assert f"<p>{in_html}{rest}</p>" in as_html(article)


@pytest.mark.parametrize(
    "hidden",
    [
        "<span class='visually-hidden'>(opens in a new window)</span>",
        "<span class='sr-only'>(opens in a new window)</span>",
        "<span class='screen-reader-text'>(opens in a new window)</span>",
        "<span class='u-sr-only'>(opens in a new window)</span>",
        "<span class='visually_hidden'>(opens in a new window)</span>",
        "<span class='Link__Screen_Reader_Text'>(opens in a new window)</span>",
        "<span style='position: absolute; left: -9999px'>(opens in a new window)</span>",
        "<span style='position:absolute;text-indent:-9999px'>(opens in a new window)</span>",
        "<span class='ssrcss-1f39-VisuallyHidden e16'>(opens in a new window)</span>",
        "<span style='position:absolute; clip: rect(0, 0, 0, 0)'>(opens in a new window)</span>",
        "<span style='position:absolute;left:-9999px'>(opens in a new window)</span>",
    ],
)
def test_text_for_screen_readers_is_no_part_of_a_sentence(hidden: str) -> None:
    sentence = "The <a href=/r>report{}</a> of the keeper runs to ninety pages, of which half are maps of the river."
    page = f"<article><h1>The lock</h1>{BEFORE}<p>{sentence.format(hidden)}</p>{AFTER}</article>"
    text = clean(page, kind="html").text
    assert "The report of the keeper" in text
    assert "new window" not in text


def test_text_for_screen_readers_stays_if_it_is_the_article() -> None:
    page = f"<article class='sr-only'><h1>The lock</h1>{BEFORE}{AFTER}</article>"
    assert "every morning" in clean(page, kind="html").text


@pytest.mark.parametrize("name", ["not-sr-only", "sr-only-focusable", "offscreenings", "hide-textiles"])
def test_names_like_those_of_hidden_text_hide_nothing(name: str) -> None:
    assert seen_texts(f"<p>One <span class='{name}'>two</span>") == ["One two"]


@pytest.mark.parametrize(
    ("head", "text"),
    [
        ('<h2 id="a">The rails<a class="headerlink" href="#a" title="Permanent link">¶</a></h2>', "The rails"),
        ('<h2 id="a"><a class="anchor" href="#a" aria-hidden="true">#</a>The rails</h2>', "The rails"),
        ('<h2 id="a">The rails <a href="/page#a">🔗</a></h2>', "The rails"),
        ('<h2>The rails<span class="mw-editsection">[<a href="/e">edit</a>]</span></h2>', "The rails"),
        ('<h2 id="a">The rails <a href="#a">Link to this heading</a></h2>', "The rails"),
        ('<h2 id="a"><a class="anchor" href="#a">The rails</a></h2>', "The rails"),
        ('<h2 id="a"><a href="#a">#</a></h2>', "#"),
        ("<h2>The sign # in C#</h2>", "The sign # in C#"),
        ("<h2>§ 5 of the contract, with ¶</h2>", "§ 5 of the contract, with ¶"),
        ('<h2>In <a href="/tags/c">C</a># and <a href="/law">§ 5</a></h2>', "In C# and § 5"),
    ],
)
def test_signs_of_permalinks_are_no_part_of_a_head(head: str, text: str) -> None:
    assert html_texts(head) == [text]
