"""Pages by their addresses: what is fetched, what is refused, and what a hostile server can do about it."""

from __future__ import annotations

import gzip
import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from command import run
from hypothesis import given
from hypothesis import strategies as st
from web_server import (
    PAGE,
    TEXT,
    Server,
    babbles,
    bomb,
    breaks_off,
    deflated,
    drips,
    drips_headers,
    floods,
    gzipped,
    redirects,
    sends,
    serving,
)

from cleaner.files import fetch
from cleaner.files.fetch import Fetcher, FetchSettings, is_public, parsed
from cleaner.files.read import InputError

OPEN = FetchSettings(1_000_000, timeout=20, pause=0, allow_private=True)
ARTICLE = (
    "The Ferry Returns\n\n"
    "The council of Eastmouth voted on Tuesday to bring back the ferry that linked the two banks of the estuary.\n\n"
)
GUILLEMETS = PAGE.replace("“", "«").replace("”", "»")
PRIVATE = "is an address of this machine or its network; --allow-private fetches from there"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving({"/": sends(), "/page": sends(), "/text": sends(TEXT, "text/plain")}) as one:
        yield one


def failure(address: str, settings: FetchSettings = OPEN) -> str:
    with pytest.raises(InputError) as error:
        Fetcher(settings).fetch(address)
    return str(error.value)


# What is fetched


@pytest.mark.parametrize("answer", [sends(), gzipped(), deflated(), sends(Content_Encoding="identity")])
def test_a_page_is_fetched_and_decompressed(server: Server, answer: Any) -> None:
    server.answers["/page"] = answer
    page = Fetcher(OPEN).fetch(server.url("/page?a=1#top"))
    assert (page.body.decode(), page.url) == (PAGE, server.url("/page?a=1"))
    [(_, path, headers)] = server.asked
    assert path == "/page?a=1"
    assert headers["Host"] == f"127.0.0.1:{server.server_port}"
    assert "Cookie" not in headers


def test_compressed_content_that_ends_too_early_is_taken_up_to_there(server: Server) -> None:
    """As in a browser."""
    server.answers["/page"] = sends(gzip.compress(PAGE.encode())[:-9], Content_Encoding="gzip")
    assert Fetcher(OPEN).fetch(server.url("/page")).body.decode().startswith(PAGE[:500])


def test_redirects_are_followed_and_no_cookie_is_kept(server: Server) -> None:
    server.answers |= {"/a": redirects("b/../c"), "/c": redirects(server.url("/page"), 308)}
    assert Fetcher(OPEN).fetch(server.url("/a")).url == server.url("/page")
    assert not any("Cookie" in headers for _, _, headers in server.asked)
    server.answers["/loop"] = redirects("/loop")
    assert failure(server.url("/loop")) == "more than 10 redirects"


def test_the_command_prints_a_page_like_a_file(server: Server) -> None:
    result = run("--allow-private", server.url("/page"))
    assert (result.code, result.err) == (0, "")
    assert result.text.startswith(ARTICLE)
    assert run("--allow-private", server.url("/page"), "-f", "markdown").text.startswith("# The Ferry Returns\n")
    server.answers["/old"] = redirects("/page")
    found = json.loads(run("--allow-private", server.url("/old"), "-f", "json").out)
    assert (found["path"], found["url"]) == (server.url("/old"), server.url("/page"))


def test_the_charset_of_the_header_is_used_if_the_page_names_none(server: Server) -> None:
    server.answers["/page"] = sends(
        PAGE.replace("“", "«").replace("”", "»").encode("cp1250"), "text/html; charset=cp1250"
    )
    for output in ((), ("-f", "jsonl", "-j", "1")):
        result = run("--allow-private", server.url("/page"), *output)
        assert (result.code, result.err) == (0, "")
        assert "«People have waited long enough,» the mayor told the meeting at the café" in result.text


def test_text_is_text_and_a_page_served_as_text_is_still_a_page(server: Server) -> None:
    assert run("--allow-private", server.url("/text")).text == TEXT
    server.answers["/source"] = sends(PAGE, "text/plain")
    assert run("--allow-private", server.url("/source")).text.startswith(ARTICLE)
    assert "<p>" in run("--allow-private", "--kind", "text", server.url("/source")).text


