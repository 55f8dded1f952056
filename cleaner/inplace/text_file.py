"""One file of plain text: read, clean, compare, write."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.cli.exit_codes import State
from cleaner.files.atomic import opened_to_replace, replaced
from cleaner.files.read import too_large
from cleaner.inplace.diff import steps, unified
from cleaner.inplace.edit import Edit, edit
from cleaner.inplace.exact_encoding import read_exactly
from cleaner.inplace.not_articles import RefusedError, why_html, why_no_article
from cleaner.inplace.task import Diff, Event, Outcome, Task


def revise_text(name: str, task: Task) -> Iterator[Event]:
    """Clean one file of text. Raises RefusedError, DocumentError and OSError where it is left as it is."""
    with opened_to_replace(name) as (file, seen):
        data = file.read(task.max_size + 1)
    if len(data) > task.max_size:
        raise RefusedError(too_large(task.max_size))
    text, coding = read_exactly(data, task.options.encoding)
    changed = cleaned(text, name, task)
    if changed is None:
        yield Outcome(name, State.UNCHANGED, "")
        return
    if task.write:
        with replaced(seen.path, seen) as new:
            new.write(coding.encode(changed.text))
    if task.diff:
        yield from map(Diff, unified(name, steps(changed)))
    yield Outcome(name, State.CHANGED if changed.after else State.EMPTIED, _how_much(changed))


def cleaned(text: str, name: str, task: Task) -> Edit | None:
    """What cleaning does to a text, or None where it does nothing. Raises RefusedError where it must not be cleaned."""
    refuse_others(text, name, task)
    result = edit(text, task.options)
    if not result.changes:
        return None
    refuse_emptying(result.removed, task)
    try:
        # Or the next call would refuse what this one has made.
        refuse_others(result.text, name, task)
    except RefusedError as error:
        raise RefusedError(f"of what would be left: {error}") from None
    return result


def refuse_others(text: str, name: str, task: Task) -> None:
    """Raise RefusedError for HTML and for what looks like no article, unless it is said to be text."""
    if not task.force_text and (why := why_html(text, name) or why_no_article(text, name)) is not None:
        raise RefusedError(why)


def refuse_emptying(removed: float, task: Task) -> None:
    """Raise RefusedError where more would go than may."""
    if removed > task.max_removed:
        raise RefusedError(
            f"{removed:.0%} of it would go, and no more than {task.max_removed:.0%} may; --max-removed raises the limit"
        )


def _how_much(changed: Edit) -> str:
    if not changed.lines_gone:
        return "blank lines"
    lines = "1 line" if changed.lines_gone == 1 else f"{changed.lines_gone:,} lines"
    return f"{lines}, {changed.removed:.0%} of the text"
