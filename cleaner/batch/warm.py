"""Importing this loads all that cleaning needs, so that no document waits for it.

Workers that are forked from a process that has imported it share it.
"""

from __future__ import annotations

import gc

from cleaner.batch.record import Request
from cleaner.batch.work import Task, clean_request
from cleaner.files.read import Limits
from cleaner.options import Options

_TEXT = "The ferry came back on Tuesday, the council said, and the whole town stood on the pier to greet it."
# Both models, the metadata, and for the page, of which too little is known, the second opinion too.
for _source in (_TEXT, f"<html><head><title>Ferry</title></head><body><p>{_TEXT}</p></body></html>"):
    clean_request(Request("", _source), Task(Options(), Limits(len(_source) * 4, None), columns=True))
# What is there now stays; looked at by no collection it is not copied either, page by page, into every worker.
gc.collect()
gc.freeze()
