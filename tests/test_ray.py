"""A Ray cluster cleans as this machine does: the same rows to the byte, whatever happens to its actors."""

from __future__ import annotations

import gzip
import json
import logging
import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from command import Result, run
from doc_examples import example
from stories import BOILERPLATE, PAGE, SCRAPED

from cleaner.batch import clean_batch
from cleaner.batch.record import Outcome, Request
from cleaner.batch.rows import columns
from cleaner.batch.work import Task, clean_request
from cleaner.files.read import Limits
from cleaner.integrations import ray_engine
from cleaner.integrations.ray_engine import OnRay, RayError
from cleaner.options import Options

TASK = Task(Options(), Limits(100_000, None), columns=columns())
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells of all processes")


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The address of a small cluster that lives as long as these tests."""
    ray = pytest.importorskip("ray", reason="Ray is not installed")
    before = dict(os.environ)
    os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "RAY_worker_niceness": "0"}
    ray.init("local", num_cpus=2, include_dashboard=False, logging_level=logging.ERROR, log_to_driver=False)
    yield ray.get_runtime_context().gcs_address
    ray.shutdown()
    os.environ.clear()
    os.environ.update(before)


def engine(address: str | None = None, task: Task = TASK) -> OnRay:
    """Two actors of a cluster; without an address, of the one that we are connected to."""
    return OnRay(task, address, 2, 30.0)


def pages(number: int) -> list[tuple[Request, int]]:
    """Requests with their places in the row, some of which cannot be cleaned."""
    requests = [Request("page", PAGE.replace("Rock", f"Rock {at}"), 900) for at in range(number)]
    requests[3:3] = [Request("none.html"), Request("page", b"\x89PNG\r\n\x1a\n" + b"\x00" * 60, 68)]
    requests[7:7] = [Request("page", "x" * 100_001, 100_001), Request("page", BOILERPLATE), Request("page", "")]
    return [(request, at) for at, request in enumerate(requests)]


def told(outcome: Outcome) -> Outcome:
    """An outcome without the time that it took."""
    return outcome._replace(seconds=0.0)


def test_requests_get_the_outcomes_of_this_machine_in_their_order(cluster: str) -> None:
    row = pages(300)
    answered = list(engine()(row))
    assert [at for at, _ in answered] == list(range(305))
    assert [told(outcome) for _, outcome in answered] == [told(clean_request(request, TASK)) for request, _ in row]


def test_no_more_requests_are_taken_than_are_needed(cluster: str) -> None:
    taken = 0

    def endless() -> Iterator[tuple[Request, int]]:
        nonlocal taken
        while True:
            taken += 1
            yield Request("page", PAGE, len(PAGE)), taken

    answers = engine()(endless())
    for _ in range(10):
        next(answers)
    answers.close()
    assert taken < 128 * 4 * 2 + 2 * 128


def test_another_version_on_the_cluster_is_refused(cluster: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ray_engine, "__version__", "0.0.1")
    with pytest.raises(RayError, match=r"the cluster has article-cleaner \d\S+, and this is 0\.0\.1"):
        list(engine()(pages(1)))


def test_without_ray_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ray_engine, "find_spec", lambda name: None)
    with pytest.raises(RayError, match=r"--engine ray needs Ray; in a clone of the project: pip install '\.\[ray\]'"):
        ray_engine.on_ray(TASK, None, None, 10.0)


def test_nothing_to_clean_needs_no_cluster() -> None:
    assert list(engine("127.0.0.1:1")([])) == []
    settled = [(Request(f"page {at}", "x", 1, settled=True), at) for at in range(1000)]
    assert list(engine("127.0.0.1:1")(settled)) == [(at, None) for at in range(1000)]


# The command


def _inputs(folder: Path) -> None:
    """Files of every kind, with records that cannot be cleaned."""
    folder.mkdir()
    lines = [json.dumps({"id": at, "html": PAGE.replace("Rock", f"Rock {at}"), "score": 1.50}) for at in range(150)]
    lines[20:20] = ["no JSON", '{"id": "null", "html": null}', '{"id": "number", "html": 12}', '{"html": ""}']
    (folder / "lines.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    (folder / "torn.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode())[:-400])
    _write_parquet(folder / "table.parquet")
    (folder / "archive.warc.gz").write_bytes(b"".join(map(gzip.compress, _warc())))
    (folder / "page.html").write_text(PAGE, encoding="utf-8")
    (folder / "text.txt").write_text(SCRAPED, encoding="utf-8")
    (folder / "gone.html").symlink_to("nowhere.html")


def _write_parquet(path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    texts = [*(SCRAPED.replace("Rock", f"Rock {at}") for at in range(60)), None, BOILERPLATE, ""]
    pq.write_table(pa.table({"n": list(range(len(texts))), "text": texts}), path)


def _warc() -> Iterator[bytes]:
    for at in range(30):
        kind = "image/png" if at == 7 else "text/html; charset=utf-8"
        page = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n{PAGE.replace('Rock', f'Rock {at}')}".encode()
        head = (
            "WARC/1.0\r\nWARC-Type: response\r\n"
            f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{at:012}>\r\n"
            f"WARC-Target-URI: https://news.example/{at}\r\nWARC-Date: 2024-03-09T10:00:00Z\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(page)}\r\n\r\n"
        )
        yield head.encode() + page + b"\r\n\r\n"


def _rows(manifest: Path) -> list[dict[str, Any]]:
    return [{**json.loads(line), "seconds": 0} for line in manifest.read_text(encoding="utf-8").splitlines()]


def _files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.jsonl"
    }


def test_the_command_writes_the_same_files_on_a_cluster_as_on_this_machine(cluster: str, tmp_path: Path) -> None:
    pytest.importorskip("fastwarc", reason="FastWARC is not installed")
    _inputs(tmp_path / "in")
    here = run(str(tmp_path / "in"), "-o", str(tmp_path / "here"), "-j", "2")
    there = _on_ray(str(tmp_path / "in"), "-o", str(tmp_path / "there"), "--ray-address", cluster)
    assert (there.code, there.out) == (here.code, here.out) == (2, b"")
    assert _files(tmp_path / "there") == _files(tmp_path / "here")
    assert _rows(tmp_path / "there" / "manifest.jsonl") == _rows(tmp_path / "here" / "manifest.jsonl")
    assert there.err.replace("there", "here") == here.err
    assert len(_files(tmp_path / "here")) == 6

    again = _on_ray(str(tmp_path / "in"), "-o", str(tmp_path / "here"), "--ray-address", cluster, "--resume")
    assert _files(tmp_path / "there") == _files(tmp_path / "here")
    assert "of them in an earlier run" in again.err


@linux
def test_an_actor_that_is_killed_is_replaced_and_nothing_is_lost_or_doubled(cluster: str, tmp_path: Path) -> None:
    rows = [{"n": at, "html": PAGE.replace("Rock", f"Rock {at}")} for at in range(1000)]
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(_on_ray, str(source), "-o", str(target), "--ray-address", cluster)
        while not (working := _descendants("ray::_Actor.clean")):
            assert not running.done(), running.result().err
        os.kill(working[0], signal.SIGKILL)
        done = running.result()
    assert (done.code, done.out, done.err) == (0, b"", "cleaner: 1,000 inputs: 1,000 cleaned\n")
    written = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [row["n"] for row in written] == list(range(1000))
    assert all(f"Rock {row['n']} light" in row["text"] for row in written)


def test_the_command_starts_a_cluster_of_its_own_and_ends_it(cluster: str, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text("".join(json.dumps({"html": PAGE, "n": n}) + "\n" for n in range(3)), encoding="utf-8")
    done = _on_ray(str(source), "-o", str(tmp_path / "out.jsonl"), "-j", "1")
    assert (done.code, done.out, done.err) == (0, b"", "cleaner: 3 inputs: 3 cleaned\n")
    assert [json.loads(line)["n"] for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()] == [0, 1, 2]


def test_a_missing_cluster_is_one_line(cluster: str, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps({"text": SCRAPED}) + "\n", encoding="utf-8")
    done = _on_ray(str(source), "-o", str(tmp_path / "out"), "--ray-address", "127.0.0.1:1")
    assert (done.code, done.out) == (2, b"")
    assert done.err.startswith("cleaner: no Ray at '127.0.0.1:1': ")


def _on_ray(*args: str) -> Result:
    return run(*args, "--engine", "ray", RAY_USAGE_STATS_ENABLED="0", RAY_worker_niceness="0")


# Pipelines of Ray Data


def test_ray_data_maps_batches_with_the_example_of_the_manual(cluster: str, tmp_path: Path) -> None:
    pytest.importorskip("ray.data", reason="Ray Data is not installed")
    import pyarrow as pa
    import pyarrow.parquet as pq

    (tmp_path / "pages").mkdir()
    table = pa.table({"url": ["https://news.example/1", None, None], "html": [PAGE, None, BOILERPLATE]})
    pq.write_table(table, tmp_path / "pages" / "0.parquet")
    exec(example("ray.data.read_parquet", tmp_path), {})
    written = pq.read_table(tmp_path / "articles").to_pylist()
    assert written == clean_batch(table.to_batches()[0]).to_pylist()


def _descendants(name: str) -> list[int]:
    """The processes that come of ours and whose command begins so."""
    parents, names = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                stat, command = (entry / "stat").read_text(), (entry / "cmdline").read_bytes()
            except OSError:
                continue
            parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
            names[int(entry.name)] = command.decode("utf-8", "replace")
    return [pid for pid in parents if names[pid].startswith(name) and _comes_of_us(pid, parents)]


def _comes_of_us(pid: int, parents: dict[int, int]) -> bool:
    while pid in parents:
        pid = parents[pid]
        if pid == os.getpid():
            return True
    return False
