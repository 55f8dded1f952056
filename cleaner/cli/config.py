"""The settings of a call: `[tool.cleaner]` of the nearest pyproject.toml, and the command line over it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from cleaner.cli.exit_codes import CommandError
from cleaner.cli.option_groups import Option, options
from cleaner.decode import check_encoding
from cleaner.document import Label
from cleaner.files.formats import host_of, is_web
from cleaner.files.toml import TomlError, parse_toml, read_bytes, read_toml
from cleaner.options import check_rule_ids
from cleaner.policy import kept_labels
from cleaner.rules.ruleset import NO_RULES

NAME = "pyproject.toml"
TABLE = "[tool.cleaner]"
_LARGEST_NUMBER = 1e9  # of any setting; TOML knows infinity, and whole numbers of any length
_END_OF_REPOSITORY = ".git"  # a folder, or in a worktree a file

# Whether a file may hold the table. Loading tomllib and parsing our own pyproject.toml takes 4 % of the time in which a
# short text is cleaned (8 of 206 ms, the least of 30 runs on a slow machine); this search takes 0.1 ms.
_MAY_HOLD_TABLE = re.compile(
    rb"""^(?:\xef\xbb\xbf)?[ \t]*\[{0,2}[ \t]*["']?tool["']?[ \t]*(?:\.[ \t]*["']?cleaner|[]=])""", re.M
)


def _check_languages(tags: tuple[str, ...]) -> None:
    from cleaner.metadata.language_tags import is_known

    for tag in tags:
        if not is_known(tag):
            raise ValueError(f"{tag!r} is not the tag of a language, such as de or pt-BR")


def _check_address(url: str) -> None:
    if not (is_web(url) and host_of(url)):
        raise ValueError(f"{url!r} is not an address of the web such as https://example.org/story")


# What is wrong with a value of the right type, raised as ValueError.
CHECKS: Mapping[str, Callable[[Any], object]] = MappingProxyType(
    {
        "keep": kept_labels,
        "drop": kept_labels,
        "encoding": check_encoding,
        "only_language": _check_languages,
        "url": _check_address,
    }
)


class Settings(NamedTuple):
    """What a file or a command line sets, by the names of the options; what it leaves open is not there.

    Its patterns are relative to `folder`.
    """

    values: Mapping[str, Any] = MappingProxyType({})
    folder: str = ""


NO_SETTINGS = Settings()
_KEYS: Mapping[str, Option] = MappingProxyType({option.key: option for option in options() if option.in_file})


def merge(file: Settings, command: Settings) -> Settings:
    """The settings of the file with those of the command line over them.

    The command line replaces what the file says, with these exceptions: options with a `join` add up, and a label that
    the command line keeps stays although the file drops it, and the other way round. Raises ValueError for an unknown
    label.
    """
    values = {**file.values, **command.values}
    for option in options():
        name = option.name
        if option.join is not None and name in file.values and name in command.values:
            values[name] = option.join(file.values[name], command.values[name])
    kept = _kept_labels(file.values, command.values)
    values |= {"keep": tuple(kept), "drop": tuple(set(Label) - kept)}
    # All patterns of a call are relative to one folder: that of the file, if any of them comes from it.
    of_file = any(name in file.values and name not in command.values for name in ("include", "exclude"))
    return Settings(values, file.folder if of_file else command.folder)


def read(path: str) -> Settings:
    """The settings in a file. Raises CommandError, also if the file has no `[tool.cleaner]`."""
    try:
        table = _table(read_toml(path))
    except TomlError as error:
        raise CommandError(f"{path}: {error}") from error
    if table is None:
        raise CommandError(f"{path}: there is no {TABLE} in it")
    return _settings(table, path)


def find() -> Settings:
    """The settings of the nearest pyproject.toml that has any, from the current folder up to the repository's root.

    Raises CommandError.
    """
    try:
        here = Path.cwd()
    except OSError:  # the current folder has been removed
        return NO_SETTINGS
    for folder in (here, *here.parents):
        path = folder / NAME
        table = _table_if_any(path)
        if table is not None:
            return _settings(table, str(path))
        if _exists(folder / _END_OF_REPOSITORY):
            break
    return NO_SETTINGS


def _kept_labels(file: Mapping[str, Any], command: Mapping[str, Any]) -> frozenset[Label]:
    start = kept_labels(
        () if "keep" in command else file.get("keep", ()), () if "drop" in command else file.get("drop", ())
    )
    return kept_labels(command.get("keep", ()), command.get("drop", ()), start)


def _table_if_any(path: Path) -> Mapping[str, Any] | None:
    try:
        if not path.is_file():
            return None
        data = read_bytes(str(path))
        return _table(parse_toml(data)) if _MAY_HOLD_TABLE.search(data) else None
    except TomlError as error:
        raise CommandError(f"{path}: {error}") from error
    except OSError:  # no permission to look into the folder
        return None


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


def _table(data: Mapping[str, Any]) -> Mapping[str, Any] | None:
    tool = data.get("tool")
    table = tool.get("cleaner") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise TomlError(f"{TABLE} is not a table")
    return table


def _settings(table: Mapping[str, Any], path: str) -> Settings:
    folder = Path(path).parent
    values: dict[str, Any] = {}
    for key, value in table.items():
        try:
            option = _option(key)
            values[option.name] = _value(option, value, folder)
        except ValueError as error:
            raise CommandError(f"{path}: {TABLE} {key}: {error}") from error
    try:
        check_rule_ids(frozenset(values.get("disable", ())), values.get("rules", NO_RULES))
    except ValueError as error:
        raise CommandError(f"{path}: {TABLE} disable: {error}") from error
    return Settings(values, str(folder))


def _option(key: str) -> Option:
    if key not in _KEYS:
        from difflib import get_close_matches

        nearest = get_close_matches(key, _KEYS, n=1, cutoff=0.0)[0]
        raise ValueError(f"no such key; the nearest is {nearest}, and there are {', '.join(_KEYS)}")
    return _KEYS[key]


def _value(option: Option, value: Any, folder: Path) -> Any:
    """The value of an option from what TOML makes of it. Raises ValueError."""
    if option.read is not None:
        return option.read(*(folder / name for name in _strings(value)))
    if option.many:
        read: Any = _strings(value)
    else:
        kind: Callable[[Any], Any] = option.type
        read = kind(_string(value, option) if issubclass(option.type, str) else _number(value, option))
    if (check := CHECKS.get(option.name)) is not None:
        check(read)
    return read


def _strings(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError("must be a list of strings")
    if not all(item.strip() for item in value):
        raise ValueError("one of the strings is blank")
    return tuple(value)


def _string(value: Any, option: Option) -> str:
    if option.choices and value not in option.choices:
        raise ValueError(f"must be one of the strings {', '.join(option.choices)}")
    if not isinstance(value, str) or not value.strip():
        raise ValueError("must be a string that is not blank")
    return value


def _number(value: Any, option: Option) -> float:
    whole = option.type is int
    # The exact type: a bool is an int too. Comparing instead of converting: NaN fails, and any int can be compared.
    if type(value) not in ((int,) if whole else (int, float)) or not (
        option.lowest <= value <= min(option.highest, _LARGEST_NUMBER)
    ):
        raise ValueError(f"must be a {'whole ' if whole else ''}number {option.bounds}")
    return value  # type: ignore[no-any-return]
