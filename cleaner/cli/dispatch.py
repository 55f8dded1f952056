"""One call of the command: checked, handed to the module that does what it asks for, and given its exit code.

Imports no more than a plain run needs, and in particular not the parser.
"""

from __future__ import annotations

from cleaner.cli.conflicts import conflict_of
from cleaner.cli.exit_codes import CommandError, Exit, Report, Revision
from cleaner.cli.job import Job
from cleaner.cli.mode import is_batch, is_sharded
from cleaner.cli.streams import StdoutClosedError, configure, flush, forget_stdout, tell


def run(job: Job) -> Exit:
    """Do what a call asks for; results go to standard output, messages to standard error.

    Raises CommandError if it cannot be done, StdoutError if the results cannot be printed.
    """
    configure(job.messages.quiet, job.messages.verbose, job.messages.color)
    if (why := conflict_of(job)) is not None:
        raise CommandError(why)
    edits = job.in_place
    report = (
        Revision(edits.check, edits.write, job.output.allow_empty) if job.revises else Report(job.output.allow_empty)
    )
    try:
        _do(job, report)
        flush()
    except StdoutClosedError:
        forget_stdout()
    except KeyboardInterrupt:
        forget_stdout()
        tell("interrupted")
        return Exit.INTERRUPTED
    return report.exit_code


def _do(job: Job, report: Report | Revision) -> None:
    """Do it; what becomes of each input is counted in the report. Raises CommandError."""
    if isinstance(report, Revision):
        from cleaner.cli.revising import revise_all

        revise_all(job, report)
    elif job.profiles.learn is not None:
        from cleaner.cli.learning import learn_into

        learn_into(job.profiles.learn, job, report)
    elif job.output.review is not None:
        from cleaner.cli.reviewing import write_review

        write_review(job.output.review, job, report)
    elif is_batch(job) and is_sharded(job):
        from cleaner.cli.sharding import run_sharded

        run_sharded(job, report)
    elif is_batch(job):
        from cleaner.cli.batching import run_batch

        run_batch(job, report)
    elif job.output.path is not None:
        from cleaner.cli.writing import write_document

        write_document(job.output.path, job, report)
    else:
        from cleaner.cli.printing import print_all

        print_all(job, report)
