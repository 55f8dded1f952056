"""The output of a batch from start to finish: what is written where, and the manifest.

    with Output(target_of("out/"), WritePlan(settings, Mode.NEW), sources) as output:
        # whatever is in the way was found before anything was written
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
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from functools import partial
from typing import Any, NamedTuple, Self

from cleaner.batch import rows
from cleaner.batch.fingerprint import digest_of, of_input
from cleaner.batch.json_text import shown
from cleaner.batch.manifest import key_of, line_of, outcome_of, position_in, with_position
from cleaner.batch.record import DONE, Outcome, Record, Request, Status
from cleaner.batch.sinks.claims import check_outputs
from cleaner.batch.sinks.document_folder import DocumentFolder
from cleaner.batch.sinks.run_file import EarlierOutcome, RunFile
from cleaner.batch.sinks.table_writer import TableWriter
from cleaner.batch.sinks.target import SinkError, Target, TargetKind, UnwritableError
from cleaner.batch.sources.source import Source
from cleaner.batch.work import content_of
from cleaner.files.errors import reason
from cleaner.files.formats import coding_of, is_remote
from cleaner.files.read import MEGABYTE
from cleaner.files.walk import RUN_FILE

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

    `settings` is a digest of the settings, `columns` are added to rows. An input of more than `max_size` bytes is not
    read to find out whether it has changed.
    """

    settings: str
    mode: Mode = Mode.NEW
    columns: Sequence[str] = rows.columns()
    max_size: int = 100 * MEGABYTE


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
    """A context, see above.

    Raises SinkError if something is in the way of the output of an input, and then nothing was written; every method
    raises WriteError if nothing more can be written.
    """

    def __init__(self, target: Target, plan: WritePlan, inputs: Iterable[Source]) -> None:
        self._target = target
        self._plan = plan
        self._documents = DocumentFolder(target)
        self._finished = False
        self._place = self._announced = 0
        self._unsaved_rows = self._unsaved_bytes = 0
        self._saved = time.monotonic()
        run_file = os.path.join(target.workplace, RUN_FILE)
        self._resumes = os.path.lexists(target.manifest) or os.path.lexists(run_file)
        if self._resumes and plan.mode is Mode.NEW:
            raise SinkError(
                f"{target.path}: an earlier run has written it; --resume continues it, --overwrite replaces it"
            )
        overwrites = plan.mode is Mode.OVERWRITE
        with self._writing():
            if not self._resumes:
                check_outputs(target, inputs, lambda output: overwrites)
            self._state = RunFile(target)
        self._tables = TableWriter(target, plan.columns, self._state)
        try:
            with self._writing():
                self._state.take_in(target.manifest)
                if self._resumes:
                    check_outputs(target, inputs, lambda output: overwrites or self._state.may_write(output))
                if overwrites:
                    self._state.forget()
                self._state.clear()
                self._state.commit()
        except BaseException:
            self._state.close(remove=self._state.is_new)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        try:
            if not self._finished:
                # Keep what is complete, and let the manifest tell of it.
                with contextlib.suppress(WriteError), self._writing():
                    self._save()
                    self._state.write_manifest(self._state.all_lines())
                    if not self._state.is_needed:
                        self._state.close(remove=True)
        finally:
            self._state.close()

    # Records of which an earlier run may have the outcome

    def admit(self, record: Record) -> Admitted:
        """Give a record its place. An earlier one need not be cleaned or put."""
        self._place += 1
        admitted = Admitted.at(self._place, record)
        if admitted.known is not None:
            return admitted
        with self._writing():
            if self._is_document(record):
                self._state.announce(self._output_of(record))
            if self._resumes and (earlier := self._earlier(record)) is not None:
                return admitted._replace(known=earlier, earlier=True)
        return admitted

    def _earlier(self, record: Record) -> Outcome | None:
        """The outcome of an earlier run, if it still holds; it gets its place among those of this run."""
        state, output = self._state, self._output_of(record)
        found = state.find(record)
        is_moved = record.number is not None and not self._holds(record, output, found)
        if is_moved:
            found = state.find_moved(record, self._digest(record))
        if found is None or not self._holds(record, output, found):
            return None
        at = position_in(found.fields)
        if self._is_document(record):
            if at is None or not self._documents.holds(output, at):
                return None
            state.keep(found, self._place, None)
        elif found.row is not None and not is_moved:
            state.keep(found, self._place, output)
        elif (row := found.row or (at and self._tables.locate(output, at))) is not None:
            digests = found.fields["hash"], self._plan.settings
            line = line_of(record, outcome_of(found.fields), digests, output) if is_moved else found.line
            state.put(self._place, key_of(record), line, output, row)
            self._count(1, row.size)
        else:
            return None
        return outcome_of(found.fields)

    def _holds(self, record: Record, output: str, found: EarlierOutcome | None) -> bool:
        """Whether an earlier outcome is that of this record, cleaned in the same way and written to the same place."""
        if found is None:
            return False
        noted = found.fields
        said = (noted.get("settings"), noted.get("output"))
        return (
            noted["status"] in DONE
            and said == (self._plan.settings, shown(output))
            and self._is_unchanged(record, noted)
        )

    def _is_unchanged(self, record: Record, row: dict[str, object]) -> bool:
        request = record.request
        try:
            as_read = request.content is None and not coding_of(request.path) and not is_remote(request.path)
            if as_read and os.path.getsize(request.path) != row.get("bytes"):
                return False
            return self._digest(record) == row.get("hash")
        except Exception:  # cleaning reads it again, and reports what is wrong with it
            return False

    def _digest(self, record: Record) -> str:
        return of_input(record, digest_of(content_of(record.request, self._plan.max_size)))

    # Records that this run has done

    def put(self, admitted: Admitted, outcome: Outcome) -> Outcome:
        """Write what became of a record. A document that cannot have its name comes back as another outcome."""
        record = admitted.record
        with self._writing():
            digests = of_input(record, outcome.digest), self._plan.settings
            if self._is_document(record):
                outcome = self._put_document(admitted, outcome, digests)
                self._count(_ROWS_OF_DOCUMENT, 0)
            else:
                line = partial(line_of, record, outcome, digests)
                size = self._tables.put(admitted.place, self._output_of(record), record, outcome, line)
                self._count(1, size)
        return outcome

    def _put_document(self, admitted: Admitted, outcome: Outcome, digests: tuple[str, str]) -> Outcome:
        state, output = self._state, self._output_of(admitted.record)
        written: tuple[Any, ...] = ()
        if outcome.output is None:
            if state.wrote(output):
                self._documents.remove(output)
            state.disown(output)
        else:
            at = self._documents.write(outcome.output.encode("utf-8", "replace"))
            # First the announcement, then the document: whatever is found under its name later is known to be ours.
            if admitted.place > self._announced:
                self._save()
            why_not = self._documents.place(output)
            if why_not is None:
                written = output, at
            else:
                outcome = outcome._replace(status=Status.FAILED, reason=why_not, output=None, fields=None)
        line = line_of(admitted.record, outcome, digests, *written)
        state.put(admitted.place, key_of(admitted.record), line)
        return outcome

    def _is_document(self, record: Record) -> bool:
        return self._target.kind is TargetKind.FOLDER and record.number is None

    def _output_of(self, record: Record) -> str:
        return self._target.output_of(record.relative, record.number is not None)

    def _count(self, rows: int, size: int) -> None:
        """Count what was noted, and save it if it has become much, or has waited for long."""
        self._unsaved_rows += rows
        self._unsaved_bytes += size
        is_much = self._unsaved_rows >= _MOST_ROWS or self._unsaved_bytes >= _MOST_BYTES
        if is_much or time.monotonic() - self._saved > _MOST_SECONDS:
            self._save()

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
            tables = state.tables()
            if self._target.kind is TargetKind.TABLE and not tables:
                tables = [self._target.table]
            for output in tables:
                self._tables.finish(output)
            finished = self._left_over()
            self._state.write_manifest(self._settled_lines())
            self._state.close(remove=True)
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

    def _left_over(self) -> Finished:
        if not self._resumes or self._target.kind is TargetKind.TABLE:
            return Finished()
        paths = ((output, os.path.join(self._target.folder, *output.split("/"))) for output in self._state.left_over())
        there = (output for output, path in paths if os.path.lexists(path))
        example = next(there, None)
        return Finished(sum(1 for _ in there) + (example is not None), example)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except (OSError, UnwritableError, sqlite3.Error) as error:
            why = reason(error) if isinstance(error, OSError) else str(error)
            if isinstance(error, FileNotFoundError):  # folders that are missing are made
                why = "no file can be made there"
            if isinstance(error, sqlite3.Error):
                why = self._of_database(error)
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
