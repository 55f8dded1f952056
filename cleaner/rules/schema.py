"""The form of rule files: reads `<label>.toml`, checks every entry, and compiles the built-in files.

Reading TOML takes a hundred times as long as reading the same table as JSON, and every run of the command would pay for
it. So the built-in rules are kept in `compiled.json` as well, which `python -m cleaner.rules` writes. A test fails when
the two differ.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, cast

from cleaner.document import Label
from cleaner.files.toml import TomlError, read_toml
from cleaner.text.normalise import normalise_phrase

HERE = Path(__file__).parent
COMPILED = HERE / "compiled.json"

Match = Literal["whole", "start", "end", "anywhere"]
MATCHES = ("whole", "start", "end", "anywhere")

DEFAULT_MAX_CHARS = 120
LONGEST_MAX_CHARS = 400

_ID = re.compile(r"[a-z_]+/[a-z0-9]+(-[a-z0-9]+)*")
_PHRASE_KEYS: dict[str, type] = {
    "id": str,
    "language": str,
    "match": str,
    "max_chars": int,
    "certain": bool,
    "section": bool,
    "why": str,
    "phrases": list,
    "hits": list,
    "misses": list,
}
_MARKUP_KEYS: dict[str, type] = {"id": str, "words": list, "why": str, "hits": list, "misses": list}
_TABLES = {"rule", "markup", "box"}  # a box has the keys of a markup rule
_IN_WORDS = {str: "a text", int: "a whole number", bool: "true or false", list: "a list"}
_OPTIONAL = {"max_chars", "certain", "section"}


class RuleError(ValueError):
    """A rule file is faulty; the message names the file, the rule and the key."""


class PhraseRule(NamedTuple):
    """Normalised phrases that indicate a label.

    `certain` rules pin the label. `section` says that the block is the head of a section of that kind.
    """

    id: str
    label: Label
    language: str
    match: Match
    max_chars: int
    certain: bool
    section: bool
    phrases: tuple[str, ...]


class MarkupRule(NamedTuple):
    """Words of class and id attributes that indicate a label."""

    id: str
    label: Label
    words: tuple[str, ...]


class BoxRule(NamedTuple):
    """Class and id words of a box whose whole content has one label; `word*` matches every word that begins so."""

    id: str
    label: Label
    words: tuple[str, ...]


class Examples(NamedTuple):
    """The unit test of one rule: texts (for markup: attributes) that it must match, and texts that it must not."""

    rule: str
    hits: tuple[str, ...]
    misses: tuple[str, ...]


class RuleTable(NamedTuple):
    """The rules of one or several files."""

    phrases: tuple[PhraseRule, ...]
    markup: tuple[MarkupRule, ...]
    boxes: tuple[BoxRule, ...]

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all rules."""
        return frozenset(rule.id for rule in self.rules)

    @property
    def rules(self) -> tuple[PhraseRule | MarkupRule | BoxRule, ...]:
        """All rules: phrases, then markup, then boxes."""
        return (*self.phrases, *self.markup, *self.boxes)

    def without(self, ids: frozenset[str]) -> RuleTable:
        """The table without the rules of these ids."""
        return RuleTable(
            tuple(rule for rule in self.phrases if rule.id not in ids),
            tuple(rule for rule in self.markup if rule.id not in ids),
            tuple(rule for rule in self.boxes if rule.id not in ids),
        )


def read_file(path: Path, label: Label | None = None) -> tuple[RuleTable, tuple[Examples, ...]]:
    """Read and check one rule file. Returns its rules and the examples of each, in the order of `RuleTable.rules`.

    All rules must be for `label`, if it is given. Raises RuleError if the file cannot be read or is not TOML, or if an
    entry has an unknown, missing or ill-typed key.
    """
    try:
        data = read_toml(str(path))
    except TomlError as error:
        raise RuleError(f"{path}: {error}") from error
    if unknown := set(data) - _TABLES:
        raise RuleError(f"{path}: unknown table {min(unknown)!r}")
    phrases, markup, boxes, examples = [], [], [], []
    for entry in _entries(data, "rule", path):
        _check(entry, _PHRASE_KEYS, path)
        phrases.append(_phrase_rule(entry, _label_of(entry, path, label), path))
        examples.append(_examples(entry))
    for entry in _entries(data, "markup", path):
        _check(entry, _MARKUP_KEYS, path)
        markup.append(MarkupRule(entry["id"], _label_of(entry, path, label), tuple(entry["words"])))
        examples.append(_examples(entry))
    for entry in _entries(data, "box", path):
        _check(entry, _MARKUP_KEYS, path)
        boxes.append(BoxRule(entry["id"], _label_of(entry, path, label), tuple(entry["words"])))
        examples.append(_examples(entry))
    return RuleTable(tuple(phrases), tuple(markup), tuple(boxes)), tuple(examples)


