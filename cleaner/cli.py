"""The options of the command, declared with typer."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from cleaner.command import MAX_SIZE, PROGRAM, Format, InputKind, Job, flush, print_out
from cleaner.command import run as run_job
from cleaner.inputs import MEGABYTE, STDIN, Limits
from cleaner.options import Options
from cleaner.render.printable import one_line
from cleaner.report import Exit

app = typer.Typer(
    name=PROGRAM,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(wanted: bool) -> None:
    if wanted:
        from cleaner import __version__

        print_out(f"{PROGRAM} {__version__}\n")
        flush()
        raise typer.Exit(Exit.DONE)


def _schema(wanted: bool) -> None:
    if wanted:
        from cleaner.render.as_json import schema

        print_out(schema())
        flush()
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
    max_size: Annotated[float, typer.Option(min=0.001, help="Largest input in megabytes.")] = MAX_SIZE,
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
    job = Job(
        names=tuple(names),
        options=_options(keep, drop, encoding),
        kind=kind,
        url=url,
        limits=Limits(int(max_size * MEGABYTE), encoding),
        output=output,
        explain=explain,
        allow_empty=allow_empty,
    )
    raise typer.Exit(run_job(job))


def _options(keep: list[str] | None, drop: list[str] | None, encoding: str | None) -> Options:
    try:
        return Options(keep=_names(keep), drop=_names(drop), encoding=encoding)
    except ValueError as error:
        raise typer.BadParameter(one_line(str(error))) from error


def _names(values: list[str] | None) -> frozenset[str]:
    return frozenset(name.strip() for value in values or () for name in value.split(",") if name.strip())
