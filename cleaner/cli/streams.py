"""Standard output and standard error: the only file that prints."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator

from cleaner.files.errors import reason
from cleaner.text.printable import one_line, printable

PROGRAM = "cleaner"
_DISTRIBUTION = "article-cleaner"  # the package by its name on an index


class StdoutError(Exception):
    """Standard output cannot be written; the message says why."""


class StdoutClosedError(StdoutError):
    """The reader of standard output has gone, as `head` does."""


def program_version() -> str:
    """The version that is installed."""
    from importlib.metadata import version

    return version(_DISTRIBUTION)


def on_terminal() -> bool:
    """Whether standard output is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def wants_colour() -> bool:
    """Whether results are coloured: on a terminal with colours, or if FORCE_COLOR is set; never if NO_COLOR is."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (on_terminal() and os.environ.get("TERM") != "dumb")


def print_out(text: str) -> None:
    """Print text with its line endings unchanged; on a terminal, control characters are shown and not sent."""
    write_out(shown_safely(text) if on_terminal() else text)


def shown_safely(text: str) -> str:
    """Text as a terminal can show it, with no character that would control the terminal."""
    return printable(text.replace("\r\n", "\n"))


def write_out(text: str) -> None:
    """Print text as UTF-8, whatever the locale says, so that the bytes are the same everywhere."""
    if sys.stdout is None:
        raise StdoutError("standard output is closed")
    with _writing():
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))


def flush() -> None:
    """Flush standard output now, while a failure can still be reported."""
    with _writing():
        sys.stdout.flush()


@contextlib.contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as error:
        raise StdoutClosedError from error
    except OSError as error:
        raise StdoutError(reason(error)) from error


def forget_stdout() -> None:
    """Send the interpreter's own flush at exit to os.devnull; it would fail again, with a traceback."""
    if sys.stdout is None:
        return
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def tell(message: str) -> None:
    """Write one line to standard error."""
    if sys.stderr is None:
        return
    with contextlib.suppress(OSError):
        sys.stderr.write(f"{PROGRAM}: {one_line(message)}\n")
        sys.stderr.flush()
