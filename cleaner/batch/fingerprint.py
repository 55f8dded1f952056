"""Digests that identify an input, and the settings of a call."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Any

from cleaner.batch.own import JsonOwn, RowOwn, WarcOwn
from cleaner.batch.record import Record, Request

_SIZE = 16


def digest_of(content: bytes | str) -> str:
    """The digest of the content of an input, in hexadecimal."""
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return hashlib.blake2b(data, digest_size=_SIZE).hexdigest()


def of_request(request: Request) -> str:
    """The digest of the content of a request, which is read if it is not given. Raises OSError."""
    return digest_of(Path(request.path).read_bytes() if request.content is None else request.content)


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
    return digest_of(json.dumps([version, _plain(settings)]))[:12]


def _own(own: Any) -> list[Any]:
    if isinstance(own, JsonOwn):
        return [own.cleaned, digest_of(own.record.line)]
    if isinstance(own, RowOwn):
        return [own.cleaned, _of_batch(_Identity(own.batch)), own.row]
    if isinstance(own, WarcOwn):
        return list(own.fields.items())
    return []


class _Identity:
    """A batch of rows, compared by identity, so that the digest of the last ones can be cached."""

    def __init__(self, batch: Any) -> None:
        self.batch = batch

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Identity) and self.batch is other.batch

    def __hash__(self) -> int:
        return id(self.batch)


@lru_cache(maxsize=2)
def _of_batch(held: _Identity) -> str:
    digest = hashlib.blake2b(str(held.batch.schema).encode("utf-8", "surrogatepass"), digest_size=_SIZE)
    digest.update(held.batch.serialize())
    return digest.hexdigest()


def _plain(value: Any) -> Any:
    """A value as lists and scalars that have only one spelling in JSON."""
    if isinstance(value, Enum):
        return str(value.value)
    if is_dataclass(value) and not isinstance(value, type):
        return [type(value).__name__, *((f.name, _plain(getattr(value, f.name))) for f in fields(value) if f.init)]
    if isinstance(value, AbstractSet):
        return sorted((_plain(item) for item in value), key=json.dumps)
    if isinstance(value, Mapping):
        return [[_plain(key), _plain(item)] for key, item in value.items()]
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"no fingerprint of {type(value).__name__}")
