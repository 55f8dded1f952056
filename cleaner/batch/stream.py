"""The output of a batch that is sent on: documents and rows one after the other, without a manifest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import Self

from cleaner.batch import rows
from cleaner.batch.output import Admitted, Finished
from cleaner.batch.record import Outcome, Record
from cleaner.batch.rows import json_row
from cleaner.batch.sinks.claims import Input


class Stream:
    """Used like an Output, but what is put must be put in the order of the inputs.

    `send` takes text as it is to be written, and raises what it likes. With `parted` there is a blank line between one
    document and the next.
    """

    def __init__(
        self, send: Callable[[str], None], parted: bool = False, columns: Sequence[str] = rows.columns()
    ) -> None:
        self._send = send
        self._parted = parted
        self._columns = columns
        self._admitted = 0
        self._sent = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        return None

    def prepare(self, inputs: Iterable[Input]) -> None:
        """Nothing can be in the way."""

    def admit(self, record: Record) -> Admitted:
        """Give a record its number."""
        self._admitted += 1
        return Admitted(self._admitted, record)

    def put(self, admitted: Admitted, outcome: Outcome) -> Outcome:
        """Send what became of a record."""
        if admitted.record.number is not None:
            self._send(json_row(admitted.record, outcome, self._columns) or "")
        elif outcome.output:
            self._send(("\n" if self._parted and self._sent else "") + outcome.output)
            self._sent = True
        return outcome

    def finish(self) -> Finished:
        """Nothing is left to be done."""
        return Finished()
