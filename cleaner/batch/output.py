"""The output of a batch, from start to finish: what is written where, and the manifest that tells of it.

    with Output(target_of("out/"), Plan(settings, Mode.NEW)) as output:
        output.prepare(inputs)                    # whatever is in the way is found before anything is written
        for record in records:
            admitted = output.admit(record)       # admitted.earlier: what an earlier run has made of it, if that holds
            ...
            outcome = output.put(admitted, outcome)   # in any order
        finished = output.finish()

Left without `finish`, by an exception or a killed process, what is complete stays, and `Mode.RESUME` goes on with it.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from functools import partial
from types import TracebackType
from typing import NamedTuple, Self

from cleaner.batch import fingerprint, rows
from cleaner.batch.journal import Journal
from cleaner.batch.ledger import Noted
from cleaner.batch.manifest import Entry, Standing, outcome_of, standing_of
from cleaner.batch.record import Outcome, Record, Request, Status
from cleaner.batch.resume import DONE, Earlier, Found
from cleaner.batch.sinks.claims import Claims, Input
from cleaner.batch.sinks.documents import Documents
from cleaner.batch.sinks.tables import Tables
from cleaner.batch.sinks.target import Shape, SinkError, Target, UnwritableError
from cleaner.batch.sinks.workplace import Workplace
from cleaner.files.errors import reason
from cleaner.files.formats import coding_of, is_remote

# How long what was done may wait to be written, in seconds.
_PATIENCE = 1.0


class Mode(Enum):
    """What is done with the output of an earlier run."""

    NEW = "new"  # there must be none
    RESUME = "resume"
    OVERWRITE = "overwrite"


class Plan(NamedTuple):
    """How a batch is written: a digest of its settings, what is done with earlier output, what is added to rows.

    `digest` tells the content of a request from others as the outcome does that cleaning it gives; it raises InputError
    or OSError for a file that cannot be read.
    """

    settings: str
    mode: Mode = Mode.NEW
    columns: Sequence[str] = rows.columns()
    digest: Callable[[Request], str] = fingerprint.of_request


class Admitted(NamedTuple):
    """A record with its number in the run, and its outcome where an earlier run has done it."""

    order: int
    record: Record
    earlier: Outcome | None = None


class Finished(NamedTuple):
    """What is left from an earlier run and belongs to no input of this one: how many documents, and one of them."""

    left_over: int = 0
    example: str | None = None


class OutputError(Exception):
    """Nothing more can be written; the message says where and why."""


class Output:
    """See above. A context; `prepare` raises SinkError, and all of it OutputError where nothing more can be written."""

    def __init__(self, target: Target, plan: Plan) -> None:
        self._target = target
        self._plan = plan
        self._workplace = Workplace(target)
        self._documents = Documents(target)
        self._tables = Tables(target, plan.columns)
        self._earlier: Earlier | None = None
        self._journal: Journal | None = None
        self._left = contextlib.ExitStack()
        self._left.callback(self._tables.close)
        self._admitted = 0
        self._flushed = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            with contextlib.suppress(OutputError):
                self._flush()
        finally:
            self._left.close()

    def prepare(self, inputs: Iterable[Input]) -> None:
        """Look for all that is in the way of the outputs of all inputs, then get ready to write.

        Raises SinkError, and then nothing was written.
        """
        with self._writing():
            self._open_earlier()
            with Claims(self._target, self._is_ours) as claims:
                for found in inputs:
                    claims.add(found)
                claims.check()
            self._left.enter_context(self._workplace)
            if self._plan.mode is not Mode.RESUME or self._earlier is None:
                self._workplace.clear()
            overwrites = self._plan.mode is Mode.OVERWRITE
            self._journal = self._left.enter_context(Journal(self._target.manifest, overwrites))
        self._flushed = time.monotonic()

    def admit(self, record: Record) -> Admitted:
        """Give a record its number. It need not be cleaned or put if it has an earlier outcome."""
        self._admitted += 1
        admitted = Admitted(self._admitted, record)
        if self._earlier is None or record.problem is not None:
            return admitted
        found = self._earlier.find(record)
        if found is None or found.row.get("settings") != self._plan.settings or found.row["status"] not in DONE:
            return admitted
        standing = self._where_it_stands(record, found)
        if standing is None:
            return admitted
        self._keep(admitted, found, standing)
        return admitted._replace(earlier=outcome_of(found.row))

    def put(self, admitted: Admitted, outcome: Outcome) -> Outcome:
        """Write what became of a record. The outcome is another one where it cannot be written under its name."""
        with self._writing():
            if self._is_document(admitted.record):
                outcome = self._put_document(admitted, outcome)
            else:
                self._put_row(admitted, outcome)
            if self._tables.full or time.monotonic() - self._flushed > _PATIENCE:
                self._flush()
        return outcome

    def finish(self) -> Finished:
        """All was put: put the tables together, and the manifest in the order of the inputs."""
        assert self._journal is not None
        with self._writing():
            self._flush()
            ledger = self._journal.ledger
            if self._target.shape is Shape.TABLE:
                ledger.number_of(self._target.table)
            for output in ledger.tables():
                ledger.settle(self._tables.finish(output, partial(ledger.rows, output)))
            self._journal.settle(self._workplace.path("manifest"))
            self._workplace.clear()
        return self._left_over()

    def _open_earlier(self) -> None:
        if not os.path.lexists(self._target.manifest):
            return
        if self._plan.mode is Mode.NEW:
            raise SinkError(
                f"{self._target.path}: an earlier run has written it; --resume goes on with it, --overwrite replaces it"
            )
        self._earlier = self._left.enter_context(contextlib.closing(Earlier(self._target.manifest)))
        if self._plan.mode is Mode.OVERWRITE:
            self._earlier.forget()

    def _is_ours(self, output: str) -> bool:
        if self._plan.mode is Mode.OVERWRITE:
            return True
        return self._earlier is not None and (self._earlier.overwrites or self._earlier.wrote(output))

    def _is_document(self, record: Record) -> bool:
        return self._target.shape is Shape.FOLDER and record.number is None

    def _output_of(self, record: Record) -> str:
        return self._target.output_of(record.relative, record.number is not None)

    def _where_it_stands(self, record: Record, found: Found) -> Standing | None:
        """Where the earlier result of a record stands, if neither it nor the record has changed since."""
        output = self._output_of(record)
        standing = standing_of(found.row)
        if standing is None or found.row.get("output") != rows.shown(output):
            return None
        if not self._is_unchanged(record, found):
            return None
        if self._is_document(record):
            return standing if self._documents.holds(output, standing) else None
        return self._tables.locate(output, standing)

    def _is_unchanged(self, record: Record, found: Found) -> bool:
        request = record.request
        try:
            as_read = request.content is None and not coding_of(request.path) and not is_remote(request.path)
            if as_read and os.path.getsize(request.path) != found.row.get("bytes"):
                return False
            return fingerprint.of_input(record, self._plan.digest(request)) == found.row.get("hash")
        except Exception:  # it is read anew, and what is wrong with it is told then
            return False

    def _keep(self, admitted: Admitted, found: Found, standing: Standing) -> None:
        assert self._journal is not None
        output = self._output_of(admitted.record)
        if self._is_document(admitted.record):
            self._journal.ledger.note(Noted(admitted.order, found.line))
            self._meet(output)
        else:
            self._journal.ledger.note(Noted(admitted.order, found.line, output, standing))

    def _meet(self, output: str) -> None:
        if self._earlier is not None:
            self._earlier.meet(output)

    def _put_document(self, admitted: Admitted, outcome: Outcome) -> Outcome:
        entry = self._entry(admitted.record, outcome)
        output = self._output_of(admitted.record)
        self._meet(output)
        if outcome.output is None:
            if self._earlier is not None and self._earlier.wrote(output):
                self._documents.remove(output)
            self._note(admitted.order, entry, outcome)
            return outcome
        standing = self._documents.write(outcome.output.encode("utf-8", "replace"))
        # The manifest first: whatever is found in the output later, it tells that it is ours.
        self._note(admitted.order, entry._replace(output=output, standing=standing), outcome)
        if (why := self._documents.place(output)) is not None:
            outcome = outcome._replace(status=Status.FAILED, reason=why, output=None, fields=None)
            self._note(admitted.order, entry, outcome)
        return outcome

    def _put_row(self, admitted: Admitted, outcome: Outcome) -> None:
        record = admitted.record
        entry = self._entry(record, outcome)
        # What waits need not hold the texts.
        light = outcome._replace(output=None, fields=None)
        output = self._output_of(record)
        if not self._tables.add(output, record, outcome, (admitted.order, entry._replace(output=output), light)):
            self._note(admitted.order, entry, outcome)

    def _entry(self, record: Record, outcome: Outcome) -> Entry:
        mark = fingerprint.of_input(record, outcome.digest)
        return Entry(record.request.path, record.number, record.id, mark, self._plan.settings)

    def _note(self, order: int, entry: Entry, outcome: Outcome, of_table: bool = False) -> None:
        assert self._journal is not None
        self._journal.note(order, entry, outcome, of_table)

    def _flush(self) -> None:
        with self._writing():
            for (order, entry, outcome), standing in self._tables.flush():
                self._note(order, entry._replace(standing=standing), outcome, of_table=True)
        self._flushed = time.monotonic()

    def _left_over(self) -> Finished:
        finished = Finished()
        if self._earlier is not None and self._target.shape is Shape.FOLDER:
            for output in self._earlier.left_over():
                if os.path.lexists(os.path.join(self._target.folder, *output.split("/"))):
                    finished = Finished(finished.left_over + 1, finished.example or output)
        return finished

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except (OSError, UnwritableError) as error:
            why = reason(error) if isinstance(error, OSError) else str(error)
            raise OutputError(f"{self._target.path}: cannot be written: {why}") from error
