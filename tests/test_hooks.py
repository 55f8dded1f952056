"""The hooks, run by pre-commit itself in repositories made here."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from command import run
from doc_examples import MANUAL, README, blocks
from stories import CLEAN, SCRAPED

from cleaner.files.walk import NO_ARTICLE

ROOT = Path(__file__).parent.parent
HOOKS = ROOT / ".pre-commit-hooks.yaml"
# The files that an installation of the hook needs.
SOURCES = (".ci", "cleaner", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")
INSTALLING_SECONDS = 600
EXCLUDES = re.compile(rf"(?i)(^|/)({NO_ARTICLE})$")
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


def test_the_hooks_leave_out_the_same_files_as_the_walk() -> None:
    assert HOOKS.read_text(encoding="utf-8").count(EXCLUDES.pattern) == 1
    assert HOOKS.read_text(encoding="utf-8").count("exclude: *no-article") == 1


@pytest.mark.parametrize(
    "name",
    "LICENSE README README.md docs/README.de.md requirements.txt requirements/dev.txt CMakeLists.txt sub/robots.txt "
    "LICENSE-MIT COPYING.LESSER NOTICE constraints.txt requirements-dev.in changelog.md".split(),
)
def test_files_that_are_not_articles_are_left_out(name: str) -> None:
    assert (EXCLUDES.search(name) is None) == (name == "requirements/dev.txt")


class Repository:
    """A git repository, and the environment in which git and pre-commit run."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))},
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
            "GIT_AUTHOR_NAME": "Osric Venn",
            "GIT_AUTHOR_EMAIL": "osric@rock.example",
            "GIT_COMMITTER_NAME": "Osric Venn",
            "GIT_COMMITTER_EMAIL": "osric@rock.example",
            "PRE_COMMIT_HOME": str(home),
            "PRE_COMMIT_COLOR": "never",
            "CLEANER_PURE": "1",  # compiling takes a minute, and the hooks do the same without
        }
        # A hook runs the cleaner that was installed for it, not the one that is tested around it.
        self._environment.pop("PYTHONPATH", None)
        folder.mkdir()
        self.run("git", "init", "-q")

    def run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            command,
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=INSTALLING_SECONDS,
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def pre_commit(self, *args: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return self.run(sys.executable, "-m", "pre_commit", *args, check=check)

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def commit(self, check: bool = True) -> subprocess.CompletedProcess[str]:
        self.run("git", "add", "--all")
        return self.run("git", "commit", "-m", "A story", check=check)

    def commits(self) -> int:
        return int(self.run("git", "rev-list", "--all", "--count").stdout)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder where pre-commit keeps what it installs, once for all tests."""
    if importlib.util.find_spec("pre_commit") is None or shutil.which("git") is None:
        pytest.skip("pre-commit or git is not installed")
    folder = tmp_path_factory.mktemp("pre-commit")
    # pip needs an index to build the hook and install its dependencies.
    probe = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--dest", str(folder), "hatchling"]
    if subprocess.run(probe, capture_output=True, check=False, timeout=INSTALLING_SECONDS).returncode != 0:
        pytest.skip("pip cannot reach an index to install the hook from")
    return folder


@pytest.fixture(scope="session")
def source(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """The project as a repository of hooks."""
    repository = Repository(tmp_path_factory.mktemp("source") / "cleaner", home)
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, repository.folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, repository.folder / name)
    repository.commit()
    return repository


@pytest.fixture
def data(source: Repository, home: Path, tmp_path: Path) -> Repository:
    return Repository(tmp_path / "data", home)


def use(data: Repository, source: Repository, hooks: Sequence[str]) -> None:
    """Install hooks in a repository, for the files in articles/."""
    revision = source.run("git", "rev-parse", "HEAD").stdout.strip()
    entries = "\n".join(f"      - id: {hook}\n        files: ^articles/" for hook in hooks)
    data.write(
        ".pre-commit-config.yaml", f"repos:\n  - repo: {source.folder}\n    rev: {revision}\n    hooks:\n{entries}\n"
    )
    data.pre_commit("install")


@pytest.mark.slow
def test_a_commit_is_stopped_and_cleaned_and_the_next_one_passes(source: Repository, data: Repository) -> None:
    use(data, source, ["cleaner"])
    data.write("articles/a.txt", SCRAPED)
    data.write("articles/b.md", CLEAN)
    data.write("articles/LICENSE", "Share this article\n")
    data.write("notes.txt", SCRAPED)
    stopped = data.commit(check=False)
    assert stopped.returncode == 1
    assert "files were modified by this hook" in stopped.stderr
    assert "cleaner: articles/a.txt: cleaned (3 lines, 7% of the text)" in stopped.stderr
    assert data.commits() == 0
    assert [data.read(f"articles/{name}") for name in ("a.txt", "b.md", "LICENSE")] == [
        CLEAN,
        CLEAN,
        "Share this article\n",
    ]
    assert data.read("notes.txt") == SCRAPED
    data.commit()
    assert data.commits() == 1
    assert data.run("git", "show", "HEAD:articles/a.txt").stdout == CLEAN


@pytest.mark.slow
def test_a_file_that_is_refused_stops_the_commit(source: Repository, data: Repository) -> None:
    use(data, source, ["cleaner"])
    data.write("articles/a.txt", "Share this article\n")
    stopped = data.commit(check=False)
    assert "- exit code: 2" in stopped.stderr
    assert "articles/a.txt: 100% of it would be removed" in stopped.stderr
    assert data.read("articles/a.txt") == "Share this article\n"


@pytest.mark.slow
def test_the_check_shows_what_would_change_and_writes_nothing(source: Repository, data: Repository) -> None:
    use(data, source, ["cleaner-check"])
    data.write("articles/a.txt", SCRAPED)
    stopped = data.commit(check=False)
    assert "- exit code: 1" in stopped.stderr
    assert "\n-Share this article\n" in stopped.stderr
    assert (data.commits(), data.read("articles/a.txt")) == (0, SCRAPED)
    data.write("articles/a.txt", CLEAN)
    data.commit()


@pytest.mark.slow
def test_json_lines_are_cleaned(source: Repository, data: Repository) -> None:
    use(data, source, ["cleaner", "cleaner-jsonl"])
    line = '{"id": 1.0, "text": %s}\n'
    data.write("articles/a.jsonl", line % json.dumps(SCRAPED))
    assert data.commit(check=False).returncode == 1
    assert data.read("articles/a.jsonl") == line % json.dumps(CLEAN)
    data.commit()


def configured_as_in(page: Path, data: Repository, source: Repository) -> None:
    """Install the hooks that a page of ours configures, from the clone that the page names."""
    [block] = [block for block in blocks(page) if block.title == ".pre-commit-config.yaml"]
    configuration = yaml.safe_load(block.text)
    [repository] = configuration["repos"]
    (data.folder / repository["repo"]).symlink_to(source.folder)
    repository["rev"] = source.run("git", "rev-parse", "HEAD").stdout.strip()
    data.write(".pre-commit-config.yaml", yaml.safe_dump(configuration))
    data.pre_commit("install")


# Files of a mixed folder that no hook may touch, or complain about.
OTHERS = {
    "README.md": "# Stories\n\nShare this article\n",
    "page.html": f"<!DOCTYPE html><p>{SCRAPED}</p>\n",
    "table.csv": "name,text\na,Share this article\n",
    "one.json": '{"text": "Share this article"}\n',
    "noending": "Share this article\n",
    "requirements.txt": "lxml>=6\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("page", [README, MANUAL / "tutorials" / "hook.md"], ids=lambda page: page.name)
def test_the_configuration_of_a_page_cleans_its_own_files_of_a_mixed_folder(
    page: Path, source: Repository, data: Repository
) -> None:
    configured_as_in(page, data, source)
    for name, text in OTHERS.items():
        data.write(f"data/{name}", text)
    (data.folder / "data" / "logo.png").write_bytes(PNG)
    data.commit()
    for name in ("a.txt", "b.md", "c.TXT"):
        data.write(f"data/{name}", SCRAPED)
    line = json.dumps({"text": SCRAPED, "body": SCRAPED}) + "\n"
    for name in ("a.jsonl", "b.NDJSON"):
        data.write(f"data/{name}", line)
    data.write("a.txt", SCRAPED)
    stopped = data.commit(check=False)
    assert (stopped.returncode, "exit code: 2" in stopped.stderr) == (1, False), stopped.stderr
    assert {data.read(f"data/{name}") for name in ("a.txt", "b.md", "c.TXT")} == {CLEAN}
    for name in ("a.jsonl", "b.NDJSON"):
        assert sorted(json.loads(data.read(f"data/{name}")).values()) != [SCRAPED, SCRAPED]
    assert {name: data.read(f"data/{name}") for name in OTHERS} == OTHERS
    assert data.read("a.txt") == SCRAPED
    data.commit()


@pytest.mark.parametrize("hook", yaml.safe_load(HOOKS.read_text(encoding="utf-8")), ids=lambda hook: hook["id"])
def test_a_hook_says_nothing_of_files_that_are_not_its_own(hook: dict[str, Any], tmp_path: Path) -> None:
    """pre-commit hands them over if the user's configuration replaces the patterns and types of the hook."""
    for name, text in OTHERS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "logo.png").write_bytes(PNG)
    command = [*hook["entry"].split()[1:], *hook.get("args", [])]
    names = [str(tmp_path / name) for name in (*OTHERS, "logo.png")]
    assert run(*command, *names) == (0, b"", "cleaner: 0 files\n")
    others = {"a.txt", "b.md"} if hook["id"] == "cleaner-jsonl" else {"a.jsonl"}
    for name in others:
        (tmp_path / name).write_text(SCRAPED, encoding="utf-8")
    assert run(*command, *(str(tmp_path / name) for name in others)) == (0, b"", "cleaner: 0 files\n")


@pytest.mark.slow
def test_files_may_be_divided_among_several_processes(source: Repository, data: Repository) -> None:
    use(data, source, ["cleaner"])
    for number in range(24):
        data.write(f"articles/{number}.txt", SCRAPED if number % 2 else CLEAN)
    stopped = data.commit(check=False)
    summaries = re.findall(r"^cleaner: (\d+) files?: ", stopped.stderr, re.MULTILINE)
    assert sum(map(int, summaries)) == 24
    assert len(summaries) > 1 or (os.cpu_count() or 1) == 1
    assert {path.read_text(encoding="utf-8") for path in (data.folder / "articles").iterdir()} == {CLEAN}
    data.commit()


@pytest.mark.slow
def test_the_hook_can_be_tried_without_a_configuration(source: Repository, data: Repository) -> None:
    data.write("a.txt", SCRAPED)
    data.run("git", "add", "--all")
    tried = data.pre_commit("try-repo", str(source.folder), "cleaner", "--all-files", check=False)
    assert tried.returncode == 1
    assert "cleaner: a.txt: cleaned (3 lines, 7% of the text)" in tried.stdout
    assert data.read("a.txt") == CLEAN
