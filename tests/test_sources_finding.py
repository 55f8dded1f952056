"""What is named becomes files: each once, in an order that no file system decides, and nothing is lost on the way."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from batches import run as run_batch
from source_files import LIMIT, all_told, records

from cleaner.batch.record import Problem, Record, Request, Status
from cleaner.batch.sources import InputSettings, Sources
from cleaner.batch.sources.finding import ENDINGS
from cleaner.batch.sources.names import Name, NamesError, names_in
from cleaner.batch.sources.source import Fields, ReadSettings, Source
from cleaner.batch.sources.spool import InputTotals
from cleaner.files.extras import MissingExtraError
from cleaner.files.formats import Holds
from cleaner.files.walk import Choice

SETTINGS = InputSettings(ReadSettings(Fields(), LIMIT))

IN_A_CLONE = "in a clone of the project: pip install"


def tree(folder: Path, *names: str, content: str = "x") -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content)


def sources(*names: str | Name, settings: InputSettings = SETTINGS) -> list[Source]:
    with Sources((Name(name) if isinstance(name, str) else name for name in names), settings) as found:
        return list(found)


def totals(*names: str, settings: InputSettings = SETTINGS) -> InputTotals:
    with Sources(map(Name, names), settings) as found:
        return found.totals


def places(*names: str | Name, settings: InputSettings = SETTINGS) -> list[str]:
    """Where what is found stands below the output; reasons behind a colon."""
    return [
        source.relative + (f": {source.problem.status}: {source.problem.reason}" if source.problem else "")
        for source in sources(*names, settings=settings)
    ]


# Folders


def test_a_folder_gives_documents_and_files_of_records_in_the_order_of_their_paths(tmp_path: Path) -> None:
    tree(tmp_path, "b.html", "b/z.txt", "b/a/c.md", "a.htm", "B.TXT", "d.jsonl", "e.warc.gz", "f.html.zst", "b-1.text")
    tree(tmp_path, "10.parquet", "9.xhtml", "g.ndjson.zst", "h.wet.gz", "i.markdown")
    assert places(str(tmp_path)) == [
        "10.parquet",
        "9.xhtml",
        "B.TXT",
        "a.htm",
        "b/a/c.md",
        "b/z.txt",
        "b-1.text",
        "b.html",
        "d.jsonl",
        "e.warc.gz",
        "f.html.zst",
        "g.ndjson.zst",
        "h.wet.gz",
        "i.markdown",
    ]


def test_a_plan_counts_what_was_found_before_anything_is_read(tmp_path: Path) -> None:
    tree(tmp_path, "a.html", "b.txt", "c.jsonl", "d.css", "e.png", "README.md", ".hidden.txt")
    assert totals(str(tmp_path), str(tmp_path / "b.txt"), str(tmp_path / "missing.txt")) == InputTotals(
        documents=4,
        record_files=1,
        bytes=3,
        repeated=1,
        others=2,
        other_names=(f"{tmp_path}/d.css", f"{tmp_path}/e.png"),
    )


def test_what_earlier_runs_wrote_is_left_out_of_folders(tmp_path: Path) -> None:
    tree(tmp_path, "a.html", "new/b.txt", "of-others/manifest.jsonl", content='{"text": "a"}')
    records = [Record(Request(str(tmp_path / name)), name) for name in ("a.html", "new/b.txt")]
    run_batch(tmp_path / "clean", records)
    run_batch(tmp_path / "new/table.jsonl", records)
    # The output of this one is beside its input, and has no folder of its own.
    run_batch(tmp_path / "new", [Record(Request(str(tmp_path / "new/b.txt")), "c.html")])
    assert places(str(tmp_path)) == ["a.html", "new/b.txt", "of-others/manifest.jsonl"]
    found = totals(str(tmp_path))
    assert (found.written, found.written_name) == (7, str(tmp_path / "clean/a.html.txt"))
    # Named itself, or by a glob, it is taken.
    assert places(str(tmp_path / "clean/a.html.txt")) == ["a.html.txt"]
    assert places(str(tmp_path / "new/*.txt")) == ["b.txt", "c.html.txt"]
    (tmp_path / "clean/manifest.jsonl").unlink()
    assert places(str(tmp_path / "clean")) == ["a.html.txt", "new/b.txt"]


def test_what_a_run_wrote_that_was_killed_is_left_out_of_folders(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt", "clean/b.txt", "clean/.cleaner-work/run.sqlite", "clean.d/c.txt")
    assert places(str(tmp_path)) == ["a.txt", "clean.d/c.txt"]
    assert places(str(tmp_path / "clean")) == ["b.txt"]


def test_a_manifest_of_somebody_else_leaves_nothing_out(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt", "x.jsonl", "manifest.jsonl", content='{"path": "a", "output": "a.txt", "status": "done"}')
    assert places(str(tmp_path)) == ["a.txt", "manifest.jsonl", "x.jsonl"]


def test_a_gitignore_does_not_hold_since_scraped_data_mostly_is_ignored(tmp_path: Path) -> None:
    tree(tmp_path, ".git/config", "data/a.txt")
    (tmp_path / ".gitignore").write_text("data/\n")
    assert places(str(tmp_path)) == ["data/a.txt"]


def test_hidden_files_are_left_out_of_folders_and_taken_by_name(tmp_path: Path) -> None:
    tree(tmp_path, ".a.txt", ".b/c.txt", "d.txt")
    assert places(str(tmp_path)) == ["d.txt"]
    assert places(str(tmp_path / ".a.txt"), str(tmp_path / ".b")) == [".a.txt", "c.txt"]


def test_names_that_are_not_of_articles_are_skipped_in_folders_and_taken_by_name(tmp_path: Path) -> None:
    tree(tmp_path, "README.md", "robots.txt", "licence.html", "LICENSE.txt.gz")
    why = "skipped: no article by its name; name the file itself to clean it"
    assert places(str(tmp_path)) == [
        f"LICENSE.txt.gz: {why}",
        f"README.md: {why}",
        "licence.html",
        f"robots.txt: {why}",
    ]
    assert places(str(tmp_path / "README.md")) == ["README.md"]


def test_a_folder_with_nothing_to_clean_is_reported(tmp_path: Path) -> None:
    tree(tmp_path, "a.css")
    assert sources(str(tmp_path))[0].problem == Problem(
        Status.SKIPPED,
        "no files to clean in it (.htm, .html, .jsonl, .markdown, .md, .ndjson, .parquet, .text, .txt, .warc, .wet, "
        ".xhtml)",
    )


def test_paths_aside_are_left_out(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt", "out/a.txt", "out/b/c.txt", "table.jsonl")
    aside = frozenset(str(tmp_path.resolve() / name) for name in ("out", "table.jsonl"))
    assert places(str(tmp_path), settings=SETTINGS._replace(aside=aside)) == ["a.txt"]


def test_patterns_include_and_exclude(tmp_path: Path) -> None:
    tree(tmp_path, "a.story", "b.html", "raw/c.html", "deep/d.story")
    choice = Choice(ENDINGS, include=("*.story",), exclude=("raw/", "b.*"), base=str(tmp_path))
    assert places(str(tmp_path), settings=SETTINGS._replace(choice=choice)) == ["a.story", "deep/d.story"]
    assert places(str(tmp_path / "b.html"), settings=SETTINGS._replace(choice=choice)) == ["b.html"]
    strict = SETTINGS._replace(choice=choice._replace(force_exclude=True))
    assert places(str(tmp_path / "b.html"), settings=strict) == []


# Links, and what is neither file nor folder


def test_links_to_files_are_read_and_others_reported(tmp_path: Path) -> None:
    tree(tmp_path, "in/a.html", "in/sub/b.html", "elsewhere.html")
    (tmp_path / "in" / "c.html").symlink_to("a.html")
    (tmp_path / "in" / "d.html").symlink_to(tmp_path / "elsewhere.html")
    (tmp_path / "in" / "e.html").symlink_to("nothing")
    (tmp_path / "in" / "f.html").symlink_to("f.html")
    (tmp_path / "in" / "g").symlink_to("sub")
    assert places(str(tmp_path / "in")) == [
        "a.html",
        "c.html",
        "d.html",
        "e.html: failed: a link to nothing (no such file)",
        "f.html: failed: a link to nothing (too many levels of symbolic links)",
        "g: skipped: a link to a folder; name it itself to clean what is in it",
        "sub/b.html",
    ]


def test_thirty_pages_and_three_dangling_links_are_thirty_three_inputs(tmp_path: Path) -> None:
    tree(tmp_path, *(f"{number:02}.html" for number in range(30)))
    for number in range(3):
        (tmp_path / f"link-{number}.html").symlink_to("nowhere.html")
    found = list(records(tmp_path))
    assert len(found) == 33
    assert sum(record.problem is None for record in found) == 30


def test_a_folder_that_is_a_link_is_read_where_it_is_named(tmp_path: Path) -> None:
    tree(tmp_path, "real/a.txt")
    (tmp_path / "link").symlink_to("real")
    assert places(str(tmp_path / "link")) == ["a.txt"]


def test_a_pipe_in_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert places(str(tmp_path)) == ["a.txt: failed: neither a file nor a folder"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_a_failure(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt", "closed/b.txt")
    (tmp_path / "closed").chmod(0)
    try:
        assert places(str(tmp_path)) == ["a.txt", f"{str(tmp_path)[1:]}/closed: failed: permission denied"]
    finally:
        (tmp_path / "closed").chmod(0o700)


def test_names_need_not_be_utf_8(tmp_path: Path) -> None:
    tree(tmp_path, os.fsdecode(b"\xff/caf\xe9.txt"))
    (record,) = records(tmp_path)
    assert record.relative == "\udcff/caf\udce9.txt"
    assert Path(record.request.path).exists()


def test_folders_may_be_as_deep_as_a_path_is_long(tmp_path: Path) -> None:
    folders = [tmp_path / ("d/" * depth) for depth in range(1, 1051)]
    for folder in folders:
        folder.mkdir()
    (folders[-1] / "a.txt").write_text("x")
    try:
        assert places(str(tmp_path)) == ["d/" * 1050 + "a.txt"]
    finally:
        # Nobody else could: what removes a tree, pytest's own included, calls itself for every folder.
        (folders[-1] / "a.txt").unlink()
        for folder in reversed(folders):
            folder.rmdir()


# Names


def test_a_file_that_is_named_is_taken_whatever_it_is_called(tmp_path: Path) -> None:
    tree(tmp_path, "page.php", "noending", "x.JSONL.GZ")
    assert [source.holds for source in sources(*(str(tmp_path / name) for name in ("page.php", "x.JSONL.GZ")))] == [
        Holds.DOCUMENT,
        Holds.JSON_LINES,
    ]


def test_what_no_ending_describes_holds_records_where_a_field_is_named(tmp_path: Path) -> None:
    tree(tmp_path, "dump", "a.html")
    settings = SETTINGS._replace(reading=ReadSettings(Fields(text="body"), LIMIT))
    found = sources(str(tmp_path / "dump"), str(tmp_path / "a.html"), settings=settings)
    assert [source.holds for source in found] == [Holds.JSON_LINES, Holds.DOCUMENT]


def test_a_file_that_is_not_there_is_a_failure(tmp_path: Path) -> None:
    assert places(str(tmp_path / "a.txt"), "nul\0.txt") == [
        "a.txt: failed: no such file",
        "nul\0.txt: failed: not the name of a file",
    ]


def test_each_file_counts_once_under_the_first_name_that_means_it(tmp_path: Path) -> None:
    tree(tmp_path, "in/a.txt", "in/b.txt")
    names = (
        str(tmp_path / "in" / "b.txt"),
        str(tmp_path / "in"),
        f"{tmp_path}/in/../in",
        str(tmp_path / "in" / "*.txt"),
    )
    assert places(*names) == ["b.txt", "a.txt"]
    assert totals(*names).repeated == 5


def test_two_names_of_one_content_are_two_files(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt")
    os.link(tmp_path / "a.txt", tmp_path / "b.txt")
    assert places(str(tmp_path)) == ["a.txt", "b.txt"]


# Globs


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*.txt", ["a.txt", "b.txt"]),
        ("?.txt", ["a.txt", "b.txt"]),
        ("[bc].txt", ["b.txt"]),
        ("*/*.txt", ["2023/c.txt", "2024/d.txt"]),
        ("2024/*", ["d.txt", "e.css", "sub/f.txt"]),
        ("20*", ["2023/c.txt", "2024/d.txt", "2024/sub/f.txt"]),
        ("**/*.txt", ["2023/c.txt", "2024/d.txt", "2024/sub/f.txt", "a.txt", "b.txt"]),
        ("**/sub/*.txt", ["2024/sub/f.txt"]),
        ("2024/**", ["d.txt", "sub/f.txt"]),
        (".*/*.txt", [".hidden/g.txt"]),
        ("**/nothing-like-it", ["{place}: failed: no such file"]),
    ],
)
def test_a_glob_that_no_shell_expanded_means_what_a_shell_means(
    tmp_path: Path, pattern: str, expected: list[str]
) -> None:
    tree(tmp_path, "a.txt", "b.txt", "2023/c.txt", "2024/d.txt", "2024/e.css", "2024/sub/f.txt", ".hidden/g.txt")
    name = str(tmp_path / pattern)
    assert places(name) == [place.format(place=name.lstrip("/")) for place in expected]


def test_a_file_whose_name_looks_like_a_glob_is_that_file(tmp_path: Path) -> None:
    tree(tmp_path, "a[1].txt", "a1.txt")
    assert places(str(tmp_path / "a[1].txt")) == ["a[1].txt"]


def test_a_glob_of_many_stars_is_matched_at_once(tmp_path: Path) -> None:
    tree(tmp_path, "/".join("a" * 30) + "/" + "a" * 60 + ".txt")
    (source,) = sources(str(tmp_path / ("**/" * 30 + "*a" * 20 + "b")))
    assert source.problem == Problem(Status.FAILED, "no such file")


# Lists of names


@pytest.mark.parametrize(
    ("content", "null", "expected"),
    [
        (b"a.txt\nb/c.txt\n", False, ["a.txt", "b/c.txt"]),
        (b"a.txt\r\n\r\n\n b.txt", False, ["a.txt", " b.txt"]),
        (b"\xef\xbb\xbfa.txt\n", False, ["a.txt"]),
        (b"caf\xe9.txt\n", False, ["caf\udce9.txt"]),
        (b"a\nb.txt\x00c.txt\x00", True, ["a\nb.txt", "c.txt"]),
        (b"a.txt", True, ["a.txt"]),
        (b"", False, []),
    ],
    ids=["lines", "blank-lines", "mark", "not-utf-8", "nul", "nul-without-last", "empty"],
)
def test_names_are_read_from_a_file(tmp_path: Path, content: bytes, null: bool, expected: list[str]) -> None:
    (tmp_path / "names").write_bytes(content)
    assert list(names_in(str(tmp_path / "names"), null)) == [Name(name, listed=True) for name in expected]


def test_names_are_read_from_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "names").write_text("a.txt\nb.txt\n")
    with (tmp_path / "names").open() as file:
        monkeypatch.setattr(sys, "stdin", file)
        assert [name.text for name in names_in("-")] == ["a.txt", "b.txt"]


@pytest.mark.parametrize(
    ("content", "null", "why"),
    [
        (b"a.txt\x00b.txt\x00", False, "there are NUL bytes in it; --null reads names that are separated by them"),
        (b"a" * 70_000, False, "one of the names is longer than 65,536 bytes"),
        (b"a" * 200_000, True, "one of the names is longer than 65,536 bytes"),
    ],
    ids=["nul-not-announced", "endless-line", "endless-name"],
)
def test_an_invalid_list_of_names_is_an_error(tmp_path: Path, content: bytes, null: bool, why: str) -> None:
    (tmp_path / "names").write_bytes(content)
    with pytest.raises(NamesError, match=f"^{why}$"):
        list(names_in(str(tmp_path / "names"), null))


def test_a_list_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(NamesError, match=r"^no such file$"):
        list(names_in(str(tmp_path / "names")))


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("in/a/x.txt", "in/a/x.txt"),
        ("./in/a/x.txt", "in/a/x.txt"),
        ("in/a", "in/a/x.txt"),
        ("in/*/x.txt", "in/a/x.txt"),
        ("in/../in/a/x.txt", "in/a/x.txt"),
        ("../{here}/in/a/x.txt", "{here}/in/a/x.txt"),
    ],
)
def test_listed_names_keep_their_folders_within_the_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, place: str
) -> None:
    tree(tmp_path, "in/a/x.txt")
    monkeypatch.chdir(tmp_path)
    listed = Name(name.format(here=tmp_path.name), listed=True)
    assert places(listed) == [place.format(here=tmp_path.name)]


def test_absolute_listed_names_are_put_below_the_output(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt")
    assert places(Name(str(tmp_path / "a.txt"), listed=True)) == [f"{tmp_path}/a.txt".lstrip("/")]


# Documents


def test_a_document_is_left_for_a_worker_to_read(tmp_path: Path) -> None:
    tree(tmp_path, "a.html")
    (record,) = records(tmp_path)
    assert record.request.path == str(tmp_path / "a.html")
    assert record.request.content is None
    assert (record.request.size, record.read, record.number, record.relative) == (1, 1, None, "a.html")


def test_what_can_be_read_only_here_is_read_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    os.write(writer, b"From a pipe.")
    os.close(writer)
    with os.fdopen(reader) as pipe:
        monkeypatch.setattr(sys, "stdin", pipe)
        (record,) = records("-")
    assert (record.request.path, record.request.content, record.request.size) == ("-", b"From a pipe.", 12)


def test_standard_input_may_be_a_file_of_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").write_text('{"body": "one"}\n{"body": "two"}\n')
    with (tmp_path / "in").open() as file:
        monkeypatch.setattr(sys, "stdin", file)
        assert all_told("-", fields=Fields(text="body")) == ["1 one", "2 two"]


def test_standard_input_that_is_closed_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert all_told("-") == ["- failed: it is closed"]


def test_standard_input_without_end_is_larger_than_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    with Path("/dev/zero").open() as zeros:
        monkeypatch.setattr(sys, "stdin", zeros)
        assert all_told("-", max_size=1_000_000) == ["- failed: larger than 1 MB; --max-size raises the limit"]


# Addresses


def test_remote_folders_globs_and_files_are_read_as_local_ones(memory: dict[str, str]) -> None:
    assert places("memory://box/in") == ["a.html", "deep/b.jsonl"]
    assert places("memory://box/in/*.html") == ["a.html"]
    assert places("memory://box/in/a.html") == ["a.html"]
    assert places(Name("memory://box/in/a.html", listed=True)) == ["box/in/a.html"]
    assert totals("memory://box/in") == InputTotals(
        documents=1, record_files=1, bytes=28, repeated=0, others=1, other_names=("/box/in/c.css",)
    )
    assert all_told("memory://box/in/deep/b.jsonl") == ["1 told"]


def test_remote_names_that_mean_nothing_are_failures(memory: dict[str, str]) -> None:
    assert places("memory://box/none.html", "memory://box/*.txt", "nonsense://x") == [
        "memory:/box/none.html: failed: no such file",
        "memory:/box/*.txt: failed: no such file",
        "nonsense:/x: failed: Protocol not known: nonsense (ValueError)",
    ]


@pytest.fixture
def memory() -> Iterator[dict[str, str]]:
    fsspec = pytest.importorskip("fsspec")
    system = fsspec.filesystem("memory")
    files = {"/box/in/a.html": "<p>a</p>", "/box/in/deep/b.jsonl": '{"text": "told"}\n\n\n\n', "/box/in/c.css": "x"}
    for path, content in files.items():
        system.pipe(path, content.encode())
    yield files
    system.rm("/box", recursive=True)


# Extras


@pytest.mark.parametrize(
    ("name", "missing", "message"),
    [
        ("a.parquet", "pyarrow", f"reading Parquet needs pyarrow; {IN_A_CLONE} '.[parquet]'"),
        ("a.warc.gz", "fastwarc", f"reading archives of web pages needs fastwarc; {IN_A_CLONE} '.[warc]'"),
        ("a.wet", "fastwarc", f"reading archives of web pages needs fastwarc; {IN_A_CLONE} '.[warc]'"),
        ("s3://a", "fsspec", f"reading an address like this needs fsspec; {IN_A_CLONE} '.[remote]'"),
        pytest.param(
            "a.txt.zst",
            "backports.zstd",
            f"reading .zst needs backports.zstd; {IN_A_CLONE} '.[zstd]'",
            marks=pytest.mark.skipif(sys.version_info >= (3, 14), reason="Python reads it itself"),
        ),
    ],
)
def test_a_missing_extra_is_reported_before_anything_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, missing: str, message: str
) -> None:
    tree(tmp_path, "a.parquet", "a.warc.gz", "a.wet", "a.txt.zst")
    monkeypatch.setattr("importlib.util.find_spec", lambda package: None if package == missing else object())
    path = name if "://" in name else str(tmp_path / name)
    with pytest.raises(MissingExtraError) as raised:
        sources(path)
    assert str(raised.value) == f"{path}: {message}"


def test_a_file_that_is_not_read_needs_no_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda package: None)
    assert places(str(tmp_path / "missing.parquet")) == ["missing.parquet: failed: no such file"]
