"""One call of the command: inputs in, results and messages out. The only file that prints.

Nothing is imported here that a plain run does not need; in particular not the parser of the options.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from cleaner.configuration import Settings
from cleaner.document import DocumentError, Kind
from cleaner.inputs import MEGABYTE, STDIN, InputError, Limits, note_of, read_text, reason
from cleaner.options import Options
from cleaner.render.document import Form, Format, Written, rendered
from cleaner.render.printable import one_line, printable
from cleaner.report import Exit, Report, Revision, State

if TYPE_CHECKING:
    from cleaner.document import Article
    from cleaner.review.data import Reviewed

PROGRAM = "cleaner"
MAX_SIZE = 100.0  # megabytes
# How the names of files end that a review takes from folders.
_ARTICLES = frozenset((".htm", ".html", ".markdown", ".md", ".text", ".txt", ".xhtml"))


class InputKind(StrEnum):
    """How inputs are written."""

    AUTO = "auto"
    HTML = "html"
    TEXT = "text"


class OutputError(Exception):
    """Standard output cannot be written; the message says why."""


class OutputClosedError(OutputError):
    """Whoever read our output has gone."""


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


class _Cleaned(NamedTuple):
    """An input that was cleaned: its name for people, its text, and what became of it."""

    shown: str
    source: str
    article: Article


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


def cannot_write(why: str) -> Exit:
    """Say that the output is lost."""
    forget_stdout()
    tell(f"cannot write the output: {why}")
    return Exit.FAILED


def run(job: Job) -> Exit:
    """Do what a call asks for; results go to standard output, messages to standard error."""
    if (why := _wrong_use(job)) is not None:
        tell(why)
        return Exit.FAILED
    report = Revision(job.check, job.in_place, job.allow_empty) if job.revises else Report(job.allow_empty)
    try:
        if isinstance(report, Revision):
            _revise(job, report)
        elif job.review is None:
            _print(job, report)
        elif not _write_review(job.review, job, report):
            return Exit.FAILED
        flush()
    except OutputClosedError:
        forget_stdout()
    except KeyboardInterrupt:
        forget_stdout()
        tell("interrupted")
        return Exit.INTERRUPTED
    return report.exit_code


def _wrong_use(job: Job) -> str | None:
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


def _print(job: Job, report: Report) -> None:
    for name in job.names:
        _clean_one(name, job, report)
    if job.several:
        tell(report.summary())


def _revise(job: Job, revision: Revision) -> None:
    """Check files, show what would change in them, or rewrite them."""
    from cleaner.inplace.revise import endings, revise
    from cleaner.inplace.task import MAX_REMOVED, Diff, Notice, Task
    from cleaner.walk import Choice

    task = Task(
        options=job.options,
        max_size=job.limits.max_size,
        write=job.in_place,
        diff=job.diff,
        force_text=job.kind is InputKind.TEXT,
        max_removed=MAX_REMOVED if job.max_removed is None else job.max_removed,
        text_field=job.text_field,
        html_field=job.html_field,
    )
    choice = Choice(endings(task), job.include, job.exclude, job.force_exclude, job.base)
    with _ended_in_order(), contextlib.closing(revise(job.names, task, choice)) as events:
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


@contextlib.contextmanager
def _ended_in_order() -> Iterator[None]:
    """Let a request to end interrupt us as the keyboard does, so that what was begun is cleared away."""
    import signal

    def end(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    # What is ignored, as under nohup, stays ignored; not every system knows every signal.
    known = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in known}
    for number, handler in before.items():
        if handler is signal.SIG_DFL:
            signal.signal(number, end)
    try:
        yield
    except SystemExit:
        tell("interrupted")
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _clean_one(name: str, job: Job, report: Report) -> None:
    cleaned = _article_of(name, job, report)
    if cleaned is None:
        return
    article = cleaned.article
    if job.explain and job.output is not Format.JSONL:
        _print_explanation(article, cleaned.shown if job.several else None, report.total > 1)
    else:
        print_out(_rendered(article, None if name == STDIN else name, job, report.cleaned > 1))


def _write_review(target: str, job: Job, report: Report) -> bool:
    """Write the page of all inputs in the place of the results. False where it could not be, which is told."""
    from cleaner.review.page import write_page
    from cleaner.review.target import TargetError, check_target

    try:
        check_target(target, [name for name in job.names if name != STDIN])
        with _ended_in_order():
            shown = write_page(target, _reviewed(target, job, report))
    except TargetError as error:
        tell(f"{target}: {error}")
        return False
    if not shown:
        tell(f"{target}: not written; there is no document to show")
    if job.several or report.total > 1:
        tell(report.summary())
    return True


def _reviewed(target: str, job: Job, report: Report) -> Iterator[Reviewed]:
    from cleaner.review.data import Reviewed

    for name in _found(target, job, report):
        if (cleaned := _article_of(name, job, report)) is not None:
            markup = cleaned.source if cleaned.article.kind is Kind.HTML else ""
            yield Reviewed(cleaned.shown, cleaned.article, markup)


def _found(target: str, job: Job, report: Report) -> Iterator[str]:
    """The inputs of a review, folders gone through; the page itself, from an earlier call, is none of them."""
    from cleaner.review.target import is_target
    from cleaner.walk import Choice, find

    for found in find(job.names, Choice(_ARTICLES, job.include, job.exclude, job.force_exclude, job.base)):
        if found.reason is not None:
            report.failed += found.failed
            tell(f"{found.name}: {found.reason}")
        elif found.name == STDIN or not is_target(found.name, target):
            yield found.name


def _article_of(name: str, job: Job, report: Report) -> _Cleaned | None:
    """One input cleaned, counted and, where it failed or came out empty, told of. None where it failed."""
    shown = "standard input" if name == STDIN else name
    try:
        cleaned = _cleaned(name, shown, job)
    except (InputError, DocumentError) as error:
        report.failed += 1
        tell(f"{shown}: {error}")
        return None
    except Exception as error:  # no document is the reason that another is not cleaned
        report.failed += 1
        tell(f"{shown}: a fault in {PROGRAM} itself, please report it: {type(error).__name__}: {error}")
        return None
    article = cleaned.article
    if any(block.kept for block in article.blocks):
        report.cleaned += 1
        _tell_of_doubt(shown, article, job)
    else:
        report.empty += 1
        tell(f"{shown}: {'nothing in it but boilerplate' if article.blocks else 'nothing in it'}")
    return cleaned


def _tell_of_doubt(shown: str, article: Article, job: Job) -> None:
    """A page of another kind (a shop, an index, a wall) gives a text too; a review page shows the confidence itself."""
    from cleaner.confidence import DOUBTFUL

    if article.confidence < DOUBTFUL and job.review is None:
        tell(f"{shown}: this may not be an article (confidence {article.confidence:.2f})")


def _cleaned(name: str, shown: str, job: Job) -> _Cleaned:
    from cleaner.pipeline import clean

    decoded = read_text(name, job.limits)
    if (note := note_of(decoded)) is not None:
        tell(f"{shown}: {note}")
    return _Cleaned(shown, decoded.text, clean(decoded.text, job.url, job.kind.value, job.options))


def _rendered(article: Article, path: str | None, job: Job, follows: bool) -> str:
    text = rendered(article, job.form, path)
    # Records stand on lines of their own; what people read is parted by a blank line.
    return "\n" + text if follows and text and job.output not in (Format.JSON, Format.JSONL) else text


def _print_explanation(article: Article, heading: str | None, follows: bool) -> None:
    above = "\n" if follows else ""
    if _on_terminal() or os.environ.get("FORCE_COLOR"):
        from cleaner.terminal import coloured

        _write(above + coloured(article, heading))
        return
    from cleaner.render.as_explanation import as_explanation

    print_out(above + (f"{one_line(heading)}\n" if heading else "") + as_explanation(article))


def _on_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def print_out(text: str) -> None:
    """Send text to standard output, line endings as they are; to a terminal only what it can print."""
    _write(printable(text.replace("\r\n", "\n")) if _on_terminal() else text)


def _write(text: str) -> None:
    """Send text to standard output as UTF-8, whatever the locale says: the same bytes wherever they go."""
    if sys.stdout is None:
        raise OutputError("standard output is closed")
    with _writing():
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))


def flush() -> None:
    """Hand everything on now, while a failure can still be told."""
    with _writing():
        sys.stdout.flush()


@contextlib.contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as error:
        raise OutputClosedError from error
    except OSError as error:
        raise OutputError(reason(error)) from error


def forget_stdout() -> None:
    """Let the interpreter's own flush at exit go nowhere: what could not be written once cannot be written twice."""
    if sys.stdout is None:
        return
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def tell(message: str) -> None:
    """One line on standard error."""
    if sys.stderr is None:
        return
    with contextlib.suppress(OSError):
        sys.stderr.write(f"{PROGRAM}: {one_line(message)}\n")
        sys.stderr.flush()
