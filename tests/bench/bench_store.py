"""Import, filter, map and export at 1,000, 100,000 and 1,000,000 events, each beside a stated baseline in the same run: `make bench`.

The table is made from the real UCDP GED table (see `many_events`). CONTESTED_BENCH_SIZES chooses other sizes. Each benchmark's
`extra_info` has the ratio to its baseline, and what a process of its own had in memory at most.
"""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from geo.export import layer, write
from geo.filter import Filter
from geo.frames import Frames, load_frames, load_rows
from geo.query import select_ids
from geo.snapshot import Snapshot
from geo.store import Store, open_store
from tests.bench.many_events import REAL, write_events
from tests.conftest import ROOT
from tests.throwaway_postgis import cluster, programs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture

SIZES = [int(n) for n in os.environ.get("CONTESTED_BENCH_SIZES", "1000,100000,1000000").split(",")]
LARGE = 300_000
"""Beyond it all frames at once would be many GB: what needs them is not measured."""
WORLD = (-180.0, -85.0, 180.0, 85.0)
CHOSEN = Filter(actors=("DPR",), since=dt.date(2014, 1, 1), until=dt.date(2015, 12, 31))
IMPORT = """
import sys
from geo.cli import main
main(["import", "ucdp", sys.argv[1], "--store", sys.argv[2]])
"""
EXPORT = """
import sys
from pathlib import Path
from geo.export import export
from geo.filter import Filter
from geo.store import open_store
export(open_store(sys.argv[1]), Filter(), ["events"], sys.argv[2], Path(sys.argv[3]))
"""
SNAPSHOT = """
import sys
from geo.snapshot import Snapshot
from geo.store import open_store
Snapshot(open_store(sys.argv[1]))
"""
# Not `getrusage`: what it tells of a process begins with the memory of the one that started it.
PEAK = "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"

pytestmark = pytest.mark.skipif(not REAL.is_file(), reason=f"there is no UCDP GED table at {REAL}; name one in CONTESTED_UCDP")


def seconds(function: Callable[[], Any]) -> float:
    began = time.perf_counter()
    function()
    return time.perf_counter() - began


def tell(benchmark: BenchmarkFixture, **facts: Any) -> None:
    """Keep facts beside the times, and print them: pytest-benchmark's table has no place for them."""
    benchmark.extra_info.update(facts)
    print(f"\n{benchmark.name}: median {benchmark.stats.stats.median:.3f} s; " + ", ".join(f"{k} {v}" for k, v in facts.items()))


