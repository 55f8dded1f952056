"""DuckDB and Polars clean with the examples of the manual."""

from __future__ import annotations

from pathlib import Path

import pytest
from doc_examples import example
from stories import BOILERPLATE, PAGE

from cleaner.batch import clean_batch


@pytest.mark.parametrize("package", ["duckdb", "polars"])
def test_the_example_of_the_manual_gives_the_rows_of_clean_batch(
    package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip(package, reason=f"{package} is not installed")
    import pyarrow as pa
    import pyarrow.parquet as pq

    monkeypatch.chdir(tmp_path)
    Path("pages").mkdir()
    table = pa.table({"n": [1, 2, 3], "text": [PAGE, BOILERPLATE, None]})
    pq.write_table(table, "pages/0.parquet")
    exec(example(f"import {package}", tmp_path))
    rows = pq.read_table("articles.parquet").sort_by("n").to_pylist()
    assert rows == clean_batch(table.to_batches()[0]).to_pylist()
    assert [row["status"] for row in rows] == ["done", "empty", "skipped"]
