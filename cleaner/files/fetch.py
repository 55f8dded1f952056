"""The address of a page -> its bytes, as `curl` would get them, but never from this machine or its network.

    address -> host -> its addresses, checked -> a connection to one of those -> an answer, or a redirect: once more

A page is fetched within a limit of time and of size, without cookies and without credentials. The connection goes to
the very address that was checked, so a host name that means something else a moment later gains nothing.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from urllib.parse import urljoin

from cleaner.files.content_type import KINDS, ContentType, content_type
from cleaner.files.errors import reason
from cleaner.files.read import InputError, check_size

if TYPE_CHECKING:
    from urllib3 import HTTPResponse
    from urllib3.connection import HTTPConnection
    from urllib3.util import Url

    IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_SCHEMES = ("http", "https")
_AUTHORITY = re.compile(r"(?<=://)[^/?#\\]+")
_MOST_REDIRECTS = 10
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_PAGES = frozenset((200, 203))
_UNCERTAIN = frozenset(("application/octet-stream", "application/xml", "binary/octet-stream"))
_NO_CODING = frozenset(("", "identity"))
_NO_ADDRESS = "not an address that can be fetched"
_SHOWN_CHARACTERS = 200  # of what a server says
_CONNECT_SECONDS = 10.0  # for one of the addresses of a host
_BYTES_AT_ONCE = 1 << 16
# An IPv4 address in the lowest bits of these is where a gateway sends the packets (RFC 6052).
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
_HEADERS = {
    "User-Agent": "Mozilla/5.0 (compatible; article-cleaner)",
    "Accept": "text/html,application/xhtml+xml,text/plain;q=0.9,*/*;q=0.5",
}


class FetchSettings(NamedTuple):
    """How pages are fetched.

    `max_size` is in bytes, of the page decompressed as well. `timeout` is for a page from start to end and `pause` the
    least time between two pages of one host, both in seconds.
    """

    max_size: int
    timeout: float = 30.0
    pause: float = 1.0
    allow_private: bool = False


class FetchedPage(NamedTuple):
    """The body of a page, decompressed; the address that it came from in the end; what the server says that it is."""

    body: bytes
    url: str
    type: ContentType

    @property
    def kind(self) -> Literal["auto", "html"]:
        """As what it is cleaned. Plain text may be the source of a page, so there the content decides."""
        return "html" if KINDS.get(self.type.name) == "html" else "auto"

    def check_type(self) -> None:
        """Raise InputError if the server says that this is neither a page nor a text."""
        name = self.type.name
        if name not in KINDS and name not in _UNCERTAIN and not name.startswith("text/"):
            raise InputError(f"its content type is {name}, not that of a page or a text")


class Fetcher:
    """Fetches pages one after another, with a pause between two of the same host."""

    def __init__(self, settings: FetchSettings) -> None:
        self._settings = settings
        self._last: dict[str, float] = {}

    def fetch(self, address: str) -> FetchedPage:
        """The page at an address. Raises InputError: everything that may go wrong is a failure of this input."""
        host = parsed(address).host or ""
        self._wait(host)
        # In a thread, since neither a look-up of names nor a server that sends a byte a second can be timed otherwise.
        attempt = _Attempt(address, self._settings)
        thread = threading.Thread(target=attempt.run, daemon=True)
        thread.start()
        thread.join(self._settings.timeout)
        self._last[host] = time.monotonic()
        if thread.is_alive():
            attempt.abort()
            raise InputError(f"not fetched within {self._settings.timeout:g} s; --fetch-timeout raises the limit")
        return attempt.result()

    def _wait(self, host: str) -> None:
        if host in self._last:
            time.sleep(max(0.0, self._last[host] + self._settings.pause - time.monotonic()))


def parsed(address: str) -> Url:
    """An address in its normal form. Raises InputError if it is none that can be fetched."""
    from urllib3.exceptions import LocationParseError
    from urllib3.util import parse_url

    try:
        # A host may be written in any script.
        url = parse_url(_AUTHORITY.sub(lambda found: found[0].encode("idna").decode(), address, count=1))
    except (LocationParseError, UnicodeError) as error:
        raise InputError(_NO_ADDRESS) from error
    if url.scheme not in _SCHEMES:
        raise InputError("only http:// and https:// addresses are fetched")
    if not url.host:
        raise InputError("there is no host in this address")
    if url.auth is not None:
        raise InputError("an address with a user name or password is not fetched")
    return url._replace(path=url.path or "/", fragment=None)


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, also if it is an IPv4 address in the form of IPv6.

    >>> is_public("93.184.215.14"), is_public("127.0.0.1"), is_public("::ffff:10.0.0.1")
    (True, False, False)
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    return all(one.is_global and not (one.is_multicast or one.is_reserved) for one in _meanings(ip))


def _meanings(ip: IpAddress) -> Iterator[IpAddress]:
    """The address, or the IPv4 addresses that it stands for."""
    if isinstance(ip, ipaddress.IPv4Address):
        yield ip
        return
    teredo = ip.teredo or ()
    embedded = [one for one in (ip.ipv4_mapped, ip.sixtofour, *teredo) if one is not None]
    if ip in _TRANSLATED:
        embedded.append(ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF))
    yield from embedded or (ip,)


class _Attempt:
    """One page, fetched by `run` in a thread of its own."""

    def __init__(self, address: str, settings: FetchSettings) -> None:
        self._address = address
        self._settings = settings
        self._connection: HTTPConnection | None = None
        self._aborted = False
        self._page: FetchedPage | None = None
        self._error: Exception | None = None

    def run(self) -> None:
        """Fetch the page; what comes of it is for `result`."""
        try:
            self._page = self._followed()
        except Exception as error:
            self._error = error

    def abort(self) -> None:
        """End the connection, and with it the thread."""
        self._aborted = True
        connection = self._connection
        if connection is not None and connection.sock is not None:
            with suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)

    def result(self) -> FetchedPage:
        """The page. Raises InputError."""
        if self._error is not None:
            raise self._error if isinstance(self._error, InputError) else InputError(_why(self._error))
        assert self._page is not None
        return self._page

    def _followed(self) -> FetchedPage:
        """The page at the end of all redirects."""
        url = parsed(self._address)
        for _ in range(_MOST_REDIRECTS + 1):
            with closing(self._connected(url)) as connection:
                self._connection = connection
                connection.request("GET", url.request_uri, headers=_headers(url), preload_content=False)
                response = connection.getresponse()
                location = response.headers.get("Location")
                if response.status not in _REDIRECTS or not location:
                    return self._page_of(response, url)
                url = _redirected(url, location)
        raise InputError(f"more than {_MOST_REDIRECTS} redirects")

    def _connected(self, url: Url) -> HTTPConnection:
        """A connection to the first address of the host that is allowed and answers."""
        found = _addresses(url)
        allowed = [ip for ip in found if self._settings.allow_private or is_public(ip)]
        if not allowed:
            raise InputError(
                f"{url.host} is an address of this machine or its network; --allow-private fetches from there"
            )
        failure: Exception | None = None
        for ip in allowed:
            if self._aborted:
                break
            connection = _connection(url, ip, min(_CONNECT_SECONDS, self._settings.timeout))
            self._connection = connection
            try:
                connection.connect()
                # From here on the limit for the whole page is the only one: of two that are equal, either may be first.
                connection.timeout = self._settings.timeout + _CONNECT_SECONDS
                return connection
            except Exception as error:
                connection.close()
                failure = failure or error
        raise failure or InputError("given up")

    def _page_of(self, response: HTTPResponse, url: Url) -> FetchedPage:
        if response.status not in _PAGES:
            raise InputError(f"HTTP status {_status(response.status)}")
        codings = [coding.strip().lower() for coding in response.headers.get("Content-Encoding", "").split(",")]
        unknown = [coding for coding in codings if coding not in _NO_CODING and coding not in _offered().split(",")]
        # Of several codings one after another even a small page may be immense.
        if unknown or len(codings) > 1:
            raise InputError(f"its content encoding {', '.join(codings)[:40]!r} is not one that was asked for")
        length = response.headers.get("Content-Length", "")
        check_size(int(length) if length.isascii() and length.isdigit() else 0, self._settings.max_size)
        body = bytearray()
        for part in response.stream(_BYTES_AT_ONCE, decode_content=True):
            body += part
            check_size(max(len(body), response.tell()), self._settings.max_size)
        return FetchedPage(bytes(body), url.url, content_type(response.headers.get("Content-Type")))


def _addresses(url: Url) -> list[str]:
    """The IP addresses of a host, each once."""
    host = (url.host or "").strip("[]")
    try:
        found = socket.getaddrinfo(host, url.port or _port(url), type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise InputError(f"there is no host {host}") from error
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


def _connection(url: Url, ip: str, timeout: float) -> HTTPConnection:
    """A connection to an IP address, in which the server has to prove that it is the host of the URL."""
    from urllib3.connection import HTTPConnection, HTTPSConnection

    port = url.port or _port(url)
    if url.scheme == "http":
        return HTTPConnection(ip, port, timeout=timeout)
    host = (url.host or "").strip("[]")
    return HTTPSConnection(
        ip,
        port,
        timeout=timeout,
        cert_reqs="CERT_REQUIRED",
        ca_certs=_authorities(),
        server_hostname=host,
        assert_hostname=host,
    )


def _port(url: Url) -> int:
    return 443 if url.scheme == "https" else 80


def _authorities() -> str | None:
    """Certifi's certificates of authorities where the system has none; None for those of the system."""
    import ssl

    paths = ssl.get_default_verify_paths()
    if paths.cafile or paths.capath:
        return None
    import certifi

    return certifi.where()


