"""Turns a job into what a batch needs, its names, settings and engine, and the errors of a batch into messages."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace

from cleaner.batch.fingerprint import of_settings
from cleaner.batch.local import LocalEngine, isolated, usable_cores
from cleaner.batch.output import Mode, WriteError
from cleaner.batch.pool import WorkerError
from cleaner.batch.rows import columns
from cleaner.batch.sinks.target import SinkError
from cleaner.batch.sources import InputSettings
from cleaner.batch.sources.finding import ENDINGS
from cleaner.batch.sources.names import Name, NamesError, names_in
from cleaner.batch.sources.source import Fields, ReadSettings
from cleaner.batch.work import Task
from cleaner.cli.exit_codes import CommandError
from cleaner.cli.job import Job
from cleaner.cli.option_groups import Engine, EngineOptions
from cleaner.cli.streams import program_version
from cleaner.files.extras import MissingExtraError
from cleaner.files.fetch import Fetcher
from cleaner.files.patterns import PatternError
from cleaner.files.read import STDIN
from cleaner.integrations.ray_engine import OnRay, RayError, on_ray
from cleaner.profile.profile_file import ProfileError

# Errors with a message that is a whole line.
_STOPPING = (MissingExtraError, PatternError, SinkError, WriteError, WorkerError, RayError, ProfileError)


@contextlib.contextmanager
def batch_errors(job: Job) -> Iterator[None]:
    """Turn whatever stops a batch into a CommandError."""
    try:
        yield
    except NamesError as error:
        names = "standard input" if job.input.files_from == STDIN else job.input.files_from
        raise CommandError(f"{names}: {error}") from error
    except _STOPPING as error:
        raise CommandError(str(error)) from error
    except sqlite3.Error as error:
        # Whatever grows with the number of inputs is kept in SQLite files.
        raise CommandError(f"no room for temporary files: {error}") from error


def fields_of(job: Job) -> Fields:
    """The fields of records that are read."""
    options = job.input
    return Fields(options.text_field, options.html_field, options.url_field, options.id_field)


def reading_of(job: Job, aside: Iterable[str | None]) -> InputSettings:
    """What is read, and how. Files that the batch itself writes (`aside`) are no inputs, wherever they are."""
    real = frozenset(os.path.realpath(name) for name in aside if name is not None)
    reading = ReadSettings(fields_of(job), job.limits.max_size, Fetcher(job.fetching))
    return InputSettings(reading, job.choice(ENDINGS), real)


def columns_of(job: Job) -> tuple[str, ...]:
    """The columns that cleaning adds to rows."""
    output = job.output
    return columns(output.explain, output.blocks, output.form.renderings)


def task_of(job: Job) -> Task:
    """What the workers do, but for the form of its results."""
    kind, url = job.input.kind.value, job.input.url
    return Task(job.options, job.limits, kind, url, extras=job.output.extras, filters=job.filters)


def settings_of(job: Job, task: Task, *others: object) -> str:
    """A digest of all that the results of a task depend on.

    A run may be resumed with another --max-size: an input below both limits gives the same result.
    """
    task = replace(task, limits=job.limits._replace(max_size=0))
    return of_settings(program_version(), (task, fields_of(job), *others))


def mode_of(job: Job) -> Mode:
    """What to do with the output of an earlier run."""
    return Mode.RESUME if job.batch.resume else Mode.OVERWRITE if job.output.overwrite else Mode.NEW


def names_of(job: Job) -> Iterable[Name]:
    """The names of the inputs. Iterating over them raises NamesError."""
    options = job.input
    return map(Name, job.names) if options.files_from is None else names_in(options.files_from, options.null)


def engine_of(task: Task, workers: EngineOptions) -> LocalEngine | OnRay:
    """The workers. Raises RayError."""
    if workers.engine is Engine.RAY:
        return on_ray(task, workers.ray_address, workers.jobs, workers.timeout)
    return isolated(task, workers.timeout, workers.jobs or usable_cores())
