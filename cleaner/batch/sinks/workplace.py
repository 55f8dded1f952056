"""The hidden folder in which an output is made. Only one run at a time has it."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable

from cleaner.batch.sinks.run_file import BusyError, RunFile
from cleaner.batch.sinks.target import SinkError, Target
from cleaner.files.atomic import sync_folder
from cleaner.files.walk import RUN_FILE

# Rows, locks and tables of earlier versions among them.
_OURS = re.compile(r"[0-9a-f]{24}\.(rows|table)|document|manifest|lock")


class Workplace:
    """The folder of a target. Raises SinkError and OSError."""

    def __init__(self, target: Target) -> None:
        self._folder = target.workplace
        self._target = target
        self.run_file = os.path.join(self._folder, RUN_FILE)

    def enter(self) -> RunFile:
        """Make the folder and open the run file in it, which locks it."""
        if os.path.islink(self._folder):
            raise SinkError(f"{self._folder}: a link; nothing is written through it")
        os.makedirs(self._folder, exist_ok=True)
        try:
            return RunFile(self.run_file)
        except BusyError as error:
            raise SinkError(f"{self._target.path}: another run is writing it") from error

    def leave(self) -> None:
        """Remove what no later run needs, and the folder if nothing is left in it."""
        with contextlib.suppress(OSError):
            self.clear()
            os.rmdir(self._folder)

    def clear(self) -> None:
        """Remove the files that are made anew."""
        for name in os.listdir(self._folder):
            if _OURS.fullmatch(name):
                os.unlink(os.path.join(self._folder, name))

    def write_manifest(self, lines: Iterable[bytes]) -> None:
        """Replace the manifest of the target."""
        new = os.path.join(self._folder, "manifest")
        with open(new, "wb") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, self._target.manifest)
        sync_folder(os.path.dirname(self._target.manifest) or ".")
