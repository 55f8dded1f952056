"""HTML, including fragments of it, is told from plain text, including text about markup."""

from __future__ import annotations

import pytest
from helpers import within

from cleaner.document import Kind
from cleaner.segment.detect import detect

PROSE = "The harbour council of Port Ellery voted on Tuesday to reopen the ferry line that it had closed. "

HTML = {
    "doctype": "<!DOCTYPE html>\n<title>A page</title>",
    "doctype-in-small-letters": "<!doctype html>",
    "doctype-of-old": '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN">\n<HTML><BODY>' + PROSE * 30,
    "html": f"<html lang=en><body>{PROSE}",
    "head": "<head><title>A page</title></head>" + PROSE * 30,
    "body-in-capitals": f"<BODY BGCOLOR=white>{PROSE * 30}",
    "blank-lines-first": f"\n\n  \t<html><body>{PROSE}",
    "byte-order-mark-first": f"\ufeff<!DOCTYPE html>{PROSE}",
    "comment-first": f"<!-- saved from a > page -->\n<html><body>{PROSE}",
    "comments-first": f"<!-- one --> <!-- two -->\n<!doctype html>{PROSE}",
    "xml-prolog": f'<?xml version="1.0" encoding="utf-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml">{PROSE}',
    "xml-prolog-and-doctype": f'<?xml version="1.0"?>\n<!-- strict -->\n<!DOCTYPE html PUBLIC "x">\n{PROSE}',
    "one-paragraph": f"<p>{PROSE}</p>",
    "one-division": '<div class="story">text</div>',
    "paragraphs": f"<p>{PROSE}</p>\n" * 8,
    "unclosed-paragraphs": f"<p>{PROSE}\n" * 8 + "<i>The end</i>",
    "paragraphs-none-of-which-is-closed": f"<p>{PROSE}<p>{PROSE}",
    "divisions-none-of-which-is-closed": f"<div><div><div><p>{PROSE}",
    "article": f"<article><h1>A title</h1><p>{PROSE}</p></article>",
    "list": "<ul><li>One<li>Two</ul>",
    "table": "<table><tr><td>1</td></tr></table>",
    "script-first": "<script>if (a < b) { go(); }</script><p>One</p>",
    "text-before-the-first-tag": f"{PROSE}<p>{PROSE}</p><p>{PROSE}</p>",
    "inline-markup-all-along": f"{PROSE}<b>Port Ellery</b> {PROSE}<a href='/x'>ferry</a> <i>sic</i>",
    "broken-lines": f"{PROSE}<br>\n<br>\n{PROSE}<br>\n<a href=x>more</a><br>",
    "long-page": "<div>\n" + f"<p>{PROSE * 8}</p>\n" * 300 + "</div>",
}
TEXT = {
    "nothing": "",
    "blank": " \n\n",
    "prose": PROSE * 20,
    "less-than": "If a < b and b < c, then a < c, and c > a.",
    "less-than-without-spaces": "where i<n and x>y; if a<b then swap(a,b)",
    "heart": "I <3 the ferry. You </3 it.",
    "arrows": "a -> b <- c <-> d <= e => f",
    "code": "for (int i = 0; i<10; i++) { std::vector<int> v; cout << v[i] << endl; }",
    "generics": "Map<String, List<Integer>> counts = new HashMap<>();",
    "address": "Orla Fennimore <orla@courier.example> wrote on Tuesday:\n> The ferry is back.\n>> At last.",
    "message": "From: Orla <orla@courier.example>\nTo: <desk@courier.example>\nSubject: <none>\n\nThe ferry is back.",
    "link-in-angles": "The notice stands at <https://courier.example/ferry> for all to read.",
    "placeholders": "usage: ferry <from> <to> [<day>]\n\nferry <port> --list",
    "begins-with-one-tag": f"<p> opens a paragraph. {PROSE}",
    "one-tag": f"{PROSE}\nUse the <p> element for that.\n{PROSE}",
    "tags-spoken-of": "Use <b> and <i> sparingly, and close them with </b>.",
    "tags-in-quotation-marks": (
        "What “<p>” opens, “</p>” closes; “<br>” and “<hr>” close nothing. “<div>”, “<span>” and “<section>” need care."
    ),
    "guide-to-markup": (
        f"{PROSE}Every page opens with <html> and ends with </html>. Between them <head> and <body> part "
        f"what is said of the page from the page. {PROSE * 3}A list is an <ul> or an <ol>, an item an <li>."
    ),
    "stray-tags-of-a-scrape": f"{PROSE * 10}</div>\n{PROSE * 10}<br>\n{PROSE * 10}",
    "stray-tag-first": f"</div>\n{PROSE * 40}",
    "markdown-with-a-few-tags": (
        f"# Ferry line\n\n{PROSE * 3}\n\n- H<sub>2</sub>O\n- 10<sup>3</sup> tonnes<br>\n\n{PROSE * 8}\n\n> {PROSE}\n"
    ),
    "markdown-link": "See [the notice](https://courier.example/a?b<c) and <https://courier.example>.",
    "escaped-markup": f"&lt;p&gt;{PROSE}&lt;/p&gt;\n&lt;p&gt;{PROSE * 3}&lt;/p&gt;&nbsp;",
    "quoted-mail": "".join(f"> {PROSE}\n" for _ in range(8)),
    "unknown-elements": "<speaker>ORLA</speaker> The ferry is back.",
    "empty-angles": "<> < > <<>> </>",
    "unfinished": "<p",
    "comment-alone": "<!-- nothing but a remark -->",
    "xml": '<?xml version="1.0"?>\n<timetable><ferry at="9"/></timetable>',
    "tags-far-from-each-other": "".join(f"{PROSE * 20}<b>word</b>" for _ in range(5)),
}


@pytest.mark.parametrize("page", HTML.values(), ids=HTML)
def test_html_is_recognised(page: str) -> None:
    assert detect(page) is Kind.HTML


@pytest.mark.parametrize("page", HTML.values(), ids=HTML)
def test_line_endings_make_no_difference_to_html(page: str) -> None:
    assert detect(page.replace("\n", "\r\n")) is Kind.HTML


@pytest.mark.parametrize("text", TEXT.values(), ids=TEXT)
def test_text_is_recognised(text: str) -> None:
    assert detect(text) is Kind.TEXT


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        pytest.param("<!---->" * 20_000 + "text", Kind.TEXT, id="comments"),
        pytest.param("<!-- -->\n" * 5_000 + "<html>", Kind.HTML, id="comments-and-a-page"),
        pytest.param("<!--" * 50_000, Kind.TEXT, id="comments-without-end"),
        pytest.param("<?xml >" * 20_000 + "text", Kind.TEXT, id="prologs"),
        pytest.param(" " * 5_000_000, Kind.TEXT, id="white-space"),
        pytest.param("<" * 5_000_000, Kind.TEXT, id="angles"),
        pytest.param("<a " * 1_000_000, Kind.TEXT, id="tags-without-end"),
        pytest.param(("<a" + " " * 1990) * 50, Kind.TEXT, id="long-tags-without-end"),
        pytest.param("<p>One</p>" * 500_000, Kind.HTML, id="five-megabytes-of-paragraphs"),
    ],
)
def test_detection_is_fast_for_any_document(page: str, kind: Kind) -> None:
    with within(0.5):
        assert detect(page) is kind
