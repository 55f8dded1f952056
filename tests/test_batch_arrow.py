"""Batches of Arrow: the rows that go in come out, in their order, whatever stands in them."""

from __future__ import annotations

import os
import pickle
import time
from typing import Any

import pytest
from batch_workers import actor
from command import run
from stories import BOILERPLATE, PAGE, PARAGRAPHS, SCRAPED, TITLE

from cleaner import Options
from cleaner.batch import BatchCleaner, Columns, clean_batch
from cleaner.batch.local import LocalEngine
from cleaner.batch.record import Request

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed")
import pyarrow.parquet as pq  # noqa: E402

BODY = "\n\n".join(PARAGRAPHS)
ADDED = {
    "title": pa.string(),
    "standfirst": pa.string(),
    "authors": pa.list_(pa.string()),
    "published": pa.string(),
    "updated": pa.string(),
    "language": pa.string(),
    "site": pa.string(),
    "text": pa.large_string(),
    "confidence": pa.float64(),
    "removed": pa.list_(
        pa.struct(
            {
                "label": pa.string(),
                "reason": pa.string(),
                "line": pa.int64(),
                "end_line": pa.int64(),
                "text": pa.large_string(),
            }
        )
    ),
    "status": pa.string(),
    "error": pa.string(),
}
SHARE = {"label": "share", "reason": "share/this", "line": None, "end_line": None, "text": "Share this article"}
AD = {"label": "ad", "reason": "ad/label", "line": None, "end_line": None, "text": "Advertisement"}


def batch(**columns: Any) -> Any:
    """A batch of these columns."""
    return pa.record_batch(columns)


def invalid(values: list[bytes | None], kind: Any) -> Any:
    """A column of strings that are no UTF-8."""
    return pa.Array.from_buffers(pa.binary(), len(values), pa.array(values, pa.binary()).buffers()).view(kind)


def test_a_batch_gets_the_text_the_metadata_and_what_was_removed() -> None:
    cleaned = clean_batch(batch(id=[7], html=[PAGE]))
    assert cleaned.schema == pa.schema({"id": pa.int64(), **ADDED})
    row = cleaned.to_pylist()[0]
    assert (row["id"], row["title"], row["text"], row["status"], row["error"]) == (7, TITLE, BODY, "done", None)
    assert row["removed"] == [SHARE, AD]
    assert 0 < row["confidence"] <= 1


def test_lines_of_what_was_removed_are_told_for_text() -> None:
    row = clean_batch(batch(text=[SCRAPED])).to_pylist()[0]
    removed = [(span["line"], span["end_line"], span["text"]) for span in row["removed"]]
    assert removed == [
        (1, 1, "Share this article"),
        (9, 9, "Advertisement"),
        (13, 13, "Sign up for our newsletter!"),
    ]


@pytest.mark.parametrize(
    "column",
    [
        pytest.param(pa.array([PAGE, None, BOILERPLATE], kind), id=str(kind))
        for kind in (pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string()))
    ]
    + [
        pytest.param(pa.array([PAGE.encode(), None, BOILERPLATE.encode()], kind), id=str(kind))
        for kind in (pa.binary(), pa.large_binary(), pa.binary_view(), pa.dictionary(pa.int32(), pa.binary()))
    ],
)
def test_a_column_may_be_of_any_type_of_text_or_bytes(column: Any) -> None:
    cleaned = clean_batch(batch(html=column))
    assert cleaned.schema == pa.schema(ADDED)
    assert cleaned.column("text").to_pylist() == [BODY, None, ""]
    assert cleaned.column("status").to_pylist() == ["done", "skipped", "empty"]
    assert cleaned.column("error").to_pylist() == [None, "its field 'html' is null", None]


def test_a_column_of_nulls_gives_a_row_for_each() -> None:
    cleaned = clean_batch(batch(id=[1, 2], text=pa.nulls(2)))
    assert cleaned.column("id").to_pylist() == [1, 2]
    assert cleaned.column("status").to_pylist() == ["skipped", "skipped"]


def test_no_rows_give_no_rows_and_the_same_columns() -> None:
    whole = batch(id=[1], html=[PAGE])
    cleaned = clean_batch(whole.slice(0, 0))
    assert cleaned.num_rows == 0
    assert cleaned.schema == clean_batch(whole).schema


def test_a_slice_is_cleaned_and_nothing_around_it() -> None:
    pages = [PAGE.replace("Rock", f"Rock {number}") for number in range(6)]
    whole = batch(id=list(range(6)), html=pages, language=["de", None, "fr", None, "it", None])
    cleaned = clean_batch(whole.slice(2, 3))
    assert cleaned.column("id").to_pylist() == [2, 3, 4]
    assert cleaned.column("language").to_pylist() == ["fr", "en", "it"]
    assert [text.split(" light")[0][-6:] for text in cleaned.column("text").to_pylist()] == [
        "Rock 2",
        "Rock 3",
        "Rock 4",
    ]


