"""Batches of Arrow: rows in, the same rows with the columns that cleaning adds out.

This serves everything that hands out batches: mapInArrow of Spark, map_batches of Ray Data, datasets of pyarrow.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from cleaner.batch import TIMEOUT_SECONDS
from cleaner.batch.arrow_json import RowOwn, unique
from cleaner.batch.local import isolated
from cleaner.batch.record import Outcome, Request
from cleaner.batch.rows import columns as added_columns
from cleaner.batch.run import Clean, settled
from cleaner.batch.sources.from_parquet import choose_columns, record_of
from cleaner.batch.sources.source import ChosenFields, Fields, ReadSettings, Source, listed
from cleaner.batch.typed_rows import cleaned_batch
from cleaner.batch.work import Task, clean_request
from cleaner.files.read import MEGABYTE, InputError, Limits
from cleaner.options import Options

if TYPE_CHECKING:
    import pyarrow as pa

    Rows = TypeVar("Rows", pa.RecordBatch, pa.Table)

MAX_SIZE = 100 * MEGABYTE
_SOURCE = Source("batch", "batch")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of a batch are cleaned, and how; see `clean_batch`. `max_size` is the largest text in bytes."""

    text: str | None = None
    html: str | None = None
    url: str | None = None
    options: Options = field(default_factory=Options)
    removed: bool = True
    max_size: int = MAX_SIZE

    @property
    def task(self) -> Task:
        """The task of a worker."""
        limits = Limits(self.max_size, self.options.encoding)
        return Task(self.options, limits, columns=added_columns(self.removed))

    @property
    def fields(self) -> Fields:
        """The columns as fields of records."""
        return Fields(self.text, self.html, self.url)


def clean_batch(
    batch: pa.RecordBatch,
    *,
    text: str | None = None,
    html: str | None = None,
    url: str | None = None,
    options: Options | None = None,
) -> pa.RecordBatch:
    """Clean one column of a batch. The rows that come out are those that go in, in their order.

    `text` or `html` names the column (default: "text", else "html"), which holds strings, or bytes in any encoding.
    `url` names the column of addresses (default: "url", if it exists). All other columns stay, and these are added:
    title, standfirst, authors, published, updated, language, site (each filled in if the row has a null or no such
    column), text, confidence, removed (label, reason, line, end_line and text of every removed block), status ("done",
    "unchanged", "empty", "failed" or "skipped") and error. A name of ours that is taken becomes `cleaner_<name>`.

    Nothing in a row makes it raise. Raises TypeError for anything but a RecordBatch, and ValueError for a column that
    does not exist, exists twice, or holds neither text nor bytes.
    """
    cleaning = Columns(text, html, url, options or Options())
    task = cleaning.task

    def clean(requests: Iterable[tuple[Request, Any]]) -> Generator[tuple[Any, Outcome | None], None, None]:
        for request, payload in requests:
            yield payload, None if request.settled else clean_request(request, task)

    return _cleaned(batch, cleaning, clean)


class BatchCleaner:
    """`clean_batch` for many batches, in a process beside this one: a row that hangs or crashes fails alone.

    Call it with a batch or a table to get the same rows, cleaned. It can be pickled; the process is started where and
    when it is first called, and stays until `close` or the end of the calling process. `timeout` is what a row may take
    in seconds.
    """

    def __init__(self, columns: Columns | None = None, timeout: float = TIMEOUT_SECONDS) -> None:
        self.columns = columns or Columns()
        self.timeout = timeout
        self._isolated = isolated(self.columns.task, timeout)

    def __call__(self, batch: Rows) -> Rows:
        """The rows of a batch or a table, cleaned. Raises TypeError and ValueError as `clean_batch` does."""
        import pyarrow as pa

        if isinstance(batch, pa.Table):
            batches = [_cleaned(one, self.columns, self._isolated) for one in batch.to_batches()]
            return pa.Table.from_batches(batches, self.schema(batch.schema))
        return _cleaned(batch, self.columns, self._isolated)

    def batches(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Clean batches one after the other, then end the process: for mapInArrow of Spark."""
        with self._isolated:
            yield from map(self, batches)

    def schema(self, schema: pa.Schema) -> pa.Schema:
        """The columns of the result for those of `schema`. Raises ValueError as `clean_batch` does."""
        import pyarrow as pa

        return _cleaned(pa.RecordBatch.from_pylist([], schema), self.columns, self._isolated).schema

    def close(self) -> None:
        """End the process."""
        self._isolated.close()


def _cleaned(batch: pa.RecordBatch, columns: Columns, clean: Clean) -> pa.RecordBatch:
    import pyarrow as pa

    if not isinstance(batch, pa.RecordBatch):
        raise TypeError(f"a batch is a pyarrow.RecordBatch, not {type(batch).__name__}")
    chosen, columns_added = _chosen(batch.schema, columns), added_columns(columns.removed)
    named = batch.rename_columns(unique(batch.schema.names))
    rows = (RowOwn(batch, row, chosen.cleaned) for row in range(batch.num_rows))
    records = (record_of(_SOURCE, chosen, row, columns.max_size) for row in rows)
    outcomes = [event.outcome for event in settled(records, clean, None)]
    return cleaned_batch(named, chosen.cleaned, columns_added, outcomes)


def _chosen(schema: pa.Schema, columns: Columns) -> ChosenFields:
    """Which columns are read. Raises ValueError."""
    if not columns.fields.given and not {"text", "html"} & set(schema.names):
        raise ValueError(f"which column is to be cleaned? text or html says so; there are {listed(schema.names)}")
    try:
        return choose_columns(ReadSettings(columns.fields, columns.max_size), schema)
    except InputError as error:
        raise ValueError(str(error)) from error
