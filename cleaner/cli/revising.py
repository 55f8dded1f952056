"""Files checked, shown as they would become, or rewritten where they are."""

from __future__ import annotations

import contextlib

from cleaner.cli.exit_codes import Revision
from cleaner.cli.job import InputKind, Job
from cleaner.cli.signals import ended_in_order
from cleaner.cli.streams import print_out, tell
from cleaner.files.walk import Choice
from cleaner.inplace.revise import endings, revise
from cleaner.inplace.task import MAX_REMOVED, Diff, EditTask, Notice, State, WriteBack


def revise_all(job: Job, revision: Revision) -> None:
    """Check files, show what would change in them, or rewrite them."""
    task = EditTask(
        options=job.options,
        max_size=job.limits.max_size,
        write_back=_write_back(job),
        force_text=job.kind is InputKind.TEXT,
        max_removed=MAX_REMOVED if job.max_removed is None else job.max_removed,
        text_field=job.text_field,
        html_field=job.html_field,
    )
    choice = Choice(endings(task), job.include, job.exclude, job.force_exclude, job.base)
    with ended_in_order(), contextlib.closing(revise(job.names, task, choice)) as events:
        for event in events:
            if isinstance(event, Diff):
                print_out(event.text)
            elif isinstance(event, Notice):
                tell(f"{event.name}: {event.text}")
            else:
                revision.counts[event.state] += 1
                if event.state is State.FAILED:
                    tell(f"{event.name}: {event.text}")
                elif event.state is not State.UNCHANGED:
                    tell(f"{event.name}: {revision.verb} ({event.text})")
    tell(revision.summary())


def _write_back(job: Job) -> WriteBack:
    if job.in_place:
        return WriteBack.WRITE
    return WriteBack.DIFF if job.diff else WriteBack.CHECK
