"""The walk through folders: the same order on every file system, and never out of the folder that was named."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cleaner.files.patterns import PatternError, check_patterns
from cleaner.files.walk import CORPUS, REPOSITORY, Choice, EntryKind, FoundFile, Walker, WalkRules, find_files

TEXT = frozenset((".md", ".txt"))


def tree(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("")


def found(folder: Path, names: tuple[str, ...] = (".",), **choice: object) -> list[str]:
    """What is found for some names in a folder, as paths from there; reasons behind a colon."""
    given = Choice(TEXT, **{"base": str(folder), **choice})  # type: ignore[arg-type]
    return [
        os.path.relpath(item.name, folder) + (f": {item.reason}" if item.reason else "")
        for item in find_files([str(folder / name) for name in names], given)
    ]


def test_files_with_the_right_endings_are_found_in_the_order_of_names(tmp_path: Path) -> None:
    tree(
        tmp_path,
        "b/d.txt",
        "b/a/z.md",
        "c.txt",
        "a.TXT",
        "page.html",
        "data.csv",
        "b.txt",
        "10.txt",
        "9.txt",
        "noending",
    )
    assert found(tmp_path) == ["10.txt", "9.txt", "a.TXT", "b.txt", "c.txt", "b/d.txt", "b/a/z.md"]


def test_a_file_that_is_named_is_taken_whatever_it_is_called(tmp_path: Path) -> None:
    tree(tmp_path, "README.md", "a.html", ".hidden")
    assert found(tmp_path, ("README.md", "a.html", ".hidden", "missing")) == [
        "README.md",
        "a.html",
        ".hidden",
        "missing",
    ]


@pytest.mark.parametrize(
    "name",
    "README.md readme.txt LICENSE.txt LICENSE-MIT.txt Licence.md COPYING.txt requirements.txt requirements-dev.txt "
    "constraints.txt CMakeLists.txt robots.txt CHANGELOG.md CONTRIBUTING.md CODE_OF_CONDUCT.md humans.txt llms.txt "
    ".hidden.txt .git/description.txt .cleaner-0123456789abcdef.tmp".split(),
)
def test_files_that_accompany_articles_are_left_out(tmp_path: Path, name: str) -> None:
    tree(tmp_path, name, "a.txt")
    assert found(tmp_path) == ["a.txt"]


@pytest.mark.parametrize(
    "name", ["history-of-the-rock.txt", "install-a-lamp.md", "the-licence.txt", "robots.md", "requirements.md"]
)
def test_names_that_only_resemble_these_are_taken(tmp_path: Path, name: str) -> None:
    tree(tmp_path, name)
    assert found(tmp_path) == [name]


def test_a_folder_with_nothing_to_clean_is_reported(tmp_path: Path) -> None:
    tree(tmp_path, "a.html")
    assert found(tmp_path) == [".: no files to clean in it (.md, .txt)"]


# .gitignore


def test_the_gitignore_of_the_folder_applies(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt", "raw/b.txt", "keep/c.txt", "keep/d.txt", "deep/raw/e.txt")
    (tmp_path / ".gitignore").write_text("raw/\n/keep/*\n!/keep/d.txt\n# a.txt\n")
    assert found(tmp_path) == ["a.txt", "keep/d.txt"]


def test_the_nearest_gitignore_decides(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt", "sub/a.txt", "sub/b.txt")
    (tmp_path / ".gitignore").write_text("a.txt\n")
    (tmp_path / "sub" / ".gitignore").write_text("!a.txt\nb.txt\n")
    assert found(tmp_path) == ["sub/a.txt"]


def test_gitignores_above_apply_up_to_the_root_of_the_repository(tmp_path: Path) -> None:
    tree(tmp_path, "repo/.git/config", "repo/data/new/a.txt", "repo/data/new/b.txt", "repo/data/new/c.txt")
    (tmp_path / ".gitignore").write_text("c.txt\n")
    (tmp_path / "repo" / ".gitignore").write_text("/data/new/a.txt\n")
    (tmp_path / "repo" / "data" / ".gitignore").write_text("b.txt\n")
    assert found(tmp_path, ("repo/data/new",)) == ["repo/data/new/c.txt"]


def test_no_gitignore_above_applies_outside_of_a_repository(tmp_path: Path) -> None:
    tree(tmp_path, "data/a.txt")
    (tmp_path / ".gitignore").write_text("a.txt\n")
    assert found(tmp_path, ("data",)) == ["data/a.txt"]


def test_a_gitignore_does_not_apply_to_a_file_that_is_named(tmp_path: Path) -> None:
    tree(tmp_path, ".git/config", "a.txt")
    (tmp_path / ".gitignore").write_text("a.txt\n")
    assert found(tmp_path, ("a.txt",)) == ["a.txt"]


@pytest.mark.parametrize("line", ["!", "/", "a[", "\\", "[z-a]", "", "  ", "\x00"])
def test_an_invalid_line_of_a_gitignore_is_ignored(tmp_path: Path, line: str) -> None:
    tree(tmp_path, "a.txt", "b.txt")
    (tmp_path / ".gitignore").write_text(f"a.txt\n{line}\n")
    assert found(tmp_path) == ["b.txt"]


@pytest.mark.parametrize("pattern", ["!", "[z-a]"])
def test_an_invalid_pattern_on_the_command_line_is_an_error(pattern: str) -> None:
    with pytest.raises(PatternError, match=r"is not a pattern of \.gitignore$"):
        check_patterns(["*.txt", pattern])


def test_a_pattern_with_too_many_stars_is_refused(tmp_path: Path) -> None:
    hostile = "*a" * 30 + "b"
    tree(tmp_path, "data/" + "a" * 60 + ".txt", "data/sub/b.txt")
    (tmp_path / "data" / ".gitignore").write_text(hostile)
    assert found(tmp_path, ("data",)) == [f"data: the pattern {hostile!r} has too many stars"]
    with pytest.raises(PatternError):
        check_patterns(["**/" * 5 + "a"])


# --include, --exclude


def test_include_takes_other_files_too(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt", "b.log", "sub/c.log", "sub/d.rst", "README.md")
    assert found(tmp_path, include=("*.log", "/sub/*.rst", "README.md")) == [
        "README.md",
        "a.txt",
        "b.log",
        "sub/c.log",
        "sub/d.rst",
    ]


def test_exclude_leaves_files_and_folders_out(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt", "b.txt", "raw/c.txt", "sub/b.txt", "sub/raw/d.txt")
    assert found(tmp_path, exclude=("raw/", "/b.txt")) == ["a.txt", "sub/b.txt"]


def test_names_that_a_folder_would_not_give_are_left_out_with_force_names(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt", "b.TXT", "README.md", "a.html", "c.log", "sub/d.md", "sub/e.csv")
    names = ("a.txt", "b.TXT", "README.md", "a.html", "c.log", "sub")
    assert found(tmp_path, names, force_names=True) == ["a.txt", "b.TXT", "sub/d.md"]
    assert found(tmp_path, names, force_names=True, include=("*.log",)) == ["a.txt", "b.TXT", "c.log", "sub/d.md"]


def test_exclude_applies_to_named_files_only_with_force_exclude(tmp_path: Path) -> None:
    tree(tmp_path, "raw/a.txt")
    assert found(tmp_path, ("raw/a.txt",), exclude=("raw/",)) == ["raw/a.txt"]
    assert found(tmp_path, ("raw/a.txt",), exclude=("raw/",), force_exclude=True) == []


def test_patterns_are_relative_to_the_base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, "data/a.txt", "data/b.txt")
    monkeypatch.chdir(tmp_path / "data")
    given = Choice(TEXT, exclude=("/data/a.txt",), base=str(tmp_path))
    assert [item.name for item in find_files(["."], given)] == ["./b.txt"]
    assert [item.name for item in find_files(["."], Choice(TEXT, exclude=("/a.txt",)))] == ["./b.txt"]


# Links and failures


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    tree(tmp_path, "data/a.txt", "other/b.txt")
    (tmp_path / "data" / "up").symlink_to("..")
    (tmp_path / "data" / "other.txt").symlink_to("../other")
    assert found(tmp_path, ("data",)) == ["data/a.txt"]


def test_a_link_that_is_named_is_followed(tmp_path: Path) -> None:
    tree(tmp_path, "data/a.txt")
    (tmp_path / "link").symlink_to("data")
    assert found(tmp_path, ("link",)) == ["link/a.txt"]


def test_a_link_within_the_folder_is_followed_and_its_file_taken_once(tmp_path: Path) -> None:
    tree(tmp_path, "data/b.txt")
    (tmp_path / "data" / "a.txt").symlink_to("b.txt")
    assert found(tmp_path, ("data",)) == ["data/a.txt"]


def test_a_link_to_a_file_outside_the_folder_is_a_failure(tmp_path: Path) -> None:
    tree(tmp_path, "data/a.txt", "secret.txt", "data-2/b.txt")
    (tmp_path / "data" / "b.txt").symlink_to("../secret.txt")
    (tmp_path / "data" / "c.txt").symlink_to("../data-2/b.txt")
    why = "a link to a file outside the folder; name it to clean that file"
    assert list(find_files([str(tmp_path / "data")], Choice(TEXT))) == [
        FoundFile(str(tmp_path / "data/a.txt")),
        FoundFile(str(tmp_path / "data/b.txt"), why, failed=True),
        FoundFile(str(tmp_path / "data/c.txt"), why, failed=True),
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_cannot_be_read_is_a_failure(tmp_path: Path) -> None:
    tree(tmp_path, "data/a.txt", "data/locked/b.txt")
    (tmp_path / "data" / "locked").chmod(0)
    items = list(find_files([str(tmp_path / "data")], Choice(TEXT)))
    (tmp_path / "data" / "locked").chmod(0o755)
    assert items[-1] == FoundFile(str(tmp_path / "data/locked"), "permission denied", failed=True)
    assert len(items) == 2


def test_a_folder_named_twice_is_done_once(tmp_path: Path) -> None:
    tree(tmp_path, "data/a.txt", "data/sub/b.txt")
    assert found(tmp_path, ("data", "data/sub", "data/a.txt")) == [
        "data/a.txt",
        "data/sub/b.txt",
        f"data/a.txt: the same file as {tmp_path}/data/a.txt, which is done already",
    ]


# The rules of a repository and of a corpus

PAGES = frozenset((".html", ".txt"))


def walked(folder: Path, rules: WalkRules) -> dict[str, EntryKind]:
    return {entry.relative: entry.kind for entry in Walker(Choice(PAGES), rules).walk(str(folder))}


def test_the_rules_of_a_repository_and_of_a_corpus_differ_as_documented(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    tree(folder, "a/b.txt", "ignored.txt", "c.txt.gz", "install.html", "README.txt", "d.css", ".hidden.txt")
    tree(tmp_path, "outside.txt")
    (folder / ".gitignore").write_text("ignored.txt\n")
    (folder / "e.txt").symlink_to("../outside.txt")
    (folder / "f").symlink_to("a")
    alike = {
        "README.txt": EntryKind.NO_ARTICLE,
        "d.css": EntryKind.OTHER_ENDING,
        "e.txt": EntryKind.FILE_OUTSIDE,
        "f": EntryKind.LINK_TO_FOLDER,
        "a/b.txt": EntryKind.FILE,
    }
    assert walked(folder, REPOSITORY) == {
        **alike,
        "c.txt.gz": EntryKind.OTHER_ENDING,
        "install.html": EntryKind.NO_ARTICLE,
    }
    assert walked(folder, CORPUS) == {
        **alike,
        "ignored.txt": EntryKind.FILE,
        "c.txt.gz": EntryKind.FILE,
        "install.html": EntryKind.FILE,
    }


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        pytest.param(REPOSITORY, ["a.txt", "b-1.txt", "b.txt", "\udcff.txt", "b/c.txt"], id="repository"),
        pytest.param(CORPUS, ["a.txt", "b/c.txt", "b-1.txt", "b.txt", "\udcff.txt"], id="corpus"),
    ],
)
def test_the_order_is_that_of_the_bytes_of_names(tmp_path: Path, rules: WalkRules, expected: list[str]) -> None:
    tree(tmp_path, "b.txt", "\udcff.txt", "b-1.txt", "b/c.txt", "a.txt")
    assert list(walked(tmp_path, rules)) == expected


def test_what_is_aside_is_left_out(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt", "out/b.txt", "c.txt")
    real = tmp_path.resolve()
    walker = Walker(Choice(PAGES), CORPUS, frozenset((str(real / "out"), str(real / "c.txt"))))
    assert [entry.relative for entry in walker.walk(str(tmp_path))] == ["a.txt"]
    assert list(walker.walk(str(tmp_path / "out"))) == []
