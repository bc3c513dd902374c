"""A PostgreSQL server with PostGIS on 127.0.0.1 that lives as long as the tests: nothing of it stays."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.free_port import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAMS = Path("/usr/lib/postgresql")
"""Where Debian puts the programs, one folder a version."""
# Nothing here outlives a crash, so nothing is made safe from one.
SETTINGS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_wal_size=4GB -c listen_addresses=127.0.0.1"


def programs() -> Path | None:
    """The newest installed version's programs; `None` where there is no PostgreSQL with PostGIS."""
    found = sorted(PROGRAMS.glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    for initdb in reversed(found):
        if Path(f"/usr/share/postgresql/{initdb.parts[-3]}/extension/postgis.control").is_file():
            return initdb.parent
    return None


class Server:
    """A server with an empty database in a folder of its own; root steps down to the user postgres, as the server demands."""

    def __init__(self) -> None:
        found = programs()
        if found is None:
            msg = "There is no PostgreSQL with PostGIS; install it with: make postgis."
            raise FileNotFoundError(msg)
        self.programs = found
        self.folder = Path(tempfile.mkdtemp(prefix="postgis-"))
        self.as_user: dict[str, Any] = {}
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
            self.as_user = {"user": "postgres", "group": "postgres", "extra_groups": []}
        self.port = free_port()
        self.data = str(self.folder / "data")
        self.url = f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"
        self._run("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")

    def start(self) -> None:
        self._run(
            "pg_ctl", "-D", self.data, "-w", "-l", str(self.folder / "log"), "-o", f"{SETTINGS} -p {self.port} -k {self.folder}", "start"
        )

    def stop(self, mode: str = "immediate") -> None:
        self._run("pg_ctl", "-D", self.data, "-m", mode, "stop")

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self.programs / program), *arguments],
            cwd="/", env={**os.environ, "LC_ALL": "C.UTF-8"}, capture_output=True, text=True, check=False, **self.as_user,
        )  # fmt: skip
        if done.returncode:
            msg = f"{program} failed: {done.stderr}"
            raise RuntimeError(msg)


@contextlib.contextmanager
def server() -> Iterator[Server]:
    """Start a server; nothing of it stays."""
    made = Server()
    try:
        made.start()
        yield made
    finally:
        with contextlib.suppress(RuntimeError):
            made.stop()
        shutil.rmtree(made.folder, ignore_errors=True)


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """Start a server and give its URL."""
    with server() as made:
        yield made.url
