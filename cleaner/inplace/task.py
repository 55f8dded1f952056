"""What to do with the files of a call, and what comes of it: one event after another."""

from __future__ import annotations

from enum import Enum, StrEnum, auto
from typing import NamedTuple

from cleaner.options import Options

# A share of characters. Of whole pages as plain text, scripts included, one in fifty loses more.
MAX_REMOVED = 0.9


class WriteBack(Enum):
    """What happens with a file that is not clean."""

    CHECK = auto()  # it is reported
    DIFF = auto()  # the same, and the change is shown as a diff
    WRITE = auto()  # it is rewritten


class State(StrEnum):
    """What became of a file, or would become of it if it were written."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    EMPTIED = "emptied"
    PARTLY_CHANGED = "partly changed"  # some of its records failed
    FAILED = "failed"


class EditTask(NamedTuple):
    """How every file is cleaned, and what happens with it then.

    `max_size` is in bytes: of a file of text, or of one record. `force_text` cleans a file even if it looks like a
    program or data. A file or record of which a larger share than `max_removed` would be removed is left as it is. With
    `text_field`, files that are not plain text by their names are JSON lines; that field of each record is cleaned, or
    is made from the HTML in `html_field`.
    """

    options: Options
    max_size: int
    write_back: WriteBack = WriteBack.CHECK
    force_text: bool = False
    max_removed: float = MAX_REMOVED
    text_field: str | None = None
    html_field: str | None = None


class Diff(NamedTuple):
    """A part of a unified diff."""

    text: str


class Notice(NamedTuple):
    """A message about a part of a file, or about a file that was not looked at."""

    name: str
    text: str


class FileOutcome(NamedTuple):
    """What became of one file; `text` says how much changes, or why it failed."""

    name: str
    state: State
    text: str


Event = Diff | Notice | FileOutcome
