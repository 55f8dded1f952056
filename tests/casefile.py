"""Reads the cases of tests/cases. The README beside them describes the format."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cleaner.document import Label

HERE = Path(__file__).parent / "cases"
_BAR = 14  # the column of the bar: the longest label fills it
_KEYS = ("why", "xfail")
_HEAD = "\n# file: "


class CaseError(ValueError):
    """A case that cannot be read. The message names the file and the line."""


@dataclass(frozen=True)
class Line:
    """A line of a case with text: its number in the input, its expected label, and the text."""

    number: int
    label: Label
    text: str


@dataclass(frozen=True)
class Case:
    """A case: why it exists, why it is known to fail (None if it is not), its lines with text, and the input."""

    path: Path
    why: str
    xfail: str | None
    lines: tuple[Line, ...]
    source: str
    is_html: bool


def case_files(folder: Path = HERE) -> list[Path]:
    """The files of cases in a folder and the folders inside it, in order."""
    return sorted([*folder.rglob("*.case"), *folder.rglob("*.cases")])


def strays(folder: Path = HERE) -> list[str]:
    """The files that belong to no case: a page without labels, a file with a misspelt ending."""
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.name != "README.md"
        and path.suffix not in (".case", ".cases")
        and not _is_page_of_a_case(path)
    ]


def read_cases(path: Path) -> list[Case]:
    """The one case of a `.case` file, with the page beside it, or all cases of a `.cases` file.

    The review page writes the latter: every file below a `# file:` head, with a bar before each line of a page. Raises
    CaseError where a case does not follow the README.
    """
    content = path.read_bytes().decode("utf-8")
    if path.suffix == ".case":
        page = path.with_suffix(".html")
        return [_case(path, content, page.read_bytes().decode("utf-8") if page.exists() else None)]
    files = _files(content, path)
    return [
        _case(path / name, f"{text}\n", _page(files.get(name.removesuffix(".case") + ".html")))
        for name, text in files.items()
        if name.endswith(".case")
    ]


def _files(content: str, path: Path) -> dict[str, str]:
    """The files of a `.cases` file by name, each without its last line feed."""
    above, *parts = ("\n" + content.removesuffix("\n")).split(_HEAD)
    files = [part.partition("\n")[::2] for part in parts]
    if above or len(dict(files)) < len(files):
        raise CaseError(f"{path}: every file stands below a head with a name of its own")
    return dict(files)


def _page(text: str | None) -> str | None:
    return text and text.removeprefix("| ").replace("\n| ", "\n")


def _case(path: Path, content: str, page: str | None) -> Case:
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
    inputs = [_split(row, number, path) for number, row in enumerate(rows[len(heads) :], len(heads) + 1)]
    source = "".join(text + "\n" for _, text in inputs) if page is None else page
    return Case(path, keys["why"], keys.get("xfail"), _lines(inputs, len(heads), path), source, page is not None)


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


def _split(row: str, number: int, path: Path) -> tuple[str, str]:
    """The label and the input line of a row."""
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
