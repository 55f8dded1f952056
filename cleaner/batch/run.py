"""A batch from start to finish: find the inputs, hand them out, take the outcomes in order, write them.

    names --> sources --> records --> Output.admit --> engine --> Output.put --> events
                                     (their places)  (workers)  (run file)     (progress, messages, report)

Nothing is printed here: everything that happens is yielded as an event.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from functools import partial
from typing import NamedTuple

from cleaner.batch.output import Admitted, Finished, Output, WritePlan
from cleaner.batch.record import Outcome, Record, Request
from cleaner.batch.sinks.target import Target
from cleaner.batch.sources import InputSettings, Sources
from cleaner.batch.sources.names import Name
from cleaner.batch.sources.spool import InputTotals

# An engine: it answers requests in their order, each with its payload, and those that are settled with None.
Clean = Callable[[Iterable[tuple[Request, Admitted]]], Generator[tuple[Admitted, Outcome | None], None, None]]


class Batch(NamedTuple):
    """What is cleaned, by which engine, and where it is written; without a target only events tell of outcomes."""

    names: Iterable[Name]
    reading: InputSettings
    clean: Clean
    target: Target | None
    writing: WritePlan


class Settled(NamedTuple):
    """The outcome of an input, in their order. `earlier` says that it is that of an earlier run."""

    record: Record
    outcome: Outcome
    earlier: bool = False


Event = InputTotals | Settled | Finished


def run(batch: Batch) -> Generator[Event, None, None]:
    """Run a batch: first the totals of its inputs, then an event for each, last (with a target) what is left over.

    Raises what stops a batch: MissingExtraError, NamesError and PatternError of its sources, SinkError and WriteError
    of its output, and the errors of the engine. If it is closed early, `--resume` can continue.
    """
    with Sources(batch.names, batch.reading) as sources:
        yield sources.totals
        if batch.target is None:
            yield from settled(sources.records(), batch.clean, None)
            return
        with Output(batch.target, batch.writing, sources) as output:
            yield from settled(sources.records(), batch.clean, output)
            yield output.finish()


def settled(records: Iterable[Record], clean: Clean, output: Output | None) -> Generator[Settled, None, None]:
    """Every record with its outcome, in their order, as it is written to the output, if there is one."""
    admit = partial(Admitted.at, 0) if output is None else output.admit
    requests = ((admitted.request, admitted) for admitted in map(admit, records))
    # Closed explicitly, so that workers stop now and not when the generator is collected.
    with closing(clean(requests)) as answers:
        for admitted, answer in answers:
            outcome = admitted.known or answer
            assert outcome is not None
            if output is not None and not admitted.earlier:
                outcome = output.put(admitted, outcome)
            yield Settled(admitted.record, outcome, admitted.earlier)
