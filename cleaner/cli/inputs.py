"""Turns a job into what a batch needs, its names, settings and engine, and the errors of a batch into messages."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Iterator

from cleaner.batch.local import LocalEngine, isolated, usable_cores
from cleaner.batch.output import WriteError
from cleaner.batch.pool import WorkerError
from cleaner.batch.sinks.target import SinkError
from cleaner.batch.sources import InputSettings
from cleaner.batch.sources.finding import ENDINGS
from cleaner.batch.sources.names import Name, NamesError, names_in
from cleaner.batch.sources.source import Fields, ReadSettings
from cleaner.batch.work import Task
from cleaner.cli.exit_codes import CommandError
from cleaner.cli.job import Job
from cleaner.cli.option_groups import Engine, EngineOptions
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


def names_of(job: Job) -> Iterable[Name]:
    """The names of the inputs. Iterating over them raises NamesError."""
    options = job.input
    return map(Name, job.names) if options.files_from is None else names_in(options.files_from, options.null)


def engine_of(task: Task, workers: EngineOptions) -> LocalEngine | OnRay:
    """The workers. Raises RayError."""
    if workers.engine is Engine.RAY:
        return on_ray(task, workers.ray_address, workers.jobs, workers.timeout)
    return isolated(task, workers.timeout, workers.jobs or usable_cores())
