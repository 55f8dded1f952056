"""A small corpus of invented pages with their articles, in the format of `cleaner.training`."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

from pages import HEADINGS, SENTENCES

# A block's text has no soft hyphens, so it would not be found in gold that has them.
PROSE = [sentence for sentence in SENTENCES if "\u00ad" not in sentence]
MENU = ("News", "Weather", "Sport", "Tides", "Letters", "About us", "Log in")
BOXES = {
    "share-bar": ("Share this article", "Share on Facebook", "Copy link", "Print"),
    "related": ("More For You", "Read more", "A Bakery Opens at Midnight", "The Clock That Struck Thirteen"),
    "newsletter": ("Sign up for our newsletter", "Your e-mail address", "Every Friday in your inbox"),
    "comments": ("2 comments", "Well said, Pia", "Reply", "I was there and it rained"),
}
FOOTER = ("© 2023 The Valley Courier. All rights reserved.", "Privacy Policy", "Contact")


def write_corpus(folder: Path, hosts: int) -> None:
    """Write one set of articles, two pages of each host, and a smaller one of pages that are no articles."""
    articles = [page(f"paper{at % hosts}.example", at) for at in range(2 * hosts)]
    shops = [{**page("shop.example", at), "type": "product", "gold": None} for at in range(4)]
    for name, pages in (("articles", articles), ("shops", shops)):
        lines = "".join(json.dumps(one) + "\n" for one in pages)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")


def page(host: str, seed: int) -> dict[str, Any]:
    """One page of a corpus: an article amid a menu, three boxes and a footer, as HTML and as text."""
    chance = Random(seed)
    title = chance.choice(HEADINGS[:3])
    gold = [" ".join(chance.sample(PROSE, 3)) for _ in range(chance.randint(3, 6))]
    boxes = {name: chance.sample(BOXES[name], 3) for name in chance.sample(sorted(BOXES), 3)}
    parts = [
        f"<nav><ul>{_tagged('li', chance.sample(MENU, 5))}</ul></nav>",
        f"<article><h1>{title}</h1>{_tagged('p', gold)}</article>",
        *(f'<div class="{name}">{_tagged("p", lines)}</div>' for name, lines in boxes.items()),
        f"<footer>{_tagged('p', FOOTER)}</footer>",
    ]
    html = f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{''.join(parts)}</body></html>"
    lines = [line.rpartition(">")[2] for line in html.partition("<body>")[2].replace("</", "\n</").split("\n")]
    text = {"nodes": "\n".join(line for line in lines if line.strip())}
    address = f"https://{host}/{seed}"
    return {"id": address, "url": address, "html": html, "title": title, "gold": gold, "text": text}


def _tagged(tag: str, lines: list[str] | tuple[str, ...]) -> str:
    return "".join(f"<{tag}>{line}</{tag}>" for line in lines)