def test_several_pages_are_written_below_their_hosts(server: Server, tmp_path: Path) -> None:
    server.answers |= {"/news/": sends(), "/news/a": sends(), "/gone": sends(status=410)}
    names = [server.url(path) for path in ("/news/", "/news/a", "/news/a?page=2/3", "/gone")]
    (tmp_path / "urls.txt").write_text("\n".join(names) + "\n", encoding="utf-8")
    out = tmp_path / "out"
    result = run("--allow-private", "--pause", "0", "--files-from", str(tmp_path / "urls.txt"), "-o", str(out))
    assert result.code == 2
    assert result.err.splitlines() == [
        f"cleaner: {server.url('/gone')}: HTTP status 410 (Gone)",
        "cleaner: 4 inputs: 3 cleaned, 1 failed",
    ]
    assert sorted(str(path.relative_to(out)) for path in out.rglob("*.txt")) == [
        f"127.0.0.1+{server.server_port}/news/{name}.txt" for name in ("a", "a?page=2%2F3", "index")
    ]


def test_one_page_is_written_to_a_file_and_shown_in_a_review(server: Server, tmp_path: Path) -> None:
    assert run("--allow-private", server.url("/page"), "-o", str(tmp_path / "a.md")).code == 0
    assert (tmp_path / "a.md").read_text(encoding="utf-8").startswith("# The Ferry Returns\n")
    assert run("--allow-private", server.url("/page"), "--review", str(tmp_path / "r.html")).code == 0
    assert "The Ferry Returns" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_json_lines_are_fetched_as_records(server: Server) -> None:
    line = json.dumps({"id": "a", "text": TEXT}) + "\n"
    server.answers |= {
        "/a.jsonl": sends(line, "application/x-ndjson"),
        "/b.jsonl.gz": sends(gzip.compress(line.encode()), "application/gzip"),
    }
    for path in ("/a.jsonl?key=1", "/b.jsonl.gz?key=1"):
        result = run("--allow-private", server.url(path), "-f", "jsonl")
        assert (json.loads(result.out)["id"], json.loads(result.out)["text"]) == ("a", TEXT.rstrip("\n"))


def test_sites_are_learned_from_addresses(server: Server, tmp_path: Path) -> None:
    profile = tmp_path / "sites.toml"
    names = [server.url("/page"), server.url("/")]
    assert run("--allow-private", "--pause=0", "--learn", str(profile), *names).code == 0
    assert "127.0.0.1" in profile.read_text(encoding="utf-8")


def test_there_is_a_pause_between_two_pages_of_a_host(server: Server) -> None:
    fetcher = Fetcher(OPEN._replace(pause=0.3))
    for url in (server.url("/page"), server.url("/text"), server.url("/page", "localhost")):
        fetcher.fetch(url)
    first, second, third = (when for when, _, _ in server.asked)
    assert second - first >= 0.3
    assert third - second < 0.3


# What is refused


def test_a_failed_page_is_one_failed_input(server: Server) -> None:
    result = run("--allow-private", "--pause", "0", server.url("/nowhere"), server.url("/page"))
    assert (result.code, result.text.startswith(ARTICLE)) == (2, True)
    assert result.err.splitlines() == [
        f"cleaner: {server.url('/nowhere')}: HTTP status 404 (Not Found)",
        "cleaner: 2 inputs: 1 cleaned, 1 failed",
    ]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (breaks_off, "the answer breaks off"),
        (babbles, "the answer is not HTTP"),
        (floods, "larger than 1 MB; --max-size raises the limit"),
        (bomb(50), "larger than 1 MB; --max-size raises the limit"),
        (sends(b"x" * 1_000_001), "larger than 1 MB; --max-size raises the limit"),
        (sends(b"no gzip", Content_Encoding="gzip"), "its compressed content is damaged"),
        (sends(Content_Encoding="compress"), "its content encoding 'compress' is not one that was asked for"),
        (sends(Content_Encoding="gzip, gzip"), "its content encoding 'gzip, gzip' is not one that was asked for"),
        (sends(status=799), "HTTP status 799"),
        (
            redirects("file:///etc/passwd"),
            "redirected to file:///etc/passwd: only http:// and https:// addresses are fetched",
        ),
        (redirects("ftp://h/a"), "redirected to ftp://h/a: only http:// and https:// addresses are fetched"),
        (
            redirects("http://a:b@h/"),
            "redirected to http://a:b@h/: an address with a user name or password is not fetched",
        ),
        (redirects("//[nonsense"), "redirected to //[nonsense: not an address that can be fetched"),
    ],
)
def test_what_a_server_can_do_is_a_failure_with_a_reason(server: Server, answer: Any, why: str) -> None:
    server.answers["/page"] = answer
    assert failure(server.url("/page")) == why


