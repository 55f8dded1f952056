"""Shards: each file of records gets a part of the output and one of the manifest, whatever happens to the run."""

from __future__ import annotations

import errno
import gzip
import io
import json
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from command import COMMAND, PATIENCE, environment, run
from shard_corpus import files, ids_of, lost_and_doubled, manifest_rows, write_shards
from stories import SCRAPED

from cleaner.batch.local import isolated
from cleaner.batch.record import Outcome, Record, Request, Status
from cleaner.batch.rows import columns
from cleaner.batch.shards import clean_shard as cleaning
from cleaner.batch.shards import schedule, shard
from cleaner.batch.shards.clean_shard import ShardPlan, ShardResult
from cleaner.batch.shards.schedule import ShardsError, in_flight, run_shards
from cleaner.batch.shards.shard import PART_NAME, Shard, shards_of
from cleaner.batch.sources.source import Fields, ReadSettings, Source
from cleaner.batch.tally import BatchTally
from cleaner.batch.work import Task
from cleaner.files import file_store
from cleaner.files.file_store import FileStore
from cleaner.files.formats import Holds
from cleaner.files.read import Limits
from cleaner.options import Options

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed")
pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")

LIMIT = 1_000_000


def plan(output: str, **changes: Any) -> ShardPlan:
    """A plan with the defaults of the command."""
    task = Task(Options(), Limits(LIMIT, None), columns=columns())
    reading = ReadSettings(Fields(), LIMIT)
    return ShardPlan(output, ".parquet", task, reading, columns(), "same", 30.0)._replace(**changes)


def clean_shard(one: Shard, to: ShardPlan) -> ShardResult:
    """Clean a shard with a process of its own."""
    with isolated(to.task, to.timeout) as engine:
        return cleaning.clean_shard(one, to, engine)


def shard_of(path: str, holds: Holds = Holds.JSON_LINES) -> Shard:
    """The only shard of a file."""
    [one] = shards_of(Source(path, path.rpartition("/")[2], holds, 1000))
    return one


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Four shards in a folder that is current."""
    monkeypatch.chdir(tmp_path)
    return write_shards(tmp_path / "in", 4)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A corpus of eight shards with the output of one run, and what the command said."""
    folder = tmp_path_factory.mktemp("shards")
    write_shards(folder / "in", 8)
    result = run(str(folder / "in"), "-o", str(folder / "out"), "--shards", "-j", "1")
    assert result.code == 0, result.err
    return folder, result.err.partition(": ")[2].partition(";")[0]


# The command


def test_every_shard_has_a_part_with_the_bytes_of_a_batch_of_its_own(corpus: list[Path]) -> None:
    result = run("in", "-o", "out", "--shards", "-f", "jsonl")
    assert (result.code, result.err) == (
        0,
        "cleaner: 4 shards: 24 inputs: 16 cleaned, 4 with nothing but boilerplate, 4 skipped; "
        "out/manifest/ lists all of them\n",
    )
    parts = sorted(Path("out/articles").iterdir())
    assert [part.name.partition("-")[0] for part in parts] == [path.name for path in corpus]
    for path, part in zip(corpus, parts, strict=True):
        run(str(path), "-o", "one.jsonl", "--overwrite")
        assert part.read_bytes() == Path("one.jsonl").read_bytes()


def test_every_record_has_one_row_in_the_manifest(corpus: list[Path]) -> None:
    run("in", "-o", "out", "--shards", "--drop-duplicates", "--min-words", "3")
    rows = manifest_rows(Path("out"))
    assert lost_and_doubled(rows, ids_of(corpus)) == (set(), set())
    assert [(row["status"], row["reason"]) for row in rows[:6]] == [
        ("done", None),
        ("done", None),
        ("done", None),
        ("filtered", "an earlier article has the same text"),
        ("empty", "nothing in it but boilerplate"),
        ("skipped", "its field 'text' is null"),
    ]
    assert all(Path("out", row["output"]).exists() for row in rows if row["status"] == "done")
    assert rows[0]["path"] == str(corpus[0])
    assert dict(rows[0]["labels"]).keys() == {"ad", "newsletter", "share"}
    articles = pq.read_table(next(Path("out/articles").glob("000*")))
    assert articles["id"].to_pylist() == ["0-0", "0-1", "0-2", "0-5"]


