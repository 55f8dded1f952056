"""Command lines that need no parser: file names, flags, and options written as `--name=text`.

The everyday `cleaner page.txt` is one, and so is what a commit hook runs. Loading typer takes longer than cleaning a
page; it is only needed for command lines that are not understood here, such as `--help`, `-j 4` and mistakes.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from cleaner.cli.option_groups import Option, options
from cleaner.files.read import STDIN


class CommandLine(NamedTuple):
    """The inputs that a command line names, and the values that it gives by the names of their options."""

    names: Sequence[str]
    given: Mapping[str, Any]


def parse(arguments: Sequence[str]) -> CommandLine | None:
    """The command line, or None if it takes the parser to understand it."""
    names: list[str] = []
    given: dict[str, Any] = {}
    for argument in arguments:
        if argument == STDIN or not argument.startswith("-"):
            names.append(argument)
            continue
        flag, equals, text = argument.partition("=")
        option = _OPTIONS.get(flag + equals)
        if option is None:
            return None
        if option.many:
            given.setdefault(option.name, []).append(text)
        else:
            given[option.name] = text if equals else True
    return with_default_input(CommandLine(names, given))


def with_default_input(line: CommandLine) -> CommandLine | None:
    """With standard input if no input is named; None if that is a terminal, where the command would seem to hang."""
    if line.names or "files_from" in line.given:
        return line
    if sys.stdin is None or sys.stdin.isatty():
        return None
    return line._replace(names=(STDIN,))


def _spellings(option: Option) -> list[str]:
    if option.type is bool:
        return list(option.flags)
    # Numbers and choices are for the parser to check; "-o=x" means the file "=x" to it.
    return [f"{flag}=" for flag in option.flags if flag.startswith("--")] if option.type is str else []


# Nothing is cleaned: the parser prints these.
_PRINTED_INSTEAD = ("json_schema", "version")
# "--check" and "--text-field=" with their options.
_OPTIONS: Mapping[str, Option] = MappingProxyType(
    {spelling: option for option in options() if option.name not in _PRINTED_INSTEAD for spelling in _spellings(option)}
)
