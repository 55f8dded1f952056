"""Pieces of JSON text that rows and the manifest are made of."""

from __future__ import annotations

import json
from typing import Any

NULL = "null"
_ENCODER = json.JSONEncoder(ensure_ascii=False)


def quoted(value: Any) -> str:
    """A value as JSON."""
    return _ENCODER.encode(value)


def shown(name: str) -> str:
    r"""A file name as JSON can hold it: a byte that is not UTF-8 is written as an escape (`\udce9`)."""
    return name.encode("utf-8", "backslashreplace").decode("utf-8")