@pytest.mark.parametrize("answer", [drips, drips_headers, lambda _: time.sleep(5)], ids=["body", "headers", "silence"])
def test_the_time_limit_is_for_the_whole_page(server: Server, answer: Any) -> None:
    server.answers["/page"] = answer
    began = time.monotonic()
    assert failure(server.url("/page"), OPEN._replace(timeout=0.6)).startswith("not fetched within 0.6 s")
    assert time.monotonic() - began < 3


def test_the_time_limit_holds_for_the_look_up_of_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(5))
    assert failure("http://slow.example/", OPEN._replace(timeout=0.3)).startswith("not fetched within 0.3 s")


@pytest.mark.parametrize(
    ("kind", "body", "why"),
    [
        ("application/pdf", b"%PDF-1.7", "its content type is application/pdf, not that of a page or a text"),
        ("image/png", b"\x89PNG\r\n\x1a\n", "its content type is image/png, not that of a page or a text"),
        ("text/html", b"\x89PNG\r\n\x1a\n", "this is a PNG image, not text"),
    ],
)
def test_what_is_no_page_is_refused(server: Server, kind: str, body: bytes, why: str) -> None:
    server.answers["/page"] = sends(body, kind)
    for more in ((), ("-j", "1")):
        result = run("--allow-private", server.url("/page"), *more)
        assert (result.code, result.err) == (2, f"cleaner: {server.url('/page')}: {why}\n")


@pytest.mark.parametrize("name", ["http://", "http:///a", "http://a b/", "http://x:99999/", f"http://{'a' * 300}/"])
def test_what_is_no_address_is_a_failure(name: str) -> None:
    result = run(name, "--allow-private")
    assert result.code == 2
    assert len(result.err.splitlines()) == 1


def test_no_server_is_a_failure() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        assert failure(f"http://127.0.0.1:{held.getsockname()[1]}/") == "connection refused"


@pytest.mark.parametrize("option", [("--allow-private",), ("--pause", "2"), ("--fetch-timeout", "2")])
def test_options_of_fetching_need_an_address(option: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    result = run(*option, str(tmp_path / "a.txt"))
    assert (result.code, result.err) == (2, f"cleaner: {option[0]} needs an input that is an address of the web\n")


@pytest.mark.parametrize("option", ["--in-place", "--check", "--diff"])
def test_an_address_is_not_rewritten_in_place(option: str, server: Server) -> None:
    result = run(option, server.url("/text"))
    assert (result.code, result.err) == (
        2,
        f"cleaner: {option} cleans files where they are; {server.url('/text')} is an address\n",
    )


def test_escape_sequences_do_not_reach_the_terminal(server: Server) -> None:
    server.answers |= {
        "/page": redirects("http://h\x1b[31m/"),
        "/type": sends(b"%PDF", "application/\x1b[31mpdf"),
        "/coding": sends(Content_Encoding="\x1b[31m"),
        "/babble": babbles,
    }
    names = [server.url(path) for path in ("/page", "/type", "/coding", "/babble")]
    result = run("--allow-private", "--pause=0", *names, "http://\x1b[31m/", server.url("/\x1b[31mx"))
    assert "\x1b" not in result.err + result.text
    assert result.err.endswith("6 inputs: 0 cleaned, 6 failed\n")


# Addresses of this machine and its network


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "127.1",
        "2130706433",
        "0x7f.1",
        "0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
    ],
)
def test_the_own_machine_is_not_asked(host: str, server: Server) -> None:
    closed = OPEN._replace(allow_private=False)
    assert failure(server.url("/page", host), closed) == f"{parsed(server.url('/', host)).host} {PRIVATE}"
    assert not server.asked


