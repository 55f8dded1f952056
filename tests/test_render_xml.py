"""Articles as XML and TEI, and as rows of CSV: what any parser reads back, whatever the input holds."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest
from helpers import html_article, item, labelled
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from trafilatura.xml import TEI_SCHEMA

from cleaner import Article, clean
from cleaner.document import Label
from cleaner.render.addresses import AddressResolver
from cleaner.render.as_csv import COLUMNS, HEADER, as_csv, csv_row
from cleaner.render.as_xml import as_tei, as_xml

SAMPLES = sorted((Path(__file__).parents[1] / "samples").glob("*.html"))
PAGE = """<html lang=en><head><title>The Ferry Comes Back</title><link rel=canonical href="https://www.courier.example/ferry">
<meta property="og:site_name" content="The Courier"><meta name=author content="Pia Moss">
<meta property="article:published_time" content="2024-05-03T08:10:00+02:00"></head><body><article>
<h1>The Ferry Comes Back</h1>
<p>The <b>council</b> voted on <i>Tuesday</i> to bring back the <a href="/old">ferry</a> that linked the two banks.</p>
<h2>The boats</h2><p>One boat is new, two are old &amp; slow, and all of them go when the water is high enough.</p>
<ol><li>The first boat takes forty passengers.</li><li>The second takes eight bicycles, when it is dry.</li></ol>
<blockquote><p>People have waited long enough, the mayor told the meeting in the town hall.</p></blockquote>
<table><tr><th>Year</th><th>Passengers</th></tr><tr><td>1999</td><td>40,000</td></tr></table></article></body></html>"""


def main_of(article: Article, links: bool = False, images: bool = False) -> str:
    """What is between <main> and </main>, read by a parser and written again."""
    resolver = AddressResolver(links, images, article.url or "")
    root = etree.fromstring(as_xml(article, resolver).encode())
    return "".join(etree.tostring(element, encoding="unicode").strip() for element in root.find("main"))


def tei_errors(text: str) -> list[str]:
    """What the DTD that trafilatura brings objects to. It leaves out a part of TEI, which is left out here as well."""
    root = etree.fromstring(text.encode())
    etree.strip_elements(root, *(f"{{*}}{name}" for name in ("figure", "table")), with_tail=False)
    etree.strip_tags(root, *(f"{{*}}{name}" for name in ("code", "formula")))
    dtd = etree.DTD(TEI_SCHEMA)
    dtd.validate(root)
    return [error.message for error in dtd.error_log]


def test_a_page_has_the_elements_and_attributes_of_trafilatura() -> None:
    article = clean(PAGE)
    root = etree.fromstring(as_xml(article, AddressResolver(links=True, base=article.url or "")).encode())
    assert dict(root.attrib) == {
        "sitename": "The Courier",
        "title": "The Ferry Comes Back",
        "author": "Pia Moss",
        "date": "2024-05-03",
        "url": "https://www.courier.example/ferry",
        "hostname": "courier.example",
        "language": "en",
    }
    assert [(element.tag, dict(element.attrib)) for element in root.find("main").iter()][1:] == [
        ("head", {"rend": "h1"}),
        ("p", {}),
        ("hi", {"rend": "#b"}),
        ("hi", {"rend": "#i"}),
        ("ref", {"target": "https://www.courier.example/old"}),
        ("head", {"rend": "h2"}),
        ("p", {}),
        ("list", {"rend": "ol"}),
        ("item", {}),
        ("item", {}),
        ("quote", {}),
        ("p", {}),
        ("table", {}),
        ("row", {}),
        ("cell", {"role": "head"}),
        ("cell", {"role": "head"}),
        ("row", {}),
        ("cell", {}),
        ("cell", {}),
    ]


def test_tei_has_the_metadata_in_its_header_and_follows_the_dtd() -> None:
    text = as_tei(clean(PAGE))
    assert tei_errors(text) == []
    root = etree.fromstring(text.encode())
    tei = {"t": "http://www.tei-c.org/ns/1.0"}
    assert root.tag == "{http://www.tei-c.org/ns/1.0}TEI"
    assert root.xpath("string(//t:titleStmt/t:title[@type='main'])", namespaces=tei) == "The Ferry Comes Back"
    assert root.xpath("string(//t:titleStmt/t:author)", namespaces=tei) == "Pia Moss"
    assert root.xpath("string(//t:date/@when)", namespaces=tei) == "2024-05-03T08:10:00+02:00"
    assert root.xpath("string(//t:ptr/@target)", namespaces=tei) == "https://www.courier.example/ferry"
    assert root.xpath("//t:div[@type='entry']/t:ab/@rend", namespaces=tei) == ["h1", "h2"]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_every_sample_is_well_formed_and_follows_the_dtd(path: Path) -> None:
    article = clean(path.read_bytes())
    resolver = AddressResolver(links=True, images=True, base=article.url or "")
    text = " ".join("".join(etree.fromstring(as_xml(article, resolver).encode()).itertext()).split())
    assert article.text.split("\n")[0] in text
    assert tei_errors(as_tei(article, resolver)) == []


@pytest.mark.parametrize(
    ("block", "written"),
    [
        (labelled("a <b> & \"c\" ]]> 'd'"), "<p>a &lt;b&gt; &amp; \"c\" ]]&gt; 'd'</p>"),
        (labelled("one\ntwo"), "<p>one<lb/>\ntwo</p>"),
        (
            labelled("nul \x00 esc \x1b[2J half \ud800 no \ufffe"),
            "<p>nul \ufffd esc \ufffd[2J half \ufffd no \ufffd</p>",
        ),
        (labelled("x <- 1\n\ty", Label.CODE, language="r"), '<code lang="r">x &lt;- 1\n\ty</code>'),
        (item("Salt"), '<list rend="ul">\n<item>Salt</item>\n</list>'),
        (item("Salt", 1, "3."), '<list rend="ol">\n<item n="3">Salt</item>\n</list>'),
        (labelled("Note.", Label.FOOTNOTE, marker="*"), '<note n="*" xml:id="fn-1">\n<p>Note.</p>\n</note>'),
    ],
    ids=["markup", "line-break", "forbidden", "code", "list", "number", "note"],
)
def test_a_block_in_xml(block: object, written: str) -> None:
    assert main_of(html_article(block)) == written  # type: ignore[arg-type]


def test_two_notes_of_one_mark_have_different_identities() -> None:
    notes = [labelled(f"Note {at}.", Label.FOOTNOTE, marker="*") for at in (1, 2)]
    assert as_tei(html_article(*notes)).count('xml:id="fn-1"') == 1


def test_an_attribute_keeps_white_space_and_quotation_marks() -> None:
    article = html_article(labelled("One."), title='A "b" <c>\n\td\r & \x00e')
    assert etree.fromstring(as_xml(article).encode()).get("title") == 'A "b" <c>\n\td\r & \ufffde'


def test_nothing_kept_is_nothing_written() -> None:
    article = html_article(labelled("Share this", Label.SHARE))
    assert as_xml(article) == as_tei(article) == ""


ANY_TEXT = st.text(st.characters(codec=None), min_size=1, max_size=40)


@given(st.lists(ANY_TEXT, min_size=1, max_size=4), ANY_TEXT)
def test_whatever_an_article_holds_its_xml_can_be_parsed(texts: list[str], title: str) -> None:
    labels = (Label.BODY, Label.CODE, Label.HEADING, Label.FOOTNOTE)
    blocks = [labelled(text, label) for text, label in zip(texts, labels, strict=False)]
    article = html_article(*blocks, title=title, site=title, description=title, tags=(title,), url=title)
    for written in (as_xml(article), as_tei(article)):
        etree.fromstring(written.encode())


# CSV


def read(text: str) -> list[list[str]]:
    return list(csv.reader(StringIO(text, newline="")))


def test_csv_is_a_header_and_a_row() -> None:
    article = clean(PAGE)
    header, row = read(as_csv(article, "a.html"))
    assert tuple(header) == COLUMNS
    fields = dict(zip(header, row, strict=True))
    assert (fields["path"], fields["title"], fields["authors"]) == (
        "a.html",
        "The Ferry Comes Back",
        "Pia Moss",
    )
    assert fields["text"] == article.text
    assert fields["standfirst"] == ""


@given(st.lists(ANY_TEXT, min_size=2, max_size=2), ANY_TEXT)
def test_csv_gives_back_what_was_written(names: list[str], text: str) -> None:
    [row] = read(csv_row({"authors": names, "text": text, "confidence": 0.5}))
    fields = dict(zip(COLUMNS, row, strict=True))
    assert (fields["authors"], fields["text"], fields["confidence"]) == ("; ".join(names), text, "0.5")


def test_the_header_needs_no_quotation_marks() -> None:
    assert read(HEADER) == [list(COLUMNS)]
