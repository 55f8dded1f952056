"""One file of plain text: read, clean, compare, write."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.files.atomic import opened_to_replace, replaced
from cleaner.files.read import too_large
from cleaner.inplace.diff import diff_lines, unified
from cleaner.inplace.edit import Edit, edit
from cleaner.inplace.exact_encoding import read_exactly
from cleaner.inplace.not_articles import RefusedError, why_html, why_no_article
from cleaner.inplace.task import Diff, EditTask, Event, FileOutcome, State, WriteBack


def revise_text(name: str, task: EditTask) -> Iterator[Event]:
    """Clean one file of text. Raises RefusedError, TargetError, DocumentError or OSError if it is left as it is."""
    with opened_to_replace(name) as (file, seen):
        data = file.read(task.max_size + 1)
    if len(data) > task.max_size:
        raise RefusedError(too_large(task.max_size))
    text, coding = read_exactly(data, task.options.encoding)
    changed = cleaned(text, name, task)
    if changed is None:
        yield FileOutcome(name, State.UNCHANGED, "")
        return
    if task.write_back is WriteBack.WRITE:
        with replaced(seen.path, seen) as new:
            new.write(coding.encode(changed.text))
    elif task.write_back is WriteBack.DIFF:
        yield from map(Diff, unified(name, diff_lines(changed)))
    yield FileOutcome(name, State.CHANGED if changed.after else State.EMPTIED, _how_much(changed))


def cleaned(text: str, name: str, task: EditTask) -> Edit | None:
    """What cleaning changes in a text, None if nothing. Raises RefusedError if the text must not be cleaned."""
    refuse_others(text, name, task)
    result = edit(text, task.options)
    if not result.changes:
        return None
    refuse_emptying(result.removed, task)
    try:
        # Otherwise the next call would refuse what this one has written.
        refuse_others(result.text, name, task)
    except RefusedError as error:
        raise RefusedError(f"what would be left is refused: {error}") from None
    return result


def refuse_others(text: str, name: str, task: EditTask) -> None:
    """Raise RefusedError for HTML and for what does not look like an article, unless the user says that it is text."""
    if not task.force_text and (why := why_html(text, name) or why_no_article(text, name)) is not None:
        raise RefusedError(why)


def refuse_emptying(removed: float, task: EditTask) -> None:
    """Raise RefusedError if a larger share would be removed than the task allows."""
    if removed > task.max_removed:
        raise RefusedError(
            f"{removed:.0%} of it would be removed, more than {task.max_removed:.0%}; --max-removed raises the limit"
        )


def _how_much(changed: Edit) -> str:
    if not changed.lines_gone:
        return "blank lines"
    lines = "1 line" if changed.lines_gone == 1 else f"{changed.lines_gone:,} lines"
    return f"{lines}, {changed.removed:.0%} of the text"
