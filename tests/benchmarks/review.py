"""How large a review page of many documents is, and how long a browser takes to open and search it.

    python -m tests.benchmarks.review [--documents N]

The documents are the samples, repeated under different names. Needs the extra `browser`, and Chromium on the path.
Prints a table in markdown.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

from cleaner import Kind, clean
from cleaner.review.data import ReviewedDocument
from cleaner.review.review_page import write_page
from tests.benchmarks.common import SAMPLES, say_head, say_row

if TYPE_CHECKING:
    from playwright.sync_api import Page

SCROLL_PIXELS, SCROLL_SECONDS = 400, 3  # how far the list is scrolled between two frames, and for how long

READY = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"
SCROLL = """
([pixels, seconds]) => new Promise((done) => {
  const list = document.querySelector("#listing");
  const start = performance.now();
  let pictures = 0;
  const step = (now) => {
    list.scrollTop += pixels;
    pictures += 1;
    if (now - start > seconds * 1000) done(pictures / seconds);
    else requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})
"""


def main() -> None:
    """Read the arguments, write a page, open it, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=2000)
    wanted = parser.parse_args().documents
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "review.html"
        documents = list(_documents(wanted))
        start = time.perf_counter()
        write_page(str(path), documents)
        taken = time.perf_counter() - start
        say_head(f"{wanted:,} documents", "")
        say_row("time to write it, without cleaning", f"{taken:.1f} s")
        say_row("size", f"{path.stat().st_size / 1e6:.0f} MB")
        _open(path, wanted)


def _documents(wanted: int) -> Iterator[ReviewedDocument]:
    sources = [(path.name, path.read_text(encoding="utf-8")) for path in sorted(SAMPLES.glob("*.[ht]*"))]
    cleaned = [(name, source, clean(source)) for name, source in sources]
    for number, (name, source, article) in enumerate(islice(cycle(cleaned), wanted)):
        yield ReviewedDocument(f"{number}-{name}", article, source if article.kind is Kind.HTML else "")


def _open(path: Path, wanted: int) -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        args = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = started.chromium.launch(executable_path=shutil.which("chromium"), args=args)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(path.as_uri())
        say_row("ready in", f"{page.evaluate(READY) / 1000:.1f} s")
        frames = page.evaluate(SCROLL, [SCROLL_PIXELS, SCROLL_SECONDS])
        say_row("frames a second while the list scrolls", f"{frames:.0f}")
        for which in ("first", "second"):
            say_row(f"{which} search in all texts", f"{_search(page, which, wanted):.1f} s")
        browser.close()


def _search(page: Page, word: str, wanted: int) -> float:
    """Seconds until a search says how many documents match."""
    found = page.locator("#found")
    before = found.inner_text()
    start = time.perf_counter()
    page.get_by_role("searchbox").fill(word)
    while (now := found.inner_text()) == before or f"of {wanted:,} " not in now:
        time.sleep(0.005)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