def test_resuming_does_what_is_missing_and_comes_to_the_same_bytes(
    undisturbed: tuple[Path, str], tmp_path: Path
) -> None:
    folder, summary = undisturbed
    before = files(folder / "out")
    manifests, articles = (sorted((folder / "out" / name).glob("*.parquet")) for name in ("manifest", "articles"))
    manifests[0].unlink()  # its part was published, and its manifest was not
    articles[1].unlink()
    manifests[2].write_bytes(b"PAR1 torn PAR1")
    command = (str(folder / "in"), "-o", str(folder / "out"), "--shards", "--resume")
    result = run(*command, "--report", str(tmp_path / "r.json"))
    assert f"{summary}; 5 shards of them in an earlier run" in result.err
    assert files(folder / "out") == before
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    rows = manifest_rows(folder / "out")
    assert report["inputs"]["total"] == len(rows) == 48
    assert report["inputs"]["done"] == sum(row["status"] == "done" for row in rows)
    assert report["inputs"]["from_earlier_run"] == 30
    assert report["characters"]["kept"] == sum(row["kept"] for row in rows)
    assert report["removed_characters"]["ad"] == sum(dict(row["labels"]).get("ad", 0) for row in rows)
    assert report["skipped"][0]["inputs"] == 8


def test_a_run_that_is_killed_is_resumed_to_the_same_bytes(undisturbed: tuple[Path, str], tmp_path: Path) -> None:
    folder, _ = undisturbed
    command = [*COMMAND, str(folder / "in"), "-o", str(tmp_path / "out"), "--shards", "-j", "1"]
    with subprocess.Popen(command, env=environment(), stderr=subprocess.DEVNULL) as running:
        began = time.monotonic()
        while len(list(tmp_path.glob("out/manifest/*.parquet"))) < 2:
            assert time.monotonic() - began < PATIENCE
            time.sleep(0.005)
        running.send_signal(signal.SIGKILL)
    assert run(*command[3:], "--resume").code == 0
    assert files(tmp_path / "out") == files(folder / "out")


def test_an_address_works_as_a_folder_does(corpus: list[Path]) -> None:
    run("in", "-o", "out", "--shards")
    result = run("in", "-o", f"file://{Path.cwd()}/other")  # without --shards
    assert result.code == 0
    assert files(Path("other")) == files(Path("out"))


def test_what_an_earlier_run_wrote_is_replaced_only_if_asked_for(corpus: list[Path]) -> None:
    run("in", "-o", "out", "--shards")
    refused = run("in", "-o", "out", "--shards")
    assert (refused.code, refused.err) == (
        2,
        "cleaner: out: an earlier run has written it; --resume continues it, --overwrite replaces it\n",
    )
    refused = run("in", "-o", "out", "--shards", "--resume", "--keep", "ad")
    assert "out: written with other settings or another version; --overwrite replaces it" in refused.err
    assert run("in/000.jsonl.gz", "-o", "out", "--shards", "--overwrite", "-f", "jsonl").code == 0
    assert [Path(name).suffix for name in files(Path("out"))] == [".jsonl", ".parquet"]


def test_a_folder_with_anything_else_in_it_is_left_alone(corpus: list[Path]) -> None:
    Path("out").mkdir()
    Path("out/diary.txt").write_text("Dear diary", encoding="utf-8")
    for mode in ((), ("--resume",), ("--overwrite",)):
        result = run("in", "-o", "out", "--shards", *mode)
        assert (result.code, result.err) == (
            2,
            "cleaner: out: not empty, and not the output of shards; name another folder\n",
        )
    assert [path.name for path in Path("out").iterdir()] == ["diary.txt"]


def test_resuming_where_nothing_is_begins(corpus: list[Path]) -> None:
    assert run("in", "-o", "out", "--shards", "--resume").code == 0
    assert len(files(Path("out"))) == 8


