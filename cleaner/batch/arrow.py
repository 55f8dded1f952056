"""Batches of Arrow: rows in, the same rows with what cleaning adds to them out.

This one function serves whatever hands out batches: mapInArrow of Spark, map_batches of Ray Data, datasets of pyarrow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from cleaner.batch.isolated import Isolated
from cleaner.batch.record import Outcome, Request
from cleaner.batch.rows import METADATA, REMOVED, added, merged
from cleaner.batch.rows import columns as names_of_added
from cleaner.batch.sources.fields import Chosen, listed
from cleaner.batch.sources.parquet import chosen_column, content_at, url_at
from cleaner.batch.sources.source import Fields, Reading
from cleaner.batch.work import Task, clean_request
from cleaner.inputs import MEGABYTE, InputError, Limits
from cleaner.options import Options

if TYPE_CHECKING:
    import pyarrow as pa

    Batch = TypeVar("Batch", pa.RecordBatch, pa.Table)

MAX_SIZE = 100 * MEGABYTE
TIMEOUT = 10.0
_NAME = "batch"

Clean = Callable[[Iterable[Request]], Iterable[Outcome]]


@dataclass(frozen=True, slots=True)
class Columns:
    """What is cleaned of a batch, and how: see `BatchCleaner`."""

    text: str | None = None
    html: str | None = None
    url: str | None = None
    options: Options = field(default_factory=Options)
    removed: bool = True
    max_size: int = MAX_SIZE

    @property
    def task(self) -> Task:
        """What a worker does with a row."""
        limits = Limits(self.max_size, self.options.encoding)
        return Task(self.options, limits, columns=True, explain=self.removed)

    @property
    def fields(self) -> Fields:
        """Which columns hold what."""
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

    `text` or `html` names the column (default: "text", else "html"): strings, or bytes in any encoding. `url` names the
    one of the addresses (default: "url", if there is one). In the place of the column, all others stay and these are
    added: title, standfirst, authors, published, updated, language, site (each where the row does not have it), text,
    confidence, removed (label, reason, line, end_line and text of every block that went), status ("done", "unchanged",
    "empty", "failed" or "skipped") and error. A name of ours that is taken becomes `cleaner_<name>`.

    Never raises for what stands in a row. Raises TypeError for what is no RecordBatch, ValueError for a column that is
    not there, is there twice, or holds neither text nor bytes.
    """
    cleaning = Columns(text, html, url, options or Options())
    task = cleaning.task
    return _cleaned(batch, cleaning, lambda requests: (clean_request(request, task) for request in requests))


