"""Runs the real command in a process of its own, with pipes, files or a terminal for its streams."""

from __future__ import annotations

import errno
import os
import pty
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from fork_server import ForkServer

COMMAND = (sys.executable, "-m", "cleaner")
SCRIPT = Path(sysconfig.get_path("scripts")) / "cleaner"
PATIENCE = 120  # seconds; a build machine may be busy

# What a terminal or a build sets and what would change colours and widths.
_NOT_PASSED_ON = ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "COLUMNS", "LINES", "PYTHONIOENCODING", "TTY_COMPATIBLE")
# Variables of the environment that the interpreter reads at its start.
_READ_AT_START = ("PYTHON", "LC_", "LANG")
_forks = ForkServer()


class Result(NamedTuple):
    """What came of a run: exit code, standard output and standard error."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        """Standard output as text, line endings as they are."""
        return self.out.decode("utf-8")


def environment(**changes: str) -> dict[str, str]:
    """Our own environment without what colours output, and with some changes."""
    kept = {name: value for name, value in os.environ.items() if name not in _NOT_PASSED_ON}
    return {**kept, "TERM": "xterm-256color", **changes}


def run(*args: str | bytes, stdin: bytes | str = b"", python: Sequence[str] = (), **changes: str) -> Result:
    """Run the command with its streams piped; `python` are options of the interpreter, `changes` of the environment."""
    data = stdin.encode("utf-8") if isinstance(stdin, str) else stdin
    if not python and not any(name.startswith(_READ_AT_START) for name in changes):
        code, out, err = _forks.run([os.fsdecode(arg) for arg in args], environment(**changes), data, PATIENCE)
        return Result(code, out, err.decode("utf-8", "backslashreplace"))
    done = subprocess.run(
        [sys.executable, *python, *COMMAND[1:], *args],
        input=data,
        capture_output=True,
        env=environment(**changes),
        timeout=PATIENCE,
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr.decode("utf-8", "backslashreplace"))


def run_in_shell(line: str, *args: str | bytes, stdin: bytes | str = b"") -> Result:
    """Run a line of sh in which "$@" is the command with its arguments."""
    data = stdin.encode("utf-8") if isinstance(stdin, str) else stdin
    done = subprocess.run(
        ["/bin/sh", "-c", line, "sh", *COMMAND, *args],
        input=data,
        capture_output=True,
        env=environment(),
        timeout=PATIENCE,
        check=False,
    )
    return Result(done.returncode, done.stdout, done.stderr.decode("utf-8", "backslashreplace"))


def run_on_terminal(*args: str | bytes, stdin: bytes | None = b"", **changes: str) -> Result:
    """Run the command with its output on a terminal; without `stdin` its input is the terminal too."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, *args],
        stdin=theirs if stdin is None else subprocess.PIPE,
        stdout=theirs,
        stderr=subprocess.PIPE,
        env=environment(COLUMNS="120", **changes),
    )
    os.close(theirs)
    if process.stdin is not None:
        process.stdin.write(stdin or b"")
        process.stdin.close()
    out = read_all(ours)
    assert process.stderr is not None
    err = process.stderr.read().decode("utf-8", "backslashreplace")
    process.stderr.close()
    return Result(process.wait(PATIENCE), out, err)


def read_all(terminal: int) -> bytes:
    """Everything that is written to a terminal until its other end is closed."""
    parts = []
    try:
        while part := os.read(terminal, 65536):
            parts.append(part)
    except OSError as error:
        # Linux says so when the last one to hold the other end has closed it.
        if error.errno != errno.EIO:
            raise
    finally:
        os.close(terminal)
    return b"".join(parts)
