"""Many people filter at once: nobody sees an error, and the server's memory stays flat."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from geo.importers.run import import_table
from geo.store import open_store
from tests.browser.conftest import serving
from tests.browser.sessions import crowd
from tests.importers.tables import UCDP, table, ucdp

if TYPE_CHECKING:
    from collections.abc import Iterator

SOAK = bool(os.environ.get("CONTESTED_SOAK"))
PEOPLE, SECONDS, EVENTS = (50, 120, 100_000) if SOAK else (10, 10, 5_000)
GROWTH = 1.25
"""How much more memory than after the first tenth of the time is no longer flat."""
QUERIES = [
    urlencode(query)
    for query in (
        {}, {"actor": "Group 3"}, {"type": "ASSAULT", "since": "2021-03-01"}, {"since": "2020-01-01", "until": "2021-06-30"},
        {"actor": "Group 5", "until": "2022-01-01"}, {"tab": "events", "page": "3"}, {"tab": "places"}, {"q": "village"}, {"disputed": "1"},
    )
]  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    folder = tmp_path_factory.mktemp("load")
    rows = (
        ucdp(
            id=str(i), side_b=f"Group {i % 40}", latitude=f"{i * 7 % 4000 / 100 - 10:.2f}", longitude=f"{i * 13 % 6000 / 100:.2f}",
            date_start=f"{2019 + i % 5}-0{1 + i % 9}-1{i % 10}", date_end=f"{2019 + i % 5}-0{1 + i % 9}-1{i % 10}",
        )
        for i in range(1, EVENTS + 1)
    )  # fmt: skip
    (folder / "u.csv").write_text(table(UCDP, *rows), encoding="utf-8")
    import_table("ucdp", folder / "u.csv", open_store(folder / "store.sqlite"))
    with serving(folder / "store.sqlite", folder) as (address, process):
        yield address, process.pid


def resident(pid: int) -> int:
    """The process's memory in kB."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")))


def test_a_crowd_sees_no_error_and_memory_stays_flat(server: tuple[str, int]) -> None:
    address, pid = server
    first = crowd(address, QUERIES, people=PEOPLE, seconds=SECONDS / 10)
    warm = resident(pid)
    load = crowd(address, QUERIES, people=PEOPLE, seconds=SECONDS)
    after = resident(pid)
    print(
        f"{PEOPLE} people, {EVENTS:,} events, {SECONDS} s: {len(load.seconds)} views, median {load.quantile(0.5):.2f} s, "
        f"p95 {load.quantile(0.95):.2f} s; memory {warm // 1024} MB after the first tenth, {after // 1024} MB at the end"
    )
    assert first.errors + load.errors == []
    assert len(load.seconds) >= PEOPLE  # each has seen one at least
    assert after < warm * GROWTH
