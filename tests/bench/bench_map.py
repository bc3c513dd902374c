"""The page in a browser at 1,000, 100,000 and 1,000,000 events: filter, zoom, selection, start, many sessions at once: `make bench`.

Each time is from the click to the map settled on the answer with all panels drawn. The baseline, in the same run, is a plain folium map
with the events of a year, built anew by each filter (`plain_map`); a million rows are beyond it.
"""

from __future__ import annotations

import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import sync_playwright

from tests.bench.many_events import REAL, write_events
from tests.browser.answers import SCRIPT
from tests.browser.conftest import ARGUMENTS, BROWSERS, Explore, served
from tests.conftest import ROOT
from tests.free_port import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Locator, Page
    from pytest_benchmark.fixture import BenchmarkFixture

SIZES = [int(n) for n in os.environ.get("CONTESTED_BENCH_SIZES", "1000,100000,1000000").split(",")]
PLAIN_LIMIT = 100_000
"""Beyond it the plain page needs many GB, and minutes a filter."""
SESSIONS = 10
PATIENCE_MS = 120_000

pytestmark = pytest.mark.skipif(not REAL.is_file(), reason=f"there is no UCDP GED table at {REAL}; name one in CONTESTED_UCDP")

PANEL = """() => { const find = (node) => { for (const one of node.querySelectorAll('*')) {
    if (one.classList.contains('panel')) return one;
    const inner = one.shadowRoot && find(one.shadowRoot); if (inner) return inner; } return null; };
  window.panel = () => (window.held && window.held.isConnected ? window.held : (window.held = find(document))); }"""
SETTLED = """(button) => new Promise((done) => {
  const root = () => document.querySelector('.st-key-mapframe iframe').contentDocument.documentElement;
  const began = performance.now(), before = root().dataset.settledAt;
  button.click();
  const look = () => {
    const now = root().dataset, waited = performance.now() - began;
    const idle = document.querySelector('.stApp').dataset.testScriptState === 'notRunning';
    if (now.settledAt !== before && now.settled === window.panel().dataset.map && idle) done(waited);
    else if (waited > 60000) done(NaN); else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})"""
ZOOMED = """(button) => new Promise((done) => {
  const root = document.documentElement, began = performance.now(), before = root.dataset.settledAt;
  button.click();
  const look = () => { if (root.dataset.settled && root.dataset.settledAt !== before) done(performance.now() - began);
    else if (performance.now() - began > 60000) done(NaN); else requestAnimationFrame(look); };
  requestAnimationFrame(look);
})"""
PLAIN = """(button) => new Promise((done) => {
  const year = () => document.querySelector('iframe')?.contentDocument?.documentElement?.dataset.year;
  const began = performance.now(), before = year();
  button.click();
  const look = () => { const now = year(); if (now && now !== before) done(performance.now() - began);
    else if (performance.now() - began > 110000) done(NaN); else requestAnimationFrame(look); };
  requestAnimationFrame(look);
})"""


@pytest.fixture(scope="module", params=SIZES, ids=lambda n: f"{n}-events")
def size(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def store(size: int, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("map")
    table = write_events(size, folder / "events.csv")
    command = [sys.executable, "-m", "geo", "import", "ucdp", str(table), "--store", str(folder / "store.sqlite")]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return folder / "store.sqlite"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    import shutil  # noqa: PLC0415

    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as profile:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=next(p for n in BROWSERS if (p := shutil.which(n))), headless=True, args=ARGUMENTS,
            viewport={"width": 1440, "height": 900},
        )  # fmt: skip
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(path=SCRIPT)
        yield context
        context.close()


@pytest.fixture(scope="module")
def site(store: Path) -> Iterator[tuple[str, float]]:
    """The dashboard's address, and when it was started, in the clock of `time.perf_counter`."""
    began = time.perf_counter()
    with served(store, store.parent) as address:
        yield address, began


@pytest.fixture
def explore(browser: Any, site: tuple[str, float]) -> Iterator[Explore]:
    page = browser.new_page()
    page.goto(site[0])
    yield Explore(page)
    page.close()


def tell(benchmark: BenchmarkFixture, times: list[float], **facts: Any) -> None:
    """Give pytest-benchmark the times, in seconds, and keep facts beside them."""
    left = iter(times)
    benchmark.pedantic(lambda: None, rounds=1)
    stats = benchmark.stats.stats
    stats.data[:] = []
    for seconds in left:
        stats.update(seconds)
    benchmark.extra_info.update(facts)
    print(
        f"\n{benchmark.name}: median {statistics.median(times):.3f} s of {len(times)}; " + ", ".join(f"{k} {v}" for k, v in facts.items())
    )


def clicked(button: Locator, script: str, page: Page) -> float:
    took = float(button.evaluate(script)) / 1000
    page.wait_for_timeout(250)
    return took


@pytest.fixture(scope="module")
def plain(store: Path, browser: Any, size: int) -> float | None:
    """How long the plain page takes for a filter, in the median of four; nothing where it cannot hold so many."""
    if size > PLAIN_LIMIT:
        return None
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(Path(__file__).with_name("plain_map.py")), "--server.port", str(port)]
    command += ["--server.address", "127.0.0.1", "--server.fileWatcherType", "none", "--server.headless", "true", "--", str(store)]
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            page = browser.new_page()
            for _ in range(100):
                with contextlib.suppress(PlaywrightError):  # it is still starting
                    page.goto(f"http://127.0.0.1:{port}", timeout=10_000)
                    break
                time.sleep(0.2)
            page.frame_locator("iframe").locator("html[data-year]").wait_for(state="attached")
            return statistics.median(clicked(page.get_by_role("button", name="Next year"), PLAIN, page) for _ in range(4))
        finally:
            page.close()
            process.terminate()


