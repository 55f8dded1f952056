"""The manifest while a batch runs: lines are added in whatever order inputs are done, and put in order at the end."""

from __future__ import annotations

import contextlib
import os
from types import TracebackType

from cleaner.batch.ledger import Ledger, Noted
from cleaner.batch.manifest import OVERWRITES, Entry, line_of, settled
from cleaner.batch.record import Outcome
from cleaner.batch.sinks.appending import Appending, sync_folder


class Journal:
    """A manifest that is added to; a context. `ledger` knows where the rows of tables stand."""

    def __init__(self, path: str, overwrites: bool) -> None:
        self._path = path
        self._left = contextlib.ExitStack()
        self._file = self._left.enter_context(Appending(path))
        self.ledger = Ledger()
        self._left.callback(self.ledger.close)
        if self._file.size:
            self._file.add(b"\n")  # or what a killed process left half done would spoil the next line
        if overwrites:
            self._file.add(OVERWRITES)

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._left.close()

    def note(self, order: int, entry: Entry, outcome: Outcome, of_table: bool) -> None:
        """Add what became of an input. Of several notes of one the last one holds."""
        place = self._file.add(line_of(entry, outcome))
        line = (place.offset, place.size)
        self.ledger.note(Noted(order, line, entry.output, entry.standing) if of_table else Noted(order, line))

    def settle(self, beside: str) -> None:
        """Write the manifest anew, with a line for every input of the run, in their order; first as a file `beside`."""
        with open(beside, "wb") as file:
            for place, standing in self.ledger.lines():
                line = self._file.read_at(*place)
                file.write(line if standing is None else settled(line, standing))
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, self._path)
        sync_folder(os.path.dirname(self._path) or ".")
