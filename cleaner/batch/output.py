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
import re
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum
from functools import partial
from types import TracebackType
from typing import NamedTuple, Self

from cleaner.batch import fingerprint, rows
from cleaner.batch.ledger import Ledger, Noted
from cleaner.batch.manifest import Entry, Standing, line_of, outcome_of, settled, standing_of
from cleaner.batch.record import Outcome, Record, Request, Status
from cleaner.batch.resume import DONE, Earlier, Found
from cleaner.batch.sinks.appending import Appending, sync_folder
from cleaner.batch.sinks.claims import Claims, Input
from cleaner.batch.sinks.documents import Documents
from cleaner.batch.sinks.lock import Lock
from cleaner.batch.sinks.tables import Tables
from cleaner.batch.sinks.target import Shape, SinkError, Target
from cleaner.inputs import reason

# How long what was done may wait to be written, in seconds.
_PATIENCE = 1.0
_OF_OURS = re.compile(r"[0-9a-f]{24}\.(rows|table)|document|manifest")


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
    """See above. A context; raises SinkError from `prepare`, and OutputError where nothing more can be written."""

    def __init__(self, target: Target, plan: Plan) -> None:
        self._target = target
        self._plan = plan
        self._documents = Documents(target)
        self._tables = Tables(target, plan.columns)
        self._admitted = 0
        self._flushed = 0.0
        self._left = contextlib.ExitStack()
        self._earlier: Earlier | None = None
        self._ledger = Ledger()
        self._left.callback(self._ledger.close)
        self._manifest: Appending | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            with contextlib.suppress(OutputError, SinkError):
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
            if os.path.islink(self._target.workplace):
                raise SinkError(f"{self._target.workplace}: a link; nothing is written through it")
            os.makedirs(self._target.workplace, exist_ok=True)
            self._left.enter_context(Lock(os.path.join(self._target.workplace, "lock"), self._target.path))
            self._begin()

    def admit(self, record: Record) -> Admitted:
        """Give a record its number. It need not be put if its earlier outcome holds."""
        self._admitted += 1
        order = self._admitted
        if self._earlier is None or record.problem is not None:
            return Admitted(order, record)
        found = self._earlier.find(record)
        if found is None or found.row.get("settings") != self._plan.settings or found.row["status"] not in DONE:
            return Admitted(order, record)
        return Admitted(order, record, self._still_holding(order, record, found))

    def put(self, admitted: Admitted, outcome: Outcome) -> Outcome:
        """Write what became of a record. The outcome is another one where it cannot be written under its name."""
        record = admitted.record
        with self._writing():
            if self._is_document(record):
                outcome = self._put_document(admitted, outcome)
            elif not self._tables.add(self._output_of(record), record, outcome, (admitted, _light(outcome))):
                self._note(admitted, outcome)
            if self._tables.full or time.monotonic() - self._flushed > _PATIENCE:
                self._flush()
        return outcome

    def finish(self) -> Finished:
        """All was put: put the tables together, and write the manifest in the order of the inputs."""
        with self._writing():
            self._flush()
            if self._target.shape is Shape.TABLE:
                self._ledger.number_of(os.path.basename(self._target.path))
            for output in self._ledger.tables():
                self._ledger.settle(self._tables.finish(output, partial(self._ledger.rows, output)))
            self._settle_manifest()
            self._left_behind()
        return self._left_over()

    def _is_document(self, record: Record) -> bool:
        return self._target.shape is Shape.FOLDER and record.number is None

    def _output_of(self, record: Record) -> str:
        return self._target.output_of(record.relative, record.number is not None)

    def _open_earlier(self) -> None:
        there = os.path.lexists(self._target.manifest)
        if there and self._plan.mode is Mode.NEW:
            raise SinkError(
                f"{self._target.path}: an earlier run has written it; --resume goes on with it, --overwrite replaces it"
            )
        if there and self._plan.mode is Mode.RESUME:
            self._earlier = Earlier(self._target.manifest)
            self._left.callback(self._earlier.close)

    def _is_ours(self, output: str) -> bool:
        return self._plan.mode is Mode.OVERWRITE or (self._earlier is not None and self._earlier.wrote(output))

    def _begin(self) -> None:
        if self._earlier is None:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self._target.manifest)
            for name in os.listdir(self._target.workplace):
                if _OF_OURS.fullmatch(name):
                    os.unlink(os.path.join(self._target.workplace, name))
        self._manifest = self._left.enter_context(Appending(self._target.manifest))
        if self._earlier is not None:
            self._manifest.add(b"\n")  # or what a killed process left half done would spoil the next line
        self._flushed = time.monotonic()

    def _still_holding(self, order: int, record: Record, found: Found) -> Outcome | None:
        """The earlier outcome of a record if neither it nor its output has changed since."""
        output = self._output_of(record)
        standing = standing_of(found.row)
        if standing is None or found.row.get("output") != rows.shown(output):
            return None
        try:
            same = fingerprint.of_input(record, self._plan.digest(record.request)) == found.row.get("hash")
        except Exception:  # it is read anew, and what is wrong with it is told then
            return None
        if not same:
            return None
        if self._is_document(record):
            if not self._documents.holds(output, standing):
                return None
            self._ledger.note(Noted(order, found.line))
            self._meet(output)
        else:
            located = self._tables.locate(output, standing)
            if located is None:
                return None
            self._ledger.note(Noted(order, found.line, output, located))
        return outcome_of(found.row)

    def _put_document(self, admitted: Admitted, outcome: Outcome) -> Outcome:
        record = admitted.record
        try:
            output = self._output_of(record)
        except SinkError as error:
            if outcome.output is not None:
                outcome = _failed(outcome, str(error))
            self._note(admitted, outcome)
            return outcome
        self._meet(output)
        if outcome.output is None:
            self._documents.remove(output)
            self._note(admitted, outcome)
            return outcome
        standing = self._documents.write(outcome.output.encode("utf-8", "replace"))
        # The manifest first: whatever is found in the output later, it tells that it is ours.
        self._note(admitted, outcome, output, standing)
        if (why := self._documents.place(output)) is not None:
            outcome = _failed(outcome, why)
            self._note(admitted, outcome)
        return outcome

    def _meet(self, output: str) -> None:
        if self._earlier is not None:
            self._earlier.meet(output)

    def _note(
        self, admitted: Admitted, outcome: Outcome, output: str | None = None, standing: Standing | None = None
    ) -> None:
        """Add a line to the manifest, and note where it is."""
        assert self._manifest is not None
        record = admitted.record
        mark = fingerprint.of_input(record, outcome.digest)
        line = line_of(Entry(record, mark, self._plan.settings, output, standing), outcome)
        place = self._manifest.add(line)
        table = None if self._is_document(record) else output
        self._ledger.note(Noted(admitted.order, (place.offset, place.size), table, standing if table else None))

    def _flush(self) -> None:
        if self._manifest is None:
            return
        with self._writing():
            for (admitted, outcome), standing in self._tables.flush():
                self._note(admitted, outcome, self._output_of(admitted.record), standing)
        self._flushed = time.monotonic()

    def _settle_manifest(self) -> None:
        """Write the manifest anew: a line for every input of this run, in their order."""
        assert self._manifest is not None
        new = os.path.join(self._target.workplace, "manifest")
        with open(new, "wb") as file:
            for place, standing in self._ledger.lines():
                line = self._manifest.read_at(*place)
                file.write(line if standing is None else settled(line, standing))
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, self._target.manifest)
        sync_folder(os.path.dirname(self._target.manifest) or ".")

    def _left_behind(self) -> None:
        shutil.rmtree(self._target.workplace, ignore_errors=True)

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
        except OSError as error:
            raise OutputError(f"{self._target.path}: cannot be written: {reason(error)}") from error


def _failed(outcome: Outcome, why: str) -> Outcome:
    return outcome._replace(status=Status.FAILED, reason=why, output=None, fields=None)


def _light(outcome: Outcome) -> Outcome:
    """An outcome as the manifest needs it, without what is written elsewhere."""
    return outcome._replace(output=None, fields=None)
