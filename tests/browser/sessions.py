"""Many people at once: sessions that speak Streamlit's own protocol, each opening views as a browser would, without drawing them."""

from __future__ import annotations

import asyncio
import random
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

PATIENCE_S = 60
SUBPROTOCOL = "streamlit"


@dataclass
class Load:
    """What the sessions saw."""

    seconds: list[float] = field(default_factory=list)
    """From asking for a view until all of it had been sent."""
    errors: list[str] = field(default_factory=list)
    """What the page showed in place of the view, and connections that broke."""

    def quantile(self, part: float) -> float:
        return sorted(self.seconds)[min(len(self.seconds) - 1, int(len(self.seconds) * part))]


async def _session(address: str, queries: list[str], until: float, chance: random.Random, load: Load) -> None:
    url = address.replace("http://", "ws://") + "/_stcore/stream"
    async with connect(url, subprotocols=[SUBPROTOCOL], max_size=None, origin=address) as socket:  # type: ignore[list-item, arg-type]
        hashes: list[str] = []
        while time.monotonic() < until:
            message = BackMsg()
            message.rerun_script.query_string = chance.choice(queries)
            message.rerun_script.cached_message_hashes.extend(hashes)
            began = time.monotonic()
            await socket.send(message.SerializeToString())
            await asyncio.wait_for(_drawn(socket, load), PATIENCE_S)
            load.seconds.append(time.monotonic() - began)
            await asyncio.sleep(chance.uniform(0.5, 2.0))


async def _drawn(socket: object, load: Load) -> None:
    """Take messages until the page is drawn; keep what went wrong."""
    while True:
        message = ForwardMsg()
        message.ParseFromString(await socket.recv())  # type: ignore[attr-defined]
        kind = message.WhichOneof("type")
        if kind == "delta" and message.delta.new_element.WhichOneof("type") in ("exception", "alert"):
            load.errors.append(str(message.delta.new_element)[:300])
        if kind == "script_finished":
            return


async def _crowd(address: str, queries: list[str], people: int, seconds: float, seed: int) -> Load:
    load = Load()
    until = time.monotonic() + seconds

    async def one(number: int) -> None:
        try:
            await _session(address, queries, until, random.Random(seed + number), load)  # noqa: S311  (choices, no secrets)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            load.errors.append(f"session {number}: {error!r}")

    await asyncio.gather(*(one(n) for n in range(people)))
    return load


def crowd(address: str, queries: list[str], *, people: int, seconds: float, seed: int = 7) -> Load:
    """Let so many people open views of the page, one after another with pauses, for so long."""
    # In a thread of its own: the browser's driver has a loop in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(_crowd(address, queries, people, seconds, seed))).result()
