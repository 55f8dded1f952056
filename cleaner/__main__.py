"""The entry point of the command, and of `python -m cleaner`."""

from __future__ import annotations

import os
import sys

from cleaner.cli.config import ConfigurationError, find
from cleaner.cli.dispatch import run
from cleaner.cli.exit_codes import Exit
from cleaner.cli.job import Job, job_of
from cleaner.cli.streams import OutputClosedError, OutputError, forget_stdout, tell
from cleaner.files.errors import reason
from cleaner.files.read import STDIN

_COMPLETION = "_CLEANER_COMPLETE"  # set by the shell when it asks for completions
# What a hook gives needs no parser either: a commit should not wait for one. Any other option is left to the parser.
_SWITCHES = ("-i", "--in-place", "--check", "--diff")
_FIELD = "--text-field="


def main() -> None:
    """Run the command and exit."""
    try:
        sys.exit(_run(sys.argv[1:]))
    except OutputClosedError:
        forget_stdout()
    except OutputError as error:
        sys.exit(_cannot_write(str(error)))
    except ConfigurationError as error:
        tell(str(error))
        sys.exit(Exit.FAILED)
    except OSError as error:
        # Typer could not write the help. An error with a file's name is of our own making, and no matter of output.
        if error.filename is not None:
            raise
        sys.exit(_cannot_write(reason(error)))
    except KeyboardInterrupt:
        sys.exit(Exit.INTERRUPTED)


def _cannot_write(why: str) -> Exit:
    """Say that the output is lost."""
    forget_stdout()
    tell(f"cannot write the output: {why}")
    return Exit.FAILED


def _run(arguments: list[str]) -> Exit:
    # Names and switches need no parser, and loading one takes longer than cleaning a page.
    if not arguments and sys.stdin is not None and not sys.stdin.isatty():
        arguments = [STDIN]
    names = [argument for argument in arguments if argument not in _SWITCHES and not argument.startswith(_FIELD)]
    if names and _COMPLETION not in os.environ and all(map(_is_name, names)):
        return run(_job(tuple(names), arguments))
    from cleaner.cli.parser import app

    app()
    return Exit.DONE


def _job(names: tuple[str, ...], arguments: list[str]) -> Job:
    fields = [argument.removeprefix(_FIELD) for argument in arguments if argument.startswith(_FIELD)]
    return job_of(names, find())._replace(
        in_place="-i" in arguments or "--in-place" in arguments,
        check="--check" in arguments,
        diff="--diff" in arguments,
        text_field=fields[-1] if fields else None,
    )


def _is_name(argument: str) -> bool:
    return argument == STDIN or not argument.startswith("-")


if __name__ == "__main__":
    main()
