"""What a task does with a shard, on whatever machine: it streams the shard, cleans it and publishes both parts."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Generator, Iterable
from functools import partial
from typing import NamedTuple, TypeVar

from cleaner.batch.local import LocalEngine
from cleaner.batch.output import Mode, Output, WriteError, WritePlan
from cleaner.batch.pool import WorkerError
from cleaner.batch.record import Outcome, Request, Status
from cleaner.batch.run import settled
from cleaner.batch.shards.manifest_part import write_manifest_part
from cleaner.batch.shards.shard import Shard
from cleaner.batch.sinks.target import SinkError, target_of
from cleaner.batch.sources import check_needs, records_of
from cleaner.batch.sources.source import ReadSettings
from cleaner.batch.tally import BatchTally
from cleaner.batch.work import Task
from cleaner.files.errors import reason
from cleaner.files.extras import MissingExtraError
from cleaner.files.file_store import FileStore, StoreError

ARTICLES, MANIFEST_PARTS = "articles", "manifest"  # the folders of an output
MANIFEST_ENDING = ".parquet"
_NOT_DONE = (StoreError, SinkError, WriteError, WorkerError, MissingExtraError)  # with a message that is a whole reason

T = TypeVar("T")


class ShardPlan(NamedTuple):
    """What is the same for all shards of a run.

    `output` is the folder or the address that all parts are below, `ending` (".parquet" or ".jsonl") that of the parts
    with articles. `columns` are added to rows. `settings` is a digest of all that the parts depend on.
    """

    output: str
    ending: str
    task: Task
    reading: ReadSettings
    columns: tuple[str, ...]
    settings: str
    timeout: float
    drop_duplicates: bool = False


class ShardResult(NamedTuple):
    """What became of a shard: the counts of its records or, if it is not done, the reason in a few words."""

    tally: BatchTally
    problem: str | None = None


class _UnreachableError(Exception):
    """The file of a shard cannot be read now."""


def clean_shard(shard: Shard, plan: ShardPlan, engine: LocalEngine) -> ShardResult:
    """Clean a shard and publish its parts.

    Never raises for what is wrong with its records or with a store: a shard that is not done says why, and has no part
    of the manifest.
    """
    tally = BatchTally()
    try:
        check_needs(shard.source)
        with tempfile.TemporaryDirectory(prefix="cleaner-") as folder:
            _clean(shard, plan, engine, folder, tally)
    except (*_NOT_DONE, _UnreachableError) as error:
        return ShardResult(BatchTally(), str(error))
    except sqlite3.Error as error:
        return ShardResult(BatchTally(), f"no room for temporary files: {error}")
    except OSError as error:
        return ShardResult(BatchTally(), reason(error))
    return ShardResult(tally)


def _clean(shard: Shard, plan: ShardPlan, engine: LocalEngine, folder: str, tally: BatchTally) -> None:
    source, part = shard.source, shard.name + plan.ending
    target = target_of(os.path.join(folder, part))
    clean = partial(_unrepeated, engine) if plan.drop_duplicates else engine
    with Output(target, WritePlan(plan.settings, Mode.NEW, plan.columns), [source]) as output:
        for event in settled(records_of(source, plan.reading), clean, output):
            if event.record.problem is not None and event.record.problem.passing:
                raise _UnreachableError(event.outcome.reason)
            tally.add(event.record, event.outcome)
        output.finish()
    manifest = os.path.join(folder, "part")
    write_manifest_part(target.manifest, manifest, f"{ARTICLES}/{part}", tally)
    store = FileStore(plan.output)
    store.put(target.path, f"{ARTICLES}/{part}")
    store.put(manifest, f"{MANIFEST_PARTS}/{shard.name}{MANIFEST_ENDING}")


def _unrepeated(
    engine: LocalEngine, requests: Iterable[tuple[Request, T]]
) -> Generator[tuple[T, Outcome | None], None, None]:
    """The answers of an engine, in which articles whose text an earlier one has, exactly, are left out."""
    seen: set[bytes] = set()
    for payload, answer in engine(requests):
        outcome = answer
        if outcome is not None and (text := (outcome.fields or {}).get("text")):
            digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
            if digest in seen:
                why = "an earlier article has the same text"
                sizes = {name: getattr(outcome, name) for name in ("bytes_in", "confidence", "digest", "seconds")}
                outcome = Outcome(Status.FILTERED, why, **sizes)
            seen.add(digest)
        yield payload, outcome
