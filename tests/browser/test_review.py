"""The Review page in a real browser: each kind of doubt is put right, shows on the map and in the export, and can be undone."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import FrameLocator, Locator, Page, expect

from geo.export import layer, to_geojson
from geo.filter import Filter
from geo.frames import load_frames
from geo.store import open_store
from tests.browser.answers import settled
from tests.browser.conftest import Explore, served
from tests.browser.review_articles import article_id, reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The dashboard on a store of articles that each test corrects one of."""
    folder = tmp_path_factory.mktemp("review")
    store = open_store(folder / "store.sqlite")
    for number in range(13):
        store.add_reading(reading(number))
    store.close()
    with served(folder / "store.sqlite", folder) as address:
        yield Site(address, folder / "store.sqlite")


@dataclass(frozen=True)
class Site:
    """A running dashboard and its store."""

    address: str
    store: Path


class Review:
    """The Review page of one article, as a person sees it."""

    def __init__(self, explore: Explore, site: Site, number: int) -> None:
        self.explore, self.site, self.article = explore, site, article_id(number)
        self.page: Page = explore.page

    def open(self, show: str = "all", item: str = "") -> None:
        """Open the page of the article."""
        self.page.goto(f"{self.site.address}/review?article={self.article}&show={show}" + (f"&item={item}" if item else ""))
        self.settled()

    def settled(self) -> None:
        """Wait until the page is idle."""
        expect(self.page.locator("[data-part=queue]")).to_be_visible()
        settled(self.page)

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
        self.settled()
        self.page.get_by_label("Why", exact=True).fill(note)
        if source:
            self.page.get_by_label("Source", exact=True).fill(source)
        self.page.get_by_label("Your name").fill("Ana")
        self.page.get_by_role("button", name=button, exact=True).click()
        expect(self.page.get_by_text("Recorded.")).to_be_visible()
        self.settled()

    @property
    def map(self) -> FrameLocator:
        """The inside of the frame of the question's map."""
        return self.page.frame_locator(".st-key-review-forms iframe")

    def map_ready(self) -> Locator:
        """The map, once it shows its question."""
        expect(self.map.locator("html")).to_have_attribute("data-shown", re.compile("."))
        return self.map.locator("#map")

    def choose(self, label: str, option: str) -> None:
        """Choose an option of a list."""
        self.settled()
        self.page.get_by_role("combobox", name=label, exact=False).first.click()
        self.page.get_by_role("option", name=option, exact=True).click()

    def event(self, trigger: str) -> dict[str, Any]:
        """An event in the export."""
        return next(f for f in self.exported() if f["properties"]["trigger"] == trigger)

    def back(self) -> None:
        """Come back by the link, so that the session stays."""
        self.page.get_by_role("link", name="Review").click()
        self.settled()

    def exported(self, layer_name: str = "events") -> list[dict[str, Any]]:
        """The features of a layer in the GeoJSON export of the article."""
        frames = load_frames(open_store(self.site.store), Filter(article=self.article))
        features: list[dict[str, Any]] = json.loads(to_geojson(layer(frames, layer_name)))["features"]
        return features

    def on_the_map(self) -> None:
        """Go to the map by the link, so that the session stays, and what it can undo."""
        self.page.get_by_role("link", name="Map").click()
        expect(self.page.locator(".panel")).to_be_visible()
        self.explore.settled()


