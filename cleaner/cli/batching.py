"""A batch: folders and corpora cleaned, with a message for each input that fails and a summary that adds up."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from time import monotonic

from cleaner.batch.fingerprint import of_settings
from cleaner.batch.output import Mode, WritePlan
from cleaner.batch.record import Status
from cleaner.batch.report.report_file import About, check_report, facts, write_report
from cleaner.batch.rows import columns, csv_line, json_line
from cleaner.batch.run import Batch, Settled, run
from cleaner.batch.sinks.target import SinkError, Target, TargetKind, target_of
from cleaner.batch.sources.spool import InputTotals
from cleaner.batch.tally import BatchTally, name_of
from cleaner.batch.work import Task
from cleaner.cli.exit_codes import CommandError, Report
from cleaner.cli.guards import ended_in_order, writing_to
from cleaner.cli.inputs import batch_errors, engine_of, fields_of, names_of, reading_of
from cleaner.cli.job import Job
from cleaner.cli.listener import Listener, announce
from cleaner.cli.messages import Messages
from cleaner.cli.progress import ProgressDisplay
from cleaner.cli.streams import PROGRAM, StdoutError, above, print_out, program_version
from cleaner.files.atomic import is_target
from cleaner.files.extras import WRITE_PARQUET, check_extra
from cleaner.files.read import STDIN
from cleaner.render.as_csv import COLUMNS, HEADER
from cleaner.render.format import OutputFormat, RenderOptions

_TABLE_FORMATS = {".csv": OutputFormat.CSV, ".jsonl": OutputFormat.JSONL}


def run_batch(job: Job, report: Report) -> None:
    """Clean a batch. Raises CommandError for what stops it as a whole."""
    with batch_errors(job):
        target = None if job.output.path is None else target_of(job.output.path, job.output.format)
        _check_target(job, target)
        _check_report(job)
        if job.profiles.learn_first and target is not None:
            _learn_first(job, target, report)
        else:
            _clean(job, target, report)


def _learn_first(job: Job, target: Target, report: Report) -> None:
    """Clean a batch with profiles learned from itself, which are written beside the output."""
    from cleaner.cli.learning import check_profile, learn_ahead, with_profiles, write_learned

    beside = target.profile
    anew = job.batch.resume or job.output.overwrite or not os.path.lexists(target.manifest)
    with writing_to(beside):
        check_profile(beside, job)
    # Otherwise the output of an earlier run is in the way, and cleaning fails before any work is done.
    learned = learn_ahead(job, (*_written(target), beside)) if anew else []
    _clean(with_profiles(job, learned), target, report)
    with writing_to(beside):
        write_learned(beside, learned)


def _check_target(job: Job, target: Target | None) -> None:
    if target is None:
        return
    if ".parquet" in (target.ending, target.table_ending):
        check_extra(target.path, WRITE_PARQUET)
    if any(is_target(name, target.path) for name in job.names if name != STDIN):
        raise SinkError(f"{target.path}: this is one of the inputs; write somewhere else")


def _check_report(job: Job) -> None:
    path = job.batch.report
    if path is None:
        return
    with writing_to(path):
        check_report(path, [name for name in job.names if name != STDIN])
    folder = os.path.dirname(path) or "."
    # The folder of the output is made by the batch.
    if not os.path.isdir(folder) and os.path.realpath(folder) != os.path.realpath(job.output.path or "."):
        raise CommandError(f"{path}: there is no such folder")


def _clean(job: Job, target: Target | None, report: Report) -> None:
    task = _task(job, target)
    engine = engine_of(task, job.workers)
    counts, messages = _Counts(report), Messages(target and target.manifest)
    progress = ProgressDisplay(not job.batch.no_progress, prints=target is None)
    printer = [_Printer(job)] if target is None else []
    listeners = (counts, messages, *printer, progress)
    started, start = datetime.now().astimezone(), monotonic()

    def conclude(complete: bool) -> None:
        messages.tell_summary(counts.tally, complete)
        if job.batch.report is not None:
            about = About(
                program=f"{PROGRAM} {program_version()}",
                inputs=job.names or (f"--files-from {job.input.files_from}",),
                output=target and target.path,
                manifest=target and target.manifest,
                jobs=engine.jobs or 0,
                started=started.isoformat(timespec="seconds"),
                seconds=monotonic() - start,
                complete=complete,
            )
            with writing_to(job.batch.report):
                write_report(job.batch.report, facts(counts.tally, about))

    try:
        reading = reading_of(job, (*_written(target), job.batch.report))
        batch = Batch(names_of(job), reading, engine, target, _writing(job, task))
        with ended_in_order(), closing(engine), closing(run(batch)) as events, closing(progress):
            for event in events:
                announce(event, listeners)
    except StdoutError:  # whoever read the results has gone
        raise
    except BaseException:
        if counts.tally.total:
            conclude(complete=False)
        raise
    conclude(complete=True)


class _Counts(Listener):
    """Counts inputs: in detail, and for the exit code."""

    def __init__(self, report: Report) -> None:
        self.tally = BatchTally()
        self._report = report

    def settled(self, event: Settled) -> None:
        """Count one input."""
        record, outcome, earlier = event
        self.tally.add(record, outcome, earlier)
        self._report.cleaned += outcome.status in (Status.DONE, Status.UNCHANGED)
        self._report.empty += outcome.status is Status.EMPTY
        self._report.left_out += outcome.status is Status.FILTERED
        self._report.failed += outcome.status is Status.FAILED


class _Printer(Listener):
    """Prints results: as JSON lines, as CSV under one header, or as documents with a blank line between them."""

    def __init__(self, job: Job) -> None:
        self._format = job.output.format
        self._columns = _columns(job)
        self._printed = False
        self._several = True

    def begun(self, totals: InputTotals) -> None:
        """Note whether the results of several inputs have to be told apart."""
        self._several = totals.record_files > 0 or totals.documents > 1

    def settled(self, event: Settled) -> None:
        """Print one result."""
        record, outcome, _ = event
        if self._format is OutputFormat.JSONL:
            text = json_line(record, outcome, self._columns) or ""
        elif self._format is OutputFormat.CSV:
            line = csv_line(record, outcome) or ""
            text = line if self._printed or not line else HEADER + line
        else:
            text = outcome.output or ""
            if text and self._several:
                text = above(name_of(record), not self._printed) + text
        self._printed = self._printed or bool(text)
        print_out(text)


def _writing(job: Job, task: Task) -> WritePlan:
    mode = Mode.RESUME if job.batch.resume else Mode.OVERWRITE if job.output.overwrite else Mode.NEW
    # A run may be resumed with another --max-size: an input below both limits gives the same result.
    task = replace(task, limits=job.limits._replace(max_size=0))
    settings = of_settings(program_version(), (task, fields_of(job)))
    return WritePlan(settings, mode, _columns(job), job.limits.max_size)


def _task(job: Job, target: Target | None) -> Task:
    """What the workers do. Documents are rendered; for a table, rows are made too, and for Parquet only rows."""
    form: RenderOptions | None = job.output.form
    is_csv = job.output.format is OutputFormat.CSV
    if target is not None and target.kind is TargetKind.TABLE:
        is_csv = target.ending == ".csv"
        named = _TABLE_FORMATS.get(target.ending)
        form = None if named is None else job.output.form._replace(format=named, explained=False)
    rows = target is not None or job.output.format in (OutputFormat.CSV, OutputFormat.JSONL)
    names = () if not rows else COLUMNS if is_csv else _columns(job)
    return Task(
        job.options,
        job.limits,
        job.input.kind.value,
        job.input.url,
        form,
        names,
        job.output.extras,
        filters=job.filters,
    )


def _columns(job: Job) -> tuple[str, ...]:
    output = job.output
    return columns(output.explain, output.blocks, output.form.renderings)


def _written(target: Target | None) -> Iterable[str]:
    """What a batch writes besides its outputs."""
    return () if target is None else (target.path, target.manifest, target.workplace)
