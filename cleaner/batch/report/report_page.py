"""The report as a page: one HTML file that needs no network and no script. Names of inputs are escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from cleaner.batch.record import Status
from cleaner.render.html_page import first_lines, html_frame

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
    """The page of a report, see `facts` in report_file.py, whose texts are on one line."""
    frame = html_frame(_KIND, "Batch report", _STYLE.read_text(encoding="utf-8"))
    inputs, tenths = facts["inputs"], facts["confidence"]
    by_word = {word: inputs.get(status, 0) for status, word in _WORDS.items()} if inputs["total"] else {}
    by_tenth = {f"{at / 10:.1f} to {(at + 1) / 10:.1f}": number for at, number in enumerate(tenths)}
    earlier = f"<p>{inputs['from_earlier_run']:,} were already done by an earlier run.</p>\n"
    sections = (
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
    return f"{frame.before}<main>\n{''.join(sections)}</main>\n{frame.after}"


def _head(facts: Mapping[str, Any]) -> str:
    sources = facts["sources"]
    rows = [("Started", facts["started"]), ("Program", facts["program"])]
    rows += [("Inputs", name) for name in sources[:_MOST_ROWS]]
    rows += [("", f"and {len(sources) - _MOST_ROWS:,} more")] if len(sources) > _MOST_ROWS else []
    rows += [(word, facts[key]) for word, key in (("Output", "output"), ("Manifest", "manifest")) if facts[key]]
    told = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>\n" for name, value in rows)
    note = '<p class="note">The run was interrupted: the figures are of what was done by then.</p>\n'
    return f"<h1>Batch report</h1>\n{'' if facts['complete'] else note}<dl>\n{told}</dl>\n"


def _figures(facts: Mapping[str, Any]) -> str:
    characters, size, jobs = facts["characters"], facts["bytes"], facts["speed"]["jobs"]
    figures = (
        (f"{facts['inputs']['total']:,}", "inputs"),
        (f"{size / 1e6:,.1f} MB" if size >= 1e6 else f"{size / 1e3:,.1f} kB", "read"),
        (_percent(characters["removed"], characters["total"]), "of the characters removed"),
        (_duration(facts["seconds"]), f"with {jobs} {'worker' if jobs == 1 else 'workers'}"),
        (f"{facts['speed']['inputs_per_second']:,.1f}", "inputs a second"),
        (f"{facts['speed']['megabytes_per_second']:,.2f} MB", "a second"),
    )
    return '<ul class="figures">\n' + "".join(f"<li><b>{a}</b> {b}</li>\n" for a, b in figures) + "</ul>\n"


def _bars(title: str, unit: str, counts: Mapping[str, int], note: str = "") -> str:
    total, highest = sum(counts.values()), max(counts.values(), default=0)
    rows = [
        f'<td class="bar"><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{100 * number / highest:.2f}" height="10"/></svg></td>'
        f"<td>{number:,}</td><td>{_percent(number, total)}</td>"
        for number in counts.values()
    ]
    return _table(title, "bars", ("", "", unit, ""), dict(zip(counts, rows, strict=True)), note)


def _reasons(title: str, reasons: Sequence[Mapping[str, Any]]) -> str:
    rows = {
        reason["reason"]: f"<td>{reason['inputs']:,}</td>"
        f'<td class="names">{"<br>".join(map(escape, reason["examples"]))}</td>'
        for reason in reasons
    }
    return _table(title, "reasons", ("reason", "inputs", "such as"), rows)


def _table(title: str, kind: str, head: Sequence[str], rows: Mapping[str, str], note: str = "") -> str:
    """A section with the first rows of a table: their names, and the markup of their other cells."""
    if not rows:
        return ""
    heads = "".join(f'<th scope="col">{text}</th>' if text else "<th></th>" for text in head)
    shown = "".join(
        f'<tr><th scope="row">{escape(name)}</th>{cells}</tr>\n' for name, cells in list(rows.items())[:_MOST_ROWS]
    )
    more = f"<p>and {len(rows) - _MOST_ROWS:,} more</p>\n" if len(rows) > _MOST_ROWS else ""
    return _section(title, f'<table class="{kind}">\n<tr>{heads}</tr>\n{shown}</table>\n{more}{note}')


def _names(title: str, names: Sequence[str], number: int) -> str:
    """The first names of a number of inputs."""
    if not names:
        return ""
    more = f"<li>and {number - len(names):,} more</li>\n" if number > len(names) else ""
    return _section(title, "<ul>\n" + "".join(f"<li>{escape(name)}</li>\n" for name in names) + more + "</ul>\n")


def _section(title: str, content: str) -> str:
    return f"<section>\n<h2>{title}</h2>\n{content}</section>\n"


def _percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.1f} %" if whole else ""


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"
