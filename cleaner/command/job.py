"""What a call asks to be done with its inputs, and which wishes contradict each other."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from cleaner.configuration import Settings
from cleaner.inputs import MEGABYTE, STDIN, Limits
from cleaner.options import Options
from cleaner.render.document import Form, Format, Written

MAX_SIZE = 100.0  # megabytes


class InputKind(StrEnum):
    """How inputs are written."""

    AUTO = "auto"
    HTML = "html"
    TEXT = "text"


class Job(NamedTuple):
    """What is done with the inputs of a call; the defaults are those of the command."""

    names: tuple[str, ...]
    options: Options = Options()
    kind: InputKind = InputKind.AUTO
    url: str | None = None
    limits: Limits = Limits(int(MAX_SIZE * MEGABYTE), None)
    output: Format = Format.TEXT
    written: Written = Written()
    explain: bool = False
    allow_empty: bool = False
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

    @property
    def revises(self) -> bool:
        """Whether files are checked or rewritten, rather than printed."""
        return self.check or self.diff or self.in_place

    @property
    def form(self) -> Form:
        """How every document is written down."""
        return Form(self.output, self.written, self.explain)

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
    )


def wrong_use(job: Job) -> str | None:
    """What is wrong with the options of a call: which of them contradict each other, or cannot be understood."""
    if job.html_field and not job.text_field:
        return "--html-field needs --text-field, the field to write the text to"
    if not job.revises:
        return "--text-field goes with --in-place, --check or --diff" if job.text_field else None
    contradictions = {
        "--check and --diff write nothing; give them without --in-place": job.in_place and (job.check or job.diff),
        "--in-place, --check and --diff are about files; standard input is none": STDIN in job.names,
        "--explain and --format are about what is printed; give them without --in-place, --check and --diff": (
            job.explain or job.output is not Format.TEXT or job.written != Written()
        ),
        "--review changes nothing; give it without --in-place, --check and --diff": job.review is not None,
        "--kind html makes another document and is no edit; print it": job.kind is InputKind.HTML,
    }
    return next((why for why, applies in contradictions.items() if applies), None) or _wrong_pattern(job)


def _wrong_pattern(job: Job) -> str | None:
    if not job.include and not job.exclude:
        return None
    from cleaner.walk import PatternError, check_patterns

    try:
        check_patterns((*job.include, *job.exclude))
    except PatternError as error:
        return str(error)
    return None
