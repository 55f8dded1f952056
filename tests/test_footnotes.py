"""Footnotes are kept under a label of their own, are linked in Markdown, and their marks join no word or figure."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner import clean
from cleaner.document import Article, Label
from cleaner.options import Options
from cleaner.render.as_html import as_html
from cleaner.render.as_markdown import as_markdown

BEFORE = (
    "<article><h1>The end of the depot</h1><p>The tram board met for the last time in the back room of the inn, "
    "because the depot had been without heating since the autumn, and voted to sell what could be sold.</p>"
)
AFTER = (
    "<p>What was left of the depot stood for another thirty years. Children used the pits as a cellar for their "
    "secrets, and the roofless hall was where the fair put its wagons in winter.</p>"
)

# The mark behind "1961.", and the note below the article.
FORMS = {
    "pandoc": (
        '<a href="#fn1" class="footnote-ref" id="fnref1" role="doc-noteref"><sup>1</sup></a>',
        '<section id="footnotes" class="footnotes" role="doc-endnotes"><hr><ol><li id="fn1"><p>{}'
        '<a href="#fnref1" class="footnote-back" role="doc-backlink">↩︎</a></p></li></ol></section>',
    ),
    "hugo": (
        '<sup id="fnref:1"><a href="#fn:1" class="footnote-ref" role="doc-noteref">1</a></sup>',
        '<div class="footnotes" role="doc-endnotes"><hr><ol><li id="fn:1"><p>{}&#160;'
        '<a href="#fnref:1" class="footnote-backref" role="doc-backlink">&#x21a9;&#xfe0e;</a></p></li></ol></div>',
    ),
    "kramdown": (
        '<sup id="fnref:a"><a href="#fn:a" class="footnote" rel="footnote">1</a></sup>',
        '<div class="footnotes"><ol><li id="fn:a"><p>{} <a href="#fnref:a" class="reversefootnote">↩</a></p></li>'
        "</ol></div>",
    ),
    "github": (
        '<sup><a href="#user-content-fn-1" id="user-content-fnref-1" data-footnote-ref>1</a></sup>',
        '<section data-footnotes class="footnotes"><h2 class="sr-only">Footnotes</h2><ol><li id="user-content-fn-1">'
        '<p>{} <a href="#user-content-fnref-1" class="data-footnote-backref">↩</a></p></li></ol></section>',
    ),
    "wordpress": (
        '<sup data-fn="ab-1" class="fn"><a href="#ab-1" id="ab-1-link">1</a></sup>',
        '<ol class="wp-block-footnotes"><li id="ab-1">{} <a href="#ab-1-link">↩︎</a></li></ol>',
    ),
    "wikipedia": (
        '<sup id="cite_ref-1" class="reference"><a href="#cite_note-1"><span>[</span>1<span>]</span></a></sup>',
        '<ol class="references"><li id="cite_note-1"><span class="mw-cite-backlink">^ <a href="#cite_ref-1">'
        "<sup>a</sup></a> "
        '<a href="#cite_ref-2"><sup>b</sup></a></span> <span class="reference-text">{}</span></li></ol>',
    ),
    "substack": (
        '<a id="footnote-anchor-1" href="#footnote-1" class="footnote-anchor">1</a>',
        '<div class="footnote"><a id="footnote-1" href="#footnote-anchor-1" class="footnote-number">1</a>'
        '<div class="footnote-content"><p>{}</p></div></div>',
    ),
    "word-processor": (
        '<a href="#_ftn1" name="_ftnref1"><sup>[1]</sup></a>',
        '<hr><p><a href="#_ftnref1" name="_ftn1">[1]</a> {}</p>',
    ),
    "without-classes": (
        '<sup><a href="#n1" id="r1">1</a></sup>',
        '<hr><p id="n1"><sup>1</sup> {} <a href="#r1">back</a></p>',
    ),
}
NOTE = "Minutes of the tram board, volume four, page 212."


def article(mark: str, notes: str, options: Options | None = None) -> Article:
    paragraph = f"<p>The depot closed in 1961.{mark} Its roof was sold for scrap in that year.</p>"
    return clean(f"{BEFORE}{paragraph}{AFTER}{notes}</article>", kind="html", options=options)


@pytest.mark.parametrize(("mark", "note"), FORMS.values(), ids=FORMS)
def test_a_note_is_kept_and_linked(mark: str, note: str) -> None:
    found = article(mark, note.format(NOTE))
    assert [block.text for block in found.blocks if block.label is Label.FOOTNOTE] == [NOTE]
    assert "in 1961.[1] Its roof" in found.text
    assert found.text.endswith(f"[1] {NOTE}")
    written = as_markdown(found)
    assert "in 1961.[^1] Its roof" in written
    assert written.endswith(f"[^1]: {NOTE}\n")
    assert 'in 1961.<sup><a href="#fn-1">[1]</a></sup> Its roof' in as_html(found)


@pytest.mark.parametrize(("mark", "note"), FORMS.values(), ids=FORMS)
def test_without_its_note_a_mark_is_text(mark: str, note: str) -> None:
    written = as_markdown(article(mark, note.format(NOTE), Options(drop=frozenset(["footnote"]))))
    assert "in 1961.[1] Its roof" in written
    assert "Minutes" not in written


def test_a_date_at_the_start_of_a_note_stays() -> None:
    mark, note = FORMS["hugo"]
    assert article(mark, note.format("1 May 1961, minutes of the board.")).text.endswith(
        "[1] 1 May 1961, minutes of the board."
    )
    assert article(mark, note.format("1. Mai 1961, Protokoll.")).text.endswith("[1] 1. Mai 1961, Protokoll.")


def test_a_raised_number_without_a_link_is_the_mark_of_a_listed_note() -> None:
    found = article("<sup>1</sup>", f'<div class="footnotes"><p>1. {NOTE}</p></div>')
    assert "in 1961.[^1] Its roof" in as_markdown(found)
    assert found.text.endswith(f"[1] {NOTE}")
    power = article("<sup>2</sup> Five km<sup>1</sup> on,", f'<div class="footnotes"><p>1. {NOTE}</p></div>')
    assert "Five km¹ on" in power.text


def test_a_note_of_two_paragraphs_is_one_note_in_markdown() -> None:
    mark, note = FORMS["pandoc"]
    written = as_markdown(article(mark, note.format("Ibid.</p><p>The page is torn.")))
    assert written.endswith("[^1]: Ibid.\n\n    The page is torn.\n")


def test_a_number_that_leads_to_the_comments_is_no_mark() -> None:
    comments = '<section id="comments"><h2>Comments</h2><p>I remember the roof, it was green.</p></section>'
    found = article('<sup><a href="#comments">3</a></sup>', comments)
    assert not [block for block in found.blocks if block.label is Label.FOOTNOTE]
    assert "I remember the roof" not in found.text


def test_a_list_of_contents_is_no_list_of_notes() -> None:
    contents = '<ul class="toc"><li><a href="#s1">1</a></li></ul>'
    page = f'{BEFORE}{contents}<h2 id="s1">The sale</h2>{AFTER}</article>'
    assert not [block for block in clean(page, kind="html").blocks if block.label is Label.FOOTNOTE]


@given(st.sampled_from(sorted(FORMS)), st.integers(1, 9999), st.sampled_from(["", ".", " "]))
def test_no_mark_is_glued_to_a_figure(form: str, year: int, sign: str) -> None:
    mark, note = FORMS[form]
    paragraph = f"<p>The depot closed for good in {year}{sign}{mark} and stayed as it was.</p>"
    text = clean(f"{BEFORE}{paragraph}{AFTER}{note.format(NOTE)}", kind="html").text
    assert re.search(rf"good in {year}{re.escape(sign)}\[1\] and", text)
