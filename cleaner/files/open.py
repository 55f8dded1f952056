"""The name or address of a file -> a stream of its bytes, decompressed as it is read."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

from cleaner.files.errors import raised_as, reason
from cleaner.files.file_store import StoreError, patiently
from cleaner.files.formats import coding_of, is_remote
from cleaner.files.read import STDIN, InputError, check_size

# The first bytes of compressed data. Many a file from the web is called .gz and is not compressed.
_GZIP = b"\x1f\x8b"
_ZSTD = (b"\x28\xb5\x2f\xfd", *(bytes((kind, 0x2A, 0x4D, 0x18)) for kind in range(0x50, 0x60)))
_BUFFER_BYTES = 1 << 18


class Opened(NamedTuple):
    """A file that is being read: its bytes decompressed, and as they are on the disk."""

    stream: BinaryIO
    raw: BinaryIO

    def position(self) -> int:
        """The number of bytes read from the disk so far; 0 if the stream cannot tell."""
        try:
            return self.raw.tell()
        except (OSError, ValueError):
            return 0


@contextmanager
def opened(name: str, plain: bool = False, content: bytes | None = None) -> Iterator[Opened]:
    """Open a file to read it from start to end; with `plain` its bytes are not decompressed.

    With `content` its bytes are these: the file has been fetched.

    Raises InputError if it cannot be opened. What goes wrong later is raised as it comes; `reason` puts it into words.
    """
    with closing(_raw(name) if content is None else _in_memory(content)) as raw:
        coding = "" if plain else coding_of(name)
        with closing(_decompressed(raw, coding)) as stream:
            yield Opened(stream, raw)


def read_whole(name: str, max_size: int, content: bytes | None = None) -> bytes:
    """The bytes of a document, decompressed. Raises InputError, also if there are more than `max_size`."""
    try:
        with opened(name, content=content) as file:
            data = file.stream.read(max_size + 1)
    except InputError:
        raise
    except Exception as error:  # a remote file fails in whatever way its own library chooses
        raise InputError(reason(error)) from error
    check_size(len(data), max_size)
    return data


def _raw(name: str) -> BinaryIO:
    with raised_as(StoreError):
        if name == STDIN:
            if sys.stdin is None:
                raise InputError("it is closed")
            # A reader of its own, so that closing it leaves standard input open.
            return open(sys.stdin.fileno(), "rb", buffering=_BUFFER_BYTES, closefd=False)
        if is_remote(name):
            return _remote(name)
        return Path(name).open("rb", buffering=_BUFFER_BYTES)


def _in_memory(content: bytes) -> BinaryIO:
    return cast(BinaryIO, io.BufferedReader(io.BytesIO(content), _BUFFER_BYTES))


def _remote(name: str) -> BinaryIO:
    import fsspec

    def again() -> Any:
        return fsspec.open(name, "rb").open()

    file = patiently(again)
    raw = _Patient(file, again) if file.seekable() else file
    return cast(BinaryIO, raw if isinstance(raw, io.BufferedReader) else io.BufferedReader(raw, _BUFFER_BYTES))


class _Patient(io.RawIOBase):
    """A file on a store. If reading fails and that may pass, it is opened again, and read on from the same place."""

    def __init__(self, file: Any, again: Callable[[], Any]) -> None:
        self._file = file
        self._again = again
        self._at = 0
        self._size: int = file.seek(0, io.SEEK_END)

    def readinto(self, buffer: Any) -> int:
        """Read into a buffer; the number of bytes. Raises StoreError."""
        data = patiently(lambda: self._read(len(buffer)))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def _read(self, size: int) -> bytes:
        try:
            if self._file is None:
                self._file = self._again()
                if self._file.seek(0, io.SEEK_END) != self._size:
                    raise InputError("it was changed while it was read")
            self._file.seek(self._at)
            data: bytes = self._file.read(size)
        except Exception:
            self._drop()
            raise
        return data

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to another place."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def tell(self) -> int:
        """The place."""
        return self._at

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def close(self) -> None:
        """Close the file."""
        self._drop()
        super().close()

    def _drop(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            with suppress(Exception):  # it is being closed because it fails
                file.close()


def _decompressed(raw: BinaryIO, coding: str) -> BinaryIO:
    head = cast(io.BufferedReader, raw).peek(4) if coding else b""
    if head.startswith(_GZIP):
        import gzip

        return cast(BinaryIO, gzip.GzipFile(fileobj=raw, mode="rb"))
    if head.startswith(_ZSTD):
        return zstd_file(raw)
    return raw


def zstd_file(raw: BinaryIO) -> BinaryIO:
    """A stream of the decompressed content of zstandard frames."""
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd
    return cast(BinaryIO, zstd.ZstdFile(raw, "rb"))
