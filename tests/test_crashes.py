"""A process killed while it reads, imports or corrects leaves the store whole, and doing it again completes it."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from geo.importers.run import import_table
from geo.store import Store, open_store
from geo.store_care import find_faults
from geo.store_schema import claims, corrections, event_actors, event_places, events, mentions, meta, metadata
from tests.conftest import ROOT
from tests.importers.tables import UCDP, table, ucdp
from tests.writing_process import ARTICLES, CORRECTIONS, EVENTS

if TYPE_CHECKING:
    from pathlib import Path

SOAK = bool(os.environ.get("CONTESTED_SOAK"))
KILLS = 50 if SOAK else 5
SEED = 20260105


@pytest.fixture(scope="module")
def events_table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "u.csv"
    rows = (ucdp(id=str(i), latitude=f"{i % 40 / 10:.1f}", side_b=f"Group {i % 7}") for i in range(1, EVENTS + 1))
    path.write_text(table(UCDP, *rows), encoding="utf-8")
    return path


def start(operation: str, store: str, rest: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.writing_process", operation, store, rest]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def run_whole(operation: str, store: str, rest: str) -> float:
    """Run the operation to its end and return its seconds."""
    process = start(operation, store, rest)
    began = time.monotonic()
    assert process.stdout is not None
    assert process.stdout.readline() == "done\n"
    seconds = time.monotonic() - began
    assert process.communicate() == ("", "")
    return seconds


def check_whole(store: Store) -> int:
    """The store has no fault, and whatever is in it is in it with all its parts; the number of such things."""
    assert find_faults(store) == []
    with store.reading() as connection:

        def per(table: sa.Table, column: str = "article_id") -> set[int]:
            rows = connection.execute(sa.select(sa.func.count()).where(table.c[column].is_not(None)).group_by(table.c[column]))
            return {n for (n,) in rows}

        assert per(mentions) <= {3}
        assert per(events) <= {3}
        assert per(claims) <= {2}
        imported = connection.scalar(sa.select(sa.func.count()).where(events.c.source.is_not(None))) or 0
        of_imported = sa.select(events.c.event_id).where(events.c.source.is_not(None))
        for links, each in ((event_actors, 2), (event_places, 1)):
            assert connection.scalar(sa.select(sa.func.count()).where(links.c.event_id.in_(of_imported))) == imported * each
        articles = connection.scalar(sa.select(sa.func.count()).select_from(metadata.tables["articles"])) or 0
        corrected = connection.scalar(sa.select(sa.func.count()).select_from(corrections)) or 0
        version = connection.scalar(sa.select(meta.c.value).where(meta.c.key == "version")) or 0
    if not imported:
        assert version == articles + corrected
    return articles + imported + corrected


def empty(store: Store) -> None:
    with store.engine.connect().execution_options(writes=True) as connection, connection.begin():
        for each in reversed(metadata.sorted_tables):
            if each is not meta:
                connection.execute(sa.delete(each))
        connection.execute(sa.update(meta).where(meta.c.key != "schema").values(value=0))


@pytest.mark.parametrize(("operation", "whole"), [("read", ARTICLES), ("import", EVENTS), ("correct", CORRECTIONS)])
@pytest.mark.parametrize("where", ["sqlite", "postgis"])
def test_a_killed_process_leaves_the_store_whole(
    where: str, operation: str, whole: int, *, events_table: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    name = str(tmp_path / "s.sqlite") if where == "sqlite" else request.getfixturevalue("postgis_store").engine.url.render_as_string()
    store = open_store(name)
    empty(store)
    seconds = run_whole(operation, name, str(events_table))
    assert check_whole(store) == whole
    chance = random.Random(SEED)  # noqa: S311  (moments, no secrets)
    found = []
    for _ in range(KILLS if where == "sqlite" or SOAK else 1):
        empty(store)
        process = start(operation, name, str(events_table))
        # A moment anywhere in the operation, whose length is that of the run before.
        time.sleep(chance.uniform(0, seconds))
        process.kill()
        process.communicate()
        found.append(check_whole(store))
        if SOAK:
            run_whole(operation, name, str(events_table))
            assert check_whole(store) == whole
    run_whole(operation, name, str(events_table))
    assert check_whole(store) == whole
    print(f"{where} {operation}: {len(found)} kills, kept of {whole}: {sorted(found)}")
    store.close()


def test_importing_again_after_a_crash_changes_nothing_that_was_kept(events_table: Path, tmp_path: Path) -> None:
    store = open_store(tmp_path / "s.sqlite")
    run_whole("import", store.name, str(events_table))
    report = import_table("ucdp", events_table, store)
    assert (report.added, report.updated, report.unchanged) == (0, 0, EVENTS)
    store.close()
