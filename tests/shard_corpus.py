"""A corpus of shards for tests: files of invented records, and what came of them."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

from stories import BOILERPLATE, SCRAPED


def write_shards(folder: Path, number: int, records: int = 6) -> list[Path]:
    """Files of JSON lines; each has an article twice, boilerplate, and a record without a text."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for shard in range(number):
        texts = [SCRAPED.replace("Rock", f"Rock {shard}-{at}") for at in range(records - 3)]
        rows = [{"id": f"{shard}-{at}", "text": text} for at, text in enumerate([*texts, texts[0], BOILERPLATE, None])]
        paths.append(folder / f"{shard:03}.jsonl.gz")
        paths[-1].write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode(), mtime=0))
    return paths


def files(folder: Path) -> dict[str, bytes]:
    """Every file of an output but the note on its run, which names the version."""
    found = {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
    return {name: data for name, data in found.items() if not name.endswith("_run.json")}


def manifest_rows(folder: Path) -> list[dict[str, Any]]:
    """The rows of all parts of a manifest."""
    import pyarrow.parquet as pq

    paths = sorted((folder / "manifest").glob("*.parquet"))
    return [row for path in paths for row in pq.read_table(path).to_pylist()]


def lost_and_doubled(rows: list[dict[str, Any]], ids: set[str]) -> tuple[set[str], set[str]]:
    """The records of which there is no row, and those of which there are several."""
    counts = Counter(row["id"] for row in rows)
    return ids - set(counts), {name for name, number in counts.items() if number > 1}


def ids_of(paths: list[Path]) -> set[str]:
    """The ids of all records in files."""
    return {json.loads(line)["id"] for path in paths for line in gzip.decompress(path.read_bytes()).splitlines()}
