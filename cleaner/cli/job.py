"""What one call of the command asks for: the command line over the settings file over the defaults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from cleaner.cli.config import NO_SETTINGS, Settings, find, merge, read
from cleaner.cli.exit_codes import CommandError
from cleaner.cli.option_groups import (
    BatchOptions,
    Engine,
    EngineOptions,
    InPlaceOptions,
    InputOptions,
    Option,
    OutputFormat,
    OutputOptions,
    ProfileOptions,
    SelectionOptions,
    options,
)
from cleaner.files.read import MEGABYTE, STDIN, Limits
from cleaner.options import Options

if TYPE_CHECKING:
    from cleaner.files.walk import Choice

# Giving one of these on the command line makes a batch of any inputs.
_FOR_BATCHES = frozenset(("jobs", "timeout", "files_from", "resume", "report", "engine"))

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

    def choice(self, endings: frozenset[str]) -> Choice:
        """Which files are taken from folders: those with these endings, changed by the patterns of the call."""
        from cleaner.files.walk import Choice

        given = self.input
        return Choice(endings, given.include, given.exclude, given.force_exclude, self.patterns_folder)

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
            {option.name: _read(option, given[option.name]) for option in options() if option.name in given}
        )
        values, folder = merge(file, command)
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


def _read(option: Option, given: Any) -> Any:
    """The value of an option from what the command line says. Raises ValueError."""
    if option.read is not None:
        return option.read(*given)
    if option.commas:
        return tuple(name.strip() for part in given for name in part.split(",") if name.strip())
    return tuple(given) if option.many else given


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
