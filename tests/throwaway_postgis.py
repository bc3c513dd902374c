"""A PostgreSQL server with PostGIS on 127.0.0.1 that lives as long as the tests: nothing of it stays."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

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


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """Start a server with an empty database and give its URL; root steps down to the user postgres, as the server demands."""
    folder = Path(tempfile.mkdtemp(prefix="postgis-"))
    as_user: dict[str, Any] = {}
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        as_user = {"user": "postgres", "group": "postgres", "extra_groups": []}
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def run(program: str, *arguments: str) -> None:
        command = [str(found / program), *arguments]
        done = subprocess.run(
            command, cwd="/", env={**os.environ, "LC_ALL": "C.UTF-8"}, capture_output=True, text=True, check=False, **as_user
        )
        if done.returncode:
            msg = f"{program} failed: {done.stderr}"
            raise RuntimeError(msg)

    found = programs()
    if found is None:
        msg = "There is no PostgreSQL with PostGIS; install it with: make postgis."
        raise FileNotFoundError(msg)
    data = str(folder / "data")
    try:
        run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        run("pg_ctl", "-D", data, "-w", "-l", str(folder / "log"), "-o", f"{SETTINGS} -p {port} -k {folder}", "start")
        yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
    finally:
        with contextlib.suppress(RuntimeError):
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
