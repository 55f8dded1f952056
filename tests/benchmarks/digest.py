"""What the command makes of everything at hand, as one hash a row: two versions with equal rows behave alike.

    python -m tests.benchmarks.digest [CORPUS ...] [--pages N] [--save FILE] [--against FILE]

Runs the command that is installed beside this interpreter, and nothing else of the project, so that the same file
compares layouts that have nothing in common. The rows are:

- every sample and every case, as text, markdown, HTML, JSON and explanation;
- every CORPUS (gzipped JSON lines with `id`, `url`, `html` and, by rendering, `text`), HTML and each rendering;
- a batch over a folder, JSON lines and Parquet, with its manifest, less the seconds it took and the settings' hash;
- what --learn writes.

With --against the rows are compared with those of an earlier --save, and the exit code is 1 where one differs.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
CASES = ROOT / "tests" / "cases"
CLEANER = (sys.executable, "-m", "cleaner", "--no-config", "--no-progress")
FORMATS = {
    "text": ("-f", "text"),
    "markdown": ("-f", "markdown", "--links", "--images", "--frontmatter"),
    "html": ("-f", "html", "--links", "--images"),
    "json": ("-f", "jsonl"),
    "explanation": ("-f", "jsonl", "--explain"),
}
# What is not the same in two runs of one version, or in two versions that behave alike.
_PASSING = ("seconds", "settings")
_SPOKEN = (0, 2)  # exit codes of a run that was finished: some inputs are meant to fail


def main() -> None:
    """Read the arguments, print the rows, and compare them where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, nargs="*", metavar="CORPUS")
    parser.add_argument("--pages", type=int, help="of each corpus, the first so many")
    parser.add_argument("--save", type=Path, metavar="FILE", help="write the rows down")
    parser.add_argument("--against", type=Path, metavar="FILE", help="exit 1 where a row differs from those of FILE")
    arguments = parser.parse_args()
    earlier = json.loads(arguments.against.read_text(encoding="utf-8")) if arguments.against else {}
    rows: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, digest in _rows(arguments.corpora, arguments.pages, Path(folder)):
            rows[name] = digest
            differs = name in earlier and earlier[name] != digest
            sys.stdout.write(f"{digest[:16]}  {name}{'  DIFFERS' if differs else ''}\n")
            sys.stdout.flush()
    if arguments.save:
        arguments.save.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    if missing := sorted(earlier.keys() - rows.keys()):
        sys.stdout.write(f"not compared: {', '.join(missing)}\n")
    sys.exit(any(earlier.get(name, digest) != digest for name, digest in rows.items()))


def _rows(corpora: Iterable[Path], pages: int | None, folder: Path) -> Iterator[tuple[str, str]]:
    inputs = _inputs(folder / "inputs")
    for name, options in FORMATS.items():
        yield f"samples and cases as {name}", _printed(inputs, options)
    for corpus in corpora:
        for form, lines in _forms(corpus, pages, folder / corpus.name):
            field = "--html-field" if form == "html" else "--text-field"
            yield f"{corpus.name}, {form}", _printed([lines], ("-f", "jsonl", field, form))
    for name, make in BATCHES.items():
        yield f"batch to {name}", make(inputs, folder / name)
    yield "learned", _learned(inputs, folder / "learned.toml")


def _inputs(folder: Path) -> list[Path]:
    """Samples and cases as pages of a folder: a text case holds its input behind a column of labels."""
    folder.mkdir()
    for path in sorted((*SAMPLES.glob("*.txt"), *SAMPLES.glob("*.html"), *CASES.rglob("*.html"))):
        shutil.copy(path, folder / f"{path.parent.name}-{path.name}")
    for path in sorted(CASES.rglob("*.case")):
        if not path.with_suffix(".html").exists():
            rows = path.read_text(encoding="utf-8").splitlines()
            text = "".join(row.partition("|")[2].removeprefix(" ") + "\n" for row in rows if not row.startswith("#"))
            (folder / f"{path.parent.name}-{path.stem}.txt").write_text(text, encoding="utf-8")
    return sorted(folder.iterdir())


