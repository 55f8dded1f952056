"""The report on a batch that a call asks for, begun with the batch and written at its end."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from time import monotonic

from cleaner.batch.report.report_file import About, check_report, facts, write_report
from cleaner.batch.tally import BatchTally
from cleaner.cli.exit_codes import CommandError
from cleaner.cli.guards import writing_to
from cleaner.cli.job import Job
from cleaner.cli.streams import PROGRAM, program_version
from cleaner.files.read import STDIN


def check_run_report(job: Job) -> None:
    """Raise CommandError if the report of a job cannot be written."""
    if (path := job.batch.report) is None:
        return
    with writing_to(path):
        check_report(path, [name for name in job.names if name != STDIN])
    folder = Path(path).parent
    # The folder of the output is made by the batch.
    if not folder.is_dir() and os.path.realpath(folder) != os.path.realpath(job.output.path or "."):
        raise CommandError(f"{path}: there is no such folder")


class RunReport:
    """The report of a job that begins now; `manifest` is the name of what lists all inputs."""

    def __init__(self, job: Job, manifest: str | None) -> None:
        self._job = job
        self._manifest = manifest
        self._started, self._start = datetime.now().astimezone(), monotonic()

    def write(self, tally: BatchTally, jobs: int, complete: bool) -> None:
        """Write what was counted, and by how many workers it was done, if it was asked for. Raises CommandError."""
        job = self._job
        if job.batch.report is None:
            return
        about = About(
            program=f"{PROGRAM} {program_version()}",
            inputs=job.names or (f"--files-from {job.input.files_from}",),
            output=job.output.path,
            manifest=self._manifest,
            jobs=jobs,
            started=self._started.isoformat(timespec="seconds"),
            seconds=monotonic() - self._start,
            complete=complete,
        )
        with writing_to(job.batch.report):
            write_report(job.batch.report, facts(tally, about))
