"""Opening and reading what strangers wrote, in a process of its own with limits of time and memory.

A PDF whose pages go round in circles, a zip bomb, a text that some rule takes for ever on: the process that meets it is ended,
the person gets a sentence, and the program goes on. Run as a module, this is that process.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import signal
import struct
import subprocess
import sys
import threading
import time
import weakref
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import GeoError, InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.intake import Given
    from geo.records import Reading

SECONDS = 60
"""How long one file may take to open, and a short article to read."""
SECONDS_A_MEGABYTE = 120
"""How much longer a text may take for each megabyte: reading takes about half of that on two slow cores."""
MEMORY_BYTES = 6 * 2**30
"""Address space of the process, its libraries and data included; an article of 2 MB needs less than half."""
GRACE_SECONDS = 30
"""How much longer than its task may take the process lives, should its parent be gone."""
IDLE_SECONDS = 600
"""After how long with nothing to do the process ends, and gives back its memory."""
_LENGTH = struct.Struct("!Q")


class Worker:
    """A process that opens and reads one thing after the other; it starts when there is something to do.

    It may be shared by threads: they take turns.
    """

    def __init__(self, memory: int = MEMORY_BYTES) -> None:
        self.memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._loaded: subprocess.Popen[bytes] | None = None
        """The process that has loaded what reading needs."""
        self._turn = threading.Lock()
        self._end: Callable[[], object] = lambda: None

    def open(self, data: bytes, doc: str, **facts: Any) -> Given:
        """Return `geo.intake.open_article` of the arguments; see there.

        Raises
        ------
        InputError
            Also if it takes too long or needs too much memory.
        """
        found: Given = self.run("open", data, doc, **facts)
        return found

    def read(self, given: Given, seconds: float | None = None) -> Reading:
        """Return what is read from an article.

        Parameters
        ----------
        given
            The article.
        seconds
            How long it may take, what every reading loads not counted; by default `SECONDS`, and more for a long one.

        Raises
        ------
        InputError
            If it takes too long or needs too much memory.
        """
        if self._process is None or self._loaded is not self._process:
            self.run("load", name=given.article.doc)
            self._loaded = self._process
        usual = SECONDS + SECONDS_A_MEGABYTE * len(given.article.text) / 1e6
        found: Reading = self.run("read", given, seconds=seconds or usual)
        return found

    def run(self, task: str, *arguments: Any, seconds: float = SECONDS, **named: Any) -> Any:
        """Return what a task gives.

        Parameters
        ----------
        task
            One of those that `_tasks` lists.
        arguments, named
            Its arguments; the second, or the article's `doc`, names it in messages.
        seconds
            How long it may take, the start of the process not counted.

        Raises
        ------
        InputError
            If the task raises one, takes too long, or needs too much memory.
        GeoError
            If the task fails by the program's own fault.
        """
        name = named.get("name") or (arguments[1] if len(arguments) > 1 else arguments[0].article.doc if arguments else task)
        request = pickle.dumps((task, arguments, named, seconds))
        with self._turn:
            try:
                self._send(request)
                how, value = pickle.loads(self._receive(seconds))  # noqa: S301  (our own process wrote it)
            except TimeoutError:
                self.stop()
                msg = f"{name} takes longer than {seconds:.0f} seconds to read and was given up; give a shorter text of it."
                raise InputError(msg) from None
            except (OSError, EOFError):
                self.stop()
                msg = f"{name} needs more memory than one article may take, or made its reader fail; give a shorter text of it."
                raise InputError(msg) from None
        if how == "input":
            raise InputError(value)
        if how == "fault":
            self.stop()  # what failed half-way may stay broken in it
            raise GeoError(f"{name} could not be read: {value}")  # noqa: EM102, TRY003
        return value

    def stop(self) -> None:
        """End the process; the next task starts another one."""
        self._end()
        self._process = None

    def _send(self, request: bytes) -> None:
        for last in (False, True):
            process = self._started()
            assert process.stdin is not None  # noqa: S101  (a pipe was asked for)
            try:
                process.stdin.write(_LENGTH.pack(len(request)) + request)
                process.stdin.flush()
            except OSError:
                # It ended since the last task, for want of work or of memory.
                self.stop()
                if last:
                    raise
            else:
                return

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.stop()
        process = subprocess.Popen(  # noqa: S603  (this program itself)
            [sys.executable, "-m", "geo.confined", str(self.memory)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parent.parent, start_new_session=True,
        )  # fmt: skip
        self._process = process
        self._end = weakref.finalize(self, _end, process)
        if self._receive(SECONDS) != b"ready":
            raise EOFError
        return process

    def _receive(self, seconds: float) -> bytes:
        deadline = time.monotonic() + seconds
        (length,) = _LENGTH.unpack(self._take(_LENGTH.size, deadline))
        return self._take(length, deadline)

    def _take(self, size: int, deadline: float) -> bytes:
        assert self._process is not None  # noqa: S101  (it was started)
        assert self._process.stdout is not None  # noqa: S101  (a pipe was asked for)
        file = self._process.stdout.fileno()
        parts: list[bytes] = []
        while size:
            if not select.select([file], [], [], max(0.0, deadline - time.monotonic()))[0]:
                raise TimeoutError
            part = os.read(file, min(size, 2**20))
            if not part:
                raise EOFError
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    process.wait()


@cache
def shared() -> Worker:
    """Return the worker that this program's threads share."""
    return Worker()


