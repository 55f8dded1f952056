"""The corpora that batches are measured on: every record in every kind, and what is wrong with some of them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.benchmarks.corpora import FAULTS, KINDS, Faulty, Page, pages, records, write

PAGES = [
    Page(f"https://example.org/{name}", f"<p>{name} went by ferry.</p>", f"{name} went by ferry.") for name in "abc"
]


def test_no_page_comes_again_before_all_others_have() -> None:
    assert [made.page.html[3] for made in records(PAGES, 7, Faulty("wet", 0.0))] == list("abcabca")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_fault_is_among_many_records_and_the_seed_says_where(kind: str) -> None:
    made = [one.fault for one in records(PAGES, 400, Faulty(kind, 0.2))]
    assert set(made) == {"", *FAULTS[kind]}
    assert made == [one.fault for one in records(PAGES, 400, Faulty(kind, 0.2))]
    assert made != [one.fault for one in records(PAGES, 400, Faulty(kind, 0.2, seed=2))]


def test_a_wet_file_has_a_record_a_page_each_as_long_as_it_says(tmp_path: Path) -> None:
    path = write("wet", records(PAGES, 5, Faulty("wet", 0.0)), tmp_path)
    parts = gzip.decompress(path.read_bytes()).split(b"WARC/1.0\r\n")[2:]
    read = [part.partition(b"\r\n\r\n") for part in parts]
    assert [body for _, _, body in read] == [f"{name} went by ferry.\r\n\r\n".encode() for name in "abcab"]
    assert all(b"\r\nContent-Length: 16" in head and b"WARC-Type: conversion\r\n" in head for head, _, _ in read)


def test_a_warc_file_has_a_request_and_notes_beside_every_response(tmp_path: Path) -> None:
    path = write("warc", records(PAGES, 3, Faulty("warc", 0.0)), tmp_path)
    text = gzip.decompress(path.read_bytes())
    kinds = [text.count(b"WARC-Type: %s\r\n" % kind) for kind in (b"warcinfo", b"request", b"response", b"metadata")]
    assert kinds == [1, 3, 3, 3]


def test_lines_of_json_are_records_but_for_those_that_the_index_names(tmp_path: Path) -> None:
    path = write("jsonl", records(PAGES, 100, Faulty("jsonl", 0.2)), tmp_path)
    named = [json.loads(line) for line in (tmp_path / "jsonl.index.jsonl").read_text(encoding="utf-8").splitlines()]
    bad = [number for number, line in enumerate(path.read_bytes().splitlines()) if not _is_record(line)]
    assert [entry["number"] for entry in named] == bad


def test_a_folder_has_a_file_a_page_and_links_to_nowhere(tmp_path: Path) -> None:
    folder = write("folder", records(PAGES, 60, Faulty("folder", 0.3)), tmp_path)
    paths = sorted(folder.rglob("*.html"))
    assert len(paths) == 60
    assert any(path.is_symlink() and not path.exists() for path in paths)


def test_the_samples_are_pages_with_a_text() -> None:
    known = pages([Path(__file__).parent.parent / "samples"])
    assert len(known) > 3
    assert all(page.html and page.text for page in known)


def _is_record(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line.decode("utf-8")).get("html"), str)
    except ValueError:
        return False
