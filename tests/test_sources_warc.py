"""Archives of web pages as a source: pages and texts are cleaned, all else is named, and nothing breaks a reader."""

from __future__ import annotations

import gzip
import os
import random
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from archives import DATE, HTML, ID, URL, http, page, record
from source_files import all_told, records

from cleaner.files.content_type import ContentType, content_type

brotli = pytest.importorskip("brotli")
pytest.importorskip("fastwarc")
if sys.version_info >= (3, 14):
    from compression import zstd
else:
    zstd = pytest.importorskip("backports.zstd")

GOOD = HTML.decode()


@pytest.fixture
def told(tmp_path: Path) -> Callable[..., list[str]]:
    """What comes of the bytes of an archive."""

    def tell(data: bytes, name: str = "a.warc") -> list[str]:
        (tmp_path / name).write_bytes(data)
        return all_told(tmp_path / name)

    return tell


def test_a_page_comes_with_its_address_its_id_and_what_the_server_said(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(record("response", http(HTML, content_type='text/HTML; Charset="ISO-8859-2"')))
    (found,) = records(tmp_path / "a.warc")
    assert found.request._asdict() == {
        "path": str(tmp_path / "a.warc"),
        "content": HTML,
        "size": len(HTML),
        "url": URL,
        "kind": "html",
        "charset": "iso-8859-2",
        "is_row": True,
        "settled": False,
    }
    assert (found.number, found.id, found.relative) == (1, ID, "a.warc")
    assert found.own == {"id": f'"{ID}"', "url": f'"{URL}"', "date": f'"{DATE}"'}


def test_a_text_of_a_wet_file_is_text(tmp_path: Path) -> None:
    info = record("warcinfo", b"software: none", "application/warc-fields")
    (tmp_path / "a.warc.wet").write_bytes(info + record("conversion", "Die Fähre.".encode(), "text/plain"))
    (found,) = records(tmp_path / "a.warc.wet")
    assert (found.request.content, found.request.kind) == ("Die Fähre.".encode(), "text")


@pytest.mark.parametrize(
    ("kind", "block", "type_", "expected"),
    [
        ("response", http(HTML, content_type="application/xhtml+xml"), "application/http", f"1 {GOOD}"),
        ("response", http(b"Plain.", content_type="text/plain"), "application/http", "1 Plain."),
        ("response", http(HTML, content_type=None), "application/http", f"1 {GOOD}"),
        ("response", http(HTML, status="203 Elsewhere"), "application/http", f"1 {GOOD}"),
        ("response", http(b""), "application/http", "1 "),
        ("response", http(b"", content_type="image/png"), "application/http", "skipped: its content type is image/png"),
        ("response", http(HTML, status="404 Not Found"), "application/http", "skipped: HTTP status 404"),
        ("response", http(b"", status="301 Moved"), "application/http", "skipped: HTTP status 301"),
        ("response", http(b"%PDF-1.7"), "application/http", "skipped: this is a PDF document, not text"),
        ("response", b"20240102 example.org", "text/dns", "skipped: its content type is text/dns"),
        ("response", b"nonsense", "application/http", "failed: there is no HTTP response in it"),
        ("response", b"", "application/http", "failed: there is no HTTP response in it"),
        ("resource", HTML, "text/html", f"1 {GOOD}"),
        ("resource", b"x", "image/gif", "skipped: its content type is image/gif"),
        ("conversion", b"{}", "application/json", "skipped: its content type is application/json"),
        ("revisit", http(b""), "application/http", "skipped: a revisit: its page is in another record"),
        ("continuation", b"x", "text/plain", "skipped: a record of type continuation"),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else str(value)[:36],
)
def test_a_record_is_cleaned_or_named(
    told: Callable[[bytes], list[str]], kind: str, block: bytes, type_: str, expected: str
) -> None:
    expected = expected if expected.startswith("1 ") else f"1 {expected}"
    assert told(record(kind, block, type_) + page()) == [expected, f"2 {GOOD}"]


def test_records_about_records_are_no_inputs(told: Callable[[bytes], list[str]]) -> None:
    about = b"".join(record(kind, b"x", "text/plain") for kind in ("warcinfo", "request", "metadata"))
    assert told(about + page() + about) == [f"1 {GOOD}"]
    assert told(about) == ["- skipped: there are no records in it"]


def test_skipped_records_keep_their_address_and_id(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(record("response", http(b"", status="500 No"), warc_target_uri=f"<{URL}>"))
    (found,) = records(tmp_path / "a.warc")
    assert (found.id, found.own) == (ID, {"id": f'"{ID}"', "url": f'"{URL}"', "date": f'"{DATE}"'})


# What the transport added


@pytest.mark.parametrize(
    ("body", "header", "expected"),
    [
        (b"6\r\n<html>\r\n2;x=y\r\nOK\r\n0\r\n\r\n", "Transfer-Encoding: chunked", "<html>OK"),
        (b"6\n<html>\n2\nOK\n0\n\n", "Transfer-Encoding: chunked", "<html>OK"),
        (b"6\r\n<html>\r\n99\r\nOK", "Transfer-Encoding: chunked", "<html>OK"),
        (b"FFFFFFFFFFFF\r\n<html>", "Transfer-Encoding: chunked", "<html>"),
        (HTML, "Transfer-Encoding: chunked", GOOD),
        (gzip.compress(HTML), "Content-Encoding: gzip", GOOD),
        (gzip.compress(HTML[:9]) + gzip.compress(HTML[9:]), "Content-Encoding: x-gzip", GOOD),
        (gzip.compress(HTML)[:-8], "Content-Encoding: gzip", GOOD),
        (zlib.compress(HTML), "Content-Encoding: deflate", GOOD),
        (zlib.compress(HTML)[2:-4], "Content-Encoding: deflate", GOOD),
        (brotli.compress(HTML), "Content-Encoding: br", GOOD),
        (zstd.compress(HTML), "Content-Encoding: zstd", GOOD),
        (gzip.compress(brotli.compress(HTML)), "Content-Encoding: br, gzip", GOOD),
        (HTML, "Content-Encoding: gzip", GOOD),
        (HTML, "Content-Encoding: br", GOOD),
        (HTML, "Content-Encoding: identity", GOOD),
        (HTML, "X-Crawler-Content-Encoding: br", GOOD),
        (b"\x1f\x8b\x08" + bytes(100), "Content-Encoding: gzip", "failed: its gzip content is damaged"),
        (HTML, "Content-Encoding: magic", "failed: its content encoding 'magic' is unknown"),
        (
            gzip.compress(bytes(50_000_000)),
            "Content-Encoding: gzip",
            "failed: larger than 0.1 MB; --max-size raises the limit",
        ),
        (
            brotli.compress(bytes(5_000_000)),
            "Content-Encoding: br",
            "failed: larger than 0.1 MB; --max-size raises the limit",
        ),
        (
            zstd.compress(bytes(50_000_000)),
            "Content-Encoding: zstd",
            "failed: larger than 0.1 MB; --max-size raises the limit",
        ),
    ],
    ids=(
        "chunks chunks-of-unix chunks-cut-off chunk-without-end no-chunks gzip two-gzips gzip-cut-off deflate "
        "bare-deflate brotli zstandard both plain-for-gzip plain-for-brotli identity undone damaged unknown gzip-bomb "
        "brotli-bomb zstd-bomb"
    ).split(),
)
def test_a_page_is_as_it_was_before_it_was_sent(
    told: Callable[[bytes], list[str]], body: bytes, header: str, expected: str
) -> None:
    assert told(page(body, header) + page()) == [f"1 {expected}", f"2 {GOOD}"]


def test_many_small_chunks_are_put_together(told: Callable[[bytes], list[str]]) -> None:
    body = b"1\r\na\r\n" * 10_000 + b"0\r\n\r\n"
    assert told(page(body, "Transfer-Encoding: chunked")) == [f"1 {'a' * 10_000}"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("text/html", ("text/html", "")),
        ("Text/HTML; charset=UTF-8", ("text/html", "utf-8")),
        ("text/html;charset='koi8-r'; x=y", ("text/html", "koi8-r")),
        ("text/html; charset=", ("text/html", "")),
        ("; charset=utf-8", ("", "utf-8")),
        ("", ("", "")),
        (None, ("", "")),
    ],
)
def test_a_content_type_is_taken_apart(value: str | None, expected: tuple[str, str]) -> None:
    assert content_type(value) == ContentType(*expected)


# Archives that break off or lie


REST = "nothing more of the file can be read"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (page()[:-30], [f"2 failed: {REST}: a record breaks off"]),
        (page()[:90], [f"2 failed: {REST}: a record has no length"]),
        (page()[:3], [f"2 failed: {REST}: Invalid WARC header"]),
        (page()[:-4], [f"2 {GOOD}"]),
        (record("response", http(HTML), content_length=10_000_000_000), ["2 failed: {large}"]),
        (record("response", http(HTML), content_length=50_000), [f"2 failed: {REST}: a record breaks off"]),
        (record("response", http(HTML), content_length="9" * 30), [f"2 failed: {REST}: a record has no length"]),
        (record("response", http(HTML), content_length=-1), [f"2 failed: {REST}: a record has no length"]),
        (record("response", http(HTML), content_length=None), [f"2 failed: {REST}: a record has no length"]),
        (b"<html>no record</html>\r\n" * 9, [f"2 failed: {REST}: Invalid WARC header"]),
        (
            page().replace(b"Content-Length", b"content-length"),
            [f"2 failed: {REST}: a record has a length that cannot be read"],
        ),
        (page().replace(b"\r\n", b"\n"), [f"2 failed: {REST}: a record has no length"]),
        (
            record("response", http(HTML), x_endless="a" * 1_000_000),
            [f"2 failed: {REST}: Maximum header length exceeded."],
        ),
    ],
    ids=(
        "cut-in-page cut-in-head cut-in-version cut-behind-page ten-gigabytes longer-than-file thirty-digits negative "
        "no-length no-archive unusual-length unix-lines endless-header"
    ).split(),
)
def test_an_archive_that_ends_early_gives_its_records_and_one_failure(
    told: Callable[[bytes], list[str]], data: bytes, expected: list[str]
) -> None:
    large = "larger than 0.1 MB; --max-size raises the limit"
    assert told(page() + data) == [f"1 {GOOD}", *(line.format(large=large) for line in expected)]


