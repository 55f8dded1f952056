"""Files are decompressed as they are read; what is damaged gives what is good of it, and what swells is bounded."""

from __future__ import annotations

import gzip
import random
import resource
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from source_files import all_told

from cleaner.files.open import read_whole
from cleaner.files.read import InputError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    zstd = pytest.importorskip("backports.zstd")


def with_checksum(data: bytes) -> bytes:
    """As the command zstd writes it; without a sum nothing tells what is damaged from what is meant."""
    options = {zstd.CompressionParameter.checksum_flag: 1}
    return bytes(zstd.compress(data, options=options))


CODINGS = [
    pytest.param(".gz", gzip.compress, id="gzip"),
    pytest.param(".zst", with_checksum, id="zstandard"),
]
Compress = Callable[[bytes], bytes]
MEGABYTE = 1_000_000


def lines(count: int) -> bytes:
    """Records that cannot be compressed to nothing."""
    chance = random.Random(7)
    return b"".join(b'{"text": "%d %x"}\n' % (number, chance.getrandbits(400)) for number in range(count))


@pytest.mark.parametrize(("ending", "compress"), CODINGS)
def test_a_document_is_decompressed(tmp_path: Path, ending: str, compress: Compress) -> None:
    path = tmp_path / f"a.html{ending}"
    path.write_bytes(compress(b"<p>one</p>") + compress(b"<p>two</p>"))
    assert read_whole(str(path), 1000) == b"<p>one</p><p>two</p>"


@pytest.mark.parametrize("name", ["a.html.gz", "a.html.zst", "a.html.GZ"])
def test_a_plain_file_with_the_name_of_a_compressed_one_is_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"<p>plain</p>")
    assert read_whole(str(tmp_path / name), 1000) == b"<p>plain</p>"


def test_a_compressed_file_with_another_name_is_not_decompressed(tmp_path: Path) -> None:
    data = gzip.compress(b"<p>one</p>")
    (tmp_path / "a.html").write_bytes(data)
    assert read_whole(str(tmp_path / "a.html"), 1000) == data


@pytest.mark.parametrize(("ending", "compress"), CODINGS)
def test_a_document_that_swells_is_larger_than_may_be(tmp_path: Path, ending: str, compress: Compress) -> None:
    path = tmp_path / f"a.txt{ending}"
    path.write_bytes(compress(bytes(100 * MEGABYTE)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(InputError, match=r"^larger than 1 MB; --max-size raises the limit$"):
        read_whole(str(path), MEGABYTE)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000


@pytest.mark.parametrize(("ending", "compress"), CODINGS)
def test_a_line_that_decompresses_to_too_much_fails_alone(tmp_path: Path, ending: str, compress: Compress) -> None:
    path = tmp_path / f"a.jsonl{ending}"
    swelling = b'{"text": "' + b"a" * (60 * MEGABYTE) + b'"}\n'
    path.write_bytes(compress(b'{"text": "one"}\n' + swelling + b'{"text": "two"}\n'))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert all_told(path, max_size=MEGABYTE) == [
        "1 one",
        "2 failed: a line larger than 1 MB; --max-size raises the limit",
        "3 two",
    ]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000


@pytest.mark.parametrize(("ending", "compress"), CODINGS)
def test_a_file_that_breaks_off_gives_its_good_records_and_one_failure(
    tmp_path: Path, ending: str, compress: Compress
) -> None:
    path = tmp_path / f"a.jsonl{ending}"
    path.write_bytes(compress(lines(20_000))[:-5000])
    told = all_told(path)
    assert len(told) > 15_000
    assert not any("failed" in one for one in told[:-1])
    number = len(told)
    assert told[-1] == f"{number} failed: nothing more of the file can be read: the compressed data breaks off"


@pytest.mark.parametrize(("ending", "compress"), CODINGS)
def test_a_file_that_is_damaged_in_the_middle_gives_what_comes_ahead_of_it(
    tmp_path: Path, ending: str, compress: Compress
) -> None:
    path = tmp_path / f"a.jsonl{ending}"
    good = compress(lines(5_000))
    path.write_bytes(good + good[:2000] + bytes(2000) + good[4000:])
    told = all_told(path)
    assert len(told) >= 5_001
    assert "nothing more of the file can be read: the compressed data is damaged" in told[-1]
    assert sum("nothing more of the file" in one for one in told) == 1


@pytest.mark.parametrize(("ending", "compress"), CODINGS)
def test_a_document_that_breaks_off_is_a_failure(tmp_path: Path, ending: str, compress: Compress) -> None:
    path = tmp_path / f"a.txt{ending}"
    path.write_bytes(compress(lines(1000))[:-20])
    with pytest.raises(InputError, match=r"^the compressed data breaks off$"):
        read_whole(str(path), MEGABYTE)


def test_a_window_of_two_gigabytes_is_not_opened(tmp_path: Path) -> None:
    """The head of a frame may ask for more memory than the machine has."""
    path = tmp_path / "a.txt.zst"
    path.write_bytes(b"\x28\xb5\x2f\xfd\x00\xa8" + b"\x01\x00\x00")
    with pytest.raises(InputError, match=r"^the compressed data is damaged \(.*memory.*\)$"):
        read_whole(str(path), MEGABYTE)


def test_a_remote_document_is_read_and_a_missing_one_is_a_failure() -> None:
    fsspec = pytest.importorskip("fsspec")
    fsspec.filesystem("memory").pipe("/opening/a.txt.gz", gzip.compress(b"From afar."))
    assert read_whole("memory://opening/a.txt.gz", 1000) == b"From afar."
    with pytest.raises(InputError, match=r"^no such file$"):
        read_whole("memory://opening/b.txt", 1000)
    with pytest.raises(InputError, match=r"^Protocol not known: nonsense \(ValueError\)$"):
        read_whole("nonsense://a.txt", 1000)


@pytest.mark.parametrize(
    ("name", "why"), [("missing.txt", "no such file"), (".", "is a directory"), ("a\0b", "not the name of a file")]
)
def test_what_cannot_be_opened_is_a_failure(name: str, why: str) -> None:
    with pytest.raises(InputError, match=f"^{why}$"):
        read_whole(name, 1000)
