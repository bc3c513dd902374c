"""Which addresses may be fetched from: those of the public internet, and none by which one's own network could be reached."""

from __future__ import annotations

import ipaddress
import socket
import threading
from typing import TYPE_CHECKING

from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

RESOLVE_SECONDS = 10
_PUBLIC_V6 = ipaddress.ip_network("2000::/3")
"""IANA gives global unicast addresses from here only."""
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
"""RFC 6052: the last 32 bits are an IPv4 address, as networks without IPv4 write it."""
_METADATA = frozenset(map(ipaddress.ip_address, ("168.63.129.16", "fd00:ec2::254", "169.254.169.254", "100.100.100.200")))
"""Where clouds give their machines secrets; that of Azure lies among the public addresses."""


def is_public(address: Address) -> bool:
    """Tell whether an address belongs to the public internet.

    Private, loopback, link-local, shared, multicast, reserved and documentation addresses do not, nor do IPv6 addresses that
    hold an IPv4 one of them (6to4, Teredo, NAT64) or any (mapped), nor the metadata services of clouds.
    """
    if address in _METADATA or address.is_multicast:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_reserved
    if address.scope_id is not None:
        return False
    if address in _TRANSLATED:
        return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    held = [a for a in (address.sixtofour, *(address.teredo or ())) if a is not None]
    return address in _PUBLIC_V6 and address.is_global and all(map(is_public, held))


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a name, as this machine's resolver gives them.

    Raises
    ------
    InputError
        If the name has none, or no answer comes in time.
    """
    found: list[str] = []
    failed: list[OSError | UnicodeError] = []

    def ask() -> None:
        try:
            found.extend(str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            failed.append(error)

    # The system's resolver knows no time limit.
    thread = threading.Thread(target=ask, name="resolving", daemon=True)
    thread.start()
    thread.join(RESOLVE_SECONDS)
    if not found:
        msg = f"The server {host!r} cannot be found; check the address, and whether this machine is online."
        raise InputError(msg)
    return list(dict.fromkeys(found))


def checked_addresses(host: str, port: int, resolver: Callable[[str, int], Sequence[str]], allowed: Callable[[Address], bool]) -> list[str]:
    """Return the addresses of a server, all of them checked.

    A name with a public address and a private one is refused whole: no honest server has both.

    Raises
    ------
    InputError
        If it cannot be found, or one of its addresses may not be fetched from.
    """
    addresses = resolver(host, port)
    for text in addresses:
        try:
            public = allowed(ipaddress.ip_address(text))
        except ValueError:
            public = False
        if not public:
            msg = f"The server {host!r} lies in a private network and is not fetched from; save the page and drop the file."
            raise InputError(msg)
    return list(addresses)
