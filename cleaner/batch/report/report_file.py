"""The file of a report: JSON or a page by its ending; complete or not there, and never written over another file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from cleaner.batch.report.facts import VERSION
from cleaner.batch.report.report_page import MARK, as_page
from cleaner.files.atomic import FileType, TargetError, check_target, replaced


class _ReportFormat(NamedTuple):
    file_type: FileType
    write: Callable[[Mapping[str, Any]], str]


def _as_json(facts: Mapping[str, Any]) -> str:
    return json.dumps(facts, ensure_ascii=False, indent=2) + "\n"


_FORMATS: Mapping[str, _ReportFormat] = MappingProxyType(
    {
        ".json": _ReportFormat(FileType("report in JSON", f'{{\n  "cleaner_report": {VERSION},\n'.encode()), _as_json),
        ".html": _ReportFormat(FileType("report page", MARK.encode()), as_page),
    }
)


def check_report(target: str, inputs: Iterable[str]) -> None:
    """Raise TargetError if no report can be written to this file, or it would destroy another file."""
    check_target(target, inputs, _format(target).file_type)


def write_report(target: str, facts: Mapping[str, Any]) -> None:
    """Write the report. Raises TargetError."""
    report_format = _format(target)
    # Inputs were checked at the start; the batch itself may have written here since.
    check_target(target, (), report_format.file_type)
    with replaced(target) as file:
        file.write(report_format.write(facts).encode("utf-8", "backslashreplace"))


def _format(target: str) -> _ReportFormat:
    report_format = _FORMATS.get(Path(target).suffix.lower())
    if report_format is None:
        raise TargetError(f"a report is {' or '.join(_FORMATS)} by the ending of its name")
    return report_format
