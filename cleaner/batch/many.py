"""Many documents cleaned by processes of this machine, for programs in Python."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from functools import partial
from typing import Any, Literal, NamedTuple

from cleaner.batch import TIMEOUT_SECONDS
from cleaner.batch.local import usable_cores
from cleaner.batch.pool import PoolSettings, map_in_order
from cleaner.batch.pool_worker import Lost
from cleaner.batch.record import Request
from cleaner.batch.work import PRELOAD, why_failed
from cleaner.document import Article
from cleaner.options import Options
from cleaner.pipeline import clean

Source = bytes | str


class Result(NamedTuple):
    """What became of one source: its article, or the error in a few words; the other one is None."""

    article: Article | None = None
    error: str | None = None


def clean_many(
    sources: Iterable[Source | tuple[Source, str | None]],
    jobs: int | None = None,
    kind: Literal["auto", "html", "text"] = "auto",
    options: Options | None = None,
    timeout: float = TIMEOUT_SECONDS,
) -> Generator[Result, None, None]:
    """Clean many documents in `jobs` processes (by default one for each processor): one result each, in their order.

    A source is what `clean` takes, or a pair of it and the address of the page. `kind` and `options` are those of
    `clean`; `timeout` is what one document may take, in seconds. A document that cannot be cleaned, that crashes or
    that hangs gives a result with an error, and the others are cleaned all the same. Sources are read as they are
    needed, so that any number of them takes a bounded amount of memory.

    A script that calls this does so below `if __name__ == "__main__":`, because the processes import it. Raises
    ValueError for an unknown `kind` and fewer than one job, WorkerError if no process can be started, and whatever
    iterating over `sources` raises.
    """
    if kind not in ("auto", "html", "text"):
        raise ValueError(f"unknown kind {kind!r}; there are auto, html and text")
    if jobs is not None and jobs < 1:
        raise ValueError(f"jobs is {jobs}; at least one is needed")
    settings = PoolSettings(jobs or usable_cores(), timeout, preload=PRELOAD)
    return _results(sources, partial(partial, _result, options=options or Options()), kind, settings)


def _results(
    sources: Iterable[Any], make_work: Any, kind: str, settings: PoolSettings
) -> Generator[Result, None, None]:
    # Closed explicitly, so that the processes end now and not when the generator is collected.
    with closing(map_in_order(_requests(sources, kind), make_work, settings)) as answers:
        for _, problem, result in answers:
            yield problem or (Result(error=result.reason) if isinstance(result, Lost) else result)


def _requests(sources: Iterable[Any], kind: str) -> Iterator[tuple[Request, Result | None]]:
    """A request for each source, and a result already if it is none."""
    for given in sources:
        source, url = given if isinstance(given, tuple) and len(given) == 2 else (given, None)
        if isinstance(source, bytes | str) and isinstance(url, str | None):
            yield Request("", source, len(source), url, kind), None
        else:
            why = f"a source is bytes, str, or a pair of one and an address, not {type(given).__name__}"
            yield Request("", settled=True), Result(error=why)


def _result(request: Request, options: Options) -> Result:
    kind: Any = request.kind
    try:
        return Result(clean(request.content or "", request.url, kind, options))
    except Exception as error:
        return Result(error=why_failed(error))
