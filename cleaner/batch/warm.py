"""Importing this module loads everything that cleaning needs. Workers forked from a process that did so share it."""

from __future__ import annotations

import gc

from cleaner.batch.record import Request
from cleaner.batch.rows import columns
from cleaner.batch.work import Task, clean_request
from cleaner.files.read import Limits
from cleaner.options import Options

_TEXT = "The ferry came back on Tuesday, the council said, and the whole town stood on the pier to greet it."
# This loads both models, the metadata and, since the page is too short to be sure of, the second opinion.
for _source in (_TEXT, f"<html><head><title>Ferry</title></head><body><p>{_TEXT}</p></body></html>"):
    clean_request(Request("", _source), Task(Options(), Limits(len(_source) * 4, None), columns=columns()))
# The garbage collector would otherwise touch, and so copy, shared pages in every forked worker.
gc.collect()
gc.freeze()
# Pages are many objects and no cycles: it would look through them for nothing. Forked workers inherit this.
gc.set_threshold(100_000)
