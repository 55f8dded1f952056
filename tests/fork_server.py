"""Runs the command in forks of a process that has everything loaded: most of a short run is the start of Python.

A fork has its own streams, folder and environment, as a process of its own has. What depends on how the interpreter
starts (its options, its encodings, what it loads) has to be tested with a new one.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import NamedTuple

_MAX_REQUEST_BYTES = 1 << 20


class ForkServer:
    """The process that forks; started at the first run. It ends with the process that started it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None

    def run(
        self, arguments: list[str], environment: dict[str, str], stdin: bytes, timeout: float
    ) -> tuple[int, bytes, bytes]:
        """Run the command with pipes for its streams: its exit code (or minus a signal), output and errors."""
        with self._lock:
            server = self._socket = self._socket or _start()
            pipes = [os.pipe() for _ in range(3)]
            theirs = [pipes[0][0], pipes[1][1], pipes[2][1]]
            request = json.dumps([arguments, environment, str(Path.cwd())]).encode()
            socket.send_fds(server, [request], theirs)
            for descriptor in theirs:
                os.close(descriptor)
            found: dict[int, bytes] = {}
            threads = [threading.Thread(target=_write, args=(pipes[0][1], stdin), daemon=True)]
            threads += [threading.Thread(target=_read, args=(pipes[at][0], found, at), daemon=True) for at in (1, 2)]
            for thread in threads:
                thread.start()
            pid = int(server.recv(32))
            server.settimeout(timeout)
            try:
                code = int(server.recv(32))
            except TimeoutError:
                os.kill(pid, signal.SIGKILL)
                server.settimeout(None)
                server.recv(32)
                raise subprocess.TimeoutExpired(arguments, timeout) from None
            for thread in threads[1:]:
                thread.join(timeout)
            return code, found[1], found[2]


def _start() -> socket.socket:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        subprocess.Popen([sys.executable, __file__, str(theirs.fileno())], pass_fds=[theirs.fileno()])
    return ours


def _write(descriptor: int, data: bytes) -> None:
    try:
        with open(descriptor, "wb") as stream:
            stream.write(data)
    except BrokenPipeError:
        pass  # the command did not read it all


def _read(descriptor: int, found: dict[int, bytes], at: int) -> None:
    with open(descriptor, "rb") as stream:
        found[at] = stream.read()


class _Request(NamedTuple):
    arguments: list[str]
    environment: dict[str, str]
    folder: str


def _next_request(client: socket.socket) -> _Request | None:
    """Fork for each request, and return it in the fork; None once nobody asks any more."""
    while True:
        content, descriptors, _, _ = socket.recv_fds(client, _MAX_REQUEST_BYTES, 3)
        if not content:
            return None
        pid = os.fork()
        if not pid:
            client.close()
            for number, descriptor in enumerate(descriptors):
                os.dup2(descriptor, number)
                os.close(descriptor)
            return _Request(*json.loads(content))
        for descriptor in descriptors:
            os.close(descriptor)
        client.send(str(pid).encode())
        client.send(str(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])).encode())


def _load() -> None:
    """Load what a call needs, and what it needs late."""
    import trafilatura  # noqa: F401

    import cleaner.cli.parser
    import cleaner.pipeline

    cleaner.pipeline.clean("<p>The council met.", kind="html")
    cleaner.pipeline.clean("The council met.", kind="text")
    gc.collect()
    gc.freeze()


def _become(request: _Request) -> None:
    os.chdir(request.folder)
    os.environ.clear()
    os.environ.update(request.environment)
    sys.argv = ["cleaner", *request.arguments]
    for name, descriptor, mode, errors in (
        ("stdin", 0, "r", "strict"),
        ("stdout", 1, "w", "strict"),
        ("stderr", 2, "w", "backslashreplace"),
    ):
        stream = os.fdopen(descriptor, mode, 1 if name == "stderr" else -1, encoding="utf-8", errors=errors)
        setattr(sys, name, stream)


if __name__ == "__main__":
    _load()
    if request := _next_request(socket.socket(fileno=int(sys.argv[1]))):
        from cleaner.__main__ import main

        _become(request)
        main()
