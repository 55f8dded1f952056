"""What a call says of its inputs and of who works on them, for whatever reads them as a batch."""

from __future__ import annotations

import os
from collections.abc import Iterable

from cleaner.batch.local import LocalEngine, local
from cleaner.batch.sources import ENDINGS, Fields, InputSettings, Name, ReadSettings, given, names_in
from cleaner.batch.work import Task
from cleaner.cli.job import Batching, Engine, Job
from cleaner.files.read import STDIN
from cleaner.files.walk import Choice
from cleaner.integrations.ray_engine import OnRay, on_ray


def fields_of(job: Job) -> Fields:
    """The fields of records that mean something."""
    return Fields(job.text_field, job.html_field, job.batching.url_field, job.batching.id_field)


def reading_of(job: Job, aside: Iterable[str | None]) -> InputSettings:
    """What is taken of what is named, and how it is read; what is written here is no input, wherever it lies."""
    choice = Choice(ENDINGS, job.include, job.exclude, job.force_exclude, job.base)
    names = frozenset(os.path.realpath(name) for name in aside if name is not None)
    return InputSettings(ReadSettings(fields_of(job), job.limits.max_size), choice, names)


def names_of(job: Job) -> Iterable[Name]:
    """The inputs by name. Raises NamesError while it is read."""
    batching = job.batching
    return given(job.names) if batching.files_from is None else names_in(batching.files_from, batching.null)


def list_of(job: Job) -> str:
    """What the list of names is called where people read."""
    return "standard input" if job.batching.files_from == STDIN else str(job.batching.files_from)


def engine_of(task: Task, batching: Batching) -> LocalEngine | OnRay:
    """Who works. Raises RayError."""
    if batching.engine is Engine.RAY:
        return on_ray(task, batching.ray_address, batching.jobs, batching.timeout)
    return local(task, batching.jobs, batching.timeout)
