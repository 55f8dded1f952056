"""One batch from start to finish: names, records, what is known of them already, the engine, the output.

Nothing is printed here: whoever runs a batch is told what happens, one event at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from functools import partial
from typing import NamedTuple

from cleaner.batch.output import Admitted, Finished, Output, WritePlan
from cleaner.batch.record import Outcome, Record, Request
from cleaner.batch.sinks.claims import Input
from cleaner.batch.sinks.target import Target
from cleaner.batch.sources import InputSettings, InputTotals, Name, Sources, find_sources
from cleaner.files.formats import Holds


class Place(NamedTuple):
    """A record in its place. Its outcome is known ahead if it cannot be cleaned, or an `earlier` run has done it."""

    admitted: Admitted
    known: Outcome | None = None
    earlier: bool = False


# An engine: it answers requests in their order, each with its payload, and those that are settled with None.
Clean = Callable[[Iterable[tuple[Request, Place]]], Generator[tuple[Place, Outcome | None], None, None]]


class Batch(NamedTuple):
    """What is cleaned, by whom, and where it goes; without a target every outcome is handed on with its event.

    `clean` answers requests, in any order, each with what came with it.
    """

    names: Iterable[Name]
    reading: InputSettings
    clean: Clean
    target: Target | None
    writing: WritePlan


class Settled(NamedTuple):
    """What became of one input, in the order of the inputs. `earlier` says that it was known from an earlier run."""

    record: Record
    outcome: Outcome
    earlier: bool = False


Event = InputTotals | Settled | Finished


def run(batch: Batch) -> Generator[Event, None, None]:
    """Run a batch: first what was found to do, then an event an input, last (with a target) what is left over.

    Raises what stops a batch: MissingExtraError, NamesError and PatternError of its sources, SinkError and OutputError
    of its output, and those of the engine. Closed early, it leaves what `--resume` goes on with.
    """
    with find_sources(batch.names, batch.reading) as sources:
        yield sources.totals
        if batch.target is None:
            yield from _settled(sources, batch.clean, None)
            return
        with Output(batch.target, batch.writing) as output:
            output.prepare(_inputs(sources))
            yield from _settled(sources, batch.clean, output)
            yield output.finish()


def answered(records: Iterable[Record], clean: Clean) -> Generator[tuple[Record, Outcome], None, None]:
    """Every record with its outcome, in their order; nothing is written anywhere."""
    with closing(_outcomes(records, clean, partial(Admitted, 0))) as outcomes:
        for place, outcome in outcomes:
            yield place.admitted.record, outcome


def _inputs(sources: Sources) -> Iterator[Input]:
    for source in sources:
        if source.problem is None:
            yield Input(source.path, source.relative, source.holds is not Holds.DOCUMENT)


def _settled(sources: Sources, clean: Clean, output: Output | None) -> Iterator[Settled]:
    admit = partial(Admitted, 0) if output is None else output.admit
    with closing(_outcomes(sources.records(), clean, admit)) as outcomes:
        for place, outcome in outcomes:
            if output is not None and not place.earlier:
                yield Settled(place.admitted.record, output.put(place.admitted, outcome))
            else:
                yield Settled(place.admitted.record, outcome, place.earlier)


def _outcomes(
    records: Iterable[Record], clean: Clean, admit: Callable[[Record], Admitted]
) -> Generator[tuple[Place, Outcome], None, None]:
    """Every record in its place, with its outcome."""
    places = (_place(admit(record)) for record in records)
    requests = ((_request(place), place) for place in places)
    # Closed explicitly, so that workers stop now and not when the generator is collected.
    with closing(clean(requests)) as answers:
        for place, outcome in answers:
            known = place.known or outcome
            assert known is not None
            yield place, known


def _request(place: Place) -> Request:
    request = place.admitted.record.request
    return request if place.known is None else request._replace(settled=True)


def _place(admitted: Admitted) -> Place:
    if admitted.earlier is not None:
        return Place(admitted, admitted.earlier, earlier=True)
    problem = admitted.record.problem
    if problem is None:
        return Place(admitted)
    return Place(admitted, Outcome(problem.status, problem.reason, bytes_in=admitted.record.request.size))
