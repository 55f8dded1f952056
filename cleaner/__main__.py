"""The entry point of the command, and of `python -m cleaner`."""

from __future__ import annotations

import gc
import os
import sys

from cleaner.cli.arguments import parse
from cleaner.cli.dispatch import run
from cleaner.cli.exit_codes import CommandError, Exit
from cleaner.cli.job import job_of
from cleaner.cli.streams import StdoutClosedError, StdoutError, forget_stdout, tell
from cleaner.files.errors import reason

_COMPLETION = "_CLEANER_COMPLETE"  # set by the shell when it asks for completions


# Rules, models and pages are many objects and no cycles: the collector would look through them for nothing.
_NEW_OBJECTS_A_COLLECTION = 100_000


def main() -> None:
    """Run the command and exit."""
    gc.set_threshold(_NEW_OBJECTS_A_COLLECTION)
    try:
        sys.exit(_run(sys.argv[1:]))
    except StdoutClosedError:
        forget_stdout()
    except StdoutError as error:
        sys.exit(_cannot_write(str(error)))
    except CommandError as error:
        tell(str(error))
        sys.exit(Exit.FAILED)
    except OSError as error:
        # Typer could not write the help. An error with the name of a file comes from elsewhere and is a bug.
        if error.filename is not None:
            raise
        sys.exit(_cannot_write(reason(error)))
    except KeyboardInterrupt:
        sys.exit(Exit.INTERRUPTED)
    finally:
        # On its way out the interpreter looks through all objects several times: a quarter of a call for one page.
        gc.freeze()


def _run(arguments: list[str]) -> Exit:
    if _COMPLETION not in os.environ and (line := parse(arguments)) is not None:
        return run(job_of(*line))
    from cleaner.cli.parser import app

    app(prog_name="cleaner")  # also as `python -m cleaner`, or the shell would find no completions
    return Exit.DONE


def _cannot_write(why: str) -> Exit:
    forget_stdout()
    tell(f"cannot write the output: {why}")
    return Exit.FAILED


if __name__ == "__main__":
    main()
