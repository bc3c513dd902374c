"""Fetching one page because a person asked for it: from public servers only, within limits, leaving no trace but the request.

Each server's name is resolved here, every address checked, and the connection made to the very address that was checked, so
that a name which answers otherwise a moment later gains nothing. Redirects go through the same. Nothing of the environment
(proxies, netrc, cookies) is used.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import threading
import time
import zlib
from contextlib import closing, contextmanager
from dataclasses import dataclass
from email.message import Message
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

from geo.errors import InputError
from geo.fetch_addresses import checked_addresses, is_public, resolve
from geo.fetch_robots import AGENT, may_fetch
from geo.fetch_robots import MAX_BYTES as ROBOTS_BYTES
from geo.formats.kinds import LIMITS, MEDIA_TYPES, MOST_BYTES, kind_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from geo.fetch_addresses import Address

SECONDS = 30
"""For everything together: names, robots.txt, redirects, the page."""
CONNECT_SECONDS = 8
REDIRECTS = 5
LONGEST_URL = 2_000
PORTS = (80, 443, 8080, 8443)
TRIED = 4
"""Addresses of one name that are tried, one after the other."""
CHUNK = 65_536
_REDIRECTING = (301, 302, 303, 307, 308)
_OK, _CLIENT_ERROR, _SERVER_ERROR = 200, 400, 500
_REASONS = {
    401: "it wants a password", 402: "it wants to be paid", 403: "it refuses programs", 404: "there is no such page",
    410: "the page is gone", 429: "it was asked too often", 451: "the page is withheld for legal reasons",
}  # fmt: skip
_SAFE = "/%:@!$&'()*+,;=~-._"


@dataclass(frozen=True)
class Page:
    """What a server gave."""

    url: str
    """The address it came from in the end."""
    data: bytes
    media_type: str | None
    charset: str | None


@dataclass(frozen=True)
class Network:
    """How servers are found and which may be reached; only tests use another than the default."""

    resolver: Callable[[str, int], Sequence[str]] = resolve
    allowed: Callable[[Address], bool] = is_public
    ports: tuple[int, ...] | None = PORTS
    """`None` for any."""
    seconds: float = SECONDS
    context: ssl.SSLContext | None = None
    """How servers prove who they are; `None` for the certificates that this machine trusts."""


@dataclass(frozen=True)
class _Target:
    """An address taken apart."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port


def fetch(url: str, network: Network | None = None) -> Page:
    """Return the page at an address.

    Parameters
    ----------
    url
        http or https; without either, https is taken.
    network
        For tests.

    Raises
    ------
    InputError
        If it may not or cannot be fetched; the message says why, in one sentence.
    """
    network = network or Network()
    deadline = time.monotonic() + network.seconds
    url = _with_scheme(url)
    asked: dict[tuple[str, str, int], str] = {}
    for _ in range(REDIRECTS + 1):
        target = _target(url)
        if target.origin not in asked:
            asked[target.origin] = _robots(target, network, deadline)
        if not may_fetch(asked[target.origin], target.path):
            msg = f"The site {target.host!r} asks programs not to fetch this page (robots.txt); open it in a browser and paste its text."
            raise InputError(msg)
        with _answer(target, network, deadline) as answer:
            if answer.status in _REDIRECTING:
                url = _next(url, answer)
                continue
            if answer.status != _OK:
                reason = _REASONS.get(answer.status, "it has a fault" if answer.status >= _SERVER_ERROR else "it gives no page")
                msg = f"The server {target.host!r} does not give the page: {reason} (status {answer.status})."
                raise InputError(msg)
            media_type, charset = _content_type(answer, target.host)
            return Page(url, _body(answer, target.host, deadline, network.seconds), media_type, charset)
    msg = f"The address leads on to others more than {REDIRECTS} times; give the page's own address."
    raise InputError(msg)


def _with_scheme(url: str) -> str:
    url = url.strip()
    has_scheme = re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", url) and not re.match(r"[a-zA-Z0-9.-]+:\d", url)
    return url if has_scheme else f"https://{url}"


