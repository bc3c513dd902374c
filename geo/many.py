"""Reading many articles: on the processes of this machine or on a Dask cluster, by the same code.

No more texts are handed out than keep the workers busy; a worker that is lost has its texts read by another; one text that
cannot be read stops none of the others, for each is read in a confined process, which is ended when it takes too long.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from geo.errors import GeoError, InputError
from geo.intake import Given

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from distributed import Client

    from geo.records import Reading

AHEAD = 3
"""Texts handed out for each worker's thread: enough to keep it busy, few enough to keep memory flat."""
RETRIES = 2
"""How often a text is read again whose worker was lost or ran out of memory."""
CONNECT_SECONDS = 10

Item = Given | InputError


@dataclass(frozen=True)
class Outcome:
    """What became of one text."""

    item: Item
    reading: Reading | None = None
    failure: str | None = None
    """Why it could not be read, where that is the program's fault and not the text's."""


def read_one(given: Given) -> Reading:
    """Read one text; this is what workers run."""
    from geo.language.reader import read_article  # noqa: PLC0415  (loads the language model: only when reading)

    return read_article(given.article, given.spans)


def read_confined(given: Given, seconds: float | None = None) -> Reading:
    """Read one text in a process beside this one; this is what the workers of a cluster run. See `geo.confined.Worker.read`."""
    from geo.confined import own  # noqa: PLC0415  (it imports this module)

    return own().read(given, seconds)


def _outcome_of(read: Callable[[Given], Reading], given: Given) -> Outcome:
    """Return what became of a text: what it did itself is told, and not tried again as a lost worker's texts are."""
    try:
        return Outcome(given, reading=read(given))
    except InputError as error:
        return Outcome(error)
    except GeoError as error:
        return Outcome(given, failure=str(error))


def readings(items: Iterable[Item], client: Any, read: Callable[[Given], Reading] = read_confined) -> Iterator[Outcome]:
    """Yield what became of each text, as the workers finish.

    Parameters
    ----------
    items
        Texts, and in the place of one that cannot be used the reason; taken only as fast as they are read.
    client
        A `distributed.Client`; dask has no types.
    read
        What is done with a text.
    """
    from distributed import as_completed  # noqa: PLC0415  (slow to import)

    source = iter(items)
    waiting: dict[Any, Given] = {}
    done: Any = as_completed()  # type: ignore[no-untyped-call]

    def hand_out() -> Iterator[Outcome]:
        room = max(1, sum(client.nthreads().values())) * AHEAD
        while len(waiting) < room:
            item = next(source, None)
            if item is None:
                return
            if isinstance(item, InputError):
                yield Outcome(item)
                continue
            future = client.submit(_outcome_of, read, item, pure=False, retries=RETRIES)
            waiting[future] = item
            done.add(future)

    yield from hand_out()
    for future in done:
        given = waiting.pop(future)
        yield _outcome(given, future)
        future.release()
        yield from hand_out()


def _outcome(given: Given, future: Any) -> Outcome:
    error = future.exception()
    if error is None:
        found: Outcome = future.result()
        return found
    return Outcome(given, failure=f"{given.article.doc} could not be read: {type(error).__name__}: {error}".splitlines()[0])


def readings_here(items: Iterable[Item], seconds: float | None = None) -> Iterator[Outcome]:
    """Yield what became of each text, read one after the other in one process, which a text can make hang or swell but not this one.

    Parameters
    ----------
    items
        As for `readings`.
    seconds
        How long each text may take, if not as long as usual.
    """
    from geo.confined import shared  # noqa: PLC0415  (it imports this module)

    for item in items:
        yield Outcome(item) if isinstance(item, InputError) else _outcome_of(lambda given: shared().read(given, seconds), item)


def readings_in_order(items: Iterable[Item], jobs: int, seconds: float | None = None) -> Iterator[Outcome]:
    """Yield what became of each text in the order of the texts, read in some processes beside this one; see `readings_here`."""
    from geo.confined import Worker  # noqa: PLC0415  (it imports this module)

    workers = [Worker() for _ in range(jobs)]
    free: SimpleQueue[Worker] = SimpleQueue()
    for worker in workers:
        free.put(worker)

    def read(given: Given) -> Reading:
        worker = free.get()
        try:
            return worker.read(given, seconds)
        finally:
            free.put(worker)

    source = iter(items)
    pool = ThreadPoolExecutor(jobs)

    def ahead(count: int) -> Iterator[Outcome | Future[Outcome]]:
        for item in islice(source, count):
            yield Outcome(item) if isinstance(item, InputError) else pool.submit(_outcome_of, read, item)

    try:
        waiting = deque(ahead(jobs * AHEAD))
        while waiting:
            first = waiting.popleft()
            yield first.result() if isinstance(first, Future) else first
            waiting.extend(ahead(1))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            worker.stop()  # a run that is broken off waits for none of them


@contextmanager
def workers(jobs: int = 1, cluster: str | None = None) -> Iterator[Client]:
    """Give a client of a cluster: the one at an address, or processes of this machine.

    Raises
    ------
    InputError
        If no scheduler answers at the address.
    """
    import dask  # noqa: PLC0415
    from distributed import Client, LocalCluster  # noqa: PLC0415

    if cluster is None:
        # Nothing listens beyond this machine, and no page of Dask's is served.
        quiet: dict[str, list[str]] = {"distributed.scheduler.http.routes": [], "distributed.worker.http.routes": []}
        start: Any = LocalCluster  # dask has no types
        with (
            dask.config.set(quiet),
            start(
                n_workers=jobs, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0", silence_logs=50, memory_limit=0
            ) as local,
            Client(local) as client,  # type: ignore[no-untyped-call]
        ):
            yield client
        return
    try:
        client = Client(cluster, timeout=CONNECT_SECONDS)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        msg = f"No Dask scheduler answers at {cluster!r} ({error}); check the address, as in tcp://scheduler:8786."
        raise InputError(msg) from None
    with client:
        if not client.nthreads():  # type: ignore[no-untyped-call]
            msg = f"The Dask scheduler at {cluster!r} has no workers; start some with: dask worker {cluster}."
            raise InputError(msg)
        yield client
