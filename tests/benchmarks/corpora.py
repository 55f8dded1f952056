"""Corpora to run batches over: `python -m tests.benchmarks.corpora FOLDER [CORPUS…] [--records 1000] [--invalid 0.01]`.

Writes the pages of CORPUS (gzipped JSON lines with `html`, and `text` by the name of its rendering; without one, the
samples) as records of every kind: a WET file and a WARC file as Common Crawl has them, JSON lines, Parquet, and a
folder of HTML. Pages repeat where more records are asked for than there are, but no page before all others have been:
what is remembered of a page is forgotten by then. A share of the records is such that no text can be made of them, and
stands among the others; `KIND.index.jsonl` says which.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, BinaryIO, NamedTuple

SAMPLES = Path(__file__).parents[2] / "samples"
KINDS = ("folder", "jsonl", "parquet", "warc", "wet")
_DATE = "2024-05-03T08:10:00Z"
_ROWS_A_GROUP = 500
# A WET file of Common Crawl has lines in its text and no blank ones.
_RENDERING = "wet"


class Page(NamedTuple):
    """A page with an answer to nothing: its address, the page itself, and the text of it that a WET file has."""

    url: str
    html: str
    text: str


class Made(NamedTuple):
    """A record to write: `fault` says what is wrong with it, "" of a good one."""

    number: int
    page: Page
    fault: str = ""

    @property
    def name(self) -> str:
        """The record's id, and without its folder the name of its file."""
        return f"{self.number // 1000:03}/{self.number:06}"


# What is wrong with a record, by the kind of corpus that it stands in.
FAULTS = {
    "folder": ("binary", "empty", "dangling"),
    "jsonl": ("not json", "no such field", "null", "number", "not utf-8"),
    "parquet": ("null", "empty"),
    "warc": ("binary", "empty", "no html"),
    "wet": ("binary", "empty"),
}


