"""The regression gate fails if a page got worse, and never lowers a floor by accident."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.benchmarks import gate

MEASURED = {"a.txt": 0.9, "b.html": 1.0}


@pytest.fixture
def floors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of floors; the samples themselves are not cleaned."""
    path = tmp_path / "floors.json"
    path.write_text(json.dumps({"digest": "same", "floors": MEASURED}))
    monkeypatch.setattr(gate, "FLOORS", path)
    monkeypatch.setattr(gate, "digest", lambda: "same")
    monkeypatch.setattr(gate, "measured", lambda: dict(MEASURED))
    return path


def run(monkeypatch: pytest.MonkeyPatch, *args: str) -> int:
    monkeypatch.setattr("sys.argv", ["gate", *args])
    try:
        gate.main()
    except SystemExit as error:
        return int(error.code or 0)
    return 0


def test_it_passes_if_nothing_got_worse(floors: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch) == 0


@pytest.mark.parametrize("now", [{"a.txt": 0.8999, "b.html": 1.0}, {"a.txt": 0.9}], ids=["worse", "gone"])
def test_it_fails_if_a_page_got_worse_or_is_missing(
    floors: Path, monkeypatch: pytest.MonkeyPatch, now: dict[str, float]
) -> None:
    monkeypatch.setattr(gate, "measured", lambda: now)
    before = floors.read_text()
    assert run(monkeypatch) == 1
    assert run(monkeypatch, "--update") == 1
    assert floors.read_text() == before
    assert run(monkeypatch, "--update", "--allow-regression") == 0
    assert json.loads(floors.read_text())["floors"] == now


def test_it_fails_if_the_samples_have_changed(floors: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "digest", lambda: "other")
    assert run(monkeypatch) == 1
    assert run(monkeypatch, "--update") == 0
    assert run(monkeypatch) == 0


def test_text_nodes_are_lines_without_scripts_and_styles() -> None:
    page = "<body><p>One <b>two</b></p><script>three()</script><style>four</style><p> \n </p>five</body>"
    assert gate.nodes(page) == "One\ntwo\nfive"
