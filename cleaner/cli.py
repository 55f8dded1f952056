"""The command line: the only file that reads arguments, prints or exits."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from cleaner.document import DocumentError
from cleaner.inputs import STDIN, InputError, Limits, read_text, reason
from cleaner.render.printable import one_line, printable
from cleaner.report import Exit, Report

if TYPE_CHECKING:
    from cleaner.document import Article
    from cleaner.options import Options

PROGRAM = "cleaner"
_MEGABYTE = 1_000_000


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


app = typer.Typer(
    name=PROGRAM,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def main() -> None:
    """Run the command; the entry point of the package."""
    try:
        app()
    except OutputClosedError:
        _forget_stdout()
    except OutputError as error:
        sys.exit(_cannot_write(str(error)))
    except OSError as error:
        # Typer could not write the help. An error with a file's name is of our own making, and no matter of output.
        if error.filename is not None:
            raise
        sys.exit(_cannot_write(reason(error)))
    except KeyboardInterrupt:
        sys.exit(Exit.INTERRUPTED)


def _cannot_write(why: str) -> Exit:
    _forget_stdout()
    _tell(f"cannot write the output: {why}")
    return Exit.FAILED


def _version(wanted: bool) -> None:
    if wanted:
        from cleaner import __version__

        _print(f"{PROGRAM} {__version__}\n")
        _flush()
        raise typer.Exit(Exit.DONE)


def _schema(wanted: bool) -> None:
    if wanted:
        from cleaner.render.as_json import schema

        _print(schema())
        _flush()
        raise typer.Exit(Exit.DONE)


@app.command()
def run(
    context: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(help="Files to clean, HTML or plain text; - is standard input.", show_default=False),
    ] = None,
    output: Annotated[Format, typer.Option("--format", "-f", help="What to print.")] = Format.TEXT,
    explain: Annotated[
        bool, typer.Option("--explain", help="Print every block with its label, score and reason instead.")
    ] = False,
    keep: Annotated[
        list[str] | None, typer.Option(help="Labels or families to keep too, parted by commas.", show_default=False)
    ] = None,
    drop: Annotated[
        list[str] | None, typer.Option(help="Labels or families to drop too, parted by commas.", show_default=False)
    ] = None,
    kind: Annotated[InputKind, typer.Option(help="How the inputs are written.")] = InputKind.AUTO,
    encoding: Annotated[
        str | None, typer.Option(help="Encoding of inputs without a byte-order mark.", show_default="found out")
    ] = None,
    url: Annotated[str | None, typer.Option(help="Where the page came from.", show_default=False)] = None,
    max_size: Annotated[float, typer.Option(min=0.001, help="Largest input in megabytes.")] = 100.0,
    allow_empty: Annotated[
        bool, typer.Option("--allow-empty", help="Exit 0 where a document is nothing but boilerplate.")
    ] = False,
    json_schema: Annotated[
        bool, typer.Option("--json-schema", callback=_schema, is_eager=True, help="Print the schema of the JSON.")
    ] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Print the clean text of scraped articles, from HTML or from plain text.

    Exit codes: 0 done; 2 wrong use, or an input failed; 3 the one document read is nothing but boilerplate;
    130 interrupted.
    """
    names = paths or []
    if not names:
        if sys.stdin is None or sys.stdin.isatty():
            typer.echo(context.get_help(), err=True)
            raise typer.Exit(Exit.FAILED)
        names = [STDIN]
    if output is Format.JSON and len(names) > 1:
        raise typer.BadParameter("several inputs make several documents; use -f jsonl", param_hint="--format")
    options = _options(keep, drop, encoding)
    job = _Job(options, kind, url, Limits(int(max_size * _MEGABYTE), encoding), output, explain, len(names) > 1)
    raise typer.Exit(_clean_all(names, job, Report(allow_empty)))


class _Job(NamedTuple):
    """What is done with every input of a call."""

    options: Options
    kind: InputKind
    url: str | None
    limits: Limits
    output: Format
    explain: bool
    several: bool


def _options(keep: list[str] | None, drop: list[str] | None, encoding: str | None) -> Options:
    from cleaner.options import Options

    try:
        return Options(keep=_names(keep), drop=_names(drop), encoding=encoding)
    except ValueError as error:
        raise typer.BadParameter(one_line(str(error))) from error


def _names(values: list[str] | None) -> frozenset[str]:
    return frozenset(name.strip() for value in values or () for name in value.split(",") if name.strip())


def _clean_all(names: list[str], job: _Job, report: Report) -> Exit:
    try:
        for name in names:
            _clean_one(name, job, report)
        if job.several:
            _tell(report.summary())
        _flush()
    except OutputClosedError:
        _forget_stdout()
    except KeyboardInterrupt:
        _forget_stdout()
        _tell("interrupted")
        return Exit.INTERRUPTED
    return report.exit_code


def _clean_one(name: str, job: _Job, report: Report) -> None:
    shown = "standard input" if name == STDIN else name
    try:
        article = _cleaned(name, shown, job)
    except (InputError, DocumentError) as error:
        report.failed += 1
        _tell(f"{shown}: {error}")
        return
    if any(block.kept for block in article.blocks):
        report.cleaned += 1
    else:
        report.empty += 1
        _tell(f"{shown}: {'nothing in it but boilerplate' if article.blocks else 'nothing in it'}")
    if job.explain:
        _print_explanation(article, shown if job.several else None)
    else:
        _print(_rendered(article, None if name == STDIN else name, job, report.cleaned > 1))


def _cleaned(name: str, shown: str, job: _Job) -> Article:
    from cleaner.pipeline import clean

    decoded = read_text(name, job.limits)
    if decoded.replaced:
        characters = "character is" if decoded.replaced == 1 else "characters are"
        _tell(f"{shown}: not all of this is {decoded.encoding}; {decoded.replaced} {characters} replaced by U+FFFD")
    return clean(decoded.text, job.url, job.kind.value, job.options)


def _rendered(article: Article, path: str | None, job: _Job, follows: bool) -> str:
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

    _print((f"{one_line(heading)}\n" if heading else "") + as_explanation(article))


def _on_terminal() -> bool:
    return sys.stdout is not None and sys.stdout.isatty()


def _print(text: str) -> None:
    """Send text to standard output, line endings as they are; to a terminal only what it can print."""
    _write(printable(text.replace("\r\n", "\n")) if _on_terminal() else text)


def _write(text: str) -> None:
    """Send text to standard output as UTF-8, whatever the locale says: the same bytes wherever they go."""
    if sys.stdout is None:
        raise OutputError("standard output is closed")
    with _writing():
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))


def _flush() -> None:
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


def _forget_stdout() -> None:
    """Let the interpreter's own flush at exit go nowhere: what could not be written once cannot be written twice."""
    if sys.stdout is None:
        return
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _tell(message: str) -> None:
    """One line on standard error."""
    with contextlib.suppress(OSError):
        typer.echo(f"{PROGRAM}: {one_line(message)}", err=True)
