"""Tables of Parquet made of records of any kind, and records of Parquet as JSON lines; nothing is lost that fits."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from batches import cleaned, documents, lines, manifest, run

from cleaner.batch.output import Mode
from cleaner.batch.record import Outcome, Record, Request, Status

pa = pytest.importorskip("pyarrow", reason="needs the extra parquet")

from pyarrow import parquet as pq  # noqa: E402

from cleaner.batch.arrow_json import RowOwn, as_json, unique  # noqa: E402
from cleaner.batch.sinks import to_parquet  # noqa: E402
from cleaner.batch.sinks.json_rows import JsonRows  # noqa: E402
from cleaner.batch.sinks.table_schema import TableSchema, UnfitError  # noqa: E402

OURS = ["title", "standfirst", "authors", "published", "updated", "language", "site"]
LAST = ["text", "confidence", "status", "error"]


def rows(table: Any, relative: str = "x.parquet", at_once: int = 2) -> list[Record]:
    """The records of a table, whose column "text" is cleaned."""
    records: list[Record] = []
    for batch in table.to_batches(max_chunksize=at_once):
        for at in range(batch.num_rows):
            text = batch.column("text")[at].as_py()
            own = RowOwn(batch, at, "text")
            records.append(Record(Request(f"in/{relative}", text, len(text)), relative, len(records) + 1, own=own))
    return records


def table_of(**columns: Any) -> Any:
    """A table whose texts are one letter each."""
    number = len(next(iter(columns.values())))
    return pa.table({"text": list("abcdefgh"[:number]), **columns})


def test_own_columns_keep_their_types_and_values(tmp_path: Path) -> None:
    columns = {
        "day": pa.array([date(2024, 5, 3), None]),
        "price": pa.array([Decimal("1.10"), Decimal("-22.05")]),
        "raw": pa.array([b"\xff\x00", b""]),
        "at": pa.array([1, None], pa.timestamp("ns", "Europe/Berlin")),
        "small": pa.array([1, 2], pa.uint8()),
        "nested": pa.array([{"a": [1, None]}, None]),
        "kinds": pa.array(["x", "y"]).dictionary_encode(),
        "nothing": pa.nulls(2),
    }
    run(tmp_path / "o.parquet", rows(table_of(**columns)))
    made = pq.read_table(tmp_path / "o.parquet")
    assert made.schema.names == [*columns, *OURS, *LAST]
    for name, column in columns.items():
        plain = column.dictionary_decode() if name == "kinds" else column
        assert made.column(name).combine_chunks().equals(plain), name
    assert made.column("text").to_pylist() == ["A", "B"]


def test_rows_of_parquet_become_json_lines(tmp_path: Path) -> None:
    columns = {
        "id": pa.array([2**63 - 1]),
        "day": pa.array([date(2024, 5, 3)]),
        "at": pa.array([datetime(2024, 5, 3, 10, 0, 0, 5, UTC)]),
        "price": pa.array([Decimal("1.10")]),
        "raw": pa.array([b"\xff\x00"]),
        "nested": pa.array([{"a": [1, None], "b": {"c": "x"}}]),
    }
    run(tmp_path / "o.jsonl", rows(table_of(**columns)))
    assert (
        (tmp_path / "o.jsonl")
        .read_text()
        .startswith(
            '{"id": 9223372036854775807, "day": "2024-05-03", "at": "2024-05-03T10:00:00.000005+00:00", "price": 1.10, '
            '"raw": "/wA=", "nested": {"a": [1, null], "b": {"c": "x"}}, "title": "A", '
        )
    )


VALUES = {
    "text": (pa.array(['é"']), '"é\\""'),
    "large text": (pa.array(["a"], pa.large_string()), '"a"'),
    "not UTF-8": (pa.array([b"a\xff"]).view(pa.string()), '"a\ufffd"'),
    "true": (pa.array([True]), "true"),
    "large": (pa.array([2**64 - 1], pa.uint64()), "18446744073709551615"),
    "fraction": (pa.array([0.1]), "0.1"),
    "no number": (pa.array([float("nan")]), "null"),
    "infinite": (pa.array([float("-inf")]), "null"),
    "decimal": (pa.array([Decimal("100")], pa.decimal128(10, 2)), "100.00"),
    "day": (pa.array([date(2024, 5, 3)], pa.date64()), '"2024-05-03"'),
    "day too far": (pa.array([2**30], pa.date32()), "1073741824"),
    "moment": (pa.array([-1], pa.timestamp("ms")), '"1969-12-31T23:59:59.999"'),
    "moment of a zone": (pa.array([1], pa.timestamp("ns", "Asia/Tokyo")), '"1970-01-01T00:00:00.000000001+00:00"'),
    "moment too far": (pa.array([2**60], pa.timestamp("s")), "1152921504606846976"),
    "early moment": (pa.array([-62135596800], pa.timestamp("s")), '"0001-01-01T00:00:00"'),
    "whole second": (pa.array([1_000_000], pa.timestamp("us")), '"1970-01-01T00:00:01"'),
    "before our era": (pa.array([-70_000_000_000], pa.timestamp("s")), "-70000000000"),
    "time": (pa.array([time(1, 2, 3)]), '"01:02:03"'),
    "duration": (pa.array([5], pa.duration("s")), "5"),
    "bytes": (pa.array([b"abc"], pa.binary(3)), '"YWJj"'),
    "list": (pa.array([[1, None]], pa.large_list(pa.int8())), "[1, null]"),
    "map": (pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int64())), '{"k": 1}'),
    "map of numbers": (pa.array([[(1, "x")]], pa.map_(pa.int64(), pa.string())), '[[1, "x"]]'),
    "word of a dictionary": (pa.array(["x"]).dictionary_encode(), '"x"'),
    "id": (pa.array([UUID(int=1).bytes], pa.uuid()), '"00000000-0000-0000-0000-000000000001"'),
    "null": (pa.nulls(1), "null"),
}


@pytest.mark.parametrize(("values", "written"), VALUES.values(), ids=VALUES)
def test_a_value_as_json(values: Any, written: str) -> None:
    assert as_json(values[0]) == written
    json.loads(written)


def test_columns_with_one_name_get_numbers() -> None:
    batch = pa.RecordBatch.from_arrays([pa.array([1]), pa.array([2]), pa.array([3])], ["a", "a", "a_2"])
    assert RowOwn(batch, 0, "text").as_json() == {"a": "1", "a_2": "2", "a_2_2": "3"}
    assert unique(["a", "b"]) == ["a", "b"]


TYPES: dict[str, tuple[list[str], Any, list[Any]]] = {
    "whole numbers": (["1", "null", "-2"], pa.int64(), [1, None, -2]),
    "fractions": (["1", "2.5"], pa.float64(), [1.0, 2.5]),
    "too large": (["1", "9223372036854775808"], pa.string(), ["1", "9223372036854775808"]),
    "very long": (["1" * 5000], pa.string(), ["1" * 5000]),
    "not exact as a fraction": (["9007199254740993", "0.5"], pa.string(), ["9007199254740993", "0.5"]),
    "infinite": (["1e999", "1.10"], pa.string(), ["1e999", "1.10"]),
    "true or false": (["true", "false"], pa.bool_(), [True, False]),
    "texts": (['"a"', "null"], pa.string(), ["a", None]),
    "text or number": (['"a"', "1.10", "true"], pa.string(), ["a", "1.10", "true"]),
    "nothing": (["null"], pa.string(), [None]),
    "lists": (["[1]", "[]", "[2, null]"], pa.list_(pa.int64()), [[1], [], [2, None]]),
    "list or number": (["[1.10]", "1"], pa.string(), ["[1.10]", "1"]),
    "objects": (
        ['{"a": 1}', '{"b": "x"}'],
        pa.struct({"a": pa.int64(), "b": pa.string()}),
        [{"a": 1, "b": None}, {"a": None, "b": "x"}],
    ),
    "empty objects": (["{}"], pa.string(), ["{}"]),
    "mixed within": (['{"a": 1.10}', '{"a": "x"}'], pa.string(), ['{"a": 1.10}', '{"a": "x"}']),
    "a flag among fractions": (["1.50", "true"], pa.string(), ["1.50", "true"]),
    "a flag among fractions within": (['[{"a": [0.5, true]}]'], pa.string(), ['[{"a": [0.5, true]}]']),
    "a flag beside a fraction": (
        ['{"a": 0.5, "b": true}'],
        pa.struct({"a": pa.float64(), "b": pa.bool_()}),
        [{"a": 0.5, "b": True}],
    ),
    "a flag among whole numbers": (["true", "1"], pa.string(), ["true", "1"]),
    "deep": (["[" * 9 + "1" + "]" * 9], pa.string(), ["[" * 9 + "1" + "]" * 9]),
    "deeper than any stack": (["[" * 900 + "1" + "]" * 900], pa.string(), ["[" * 900 + "1" + "]" * 900]),
    "half a pair": (['"a\\ud800"'], pa.string(), ["a?"]),
}


@pytest.mark.parametrize(("values", "kind", "made"), TYPES.values(), ids=TYPES)
@pytest.mark.parametrize("at_once", [1, 1000])
def test_the_type_of_values_of_json(at_once: int, values: list[str], kind: Any, made: list[Any]) -> None:
    rows = [f'{{"a": {value}}}' for value in values]
    column = as_column([JsonRows(rows[at : at + at_once]) for at in range(0, len(rows), at_once)])
    assert column.to_pylist() == made
    assert column.type == kind


def as_column(chunks: list[JsonRows]) -> Any:
    """The column "a" of all rows, in the type that is found for it."""
    schema = TableSchema(())
    for chunk in chunks:
        schema.add(chunk)
    while True:
        try:
            return pa.Table.from_batches([schema.fitted(chunk) for chunk in chunks]).column("a").combine_chunks()
        except UnfitError as error:
            schema.make_text(error.column)


@pytest.mark.parametrize("at_once", [1, 1000])
def test_objects_with_ever_new_names_become_text(at_once: int) -> None:
    rows = [f'{{"a": {{"name {number}": {number}}}}}' for number in range(300)]
    column = as_column([JsonRows(rows[at : at + at_once]) for at in range(0, len(rows), at_once)])
    assert column.type == pa.string()
    assert column.to_pylist()[299] == '{"name 299": 299}'


def test_json_lines_become_parquet(tmp_path: Path) -> None:
    records = lines("x.jsonl", [{"id": 1, "text": "a"}, {"id": 2, "text": "bad", "more": [1.5]}])
    run(tmp_path / "o.parquet", records)
    made = pq.read_table(tmp_path / "o.parquet")
    assert made.schema.names == ["id", "more", *OURS, *LAST]
    assert made.select(["id", "more", "title", "authors", "text", "status", "error"]).to_pylist() == [
        {
            "id": 1,
            "more": None,
            "title": "A",
            "authors": ["Pia Moss"],
            "text": "A",
            "status": "done",
            "error": None,
        },
        {
            "id": 2,
            "more": [1.5],
            "title": None,
            "authors": None,
            "text": None,
            "status": "failed",
            "error": "it is bad",
        },
    ]


def test_documents_become_rows_with_their_path(tmp_path: Path) -> None:
    run(tmp_path / "o.parquet", documents(tmp_path / "in", {"a.html": "a", "b.html": "bad"}))
    made = pq.read_table(tmp_path / "o.parquet")
    assert made.schema.names == ["path", *OURS, *LAST]
    assert made.select(["path", "text"]).to_pylist() == [{"path": str(tmp_path / "in/a.html"), "text": "A"}]


def test_records_of_any_kind_share_a_table(tmp_path: Path) -> None:
    typed = rows(table_of(n=[1], day=[date(2024, 5, 3)], title=["Own"]))
    other = rows(table_of(n=["one"]), "y.parquet")
    records = [*typed, *lines("x.jsonl", [{"text": "b", "n": 2.5, "day": "today"}]), *other]
    run(tmp_path / "o.parquet", records)
    made = pq.read_table(tmp_path / "o.parquet")
    assert made.select(["n", "day", "title", "text"]).to_pylist() == [
        {"n": "1", "day": '"2024-05-03"', "title": "Own", "text": "A"},
        {"n": "2.5", "day": "today", "title": "B", "text": "B"},
        {"n": "one", "day": None, "title": "A", "text": "A"},
    ]


def test_what_does_not_fit_in_the_type_of_its_column_makes_it_text(tmp_path: Path) -> None:
    large, fraction = rows(table_of(n=[2**53 + 1])), rows(table_of(n=[0.5]), "y.parquet")
    run(tmp_path / "o.parquet", [*large, *fraction])
    assert pq.read_table(tmp_path / "o.parquet").column("n").to_pylist() == ["9007199254740993", "0.5"]


def test_metadata_that_a_row_lacks_are_filled_where_they_fit(tmp_path: Path) -> None:
    columns = {"title": ["Own", None], "authors": ["Ann", None], "published": pa.array([None, date(2024, 5, 3)])}
    run(tmp_path / "o.parquet", rows(table_of(**columns)))
    made = pq.read_table(tmp_path / "o.parquet").select(list(columns))
    assert made.to_pylist() == [
        {"title": "Own", "authors": "Ann", "published": None},
        {"title": "B", "authors": None, "published": date(2024, 5, 3)},
    ]


def test_a_folder_of_tables_has_a_table_for_each(tmp_path: Path) -> None:
    run(tmp_path / "out", [*rows(table_of(n=[1]), "a/x.parquet"), *lines("b/y.jsonl", [{"text": "b"}])])
    assert pq.read_table(tmp_path / "out/a/x.parquet").num_rows == 1
    assert (tmp_path / "out/b/y.jsonl").read_text().count("\n") == 1
    run(tmp_path / "all", lines("b/y.jsonl", [{"text": "b"}]), form="parquet")
    assert pq.read_table(tmp_path / "all/b/y.jsonl.parquet").num_rows == 1


def test_a_table_of_nothing_has_our_columns(tmp_path: Path) -> None:
    run(tmp_path / "o.parquet", [])
    assert pq.read_table(tmp_path / "o.parquet").schema.names == [*OURS, *LAST]


@pytest.mark.parametrize("limit", ["_ROWS_IN_GROUP", "_BYTES_IN_GROUP"])
def test_row_groups_depend_on_the_rows_alone(limit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(to_parquet, limit, {"_ROWS_IN_GROUP": 3, "_BYTES_IN_GROUP": 2000}[limit])
    numbers = list(range(8))
    typed = table_of(n=numbers, title=[None] * 8, nested=[{"a": [n] * n} if n % 3 else None for n in numbers])
    run(tmp_path / "one.parquet", rows(typed, at_once=8))
    groups = pq.read_metadata(tmp_path / "one.parquet").num_row_groups
    run(tmp_path / "other.parquet", rows(typed, at_once=1))
    assert groups > 2
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "other.parquet").read_bytes()


@pytest.mark.parametrize("kind", ["Parquet", "JSON lines"])
def test_a_row_that_is_tried_again_takes_its_place_in_the_finished_table(kind: str, tmp_path: Path) -> None:
    numbers = list(range(6))
    if kind == "Parquet":
        records = rows(table_of(n=numbers, more=[[str(n)] for n in numbers]))
    else:
        records = lines("x.jsonl", [{"text": f"t{n}", "n": n, "more": {"a": [n / 2]}} for n in numbers])
    whole, resumed = tmp_path / "whole.parquet", tmp_path / "resumed.parquet"
    run(whole, records)
    run(resumed, records, clean=lambda r: Outcome(Status.FAILED, "killed") if r.number in (1, 4) else cleaned(r))
    assert resumed.read_bytes() != whole.read_bytes()
    assert len(run(resumed, records, Mode.RESUME)[1]) == 2
    assert resumed.read_bytes() == whole.read_bytes()
    assert [row["status"] for row in manifest(tmp_path / "resumed.parquet.manifest.jsonl")] == ["done"] * 6


def test_a_finished_table_that_was_replaced_is_made_again(tmp_path: Path) -> None:
    records = lines("x.jsonl", [{"text": "a"}, {"text": "b"}])
    run(tmp_path / "o.parquet", records)
    whole = (tmp_path / "o.parquet").read_bytes()
    pq.write_table(pa.table({"text": ["x", "y"]}), tmp_path / "o.parquet")
    assert len(run(tmp_path / "o.parquet", records, Mode.RESUME)[1]) == 2
    assert (tmp_path / "o.parquet").read_bytes() == whole
