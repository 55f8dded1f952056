from __future__ import annotations

import json
import os
import pty
import signal
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import archives
import pytest
from batches import manifest, tree
from command import COMMAND, PATIENCE, environment, run, run_in_shell
from stories import BOILERPLATE, CLEAN, PAGE, PARAGRAPHS, SCRAPED, TITLE

from cleaner.batch.run import Batch, Event
from cleaner.cli import batching
from cleaner.cli.exit_codes import CommandError, Report
from cleaner.cli.job import Job
from cleaner.cli.option_groups import OutputOptions

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
MIXED_SUMMARY = "cleaner: 11 inputs: 4 cleaned, 1 unchanged, 1 with nothing but boilerplate, 1 skipped, 4 failed"

IN_A_CLONE = "in a clone of the project: pip install"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own to run in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def mixed(here: Path) -> Path:
    """A folder with an input of every kind, and of every failure that needs no fault of ours."""
    folder = here / "pages"
    (folder / "2024").mkdir(parents=True)
    write(folder / "a.txt", SCRAPED)
    write(folder / "a.html", PAGE)
    write(folder / "2024" / "b.md", SCRAPED)
    write(folder / "clean.txt", CLEAN)
    write(folder / "empty.txt", BOILERPLATE)
    write(folder / "README.md", SCRAPED)
    write(folder / ".hidden.txt", SCRAPED)
    write(folder / "notes.doc", SCRAPED)
    write(folder / "large.txt", SCRAPED * 20)
    (folder / "picture.txt").write_bytes(PNG)
    (folder / "gone.html").symlink_to("nowhere.html")
    (folder / "rows.jsonl").write_text(f"{json.dumps({'id': 7, 'text': SCRAPED})}\nno JSON\n", encoding="utf-8")
    return folder


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def many(folder: Path, number: int) -> Path:
    for at in range(number):
        write(folder / f"{at:04}.txt", SCRAPED.replace("two suitcases", f"{at + 2} suitcases"))
    return folder


def documents(folder: Path) -> dict[str, bytes]:
    """What was written, the manifest aside: it says how long everything took."""
    return {name: data for name, data in tree(folder).items() if not name.endswith("manifest.jsonl")}


def rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a manifest without what a clock says."""
    return [{**row, "seconds": 0} for row in manifest(path)]


def lines(err: str) -> list[str]:
    return err.splitlines()


# Every input


def test_a_folder_is_mirrored_and_every_failure_is_reported(mixed: Path) -> None:
    result = run("pages", "-o", "out", "--max-size", "0.01", "-j", "1")
    assert result.code == 2
    assert result.out == b""
    assert sorted(documents(mixed.parent / "out")) == [
        "2024/b.md.txt",
        "a.html.txt",
        "a.txt",
        "clean.txt",
        "empty.txt",
        "rows.jsonl",
    ]
    assert (mixed.parent / "out" / "a.txt").read_text(encoding="utf-8") == CLEAN
    assert (mixed.parent / "out" / "a.html.txt").read_text(encoding="utf-8") == CLEAN
    assert lines(result.err) == [
        "cleaner: 1 file in folders skipped because of the file name (--include takes more): pages/notes.doc",
        "cleaner: pages/README.md: skipped: no article by its name; name the file itself to clean it",
        "cleaner: pages/empty.txt: nothing in it but boilerplate",
        "cleaner: pages/gone.html: a link to nothing (no such file)",
        "cleaner: pages/large.txt: larger than 0.01 MB; --max-size raises the limit",
        "cleaner: pages/picture.txt: this is a PNG image, not text",
        "cleaner: pages/rows.jsonl: record 2: not a JSON object",
        MIXED_SUMMARY,
    ]


def test_every_input_has_one_row_in_the_manifest(mixed: Path) -> None:
    run("pages", "-o", "out", "--max-size", "0.01", "-j", "1")
    told = [(row["path"], row["record"], row["status"]) for row in manifest(mixed.parent / "out" / "manifest.jsonl")]
    assert told == [
        ("pages/2024/b.md", None, "done"),
        ("pages/README.md", None, "skipped"),
        ("pages/a.html", None, "done"),
        ("pages/a.txt", None, "done"),
        ("pages/clean.txt", None, "unchanged"),
        ("pages/empty.txt", None, "empty"),
        ("pages/gone.html", None, "failed"),
        ("pages/large.txt", None, "failed"),
        ("pages/picture.txt", None, "failed"),
        ("pages/rows.jsonl", 1, "done"),
        ("pages/rows.jsonl", 2, "failed"),
    ]


@pytest.mark.parametrize("target", ["out", "all.jsonl", "all.parquet"])
def test_the_number_of_workers_changes_not_a_byte(mixed: Path, target: str) -> None:
    if target.endswith(".parquet"):
        pytest.importorskip("pyarrow")
    written = []
    for jobs in ("1", "2"):
        (mixed.parent / jobs).mkdir()
        assert run("pages", "-o", f"{jobs}/{target}", "-j", jobs).code == 2
        written.append(documents(mixed.parent / jobs))
    assert written[0] == written[1]
    assert sum(map(len, written[0].values())) > 1000


FAULTS = """
import os, time
import cleaner.pipeline as pipeline
real = pipeline.clean
def clean(source, *rest):
    if source.startswith("hang"):
        time.sleep(600)
    if source.startswith("die"):
        os._exit(7)
    if source.startswith("fault"):
        raise RuntimeError("a wheel\\ncame off")
    return real(source, *rest)
