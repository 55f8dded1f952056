"""The structure of the house: few modules in the root, no name twice, and a docstring for everything public."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

PACKAGE = Path(__file__).parents[1] / "cleaner"
MODULES = sorted(PACKAGE.rglob("*.py"))
MAX_ROOT_MODULES = 8
# The stages that read HTML each have a module of this name.
SAME_STAGE = {"from_html.py"}

Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


class Defined(NamedTuple):
    """A class, function or method of a module, with the names of the classes around it."""

    module: str
    names: tuple[str, ...]
    node: Definition


def definitions(source: str, module: str) -> list[Defined]:
    """Every class of a module, and every function that is not local to another one."""
    return list(_defined(ast.parse(source).body, module, ()))


def _defined(body: Sequence[ast.stmt], module: str, around: tuple[str, ...]) -> Iterator[Defined]:
    for node in body:
        if isinstance(node, Definition):
            yield Defined(module, (*around, node.name), node)
        if isinstance(node, ast.ClassDef):
            yield from _defined(node.body, module, (*around, node.name))
        elif isinstance(node, ast.If | ast.Try | ast.With):
            for part in ("body", "orelse", "finalbody"):
                yield from _defined(getattr(node, part, []), module, around)


def undocumented(defined: Sequence[Defined]) -> list[str]:
    """What is public and has no docstring."""
    return [
        f"{one.module}: {'.'.join(one.names)}"
        for one in defined
        if not any(name.startswith("_") for name in one.names) and ast.get_docstring(one.node) is None
    ]


def classes_in_several(defined: Sequence[Defined]) -> list[str]:
    """Names of classes, leading underscores ignored, that several modules define, with the modules."""
    modules: dict[str, set[str]] = defaultdict(set)
    for one in defined:
        if isinstance(one.node, ast.ClassDef):
            modules[one.node.name.lstrip("_")].add(one.module)
    return [f"{name}: {', '.join(sorted(of))}" for name, of in sorted(modules.items()) if len(of) > 1]


EVERYTHING = [
    one
    for path in MODULES
    for one in definitions(path.read_text(encoding="utf-8"), str(path.relative_to(PACKAGE.parent)))
]


def test_the_root_of_the_package_has_few_modules() -> None:
    names = [path.name for path in MODULES if path.parent == PACKAGE]
    assert len(names) <= MAX_ROOT_MODULES, names


def test_no_class_name_stands_in_two_modules() -> None:
    found = classes_in_several(EVERYTHING)
    assert not found, "\n".join(found)


def test_no_file_name_stands_in_two_folders() -> None:
    folders: dict[str, list[str]] = defaultdict(list)
    for path in MODULES:
        if path.name not in {"__init__.py", "__main__.py"} | SAME_STAGE:
            folders[path.name].append(str(path.parent.relative_to(PACKAGE.parent)))
    found = [f"{name}: {', '.join(of)}" for name, of in folders.items() if len(of) > 1]
    assert not found, "\n".join(found)


def test_everything_public_has_a_docstring() -> None:
    modules = [str(path) for path in MODULES if ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) is None]
    found = modules + undocumented(EVERYTHING)
    assert not found, "\n".join(found)


# The checks themselves

SOURCE = '''
class _Row:
    def public(self): ...
class Table:
    """A table."""
    def _private(self): ...
    def width(self):
        """How wide it is."""
        def local(): ...
    def height(self): ...
if True:
    async def open(): ...
'''


def test_the_check_of_docstrings_finds_what_is_public_and_has_none() -> None:
    assert undocumented(definitions(SOURCE, "a.py")) == ["a.py: Table.height", "a.py: open"]


@pytest.mark.parametrize(("other", "found"), [("class Row: pass", ["Row: a.py, b.py"]), ("class Line: pass", [])])
def test_the_check_of_class_names_ignores_leading_underscores(other: str, found: list[str]) -> None:
    assert classes_in_several([*definitions(SOURCE, "a.py"), *definitions(other, "b.py")]) == found