def _target(url: str) -> _Target:
    """Return an address taken apart, if it is one that may be asked."""
    shown = url if len(url) <= 200 else url[:200] + "…"  # noqa: PLR2004
    if len(url) > LONGEST_URL or any(c <= " " or c == "\x7f" for c in url):
        msg = f"{shown!r} is no address of a page: it is too long or has spaces in it."
        raise InputError(msg)
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        host = (parts.hostname or "").rstrip(".")
        ascii_host = host if ":" in host else host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        msg = f"{shown!r} is no address of a page; copy it again from the browser."
        raise InputError(msg) from None
    if parts.scheme not in ("http", "https"):
        msg = f"{shown!r} is no web address; only http and https are fetched."
        raise InputError(msg)
    if not ascii_host:
        msg = f"{shown!r} names no server; copy it again from the browser."
        raise InputError(msg)
    if parts.username is not None or parts.password is not None:
        msg = f"The address of {host!r} holds a user name, which is not sent anywhere; give it without."
        raise InputError(msg)
    path = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE + '?')}" if parts.query else "")
    return _Target(parts.scheme, ascii_host.lower(), port, path)


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was checked, for the name that was asked."""

    def __init__(self, target: _Target, address: str, context: ssl.SSLContext | None, timeout: float) -> None:
        super().__init__(target.host, target.port, timeout=timeout)
        self.default_port = 443 if context is not None else 80
        self._address = address
        self._context = context
        self.line: socket.socket | None = None
        """The socket, which the connection itself forgets once it has read the head of an answer."""

    def connect(self) -> None:
        """Connect to the address, whatever its name means by now."""
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        self.line = self.sock
        if self._context is not None:
            secured = self._context.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.line = self.sock = secured
            secured.do_handshake()


@contextmanager
def _answer(target: _Target, network: Network, deadline: float) -> Iterator[http.client.HTTPResponse]:
    """Give the head of a server's answer; whatever it does, it has no longer than until the deadline."""
    addresses = checked_addresses(target.host, target.port, network.resolver, network.allowed)
    if network.ports is not None and target.port not in network.ports:
        msg = (
            f"The address asks {target.host!r} at port {target.port}; pages are fetched at ports {', '.join(map(str, network.ports))} only."
        )
        raise InputError(msg)
    context = (network.context or ssl.create_default_context()) if target.scheme == "https" else None
    for address in addresses[:TRIED]:
        left = deadline - time.monotonic()
        if left <= 0:
            raise InputError(_too_slow(target.host, network.seconds))
        connection = _Pinned(target, address, context, min(CONNECT_SECONDS, left))
        # A server that sends a byte now and then never lets a socket time out: at the deadline its connection is cut.
        cut = threading.Timer(left, _cut, [connection])
        cut.daemon = True
        cut.start()
        try:
            if _is_connected(connection):
                connection.request("GET", target.path, headers=_headers())
                with closing(connection.getresponse()) as answer:
                    yield answer
                return
        except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
            if time.monotonic() >= deadline:
                raise InputError(_too_slow(target.host, network.seconds)) from None
            msg = f"The server {target.host!r} breaks off or does not answer as a web server does ({type(error).__name__})."
            raise InputError(msg) from None
        finally:
            cut.cancel()
            connection.close()
    if time.monotonic() >= deadline:
        raise InputError(_too_slow(target.host, network.seconds))
    msg = f"The server {target.host!r} cannot be reached; check the address, and whether this machine is online."
    raise InputError(msg)


def _is_connected(connection: _Pinned) -> bool:
    try:
        connection.connect()
    except ssl.SSLCertVerificationError as error:
        msg = f"The server {connection.host!r} cannot prove that it is what it says ({error.verify_message}); nothing was fetched."
        raise InputError(msg) from None
    except (OSError, ValueError, AttributeError):
        return False
    return True


def _cut(connection: _Pinned) -> None:
    if connection.line is not None:
        try:
            connection.line.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # closed meanwhile


def _headers() -> dict[str, str]:
    return {
        "User-Agent": f"{AGENT}/0.1 (one page, at a person's request)",
        "Accept": ", ".join(MEDIA_TYPES),
        "Accept-Encoding": "identity",
        "Connection": "close",
    }


def _too_slow(host: str, seconds: float) -> str:
    return f"The server {host!r} takes longer than {seconds:.0f} seconds; try again later, or save the page and drop the file."


