"""Context managers that end a call in order: on a signal, and if a file cannot be written."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator

from cleaner.cli.exit_codes import CommandError
from cleaner.cli.streams import tell
from cleaner.files.atomic import TargetError


@contextlib.contextmanager
def ended_in_order() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP into SystemExit, which cleans up as Ctrl-C does; the exit code is 128 + the signal."""

    def end(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    # Windows has no SIGHUP. A signal that is ignored, as under nohup, stays ignored.
    known = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in known}
    for number, handler in before.items():
        if handler is signal.SIG_DFL:
            signal.signal(number, end)
    try:
        yield
    except SystemExit:
        tell("interrupted")
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def writing_to(path: str) -> Iterator[None]:
    """Turn a TargetError into a CommandError that names the file."""
    try:
        yield
    except TargetError as error:
        raise CommandError(f"{path}: {error}") from error
