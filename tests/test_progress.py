"""The pace of a batch in words, and where it is shown."""

from __future__ import annotations

import io

import pytest

from cleaner.cli import pace, progress
from cleaner.cli.pace import Pace, Total
from cleaner.cli.progress import Lines, Silence, progress_of


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for module in (pace, progress):
        monkeypatch.setattr(module, "monotonic", clock)
    return clock


def test_the_pace_fits_on_one_line(clock: Clock) -> None:
    its_pace = Pace(Total(10_000_000, 2000))
    clock.now += 10
    for _ in range(500):
        its_pace.step(5000, failed=False, earlier=False)
    assert its_pace.summary() == "500 of 2,000 inputs, 2.5 of 10.0 MB (25 %), 50 a second, 0:30 left"
    its_pace.step(5000, failed=True, earlier=False)
    assert its_pace.summary().endswith(", 1 failed")
    assert its_pace.share == pytest.approx(0.2505)


def test_inputs_of_an_earlier_run_do_not_count_as_speed(clock: Clock) -> None:
    its_pace = Pace(Total(10_000_000))
    clock.now += 10
    for earlier in (True, True, False):
        its_pace.step(1_000_000, failed=False, earlier=earlier)
    assert its_pace.summary() == "3 inputs, 3.0 of 10.0 MB (30 %), 0 a second, 1:10 left"


def test_an_unknown_size_is_left_out(clock: Clock) -> None:
    its_pace = Pace(Total(0))
    clock.now += 1
    its_pace.step(5, failed=False, earlier=False)
    assert its_pace.summary() == "1 input, 1 a second"


def test_a_log_gets_a_line_every_half_minute(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    its_pace = Pace(Total(1000))
    shown = Lines(its_pace)
    for _ in range(100):
        clock.now += 1
        its_pace.step(10, failed=False, earlier=False)
        shown.step()
    told = capsys.readouterr().err.splitlines()
    assert [line.split(",")[0] for line in told] == ["cleaner: 30 inputs", "cleaner: 60 inputs", "cleaner: 90 inputs"]


def test_no_progress_is_shown_if_unwanted_or_without_standard_error(monkeypatch: pytest.MonkeyPatch) -> None:
    its_pace = Pace(Total(1))
    assert isinstance(progress_of(its_pace, wanted=False), Silence)
    monkeypatch.setattr("sys.stderr", io.StringIO())
    assert isinstance(progress_of(its_pace, wanted=True), Lines)
    monkeypatch.setattr("sys.stderr", None)
    assert isinstance(progress_of(its_pace, wanted=True), Silence)
