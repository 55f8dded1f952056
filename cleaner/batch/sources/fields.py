"""Which fields of a file of records hold what: those that the caller names, or those of the usual names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cleaner.batch.sources.source import Fields
from cleaner.files.read import InputError

_TEXT, _HTML, _URL, _ID = "text", "html", "url", "id"
_LONGEST_URL = 8192
_MOST_NAMED = 12


class Chosen(NamedTuple):
    """The field to clean and how it is written, and those of the address and the id, which need not be there."""

    cleaned: str
    kind: str
    url: str
    id: str


def choose(fields: Fields, names: Sequence[str]) -> Chosen:
    """What is read of a file whose first record, or whose schema, has these names.

    Raises InputError where the caller does not say which field is to be cleaned and none has a name that does.
    """
    url, identity = fields.url or _URL, fields.id or _ID
    if fields.html is not None:
        return Chosen(fields.html, "html", url, identity)
    if fields.text is not None or _TEXT in names:
        return Chosen(fields.text or _TEXT, "auto", url, identity)
    if _HTML in names:
        return Chosen(_HTML, "html", url, identity)
    raise InputError(f"which field is to be cleaned? --text-field or --html-field says so; there are {listed(names)}")


def listed(names: Sequence[str]) -> str:
    """Names of fields for a message."""
    shown = [repr(name[:40]) for name in names[:_MOST_NAMED]]
    return ", ".join(shown) + (f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else "") or "none"


def usable_url(url: str | None) -> str | None:
    """An address that says something; nobody's is longer than this."""
    return url if url and len(url) <= _LONGEST_URL else None