def main() -> None:
    """Read the arguments, write the corpora, say what was written."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("places", type=Path, nargs="*", default=[SAMPLES])
    parser.add_argument("--records", type=int, default=1_000)
    parser.add_argument("--invalid", type=float, default=0.01, help="share of records that are no text (0.01)")
    parser.add_argument("--kind", action="append", choices=KINDS, help="one kind alone; several times for several")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    known = pages(arguments.places)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    for kind in arguments.kind or KINDS:
        made = records(known, arguments.records, Faulty(kind, arguments.invalid, arguments.seed))
        target = write(kind, made, arguments.folder)
        size = sum(path.stat().st_size for path in _files(target))
        sys.stdout.write(f"{kind:8} {arguments.records:,} records, {size / 1e6:,.1f} MB  {target}\n")


# --- Pages and records


def pages(places: Iterable[Path]) -> list[Page]:
    """The pages of corpora and of folders of samples that there is a text of, in their order."""
    found: list[Page] = []
    for place in places:
        found += _of_folder(place) if place.is_dir() else _of_corpus(place)
    if not found:
        raise SystemExit("no page in what was named has both HTML and a text")
    return found


def _of_corpus(path: Path) -> Iterator[Page]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            text = (record.get("text") or {}).get(_RENDERING)
            if text:
                yield Page(record.get("url") or f"https://example.org/{record['id']}", record["html"], text)


def _of_folder(folder: Path) -> Iterator[Page]:
    """Samples; the text of a page is every text node of it on a line of its own."""
    from lxml import html

    for path in sorted(folder.glob("*.html")):
        page = path.read_text(encoding="utf-8", errors="replace")
        tree = html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8", remove_comments=True))
        nodes = tree.xpath("//body//text()[not(ancestor::script or ancestor::style or ancestor::template)]")
        yield Page(
            f"https://example.org/{path.name}",
            page,
            "\n".join(" ".join(node.split()) for node in nodes if node.strip()),
        )


class Faulty(NamedTuple):
    """Which records are to be no good: of what kind of corpus, what share, from which seed."""

    kind: str
    share: float
    seed: int = 1


def records(known: Sequence[Page], count: int, faulty: Faulty) -> Iterator[Made]:
    """So many records; faults come in turns, at places that the seed decides."""
    random = Random(f"{faulty.kind} {faulty.seed}")
    faults = itertools.cycle(FAULTS[faulty.kind])
    for number, page in zip(range(count), itertools.cycle(known), strict=False):
        fault = next(faults) if random.random() < faulty.share else ""
        yield Made(number, page._replace(url=f"{page.url}#{number}"), fault)


def write(kind: str, made: Iterable[Made], folder: Path) -> Path:
    """Write the records as one kind of corpus; where they are, a file or a folder. Beside it is the index of faults."""
    target = folder / _NAMES[kind]
    with (folder / f"{kind}.index.jsonl").open("w", encoding="utf-8") as index:
        _WRITERS[kind](_indexed(made, index), target)
    return target


def _indexed(made: Iterable[Made], index: Any) -> Iterator[Made]:
    for one in made:
        if one.fault:
            index.write(json.dumps({"number": one.number, "name": one.name, "fault": one.fault}) + "\n")
        yield one


def _files(target: Path) -> list[Path]:
    return [path for path in target.rglob("*") if path.is_file()] if target.is_dir() else [target]


# --- Writers


def _write_folder(made: Iterable[Made], folder: Path) -> None:
    for one in made:
        path = folder / f"{one.name}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        if one.fault == "dangling":
            path.symlink_to("nowhere.html")
        else:
            path.write_bytes(_content(one, one.page.html))


def _content(one: Made, text: str) -> bytes:
    """The bytes of a document, good or not."""
    if one.fault == "binary":
        return b"\x89PNG\r\n\x1a\n" + Random(one.number).randbytes(2_000)
    return b"" if one.fault == "empty" else text.encode("utf-8", "replace")


def _write_jsonl(made: Iterable[Made], path: Path) -> None:
    with path.open("wb") as file:
        for one in made:
            row: dict[str, Any] = {"id": one.name, "url": one.page.url, "html": one.page.html, "rank": one.number}
            if one.fault == "no such field":
                del row["html"]
            elif one.fault in ("null", "number"):
                row["html"] = None if one.fault == "null" else 7
            line = json.dumps(row, ensure_ascii=False).encode("utf-8", "replace")
            if one.fault == "not json":
                line = line[: len(line) // 2].replace(b"\n", b" ")
            elif one.fault == "not utf-8":
                line = line.replace(b'"id": "', b'"id": "\xff\xfe', 1)
            file.write(line + b"\n")


def _write_parquet(made: Iterable[Made], path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    fields = [("id", pa.string()), ("url", pa.string()), ("html", pa.string()), ("rank", pa.int64())]
    schema = pa.schema(fields)
    rows = (
        {
            "id": one.name,
            "url": one.page.url,
            "html": None if one.fault == "null" else _content(one, one.page.html).decode("utf-8"),
            "rank": one.number,
        }
        for one in made
    )
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        while group := list(itertools.islice(rows, _ROWS_A_GROUP)):
            writer.write_table(pa.Table.from_pylist(group, schema=schema))


def _write_warc(made: Iterable[Made], path: Path) -> None:
    """As a crawler writes it: a request, the response and notes on it for each page."""
    with path.open("wb") as file:
        _add(file, "warcinfo", {"Content-Type": "application/warc-fields"}, b"software: benchmarks.corpora\r\n")
        for one in made:
            media = "image/png" if one.fault == "no html" else "text/html; charset=utf-8"
            body = _content(one, one.page.html)
            about = {"WARC-Target-URI": one.page.url}
            ask = about | {"Content-Type": "application/http; msgtype=request"}
            _add(file, "request", ask, b"GET / HTTP/1.1\r\nHost: example.org\r\n\r\n")
            head = f"HTTP/1.1 200 OK\r\nContent-Type: {media}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            _add(file, "response", about | {"Content-Type": "application/http; msgtype=response"}, head + body)
            _add(file, "metadata", about | {"Content-Type": "application/warc-fields"}, b"fetchTimeMs: 31\r\n")


def _write_wet(made: Iterable[Made], path: Path) -> None:
    with path.open("wb") as file:
        _add(file, "warcinfo", {"Content-Type": "application/warc-fields"}, b"software: benchmarks.corpora\r\n")
        for one in made:
            about = {"WARC-Target-URI": one.page.url, "Content-Type": "text/plain"}
            _add(file, "conversion", about, _content(one, one.page.text))


def _add(file: BinaryIO, kind: str, headers: dict[str, str], content: bytes) -> None:
    """One record, compressed by itself."""
    number = file.tell()
    known = {
        "WARC-Type": kind,
        "WARC-Date": _DATE,
        "WARC-Record-ID": f"<urn:uuid:00000000-0000-4000-8000-{number:012x}>",
    }
    lines = [f"{name}: {value}" for name, value in (known | headers | {"Content-Length": str(len(content))}).items()]
    record = "WARC/1.0\r\n" + "\r\n".join(lines) + "\r\n\r\n"
    file.write(_gzipped(record.encode("utf-8", "replace") + content + b"\r\n\r\n"))


def _gzipped(data: bytes) -> bytes:
    packer = zlib.compressobj(level=1, wbits=31)
    return packer.compress(data) + packer.flush()


_NAMES = {
    "folder": "pages",
    "jsonl": "pages.jsonl",
    "parquet": "pages.parquet",
    "warc": "pages.warc.gz",
    "wet": "pages.warc.wet.gz",
}
_WRITERS: dict[str, Callable[[Iterable[Made], Path], None]] = {
    "folder": _write_folder,
    "jsonl": _write_jsonl,
    "parquet": _write_parquet,
    "warc": _write_warc,
    "wet": _write_wet,
}


if __name__ == "__main__":
    main()