def test_a_record_that_is_too_large_fails_alone(told: Callable[[bytes], list[str]]) -> None:
    assert told(page() + page(b"a" * 200_000) + page()) == [
        f"1 {GOOD}",
        "2 failed: larger than 0.1 MB; --max-size raises the limit",
        f"3 {GOOD}",
    ]


def test_a_record_of_several_buffers_is_whole(told: Callable[[bytes], list[str]]) -> None:
    body = "".join(random.Random(3).choices("abcdefgh", k=90_000))
    one = page(body.encode())
    assert told(gzip.compress(one) + gzip.compress(one), "a.warc.gz") == [f"1 {body}", f"2 {body}"]


@pytest.mark.parametrize(
    ("name", "compress"), [("a.warc.gz", gzip.compress), ("a.warc.zst", zstd.compress)], ids=["gzip", "zstandard"]
)
def test_an_archive_may_be_compressed_as_a_whole_or_record_by_record(
    told: Callable[..., list[str]], name: str, compress: Callable[[bytes], bytes]
) -> None:
    assert told(compress(page() + page()), name) == [f"1 {GOOD}", f"2 {GOOD}"]
    assert told(compress(page()) + compress(page()), name) == [f"1 {GOOD}", f"2 {GOOD}"]


def test_an_archive_may_have_a_dictionary_of_its_own(told: Callable[..., list[str]]) -> None:
    made = zstd.train_dict([page(HTML + b"%d" % number) for number in range(500)], 4000)
    head = b"\x5d\x2a\x4d\x18" + len(made.dict_content).to_bytes(4, "little") + made.dict_content
    assert told(head + zstd.compress(page(), zstd_dict=made) * 2, "a.warc.zst") == [f"1 {GOOD}", f"2 {GOOD}"]


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.warc.gz", (gzip.compress(page()) * 3)[:-10], "the compressed data breaks off"),
        (
            "a.warc.gz",
            gzip.compress(page()) * 3 + b"rest",
            "the compressed data is damaged (Not a gzipped file (b're'))",
        ),
        ("a.warc.zst", (zstd.compress(page()) * 4)[:-10], "incomplete frame"),
    ],
    ids=["gzip-cut-off", "gzip-and-more", "zstandard-cut-off"],
)
def test_the_good_part_of_a_damaged_archive_is_read(
    told: Callable[..., list[str]], name: str, data: bytes, why: str
) -> None:
    assert told(data, name) == [f"1 {GOOD}", f"2 {GOOD}", f"3 {GOOD}", f"4 failed: {REST}: {why}"]


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.warc.zst"])
def test_bytes_without_sense_are_one_failure(told: Callable[..., list[str]], name: str) -> None:
    chance = random.Random(5)
    for _ in range(20):
        (only,) = told(chance.randbytes(3000), name)
        assert only.startswith("- failed: ")


