"""A folder on a store: S3, Google Cloud Storage and all else that fsspec knows, or one that machines share.

What fails for a moment, such as a store that is asked too often (429, 503) or a connection that breaks, is tried again.
"""

from __future__ import annotations

import errno
import posixpath
import random
import shutil
import time
from collections.abc import Callable, Iterable
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from cleaner.files.atomic import TargetError, replaced
from cleaner.files.errors import reason
from cleaner.files.read import InputError

_PAUSES_SECONDS = (0.5, 1.0, 2.0, 4.0, 8.0)  # between two tries, more or less
_FINAL = (
    FileNotFoundError,
    PermissionError,
    IsADirectoryError,
    NotADirectoryError,
    ImportError,
    MemoryError,
    NotImplementedError,
    TypeError,
    ValueError,
)
# By its name, since the library that raises it is the user's.
_NO_RIGHTS = "NoCredentialsError"
_FINAL_NUMBERS = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.ENAMETOOLONG))
# Stores whose files appear whole or not at all. On all others a file gets its name when it is complete.
_WHOLE = frozenset(("s3", "s3a", "gs", "gcs", "abfs", "abfss", "az", "adl", "oss", "r2", "memory"))
_FOOTER_BYTES = 1 << 18
_REMOVED_AT_ONCE = 1000

T = TypeVar("T")


class StoreError(InputError):
    """A file on a store cannot be reached; the message is the reason alone."""


def patiently(action: Callable[[], T]) -> T:
    """The result of an action on a store, tried several times if its error may pass. Raises StoreError."""
    pauses = list(reversed(_PAUSES_SECONDS))
    while True:
        try:
            return action()
        except InputError:
            raise
        except Exception as error:  # every store has a library of its own, which fails in its own ways
            if not pauses or not _may_pass(error):
                raise StoreError(str(error) if isinstance(error, TargetError) else reason(error)) from error
        # Not all at once: others wait for the same store.
        time.sleep(pauses.pop() * random.uniform(0.5, 1.5))


def _may_pass(error: BaseException) -> bool:
    if isinstance(error, TargetError):
        return error.__cause__ is not None and _may_pass(error.__cause__)
    if isinstance(error, _FINAL) or type(error).__name__ == _NO_RIGHTS:
        return False
    return not (isinstance(error, OSError) and error.errno in _FINAL_NUMBERS)


class FileStore:
    """The files below an address, or below a folder. Every method raises StoreError."""

    def __init__(self, address: str) -> None:
        import fsspec

        self._system: Any
        self._system, root = patiently(lambda: fsspec.core.url_to_fs(address))
        self._root = root.rstrip("/")
        protocols = self._system.protocol
        known = {protocols} if isinstance(protocols, str) else {*protocols}
        self._is_local = "file" in known
        self._is_whole = not known.isdisjoint(_WHOLE)

    def names(self, folder: str = "") -> set[str]:
        """The names of what is in a folder; none if there is no such folder."""
        return patiently(lambda: self._names(self._path(folder)))

    def _names(self, path: str) -> set[str]:
        self._system.invalidate_cache()
        try:
            found = self._system.ls(path, detail=False)
        except FileNotFoundError:
            return set()
        return {posixpath.basename(name.rstrip("/")) for name in found} - {""}

    def put(self, file: str, name: str) -> None:
        """Copy a file of this machine to the store. Under its name it is complete or not there at all."""
        patiently(lambda: self._put(file, self._path(name)))

    def _put(self, file: str, path: str) -> None:
        if self._is_local:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            with open(file, "rb") as source, replaced(path) as target:  # noqa: PTH123
                shutil.copyfileobj(source, target)
        elif self._is_whole:
            self._system.put_file(file, path)
        else:
            folder, name = posixpath.split(path)
            self._system.makedirs(folder, exist_ok=True)
            self._system.put_file(file, f"{folder}/.{name}.tmp")
            self._system.mv(f"{folder}/.{name}.tmp", path)

    def read(self, name: str, use: Callable[[Any], T]) -> T:
        """What is made of an open file, of which little is read. Whatever its content makes `use` raise is raised."""

        def action() -> T:
            with self._system.open(self._path(name), "rb", block_size=_FOOTER_BYTES) as file:
                return use(file)

        return patiently(action)

    def remove(self, names: Iterable[str]) -> None:
        """Remove files, many at once."""
        paths = map(self._path, names)
        while some := list(islice(paths, _REMOVED_AT_ONCE)):
            patiently(partial(self._system.rm, some))

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}".rstrip("/")
