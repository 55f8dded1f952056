"""How many modules of cleaner a run enters: for one text on standard input, and for a folder of texts with two workers.

    python -m tests.benchmarks.modules_entered [--list]

A module is entered when one of its functions is called (`sys.setprofile`), in the command or in a worker. Bodies of
modules and classes do not count, and neither do calls made while a module is imported. --list prints the modules.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from importlib.util import find_spec
from inspect import CO_OPTIMIZED
from pathlib import Path
from types import FrameType

_OPTIONS = ("--no-config", "--no-progress")


def main() -> None:
    """Run the command in both ways and print the counts."""
    # Late, since every watched process imports this module.
    from tests.benchmarks.common import SAMPLES, say

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true", help="print the modules too")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder, "texts")
        texts.mkdir()
        for path in SAMPLES.glob("*.txt"):
            shutil.copy(path, texts)
        runs = {
            "one text on standard input": ((), SAMPLES / "crypto-news.txt"),
            "a folder of texts": ((*_OPTIONS, "-j", "2", "-o", f"{folder}/cleaned", str(texts)), Path(os.devnull)),
        }
        for name, (options, stdin) in runs.items():
            entered = modules_entered(options, stdin)
            say(f"{name}: {len(entered)} modules")
            if arguments.list:
                say("".join(f"  {module}\n" for module in entered))


def modules_entered(options: tuple[str, ...], stdin: Path) -> list[str]:
    """The names of the modules that the command enters with these options. Raises CalledProcessError."""
    root = Path(__file__).resolve().parents[2]
    with tempfile.TemporaryDirectory() as folder:
        noted = Path(folder, "modules")
        noted.mkdir()
        # The interpreter imports this module at its start, in the command and in what it starts.
        hook = f"from {__spec__.name} import watch\nwatch({str(noted)!r})\n"
        Path(folder, "sitecustomize.py").write_text(hook, encoding="utf-8")
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join((folder, str(root)))}
        command = [sys.executable, "-m", "cleaner", *options]
        with stdin.open("rb") as file:
            subprocess.run(command, stdin=file, capture_output=True, env=environment, cwd=root, check=True)
        return sorted(path.name for path in noted.iterdir())


def watch(folder: str) -> None:
    """Leave an empty file for each module of cleaner that this process enters, or one that it forks."""
    spec = find_spec("cleaner")
    assert spec is not None
    assert spec.origin is not None
    package = Path(spec.origin).parent
    seen: set[str] = set()

    def note(frame: FrameType, event: str, _argument: object) -> None:
        file = frame.f_code.co_filename
        if event != "call" or file in seen or not file.startswith(f"{package}{os.sep}"):
            return
        if frame.f_code.co_flags & CO_OPTIMIZED and not _is_importing(frame):
            seen.add(file)
            name = Path(file).relative_to(package.parent).with_suffix("")
            Path(folder, ".".join(name.parts)).touch()

    threading.setprofile(note)
    sys.setprofile(note)


def _is_importing(frame: FrameType) -> bool:
    caller: FrameType | None = frame
    while caller is not None:
        if caller.f_code.co_filename.startswith("<frozen importlib"):
            return True
        caller = caller.f_back
    return False


if __name__ == "__main__":
    main()
