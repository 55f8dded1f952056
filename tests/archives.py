"""Archives of web pages made by hand, with whatever is wrong with them."""

from __future__ import annotations

HTML = b"<html>The mayor's page.</html>"
ID = "urn:uuid:12345678-1234-1234-1234-123456789abc"
URL = "https://example.org/a"
DATE = "2024-01-02T03:04:05Z"


def record(kind: str, block: bytes, content_type: str = "application/http; msgtype=response", **head: object) -> bytes:
    """A record; `head` changes its headers ("content_length"), and None leaves one out."""
    headers: dict[str, object] = {
        "warc_type": kind,
        "warc_record_id": f"<{ID}>",
        "warc_date": DATE,
        "warc_target_uri": URL,
        "content_type": content_type,
        "content_length": len(block),
        **head,
    }
    lines = [f"{_spelt(name)}: {value}" for name, value in headers.items() if value is not None]
    return "\r\n".join(("WARC/1.0", *lines, "", "")).encode() + block + b"\r\n\r\n"


def _spelt(name: str) -> str:
    return "-".join(part.upper() if part in ("warc", "id", "uri") else part.title() for part in name.split("_"))


def http(body: bytes, *headers: str, status: str = "200 OK", content_type: str | None = "text/html") -> bytes:
    """A response."""
    said = () if content_type is None else (f"Content-Type: {content_type}",)
    return "\r\n".join((f"HTTP/1.1 {status}", *said, *headers, "", "")).encode("latin-1") + body


def page(body: bytes = HTML, *headers: str) -> bytes:
    """A record with the response of a page."""
    return record("response", http(body, *headers))
