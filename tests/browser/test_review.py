"""The Review page in a real browser: each kind of doubt is put right, shows on the map and in the export, and can be undone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Locator, Page, expect

from geo.store import open_store
from tests.browser.conftest import PATIENCE_MS, Explore, served
from tests.browser.review_articles import article_id, reading

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The dashboard on a store of articles that each test corrects one of."""
    folder = tmp_path_factory.mktemp("review")
    store = open_store(folder / "store.sqlite")
    for number in range(12):
        store.add_reading(reading(number))
    store.close()
    with served(folder / "store.sqlite", folder) as address:
        yield address


class Review:
    """The Review page of one article, as a person sees it."""

    def __init__(self, explore: Explore, site: str, number: int) -> None:
        self.explore, self.site, self.article = explore, site, article_id(number)
        self.page: Page = explore.page

    def open(self, show: str = "all", item: str = "") -> None:
        """Open the page of the article."""
        self.page.goto(f"{self.site}/review?article={self.article}&show={show}" + (f"&item={item}" if item else ""))
        self.settled()

    def settled(self) -> None:
        """Wait until the page is idle."""
        expect(self.page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=PATIENCE_MS)
        expect(self.page.locator("[data-part=queue]")).to_be_visible(timeout=PATIENCE_MS)

    def row(self, words: str) -> Locator:
        """A question in the list."""
        return self.page.locator("[data-part=queue] .row", has_text=words).first

    def ask(self, words: str) -> None:
        """Open a question of the list."""
        self.row(words).click()
        expect(self.row(words)).to_have_attribute("aria-current", "true")
        self.settled()

    @property
    def item(self) -> Locator:
        """The question that is open."""
        return self.page.locator("[data-part=item]")

    def close(self, button: str, note: str = "It says so in the text", source: str = "") -> None:
        """Fill the form and press a button of it."""
        self.page.get_by_label("Why", exact=True).fill(note)
        if source:
            self.page.get_by_label("Source", exact=True).fill(source)
        self.page.get_by_label("Your name").fill("Ana")
        self.page.get_by_role("button", name=button, exact=True).click()
        expect(self.page.get_by_text("Recorded.")).to_be_visible()
        self.settled()

    def back(self) -> None:
        """Come back by the link, so that the session stays."""
        self.page.get_by_role("link", name="Review").click()
        self.settled()

    def exported(self, layer: str = "events") -> list[dict[str, Any]]:
        """The features of a layer in the GeoJSON export of the article, from the map's page."""
        self.page.get_by_role("link", name="Map").click()  # by the link the session stays, and what it can undo
        expect(self.page.locator(".panel")).to_be_visible()
        self.explore.settled()
        self.page.get_by_role("button", name="Export").click()
        self.page.get_by_text(layer.capitalize(), exact=True).last.click()
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name="Download GeoJSON").click()
        features: list[dict[str, Any]] = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))["features"]
        return features


def test_a_candidate_that_is_chosen_shows_on_the_map_and_in_the_export_until_it_is_undone(explore: Explore, site: str) -> None:
    review = Review(explore, site, 0)
    review.open("unsure")
    expect(review.item).to_contain_text("region in Sudan; the article speaks of the region elsewhere")
    expect(review.item.locator("mark.hot")).to_have_text(["Kassala", "Kassala"])
    review.page.get_by_role("button", name="Choose: Kassala, Kassala State, Sudan").click()
    expect(review.page.get_by_text("New place: Kassala, Kassala State, Sudan")).to_be_visible()
    review.close("Record")
    shelling = next(f for f in review.exported() if f["properties"]["trigger"] == "Shelling")
    assert (shelling["geometry"]["type"], shelling["geometry"]["coordinates"]) == ("Point", [36.4, 15.451])
    expect(explore.mark("Kassala").first).to_be_visible()
    expect(explore.mark("Kassala State")).to_have_count(0)
    review.back()
    explore.page.keyboard.press("u")
    expect(explore.page.get_by_text("Undone.")).to_be_visible()
    shelling = next(f for f in review.exported() if f["properties"]["trigger"] == "Shelling")
    assert shelling["properties"]["place_id"] == "ne:SD-KA"
    assert shelling["geometry"]["type"] in ("Polygon", "MultiPolygon")
