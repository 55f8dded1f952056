"""A batch that ends early, for whatever reason, can be resumed, and its output is that of a single run."""

from __future__ import annotations

import builtins
import errno
import gc
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from batches import cleaned, content_of, documents, inputs_of, lines, manifest, run, tree

from cleaner.batch.output import Mode, Output, WriteError, WritePlan
from cleaner.batch.record import Outcome, Problem, Record, Request, Status
from cleaner.batch.sinks.target import SinkError, target_of

TEXTS = {"a.html": "one", "b.txt": "bad", "sub/c.html": "three", "sub/d.txt": "", "e.txt": "five"}
ROWS = [{"id": n, "text": f"text {n}" if n != 3 else "bad", "n": n / 7} for n in range(1, 6)]
KINDS = ["folder", "out.jsonl", "mixed", "out.parquet"]


def inputs(folder: Path, kind: str, gone: int = 0) -> list[Record]:
    """The inputs for a kind of output; the first records of a file may be gone."""
    if kind == "folder":
        return documents(folder / "in", TEXTS)
    rows = lines("x.jsonl", ROWS[gone:])
    return [*documents(folder / "in", TEXTS), *rows] if kind == "mixed" else rows


def outputs(folder: Path) -> dict[str, bytes]:
    """All files but the inputs."""
    return {name: data for name, data in tree(folder).items() if not name.startswith("in/")}


def in_one_run(folder: Path, kind: str, gone: int = 0) -> dict[str, bytes]:
    """The outputs of a batch that is not interrupted. All use one folder, since the manifest contains paths."""
    run(folder / kind, inputs(folder, kind, gone))
    made = outputs(folder)
    shutil.rmtree(folder)
    return made


class Fatal:
    """Ends this process at a step: at a call that changes something on the disk, or at a statement of SQLite."""

    CALLS = ("open", "write", "replace", "unlink", "fsync", "rmdir", "ftruncate")

    def __init__(self, step: int) -> None:
        self._left = step
        self._real = {name: getattr(os, name) for name in self.CALLS}
        self._real["fsync"] = lambda file: None  # a process that is killed loses nothing that it has written
        for name in self.CALLS:
            setattr(os, name, self._counted(name))
        self._connect = sqlite3.connect
        sqlite3.connect = self._connected  # type: ignore[assignment]

    def _connected(self, database: str, **kwargs: Any) -> sqlite3.Connection:
        connection = self._connect(database, **kwargs)
        if database:  # the others are gone with the process anyway
            connection.set_trace_callback(lambda statement: self._step())
        return connection

    def _step(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def _counted(self, name: str) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            self._left -= 1
            if self._left == 0:
                if name == "write":
                    self._real["write"](args[0], bytes(args[1])[: len(args[1]) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            return self._real[name](*args, **kwargs)

        return call


def killed(step: int, target: Path, records: list[Record], mode: Mode, ahead: bool = False) -> bool:
    """Run a batch in a child that is killed at a step; whether it got so far."""
    child = os.fork()
    if child == 0:
        gc.disable()  # it would touch, and so copy, all the memory of this process
        try:
            Fatal(step)
            run(target, records, mode, ahead=ahead)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a child that can be killed at a step")
@pytest.mark.parametrize(
    ("kind", "ahead"), [*((kind, False) for kind in KINDS), ("folder", True)], ids=[*KINDS, "folder, many at once"]
)
def test_a_batch_killed_at_any_step_can_be_resumed(kind: str, ahead: bool, tmp_path: Path) -> None:
    folder = tmp_path / "all"
    whole = in_one_run(folder, kind)
    step = 1
    while killed(step, folder / kind, inputs(folder, kind), Mode.NEW, ahead):
        finals = {name for name in whole if not name.endswith("manifest.jsonl")}
        for name, data in outputs(folder).items():
            assert name not in finals or data == whole[name], f"{name} is half written at step {step}"
        killed(step // 2 + 1, folder / kind, inputs(folder, kind), Mode.RESUME, ahead)
        run(folder / kind, inputs(folder, kind), Mode.RESUME)
        assert outputs(folder) == whole, f"killed at step {step}"
        shutil.rmtree(folder)
        step += 1
    assert step > 10


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a child that can be killed at a step")
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "folder"])
def test_a_run_killed_while_records_move_can_be_resumed(kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "all"
    whole = in_one_run(folder, kind, gone=2)
    step, is_killed = 1, True
    while is_killed:
        run(folder / kind, inputs(folder, kind))
        is_killed = killed(step, folder / kind, inputs(folder, kind, gone=2), Mode.RESUME)
        run(folder / kind, inputs(folder, kind, gone=2), Mode.RESUME)
        assert outputs(folder) == whole, f"killed at step {step}"
        shutil.rmtree(folder)
        step += 3
    assert step > 20


SCRIPT = """
import sys, time
from pathlib import Path
from test_resume import inputs
from batches import cleaned, run
from cleaner.batch.output import Mode
from cleaner.batch import output
output._MOST_ROWS = 2
folder, kind, mode = Path(sys.argv[1]), sys.argv[2], Mode(sys.argv[3])
def slowly(record):
    time.sleep(0.01)
    return cleaned(record)
print("begun", flush=True)
run(folder / kind, inputs(folder, kind), mode, slowly)
print("done", flush=True)
"""


@pytest.mark.parametrize("kind", KINDS)
def test_a_batch_killed_several_times_has_the_same_result(kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "all"
    whole = in_one_run(folder, kind)
    chance = random.Random(kind)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent), *sys.path])}
    for mode in ("new", "resume", "resume", "resume"):
        command = [sys.executable, "-c", SCRIPT, str(folder), kind, mode]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"begun\n"
            try:
                process.wait(chance.random() * 0.15)
            except subprocess.TimeoutExpired:
                process.kill()
    run(folder / kind, inputs(folder, kind), Mode.RESUME)
    assert outputs(folder) == whole


