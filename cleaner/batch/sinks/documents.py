"""Documents in a folder that mirrors the inputs. Under its name a document is whole or not there at all, even where the
program is killed; it is not synced one by one, which would take longer than to clean it."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from zlib import crc32

from cleaner.batch.manifest import Standing
from cleaner.batch.sinks.appending import write_new
from cleaner.batch.sinks.claims import SafeFolders
from cleaner.batch.sinks.target import SinkError, Target
from cleaner.files.errors import reason

# What goes wrong with one name, and is no reason not to write others.
_OF_ONE_NAME = frozenset(
    (
        errno.EACCES,
        errno.EEXIST,
        errno.EILSEQ,
        errno.EINVAL,
        errno.EISDIR,
        errno.ELOOP,
        errno.ENAMETOOLONG,
        errno.ENOTDIR,
        errno.ENOTEMPTY,
        errno.EPERM,
        errno.EXDEV,
    )
)


class Documents:
    """The documents below a folder, each written beside and then put in its place."""

    def __init__(self, target: Target) -> None:
        self._folder = target.folder
        self._new = os.path.join(target.workplace, "document")
        self._folders = SafeFolders(target.folder)

    def write(self, data: bytes) -> Standing:
        """Write a document beside. Raises OSError."""
        try:
            write_new(self._new, data)
        except FileExistsError:  # left by a process that was killed
            os.unlink(self._new)
            write_new(self._new, data)
        return Standing((0, len(data), crc32(data)))

    def place(self, output: str) -> str | None:
        """Put what was written in its place; or say why it cannot be there. Raises OSError where nothing could be."""
        try:
            self._folders.make(output)
            os.replace(self._new, self._path(output))
        except SinkError as error:
            return str(error)
        except OSError as error:
            if error.errno not in _OF_ONE_NAME:
                raise
            return f"its output cannot be written: {reason(error)}"
        return None

    def remove(self, output: str) -> None:
        """Remove what an earlier run has written of an input that fails now."""
        with contextlib.suppress(OSError, SinkError):
            self._folders.check(output)
            os.unlink(self._path(output))

    def holds(self, output: str, standing: Standing) -> bool:
        """Whether a document is there as it was written."""
        if standing.partial or len(standing.numbers) != 3:
            return False
        _, size, check = standing.numbers
        try:
            self._folders.check(output)
            path = self._path(output)
            state = os.lstat(path)
            if not stat.S_ISREG(state.st_mode) or state.st_size != size:
                return False
            with open(path, "rb") as file:
                return crc32(file.read()) == check
        except (OSError, SinkError):
            return False

    def _path(self, output: str) -> str:
        return os.path.join(self._folder, *output.split("/"))
