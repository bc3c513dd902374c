"""A port that a server of the tests may listen on."""

from __future__ import annotations

import random
import socket

OFFERED = range(20_000, 32_000)
"""Below those that this machine gives to connections that go out: one of them would take the port before its server does."""


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on."""
    for port in random.SystemRandom().sample(OFFERED, len(OFFERED)):
        with socket.socket() as listener:
            try:
                listener.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    msg = "no port is free"
    raise OSError(msg)