_of_thread = threading.local()


def own() -> Worker:
    """Return the worker of this thread alone, for threads that read beside each other."""
    if not hasattr(_of_thread, "worker"):
        _of_thread.worker = Worker()
    worker: Worker = _of_thread.worker
    return worker


def _load(name: str) -> None:
    """Load the language model and the gazetteer, which the first reading would load otherwise."""
    from geo.intake import Given  # noqa: PLC0415
    from geo.many import read_one  # noqa: PLC0415
    from geo.records import Article  # noqa: PLC0415

    read_one(Given(Article("Shells fell on Goma.", doc=name)))


def _tasks() -> dict[str, Callable[..., Any]]:
    from geo.intake import open_article  # noqa: PLC0415
    from geo.many import read_one  # noqa: PLC0415

    return {"open": open_article, "load": _load, "read": read_one}


def _limit(memory: int) -> None:
    try:
        import resource  # noqa: PLC0415  (POSIX only)

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):
        return  # this system sets no such limit; the time limit still holds


def _end_after(seconds: float) -> None:
    """Let the system end this process after a time, 0 for never: the parent that should may have been killed."""
    if hasattr(signal, "setitimer"):  # POSIX only
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _serve(memory: int) -> None:
    """Do one task after the other that comes in at standard input, until it closes or nothing comes for long."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print must not come between the answers
    _limit(memory)
    tasks = _tasks()
    requests = sys.stdin.buffer

    def answer(data: bytes) -> None:
        answers.write(_LENGTH.pack(len(data)) + data)
        answers.flush()

    answer(b"ready")
    while select.select([requests], [], [], IDLE_SECONDS)[0]:
        head = requests.read(_LENGTH.size)
        if len(head) < _LENGTH.size:
            return
        task, arguments, named, seconds = pickle.loads(requests.read(_LENGTH.unpack(head)[0]))  # noqa: S301  (our own parent wrote it)
        _end_after(seconds + GRACE_SECONDS)
        answer(pickle.dumps(_do(tasks[task], arguments, named)))
        _end_after(0)


def _do(task: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]) -> tuple[str, Any]:
    try:
        return "ok", task(*arguments, **named)
    except InputError as error:
        return "input", str(error)
    except (MemoryError, RecursionError):
        os._exit(1)  # what is left of the process cannot be trusted; the parent tells the person
    except BaseException as error:  # noqa: BLE001  (the parent must hear of whatever it was; the traceback goes to the log)
        sys.excepthook(type(error), error, error.__traceback__)
        return "fault", f"{type(error).__name__}: {error}".splitlines()[0]


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
