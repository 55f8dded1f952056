"""The command with --in-place, --check and --diff: what it writes, exit codes, refusals, encodings."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command import Result, run, run_in_shell
from stories import BOILERPLATE, CLEAN, FIRST, PAGE, SCRAPED, SECOND, THIRD, TITLE

from cleaner.files.walk import Choice
from cleaner.inplace.revise import endings, revise
from cleaner.inplace.task import EditTask, FileOutcome, State, WriteBack
from cleaner.options import Options

MODES = ("--check", "--diff", "--in-place")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with a file to clean and one that is clean."""
    (tmp_path / "scraped.txt").write_bytes(SCRAPED.encode())
    (tmp_path / "clean.txt").write_bytes(CLEAN.encode())
    return tmp_path


def write(path: Path, content: str | bytes) -> str:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def said(result: Result, folder: Path) -> list[str]:
    """The lines on standard error, with the folder and the name of the program left out."""
    return [line.removeprefix("cleaner: ").replace(f"{folder}{os.sep}", "") for line in result.err.splitlines()]


def revised(name: str, task: EditTask) -> FileOutcome:
    """The outcome for one file, in this process."""
    (event,) = revise([name], task, Choice(endings(task)))
    assert isinstance(event, FileOutcome)
    return event


# Modes


def test_in_place_rewrites_files_that_are_not_clean(data: Path) -> None:
    result = run("-i", str(data / "scraped.txt"), str(data / "clean.txt"))
    assert (result.code, result.out) == (0, b"")
    assert said(result, data) == ["scraped.txt: cleaned (3 lines, 7% of the text)", "2 files: 1 cleaned, 1 unchanged"]
    assert contents(data) == {"scraped.txt": CLEAN.encode(), "clean.txt": CLEAN.encode()}


def test_in_place_writes_the_text_that_would_be_printed(data: Path) -> None:
    printed = run(str(data / "scraped.txt")).out
    run("--in-place", str(data / "scraped.txt"))
    assert (data / "scraped.txt").read_bytes() == printed


def test_in_place_twice_changes_nothing_more(data: Path) -> None:
    run("-i", str(data))
    before = [(path.stat().st_ino, path.stat().st_mtime_ns) for path in sorted(data.iterdir())]
    result = run("-i", str(data))
    assert (result.code, said(result, data)) == (0, ["2 files: 2 unchanged"])
    assert [(path.stat().st_ino, path.stat().st_mtime_ns) for path in sorted(data.iterdir())] == before


def test_check_writes_nothing_and_exits_1(data: Path) -> None:
    before = contents(data)
    result = run("--check", str(data))
    assert (result.code, result.out) == (1, b"")
    assert said(result, data) == [
        "scraped.txt: would change (3 lines, 7% of the text)",
        "2 files: 1 would change, 1 unchanged",
    ]
    assert contents(data) == before


def test_check_of_clean_files_exits_0(data: Path) -> None:
    result = run("--check", str(data / "clean.txt"))
    assert (result.code, result.out, said(result, data)) == (0, b"", ["1 file: 1 unchanged"])


def test_diff_writes_nothing_and_exits_0(data: Path) -> None:
    before = contents(data)
    result = run("--diff", str(data))
    assert result.code == 0
    assert said(result, data)[-1] == "2 files: 1 would change, 1 unchanged"
    assert contents(data) == before


