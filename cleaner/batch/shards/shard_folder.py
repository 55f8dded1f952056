"""The output of shards on a store: which are done, and what an earlier run has left.

    articles/NAME.parquet   the part of a shard
    manifest/NAME.parquet   its part of the manifest; with it the shard is done
    manifest/_run.json      written first: that this is an output of ours, and with which settings

Nothing else is kept anywhere. Whoever resumes a run lists these two folders.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from cleaner.batch.output import Mode
from cleaner.batch.shards.clean_shard import ARTICLES, MANIFEST_ENDING, MANIFEST_PARTS, ShardPlan
from cleaner.batch.shards.manifest_part import counts_of_part
from cleaner.batch.shards.shard import PART_NAME, Shard
from cleaner.batch.sinks.target import SinkError
from cleaner.batch.tally import BatchTally
from cleaner.files.file_store import FileStore, StoreError

_RUN = f"{MANIFEST_PARTS}/_run.json"
T = TypeVar("T")

_READ_AT_ONCE = 32  # footers; a store takes tens of milliseconds for each


class ShardFolder:
    """The output of a plan. Raises StoreError."""

    def __init__(self, plan: ShardPlan) -> None:
        self._plan = plan
        self._store = FileStore(plan.output)
        self._done: set[str] = set()

    def prepare(self, mode: Mode) -> None:
        """Look for what is in the way, and mark the output as ours. Raises SinkError."""
        output, earlier = self._plan.output, self._earlier_run()
        if earlier is None and self._store.names():
            raise SinkError(f"{output}: not empty, and not the output of shards; name another folder")
        if earlier is not None and mode is Mode.NEW:
            raise SinkError(f"{output}: an earlier run has written it; --resume continues it, --overwrite replaces it")
        if earlier is not None and mode is Mode.OVERWRITE:
            # First what says that shards are done.
            for folder in (MANIFEST_PARTS, ARTICLES):
                self._store.remove(f"{folder}/{name}" for name in sorted(self._parts(folder)))
        elif earlier is not None and earlier != self._mark:
            raise SinkError(f"{output}: written with other settings or another version; --overwrite replaces it")
        if earlier is None or mode is Mode.OVERWRITE:
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / "run"
                file.write_text(json.dumps(self._mark), encoding="utf-8")
                self._store.put(str(file), _RUN)
        articles, manifests = self._parts(ARTICLES), self._parts(MANIFEST_PARTS)
        self._done = {name for name in articles if os.path.splitext(name)[0] + MANIFEST_ENDING in manifests}

    def divide(self, shards: Iterable[Shard]) -> Iterator[tuple[Shard, BatchTally | None]]:
        """Every shard; the counts of its records if it is done."""
        shards = iter(shards)
        while some := list(islice(shards, _READ_AT_ONCE * 8)):
            if not any(self._is_done(shard) for shard in some):
                yield from ((shard, None) for shard in some)
                continue
            with ThreadPoolExecutor(_READ_AT_ONCE) as pool:
                yield from zip(some, pool.map(self._counts, some), strict=True)

    def _is_done(self, shard: Shard) -> bool:
        return shard.name + self._plan.ending in self._done

    def _counts(self, shard: Shard) -> BatchTally | None:
        """The counts of a shard that is done; None for one whose part of the manifest is not whole, too."""
        if not self._is_done(shard):
            return None
        name = f"{MANIFEST_PARTS}/{shard.name}{MANIFEST_ENDING}"
        return self._read(name, counts_of_part, None)

    @property
    def _mark(self) -> dict[str, str]:
        return {"settings": self._plan.settings, "ending": self._plan.ending}

    def _earlier_run(self) -> Any:
        """What an earlier run noted of itself; None if there was none."""
        if _RUN.rpartition("/")[2] not in self._store.names(MANIFEST_PARTS):
            return None
        return self._read(_RUN, json.load, {})

    def _read(self, name: str, use: Callable[[Any], T], damaged: T) -> T:
        """What is made of a file, or what stands for one that is `damaged`."""
        try:
            return self._store.read(name, use)
        except StoreError as error:
            if isinstance(error.__cause__, ValueError):
                return damaged
            raise

    def _parts(self, folder: str) -> set[str]:
        return set(filter(PART_NAME.fullmatch, self._store.names(folder)))
