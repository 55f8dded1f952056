"""The report as a page: one HTML file that needs no network and no script. Names of inputs are escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from cleaner.batch.record import Status
from cleaner.render.html_page import first_lines, html_frame
from cleaner.text.printable import one_line

_KIND = "batch report of cleaner"
MARK = first_lines(_KIND)
_STYLE = Path(__file__).with_name("style.css")
_MOST_ROWS = 40
_WORDS = {
    Status.DONE: "cleaned",
    Status.UNCHANGED: "unchanged",
    Status.EMPTY: "nothing but boilerplate",
    Status.FILTERED: "left out",
    Status.SKIPPED: "skipped",
    Status.FAILED: "failed",
}


def as_page(facts: Mapping[str, Any]) -> str:
    """The page of a report, see `facts` in report_file.py."""
    frame = html_frame(_KIND, "Batch report", _STYLE.read_text(encoding="utf-8"))
    inputs, tenths = facts["inputs"], facts["confidence"]
    by_word = {word: inputs.get(status.value, 0) for status, word in _WORDS.items()} if inputs["total"] else {}
    by_tenth = {f"{at / 10:.1f} to {(at + 1) / 10:.1f}": number for at, number in enumerate(tenths)}
    earlier = f"<p>{inputs['from_earlier_run']:,} were already done by an earlier run.</p>\n"
    body = "".join(
        (
            _head(facts),
            _figures(facts),
            _bars("Inputs", "inputs", by_word, earlier if inputs["from_earlier_run"] else ""),
            _bars("Confidence", "articles", by_tenth if any(tenths) else {}),
            _bars("Removed, by label", "characters", facts["removed_characters"]),
            _bars("Blocks, by the reason for their label", "blocks", facts["rule_hits"]),
            _reasons("Failures", facts["failures"]),
            _reasons("Skipped", facts["skipped"]),
            _reasons("Left out by a filter", facts["filtered"]),
            _reasons("Nothing kept", facts["empty"]),
            _names("May not be articles", facts["doubtful"], inputs["doubtful"]),
        )
    )
    return f"{frame.before}<main>\n{body}</main>\n{frame.after}"


def _text(value: object) -> str:
    """Any text on one line, escaped."""
    return escape(one_line(str(value)))


def _head(facts: Mapping[str, Any]) -> str:
    rows = [("Started", facts["started"]), ("Program", facts["program"])]
    rows += [("Inputs", name) for name in facts["sources"][:_MOST_ROWS]]
    if (more := len(facts["sources"]) - _MOST_ROWS) > 0:
        rows.append(("", f"and {more:,} more"))
    rows += [(word, facts[key]) for word, key in (("Output", "output"), ("Manifest", "manifest")) if facts[key]]
    told = "".join(f"<dt>{_text(name)}</dt><dd>{_text(value)}</dd>\n" for name, value in rows)
    note = (
        ""
        if facts["complete"]
        else '<p class="note">The run was interrupted: the figures are of what was done by then.</p>\n'
    )
    return f"<h1>Batch report</h1>\n{note}<dl>\n{told}</dl>\n"


def _figures(facts: Mapping[str, Any]) -> str:
    characters = facts["characters"]
    figures = (
        (f"{facts['inputs']['total']:,}", "inputs"),
        (_size(facts["bytes"]), "read"),
        (_percent(characters["removed"], characters["total"]), "of the characters removed"),
        (_duration(facts["seconds"]), f"with {facts['speed']['jobs']} {_plural('worker', facts['speed']['jobs'])}"),
        (f"{facts['speed']['inputs_per_second']:,.1f}", "inputs a second"),
        (f"{facts['speed']['megabytes_per_second']:,.2f} MB", "a second"),
    )
    return '<ul class="figures">\n' + "".join(f"<li><b>{a}</b> {b}</li>\n" for a, b in figures) + "</ul>\n"


def _bars(title: str, unit: str, counts: Mapping[str, int], note: str = "") -> str:
    if not counts:
        return ""
    total, highest = sum(counts.values()), max(counts.values())
    rows = "".join(
        f'<tr><th scope="row">{_text(name)}</th><td class="bar"><svg viewBox="0 0 100 10" preserveAspectRatio="none" '
        f'aria-hidden="true"><rect width="{100 * number / highest:.2f}" height="10"/></svg></td>'
        f"<td>{number:,}</td><td>{_percent(number, total)}</td></tr>\n"
        for name, number in list(counts.items())[:_MOST_ROWS]
    )
    head = f'<tr><th></th><th></th><th scope="col">{unit}</th><th></th></tr>\n'
    return _section(title, f'<table class="bars">\n{head}{rows}</table>\n{_more(len(counts))}{note}')


def _reasons(title: str, reasons: Sequence[Mapping[str, Any]]) -> str:
    if not reasons:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{_text(reason["reason"])}</th><td>{reason["inputs"]:,}</td>'
        f'<td class="names">{"<br>".join(_text(name) for name in reason["examples"])}</td></tr>\n'
        for reason in reasons[:_MOST_ROWS]
    )
    head = '<tr><th scope="col">reason</th><th scope="col">inputs</th><th scope="col">such as</th></tr>\n'
    return _section(title, f'<table class="reasons">\n{head}{rows}</table>\n{_more(len(reasons))}')


def _names(title: str, names: Sequence[str], number: int) -> str:
    """The first names of a number of inputs."""
    if not names:
        return ""
    more = f"<li>and {number - len(names):,} more</li>\n" if number > len(names) else ""
    return _section(title, "<ul>\n" + "".join(f"<li>{_text(name)}</li>\n" for name in names) + more + "</ul>\n")


def _more(rows: int) -> str:
    """What is said below a table that would have so many rows."""
    return f"<p>and {rows - _MOST_ROWS:,} more</p>\n" if rows > _MOST_ROWS else ""


def _section(title: str, content: str) -> str:
    return f"<section>\n<h2>{title}</h2>\n{content}</section>\n"


def _percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.1f} %" if whole else ""


def _plural(word: str, number: int) -> str:
    return word if number == 1 else word + "s"


def _size(size: int) -> str:
    return f"{size / 1e6:,.1f} MB" if size >= 1e6 else f"{size / 1e3:,.1f} kB"


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"
