"""The fetcher against servers that mean no good, all of them on this machine; no test asks another one."""

from __future__ import annotations

import gzip
import ipaddress
import socket
import ssl
import subprocess
import threading
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError
from geo.fetch import Network, fetch
from geo.fetch_addresses import is_public
from geo.fetch_robots import may_fetch
from tests.hostile_server import Server, moved, page, server

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

OPEN, INNER = "127.0.0.2", "127.0.0.1"
"""Two addresses of this machine: the tests let the fetcher reach the one, and the other stands for a private network."""
NEWS = b"<html><body><article><p>Shells fell on Goma on Friday.</p></article></body></html>"
NAMES = {"news.example": OPEN, "inner.example": INNER, "other.example": OPEN}


def resolver(host: str, _port: int) -> Sequence[str]:
    return [NAMES[host]]


def network(seconds: float = 60.0, **changes: object) -> Network:
    kept = {"resolver": resolver, "allowed": lambda a: str(a) == OPEN, "ports": None, "seconds": seconds} | changes
    return Network(**kept)  # type: ignore[arg-type]


@pytest.fixture
def site() -> Iterator[Server]:
    with server(OPEN) as made:
        yield made


def at(site: Server, path: str = "/story", host: str = "news.example") -> str:
    return f"http://{host}:{site.port}{path}"


def refused(url: str, reason: str, using: Network | None = None) -> str:
    with pytest.raises(InputError, match=reason) as caught:
        fetch(url, using or network())
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_page_is_fetched_with_its_type_and_encoding(site: Server) -> None:
    site.answers["/story"] = page(NEWS, kind="text/html; charset=windows-1251")
    found = fetch(at(site), network())
    assert (found.url, found.data, found.media_type, found.charset) == (at(site), NEWS, "text/html", "windows-1251")


