"""Metadata from HTML: JSON-LD, meta tags, links and elements, resolved by precedence, each with its source."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from typing import Any

import pytest
from helpers import within

from cleaner import Article, clean
from cleaner.metadata.htmldate_fallback import _holds_day
from cleaner.text.lazy_pattern import asian_pattern, lazy_pattern

PROSE = """<p>The council of Eastmouth voted on Tuesday to bring back the ferry that linked the two banks.</p>
<p>"People have waited long enough," the mayor told the meeting, which lasted until midnight, and sat down.</p>
<p>The crossing is to open in May, and a ticket will cost what it cost when the old boat was sold.</p>"""
TITLE = "Harbour Council Votes to Reopen the Old Ferry"


def page(head: str = "", top: str = f"<h1>{TITLE}</h1>", lang: str = "") -> str:
    return f"<html{lang}><head>{head}</head><body><article>{top}{PROSE}</article></body></html>"


def read(head: str = "", top: str = f"<h1>{TITLE}</h1>", lang: str = "", url: str | None = None) -> Article:
    return clean(page(head, top, lang), kind="html", url=url)


def script(*nodes: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(nodes[0] if len(nodes) == 1 else nodes)}</script>'


def story(**fields: object) -> dict[str, Any]:
    return {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, **fields}


WHOLE = story(
    author=[{"@type": "Person", "name": "Jane Doe"}, {"@type": "Person", "name": "John Roe"}],
    datePublished="2019-10-31T21:25:00+01:00",
    dateModified="2021-09-13T11:39:00+02:00",
    publisher={"@type": "Organization", "name": "The Lantern"},
    description="The boat is back.",
    keywords=["ferry", "Eastmouth"],
    image={"@type": "ImageObject", "url": "https://example.org/boat.jpg"},
    inLanguage="en-GB",
    url="https://example.org/ferry",
)


def test_json_ld_fills_every_field_and_is_the_source() -> None:
    found = read(script(WHOLE))
    assert (found.title, found.authors) == (TITLE, ("Jane Doe", "John Roe"))
    assert (found.published, found.updated) == ("2019-10-31T21:25:00+01:00", "2021-09-13T11:39:00+02:00")
    assert (found.site, found.url, found.language) == ("The Lantern", "https://example.org/ferry", "en-GB")
    assert (found.description, found.tags) == ("The boat is back.", ("ferry", "Eastmouth"))
    assert found.image == "https://example.org/boat.jpg"
    assert dict(found.sources) == {
        "title": "json-ld",
        "authors": "json-ld person",
        **dict.fromkeys(("published", "updated", "site", "url", "language", "description", "tags", "image"), "json-ld"),
    }


def test_meta_tags_fill_every_field() -> None:
    metas = {
        "og:title": f"{TITLE} | The Lantern",
        "og:site_name": "The Lantern",
        "og:url": "https://example.org/ferry",
        "og:image": "/boat.jpg",
        "og:description": "The boat is back.",
        "og:locale": "en_GB",
        "article:published_time": "2019-10-31T21:25:00Z",
        "article:modified_time": "2021-09-13",
        "author": "Jane Doe",
        "keywords": "ferry, Eastmouth",
    }
    found = read("".join(f'<meta property="{name}" content="{value}">' for name, value in metas.items()))
    assert (found.title, found.authors, found.site) == (TITLE, ("Jane Doe",), "The Lantern")
    assert (found.published, found.updated) == ("2019-10-31T21:25:00+00:00", "2021-09-13")
    assert (found.url, found.image) == ("https://example.org/ferry", "https://example.org/boat.jpg")
    assert (found.description, found.tags, found.language) == ("The boat is back.", ("ferry", "Eastmouth"), "en-GB")
    assert found.sources["published"] == "meta article:published_time"


ELEMENTS = {
    "time": ('<time datetime="2021-05-03T10:00">3 May</time>', "published", "2021-05-03T10:00", "time"),
    "itemprop-date": ('<b itemprop="datePublished" content="2021-05-03"></b>', "published", "2021-05-03", "itemprop"),
    "visible-date": ("<p>Published 3 May 2021</p>", "published", "2021-05-03", "block published"),
    "rel-author": ('<p><a rel="author" href="/x">Jane Doe</a></p>', "authors", ("Jane Doe",), "rel author"),
    "itemprop-author": (
        '<div itemprop="author">By <b itemprop="name">Jane Doe</b></div>',
        "authors",
        ("Jane Doe",),
        "itemprop author",
    ),
    "class-author": ('<span class="c-author-name">Jane Doe</span>', "authors", ("Jane Doe",), "class author"),
    "author-page": ('<p><a href="/authors/jane-doe">Jane Doe</a></p>', "authors", ("Jane Doe",), "author page"),
    "byline": ("<p>By Jane Doe</p>", "authors", ("Jane Doe",), "block byline"),
}  # fmt: skip


@pytest.mark.parametrize(("top", "field", "value", "source"), ELEMENTS.values(), ids=ELEMENTS)
def test_elements_fill_what_the_head_leaves_open(top: str, field: str, value: object, source: str) -> None:
    found = read(top=f"<h1>{TITLE}</h1>{top}")
    assert (getattr(found, field), found.sources.get(field)) == (value, source)


SITE = '<meta property="og:site_name" content="The Lantern">'
TITLES = {
    "site-behind-a-dash": (f"<title>{TITLE} - The Lantern</title>{SITE}", ""),
    "site-behind-a-bar": (f"<title>{TITLE} | News</title>", f"<h1>{TITLE}</h1>"),
    "site-first": (f"<title>The Lantern: {TITLE}</title>{SITE}", ""),
    "heading-is-the-site": (
        f"<title>{TITLE} - The Lantern</title>{SITE}", "<h1>The Lantern</h1>",
    ),
    "bar-in-the-headline": (
        f"<title>{TITLE} | Sparrow Quay gets 4bn for its piers | The Lantern</title>{SITE}",
        f"<h1>{TITLE} | Sparrow Quay gets 4bn for its piers</h1>",
    ),
    "korean-bar": (f"<title>{TITLE} ㅣ The Lantern</title>{SITE}", ""),
    "headline-before-titles-for-machines": (
        '<title>All about ferries</title><meta property="og:title" content="All about ferries">'
        f'<meta name="twitter:title" content="All about ferries">{script(story(headline="All about ferries"))}',
        f"<h1>{TITLE}</h1>",
    ),
    "path-ahead": (f"<title>Home » Blog » {TITLE}</title>", ""),
    "player-behind": (f"<title>{TITLE} … Back to video</title>", ""),
    "notice-as-heading": (f"<title>{TITLE}</title>", "<h1>We'll Be Right Back!</h1>"),
    "age-as-heading": (f"<title>{TITLE}</title>", "<h1>This article is more than 3 months old</h1>"),
    "site-named-like-the-title": (
        f'<title>{TITLE}</title><meta property="og:site_name" content="{TITLE}">', f"<h1>{TITLE}</h1>",
    ),
    "search-engine-title": (
        f"<title>Ferry 2021: all about it</title>{script(story())}", f"<h1>{TITLE}</h1>",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("head", "top"), TITLES.values(), ids=TITLES)
def test_the_title_is_the_one_most_sources_agree_on_without_the_site(head: str, top: str) -> None:
    assert str(read(head, top).title).startswith(TITLE)
    assert "Lantern" not in str(read(head, top).title)


def test_what_only_resembles_the_name_of_the_site_stays_in_the_title() -> None:
    title = "Lantern Fish of the Estuary: What the Nets Brought Up"
    found = read(f"<title>{title} | Lantern</title>", f"<h1>{title}</h1>", url="https://www.lantern.example/fish")
    assert found.title == title
    assert read("", "<h1>Russland-Wahl: Der Fluss und sein Hafen</h1>", url="https://www.dw.example/x").title == (
        "Russland-Wahl: Der Fluss und sein Hafen"
    )


def test_a_graph_is_followed_to_the_article_and_its_references() -> None:
    graph = {
        "@graph": [
            {"@type": "WebSite", "name": "The Lantern"},
            {"@type": "Person", "@id": "#jane", "name": "Jane Doe"},
            {"@type": "Article", "headline": TITLE, "author": {"@id": "#jane"}, "datePublished": "2021-05-03"},
        ]
    }
    found = read(script(graph))
    assert (found.authors, found.published, found.site) == (("Jane Doe",), "2021-05-03", "The Lantern")


def test_of_several_articles_the_one_that_names_the_page_counts() -> None:
    other = story(headline="Six Walks", author={"@type": "Person", "name": "Pia Moss"}, url="https://example.org/walks")
    found = read(script([other, {**WHOLE, "headline": "Ferry!"}]), url="https://example.org/ferry")
    assert found.authors == ("Jane Doe", "John Roe")


def test_lists_of_other_stories_are_not_followed() -> None:
    listed = {"@type": "ItemList", "itemListElement": [WHOLE]}
    found = read(script(listed))
    assert (found.authors, found.sources.get("published") == "json-ld") == ((), False)


@pytest.mark.parametrize(
    "author",
    ["Staff", {"@type": "Organization", "name": "The Lantern"}, {"@type": "Person", "name": "Admin"}, "dpa", 5, None,
     [[]], {"@type": "Person", "name": {"@value": 5}}, "https://example.org/authors/jane"],
    ids=repr,
)  # fmt: skip
def test_only_persons_are_authors(author: object) -> None:
    assert read(script(story(author=author, publisher={"name": "The Lantern"}))).authors == ()


def test_a_visible_date_of_publication_overrules_a_distant_date_for_machines() -> None:
    top = f"<h1>{TITLE}</h1><p>Published 3 May 2021</p>"
    assert read(script(story(datePublished="2023-01-01")), top).published == "2021-05-03"
    assert read(script(story(datePublished="2021-05-03T09:00:00+01:00")), top).published == "2021-05-03T09:00:00+01:00"


def test_dates_and_names_of_other_stories_and_comments_are_ignored() -> None:
    aside = """<div class="related-stories"><span class="author">Pia Moss</span><time>Jan 1, 2020</time></div>
    <ol class="comments"><li><span class="author">Una Reader</span><time>Jan 2, 2020</time></li></ol>"""
    found = clean(page().replace("</article>", f"</article>{aside}"), kind="html")
    assert (found.authors, found.published) == ((), None)


@pytest.mark.parametrize(
    ("lang", "expected", "source"),
    [
        (' lang="en-us"', "en-US", "html lang"),
        (' lang="de"', "en", "text"),
        ("", "en", "text"),
        (' lang="?"', "en", "text"),
    ],
)
def test_the_language_is_the_declared_one_unless_the_text_is_clearly_in_another(
    lang: str, expected: str, source: str
) -> None:
    found = read(lang=lang)
    assert (found.language, found.sources["language"]) == (expected, source)


def test_the_address_given_by_the_caller_overrules_the_page() -> None:
    link = '<link rel="canonical" href="https://example.org/ferry">'
    assert read(link).url == "https://example.org/ferry"
    assert read(link, url="https://example.org/ferry?x=1").url == "https://example.org/ferry?x=1"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "http://[x", "data:text/html,x", "/ferry", "", "//["])
def test_an_invalid_address_is_left_out(address: str) -> None:
    head = f'<link rel="canonical" href="{address}"><meta property="og:image" content="{address}">'
    found = read(head)
    assert (found.url, found.image) == (None, None)


HOSTILE = {
    "deep-json": '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
    "deep-graph": '<script type="application/ld+json">' + '{"@graph":' * 3_000 + "[]" + "}" * 3_000 + "</script>",
    "megabytes": script(story(headline="x" * 3_000_000)),
    "many-articles": script([story(author={"name": "Jane Doe"})] * 20_000),
    "lists-of-lists": script([[[] for _ in range(300)] for _ in range(1_000)]),
    "white-space": '<script type="application/ld+json">--> ' + " " * 1_000_000 + "x</script>",
    "own-author": script({"@id": "a", "@type": "Article", "author": {"@id": "a"}, "mainEntity": {"@id": "a"}}),
    "wrong-types": script(story(headline={}, author=[1, None, [[2]]], datePublished=[{}], publisher=5, image=[[]])),
    "bad-dates": script(story(datePublished="99999-99-99", dateModified="2021-02-30T99:99:99+99:99")),
    "not-json": '<script type="application/ld+json">{"headline": NaN, </script>',
    "huge-attributes": '<meta property="og:title" content="' + "t " * 500_000 + '"><meta name="author" content="'
    + "Jane Doe, " * 100_000 + '">',
    "many-tags": '<meta name="author" content="Jane Doe">' * 20_000,
    "nested-authors": "<title>x</title>" + '<div class="author">' * 400 + "<b></b>" * 20_000 + "</div>" * 400,
    "surrogates": '<meta name="author" content="J\udfff Doe"><title>\ud800 x</title>',
    "controls": '<meta name="author" content="\x00\x1b[31m"><title>\x00</title>',
}  # fmt: skip


@pytest.mark.parametrize("head", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_page_neither_fails_nor_takes_long(head: str) -> None:
    with within(seconds=4):
        assert "The council of Eastmouth" in read(head).text


def test_characters_without_a_glyph_are_in_no_field() -> None:
    head = (
        '<meta name="author" content="Jane\x1b Do\x02e"><meta property="og:site_name" content="The Lan\x9btern">'
        '<meta name="description" content="It is&amp;#8238; back\x07."><meta name="keywords" content="fer\u00adry">'
    )
    found = read(head, top="<h1>Harbour\x1b[2J Council Votes\u200b</h1><p>By Jane\x1b Doe</p>")
    assert (found.title, found.authors, found.site) == ("Harbour[2J Council Votes", ("Jane Doe",), "The Lantern")
    assert (found.description, found.tags) == ("It is back.", ("ferry",))


def test_text_output_imports_no_metadata_modules() -> None:
    code = (
        "import sys; from cleaner import clean; clean(sys.stdin.read()).text;"
        "print([name for name in sys.modules if name.startswith(('cleaner.metadata', 'gcld3', 'htmldate'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], input=page(), capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_pattern_is_compiled_when_it_is_first_used() -> None:
    broken = lazy_pattern("(")
    with pytest.raises(re.error):
        broken.search("a")
    numbered = lazy_pattern(r"page (\d+)", re.I)
    assert [numbered.sub(r"\1", text) for text in ("Page 3", "page 14", "none")] == ["3", "14", "none"]
    assert numbered.search is numbered.search


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain",
        "naïve – “quoted”",
        "ภาษา",
        "日本 ab",
        "한국어",
        "\ufa0e",
        "हिन्दी",
        "\ud800 \u3042",
        "Ω 10 \U0001f600",
    ],
)
def test_a_pattern_of_asian_scripts_finds_what_a_compiled_one_does(text: str) -> None:
    source = r"[\u0e00-\u0fff\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]"
    lazy, compiled = asian_pattern(source), re.compile(source)
    assert lazy.findall(text) == compiled.findall(text)
    for method in ("fullmatch", "match", "search"):
        assert str(getattr(lazy, method)(text)) == str(getattr(compiled, method)(text))


# The body in JSON-LD


def test_a_declared_body_is_read_without_the_rest_of_the_metadata() -> None:
    script = json.dumps({"@type": "NewsArticle", "articleBody": _BODY})
    code = (
        "import sys; from cleaner import clean; clean(sys.stdin.read()).text;"
        "print('cleaner.metadata.from_elements' in sys.modules, 'cleaner.metadata.resolve' in sys.modules)"
    )
    html = f"<html><script type=application/ld+json>{script}</script><body><p>Voted.</p></body></html>"
    done = subprocess.run([sys.executable, "-c", code], input=html, capture_output=True, text=True, check=True)
    assert done.stdout == "True False\n"


_BODY = "The board of the harbour voted on Monday to rebuild the old slipway.\n\n" * 4


def _with_json_ld_body(shown: str) -> Article:
    script = json.dumps({"@type": "NewsArticle", "headline": "The slipway", "articleBody": _BODY})
    return clean(f"<html><script type=application/ld+json>{script}</script><body>{shown}</body></html>")


def test_the_body_in_json_ld_is_the_last_resort_and_said_to_be() -> None:
    article = _with_json_ld_body("<div id=root>Loading …</div>")
    assert article.text == _BODY.strip()
    assert article.sources["text"] == "json-ld articleBody"


def test_the_body_in_json_ld_is_not_used_where_the_page_shows_its_article() -> None:
    article = _with_json_ld_body(f"<article><h1>The ferry</h1>{PROSE}</article>")
    assert "slipway" not in article.text
    assert "text" not in article.sources


_STORY = '{"@type":"NewsArticle","datePublished":"2024-05-03","author":{"@type":"Person","name":"Ossian Kvist"}}'


@pytest.mark.parametrize(
    "script",
    [
        f"// <![CDATA[\n{_STORY}\n// ]]&gt;",
        _STORY.replace('"', "&quot;"),
        f"\ufeff{_STORY}",
        f'{{"@type":"WebSite","name":"Varnholt"}}\n{_STORY}',
        f"{_STORY}}}",
        f"/* the article */ {_STORY}",
        _STORY.replace('{"@type"', '{"description":"the "old" boat","@type"', 1),
        _STORY.replace('{"@type"', '{"description":"it\\\'s back","@type"', 1),
        _STORY.replace('{"@type"', '{"description":"the "old", slow boat","@type"', 1),
        _STORY.replace('"author"', '\n// who wrote it\n"author"'),
        _STORY.replace("}}", "},}"),
        f'{{"@type":"WebSite","name":"Varnholt"}}\n{_STORY.replace("}}", "},}")}',
        _STORY.removesuffix("}"),
        _STORY.removesuffix("}}"),
    ],
    ids=[
        "character data",
        "entities",
        "byte-order mark",
        "two values",
        "a brace too many",
        "a comment ahead",
        "stray quotation marks",
        "a wrong escape",
        "a stray mark before a comma",
        "a comment between",
        "a comma too many",
        "a slip in the second value",
        "a brace too few",
        "cut off behind the last value",
    ],
)
def test_json_ld_that_is_nearly_json_is_read(script: str) -> None:
    page = f'<html><head><script type="application/ld+json">{script}</script></head><body><p>A story.</p></body></html>'
    article = clean(page, kind="html")
    assert (article.authors, article.published) == (("Ossian Kvist",), "2024-05-03")


@pytest.mark.parametrize(
    ("lang", "date", "published"),
    [
        ("en", "03/05/2024", None),
        ("en-US", "03/05/2024", "2024-03-05"),
        ("de", "03/05/2024", "2024-05-03"),
        ("en", "13/05/2024", "2024-05-13"),
    ],
    ids=["day or month", "month first", "day first", "only a day"],
)
def test_figures_that_may_be_day_or_month_are_read_by_language_or_not_at_all(
    lang: str, date: str, published: str | None
) -> None:
    page = (
        f'<html lang="{lang}"><body><p class="date">{date}</p><p>A story about a tram that ran again.</p></body></html>'
    )
    assert clean(page, kind="html").published == published


@pytest.mark.parametrize(
    ("head", "top", "published"),
    [
        ('<meta property="article:published_time" content="2024-02-30">', "", None),
        ("", "<time>31/12/0000</time>", None),
        ('<meta property="article:modified_time" content="2024-02-29T10:00:00Z">', "", "2024-02-29"),
        ("", "<time>31/12/00</time>", "2000-12-31"),
        ("", '<p><abbr class="published">Feb 29, 2024</abbr></p>', "2024-02-29"),
    ],
)
def test_htmldate_is_trusted_with_days_that_the_page_holds(head: str, top: str, published: str | None) -> None:
    assert read(head, f"{top}<h1>{TITLE}</h1>").published == published


@pytest.mark.parametrize(
    "date", ["20240229T1011", "29.2.24", "02/29/24", "29 février 2024", "Feb 29, 2024", "2024/02/29"]
)
def test_a_day_is_found_however_it_is_written(date: str) -> None:
    assert _holds_day(f"<footer>Room 2024 <b>{date}</b></footer>", "2024-02-29")
    assert not _holds_day(f"<footer>Room 2024 <b>{date}</b></footer>", "2024-02-28")


def test_a_page_of_years_is_searched_for_a_day_in_little_time() -> None:
    started = time.process_time()
    assert not _holds_day("31 February 2024 " * 100_000, "2024-02-29")
    assert time.process_time() - started < 10


def test_catalogue_names_and_writers_who_are_the_site_too() -> None:
    metas = "".join(f'<meta name="citation_author" content="{name}">' for name in ("Doe, Jane", "Roe, John T."))
    assert read(metas).authors == ("Jane Doe", "John T. Roe")
    blogger = {"@type": ["Person", "Organization"], "@id": "#me", "name": "Pia Moss"}
    assert read(script([story(author={"@id": "#me"}), blogger])).authors == ("Pia Moss",)
    assert read('<meta name="citation_authors" content="Doe, Jane; Roe, John, Jr.">').authors == (
        "Jane Doe",
        "John Roe Jr.",
    )
    assert read('<meta name="author" content="Doe, Jane, Roe">').authors != ("Jane Doe",)


def test_where_a_team_signs_no_other_name_is_the_writer() -> None:
    person = script(story(author={"@type": "Person", "name": "The Lantern Team"}))
    assert read(person, f'<h1>{TITLE}</h1><p><a href="/authors/pia-moss">Pia Moss</a></p>').authors == ()
    assert read("", f'<h1>{TITLE}</h1><p><a href="/authors/pia-moss">Pia Moss</a></p>').authors == ("Pia Moss",)


def test_where_json_ld_names_an_organization_only_a_byline_gives_persons() -> None:
    desk = script(story(author={"@type": "Organization", "name": "Harbour Wire"}))
    assert read(desk, f"<h1>{TITLE}</h1><p>Martin Bell</p><p>3 May 2024</p>").authors == ()
    assert read(desk, f"<h1>{TITLE}</h1><p>By Martin Bell</p><p>3 May 2024</p>").authors == ("Martin Bell",)


def test_values_are_clean() -> None:
    head = (
        '<meta name="description" content="The &amp;lt;b&amp;gt;old&amp;lt;/b&amp;gt; boat &amp;amp; crew, 3 &lt; 4">'
        '<meta property="og:site_name" content="The Lantern | News from Eastmouth and the Coast">'
        '<meta name="keywords" content="ferry, @post-id:1913719, Lite:true, Picard: a life, '
        '0b6e9f5c-71d2-4a5e-9c3f-2f6d8a1b7c90, 2024, Q&amp;amp;A">'
    )
    found = read(head)
    assert found.description == "The old boat & crew, 3 < 4"
    assert found.tags == ("ferry", "Picard: a life", "2024", "Q&A")
    assert found.site == "The Lantern"
    slogan = '<meta property="og:site_name" content="The Lantern: News from Eastmouth">'
    assert read(slogan, url="https://lantern.example/ferry").site == "The Lantern"
    assert read(slogan).site == "The Lantern: News from Eastmouth"


def test_one_list_of_authors_may_hold_persons_names_and_organizations() -> None:
    authors = [{"@type": "Person", "name": "Pia Moss"}, "John Roe", {"@type": "Organization", "name": "The Lantern"}]
    assert read(script(story(author=authors))).authors == ("Pia Moss", "John Roe")


def test_a_line_below_the_title_overrules_the_writers_of_other_stories() -> None:
    teaser = '<p><span class="author">Madison Pratt</span></p>'
    top = f"<h1>{TITLE}</h1><p>Martin Bell</p>{PROSE}{teaser}"
    assert read(top=top).authors == ("Martin Bell",)


def test_a_byline_below_the_title_overrules_whoever_else_is_declared() -> None:
    declared = '<meta name="author" content="KatieS">' + script(story(author={"@type": "Person", "name": "KatieS"}))
    under = f"<h1>{TITLE}</h1><p>By Aoife Brennan</p>"
    assert read(declared, under).authors == ("Aoife Brennan",)
    of_both = script(story(author=[{"@type": "Person", "name": name} for name in ("Jane Doe", "John Roe")]))
    assert read(of_both, f"<h1>{TITLE}</h1><p>By JANE DOE</p>").authors == ("Jane Doe", "John Roe")


@pytest.mark.parametrize(
    ("head", "host", "authors"),
    [
        (
            '<meta property="og:site_name" content="Martin Bell"><meta name="author" content="Martin Bell">',
            "martinbell.example",
            1,
        ),
        ('<meta property="og:site_name" content="Martin Bell">', "martinbell.example", 1),
        ('<meta property="og:site_name" content="Martin Bell">', "martin.pages.example", 1),
        ('<meta property="og:site_name" content="Martin Bell">', "lantern.example", 0),
        ('<meta property="og:site_name" content="Martin Times">', "martintimes.example", 0),
        (
            '<meta property="og:site_name" content="Martin Bell"><meta name="author" content="Martin Bell">'
            + script({"@type": "Organization", "name": "Martin Bell"}),
            "martinbell.example",
            0,
        ),
        (
            '<meta property="og:site_name" content="Martin Bell"><meta name="author" content="Staff">',
            "martinbell.example",
            0,
        ),
    ],
    ids=["declared", "not declared", "part of the host", "another host", "a paper", "a brand", "a team signs"],
)  # fmt: skip
def test_a_site_named_after_a_person_is_written_by_that_person(head: str, host: str, authors: int) -> None:
    assert read(head, url=f"https://{host}/ferry").authors == ("Martin Bell",) * authors


def test_the_footer_of_the_article_names_its_writer_and_that_of_the_page_does_not() -> None:
    byline = '<footer{}><p>Posted by <a rel="author" href="/x">Jane Doe</a></p></footer>'
    assert clean(f"<article><h1>{TITLE}</h1>{PROSE}{byline.format('')}</article>", kind="html").authors == ("Jane Doe",)
    of_post = byline.format(' class="entry-meta"')
    assert clean(f"<h1>{TITLE}</h1>{PROSE}{of_post}", kind="html").authors == ("Jane Doe",)


def test_a_writer_called_tim_is_no_team() -> None:
    assert read(top=f'<h1>{TITLE}</h1><span class="author">Tim Enderby</span>').authors == ("Tim Enderby",)
    assert read('<meta name="author" content="Tim Redaksi">').authors == ()


def test_a_site_that_bears_the_name_of_its_declared_writer_is_a_person() -> None:
    site, author = '<meta property="og:site_name" content="{}">', '<meta name="author" content="{}">'
    assert read(site.format("Susan Moss") + author.format("Susan Moss")).authors == ("Susan Moss",)
    assert read(site.format("Lantern Moss") + author.format("Lantern Moss")).authors == ()


def test_a_date_that_one_of_several_visible_ones_confirms_stays() -> None:
    published = '<meta property="article:published_time" content="2019-06-25">'
    lines = "<p>Published on 25.Jun.2019</p><p>Preprint first published 04.Apr.2019</p>"
    assert read(published, lines + f"<h1>{TITLE}</h1>").published == "2019-06-25"
    assert read(published, f"<h1>{TITLE}</h1><p>Published on 4 April 2019</p>").published == "2019-04-04"


def test_tags_lose_hash_marks_and_settings() -> None:
    assert read('<meta name="keywords" content="#ferry, n=12345, boats">').tags == ("ferry", "boats")