def read_folder(folder: Path = HERE) -> tuple[RuleTable, tuple[Examples, ...]]:
    """Read every `<label>.toml` of a folder, in the order of Label. Raises RuleError, as `read_file` does."""
    tables: list[RuleTable] = []
    examples: list[Examples] = []
    for label in Label:
        path = folder / f"{label}.toml"
        if path.exists():
            table, of_file = read_file(path, label)
            tables.append(table)
            examples.extend(of_file)
    merged = merge(tables)
    ids = [rule.id for rule in merged.rules]
    if twice := {name for name in ids if ids.count(name) > 1}:
        raise RuleError(f"{folder}: the rule id {min(twice)} is used twice")
    return merged, tuple(examples)


def merge(tables: Iterable[RuleTable]) -> RuleTable:
    """Join several tables, in order."""
    kept = list(tables)
    return RuleTable(
        tuple(rule for table in kept for rule in table.phrases),
        tuple(rule for table in kept for rule in table.markup),
        tuple(rule for table in kept for rule in table.boxes),
    )


@lru_cache(maxsize=1)
def load_builtin() -> RuleTable:
    """The built-in rules, read once a process."""
    data = json.loads(COMPILED.read_text(encoding="utf-8"))
    return RuleTable(
        tuple(_compiled_rule(row) for row in data["phrases"]),
        tuple(MarkupRule(i, Label(i.partition("/")[0]), tuple(words)) for i, words in data["markup"]),
        tuple(BoxRule(i, Label(i.partition("/")[0]), tuple(words)) for i, words in data["boxes"]),
    )


def as_json(table: RuleTable) -> str:
    """The compiled form, with one rule a line, so that a diff shows which rule has changed."""
    lines: dict[str, list[list[object]]] = {
        "phrases": [[r.id, r.language, r.match, r.max_chars, r.certain, r.section, r.phrases] for r in table.phrases],
        "markup": [[r.id, r.words] for r in table.markup],
        "boxes": [[r.id, r.words] for r in table.boxes],
    }
    parts = [
        f'"{key}": [\n' + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]"
        for key, rows in lines.items()
    ]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _compiled_rule(row: list[Any]) -> PhraseRule:
    name, language, match, max_chars, certain, section, phrases = row
    label = Label(name.partition("/")[0])
    return PhraseRule(name, label, language, match, max_chars, certain, section, tuple(phrases))


def _phrase_rule(entry: dict[str, Any], label: Label, path: Path) -> PhraseRule:
    max_chars = entry.get("max_chars", DEFAULT_MAX_CHARS)
    if entry["match"] not in MATCHES:
        raise RuleError(f"{path}: {entry['id']}: match must be one of {', '.join(MATCHES)}")
    if not 0 < max_chars <= LONGEST_MAX_CHARS:
        raise RuleError(f"{path}: {entry['id']}: max_chars must be between 1 and {LONGEST_MAX_CHARS}")
    phrases = {phrase: normalise_phrase(phrase) for phrase in entry["phrases"]}
    if wordless := [phrase for phrase, normal in phrases.items() if not normal]:
        raise RuleError(f"{path}: {entry['id']}: the phrase {wordless[0]!r} contains no word")
    return PhraseRule(
        id=entry["id"],
        label=label,
        language=entry["language"],
        match=cast(Match, entry["match"]),
        max_chars=max_chars,
        certain=entry.get("certain", False),
        section=entry.get("section", False),
        phrases=tuple(dict.fromkeys(phrases.values())),
    )


def _examples(entry: dict[str, Any]) -> Examples:
    return Examples(entry["id"], tuple(entry["hits"]), tuple(entry["misses"]))


def _entries(data: dict[str, Any], table: str, path: Path) -> list[dict[str, Any]]:
    entries = data.get(table, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise RuleError(f"{path}: write [[{table}]] above each {table}, not [{table}] or {table} =")
    return entries


def _check(entry: dict[str, Any], keys: dict[str, type], path: Path) -> None:
    name = entry.get("id", "a rule without id")
    where = f"{path}: {name}"
    if unknown := set(entry) - set(keys):
        raise RuleError(f"{where}: unknown key {min(unknown)!r}")
    for key, kind in keys.items():
        if key not in entry:
            if key in _OPTIONAL:
                continue
            raise RuleError(f"{where}: {key} is missing")
        value = entry[key]
        ill_typed = type(value) is not kind
        if ill_typed:
            raise RuleError(f"{where}: {key} must be {_IN_WORDS[kind]}")
        if kind is list and (not value or not all(isinstance(item, str) and item.strip() for item in value)):
            raise RuleError(f"{where}: {key} must be a list of at least one text, none of them empty")
        if kind is str and not value.strip():
            raise RuleError(f"{where}: {key} is empty")


def _label_of(entry: dict[str, Any], path: Path, label: Label | None) -> Label:
    """The label that the id of a rule begins with, which must be `label` if that is given."""
    name = entry["id"]
    found = name.partition("/")[0]
    if not _ID.fullmatch(name) or found not in ((label,) if label else tuple(Label)):
        labels = "" if label else f", where label is one of {', '.join(Label)}"
        raise RuleError(f"{path}: {name}: the id must have the form {label or 'label'}/some-name{labels}")
    return Label(found)
