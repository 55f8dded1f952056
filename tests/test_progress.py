"""The pace of a batch in words, and where it is shown."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
from pathlib import Path

import pytest
from command import COMMAND, PATIENCE, environment, read_all
from stories import CLEAN

from cleaner.cli import pace, progress
from cleaner.cli.bar import Bar
from cleaner.cli.pace import Pace, Progress, Total
from cleaner.cli.progress import Lines, progress_of


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
    assert its_pace.summary() == "500 of 2,000 inputs, 0:30 left, 50 a second, 2.5 of 10.0 MB (25 %)"
    its_pace.step(5000, failed=True, earlier=False)
    assert its_pace.summary().startswith("501 of 2,000 inputs, 0:30 left, 1 failed, ")
    assert its_pace.share == pytest.approx(0.2505)


def test_inputs_of_an_earlier_run_do_not_count_as_speed(clock: Clock) -> None:
    its_pace = Pace(Total(10_000_000))
    clock.now += 10
    for earlier in (True, True, False):
        its_pace.step(1_000_000, failed=False, earlier=earlier)
    assert its_pace.summary() == "3 inputs, 1:10 left, 0 a second, 3.0 of 10.0 MB (30 %)"


def test_an_unknown_size_is_left_out(clock: Clock) -> None:
    its_pace = Pace(Total(0))
    clock.now += 1
    its_pace.step(5, failed=False, earlier=False)
    assert its_pace.summary() == "1 input, 1 a second"


def test_where_only_the_number_is_known_it_tells_the_time_left(clock: Clock) -> None:
    its_pace = Pace(Total(0, 4))
    clock.now += 10
    its_pace.step(0, failed=False, earlier=False)
    assert its_pace.summary() == "1 of 4 inputs, 0:30 left, 0 a second"
    assert its_pace.share == 0.25


def test_a_log_gets_a_line_every_half_minute(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    its_pace = Pace(Total(1000))
    shown = Lines(its_pace)
    for _ in range(100):
        clock.now += 1
        shown.count(10, failed=False, earlier=False)
    told = capsys.readouterr().err.splitlines()
    assert [line.split(",")[0] for line in told] == ["cleaner: 30 inputs", "cleaner: 60 inputs", "cleaner: 90 inputs"]


def test_no_progress_is_shown_if_unwanted_or_without_standard_error(monkeypatch: pytest.MonkeyPatch) -> None:
    its_pace = Pace(Total(1))
    assert type(progress_of(its_pace, wanted=False, prints=False)) is Progress
    monkeypatch.setattr("sys.stderr", io.StringIO())
    assert type(progress_of(its_pace, wanted=True, prints=True)) is Lines
    monkeypatch.setattr("sys.stderr", None)
    assert type(progress_of(its_pace, wanted=True, prints=True)) is Progress


@pytest.mark.parametrize(
    ("prints", "terminal", "kind"),
    [(True, True, Progress), (True, False, Bar), (False, True, Bar), (False, False, Bar)],
)
def test_there_is_a_bar_unless_results_are_printed_to_a_terminal(
    prints: bool, terminal: bool, kind: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr", Terminal())
    monkeypatch.setattr("sys.stdout", Terminal() if terminal else io.StringIO())
    shown = progress_of(Pace(Total(1)), wanted=True, prints=prints)
    shown.close()
    assert type(shown) is kind


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.slow
@pytest.mark.parametrize("columns", [60, 120])
def test_a_batch_on_a_terminal_shows_count_and_time_left(columns: int, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number in range(400):
        (tmp_path / "in" / f"{number}.txt").write_text(CLEAN, encoding="utf-8")
    shown = on_terminal_alone(columns, str(tmp_path / "in"), "-o", str(tmp_path / "out"), "-j", "1")
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)
    drawn = re.findall(r"[\d,]+ of 400 inputs, \d+:\d\d left", plain)
    assert drawn, plain[-2000:]
    assert plain.splitlines()[-1] == "cleaner: 400 inputs: 400 unchanged"
    assert max(map(len, re.split(r"[\r\n]+", plain))) <= columns


def on_terminal_alone(columns: int, *args: str) -> str:
    """What the command writes to a terminal that is both its standard output and its standard error."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, *args], stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, env=environment(COLUMNS=str(columns))
    )
    os.close(theirs)
    written = read_all(ours).decode("utf-8")
    assert process.wait(PATIENCE) == 0
    return written
