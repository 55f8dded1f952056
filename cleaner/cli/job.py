"""What a call asks to be done with its inputs."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from cleaner.cli.config import Settings
from cleaner.files.read import MEGABYTE, Limits
from cleaner.options import Options
from cleaner.render.format import DocumentFormat, Extras, RenderOptions

MAX_SIZE = 100.0  # megabytes


class InputKind(StrEnum):
    """How inputs are written."""

    AUTO = "auto"
    HTML = "html"
    TEXT = "text"


class Format(StrEnum):
    """What is asked for: a form of documents, or of tables."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    JSON = "json"
    JSONL = "jsonl"
    PARQUET = "parquet"


class Engine(StrEnum):
    """Who cleans a batch: processes of this machine, or a cluster."""

    LOCAL = "local"
    RAY = "ray"


class Batching(NamedTuple):
    """What is asked of a batch besides; the defaults are those of the command.

    `asked` says whether the call itself asks for a batch, whatever its inputs are.
    """

    asked: bool = False
    files_from: str | None = None
    null: bool = False
    jobs: int | None = None
    timeout: float | None = None
    resume: bool = False
    overwrite: bool = False
    report: str | None = None
    progress: bool = True
    url_field: str | None = None
    id_field: str | None = None
    engine: Engine = Engine.LOCAL
    ray_address: str | None = None


class Job(NamedTuple):
    """What is done with the inputs of a call; the defaults are those of the command.

    `format` is what the call says, or None. `target` is where results are written to, None for standard output.
    """

    names: tuple[str, ...]
    options: Options = Options()
    kind: InputKind = InputKind.AUTO
    url: str | None = None
    limits: Limits = Limits(int(MAX_SIZE * MEGABYTE), None)
    format: Format | None = None
    written: Extras = Extras()
    explain: bool = False
    allow_empty: bool = False
    target: str | None = None
    batching: Batching = Batching()
    review: str | None = None
    # Files kept clean where they are.
    check: bool = False
    diff: bool = False
    in_place: bool = False
    max_removed: float | None = None
    text_field: str | None = None
    html_field: str | None = None
    # Files taken from folders; the patterns are read from `base`.
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    force_exclude: bool = False
    base: str = ""
    # What sites repeat: learned into a file instead, or ahead of a batch.
    learn: str | None = None
    learn_first: bool = False

    @property
    def revises(self) -> bool:
        """Whether files are checked or rewritten, rather than printed."""
        return self.check or self.diff or self.in_place

    @property
    def form(self) -> RenderOptions:
        """How every document is written down; in a table of Parquet there are no documents."""
        named = self.format if self.format is not Format.PARQUET else None
        return RenderOptions(DocumentFormat(named or Format.TEXT), self.written, self.explain)

    @property
    def several(self) -> bool:
        """Whether there is more than one input."""
        return len(self.names) > 1


def job_of(names: tuple[str, ...], settings: Settings) -> Job:
    """What the settings of a call ask to be done with its inputs. Raises ValueError as `Options` does."""
    limits = Limits(int(MAX_SIZE * MEGABYTE), settings.encoding)
    return Job(
        names,
        options=settings.options(),
        kind=InputKind(settings.kind or InputKind.AUTO),
        limits=limits,
        max_removed=settings.max_removed,
        include=settings.include or (),
        exclude=settings.exclude or (),
        base=settings.folder,
        batching=Batching(jobs=settings.jobs, timeout=settings.timeout),
    )
