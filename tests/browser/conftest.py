"""A real dashboard on a free port of this machine, and a real Chromium that looks at it. No test here is ever skipped."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import FrameLocator, Locator, Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from geo.records import Actor, Article, Claim, Event, Place, PlaceMention, Reading, When
from geo.store import open_store
from tests.browser.answers import PATIENCE_MS, SCRIPT, settled
from tests.free_port import free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
READY_SECONDS = 180
expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The system's Chromium; without one these tests fail, for a skipped browser test is one that nobody hears of."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail(
            f"No Chromium was found ({', '.join(BROWSERS)}): install it with `apt-get install chromium`, or run `make test`, which does."
        )
    return found


@contextlib.contextmanager
def served(store: Path, folder: Path, *options: str, port: int | None = None, **environment: str) -> Iterator[str]:
    """Run the dashboard on a store until the block ends; yields its address."""
    with serving(store, folder, *options, port=port, **environment) as (address, _):
        yield address


@contextlib.contextmanager
def serving(
    store: Path, folder: Path, *options: str, port: int | None = None, **environment: str
) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Run the dashboard on a store until the block ends; yields its address and its process."""
    port = port or free_port()
    command = [sys.executable, "-m", "dashboard", "--server.port", str(port), "--server.fileWatcherType", "none", *options]
    address = f"http://127.0.0.1:{port}"
    with running(command, f"{address}/_stcore/health", folder / "streamlit.log", CONTESTED_STORE=str(store), **environment) as process:
        yield address, process


