"""Strategies that build texts and pages out of fragments, as pages are built: prose, boxes, bullets, blanks."""

from __future__ import annotations

from html import escape

from hypothesis import strategies as st

SENTENCES = (
    "The harbour council of Port Ellery voted on Tuesday to reopen the ferry line that it had closed in the spring.",
    "“We have waited for this for eleven years,” said Maren Tolk, who keeps the shop at the landing stage.",
    "It rained.",
    "Nobody could say where the money would come from, and the mayor, who was asked twice, looked at his shoes.",
    "Nach drei Wochen wusste im Dorf niemand mehr, wann Mittag war, und die Wirtin kochte nach dem Radio.",
    "Chaque lundi, elle prend le bateau pour l'île avec un cartable, un panier et un accordéon.",
    "岡部さんは来春、待合室の奥にストーブと机を置き、列車を待つ高校生が宿題をできるようにするという。",
    "ويأمل القائمون على المشروع أن يصلوا قبل الصيف إلى ثلاث قرى أخرى في أعلى الوادي.",
    "Share this burden with the poorest, the bishop urged, and subscribe to nothing that you would not sign yourself.",
    "The figures\u00a0rose from 1,200 to 1,450, a fifth more than in the co\u00adoperative's best year, then fell 🙂.",
)
HEADINGS = (
    "Harbour Council Votes to Reopen the Old Ferry Line",
    "What happens next",
    "THE CLOCKMAKER'S APPRENTICE",
    "## Method",
    "海辺の駅に本屋が帰ってきた",
)
FURNITURE = (
    "By Orla Fennimore",
    "Published 9 February 2023, 11:39 a.m.",
    "Photograph: Maud Kessler/The Valley Courier",
    "The ferry at the landing stage",
    "UPDATE (Nov. 4): This article was updated to correct the name of the ship.",
    "Orla Fennimore contributed reporting.",
)
BOILERPLATE = (
    "Share this article",
    "Share on Facebook",
    "Copy link",
    "Home > Region > Ellery",
    "Advertisement",
    "Story continues below",
    "Sign up for our newsletter",
    "More For You",
    "What to know:",
    "Read more",
    "Teilen",
    "Lire aussi",
    "関連記事",
    "We use cookies to make this site better. Accept all",
    "© 2023 The Valley Courier. All rights reserved.",
    "2 comments",
    "Privacy Policy",
    "* * *",
    "12",
)
ITEMS = ("Two cups of flour", "Turn the key to the left", "The company charges 40 a month for a box.", "Salt")
BULLETS = ("• ", "- ", "* ", "1. ", "  • ", "\t– ", "a) ")

ENDINGS = st.sampled_from(("\n", "\r\n", "\r"))
_INDENTS = st.sampled_from(("", "", "", " ", "\t", "\u3000"))
_BLANKS = st.sampled_from(("", "", " ", "\u00a0", "\t"))
_PROSE = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4).map(" ".join)
_ITEM = st.tuples(st.sampled_from(BULLETS), st.sampled_from(ITEMS)).map("".join)
_SHORT = st.sampled_from((*HEADINGS, *FURNITURE, *BOILERPLATE))
_LINE = st.tuples(_INDENTS, st.one_of(_PROSE, _PROSE, _ITEM, _SHORT), st.sampled_from(("", "", " "))).map("".join)
LINES = st.lists(st.one_of(_LINE, _LINE, _BLANKS), max_size=30)

# One ending throughout, or one to each line as they come.
PAGE_TEXTS = st.one_of(
    st.tuples(LINES, ENDINGS).map(lambda page: page[1].join(page[0])),
    st.lists(st.tuples(_LINE | _BLANKS, ENDINGS).map("".join), max_size=30).map("".join),
)
WILD_TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(st.text(max_size=40) | st.sampled_from(SENTENCES + BOILERPLATE), max_size=12).map("\n".join),
)
TEXTS = st.one_of(PAGE_TEXTS, PAGE_TEXTS, WILD_TEXTS)

_CLASSES = st.sampled_from(("", ' class="story-body"', ' class="share-bar"', ' id="related"', ' class="ad newsletter"'))
_BOXES = st.sampled_from(("div", "section", "article", "aside", "nav", "footer", "figure", "main", "blockquote", "td"))
_BLOCKS = st.sampled_from(("p", "p", "p", "h1", "h2", "li", "figcaption", "div", "pre"))
_INLINE = st.sampled_from(
    ("{}", "{}", "<b>{}</b>", '<a href="/x">{}</a>', "<span>{}</span> ", "{}<br>", "<i>{}", "{}</p>")
)


def _element(tag: str, classes: str, content: str) -> str:
    return f"<{tag}{classes}>{content}</{tag}>"


def _run(inline: str, text: str) -> str:
    return inline.replace("{}", escape(text))


_TEXT = st.one_of(_PROSE, _SHORT, st.sampled_from(ITEMS))
_CONTENT = st.lists(st.builds(_run, _INLINE, _TEXT), min_size=1, max_size=3).map(" ".join)
_LEAVES = st.builds(_element, _BLOCKS, _CLASSES, _CONTENT)
_NODES = st.recursive(
    st.one_of(_LEAVES, _CONTENT),
    lambda inner: st.builds(_element, _BOXES, _CLASSES, st.lists(inner, max_size=5).map("\n".join)),
    max_leaves=20,
)
FRAGMENTS = st.lists(_NODES, max_size=6).map("\n".join)
PAGES = st.one_of(
    FRAGMENTS,
    FRAGMENTS.map(lambda inner: f"<!DOCTYPE html><html><head><title>A page</title></head><body>{inner}</body></html>"),
    st.text(alphabet="<>/=\"'& \n\0apdivul!-?xé", max_size=200),
)
