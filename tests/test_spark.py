"""Spark cleans with the example of the manual, on two cores of this machine."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from doc_examples import example
from stories import BOILERPLATE, PAGE

from cleaner.batch import clean_batch

pyspark = pytest.importorskip("pyspark", reason="pyspark is not installed")
pytestmark = pytest.mark.skipif(
    shutil.which("java") is None and "JAVA_HOME" not in os.environ, reason="Spark needs Java, and there is none"
)


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """Spark with two workers of this interpreter."""
    from pyspark.sql import SparkSession

    before = os.environ.get("PYSPARK_PYTHON")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.memory": "1g",
    }
    session = SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()
    os.environ.pop("PYSPARK_PYTHON") if before is None else os.environ.update(PYSPARK_PYTHON=before)


def test_the_example_of_the_readme_gives_the_rows_of_clean_batch(spark: Any, tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    (tmp_path / "pages").mkdir()
    pages = [PAGE.replace("Rock", f"Rock {at}").encode() for at in range(38)]
    pages[5:5] = [None, BOILERPLATE.encode(), b"\x89PNG\r\n\x1a\n" + b"\x00" * 60, b""]
    table = pa.table({"n": list(range(42)), "url": ["https://news.example/1"] * 42, "html": pages})
    for part in range(3):
        pq.write_table(table.slice(part * 14, 14), tmp_path / "pages" / f"{part}.parquet")
    exec(example("mapInArrow", tmp_path), {"spark": spark})
    written = spark.read.parquet(str(tmp_path / "articles")).orderBy("n")
    rows = [row.asDict(recursive=True) for row in written.collect()]
    assert rows == clean_batch(table.combine_chunks().to_batches()[0], html="html").to_pylist()
    assert [row["status"] for row in rows[4:10]] == ["done", "skipped", "empty", "failed", "empty", "done"]