def test_a_candidate_that_is_chosen_shows_on_the_map_and_in_the_export_until_it_is_undone(explore: Explore, site: Site) -> None:
    review = Review(explore, site, 0)
    review.open("unsure")
    expect(review.item).to_contain_text("region in Sudan; the article speaks of the region elsewhere")
    expect(review.item.locator("mark.hot")).to_have_text(["Kassala", "Kassala"])
    review.page.get_by_role("button", name="Choose: Kassala, Kassala State, Sudan").click()
    expect(review.page.get_by_text("New place: Kassala, Kassala State, Sudan")).to_be_visible()
    review.close("Record")
    shelling = next(f for f in review.exported() if f["properties"]["trigger"] == "Shelling")
    assert (shelling["geometry"]["type"], shelling["geometry"]["coordinates"]) == ("Point", [36.4, 15.451])
    review.on_the_map()
    expect(explore.mark("Kassala").first).to_be_visible()
    expect(explore.mark("Kassala State")).to_have_count(0)
    review.back()
    explore.page.keyboard.press("u")
    expect(explore.page.get_by_text("Undone.")).to_be_visible()
    shelling = next(f for f in review.exported() if f["properties"]["trigger"] == "Shelling")
    assert shelling["properties"]["place_id"] == "ne:SD-KA"
    assert shelling["geometry"]["type"] in ("Polygon", "MultiPolygon")


def test_a_place_is_searched_for_in_the_gazetteer_under_another_spelling(explore: Explore, site: Site) -> None:
    review = Review(explore, site, 1)
    review.open("unfound")
    expect(review.item.locator("mark.hot")).to_have_text("Umm Sidr")
    review.page.get_by_label("Search the gazetteer").fill("Nyala")
    review.page.keyboard.press("Enter")
    review.page.get_by_role("button", name="Choose: Nyala, South Darfur, Sudan").click()
    expect(review.page.get_by_text("New place: Nyala, South Darfur, Sudan")).to_be_visible()
    review.close("Record", note="the fighters' own name for it", source="Radio Dabanga, 4 May 2024")
    talks = review.event("talks")
    assert (talks["properties"]["place_id"], talks["geometry"]["coordinates"]) == ("gn:369004", [24.8807, 12.0489])


def test_a_pin_on_the_map_places_a_name_that_no_gazetteer_has(explore: Explore, site: Site) -> None:
    review = Review(explore, site, 2)
    review.open("unfound")
    review.map_ready()
    review.map.get_by_role("button", name="Pin").click()
    review.map.locator("#map").click(position={"x": 150, "y": 100})
    expect(review.page.get_by_text("New place:")).to_be_visible()
    expect(review.page.get_by_label("Name", exact=True)).to_have_value("Umm Sidr")
    review.close("Record")
    talks = review.event("talks")
    assert talks["properties"]["place_name"] == "Umm Sidr"
    assert talks["geometry"]["type"] == "Point"
    review.on_the_map()
    expect(explore.mark("Umm Sidr").first).to_be_visible()


def test_coordinates_place_a_name_by_keyboard_alone_and_a_wide_radius_is_an_area(explore: Explore, site: Site) -> None:
    review = Review(explore, site, 3)
    review.open("unfound")
    page = review.page
    page.locator("summary", has_text="By coordinates").press("Enter")
    page.get_by_label("Latitude").fill("14.25")
    page.get_by_label("Longitude").fill("25.5")
    page.get_by_label("Longitude").press("Tab")
    button = page.get_by_role("button", name="Set", exact=True)
    expect(button).to_be_enabled()
    button.press("Enter")
    expect(page.get_by_text("New place: 14.2500, 25.5000")).to_be_visible()
    page.get_by_label("Within km").fill("40")
    review.close("Record")
    talks = review.event("talks")
    assert (talks["properties"]["geo_precision"], talks["geometry"]["type"]) == ("region", "Polygon")


def test_an_area_drawn_on_the_map_is_the_place(explore: Explore, site: Site) -> None:
    review = Review(explore, site, 4)
    review.open("unsure")
    area = review.map_ready()
    review.map.get_by_role("button", name="Area").click()
    for x, y in ((120, 60), (240, 70), (200, 180)):
        area.click(position={"x": x, "y": y})
    review.map.get_by_role("button", name="Finish").click()
    expect(review.page.get_by_text("New place: the area drawn, 3 corners")).to_be_visible()
    review.close("Record")
    shelling = review.event("Shelling")
    assert shelling["geometry"]["type"] == "Polygon"
    assert len(shelling["geometry"]["coordinates"][0]) == 4
    assert shelling["properties"]["place_name"] == "Kassala"


