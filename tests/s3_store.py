"""An S3 store on the loopback address, and a proxy before it that fails one request in so many."""

from __future__ import annotations

import http.client
import itertools
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.request import urlopen

_SERVER = (
    "import sys; from moto.server import ThreadedMotoServer; s = ThreadedMotoServer('127.0.0.1', 0, False); s.start(); "
    "print(s.get_host_and_port()[1], flush=True); sys.stdin.read()"
)
_PATIENCE_SECONDS = 120
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}


@contextmanager
def s3_server() -> Iterator[int]:
    """The port of a store that is empty, in a process of its own."""
    command = [sys.executable, "-c", _SERVER]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL) as server:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        began = time.monotonic()
        while not _answers(port):
            assert time.monotonic() - began < _PATIENCE_SECONDS
            time.sleep(0.1)
        try:
            yield port
        finally:
            server.kill()


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/moto-api/data.json", timeout=10):
            return True
    except OSError:
        return False


class FaultyProxy(ThreadingHTTPServer):
    """Passes requests on to a port of this machine, fails one in `every`: in turns 503, 429 and half a body."""

    daemon_threads = True

    def __init__(self, port: int, every: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.behind, self.every = port, every
        self.requests, self.failed = itertools.count(1), 0
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        """Where it is asked."""
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that are gone."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FaultyProxy

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""

    def _pass_on(self) -> None:
        number = next(self.server.requests)
        fails = number % self.server.every == 0
        kind = number // self.server.every % 3
        body = self._body()
        self.server.failed += fails
        if fails and kind < 2:
            code = (503, 429)[kind]
            said = b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"
            data = said if self.command != "HEAD" else b""
            self._answer(code, [("Content-Type", "application/xml")], data, len(said))
            return
        behind = http.client.HTTPConnection("127.0.0.1", self.server.behind, timeout=_PATIENCE_SECONDS)
        behind.request(self.command, self.path, body, dict(self.headers.items()))
        answer = behind.getresponse()
        data = answer.read()
        size = int(answer.headers.get("Content-Length") or len(data))
        behind.close()
        dropped = ("content-length", "transfer-encoding", "connection")
        headers = [(name, value) for name, value in answer.headers.items() if name.lower() not in dropped]
        self._answer(answer.status, headers, data[: len(data) // 2] if fails else data, size)
        if fails:
            self.close_connection = True

    def _body(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        del self.headers["Transfer-Encoding"]
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _answer(self, code: int, headers: list[tuple[str, str]], data: bytes, size: int) -> None:
        self.send_response_only(code)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(size))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = _pass_on  # noqa: N815