def test_own_columns_stay_in_their_order_and_the_text_is_ours() -> None:
    cleaned = clean_batch(batch(a=[1], html=[PAGE], text=["old"], b=["x"]), html="html")
    assert cleaned.schema.names == ["a", "b", *ADDED]
    assert cleaned.column("text").to_pylist() == [BODY]


@pytest.mark.parametrize(
    ("column", "kind", "expected"),
    [
        pytest.param(pa.array(["Own", None]), pa.string(), ["Own", TITLE], id="strings"),
        pytest.param(pa.array(["Own", None], pa.large_string()), pa.large_string(), ["Own", TITLE], id="large strings"),
        pytest.param(pa.array(["Own", None], pa.string_view()), pa.large_string(), ["Own", TITLE], id="views"),
        pytest.param(pa.array(["Own", None]).dictionary_encode(), pa.string(), ["Own", TITLE], id="a dictionary"),
        pytest.param(pa.nulls(2), pa.string(), [TITLE, TITLE], id="nulls"),
        pytest.param(pa.array([12, None]), pa.int64(), [12, None], id="numbers, into which no title fits"),
    ],
)
def test_metadata_of_a_row_stay_and_where_it_has_none_ours_are_put(column: Any, kind: Any, expected: list[Any]) -> None:
    cleaned = clean_batch(batch(html=[PAGE, PAGE], title=column))
    assert cleaned.schema.field("title").type == kind
    assert cleaned.column("title").to_pylist() == expected


def test_authors_of_a_row_stay_and_where_it_has_none_ours_are_put() -> None:
    page = PAGE.replace("</h1>", '</h1><p class="byline">By Orla Finch</p>')
    own = pa.array([["Pia Moss"], None], pa.large_list(pa.large_string()))
    assert clean_batch(batch(html=[page, page], authors=own)).column("authors").to_pylist() == [
        ["Pia Moss"],
        ["Orla Finch"],
    ]


def test_other_columns_get_another_name_if_theirs_is_taken() -> None:
    cleaned = clean_batch(batch(html=[PAGE], status=[200], confidence=[0.1], cleaner_status=["old"]))
    names = cleaned.schema.names
    assert names[:2] == ["status", "confidence"]
    assert [name for name in names if name.startswith("cleaner_")] == ["cleaner_confidence", "cleaner_status"]
    assert cleaned.column("status").to_pylist() == [200]
    assert cleaned.column("cleaner_status").to_pylist() == ["done"]


@pytest.mark.parametrize(
    ("column", "status", "error"),
    [
        pytest.param(pa.array([b"\x89PNG\r\n\x1a\n" + b"\x00" * 40]), "failed", "this is", id="a picture"),
        pytest.param(invalid([b"caf\xe9"], pa.string()), "failed", "its field 'text' is not UTF-8", id="no UTF-8"),
        pytest.param(pa.array([b""]), "empty", None, id="no bytes"),
        pytest.param(pa.array(["x" * 1001]), "failed", "larger than 0.001 MB", id="too large"),
    ],
)
def test_a_row_that_cannot_be_cleaned_fails_alone(column: Any, status: str, error: str | None) -> None:
    cleaner = BatchCleaner(Columns(max_size=1000))
    cleaned = cleaner(batch(text=pa.concat_arrays([column, column]))).to_pylist()
    cleaner.close()
    assert [row["status"] for row in cleaned] == [status, status]
    assert all(row["error"] is None if error is None else row["error"].startswith(error) for row in cleaned)


def test_half_of_a_character_does_not_end_the_batch() -> None:
    cleaned = clean_batch(batch(html=[PAGE.replace("parrot", "parr&#xD800;ot"), PAGE]))
    assert cleaned.column("status").to_pylist() == ["done", "done"]


def test_bytes_are_decoded_as_the_page_says() -> None:
    page = PAGE.replace("<body>", '<head><meta charset="windows-1252"></head><body>').encode("windows-1252")
    assert clean_batch(batch(html=[page])).column("text").to_pylist() == [BODY]


def test_an_address_tells_of_the_date() -> None:
    row = clean_batch(batch(html=[PAGE], at=["https://news.example/2024/03/09/keeper"]), url="at").to_pylist()[0]
    assert (row["published"], row["at"]) == ("2024-03-09", "https://news.example/2024/03/09/keeper")


def test_options_hold() -> None:
    options = Options(keep=frozenset({"ad"}))
    assert "Advertisement" in clean_batch(batch(html=[PAGE]), options=options).column("text")[0].as_py()


