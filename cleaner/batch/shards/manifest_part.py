"""The manifest of a shard as Parquet: a row for every record, and the counts of all rows in the footer.

It says nothing of when and where the shard was cleaned, so that it is the same bytes whoever cleans it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from cleaner.batch.manifest import read_manifest
from cleaner.batch.tally import BatchTally

if TYPE_CHECKING:
    import pyarrow as pa

_COUNTS = b"cleaner"  # the key in the footer
_ROWS_AT_ONCE = 10_000


def write_manifest_part(manifest: str, new: str, output: str, tally: BatchTally) -> None:
    """Write a manifest of JSON lines, of records whose rows are in `output`, as a file of Parquet. Raises OSError."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = _schema().with_metadata({_COUNTS: tally.counts_as_json()})
    with pq.ParquetWriter(new, schema, compression="zstd") as writer:
        rows = _rows(manifest, output)
        while some := list(islice(rows, _ROWS_AT_ONCE)):
            writer.write_table(pa.Table.from_pylist(some, schema))


def counts_of_part(file: Any) -> BatchTally:
    """The counts in the footer of an open file. Raises ValueError if it is not one of ours."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return BatchTally.from_json((pq.read_metadata(file).metadata or {})[_COUNTS])
    except (pa.ArrowException, KeyError, TypeError, AttributeError) as error:
        raise ValueError("this is no part of a manifest") from error


def _schema() -> pa.Schema:
    import pyarrow as pa

    texts = dict.fromkeys(("path", "id", "status", "reason", "output", "hash", "settings", "note"), pa.string())
    numbers = dict.fromkeys(("record", "bytes", "characters", "kept"), pa.int64())
    counts = dict.fromkeys(("labels", "rules", "doubts"), pa.map_(pa.string(), pa.int64()))
    kinds = {**texts, **numbers, **counts, "removed": pa.float64(), "confidence": pa.float64()}
    # In the order of a line of the manifest.
    order = "path record id status reason output bytes characters kept removed confidence hash settings"
    return pa.schema([(name, kinds[name]) for name in (*order.split(), "labels", "rules", "doubts", "note")])


def _rows(manifest: str, output: str) -> Iterator[dict[str, Any]]:
    for _, row in read_manifest(manifest):
        pairs = {name: sorted(row[name].items()) for name in ("labels", "rules", "doubts")}
        yield {**row, **pairs, "output": output if row["output"] else None}