class BatchCleaner:
    """`clean_batch` for many batches, in a process beside this one: a row that hangs or crashes costs itself alone.

    It is called with a batch or a table and gives the same rows, cleaned. It can be pickled; the process is started
    where and when it is first called, and stays until `close`, or the end of the process that called it. `columns` says
    what is cleaned, `timeout` what a row may take in seconds.
    """

    def __init__(self, columns: Columns | None = None, timeout: float = TIMEOUT) -> None:
        self.columns = columns or Columns()
        self.timeout = timeout
        self._isolated = Isolated(self.columns.task, timeout)

    def __call__(self, batch: Batch) -> Batch:
        """The rows of a batch or a table, cleaned. Raises TypeError and ValueError as `clean_batch` does."""
        import pyarrow as pa

        if isinstance(batch, pa.Table):
            batches = [_cleaned(one, self.columns, self._isolated.clean) for one in batch.to_batches()]
            return pa.Table.from_batches(batches, self.schema(batch.schema))
        return _cleaned(batch, self.columns, self._isolated.clean)

    def batches(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Batches, cleaned one after the other, and the process ended behind them: what mapInArrow of Spark takes."""
        with self._isolated:
            yield from map(self, batches)

    def schema(self, schema: pa.Schema) -> pa.Schema:
        """The columns that come out where those of `schema` go in. Raises ValueError as `clean_batch` does."""
        return _Layout.of(schema, self.columns).schema

    def close(self) -> None:
        """End the process."""
        self._isolated.close()


def _cleaned(batch: pa.RecordBatch, columns: Columns, clean: Clean) -> pa.RecordBatch:
    import pyarrow as pa

    if not isinstance(batch, pa.RecordBatch):
        raise TypeError(f"a batch is a pyarrow.RecordBatch, not {type(batch).__name__}")
    layout = _Layout.of(batch.schema, columns)
    outcomes = _outcomes(batch, columns, clean)
    return pa.RecordBatch.from_arrays(list(layout.arrays(batch, outcomes)), schema=layout.schema)


def _outcomes(batch: pa.RecordBatch, columns: Columns, clean: Clean) -> list[Outcome]:
    """What became of every row."""
    chosen = _chosen(batch.schema, columns)
    values = [content_at(batch, row, chosen.cleaned, columns.max_size) for row in range(batch.num_rows)]
    requests = (
        Request(_NAME, content, len(content), url_at(batch, row, chosen.url), chosen.kind)
        for row, (content, problem) in enumerate(values)
        if problem is None
    )
    cleaned = iter(list(clean(requests)))
    return [next(cleaned) if problem is None else Outcome(*problem) for _, problem in values]


def _chosen(schema: pa.Schema, columns: Columns) -> Chosen:
    """Which columns are read. Raises ValueError."""
    if len(set(schema.names)) < len(schema.names):
        raise ValueError("two columns of the batch have the same name")
    if not columns.fields.given and not {"text", "html"} & set(schema.names):
        raise ValueError(f"which column is to be cleaned? text or html says so; there are {listed(schema.names)}")
    try:
        return chosen_column(Reading(columns.fields, columns.max_size), schema)
    except InputError as error:
        raise ValueError(str(error)) from error


class _Column(NamedTuple):
    """A column of the result: its field, the number of the own column it has, and the name of ours that it has."""

    field: Any
    own: int | None
    ours: str | None

    def named(self, name: str) -> _Column:
        """The same column under another name."""
        return self if self.field.name == name else self._replace(field=self.field.with_name(name))


class _Layout(NamedTuple):
    """The columns of a result, in their order."""

    columns: tuple[_Column, ...]
    schema: Any

    @classmethod
    def of(cls, schema: pa.Schema, columns: Columns) -> _Layout:
        """What comes out where `schema` goes in. Raises ValueError."""
        import pyarrow as pa

        chosen = _chosen(schema, columns)
        own = {name: _Column(schema.field(at), at, None) for at, name in enumerate(schema.names)}
        ours = {name: _Column(pa.field(name, kind), None, name) for name, kind in _types(columns.removed).items()}
        laid = tuple(
            _joined(column, ours[name]) if name in METADATA and column.own is not None else column.named(name)
            for name, column in merged(own, chosen.cleaned, ours).items()
            if column is not None
        )
        return cls(laid, pa.schema([column.field for column in laid], metadata=schema.metadata))

    def arrays(self, batch: pa.RecordBatch, outcomes: list[Outcome]) -> Iterator[pa.Array]:
        """The columns of a batch, of whose rows this became."""
        names = [column.ours for column in self.columns if column.ours is not None]
        rows = [added(outcome, names) for outcome in outcomes]
        for column in self.columns:
            if column.ours is None:
                yield batch.column(column.own)
                continue
            ours = _array([row[column.ours] for row in rows], column.field.type)
            yield ours if column.own is None else _filled(batch.column(column.own), ours)


def _types(removed: bool) -> dict[str, Any]:
    """The types of what cleaning adds. Texts are of the large kind: those of one batch may be more than 2 GB."""
    import pyarrow as pa

    span = pa.struct(
        {
            "label": pa.string(),
            "reason": pa.string(),
            "line": pa.int64(),
            "end_line": pa.int64(),
            "text": pa.large_string(),
        }
    )
    others = {"authors": pa.list_(pa.string()), "text": pa.large_string(), "confidence": pa.float64()}
    kinds = {**others, REMOVED: pa.list_(span)}
    return {name: kinds.get(name, pa.string()) for name in names_of_added(removed)}


def _joined(own: _Column, ours: _Column) -> _Column:
    """An own column whose nulls are filled by ours; where ours do not fit into it, it stays as it is."""
    import pyarrow as pa
    import pyarrow.types as types

    kind = own.field.type
    if types.is_dictionary(kind):
        kind = kind.value_type
    if types.is_string_view(kind):  # nothing can be filled into it
        kind = pa.large_string()
    if types.is_null(kind):
        kind = ours.field.type
    elif _is_text(kind) != _is_text(ours.field.type) or not (_is_text(kind) or _is_list_of_text(kind)):
        return own
    return _Column(pa.field(own.field.name, kind, own.field.nullable, own.field.metadata), own.own, ours.ours)


def _is_text(kind: Any) -> bool:
    import pyarrow.types as types

    return types.is_string(kind) or types.is_large_string(kind)


def _is_list_of_text(kind: Any) -> bool:
    import pyarrow.types as types

    return (types.is_list(kind) or types.is_large_list(kind)) and _is_text(kind.value_type)


def _filled(own: pa.Array, ours: pa.Array) -> pa.Array:
    import pyarrow.compute as pc
    import pyarrow.types as types

    plain = own.dictionary_decode() if types.is_dictionary(own.type) else own
    return pc.coalesce(plain.cast(ours.type), ours)


def _array(values: list[Any], kind: Any) -> pa.Array:
    import pyarrow as pa

    try:
        return pa.array(values, kind)
    except UnicodeEncodeError:
        return pa.array([_storable(value) for value in values], kind)


def _storable(value: Any) -> Any:
    """A value without halves of surrogate pairs, which UTF-8 cannot hold."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, Mapping):
        return {name: _storable(item) for name, item in value.items()}
    return [_storable(item) for item in value] if isinstance(value, list | tuple) else value
