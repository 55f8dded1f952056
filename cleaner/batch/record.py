"""The vocabulary of a batch: a record goes in, an outcome comes out. Nothing is imported that workers would load."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple


class Status(StrEnum):
    """What became of an input; every input has exactly one."""

    DONE = "done"
    UNCHANGED = "unchanged"  # cleaned, and nothing had to go
    EMPTY = "empty"  # nothing in it but boilerplate
    FAILED = "failed"
    FILTERED = "filtered"  # cleaned, and left out of the output by a filter
    SKIPPED = "skipped"  # not meant to be cleaned, such as an image in an archive of web pages


# What a resumed run need not do again. A record that is skipped is looked at and skipped again.
DONE = frozenset((Status.DONE, Status.UNCHANGED, Status.EMPTY))


# The own fields of a record: the spelling of each value in JSON by its name, with None for null. They are passed on as
# they are.
OwnFields = Mapping[str, str | None]


class Problem(NamedTuple):
    """Why a record is not cleaned, in a few words for the end of a sentence.

    `passing` says that its file could not be reached: another time it may well be.
    """

    status: Status
    reason: str
    passing: bool = False


class Request(NamedTuple):
    """What a worker is asked to clean: `content`, or if that is None the file at `path`, which the worker reads.

    `size` is that of the content or the file in bytes (of a str in characters, of a record of JSON lines that of its
    line); it decides how many requests are handed out at once, and how many wait. `url` is the address of the page,
    `kind` "auto", "html" or "text". `charset` is the one that the server gave, used if the page does not name one.
    `is_row` says that this is one record among others of a file, and no document. A request that
    is `settled` is not cleaned: it only keeps its place among the others.
    """

    path: str
    content: bytes | str | None = None
    size: int = 0
    url: str | None = None
    kind: str = "auto"
    charset: str | None = None
    is_row: bool = False
    settled: bool = False


class Record(NamedTuple):
    """One input of a batch: a document that is a file, or one record of a file of many.

    `path` is the file as it was named or found; `relative` is its place below the folder that was named (its own name
    if it was named itself), with "/" between folders; `number` counts the records of a file from 1 and is None for a
    document. `id` is what the record calls itself. `own` are its OwnFields without the one that is cleaned, for a row
    of Parquet a RowOwn; they are never sent to a worker. With a `problem` there is nothing to clean. `read` is how many
    bytes on the disk were read for it: those of all records of a file add up to about its size.
    """

    request: Request
    relative: str
    number: int | None = None
    id: str | None = None
    own: Any = None
    problem: Problem | None = None
    read: int = 0

    @property
    def key(self) -> tuple[str, int]:
        """What identifies a record within a call: the path, and the number (0 for a document)."""
        return self.request.path, self.number or 0


class Outcome(NamedTuple):
    """What became of one record.

    `reason` says why an input failed, is empty or is left out; `note` is a warning about how it was read, and
    `is_guess` says that it warns of a guessed encoding alone. `output` is the document as it is written, `fields` are
    for a row of a table.
    `bytes_in` is the size of the input; `characters` and `kept` count what a reader sees of all blocks and of those
    that stay; `removed` counts removed characters by label, `reasons` blocks by reason, and `doubts` what is worth a
    look by its kind. `digest` identifies the content, `seconds` is what cleaning took. `facts` is what the page shows
    of its site (profile.collect.PageFacts) and `own_url` the address that it gives itself, both on demand.
    """

    status: Status
    reason: str | None = None
    output: str | None = None
    fields: Mapping[str, Any] | None = None
    bytes_in: int = 0
    characters: int = 0
    kept: int = 0
    confidence: float | None = None
    removed: Mapping[str, int] = {}
    reasons: Mapping[str, int] = {}
    digest: str = ""
    seconds: float = 0.0
    note: str | None = None
    is_guess: bool = False
    doubts: Mapping[str, int] = {}
    facts: Any = None
    own_url: str | None = None

    @property
    def left_out(self) -> bool:
        """Whether a filter keeps it out of the output. An input without an article is empty all the same."""
        is_empty = self.status is Status.EMPTY and self.output is None and self.fields is None
        return is_empty or self.status is Status.FILTERED

    @property
    def removed_share(self) -> float:
        """The share of the characters that were removed, 0 to 1."""
        return 1 - self.kept / self.characters if self.characters else 0.0
