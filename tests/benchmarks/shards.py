"""Shards on a Ray cluster that loses a node, over a store that fails, by a driver that is killed and resumed.

    python -m tests.benchmarks.shards [--shards 200] [--records 5] [--every 50]

It prints what was lost and doubled, and whether the bytes are those of an undisturbed run by processes. It needs the
extra `integrations`. The command that it runs is the one of the manual's page on Common Crawl, with other addresses.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests")]

from archives import record  # noqa: E402
from s3_store import CREDENTIALS, FaultyProxy, s3_server  # noqa: E402
from stories import SCRAPED  # noqa: E402

_BUCKET = "bucket"
_INPUTS = f"s3://{_BUCKET}/crawl/*.warc.wet.gz"
_PATIENCE_SECONDS = 1800
_STORE_BYTES = 80_000_000  # of Ray on each node, the least that it takes
_PAGE = ROOT / "docs" / "pages" / "how-to" / "common-crawl.md"


class Faults(NamedTuple):
    """What happens to a run: how many shards of how many records there are, and one request in how many fails."""

    shards: int = 200
    records: int = 5
    every: int = 50


class Found(NamedTuple):
    """What came of it."""

    ids: int
    lost: int
    doubled: int
    same_bytes: bool
    failed_requests: int
    done_when_killed: int
    summary: str
    exit_code: int


def command_of_the_manual(inputs: str, output: str, address: str) -> list[str]:
    """The first command of the page on Common Crawl that names a cluster, with these addresses."""
    blocks = re.findall(r"^```sh\n(.*?)^```", _PAGE.read_text(encoding="utf-8"), re.M | re.S)
    line = next(block for block in blocks if "--ray-address" in block)
    words = shlex.split(line.replace("\\\n", " "))
    given = {"-o": output, "--ray-address": address}
    changed = [given.get(before, word) for before, word in zip(["", *words], words, strict=False)]
    return [sys.executable, "-m", "cleaner", inputs, *changed[2:]]


def run_with_faults(faults: Faults) -> Found:
    """Run it undisturbed by processes, then with everything that can go wrong on a cluster, and compare."""
    with s3_server() as port:
        os.environ.update(CREDENTIALS, AWS_ENDPOINT_URL=f"http://127.0.0.1:{port}", PYTHONPATH=str(ROOT))
        store = _store(port)
        ids = _fill(store, faults)
        calm = [sys.executable, "-m", "cleaner", _INPUTS, "-o", f"s3://{_BUCKET}/calm/", "-j", "1"]
        subprocess.run(calm, check=True)
        proxy = FaultyProxy(port, faults.every)
        os.environ["AWS_ENDPOINT_URL"] = proxy.address
        with _cluster() as (address, kill_node):
            command = command_of_the_manual(_INPUTS, f"s3://{_BUCKET}/clean/", address)
            with subprocess.Popen(command) as driver:
                _wait(store, faults.shards // 4, driver)
                kill_node()
                _wait(store, faults.shards // 2, driver)
                driver.send_signal(signal.SIGKILL)
            done = _done(store)
            resumed = subprocess.run([*command, "--resume"], stderr=subprocess.PIPE, text=True, check=False)
        calm_files, files = _files(store, "calm"), _files(store, "clean")
        counts = Counter(row["id"] for row in _rows(files))
        return Found(
            ids=len(ids),
            lost=len(ids - set(counts)),
            doubled=sum(number > 1 for number in counts.values()),
            same_bytes=files == calm_files,
            failed_requests=proxy.failed,
            done_when_killed=done,
            summary=resumed.stderr.strip().splitlines()[-1] if resumed.stderr.strip() else "",
            exit_code=resumed.returncode,
        )


def _store(port: int) -> Any:
    """A client of the store that does not go through the proxy."""
    import boto3

    store = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{port}")
    store.create_bucket(Bucket=_BUCKET)
    return store


def _fill(store: Any, faults: Faults) -> set[str]:
    """Write the shards to the store; the ids of all records."""
    ids = set()
    for shard in range(faults.shards):
        archive = []
        for at in range(faults.records):
            ids.add(identity := f"urn:uuid:{shard:08}-0000-0000-0000-{at:012}")
            text = SCRAPED.replace("Rock", f"Rock {shard}-{at}").encode()
            head = {"warc_record_id": f"<{identity}>", "warc_target_uri": f"https://news.example/{shard}/{at}"}
            archive.append(gzip.compress(record("conversion", text, "text/plain", **head), mtime=0))
        store.put_object(Bucket=_BUCKET, Key=f"crawl/CC-MAIN-{shard:05}.warc.wet.gz", Body=b"".join(archive))
    return ids


@contextmanager
def _cluster() -> Iterator[tuple[str, Callable[[], None]]]:
    """The address of a cluster of three nodes, and what kills one of them."""
    os.environ.update(RAY_USAGE_STATS_ENABLED="0", RAY_worker_niceness="0")
    from ray.cluster_utils import Cluster

    node = {"num_cpus": 1, "object_store_memory": _STORE_BYTES}
    cluster = Cluster()
    try:
        _node(cluster, **node, include_dashboard=False)
        others = [_node(cluster, **node) for _ in range(2)]
        cluster.wait_for_nodes()
        yield cluster.address, lambda: cluster.remove_node(others[0], allow_graceful=False)
    finally:
        cluster.shutdown()


def _node(cluster: Any, **settings: Any) -> Any:
    """A new node. On a busy machine one may not start within the half minute that Ray gives it."""
    for left in reversed(range(4)):
        try:
            return cluster.add_node(**settings)
        except Exception:  # Ray raises nothing more exact
            if not left:
                raise
    return None


def _wait(store: Any, shards: int, driver: subprocess.Popen[Any]) -> None:
    began = time.monotonic()
    while _done(store) < shards:
        assert driver.poll() is None, "the run ended before it was disturbed"
        assert time.monotonic() - began < _PATIENCE_SECONDS
        time.sleep(0.2)


def _done(store: Any) -> int:
    return sum(key.endswith(".parquet") for key in _keys(store, "clean/manifest/"))


def _keys(store: Any, prefix: str) -> list[str]:
    pages = store.get_paginator("list_objects_v2").paginate(Bucket=_BUCKET, Prefix=prefix)
    return [found["Key"] for page in pages for found in page.get("Contents", ())]


def _files(store: Any, output: str) -> dict[str, bytes]:
    keys = (key for key in _keys(store, f"{output}/") if not key.endswith("_run.json"))
    return {key.partition("/")[2]: store.get_object(Bucket=_BUCKET, Key=key)["Body"].read() for key in keys}


def _rows(files: dict[str, bytes]) -> Iterator[dict[str, Any]]:
    import io

    import pyarrow.parquet as pq

    for name, data in files.items():
        if name.startswith("manifest/"):
            yield from pq.read_table(io.BytesIO(data), columns=["id", "status"]).to_pylist()


def main() -> None:
    """Run it and print what came of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    for name, default in Faults()._asdict().items():
        parser.add_argument(f"--{name}", type=int, default=default)
    began = time.monotonic()
    found = run_with_faults(Faults(**vars(parser.parse_args())))
    sys.stdout.write(json.dumps({**found._asdict(), "seconds": round(time.monotonic() - began)}, indent=2) + "\n")


if __name__ == "__main__":
    main()
