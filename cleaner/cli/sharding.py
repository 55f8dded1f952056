"""Shards: files of records whose articles go to a part of their own, on this machine or on a cluster."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import replace

from cleaner.batch.local import usable_cores
from cleaner.batch.record import Status
from cleaner.batch.shards.clean_shard import MANIFEST_PARTS, ShardPlan, ShardResult
from cleaner.batch.shards.schedule import Clean, ShardsError, one_by_one, run_shards
from cleaner.batch.shards.shard import Shard, check_source, shards_of
from cleaner.batch.shards.shard_folder import ShardFolder
from cleaner.batch.sources import Sources
from cleaner.batch.sources.source import ReadSettings, Source
from cleaner.batch.tally import BatchTally
from cleaner.cli.exit_codes import CommandError, Report
from cleaner.cli.guards import ended_in_order
from cleaner.cli.inputs import batch_errors, columns_of, fields_of, mode_of, names_of, reading_of, settings_of, task_of
from cleaner.cli.job import Job
from cleaner.cli.messages import Messages, counted
from cleaner.cli.option_groups import Engine
from cleaner.cli.pace import Pace, Total
from cleaner.cli.progress import progress_of
from cleaner.cli.run_report import RunReport, check_run_report
from cleaner.cli.streams import inform, tell
from cleaner.files.extras import REMOTE, WRITE_PARQUET, check_extra
from cleaner.files.file_store import StoreError
from cleaner.integrations.ray_shards import shards_on_ray
from cleaner.render.format import OutputFormat

_MOST_TOLD = 100  # shards that are not done


def run_sharded(job: Job, report: Report) -> None:
    """Clean all shards. Raises CommandError for what stops them as a whole."""
    path = job.output.path or ""
    with batch_errors(job), _store_errors(path):
        check_extra(path, REMOTE)
        check_extra(path, WRITE_PARQUET)
        check_run_report(job)
        plan = _plan(job)
        run = _Run(job, plan, report)
        with Sources(names_of(job), reading_of(job, ())) as sources, ended_in_order():
            run.run(sources, _engine(job, plan))


@contextlib.contextmanager
def _store_errors(path: str) -> Iterator[None]:
    try:
        yield
    except ShardsError as error:
        raise CommandError(str(error)) from error
    except StoreError as error:
        raise CommandError(f"{path}: {error}") from error


def _plan(job: Job) -> ShardPlan:
    names, drop = columns_of(job), job.batch.drop_duplicates
    task = replace(task_of(job), columns=names)
    return ShardPlan(
        output=job.output.path or "",
        ending=".jsonl" if job.output.format is OutputFormat.JSONL else ".parquet",
        task=task,
        reading=ReadSettings(fields_of(job), job.limits.max_size),
        columns=names,
        settings=settings_of(job, task, drop),
        timeout=job.workers.timeout,
        drop_duplicates=drop,
    )


def _engine(job: Job, plan: ShardPlan) -> Clean:
    if job.workers.engine is Engine.RAY:
        return shards_on_ray(plan, job.workers.ray_address, job.workers.jobs)
    return one_by_one(plan, job.workers.jobs or usable_cores())


class _Run:
    """One run of shards: counts what became of them, and reports it."""

    def __init__(self, job: Job, plan: ShardPlan, report: Report) -> None:
        self._job = job
        self._plan = plan
        self._report = report
        self._tally = BatchTally()
        self._shards = self._earlier = self._not_done = 0
        self._run_report = RunReport(job, f"{plan.output.rstrip('/')}/{MANIFEST_PARTS}/")

    def run(self, sources: Sources, clean: Clean) -> None:
        """Clean the shards that are not done."""
        Messages(None).begun(sources.totals)
        folder = ShardFolder(self._plan)
        for source in sources:  # all of them, before anything is written
            if source.problem is None:
                check_source(source)
        folder.prepare(mode_of(self._job))
        pace = Pace(Total(sources.totals.bytes, sources.totals.record_files))
        self._progress = progress_of(pace, not self._job.batch.no_progress, prints=False)
        complete = False
        try:
            with contextlib.closing(run_shards(self._to_clean(sources, folder), clean)) as results:
                for shard, result in results:
                    self._take(shard, result)
            complete = True
        finally:
            self._progress.close()
            if self._shards:
                self._conclude(complete)

    def _to_clean(self, sources: Sources, folder: ShardFolder) -> Iterator[Shard]:
        for shard, counts in folder.divide(self._found(sources)):
            if counts is None:
                yield shard
            else:
                self._earlier += 1
                self._take(shard, ShardResult(counts), earlier=True)

    def _found(self, sources: Iterable[Source]) -> Iterator[Shard]:
        for source in sources:
            if source.problem is None:
                yield from shards_of(source)
            else:
                self._report.failed += source.problem.status is Status.FAILED
                tell(f"{source.path}: {source.problem.reason}")

    def _take(self, shard: Shard, result: ShardResult, earlier: bool = False) -> None:
        tally, problem = result
        self._shards += 1
        self._progress.count(shard.source.size, problem is not None, earlier)
        if problem is not None:
            self._not_done += 1
            self._report.failed += 1
            if self._not_done <= _MOST_TOLD:
                tell(f"{shard.source.path}: not done: {problem}")
        self._tally.merge(tally, earlier)
        self._report.add(tally)

    def _conclude(self, complete: bool) -> None:
        path = self._plan.output.rstrip("/")
        parts = [f"{counted(self._shards, 'shard')}: {self._tally.summary()}"]
        if self._earlier:
            parts.append(f"{counted(self._earlier, 'shard')} of them in an earlier run")
        if self._not_done or not complete:
            not_done = [f"{counted(self._not_done, 'shard')} not done"] if self._not_done else []
            parts += [*not_done, "continue with --resume"]
        elif self._tally.cleaned < self._tally.total:
            parts.append(f"{path}/{MANIFEST_PARTS}/ lists all of them")
        inform("; ".join(parts))
        workers = self._job.workers
        jobs = workers.jobs or (0 if workers.engine is Engine.RAY else usable_cores())
        self._run_report.write(self._tally, jobs, complete and not self._not_done)
