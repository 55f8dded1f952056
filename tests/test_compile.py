"""The build hook that compiles the core, where nothing is compiled; `.ci/run` tries what is."""

from __future__ import annotations

import tomllib
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from helpers import module_at

pytest.importorskip("hatchling")

ROOT = Path(__file__).parents[1]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"]


def hook_module() -> ModuleType:
    return module_at(ROOT / SETTINGS["custom"]["path"])


COMPILE = hook_module()


def built(version: str = "standard", **settings: Any) -> tuple[list[str], dict[str, Any]]:
    """What the hook says, and what it wants in the wheel."""
    said: list[str] = []
    app = SimpleNamespace(display_warning=said.append)
    hook = COMPILE.CompiledCore(str(ROOT), {**SETTINGS["custom"], **settings}, None, None, "", "wheel", app)
    wanted: dict[str, Any] = {"force_include": {}, "pure_python": True, "infer_tag": False}
    hook.initialize(version, wanted)
    hook.finalize(version, wanted, "")
    return said, wanted


PURE = {"force_include": {}, "pure_python": True, "infer_tag": False}


@pytest.fixture(autouse=True)
def compiler_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLEANER_PURE", raising=False)
    monkeypatch.setattr(COMPILE, "_obstacle", lambda: "")


def test_an_editable_install_is_pure_and_says_nothing() -> None:
    assert built("editable") == ([], PURE)


def test_a_compiler_that_fails_leaves_pure_python_and_its_first_mistake_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    script = (
        "import sys; print('core.c:1: error: no such thing\\ncore.c:2: error: another', file=sys.stderr); sys.exit(1)"
    )
    monkeypatch.setattr(COMPILE, "_BUILD", script)
    assert built() == (["the core is not compiled: core.c:1: error: no such thing"], PURE)


def test_a_compiler_that_takes_too_long_leaves_pure_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(COMPILE, "_BUILD", "import time; time.sleep(600)")
    monkeypatch.setattr(COMPILE, "_LONGEST_BUILD_SECONDS", 0.2)
    [said], wanted = built()
    assert said.startswith("the core is not compiled: ")
    assert wanted == PURE


def test_what_was_compiled_goes_into_a_wheel_for_this_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    script = "import sys; [open(name[:-3] + '.so', 'w').close() for name in sys.argv[1:]]"
    monkeypatch.setattr(COMPILE, "_BUILD", script)
    said, wanted = built(modules=["cleaner/text/s*.py"], uncompiled=["cleaner/text/stopwords.py"])
    assert said == []
    assert list(wanted["force_include"].values()) == ["cleaner/text/stats.so"]
    assert (wanted["pure_python"], wanted["infer_tag"]) == (False, True)


@pytest.mark.parametrize("asked", ["1", "yes"])
def test_pure_python_can_be_asked_for(asked: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEANER_PURE", asked)
    assert hook_module()._obstacle() == "CLEANER_PURE asks for pure Python"


def test_without_a_compiler_nothing_is_fetched_to_compile_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CC", "no-such-compiler --with-options")
    module = hook_module()
    assert "compiler" in module._obstacle() or "header files" in module._obstacle()
    assert module.CompiledCore(str(ROOT), SETTINGS["custom"], None, None, "", "wheel").dependencies() == []


def test_every_module_that_is_left_out_exists() -> None:
    assert [name for name in SETTINGS["custom"]["uncompiled"] if not (ROOT / name).is_file()] == []


def test_constants_are_final_and_lines_keep_their_numbers() -> None:
    source = (
        "from __future__ import annotations\n"
        "_LEAST, _MOST = 2, (\n    9\n)\nKINDS: tuple[str, ...] = (\n    'a',\n)\n"
        "_SIGN = f'{_MOST}%'\ndef size(of=_LEAST): return of\n"
        "Columns = dict[str, int]\na, B = pair = 1, 2\n_LATE: int\n"
    )
    assert COMPILE.with_final_constants(source).splitlines() == [
        "from __future__ import annotations; from typing import Final",
        "_LEAST: Final = 2; _MOST: Final = 9",
        "",
        "",
        "KINDS: Final[tuple[str, ...]] = ('a',)",
        "",
        "",
        "_SIGN: Final = f'{_MOST}%'",
        *source.splitlines()[8:],
    ]


def test_every_constant_of_the_core_can_be_final() -> None:
    settings = SETTINGS["custom"]
    core = {path for name in settings["modules"] for path in ROOT.glob(name) if path.suffix == ".py"}
    for path in core - {ROOT / name for name in settings["uncompiled"]}:
        text = path.read_text("utf-8")
        final = COMPILE.with_final_constants(text)
        assert final.count("\n") == text.count("\n"), path
        assert "import Final" in final or ": Final" not in final, path
