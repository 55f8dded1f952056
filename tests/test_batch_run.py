"""One batch from start to finish, where it does not depend on the engine."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable
from pathlib import Path

from cleaner.batch.output import Admitted, WritePlan
from cleaner.batch.record import Outcome, Request, Status
from cleaner.batch.run import Batch, Settled, run
from cleaner.batch.sources import InputSettings
from cleaner.batch.sources.names import Name
from cleaner.batch.sources.source import Fields, ReadSettings


def test_records_that_cannot_be_cleaned_keep_their_places_and_their_sizes(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    path.write_text("".join(json.dumps({"other" if at % 3 else "text": "x" * 1000}) + "\n" for at in range(30)))
    asked = []

    def clean(
        requests: Iterable[tuple[Request, Admitted]],
    ) -> Generator[tuple[Admitted, Outcome | None], None, None]:
        for request, place in requests:
            asked.append(request)
            yield place, None if request.settled else Outcome(Status.DONE)

    settings = InputSettings(ReadSettings(Fields(text="text"), 1_000_000))
    batch = Batch(map(Name, (str(path),)), settings, clean, None, WritePlan("settings"))
    settled = [event for event in run(batch) if isinstance(event, Settled)]
    assert [(event.record.number, event.outcome.status) for event in settled] == [
        (at + 1, Status.FAILED if at % 3 else Status.DONE) for at in range(30)
    ]
    assert [request.settled for request in asked] == [at % 3 > 0 for at in range(30)]
    # An engine bounds what waits by its size.
    assert all(request.size > 1000 and request.content is not None for request in asked)
