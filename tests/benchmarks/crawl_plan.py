"""What all WET files of a month of Common Crawl cost, from a measured shard and the scheduler run on a made-up clock.

    python -m tests.benchmarks.crawl_plan [--records 400]

Prints the speed of one processor, the overhead of a shard over a batch, and for 10, 100 and 1,000 processors how long
90,000 files take, what the driver needs for them, and what the store has to deliver.
"""

from __future__ import annotations

import argparse
import heapq
import random
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from cleaner.batch.output import WritePlan
from cleaner.batch.record import Outcome, Request
from cleaner.batch.rows import columns
from cleaner.batch.run import Batch, run
from cleaner.batch.shards.clean_shard import ShardPlan, ShardResult, clean_shard
from cleaner.batch.shards.schedule import in_flight, run_shards
from cleaner.batch.shards.shard import Shard, shards_of
from cleaner.batch.sinks.target import target_of
from cleaner.batch.sources import InputSettings
from cleaner.batch.sources.names import Name
from cleaner.batch.sources.source import Fields, ReadSettings, Source
from cleaner.batch.tally import BatchTally
from cleaner.batch.work import Task, clean_request
from cleaner.files.formats import Holds
from cleaner.files.read import Limits
from cleaner.options import Options
from tests.benchmarks.corpora import Faulty, pages, records, write

ROOT = Path(__file__).parents[2]
_FILES, _RECORDS_IN_FILE, _FILE_BYTES = 90_000, 40_000, 100_000_000
_LIMIT = 100_000_000
# What goes wrong in the simulation: a processor is lost with its machine once in so many hours of its work, and some
# shards take several times as long as the others.
_HOURS_BETWEEN_LOSSES = 200.0
_SLOW_SHARE, _SLOWER = 0.01, 4.0
_RETRIES = 5
_AHEAD = 2
_REQUESTS_OF_SHARD = 2 + 3 + 2 * 2  # its size, blocks of 50 MB, and two parts in at most two pieces


class Measured(NamedTuple):
    """One shard on one processor: seconds of it a record, bytes of text a second, and a batch's seconds a record."""

    seconds: float
    bytes_per_second: float
    of_batch: float
    part_bytes: float


class Simulated(NamedTuple):
    """A run of all files: its hours, the share of the processors' time that was of use, and what happened."""

    hours: float
    used: float
    lost: int
    undone: int
    driver_seconds: float
    store_bytes_per_second: float
    requests_per_second: float


class InProcess:
    """An engine in this process, so that its processor time is all there is."""

    def __init__(self, task: Task) -> None:
        self._task = task

    def __call__(self, requests: Iterable[tuple[Request, Any]]) -> Generator[tuple[Any, Outcome | None], None, None]:
        """The payload of every request with its outcome."""
        for request, payload in requests:
            yield payload, None if request.settled else clean_request(request, self._task)


def measure(number: int) -> Measured:
    """Clean a WET file of so many records, made of the samples, as a shard and as a batch, in turns."""
    task = Task(Options(), Limits(_LIMIT, None), columns=columns())
    reading = ReadSettings(Fields(), _LIMIT)
    engine: Any = InProcess(task)
    with tempfile.TemporaryDirectory() as folder:
        path = write("wet", records(pages([ROOT / "samples"]), number, Faulty("wet", 0.0)), Path(folder))
        [shard] = shards_of(Source(str(path), path.name, Holds.WARC, path.stat().st_size))
        shards, batches, size = [], [], 0
        for turn in range(4):  # the first loads everything
            plan = ShardPlan(f"{folder}/{turn}", ".parquet", task, reading, columns(), "same", 10.0)
            began = time.process_time()
            result = clean_shard(shard, plan, engine)
            shards.append(time.process_time() - began)
            target = target_of(f"{folder}/{turn}.parquet")
            batch = Batch(map(Name, [str(path)]), InputSettings(reading), engine, target, WritePlan("same"))
            began = time.process_time()
            for _ in run(batch):
                pass
            batches.append(time.process_time() - began)
            size = result.tally.bytes_in
        parts = sum(one.stat().st_size for one in Path(folder, "1").rglob("*.parquet"))
    seconds = sorted(shards[1:])[1]
    return Measured(seconds / number, size / seconds, sorted(batches[1:])[1] / number, parts / number)


