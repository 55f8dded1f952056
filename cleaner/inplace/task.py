"""What is done with the files of a call, and what comes of it, one event at a time."""

from __future__ import annotations

from typing import NamedTuple

from cleaner.cli.exit_codes import State
from cleaner.options import Options

# Of whole pages as text, scripts and all, one in fifty loses more.
MAX_REMOVED = 0.9


class Task(NamedTuple):
    """What to do with every file; nothing is written unless `write` says so.

    `force_text` takes a file for text whatever it looks like. A file or record of which a larger share than
    `max_removed` would go is left alone. With `text_field` files that are not text by name are JSON lines, of which
    that field is cleaned, or made from the HTML in `html_field`.
    """

    options: Options
    max_size: int
    write: bool = False
    diff: bool = False
    force_text: bool = False
    max_removed: float = MAX_REMOVED
    text_field: str | None = None
    html_field: str | None = None


class Diff(NamedTuple):
    """A piece of a unified diff."""

    text: str


class Notice(NamedTuple):
    """Something to say of a part of a file, or of what was not looked at."""

    name: str
    text: str


class Outcome(NamedTuple):
    """What became of one file; `text` says how much, or why not."""

    name: str
    state: State
    text: str


Event = Diff | Notice | Outcome