@pytest.mark.parametrize(
    ("address", "public"),
    [
        *((one, True) for one in ("93.184.215.14", "2606:2800:21f::1", "::ffff:8.8.8.8", "64:ff9b::808:808")),
        *((one, False) for one in ("10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1")),
        *((one, False) for one in ("0.0.0.0", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1")),
        *((one, False) for one in ("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "2001:db8::1")),
        *((one, False) for one in ("::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "2002:a9fe:a9fe::1")),
        ("no address", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


@given(st.ip_addresses(v=4, network="10.0.0.0/8") | st.ip_addresses(v=4, network="127.0.0.0/8"))
def test_no_form_of_a_private_address_is_public(ip: Any) -> None:
    high, low = divmod(int(ip), 1 << 16)
    assert not is_public(str(ip))
    assert not is_public(f"::ffff:{ip}")
    assert not is_public(f"64:ff9b::{high:x}:{low:x}")
    assert not is_public(f"2002:{high:x}:{low:x}::1")


def test_a_redirect_to_the_own_network_is_refused(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "is_public", lambda ip: ip == "127.0.0.1")
    server.answers["/page"] = redirects(server.url("/text", "127.0.0.2"))
    assert failure(server.url("/page"), OPEN._replace(allow_private=False)) == f"127.0.0.2 {PRIVATE}"


def test_the_connection_goes_to_the_address_that_was_checked(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that means a public address when it is checked, and another one a moment later."""
    meanings = iter(["127.0.0.1", "127.0.0.2"])

    def rebinding(host: str, port: int, **_: Any) -> list[Any]:
        address = next(meanings) if host == "rebinding.example" else host
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(fetch, "is_public", lambda ip: ip == "127.0.0.1")
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, *_, **more: rebinding(host, port, **more))
    closed = OPEN._replace(allow_private=False)
    assert Fetcher(closed).fetch(server.url("/page", "rebinding.example")).body.decode() == PAGE
    assert server.asked[0][2]["Host"].startswith("rebinding.example:")
    assert failure(server.url("/page", "rebinding.example"), closed) == f"rebinding.example {PRIVATE}"


def test_of_several_addresses_of_a_host_only_public_ones_are_asked(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.getaddrinfo

    def both(host: str, port: int, *args: Any, **more: Any) -> list[Any]:
        if host != "two.example":
            return list(real(host, port, *args, **more))
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ("127.0.0.2", "127.0.0.3", "127.0.0.1")
        ]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    monkeypatch.setattr(fetch, "is_public", lambda ip: ip in ("127.0.0.1", "127.0.0.3"))
    assert Fetcher(OPEN._replace(allow_private=False)).fetch(server.url("/page", "two.example")).body.decode() == PAGE


# Secure connections


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost that nobody has signed but itself, with its key."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("certificate")
    made = [folder / "key.pem", folder / "cert.pem"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    files = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(made[0]), "-out", str(made[1])]
    subprocess.run([*command, *files], check=True, capture_output=True)
    both = folder / "both.pem"
    both.write_bytes(b"".join(path.read_bytes() for path in made))
    return both


def test_a_server_has_to_prove_who_it_is(certificate: Path) -> None:
    with serving({"/page": sends()}, certificate) as server:
        page, ip = (server.url("/page", host, "https") for host in ("localhost", "127.0.0.1"))
        unknown = run("--allow-private", page)
        assert unknown.code == 2
        assert unknown.err == f"cleaner: {page}: its certificate is not valid: self-signed certificate\n"
        known = run("--allow-private", page, SSL_CERT_FILE=str(certificate))
        assert (known.code, known.err) == (0, "")
        assert known.text.startswith(ARTICLE)
        other = run("--allow-private", ip, SSL_CERT_FILE=str(certificate))
        assert other.err == f"cleaner: {ip}: its certificate is that of another host\n"
        plain = server.url("/page", "127.0.0.1", "http")
        assert run("--allow-private", plain).code == 2


def test_https_to_a_server_without_it_is_a_failure(server: Server) -> None:
    assert failure(server.url("/page", scheme="https")) == "no secure connection can be made"


# Names


@pytest.mark.parametrize(
    ("address", "normal"),
    [
        ("HTTP://Example.ORG", "http://example.org/"),
        ("https://bücher.example/ä ö?q=ü", "https://xn--bcher-kva.example/%C3%A4%20%C3%B6?q=%C3%BC"),
        ("http://example.org/a#top", "http://example.org/a"),
    ],
)
def test_addresses_are_written_as_servers_expect_them(address: str, normal: str) -> None:
    assert parsed(address).url == normal