def test_diff_is_unified(data: Path) -> None:
    name = str(data / "scraped.txt")
    result = run("--check", "--diff", name)
    assert result.code == 1
    head, body = result.text.split("@@\n", 1)
    assert head == f"--- {name}\n+++ {name}\n@@ -1,13 +1,7 "
    assert body.splitlines() == [
        "-Share this article",
        "-",
        f" {TITLE}",
        " ",
        f" {FIRST}",
        " ",
        f" {SECOND}",
        " ",
        "-Advertisement",
        "-",
        f" {THIRD}",
        "-",
        "-Sign up for our newsletter!",
    ]


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("plain.txt", SCRAPED),
        ("two words.txt", SCRAPED.rstrip("\n")),
        ("müsli.txt", SCRAPED.replace("\n", "\r\n")),
        ('quo"te\\.txt', "\n\n" + SCRAPED),
        ("tab\tand\nline.txt", SCRAPED.replace("\n\nAdvertisement", "\n \nAdvertisement")),
    ],
    ids=["plain", "space-no-line-ending-at-the-end", "umlaut-CRLF", "quotes-blank-lines", "control-characters"],
)
def test_git_applies_the_diff(tmp_path: Path, name: str, source: str) -> None:
    write(tmp_path / name, source)
    diff = run_in_shell(f'cd "{tmp_path}" && "$@"', "--diff", "--", name).out
    subprocess.run(["git", "apply", "-p0"], cwd=tmp_path, input=diff, check=True)
    applied = (tmp_path / name).read_bytes()
    write(tmp_path / name, source)
    run("-i", str(tmp_path / name))
    assert applied == (tmp_path / name).read_bytes() != source.encode()