@pytest.fixture(scope="module", params=SIZES, ids=lambda n: f"{n}-events")
def size(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def events_table(size: int, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_events(size, tmp_path_factory.mktemp("table") / "events.csv")


@pytest.fixture(scope="module", params=["sqlite", "postgis"])
def address(request: pytest.FixtureRequest, events_table: Path) -> Iterator[str]:
    """The address of an empty store."""
    if request.param == "sqlite":
        yield str(events_table.with_name("store.sqlite"))
        return
    if programs() is None:
        pytest.skip("no PostGIS is installed; make postgis installs it")
    with cluster() as url:
        yield url


def run(program: str, *arguments: str) -> int:
    """Run a program in a process of its own and return its peak memory in MB."""
    done = subprocess.run([sys.executable, "-c", program + PEAK, *arguments], cwd=ROOT, check=True, capture_output=True, text=True)
    return int(done.stdout.split()[-1]) // 1024


@pytest.fixture(scope="module")
def imported(address: str, events_table: Path) -> tuple[Store, float, int]:
    began = time.perf_counter()
    peak = run(IMPORT, str(events_table), address)
    return open_store(address), time.perf_counter() - began, peak


@pytest.fixture(scope="module")
def store(imported: tuple[Store, float, int]) -> Store:
    return imported[0]


@pytest.fixture(scope="module")
def snapshot(store: Store) -> Snapshot:
    return Snapshot(store)


def bench_import(benchmark: BenchmarkFixture, imported: tuple[Store, float, int], events_table: Path, tmp_path: Path) -> None:
    """Beside `pandas.read_csv` and `to_sql` of the same file."""

    def plain() -> None:
        with sqlite3.connect(tmp_path / "plain.sqlite") as connection:
            pd.read_csv(events_table, encoding="cp1252").to_sql("events", connection, index=False, if_exists="replace")
        connection.close()

    benchmark.pedantic(plain, rounds=1)
    baseline = benchmark.stats.stats.median
    _, took, peak = imported
    tell(benchmark, what="baseline: read_csv + to_sql", import_s=round(took, 2), ratio=round(took / baseline, 2), peak_MB=peak)


def bench_snapshot_from_the_store(benchmark: BenchmarkFixture, store: Store) -> None:
    benchmark.pedantic(Snapshot, args=(store,), rounds=1)
    tell(benchmark, peak_MB=run(SNAPSHOT, store.name))


def bench_filter_to_totals_histogram_and_cells(benchmark: BenchmarkFixture, snapshot: Snapshot) -> None:
    """Actor and dates, nothing remembered from a filter before."""

    def ask() -> None:
        snapshot._answers.clear()
        snapshot._told.clear()
        snapshot._places.clear()
        snapshot.totals(CHOSEN)
        snapshot.histogram(CHOSEN)
        snapshot.cells(CHOSEN, 4, WORLD)

    benchmark.pedantic(ask, rounds=15, warmup_rounds=1)


def bench_step_after_a_correction(benchmark: BenchmarkFixture, store: Store, snapshot: Snapshot) -> None:
    event = snapshot.ids(Filter())[0]
    store.correct(event, "targets", ["A"], note=str(time.time()))
    benchmark.pedantic(Snapshot, args=(store, snapshot), rounds=3)


def bench_page_of_fifty(benchmark: BenchmarkFixture, snapshot: Snapshot) -> None:
    benchmark.pedantic(lambda: snapshot.page(CHOSEN, offset=0, limit=50), rounds=5, warmup_rounds=1)


def bench_filter_by_sql(benchmark: BenchmarkFixture, store: Store) -> None:
    benchmark.pedantic(select_ids, args=(store, CHOSEN), rounds=3)


def bench_filter_to_geodataframe(benchmark: BenchmarkFixture, store: Store, snapshot: Snapshot, size: int) -> None:
    """The rows of the filter as frames, beside a plain geopandas filter of frames that are in memory already."""

    def ask() -> Frames:
        return load_rows(store, snapshot.ids(CHOSEN))

    benchmark.pedantic(ask, rounds=1)
    if size <= LARGE:
        events = load_frames(store).events
        wanted = {"DPR"}

        def plain() -> Any:
            who = events["sources"].map(lambda n: not wanted.isdisjoint(n)) | events["targets"].map(lambda n: not wanted.isdisjoint(n))
            return events[who & (events["date_end"] >= "2014-01-01") & (events["date_start"] <= "2015-12-31")]

        tell(benchmark, plain_geopandas_filter_s=round(seconds(plain), 3), load_frames_s=round(seconds(lambda: load_frames(store)), 2))


@pytest.mark.parametrize("kind", ["geojson", "geojsonl", "gpkg", "geoparquet", "csv"])
def bench_export_from_the_store(benchmark: BenchmarkFixture, store: Store, size: int, kind: str, tmp_path: Path) -> None:
    if size > LARGE and kind in ("gpkg", "csv", "geojsonl"):
        pytest.skip("as slow as the others, and measured at 100,000")
    """With the start of a process of its own."""
    peaks: list[int] = []
    benchmark.pedantic(lambda: peaks.append(run(EXPORT, store.name, kind, str(tmp_path / "x"))), rounds=1)
    tell(benchmark, peak_MB=peaks[0])


@pytest.mark.parametrize("kind", ["geojson", "geoparquet"])
def bench_write_frames(benchmark: BenchmarkFixture, store: Store, size: int, kind: str, tmp_path: Path) -> None:
    """The writing alone, beside pyogrio's GeoJSON (RFC7946) of a frame whose lists are JSON text already, and beside making such a frame
    and `GeoDataFrame.to_parquet`, which has no other way to take the codes.
    """
    from geo.export_writers import flat  # noqa: PLC0415

    if size > LARGE:
        pytest.skip("all frames of a million events at once would be many GB")
    frames = load_frames(store)
    ready = flat(layer(frames, "events"))
    benchmark.pedantic(write, args=(frames, "events", kind, tmp_path / "x"), rounds=3)
    if kind == "geojson":
        baseline = seconds(lambda: ready.to_file(tmp_path / "y.geojson", driver="GeoJSON", engine="pyogrio", RFC7946="YES"))
    else:
        baseline = seconds(
            lambda: flat(layer(frames, "events")).to_parquet(tmp_path / "y", schema_version="1.1.0", write_covering_bbox=True)
        )
    tell(benchmark, baseline_s=round(baseline, 2), ratio=round(benchmark.stats.stats.median / baseline, 2))
