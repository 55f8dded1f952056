"""One call of the command: what it asks for is done in one of the ways, and its exit code follows.

Nothing is imported here that a plain run does not need; in particular not the parser of the options.
"""

from __future__ import annotations

from cleaner.cli.conflicts import wrong_use
from cleaner.cli.exit_codes import Exit, Report, Revision
from cleaner.cli.job import Job
from cleaner.cli.mode import is_batch
from cleaner.cli.streams import OutputClosedError, flush, forget_stdout, tell


def run(job: Job) -> Exit:
    """Do what a call asks for; results go to standard output, messages to standard error."""
    if (why := wrong_use(job)) is not None:
        tell(why)
        return Exit.FAILED
    report = Revision(job.check, job.in_place, job.allow_empty) if job.revises else Report(job.allow_empty)
    try:
        if not _done(job, report):
            return Exit.FAILED
        flush()
    except OutputClosedError:
        forget_stdout()
    except KeyboardInterrupt:
        forget_stdout()
        tell("interrupted")
        return Exit.INTERRUPTED
    return report.exit_code


def _done(job: Job, report: Report | Revision) -> bool:
    """Whether the call could do what it was asked for; what became of the single inputs is in the report."""
    if isinstance(report, Revision):
        from cleaner.cli.revising import revise_all

        revise_all(job, report)
        return True
    if job.learn is not None:
        from cleaner.cli.learning import learn_into

        return learn_into(job.learn, job, report)
    if job.review is not None:
        from cleaner.cli.reviewing import write_review

        return write_review(job.review, job, report)
    if is_batch(job):
        from cleaner.cli.batching import run_batch

        return run_batch(job, report)
    if job.target is not None:
        from cleaner.cli.writing import write_document

        return write_document(job.target, job, report)
    from cleaner.cli.printing import print_all

    print_all(job, report)
    return True