def test_the_villages_of_a_group_are_named_with_a_source(explore: Explore, site: Site) -> None:
    review = Review(explore, site, 5)
    review.open("group")
    search = review.page.get_by_label("Search the gazetteer")
    for name in ("Kutum", "Tawila"):
        search.fill(name)
        search.press("Enter")
        review.settled()
        review.page.get_by_role("button", name=re.compile(f"Choose: {name}, North Darfur")).click()
        expect(review.page.get_by_role("button", name=f"Leave out: {name}")).to_be_visible()
    review.page.get_by_label("Why", exact=True).fill("a list was published")
    review.page.get_by_label("Your name").fill("Ana")
    review.page.get_by_role("button", name="Record", exact=True).click()
    expect(review.page.get_by_text("Give the source: the article itself does not name these places.")).to_be_visible()
    review.close("Record", note="a list was published", source="OCHA, flash update of 5 May 2024")
    group = next(f for f in review.exported("places") if f["properties"]["kind"] == "group")
    assert group["properties"]["note_source"] == "OCHA, flash update of 5 May 2024"
    assert group["geometry"]["type"] == "MultiPolygon"
    assert len(group["geometry"]["coordinates"]) == 2


def test_type_dates_actors_and_places_of_an_event_are_put_right(explore: Explore, site: Site) -> None:
    review = Review(explore, site, 6)
    review.open("undated")
    review.choose("Type", "Agreement")
    review.choose("Status", "planned")
    review.page.get_by_role("spinbutton", name="year, From").click()
    review.page.keyboard.type("20240502")
    review.choose("Who", "the army")
    review.page.keyboard.press("Escape")
    review.choose("Where", "Kassala State")
    review.page.keyboard.press("Escape")
    review.close("Record")
    talks = review.event("talks")["properties"]
    assert (talks["type"], talks["status"], talks["sources"], talks["place_id"]) == ("AGREE", "planned", ["the army"], "ne:SD-KA")
    assert (talks["date_start"], talks["date_end"], talks["date_precision"]) == ("2024-05-02", "2024-05-02", "day")
    assert talks["note"] == "It says so in the text"


def test_stance_and_relations_of_a_claim_are_put_right(explore: Explore, site: Site) -> None:
    review = Review(explore, site, 7)
    review.open("all")
    review.ask("that it had shelled Kassala")
    review.choose("Stance", "Asserted")
    review.page.get_by_role("button", name=re.compile("^Remove the governor: Shelling hit")).click()
    review.close("Record")
    claims = {f["properties"]["cue"]: f["properties"] for f in review.exported("claims")}
    assert (claims["denied"]["stance"], claims["denied"]["disputes"]) == ("assert", [])
    assert not any(c["disputed"] for c in claims.values())


def test_numbers_of_victims_and_repetitions_are_put_right(explore: Explore, site: Site) -> None:
    review = Review(explore, site, 12)
    review.open("all", f"{review.article}:event:0-8")
    review.page.get_by_text("Killed, wounded, displaced, captured").click()
    review.choose("Counted (1)", "killed")
    review.page.get_by_label("At least").first.fill("12")
    review.choose("Who gives it", "aid workers")
    review.page.keyboard.press("Escape")
    review.close("Record")
    (toll,) = review.event("Shelling")["properties"]["tolls"]
    assert (toll["kind"], toll["least"], toll["most"], toll["speakers"]) == ("killed", 12, None, ["aid workers"])
    expect(review.item).to_contain_text("killed at least 12 (aid workers)")
    review.ask("Three villages in North Darfur were emptied")
    review.choose("Repeats", "the governor: Shelling hit Kassala on 3 May 2024")
    review.page.keyboard.press("Escape")
    review.close("Record")
    repeated = [f["properties"]["repeats"] for f in review.exported("claims") if f["properties"]["speakers"] == ["aid workers"]]
    assert [len(ids) for ids in repeated] == [1]
    review.page.get_by_role("button", name="Undo", exact=True).first.click()
    expect(review.page.get_by_text("Undone.")).to_be_visible()
    assert not any(f["properties"]["repeats"] for f in review.exported("claims"))


