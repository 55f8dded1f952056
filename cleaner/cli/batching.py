"""A batch: folders and corpora cleaned, with a message for each input that fails and a summary that adds up."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace

from cleaner.batch.output import Finished, WritePlan
from cleaner.batch.record import Outcome, Record, Status
from cleaner.batch.rows import csv_line, json_line
from cleaner.batch.run import Batch, Event, Settled, run
from cleaner.batch.sinks.target import SinkError, Target, TargetKind, target_of
from cleaner.batch.sources.spool import InputTotals
from cleaner.batch.tally import BatchTally, name_of
from cleaner.batch.work import Task
from cleaner.cli.exit_codes import Report
from cleaner.cli.guards import ended_in_order, writing_to
from cleaner.cli.inputs import batch_errors, columns_of, engine_of, mode_of, names_of, reading_of, settings_of, task_of
from cleaner.cli.job import Job
from cleaner.cli.messages import Messages
from cleaner.cli.progress import progress_of_inputs
from cleaner.cli.run_report import RunReport, check_run_report
from cleaner.cli.streams import StdoutError, above, print_out
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
        check_run_report(job)
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


def _clean(job: Job, target: Target | None, report: Report) -> None:
    task = _task(job, target)
    engine = engine_of(task, job.workers)
    run_report = RunReport(job, target and target.manifest)
    tally, messages = BatchTally(), Messages(target and target.manifest)

    def conclude(complete: bool) -> None:
        messages.tell_summary(tally, complete)
        run_report.write(tally, engine.jobs or 0, complete)

    try:
        reading = reading_of(job, (*_written(target), job.batch.report))
        plan = WritePlan(settings_of(job, task), mode_of(job), columns_of(job), job.limits.max_size)
        batch = Batch(names_of(job), reading, engine, target, plan)
        with ended_in_order(), closing(engine), closing(run(batch)) as events:
            _follow(events, job, tally, messages)
    except StdoutError:  # whoever read the results has gone
        raise
    except BaseException:
        if tally.total:
            conclude(complete=False)
        raise
    finally:
        report.add(tally)
    conclude(complete=True)


def _follow(events: Iterator[Event], job: Job, tally: BatchTally, messages: Messages) -> None:
    """Count what happens, tell it, show the progress, and print the results that are not written."""
    totals = next(events)
    assert isinstance(totals, InputTotals)
    messages.begun(totals)
    prints = job.output.path is None
    printer = _Printer(job, totals)
    with closing(progress_of_inputs(totals, not job.batch.no_progress, prints)) as progress:
        for event in events:
            if isinstance(event, Settled):
                record, outcome, earlier = event
                tally.add(record, outcome, earlier)
                messages.settled(record, outcome)
                if prints:
                    printer.print(record, outcome)
                progress.count(record.read, outcome.status is Status.FAILED, earlier)
            elif isinstance(event, Finished):
                messages.finished(event)


class _Printer:
    """Prints results: as JSON lines, as CSV under one header, or as documents with a blank line between them."""

    def __init__(self, job: Job, totals: InputTotals) -> None:
        self._format = job.output.format
        self._columns = columns_of(job)
        self._printed = False
        self._several = totals.record_files > 0 or totals.documents > 1  # to be told apart

    def print(self, record: Record, outcome: Outcome) -> None:
        """Print one result."""
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


def _task(job: Job, target: Target | None) -> Task:
    """What the workers do. Documents are rendered; for a table, rows are made too, and for Parquet only rows."""
    form: RenderOptions | None = job.output.form
    is_csv = job.output.format is OutputFormat.CSV
    if target is not None and target.kind is TargetKind.TABLE:
        is_csv = target.ending == ".csv"
        named = _TABLE_FORMATS.get(target.ending)
        form = None if named is None else job.output.form._replace(format=named, explained=False)
    rows = target is not None or job.output.format in (OutputFormat.CSV, OutputFormat.JSONL)
    names = () if not rows else COLUMNS if is_csv else columns_of(job)
    return replace(task_of(job), output=form, columns=names)


def _written(target: Target | None) -> Iterable[str]:
    """What a batch writes besides its outputs."""
    return () if target is None else (target.path, target.manifest, target.workplace)
