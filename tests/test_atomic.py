"""A file that is replaced is all old or all new, whatever happens meanwhile, and keeps its mode and owner."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from command import COMMAND, PATIENCE, environment, run
from stories import CLEAN, SCRAPED

from cleaner.files.atomic import ChangedError, TargetError, opened_to_replace, replaced

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may do this")
not_as_root = pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")


def replace(path: Path, content: bytes, meanwhile: Callable[[], object] = lambda: None) -> None:
    with opened_to_replace(str(path)) as (_, read):
        pass
    with replaced(path, read) as new:
        new.write(content)
        meanwhile()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_gets_its_new_content_and_nothing_is_left_over(file: Path) -> None:
    replace(file, b"new")
    assert (file.read_bytes(), names(file.parent)) == (b"new", ["a.txt"])


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o664, 0o755, 0o200 | 0o444], ids=oct)
def test_the_mode_is_kept(file: Path, mode: int) -> None:
    file.chmod(mode)
    replace(file, b"new")
    assert stat.S_IMODE(file.stat().st_mode) == mode


@needs_root
def test_the_owner_is_kept(file: Path) -> None:
    os.chown(file, 1234, 2345)
    replace(file, b"new")
    assert (file.stat().st_uid, file.stat().st_gid) == (1234, 2345)


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="this system has no extended attributes")
def test_extended_attributes_are_kept(file: Path) -> None:
    try:
        os.setxattr(file, "user.origin", b"https://rock.example")
    except OSError:
        pytest.skip("the file system has no extended attributes")
    replace(file, b"new")
    assert os.getxattr(file, "user.origin") == b"https://rock.example"


def test_a_link_is_followed_and_kept(file: Path) -> None:
    folder = file.parent / "links"
    folder.mkdir()
    (folder / "two.txt").symlink_to("one.txt")
    (folder / "one.txt").symlink_to("../a.txt")
    replace(folder / "two.txt", b"new")
    assert file.read_bytes() == b"new"
    assert [path.is_symlink() for path in (folder / "one.txt", folder / "two.txt")] == [True, True]


def test_links_in_a_circle_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to("b.txt")
    (tmp_path / "b.txt").symlink_to("a.txt")
    result = run("-i", str(tmp_path / "a.txt"))
    assert result.code == 2
    assert result.err.splitlines()[0] == f"cleaner: {tmp_path}/a.txt: too many levels of symbolic links"


def test_a_pipe_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    result = run("-i", str(tmp_path / "a.txt"))
    assert result.err.splitlines()[0] == f"cleaner: {tmp_path}/a.txt: this is not a regular file"


def test_a_new_file_gets_the_mode_that_the_umask_leaves(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        with replaced(tmp_path / "new.html") as file:
            file.write(b"new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new.html").stat().st_mode) == 0o640


def test_a_file_in_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match=r"^there is no such folder$"), replaced(tmp_path / "none" / "a.html"):
        pass
    assert names(tmp_path) == []


@pytest.mark.skipif(sys.platform != "linux", reason="there is no /proc")
def test_a_file_in_a_folder_that_takes_none_is_refused() -> None:
    with pytest.raises(TargetError, match=r"^no file can be made in this folder$"), replaced("/proc/a.html"):
        pass


def test_links_in_a_circle_are_refused_as_a_target(tmp_path: Path) -> None:
    (tmp_path / "a.html").symlink_to("b.html")
    (tmp_path / "b.html").symlink_to("a.html")
    with pytest.raises(TargetError, match=r"^too many levels of symbolic links$"), replaced(tmp_path / "a.html"):
        pass
    assert (tmp_path / "a.html").is_symlink()


def test_a_name_that_is_not_utf_8_is_written_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"x\xe9.txt")
    with replaced(path) as file:
        file.write(b"old")
    replace(path, b"new")
    assert [os.fsencode(name) for name in names(tmp_path)] == [b"x\xe9.txt"]
    assert path.read_bytes() == b"new"


@pytest.mark.parametrize("change", ["written", "touched", "replaced", "removed"])
def test_a_file_that_was_changed_meanwhile_is_left_alone(file: Path, change: str) -> None:
    def meanwhile() -> None:
        if change == "written":
            file.write_bytes(b"theirs")
        elif change == "touched":
            os.utime(file, ns=(1, 1))
        elif change == "replaced":
            (file.parent / "other").write_bytes(b"old")
            (file.parent / "other").replace(file)
        else:
            file.unlink()

    with pytest.raises(ChangedError, match="changed while it was read"):
        replace(file, b"new", meanwhile)
    expected = {"written": [b"theirs"], "removed": []}.get(change, [b"old"])
    assert [path.read_bytes() for path in file.parent.iterdir()] == expected


def test_an_exception_leaves_the_file_as_it_was(file: Path) -> None:
    def meanwhile() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        replace(file, b"new", meanwhile)
    assert (file.read_bytes(), names(file.parent)) == (b"old", ["a.txt"])


def test_a_read_only_file_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(SCRAPED)
    path.chmod(0o444)
    result = run("-i", str(path))
    assert result.code == 2
    assert result.err.splitlines()[0] == f"cleaner: {path}: it is read-only"
    assert (path.read_text(), names(tmp_path)) == (SCRAPED, ["a.txt"])


@not_as_root
def test_a_read_only_folder_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(SCRAPED)
    tmp_path.chmod(0o555)
    result = run("-i", str(path))
    tmp_path.chmod(0o755)
    assert result.err.splitlines()[0] == f"cleaner: {path}: permission denied to write in its folder"
    assert path.read_text() == SCRAPED


# Full disks


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 kB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if os.geteuid() != 0 or mount is None:
        pytest.skip("only root may mount a small disk")
    done = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if done.returncode != 0:
        pytest.skip("no small disk can be mounted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_leaves_the_file_as_it_was(small_disk: Path) -> None:
    path = small_disk / "a.txt"
    path.write_text(SCRAPED)
    with (small_disk / "filler").open("wb", buffering=0) as filler, contextlib.suppress(OSError):
        while filler.write(bytes(4096)):
            pass
    result = run("-i", str(path))
    assert result.code == 2
    assert result.err.splitlines()[0] == f"cleaner: {path}: no space left on device"
    assert (path.read_text(), names(small_disk)) == (SCRAPED, ["a.txt", "filler"])


def test_a_file_that_grows_too_large_leaves_the_file_as_it_was(file: Path) -> None:
    """The same where no disk can be filled: the system limits the size of files."""
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from cleaner.files.atomic import TargetError; from test_atomic import replace\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))\n"
        "try: replace(Path(sys.argv[1]), bytes(5000))\n"
        "except TargetError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(file)],
        env=environment(PYTHONPATH=os.pathsep.join((str(Path(__file__).parent), *sys.path))),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "file too large\n"
    assert (file.read_bytes(), names(file.parent)) == (b"old", ["a.txt"])


# Interruptions

FILES = 6


def write_data(folder: Path) -> None:
    for number in range(FILES):
        (folder / f"{number}.txt").write_text(SCRAPED)


@pytest.mark.slow
def test_killed_at_any_moment_every_file_is_old_or_new(tmp_path: Path) -> None:
    """A process replaces a file in a loop, and is killed at different moments."""
    code = (
        "import sys; from pathlib import Path; from test_atomic import replace\n"
        "print('ready', flush=True)\n"
        "while True:\n"
        "    for content in (b'new' * 100_000, b'old' * 100_000): replace(Path(sys.argv[1]), content)"
    )
    path = tmp_path / "a.txt"
    path.write_bytes(b"old" * 100_000)
    for round_ in range(12):
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(path)],
            env=environment(PYTHONPATH=os.pathsep.join((str(Path(__file__).parent), *sys.path))),
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.011 * round_)
        process.send_signal(signal.SIGKILL)
        process.wait(PATIENCE)
        process.stdout.close()
        assert path.read_bytes() in (b"old" * 100_000, b"new" * 100_000)
    # A temporary file that is left over is hidden, and can be recognised by its name.
    assert all(name.startswith(".cleaner-") and name.endswith(".tmp") for name in names(tmp_path) if name != "a.txt")


@pytest.mark.slow
def test_the_command_killed_at_any_moment_leaves_every_file_old_or_new(tmp_path: Path) -> None:
    write_data(tmp_path)
    for delay in (0.2, 0.35, 0.5, 0.7, 1.0):
        process = subprocess.Popen([*COMMAND, "-i", str(tmp_path)], env=environment(), stderr=subprocess.DEVNULL)
        time.sleep(delay)
        process.kill()
        process.wait(PATIENCE)
        assert {path.read_text() for path in tmp_path.glob("*.txt")} <= {SCRAPED, CLEAN}
    assert run("-i", str(tmp_path)).code == 0
    assert {path.read_text() for path in tmp_path.glob("*.txt")} == {CLEAN}


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)], ids=["TERM", "HUP", "INT"]
)
def test_a_signal_ends_the_command_and_it_removes_its_temporary_file(tmp_path: Path, number: int, code: int) -> None:
    path = tmp_path / "a.jsonl"
    lines = "".join(json.dumps({"text": SCRAPED, "number": number}) + "\n" for number in range(3000))
    path.write_text(lines)
    process = subprocess.Popen(
        [*COMMAND, "-i", "--text-field=text", str(path)], env=environment(), stderr=subprocess.DEVNULL
    )
    end = time.monotonic() + PATIENCE
    while names(tmp_path) == ["a.jsonl"]:
        assert time.monotonic() < end
        time.sleep(0.01)
    process.send_signal(number)
    assert process.wait(PATIENCE) == code
    assert names(tmp_path) == ["a.jsonl"]
    assert path.read_text() == lines
