"""Finds options of a call that exclude each other or need another option, and says so in one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from types import MappingProxyType

from cleaner.cli.job import Job
from cleaner.cli.mode import format_of, is_batch, is_csv, is_one_document, is_sharded, is_table
from cleaner.cli.option_groups import FILTERS, Engine, InputKind, options
from cleaner.files.formats import is_remote, is_web
from cleaner.files.read import STDIN
from cleaner.render.format import RENDERINGS, OutputFormat

_FLAGS: Mapping[str, str] = MappingProxyType({option.name: option.flags[0] for option in options() if option.flags})

# Options by name. What is printed and how:
_PRINTED = ("explain", "format", "links", "images", "frontmatter", "blocks", "renderings")
# What makes a batch, or belongs to one:
_BATCH = ("path", "jobs", "timeout", "files_from", "resume", "report", "engine", "shards", *FILTERS)
_WITH_LINKS = (OutputFormat.MARKDOWN, OutputFormat.HTML, OutputFormat.XML, OutputFormat.TEI)
# How pages are fetched:
_FETCHING = ("fetch_timeout", "pause", "allow_private")
_EXPLAINED = (None, OutputFormat.TEXT, OutputFormat.JSONL, OutputFormat.PARQUET)
_WITH_FRONTMATTER = (None, OutputFormat.TEXT, OutputFormat.MARKDOWN)
_WITH_FIELDS = (OutputFormat.JSON, OutputFormat.JSONL, OutputFormat.PARQUET)
_TABLES = (".jsonl", ".csv", ".parquet")
# Formats in which several documents cannot follow on one another.
_ONE_DOCUMENT = (OutputFormat.JSON, OutputFormat.XML, OutputFormat.TEI)


def conflict_of(job: Job) -> str | None:
    """What is wrong with the options of a call, or None."""
    if "" in (job.output.path, job.batch.report, job.input.files_from, job.profiles.learn):
        return "--output, --report, --learn and --files-from need the name of a file or folder"
    conflicts = chain(_of_mode(job), _of_addresses(job), _of_formats(job), _of_links(job))
    return next(conflicts, None) or _wrong_pattern(job)


def _of_mode(job: Job) -> Iterator[str]:
    if job.messages.quiet:
        yield from _excluded(job, "quiet", ("verbose",))
    if job.profiles.learn is not None:
        yield from _of_learning(job)
    elif job.revises:
        yield from _of_edits(job)
    elif job.output.review is not None:
        yield from _of_review(job)
    elif is_batch(job):
        yield from _of_batch(job)
    else:
        yield from _of_print(job)


def _excluded(job: Job, name: str, others: Iterable[str]) -> Iterator[str]:
    for other in others:
        if other in job.given:
            yield f"{_FLAGS[name]} and {_FLAGS[other]} exclude each other"


def _of_formats(job: Job) -> Iterator[str]:
    if job.output.explain and job.output.format not in _EXPLAINED:
        yield f"--explain cannot be given as {job.output.format}; use -f text or -f jsonl"
    if job.output.frontmatter and job.output.format not in _WITH_FRONTMATTER:
        yield "--frontmatter needs -f text or -f markdown"
    yield from _of_fields(job)


def _of_fields(job: Job) -> Iterator[str]:
    """What is wrong with the options that add fields to records."""
    output = job.output
    unknown = sorted(output.rendering_names - set(RENDERINGS))
    if unknown:
        yield f"--with {unknown[0]}: there are {', '.join(RENDERINGS)}"
    path = output.path
    has_fields = (
        output.format in _WITH_FIELDS
        or (output.format is None and is_sharded(job))
        or (
            output.format is None
            and path is not None
            and (format_of(path) is OutputFormat.JSON if is_one_document(path) else is_table(path) and not is_csv(path))
        )
    )
    for name in ("blocks", "renderings"):
        if name in job.given and not has_fields:
            yield f"{_FLAGS[name]} needs -f json, -f jsonl or -f parquet"
        if name in job.given and output.explain and not is_table(path):
            yield f"{_FLAGS['explain']} and {_FLAGS[name]} exclude each other"


def _of_links(job: Job) -> Iterator[str]:
    """Links and images need a format that has them; whoever asks for plain text with links gets none."""
    output = job.output
    implied = format_of(output.path) if output.path is not None and is_one_document(output.path) else None
    form = output.format or implied or (OutputFormat.JSONL if is_table(output.path) else OutputFormat.TEXT)
    for name in ("links", "images"):
        if name in job.given and form not in _WITH_LINKS and not output.renderings:
            yield f"{_FLAGS[name]} needs -f markdown, html, xml or tei; {form} has no {name}"


def _of_addresses(job: Job) -> Iterator[str]:
    if job.input.files_from is None and not any(map(is_web, job.names)):
        for name in _FETCHING:
            if name in job.given:
                yield f"{_FLAGS[name]} needs an input that is an address of the web"


def _of_edits(job: Job) -> Iterator[str]:
    if job.input.html_field and not job.input.text_field:
        yield "--html-field needs --text-field, the field that the cleaned text is written to"
    if job.in_place.write:
        yield from _excluded(job, "write", ("check", "diff"))
    edit = "write" if job.in_place.write else "check" if job.in_place.check else "diff"
    yield from _excluded(job, edit, (*_PRINTED, "review", *_BATCH, "learn_first"))
    for name in filter(is_remote, job.names):
        yield f"{_FLAGS[edit]} cleans files where they are; {name} is an address"
    if STDIN in job.names:
        yield f"{_FLAGS[edit]} needs files; standard input is not one"
    if job.input.kind is InputKind.HTML:
        yield f"{_FLAGS[edit]} cleans text files; text made from HTML is another document, to be printed or written"


def _of_learning(job: Job) -> Iterator[str]:
    yield from _excluded(job, "learn", ("write", "check", "diff", "review", "path", "learn_first"))
    yield from _excluded(job, "learn", (*_PRINTED, "resume", "overwrite", "report", *FILTERS))
    if job.profiles.learn == STDIN:
        yield "--learn needs the name of a file; standard output is not one"
    yield from _of_sources(job)


def _of_review(job: Job) -> Iterator[str]:
    yield from _excluded(job, "review", (*_BATCH, "learn_first", "explain", "format", "blocks", "renderings"))
    if job.output.review == STDIN:
        yield "--review needs the name of a file; standard output is not one"
    yield from _of_records(job)


def _of_print(job: Job) -> Iterator[str]:
    yield from _of_records(job)
    if job.profiles.learn_first:
        yield "--learn-first needs a folder or files of records, and --output"
    if job.output.format is OutputFormat.PARQUET:
        yield "-f parquet needs --output"
    if job.output.format in _ONE_DOCUMENT and job.several:
        yield _several(job)
    if job.output.overwrite and job.output.path is None:
        yield "--overwrite needs --output"
    if job.output.explain and job.output.path is not None:
        yield "--explain is printed, or written to a table that ends in .jsonl or .parquet"


def _of_records(job: Job) -> Iterator[str]:
    for name in ("text_field", "html_field", "url_field", "id_field"):
        if name in job.given:
            yield f"{_FLAGS[name]} needs files of records; none of the inputs is one"


def _of_batch(job: Job) -> Iterator[str]:
    if is_one_document(job.output.path):
        yield f"{job.output.path}: this names one document; name a folder, or a table ({', '.join(_TABLES)})"
    if job.output.path is None:
        yield from _of_batch_to_stdout(job)
    if is_sharded(job):
        yield from _of_shards(job)
    elif job.batch.drop_duplicates:
        yield "--drop-duplicates needs shards: --shards, or --output with a remote folder"
    has_rows = job.output.format in (OutputFormat.JSONL, OutputFormat.PARQUET) or is_table(job.output.path)
    if job.output.explain and not has_rows and not is_sharded(job):
        yield "--explain of folders and records needs -f jsonl, or --output with a table"
    if job.batch.resume:
        yield from _excluded(job, "resume", ("overwrite",))
    yield from _of_sources(job)
    if job.profiles.learn_first and STDIN in (*job.names, job.input.files_from):
        yield "--learn-first reads every input twice, and standard input can be read only once"
    if job.profiles.learn_first and job.output.path is None:
        yield "--learn-first needs --output"


def _of_shards(job: Job) -> Iterator[str]:
    path, form = job.output.path, job.output.format
    if path is None:
        yield "--shards needs --output"
    elif is_web(path):
        yield f"{path}: an address of the web; articles are written to a folder or a store such as s3://"
    elif is_table(path):
        yield f"{path}: this names one table; name the folder of all parts"
    if form not in (None, OutputFormat.JSONL, OutputFormat.PARQUET):
        yield f"shards are written as parquet or jsonl, not as {form}"
    yield from _excluded(job, "shards", ("learn_first", "frontmatter"))


def _of_sources(job: Job) -> Iterator[str]:
    if job.input.files_from is not None and job.names:
        yield "--files-from and inputs named on the command line exclude each other"
    if job.input.null and job.input.files_from is None:
        yield "--null needs --files-from"
    if job.input.text_field is not None:
        yield from _excluded(job, "text_field", ("html_field",))
    if job.workers.ray_address is not None and job.workers.engine is not Engine.RAY:
        yield "--ray-address needs --engine ray"


def _of_batch_to_stdout(job: Job) -> Iterator[str]:
    for name in ("resume", "overwrite"):
        if name in job.given:
            yield f"{_FLAGS[name]} needs --output"
    if job.output.format is OutputFormat.PARQUET:
        yield "-f parquet needs --output"
    if job.output.format in _ONE_DOCUMENT:
        yield _several(job)


def _several(job: Job) -> str:
    is_json = job.output.format is OutputFormat.JSON
    advice = "use -f jsonl, or --output with a folder" if is_json else "name a folder with --output"
    return f"several inputs make several documents; {advice}"


def _wrong_pattern(job: Job) -> str | None:
    if not job.input.include and not job.input.exclude:
        return None
    from cleaner.files.patterns import PatternError, check_patterns

    try:
        check_patterns((*job.input.include, *job.input.exclude))
    except PatternError as error:
        return str(error)
    return None
