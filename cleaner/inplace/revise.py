"""Every file of a call in its turn: found, revised, and told of. One that fails is no reason to leave another."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator, Sequence

from cleaner.cli.exit_codes import State
from cleaner.document import DocumentError
from cleaner.files.atomic import TargetError
from cleaner.files.errors import reason
from cleaner.files.walk import Choice, find_files
from cleaner.inplace.not_articles import RefusedError
from cleaner.inplace.task import Event, Notice, Outcome, Task

_TEXT = frozenset((".markdown", ".md", ".text", ".txt"))
_RECORDS = frozenset((".jsonl", ".ndjson"))


def endings(task: Task) -> frozenset[str]:
    """How the names of files end that are taken from folders."""
    return _TEXT | _RECORDS if task.text_field else _TEXT


def revise(names: Sequence[str], task: Task, choice: Choice) -> Generator[Event, None, None]:
    """Revise every file that is named or stands in a folder that is named; an outcome for each, in a fixed order."""
    for found in find_files(names, choice):
        if found.reason is None:
            yield from _one(found.name, task)
        elif found.failed:
            yield Outcome(found.name, State.FAILED, found.reason)
        else:
            yield Notice(found.name, found.reason)


def _one(name: str, task: Task) -> Iterator[Event]:
    try:
        if task.text_field and os.path.splitext(name)[1].lower() not in _TEXT:
            from cleaner.inplace.json_lines_file import revise_records

            yield from revise_records(name, task)
        else:
            from cleaner.inplace.text_file import revise_text

            yield from revise_text(name, task)
    except (RefusedError, TargetError, DocumentError) as error:
        yield Outcome(name, State.FAILED, str(error))
    except OSError as error:
        yield Outcome(name, State.FAILED, reason(error))
    except Exception as error:
        yield Outcome(name, State.FAILED, f"a fault in the program itself, please report it: {error!r}")
