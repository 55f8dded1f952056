"""Which shards are at work. The rest wait as names, so that a run takes the same memory however many there are."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from typing import Any, Protocol

from cleaner.batch.local import isolated
from cleaner.batch.shards.clean_shard import ShardPlan, ShardResult, clean_shard
from cleaner.batch.shards.shard import Shard

_MOST_IN_A_ROW = 20  # shards that fail, before it is no longer a matter of single shards

Answers = Generator[tuple[Shard, ShardResult], None, None]
Clean = Callable[[Iterable[Shard]], Answers]


class ShardsError(Exception):
    """A run of shards stops; the message says why."""


class Executor(Protocol):
    """What shards are given to: the tasks of a cluster, or in a simulation a clock."""

    @property
    def most(self) -> int:
        """How many shards may be at work, or wait with it, now."""

    def start(self, shard: Shard) -> Any:
        """Give it a shard; what `wait` calls that."""

    def wait(self, started: Iterable[Any]) -> list[tuple[Any, ShardResult]]:
        """Wait until one is done; all that are, with their results."""


def in_flight(shards: Iterable[Shard], executor: Executor) -> Answers:
    """Every shard with its result, in the order in which they are done."""
    running: dict[Any, Shard] = {}
    for shard in shards:
        while len(running) >= executor.most:
            yield from _done(running, executor)
        running[executor.start(shard)] = shard
    while running:
        yield from _done(running, executor)


def _done(running: dict[Any, Shard], executor: Executor) -> Iterator[tuple[Shard, ShardResult]]:
    for one, result in executor.wait(running):
        yield running.pop(one), result


def one_by_one(plan: ShardPlan, jobs: int) -> Clean:
    """Shards cleaned by processes of this machine, one shard after the other."""

    def clean(shards: Iterable[Shard]) -> Answers:
        with isolated(plan.task, plan.timeout, jobs) as engine:
            for shard in shards:
                yield shard, clean_shard(shard, plan, engine)

    return clean


def run_shards(shards: Iterable[Shard], clean: Clean) -> Answers:
    """Every shard with its result. Raises ShardsError if too many fail one after the other.

    A machine whose disk is full fails faster than all others work, and would soon have had every shard.
    """
    in_a_row = 0
    with closing(clean(shards)) as results:
        for shard, result in results:
            in_a_row = 0 if result.problem is None else in_a_row + 1
            yield shard, result
            if in_a_row >= _MOST_IN_A_ROW:
                raise ShardsError(f"{in_a_row} shards failed one after the other; --resume continues")