@contextlib.contextmanager
def running(command: list[str], asked: str, log: Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block ends; yields its process once it answers at an address."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stdout=output, stderr=output)
        try:
            deadline = time.monotonic() + READY_SECONDS
            while True:
                with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError), urllib.request.urlopen(asked, timeout=5):  # noqa: S310  our own
                    break
                if process.poll() is not None or time.monotonic() > deadline:
                    pytest.fail(f"{' '.join(command)} did not start:\n{log.read_text(errors='replace')}")
                time.sleep(0.1)
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture(scope="session")
def seed_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The dashboard on a store that `python -m geo read` made from the seed."""
    folder = tmp_path_factory.mktemp("seed")
    store = folder / "store.sqlite"
    done = subprocess.run(
        [sys.executable, "-m", "geo", "read", "seeds", "--store", str(store)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    with served(store, folder) as address:
        yield address


HOSTILE = (
    "<script>window.hit=1</script><img src=x onerror=window.hit=1>${window.hit=1}`{{window.hit=1}}**bold** [l](javascript:window.hit=1)"
)


def hostile_reading(hostile: str = HOSTILE) -> Reading:
    """An article whose every free text tries to become script, Markdown, a template or whatever `hostile` is made for."""
    text = f"{hostile} attackers shelled Goma, {hostile} said."
    place = Place("gn:216281", f"Goma {HOSTILE}", "settlement", "CD", "ne:CD-NK", -1.67409, 29.22845, 5.0)
    at = text.index("shelled")
    actor = f"Actor {hostile}"
    quote = (text.index("attackers"), text.index(", "))
    said = (text.rindex("said"), text.rindex("said") + 4)
    goma = (text.index("Goma"), text.index("Goma") + 4)
    return Reading(
        Article(text, title=f"Title {hostile}", outlet=f"Outlet {hostile}", url=f"javascript:window.hit=1//{hostile}"),
        mentions=(PlaceMention(*goma, "Goma", place, metonym=False, confidence=0.2),),
        actors=(Actor(actor, "person", mentions=(said,)),),
        events=(Event((at, at + 7), "ASSAULT", None, (actor,), (actor,), (place.place_id,), "settlement", means=(hostile,)),),
        claims=(
            Claim(
                said, (quote,), (actor,), (said,), "assert", "direct", addressee=actor, place_ids=(place.place_id,),
                geo_precision="settlement", events=(0,),
            ),
        ),
        sentences=((0, len(text)),),
    )  # fmt: skip


def many_reading(number: int) -> Reading:
    """An article with thousands of events in hundreds of made-up places."""
    import datetime as dt  # noqa: PLC0415

    sentence = "Shelling was reported again. "
    places = [
        Place(f"own:made-{i}", f"Place {i}", "settlement", "SD", None, 8 + (i % 20) * 0.6, 22 + (i // 20) * 0.5, 1.0) for i in range(400)
    ]
    start = dt.date(2023, 4, 15)
    events = []
    for i in range(number):
        at = i * len(sentence)
        day = start + dt.timedelta(days=i % 500)
        place = places[i % len(places)].place_id
        events.append(
            Event((at, at + 8), "ASSAULT", "Battles", ("SAF",), ("RSF",), (place,), "settlement", When(day, day, "day", "clause"))
        )
    text = sentence * number
    mentions = tuple(
        PlaceMention(i * len(sentence), i * len(sentence) + 8, "Shelling", place, metonym=False, confidence=0.9)
        for i, place in enumerate(places)
    )
    spans = tuple((i * len(sentence), (i + 1) * len(sentence) - 1) for i in range(number))
    return Reading(
        Article(text, doc="many"),
        mentions=mentions,
        actors=(Actor("SAF", "military", "Sudan"), Actor("RSF", "armed group", "Sudan")),
        events=tuple(events),
        sentences=spans,
    )


@pytest.fixture(scope="session")
def made_sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """Dashboards on stores made by hand, by name: `hostile`, `many`, `empty`; each starts when it is first asked for."""
    readings = {"hostile": hostile_reading, "many": lambda: many_reading(4000), "empty": None}
    with contextlib.ExitStack() as stack:
        running: dict[str, str] = {}

        def site(name: str) -> str:
            if name not in running:
                folder = tmp_path_factory.mktemp(name)
                store = open_store(folder / "store.sqlite")
                make = readings[name]
                if make is not None:
                    store.add_reading(make())
                running[name] = stack.enter_context(served(folder / "store.sqlite", folder))
            return running[name]

        yield site


@dataclass
class Explore:
    """The Explore page in a browser, as a person sees it."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, address: str, query: str = "") -> None:
        """Open the page and wait until the map has settled."""
        self.page.goto(f"{address}/{query}")
        self.settled()

    def settled(self) -> None:
        """Wait until the server has answered, the map shows what was last asked for, and the page is idle."""
        settled(self.page, with_map=True)

    @property
    def map(self) -> FrameLocator:
        """The inside of the map's frame."""
        return self.page.frame_locator(".st-key-mapframe iframe")

    def mark(self, name: str) -> Locator:
        """The mark of a place on the map."""
        return self.map.locator(".contested-icon", has_text=name)

    def point_at(self, mark: Locator) -> None:
        """Bring the mouse to a mark as a hand does, not at one stroke: what comes to lie under a resting mouse is not pointed at."""
        mark.hover()
        box = mark.bounding_box()
        assert box is not None
        self.page.mouse.move(box["x"] + box["width"] / 2 + 2, box["y"] + box["height"] / 2 + 2, steps=2)

    def tab(self, name: str) -> Locator:
        """A tab of the panel."""
        return self.page.get_by_role("tab", name=name)

    def card(self, words: str) -> Locator:
        """A card of the panel."""
        return self.page.locator(".card", has_text=words).first

    def close_popover(self) -> None:
        """Close the list of choices and the popover around it, which hides the page behind it from assistive technology."""
        settled(self.page)
        popover = self.page.get_by_test_id("stPopoverBody")
        while popover.count():
            self.page.keyboard.press("Escape")  # of a list in it, then of itself
            settled(self.page)
            with contextlib.suppress(PlaywrightTimeout):
                popover.wait_for(state="hidden", timeout=1_000)

    @property
    def query(self) -> str:
        """What stands behind the question mark of the page's URL once the server has answered."""
        settled(self.page)
        return urlsplit(str(self.page.evaluate("location.href"))).query

    @property
    def outside(self) -> list[str]:
        """Requests that left this machine."""
        return [
            url for url in self.requests if urlsplit(url).scheme not in ("data", "blob", "about") and urlsplit(url).hostname != "127.0.0.1"
        ]


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Any]:
    """One Chromium for all tests."""
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as profile:
        try:
            context = playwright.chromium.launch_persistent_context(
                profile,
                executable_path=chromium,
                headless=True,
                args=ARGUMENTS,
                viewport={"width": 1440, "height": 900},
                accept_downloads=True,
            )
        except PlaywrightError as error:
            pytest.fail(f"Chromium at {chromium} does not start: {error}")
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(path=SCRIPT)
        yield context
        context.close()


@pytest.fixture
def explore(browser: Any) -> Iterator[Explore]:
    """A fresh page at 1440x900 that notes every request and every error of script; a request to another host fails the test."""
    page = browser.new_page()
    page.set_viewport_size({"width": 1440, "height": 900})
    view = Explore(page)
    page.on("request", lambda request: view.requests.append(request.url))
    page.on("websocket", lambda socket: view.requests.append(socket.url))
    page.on("pageerror", lambda error: view.errors.append(str(error)))
    yield view
    page.close()
    assert view.outside == []
    assert view.errors == []
