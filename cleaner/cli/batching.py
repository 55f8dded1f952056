"""A batch: folders and corpora, each input told of where it fails, and a last line that adds up."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from dataclasses import replace
from datetime import datetime
from functools import partial
from time import monotonic

from cleaner import __version__
from cleaner.batch.fingerprint import digest_of, of_settings
from cleaner.batch.output import Finished, Mode, WriteError, WritePlan
from cleaner.batch.pool import WorkerError
from cleaner.batch.record import Outcome, Record, Request, Status
from cleaner.batch.report.facts import About, facts
from cleaner.batch.report.report_file import check_report, write_report
from cleaner.batch.rows import columns, json_line
from cleaner.batch.run import Batch, Event, Settled, run
from cleaner.batch.sinks.target import SinkError, Target, TargetKind, target_of
from cleaner.batch.sources import InputTotals, NamesError
from cleaner.batch.tally import BatchTally
from cleaner.batch.work import Task, content_of
from cleaner.cli.exit_codes import Report
from cleaner.cli.inputs import engine_of, fields_of, list_of, names_of, reading_of
from cleaner.cli.job import Format, Job
from cleaner.cli.messages import Telling
from cleaner.cli.progress import Pace, Progress, Silence, Total, progress_of
from cleaner.cli.signals import ended_in_order
from cleaner.cli.streams import PROGRAM, OutputError, print_out, tell
from cleaner.files.atomic import TargetError, is_target
from cleaner.files.extras import WRITE_PARQUET, MissingExtraError, check_extra
from cleaner.files.patterns import PatternError
from cleaner.files.read import STDIN
from cleaner.integrations.ray_engine import RayError
from cleaner.render.format import DocumentFormat, RenderOptions

# Whatever stops a batch, told in one line.
_STOPPED = (MissingExtraError, PatternError, SinkError, WriteError, WorkerError, RayError)


def run_batch(job: Job, report: Report) -> bool:
    """Clean a batch. False where it could not be, or not all of it, which is told."""
    try:
        target = None if job.target is None else target_of(job.target, job.format)
        _check_targets(job, target)
        if job.learn_first and target is not None:
            return _learn_first(job, target, report)
        return _Call(job, target, report).run()
    except NamesError as error:
        tell(f"{list_of(job)}: {error}")
    except TargetError as error:
        tell(f"{job.batching.report}: {error}")
    except _STOPPED as error:
        tell(str(error))
    except sqlite3.Error as error:
        # What grows with the number of inputs lies in files that the database keeps for us.
        tell(f"no room for temporary files: {error}")
    return False


def _learn_first(job: Job, target: Target, report: Report) -> bool:
    """Clean a batch by what it repeats itself, and leave what that is beside the output."""
    from cleaner.cli.learning import check_profile, learn_ahead, with_profiles, write_learned

    beside = target.profile
    anew = job.batching.resume or job.batching.overwrite or not os.path.lexists(target.manifest)
    try:
        check_profile(beside, job)
        # What an earlier run has left is in the way, and told of before any work is done.
        learned = learn_ahead(job, (*_written(target), beside)) if anew else []
        done = _Call(with_profiles(job, learned), target, report).run()
        write_learned(beside, learned)
    except TargetError as error:
        tell(f"{beside}: {error}")
        return False
    return done


def _check_targets(job: Job, target: Target | None) -> None:
    if target is not None and ".parquet" in (target.ending, target.table_ending):
        check_extra(target.path, WRITE_PARQUET)
    for name in job.names:
        if job.target is not None and name != STDIN and is_target(name, job.target):
            raise SinkError(f"{job.target}: this is one of the inputs; write somewhere else")
    if job.batching.report is not None:
        check_report(job.batching.report, [name for name in job.names if name != STDIN])
        folder = os.path.dirname(job.batching.report) or "."
        # The folder of the output is made by the batch.
        if not os.path.isdir(folder) and os.path.realpath(folder) != os.path.realpath(job.target or "."):
            raise TargetError("there is no such folder")


class _Call:
    """One batch of the command: what happens in it is counted, shown, told and printed."""

    def __init__(self, job: Job, target: Target | None, report: Report) -> None:
        self._job = job
        self._target = target
        self._report = report
        self._tally = BatchTally()
        self._pace = Pace(Total(0))
        self._progress: Progress = Silence()
        self._telling = Telling(target and target.manifest)
        self._printed = False
        self._columns = columns(job.explain)
        self._engine = engine_of(_task(job, target), job.batching)
        self._started = datetime.now().astimezone().isoformat(timespec="seconds")
        self._start = monotonic()

    def run(self) -> bool:
        """All of it; whether the report could be written. Raises what stops it."""
        try:
            with ended_in_order(), contextlib.closing(run(self._batch())) as events:
                try:
                    for event in events:
                        self._take(event)
                finally:
                    self._progress.close()
        except OutputError:  # nobody reads on, or nothing can be printed
            raise
        except BaseException:
            if self._tally.total:
                self._conclude(complete=False)
            raise
        return self._conclude(complete=True)

    def _take(self, event: Event) -> None:
        if isinstance(event, Settled):
            self._settled(event)
        elif isinstance(event, InputTotals):
            self._begun(event)
        else:
            self._finished(event)

    def _conclude(self, complete: bool) -> bool:
        self._telling.tell_summary(self._tally, complete)
        return self._write_report(complete)

    def _batch(self) -> Batch:
        job, batching = self._job, self._job.batching
        reading = reading_of(job, (*_written(self._target), batching.report))
        mode = Mode.RESUME if batching.resume else Mode.OVERWRITE if batching.overwrite else Mode.NEW
        # An input that was small enough is what it was under any other limit.
        task = replace(self._engine.task, limits=job.limits._replace(max_size=0))
        settings = of_settings(__version__, (task, fields_of(job)))
        digest = partial(_digest, max_size=job.limits.max_size)
        writing = WritePlan(settings, mode, self._columns, digest)
        return Batch(names_of(job), reading, self._engine, self._target, writing)

    def _begun(self, totals: InputTotals) -> None:
        if totals.others:
            tell(f"{_files(totals.others)} in folders passed over for the ending of the name; --include takes more")
        if totals.repeated:
            tell(f"{_files(totals.repeated)} named more than once, and taken once")
        self._pace = Pace(Total(totals.bytes, None if totals.record_files else totals.documents))
        self._progress = progress_of(self._pace, self._job.batching.progress)

    def _settled(self, event: Settled) -> None:
        record, outcome, earlier = event
        self._tally.add(record, outcome, earlier)
        self._pace.step(record.read, outcome.status is Status.FAILED, earlier)
        self._report.cleaned += outcome.status in (Status.DONE, Status.UNCHANGED)
        self._report.empty += outcome.status is Status.EMPTY
        self._report.failed += outcome.status is Status.FAILED
        self._telling.tell_of(record, outcome)
        if self._target is None:
            self._print(record, outcome)
        self._progress.step()

    def _print(self, record: Record, outcome: Outcome) -> None:
        if self._job.format is Format.JSONL:
            text = json_line(record, outcome, self._columns) or ""
        else:
            # What people read is parted by a blank line.
            text = ("\n" if self._printed and outcome.output else "") + (outcome.output or "")
        self._printed = self._printed or bool(text)
        print_out(text)

    def _finished(self, event: Finished) -> None:
        if event.left_over:
            tell(f"{_files(event.left_over)} left of an earlier run and of no input now, such as {event.example}")

    def _write_report(self, complete: bool) -> bool:
        job, target = self._job, self._target
        if job.batching.report is None:
            return True
        about = About(
            program=f"{PROGRAM} {__version__}",
            inputs=job.names or (f"--files-from {job.batching.files_from}",),
            output=target and target.path,
            manifest=target and target.manifest,
            jobs=self._engine.jobs or 0,
            started=self._started,
            seconds=monotonic() - self._start,
            complete=complete,
        )
        try:
            write_report(job.batching.report, facts(self._tally, about))
        except TargetError as error:
            tell(f"{job.batching.report}: {error}")
            return False
        return True


def _task(job: Job, target: Target | None) -> Task:
    """What workers do: documents are written down, records become rows, and in a table of Parquet documents do."""
    form: RenderOptions | None = job.form
    if target is not None and target.kind is TargetKind.TABLE:
        form = RenderOptions(DocumentFormat.JSONL) if target.ending == ".jsonl" else None
    rows = target is not None or job.format is Format.JSONL
    return Task(job.options, job.limits, job.kind.value, job.url, form, rows, job.explain)


def _digest(request: Request, max_size: int) -> str:
    """Tells the content of an input from any other. Raises InputError."""
    return digest_of(content_of(request, max_size))


def _written(target: Target | None) -> tuple[str, ...]:
    """What a batch writes besides its outputs."""
    return () if target is None else (target.path, target.manifest, target.workplace)


def _files(number: int) -> str:
    return f"{number:,} {'file' if number == 1 else 'files'}"
