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

from cleaner.document import DocumentError
from cleaner.inputs import MEGABYTE, STDIN, InputError, Limits, read_text, reason
from cleaner.options import Options
from cleaner.render.printable import one_line, printable
from cleaner.report import Exit, Report

if TYPE_CHECKING:
    from cleaner.document import Article

PROGRAM = "cleaner"
MAX_SIZE = 100.0  # megabytes


class Format(StrEnum):
    """What is printed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    JSONL = "jsonl"


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
    explain: bool = False
    allow_empty: bool = False

    @property
    def several(self) -> bool:
        """Whether there is more than one input."""
        return len(self.names) > 1


def cannot_write(why: str) -> Exit:
    """Say that the output is lost."""
    forget_stdout()
    tell(f"cannot write the output: {why}")
    return Exit.FAILED


def run(job: Job) -> Exit:
    """Clean every input of a call and print the results; messages go to standard error."""
    report = Report(job.allow_empty)
    try:
        for name in job.names:
            _clean_one(name, job, report)
        if job.several:
            tell(report.summary())
        flush()
    except OutputClosedError:
        forget_stdout()
    except KeyboardInterrupt:
        forget_stdout()
        tell("interrupted")
        return Exit.INTERRUPTED
    return report.exit_code


def _clean_one(name: str, job: Job, report: Report) -> None:
    shown = "standard input" if name == STDIN else name
    try:
        article = _cleaned(name, shown, job)
    except (InputError, DocumentError) as error:
        report.failed += 1
        tell(f"{shown}: {error}")
        return
    except Exception as error:  # no document is the reason that another is not cleaned
        report.failed += 1
        tell(f"{shown}: a fault in {PROGRAM} itself, please report it: {type(error).__name__}: {error}")
        return
    if any(block.kept for block in article.blocks):
        report.cleaned += 1
    else:
        report.empty += 1
        tell(f"{shown}: {'nothing in it but boilerplate' if article.blocks else 'nothing in it'}")
    if job.explain:
        _print_explanation(article, shown if job.several else None)
    else:
        print_out(_rendered(article, None if name == STDIN else name, job, report.cleaned > 1))


def _cleaned(name: str, shown: str, job: Job) -> Article:
    from cleaner.pipeline import clean

    decoded = read_text(name, job.limits)
    if decoded.replaced:
        characters = "character is" if decoded.replaced == 1 else "characters are"
        tell(f"{shown}: not all of this is {decoded.encoding}; {decoded.replaced} {characters} replaced by U+FFFD")
    return clean(decoded.text, job.url, job.kind.value, job.options)


def _rendered(article: Article, path: str | None, job: Job, follows: bool) -> str:
    if job.output is Format.JSON or job.output is Format.JSONL:
        from cleaner.render.as_json import as_json, as_jsonl

        named = path and printable(path)
        return as_json(article, named) if job.output is Format.JSON else as_jsonl(article, named)
    if job.output is Format.MARKDOWN:
        from cleaner.render.as_markdown import as_markdown

        text = as_markdown(article)
    else:
        from cleaner.render.as_text import as_text

        text = as_text(article)
    return "\n" + text if follows and text else text


def _print_explanation(article: Article, heading: str | None) -> None:
    if _on_terminal() or os.environ.get("FORCE_COLOR"):
        from cleaner.terminal import coloured

        _write(coloured(article, heading))
        return
    from cleaner.render.as_explanation import as_explanation

    print_out((f"{one_line(heading)}\n" if heading else "") + as_explanation(article))


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
