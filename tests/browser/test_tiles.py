"""Online maps under the marks: nothing is asked of their server before somebody chooses it, nor after somebody lets it go."""

from __future__ import annotations

import base64
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from geo.store import open_store
from tests.browser.conftest import hostile_reading, served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.browser.conftest import Explore

PIXEL = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


class Tiles(BaseHTTPRequestHandler):
    """A tile server of one picture, that notes what it is asked."""

    asked: list[tuple[str, str]] = []  # noqa: RUF012  (one server for all tests)

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers.get("Referer", "")))
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        self.wfile.write(PIXEL)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("tiles")
    store = open_store(folder / "store.sqlite")
    store.add_reading(hostile_reading())
    store.close()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Tiles)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    named = folder / "tiles.toml"
    named.write_text(
        '[desk]\nname = "The desk\'s own"\n'
        f'url = "http://127.0.0.1:{server.server_port}/{{z}}/{{x}}/{{y}}.png"\n'
        'attribution = "© The desk <script>window.hit=1</script>"\nmax_zoom = 15\n',
        encoding="utf-8",
    )
    with served(folder / "store.sqlite", folder, CONTESTED_TILES=str(named)) as address:
        yield address
    server.shutdown()
    server.server_close()


def tiles(explore: Explore) -> list[str]:
    """What the page has asked of the tile server; the server itself may hear of it later."""
    return [url for url in explore.requests if re.search(r"/\d+/\d+/\d+\.png$", url)]


def test_the_server_is_asked_only_while_it_is_chosen(explore: Explore, site: str) -> None:
    Tiles.asked.clear()
    explore.open(site)
    explore.map.locator("html").evaluate("() => { window.sameMap = window.map; }")
    explore.map.locator(".contested-tiles summary").click()
    expect(explore.map.get_by_text("127.0.0.1 then sees which area you look at")).to_be_visible()
    explore.map.get_by_role("button", name="Zoom in").click()
    explore.settled()
    assert Tiles.asked == []
    explore.map.get_by_role("radio", name="The desk's own").check()
    expect(explore.map.locator("img.leaflet-tile-loaded")).not_to_have_count(0)
    expect(explore.map.get_by_text("© The desk <script>")).to_be_visible()
    assert explore.map.locator("html").evaluate("() => [window.hit, map.getMaxZoom()]") == [None, 15]
    assert {referer for _, referer in Tiles.asked} == {f"{site}/"}  # never the filters
    explore.map.get_by_role("radio", name="Drawn here, offline").check()
    expect(explore.map.locator("img.leaflet-tile")).to_have_count(0)
    explore.settled()
    before = len(tiles(explore))
    assert before > 0
    explore.map.get_by_role("button", name="Zoom in").click()
    explore.settled()
    assert len(tiles(explore)) == before
    assert explore.map.locator("html").evaluate("() => window.sameMap === window.map && map.getMaxZoom() === 12")


def test_the_choice_outlives_a_filter_and_no_reload(explore: Explore, site: str) -> None:
    explore.open(site)
    explore.map.locator(".contested-tiles summary").click()
    explore.map.get_by_role("radio", name="The desk's own").check()
    expect(explore.map.locator("img.leaflet-tile-loaded")).not_to_have_count(0)
    explore.map.get_by_role("button", name="Attack", exact=True).click()
    expect(explore.page.get_by_role("button", name="Remove filter: Attack")).to_be_visible()
    explore.settled()
    expect(explore.map.get_by_role("radio", name="The desk's own")).to_be_checked()
    expect(explore.map.locator("img.leaflet-tile")).not_to_have_count(0)
    link = explore.page.url
    before = len(tiles(explore))
    explore.page.goto("about:blank")
    explore.page.goto(link)
    explore.settled()
    assert len(tiles(explore)) == before > 0


def test_by_default_a_public_server_is_named_and_nothing_is_asked_of_it(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site)
    explore.map.locator(".contested-tiles summary").press("Enter")
    expect(explore.map.get_by_role("radio", name="OpenStreetMap")).to_be_visible()
    expect(explore.map.get_by_role("radio", name="Drawn here, offline")).to_be_checked()
    assert explore.outside == []
