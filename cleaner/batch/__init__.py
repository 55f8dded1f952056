"""Folders and corpora: many inputs, each with exactly one outcome, in order, and never done twice for nothing.

    find       sources/   names -> files, each once (finding, spool) -> Records (from_json_lines, from_warc, ...)
    admit      output     a Record gets its place; known ahead is what an earlier run did, or what cannot be cleaned
    hand out   local      Requests -> pool of processes (pool, pool_worker), or an engine of cleaner.integrations
    clean      work       in a worker: Request -> Outcome; whatever happens, there is one
    take       run        Outcomes in the order of the Records, as events for whoever listens
    write      sinks/     documents (document_folder) under their names at once, rows (table_writer) in the run file;
                          tables (to_lines, to_parquet) and the manifest are made of it at the end
    account    tally      counts -> summary, report/

What is read and written by one class each: the inputs of a call by Sources, the state of a run by RunFile, one SQLite
file in the hidden folder. A run that ends early, for whatever reason, leaves that file; `--resume` asks it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cleaner.batch.arrow import BatchCleaner, Columns, clean_batch

__all__ = ["BatchCleaner", "Columns", "clean_batch"]

TIMEOUT_SECONDS = 10.0  # for one input, unless the caller says otherwise


def __getattr__(name: str) -> Any:
    # Loaded on demand: cleaning a folder needs neither these nor what they load.
    if name in __all__:
        from cleaner.batch import arrow

        return getattr(arrow, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