def test_damaged_shards_are_told_of_by_their_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    [whole] = write_shards(tmp_path / "in", 1, records=60)
    (tmp_path / "in" / "empty.jsonl").write_bytes(b"")
    (tmp_path / "in" / "binary.jsonl").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (tmp_path / "in" / "torn.jsonl.gz").write_bytes(whole.read_bytes()[:-12])
    (tmp_path / "in" / "no.parquet").write_bytes(b"PAR1")
    result = run("in", "-o", "out", "--shards")
    assert result.code == 2
    assert "5 shards: " in result.err
    told = {Path(row["path"]).name: row["reason"] for row in manifest_rows(tmp_path / "out") if row["record"] is None}
    assert told.pop("no.parquet")
    assert told == {
        "binary.jsonl": "this is a PNG image, not JSON lines",
        "empty.jsonl": "there are no records in it",
    }
    torn = [row for row in manifest_rows(tmp_path / "out") if row["path"].endswith("torn.jsonl.gz")]
    assert torn[-1]["reason"] == "nothing more of the file can be read: the compressed data breaks off"
    assert run("in", "-o", "out", "--shards", "--resume").code == 2  # as true of all shards as before


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["in", "--shards"], "--shards needs --output"),
        (["in", "-o", "s3://b/a.parquet"], "s3://b/a.parquet: this names one table; name the folder of all parts"),
        (["in", "-o", "s3://b/a.html"], "s3://b/a.html: this names one document; name a folder, or a table"),
        (["in", "-o", "https://b.example/a/"], "https://b.example/a/: an address of the web; articles are written to"),
        (["in", "-o", "out", "--shards", "-f", "csv"], "shards are written as parquet or jsonl, not as csv"),
        (["in", "-o", "out", "--shards", "--learn-first"], "--shards and --learn-first exclude each other"),
        (["in", "-o", "out", "--drop-duplicates"], "--drop-duplicates needs shards: --shards, or --output with"),
        (["page.html", "-o", "out", "--shards"], "page.html: a document; only files of records are cleaned as shards"),
        (["--files-from", "-", "-o", "nowhere://x/", "--shards"], "nowhere://x/: "),
    ],
)
def test_what_cannot_be_done_is_told_before_anything_is_written(
    corpus: list[Path], arguments: list[str], why: str
) -> None:
    Path("page.html").write_text("<p>A page.</p>", encoding="utf-8")
    result = run(*arguments)
    assert result.code == 2
    assert result.err.startswith(f"cleaner: {why}")
    assert not Path("out").exists()


def test_a_name_that_means_nothing_fails_alone(corpus: list[Path]) -> None:
    result = run("in/000.jsonl.gz", "in/none.jsonl", "-o", "out", "--shards")
    assert result.code == 2
    assert "in/none.jsonl: no such file" in result.err
    assert len(files(Path("out"))) == 2


# Names


def test_names_depend_on_the_input_alone_and_lead_nowhere_else() -> None:
    paths = [
        "s3://b/one/a.wet.gz",
        "s3://b/two/a.wet.gz",
        "s3://b/.hidden.jsonl",
        "s3://b/_spark.jsonl",
        "s3://b/..",
        "s3://b/a\n\x1b[2J?*.jsonl",
        "s3://b/Вести.jsonl",
        f"s3://b/{'long' * 200}.parquet",
    ]
    names = [shard_of(path).name for path in paths]
    assert len(set(names)) == len(paths)
    assert names == [shard_of(path).name for path in paths]
    assert all(PART_NAME.fullmatch(f"{name}.parquet") for name in names)
    assert names[0] == "a.wet.gz-" + names[0][-16:]


