"""The output of a batch from start to finish: what is written where, and the manifest.

    with Output(target_of("out/"), WritePlan(settings, Mode.NEW)) as output:
        output.prepare(inputs)                    # finds whatever is in the way before anything is written
        for record in records:
            admitted = output.admit(record)       # admitted.known: its outcome, if it need not be cleaned
            ...
            outcome = output.put(admitted, outcome)   # in any order
        finished = output.finish()

Left without `finish`, by an exception or because the process is killed, it keeps what is complete, and `Mode.RESUME`
continues from there. The state of a run is in one file, see sinks/run_file.py.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from typing import NamedTuple, Self

from cleaner.batch import fingerprint, rows
from cleaner.batch.json_text import shown
from cleaner.batch.manifest import Entry, key_of, line_of, outcome_of, position_in, read_line, with_position
from cleaner.batch.record import DONE, Outcome, Record, Request, Status
from cleaner.batch.sinks.claims import Input, OutputClaims
from cleaner.batch.sinks.document_folder import DocumentFolder
from cleaner.batch.sinks.run_file import EarlierOutcome, RunFile, StoredRow
from cleaner.batch.sinks.table_writer import TableWriter
from cleaner.batch.sinks.target import SinkError, Target, TargetKind, UnwritableError
from cleaner.batch.sinks.workplace import Workplace
from cleaner.files.errors import reason
from cleaner.files.formats import coding_of, is_remote

_PROBE_BYTES = 1 << 16
# How much is done again if the process is killed. Sixteen documents are committed together.
_MOST_ROWS, _MOST_BYTES, _MOST_SECONDS = 512, 4_000_000, 1.0
_ROWS_OF_DOCUMENT = 32


class Mode(Enum):
    """What to do with the output of an earlier run."""

    NEW = "new"  # there must be none
    RESUME = "resume"
    OVERWRITE = "overwrite"


class WritePlan(NamedTuple):
    """How a batch is written.

    `settings` is a digest of the settings, `columns` are added to rows. `digest` gives the digest of a request's
    content that its outcome would have; it raises InputError or OSError for a file that cannot be read.
    """

    settings: str
    mode: Mode = Mode.NEW
    columns: Sequence[str] = rows.columns()
    digest: Callable[[Request], str] = fingerprint.of_request


class Admitted(NamedTuple):
    """A record with its place in the order of the inputs.

    Its outcome is `known` ahead if it cannot be cleaned, or if an `earlier` run has done it.
    """

    place: int
    record: Record
    known: Outcome | None = None
    earlier: bool = False

    @classmethod
    def at(cls, place: int, record: Record) -> Self:
        """A record that no earlier run has done."""
        problem = record.problem
        known = problem and Outcome(problem.status, problem.reason, bytes_in=record.request.size)
        return cls(place, record, known)

    @property
    def request(self) -> Request:
        """What an engine is asked."""
        return self.record.request if self.known is None else self.record.request._replace(settled=True)


class Finished(NamedTuple):
    """Documents of earlier runs that belong to no input of this one: how many, and one of them."""

    left_over: int = 0
    example: str | None = None


class WriteError(Exception):
    """Nothing more can be written; the message says where and why."""


class Output:
    """A context, see above. `prepare` raises SinkError, and every method WriteError if nothing more can be written."""

    def __init__(self, target: Target, plan: WritePlan) -> None:
        self._target = target
        self._plan = plan
        self._workplace = Workplace(target)
        self._documents = DocumentFolder(target)
        self._run_file: RunFile | None = None
        self._open_tables: TableWriter | None = None
        self._resumes = False
        self._prepared = self._finished = False
        self._place = self._announced = 0
        self._unsaved_rows = self._unsaved_bytes = 0
        self._saved = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self._run_file is None:
            return
        try:
            if not self._finished:
                with contextlib.suppress(WriteError):
                    self._break_off()
        finally:
            self._tables.close()
            self._run_file.close()
            self._workplace.leave()

    def prepare(self, inputs: Iterable[Input]) -> None:
        """Look for everything that is in the way of the outputs of all inputs, then get ready to write.

        Raises SinkError, and then nothing was written.
        """
        mode = self._plan.mode
        there = os.path.lexists(self._target.manifest) or os.path.lexists(self._workplace.run_file)
        if there and mode is Mode.NEW:
            raise SinkError(
                f"{self._target.path}: an earlier run has written it; --resume continues it, --overwrite replaces it"
            )
        with self._writing():
            if there:
                self._open()
            self._check(inputs)
            if not there:
                self._open()
            if mode is Mode.OVERWRITE:
                self._state.forget()
            self._workplace.clear()
            self._state.commit()
        self._resumes = there
        self._prepared = True
        self._saved = time.monotonic()

    def _open(self) -> None:
        self._run_file = self._workplace.enter()
        self._open_tables = TableWriter(self._target, self._plan.columns, self._run_file)
        self._run_file.take_in(self._target.manifest)

    def _check(self, inputs: Iterable[Input]) -> None:
        with OutputClaims(self._target, self._may_write) as claims:
            for found in inputs:
                claims.add(found)
            claims.check()

    def _may_write(self, output: str) -> bool:
        if self._plan.mode is Mode.OVERWRITE:
            return True
        return self._run_file is not None and self._run_file.may_write(output)

    @property
    def _state(self) -> RunFile:
        assert self._run_file is not None
        return self._run_file

    @property
    def _tables(self) -> TableWriter:
        assert self._open_tables is not None
        return self._open_tables

    # Records of which an earlier run may have the outcome

    def admit(self, record: Record) -> Admitted:
        """Give a record its place. An earlier one need not be cleaned or put."""
        self._place += 1
        admitted = Admitted.at(self._place, record)
        if record.problem is not None:
            return admitted
        with self._writing():
            if self._resumes and (earlier := self._earlier(record)) is not None:
                return Admitted(self._place, record, earlier, earlier=True)
            if self._is_document(record):
                self._state.announce(self._output_of(record))
        return admitted

    def _earlier(self, record: Record) -> Outcome | None:
        """The outcome of an earlier run, if it still holds; it gets its place among those of this run."""
        found = self._state.find(record)
        row = None if found is None else read_line(found.line)
        if found is None or row is None:
            return None
        output = self._output_of(record)
        stored = self._stored(record, output, found, row)
        if stored is None:
            return None
        is_document = self._is_document(record)
        if is_document:
            self._state.meet(output)
        self._state.keep(found, self._place, None if is_document else output, stored)
        return outcome_of(row)

    def _stored(self, record: Record, output: str, found: EarlierOutcome, row: dict[str, object]) -> StoredRow | None:
        """Where the earlier result of a record is, if neither it nor the record has changed since."""
        if (
            row.get("settings") != self._plan.settings
            or row["status"] not in DONE
            or row.get("output") != shown(output)
        ):
            return None
        at = position_in(row)
        if (at is None and found.row is None) or not self._is_unchanged(record, row):
            return None
        if self._is_document(record):
            return StoredRow(*at) if at is not None and self._documents.holds(output, at) else None
        return found.row or (None if at is None else self._tables.locate(output, at))

    def _is_unchanged(self, record: Record, row: dict[str, object]) -> bool:
        request = record.request
        try:
            as_read = request.content is None and not coding_of(request.path) and not is_remote(request.path)
            if as_read and os.path.getsize(request.path) != row.get("bytes"):
                return False
            return fingerprint.of_input(record, self._plan.digest(request)) == row.get("hash")
        except Exception:  # cleaning reads it again, and reports what is wrong with it
            return False

    # Records that this run has done

    def put(self, admitted: Admitted, outcome: Outcome) -> Outcome:
        """Write what became of a record. A document that cannot have its name comes back as another outcome."""
        record = admitted.record
        with self._writing():
            if self._is_document(record):
                outcome = self._put_document(admitted, outcome)
                self._unsaved_rows += _ROWS_OF_DOCUMENT
            else:
                entry = self._entry(record, outcome)._replace(output=self._output_of(record))
                self._unsaved_bytes += self._tables.put(admitted.place, entry, record, outcome)
                self._unsaved_rows += 1
            if (
                self._unsaved_rows >= _MOST_ROWS
                or self._unsaved_bytes >= _MOST_BYTES
                or time.monotonic() - self._saved > _MOST_SECONDS
            ):
                self._save()
        return outcome

    def _put_document(self, admitted: Admitted, outcome: Outcome) -> Outcome:
        record, state = admitted.record, self._state
        entry, output, key = self._entry(record, outcome), self._output_of(record), key_of(record)
        if outcome.output is None:
            if state.wrote(output):
                self._documents.remove(output)
            state.disown(output)
            state.put(admitted.place, key, line_of(entry, outcome))
            return outcome
        at = self._documents.write(outcome.output.encode("utf-8", "replace"))
        # First the announcement, then the document: whatever is found under its name later is known to be ours.
        if admitted.place > self._announced:
            self._save()
        why_not = self._documents.place(output)
        if why_not is None:
            entry = entry._replace(output=output, at=at)
        else:
            outcome = outcome._replace(status=Status.FAILED, reason=why_not, output=None, fields=None)
        state.put(admitted.place, key, line_of(entry, outcome))
        return outcome

    def _entry(self, record: Record, outcome: Outcome) -> Entry:
        digest = fingerprint.of_input(record, outcome.digest)
        return Entry(record.request.path, record.number, record.id, digest, self._plan.settings)

    def _is_document(self, record: Record) -> bool:
        return self._target.kind is TargetKind.FOLDER and record.number is None

    def _output_of(self, record: Record) -> str:
        return self._target.output_of(record.relative, record.number is not None)

    def _save(self) -> None:
        self._tables.flush()
        self._state.commit()
        self._announced = self._place
        self._unsaved_rows = self._unsaved_bytes = 0
        self._saved = time.monotonic()

    # The end

    def finish(self) -> Finished:
        """All records were put: write the tables, and the manifest in the order of the inputs."""
        state = self._state
        with self._writing():
            self._save()
            state.index()
            tables = state.tables()
            if self._target.kind is TargetKind.TABLE and not tables:
                tables = [self._target.table]
            for output in tables:
                self._tables.finish(output)
            finished = self._left_over()
            self._workplace.write_manifest(self._settled_lines())
            state.remove()
            self._finished = True
        return finished

    def _settled_lines(self) -> Iterator[bytes]:
        """The lines of the manifest, which say where rows are in the finished tables."""
        current = None
        for line, output, row in self._state.lines():
            if output is None:
                yield line
                continue
            if output != current:
                # The rows of a table follow on one another: a table has one input, or is the only one.
                current, position = output, self._tables.positions(output)
            yield with_position(line, position(row))

    def _break_off(self) -> None:
        """Keep what is complete, and let the manifest tell of it."""
        state = self._state
        with self._writing():
            if self._prepared:
                self._save()
                self._workplace.write_manifest(state.all_lines())
            if not state.is_needed and (self._prepared or state.is_new):
                state.remove()

    def _left_over(self) -> Finished:
        finished = Finished()
        if self._resumes and self._target.kind is TargetKind.FOLDER:
            for output in self._state.left_over():
                if os.path.lexists(os.path.join(self._target.folder, *output.split("/"))):
                    finished = Finished(finished.left_over + 1, finished.example or output)
        return finished

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except (OSError, UnwritableError, sqlite3.Error) as error:
            why = self._of_database(error) if isinstance(error, sqlite3.Error) else _reason(error)
            raise WriteError(f"{self._target.path}: cannot be written: {why}") from error

    def _of_database(self, error: sqlite3.Error) -> str:
        """Why SQLite cannot write. Of most errors of the system it only says that there was one."""
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_FULL:
            return "no space left on device"
        if code == sqlite3.SQLITE_IOERR:
            try:
                self._documents.write(bytes(_PROBE_BYTES))
            except OSError as refused:
                return reason(refused)
        return str(error)


def _reason(error: Exception) -> str:
    return reason(error) if isinstance(error, OSError) else str(error)
