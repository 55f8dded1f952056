"""The file of a report: JSON or a page by its ending, whole or not at all, never over an input or a foreign file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from cleaner.batch.report.facts import VERSION
from cleaner.batch.report.page import MARK, as_page
from cleaner.files.atomic import FileType, TargetError, check_target, replaced


class _Form(NamedTuple):
    sort: FileType
    write: Callable[[Mapping[str, Any]], str]


def _as_json(facts: Mapping[str, Any]) -> str:
    return json.dumps(facts, ensure_ascii=False, indent=2) + "\n"


_FORMS: Mapping[str, _Form] = MappingProxyType(
    {
        ".json": _Form(FileType("report in JSON", f'{{\n  "cleaner_report": {VERSION},\n'.encode()), _as_json),
        ".html": _Form(FileType("report page", MARK.encode()), as_page),
    }
)


def check_report(target: str, inputs: Iterable[str]) -> None:
    """Raise TargetError where no report can be written to this file, or it would destroy another file."""
    check_target(target, inputs, _form(target).sort)


def write_report(target: str, facts: Mapping[str, Any]) -> None:
    """Write the report. Raises TargetError where that is refused."""
    form = _form(target)
    # What was there at the start was looked at then; the batch itself may have written here since.
    check_target(target, (), form.sort)
    with replaced(target) as file:
        file.write(form.write(facts).encode("utf-8", "backslashreplace"))


def _form(target: str) -> _Form:
    form = _FORMS.get(Path(target).suffix.lower())
    if form is None:
        raise TargetError(f"a report is {' or '.join(_FORMS)} by the ending of its name")
    return form
