"""The pool: results in order, every request answered once, whatever the workers do, and no process left behind."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from itertools import count, islice
from multiprocessing import forkserver
from pathlib import Path
from types import SimpleNamespace

import pytest
from batch_workers import actor, dead_after, dead_at_once, noting_in, unfit

from cleaner.batch import pool as pool_module
from cleaner.batch import pool_worker
from cleaner.batch.local import bounded_by, usable_cores
from cleaner.batch.pool import PoolSettings, WorkerError, WorkerPool, _Worker, map_in_order
from cleaner.batch.pool_worker import HEADER, READY, REQUEST, RESULT, RETIRED, Clock, Lost, how_it_ended, send, serve
from cleaner.batch.record import Request

TIMEOUT = 0.4
POOL = PoolSettings(2, timeout=TIMEOUT, preload=("batch_workers",))
PATIENT = POOL._replace(timeout=60.0)
METHODS = [method for method in ("forkserver", "spawn") if method in multiprocessing.get_all_start_methods()]
PATIENCE = 20  # seconds until we believe that something never happens

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux can end a process that is stuck")


def requests(*paths: str) -> list[tuple[Request, int]]:
    """Requests with their places in the row."""
    return [(Request(path, size=100), at) for at, path in enumerate(paths)]


def results(*paths: str, settings: PoolSettings = POOL) -> list[object]:
    """What becomes of the requests; order and company are checked."""
    answered = list(map_in_order(requests(*paths), actor, settings))
    assert [(request.path, at) for request, at, _ in answered] == [(path, at) for at, path in enumerate(paths)]
    return [result for _, _, result in answered]


def runs(pid: int) -> bool:
    """Whether there is such a process; one that has ended counts as long as it is for us to ask for its end."""
    try:
        os.kill(pid, 0)
        state, parent = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(") ")[2].split()[:2]
    except ProcessLookupError:
        return False
    except FileNotFoundError:  # it has just ended, or this is not Linux
        return not sys.platform.startswith("linux")
    return state != "Z" or int(parent) == os.getpid()


def gone(pids: list[int], within: float = PATIENCE) -> bool:
    """Whether all of these processes end soon."""
    until = time.monotonic() + within
    while any(map(runs, pids)):
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def noted(folder: Path, number: int = 1) -> list[int]:
    """The workers that left their numbers in a folder, as soon as there are so many."""
    until = time.monotonic() + PATIENCE
    while len(found := [int(path.name) for path in folder.iterdir()]) < number and time.monotonic() < until:
        time.sleep(0.01)
    assert len(found) >= number
    return found


# Order


@pytest.mark.parametrize(("jobs", "method"), [(1, METHODS[0]), *[(3, method) for method in METHODS]])
def test_results_come_in_the_order_of_the_requests(jobs: int, method: str) -> None:
    paths = [f"takes:{seconds}" if (seconds := at % 7 / 500) else f"page {at}" for at in range(60)]
    found = results(*paths, settings=PATIENT._replace(jobs=jobs, method=method))
    assert [result for result in found if isinstance(result, str)] == [f"PAGE {at}" for at in range(0, 60, 7)]
    assert len({result for result in found if isinstance(result, int)}) <= jobs


def test_no_request_is_no_result_and_no_process() -> None:
    before = multiprocessing.active_children()
    assert results() == []
    assert multiprocessing.active_children() == before


def test_no_more_workers_are_started_than_there_are_requests(tmp_path: Path) -> None:
    assert len(list(map_in_order(requests("a", "b"), noting_in(tmp_path), PATIENT._replace(jobs=8)))) == 2
    assert 1 <= len(noted(tmp_path)) <= 2


def test_one_that_takes_long_does_not_keep_the_others_from_work() -> None:
    began = time.monotonic()
    first = "takes:0.5"
    pids = results(first, *["takes:0.005"] * 40, settings=PATIENT)
    assert time.monotonic() - began < 5
    assert len(set(pids)) == 2


def test_a_slow_source_does_not_keep_the_workers_from_work() -> None:
    def source() -> Iterator[tuple[Request, int]]:
        for at in range(20):
            time.sleep(0.01)
            yield Request("takes:0.05", size=100), at

    began = time.monotonic()
    assert len(list(map_in_order(source(), actor, PATIENT._replace(jobs=4)))) == 20
    # One after the other they take 1.2 seconds.
    assert time.monotonic() - began < 1.0


def test_a_source_that_waits_for_results_gets_them() -> None:
    seen: list[object] = []

    def source() -> Iterator[tuple[Request, int]]:
        for at in range(3):
            yield Request(f"page {at}", size=100), at
            time.sleep(0.1)

    for _, at, result in map_in_order(source(), actor, PATIENT):
        seen.append((at, result))
    assert seen == [(0, "PAGE 0"), (1, "PAGE 1"), (2, "PAGE 2")]


# Faults

FAULTS = {
    "exits": "it ended its worker twice (exit code 7)",
    "leaves": "it ended its worker twice (exit code 3)",
    "segfaults": "it ended its worker twice (SIGSEGV)",
    "is killed": "it ended its worker twice (SIGKILL)",
    "spins": "no result within 0.4 s",
    "sleeps": "no result within 0.4 s",
    "matches for ever": "no result within 0.4 s",
    "loops in the core": "no result within 0.4 s",
    "ignores signals and spins": "no result within 0.4 s",
    "asks for too much": "out of memory",
    "raises": "ValueError: one line and another",
    "cannot be received": "its result cannot be read: ValueError: invalid literal for int() with base 10: 'no number'",
}


@pytest.mark.parametrize("deed", FAULTS)
def test_a_fault_loses_its_request_and_no_other(deed: str) -> None:
    good = [f"page {at}" for at in range(40)]
    paths = [*good[:20], deed, *good[20:]]
    expected = [Lost(FAULTS[path]) if path == deed else path.upper() for path in paths]
    assert results(*paths) == expected


def test_what_cannot_be_sent_is_lost_with_the_reason() -> None:
    unsendable, deep, last = results("cannot be sent", "recurses", "last")
    assert isinstance(unsendable, Lost)
    assert unsendable.reason.startswith("its result cannot be sent: ")
    assert isinstance(deep, Lost)
    assert deep.reason.startswith("RecursionError: ")
    assert last == "LAST"


def test_a_request_that_cannot_be_sent_is_lost_with_the_reason() -> None:
    odd = Request("odd")._replace(url=lambda: None)  # type: ignore[arg-type]
    answered = list(map_in_order([(odd, 0), (Request("even"), 1)], actor, POOL))
    assert isinstance(answered[0][2], Lost)
    assert answered[0][2].reason.startswith("it cannot be handed to a worker: ")
    assert answered[1][2] == "EVEN"


@pytest.mark.parametrize("method", METHODS)
def test_faults_among_many_lose_and_double_nothing(method: str, tmp_path: Path) -> None:
    dice = random.Random(6)
    deeds = ["exits", "is killed", "raises", "spins", f"dies once:{tmp_path / 'a'}", f"dies once:{tmp_path / 'b'}"]
    paths = [f"page {at}" for at in range(300)]
    for deed in deeds:
        paths.insert(dice.randrange(len(paths)), deed)
    expected = {deed: Lost(FAULTS[deed]) for deed in deeds[:4]} | dict.fromkeys(deeds[4:], "survived")
    pool = POOL._replace(jobs=3, method=method)
    assert results(*paths, settings=pool) == [expected.get(path, path.upper()) for path in paths]


def test_requests_that_are_all_faulty_come_to_an_end() -> None:
    assert results(*["exits"] * 12) == [Lost(FAULTS["exits"])] * 12


def test_a_worker_killed_from_outside_loses_nothing(tmp_path: Path) -> None:
    answers = map_in_order(requests("a", "takes:0.3", *"bcdef"), noting_in(tmp_path), PATIENT._replace(jobs=1))
    assert next(answers)[2] == "A"
    (first,) = noted(tmp_path)
    os.kill(first, signal.SIGKILL)
    pid, *others = (result for _, _, result in answers)
    assert pid in noted(tmp_path, 2)
    assert pid != first
    assert others == ["B", "C", "D", "E", "F"]


@pytest.mark.parametrize(
    ("first", "pool"),
    [("spins", POOL), ("a", PATIENT._replace(max_memory=1))],
    ids=["hung", "grown"],
)
def test_requests_that_wait_for_a_worker_that_is_ended_are_not_suspects(
    first: str, pool: PoolSettings, tmp_path: Path
) -> None:
    # Blamed once for the end of that worker, it would be lost now.
    found = results(first, f"dies once:{tmp_path / 'once'}", settings=pool._replace(jobs=1))
    assert found == [Lost(FAULTS[first]) if first in FAULTS else "A", "survived"]


def test_a_suspect_is_tried_once_more(tmp_path: Path) -> None:
    paths = [f"dies once:{tmp_path / 'once'}", *["pid"] * 100]
    assert results(*paths, settings=PATIENT._replace(jobs=1))[0] == "survived"


def test_settled_requests_keep_their_places_and_need_no_worker() -> None:
    paths = [Request(f"page {at}", size=100, settled=at % 3 == 0) for at in range(20)]
    expected = [None if request.settled else request.path.upper() for request in paths]
    assert [result for *_, result in map_in_order(((request, 0) for request in paths), actor, PATIENT)] == expected
    alone = [(Request("exits", settled=True), at) for at in range(5000)]
    assert [(at, result) for _, at, result in map_in_order(alone, dead_at_once, PATIENT)] == [
        (at, None) for at in range(5000)
    ]


# Streams


def test_both_sides_may_send_more_than_a_pipe_holds() -> None:
    large = [(Request("echoes", bytes([at]) * 3_000_000, 3_000_000), at) for at in range(12)]
    small = [(Request("echoes", bytes(2_000), 2_000), at) for at in range(200)]
    for row in (large, small):
        assert all(result == request.content for request, _, result in map_in_order(row, actor, PATIENT))


@linux
def test_a_worker_that_was_stopped_does_not_stop_us(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "_SEND_SECONDS", 0.5)
    pool = WorkerPool(noting_in(tmp_path), PATIENT._replace(jobs=1))
    try:
        assert len(list(pool.answers(requests("a")))) == 1
        (pid,) = noted(tmp_path)
        os.kill(pid, signal.SIGSTOP)
        large = bytes(3_000_000)
        (answer,) = pool.answers([(Request("echoes", large, len(large)), 0)])
        assert answer[2] == large
        assert gone([pid])
    finally:
        pool.close()


def test_a_large_result_arrives_whole() -> None:
    assert results("a", "is large", "b") == ["A", "x" * 20_000_000, "B"]


def test_a_worker_cannot_write_to_our_output(capfd: pytest.CaptureFixture[str]) -> None:
    assert results("prints", settings=PATIENT._replace(method="spawn")) == ["printed 5 and 10"]
    assert capfd.readouterr().out == ""


def test_a_worker_works_in_our_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here.txt").write_text("found", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert results("reads:here.txt") == ["found"]


# Memory


def test_requests_are_taken_as_they_are_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    # The window bounds them however late one of the workers is; on a busy machine nothing else does.
    monkeypatch.setattr(pool_module, "_WINDOW", 100)
    taken = count()
    endless = ((Request(f"page {next(taken)}", size=100), None) for _ in count())
    answers = map_in_order(endless, actor, PATIENT)
    assert [result for _, _, result in islice(answers, 1000)][-1] == "PAGE 999"
    answers.close()  # type: ignore[attr-defined]
    assert next(taken) <= 1000 + 100


def test_what_waits_for_one_that_takes_long_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "_WINDOW", 50)
    taken = count()
    paths = (("takes:0.6" if at == 0 else "page", next(taken)) for at in count())
    answers = map_in_order(((Request(path, size=1), at) for path, at in paths), actor, PATIENT)
    next(answers)
    assert next(taken) == 50
    answers.close()  # type: ignore[attr-defined]


def test_what_waits_is_bounded_in_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "_WINDOW_BYTES", 100_000)
    taken = count()
    paths = (("takes:0.6" if at == 0 else "echoes", next(taken)) for at in count())
    answers = map_in_order(((Request(path, bytes(1_000), 1_000), at) for path, at in paths), actor, PATIENT)
    next(answers)
    assert next(taken) <= 100
    answers.close()  # type: ignore[attr-defined]


def test_waiting_settled_requests_are_bounded_in_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "_WINDOW_BYTES", 100_000)
    taken = count()
    numbers = (next(taken) for _ in count())
    source = ((Request("takes:0.6" if at == 0 else "x", "", 1_000, settled=at > 0), at) for at in numbers)
    answers = map_in_order(source, actor, PATIENT)
    next(answers)
    assert next(taken) <= 101
    answers.close()


def test_a_worker_that_has_grown_is_replaced() -> None:
    pids = results(*["pid"] * 30, settings=PATIENT._replace(max_memory=1, jobs=2))
    assert len(set(pids)) == 30


@linux
def test_no_request_gets_more_memory_than_it_may() -> None:
    pool = PATIENT._replace(max_memory=100_000_000)
    assert results("a", "holds:1000000", "holds:1000000000", "b", settings=pool) == [
        "A",
        1_000_000,
        Lost("out of memory"),
        "B",
    ]


# Starts and ends


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("maker", "why"),
    [
        (dead_at_once, "it ended before it could begin (exit code 9)"),
        (unfit, "ImportError: no module named 'ferry'"),
    ],
    ids=["dead-at-once", "unfit"],
)
def test_workers_that_cannot_begin_are_one_clear_error(method: str, maker: object, why: str) -> None:
    answers = map_in_order(requests("a", "b"), maker, POOL._replace(method=method))  # type: ignore[arg-type]
    with pytest.raises(WorkerError) as caught:
        list(answers)
    assert str(caught.value) == f"no worker can be started: {why}"


def test_workers_that_cannot_be_replaced_are_an_error_too(tmp_path: Path) -> None:
    answers = map_in_order(requests("a", "exits", "b"), partial(dead_after, tmp_path / "first"), POOL._replace(jobs=1))
    assert next(answers)[2] == "A"
    with pytest.raises(WorkerError, match="exit code 9"):
        list(answers)


def test_a_fault_of_the_source_comes_after_what_was_before_it() -> None:
    def source() -> Iterator[tuple[Request, int]]:
        yield from requests("takes:0.1", "b", "c")
        raise OSError("the disk is gone")

    answers = map_in_order(source(), actor, PATIENT)
    assert [request.path for request, _, _ in islice(answers, 3)] == ["takes:0.1", "b", "c"]
    with pytest.raises(OSError, match="the disk is gone"):
        next(answers)


@pytest.mark.parametrize("method", METHODS)
def test_closing_early_leaves_no_worker(method: str, tmp_path: Path) -> None:
    pool = PATIENT._replace(method=method)
    answers = map_in_order(requests("a", "b", "matches for ever", "spins", "c"), noting_in(tmp_path), pool)
    assert [result for _, _, result in islice(answers, 2)] == ["A", "B"]
    pids = noted(tmp_path)
    answers.close()  # type: ignore[attr-defined]
    assert gone(pids)


def test_an_interrupt_of_the_source_is_not_kept_waiting(tmp_path: Path) -> None:
    def source() -> Iterator[tuple[Request, int]]:
        yield from requests("a", "spins")
        noted(tmp_path)
        raise KeyboardInterrupt

    answers = map_in_order(source(), noting_in(tmp_path), PATIENT)
    with pytest.raises(KeyboardInterrupt):
        list(answers)
    assert gone(noted(tmp_path))


# A program of its own: what is done to it is done to all its processes, or to it alone.
PROGRAM = """
import sys
from itertools import repeat
from pathlib import Path
from types import SimpleNamespace
from batch_workers import noting_in
from cleaner.batch.pool import PoolSettings, map_in_order
from cleaner.batch.record import Request
deed, folder, method = sys.argv[1:]
for _ in map_in_order(repeat((Request(deed), 0)), noting_in(Path(folder)), PoolSettings(2, timeout=60, method=method)):
    print("answer", flush=True)
