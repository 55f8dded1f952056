"""Compiles the core while a wheel is built: the modules that pyproject.toml lists, with mypyc, and one loop in C.

The typed Python stays the source; an extension module stands beside it in the wheel, and is the one that Python
imports. In the compiled modules, names in capitals are constants for good. The loop in C has a twin in Python, which
the tests compare with it. Where the core cannot be compiled, or CLEANER_PURE=1 asks for it, the wheel is pure Python,
and one line says why. An editable install is always pure: a compiled module would hide every later edit of its source.
"""

from __future__ import annotations

import ast
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from sysconfig import get_config_var, get_path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_LONGEST_BUILD_SECONDS = 1800
_LONGEST_MESSAGE_CHARS = 200
_EXTENSIONS = (".so", ".pyd")
# In a process of its own, since a compiler may fail in any way. Without the configuration of mypy, which is for checks.
# Setuptools compiles one file after the other; here each processor has one. Most of the time goes into Python's own
# objects: optimising further made the build a quarter longer, and nothing faster.
_BUILD = """
import os, sys
from concurrent.futures import ThreadPoolExecutor
from mypyc.build import mypycify
from setuptools import setup
from setuptools import Extension
from distutils.ccompiler import CCompiler

def compile(self, sources, output_dir=None, macros=None, include_dirs=None, debug=False, extra_preargs=None,
            extra_postargs=None, depends=None):
    macros, objects, extra_postargs, pp_opts, build = self._setup_compile(
        output_dir, macros, include_dirs, sources, depends, extra_postargs)
    cc_args = self._get_cc_args(pp_opts, debug, extra_preargs)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda name: self._compile(name, *build[name], cc_args, extra_postargs, pp_opts), build))
    return objects

CCompiler.compile = compile
options = ["--config-file=", "--ignore-missing-imports"]
written_in_c = [name for name in sys.argv[1:] if name.endswith(".c")]
names = [name for name in sys.argv[1:] if name not in written_in_c]
modules = mypycify([*options, *names], opt_level="1", debug_level="0", multi_file=True, group_name="cleaner")
modules += [Extension(name[:-2].replace("/", "."), [name]) for name in written_in_c]
setup(packages=[], ext_modules=modules, script_args=["build_ext", "--inplace"])
"""


class CompiledCore(BuildHookInterface[Any]):
    """Adds the extension modules to the wheel, and the tag of the platform that they are for."""

    def dependencies(self) -> list[str]:
        """What is needed to compile; nothing where nothing is compiled."""
        return [] if _obstacle() else list(self.config["needs"])

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and name the extension modules in `build_data`."""
        if version == "editable":
            return
        folder = Path(tempfile.mkdtemp())
        self._folder = folder
        obstacle = _obstacle() or self._compile(folder)
        if obstacle:
            self.app.display_warning(f"the core is not compiled: {obstacle}")
            return
        for path in sorted(folder.rglob("*")):
            if path.suffix in _EXTENSIONS and "build" not in path.relative_to(folder).parts:
                build_data["force_include"][str(path)] = path.relative_to(folder).as_posix()
        build_data["pure_python"] = False
        build_data["infer_tag"] = True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was compiled; it is in the wheel now."""
        if version != "editable":
            shutil.rmtree(self._folder, ignore_errors=True)

    def _compile(self, folder: Path) -> str:
        """Compile a copy of the package in `folder`. Returns why that is impossible, or ""."""
        root = Path(self.root)
        shutil.copytree(
            root / "cleaner", folder / "cleaner", ignore=shutil.ignore_patterns("__pycache__", "*.so", "*.pyd")
        )
        modules = sorted({found.relative_to(root) for name in self.config["modules"] for found in root.glob(name)})
        left_out = {Path(name) for name in self.config["uncompiled"]}
        names = [path.as_posix() for path in modules if path not in left_out and path.name != "__init__.py"]
        for path in [folder / name for name in names if name.endswith(".py")]:
            path.write_text(with_final_constants(path.read_text("utf-8")), "utf-8")
        try:
            done = subprocess.run(
                [sys.executable, "-c", _BUILD, *names],
                cwd=folder,
                capture_output=True,
                text=True,
                check=False,
                timeout=_LONGEST_BUILD_SECONDS,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return str(error)
        return _mistake(f"{done.stdout}\n{done.stderr}") if done.returncode else ""


def with_final_constants(source: str) -> str:
    """A module with its constants, the names in capitals, declared Final; what follows keeps its line numbers.

    mypyc looks up any other name of a module in a dictionary each time it is used. `_LEAST, _MOST = 2, 9` becomes
    `_LEAST: Final = 2; _MOST: Final = 9`.
    """
    lines = source.splitlines(keepends=True)
    for node in ast.parse(source).body:
        if declared := _declared_final(node):
            below = (node.end_lineno or node.lineno) - node.lineno
            lines[node.lineno - 1 : node.end_lineno] = ["; ".join(map(ast.unparse, declared)) + "\n", *["\n"] * below]
    return "".join(lines).replace("import annotations\n", "import annotations; from typing import Final\n", 1)


def _declared_final(node: ast.stmt) -> list[ast.AnnAssign]:
    final = ast.Name("Final")
    match node:
        case ast.Assign([ast.Tuple(targets)], ast.Tuple(values)):
            declared = [ast.AnnAssign(one, final, value, 1) for one, value in zip(targets, values, strict=True)]
        case ast.Assign([target], value):
            declared = [ast.AnnAssign(target, final, value, 1)]
        case ast.AnnAssign(target, kind, ast.expr() as value):
            declared = [ast.AnnAssign(target, ast.Subscript(final, kind), value, 1)]
        case _:
            declared = []
    are_constants = all(isinstance(one.target, ast.Name) and one.target.id.isupper() for one in declared)
    return declared if are_constants else []


def _mistake(said: str) -> str:
    """The line of what a compiler said that names its first mistake, or else the last line."""
    lines = [line.strip() for line in said.splitlines() if line.strip()] or ["the compiler failed"]
    return next((line for line in lines if " error: " in line), lines[-1])[:_LONGEST_MESSAGE_CHARS]


def _obstacle() -> str:
    """Why there is no use in trying to compile, or ""."""
    if os.environ.get("CLEANER_PURE", "0") not in ("", "0"):
        return "CLEANER_PURE asks for pure Python"
    if sys.implementation.name != "cpython":
        return f"{sys.implementation.name} runs it faster as it is"
    if not (Path(get_path("include")) / "Python.h").is_file():
        return "there are no header files of Python"
    # On Windows only setuptools knows where the compiler is.
    compiler = shlex.split(os.environ.get("CC") or get_config_var("CC") or "cc")[0]
    if os.name == "posix" and shutil.which(compiler) is None:
        return f"there is no C compiler ({compiler})"
    return ""
