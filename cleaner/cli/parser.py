"""The options of the command, declared with typer."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from cleaner.cli.config import NOTHING, ConfigurationError, Settings, find, read
from cleaner.cli.dispatch import run as run_job
from cleaner.cli.exit_codes import Exit
from cleaner.cli.job import MAX_SIZE, Engine, Format, InputKind, job_of
from cleaner.cli.streams import PROGRAM, flush, print_out
from cleaner.files.read import MEGABYTE, STDIN, Limits
from cleaner.options import read_profiles
from cleaner.render.format import Extras
from cleaner.rules.schema import RuleError, RuleTable
from cleaner.rules.user_rules import read_rules
from cleaner.text.printable import one_line

if TYPE_CHECKING:
    from cleaner.profile.lookup import Profiles

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
        typer.Argument(help="Files to clean, folders, files of records; - is standard input.", show_default=False),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="PATH", help="A folder, table or file to write instead.", show_default=False
        ),
    ] = None,
    form: Annotated[
        Format | None, typer.Option("--format", "-f", help="What to print or write.", show_default="text")
    ] = None,
    links: Annotated[bool, typer.Option("--links", help="Keep links, in markdown and HTML.")] = False,
    images: Annotated[bool, typer.Option("--images", help="Keep images, in markdown and HTML.")] = False,
    frontmatter: Annotated[
        bool, typer.Option("--frontmatter", help="What is known of the article as YAML, ahead of text and markdown.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Print every block with its label, score and reason instead.")
    ] = False,
    review: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Write a page to look through all inputs instead.", show_default=False),
    ] = None,
    keep: Annotated[
        list[str] | None, typer.Option(help="Labels or families to keep too, parted by commas.", show_default=False)
    ] = None,
    drop: Annotated[
        list[str] | None, typer.Option(help="Labels or families to drop too, parted by commas.", show_default=False)
    ] = None,
    rules: Annotated[
        list[str] | None, typer.Option(metavar="FILE", help="Rules of your own, a TOML file.", show_default=False)
    ] = None,
    disable: Annotated[
        list[str] | None,
        typer.Option(metavar="RULE-ID", help="Rules or reasons that shall not hold.", show_default=False),
    ] = None,
    kind: Annotated[InputKind | None, typer.Option(help="How the inputs are written.", show_default="auto")] = None,
    encoding: Annotated[
        str | None, typer.Option(help="Encoding of inputs without a byte-order mark.", show_default="found out")
    ] = None,
    url: Annotated[str | None, typer.Option(help="Where the page came from.", show_default=False)] = None,
    max_size: Annotated[float, typer.Option(min=0.001, help="Largest input in megabytes.")] = MAX_SIZE,
    allow_empty: Annotated[
        bool, typer.Option("--allow-empty", help="Exit 0 where a document is nothing but boilerplate.")
    ] = False,
    in_place: Annotated[bool, typer.Option("--in-place", "-i", help="Rewrite plain-text files instead.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Exit 1 where --in-place would change a file.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Print what --in-place would change.")] = False,
    max_removed: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="Largest share to remove from a file in place.", show_default="0.9"),
    ] = None,
    text_field: Annotated[
        str | None, typer.Option(metavar="NAME", help="Field of records to clean.", show_default=False)
    ] = None,
    html_field: Annotated[
        str | None, typer.Option(metavar="NAME", help="Field of records with HTML to clean.", show_default=False)
    ] = None,
    url_field: Annotated[
        str | None, typer.Option(metavar="NAME", help="Field of records with the address.", show_default="url")
    ] = None,
    id_field: Annotated[
        str | None, typer.Option(metavar="NAME", help="Field of records that names one.", show_default="id")
    ] = None,
    files_from: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Read names from a file; - is standard input.", show_default=False),
    ] = None,
    null: Annotated[bool, typer.Option("--null", "-0", help="Names there are parted by NUL.")] = False,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", min=1, help="Number of workers.", show_default="processors")
    ] = None,
    timeout: Annotated[
        float | None, typer.Option(min=0.1, help="Seconds that one input may take.", show_default="10")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where an earlier run ended.")] = False,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace what is there.")] = False,
    report: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write a report, .json or .html, too.", show_default=False)
    ] = None,
    no_progress: Annotated[bool, typer.Option("--no-progress", help="Show no progress.")] = False,
    engine: Annotated[Engine, typer.Option(help="Who cleans: this machine, or Ray.")] = Engine.LOCAL,
    ray_address: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Of a running cluster.", show_default=False)
    ] = None,
    include: Annotated[
        list[str] | None, typer.Option(help="Files to take from folders too, a .gitignore pattern.", show_default=False)
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option(help="Files and folders to leave out, the same.", show_default=False)
    ] = None,
    force_exclude: Annotated[
        bool, typer.Option("--force-exclude", help="Leave them out where they are named themselves.")
    ] = False,
    profile: Annotated[
        list[str] | None, typer.Option(metavar="FILE", help="What sites repeat, as --learn found.", show_default=False)
    ] = None,
    site: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The site of pages without an address.", show_default=False),
    ] = None,
    learn: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Learn what the inputs' sites repeat instead.", show_default=False),
    ] = None,
    learn_first: Annotated[
        bool, typer.Option("--learn-first", help="Learn it from the inputs, then clean them with it.")
    ] = False,
    config: Annotated[
        str | None, typer.Option(metavar="FILE", help="Settings, in the place of pyproject.toml.", show_default=False)
    ] = None,
    no_config: Annotated[bool, typer.Option("--no-config", help="Read no settings from a file.")] = False,
    json_schema: Annotated[
        bool, typer.Option("--json-schema", callback=_schema, is_eager=True, help="Print the schema of the JSON.")
    ] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Print the clean text of scraped articles, from HTML or from plain text, write it for folders and corpora, or keep
    files of them clean.

    Exit codes: 0 done; 1 a file would change (--check); 2 wrong use, an input failed, or the output could not be
    written; 3 the one document read is nothing but boilerplate; 130 interrupted, 143 ended.
    """
    names = paths or []
    if not names and files_from is None:
        if sys.stdin is None or sys.stdin.isatty():
            typer.echo(context.get_help(), err=True)
            raise typer.Exit(Exit.FAILED)
        names = [STDIN]
    if explain and form not in (None, Format.TEXT, Format.JSONL, Format.PARQUET):
        raise typer.BadParameter("with --explain it is text or jsonl", param_hint="--format")
    if review == STDIN:
        raise typer.BadParameter("a review page is written to a file", param_hint="--review")
    if review is not None and (explain or form not in (None, Format.TEXT)):
        raise typer.BadParameter("a review page takes the place of what is printed", param_hint="--review")
    if frontmatter and form not in (None, Format.TEXT, Format.MARKDOWN):
        raise typer.BadParameter("it stands ahead of text or markdown alone", param_hint="--frontmatter")
    given = Settings(
        keep=_names(keep),
        drop=_names(drop),
        kind=kind,
        encoding=encoding,
        rules=_rules(rules),
        disable=_names(disable) or (),
        include=_patterns(include),
        exclude=_patterns(exclude),
        max_removed=max_removed,
        jobs=jobs,
        timeout=timeout,
        profile=_profiles(profile),
        site=site,
    )
    base = _from_file(config, no_config)
    try:
        settings = given.over(base)
        job = job_of(tuple(names), settings)
    except ValueError as error:
        raise typer.BadParameter(one_line(str(error))) from error
    limits = Limits(int(max_size * MEGABYTE), settings.encoding)
    job = job._replace(
        url=url,
        limits=limits,
        format=form,
        written=Extras(frontmatter, links, images),
        explain=explain,
        allow_empty=allow_empty,
        review=review,
        check=check,
        diff=diff,
        in_place=in_place,
        text_field=text_field,
        html_field=html_field,
        target=None if output == STDIN else output,
        batching=job.batching._replace(
            asked=jobs is not None
            or timeout is not None
            or files_from is not None
            or resume
            or report is not None
            or engine is not Engine.LOCAL,
            files_from=files_from,
            null=null,
            resume=resume,
            overwrite=overwrite,
            report=report,
            progress=not no_progress,
            url_field=url_field,
            id_field=id_field,
            engine=engine,
            ray_address=ray_address,
        ),
        force_exclude=force_exclude,
        learn=learn,
        learn_first=learn_first,
    )
    raise typer.Exit(run_job(job))


def _from_file(config: str | None, no_config: bool) -> Settings:
    if config is not None and no_config:
        raise typer.BadParameter("--config and --no-config exclude each other")
    if no_config:
        return NOTHING
    return find() if config is None else read(config)


def _rules(paths: list[str] | None) -> RuleTable:
    try:
        return read_rules(*(paths or ()))
    except RuleError as error:
        raise ConfigurationError(str(error)) from error


def _profiles(paths: list[str] | None) -> Profiles | None:
    try:
        return read_profiles(*paths) if paths else None
    except ValueError as error:
        raise ConfigurationError(str(error)) from error


def _patterns(values: list[str] | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(values)


def _names(values: list[str] | None) -> tuple[str, ...] | None:
    if values is None:
        return None
    return tuple(name.strip() for value in values for name in value.split(",") if name.strip())
