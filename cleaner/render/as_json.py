"""An article as JSON, and the schema of it."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from cleaner.document import Article, Block, LabelledBlock, Shape

# Rises only when a field changes its meaning; new fields may come at any time.
SCHEMA_VERSION = 1
# People read rows too: where a block stands comes first, its text last.
_OF_ROW = ("path", "line", "end_line", "label", "family", "kept", "reason", "score", "text")
SCHEMA = Path(__file__).with_name("schema.json")


def as_json(article: Article, path: str | None = None) -> str:
    """One indented JSON document with a line ending. `path` names the input; None for standard input."""
    return json.dumps(as_record(article, path), ensure_ascii=False, indent=2) + "\n"


def as_jsonl(article: Article, path: str | None = None) -> str:
    """The same record on one line, with a line ending."""
    return json.dumps(as_record(article, path), ensure_ascii=False) + "\n"


def as_explained(article: Article, path: str | None = None) -> str:
    """The explanation as data: a line of JSON for every block, kept or not, each with the name of its input."""
    rows = ({"path": path, **_block(block)} for block in article.blocks)
    return "".join(json.dumps({key: row[key] for key in _OF_ROW}, ensure_ascii=False) + "\n" for row in rows)


def as_record(article: Article, path: str | None = None) -> dict[str, Any]:
    """The record that JSON and JSONL hold, as the schema describes it."""
    return {
        "schema_version": SCHEMA_VERSION,
        "path": path,
        "kind": str(article.kind),
        "title": article.title,
        "standfirst": article.standfirst,
        "authors": list(article.authors),
        "published": article.published,
        "updated": article.updated,
        "language": article.language,
        "site": article.site,
        "url": article.url,
        "description": article.description,
        "tags": list(article.tags),
        "image": article.image,
        "sources": dict(article.sources),
        "text": article.text,
        "confidence": article.confidence,
        "blocks": [_block(block) for block in article.blocks],
    }


@lru_cache(maxsize=1)
def schema() -> str:
    """The published JSON Schema (draft 2020-12)."""
    return SCHEMA.read_text(encoding="utf-8")


def _block(block: LabelledBlock) -> dict[str, Any]:
    return {
        "text": block.text,
        "label": str(block.label),
        "family": str(block.family),
        "kept": block.kept,
        "reason": block.reason,
        "score": round(block.score, 3),
        "line": block.line,
        "end_line": block.end_line,
        **_structure(block.block),
    }


def _structure(block: Block) -> dict[str, Any]:
    """What blocks of one shape have, each where it has it."""
    if block.shape is Shape.HEADING:
        return {"level": block.level}
    if block.shape is Shape.LIST_ITEM:
        return {"depth": block.level, "marker": block.marker, "ordered": any(map(str.isdecimal, block.marker))}
    if block.shape is Shape.TABLE and block.rows:
        return {"rows": [list(row) for row in block.rows]}
    return {"language": block.language} if block.language else {}