def _headers(url: Url) -> dict[str, str]:
    return {**_HEADERS, "Host": url.netloc or "", "Accept-Encoding": _offered(), "Connection": "close"}


def _offered() -> str:
    """The content encodings that urllib3 can decode with the packages that are installed: "gzip,deflate"."""
    from urllib3.util.request import ACCEPT_ENCODING

    return ACCEPT_ENCODING


def _redirected(url: Url, location: str) -> Url:
    """Where a redirect leads."""
    # Headers are read as Latin-1, and browsers take their bytes for UTF-8.
    target = location.encode("latin-1", "replace").decode("utf-8", "replace")
    try:
        return parsed(urljoin(url.url, target))
    except (InputError, ValueError) as error:
        why = error if isinstance(error, InputError) else _NO_ADDRESS
        raise InputError(f"redirected to {target[:_SHOWN_CHARACTERS]}: {why}") from error


def _status(code: int) -> str:
    try:
        return f"{code} ({HTTPStatus(code).phrase})"
    except ValueError:
        return str(code)


# By the names of classes, the first that fits: those of urllib3 are not loaded to ask.
_REASONS = {
    "SSLCertVerificationError": "its certificate is not valid",
    "CertificateError": "its certificate is that of another host",
    "SSLError": "no secure connection can be made",
    "ReadTimeoutError": "the host does not answer any more",
    "TimeoutError": "the host does not answer",
    "ConnectTimeoutError": "the host does not answer",
    "DecodeError": "its compressed content is damaged",
    "RemoteDisconnected": "the host does not answer",
    "IncompleteRead": "the answer breaks off",
    "HTTPException": "the answer is not HTTP",
    "ProtocolError": "the answer breaks off",
}


def _why(error: Exception) -> str:
    """Why a page was not fetched: in the words of the system if it was the system that failed."""
    chain: list[Any] = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) is not None and len(chain) < 8:
        chain.append(cause)
    kinds = {parent.__name__: one for one in reversed(chain) for parent in type(one).__mro__}
    system = [one for one in chain if isinstance(one, OSError) and one.errno is not None]
    if system and "SSLError" not in kinds:
        return reason(system[0])
    kind = next((kind for kind in _REASONS if kind in kinds), None)
    if kind is None:
        return reason(error)
    return _REASONS[kind] + (f": {kinds[kind].verify_message}" if kind == "SSLCertVerificationError" else "")
