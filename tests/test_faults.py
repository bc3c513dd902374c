"""When the machine fails: each fault ends in a sentence that a person can act on, and nothing that was kept is lost."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from geo import store_open
from geo.errors import DataError, StoreError
from geo.gazetteer.index import Gazetteer
from geo.gazetteer.layout import DATA, NAMES, PLACES
from geo.store import Store, open_store
from geo.store_care import find_faults
from geo.store_schema import articles, events
from tests.conftest import ROOT, made_reading
from tests.importers.tables import UCDP, table, ucdp
from tests.throwaway_postgis import server

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MANY = 3_000
# The first run is root's and loads every module: somebody else may not be allowed to.
AS_NOBODY = """
import os, sys
from geo.cli import main
main(["import", "ucdp", sys.argv[1], "--store", sys.argv[2]])
os.seteuid(65534)
sys.exit(main(["import", "ucdp", sys.argv[1], "--store", sys.argv[3]]))
"""


def geo(*arguments: str, before: Callable[[], None] | None = None) -> tuple[int, str]:
    """Run a command in a process of its own; its status and what it complained of."""
    command = [sys.executable, "-m", "geo", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, preexec_fn=before)
    return done.returncode, done.stderr


def count(store: Store, rows: sa.Table) -> int:
    with store.reading() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(rows)) or 0


def no_file_beyond(size: int) -> Callable[[], None]:
    """Let a process write no file beyond a size: its writes then fail as on a full disk."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def is_one_sentence(complaint: str) -> bool:
    return complaint.count("\n") == 1 and complaint.endswith(".\n") and "Traceback" not in complaint


@pytest.fixture(scope="module")
def events_table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "u.csv"
    path.write_text(
        table(UCDP, *(ucdp(id=str(i), side_b=f"Group {i * 48271 % 2147483647:x}") for i in range(1, MANY + 1))), encoding="utf-8"
    )
    return path


@pytest.mark.sqlite
def test_a_full_disk_stops_an_import_with_a_sentence_and_the_next_completes_it(events_table: Path, tmp_path: Path) -> None:
    name = tmp_path / "s.sqlite"
    open_store(name).add_reading(made_reading())
    status, complaint = geo("import", "ucdp", str(events_table), "--store", str(name), before=no_file_beyond(600_000))
    assert status == 2
    assert is_one_sentence(complaint)
    assert "check that its disk has room" in complaint
    store = open_store(name)
    assert find_faults(store) == []
    assert count(store, articles) == 1
    kept = count(store, events)
    assert kept < MANY
    assert geo("import", "ucdp", str(events_table), "--store", str(name))[0] == 0
    assert count(store, events) == MANY + 3


@pytest.mark.sqlite
def test_a_full_disk_leaves_the_export_of_before(events_table: Path, tmp_path: Path) -> None:
    name, out = tmp_path / "s.sqlite", tmp_path / "out.geojson"
    assert geo("import", "ucdp", str(events_table), "--store", str(name))[0] == 0
    out.write_text("of before", encoding="utf-8")
    for format_ in ("geojson", "gpkg", "geoparquet", "csv"):
        arguments = ("export", "--layer", "events", "--format", format_, "-o", str(out), "--store", str(name))
        status, complaint = geo(*arguments, before=no_file_beyond(40_000))
        assert (status, is_one_sentence(complaint)) == (2, True), complaint
        assert str(out) in complaint
        assert out.read_text(encoding="utf-8") == "of before"
        assert sorted(p.name for p in tmp_path.iterdir() if "out" in p.name) == ["out.geojson"]


@pytest.mark.sqlite
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody who may not write")
def test_a_store_that_may_not_be_written_is_told(events_table: Path, tmp_path: Path) -> None:
    name = tmp_path / "s.sqlite"
    open_store(name).add_reading(made_reading())
    done = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, str(events_table), str(tmp_path / "warm.sqlite"), str(name)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, is_one_sentence(done.stderr)) == (2, True), done.stderr


@pytest.mark.sqlite
def test_a_folder_that_cannot_be_made_is_told() -> None:
    status, complaint = geo("store", "info", "--store", "/proc/none/store.sqlite")
    assert (status, is_one_sentence(complaint)) == (2, True), complaint


@pytest.mark.sqlite
def test_a_store_that_another_program_holds_can_be_read_and_says_why_it_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_open, "BUSY_SECONDS", 0)
    monkeypatch.setattr(store_open, "PATIENCE_SECONDS", 0)
    store = open_store(tmp_path / "s.sqlite")
    with store.writing():
        other = open_store(tmp_path / "s.sqlite")
        assert count(other, articles) == 0
        with pytest.raises(StoreError, match=r"cannot be written .*locked.* no other program holds it\.$"):
            other.add_reading(made_reading())
    assert other.add_reading(made_reading())


def test_a_database_server_gone_and_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_open, "PATIENCE_SECONDS", 0)
    with server() as database:
        store = open_store(database.url)
        store.add_reading(made_reading())
        database.stop("fast")
        with pytest.raises(StoreError, match="cannot be read"):
            count(store, articles)
        with pytest.raises(StoreError, match="cannot be written"):
            store.correct("x:event:1-2", "count", 3, note="n")
        with pytest.raises(StoreError, match="cannot be opened"):
            open_store(database.url)
        database.start()
        assert count(store, articles) == 1
        assert find_faults(store) == []
        store.close()


@pytest.mark.parametrize("name", [PLACES, f"{NAMES}.marisa", f"{NAMES}.counts.arrow"])
@pytest.mark.parametrize("damage", ["cut", "missing", "other"])
def test_a_damaged_gazetteer_is_told(tmp_path: Path, name: str, damage: str) -> None:
    for file in DATA.iterdir():
        if file.is_file():
            (tmp_path / file.name).symlink_to(file)
    broken = tmp_path / name
    whole = broken.read_bytes()
    broken.unlink()
    if damage != "missing":
        broken.write_bytes(whole[: len(whole) // 3] if damage == "cut" else b"something else")
    with pytest.raises(DataError, match="install the program again"):
        Gazetteer(tmp_path)


def test_a_password_is_in_no_message() -> None:
    with pytest.raises(StoreError) as told:
        open_store("postgresql+psycopg://desk:s3cret@127.0.0.1:9/x")
    assert "s3cret" not in str(told.value)
    assert "desk" in str(told.value)