def test_a_closed_pipe_ends_a_diff_quietly(data: Path) -> None:
    result = run_in_shell('"$@" | head -n 1', "--diff", str(data / "scraped.txt"))
    assert result.text.count("\n") == 1
    assert "Traceback" not in result.err


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (("-i", "--check"), "--in-place and --check exclude each other"),
        (("-i", "--diff"), "--in-place and --diff exclude each other"),
        (("--check", "-"), "--check needs files; standard input is not one"),
        (("-i", "--explain"), "--in-place and --explain exclude each other"),
        (("--diff", "-f", "json"), "--diff and --format exclude each other"),
        (("-i", "--kind", "html"), "--in-place cleans text files; text made from HTML is another document"),
        (("-i", "--exclude", "!"), "'!' is not a pattern of .gitignore"),
        (("--text-field", "text"), "--text-field needs files of records; none of the inputs is one"),
        (
            ("-i", "--html-field", "html"),
            "--html-field needs --text-field, the field that the cleaned text is written to",
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_options_that_contradict_each_other_are_a_usage_error(data: Path, args: tuple[str, ...], why: str) -> None:
    before = contents(data)
    result = run(*args, str(data / "scraped.txt"))
    assert (result.code, result.out) == (2, b"")
    assert result.err.startswith(f"cleaner: {why}")
    assert contents(data) == before


@pytest.mark.parametrize("mode", MODES)
def test_a_failure_is_reported_and_the_other_files_are_cleaned(data: Path, mode: str) -> None:
    result = run(mode, str(data / "missing.txt"), str(data / "scraped.txt"))
    assert result.code == 2
    assert said(result, data)[0] == "missing.txt: no such file"
    verb = "cleaned" if mode == "--in-place" else "would change"
    assert said(result, data)[-1] == f"2 files: 1 {verb}, 1 failed"


@pytest.mark.parametrize("option", ["-i", "--in-place", "--check", "--diff", "--text-field=text"])
def test_a_hook_does_not_wait_for_the_parser_of_options(data: Path, option: str) -> None:
    code = (
        "import sys; sys.argv = ['cleaner', *sys.argv[1:]]\n"
        "from cleaner.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted({'typer', 'lxml', 'trafilatura', 'pathspec', 'rich'} & set(sys.modules)))"
    )
    mode = ["--check"] if option.startswith("--text") else []
    done = subprocess.run(
        [sys.executable, "-c", code, option, *mode, str(data / "clean.txt")], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


# How much may be removed


def test_a_file_that_would_lose_too_much_is_left_alone(tmp_path: Path) -> None:
    name = write(tmp_path / "a.txt", BOILERPLATE)
    result = run("-i", name)
    assert result.code == 2
    assert (
        said(result, tmp_path)[0] == "a.txt: 100% of it would be removed, more than 90%; --max-removed raises the limit"
    )
    assert (tmp_path / "a.txt").read_text() == BOILERPLATE


def test_the_limit_can_be_set(data: Path) -> None:
    assert run("-i", "--max-removed", "0.05", str(data / "scraped.txt")).code == 2
    assert (data / "scraped.txt").read_bytes() == SCRAPED.encode()
    assert run("-i", "--max-removed", "0.2", str(data / "scraped.txt")).code == 0
    assert (data / "scraped.txt").read_bytes() == CLEAN.encode()


@pytest.mark.parametrize("limit", ["1.5", "-0.1", "much"])
def test_a_limit_that_is_not_a_share_is_a_usage_error(data: Path, limit: str) -> None:
    assert run("-i", "--max-removed", limit, str(data / "scraped.txt")).code == 2
    assert (data / "scraped.txt").read_bytes() == SCRAPED.encode()


@pytest.mark.parametrize(
    ("more", "code"), [((), 3), (("--allow-empty",), 0), (("--check",), 1)], ids=["alone", "allow-empty", "check"]
)
def test_a_file_of_boilerplate_is_emptied_if_the_limit_is_lifted(
    tmp_path: Path, more: tuple[str, ...], code: int
) -> None:
    name = write(tmp_path / "a.txt", BOILERPLATE)
    mode = () if "--check" in more else ("-i",)
    assert run(*mode, "--max-removed", "1", *more, name).code == code
    assert (tmp_path / "a.txt").read_text() == (BOILERPLATE if "--check" in more else "")


@pytest.mark.parametrize("content", ["", "\n", " \r\n\t\n"])
def test_a_file_without_a_word_is_left_alone(tmp_path: Path, content: str) -> None:
    result = run("-i", write(tmp_path / "a.txt", content))
    assert (result.code, said(result, tmp_path)) == (0, ["1 file: 1 unchanged"])
    assert (tmp_path / "a.txt").read_bytes() == content.encode()


# Bytes


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-32", "koi8-r", "utf-16-le", "cp1251", "iso2022_jp", "gb18030"]
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
def test_encoding_byte_order_mark_and_newlines_are_kept(tmp_path: Path, encoding: str, newline: str) -> None:
    # The paragraphs are what they are in any alphabet; these letters are there to be broken.
    letter = {"iso2022_jp": "灯台守", "gb18030": "灯塔"}.get(encoding, "Маяк")

    def encoded(text: str) -> bytes:
        return text.replace("”", '"').replace("“", '"').replace("Rock", letter).replace("\n", newline).encode(encoding)

    name = write(tmp_path / "a.txt", encoded(SCRAPED))
    option = None if encoding in ("utf-8-sig", "utf-16", "utf-32") else encoding
    outcome = revised(name, EditTask(Options(encoding=option), 10_000, write_back=WriteBack.WRITE))
    assert outcome.state is State.CHANGED
    assert (tmp_path / "a.txt").read_bytes() == encoded(CLEAN)


def test_no_line_ending_is_added_at_the_end(tmp_path: Path) -> None:
    run("-i", write(tmp_path / "a.txt", "Advertisement\n\n" + CLEAN.rstrip("\n")))
    assert (tmp_path / "a.txt").read_bytes() == CLEAN.rstrip("\n").encode()


# Refusals

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01"
SVERIGE = "Den gamle fyrvaktaren gick i land på fredagen med två väskor och en papegoja, efter fyrtio år på klippan.\n"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (JPEG, "this is a JPEG image, not text"),
        (b"PK\x03\x04 and so on", "this is a zip archive (or an office document), not text"),
        (b"text \x00 and a byte of none", "this is binary data (it holds NUL bytes), not text"),
        (SVERIGE.encode("latin-1"), "not all of it is UTF-8; name its encoding with --encoding (perhaps cp1252)"),
        (
            b"\xff\xfe" + SVERIGE.encode("utf-16-le") + b"\x00",
            "it has the byte-order mark of utf-16-le, but not all of it is in that encoding",
        ),
        (
            PAGE.encode(),
            "this is HTML, and cleaning it makes a new document; print that, or write it with --output",
        ),
        (
            b'{"text": "Advertisement"}\n',
            "this looks like JSON, not like an article; --text-field names the field to clean",
        ),
    ],
    ids=["image", "archive", "NUL", "Latin-1", "half-a-character", "HTML", "JSON"],
)
@pytest.mark.parametrize("write_back", WriteBack, ids=lambda write_back: write_back.name.lower())
def test_files_that_are_not_text_are_refused(tmp_path: Path, content: bytes, why: str, write_back: WriteBack) -> None:
    name = write(tmp_path / "a.txt", content)
    assert revised(name, EditTask(Options(), 10_000, write_back)) == FileOutcome(name, State.FAILED, why)
    assert (tmp_path / "a.txt").read_bytes() == content