def test_a_large_file_of_parquet_is_several_shards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pyarrow as pa

    texts = [SCRAPED.replace("Rock", f"Rock {at}") for at in range(20)]
    path = tmp_path / "pages.parquet"
    pq.write_table(pa.table({"n": list(range(20)), "text": texts}), path, row_group_size=4, compression="none")
    source = Source(str(path), "pages.parquet", Holds.PARQUET, path.stat().st_size)
    [whole] = shards_of(source)
    monkeypatch.setattr(shard, "_SPLIT_BYTES", path.stat().st_size // 2)
    parts = list(shards_of(source))
    assert [one.source.groups for one in parts] == [(0, 2), (2, 4), (4, 5)]
    assert all(clean_shard(one, plan(str(tmp_path / "out"))).problem is None for one in parts)
    assert clean_shard(whole, plan(str(tmp_path / "whole"))).problem is None
    of_parts, of_whole = (manifest_rows(tmp_path / name) for name in ("out", "whole"))
    assert [{**row, "output": ""} for row in of_parts] == [{**row, "output": ""} for row in of_whole]
    tables = [pq.read_table(one) for one in sorted((tmp_path / "out" / "articles").iterdir())]
    assert pa.concat_tables(tables) == pq.read_table(next((tmp_path / "whole" / "articles").iterdir()))


# Stores that fail


class Faulty(fsspec.get_filesystem_class("memory")):  # type: ignore[misc]
    """A store in memory whose requests fail as `faults` says; None lets one pass."""

    protocol = ("faulty", "memory")
    faults: Iterator[BaseException | None] = iter(())

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(super()._strip_protocol(path.replace("faulty://", "memory://")))

    @classmethod
    def _request(cls) -> None:
        if (fault := next(cls.faults, None)) is not None:
            raise fault

    def put_file(self, *args: Any, **options: Any) -> Any:
        """Fail, or put it."""
        self._request()
        return super().put_file(*args, **options)

    def _open(self, path: str, mode: str = "rb", **options: Any) -> Any:
        self._request()
        file = super()._open(path, mode, **options)
        return file if mode != "rb" else _Reading(file.getvalue(), self._request)


class _Reading(io.BytesIO):
    def __init__(self, data: bytes, request: Any) -> None:
        super().__init__(data)
        self._request = request

    def read(self, size: int | None = -1) -> bytes:
        self._request()
        return super().read(min(1000 if size in (None, -1) else size or 0, 1000))


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """A store with one shard, at faulty://bucket/; the pauses between tries, which are not waited for."""
    fsspec.register_implementation("faulty", Faulty, clobber=True)
    pauses: list[float] = []
    monkeypatch.setattr(file_store, "time", SimpleNamespace(sleep=pauses.append))  # other threads sleep, too
    lines = "\n".join(json.dumps({"id": str(at), "text": SCRAPED.replace("Rock", f"Rock {at}")}) for at in range(9))
    store = fsspec.filesystem("faulty")
    store.pipe("/bucket/a.jsonl.gz", gzip.compress(lines.encode(), 0, mtime=0))
    yield pauses
    Faulty.faults = iter(())
    store.rm("/bucket", recursive=True)


def published() -> dict[str, bytes]:
    """The files of the output."""
    store = fsspec.filesystem("memory")
    return {path: store.cat(path) for path in store.find("/bucket/out")}


def often(number: int, fault: BaseException) -> Iterator[BaseException | None]:
    """One request in so many fails."""
    while True:
        yield from [None] * (number - 1)
        yield fault


def test_requests_that_fail_now_and_then_change_nothing(faulty: list[float]) -> None:
    one = shard_of("faulty://bucket/a.jsonl.gz")
    assert clean_shard(one, plan("faulty://bucket/out")).problem is None
    before = published()
    assert not faulty
    fsspec.filesystem("memory").rm("/bucket/out", recursive=True)
    Faulty.faults = often(3, OSError(errno.EBUSY, "slow down"))
    assert clean_shard(one, plan("faulty://bucket/out")).problem is None
    assert len(before) == 2
    assert published() == before
    assert len(faulty) > 3


@pytest.mark.parametrize(
    ("fault", "why", "tries"),
    [
        (ConnectionResetError(errno.ECONNRESET, "Connection reset by peer"), "connection reset by peer", 6),
        (RuntimeError("503 Service Unavailable"), "503 Service Unavailable (RuntimeError)", 6),
        (PermissionError("Forbidden"), "permission denied", 1),
        (OSError(errno.ENOSPC, "No space left on device"), "no space left on device", 1),
    ],
)
@pytest.mark.parametrize("after", [0, 3, 11])
def test_a_store_that_stays_away_leaves_the_shard_undone(
    faulty: list[float], fault: Exception, why: str, tries: int, after: int
) -> None:
    def faults() -> Iterator[BaseException | None]:
        yield from [None] * after
        while True:
            yield fault

    Faulty.faults = faults()
    result = clean_shard(shard_of("faulty://bucket/a.jsonl.gz"), plan("faulty://bucket/out"))
    assert result.problem is not None
    assert result.problem.endswith(why)
    assert result.tally.total == 0
    assert len(faulty) == tries - 1
    assert not [path for path in published() if "/manifest/" in path]


def test_a_store_that_another_program_changes_is_noticed(faulty: list[float]) -> None:
    def faults() -> Iterator[BaseException | None]:
        yield from [None] * 3
        store = fsspec.filesystem("memory")
        store.pipe("/bucket/a.jsonl.gz", store.cat("/bucket/a.jsonl.gz") + b"more")
        yield OSError(errno.EIO, "input/output error")

    Faulty.faults = faults()
    clean_shard(shard_of("faulty://bucket/a.jsonl.gz"), plan("faulty://bucket/out"))
    part = next(path for path in published() if "/manifest/" in path)
    reasons = pq.read_table(io.BytesIO(published()[part]))["reason"].to_pylist()
    assert reasons[-1] is not None
    assert reasons[-1].endswith("it was changed while it was read")


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    [path] = write_shards(tmp_path / "in", 1)
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    result = clean_shard(shard_of(str(path)), plan(str(tmp_path / "file" / "out")))
    assert result.problem == "part of its path is not a folder"


def test_an_object_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    store = FileStore(str(tmp_path))
    (tmp_path / "new").write_bytes(b"whole")
    store.put(str(tmp_path / "new"), "deep/name")
    assert (tmp_path / "deep" / "name").read_bytes() == b"whole"
    assert store.names("deep") == {"name"}
    assert store.names("none") == set()
    store.remove(["deep/name"])
    assert store.names("deep") == set()


# The schedule


class Slots:
    """An executor that notes how many shards are at work."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.running: list[Shard] = []
        self.highest = 0

    def start(self, one: Shard) -> Shard:
        """Note it."""
        self.running.append(one)
        self.highest = max(self.highest, len(self.running))
        return one

    def wait(self, started: Iterable[Shard]) -> list[tuple[Shard, ShardResult]]:
        """The last is done first."""
        assert set(started) == set(self.running)
        return [(self.running.pop(), ShardResult(BatchTally()))]


def test_few_shards_are_at_work_and_each_is_done_once() -> None:
    slots, read = Slots(3), []

    def shards() -> Iterator[Shard]:
        for at in range(100):
            read.append(at)
            yield Shard(Source(str(at), str(at)), str(at))

    answers = in_flight(shards(), slots)
    next(answers)
    assert len(read) == 4
    assert sorted(int(one.name) for one, _ in answers) == sorted(set(range(100)) - {2})
    assert slots.highest == 3


def test_a_run_stops_if_shard_after_shard_fails() -> None:
    given = [Shard(Source("a", "a"), str(at)) for at in range(100)]

    def clean(shards: Iterable[Shard]) -> Iterator[tuple[Shard, ShardResult]]:
        for at, one in enumerate(shards):
            yield one, ShardResult(BatchTally(), None if at == 10 else "no space left on device")

    done: list[Shard] = []
    with pytest.raises(ShardsError, match="20 shards failed one after the other; --resume continues"):
        done.extend(one for one, _ in run_shards(given, clean))  # type: ignore[arg-type]
    assert schedule._MOST_IN_A_ROW == 20


# Counts


def test_counts_survive_the_footer_and_add_up() -> None:
    tallies = [BatchTally(), BatchTally(), BatchTally()]
    outcomes = [
        Outcome(Status.DONE, bytes_in=9, characters=8, kept=4, confidence=0.1, removed={"ad": 4}, reasons={"a/b": 1}),
        Outcome(Status.UNCHANGED, bytes_in=5, confidence=0.99, seconds=2.0),
        Outcome(Status.FAILED, "it is bad"),
        Outcome(Status.FAILED, "it is worse"),
        Outcome(Status.FILTERED, "it is short"),
        Outcome(Status.EMPTY, "nothing in it"),
        *[Outcome(Status.SKIPPED, "an image")] * 9,
    ]
    for at, outcome in enumerate(outcomes):
        record = Record(Request(f"{at}.txt"), f"{at}.txt")
        tallies[0].add(record, outcome)
        tallies[1 + at % 2].add(record, outcome)
    both = BatchTally()
    for tally in tallies[1:]:
        both.merge(BatchTally.from_json(tally.counts_as_json()))
    merged, added = (json.loads(tally.counts_as_json()) for tally in (both, tallies[0]))
    # Which inputs are examples depends on the order.
    assert merged["reasons"].pop("skipped")[0] == added["reasons"].pop("skipped")[0]
    assert merged == added
    assert both.reasons[Status.SKIPPED].counts == {"an image": 9}
    assert both.seconds == 0.0