def _next(url: str, answer: http.client.HTTPResponse) -> str:
    place = answer.getheader("Location")
    if not place:
        msg = f"The server {urlsplit(url).hostname!r} leads on to another address and does not say which."
        raise InputError(msg)
    try:
        return urljoin(url, quote(place.strip(), safe=_SAFE + "?#[]"))
    except ValueError:
        msg = f"The server {urlsplit(url).hostname!r} leads on to what is no address."
        raise InputError(msg) from None


def _content_type(answer: http.client.HTTPResponse, host: str) -> tuple[str | None, str | None]:
    """Return the type and encoding that the server states, if it is one that can be read."""
    stated = answer.getheader("Content-Type")
    if not stated:
        return None, None
    header = Message()
    header["Content-Type"] = stated
    media_type = header.get_content_type()
    if media_type not in MEDIA_TYPES:
        msg = f"What {host!r} gives is {media_type}, and no page, text, PDF or DOCX; give the address of an article."
        raise InputError(msg)
    charset = header.get_param("charset")
    return media_type, charset if isinstance(charset, str) else None


def _body(answer: http.client.HTTPResponse, host: str, deadline: float, seconds: float, limit: int | None = None) -> bytes:
    """Return what follows the head, no more than an article's file may have."""
    stated = answer.getheader("Content-Length", "")
    coding = (answer.getheader("Content-Encoding") or "identity").strip().lower()
    unpack = _unpacker(coding, host)
    parts: list[bytes] = []
    size = 0
    while True:
        most = limit or (LIMITS[kind_of(parts[0], "", answer.headers.get_content_type())] if parts else MOST_BYTES)
        if size > most or (stated.isdecimal() and len(stated) < 20 and int(stated) > most and not limit):  # noqa: PLR2004
            if limit:
                return b"".join(parts)[:limit]
            msg = f"What {host!r} gives is larger than {most // 1_000_000} MB; save the article's text and drop the file."
            raise InputError(msg)
        if time.monotonic() >= deadline:
            raise InputError(_too_slow(host, seconds))
        raw = answer.read1(CHUNK)
        if not raw:
            break
        parts.append(unpack(raw, most + 1 - size))
        size += len(parts[-1])
    if time.monotonic() >= deadline:
        raise InputError(_too_slow(host, seconds))  # the connection was cut: what came is not whole
    if coding == "identity" and stated.isdecimal() and size < int(stated[:20]):
        msg = f"The server {host!r} breaks off in the middle of the page; try again later, or save the page and drop the file."
        raise InputError(msg)
    return b"".join(parts)


def _unpacker(coding: str, host: str) -> Callable[[bytes, int], bytes]:
    """Return what undoes a packing that was not asked for, never giving more than it may."""
    if coding in ("identity", ""):
        return lambda raw, _most: raw
    if coding not in ("gzip", "x-gzip", "deflate"):
        msg = f"The server {host!r} sends the page packed as {coding!r}, which cannot be read; save the page and drop the file."
        raise InputError(msg)
    inflate = zlib.decompressobj(zlib.MAX_WBITS | 32)

    def unpack(raw: bytes, most: int) -> bytes:
        try:
            return inflate.decompress(raw, max(1, most))
        except zlib.error:
            msg = f"The server {host!r} sends a damaged page; try again later, or save the page and drop the file."
            raise InputError(msg) from None

    return unpack


def _robots(target: _Target, network: Network, deadline: float) -> str:
    """Return a site's robots.txt; none where it has none (RFC 9309, section 2.3.1)."""
    url = f"{target.scheme}://{_in_url(target.host)}:{target.port}/robots.txt"
    for _ in range(REDIRECTS + 1):
        there = _target(url)
        with _answer(there, network, deadline) as answer:
            if answer.status in _REDIRECTING:
                url = _next(url, answer)
                continue
            if answer.status >= _SERVER_ERROR:
                msg = f"The site {target.host!r} cannot say now whether programs may fetch from it (robots.txt); try again later."
                raise InputError(msg)
            if answer.status >= _CLIENT_ERROR:
                return ""
            return _body(answer, there.host, deadline, network.seconds, ROBOTS_BYTES).decode("utf-8", "replace")
    return ""


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
