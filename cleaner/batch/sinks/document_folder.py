"""Documents in a folder that mirrors the inputs.

Under its name a document is complete or not there at all, even if the program is killed. It is not synced to the disk,
which would take longer than cleaning it.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from zlib import crc32

from cleaner.batch.sinks.target import SafeFolders, SinkError, Target
from cleaner.files.errors import reason

_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
# Errors that concern one name, and are no reason not to write others.
_OF_ONE_NAME = frozenset(
    getattr(errno, name)
    for name in "EACCES EEXIST EILSEQ EINVAL EISDIR ELOOP ENAMETOOLONG ENOTDIR ENOTEMPTY EPERM EXDEV".split()
)


class DocumentFolder:
    """The documents below the folder of a target. Each is written into the hidden folder, then moved."""

    def __init__(self, target: Target) -> None:
        self._new = os.path.join(target.workplace, "document")
        self._folders = SafeFolders(target.folder)

    def write(self, data: bytes) -> tuple[int, int, int]:
        """Write a document into the hidden folder; its position for the manifest. Raises OSError."""
        file = os.open(self._new, _NEW_FILE, 0o666)
        try:
            waiting = memoryview(data)
            while waiting:
                waiting = waiting[os.write(file, waiting) :]
        finally:
            os.close(file)
        return 0, len(data), crc32(data)

    def place(self, output: str) -> str | None:
        """Move what was written to its name, or return why it cannot be there. Raises OSError if no name would do."""
        try:
            self._folders.make(output)
            os.replace(self._new, self._folders.path(output))
        except SinkError as error:
            return str(error)
        except OSError as error:
            if error.errno not in _OF_ONE_NAME:
                raise
            return f"its output cannot be written: {reason(error)}"
        return None

    def remove(self, output: str) -> None:
        """Remove what an earlier run wrote for an input that fails now."""
        with contextlib.suppress(OSError, SinkError):
            self._folders.check(output)
            os.unlink(self._folders.path(output))

    def holds(self, output: str, at: tuple[int, int, int]) -> bool:
        """Whether a document is there as it was written."""
        _, size, crc = at
        try:
            self._folders.check(output)
            path = self._folders.path(output)
            state = os.lstat(path)
            if not stat.S_ISREG(state.st_mode) or state.st_size != size:
                return False
            with open(path, "rb") as file:
                return crc32(file.read()) == crc
        except (OSError, SinkError):
            return False
