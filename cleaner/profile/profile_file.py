"""Profiles as a file: TOML that people can read, edit and commit.

Reading gives back what was written, and the same profiles give the same bytes. Texts come from pages, so every
character that does not print is escaped, and every text has a limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from cleaner.document import Label
from cleaner.files.toml import TomlError, parse_toml, read_bytes
from cleaner.profile.collect import EXAMPLE_CHARACTERS
from cleaner.profile.learn import LineCounts, PlaceCounts, SiteProfile, is_boilerplate
from cleaner.profile.normal_forms import COMPARED_CHARACTERS

SCHEMA_VERSION = 1
_MOST_BYTES = 100_000_000  # of a file
LONGEST_SITE = 253  # characters, as of a host
_TEXT_CHARACTERS = 4 * COMPARED_CHARACTERS  # at most: folding a line may lengthen it
_HASH = re.compile(r"[0-9a-f]{8}[+!]?")
_HASHES_PER_ROW = 12
_LINES = ("boilerplate", "undecided")
# The fields of an entry for a line and for a place, in their order. The first is its name.
_LINE = ("text", "label", "pages", "kept", "sure", "example")
_PLACE = ("name", "pages", "kept", "dropped", "example")
# The fields that are texts, and how long each may be; all others are counts.
_TEXTS = {**dict.fromkeys(("text", "name", "label"), _TEXT_CHARACTERS), "example": EXAMPLE_CHARACTERS}
MARK = b"# What the pages of these sites repeat"  # every profile begins with this
_HEAD = """\
# What the pages of these sites repeat, learned by `cleaner --learn` and used by `cleaner --profile`.
#
# `pages` is the number of pages that have a line, `kept` the number of those on which it is kept without a profile, and
# `sure` the number on which it reads so much like the article that it stays. In `text`, # stands for a number; in
# patterns, * stands for names. The counts of a place are words. Add `strike = true` to an entry to have it ignored.
"""

_Entry = TypeVar("_Entry", LineCounts, PlaceCounts)


class ProfileError(ValueError):
    """A profile that cannot be used; the message names the file and the fault."""


def written(profiles: Iterable[SiteProfile]) -> Iterator[str]:
    """The text of a file with these profiles, in pieces: the head, then one for each site."""
    yield f"{_HEAD}schema_version = {SCHEMA_VERSION}\n"
    for profile in profiles:
        yield "".join(f"{line}\n" for line in _site(profile))


def read_file(path: str | Path) -> dict[str, SiteProfile]:
    """The profiles in a file, by site. Raises ProfileError."""
    try:
        data = parse_toml(read_bytes(str(path), _MOST_BYTES))
        return _profiles(data)
    except TomlError as error:
        raise ProfileError(f"{path}: {error}") from error


def _site(profile: SiteProfile) -> Iterator[str]:
    yield ""
    yield f"[sites.{_quoted(profile.site)}]"
    yield f"pages = {len(profile.articles)}"
    lines = _by_pages(profile.lines)
    drops = {form for form, line in lines if is_boilerplate(form, line, profile)}
    yield from _array("boilerplate", (_entry(_LINE, form, line) for form, line in lines if form in drops))
    yield from _array("undecided", (_entry(_LINE, form, line) for form, line in lines if form not in drops))
    yield from _array("patterns", (_entry(_LINE, form, line) for form, line in _by_pages(profile.patterns)))
    yield from _array("places", (_entry(_PLACE, name, place) for name, place in _by_pages(profile.places)))
    yield "# The pages that were counted, and the lines that only one of them has, as hashes."
    yield from _hashes("articles", profile.articles)
    yield from _hashes("once", profile.once)


def _by_pages(entries: Mapping[str, _Entry]) -> list[tuple[str, _Entry]]:
    return sorted(entries.items(), key=lambda entry: (-entry[1].pages, entry[0]))


def _array(name: str, entries: Iterable[str]) -> Iterator[str]:
    yield from _block(name, "[", [f"  {{ {entry} }}," for entry in entries], "]")


def _hashes(name: str, hashes: Iterable[str]) -> Iterator[str]:
    ordered = sorted(hashes)
    rows = [" ".join(ordered[at : at + _HASHES_PER_ROW]) for at in range(0, len(ordered), _HASHES_PER_ROW)]
    yield from _block(name, '"""', rows, '"""')


def _block(name: str, opening: str, rows: Sequence[str], closing: str) -> Iterator[str]:
    yield from (f"{name} = {opening}", *rows, closing) if rows else (f"{name} = {opening}{closing}",)


def _entry(fields: Sequence[str], name: str, counts: LineCounts | PlaceCounts) -> str:
    values = {fields[0]: name, **counts._asdict()}
    told = (f"{field} = {_quoted(values[field]) if field in _TEXTS else values[field]}" for field in fields)
    return ", ".join(told) + (", strike = true" if counts.strike else "")


def _quoted(text: str) -> str:
    return f'"{"".join(map(_escaped, text))}"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    code = ord(character)
    if 0xD800 <= code < 0xE000:  # TOML cannot express a lone surrogate
        return "\ufffd"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _profiles(data: Mapping[str, Any]) -> dict[str, SiteProfile]:
    if data.get("schema_version") != SCHEMA_VERSION:
        raise TomlError(f"schema_version is not {SCHEMA_VERSION}: not a profile, or one of another version")
    _known(data, {"schema_version", "sites"}, "the file")
    sites = data.get("sites", {})
    if not isinstance(sites, dict):
        raise TomlError("sites is not a table")
    return {site: _profile(site, table) for site, table in sites.items()}


def _profile(site: str, table: Any) -> SiteProfile:
    where = f"sites.{site[:LONGEST_SITE]}"
    if not site or len(site) > LONGEST_SITE or not isinstance(table, dict):
        raise TomlError(f"{where} is not the table of a site")
    _known(table, {"pages", *_LINES, "patterns", "places", "articles", "once"}, where)
    return SiteProfile(
        site=site,
        articles=_hashes_of(table, "articles", where),
        lines=dict(_line(row, f"{where}.{key}") for key in _LINES for row in _rows(table, key, where)),
        patterns=dict(_line(row, f"{where}.patterns") for row in _rows(table, "patterns", where)),
        places=dict(_place(row, f"{where}.places") for row in _rows(table, "places", where)),
        once=_hashes_of(table, "once", where),
    )


def _rows(table: Mapping[str, Any], key: str, where: str) -> list[Mapping[str, Any]]:
    rows = table.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise TomlError(f"{where}.{key} is not a list of entries")
    return rows


def _hashes_of(table: Mapping[str, Any], key: str, where: str) -> frozenset[str]:
    hashes = _text(table, key, where, _MOST_BYTES).split()
    if not all(map(_HASH.fullmatch, hashes)):
        raise TomlError(f"{where}: {key} is not a list of hashes")
    return frozenset(hashes)


def _line(row: Mapping[str, Any], where: str) -> tuple[str, LineCounts]:
    form, where, found = _read_entry(_LINE, row, where)
    if found["label"] not in set(Label):
        raise TomlError(f"{where}: unknown label {found['label'][:40]!r}")
    line = LineCounts(**{**found, "label": Label(found["label"])})
    if not 0 < line.pages >= line.kept >= line.sure:
        raise TomlError(f"{where}: pages, kept and sure contradict each other")
    return form, line


def _place(row: Mapping[str, Any], where: str) -> tuple[str, PlaceCounts]:
    name, where, found = _read_entry(_PLACE, row, where)
    place = PlaceCounts(**found)
    if not place.pages or not place.kept + place.dropped:
        raise TomlError(f"{where}: no pages or no words are counted")
    return name, place


def _read_entry(fields: Sequence[str], row: Mapping[str, Any], where: str) -> tuple[str, str, dict[str, Any]]:
    """The name of an entry, its place for messages, and its other fields."""
    _known(row, {*fields, "strike"}, where)
    name = _text(row, fields[0], where, _TEXT_CHARACTERS)
    where = f"{where}: {name[:40]!r}"
    found: dict[str, Any] = {
        field: _text(row, field, where, _TEXTS[field]) if field in _TEXTS else _count(row, field, where)
        for field in fields[1:]
    }
    strike = row.get("strike", False)
    if not isinstance(strike, bool):
        raise TomlError(f"{where}: strike is neither true nor false")
    return name, where, {**found, "strike": strike}


def _known(table: Mapping[str, Any], keys: set[str], where: str) -> None:
    if unknown := sorted(table.keys() - keys):
        raise TomlError(f"unknown key {unknown[0][:40]!r} in {where}")


def _text(row: Mapping[str, Any], key: str, where: str, longest: int) -> str:
    value = row.get(key, "")
    if not isinstance(value, str) or len(value) > longest:
        raise TomlError(f"{where}: {key} is not a text of at most {longest} characters")
    return value


def _count(row: Mapping[str, Any], key: str, where: str) -> int:
    value = row.get(key)
    if type(value) is not int or not 0 <= value < 1 << 53:
        raise TomlError(f"{where}: {key} is not a count")
    return value