@pytest.mark.parametrize(
    ("columns", "settings", "message"),
    [
        pytest.param({"body": [PAGE]}, {}, "which column is to be cleaned? text or html says so", id="none is named"),
        pytest.param({"html": [PAGE]}, {"html": "page"}, "there is no column 'page' in it, but 'html'", id="not there"),
        pytest.param({"html": [PAGE]}, {"url": "at"}, "there is no column 'at' in it", id="no such address"),
        pytest.param({"text": [1]}, {}, "its column 'text' holds int64, not text", id="numbers"),
        pytest.param({}, {}, "which column is to be cleaned?", id="no columns"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(columns: dict[str, Any], settings: dict[str, str], message: str) -> None:
    with pytest.raises(ValueError, match="column") as caught:
        clean_batch(batch(**columns), **settings)
    assert message in str(caught.value)


def test_a_column_that_is_there_twice_cannot_be_meant() -> None:
    twice = pa.RecordBatch.from_arrays([pa.array([PAGE]), pa.array([PAGE])], names=["html", "html"])
    with pytest.raises(ValueError, match="more than one column 'html'"):
        clean_batch(twice)


def test_other_columns_with_one_name_get_numbers() -> None:
    twice = pa.RecordBatch.from_arrays([pa.array([1]), pa.array([PAGE]), pa.array([2])], names=["n", "html", "n"])
    assert clean_batch(twice).schema.names[:3] == ["n", "n_2", "title"]


def test_anything_but_a_batch_is_refused() -> None:
    with pytest.raises(TypeError, match=r"a batch is a pyarrow\.RecordBatch, not Table"):
        clean_batch(pa.table({"html": [PAGE]}))


def test_the_rows_are_those_of_the_command(tmp_path: Any) -> None:
    pages = [PAGE, None, BOILERPLATE, "", PAGE.replace("<body>", "<body><time datetime='2024-03-09'>9 March</time>")]
    whole = pa.table({"id": [1, 2, 3, 4, 5], "html": pages, "title": ["Own", None, None, None, None]})
    pq.write_table(whole, tmp_path / "in.parquet")
    done = run("--explain", str(tmp_path / "in.parquet"), "-o", str(tmp_path / "out.parquet"))
    assert done.code == 0, done.err
    written = pq.read_table(tmp_path / "out.parquet")
    cleaned = clean_batch(whole.to_batches()[0])
    assert written.schema.names == cleaned.schema.names
    assert written.to_pylist() == cleaned.to_pylist()


# In a process beside ours


def test_a_process_beside_ours_gives_the_same_rows_and_stays() -> None:
    pages = batch(id=[1, 2, 3], html=[PAGE, None, BOILERPLATE])
    cleaner = BatchCleaner()
    try:
        assert cleaner(pages) == clean_batch(pages)
        began = time.monotonic()
        for _ in range(5):
            cleaner(pages)
        # Starting a process takes longer than cleaning three short pages.
        assert time.monotonic() - began < 5
    finally:
        cleaner.close()


def test_a_table_is_cleaned_batch_by_batch() -> None:
    pages = batch(id=[1, 2], html=[PAGE, BOILERPLATE])
    cleaner = BatchCleaner()
    table = cleaner(pa.Table.from_batches([pages, pages.slice(1)]))
    empty = cleaner(pa.table({"html": pa.array([], pa.string())}))
    cleaner.close()
    assert table.column("id").to_pylist() == [1, 2, 2]
    assert table.column("status").to_pylist() == ["done", "empty", "empty"]
    assert (empty.num_rows, empty.schema) == (0, pa.schema(ADDED))


def test_the_schema_is_known_ahead_of_the_rows() -> None:
    pages = batch(id=[1], html=[PAGE])
    cleaner = BatchCleaner(Columns(removed=False))
    assert cleaner.schema(pages.schema).names == ["id", *(name for name in ADDED if name != "removed")]
    assert cleaner.schema(pages.schema) == next(iter(cleaner.batches([pages]))).schema


def test_it_travels_to_other_machines_without_its_process() -> None:
    pages = batch(html=[PAGE])
    here = BatchCleaner(Columns(html="html", removed=False))
    expected = here(pages)
    there = pickle.loads(pickle.dumps(here))
    here.close()
    assert there(pages) == expected
    there.close()


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        pytest.param("matches for ever", "no result within 0.5 s", id="hangs"),
        pytest.param("segfaults", "it ended its worker twice (SIGSEGV)", id="crashes"),
    ],
)
def test_a_request_that_hangs_or_crashes_fails_alone(deed: str, reason: str) -> None:
    requests = [Request(path, size=9) for path in ("a", deed, "b", "pid")]
    with LocalEngine(actor, 0.5) as isolated:
        first, lost, second, pid = isolated.clean(requests)
        (again,) = isolated.clean(requests[3:])
    assert (first, second) == ("A", "B")
    assert (lost.status, lost.reason, lost.bytes_in, lost.fields) == ("failed", reason, 9, None)
    assert pid == again != os.getpid()


def test_closing_early_ends_the_process() -> None:
    with LocalEngine(actor, 60) as isolated:
        outcomes = isolated.clean([Request("a"), Request("sleeps")])
        assert next(outcomes) == "A"
        outcomes.close()
        assert list(isolated.clean([Request("b")])) == ["B"]