def test_nothing_is_sent_but_the_request(site: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.9:1")
    site.answers["/story"] = page(NEWS, extra="Set-Cookie: id=1\r\n")
    site.answers["/first"] = moved("/story")[:-2] + b"Set-Cookie: who=you\r\n\r\n"
    fetch(at(site, "/first"), network())
    assert site.paths == ["/robots.txt", "/first", "/story"]
    for head in site.asked:
        names = {line.partition(":")[0].lower() for line in head.split("\r\n")[1:] if line}
        assert names == {"host", "user-agent", "accept", "accept-encoding", "connection"}


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200", "0.0.0.1", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "168.63.129.16", "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254",
        "ff02::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "2002:7f00:1::", "2002:c0a8:101::1", "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe", "2001:db8::1", "2001:0:7f00:1::", "fec0::1", "fe80::1%lo",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_is_refused_before_anything_is_sent(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))
    refused("http://trap.example/", "lies in a private network", Network(resolver=lambda _h, _p: [address]))
    refused("http://trap.example/", "lies in a private network", Network(resolver=lambda _h, _p: ["8.8.8.8", address]))


@pytest.mark.parametrize("address", ["8.8.8.8", "193.0.6.139", "2001:67c:2e8:22::c100:68b", "64:ff9b::808:808"])
def test_a_public_address_may_be_asked(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@given(st.ip_addresses())
def test_no_address_is_public_that_the_registries_call_private(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    if address.is_private or address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified:
        assert not is_public(address) or address in ipaddress.ip_network("64:ff9b::/96")


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "127.1", "0177.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "127.0.0.1."]
)
def test_other_ways_to_write_this_machine_are_refused(host: str) -> None:
    refused(f"http://{host}/", "lies in a private network|cannot be found", Network())


def test_a_redirect_into_the_private_network_is_refused_and_not_followed(site: Server) -> None:
    with server(INNER) as inner:
        site.answers["/story"] = moved(f"http://inner.example:{inner.port}/latest/meta-data/")
        refused(at(site), "'inner.example' lies in a private network")
        assert inner.asked == []


def test_a_name_that_changes_its_address_after_the_check_gains_nothing(site: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    site.answers["/story"] = page(NEWS)
    connected: list[str] = []
    connect = socket.create_connection

    def watch(address: tuple[str, int], timeout: float | None = None) -> socket.socket:
        connected.append(address[0])
        return connect(address, timeout)

    monkeypatch.setattr(socket, "create_connection", watch)
    monkeypatch.setitem(NAMES, "news.example", OPEN)
    assert fetch(at(site), network()).data == NEWS
    assert set(connected) == {OPEN}  # the checked number, never the name

    answers = iter([[OPEN], [INNER]])
    with server(INNER) as inner:
        refused(f"http://news.example:{site.port}/story", "lies in a private network", network(resolver=lambda _h, _p: next(answers)))
        assert inner.asked == []


def test_redirects_are_followed_and_the_last_address_is_told(site: Server) -> None:
    site.answers |= {"/a": moved("/b"), "/b": moved(at(site, "/c", "other.example"), "308 Permanent Redirect"), "/c": page(NEWS)}
    assert fetch(at(site, "/a"), network()).url == at(site, "/c", "other.example")


def test_redirects_that_go_round_end_in_a_sentence(site: Server) -> None:
    site.answers |= {"/a": moved("/b"), "/b": moved("/a")}
    refused(at(site, "/a"), "leads on to others more than 5 times")
    assert len(site.asked) == 7


@pytest.mark.parametrize(
    ("place", "reason"),
    [("file:///etc/passwd", "only http and https"), ("javascript:alert(1)", "only http and https"), ("gopher://x/", "only http and https"),
     ("http://user:word@other.example/", "holds a user name"), ("http://[broken/", "no address"), ("", "does not say which")],
)  # fmt: skip
def test_a_redirect_to_what_is_no_page_is_refused(site: Server, place: str, reason: str) -> None:
    site.answers["/story"] = moved(place)
    refused(at(site), reason)


def drip(visitor: socket.socket, start: bytes) -> None:
    visitor.sendall(start)
    for _ in range(600):
        visitor.sendall(b"x")
        time.sleep(0.05)


@pytest.mark.parametrize(
    "start", [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"], ids=["line", "head", "body"]
)
def test_a_server_that_sends_a_byte_now_and_then_is_left_when_the_time_is_over(site: Server, start: bytes) -> None:
    site.answers["/story"] = lambda visitor: drip(visitor, start)
    refused(at(site), "takes longer than 1 seconds", network(1.0))


def test_a_server_that_says_nothing_is_left(site: Server) -> None:
    quiet = threading.Event()
    site.answers["/story"] = lambda _visitor: (quiet.wait(20), None)[1]
    refused(at(site), "takes longer than 1 seconds", network(1.0))
    quiet.set()


def endless(visitor: socket.socket) -> None:
    visitor.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        visitor.sendall(b"<p>more</p>" * 10_000)


def test_a_body_without_end_is_cut_at_the_limit(site: Server) -> None:
    site.answers["/story"] = endless
    refused(at(site), "larger than 5 MB")


def test_a_stated_size_over_the_limit_is_believed(site: Server) -> None:
    site.answers["/story"] = b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Length: 99999999999\r\n\r\n%PDF-1.4"
    refused(at(site), "larger than 30 MB")


def test_a_packed_page_is_unpacked_and_a_bomb_is_not(site: Server) -> None:
    site.answers["/story"] = page(gzip.compress(NEWS), extra="Content-Encoding: gzip\r\n")
    assert fetch(at(site), network()).data == NEWS
    site.answers["/bomb"] = page(gzip.compress(b"<p>" + bytes(80_000_000)), extra="Content-Encoding: gzip\r\n")
    refused(at(site, "/bomb"), "larger than 5 MB")
    site.answers["/odd"] = page(b"xx", extra="Content-Encoding: br\r\n")
    refused(at(site, "/odd"), "packed as 'br'")


@pytest.mark.parametrize("kind", ["image/png", "application/zip", "video/mp4", "application/octet-stream"])
def test_what_is_no_page_is_refused_by_its_type(site: Server, kind: str) -> None:
    site.answers["/story"] = page(b"\x89PNG", kind=kind)
    refused(at(site), f"is {kind}, and no page, text, PDF or DOCX")


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("404 Not Found", "no such page"),
        ("403 Forbidden", "refuses programs"),
        ("503 Busy", "it has a fault"),
        ("204 Empty", "gives no page"),
    ],
)
def test_a_refusal_of_the_server_is_told(site: Server, status: str, reason: str) -> None:
    site.answers["/story"] = page(b"", status=status)
    refused(at(site), reason)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000,
    ],
)
def test_what_is_no_web_server_is_told(site: Server, answer: bytes) -> None:
    site.answers["/story"] = answer
    refused(at(site), "breaks off or does not answer as a web server does")


def test_a_page_broken_off_in_the_middle_is_not_taken_for_whole(site: Server) -> None:
    site.answers["/story"] = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 900\r\n\r\n" + NEWS
    refused(at(site), "breaks off in the middle")
    site.answers["/story"] = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n50\r\n" + NEWS[:30]
    refused(at(site), "breaks off")


