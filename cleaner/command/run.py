"""One call of the command: what it asks for is done in one of the ways, and its exit code follows.

Nothing is imported here that a plain run does not need; in particular not the parser of the options.
"""

from __future__ import annotations

from cleaner.command.contradictions import wrong_use
from cleaner.command.job import Job
from cleaner.command.kinds import is_batch
from cleaner.command.streams import OutputClosedError, flush, forget_stdout, tell
from cleaner.report import Exit, Report, Revision


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
        from cleaner.command.revising import revise_all

        revise_all(job, report)
        return True
    if job.learn is not None:
        from cleaner.command.learning import learn_into

        return learn_into(job.learn, job, report)
    if job.review is not None:
        from cleaner.command.reviewing import write_review

        return write_review(job.review, job, report)
    if is_batch(job):
        from cleaner.command.batching import run_batch

        return run_batch(job, report)
    if job.target is not None:
        from cleaner.command.writing import write_document

        return write_document(job.target, job, report)
    from cleaner.command.printing import print_all

    print_all(job, report)
    return True
