"""The progress bar of a batch. Imported only if there is a terminal to draw it on, since rich is slow to load."""

from __future__ import annotations

from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, TextColumn
from rich.progress import Progress as RichProgress
from rich.table import Column

from cleaner.cli.pace import Pace, Progress

_SECONDS_BETWEEN_DRAWINGS = 0.1


class Bar(Progress):
    """A bar with the pace beside it, below all messages on standard error; `close` erases it."""

    def __init__(self, pace: Pace) -> None:
        super().__init__(pace)
        self._next = 0.0
        # No refresh thread: starting processes from a multi-threaded parent is unsafe.
        self._progress = RichProgress(
            BarColumn(bar_width=10),
            TextColumn("{task.fields[summary]}", markup=False, table_column=Column(no_wrap=True, overflow="ellipsis")),
            console=Console(stderr=True),
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
        )
        self._task = self._progress.add_task("", total=1.0, summary="")
        self._progress.start()

    def update(self) -> None:
        """Draw it again, unless that was done a moment ago."""
        if (now := monotonic()) >= self._next:
            self._next = now + _SECONDS_BETWEEN_DRAWINGS
            self._progress.update(self._task, completed=self._pace.share, summary=self._pace.summary(), refresh=True)

    def close(self) -> None:
        """Erase it."""
        self._progress.stop()
