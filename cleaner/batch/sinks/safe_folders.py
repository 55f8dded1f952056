"""The folders of an output: real ones, since through a link one would write somewhere else."""

from __future__ import annotations

import os
import stat

from cleaner.batch.sinks.target import SinkError

_MOST_KNOWN = 10_000


class SafeFolders:
    """The folders below a root; those that were looked at are remembered."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._known: set[str] = set()

    def check(self, output: str) -> None:
        """Raise SinkError if a folder of an output is a link, or is not a folder."""
        at = self._root
        for part in output.split("/")[:-1]:
            at = os.path.join(at, part)
            if at in self._known:
                continue
            try:
                mode = os.lstat(at).st_mode
            except OSError:
                return
            if stat.S_ISLNK(mode):
                raise SinkError(f"{at}: a link in the output leads elsewhere; nothing is written through it")
            if not stat.S_ISDIR(mode):
                raise SinkError(f"{at}: this is not a folder, and the output needs one here")
            self._remember(at)

    def make(self, output: str) -> None:
        """Make the folders of an output. Raises SinkError as `check` does, and OSError."""
        folder = os.path.join(self._root, *output.split("/")[:-1])
        if folder in self._known:
            return
        self.check(output)
        os.makedirs(folder, exist_ok=True)
        self.check(output)
        self._remember(folder)

    def path(self, output: str) -> str:
        """The path of an output, which has "/" between its folders."""
        return os.path.join(self._root, *output.split("/"))

    def _remember(self, folder: str) -> None:
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        self._known.add(folder)
