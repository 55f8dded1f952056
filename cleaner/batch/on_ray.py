"""A batch on Ray: files of records are read and cleaned on a cluster; what became of each record comes back in order.

Only this file imports ray.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeVar

from cleaner.batch.record import Outcome, Record

S = TypeVar("S")


class Cluster(NamedTuple):
    """Where Ray runs: at `address` ("auto", "ray://…", "host:6379"), or, without one, on this machine, started by us.

    `jobs` is how many actors clean at most, each with the model loaded once and a process of its own that is replaced
    if a record crashes or hangs it; None: as many as the cluster has processors. `timeout` is what a record may take
    in seconds.
    """

    address: str | None = None
    jobs: int | None = None
    timeout: float = 10.0


def clean_on_ray(
    sources: Iterable[S],
    read: Callable[[S], Iterator[Record]],
    worker: Callable[[], Callable[..., Outcome]],
    cluster: Cluster,
) -> Iterator[tuple[Record, Outcome]]:
    """What became of every record of `sources`, in their order and, within one, in the order of its records.

    `sources` are names of files, or whatever `read` makes records from; `read` and `worker` (as for
    `engine.map_in_order`) travel to the cluster and must be picklable. The records come back as they were read but for
    the content of their request, which stays where it was cleaned. Raises EngineError, with one line that says why,
    where Ray is not installed, cannot be reached or fails as a whole; what has been yielded until then holds.
    """
    raise NotImplementedError