@pytest.mark.parametrize("kind", KINDS)
def test_completed_inputs_are_not_cleaned_again(kind: str, tmp_path: Path) -> None:
    records = inputs(tmp_path, kind)
    run(tmp_path / kind, records)
    before = outputs(tmp_path)
    _, again = run(tmp_path / kind, records, Mode.RESUME)
    assert again == [f"{r.relative}:{r.number}" if r.number else r.relative for r in records if content_of(r) == b"bad"]
    assert outputs(tmp_path) == before


@pytest.mark.parametrize("kind", KINDS)
def test_an_interrupted_batch_keeps_completed_results(kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "all"
    whole = in_one_run(folder, kind)
    records = inputs(folder, kind)

    def interrupted(record: Record) -> Outcome:
        if record is records[3]:
            raise KeyboardInterrupt
        return cleaned(record)

    with pytest.raises(KeyboardInterrupt):
        run(folder / kind, records, clean=interrupted)
    left = [name for name in outputs(folder) if name.rpartition("/")[2] in ("lock", "document", "manifest")]
    assert left == []
    _, again = run(folder / kind, records, Mode.RESUME)
    assert [name.rpartition("/")[2] for name in again if "b.txt" not in name and not name.endswith(":3")] == [
        record.relative.rpartition("/")[2] + (f":{record.number}" if record.number else "")
        for record in records[3:]
        if content_of(record) != b"bad"
    ]
    assert outputs(folder) == whole


def test_a_record_that_failed_is_tried_again(tmp_path: Path) -> None:
    records = lines("x.jsonl", [{"text": "good"}, {"text": "bad"}])
    run(tmp_path / "o.jsonl", records)
    whole = tmp_path / "whole.jsonl"
    run(whole, records, clean=lambda record: cleaned(record)._replace(status=Status.DONE, reason=None))
    _, again = run(
        tmp_path / "o.jsonl",
        records,
        Mode.RESUME,
        lambda record: cleaned(record)._replace(status=Status.DONE, reason=None),
    )
    assert again == ["x.jsonl:2"]
    assert (tmp_path / "o.jsonl").read_bytes() == whole.read_bytes()
    assert [row["status"] for row in manifest(tmp_path / "o.jsonl.manifest.jsonl")] == ["done", "done"]


@pytest.mark.parametrize("name", ["o.jsonl", "o.parquet"])
@pytest.mark.parametrize(
    ("rows", "again"),
    [
        ([{"text": "other", "n": 1}, {"text": "b", "n": 2}], ["x.jsonl:1"]),
        ([{"text": "a", "n": 5}, {"text": "b", "n": 2}], ["x.jsonl:1"]),
        ([{"text": "b", "n": 2}, {"text": "a", "n": 1}], []),
        ([{"text": "b", "n": 2}], []),
        ([{"text": "c", "n": 3}, {"text": "a", "n": 1}, {"text": "b", "n": 2}], ["x.jsonl:1"]),
        ([{"text": "a", "n": 1}, {"text": "a", "n": 1}, {"text": "b", "n": 2}], ["x.jsonl:2"]),
        ([{"text": "a", "n": 1}], []),
        ([{"text": "a", "n": 1}, {"text": "b", "n": 2}, {"text": "c", "n": 3}], ["x.jsonl:3"]),
    ],
    ids=[
        "another text",
        "another field of its own",
        "another order",
        "first gone",
        "first new",
        "one twice",
        "one fewer",
        "one more",
    ],
)
@pytest.mark.parametrize("ahead", [False, True], ids=["one by one", "ahead"])
def test_only_a_record_that_changed_is_done_again(
    name: str, rows: list[dict[str, Any]], again: list[str], ahead: bool, tmp_path: Path
) -> None:
    run(tmp_path / name, lines("x.jsonl", [{"text": "a", "n": 1}, {"text": "b", "n": 2}]))
    records = lines("x.jsonl", rows)
    assert run(tmp_path / name, records, Mode.RESUME, ahead=ahead)[1] == again
    resumed = (tmp_path / name).read_bytes()
    run(tmp_path / name, records, Mode.OVERWRITE)
    assert (tmp_path / name).read_bytes() == resumed
    assert len(manifest(tmp_path / f"{name}.manifest.jsonl")) == len(rows)


def test_a_document_that_changed_is_done_again(tmp_path: Path) -> None:
    run(tmp_path / "out", documents(tmp_path / "in", {"a.txt": "one", "b.txt": "two"}))
    records = documents(tmp_path / "in", {"a.txt": "new", "b.txt": "two"})
    assert run(tmp_path / "out", records, Mode.RESUME)[1] == ["a.txt"]
    assert (tmp_path / "out/a.txt").read_text() == "NEW\n"


@pytest.mark.parametrize("kind", KINDS)
def test_everything_is_done_again_under_other_settings(kind: str, tmp_path: Path) -> None:
    records = inputs(tmp_path, kind)
    run(tmp_path / kind, records)
    assert len(run(tmp_path / kind, records, Mode.RESUME, settings="others")[1]) == len(records)
    assert {row["settings"] for path in tmp_path.rglob("*manifest.jsonl") for row in manifest(path)} == {"others"}


@pytest.mark.parametrize(
    "spoil",
    [Path.unlink, lambda path: path.write_bytes(b""), lambda path: path.write_bytes(b"x" * path.stat().st_size)],
    ids=["deleted", "emptied", "written by somebody"],
)
@pytest.mark.parametrize("kind", KINDS)
def test_an_output_that_is_gone_or_changed_is_made_again(
    kind: str, spoil: Callable[[Path], object], tmp_path: Path
) -> None:
    records = inputs(tmp_path, kind)
    run(tmp_path / kind, records)
    whole = outputs(tmp_path)
    names = [name for name in whole if not name.endswith("manifest.jsonl")]
    for name in names:
        spoil(tmp_path / name)
    run(tmp_path / kind, records, Mode.RESUME)
    assert outputs(tmp_path) == whole


def test_a_file_that_appears_while_a_batch_runs_is_not_removed_with_its_input(tmp_path: Path) -> None:
    records = documents(tmp_path / "in", {"a.txt": "bad", "b.txt": "good"})

    def meanwhile(record: Record) -> Outcome:
        if record is records[0]:
            (tmp_path / "out/a.txt").write_text("of somebody else")
        return cleaned(record)

    run(tmp_path / "out", records, clean=meanwhile, ahead=True)
    assert (tmp_path / "out/a.txt").read_text() == "of somebody else"
    run(tmp_path / "out", [records[1]], Mode.RESUME)
    with pytest.raises(SinkError, match="this file exists and is not from an earlier run"):
        run(tmp_path / "out", records, Mode.RESUME)


def test_an_output_is_removed_whose_input_fails_now(tmp_path: Path) -> None:
    run(tmp_path / "out", documents(tmp_path / "in", {"a.txt": "good", "b.txt": "good"}))
    run(tmp_path / "out", documents(tmp_path / "in", {"a.txt": "bad", "b.txt": "good"}), Mode.RESUME)
    assert sorted(tree(tmp_path / "out")) == ["b.txt", "manifest.jsonl"]


def test_outputs_of_removed_inputs_stay_and_are_counted(tmp_path: Path) -> None:
    records = documents(tmp_path / "in", {"a.txt": "a", "b.txt": "b", "c.txt": "c"})
    run(tmp_path / "out", records)
    finished, again = run(tmp_path / "out", records[1:], Mode.RESUME)
    assert (finished.left_over, finished.example, again) == (1, "a.txt", [])
    assert (tmp_path / "out/a.txt").read_text() == "A\n"
    assert [Path(row["path"]).name for row in manifest(tmp_path / "out/manifest.jsonl")] == ["b.txt", "c.txt"]


@pytest.mark.parametrize(
    "damage",
    [b'{"path": "in/x.jsonl", "record": 2, "sta', b"\xff\xfe\n", b"[]\n", b'{"path": 5}\n', b"[" * 100_000 + b"\n"],
    ids=["torn", "not UTF-8", "no object", "no path", "nested without end"],
)
def test_a_line_of_the_manifest_that_is_damaged_is_passed_over(damage: bytes, tmp_path: Path) -> None:
    records = lines("x.jsonl", [{"text": "a"}, {"text": "b"}])
    run(tmp_path / "o.jsonl", records)
    path = tmp_path / "o.jsonl.manifest.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole.splitlines(keepends=True)[0] + damage)
    assert run(tmp_path / "o.jsonl", records, Mode.RESUME)[1] == ["x.jsonl:2"]
    assert path.read_bytes() == whole


@pytest.mark.parametrize("order", [[4, 3, 2, 1, 0], [2, 0, 4, 1, 3]], ids=["backwards", "at random"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_output_does_not_depend_on_the_order_in_which_inputs_are_done(
    kind: str, order: Sequence[int], tmp_path: Path
) -> None:
    folder = tmp_path / "all"
    whole = in_one_run(folder, kind)
    records = inputs(folder, kind)
    with Output(target_of(str(folder / kind)), WritePlan("same"), inputs_of(records)) as output:
        admitted = [output.admit(record) for record in records]
        for number in [*order, *range(5, len(records))]:
            output.put(admitted[number], cleaned(records[number]))
        output.finish()
    assert outputs(folder) == whole


class BoundedFile:
    """A file to which only so many bytes can be written: those that are left."""

    def __init__(self, file: Any, left: list[int]) -> None:
        self._file = file
        self._left = left

    def __enter__(self) -> BoundedFile:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()

    def write(self, data: bytes) -> None:
        self._left[0] -= len(data)
        if self._left[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._file.write(data)

    def writelines(self, lines: Iterable[bytes]) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def full_disk(monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    """Let no more be written than a number of bytes, and databases grow by a page for every 100 of them."""
    write, connect, left = os.write, sqlite3.connect, [room]

    def connected(database: str, **kwargs: Any) -> sqlite3.Connection:
        connection = connect(database, **kwargs)
        connection.execute(f"PRAGMA max_page_count = {5 + room // 100}")
        return connection

    def bounded(file: int, data: bytes) -> int:
        part = bytes(data)[: left[0]]
        left[0] -= len(part)
        if not part:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(file, part)

    def opened(path: str, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        file = real_open(path, mode, *args, **kwargs)
        return BoundedFile(file, left) if mode == "wb" else file

    real_open = builtins.open
    monkeypatch.setattr(os, "write", bounded)
    monkeypatch.setattr(sqlite3, "connect", connected)
    monkeypatch.setattr(builtins, "open", opened)


@pytest.mark.parametrize("room", [0, 1, 100, 500, 1000, 1500])
@pytest.mark.parametrize("kind", KINDS)
def test_a_run_ended_by_a_full_disk_says_so_in_one_line_and_can_be_resumed(
    kind: str, room: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "all"
    whole = in_one_run(folder, kind)
    records = inputs(folder, kind)
    with monkeypatch.context() as patch:
        full_disk(patch, room)
        with pytest.raises(WriteError) as raised:
            run(folder / kind, records)
    assert str(raised.value) == f"{folder / kind}: cannot be written: no space left on device"
    run(folder / kind, records, Mode.RESUME)
    assert outputs(folder) == whole


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")
@pytest.mark.parametrize("kind", KINDS)
def test_a_run_ended_by_a_really_full_disk_can_be_resumed(kind: str, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(disk)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        rows = lines("x.jsonl", [{"text": f"{n} " * 2000, "n": n} for n in range(30)])
        texts = {f"{n}.txt": f"{n} " * 2000 for n in range(40)}
        records = documents(tmp_path / "in", texts) if kind == "folder" else rows
        with pytest.raises(WriteError, match=r"cannot be written: no space left on device$"):
            run(disk / kind, records)
        subprocess.run(["mount", "-o", "remount,size=16m", str(disk)], check=True)
        _, again = run(disk / kind, records, Mode.RESUME)
        assert kind != "folder" or 0 < len(again) < 40
        resumed = tree(disk)
        shutil.rmtree(disk / kind) if kind == "folder" else None
        run(disk / kind, records, Mode.NEW if kind == "folder" else Mode.OVERWRITE)
        assert tree(disk) == resumed
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def test_an_interrupted_overwriting_run_can_be_resumed(tmp_path: Path) -> None:
    records = documents(tmp_path / "in", {"a.txt": "a", "b.txt": "b", "c.txt": "c"})
    (tmp_path / "out").mkdir()
    (tmp_path / "out/c.txt").write_text("of somebody else")

    def interrupted(record: Record) -> Outcome:
        if record is records[1]:
            raise KeyboardInterrupt
        return cleaned(record)

    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "out", records, Mode.OVERWRITE, interrupted)
    assert run(tmp_path / "out", records, Mode.RESUME)[1] == ["b.txt", "c.txt"]
    assert (tmp_path / "out/c.txt").read_text() == "C\n"


def test_overwriting_does_everything_again(tmp_path: Path) -> None:
    records = lines("x.jsonl", [{"text": "a"}, {"text": "b"}])
    run(tmp_path / "o.jsonl", records)
    assert run(tmp_path / "o.jsonl", records, Mode.OVERWRITE)[1] == ["x.jsonl:1", "x.jsonl:2"]


def test_a_skipped_input_is_read_again(tmp_path: Path) -> None:
    problem = Problem(Status.SKIPPED, "an image")
    records = [Record(Request("in/x.warc", b""), "x.warc", 1, problem=problem)]

    def told(record: Record) -> Outcome:
        assert record.problem is not None
        return Outcome(record.problem.status, record.problem.reason)

    run(tmp_path / "out", records, clean=told)
    assert run(tmp_path / "out", records, Mode.RESUME, told)[1] == ["x.warc:1"]
    assert (tmp_path / "out/x.warc.jsonl").read_text().endswith('"status": "skipped", "error": "an image"}\n')


def test_two_runs_do_not_write_one_output_at_a_time(tmp_path: Path) -> None:
    records = documents(tmp_path / "in", {"a.txt": "a"})
    target = target_of(str(tmp_path / "out"))
    with Output(target, WritePlan("same"), inputs_of(records)) as output:
        with pytest.raises(SinkError, match="another run is writing it"):
            Output(target, WritePlan("same", Mode.RESUME), inputs_of(records))
        output.put(output.admit(records[0]), cleaned(records[0]))
        output.finish()
    assert sorted(tree(tmp_path / "out")) == ["a.txt", "manifest.jsonl"]


def test_a_torn_line_does_not_spoil_what_a_later_run_adds(tmp_path: Path) -> None:
    records = documents(tmp_path / "in", {"a.txt": "a", "b.txt": "b", "c.txt": "c"})

    def interrupted(number: int) -> Callable[[Record], Outcome]:
        def clean(record: Record) -> Outcome:
            if record is records[number]:
                raise KeyboardInterrupt
            return cleaned(record)

        return clean

    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "out", records, clean=interrupted(1))
    with (tmp_path / "out/manifest.jsonl").open("ab") as file:
        file.write(b'{"path": "')
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "out", records, Mode.RESUME, interrupted(2))
    assert run(tmp_path / "out", records, Mode.RESUME)[1] == ["c.txt"]
