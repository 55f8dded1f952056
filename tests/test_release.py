"""What a release consists of besides the package: the manual page, the workflow, the image and the citation."""

from __future__ import annotations

import shutil
import subprocess
import tomllib
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from helpers import module_at

from cleaner import __version__
from cleaner.cli.exit_codes import Exit
from cleaner.cli.option_groups import options

ROOT = Path(__file__).parents[1]
MAN_PAGE = ROOT / "docs" / "cleaner.1"


def generator() -> ModuleType:
    return module_at(ROOT / "docs" / "generate.py")


def workflow() -> Any:
    return yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text())


def commands(job: Any) -> str:
    return "\n".join(step.get("run", "") for step in job["steps"])


# The manual page


def test_the_manual_page_is_that_of_the_declaration() -> None:
    assert MAN_PAGE.read_text() == generator().man_page(), "python docs/generate.py writes it anew"


def test_the_manual_page_has_every_option_and_exit_code() -> None:
    page = MAN_PAGE.read_text().replace("\\-", "-")
    assert [flag for option in options() for flag in option.flags if f"\\fB{flag}\\fR" not in page] == []
    assert [code for code in Exit if f".B {code.value}\n" not in page] == []


@pytest.mark.parametrize(
    ("text", "written"),
    [("a-b", "a\\-b"), (".x\n.y", "\\&.x\n\\&.y"), ("'x", "\\(aqx"), ("a\\b", "a\\eb"), ("e.g. x", "e.g. x")],
)
def test_no_text_of_the_manual_page_is_a_command(text: str, written: str) -> None:
    assert generator()._roff(text) == written


@pytest.mark.skipif(shutil.which("groff") is None, reason="needs groff")
def test_groff_has_nothing_to_say_about_the_manual_page() -> None:
    done = subprocess.run(
        ["groff", "-man", "-ww", "-Tascii", str(MAN_PAGE)], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    assert "take the article out of a scraped page" in done.stdout


def test_the_wheel_installs_the_manual_page() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]
    assert settings["wheel"]["shared-data"] == {"docs/cleaner.1": "share/man/man1/cleaner.1"}


# The workflow


def test_a_tag_builds_checks_and_publishes_in_this_order() -> None:
    jobs = workflow()["jobs"]
    needed = [jobs[name].get("needs") for name in ("build", "wheels", "smoke-test", "publish")]
    assert needed == [None, None, ["build", "wheels"], "smoke-test"]
    assert workflow()[True]["push"] == {"tags": ["v*"]}  # YAML reads the key `on` as true
    assert "python -m build" in commands(jobs["build"])
    assert "twine check --strict dist/*" in commands(jobs["build"])
    assert "pip install --find-links dist" in commands(jobs["smoke-test"])
    assert "--version | grep -F compiled" in commands(jobs["smoke-test"])
    assert jobs["publish"]["if"] == "github.ref_type == 'tag'"


def test_only_publishing_may_ask_for_an_identity_and_there_is_no_password() -> None:
    jobs = workflow()["jobs"]
    assert workflow()["permissions"] == {"contents": "read"}
    assert [name for name, job in jobs.items() if "permissions" in job] == ["publish"]
    assert jobs["publish"]["permissions"] == {"id-token": "write"}
    assert jobs["publish"]["steps"][-1] == {"uses": "pypa/gh-action-pypi-publish@release/v1"}
    assert "secrets." not in (ROOT / ".github" / "workflows" / "release.yml").read_text()


def test_the_smoke_test_compares_with_samples_that_exist() -> None:
    script = commands(workflow()["jobs"]["smoke-test"])
    for sample in ("crypto-news.txt", "crypto-news.html"):
        assert sample in script
        assert (ROOT / "samples" / "expected" / f"{sample}.txt").is_file()


# The image and the citation


def test_the_image_copies_what_the_wheel_is_built_from() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    stages = [line.split()[1] for line in lines if line.startswith("FROM ")]
    assert stages[-1] == f"{stages[0]}-slim"  # the same Python, without the compiler
    copied = [source for line in lines if line.startswith("COPY ") for source in line.split()[1:-1]]
    own = [source for source in copied if source not in ("--from=build", "/wheels")]
    assert {"pyproject.toml", "README.md", "LICENSE", "cleaner", "docs/cleaner.1", ".ci/compile.py"} == set(own)
    assert all((ROOT / source).exists() for source in own)
    assert "USER nobody" in lines


def test_the_citation_names_this_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert citation["version"] == __version__
    assert citation["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= set(citation)
