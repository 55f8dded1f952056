"""Standard output and standard error: the only file that prints."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator

from cleaner.files.errors import reason
from cleaner.text.printable import one_line, printable

PROGRAM = "cleaner"


class OutputError(Exception):
    """Standard output cannot be written; the message says why."""


class OutputClosedError(OutputError):
    """Whoever read our output has gone."""


def on_terminal() -> bool:
    """Whether standard output is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def print_out(text: str) -> None:
    """Send text to standard output, line endings as they are; to a terminal only what it can print."""
    write_out(printable(text.replace("\r\n", "\n")) if on_terminal() else text)


def write_out(text: str) -> None:
    """Send text to standard output as UTF-8, whatever the locale says: the same bytes wherever they go."""
    if sys.stdout is None:
        raise OutputError("standard output is closed")
    with _writing():
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))


def flush() -> None:
    """Hand everything on now, while a failure can still be told."""
    with _writing():
        sys.stdout.flush()


@contextlib.contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as error:
        raise OutputClosedError from error
    except OSError as error:
        raise OutputError(reason(error)) from error


def forget_stdout() -> None:
    """Let the interpreter's own flush at exit go nowhere: what could not be written once cannot be written twice."""
    if sys.stdout is None:
        return
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def tell(message: str) -> None:
    """One line on standard error."""
    if sys.stderr is None:
        return
    with contextlib.suppress(OSError):
        sys.stderr.write(f"{PROGRAM}: {one_line(message)}\n")
        sys.stderr.flush()
