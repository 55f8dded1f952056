"""What the pages of a large corpus show, kept in a file that is gone with the process.

Memory does not grow with the number of pages, sites or lines: what does not fit into SQLite's cache lies on disk, some
kilobytes a page, and no more than twice MOST_PAGES pages of a site. Nothing is lost by that; which pages of a larger
site count is said in counting.py.
"""

from __future__ import annotations

import pickle
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from types import TracebackType

from cleaner.profile.collect import MOST_PAGES, PageFacts, merge

_FAST = 1  # of zlib's levels


class Store:
    """The facts of pages by site; a context. Whatever the order in which they are added, it holds the same."""

    def __init__(self) -> None:
        self._data = sqlite3.connect("", isolation_level=None)
        self._data.executescript(
            "CREATE TABLE pages (site TEXT, key TEXT, facts BLOB, PRIMARY KEY (site, key)) WITHOUT ROWID;"
            "CREATE TABLE sites (site TEXT PRIMARY KEY, pages INTEGER) WITHOUT ROWID;"
            "BEGIN;"
        )

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._data.close()

    def add(self, site: str, facts: PageFacts) -> None:
        """Add a page. Of two copies of an article it is always the same one that counts."""
        known = self._page(site, facts.key)
        if known is not None:
            facts = merge({site: {facts.key: known}}, {site: {facts.key: facts}})[site][facts.key]
        blob = zlib.compress(pickle.dumps(facts), _FAST)
        self._data.execute("INSERT OR REPLACE INTO pages VALUES (?, ?, ?)", (site, facts.key, blob))
        if known is None:
            self._one_more(site)

    def sites(self) -> Iterator[str]:
        """The sites, in the order of their names."""
        for (site,) in self._data.execute("SELECT site FROM sites ORDER BY site"):
            yield site

    def pages(self, site: str) -> Mapping[str, PageFacts]:
        """What the pages of a site show, by their keys: those with the smallest ones, if there are many."""
        found = self._data.execute(
            "SELECT key, facts FROM pages WHERE site = ? ORDER BY key LIMIT ?", (site, MOST_PAGES)
        )
        return {key: _unpacked(blob) for key, blob in found}

    def _page(self, site: str, key: str) -> PageFacts | None:
        found = self._data.execute("SELECT facts FROM pages WHERE site = ? AND key = ?", (site, key)).fetchone()
        return None if found is None else _unpacked(found[0])

    def _one_more(self, site: str) -> None:
        count = "INSERT INTO sites VALUES (?, 1) ON CONFLICT DO UPDATE SET pages = pages + 1 RETURNING pages"
        ((pages,),) = self._data.execute(count, (site,)).fetchall()
        if pages >= 2 * MOST_PAGES:
            beyond = "(SELECT key FROM pages WHERE site = ? ORDER BY key LIMIT -1 OFFSET ?)"
            self._data.execute(f"DELETE FROM pages WHERE site = ? AND key IN {beyond}", (site, site, MOST_PAGES))
            self._data.execute("UPDATE sites SET pages = ? WHERE site = ?", (MOST_PAGES, site))


def _unpacked(blob: bytes) -> PageFacts:
    # It was packed by this very process; no other has access to the file.
    facts: PageFacts = pickle.loads(zlib.decompress(blob))
    return facts
