"""Writes an article as JSON, and gives the JSON Schema of the result."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cleaner.document import Article, Block, LabelledBlock, Shape

# Raised only when a field changes its meaning or is no longer always there; new fields may be added at any time.
SCHEMA_VERSION = 2
# The order of the keys is for people: the place of a block comes first, its text last.
_ROW_KEYS = ("path", "line", "end_line", "label", "family", "kept", "reason", "score", "doubtful", "text")
_NOTHING: Mapping[str, str] = MappingProxyType({})
_SCHEMA_FILE = Path(__file__).with_name("schema.json")


def as_json(fields: Mapping[str, Any], indent: int | None = None) -> str:
    """Fields as JSON with a line ending: on one line, or indented."""
    return json.dumps(fields, ensure_ascii=False, indent=indent) + "\n"


def as_explained(article: Article, path: str | None = None) -> str:
    """The explanation as data: a line of JSON for every block, kept or dropped, with the name of its input."""
    rows = ({"path": path, **_block(block)} for block in article.blocks)
    return "".join(as_json({key: row[key] for key in _ROW_KEYS}) for row in rows)


def as_record(
    article: Article, path: str | None = None, blocks: bool = False, renderings: Mapping[str, str] = _NOTHING
) -> dict[str, Any]:
    """The record of an article, as the JSON Schema describes it. `path` is the name of the input, None for a stream.

    On request it has every block, and the article in other formats by their names ("markdown").
    """
    record: dict[str, Any] = {
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
        "expected_words": article.expected_words,
        "counts": dict(Counter(str(block.label) for block in article.blocks)),
        **renderings,
    }
    return {**record, "blocks": [_block(block) for block in article.blocks]} if blocks else record


def plain_block(block: LabelledBlock) -> dict[str, Any]:
    """The fields that every block has, whatever its shape."""
    return {
        "text": block.text,
        "label": str(block.label),
        "family": str(block.family),
        "kept": block.kept,
        "reason": block.reason,
        "score": round(block.score, 3),
        "doubtful": block.doubtful,
        "line": block.line,
        "end_line": block.end_line,
    }


@lru_cache(maxsize=1)
def schema() -> str:
    """The published JSON Schema (draft 2020-12)."""
    return _SCHEMA_FILE.read_text(encoding="utf-8")


def _block(block: LabelledBlock) -> dict[str, Any]:
    return {**plain_block(block), **_structure(block.block)}


def _structure(block: Block) -> dict[str, Any]:
    """The fields that only blocks of some shapes have."""
    if block.shape is Shape.HEADING:
        return {"level": block.level}
    if block.shape is Shape.LIST_ITEM:
        return {"depth": block.level, "marker": block.marker, "ordered": any(map(str.isdecimal, block.marker))}
    if block.shape is Shape.TABLE and block.rows:
        return {"rows": [list(row) for row in block.rows]}
    return {"language": block.language} if block.language else {}
