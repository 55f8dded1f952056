"""The words of a batch: a record goes in, an outcome comes out. Imports nothing that a worker would have to load."""

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
    SKIPPED = "skipped"  # not for us to clean, such as an image in an archive of web pages


# What a resumed run need not do again. A record that is skipped is looked at and skipped again.
DONE = frozenset((Status.DONE, Status.UNCHANGED, Status.EMPTY))


class Problem(NamedTuple):
    """Why a record is not cleaned, in a few words for the end of a sentence."""

    status: Status
    reason: str


class Request(NamedTuple):
    """What a worker is asked to clean: `content`, or without one the file at `path`, which the worker reads.

    `size` is that of the content or of the file in bytes, of a str in characters, of a record of JSON lines that of its
    line; it decides how many requests are handed out at once, and how many wait. `url` is where the page came from,
    `kind` "auto", "html" or "text". `charset` is what the server said of the content's bytes; it counts where the page
    itself says nothing. `is_row` says that this is one record among others of a file, and no document. A request that
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
    where it was named itself), with "/" between folders; `number` counts the records of a file from 1 and is None for a
    document. `id` is what the record calls itself. `own` are its own fields, in one of the forms of own.py; they
    never travel to a worker. Where there is a `problem` there is nothing to clean. `read` is how many bytes of its file
    were read for it, as they lie on the disk: those of all records of a file add up to about its size.
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
        """What no other record of the call has: the path, and the number (0 for a document)."""
        return self.request.path, self.number or 0


class Outcome(NamedTuple):
    """What became of one record.

    `reason` says why an input failed or is empty, `note` what else is to be told of it. `output` is the document as it
    is written (None without one), `fields` what a row of a table gets. `bytes_in` is the
    size of the input; `characters` and `kept` count what a reader sees of all blocks and of those that stay; `removed`
    counts the characters that went by label, `reasons` the blocks by reason. `digest` tells the input from any other,
    `seconds` is what cleaning took. `facts` is what the page shows of its
    site (profile.counting.PageFacts), where that was asked for.
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
    facts: Any = None

    @property
    def removed_share(self) -> float:
        """The share of the characters that went, 0 to 1."""
        return 1 - self.kept / self.characters if self.characters else 0.0
