"""Files of records -> shards, and the names of their parts."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from cleaner.batch.sinks.target import SinkError
from cleaner.batch.sources.source import Source
from cleaner.files.formats import Holds, is_remote
from cleaner.files.open import opened

_SPLIT_BYTES = 256_000_000  # of a Parquet file; its row groups become shards of about this size
_UNUSUAL = re.compile(r"[^A-Za-z0-9.-]+")
_LONGEST_STEM = 100
# The names of all parts, and of nothing else: programs that read folders pass over a name that begins with . or _
PART_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,100}-[0-9a-f]{16}(-\d{6})?\.(parquet|jsonl)")


class Shard(NamedTuple):
    """A file of records or some row groups of one, and the name of its parts without an ending."""

    source: Source
    name: str


def check_source(source: Source) -> None:
    """Raise SinkError for a file that no task can read, or that holds no records."""
    if source.holds is Holds.DOCUMENT:
        raise SinkError(f"{source.path}: a document; only files of records are cleaned as shards")
    if not source.regular:
        raise SinkError(f"{source.path}: this can be read only once and here; shards are files")


def shards_of(source: Source) -> Iterator[Shard]:
    """The shards of a file."""
    if not is_remote(source.path):  # a task may have another current folder
        source = source._replace(path=os.path.abspath(source.path))
    name = _name(source.path)
    groups = _split(source)
    if len(groups) < 2:
        yield Shard(source, name)
        return
    share = source.size // len(groups)
    for first, end in groups:
        yield Shard(source._replace(groups=(first, end), size=share), f"{name}-{first:06}")


def _name(path: str) -> str:
    """A name that depends on the path alone, and differs for two files of the same name."""
    stem = _UNUSUAL.sub("_", path.rpartition("/")[2])[:_LONGEST_STEM].lstrip("._-") or "shard"
    return f"{stem}-{hashlib.blake2b(os.fsencode(path), digest_size=8).hexdigest()}"


def _split(source: Source) -> list[tuple[int, int]]:
    """The row groups of each shard of a large file of Parquet."""
    if source.holds is not Holds.PARQUET or source.size <= _SPLIT_BYTES:
        return []
    import pyarrow.parquet as pq

    try:
        with opened(source.path, plain=True) as file:
            metadata = pq.ParquetFile(file.stream).metadata
            sizes = [metadata.row_group(group).total_byte_size for group in range(metadata.num_row_groups)]
    except Exception:  # its task reports what is wrong with it
        return []
    # As many bytes on the disk as a shard has; sizes are those before compression.
    most = sum(sizes) * _SPLIT_BYTES / source.size
    starts, size = [0], 0
    for group, one in enumerate(sizes):
        if size and size + one > most:
            starts.append(group)
            size = 0
        size += one
    return list(pairwise([*starts, len(sizes)]))
