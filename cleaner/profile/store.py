"""The facts of the pages of a large corpus, in a file that is deleted with the process.

Memory does not grow with the number of pages, sites or lines: beyond SQLite's cache everything is on disk, some
kilobytes a page, for no more than twice MOST_PAGES pages of a site.

A site is counted on the MOST_PAGES pages with the smallest keys. Keys are hashes, so this is as good as drawing pages
by lot, and gives the same pages on every run, in whatever order they come. Up to that number every count is exact.
Beyond, a share is off by a few hundredths at most (twice the square root of p(1 - p) / 300 in 19 cases of 20), and a
line on fewer than one page in a hundred may be missed.
"""

from __future__ import annotations

import pickle
import sqlite3
import zlib
from collections.abc import Iterator, Mapping

from cleaner.profile.collect import MOST_PAGES, PageFacts, first_copy

_ZLIB_LEVEL = 1  # the fastest


class Store:
    """The facts of pages, by site. A context manager. The order in which pages are added does not matter."""

    def __init__(self) -> None:
        self._data = sqlite3.connect("", isolation_level=None)
        self._data.executescript(
            "CREATE TABLE pages (site TEXT, key TEXT, facts BLOB, PRIMARY KEY (site, key)) WITHOUT ROWID;"
            "CREATE TABLE sites (site TEXT PRIMARY KEY, pages INTEGER) WITHOUT ROWID;"
            "BEGIN;"
        )

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *error: object) -> None:
        self._data.close()

    def add(self, site: str, facts: PageFacts) -> None:
        """Add a page of a site. Of two copies of an article, the same one always counts."""
        known = self._page(site, facts.key)
        if known is not None:
            facts = first_copy(known, facts)
        blob = zlib.compress(pickle.dumps(facts), _ZLIB_LEVEL)
        self._data.execute("INSERT OR REPLACE INTO pages VALUES (?, ?, ?)", (site, facts.key, blob))
        if known is None:
            self._count_page(site)

    def sites(self) -> Iterator[str]:
        """The sites, ordered by name."""
        for (site,) in self._data.execute("SELECT site FROM sites ORDER BY site"):
            yield site

    def pages(self, site: str) -> Mapping[str, PageFacts]:
        """The facts of the pages of a site by their keys: of MOST_PAGES pages at most, those with the smallest keys."""
        found = self._data.execute(
            "SELECT key, facts FROM pages WHERE site = ? ORDER BY key LIMIT ?", (site, MOST_PAGES)
        )
        return {key: _unpacked(blob) for key, blob in found}

    def _page(self, site: str, key: str) -> PageFacts | None:
        found = self._data.execute("SELECT facts FROM pages WHERE site = ? AND key = ?", (site, key)).fetchone()
        return None if found is None else _unpacked(found[0])

    def _count_page(self, site: str) -> None:
        count = "INSERT INTO sites VALUES (?, 1) ON CONFLICT DO UPDATE SET pages = pages + 1 RETURNING pages"
        ((pages,),) = self._data.execute(count, (site,)).fetchall()
        if pages >= 2 * MOST_PAGES:
            beyond = "(SELECT key FROM pages WHERE site = ? ORDER BY key LIMIT -1 OFFSET ?)"
            self._data.execute(f"DELETE FROM pages WHERE site = ? AND key IN {beyond}", (site, site, MOST_PAGES))
            self._data.execute("UPDATE sites SET pages = ? WHERE site = ?", (MOST_PAGES, site))


def _unpacked(blob: bytes) -> PageFacts:
    # Safe to unpickle: this process packed it, and no other can reach the file.
    facts: PageFacts = pickle.loads(zlib.decompress(blob))
    return facts
