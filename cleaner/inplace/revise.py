"""Clean every file of a call where it is, one after another; if one fails, the others are still cleaned."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

from cleaner.document import DocumentError
from cleaner.files.atomic import TargetError
from cleaner.files.errors import reason
from cleaner.files.formats import PLAIN_TEXT
from cleaner.files.walk import Choice, find_files
from cleaner.inplace.not_articles import RefusedError
from cleaner.inplace.task import EditTask, Event, FileOutcome, Notice, State

_JSON_LINES = frozenset((".jsonl", ".ndjson"))


def endings(task: EditTask) -> frozenset[str]:
    """The endings of files that are taken from folders."""
    return PLAIN_TEXT | _JSON_LINES if task.text_field else PLAIN_TEXT


def revise(names: Sequence[str], task: EditTask, choice: Choice) -> Generator[Event, None, None]:
    """Clean every file that is named or is in a folder that is named; yields an outcome for each, in a fixed order."""
    for found in find_files(names, choice):
        if found.reason is None:
            yield from _one(found.name, task)
        elif found.failed:
            yield FileOutcome(found.name, State.FAILED, found.reason)
        else:
            yield Notice(found.name, found.reason)


def _one(name: str, task: EditTask) -> Iterator[Event]:
    try:
        if task.text_field and Path(name).suffix.lower() not in PLAIN_TEXT:
            from cleaner.inplace.json_lines_file import revise_records

            yield from revise_records(name, task)
        else:
            from cleaner.inplace.text_file import revise_text

            yield from revise_text(name, task)
    except (RefusedError, TargetError, DocumentError) as error:
        yield FileOutcome(name, State.FAILED, str(error))
    except OSError as error:
        yield FileOutcome(name, State.FAILED, reason(error))
    except Exception as error:
        yield FileOutcome(name, State.FAILED, f"an internal error, please report it: {error!r}")
