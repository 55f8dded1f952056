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


class _Manner:
    """How much is said on standard error, and when results are coloured; set once for a call."""

    quiet = False
    verbose = False
    colour = "auto"


def configure(quiet: bool, verbose: bool, colour: str) -> None:
    """Say how much is said on standard error, and when results are coloured: "auto", "always" or "never"."""
    _Manner.quiet, _Manner.verbose, _Manner.colour = quiet, verbose, colour


def on_terminal() -> bool:
    """Whether standard output is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def in_colour() -> bool:
    """Whether results are coloured: as --color says, else as NO_COLOR and FORCE_COLOR do, else on a terminal."""
    if _Manner.colour != "auto":
        return _Manner.colour == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (on_terminal() and os.environ.get("TERM") != "dumb")


def above(name: str, first: bool) -> str:
    """What stands above one of several documents for people: a blank line, and on a terminal its name as in `head`."""
    blank = "" if first else "\n"
    return blank + (f"{heading(name)}\n" if on_terminal() else "")


def heading(name: str) -> str:
    """The name of one of several documents, as `head` writes it."""
    return f"==> {one_line(name)} <=="


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


def inform(message: str) -> None:
    """Write one line to standard error, unless --quiet: what is good to know, and no failure."""
    if not _Manner.quiet:
        tell(message)


def is_verbose() -> bool:
    """Whether --verbose asks for what only those want who look into a result."""
    return _Manner.verbose


def tell(message: str) -> None:
    """Write one line to standard error, whatever is asked for: why something failed, or gave nothing."""
    if sys.stderr is None:
        return
    with contextlib.suppress(OSError):
        sys.stderr.write(f"{PROGRAM}: {one_line(message)}\n")
        sys.stderr.flush()
