"""Reads the corpora: gzipped JSON lines with a page as HTML, as plain text in several renderings, and its gold text."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from cleaner.document import Block, Kind
from cleaner.render.as_text import join_lines
from cleaner.rules.evidence import Evidence, gather
from cleaner.segment import segment
from cleaner.training.alignment import EITHER, GOLD, align, words
from cleaner.training.settings import (
    CLEANED,
    EVERY_NTH_RENDERING,
    LEFT_IN_CLEANED,
    RENDERINGS,
    SEED,
    VARIANT_OF,
    VARIANTS,
    WEIGHT_OF_SET,
)
from cleaner.training.snippets import Snippets, truth_of
from cleaner.training.variants import variant
from cleaner.training.weak import weak_gold


class Sample(NamedTuple):
    """One input with its answer: the blocks of a page in one form, and for each 1 (gold), 0 (not) or -1 (either).

    Where there are `snippets` they are all that is known of the page, and there is no gold text.
    """

    page: str
    set: str
    host: str
    form: str  # "html", or the name of a rendering
    kind: Kind
    blocks: list[Block]
    evidence: list[Evidence]
    truth: list[int]
    gold: str
    optional: tuple[str, ...]
    snippets: Snippets | None = None


def read(folder: Path, kind: Kind) -> Iterator[Sample]:
    """Every page with a gold text, or for plain text a weak one, or with snippets, as HTML or in some renderings."""
    for name in WEIGHT_OF_SET:
        with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines):
                page = json.loads(line)
                if not page["gold"] and kind is Kind.TEXT:
                    page["gold"] = weak_gold(page)
                for form, source in _forms(page, kind, number):
                    if sample := _sample(page, name, form, source, kind):
                        yield sample
                        yield from _cleaned(page, sample)


def host_of(url: str) -> str:
    """The host of a page, without www."""
    return urlsplit(url or "").netloc.lower().removeprefix("www.")


def hosts_of(folder: Path, name: str) -> frozenset[str]:
    """The hosts of a set."""
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        return frozenset(host_of(json.loads(line)["url"]) for line in lines)


def _forms(page: dict[str, Any], kind: Kind, number: int) -> Iterator[tuple[str, str]]:
    if kind is Kind.HTML:
        yield "html", page["html"]
        return
    for at, form in enumerate(RENDERINGS):
        if (number + at) % EVERY_NTH_RENDERING == 0:
            yield form, page["text"][form]
    name = VARIANTS[number % len(VARIANTS)]
    yield name, variant(name, page["text"][VARIANT_OF], page["id"])


def _cleaned(page: dict[str, Any], sample: Sample) -> Iterator[Sample]:
    """The same text nearly clean: what is clean has to stay, or a second cleaning would eat into it.

    A little of the boilerplate is left in it, so that a clean page is no proof of every line on it.
    """
    if sample.kind is Kind.HTML or sample.snippets or sample.form in VARIANTS:
        return
    title = words(page.get("title") or "")
    chance = random.Random(f"{SEED} {sample.page} {sample.form}")
    staying = [
        at
        for at, (block, truth) in enumerate(zip(sample.blocks, sample.truth, strict=True))
        if truth == GOLD or words(block.text) == title or chance.random() < LEFT_IN_CLEANED
    ]
    clean = _sample(page, sample.set, f"{sample.form}{CLEANED}", join_lines(sample.blocks, staying)[0], sample.kind)
    if clean:
        truth = [EITHER if words(b.text) == title else t for b, t in zip(clean.blocks, clean.truth, strict=True)]
        yield clean._replace(truth=truth)


def _sample(page: dict[str, Any], name: str, form: str, source: str, kind: Kind) -> Sample | None:
    blocks = segment(source, kind)
    if not blocks:
        return None
    texts, optional = [block.text for block in blocks], tuple(page.get("optional") or ())
    gold = page["gold"] or []
    snippets = None if gold else Snippets(tuple(page["with"]), tuple(page["without"]))
    return Sample(
        page=page["id"],
        set=name,
        host=host_of(page["url"]),
        form=form,
        kind=kind,
        blocks=blocks,
        evidence=gather(blocks),
        truth=truth_of(texts, snippets) if snippets else align(texts, gold, optional),
        gold="\n".join(gold),
        optional=optional,
        snippets=snippets,
    )
