"""Reads every command line that is correct, by the declaration of the options.

Typer reads the same declaration, but takes longer to load than a page to clean. It prints what is printed instead of an
article: `--help`, `--version`, completions, and what is wrong with a command line.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from cleaner.cli.option_groups import Option, options
from cleaner.files.read import STDIN


class CommandLine(NamedTuple):
    """The inputs that a command line names, and the values that it gives by the names of their options."""

    names: Sequence[str]
    given: Mapping[str, Any]


class _NotUnderstoodError(Exception):
    """A command line that is for typer."""


def parse(arguments: Sequence[str]) -> CommandLine | None:
    """The command line, or None if it is for typer."""
    names: list[str] = []
    given: dict[str, Any] = {}
    left = deque(arguments)
    try:
        while left:
            argument = left.popleft()
            if argument == "--":
                names.extend(left)
                break
            if argument == STDIN or not argument.startswith("-"):
                names.append(argument)
                continue
            for option, value in _read(argument, left):
                if option.many:
                    given.setdefault(option.name, []).append(value)
                else:
                    given[option.name] = value
    except _NotUnderstoodError:
        return None
    return with_default_input(CommandLine(names, given))


def _read(argument: str, left: deque[str]) -> Iterator[tuple[Option, Any]]:
    """The options of one argument with their values, which may be the next of the arguments that are `left`.

    These say the same: `--jobs=4`, `--jobs 4`, `-j 4`, `-j4`; and so do `-q -j 4` and `-qj4`.
    """
    if argument.startswith("--"):
        flag, equals, text = argument.partition("=")
        option = _option(flag)
        if option.type is not bool:
            yield option, text if equals else _next(left)
        elif equals:
            raise _NotUnderstoodError
        else:
            yield option, True
        return
    for at, letter in enumerate(argument[1:], start=2):
        option = _option(f"-{letter}")
        if option.type is not bool:
            yield option, argument[at:] or _next(left)
            return
        yield option, True


def _option(flag: str) -> Option:
    if (option := _OPTIONS.get(flag)) is None:
        raise _NotUnderstoodError
    return option


def _next(left: deque[str]) -> str:
    if not left:
        raise _NotUnderstoodError
    return left.popleft()


def with_default_input(line: CommandLine) -> CommandLine | None:
    """With standard input if no input is named; None if that is a terminal, where the command would seem to hang."""
    if line.names or "files_from" in line.given:
        return line
    if sys.stdin is None or sys.stdin.isatty():
        return None
    return line._replace(names=(STDIN,))


# Nothing is cleaned: typer prints these.
_PRINTED_INSTEAD = ("json_schema", "version")
_OPTIONS: Mapping[str, Option] = MappingProxyType(
    {flag: option for option in options() if option.name not in _PRINTED_INSTEAD for flag in option.flags}
)