def test_the_wrong_encoding_is_refused(tmp_path: Path) -> None:
    content = SVERIGE.encode("latin-1")
    result = run("-i", "--encoding", "utf-8", write(tmp_path / "a.txt", content))
    assert said(result, tmp_path) == ["a.txt: not all of it is utf-8", "1 file: 1 failed"]


def test_an_image_is_refused_even_if_an_encoding_is_named(tmp_path: Path) -> None:
    result = run("-i", "--encoding", "latin-1", write(tmp_path / "a.txt", JPEG))
    assert said(result, tmp_path)[0] == "a.txt: this is binary data (it holds NUL bytes), not text in iso8859-1"


def test_kind_text_cleans_a_file_that_looks_like_something_else(tmp_path: Path) -> None:
    licence = "Permission is hereby granted, free of charge, to read this.\n\n"
    name = write(tmp_path / "a.txt", licence + SCRAPED)
    assert run("-i", name).code == 2
    assert run("-i", "--kind", "text", name).code == 0
    assert (tmp_path / "a.txt").read_text().endswith(CLEAN.split("\n\n", 1)[1])


def test_a_file_that_is_too_large_is_refused(data: Path) -> None:
    write(data / "scraped.txt", SCRAPED * 2)
    result = run("-i", "--max-size", "0.001", str(data / "scraped.txt"))
    assert said(result, data)[0] == "scraped.txt: larger than 0.001 MB; --max-size raises the limit"


# Names


@pytest.mark.parametrize("name", ["with space.txt", "line\nbreak.txt", "-i", "ümlaut.txt", "\x1b[31mred.txt"])
def test_names_of_all_kinds(tmp_path: Path, name: str) -> None:
    write(tmp_path / name, SCRAPED)
    result = run_in_shell(f'cd "{tmp_path}" && "$@"', "-i", "--", name)
    assert result.code == 0
    assert "\x1b" not in result.err
    assert result.err.count("\n") == 2
    assert (tmp_path / name).read_bytes() == CLEAN.encode()


def test_a_name_that_is_not_utf_8(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    try:
        Path(os.fsdecode(name)).write_bytes(SCRAPED.encode())
    except OSError:
        pytest.skip("the file system takes no such name")
    diff = run("--diff", name)
    assert diff.out.startswith(b'--- "' + os.fsencode(tmp_path) + b'/caf\\351.txt"\n')
    assert run("-i", name).code == 0
    assert Path(os.fsdecode(name)).read_bytes() == CLEAN.encode()


def test_a_file_that_is_named_twice_is_cleaned_once(data: Path) -> None:
    (data / "link.txt").symlink_to("scraped.txt")
    result = run("-i", *(f"{data}/{name}" for name in ("scraped.txt", "./scraped.txt", "link.txt")))
    assert result.code == 0
    assert result.err.splitlines()[1:] == [
        f"cleaner: {data}/./scraped.txt: the same file as {data}/scraped.txt, which is done already",
        f"cleaner: {data}/link.txt: the same file as {data}/scraped.txt, which is done already",
        "cleaner: 1 file: 1 cleaned",
    ]


def test_a_folder_and_a_file_in_it_may_both_be_named(data: Path) -> None:
    result = run("-i", str(data), str(data / "scraped.txt"))
    assert said(result, data)[-1] == "2 files: 1 cleaned, 1 unchanged"
