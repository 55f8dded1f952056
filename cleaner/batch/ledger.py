"""Where each input of a run stands, in the order of the inputs, whatever the order in which they were done.

It lies in a file of its own that is gone with the process, and not in memory: there may be millions.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cleaner.batch.manifest import Standing


class Noted(NamedTuple):
    """An input: its number in the run, where its line stands in the manifest, and its row in a table, if it has one."""

    order: int
    line: tuple[int, int]
    output: str | None = None
    standing: Standing | None = None


class Ledger:
    """What was noted of the inputs of a run so far."""

    def __init__(self) -> None:
        self._data = sqlite3.connect("")
        self._data.executescript(
            "CREATE TABLE inputs (number INTEGER PRIMARY KEY, at INTEGER, size INTEGER, output INTEGER, standing TEXT);"
            "CREATE TABLE outputs (number INTEGER PRIMARY KEY, name BLOB UNIQUE);"
            "CREATE INDEX by_output ON inputs (output, number) WHERE output IS NOT NULL;"
        )
        self._last: tuple[str, int] = ("", 0)

    def close(self) -> None:
        """Let go of it."""
        self._data.close()

    def note(self, noted: Noted) -> None:
        """Note an input, in the place of what was noted of it before."""
        output = None if noted.output is None else self.number_of(noted.output)
        row = (noted.order, *noted.line, output, _as_text(noted.standing))
        self._data.execute("INSERT OR REPLACE INTO inputs VALUES (?, ?, ?, ?, ?)", row)

    def number_of(self, output: str) -> int:
        """The number of a table, which is noted with it, were it without a row."""
        if self._last[0] != output:
            name = os.fsencode(output)  # which may hold bytes that are not UTF-8
            self._data.execute("INSERT OR IGNORE INTO outputs (name) VALUES (?)", (name,))
            (number,) = self._data.execute("SELECT number FROM outputs WHERE name = ?", (name,)).fetchone()
            self._last = (output, number)
        return self._last[1]

    def tables(self) -> list[str]:
        """The tables of the run."""
        return [os.fsdecode(name) for (name,) in self._data.execute("SELECT name FROM outputs ORDER BY number")]

    def rows(self, output: str) -> Iterator[tuple[int, Standing]]:
        """The rows of a table: the number of each one's input, and where it stands."""
        number = self.number_of(output)
        found = self._data.execute("SELECT number, standing FROM inputs WHERE output = ? ORDER BY number", (number,))
        for order, standing in found:
            yield order, _from_text(standing)

    def settle(self, rows: Iterable[tuple[int, Standing]]) -> None:
        """Note where rows have come to stand in a finished table."""
        # One statement must not write what another one reads.
        with sqlite3.connect("") as beside:
            beside.execute("CREATE TABLE rows (standing TEXT, number INTEGER)")
            beside.executemany("INSERT INTO rows VALUES (?, ?)", ((_as_text(at), order) for order, at in rows))
            settled = beside.execute("SELECT standing, number FROM rows")
            self._data.executemany("UPDATE inputs SET standing = ? WHERE number = ?", settled)
        beside.close()

    def lines(self) -> Iterator[tuple[tuple[int, int], Standing | None]]:
        """Of every input, in their order, where its line of the manifest stands, and its row, if it has one."""
        for at, size, standing in self._data.execute("SELECT at, size, standing FROM inputs ORDER BY number"):
            yield (at, size), None if standing is None else _from_text(standing)


def _as_text(standing: Standing | None) -> str | None:
    if standing is None:
        return None
    return " ".join(map(str, (int(standing.partial), *standing.numbers)))


def _from_text(text: str) -> Standing:
    partial, *numbers = map(int, text.split())
    return Standing(tuple(numbers), bool(partial))
