"""README and manual: their examples run, their links lead somewhere, and they leave nothing out."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from xml.etree import ElementTree

import pytest
import typer
import yaml
from command import run
from doc_examples import MANUAL, PAGES, README, ROOT, blocks
from doc_examples import run as run_examples
from helpers import module_at

from cleaner import Family, Label
from cleaner.cli.exit_codes import Exit
from cleaner.cli.option_groups import options
from cleaner.cli.parser import app
from tests.benchmarks.chart import CHART, chart, read_figures
from tests.benchmarks.speed_chart import speed_chart

_MOST_LINES = 250  # of README
DOCUMENTS = [
    *PAGES,
    ROOT / ".github" / "CONTRIBUTING.md",
    ROOT / "samples" / "README.md",
    ROOT / "tests" / "cases" / "README.md",
    ROOT / "cleaner" / "model" / "README.md",
    ROOT / "cleaner" / "rules" / "README.md",
]
_FENCED = re.compile(r"^```.*?^```$", re.M | re.S)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.M)
_MODULE = re.compile(r"python -m\s+((?:cleaner|tests)[\w.]*)")
_PATH = re.compile(r"`((?:cleaner|tests|docs|samples|\.ci)/[\w./-]+)`")


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


def has_examples(page: Path) -> bool:
    return any(block.language in ("console", "pycon") for block in blocks(page))


def generated(part: str) -> str:
    """A part of the manual that is generated from the program."""
    return str(module_at(ROOT / "docs" / "generate.py").on_page_markdown(f"<!-- generated: {part} -->"))


def anchors(page: Path) -> set[str]:
    """The anchors of the headings of a page, as GitHub and MkDocs make them."""
    headings = _HEADING.findall(_FENCED.sub("", page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


# Examples


@pytest.mark.parametrize("page", [page for page in PAGES if has_examples(page)], ids=name)
def test_a_page_shows_what_its_examples_print(page: Path, tmp_path: Path) -> None:
    for one in run_examples(page, tmp_path):
        assert one.agrees, f"$ {one.command}\n{one.printed}"


def test_the_first_example_prints_no_message(tmp_path: Path) -> None:
    page, command = blocks(README)[:2]
    (tmp_path / "page.txt").write_text(page.text, encoding="utf-8")
    result = run(str(tmp_path / "page.txt"))
    assert (result.code, result.err) == (0, "")
    assert f"$ cleaner page.txt\n{result.text}" == command.text


@pytest.mark.parametrize("page", [README, MANUAL / "tutorials" / "hook.md"], ids=name)
def test_the_configuration_of_the_hooks_names_hooks_that_there_are(page: Path) -> None:
    [configuration] = [block for block in blocks(page) if block.title == ".pre-commit-config.yaml"]
    [repository] = yaml.safe_load(configuration.text)["repos"]
    hooks = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    for hook in repository["hooks"]:
        assert hook["id"] in hooks


@pytest.mark.parametrize("page", [README, MANUAL / "tutorials" / "hook.md"], ids=name)
def test_the_revision_of_the_hooks_is_one_of_the_repository(page: Path) -> None:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("this is no clone")
    [configuration] = [block for block in blocks(page) if block.title == ".pre-commit-config.yaml"]
    revision = yaml.safe_load(configuration.text)["repos"][0]["rev"]
    shown = subprocess.run(
        ["git", "show", f"{revision}:.pre-commit-hooks.yaml"], cwd=ROOT, capture_output=True, check=False
    )
    assert b"id: cleaner-jsonl" in shown.stdout


# What the pages say


def test_the_readme_is_short() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= _MOST_LINES


@pytest.mark.parametrize("page", DOCUMENTS, ids=name)
def test_links_within_the_project_lead_somewhere(page: Path) -> None:
    for link in _LINK.findall(_FENCED.sub("", page.read_text(encoding="utf-8"))):
        if link.startswith(("https://", "http://")):
            continue
        target, _, anchor = link.partition("#")
        file = (page.parent / target).resolve() if target else page
        assert file.exists(), link
        if anchor:
            assert anchor in anchors(file), link


@pytest.mark.parametrize("page", DOCUMENTS, ids=name)
def test_modules_and_files_that_are_named_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for module in _MODULE.findall(text):
        assert importlib.util.find_spec(module) is not None, module
    for path in _PATH.findall(text):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("page", DOCUMENTS, ids=name)
def test_what_is_installed_is_on_hand(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert "pip install article-cleaner" not in text
    assert "pip install 'article-cleaner" not in text
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    for named in re.findall(r"pip install [^\n]*'\.\[([a-z,]+)\]'", text):
        assert set(named.split(",")) <= extras.keys()


def test_every_option_is_in_the_manual() -> None:
    table = generated("options")
    for option in typer.main.get_command(app).params:
        if option.param_type_name == "option" and not option.hidden:
            assert all(f"`{name}`" in table for name in option.opts), option.opts


def test_options_of_readme_and_manual_are_options() -> None:
    known = {name for option in typer.main.get_command(app).params for name in option.opts} | {"--help"}
    for page in PAGES:
        for line in page.read_text(encoding="utf-8").splitlines():
            if re.search(r"^\$ cleaner|^cleaner |^\| `-", line):
                named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", line))
                assert named <= known, f"{name(page)}: {line}"


def test_every_field_of_the_json_is_in_the_manual() -> None:
    schema = json.loads(run("--json-schema").out)
    table = generated("json-fields")
    fields = [*schema["properties"], *schema["$defs"]["block"]["properties"]]
    assert [field for field in fields if f"| `{field}` |" not in table] == []


def test_every_label_is_in_the_manual_and_whether_it_stays() -> None:
    table = generated("labels")
    assert [label for label in Label if f"| `{label}` |" not in table] == []
    assert [family for family in Family if f"## {family.capitalize()}: " not in table] == []
    assert re.search(r"^\| `title` \| .* \| stays \|$", table, re.M)
    assert re.search(r"^\| `byline` \| .* \| goes \|$", table, re.M)


def test_every_exit_code_is_in_the_manual() -> None:
    text = (MANUAL / "reference" / "exit-codes.md").read_text(encoding="utf-8")
    assert [code for code in Exit if f"| {int(code)} |" not in text] == []


def test_every_key_of_the_configuration_is_in_the_manual() -> None:
    text = (MANUAL / "reference" / "configuration.md").read_text(encoding="utf-8")
    keys = [option.key for option in options() if option.in_file]
    assert [key for key in keys if f"\n{key} = " not in text] == []


def test_every_field_of_the_manifest_is_in_the_manual(tmp_path: Path) -> None:
    assert run(str(ROOT / "samples" / "interview.txt"), "-o", str(tmp_path / "out"), "-j", "1").code == 0
    [row] = (tmp_path / "out" / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    text = (MANUAL / "reference" / "manifest.md").read_text(encoding="utf-8")
    assert [field for field in json.loads(row) if f"| `{field}` |" not in text] == []


# Figures


def test_the_chart_shows_the_figures() -> None:
    assert CHART.read_text(encoding="utf-8") == chart(read_figures())


def test_in_the_chart_of_speed_the_faster_is_further_right_and_the_better_further_up() -> None:
    panel = {"cleaner": (1.2, 0.96), "slow": (0.5, 0.9), "fast and poor": (40.0, 0.3)}
    drawn = ElementTree.fromstring(speed_chart({"html": panel, "resiliparse": panel}))
    circles = [element for element in drawn if element.tag.endswith("circle")]
    places = [(float(circle.attrib["cx"]), float(circle.attrib["cy"])) for circle in circles[:3]]
    (slow, own, fast) = places  # in the order of speed
    assert slow[0] < own[0] < fast[0] < 360
    assert own[1] < slow[1] < fast[1] <= 330  # the bottom of a panel
    assert [circle[0].text for circle in circles[3:]] == [circle[0].text for circle in circles[:3]]


@pytest.mark.parametrize("page", [README, MANUAL / "explanation" / "figures.md"], ids=name)
def test_the_table_has_the_figures_of_the_chart(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    figures = read_figures()
    assert f"| input | {' | '.join(figures.sets)} |" in text
    for system, values in figures.systems.items():
        assert f"| {system} | {' | '.join(f'{value:.3f}' for value in values)} |" in text


def test_the_model_card_has_the_same_figures() -> None:
    text = (ROOT / "cleaner" / "model" / "README.md").read_text(encoding="utf-8")
    for values in read_figures().systems.values():
        assert f"| {' | '.join(f'{value:.3f}' for value in values)} |" in text