def test_the_site_may_say_no_in_its_robots_file(site: Server) -> None:
    site.answers["/story"] = page(NEWS)
    site.answers["/robots.txt"] = page(b"User-agent: *\nDisallow: /story\n", kind="text/plain")
    refused(at(site), "asks programs not to fetch")
    assert site.paths == ["/robots.txt"]
    site.answers["/robots.txt"] = page(b"", status="500 Fault")
    refused(at(site), "cannot say now whether programs may fetch")
    site.answers["/robots.txt"] = page(b"", status="403 Forbidden")
    assert fetch(at(site), network()).data == NEWS


def test_a_redirect_is_held_against_the_robots_file_of_where_it_leads(site: Server) -> None:
    with server(OPEN) as other:
        site.answers["/story"] = moved(f"http://other.example:{other.port}/private/x")
        other.answers |= {"/robots.txt": page(b"User-agent: *\nDisallow: /private\n", kind="text/plain"), "/private/x": page(NEWS)}
        refused(at(site), "'other.example' asks programs not to fetch")
        assert other.paths == ["/robots.txt"]


ROBOTS = """User-agent: Other
Disallow: /

User-Agent: *
User-agent: x # all
Disallow: /a
Allow: /a/b$
Disallow: /*.pdf
Disallow: /q?*id=
Disallow: /%D1%8F
Disallow:
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/", True), ("/a", False), ("/a/b", True), ("/a/b/c", False), ("/x/y.pdf?z", False), ("/q?x=1&id=2", False), ("/q?x=1", True),
     ("/я", False), ("/%d1%8f", False), ("/b/a", True), ("/robots.txt", True)],
)  # fmt: skip
def test_robots_rules_are_those_of_the_standard(path: str, allowed: bool) -> None:
    assert may_fetch(ROBOTS, path) is allowed


def test_a_group_for_this_program_counts_alone() -> None:
    robots = "User-agent: *\nDisallow: /\nUser-agent: contestedground/2\nDisallow: /x"
    assert may_fetch(robots, "/story")
    assert not may_fetch(robots, "/x")


@given(st.text(max_size=200), st.text(max_size=50))
def test_any_robots_file_gives_an_answer(robots: str, path: str) -> None:
    assert may_fetch("User-agent: *\n" + robots, "/" + path) in (True, False)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "names no server"), ("https://", "names no server"), ("file:///etc/passwd", "only http and https"),
        ("javascript:alert(1)", "only http and https"), ("ftp://x.example/", "only http and https"), ("http://a b.example/", "has spaces"),
        ("http://x.example:99999/", "no address of a page"),
        ("http://x.example:22/", "at port 22"), ("http://me:word@x.example/", "user name"), ("http://" + "a" * 3000, "too long"),
        ("http://" + "a" * 70 + ".example/", "no address of a page"), ("http://x.example/\r\nHost: y", "has spaces"),
    ],
)  # fmt: skip
def test_what_is_no_address_is_told(url: str, reason: str) -> None:
    refused(url, reason, Network(resolver=lambda _h, _p: ["8.8.8.8"]))


def test_an_address_without_a_scheme_and_with_letters_of_its_own_is_understood(site: Server) -> None:
    NAMES["xn--e1aybc.example"] = OPEN
    site.answers["/%D0%BD?q=%D1%8F"] = page(NEWS)
    found = fetch(f"http://тест.example:{site.port}/н?q=я#part", network())
    assert found.data == NEWS
    asked: list[tuple[str, int]] = []
    refused("news.example/x", "private network", network(resolver=lambda h, p: asked.append((h, p)) or [INNER]))
    assert asked == [("news.example", 443)]


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_a_sentence(text: str) -> None:
    with pytest.raises(InputError):
        fetch(text, Network(resolver=lambda _h, _p: ["10.0.0.1"]))


def test_a_server_with_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    key, proof = tmp_path / "key.pem", tmp_path / "proof.pem"
    subject = "/CN=news.example"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", proof, "-days", "2", "-subj", subject,
         "-addext", "subjectAltName=DNS:news.example"],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(proof, key)
    with server(OPEN, context) as site:
        site.answers["/story"] = page(NEWS)
        refused(f"https://news.example:{site.port}/story", "cannot prove that it is what it says")
        trusting = ssl.create_default_context(cafile=str(proof))
        assert fetch(f"https://news.example:{site.port}/story", network(context=trusting)).data == NEWS
        refused(f"https://other.example:{site.port}/story", "cannot prove that it is what it says", network(context=trusting))
