"""Reads the cases of tests/cases, as the README beside them describes them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cleaner.document import Label

HERE = Path(__file__).parent / "cases"
_BAR = 14  # the column of the bar: the longest label fills it
_KEYS = ("why", "xfail")


class CaseError(ValueError):
    """A case that cannot be read; the message names the file and the line."""


@dataclass(frozen=True)
class Line:
    """One line of a case that has text: its number in the input, the label expected of it, and the text."""

    number: int
    label: Label
    text: str


@dataclass(frozen=True)
class Case:
    """One case: why it exists, whether it is known to fail, the lines with text, and the input."""

    path: Path
    why: str
    xfail: str | None
    lines: tuple[Line, ...]
    source: str
    is_html: bool


def case_files(folder: Path = HERE) -> list[Path]:
    """Every case of the folder and the folders in it, in order."""
    return sorted(folder.rglob("*.case"))


def strays(folder: Path = HERE) -> list[str]:
    """Files that belong to no case: a page without its labels, a misspelt ending."""
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "README.md" and path.suffix != ".case" and not _is_page_of_a_case(path)
    ]


def read_case(path: Path) -> Case:
    """Read one case. Raises CaseError where it is not written as the README says."""
    content = path.read_bytes().decode("utf-8")
    if "\r" in content:
        raise CaseError(f"{path}: line endings are line feeds alone")
    if not content.endswith("\n"):
        raise CaseError(f"{path}: the last line has no line feed")
    rows = content[:-1].split("\n")
    heads = [row for row in rows if row.startswith("#")]
    if rows[: len(heads)] != heads:
        raise CaseError(f"{path}: a comment stands below the first line of the input")
    keys = _keys(heads, path)
    if "why" not in keys:
        raise CaseError(f"{path}: # why: is missing")
    inputs = [_parted(row, number, path) for number, row in enumerate(rows[len(heads) :], len(heads) + 1)]
    page = path.with_suffix(".html")
    is_html = page.exists()
    source = page.read_bytes().decode("utf-8") if is_html else "".join(text + "\n" for _, text in inputs)
    return Case(path, keys["why"], keys.get("xfail"), _lines(inputs, len(heads), path), source, is_html)


def _is_page_of_a_case(path: Path) -> bool:
    return path.suffix == ".html" and path.with_suffix(".case").exists()


def _keys(heads: list[str], path: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, head in enumerate(heads, 1):
        key, colon, value = head[1:].partition(":")
        key, value = key.strip(), value.strip()
        if key not in _KEYS:
            raise CaseError(f"{path}:{number}: unknown key {key!r}")
        if key in found:
            raise CaseError(f"{path}:{number}: {key} is there twice")
        if not colon or not value:
            raise CaseError(f"{path}:{number}: {key} says nothing")
        found[key] = value
    return found


def _parted(row: str, number: int, path: Path) -> tuple[str, str]:
    """The label and the input line of one row."""
    label, bar, text = row.partition("|")
    if not bar or len(label) != _BAR:
        raise CaseError(f"{path}:{number}: the bar stands in column {_BAR + 1}")
    if text and not text.startswith(" "):
        raise CaseError(f"{path}:{number}: a space follows the bar")
    return label.strip(), text[1:]


def _lines(inputs: list[tuple[str, str]], above: int, path: Path) -> tuple[Line, ...]:
    lines: list[Line] = []
    for number, (name, text) in enumerate(inputs, 1):
        where = f"{path}:{above + number}"
        if not text.strip():
            if name:
                raise CaseError(f"{where}: a blank line has no label")
            continue
        lines.append(Line(number, _label(name, lines, where), text))
    if not lines:
        raise CaseError(f"{path}: no line with text")
    return tuple(lines)


def _label(name: str, before: list[Line], where: str) -> Label:
    if name in set(Label):
        return Label(name)
    if name:
        raise CaseError(f"{where}: unknown label {name!r}")
    if not before:
        raise CaseError(f"{where}: the first line with text needs a label")
    return before[-1].label
