"""A request to end, obeyed in order."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator

from cleaner.cli.streams import tell


@contextlib.contextmanager
def ended_in_order() -> Iterator[None]:
    """Let a request to end interrupt us as the keyboard does, so that what was begun is cleared away."""

    def end(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    # What is ignored, as under nohup, stays ignored; not every system knows every signal.
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
