"""One batch from start to finish: names, records, what is known of them already, the engine, the output.

Nothing is printed here: whoever runs a batch is told what happens, one event at a time.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import NamedTuple

from cleaner.batch.output import Admitted, Finished, Output, WritePlan
from cleaner.batch.record import Outcome, Record, Request
from cleaner.batch.sinks.claims import Input
from cleaner.batch.sinks.target import Target
from cleaner.batch.sources import Name, Plan, Settings, Sources, find_sources
from cleaner.files.formats import Holds

# What is known without any work may run ahead of what a worker is at, but not for ever.
_MOST_SETTLED = 256
_MOST_BYTES_SETTLED = 1_000_000


@dataclass(slots=True)
class Place:
    """The place of a record in the row; None for nobody's. `earlier` says that an earlier run has settled it."""

    admitted: Admitted | None
    outcome: Outcome | None = None
    earlier: bool = False


Clean = Callable[[Iterable[tuple[Request, Place]]], Generator[tuple[Place, Outcome], None, None]]


class Batch(NamedTuple):
    """What is cleaned, by whom, and where it goes; without a target every outcome is handed on with its event.

    `clean` answers requests, in any order, each with what came with it.
    """

    names: Iterable[Name]
    reading: Settings
    clean: Clean
    target: Target | None
    writing: WritePlan


class Settled(NamedTuple):
    """What became of one input, in the order of the inputs. `earlier` says that it was known from an earlier run."""

    record: Record
    outcome: Outcome
    earlier: bool = False


Event = Plan | Settled | Finished


def run(batch: Batch) -> Generator[Event, None, None]:
    """Run a batch: first what was found to do, then an event an input, last (with a target) what is left over.

    Raises what stops a batch: MissingExtraError, NamesError and PatternError of its sources, SinkError and OutputError
    of its output, and those of the engine. Closed early, it leaves what `--resume` goes on with.
    """
    with find_sources(batch.names, batch.reading) as sources:
        yield sources.plan
        if batch.target is None:
            yield from _settled(sources, batch.clean, None)
            return
        with Output(batch.target, batch.writing) as output:
            output.prepare(_inputs(sources))
            yield from _settled(sources, batch.clean, output)
            yield output.finish()


def answered(records: Iterator[Record], clean: Clean) -> Generator[tuple[Record, Outcome], None, None]:
    """Every record in its turn, with what became of it; nothing is written anywhere."""
    with closing(_Row(records, _Counting()).done(clean)) as places:
        for place in places:
            if place.admitted is not None and place.outcome is not None:
                yield place.admitted.record, place.outcome


def _inputs(sources: Sources) -> Iterator[Input]:
    for source in sources:
        if source.problem is None:
            yield Input(source.path, source.relative, source.holds is not Holds.DOCUMENT)


def _settled(sources: Sources, clean: Clean, output: Output | None) -> Iterator[Settled]:
    row = _Row(sources.records(), _Counting() if output is None else output)
    with closing(row.done(clean)) as places:
        for place in places:
            admitted, outcome = place.admitted, place.outcome
            if admitted is None or outcome is None:
                continue
            if output is not None and not place.earlier:
                outcome = output.put(admitted, outcome)
            yield Settled(admitted.record, outcome, place.earlier)


class _Counting:
    """Gives records their numbers where no earlier run can have known them."""

    def __init__(self) -> None:
        self._admitted = 0

    def admit(self, record: Record) -> Admitted:
        self._admitted += 1
        return Admitted(self._admitted, record)


class _Row:
    """Records in their order, from the first one of which we do not know yet what became of it."""

    def __init__(self, records: Iterator[Record], admission: Output | _Counting) -> None:
        self._records = records
        self._admission = admission
        self._places: deque[Place] = deque()

    def done(self, clean: Clean) -> Generator[Place, None, None]:
        """Every place in its turn, with its outcome."""
        # Whatever stops us, the workers are to end with us, and not when somebody has no more use for our frame.
        with closing(clean(self._requests())) as answers:
            for place, outcome in answers:
                place.outcome = outcome
                while self._places and self._places[0].outcome is not None:
                    yield self._places.popleft()
        yield from self._places

    def _requests(self) -> Iterator[tuple[Request, Place]]:
        settled = size = 0
        for record in self._records:
            place = _place(self._admission.admit(record))
            self._places.append(place)
            if place.outcome is None:
                settled = size = 0
                yield record.request, place
                continue
            settled += 1
            size += record.request.size
            if settled == _MOST_SETTLED or size > _MOST_BYTES_SETTLED:
                # The answer to this lets those pass that wait for nobody; it is as dear to hold as they are.
                self._places.append(Place(None))
                yield Request("", "", size), self._places[-1]
                settled = size = 0


def _place(admitted: Admitted) -> Place:
    if admitted.earlier is not None:
        return Place(admitted, admitted.earlier, earlier=True)
    problem = admitted.record.problem
    if problem is None:
        return Place(admitted)
    return Place(admitted, Outcome(problem.status, problem.reason, bytes_in=admitted.record.request.size))
