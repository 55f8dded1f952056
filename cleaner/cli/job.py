"""What one call of the command asks for: the command line over the settings file over the defaults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf, nan
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from cleaner.cli.config import CHECKS, NO_SETTINGS, Settings, find, merge, read
from cleaner.cli.exit_codes import CommandError
from cleaner.cli.option_groups import (
    ALIASES,
    BatchOptions,
    Engine,
    EngineOptions,
    InPlaceOptions,
    InputOptions,
    MessageOptions,
    Option,
    OutputOptions,
    ProfileOptions,
    SelectionOptions,
    options,
)
from cleaner.files.read import MEGABYTE, STDIN, Limits
from cleaner.options import Options, check_rule_ids
from cleaner.policy import suggestion
from cleaner.render.format import OutputFormat
from cleaner.rules.ruleset import NO_RULES
from cleaner.rules.schema import RuleTable

if TYPE_CHECKING:
    from cleaner.batch.filters import Filters
    from cleaner.files.fetch import FetchSettings
    from cleaner.files.walk import Choice

# Giving one of these on the command line makes a batch of any inputs.
_FOR_BATCHES = frozenset(("jobs", "timeout", "files_from", "resume", "report", "engine", "shards", "drop_duplicates"))

_Group = TypeVar("_Group")


class Job(NamedTuple):
    """The inputs of a call and its options, by group; the defaults are those of the command.

    `options` say how each document is cleaned: the selection, the profiles and the encoding in one. `given` are the
    names of the options on the command line, without those that only confirm what a call does anyway (`-f text`,
    `--engine local`). Patterns are relative to `patterns_folder`.
    """

    names: tuple[str, ...]
    options: Options = Options()
    input: InputOptions = InputOptions()
    output: OutputOptions = OutputOptions()
    in_place: InPlaceOptions = InPlaceOptions()
    batch: BatchOptions = BatchOptions()
    workers: EngineOptions = EngineOptions()
    profiles: ProfileOptions = ProfileOptions()
    messages: MessageOptions = MessageOptions()
    given: frozenset[str] = frozenset()
    patterns_folder: str = ""

    @property
    def revises(self) -> bool:
        """Whether files are checked or rewritten, rather than printed."""
        return self.in_place.write or self.in_place.check or self.in_place.diff

    @property
    def asks_for_batch(self) -> bool:
        """Whether the command line asks for a batch, whatever the inputs are."""
        return not self.given.isdisjoint(_FOR_BATCHES)

    @property
    def limits(self) -> Limits:
        """What an input may be."""
        return Limits(int(self.input.max_size * MEGABYTE), self.input.encoding)

    @property
    def filters(self) -> Filters:
        """Which articles are left out."""
        from cleaner.batch.filters import Filters

        given = self.batch
        return Filters(frozenset(tag.lower() for tag in given.only_language), given.min_confidence, given.min_words)

    @property
    def fetching(self) -> FetchSettings:
        """How pages are fetched by their addresses."""
        from cleaner.files.fetch import FetchSettings

        given = self.input
        return FetchSettings(self.limits.max_size, given.fetch_timeout, given.pause, given.allow_private)

    def choice(self, endings: frozenset[str]) -> Choice:
        """Which files are taken from folders: those with these endings, unless the call says otherwise."""
        from cleaner.files.walk import Choice

        given = self.input
        only = frozenset(f".{ending.lower().removeprefix('.')}" for ending in given.only)
        return Choice(
            only or endings, given.include, given.exclude, given.force_exclude, self.patterns_folder, bool(only)
        )

    @property
    def several(self) -> bool:
        """Whether there is more than one input."""
        return len(self.names) > 1


def job_of(names: Sequence[str], given: Mapping[str, Any]) -> Job:
    """The job of a call, from the values on its command line by the names of their options.

    Reads the settings file, and the files of rules and profiles that are named. Raises CommandError for a value that
    cannot be used.
    """
    file = _file_settings(given)
    try:
        command = Settings(
            {option.name: _checked(option, given[option.name]) for option in options() if option.name in given}
        )
        values, folder = merge(file, command)
        _check_rules(command.values.get("disable", ()), values.get("rules", NO_RULES))
        inputs, profiles = _group(InputOptions, values), _group(ProfileOptions, values)
        cleaning = _cleaning_options(_group(SelectionOptions, values), profiles, inputs.encoding)
    except ValueError as error:
        raise CommandError(str(error)) from error
    output, workers = _group(OutputOptions, values), _group(EngineOptions, values)
    confirming = {"format": output.format is OutputFormat.TEXT, "engine": workers.engine is Engine.LOCAL}
    return Job(
        tuple(names),
        cleaning,
        inputs,
        output._replace(path=None) if output.path == STDIN else output,
        _group(InPlaceOptions, values),
        _group(BatchOptions, values),
        workers,
        profiles,
        _group(MessageOptions, values),
        frozenset(name for name in given if not confirming.get(name)),
        folder,
    )


def _file_settings(given: Mapping[str, Any]) -> Settings:
    path = given.get("config")
    if "no_config" in given:
        if path is not None:
            raise CommandError("--config and --no-config exclude each other; give one of them")
        return NO_SETTINGS
    return find() if path is None else read(path)


def _checked(option: Option, given: Any) -> Any:
    """The value of an option from what the command line says. Raises ValueError, with the option in its message."""
    try:
        value = _read(option, given)
        if (check := CHECKS.get(option.name)) is not None:
            check(value)
    except ValueError as error:
        if option.read is not None:  # the message names the file
            raise
        raise ValueError(f"{option.flags[0]}: {error}") from error
    return value


def _check_rules(disabled: Sequence[str], own: RuleTable) -> None:
    try:
        check_rule_ids(frozenset(disabled), own)
    except ValueError as error:
        raise ValueError(f"--disable: {error}") from error


def _read(option: Option, given: Any) -> Any:
    if option.read is not None:
        return option.read(*given)
    if option.commas:
        return tuple(name.strip() for part in given for name in part.split(",") if name.strip())
    if option.many:
        return tuple(given)
    if option.choices:
        return _choice(option, given)
    return given if option.type in (bool, str) else _number(option, given)


def _choice(option: Option, given: str) -> Any:
    name = ALIASES.get(given.lower(), given.lower())
    if name not in option.choices:
        everything = f"there are {', '.join(option.choices)}"
        raise ValueError(f"unknown {option.name} {given!r}; {suggestion(name, option.choices) or everything}")
    return option.type(name)


def _number(option: Option, given: Any) -> float:
    """A number within the bounds of its option; a comparison with NaN fails."""
    try:
        number: float = option.type(given)
    except ValueError:
        number = nan
    if not option.lowest <= number <= option.highest or number == inf:
        whole = "whole " if option.type is int else ""
        raise ValueError(f"{given!r} is not a {whole}number {option.bounds}")
    return number


def _group(group: type[_Group], values: Mapping[str, Any]) -> _Group:
    fields: tuple[str, ...] = group._fields  # type: ignore[attr-defined]
    return group(**{name: values[name] for name in fields if name in values})


def _cleaning_options(selection: SelectionOptions, profiles: ProfileOptions, encoding: str | None) -> Options:
    return Options(
        keep=frozenset(selection.keep),
        drop=frozenset(selection.drop),
        encoding=encoding,
        rules=selection.rules,
        disable=frozenset(selection.disable),
        keep_lines=frozenset(selection.keep_lines),
        profiles=profiles.profile,
        site=profiles.site,
        favor=selection.favor,
    )
