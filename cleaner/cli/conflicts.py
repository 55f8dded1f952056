"""Which wishes of a call contradict each other, each with the one line that says so."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.cli.job import Engine, Format, InputKind, Job
from cleaner.cli.mode import is_batch, is_one_document, is_table
from cleaner.files.read import STDIN
from cleaner.render.format import Extras

_EDITS = "give them without --in-place, --check and --diff"


def wrong_use(job: Job) -> str | None:
    """What is wrong with the options of a call: which of them contradict each other, or cannot be understood."""
    if "" in (job.target, job.batching.report, job.batching.files_from, job.learn):
        return "--output, --report, --learn and --files-from need the name of a file or folder"
    if job.learn is not None:
        found = _of_learning(job)
    elif job.revises:
        found = _of_edits(job)
    elif job.review is not None:
        found = _of_review(job)
    elif is_batch(job):
        found = _of_batch(job)
    else:
        found = _of_print(job)
    return next(found, None) or _wrong_pattern(job)


def _of_edits(job: Job) -> Iterator[str]:
    if job.html_field and not job.text_field:
        yield "--html-field needs --text-field, the field to write the text to"
    if job.in_place and (job.check or job.diff):
        yield "--check and --diff write nothing; give them without --in-place"
    if STDIN in job.names:
        yield "--in-place, --check and --diff are about files; standard input is none"
    if job.explain or job.format not in (None, Format.TEXT) or job.written != Extras():
        yield f"--explain and --format are about what is printed; {_EDITS}"
    if job.review is not None:
        yield "--review changes nothing; give it without --in-place, --check and --diff"
    if job.target is not None or job.batching.asked:
        yield f"--output, --jobs and what else is about a batch write something new; {_EDITS}"
    if job.learn_first:
        yield "--learn-first goes with --output; learn with --learn, and give the file with --profile"
    if job.kind is InputKind.HTML:
        yield "--kind html makes another document and is no edit; print it"


def _of_learning(job: Job) -> Iterator[str]:
    if job.revises or job.review is not None or job.target is not None or job.learn_first:
        yield "--learn writes what it learned and nothing else; clean in a call of its own, or with --learn-first"
    if job.explain or job.format is not None or job.written != Extras():
        yield "--explain, --format and their like are about what is printed; --learn prints nothing"
    if job.batching.resume or job.batching.overwrite or job.batching.report is not None:
        yield "--resume, --overwrite and --report are about cleaning; --learn adds to what its file says"
    if job.learn == STDIN:
        yield "what is learned is written to a file"
    yield from _of_sources(job)


def _of_review(job: Job) -> Iterator[str]:
    if job.target is not None or job.batching.asked:
        yield "--output, --jobs and what else is about a batch take no --review; write the page in a call of its own"
    if job.learn_first:
        yield "--learn-first goes with --output; learn with --learn, and give the file with --profile"
    yield from _of_records(job)


def _of_print(job: Job) -> Iterator[str]:
    yield from _of_records(job)
    if job.learn_first:
        yield "--learn-first is about a folder or files of records, and goes with --output"
    if job.format is Format.PARQUET:
        yield "Parquet is written to a file or folder; name it with --output"
    if job.format is Format.JSON and job.several:
        yield "several inputs make several documents; use -f jsonl"
    if job.batching.overwrite and job.target is None:
        yield "--overwrite goes with --output"
    if job.explain and job.target is not None:
        yield "--explain is printed, or data in a table that ends in .jsonl or .parquet"


def _of_records(job: Job) -> Iterator[str]:
    given = {
        "--text-field": job.text_field,
        "--html-field": job.html_field,
        "--url-field": job.batching.url_field,
        "--id-field": job.batching.id_field,
    }
    for name, field in given.items():
        if field is not None:
            yield f"{name} is about files of records; there are none here"


def _of_batch(job: Job) -> Iterator[str]:
    batching = job.batching
    if is_one_document(job.target):
        yield f"{job.target}: one document is written here; name a folder, or a table that ends in .jsonl or .parquet"
    if job.target is None:
        yield from _of_batch_to_stdout(job)
    if job.explain and job.format not in (Format.JSONL, Format.PARQUET) and not is_table(job.target):
        yield "--explain of folders and records is data: give it with -f jsonl, or -o and a table"
    if batching.resume and batching.overwrite:
        yield "--resume goes on with what an earlier run has done, --overwrite begins anew; give one of them"
    yield from _of_sources(job)
    if job.learn_first and STDIN in (*job.names, batching.files_from):
        yield "--learn-first reads every input twice, and standard input can be read once"
    if job.learn_first and job.target is None:
        yield "--learn-first leaves what it learned beside the output; name one with --output"


def _of_sources(job: Job) -> Iterator[str]:
    batching = job.batching
    if batching.files_from is not None and job.names:
        yield "--files-from takes the place of names; give one of them"
    if batching.null and batching.files_from is None:
        yield "--null goes with --files-from"
    if job.text_field is not None and job.html_field is not None:
        yield "--text-field and --html-field: one of the two is cleaned; name that alone"
    if batching.ray_address is not None and batching.engine is not Engine.RAY:
        yield "--ray-address goes with --engine ray"


def _of_batch_to_stdout(job: Job) -> Iterator[str]:
    if job.batching.resume or job.batching.overwrite:
        yield "--resume and --overwrite go with --output"
    if job.format is Format.PARQUET:
        yield "Parquet is written to a file or folder; name it with --output"
    if job.format is Format.JSON:
        yield "several inputs make several documents; use -f jsonl, or --output with a folder"


def _wrong_pattern(job: Job) -> str | None:
    if not job.include and not job.exclude:
        return None
    from cleaner.files.patterns import PatternError, check_patterns

    try:
        check_patterns((*job.include, *job.exclude))
    except PatternError as error:
        return str(error)
    return None
