"""The step for datatrove, run by its own executor."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from doc_examples import example
from stories import BOILERPLATE, PAGE, PARAGRAPHS, SCRAPED, TITLE

from cleaner import Options

pytest.importorskip("datatrove", reason="datatrove is not installed")
from datatrove.data import Document
from datatrove.pipeline.writers import JsonlWriter

from cleaner.integrations.datatrove import ArticleCleaner

BODY = "\n\n".join(PARAGRAPHS)
TOO_MUCH = "a\n\n" * 200_001


def cleaned(step: ArticleCleaner, *documents: Document) -> list[Document]:
    """What a step hands on."""
    return list(step.run(iter(documents)))


def test_the_example_of_the_readme_cleans_keeps_and_drops(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    for part in range(2):
        documents = [
            {"id": f"{part}-story", "html": PAGE, "url": "https://news.example/2024/03/09/a", "language": "xx"},
            {"id": f"{part}-nothing", "html": f"<p>{BOILERPLATE}</p>", "source": "feed"},
        ]
        lines = "".join(json.dumps(document) + "\n" for document in documents)
        (tmp_path / "pages" / f"{part}.jsonl").write_text(lines, encoding="utf-8")
    exec(example("ArticleCleaner", tmp_path), {})
    for part in range(2):
        (story,) = _written(tmp_path / "articles", part)
        metadata = story["metadata"]
        assert (story["id"], story["text"]) == (f"{part}-story", BODY)
        assert (metadata["title"], metadata["published"], metadata["language"]) == (TITLE, "2024-03-09", "xx")
        assert metadata["url"] == "https://news.example/2024/03/09/a"
        (nothing,) = _written(tmp_path / "dropped", part)
        assert (nothing["text"], nothing["metadata"]["source"]) == (f"<p>{BOILERPLATE}</p>", "feed")
        assert nothing["metadata"]["filter_reason"] == "empty"
    stats = {step["name"]: step["stats"] for step in json.loads((tmp_path / "logs" / "stats.json").read_text("utf-8"))}
    ours = next(found for name, found in stats.items() if "Article cleaner" in name)
    names = ("total", "forwarded", "dropped", "dropped_empty", "kept", "removed_ad")
    assert [_total(ours[name]) for name in names] == [4, 2, 2, 2, 2 * len(f"{TITLE}{''.join(PARAGRAPHS)}"), 26]


def _total(found: Any) -> Any:
    """Where all that was counted was 1, datatrove tells the total alone."""
    return found["total"] if isinstance(found, dict) else found


def _written(folder: Path, rank: int) -> list[dict[str, Any]]:
    lines = gzip.decompress((folder / f"{rank:05}.jsonl.gz").read_bytes()).decode().splitlines()
    return [json.loads(line) for line in lines]


def test_what_cannot_be_cleaned_is_dropped_as_it_was_with_the_reason(tmp_path: Path) -> None:
    step = ArticleCleaner(timeout=60, exclusion_writer=JsonlWriter(str(tmp_path), compression=None))
    (story,) = cleaned(step, Document(TOO_MUCH, "much", metadata={"from": "feed"}), Document(SCRAPED, "story"))
    assert (story.id, story.text) == ("story", BODY)
    (dropped,) = [json.loads(line) for line in (tmp_path / "00000.jsonl").read_text("utf-8").splitlines()]
    assert (dropped["id"], dropped["text"]) == ("much", TOO_MUCH)
    assert dropped["metadata"]["from"] == "feed"
    assert dropped["metadata"]["filter_reason"] == "failed"
    assert "200,000" in dropped["metadata"]["error"]
    assert step.stats["dropped_failed"].total == 1


def test_documents_without_an_article_stay_where_that_is_asked_for() -> None:
    (kept,) = cleaned(ArticleCleaner(keep_empty=True), Document(BOILERPLATE, "nothing"))
    assert (kept.id, kept.text, kept.metadata["confidence"]) == ("nothing", "", 0.0)


def test_metadata_of_a_document_stay_and_are_added_to() -> None:
    metadata = {
        "title": "Own",
        "published": None,
        "confidence": 0.5,
        "n": 1,
        "url": "https://news.example/2024/03/09/a",
    }
    (story,) = cleaned(ArticleCleaner(), Document(PAGE, "story", metadata=metadata))
    assert (story.metadata["title"], story.metadata["published"]) == ("Own", "2024-03-09")
    assert (story.metadata["confidence"], story.metadata["n"]) == (0.5, 1)
    assert 0 < story.metadata["cleaner_confidence"] <= 1


def test_options_hold() -> None:
    options = Options(keep=frozenset({"ad"}))
    (story,) = cleaned(ArticleCleaner(options), Document(PAGE, "story"))
    assert "Advertisement" in story.text