"""


@contextlib.contextmanager
def program(deed: str, folder: Path, method: str) -> Iterator[subprocess.Popen[str]]:
    """The program at work, in a group of processes of its own."""
    paths = os.pathsep.join([str(Path(__file__).parent), str(Path(pool_module.__file__).parents[2])])
    (folder / "run").mkdir()
    script = folder / "program.py"
    script.write_text(PROGRAM, encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, deed, str(folder / "run"), method],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": paths},
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@linux
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("deed", ["matches for ever", "pid"])
def test_workers_end_with_the_process_that_was_killed(deed: str, method: str, tmp_path: Path) -> None:
    with program(deed, tmp_path, method) as process:
        pids = noted(tmp_path / "run", 2)
        process.kill()
        assert gone(pids)


@pytest.mark.parametrize("method", METHODS)
def test_an_interrupt_of_the_whole_group_is_seen_by_one(method: str, tmp_path: Path) -> None:
    with program("matches for ever", tmp_path, method) as process:
        pids = noted(tmp_path / "run", 2)
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE)
        assert process.returncode == -signal.SIGINT
        assert err.count("Traceback") == 1
        assert gone(pids)


@linux
def test_a_worker_that_is_alone_ends_by_itself() -> None:
    ours, theirs = socket.socketpair()
    context = multiprocessing.get_context(METHODS[0])
    process = context.Process(target=serve, args=(theirs, actor, None, 0.2, 10**9))  # type: ignore[attr-defined]
    process.start()
    send(ours, REQUEST, pickle.dumps(Request("matches for ever")))
    process.join(PATIENCE)
    assert how_it_ended(process.exitcode) == "SIGALRM"


@pytest.mark.skipif("forkserver" not in METHODS, reason="there is no server that forks")
def test_the_server_that_forks_may_die() -> None:
    pool = PATIENT._replace(method="forkserver")
    assert results("a", settings=pool) == ["A"]
    os.kill(forkserver._forkserver._forkserver_pid, signal.SIGKILL)  # type: ignore[attr-defined]
    assert results("b", settings=pool) == ["B"]


def test_time_in_which_this_process_does_not_run_is_not_counted(tmp_path: Path) -> None:
    pids: list[int] = []

    def source() -> Iterator[tuple[Request, int]]:
        yield from requests("takes:0.2", "takes:0.2")

    answers = map_in_order(source(), noting_in(tmp_path), POOL._replace(jobs=1))
    for _, _, result in answers:
        pids.append(result)  # type: ignore[arg-type]
        # We do not look for longer than any request may take, and the next one is under way.
        time.sleep(1.5 * TIMEOUT)
    assert pids == noted(tmp_path) * 2


# Messages


class Arriving:
    """A socket at which these pieces arrive."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = iter(pieces)

    def recv(self, size: int) -> bytes:
        """The next piece, which is never larger than this."""
        return next(self._pieces)

    def close(self) -> None:
        """Nothing to close."""


