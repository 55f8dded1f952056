"""The bar of a batch on a terminal. Loaded only where there is one to draw."""

from __future__ import annotations

from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Column

from cleaner.cli.progress import Pace

_BETWEEN_DRAWINGS = 0.1  # seconds


class Bar:
    """A bar with the pace beside it, below whatever else is told on standard error; it goes when it is closed."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._next = 0.0
        # Drawn by nobody but us: a thread that draws would stand in the way of processes that are begun.
        self._progress = Progress(
            BarColumn(bar_width=10),
            TextColumn("{task.fields[told]}", markup=False, table_column=Column(no_wrap=True, overflow="ellipsis")),
            console=Console(stderr=True),
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
        )
        self._task = self._progress.add_task("", total=1.0, told="")
        self._progress.start()

    def step(self) -> None:
        """Draw it anew, but not more often than anybody can see."""
        if (now := monotonic()) >= self._next:
            self._next = now + _BETWEEN_DRAWINGS
            self._progress.update(self._task, completed=self._pace.share, told=self._pace.told(), refresh=True)

    def close(self) -> None:
        """Take it away."""
        self._progress.stop()
