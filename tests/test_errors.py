"""What the system raises is put into words in one place."""

from __future__ import annotations

import errno
import gzip
import os
import zlib
from pathlib import Path

import pytest

from cleaner.files.errors import raised_as, reason
from cleaner.files.read import InputError


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOENT, os.strerror(errno.ENOENT)), "no such file"),
        (OSError(errno.EACCES, os.strerror(errno.EACCES)), "permission denied"),
        (OSError(errno.ENOSPC, "No space left on device"), "no space left on device"),
        (FileNotFoundError("bucket/a.html"), "no such file"),
        (PermissionError("Forbidden"), "permission denied"),
        (OSError("the server hung up\nand more"), "the server hung up"),
        (EOFError("Compressed file ended"), "the compressed data breaks off"),
        (gzip.BadGzipFile("CRC check failed"), "the compressed data is damaged (CRC check failed)"),
        (zlib.error("Error -3"), "the compressed data is damaged (Error -3)"),
        (RuntimeError("no route"), "no route (RuntimeError)"),
        (RuntimeError(), "no reason is given (RuntimeError)"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_an_error_is_put_into_words(error: Exception, words: str) -> None:
    assert reason(error) == words


def test_an_error_is_raised_as_one_of_ours() -> None:
    with pytest.raises(InputError, match=r"^no such file$"), raised_as(InputError), Path("missing").open():
        pass
    with pytest.raises(InputError, match=r"^not the name of a file$"), raised_as(InputError), Path("a\0b").open():
        pass
