from __future__ import annotations

import io

import pytest

from cleaner.cli import progress
from cleaner.cli.progress import Lines, Pace, Silence, Total, progress_of


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(progress, "monotonic", clock)
    return clock


def test_the_pace_is_told_in_one_line(clock: Clock) -> None:
    pace = Pace(Total(10_000_000, 2000))
    clock.now += 10
    for _ in range(500):
        pace.step(5000, failed=False, earlier=False)
    assert pace.told() == "500 of 2,000 inputs, 2.5 of 10.0 MB (25 %), 50 a second, 0:30 left"
    pace.step(5000, failed=True, earlier=False)
    assert pace.told().endswith(", 1 failed")
    assert pace.share == pytest.approx(0.2505)


def test_what_an_earlier_run_did_is_no_speed(clock: Clock) -> None:
    pace = Pace(Total(10_000_000))
    clock.now += 10
    for earlier in (True, True, False):
        pace.step(1_000_000, failed=False, earlier=earlier)
    assert pace.told() == "3 inputs, 3.0 of 10.0 MB (30 %), 0 a second, 1:10 left"


def test_sizes_that_are_not_known_are_not_told(clock: Clock) -> None:
    pace = Pace(Total(0))
    clock.now += 1
    pace.step(5, failed=False, earlier=False)
    assert pace.told() == "1 input, 1 a second"


def test_a_file_gets_a_line_every_half_minute(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    pace = Pace(Total(1000))
    shown = Lines(pace)
    for _ in range(100):
        clock.now += 1
        pace.step(10, failed=False, earlier=False)
        shown.step()
    told = capsys.readouterr().err.splitlines()
    assert [line.split(",")[0] for line in told] == ["cleaner: 30 inputs", "cleaner: 60 inputs", "cleaner: 90 inputs"]


def test_nothing_is_shown_where_it_is_not_wanted_or_nobody_sees_it(monkeypatch: pytest.MonkeyPatch) -> None:
    pace = Pace(Total(1))
    assert isinstance(progress_of(pace, wanted=False), Silence)
    monkeypatch.setattr("sys.stderr", io.StringIO())
    assert isinstance(progress_of(pace, wanted=True), Lines)
    monkeypatch.setattr("sys.stderr", None)
    assert isinstance(progress_of(pace, wanted=True), Silence)