pipeline.clean = clean
"""


@pytest.fixture
def faulty(here: Path) -> dict[str, str]:
    """An environment in which cleaning hangs, dies and fails where a text says so."""
    write(here / "site" / "sitecustomize.py", FAULTS)
    known = os.environ.get("PYTHONPATH")
    return {"PYTHONPATH": os.pathsep.join([str(here / "site"), *([known] if known else [])])}


def test_an_input_that_crashes_or_hangs_fails_alone(here: Path, faulty: dict[str, str]) -> None:
    many(here / "pages", 12)
    for name in ("hang", "die", "fault"):
        write(here / "pages" / f"0005-{name}.txt", f"{name} {SCRAPED}")
    result = run("pages", "-o", "out", "-j", "2", "--timeout", "2", "--no-progress", **faulty)
    assert result.code == 2
    assert lines(result.err) == [
        "cleaner: pages/0005-die.txt: it ended its worker twice (exit code 7)",
        "cleaner: pages/0005-fault.txt: a fault in cleaner itself, please report it: RuntimeError: a wheel came off",
        "cleaner: pages/0005-hang.txt: no result within 2 s",
        "cleaner: 15 inputs: 12 cleaned, 3 failed",
    ]
    assert Counter(row["status"] for row in manifest(here / "out" / "manifest.jsonl")) == {"done": 12, "failed": 3}
    assert len(documents(here / "out")) == 12


def test_what_an_earlier_run_wrote_is_no_input(here: Path) -> None:
    write(here / "scraped/a.html", f"<p>{SCRAPED}</p>")
    assert run("scraped", "-o", "scraped/clean").code == 0
    result = run("scraped", "-o", "other")
    assert [row["path"] for row in manifest(here / "other/manifest.jsonl")] == ["scraped/a.html"]
    assert lines(result.err) == [
        "cleaner: 2 files of earlier runs in folders left out, such as scraped/clean/a.html.txt; "
        "name a file itself to clean it",
        "cleaner: 1 input: 1 unchanged",
    ]


def test_settings_of_a_file_hold_for_batches_and_make_none(here: Path, faulty: dict[str, str]) -> None:
    write(here / "pyproject.toml", "[tool.cleaner]\njobs = 1\ntimeout = 1\n")
    write(here / "pages" / "a.txt", SCRAPED)
    write(here / "pages" / "b.txt", f"hang {SCRAPED}")
    assert lines(run("pages", "-o", "out", **faulty).err) == [
        "cleaner: pages/b.txt: no result within 1 s",
        "cleaner: 2 inputs: 1 cleaned, 1 failed",
    ]
    alone = run("pages/a.txt")
    assert (alone.code, alone.text, alone.err) == (0, CLEAN, "")


# To standard output


@pytest.mark.parametrize("form", ["text", "markdown", "html", "jsonl"])
def test_a_batch_prints_what_print_prints(here: Path, form: str) -> None:
    write(here / "a.txt", SCRAPED)
    write(here / "b.html", PAGE)
    write(here / "c.txt", BOILERPLATE)
    write(here / "d.txt", CLEAN)
    names = ("a.txt", "b.html", "-", "c.txt", "nowhere.txt", "d.txt")
    printed = run("-f", form, *names, stdin=SCRAPED)
    batch = run("-f", form, "-j", "2", *names, stdin=SCRAPED)
    assert batch.out == printed.out
    assert len(batch.out) > 2000
    assert (batch.code, printed.code) == (2, 2)
    assert lines(printed.err)[:-1] == lines(batch.err)[:-1]
    assert lines(batch.err) == [
        "cleaner: c.txt: nothing in it but boilerplate",
        "cleaner: nowhere.txt: no such file",
        "cleaner: 6 inputs: 3 cleaned, 1 unchanged, 1 with nothing but boilerplate, 1 failed",
    ]


def test_a_folder_alone_is_printed_like_several_files(here: Path) -> None:
    write(here / "pages" / "a.txt", SCRAPED)
    write(here / "pages" / "b.html", PAGE)
    result = run("pages")
    assert result.code == 0
    assert result.text == f"{CLEAN}\n{CLEAN}"
    assert result.err == "cleaner: 2 inputs: 2 cleaned\n"


def test_a_glob_that_no_shell_expanded_and_a_compressed_page_are_read(here: Path) -> None:
    import gzip

    write(here / "pages" / "a.txt", SCRAPED)
    (here / "pages" / "b.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    assert run("pages/*").text == f"{CLEAN}\n{CLEAN}"
    assert run("pages/b.html.gz").text == CLEAN


def test_records_are_printed_as_rows_that_keep_their_fields(here: Path) -> None:
    write(here / "rows.jsonl", '{"id": 7, "n": 1.10, "text": ' + json.dumps(SCRAPED) + ', "title": "Mine"}\n')
    result = run("rows.jsonl", "-f", "jsonl")
    assert result.text.startswith('{"id": 7, "n": 1.10, "title": "Mine", "standfirst": null, "authors": [], ')
    assert json.loads(result.text)["text"] == "\n\n".join(PARAGRAPHS)
    assert run("rows.jsonl").text == CLEAN


def test_a_field_is_named(here: Path) -> None:
    write(here / "rows.jsonl", json.dumps({"page": PAGE, "from": "https://courier.example/a", "no": 3}) + "\n")
    result = run("rows.jsonl", "-o", "x.jsonl", "--html-field", "page", "--url-field", "from", "--id-field", "no")
    assert (result.code, lines(result.err)) == (0, ["cleaner: 1 input: 1 cleaned"])
    row = json.loads((here / "x.jsonl").read_text(encoding="utf-8"))
    assert (row["from"], row["no"], row["title"], "page" in row) == ("https://courier.example/a", 3, TITLE, False)


def test_a_closed_pipe_ends_a_batch_quietly(here: Path) -> None:
    many(here / "pages", 40)
    result = run_in_shell('"$@" | head -n 1', "pages", "-j", "2")
    assert (result.text, result.err) == (f"{TITLE}\n", "")


def test_one_document_of_boilerplate_has_its_own_exit_code(here: Path) -> None:
    write(here / "pages" / "a.txt", BOILERPLATE)
    assert run("pages", "-o", "out").code == 3
    assert run("pages", "-o", "other", "--allow-empty").code == 0


# Lists of names


@pytest.mark.parametrize(("null", "parting"), [(False, "\n"), (True, "\0")], ids=["lines", "NUL"])
def test_names_come_from_a_list(here: Path, null: bool, parting: str) -> None:
    many(here / "pages", 3)
    names = parting.join(["pages/0000.txt", "pages/0002.txt", ""])
    result = run("--files-from", "-", *(["--null"] if null else []), "-o", "out", stdin=names)
    assert (result.code, lines(result.err)) == (0, ["cleaner: 2 inputs: 2 cleaned"])
    assert sorted(documents(here / "out")) == ["pages/0000.txt", "pages/0002.txt"]


def test_a_list_that_is_not_there_is_named(here: Path) -> None:
    result = run("--files-from", "names.txt", "-o", "out")
    assert (result.code, result.err) == (2, "cleaner: names.txt: no such file\n")
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "code", "line"),
    [
        ("nothing", 0, "nothing: skipped: no files to clean in it (.htm, .html, .jsonl, .markdown, .md, .ndjson, "
         ".parquet, .text, .txt, .warc, .wet, .xhtml)"),
        ("*.html", 2, "*.html: no such file"),
        ("nowhere/", 2, "nowhere/: no such file"),
    ],
    ids=["an empty folder", "a glob", "no folder"],
)  # fmt: skip
def test_names_without_files_are_reported(here: Path, name: str, code: int, line: str) -> None:
    (here / "nothing").mkdir()
    result = run(name, "-o", "out")
    assert result.code == code
    assert lines(result.err)[0] == f"cleaner: {line}"
    assert len(manifest(here / "out" / "manifest.jsonl")) == 1


# Where it goes


def test_nothing_that_is_there_is_overwritten(here: Path) -> None:
    many(here / "pages", 2)
    write(here / "out" / "0001.txt", "mine\n")
    result = run("pages", "-o", "out")
    assert (result.code, result.out) == (2, b"")
    assert result.err == (
        "cleaner: out/0001.txt: this file exists and is not from an earlier run; --overwrite replaces it\n"
    )
    assert tree(here / "out") == {"0001.txt": b"mine\n"}


def test_an_earlier_run_is_resumed_or_overwritten_only_on_demand(here: Path) -> None:
    many(here / "pages", 2)
    assert run("pages", "-o", "out").code == 0
    result = run("pages", "-o", "out")
    assert (result.code, result.err) == (
        2,
        "cleaner: out: an earlier run has written it; --resume continues it, --overwrite replaces it\n",
    )
    again = run("pages", "-o", "out", "--resume")
    assert (again.code, again.err) == (0, "cleaner: 2 inputs: 2 cleaned; 2 of them in an earlier run\n")
    anew = run("pages", "-o", "out", "--overwrite")
    assert (anew.code, anew.err) == (0, "cleaner: 2 inputs: 2 cleaned\n")


def test_a_larger_limit_takes_what_was_too_large_and_nothing_else(here: Path) -> None:
    many(here / "pages", 2)
    write(here / "pages" / "large.txt", SCRAPED * 20)
    assert run("pages", "-o", "out", "--max-size", "0.01").code == 2
    result = run("pages", "-o", "out", "--max-size", "1", "--resume")
    assert result.code == 0
    assert "cleaner: 3 inputs: 3 cleaned; 2 of them in an earlier run" in result.err


def test_with_other_options_everything_is_cleaned_again(here: Path) -> None:
    many(here / "pages", 2)
    run("pages", "-o", "out")
    result = run("pages", "-o", "out", "--resume", "--keep", "ad")
    assert (result.code, result.err) == (0, "cleaner: 2 inputs: 2 cleaned\n")
    assert b"Advertisement" in (here / "out" / "0000.txt").read_bytes()


@pytest.mark.parametrize(
    ("target", "line"),
    [
        ("pages", "pages: this is one of the inputs; write somewhere else"),
        ("pages/0000.txt/out", "pages/0000.txt/out: cannot be written: part of its path is not a folder"),
        ("pages/0000.txt/", "pages/0000.txt/: cannot be written: part of its path is not a folder"),
        ("/proc/out", "/proc/out: cannot be written: no file can be made there"),
        ("/dev/full", "/dev/full: this is neither a file nor a folder; without --output the result is printed"),
        ("fifo", "fifo: this is neither a file nor a folder; without --output the result is printed"),
        ("fifo.csv", "fifo.csv: this is neither a file nor a folder; without --output the result is printed"),
        ("plain", "plain: name a folder to write to, or a table that ends in .jsonl, .csv or .parquet"),
        ("out.txt", "out.txt: this names one document; name a folder, or a table (.jsonl, .csv, .parquet)"),
        ("out.tsv", "out.tsv: name a folder to write to, or a table that ends in .jsonl, .csv or .parquet"),
    ],
)
def test_where_nothing_can_be_written_is_said_at_once(here: Path, target: str, line: str) -> None:
    many(here / "pages", 2)
    (here / "plain").touch()
    before = tree(here)
    for name in ("fifo", "fifo.csv"):
        os.mkfifo(here / name)
    result = run("pages", "-o", target)
    for name in ("fifo", "fifo.csv"):
        assert (here / name).is_fifo()
        (here / name).unlink()
    assert (result.code, result.err) == (2, f"cleaner: {line}\n")
    assert tree(here) == before


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["pages", "--resume"], "--resume needs --output"),
        (["pages", "-o", "out", "--resume", "--overwrite"], "--resume and --overwrite exclude each other"),
        (["pages", "--files-from", "-"], "--files-from and inputs named on the command line exclude each other"),
        (["pages", "-o", ""], "--output, --report, --learn and --files-from need the name of a file or folder"),
        (["pages", "-0"], "--null needs --files-from"),
        (["pages", "-f", "json"], "several inputs make several documents; use -f jsonl, or --output with a folder"),
        (["pages", "-f", "parquet"], "-f parquet needs --output"),
        (["a.txt", "-f", "parquet"], "-f parquet needs --output"),
        (["pages", "--explain"], "--explain of folders and records needs -f jsonl, or --output with a table"),
        (["a.txt", "-o", "b.txt", "--explain"], "--explain is printed, or written to a table that ends in .jsonl or "
         ".parquet"),
        (["a.txt", "--overwrite"], "--overwrite needs --output"),
        (["a.txt", "--id-field", "no"], "--id-field needs files of records; none of the inputs is one"),
        (["pages", "--ray-address", "auto"], "--ray-address needs --engine ray"),
        (["pages", "-o", "out", "-i"], "--in-place and --output exclude each other"),
        (["pages", "-j", "2", "--check"], "--check and --jobs exclude each other"),
        (["pages", "-o", "out", "--review", "r.html"], "--review and --output exclude each other"),
        (["rows.jsonl", "--text-field", "a", "--html-field", "b"], "--text-field and --html-field exclude each "
         "other"),
        (["a.txt", "-o", "b.docx"], "b.docx: unknown ending .docx; one document ends in .html, .json, .md, .txt, .xml, "
         "a table in .csv, .jsonl, .parquet, and the name of a new folder in /"),
        (["pages", "-o", "x.parquet", "-f", "text"], "x.parquet: a table that ends in .parquet is not written as text"),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_one_clear_line(here: Path, arguments: list[str], line: str) -> None:
    many(here / "pages", 1)
    before = tree(here)
    result = run(*arguments)
    assert (result.code, result.out, result.err) == (2, b"", f"cleaner: {line}\n")
    assert tree(here) == before


# One document to a file


@pytest.mark.parametrize(
    ("target", "options", "begins"),
    [
        ("b.txt", [], TITLE),
        ("b.md", [], f"# {TITLE}"),
        ("b.html", [], "<article>"),
        ("b.json", [], "{\n"),
        ("b.HTM", [], "<article>"),
        ("b.MD", [], f"# {TITLE}"),
        ("b.Markdown", [], f"# {TITLE}"),
        ("b.txt", ["-f", "markdown"], f"# {TITLE}"),
    ],
)
def test_one_document_is_written_in_the_form_of_its_name(
    here: Path, target: str, options: list[str], begins: str
) -> None:
    write(here / "a.html", PAGE)
    result = run("a.html", "-o", target, *options)
    assert (result.code, result.out, result.err) == (0, b"", "")
    assert (here / target).read_text(encoding="utf-8").startswith(begins)
    assert sorted(path.name for path in here.iterdir()) == ["a.html", target]


def test_standard_input_is_written_to_a_file_or_a_folder(here: Path) -> None:
    assert run("-o", "a.txt", stdin=SCRAPED).code == 0
    assert (here / "a.txt").read_text(encoding="utf-8") == CLEAN
    assert run("-o", "-", stdin=SCRAPED).text == CLEAN


def test_a_file_that_is_there_is_replaced_only_where_that_is_said(here: Path) -> None:
    write(here / "a.txt", SCRAPED)
    write(here / "b.txt", "mine\n")
    result = run("a.txt", "-o", "b.txt")
    assert (result.code, result.err) == (2, "cleaner: b.txt: it already exists; --overwrite replaces it\n")
    assert (here / "b.txt").read_text(encoding="utf-8") == "mine\n"
    assert run("a.txt", "-o", "b.txt", "--overwrite").code == 0
    assert (here / "b.txt").read_text(encoding="utf-8") == CLEAN
    itself = run("a.txt", "-o", "a.txt", "--overwrite")
    assert (itself.code, itself.err) == (
        2,
        "cleaner: a.txt: this is one of the inputs; name another file for the article\n",
    )


def test_no_file_is_written_of_nothing_but_boilerplate(here: Path) -> None:
    write(here / "a.txt", BOILERPLATE)
    result = run("a.txt", "-o", "b.txt")
    assert (result.code, result.err) == (3, "cleaner: a.txt: nothing in it but boilerplate\n")
    assert not (here / "b.txt").exists()


# Archives


def test_archives_become_rows_with_their_addresses(here: Path) -> None:
    pytest.importorskip("fastwarc")
    import gzip

    web = [
        archives.record("warcinfo", b"software: a crawler\r\n", "application/warc-fields"),
        archives.page(PAGE.encode()),
        archives.record("response", archives.http(PNG, content_type="image/png")),
    ]
    texts = [archives.record("conversion", SCRAPED.encode(), "text/plain", warc_target_uri="https://courier.example/b")]
    (here / "a.warc.gz").write_bytes(b"".join(map(gzip.compress, web)))
    (here / "b.warc.wet.gz").write_bytes(b"".join(map(gzip.compress, texts)))
    result = run("a.warc.gz", "b.warc.wet.gz", "-o", "out.jsonl")
    rows_out = [json.loads(line) for line in (here / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert result.code == 0
    assert lines(result.err)[-1] == "cleaner: 3 inputs: 2 cleaned, 1 skipped"
    assert [(row["url"], row["title"], row["status"]) for row in rows_out] == [
        (archives.URL, TITLE, "done"),
        (archives.URL, None, "skipped"),
        ("https://courier.example/b", TITLE, "done"),
    ]
    assert rows_out[0]["text"] == rows_out[2]["text"] == "\n\n".join(PARAGRAPHS)


# Interruptions


def begun(folder: Path, at_least: int, *arguments: str) -> subprocess.Popen[bytes]:
    """A run, when it has written some documents, in a group of processes of its own."""
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment(),
        start_new_session=True,
    )
    until = time.monotonic() + PATIENCE
    while process.poll() is None and sum(1 for _ in folder.glob("*.txt")) < at_least:
        assert time.monotonic() < until
        time.sleep(0.01)
    return process


def ended(process: subprocess.Popen[bytes]) -> list[str]:
    """The messages of a run, when all processes of its group are gone."""
    _, err = process.communicate(timeout=PATIENCE)
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return lines(err.decode())
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    pytest.fail("a process was left at work")


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)], ids=["INT", "TERM", "KILL"]
)
def test_an_interrupted_run_can_be_resumed(here: Path, number: signal.Signals, code: int) -> None:
    many(here / "pages", 160)
    process = begun(here / "out", 20, "pages", "-o", "out", "-j", "2", "--report", "report.json")
    process.send_signal(number)
    told = ended(process)
    assert process.returncode == code
    if code > 0:
        assert told[0] == "cleaner: interrupted" or told[1] == "cleaner: interrupted"
        assert any(line.endswith("cleaned; continue with --resume") for line in told)
        report = json.loads((here / "report.json").read_text(encoding="utf-8"))
        assert report["complete"] is False
        assert 0 < report["inputs"]["total"] < 160
    first = len(documents(here / "out"))
    assert 20 <= first < 160
    result = run("pages", "-o", "out", "-j", "2", "--resume", "--report", "report.json")
    assert result.code == 0
    report = json.loads((here / "report.json").read_text(encoding="utf-8"))
    assert (report["complete"], report["inputs"]["total"]) == (True, 160)
    assert 0 < report["inputs"]["from_earlier_run"] < 160
    assert run("pages", "-o", "whole", "-j", "2").code == 0
    assert documents(here / "out") == documents(here / "whole")
    assert rows(here / "out" / "manifest.jsonl") == rows(here / "whole" / "manifest.jsonl")


def test_a_table_that_was_interrupted_is_the_same_in_the_end(here: Path) -> None:
    rows_in = "".join(json.dumps({"id": at, "text": SCRAPED.replace("two", str(at))}) + "\n" for at in range(300))
    write(here / "rows.jsonl", rows_in)
    process = subprocess.Popen(
        [*COMMAND, "rows.jsonl", "-o", "out.jsonl", "-j", "2"],
        stderr=subprocess.PIPE,
        env=environment(),
        start_new_session=True,
    )
    until = time.monotonic() + PATIENCE
    # More than empty tables: rows that were committed, and that the next run must find.
    while not any(path.stat().st_size > 100_000 for path in here.glob(".out.jsonl*/run.sqlite-wal")):
        assert process.poll() is None
        assert time.monotonic() < until
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    ended(process)
    assert not (here / "out.jsonl").exists()
    assert run("rows.jsonl", "-o", "out.jsonl", "--resume").code == 0
    assert run("rows.jsonl", "-o", "whole.jsonl").code == 0
    assert (here / "out.jsonl").read_bytes() == (here / "whole.jsonl").read_bytes()
    assert [row["id"] for row in map(json.loads, (here / "out.jsonl").read_text().splitlines())] == [*range(300)]


def test_a_run_stopped_by_a_full_disk_can_be_resumed(here: Path) -> None:
    many(here / "pages", 40)
    # A cache of byte code that is cut short would be read by all that come later.
    result = run_in_shell('ulimit -f 8; PYTHONDONTWRITEBYTECODE=1 "$@"', "pages", "-o", "out.jsonl", "-j", "1")
    assert result.code == 2
    assert lines(result.err)[-1] == "cleaner: out.jsonl: cannot be written: file too large"
    assert not (here / "out.jsonl").exists()
    assert run("pages", "-o", "out.jsonl", "--resume").code == 0
    assert run("pages", "-o", "whole.jsonl").code == 0
    assert (here / "out.jsonl").read_bytes() == (here / "whole.jsonl").read_bytes()


def test_no_room_for_temporary_files_is_one_line(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(batch: Batch) -> Iterator[Event]:
        raise sqlite3.OperationalError("database or disk is full")
        yield

    monkeypatch.setattr(batching, "run", full)
    with pytest.raises(CommandError, match=r"^no room for temporary files: database or disk is full$"):
        batching.run_batch(Job(("pages",), output=OutputOptions(path="out")), Report())


# Progress


def test_progress_is_drawn_on_a_terminal_alone(here: Path) -> None:
    many(here / "pages", 30)
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "pages", "nowhere.txt", "-o", "out"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=theirs,
        env=environment(COLUMNS="160"),
    )
    os.close(theirs)
    shown = b"".join(parts(ours)).decode()
    assert process.wait(PATIENCE) == 2
    assert "of 31 inputs" in shown
    assert "MB (" in shown
    assert "cleaner: nowhere.txt: no such file\r\n" in shown
    assert shown.endswith("cleaner: 31 inputs: 30 cleaned, 1 failed\r\n")


def parts(terminal: int) -> Iterator[bytes]:
    try:
        while part := os.read(terminal, 65536):
            yield part
    except OSError:  # the last one to write has gone
        return
    finally:
        os.close(terminal)


# Reports


def test_a_report_adds_up(mixed: Path) -> None:
    run("pages", "-o", "out", "--max-size", "0.01", "-j", "1", "--report", "report.json")
    report = json.loads((mixed.parent / "report.json").read_text(encoding="utf-8"))
    assert report["inputs"] == {
        "total": 11,
        "done": 4,
        "unchanged": 1,
        "empty": 1,
        "failed": 4,
        "skipped": 1,
        "from_earlier_run": 0,
        "doubtful": 0,
    }
    characters = report["characters"]
    assert characters["total"] == characters["kept"] + characters["removed"]
    assert sum(report["removed_characters"].values()) == characters["removed"]
    assert set(report["removed_characters"]) == {"share", "ad", "newsletter"}
    assert report["rule_hits"]["share/this"] == 5
    assert sum(report["confidence"]) == 5
    assert {failure["reason"]: failure["examples"] for failure in report["failures"]} == {
        "a link to nothing (no such file)": ["pages/gone.html"],
        "larger than 0.01 MB; --max-size raises the limit": ["pages/large.txt"],
        "not a JSON object": ["pages/rows.jsonl: record 2"],
        "this is a PNG image, not text": ["pages/picture.txt"],
    }
    assert (report["output"], report["manifest"]) == ("out", "out/manifest.jsonl")


class _Elements(HTMLParser):
    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.texts: list[str] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_a_hostile_name_is_text_in_the_report_and_harmless_on_a_terminal(here: Path) -> None:
    name = b"<script>alert(1)<\xe9\x1b[31m>.txt"
    (here / "pages").mkdir()
    Path(os.fsdecode(os.fsencode(here / "pages") + b"/" + name)).write_bytes(PNG)
    result = run("pages", "-o", "out", "--report", "report.html")
    shown = "pages/<script>alert(1)<\\udce9\\x1b[31m>.txt"
    assert (result.code, lines(result.err)) == (
        2,
        [f"cleaner: {shown}: this is a PNG image, not text", "cleaner: 1 input: 1 failed"],
    )
    page = (here / "report.html").read_text(encoding="utf-8")
    elements = _Elements(page)
    assert "script" not in elements.tags
    assert shown in elements.texts
    assert "default-src 'none'" in page
    assert "http:" not in page
    assert "https:" not in page


@pytest.mark.parametrize(
    ("target", "line"),
    [
        ("report.txt", "a report is .json or .html by the ending of its name"),
        ("notes.html", "this file exists and is not a report page; name another file"),
        ("notes.json", "this file exists and is not a report in JSON; name another file"),
        ("page.html", "this is one of the inputs; name another file for the report page"),
        ("nowhere/report.html", "there is no such folder"),
    ],
)
def test_a_report_destroys_nothing(here: Path, target: str, line: str) -> None:
    write(here / "page.html", PAGE)
    write(here / "notes.html", "<p>mine</p>")
    write(here / "notes.json", "{}")
    before = tree(here)
    result = run("page.html", "-o", "out", "--report", target)
    assert (result.code, result.err) == (2, f"cleaner: {target}: {line}\n")
    assert tree(here) == before


def test_a_report_takes_the_place_of_an_earlier_one_and_is_no_input(here: Path) -> None:
    write(here / "pages" / "a.html", PAGE)
    for _ in range(2):
        result = run("pages", "-o", "pages/out", "--report", "pages/report.html", "--overwrite")
        assert (result.code, result.err) == (0, "cleaner: 1 input: 1 cleaned\n")


# What is not installed


BLOCKED = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"pyarrow", "fastwarc", "fsspec", "backports"}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Blocked())
"""


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["a.parquet"], f"a.parquet: reading Parquet needs pyarrow; {IN_A_CLONE} '.[parquet]'"),
        (["a.warc.gz"], f"a.warc.gz: reading archives of web pages needs fastwarc; {IN_A_CLONE} '.[warc]'"),
        (["s3://a/b.html"], f"s3://a/b.html: reading an address like this needs fsspec; {IN_A_CLONE} '.[remote]'"),
        (["pages", "-o", "a.parquet"], f"a.parquet: writing Parquet needs pyarrow; {IN_A_CLONE} '.[parquet]'"),
    ],
    ids=["Parquet", "WARC", "an address", "to Parquet"],
)  # fmt: skip
def test_an_extra_that_is_missing_is_named(here: Path, arguments: list[str], line: str) -> None:
    write(here / "site" / "sitecustomize.py", BLOCKED)
    write(here / "pages" / "a.txt", SCRAPED)
    (here / "a.warc.gz").write_bytes(b"")
    if "-o" not in arguments:
        (here / "a.parquet").write_bytes(b"")
    known = os.environ.get("PYTHONPATH")
    path = os.pathsep.join([str(here / "site"), *([known] if known else [])])
    result = run(*arguments, PYTHONPATH=path)
    assert (result.code, result.out, result.err) == (2, b"", f"cleaner: {line}\n")