def test_damage_anywhere_loses_no_record_ahead_of_it_and_stops_nothing(told: Callable[[bytes], list[str]]) -> None:
    whole = page() * 3
    chance = random.Random(11)
    for _ in range(300):
        at = chance.randrange(len(whole))
        damaged = whole[:at] + os.urandom(3) + whole[at + 3 :]
        found = told(damaged)
        assert found[: at // len(page())] == [f"{number} {GOOD}" for number in (1, 2, 3)][: at // len(page())]


def test_an_interruption_while_an_archive_is_read_is_passed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(page() * 5))

    def interrupted(*_: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(gzip.GzipFile, "read1", interrupted)
    with pytest.raises(KeyboardInterrupt):
        all_told(tmp_path / "a.warc.gz")


def test_where_the_reader_of_archives_gives_up_only_the_file_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PanicException(BaseException):
        pass

    def panics(*_: object, **__: object) -> None:
        raise PanicException("called `Result::unwrap()` on an `Err` value")

    (tmp_path / "a.warc").write_bytes(page())
    (tmp_path / "b.jsonl").write_text('{"text": "after"}')
    monkeypatch.setattr("fastwarc.warc.ArchiveIterator", panics)
    assert all_told(tmp_path) == ["- failed: FastWARC gave up on it", "1 after"]