def bench_start_to_the_first_page(benchmark: BenchmarkFixture, site: tuple[str, float], browser: Any) -> None:
    """From the start of the server's process to the first page settled; then for the next person."""
    address, began = site
    times = []
    for _ in range(2):
        page = browser.new_page()
        opened = time.perf_counter()
        page.goto(f"{address}/?tab=events")
        page.locator(".stApp[data-test-script-state=notRunning] .panel").wait_for(timeout=PATIENCE_MS)  # a million rows are loaded first
        Explore(page).settled()
        times.append(time.perf_counter() - (began if not times else opened))
        page.close()
    tell(benchmark, times[:1], next_person_s=round(times[1], 2))


def bench_filter_to_visible(benchmark: BenchmarkFixture, explore: Explore, site: tuple[str, float], plain: float | None) -> None:
    """An actor and a bar of the timeline, each time another: nothing is remembered from a filter before."""
    explore.open(site[0], "?tab=events&actor=DPR")
    explore.page.evaluate(PANEL)
    bars = explore.page.locator(".bar")
    times = [clicked(bars.nth(i), SETTLED, explore.page) for i in range(min(bars.count(), 15))]
    facts = {"plain_folium_s": round(plain, 2), "ratio": round(statistics.median(times) / plain, 2)} if plain else {}
    tell(benchmark, times, **facts)


def bench_selection_to_visible(benchmark: BenchmarkFixture, explore: Explore, site: tuple[str, float]) -> None:
    """A card: the map goes to its place, the card is marked."""
    explore.open(site[0], "?tab=events")
    explore.page.evaluate(PANEL)
    cards = explore.page.locator(".card.event")
    tell(benchmark, [clicked(cards.nth(i), SETTLED, explore.page) for i in range(1, 12)])


def bench_zoom_to_new_cells(benchmark: BenchmarkFixture, explore: Explore, site: tuple[str, float]) -> None:
    """One step closer, and one back."""
    explore.open(site[0], "?tab=events")
    signs = ("in", "in", "out", "in", "in", "out", "out", "in")
    times = [clicked(explore.map.locator(f".leaflet-control-zoom-{sign}"), ZOOMED, explore.page) for sign in signs]
    tell(benchmark, times, cells=explore.map.locator("html").get_attribute("data-cells"))


def bench_ten_sessions_at_once(benchmark: BenchmarkFixture, site: tuple[str, float], browser: Any) -> None:
    """Each filters in its own way at the same moment; every one must settle, without an error."""
    pages = [Explore(browser.new_page()) for _ in range(SESSIONS)]
    errors: list[str] = []
    for i, one in enumerate(pages):
        one.page.on("pageerror", lambda error: errors.append(str(error)))
        one.open(site[0], f"?tab=events&actor=DPR&since={2008 + i}-01-01")
        one.page.evaluate(PANEL)
    script = SETTLED.replace("(button) =>", "() =>", 1).replace("button.click();", "window.chosen.click();")
    began = time.perf_counter()
    for one in pages:
        one.page.locator(".bar").nth(2).evaluate("(bar) => { window.chosen = bar; }")
        one.page.evaluate(f"() => {{ window.done = ({script})(); }}")
    times = [float(one.page.evaluate("() => window.done")) / 1000 for one in pages]
    facts = {"all_s": round(time.perf_counter() - began, 2), "errors": len(errors)}
    assert not errors
    assert not any(one.page.get_by_test_id("stException").count() for one in pages)
    for one in pages:
        one.page.close()
    tell(benchmark, times, **facts)
