"""Files that are kept clean where they are: checked, compared, or rewritten."""

from __future__ import annotations

import contextlib

from cleaner.cli.exit_codes import Revision
from cleaner.cli.guards import ended_in_order
from cleaner.cli.job import Job
from cleaner.cli.option_groups import InputKind
from cleaner.cli.streams import in_colour, inform, is_verbose, print_out, shown_safely, tell, write_out
from cleaner.inplace.revise import endings, revise
from cleaner.inplace.task import Diff, EditTask, Notice, State

_RESET, _BOLD, _RED, _GREEN, _CYAN = "\x1b[m", "\x1b[1m", "\x1b[31m", "\x1b[32m", "\x1b[36m"
_COLOURS = {"-": _RED, "+": _GREEN}


def _print_diff(text: str) -> None:
    if in_colour():
        write_out(coloured_diff(shown_safely(text)))
    else:
        print_out(text)


def coloured_diff(text: str) -> str:
    """A hunk in the colours of git, with or without the names of files above it; the text must be safe to show."""
    head, found, hunk = text.partition("@@ ")
    place, *lines = f"{found}{hunk}".split("\n")
    return "\n".join(
        (
            *(_painted(line, _BOLD) for line in head.split("\n")[:-1]),
            _painted(place, _CYAN),
            *(_painted(line, _COLOURS.get(line[:1], "")) for line in lines),
        )
    )


def _painted(line: str, colour: str) -> str:
    return f"{colour}{line}{_RESET}" if colour else line


def revise_all(job: Job, revision: Revision) -> None:
    """Check files, show what would change in them, or rewrite them."""
    task = EditTask(
        options=job.options,
        max_size=job.limits.max_size,
        write_back=job.in_place.write_back,
        force_text=job.input.kind is InputKind.TEXT,
        max_removed=job.in_place.max_removed,
        text_field=job.input.text_field,
        html_field=job.input.html_field,
    )
    choice = job.choice(endings(task))
    with ended_in_order(), contextlib.closing(revise(job.names, task, choice)) as events:
        for event in events:
            if isinstance(event, Diff):
                _print_diff(event.text)
            elif isinstance(event, Notice):
                inform(f"{event.name}: {event.text}")
            else:
                revision.counts[event.state] += 1
                if event.state is State.FAILED:
                    tell(f"{event.name}: {event.text}")
                elif event.state is State.PARTLY_CHANGED:
                    tell(f"{event.name}: {revision.verb} in part ({event.text})")
                elif event.state is State.UNCHANGED:
                    if is_verbose():
                        tell(f"{event.name}: unchanged")
                else:
                    inform(f"{event.name}: {revision.verb} ({event.text})")
    inform(revision.summary())
