"""[tool.cleaner]: where it is looked for, what it can contain, and how the command line overrides it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from command import Result, run_in_shell
from doc_examples import PAGES, blocks
from ferry import FIRST, RULE, SECOND, SLOGAN

from cleaner.cli.config import NO_SETTINGS, Settings, find, merge, read
from cleaner.cli.exit_codes import CommandError
from cleaner.cli.job import job_of
from cleaner.cli.option_groups import Engine, InputKind, options
from cleaner.document import Label
from cleaner.policy import DEFAULT
from cleaner.render.format import OutputFormat

Values = dict[str, Any]

STORY = f"{FIRST}\n\n{SECOND}\n"
SHARE = "Share this article"
SCRAPE = f"{SHARE}\n\n{FIRST}\n\nAdvertisement\n\n{SECOND}\n"


def configure(folder: Path, *lines: str, table: str = "[tool.cleaner]") -> Path:
    """A pyproject.toml with these lines in the table."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "pyproject.toml"
    path.write_text("\n".join((table, *lines, "")), encoding="utf-8")
    return path


def run_in(folder: Path, *args: str, stdin: str = SCRAPE) -> Result:
    return run_in_shell(f'cd "{folder}" && "$@"', *args, stdin=stdin)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The root of a repository; settings above it are ignored."""
    root = tmp_path / "repository"
    (root / ".git").mkdir(parents=True)
    return root


# Where it is looked for


def found_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    folder.mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(folder)
    return find()


def test_the_file_in_the_current_folder_is_used(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    configure(repository, 'kind = "text"')
    assert found_in(repository, monkeypatch).values == {"kind": InputKind.TEXT}


def test_the_nearest_file_with_the_table_is_used(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    configure(repository, 'kind = "html"')
    configure(repository / "data", 'kind = "text"')
    configure(repository / "data" / "raw", 'name = "cleaner"', table="[project]")
    assert found_in(repository / "data" / "raw" / "may", monkeypatch).values == {"kind": InputKind.TEXT}


def test_files_above_the_repository_are_ignored(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    configure(repository.parent, 'kind = "text"')
    assert found_in(repository / "data", monkeypatch) == NO_SETTINGS


def test_a_worktree_is_a_repository_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    configure(tmp_path, 'kind = "text"')
    (tmp_path / "worktree").mkdir()
    (tmp_path / "worktree" / ".git").write_text("gitdir: elsewhere\n", encoding="utf-8")
    assert found_in(tmp_path / "worktree", monkeypatch) == NO_SETTINGS


def test_without_a_file_there_are_no_settings(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found_in(repository, monkeypatch) == NO_SETTINGS


def test_a_folder_of_that_name_is_ignored(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repository / "pyproject.toml").mkdir()
    assert found_in(repository, monkeypatch) == NO_SETTINGS


def test_in_a_deleted_folder_there_are_no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert find() == NO_SETTINGS
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        '[tool.cleaner]\nkind = "text"',
        '\ufeff[tool.cleaner]\r\nkind = "text"\r\n',
        '[ tool . "cleaner" ]\nkind = "text"',
        "[tool.'cleaner']\nkind = \"text\"",
        '[tool]\ncleaner.kind = "text"',
        '[tool]\ncleaner = {kind = "text"}',
        'tool.cleaner.kind = "text"',
        'tool = {cleaner = {kind = "text"}}',
        '"tool"."cleaner".kind = "text"',
        '[project]\nname = "x"\n\n  [tool.cleaner]\n  kind = "text"',
    ],
    ids=lambda text: text.partition("\n")[0][:30],
)
def test_the_table_is_found_however_toml_lets_it_be_written(
    repository: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    (repository / "pyproject.toml").write_bytes(text.encode())
    assert found_in(repository, monkeypatch).values == {"kind": InputKind.TEXT}


def test_a_faulty_file_without_the_table_is_ignored(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    configure(repository, "name = = 1", 'packages = ["cleaner"]', table="[tool.cleaned]")
    assert found_in(repository, monkeypatch) == NO_SETTINGS


# What it can contain


def test_every_key_is_read(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "courier.toml").write_text(RULE, encoding="utf-8")
    path = configure(
        tmp_path,
        'keep = ["caption", "byline"]',
        'drop = ["quote"]',
        'kind = "text"',
        'encoding = "koi8-r"',
        'rules = ["rules/courier.toml"]',
        'disable = ["share/this", "place/kicker", "newsletter/courier-slogan"]',
        'keep-lines = ["Share this article"]',
        'include = ["*.story"]',
        'exclude = ["raw/", "/drafts"]',
        "max-removed = 1",
        "jobs = 3",
        "timeout = 20",
    )
    values, folder = read(str(path))
    assert {name: value for name, value in values.items() if name != "rules"} == {
        "keep": ("caption", "byline"),
        "drop": ("quote",),
        "kind": InputKind.TEXT,
        "encoding": "koi8-r",
        "disable": ("share/this", "place/kicker", "newsletter/courier-slogan"),
        "keep_lines": ("Share this article",),
        "include": ("*.story",),
        "exclude": ("raw/", "/drafts"),
        "max_removed": 1.0,
        "jobs": 3,
        "timeout": 20.0,
    }
    assert [rule.id for rule in values["rules"].phrases] == ["newsletter/courier-slogan"]
    assert folder == str(tmp_path)


def test_an_empty_table_sets_nothing(tmp_path: Path) -> None:
    assert read(str(configure(tmp_path))).values == {}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("kep = 1", "kep: no such key; the nearest is keep, and there are kind, encoding, include"),
        ("keep_lines = []", "keep_lines: no such key; the nearest is keep-lines,"),
        ('keep = "caption"', "keep: must be a list of strings"),
        ("keep = [1]", "keep: must be a list of strings"),
        ('keep = ["photo"]', "keep: unknown label 'photo'; there are the families text, furniture"),
        ("drop = true", "drop: must be a list of strings"),
        ('drop = ["Share"]', "drop: unknown label 'Share'"),
        ("kind = 3", "kind: must be one of the strings auto, html, text"),
        ('kind = ["text"]', "kind: must be one of the strings auto, html, text"),
        ('kind = "HTML"', "kind: must be one of the strings auto, html, text"),
        ("encoding = 8", "encoding: must be a string that is not blank"),
        ('encoding = "klingon"', "encoding: unknown encoding 'klingon'"),
        ('rules = "own.toml"', "rules: must be a list of strings"),
        ('rules = ["none.toml"]', "rules: FOLDER/none.toml: no such file"),
        ('rules = [""]', "rules: one of the strings is blank"),
        ('disable = ["ad/lable"]', "disable: unknown rule 'ad/lable'; the nearest is ad/label"),
        ('disable = "ad/label"', "disable: must be a list of strings"),
        ('keep-lines = [" "]', "keep-lines: one of the strings is blank"),
        ("keep-lines = 1979-05-27", "keep-lines: must be a list of strings"),
        ('include = "*.story"', "include: must be a list of strings"),
        ("exclude = [1]", "exclude: must be a list of strings"),
        ("max-removed = true", "max-removed: must be a number from 0 to 1"),
        ("max-removed = 90", "max-removed: must be a number from 0 to 1"),
        ("max-removed = -0.1", "max-removed: must be a number from 0 to 1"),
        ("max-removed = nan", "max-removed: must be a number from 0 to 1"),
        ('max-removed = "0.9"', "max-removed: must be a number from 0 to 1"),
        ("jobs = 0", "jobs: must be a whole number of at least 1"),
        ("jobs = true", "jobs: must be a whole number of at least 1"),
        (f"jobs = 1{'0' * 400}", "jobs: must be a whole number"),
        ("jobs = 1.5", "jobs: must be a whole number of at least 1"),
        ("timeout = 0", "timeout: must be a number of at least 0.1"),
        ("timeout = inf", "timeout: must be a number of at least 0.1"),
        ('timeout = "10"', "timeout: must be a number of at least 0.1"),
        ('profile = ["none.toml"]', "profile: FOLDER/none.toml: no such file"),
        ('profile = "none.toml"', "profile: must be a list of strings"),
        ('site = " "', "site: must be a string that is not blank"),
    ],
    ids=lambda text: text[:30],
)
def test_a_wrong_value_is_reported_with_file_and_key(tmp_path: Path, line: str, message: str) -> None:
    path = configure(tmp_path, line)
    with pytest.raises(CommandError) as caught:
        read(str(path))
    assert str(caught.value).startswith(f"{path}: [tool.cleaner] {message.replace('FOLDER', str(tmp_path))}")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"[tool.cleaner]\nkeep = [\n", "not TOML: "),
        (b"[tool.cleaner]\nkeep = ['\xff']\n", "not UTF-8 (byte 25)"),
        (b"[tool]\ncleaner = 1\n", "[tool.cleaner] is not a table"),
        (b"[[tool.cleaner]]\nkind = 'text'\n", "[tool.cleaner] is not a table"),
        (b"[tool.cleaner]\nkeep = " + b"[" * 10_000, "nested too deeply"),
        (b"[project]\nname = 'x'\n", "there is no [tool.cleaner] in it"),
        (b"tool = 1\n", "there is no [tool.cleaner] in it"),
        (b"# " * 5_000_001, "larger than 10 MB"),
    ],
    ids=["no TOML", "no UTF-8", "a number", "an array", "deep", "no table", "no tool", "large"],
)
def test_an_unusable_file_is_reported_by_name(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(data)
    with pytest.raises(CommandError) as caught:
        read(str(path))
    assert str(caught.value).startswith(f"{path}: {message}")


@pytest.mark.parametrize("name", ["none.toml", "", "a\0b"], ids=["missing", "folder", "no name"])
def test_a_missing_file_is_reported_by_name(tmp_path: Path, name: str) -> None:
    path = str(tmp_path / name)
    with pytest.raises(CommandError) as caught:
        read(path)
    assert str(caught.value).startswith(f"{path}: ")


def test_the_examples_of_the_manual_are_read(tmp_path: Path) -> None:
    examples = [block for page in PAGES for block in blocks(page) if block.language == "toml"]
    [table] = [block.text for block in examples if block.text.startswith("[tool.cleaner]") and "site =" in block.text]
    [rule] = [block.text for block in examples if block.title == "slogans.toml"]
    [profile] = [block.text for block in examples if block.text.startswith("schema_version")]
    (tmp_path / "slogans.toml").write_text(rule, encoding="utf-8")
    (tmp_path / "site.profile.toml").write_text(profile, encoding="utf-8")
    values = read(str(configure(tmp_path, table, table=""))).values
    assert values["rules"].ids == {"newsletter/courier-slogan"}
    site = values["profile"].of_page("gannetpost.example", None, [])
    assert site is not None
    assert site.standing == {"# comments"}
    assert set(values) == {option.name for option in options() if option.in_file}


# The command line over the file


KEEP_CAPTION, DROP_QUOTE = {"keep": ("caption",)}, {"drop": ("quote",)}


@pytest.mark.parametrize(
    ("command", "file", "added", "removed"),
    [
        ({}, {**KEEP_CAPTION, **DROP_QUOTE}, {"caption"}, {"quote"}),
        ({"keep": ("byline",)}, KEEP_CAPTION, {"byline"}, set()),
        ({"drop": ("table",)}, DROP_QUOTE, set(), {"table"}),
        ({"drop": ("table",)}, KEEP_CAPTION, {"caption"}, {"table"}),
        ({"drop": ("caption",)}, KEEP_CAPTION, set(), set()),
        ({"keep": ("quote",)}, DROP_QUOTE, set(), set()),
        ({"keep": ("text",)}, DROP_QUOTE, set(), set()),
        ({"keep": ()}, KEEP_CAPTION, set(), set()),
    ],
    ids=["file", "keep", "drop", "both", "drop over keep", "keep over drop", "family over label", "empty"],
)
def test_labels_of_the_command_line_outweigh_the_file(
    command: Values, file: Values, added: set[str], removed: set[str]
) -> None:
    values = merge(Settings(file), Settings(command)).values
    assert set(values["keep"]) == (DEFAULT | added) - removed
    assert set(values["drop"]) == set(Label) - set(values["keep"])


def test_values_of_the_command_line_replace_those_of_the_file() -> None:
    values = merge(Settings({"kind": "text", "encoding": "koi8-r"}), Settings({"encoding": "utf-8"})).values
    assert (values["kind"], values["encoding"]) == ("text", "utf-8")
    file = Settings({"max_removed": 0.5, "exclude": ("raw/",)}, "data")
    values, folder = merge(file, Settings({"max_removed": 0.0, "exclude": ()}))
    assert (values["max_removed"], values["exclude"], folder) == (0.0, (), "")


def test_patterns_are_relative_to_the_folder_of_the_file_if_any_comes_from_it() -> None:
    file = Settings({"exclude": ("raw/",)}, "data")
    assert merge(file, NO_SETTINGS).folder == "data"
    assert merge(file, Settings({"include": ("*.story",)})).folder == "data"
    assert merge(file, Settings({"exclude": ("drafts/",)})).folder == ""
    assert merge(Settings({"keep": ("ad",)}, "data"), NO_SETTINGS).folder == ""


def test_disabled_rules_and_lines_to_keep_add_up() -> None:
    file = Settings({"disable": ("ad/label",), "keep_lines": ("Share",)})
    values = merge(file, Settings({"disable": ("share/this",)})).values
    assert (values["disable"], values["keep_lines"]) == (("ad/label", "share/this"), ("Share",))


def test_what_neither_says_has_the_declared_default(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    configure(repository, "jobs = 3")
    monkeypatch.chdir(repository)
    job = job_of(["page.txt"], {"timeout": 2.0})
    assert (job.workers.jobs, job.workers.timeout, job.in_place.max_removed) == (3, 2.0, 0.9)
    assert job.given == {"timeout"}


def test_options_that_confirm_the_default_count_as_not_given() -> None:
    said = {"format": OutputFormat.TEXT, "engine": Engine.LOCAL}
    assert job_of(["page.txt"], said).given == frozenset()
    said = {"format": OutputFormat.JSONL, "engine": Engine.RAY}
    assert job_of(["page.txt"], said).given == {"format", "engine"}


# The command


@pytest.mark.parametrize("args", [(), ("-",), ("scrape.txt",), ("-f", "text"), ("--kind", "text", "scrape.txt")])
def test_the_file_is_used_however_the_command_is_called(repository: Path, args: tuple[str, ...]) -> None:
    (repository / "scrape.txt").write_text(SCRAPE, encoding="utf-8")
    assert run_in(repository, *args).text == f"{STORY}"
    configure(repository, 'keep = ["share"]')
    assert run_in(repository, *args) == Result(0, f"{SHARE}\n\n{STORY}".encode(), "")


def test_the_command_line_overrides_the_file(repository: Path) -> None:
    configure(repository, 'keep = ["share", "ad"]')
    assert run_in(repository, "--drop", "ad").text == f"{SHARE}\n\n{STORY}"
    assert run_in(repository, "--keep", "ad").text == STORY.replace("\n\n", "\n\nAdvertisement\n\n")


def test_no_config_reads_no_file(repository: Path) -> None:
    configure(repository, "no TOML at all")
    assert run_in(repository, "--no-config") == Result(0, STORY.encode(), "")


def test_config_names_another_file(repository: Path) -> None:
    configure(repository, 'keep = ["ad"]')
    configure(repository / "other", 'keep = ["share"]').rename(repository / "other" / "settings.toml")
    assert run_in(repository, "--config", "other/settings.toml").text == f"{SHARE}\n\n{STORY}"


def test_config_and_no_config_exclude_each_other(repository: Path) -> None:
    result = run_in(repository, "--config", "pyproject.toml", "--no-config")
    assert (result.code, result.out) == (2, b"")
    assert "--config and --no-config exclude each other" in result.err


@pytest.mark.parametrize("args", [(), ("-f", "text"), ("--config", "pyproject.toml")], ids=["plain", "found", "named"])
def test_a_faulty_file_fails_with_one_line(repository: Path, args: tuple[str, ...]) -> None:
    path = configure(repository, "keep = [7]")
    shown = "pyproject.toml" if "--config" in args else path
    assert run_in(repository, *args) == Result(
        2, b"", f"cleaner: {shown}: [tool.cleaner] keep: must be a list of strings\n"
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_an_unreadable_file_fails_with_one_line(repository: Path) -> None:
    path = configure(repository, 'keep = ["ad"]')
    path.chmod(0)
    assert run_in(repository) == Result(2, b"", f"cleaner: {path}: permission denied\n")


def test_the_encoding_of_the_file_is_used(repository: Path) -> None:
    configure(repository, 'encoding = "koi8-r"', 'keep = ["text", "furniture", "boilerplate"]')
    russian = "Совет порта решил во вторник вечером снова открыть паромную линию, закрытую весной этого года.\n"
    (repository / "page.txt").write_bytes(russian.encode("koi8-r"))
    assert run_in(repository, "page.txt").text == russian


def test_rules_of_the_file_are_read_from_beside_it(repository: Path) -> None:
    (repository / "rules").mkdir()
    (repository / "rules" / "courier.toml").write_text(RULE, encoding="utf-8")
    configure(repository, 'rules = ["rules/courier.toml"]')
    (repository / "data").mkdir()
    result = run_in(repository / "data", "--explain", "-f", "jsonl", stdin=f"{SCRAPE}\n{SLOGAN}\n")
    rows = [json.loads(line) for line in result.text.splitlines()]
    assert (rows[-1]["text"], rows[-1]["label"], rows[-1]["reason"], rows[-1]["kept"]) == (
        SLOGAN,
        "newsletter",
        "newsletter/courier-slogan",
        False,
    )


def test_lines_to_keep_stay(repository: Path) -> None:
    configure(repository, 'keep-lines = ["Share  this article ", "Advertisement"]', 'drop = ["text"]')
    assert run_in(repository).text == f"{SHARE}\n\nAdvertisement\n"


def test_a_disabled_rule_is_not_applied(repository: Path) -> None:
    plain = [json.loads(line) for line in run_in(repository, "--explain", "-f", "jsonl").text.splitlines()]
    reason = plain[2]["reason"]
    assert (plain[2]["text"], plain[2]["label"]) == ("Advertisement", "ad")
    configure(repository, f'disable = ["{reason}"]')
    rows = [json.loads(line) for line in run_in(repository, "--explain", "-f", "jsonl").text.splitlines()]
    assert rows[2]["reason"] != reason
    assert [(row["label"], row["kept"]) for row in rows[:2]] == [("share", False), ("body", True)]


def files(repository: Path, *names: str) -> None:
    for name in names:
        (repository / name).parent.mkdir(parents=True, exist_ok=True)
        (repository / name).write_text(SCRAPE, encoding="utf-8")


@pytest.mark.parametrize("args", [("--check",), ("--no-config", "--check")], ids=["with", "without"])
def test_include_and_exclude_of_the_file_apply_to_folders(repository: Path, args: tuple[str, ...]) -> None:
    files(repository, "data/a.txt", "data/raw/b.txt", "data/c.story")
    configure(repository, 'include = ["*.story"]', 'exclude = ["/data/raw/"]')
    result = run_in(repository / "data", *args, ".")
    with_file = "--no-config" not in args
    assert result.code == 1
    assert ("a.txt" in result.err, "b.txt" in result.err, "c.story" in result.err) == (True, not with_file, with_file)


def test_max_removed_of_the_file_applies_in_place(repository: Path) -> None:
    files(repository, "a.txt")
    configure(repository, "max-removed = 0.01")
    assert run_in(repository, "-i", "a.txt").code == 2
    assert (repository / "a.txt").read_text(encoding="utf-8") == SCRAPE
    assert run_in(repository, "-i", "--max-removed", "1", "a.txt").code == 0
    assert (repository / "a.txt").read_text(encoding="utf-8") == STORY


@pytest.mark.parametrize("args", [("-i",), ("-i", "--max-removed=1")], ids=["without a parser", "with a parser"])
def test_the_file_is_used_in_place(repository: Path, args: tuple[str, ...]) -> None:
    files(repository, "a.txt")
    configure(repository, 'keep-lines = ["Share this article"]')
    assert run_in(repository, *args, "a.txt").code == 0
    assert (repository / "a.txt").read_text(encoding="utf-8") == f"{SHARE}\n\n{STORY}"


def test_the_python_interface_reads_no_file(repository: Path) -> None:
    configure(repository, "no TOML at all")
    code = "import sys; from cleaner import clean; sys.stdout.write(clean(sys.stdin.read()).text)"
    done = run_in_shell(f'cd "{repository}" && "$1" -c "{code}"', stdin=SCRAPE)
    assert (done.code, done.text) == (0, STORY.rstrip("\n"))


def test_a_plain_call_without_a_table_reads_no_toml(repository: Path) -> None:
    configure(repository, 'name = "cleaner"', table="[project]")
    (repository / "scrape.txt").write_text(SCRAPE, encoding="utf-8")
    result = run_in_shell(f'cd "{repository}" && "$1" -X importtime -m cleaner scrape.txt')
    assert (result.code, result.text) == (0, STORY)
    assert "cleaner.cli.config" in result.err
    assert "tomllib" not in result.err
    assert "typer" not in result.err
