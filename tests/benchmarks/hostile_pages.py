"""Hostile documents of every known form, at any size, from a seed.

A form is a function of a random generator and a size in characters. Most are one short thing repeated until the size is
reached, in one of a few frames; the rest are written out. Each document is one form, alone or amid an ordinary article.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from typing import NamedTuple

SMALLEST = 2_000
LARGEST = 10_000_000
# One document in ten has the largest size.
FULL_SIZE = 10

Make = Callable[[Random, int], "str | bytes"]


class Document(NamedTuple):
    """One hostile document: its name, how it is to be read, and what it holds."""

    name: str
    kind: str  # html or text
    content: str | bytes


PROSE = (
    "The council of Eastmouth voted on Tuesday to bring back the ferry that linked the two banks of the estuary for a "
    "hundred and twelve years, and whose last captain still lives beside the old pier.",
    "People have waited long enough, the mayor told the meeting, which lasted until midnight and was watched by more "
    "than four hundred residents who had come on foot, by bicycle and by boat.",
    "Work on the landing stages is to begin in the spring, and the first crossing has been promised for the summer "
    "after, although nobody in the room would say what a ticket might cost.",
)


def documents(kind: str, count: int, seed: int, largest: int = LARGEST) -> Iterator[Document]:
    """Yield `count` documents of a kind, the same for the same seed: forms in turn, sizes of every magnitude."""
    names = sorted(name for name in FORMS if name.startswith(kind))
    Random(seed).shuffle(names)
    for number in range(count):
        random = Random(f"{seed} {number}")
        size = round(math.exp(random.uniform(math.log(min(SMALLEST, largest)), math.log(largest))))
        name = names[number % len(names)]
        amid_article = random.random() < 0.5
        yield document(name, random, largest if number % FULL_SIZE == 0 else size, amid_article)


def document(name: str, random: Random, size: int, amid_article: bool = False) -> Document:
    """One form at one size; a form that is a whole page, or bytes, is never put into an article."""
    kind = name.partition("/")[0]
    content = FORMS[name](random, size)
    if amid_article and isinstance(content, str) and not content.startswith(("<!", "<html", "\ufeff")):
        content = _amid_article(content, kind)
    return Document(f"{name.replace('/', '-').replace(' ', '-')}-{size}", kind, content)


def _amid_article(content: str, kind: str) -> str:
    if kind == "text":
        return "\n\n".join(("Ferry to Return", *PROSE, content, *PROSE))
    prose = "".join(f"<p>{paragraph}</p>" for paragraph in PROSE)
    head = "<!doctype html><html lang=en><head><title>Ferry to Return</title></head><body>"
    return f"{head}<h1>Ferry to Return</h1>{prose}{content}{prose}</body></html>"


# --- Frames


def _repeated(unit: str, size: int) -> str:
    """The unit, repeated; `{n}` in it is the number of the repetition."""
    if "{n}" not in unit:
        return unit * max(1, size // len(unit))
    return "".join(unit.replace("{n}", str(number)) for number in range(max(1, size // (len(unit) + 3))))


def _run(head: str, unit: str, tail: str, _random: Random, size: int) -> str:
    return head + _repeated(unit, size) + tail


def _nested(opening: str, closing: str, _random: Random, size: int) -> str:
    """Nested elements with prose inside; they stay open where there is no `closing`."""
    levels = max(1, size // (len(opening) + len(closing)))
    return "".join((_repeated(opening, levels * len(opening)), f"<p>{PROSE[0]}</p>", closing * levels))


def _lines(unit: str, length: int, parted: tuple[str, str], _random: Random, size: int) -> str:
    """Lines or paragraphs of `length` characters (0: a single one), each of nothing but the unit and its number.

    Without the number they would be the same, and a cache would serve all of them.
    """
    before, behind = parted
    line = _repeated(unit, length or size)
    count = max(1, size // (len(line) + len(before) + len(behind)))
    return "".join(f"{before}{line}{number}{behind}" for number in range(count))


# --- What is repeated

# The tags to nest: each has its own rules on which elements it closes.
_NESTING = (
    "div span b a p ul ol li blockquote table td font section article aside nav form em i details q object svg math "
    "button label dl select template noscript custom-tag h1 h2 pre center figure code sup body html head iframe "
    "textarea title"
).split()
_NESTING_GROUPS = {
    "list items": ("<ul><li>x", "</li></ul>"),
    "numbered items": ("<ol><li value={n}>x", "</li></ol>"),
    "items and quotations": ("<ul><li>x<blockquote>y", "</blockquote></li></ul>"),
    "tables": ("<table><tr><td>x", "</td></tr></table>"),
    "tables with heads": ("<table><tr><th>x</th><td>y</td></tr><tr><td>z</td><td>", "</td></tr></table>"),
    "bold paragraphs": ("<b><p>", ""),
    "links in boxes": ("<a href=/x><div>", ""),
    "all of formatting": ("<b><i><em><strong><a href=/{n}><code>x", ""),
    "definitions": ("<dl><dt>x<dd>", "</dd></dl>"),
    "classes": ("<div class='box related-{n} share' id=newsletter-{n}>x", "</div>"),
    "hidden": ("<div style='display:none'>x<span hidden>y", "</span></div>"),
    "mixed up": ("<div><p><span><b></div><i></p></span>", ""),
}

# name: head, unit, tail
_RUNS = {
    "paragraphs": ("", "<p>x</p>", ""),
    "paragraphs of prose": ("", f"<p>{PROSE[0]}</p>", ""),
    "paragraphs numbered": (
        "",
        "<p>The {n}th of the residents said that it was about time, and that she would go.</p>",
        "",
    ),
    "breaks": ("<p>", "<br>", ""),
    "broken lines": ("<p>", "x<br>", ""),
    "broken lines and links": ("<p>", "x <a href=/{n}>y</a><br><br>", ""),
    "rules": ("", "<hr>", ""),
    "empty boxes": ("", "<div></div>", ""),
    "boxes": ("", "<div>x</div>", ""),
    "spans": ("<p>", "<span>x</span> ", "</p>"),
    "spans without spaces": ("<p>", "<span>x</span>", "</p>"),
    "spans one to a letter": ("<p>", "<span class=c{n}>x</span>", "</p>"),
    "bold words": ("<p>", "<b>x</b> y ", "</p>"),
    "bold letters": ("<p>", "<b>x</b>y", "</p>"),
    "bold and italic": ("<p>", "<b>x <i>y</b> z</i> ", "</p>"),
    "bold and italic in many": ("", "<p><b>*x* <i>_y</b> z_</i> `w` [v](u) </p>", ""),
    "broken lines and links in many": ("", "<p>" + "<a href=/x>x</a><br><br>" * 1_200 + "</p>", ""),
    "definitions in code": ("", "<p>" + "<code>[x]:</code> <a href=/y>z</a> " * 600 + "</p>", ""),
    "code words": ("<p>", "<code>x`y</code> ", "</p>"),
    "links": ("<p>", "<a href=/{n}>x</a> ", "</p>"),
    "links in items": ("<ul>", "<li><a href=/story/{n}>Six walks along the estuary</a></li>", "</ul>"),
    "links without text": ("<p>", "<a href=/{n}></a>", "</p>"),
    "links never closed": ("<p>", "<a href=/{n}>x ", ""),
    "items": ("<ul>", "<li>x", "</ul>"),
    "numbered items": ("<ol start=999999999>", "<li>x", "</ol>"),
    "items of huge numbers": ("<ol>", "<li value=" + "9" * 5000 + ">x", "</ol>"),
    "lists of one": ("", "<ol><li>x</li></ol>", ""),
    "headings": ("", "<h2>More for you</h2>", ""),
    "headings and prose": ("", f"<h2>Part {{n}}</h2><p>{PROSE[1]}</p>", ""),
    "main headings": ("", "<h1>Ferry {n} to return to Eastmouth</h1>", ""),
    "quotations": ("", "<blockquote>x</blockquote>", ""),
    "programs": ("", "<pre><code class=language-python>if x:\n    y()</code></pre>", ""),
    "lines of a program": ("<pre>", "<span>if x:\n    y()</span>", "</pre>"),
    "program of numbered lines": ("<pre><table>", "<tr><td>{n}</td><td>x = y</td></tr>", "</table></pre>"),
    "ticks in a program": ("<pre>", "`", "</pre>"),
    "tabs in a program": ("<ul><li><pre>", "\t", "x</pre></li></ul>"),
    "rows": ("<table>", "<tr><td>x</td><td>y</td></tr>", "</table>"),
    "rows with heads": ("<table>", "<tr><th>x</th><td>y</td></tr>", "</table>"),
    "rows never closed": ("<table>", "<tr><td>x<td>y", ""),
    "cells": ("<table><tr>", "<td>x</td>", "</tr><tr><td>y</td></tr></table>"),
    "cells that reach": ("<table>", "<tr><td colspan=1000 rowspan=1000>x</td><td>y</td></tr>", "</table>"),
    "tables": ("", "<table><tr><td>x</td><td>y</td></tr><tr><td>x</td><td>y</td></tr></table>", ""),
    "tables in a cell": ("<table><tr><td>", "<table><tr><td>x</td></tr></table>", "</td></tr></table>"),
    "text in tables": ("<table>", "x<tr>y<td>z", ""),
    "selects": ("<select>", "<option>x", "</select>"),
    "inputs": ("<form>", "<input name=x{n}>", "</form>"),
    "images": ("<p>", "<img src=/{n}.jpg alt='The old pier'>", "</p>"),
    "images between": ("", "<p>x</p><img src=/{n}.jpg>", ""),
    "images ahead of all": ("", "<img src=/{n}.jpg alt=y>", f"<p>{PROSE[0]}</p>"),
    "captions": ("", "<figure><img src=/{n}.jpg><figcaption>The old pier</figcaption></figure>", ""),
    "hidden words": ("<p>x", "<span style='display:none'>y</span> z ", "</p>"),
    "hidden paragraphs": ("", "<p hidden>The harbour is closed.</p>", ""),
    "articles": ("", "<article><p>x</p></article>", ""),
    "sections named": ("", "<section class='related-{n} newsletter'><p>More for you</p></section>", ""),
    "classes": ("", "<p class='c{n} share social newsletter related'>x</p>", ""),
    "commands": ("", "<p>Share this article</p><p>Sign up for our newsletter!</p>", ""),
    "times": ("<p>", "<time datetime=2021-03-04T05:06:07Z>March 4, 2021</time> ", "</p>"),
    "times that differ": ("", "<p>Published <time datetime=20{n}-03-04>March 4, 20{n}</time></p>", ""),
    "bylines": ("", "<p class=byline>By <a rel=author href=/author/{n}>Pia Moss {n}</a></p>", ""),
    "authors": ("", "<span itemprop=author itemscope><span itemprop=name>Pia Moss</span></span>", ""),
    "authors in authors": ("", "<div class=author itemprop=author>", ""),
    "parts of items": ("", "<div itemscope itemtype=http://schema.org/Article><b itemprop=headline>x</b>", ""),
    "titles": ("", "<title>Ferry to return</title>", ""),
    "bases": ("", "<base href=http://[>", "<a href=x>y</a>"),
    "bases and links": ("<base href='https://example.org/a/b/c'>", "<a href=../../{n}?x#y>z</a> ", ""),
    "metas": ("", "<meta name=author content='Pia Moss'>", ""),
    "metas of titles": ("", "<meta property=og:title content='Ferry {n} to return | The Courier'>", ""),
    "metas of dates": ("", "<meta property=article:published_time content=2021-03-04>", ""),
    "metas unknown": ("", "<meta name=x{n} content=2021-03-04T05:06:07Z>", ""),
    "metas of tags": ("", "<meta property=article:tag content='a,b,c,d,{n}'>", ""),
    "metas of charsets": ("", "<meta charset=utf-{n}>", ""),
    "links to feeds": ("", "<link rel=alternate hreflang=x-{n} href=/{n}>", ""),
    "styles": ("", "<style>p{color:red}</style>", ""),
    "scripts": ("", "<script>if (a < b) { c() }</script>", ""),
    "scripts of data": ("", '<script type=application/ld+json>{"@type":"Article","headline":"Ferry {n}"}</script>', ""),
    "comments": ("", "<!--x-->", ""),
    "comments half made": ("", "<!-->", ""),
    "comments in comments": ("", "<!--", "-->x"),
    "comments ahead of the page": ("", "<!-- x -->", f"<html><body><p>{PROSE[0]}</p>"),
    "comments ahead never closed": ("", "<!-- x ", ""),
    "conditional comments": ("", "<!--[if IE]><p>x</p><![endif]-->", ""),
    "sections of data": ("", "<![CDATA[x]]>", ""),
    "sections of data never closed": ("", "<![CDATA[", ""),
    "instructions": ("", "<?php echo 'x' ?>", ""),
    "instructions ahead of the page": ("", "<?xml version='1.0'?> ", "<html>"),
    "doctypes": ("", "<!DOCTYPE html>", ""),
    "declarations": ("", "<!", ""),
    "brackets": ("", "<", ""),
    "brackets the other way": ("", ">", ""),
    "half tags": ("", "<a ", ""),
    "half closing tags": ("", "</", ""),
    "tags of strange names": ("", "<x{n}:y>z</x{n}:y>", ""),
    "tags with a quotation mark": ("", '<p title=">x</p>', ""),
    "end tags": ("<p>x", "</div>", "y"),
    "end tags of paragraphs": ("<p>x", "</p>", "y"),
    "end of paragraph and spaces": ("<p>x", "</p" + " " * 50, "y"),
    "ends of pages": ("<html><body>x", "</body></html>", "y"),
    "pages": ("", "<html><body><p>x</p></body></html>", ""),
    "frames": ("<frameset>", "<frame src=/{n}>", ""),
    "entities": ("<p>", "&amp;", "</p>"),
    "entities of brackets": ("<p>", "&lt;p&gt;", "</p>"),
    "entities that are none": ("<p>", "&x{n}", "</p>"),
    "ampersands": ("<p>", "&", "</p>"),
    "numbered entities": ("<p>", "&#x110000;&#0;&#55296;&#128;", "</p>"),
    "entity without an end": ("<p>&#", "1", ""),
    "attributes": ("<p ", "a{n}=b ", ">x</p>"),
    "attributes the same": ("<p ", "class=b ", ">x</p>"),
    "attributes without values": ("<p ", "a", ">x</p>"),
    "attribute never closed": ('<p title="', "x ", ""),
    "attribute of quotation marks": ("<p title=", "'\"", ">x</p>"),
    "class of a megabyte": ("<div class='", "related-stories ", f"'><p>{PROSE[0]}</p></div>"),
    "class of one word": ("<div class='", "related-", f"'><p>{PROSE[0]}</p></div>"),
    "id of capitals": ("<div id='", "A", f"'><p>{PROSE[0]}</p></div>"),
    "id of humps": ("<div id='", "aB", f"'><p>{PROSE[0]}</p></div>"),
    "style of spaces": ("<div style='display", " ", f"'><p>{PROSE[0]}</p></div>"),
    "style of displays": ("<div style='", "display: ", f"'><p>{PROSE[0]}</p></div>"),
    "address of a megabyte": (f"<p>{PROSE[0]} <a href='http://example.org/", "x", "'>y</a></p>"),
    "address of dots": (f"<p>{PROSE[0]} <a href='http://example.org/", "../", "'>y</a></p>"),
    "text of an image": (f"<p>{PROSE[0]} <img src=/x.jpg alt='", "x ", "'></p>"),
    "data of an image": (f"<p>{PROSE[0]} <img src='data:image/png;base64,", "iVBORw0KGgo", "'></p>"),
    "data of images": (f"<p>{PROSE[0]}</p>", "<img src='data:image/png;base64," + "iVBORw0KGgo" * 900 + "'>", ""),
    "data in a style": ("<style>p{background:url(data:image/png;base64,", "iVBORw0KGgo", ")}</style><p>x</p>"),
    "data as text": ("<p>", "iVBORw0KGgo", "</p>"),
    "title of bars": ("<title>", "Ferry | ", "</title><p>x</p>"),
    "title of dashes": ("<title>", "a - ", "</title><p>x</p>"),
    "heading of words": ("<h1>", "Ferry to return ", "</h1>"),
    "paragraph of prose": ("<p>", PROSE[0] + " ", "</p>"),
    "paragraph of names": ("<p>By ", "Pia Moss and ", "</p>"),
    "script never closed": (f"<p>{PROSE[0]}</p><script>", "x < y ", ""),
    "style never closed": (f"<p>{PROSE[0]}</p><style>", "p {} ", ""),
    "title never closed": ("<title>", "<p>x</p>", ""),
    "text area never closed": (f"<p>{PROSE[0]}</p><textarea>", "<p>x</p>", ""),
    "plain text element": (f"<p>{PROSE[0]}</p><plaintext>", "<p>x</p>", ""),
    "raw text element": ("<xmp>", "<p>x</p>", "</xmp>"),
    "without script": ("<noscript>", "<p>x</p>", "</noscript>"),
    "templates": ("", "<template><p>x</p></template>", ""),
    "framed page": ("<iframe srcdoc='", "<p>x</p>", f"'></iframe><p>{PROSE[0]}</p>"),
    "drawings": ("", "<svg><title>x</title><path d='M0 0'/></svg>", ""),
    "formulas": ("<p>", "<math><mi>x</mi></math>", "</p>"),
    "objects": ("", "<object><p>x</p></object>", ""),
    "bombs": (
        '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">'
        '<!ENTITY e "&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;"><!ENTITY f SYSTEM "file:///etc/passwd">]><html><body><p>',
        "&e;&f;",
        "</p></body></html>",
    ),
}

# Lines on which regular expressions backtrack, and which readers of dates and names have to search.
_UNITS = {
    "spaces": " ",
    "spaces and a letter": "  x",
    "no-break spaces": "\u00a0",
    "tabs": "\t",
    "tabs and letters": "x\ty\t",
    "commas": ",",
    "commas and spaces": ", ",
    "dots": ".",
    "dots and spaces": ". ",
    "dashes": "-",
    "dashes and spaces": "- ",
    "underlines": "=",
    "stars": "*",
    "stars and letters": "*x",
    "stars around": "**x** ",
    "underscores": "_",
    "underscores and letters": "_x ",
    "ticks": "`",
    "bars": "|",
    "cells": "| x ",
    "hashes": "#",
    "marks of quotation": "> ",
    "quotation marks": "“",
    "brackets": "[",
    "brackets both ways": "[]",
    "brackets and parentheses": "[x](",
    "links of markdown": "[x](/y) ",
    "links in links": "[[x](/y)](/z) ",
    "pictures of markdown": "![x](/y.png) ",
    "half pictures": "![",
    "references": "[x][y] ",
    "definition": "[x]: <",
    "parentheses": "(",
    "parentheses both ways": "()",
    "backslashes": "\\",
    "backslashes in brackets": "[\\",
    "braces": "{",
    "capitals": "A",
    "capitals and spaces": "A ",
    "capital letters with dots": "A. ",
    "humps": "aB",
    "letters": "x",
    "letters in words": "x ",
    "letters and hyphens": "x-",
    "letters and apostrophes": "x'",
    "digits": "1",
    "digits and spaces": "1 ",
    "digits and dots": "1.",
    "digits and slashes": "1/",
    "digits and colons": "12:",
    "digits and hyphens": "20-",
    "numbers with commas": "1,000,",
    "dates": "March 4, 2021 ",
    "dates in figures": "04/03/2021 ",
    "dates of machines": "2021-03-04T05:06:07Z ",
    "half dates": "March 4 ",
    "months": "March ",
    "years": "2021 ",
    "dates that are none": "31 February 2021 ",
    "updates": "Updated: ",
    "published": "Published 4 ",
    "hours": "12:30 pm ",
    "zones": "GMT+01:00 ",
    "byline": "By ",
    "names": "Pia Moss, ",
    "names and": "Pia Moss and ",
    "names glued": "ByPiaMoss",
    "initials": "P.-M.",
    "degrees": "Pia Moss, Ph.D., ",
    "addresses": "https://example.org/a?b=c&d ",
    "half addresses": "http://",
    "www": "www.",
    "at signs": "@",
    "mail addresses": "a@b.c ",
    "mail address of dots": "a.",
    "mentions": "@courier ",
    "tags": "#ferry ",
    "rights": "© 2021 The Courier. ",
    "commands": "Share this article ",
    "sections": "More For You ",
    "Chinese": "渡",
    "Chinese prose": "议会投票决定恢复渡轮。",
    "Thai": "เรือ",
    "Arabic": "عبارة ",
    "Hangul": "나룻배 ",
    "emoji": "🚢",
    "flags": "🇬",
    "families": "👩\u200d",
    "marks over a letter": "e" + "\u0301" * 60,
    "marks alone": "\u0301",
    "zero width": "\u200b",
    "soft hyphens": "\u00ad",
    "marks of direction": "\u202e",
    "byte-order marks": "\ufeff",
    "separators of lines": "\u2028",
    "next lines": "x\x85",
    "controls": "\x1b[31m\x07",
    "form feeds": "\x0c",
    "NULs": "\x00",
    "NULs and letters": "x\x00",
    "surrogates": "\ud800",
    "surrogates the other way": "\udc00x",
    "non-characters": "\uffff",
    "replacements": "\ufffd",
    "misread": "Ã©",
    "misread twice": "Ãƒ\u00c2\u00a9",
    "half misread": "Ã",
    "escapes": "&amp;",
    "escaped twice": "&amp;amp;nbsp;",
    "half escapes": "&",
    "ligatures": "ﷺ",
    "Turkish": "İ",
    "sharp s": "ß",
    "prose": PROSE[0] + " ",
    "ellipses": "… ",
    "questions": "Who? ",
    "items": "• ",
    "numbered items": "{n}. ",
}
# A single line, lines as long as a dateline or byline may be, as long as what is measured, and short ones.
_LENGTHS = {"in one": 0, "in lines of 2,000": 2_000, "in lines of 300": 300, "in lines of 40": 40}

_TEXT_RUNS = {
    "blank lines": ("x", "\n", "y"),
    "blank lines of spaces": ("x", " \n", "y"),
    "carriage returns": ("x", "\r", "y"),
    "line feeds mixed": ("x", "\r\n\r\n\n", "y"),
    "short lines": ("", "x\n", ""),
    "lines that differ": ("", "The {n}th of the residents said that it was about time.\n", ""),
    "lines apart": ("", "The {n}th of the residents said that it was about time.\n\n", ""),
    "short lines that differ": ("", "{n} x\n\n", ""),
    "lines that do not end": ("", "and the residents went on\n", ""),
    "lines wrapped": ("", "the council voted on Tuesday to bring back the old ferry that linked\n", ""),
    "lines wrapped and numbered": ("", "{n} council voted on Tuesday to bring back the old ferry that linked\n", ""),
    "numbered lines": ("", "{n} x\n", ""),
    "quoted lines": ("", "> x\n", ""),
    "quoted deeply": ("", "> " * 200 + "x\n", ""),
    "items": ("", "- x\n", ""),
    "items indented": ("", " " * 200 + "- x\n", ""),
    "items numbered": ("", "{n}. x\n", ""),
    "underlined": ("", "Ferry\n=====\n", ""),
    "underlines": ("", "=====\n", ""),
    "headings": ("", "## Ferry\n", ""),
    "rows": ("", "| x | y |\n", ""),
    "rows of tabs": ("", "x\ty\n", ""),
    "programs": ("", "return x;\n", ""),
    "fences": ("", "```\n", ""),
    "links that are broken": ("", "[the words of a\n", ""),
    "addresses that are broken": ("[x](", "http://example.org/\n", ""),
    "commands": ("", "Share this article\n", ""),
    "rights": ("", f"{PROSE[0]}\n{PROSE[1]}\n© 2021 The Courier. All rights reserved.\n", ""),
    "heads of sections": ("", "More For You\n", ""),
    "comments": ("", "Pia Moss\n3 days ago\nReply\nI do not think so.\n", ""),
    "brackets that open": ("", "[\n", ""),
    "dates": ("", "March 4, 2021\n", ""),
    "bylines": ("", "By Pia Moss\n", ""),
    "prose": ("", f"{PROSE[0]}\n\n", ""),
}


# --- Forms that are not a repetition


def _deep_lists(_random: Random, size: int) -> str:
    """A list nested ten thousand levels deep by its indents."""
    return "\n".join(f"{' ' * (2 * depth)}- x" for depth in range(min(10_000, math.isqrt(size))))


def _json_ld(value: str) -> str:
    return f"<script type='application/ld+json'>{value}</script><p>{PROSE[0]}</p>"


def _deep_data(opening: str, closing: str, _random: Random, size: int) -> str:
    levels = max(1, size // (len(opening) + len(closing)))
    return _json_ld(opening * levels + "1" + closing * levels)


def _wide_data(_random: Random, size: int) -> str:
    person = {"@type": "Person", "name": "Pia Moss"}
    entry = {"@type": "NewsArticle", "headline": "Ferry to return", "author": [person] * 50, "datePublished": "2021"}
    return _json_ld(json.dumps({"@graph": [entry] * max(1, size // len(json.dumps(entry)))}))


def _authors_in_data(_random: Random, size: int) -> str:
    return _json_ld(json.dumps({"@type": "Article", "author": [f"Pia Moss {n}" for n in range(size // 16)]}))


def _data_that_refers(_random: Random, size: int) -> str:
    entries = [{"@id": f"#{n}", "@type": "Article", "author": {"@id": f"#{n + 1}"}} for n in range(size // 60)]
    return _json_ld(json.dumps({"@graph": entries}))


def _soup(random: Random, size: int) -> str:
    """Tags, attributes and text in random order."""
    tags = [*_NESTING, "br", "img", "tr", "th", "script", "style", "p", "p", "div", "/p", "/div", "/b", "/a", "/table"]
    rest = ["x ", PROSE[0], " class=share", "href='/x'", ">", "<", '"', "'", "&amp;", "<!--", "-->", "=", "\n", "\x00"]
    pieces: list[str] = []
    length = 0
    while length < size:
        pieces.append(f"<{random.choice(tags)}>" if random.random() < 0.6 else random.choice(rest))
        length += len(pieces[-1])
    return "".join(pieces)


def _torn(random: Random, size: int) -> str:
    """An ordinary page, cut into pieces and shuffled."""
    page = _amid_article("<div class=share><ul><li><a href=/x>Share this article</a></li></ul></div>", "html")
    pieces: list[str] = []
    length = 0
    while length < size:
        start = random.randrange(len(page))
        pieces.append(page[start : start + random.randrange(1, 400)])
        length += len(pieces[-1])
    return "".join(pieces)


def _noise(random: Random, size: int) -> bytes:
    return b"<p>" + random.randbytes(size)


def _mixed_encodings(random: Random, size: int) -> bytes:
    sentence = "<p>Rätselhafte Fähren, žluťoučký kůň, 渡し船, паром.</p>"
    pieces = [
        sentence.encode(random.choice(("utf-8", "utf-16", "cp1252", "cp1251", "shift_jis", "big5", "utf-7")), "replace")
        for _ in range(size // 80 + 1)
    ]
    return b"<html><meta charset=shift_jis><body>" + b"".join(pieces)


def _false_encoding(name: str, start: bytes, _random: Random, size: int) -> bytes:
    """Bytes in another encoding than the page or its byte-order mark says."""
    return (
        start
        + f"<html><meta charset={name}><body>".encode()
        + b"<p>F\xe4hre \xff\xfe \xc3\xa9 \xed\xa0\x80</p>" * (size // 26)
    )


def _utf16(_random: Random, size: int) -> bytes:
    return f"<html><body>{f'<p>{PROSE[0]}</p>' * (size // 400)}".encode("utf-16-le") + b"\x00"


def _capital_ligatures(_random: Random, size: int) -> str:
    """Characters that become three when their case is changed."""
    return f"<h1>{'ΐﬃ' * 100}</h1>" + "<p>ΐﬃ ΐﬃ.</p>" * (size // 14)


def _data_table(_random: Random, size: int) -> str:
    row = "<tr>" + "".join(f"<td>{n}</td>" for n in range(50)) + "</tr>"
    return f"<p>{PROSE[0]}</p><table>{row * max(2, size // len(row))}</table>"


def _wide_and_deep(_random: Random, size: int) -> str:
    """Every paragraph is two hundred elements deep, so climbing to the root is expensive."""
    return "<div class=x>" * 200 + "<p>x</p>" * (size // 8)


def _wide_and_deep_lists(_random: Random, size: int) -> str:
    return "<ul><li>" * 200 + "<p>x <b>y</b></p><img src=/z.jpg>" * (size // 33)


def _deep_and_broken(opening: str, _random: Random, size: int) -> str:
    """Deeper than any reader goes, and then half a tag, repeated."""
    return "<div>" * 3_000 + opening * (size // len(opening))


def _steps(_random: Random, size: int) -> str:
    """Nested elements, each with text of its own."""
    return "".join(f"<div class=box{n}>the ferry {n} <b>x</b>" for n in range(size // 40))


def _forms() -> dict[str, Make]:
    forms: dict[str, Make] = {}
    for tag in _NESTING:
        forms[f"html/nested {tag}"] = partial(_nested, f"<{tag}>", f"</{tag}>")
        forms[f"html/never closed {tag}"] = partial(_nested, f"<{tag} class=c>x", "")
    for name, pair in _NESTING_GROUPS.items():
        forms[f"html/nested {name}"] = partial(_nested, *pair)
    for name, run in _RUNS.items():
        forms[f"html/{name}"] = partial(_run, *run)
    for name, run in _TEXT_RUNS.items():
        forms[f"text/{name}"] = partial(_run, *run)
    for name, unit in _UNITS.items():
        for frame, length in _LENGTHS.items():
            forms[f"text/{name} {frame}"] = partial(_lines, unit, length, ("", "\n"))
            forms[f"html/{name} {frame}"] = partial(_lines, unit, length, ("<p>", "</p>\n"))
    for name, pair in {"lists": ("[", "]"), "objects": ('{"a":', "}"), "graphs": ('{"@graph":[', "]}")}.items():
        forms[f"html/data nested {name}"] = partial(_deep_data, *pair)
    forms |= {
        "html/data never closed": partial(_deep_data, '{"author":[', ""),
        "html/data of a huge number": partial(_deep_data, "9", ""),
        "html/data of authors": _authors_in_data,
        "html/data of articles": _wide_data,
        "html/data that refers to itself": _data_that_refers,
        "html/soup": _soup,
        "html/torn page": _torn,
        "html/noise": _noise,
        "html/mixed encodings": _mixed_encodings,
        "html/false utf-8": partial(_false_encoding, "utf-8", b""),
        "html/false byte-order mark": partial(_false_encoding, "utf-8", b"\xff\xfe"),
        "html/false encoding of two bytes": partial(_false_encoding, "gb2312", b""),
        "html/false utf-7": partial(_false_encoding, "utf-7", b""),
        "html/false utf-16": partial(_false_encoding, "utf-16", b""),
        "html/odd number of bytes": _utf16,
        "html/capitals that grow": _capital_ligatures,
        "html/table of data": _data_table,
        "html/wide and deep": _wide_and_deep,
        "html/wide and deep lists": _wide_and_deep_lists,
        "html/steps": _steps,
        "html/deep and half tags": partial(_deep_and_broken, "<a "),
        "html/deep and quotation marks": partial(_deep_and_broken, '<a b="c '),
        "html/deep and both quotation marks": partial(_deep_and_broken, "<a b=\"c <d e='f "),
        "html/deep and paragraphs": partial(_deep_and_broken, "<p>x"),
        "html/deep and tables": partial(_deep_and_broken, "<table><tr><td>x</td><td>y</td></tr></table>"),
        "text/deep lists": _deep_lists,
        "text/noise": lambda random, size: random.randbytes(size),
    }
    return forms


FORMS = _forms()