def _forms(corpus: Path, pages: int | None, folder: Path) -> Iterator[tuple[str, Path]]:
    """A corpus as JSON lines of HTML, and of each rendering of its pages as text that it has."""
    folder.mkdir()
    with gzip.open(corpus, "rt", encoding="utf-8") as lines:
        known = [json.loads(line) for line in islice(lines, pages)]
    forms: list[tuple[str, Callable[[dict[str, Any]], str]]] = [("html", lambda page: page["html"])]
    renderings = dict.fromkeys(name for page in known for name in page.get("text") or {})
    forms += [(name, lambda page, name=name: page["text"].get(name, "")) for name in renderings]
    for form, text_of in forms:
        path = folder / f"{form}.jsonl"
        rows = ({"id": page["id"], "url": page.get("url"), form: text_of(page)} for page in known)
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        yield form, path


def _printed(inputs: Iterable[Path], options: Iterable[str]) -> str:
    printed = _run(*options, *map(str, inputs))
    if not printed:
        raise SystemExit(f"{' '.join(options)}: nothing was printed, so there is nothing to compare")
    return _digest(printed)


def _to_folder(inputs: list[Path], folder: Path) -> str:
    _run("-j", "2", str(inputs[0].parent), "-o", str(folder))
    state = hashlib.sha256(_manifest(folder / "manifest.jsonl"))
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != "manifest.jsonl":
            state.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return state.hexdigest()


def _to_json_lines(inputs: list[Path], folder: Path) -> str:
    table = _records(inputs, folder)
    out = folder / "articles.jsonl"
    _run("-j", "2", str(table), "-o", str(out))
    return _digest(out.read_bytes() + _manifest(out.with_name("articles.jsonl.manifest.jsonl")))


def _to_parquet(inputs: list[Path], folder: Path) -> str:
    from pyarrow.parquet import read_table

    table = _records(inputs, folder)
    out = folder / "articles.parquet"
    _run("-j", "2", str(table), "-o", str(out))
    rows = read_table(out)
    written = f"{rows.schema}\n{json.dumps(rows.to_pylist(), default=str)}".encode()
    return _digest(written + _manifest(out.with_name("articles.parquet.manifest.jsonl")))


def _records(inputs: list[Path], folder: Path) -> Path:
    """The same pages as records, with fields of several types beside them."""
    folder.mkdir()
    path = folder / "pages.jsonl"
    with path.open("w", encoding="utf-8") as out:
        for number, page in enumerate(inputs):
            own = {"id": page.name, "number": number, "share": number / 7, "tags": [page.suffix], "odd": None}
            out.write(json.dumps({**own, "text": page.read_text(encoding="utf-8")}) + "\n")
    return path


def _manifest(path: Path) -> bytes:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    kept = [{key: value for key, value in row.items() if key not in _PASSING} for row in rows]
    # Every run has a temporary folder of its own, and the names in it are the inputs' paths.
    for row in kept:
        row["path"] = Path(row["path"]).name
    return json.dumps(kept).encode()


def _learned(inputs: list[Path], target: Path) -> str:
    _run("--learn", str(target), "--site", "gannetpost.example", str(inputs[0].parent))
    return _digest(target.read_bytes())


BATCHES = {"folder": _to_folder, "json lines": _to_json_lines, "parquet": _to_parquet}


def _run(*arguments: str) -> bytes:
    """What the command prints, without the temporary folder; fails where it did not come to its end."""
    folder = next((Path(name).parent for name in reversed(arguments) if Path(name).is_absolute()), ROOT)
    done = subprocess.run([*CLEANER, *arguments], capture_output=True, check=False, cwd=ROOT)
    if done.returncode not in _SPOKEN:
        raise SystemExit(f"exit code {done.returncode}: {done.stderr.decode(errors='replace')}")
    return done.stdout.replace(str(folder).encode(), b"")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    main()
