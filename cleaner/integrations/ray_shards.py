"""Shards as tasks of a Ray cluster: every machine reads its own shards and writes their parts.

The driver, on which the command runs, sees names and counts only. A task whose machine dies is given to another; if the
first one lives on after all, both publish the same bytes.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from cleaner import __version__
from cleaner.batch.local import LocalEngine, isolated
from cleaner.batch.shards.clean_shard import ShardPlan, ShardResult, clean_shard
from cleaner.batch.shards.schedule import Answers, Clean, in_flight
from cleaner.batch.shards.shard import Shard
from cleaner.batch.tally import BatchTally
from cleaner.integrations.ray_engine import RayError, check_ray, connected, one_line

_RETRIES = 5  # of a shard whose machine or process dies
_AHEAD = 2  # shards for each processor: one at work, one that waits for it
_LOOK_SECONDS = 10.0  # between two looks at how large the cluster is
_TICK_SECONDS = 0.05


def shards_on_ray(plan: ShardPlan, address: str | None, jobs: int | None) -> Clean:
    """Shards cleaned by tasks on the cluster at an address, or on one of our own, at most `jobs` at a time.

    Raises RayError if Ray is not installed; cleaning raises it if the cluster cannot be reached, has another version of
    this package, or fails as a whole.
    """
    check_ray()

    def clean(shards: Iterable[Shard]) -> Answers:
        with connected(address, jobs) as ray:
            tasks = _Tasks(ray, plan, jobs)
            try:
                yield from in_flight(shards, tasks)
            except ray.exceptions.RayError as error:
                raise RayError(f"Ray failed: {one_line(error)}") from error
            finally:
                tasks.close()

    return clean


class _Tasks:
    """The tasks of a run, of which few more are given to the cluster than it has processors."""

    def __init__(self, ray: Any, plan: ShardPlan, jobs: int | None) -> None:
        self._ray = ray
        self._plan = ray.put((__version__, plan))
        self._jobs = jobs
        self._task = ray.remote(num_cpus=1, max_retries=_RETRIES)(_clean_shard)
        self._started: set[Any] = set()
        self._processors, self._looked = 0, -_LOOK_SECONDS

    @property
    def most(self) -> int:
        """How many shards the cluster may have now; machines come and go."""
        if self._jobs is not None:
            return self._jobs
        if (now := time.monotonic()) - self._looked >= _LOOK_SECONDS:
            self._processors, self._looked = int(self._ray.cluster_resources().get("CPU", 1)), now
        return max(1, self._processors) * _AHEAD

    def start(self, shard: Shard) -> Any:
        """Give a shard to the cluster."""
        started = self._task.remote(shard, self._plan)
        self._started.add(started)
        return started

    def wait(self, started: Iterable[Any]) -> list[tuple[Any, ShardResult]]:
        """Wait until one of those that were started is done. If Ray itself waited, an interrupt would be its own."""
        waiting = list(started)
        while not (ready := self._ray.wait(waiting, num_returns=1, timeout=0)[0]):
            time.sleep(_TICK_SECONDS)
        self._started.difference_update(ready)
        return [(one, self._result(one)) for one in ready]

    def _result(self, started: Any) -> ShardResult:
        errors = self._ray.exceptions
        try:
            there, result = self._ray.get(started)
        except (errors.WorkerCrashedError, errors.NodeDiedError, errors.OutOfMemoryError) as error:
            return ShardResult(BatchTally(), f"every process that got it died ({type(error).__name__})")
        except errors.RayTaskError as error:
            raise RayError(f"the cluster cannot run article-cleaner: {one_line(error)}") from error
        if result is None:
            raise RayError(f"the cluster has article-cleaner {there}, and this is {__version__}")
        shard_result: ShardResult = result
        return shard_result

    def close(self) -> None:
        """Take back what is not done."""
        for started in self._started:
            self._ray.cancel(started, force=True)


class _Process:
    """The engine of this process of Ray, which has one shard after the other."""

    engine: LocalEngine | None = None
    settings: Any = None


def _clean_shard(shard: Shard, versioned: tuple[str, ShardPlan]) -> tuple[str, ShardResult | None]:
    """The version of this package that is installed here, and the result of a shard if it is the right one."""
    version, plan = versioned
    if version != __version__:
        return __version__, None
    settings = (plan.settings, plan.task.limits, plan.timeout)
    if _Process.engine is None or _Process.settings != settings:
        if _Process.engine is not None:
            _Process.engine.close()
        _Process.engine, _Process.settings = isolated(plan.task, plan.timeout), settings
    return __version__, clean_shard(shard, plan, _Process.engine)
