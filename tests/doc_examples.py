"""The examples of README and manual, so that tests can run what readers copy.

Each page is run from top to bottom in a folder of its own that holds the samples:

- a block with a title (```toml title="slogans.toml") is written to the file of that name;
- a `console` block holds commands after "$ " with what they print, both streams together; "> " continues a command,
  `…` stands for the rest of a line, and a line of `…` alone for any number of lines;
- a `pycon` block is a doctest.

Where the output of the program has changed on purpose, this writes the new one into the pages, for you to read in the
diff:

    python tests/doc_examples.py --write
"""

from __future__ import annotations

import contextlib
import doctest
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from command import environment

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
MANUAL = ROOT / "docs" / "pages"
PAGES = [README, *sorted(MANUAL.rglob("*.md"))]
_TIMEOUT_SECONDS = 120
_BLOCK = re.compile(r'^```(?P<language>\w*)(?: title="(?P<title>[^"]+)")?\n(?P<text>.*?)^```$', re.M | re.S)


class Block(NamedTuple):
    """A fenced block of a page: its language, the name of the file it shows if any, its text, and where that stands."""

    language: str
    title: str | None
    text: str
    start: int


class Run(NamedTuple):
    """A command of a page, the output that the page shows and where in the page, and the output that there was."""

    command: str
    shown: str
    printed: str
    at: int

    @property
    def agrees(self) -> bool:
        """Whether the page shows what was printed, where it does not leave something out."""
        lines = [
            "(?:.*\n)*" if line == "…\n" else re.escape(line).replace("…", ".*")
            for line in self.shown.splitlines(keepends=True)
        ]
        return re.fullmatch("".join(lines), self.printed) is not None


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page in their order."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(found["language"], found["title"], found["text"], found.start("text")) for found in _BLOCK.finditer(text)
    ]


def example(containing: str, folder: Path) -> str:
    """The one block of Python that contains a text, with its folders ("pages/") moved into a folder of ours."""
    (found,) = [
        block.text
        for page in PAGES
        for block in blocks(page)
        if block.language == "python" and containing in block.text
    ]
    return re.sub(r'"(\w+)/"', lambda name: repr(str(folder / name[1])), found)


def run(page: Path, folder: Path) -> Iterator[Run]:
    """Run the examples of a page in a folder, which becomes the current one, and yield the commands."""
    shutil.copytree(ROOT / "samples", folder / "samples", ignore=shutil.ignore_patterns("README.md"))
    names: dict[str, Any] = {}
    with contextlib.chdir(folder):
        for block in blocks(page):
            if block.title is not None:
                target = folder / block.title
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(block.text, encoding="utf-8")
            if block.language == "console":
                for command, shown, at in _commands(block):
                    yield Run(command, shown, _output(command), at)
            elif block.language == "pycon":
                _run_doctest(block, names, page.name)


def _commands(block: Block) -> Iterator[tuple[str, str, int]]:
    for found in re.finditer(r"^\$ (.*\n(?:>.*\n)*)((?:(?!\$ ).*\n)*)", block.text, re.M):
        yield re.sub("^> ?", "", found[1], flags=re.M).rstrip("\n"), found[2], block.start + found.start(2)


def _output(command: str) -> str:
    path = f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment(PATH=path),
        timeout=_TIMEOUT_SECONDS,
        check=False,
    )
    # Spaces at the end of a line, where `cut` met one, are no matter of a page.
    return re.sub(r" +$", "", done.stdout.decode("utf-8"), flags=re.M)


def _run_doctest(block: Block, names: dict[str, Any], name: str) -> None:
    test = doctest.DocTestParser().get_doctest(block.text, names, name, None, None)
    report: list[str] = []
    failed, _ = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=report.append, clear_globs=False)
    names.update(test.globs)
    assert not failed, "".join(report)


def _main(write: bool) -> int:
    wrong = 0
    for page in PAGES:
        runs: list[Run] = []
        with tempfile.TemporaryDirectory() as folder:
            try:
                runs.extend(one for one in run(page, Path(folder)) if not one.agrees)
            except AssertionError as failure:
                sys.stdout.write(f"{page.relative_to(ROOT)}: {failure}\n")
                wrong += 1
        wrong += len(runs)
        text = page.read_text(encoding="utf-8")
        for one in reversed(runs):
            sys.stdout.write(f"{page.relative_to(ROOT)}: $ {one.command}\n{one.printed}\n")
            text = text[: one.at] + one.printed + text[one.at + len(one.shown) :]
        if write and runs:
            page.write_text(text, encoding="utf-8")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(_main("--write" in sys.argv))
