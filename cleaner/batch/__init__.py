"""Folders and corpora: many inputs, each with exactly one outcome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cleaner.batch.arrow import BatchCleaner, Columns, clean_batch

__all__ = ["BatchCleaner", "Columns", "clean_batch"]


def __getattr__(name: str) -> Any:
    # Loaded on demand: cleaning a folder needs neither these nor what they load.
    if name in __all__:
        from cleaner.batch import arrow

        return getattr(arrow, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
