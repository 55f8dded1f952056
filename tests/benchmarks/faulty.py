"""A worker that does as the names of its inputs say: it crashes, it hangs, asleep or at work, or it cleans."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from cleaner.batch.record import Outcome, Request
from cleaner.batch.work import Task, clean_request

CRASH, HANG, ASLEEP = "crash", "hang", "asleep"
# The command as it is, but for this worker.
COMMAND = """\
from tests.benchmarks import faulty
from cleaner.__main__ import main
from cleaner.batch import local
local.worker_for = faulty.worker_for
main()
"""


def worker_for(task: Task) -> Callable[[Request], Outcome]:
    """What answers requests, or does not."""
    return partial(_answer, task=task)


def _answer(request: Request, task: Task) -> Outcome:
    name = Path(request.path).name
    if CRASH in name:
        os.kill(os.getpid(), signal.SIGSEGV)
    while HANG in name:
        time.sleep(ASLEEP in name)
    return clean_request(request, task)
