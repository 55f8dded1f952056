"""One file of JSON lines: a field of every record is cleaned, and all other bytes are kept."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections import deque
from collections.abc import Iterable, Iterator
from typing import BinaryIO, NamedTuple

from cleaner.document import DocumentError
from cleaner.files.atomic import ChangedError, Snapshot, opened_to_replace, replaced
from cleaner.files.json_record import JsonRecord, RecordError, parse, why_no_records
from cleaner.files.read import too_large
from cleaner.inplace.diff import DiffLine, unified
from cleaner.inplace.not_articles import RefusedError, why_html
from cleaner.inplace.task import Diff, EditTask, Event, FileOutcome, Notice, State, WriteBack
from cleaner.inplace.text_file import cleaned, refuse_emptying
from cleaner.pipeline import clean
from cleaner.render.as_text import as_text

_MOST_NOTICES = 20
_HEAD_BYTES = 65_536
_COPY_BYTES = 1_000_000


class _RevisedLine(NamedTuple):
    """A line before and after cleaning."""

    before: bytes
    after: bytes


class _Count:
    """Counts of one file, and the problems of the first records that failed."""

    def __init__(self) -> None:
        self.lines = self.records = self.missing = self.null = self.changed = self.failed = 0
        self.problems: list[str] = []

    def fail(self, why: str) -> None:
        """Count a record that is left as it is."""
        self.failed += 1
        if self.failed <= _MOST_NOTICES:
            self.problems.append(f"line {self.lines}: {why}")

    def notices(self, name: str) -> Iterator[Notice]:
        """The problems, and how many more there are."""
        yield from (Notice(name, problem) for problem in self.problems)
        if self.failed > _MOST_NOTICES:
            yield Notice(name, f"and {self.failed - _MOST_NOTICES:,} more")

    def outcome(self, name: str, field: str) -> FileOutcome:
        """What became of the file."""
        if self.records and self.missing == self.records:
            return FileOutcome(name, State.FAILED, f"none of its records has a field {field!r}")
        parts = [f"{self.changed:,} of {self.records:,} records"]
        if without := self.missing + self.null:
            parts.append(f"{without:,} without {field!r}")
        if self.failed:
            parts.append(f"{self.failed:,} failed")
            state = State.PARTLY_CHANGED if self.changed else State.FAILED
        else:
            state = State.CHANGED if self.changed else State.UNCHANGED
        return FileOutcome(name, state, "; ".join(parts))


def revise_records(name: str, task: EditTask) -> Iterator[Event]:
    """Clean a field of every record of a file; a record that cannot be cleaned is reported and left as it is.

    A file may be larger than memory: one line is held at a time. Raises RefusedError, TargetError or OSError if the
    whole file is left as it is.
    """
    count = _Count()
    with opened_to_replace(name) as (file, seen):
        _refuse_what_is_no_text(file)
        lines = _revised(file, task, count)
        if task.write_back is WriteBack.WRITE:
            _write(lines, file, seen)
        elif task.write_back is WriteBack.DIFF:
            yield from map(Diff, unified(name, _steps(lines)))
        else:
            deque(lines, maxlen=0)
    yield from count.notices(name)
    yield count.outcome(name, task.html_field or task.text_field or "")


def _refuse_what_is_no_text(file: BinaryIO) -> None:
    head = file.read(_HEAD_BYTES)
    file.seek(0)
    if (why := why_no_records(head)) is not None:
        raise RefusedError(why)
    if b"\x00" in head:
        raise RefusedError("this is binary data (it holds NUL bytes), not JSON lines")


def _write(lines: Iterable[_RevisedLine], file: BinaryIO, seen: Snapshot) -> None:
    """Write the file unless no line changes: copy what is before the first change, then write line by line."""
    same = 0
    waiting = iter(lines)
    for line in waiting:
        if line.after != line.before:
            break
        same += len(line.before)
    else:
        return
    with replaced(seen.path, seen) as new:
        read = file.tell()
        file.seek(0)
        while same:
            part = file.read(min(same, _COPY_BYTES))
            if not part:
                raise ChangedError
            new.write(part)
            same -= len(part)
        file.seek(read)
        new.write(line.after)
        for line in waiting:
            new.write(line.after)


def _steps(lines: Iterable[_RevisedLine]) -> Iterator[DiffLine]:
    for line in lines:
        before = line.before.decode("utf-8", "replace")
        if line.after == line.before:
            yield DiffLine(" ", before)
        else:
            yield DiffLine("-", before)
            yield DiffLine("+", line.after.decode("utf-8"))


def _revised(file: BinaryIO, task: EditTask, count: _Count) -> Iterator[_RevisedLine]:
    while before := file.readline(task.max_size + 1):
        count.lines += 1
        if len(before) > task.max_size:
            raise RefusedError(f"line {count.lines} is {too_large(task.max_size)}")
        mark = BOM_UTF8 if count.lines == 1 and before.startswith(BOM_UTF8) else b""
        content = before[len(mark) :].rstrip(b"\r\n")
        after = before
        if content.strip():
            count.records += 1
            try:
                after = mark + _revised_line(content, task, count) + before[len(mark) + len(content) :]
            except UnicodeDecodeError:
                count.fail("not UTF-8")
            except (RecordError, RefusedError, DocumentError) as error:
                count.fail(str(error))
        count.changed += after != before
        yield _RevisedLine(before, after)


def _revised_line(content: bytes, task: EditTask, count: _Count) -> bytes:
    record = parse(content.decode("utf-8"))
    name = task.html_field or task.text_field or ""
    if name not in record.fields:
        count.missing += 1
        return content
    source = _string(record, name)
    if source is None:
        count.null += 1
        return content
    text = _cleaned(source, task) if task.html_field is None else _converted(source, task)
    target = record.fields.get(task.text_field or "")
    if text is None or (target is not None and target.text == text):
        return content
    return record.with_text(task.text_field or "", text).encode("utf-8")


def _string(record: JsonRecord, name: str) -> str | None:
    """The text of a field, or None where it is null."""
    field = record.fields[name]
    if field.text is None and record.line[field.start] != "n":
        raise RecordError(f"its field {name!r} is not a string")
    return field.text


def _cleaned(source: str, task: EditTask) -> str | None:
    """The cleaned text of a field, None if nothing changes. Even text that looks like code is taken; HTML is not."""
    if not task.force_text and why_html(source, ""):
        raise RefusedError("the field holds HTML; clean it with --html-field")
    result = cleaned(source, "", task._replace(force_text=True))
    if result is None:
        return None
    if not task.force_text and why_html(result.text, ""):
        raise RefusedError("what would be left of the field looks like HTML")
    return result.text if source.endswith(("\n", "\r")) else result.text.rstrip("\r\n")


def _converted(source: str, task: EditTask) -> str | None:
    """The text of a page, None if it has none."""
    article = clean(source, kind="html", options=task.options)
    if not article.blocks:
        return None
    text = as_text(article).removesuffix("\n")
    if not text:
        refuse_emptying(1.0, task)
    return text
