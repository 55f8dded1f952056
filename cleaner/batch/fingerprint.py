"""Digests that identify an input, and the settings of a call."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import partial
from typing import Any

from cleaner.batch.arrow_json import RowOwn
from cleaner.batch.record import Record

_SIZE = 16


def digest_of(content: bytes | str) -> str:
    """The digest of the content of an input, in hexadecimal."""
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return hashlib.blake2b(data, digest_size=_SIZE).hexdigest()


def of_input(record: Record, content: str) -> str:
    """The digest of everything that the result of a record depends on: the digest of its content, and its own fields.

    For a document it is that of the content.
    """
    if record.number is None:
        return content
    request = record.request
    parts = [content, request.url, request.kind, request.charset, record.id, *_own(record.own)]
    return digest_of(json.dumps(parts))


def of_settings(version: str, settings: Any) -> str:
    """A digest of a version and of settings: named tuples, dataclasses, sets, mappings and plain values.

    It does not depend on the order of a set, or on what a dataclass derives from its fields.
    """
    return digest_of(json.dumps([version, settings], default=_plain))[:12]


def _own(own: Any) -> list[Any]:
    if isinstance(own, RowOwn):
        row = own.batch.slice(own.row, 1)
        return [own.cleaned, digest_of(str(row.schema)), digest_of(row.serialize())]
    return list((own or {}).items())


def _plain(value: Any) -> Any:
    """What JSON does not know as lists and scalars, spelt in only one way."""
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return [type(value).__name__, *((f.name, getattr(value, f.name)) for f in fields(value) if f.init)]
    if isinstance(value, AbstractSet):
        return sorted(value, key=partial(json.dumps, default=_plain))
    if isinstance(value, Mapping):
        return [list(item) for item in value.items()]
    raise TypeError(f"no fingerprint of {type(value).__name__}")
