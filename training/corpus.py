"""Reads the corpora: gzipped JSON lines with the page as HTML, as plain text in several renderings, and the gold text."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from cleaner.document import Block, Kind
from cleaner.rules.clues import Clue, gather
from cleaner.segment import segment
from training.alignment import align
from training.settings import EVERY_NTH_RENDERING, RENDERINGS, WEIGHT_OF_SET


class Sample(NamedTuple):
    """One input with its answer: the blocks of a page in one form, and for each 1 (gold), 0 (not) or -1 (either)."""

    page: str
    set: str
    host: str
    form: str  # "html", or the name of a rendering
    kind: Kind
    blocks: list[Block]
    clues: list[Clue]
    truth: list[int]
    gold: str
    optional: tuple[str, ...]


def read(folder: Path, kind: Kind) -> Iterator[Sample]:
    """Every page with a gold text, as HTML or in some of its renderings."""
    for name in WEIGHT_OF_SET:
        with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                page = json.loads(line)
                if page["gold"]:
                    for form, source in _forms(page, kind, number):
                        if sample := _sample(page, name, form, source, kind):
                            yield sample


def host_of(url: str) -> str:
    """The host of a page, without www."""
    return urlsplit(url or "").netloc.lower().removeprefix("www.")


def _forms(page: dict[str, Any], kind: Kind, number: int) -> Iterator[tuple[str, str]]:
    if kind is Kind.HTML:
        yield "html", page["html"]
        return
    for at, form in enumerate(RENDERINGS):
        if (number + at) % EVERY_NTH_RENDERING == 0:
            yield form, page["text"][form]


def _sample(page: dict[str, Any], name: str, form: str, source: str, kind: Kind) -> Sample | None:
    blocks = segment(source, kind)
    if not blocks:
        return None
    optional = tuple(page.get("optional") or ())
    return Sample(
        page=page["id"],
        set=name,
        host=host_of(page["url"]),
        form=form,
        kind=kind,
        blocks=blocks,
        clues=gather(blocks),
        truth=align([block.text for block in blocks], page["gold"], optional),
        gold="\n".join(page["gold"]),
        optional=optional,
    )
