"""The settings of a call: `[tool.cleaner]` of the nearest pyproject.toml, and the command line over it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from math import inf
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from cleaner.decode import check_encoding
from cleaner.document import Label
from cleaner.files.toml import TomlError, parse_toml, read_bytes, read_toml
from cleaner.options import Options, check_rule_ids, read_profiles
from cleaner.policy import kept_labels
from cleaner.rules.ruleset import NO_RULES
from cleaner.rules.schema import RuleTable, merge

if TYPE_CHECKING:
    from cleaner.profile.lookup import Profiles

NAME = "pyproject.toml"
TABLE = "[tool.cleaner]"
KINDS = ("auto", "html", "text")
_END_OF_REPOSITORY = ".git"  # a folder, or in a worktree a file

# Whether a file may hold the table, without reading all of it as TOML: that takes longer than cleaning a page.
_MAY_HOLD_TABLE = re.compile(
    rb"""^(?:\xef\xbb\xbf)?[ \t]*\[{0,2}[ \t]*["']?tool["']?[ \t]*(?:\.[ \t]*["']?cleaner|[]=])""", re.M
)


class ConfigurationError(ValueError):
    """A configuration that cannot be used; the message names the file and the key."""


class Settings(NamedTuple):
    """What a file or a command line says; None is what it does not say.

    `folder` is where the patterns of `include` and `exclude` are read from.
    """

    keep: tuple[str, ...] | None = None
    drop: tuple[str, ...] | None = None
    kind: str | None = None
    encoding: str | None = None
    rules: RuleTable = NO_RULES
    disable: tuple[str, ...] = ()
    keep_lines: tuple[str, ...] = ()
    include: tuple[str, ...] | None = None
    exclude: tuple[str, ...] | None = None
    max_removed: float | None = None
    jobs: int | None = None
    timeout: float | None = None
    profile: Profiles | None = None
    site: str | None = None
    folder: str = ""

    def over(self, base: Settings) -> Settings:
        """These settings with what `base` says besides; where they disagree these hold.

        A label to keep here stays though `base` drops it, and the other way round. Own rules, rules that are switched
        off, lines to keep and profiles of different sites add up. Raises ValueError for an unknown label.
        """
        start = kept_labels(
            () if self.keep is not None else base.keep or (), () if self.drop is not None else base.drop or ()
        )
        kept = kept_labels(self.keep or (), self.drop or (), start)
        # One folder for all patterns of a call: that of the file where any of them stands there.
        patterns = ((self.include, base.include), (self.exclude, base.exclude))
        of_file = any(ours is None and theirs is not None for ours, theirs in patterns)
        return Settings(
            keep=tuple(kept),
            drop=tuple(set(Label) - kept),
            kind=_first(self.kind, base.kind),
            encoding=_first(self.encoding, base.encoding),
            rules=merge((base.rules.without(self.rules.ids), self.rules)),
            disable=(*base.disable, *self.disable),
            keep_lines=(*base.keep_lines, *self.keep_lines),
            include=_first(self.include, base.include),
            exclude=_first(self.exclude, base.exclude),
            max_removed=_first(self.max_removed, base.max_removed),
            jobs=_first(self.jobs, base.jobs),
            timeout=_first(self.timeout, base.timeout),
            profile=base.profile if self.profile is None else self.profile.over(base.profile),
            site=_first(self.site, base.site),
            folder=base.folder if of_file else self.folder,
        )

    def options(self) -> Options:
        """What they mean for every document. Raises ValueError as `Options` does."""
        return Options(
            keep=frozenset(self.keep or ()),
            drop=frozenset(self.drop or ()),
            encoding=self.encoding,
            rules=self.rules,
            disable=frozenset(self.disable),
            keep_lines=frozenset(self.keep_lines),
            profiles=self.profile,
            site=self.site,
        )


NOTHING = Settings()
_Value = TypeVar("_Value")


def read(path: str) -> Settings:
    """The settings in a file. Raises ConfigurationError, also where the file has no `[tool.cleaner]`."""
    try:
        table = _table(read_toml(path))
    except TomlError as error:
        raise ConfigurationError(f"{path}: {error}") from error
    if table is None:
        raise ConfigurationError(f"{path}: there is no {TABLE} in it")
    return _settings(table, path)


def find() -> Settings:
    """The settings of the nearest pyproject.toml that has some, from the current folder to the root of the repository.

    Raises ConfigurationError. Without such a file nothing is said.
    """
    try:
        here = Path.cwd()
    except OSError:  # the folder has been removed under us
        return NOTHING
    for folder in (here, *here.parents):
        path = folder / NAME
        table = _table_if_any(path)
        if table is not None:
            return _settings(table, str(path))
        if _exists(folder / _END_OF_REPOSITORY):
            break
    return NOTHING


def _first(value: _Value | None, otherwise: _Value | None) -> _Value | None:
    return otherwise if value is None else value


def _table_if_any(path: Path) -> Mapping[str, Any] | None:
    try:
        if not path.is_file():
            return None
        data = read_bytes(str(path))
        return _table(parse_toml(data)) if _MAY_HOLD_TABLE.search(data) else None
    except TomlError as error:
        raise ConfigurationError(f"{path}: {error}") from error
    except OSError:  # nobody may look into the folder
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
        raise TomlError(f"{TABLE} is no table")
    return table


def _settings(table: Mapping[str, Any], path: str) -> Settings:
    fields: dict[str, Any] = {}
    for key, value in table.items():
        try:
            fields[key.replace("-", "_")] = _reader(key)(value, Path(path).parent)
        except ValueError as error:
            raise ConfigurationError(f"{path}: {TABLE} {key}: {error}") from error
    if "include" in fields or "exclude" in fields:
        fields["folder"] = str(Path(path).parent)
    settings = Settings(**fields)
    try:
        check_rule_ids(frozenset(settings.disable), settings.rules)
    except ValueError as error:
        raise ConfigurationError(f"{path}: {TABLE} disable: {error}") from error
    return settings


def _reader(key: str) -> Callable[[Any, Path], Any]:
    if key not in _READERS:
        from difflib import get_close_matches

        nearest = get_close_matches(key, _READERS, n=1, cutoff=0.0)[0]
        raise ValueError(f"no such key; the nearest is {nearest}, and there are {', '.join(_READERS)}")
    return _READERS[key]


def _texts(value: Any, folder: Path) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError("must be a list of texts")
    if not all(item.strip() for item in value):
        raise ValueError("one of the texts is blank")
    return tuple(value)


def _labels(value: Any, folder: Path) -> tuple[str, ...]:
    names = _texts(value, folder)
    kept_labels(names)
    return names


def _kind(value: Any, folder: Path) -> str:
    if value not in KINDS:
        raise ValueError(f"must be one of the texts {', '.join(KINDS)}")
    return str(value)


def _encoding(value: Any, folder: Path) -> str:
    if not isinstance(value, str):
        raise ValueError("must be a text")
    check_encoding(value)
    return value


def _share(value: Any, folder: Path) -> float:
    if type(value) not in (int, float) or not 0 <= value <= 1:
        raise ValueError("must be a number from 0 to 1")
    return float(value)


def _jobs(value: Any, folder: Path) -> int:
    if type(value) is not int or value < 1:
        raise ValueError("must be a whole number from 1")
    return value


def _seconds(value: Any, folder: Path) -> float:
    if type(value) not in (int, float) or not 0 < value < inf:
        raise ValueError("must be a number of seconds")
    return float(value)


def _site(value: Any, folder: Path) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("must be the name of a site")
    return value


def _profiles(value: Any, folder: Path) -> Profiles:
    return read_profiles(*(folder / name for name in _texts(value, folder)))


def _rules(value: Any, folder: Path) -> RuleTable:
    from cleaner.rules.user_rules import read_rules

    return read_rules(*(folder / name for name in _texts(value, folder)))


# Every key with what reads it: a value and the folder of the file in, what `Settings` holds out, or a ValueError.
_READERS: Mapping[str, Callable[[Any, Path], Any]] = MappingProxyType(
    {
        "keep": _labels,
        "drop": _labels,
        "kind": _kind,
        "encoding": _encoding,
        "rules": _rules,
        "disable": _texts,
        "keep-lines": _texts,
        "include": _texts,
        "exclude": _texts,
        "max-removed": _share,
        "jobs": _jobs,
        "timeout": _seconds,
        "profile": _profiles,
        "site": _site,
    }
)
