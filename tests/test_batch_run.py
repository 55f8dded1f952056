"""One batch from start to finish, where it does not depend on who cleans."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from pathlib import Path

from cleaner.batch.output import WritePlan
from cleaner.batch.record import Outcome, Request, Status
from cleaner.batch.run import Batch, Place, Settled, run
from cleaner.batch.sources import Fields, Reading, Settings, given

RECORD = '{"other": "' + "x" * 40_000 + '"}\n'


def test_no_more_than_a_few_megabytes_run_ahead_of_the_workers_where_all_records_fail(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    path.write_text(RECORD * 100)
    sizes = []

    def clean(requests: Iterable[tuple[Request, Place]]) -> Generator[tuple[Place, Outcome], None, None]:
        for request, place in requests:
            sizes.append(request.size)
            yield place, Outcome(Status.EMPTY)

    settings = Settings(Reading(Fields(text="text"), 1_000_000))
    batch = Batch(given((str(path),)), settings, clean, None, WritePlan("settings"))
    settled = [event for event in run(batch) if isinstance(event, Settled)]
    assert [(event.record.number, event.outcome.status) for event in settled] == [
        (number, Status.FAILED) for number in range(1, 101)
    ]
    assert sizes == [1_000_325] * 4  # of 25 lines each