@pytest.fixture
def worker() -> Iterator[_Worker]:
    """A worker of which only our end is real."""
    made = waiting(Clock(1.0))
    yield made
    made.socket.close()


def test_messages_arrive_in_pieces_of_any_size(worker: _Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    messages = [(READY, b""), (RESULT, b"x" * 30), (RETIRED, b"why")]
    sent = b"".join(HEADER.pack(tag, len(body)) + body for tag, body in messages)
    for size in (1, 8, 9, 10, 40, len(sent)):
        pieces = [sent[at : at + size] for at in range(0, len(sent), size)]
        monkeypatch.setattr(worker, "socket", Arriving(pieces))
        assert [message for _ in pieces for message in worker.receive() or ()] == messages


@pytest.mark.parametrize("cut", [1, 8, 10, 38], ids=["header", "header-end", "body", "body-end"])
def test_half_a_message_is_the_end(cut: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for step in ("_keep_to_ourselves", "_bound_memory", "_end_with_our_parent"):
        monkeypatch.setattr(pool_worker, step, lambda *_: None)
    ours, theirs = socket.socketpair()
    with ours:
        ours.sendall((HEADER.pack(REQUEST, 30) + b"x" * 30)[:cut])
        ours.shutdown(socket.SHUT_WR)
        serve(theirs, actor, None, 60, 10**9)
        assert ours.recv(1000) == HEADER.pack(READY, 0)


# Patience


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A machine whose clocks are ours."""
    made = Machine()
    monkeypatch.setattr(pool_module.time, "monotonic", lambda: made.now)
    monkeypatch.setattr(pool_module, "seconds_queued", lambda pid: made.queued)
    return made


class Machine:
    """The time, and how long a process has waited for a processor."""

    now = 1000.0
    queued = 5.0

    def pass_time(self, clock: Clock, seconds: float, queued: float = 0.0) -> None:
        """Let time pass, looked at ten times a second."""
        for _ in range(round(seconds * 10)):
            self.now += 0.1
            self.queued += queued / (seconds * 10)
            clock.look()


def waiting(clock: Clock) -> _Worker:
    """A worker that is only waited for."""
    context = SimpleNamespace(Process=lambda **_: SimpleNamespace(start=lambda: None, pid=1))
    return _Worker(context, (), clock)


def test_a_wait_is_over_when_the_time_has_passed(machine: Machine) -> None:
    clock = Clock(1.0)
    wait = waiting(clock)
    machine.pass_time(clock, 9.9)
    assert not wait.is_late(10)
    machine.pass_time(clock, 0.2)
    assert wait.is_late(10)


def test_a_wait_begins_again(machine: Machine) -> None:
    clock = Clock(1.0)
    wait = waiting(clock)
    machine.pass_time(clock, 9.9)
    wait.restart_wait()
    machine.pass_time(clock, 9.9)
    assert not wait.is_late(10)


def test_a_night_of_sleep_counts_as_a_second(machine: Machine) -> None:
    clock = Clock(1.0)
    wait = waiting(clock)
    machine.now += 30_000
    clock.look()
    assert not wait.is_late(10)
    machine.pass_time(clock, 9.2)
    assert wait.is_late(10)


def test_waiting_for_a_processor_does_not_count_for_a_while(machine: Machine) -> None:
    clock = Clock(1.0)
    wait = waiting(clock)
    assert not wait.is_late(10)
    machine.pass_time(clock, 20, queued=15)
    assert not wait.is_late(10)
    machine.pass_time(clock, 10, queued=4)
    assert wait.is_late(10)


def test_no_wait_is_for_ever(machine: Machine) -> None:
    clock = Clock(1.0)
    wait = waiting(clock)
    assert not wait.is_late(10)
    machine.pass_time(clock, 50.5, queued=50.5)
    assert wait.is_late(10)


# Cores


@pytest.mark.parametrize(
    ("files", "most"),
    [
        ({}, None),
        ({"cpu.max": "max 100000\n"}, None),
        ({"cpu.max": "150000 100000\n"}, 2),
        ({"ours/job/cpu.max": "400000 100000\n", "ours/cpu.max": "200000 100000\n"}, 2),
        ({"cpu.max": "nonsense"}, None),
    ],
    ids=[
        "no-group",
        "no-bound",
        "a-fraction",
        "the-group-around",
        "nonsense",
    ],
)
def test_control_groups_bound_the_cores(files: dict[str, str], most: int | None, tmp_path: Path) -> None:
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="ascii")
    assert bounded_by(tmp_path, "/ours/job") == most


def test_there_is_always_a_core() -> None:
    assert 1 <= usable_cores() <= (os.cpu_count() or 1)