class Clock:
    """An executor on a made-up clock: each of so many processors has one shard at a time."""

    def __init__(self, processors: int, seconds: float, seed: int = 1) -> None:
        self._random = random.Random(seed)
        self._free = [0.0] * processors
        self._seconds = seconds
        self._ends: list[tuple[float, int, ShardResult]] = []
        self._number = 0
        self.most = processors * _AHEAD
        self.now = self.work = 0.0
        self.lost = 0

    def start(self, shard: Shard) -> int:
        """Give a shard to the processor that is free first."""
        self._number += 1
        at = max(self.now, heapq.heappop(self._free))
        tries = 0
        need = self._seconds * self._random.lognormvariate(0, 0.2)
        need *= _SLOWER if self._random.random() < _SLOW_SHARE else 1.0
        while True:
            until_loss = self._random.expovariate(1 / (_HOURS_BETWEEN_LOSSES * 3600))
            if until_loss >= need or tries > _RETRIES:
                break
            self.lost += 1  # everything that it did is done again elsewhere
            at += until_loss
            tries += 1
        end = at + need
        self.work += need
        heapq.heappush(self._free, end)
        result = ShardResult(BatchTally(), "lost" if tries > _RETRIES else None)
        heapq.heappush(self._ends, (end, self._number, result))
        return self._number

    def wait(self, started: Iterable[int]) -> list[tuple[int, ShardResult]]:
        """Turn the clock to the end of the next shard."""
        self.now, number, result = heapq.heappop(self._ends)
        return [(number, result)]


def all_files(number: int = _FILES) -> Iterator[Shard]:
    """The files of a month."""
    for at in range(number):
        path = f"s3://commoncrawl/crawl-data/CC-MAIN/segments/{at // 900}/wet/CC-MAIN-{at:05}.warc.wet.gz"
        yield from shards_of(Source(path, path, Holds.WARC, _FILE_BYTES))


def simulate(processors: int, seconds: float, shards: int = _FILES) -> Simulated:
    """Run the scheduler of the command over all files, each of which takes so many seconds."""
    clock, tally, undone = Clock(processors, seconds), BatchTally(), 0
    began = time.process_time()
    for _, result in run_shards(all_files(shards), lambda given: in_flight(given, clock)):
        tally.merge(result.tally)
        undone += result.problem is not None
    driver = time.process_time() - began
    return Simulated(
        hours=clock.now / 3600,
        used=clock.work / (clock.now * processors),
        lost=clock.lost,
        undone=undone,
        driver_seconds=driver,
        store_bytes_per_second=shards * _FILE_BYTES / clock.now,
        requests_per_second=shards * _REQUESTS_OF_SHARD / clock.now,
    )


def memory_of_driver(shards: int) -> int:
    """The most bytes that the driver's part of a run takes at once, as Python counts them."""
    tracemalloc.start()
    simulate(10, 600.0, shards)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def main() -> None:
    """Measure, simulate and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--records", type=int, default=400)
    measured = measure(parser.parse_args().records)
    seconds = measured.seconds * _RECORDS_IN_FILE
    lines = [
        f"one processor: {1 / measured.seconds:.1f} records, {measured.bytes_per_second / 1e6:.2f} MB of text a second",
        f"a shard against a batch of its own: {measured.seconds / measured.of_batch - 1:+.1%} processor time",
        f"parts: {measured.part_bytes:.0f} bytes a record",
        f"a file of {_RECORDS_IN_FILE:,} records: {seconds / 60:.1f} minutes of a processor; "
        f"{_FILES:,} files: {seconds * _FILES / 3600:,.0f} processor hours",
    ]
    for processors in (10, 100, 1000):
        found = simulate(processors, seconds)
        lines += [
            f"{processors} processors: {found.hours:,.1f} hours, {found.used:.1%} of use;",
            f"    {found.lost} shards done again, {found.undone} not done; driver {found.driver_seconds:.0f} s;",
            f"    the store gives {found.store_bytes_per_second / 1e6:,.0f} MB a second and is asked "
            f"{found.requests_per_second:.2f} times a second",
        ]
    few, many = memory_of_driver(200), memory_of_driver(20_000)
    lines.append(f"the driver's loop: {few:,} bytes at 200 shards, {many:,} at 20,000 ({many / few - 1:+.0%})")
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