def test_what_is_taken_out_is_gone_until_its_history_brings_it_back(explore: Explore, site: Site) -> None:
    review = Review(explore, site, 8)
    review.open("all")
    review.ask("emptied")
    review.close("Take out")
    assert "emptied" not in [f["properties"]["trigger"] for f in review.exported()]
    review.page.goto(f"{site.address}/review?article={review.article}&show=decided")  # another session
    review.settled()
    expect(review.row("emptied")).to_have_attribute("data-state", "rejected")
    history = review.page.locator("[data-part=history]")
    expect(history).to_contain_text("Ana")
    expect(history).to_contain_text("It says so in the text")
    history.get_by_role("button", name="Undo").click()
    expect(review.page.get_by_text("Undone.")).to_be_visible()
    assert "emptied" in [f["properties"]["trigger"] for f in review.exported()]


def test_what_is_right_leaves_the_queue_and_two_names_become_one_actor(explore: Explore, site: Site) -> None:
    review = Review(explore, site, 9)
    review.open("doubtful")
    before = review.page.locator("[data-part=queue] .row").count()
    review.close("Right as it is", note="")
    expect(review.page.locator("[data-part=queue] .row")).to_have_count(before - 1)
    review.open("all", f"{review.article}:actor:the governor")
    review.choose("The same as", "aid workers")
    review.close("Record")
    assert {n for f in review.exported("claims") for n in f["properties"]["speakers"]} == {"aid workers", "the army"}


def test_the_queue_is_walked_by_keyboard(explore: Explore, site: Site) -> None:
    review = Review(explore, site, 10)
    review.open("doubtful")
    rows = review.page.locator("[data-part=queue] .row")
    expect(rows.first).to_have_attribute("aria-current", "true")
    review.page.keyboard.press("j")
    expect(rows.nth(1)).to_have_attribute("aria-current", "true")
    review.settled()
    review.page.keyboard.press("j")
    expect(rows.nth(2)).to_have_attribute("aria-current", "true")
    review.settled()
    review.page.keyboard.press("k")
    expect(rows.nth(1)).to_have_attribute("aria-current", "true")
    weights = [int(w.split()[0]) for w in review.page.locator(".row .weight").all_text_contents() if w]
    assert weights == sorted(weights, reverse=True)


def test_a_correction_without_a_reason_or_a_name_is_not_recorded(explore: Explore, site: Site) -> None:
    review = Review(explore, site, 11)
    review.open("unsure")
    record = review.page.get_by_role("button", name="Not a place", exact=True)
    record.click()
    expect(review.page.get_by_text("Give your name: each correction says who made it.")).to_be_visible()
    review.page.get_by_label("Your name").fill("Ana")
    record.click()
    expect(review.page.get_by_text("Say in a few words why: each correction gives its reason.")).to_be_visible()
    expect(review.page.locator("[data-part=history]")).to_have_count(0)


def test_hostile_words_stay_words(explore: Explore, made_sites: Callable[[str], str]) -> None:
    address = made_sites("hostile")
    explore.page.goto(f"{address}/review?show=all")
    rows = explore.page.locator("[data-part=queue] .row")
    expect(rows.first).to_be_visible()
    for number in range(rows.count()):
        rows.nth(number).click()
        expect(rows.nth(number)).to_have_attribute("aria-current", "true")
    settled(explore.page)
    assert explore.page.evaluate("window.hit") is None
    assert explore.page.locator("[data-part=item] script, [data-part=item] img, .stMarkdown a[href^=javascript]").count() == 0
