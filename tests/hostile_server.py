"""A web server of a few lines that does to its visitor what a test asks for, on an address of this machine."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator


def page(body: bytes, *, status: str = "200 OK", kind: str | None = "text/html; charset=utf-8", extra: str = "") -> bytes:
    """An honest answer."""
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n" + (f"Content-Type: {kind}\r\n" if kind else "") + extra
    return head.encode("latin-1") + b"\r\n" + body


def moved(place: str, status: str = "302 Found") -> bytes:
    return page(b"", status=status, extra=f"Location: {place}\r\n")


class Server:
    """Answers by path; what was asked is in `asked`, whole."""

    def __init__(self, address: str, context: ssl.SSLContext | None = None) -> None:
        self.context = context
        self.answers: dict[str, bytes | Callable[[socket.socket], None]] = {}
        self.asked: list[str] = []
        self.listener = socket.create_server((address, 0))
        self.port = int(self.listener.getsockname()[1])
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def paths(self) -> list[str]:
        return [head.split(" ")[1] for head in self.asked]

    def _serve(self) -> None:
        while True:
            try:
                visitor, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(visitor,), daemon=True).start()

    def _secured(self, visitor: socket.socket) -> socket.socket:
        return visitor if self.context is None else self.context.wrap_socket(visitor, server_side=True)

    def _answer(self, caller: socket.socket) -> None:
        with contextlib.suppress(OSError), self._secured(caller) as visitor:
            head = b""
            while b"\r\n\r\n" not in head:
                part = visitor.recv(65_536)
                if not part:
                    return
                head += part
            self.asked.append(head.decode("latin-1"))
            path = self.paths[-1]
            answer = self.answers.get(path, page(b"gone", status="404 Not Found"))
            if callable(answer):
                answer(visitor)
            else:
                visitor.sendall(answer)


@contextlib.contextmanager
def server(address: str = "127.0.0.1", context: ssl.SSLContext | None = None) -> Iterator[Server]:
    made = Server(address, context)
    try:
        yield made
    finally:
        made.listener.close()
