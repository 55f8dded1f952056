"""A server of pages on the loopback address, which does what a test tells it to."""

from __future__ import annotations

import gzip
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PAGE = """<!DOCTYPE html><html><head><title>The Ferry</title></head><body><nav><a href="/">Home</a></nav><article>
<h1>The Ferry Returns</h1>
<p>The council of Eastmouth voted on Tuesday to bring back the ferry that linked the two banks of the estuary.</p>
<p>The first boat is due in April, the harbour master said, and it will not run in fog or in a storm.</p>
<p>“People have waited long enough,” the mayor told the meeting at the café, which lasted until midnight.</p>
</article><footer>All rights reserved</footer></body></html>"""
TEXT = "The council of Eastmouth voted on Tuesday to bring back the ferry that linked the two banks of the estuary.\n"

_HTML = "text/html; charset=utf-8"
Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers by path from the answers of its server, and notes what was asked."""

    server: Server

    def do_GET(self) -> None:
        """Answer one request."""
        self.server.asked.append((time.monotonic(), self.path, dict(self.headers)))
        with suppress(OSError):  # the client may have had enough
            self.server.answers.get(self.path.partition("?")[0], not_found)(self)

    def reply(self, body: bytes, kind: str = _HTML, status: int = 200, **headers: str) -> None:
        """A whole answer; an underscore in the name of a header is a hyphen."""
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """The answers by path, and what was asked: when, for which path, with which headers."""

    daemon_threads = True

    def __init__(self, answers: dict[str, Answer]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = answers
        self.asked: list[tuple[float, str, dict[str, str]]] = []

    def handle_error(self, *_: object) -> None:
        """A client that goes away, or refuses our certificate, is no matter."""

    def url(self, path: str = "/", host: str = "127.0.0.1", scheme: str = "http") -> str:
        """The address of a path."""
        return f"{scheme}://{host}:{self.server_port}{path}"


@contextmanager
def serving(answers: dict[str, Answer], certificate: Path | None = None) -> Iterator[Server]:
    """A server that runs as long as the body."""
    server = Server(answers)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def not_found(handler: Handler) -> None:
    handler.reply(b"nothing here", status=404)


def sends(
    body: bytes | str = PAGE, kind: str = "text/html; charset=utf-8", status: int = 200, **headers: str
) -> Answer:
    """An answer with this body."""
    data = body.encode() if isinstance(body, str) else body
    return lambda handler: handler.reply(data, kind, status, **headers)


def redirects(target: str, status: int = 302) -> Answer:
    """An answer that sends the client elsewhere, and sets a cookie."""
    return sends(b"", status=status, Location=target, Set_Cookie="seen=1")


def drips(handler: Handler) -> None:
    """A byte now and then, for ever."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    while True:
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.1)


def drips_headers(handler: Handler) -> None:
    """A header now and then, for ever."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        handler.wfile.write(b"X: y\r\n")
        handler.wfile.flush()
        time.sleep(0.1)


def floods(handler: Handler) -> None:
    """A body without an end."""
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"<p>More and more.</p>" * 1000)


def breaks_off(handler: Handler) -> None:
    """Less than was announced."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(PAGE.encode())


def babbles(handler: Handler) -> None:
    """Something that is not HTTP, with an escape sequence."""
    handler.wfile.write(b"\x1b[31mHELLO\r\n\r\n")


def gzipped(text: str = PAGE) -> Answer:
    return sends(gzip.compress(text.encode()), Content_Encoding="gzip")


def deflated(text: str = PAGE) -> Answer:
    return sends(zlib.compress(text.encode()), Content_Encoding="deflate")


def bomb(megabytes: int) -> Answer:
    """A small body that is large when decompressed."""
    return sends(gzip.compress(bytes(megabytes * 1_000_000)), Content_Encoding="gzip")
