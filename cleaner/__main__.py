"""The entry point of the command, and of `python -m cleaner`."""

from __future__ import annotations

import os
import sys

from cleaner.command import Job, OutputClosedError, OutputError, cannot_write, forget_stdout, run
from cleaner.inputs import STDIN, reason
from cleaner.report import Exit

_COMPLETION = "_CLEANER_COMPLETE"  # set by the shell when it asks for completions


def main() -> None:
    """Run the command and exit."""
    try:
        sys.exit(_run(sys.argv[1:]))
    except OutputClosedError:
        forget_stdout()
    except OutputError as error:
        sys.exit(cannot_write(str(error)))
    except OSError as error:
        # Typer could not write the help. An error with a file's name is of our own making, and no matter of output.
        if error.filename is not None:
            raise
        sys.exit(cannot_write(reason(error)))
    except KeyboardInterrupt:
        sys.exit(Exit.INTERRUPTED)


def _run(arguments: list[str]) -> Exit:
    # Names alone need no parser, and loading one takes longer than cleaning a page.
    if not arguments and sys.stdin is not None and not sys.stdin.isatty():
        arguments = [STDIN]
    if arguments and _COMPLETION not in os.environ and all(_is_name(argument) for argument in arguments):
        return run(Job(tuple(arguments)))
    from cleaner.cli import app

    app()
    return Exit.DONE


def _is_name(argument: str) -> bool:
    return argument == STDIN or not argument.startswith("-")


if __name__ == "__main__":
    main()
