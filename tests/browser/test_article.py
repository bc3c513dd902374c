"""The article reader in a real browser: layers, explanations by mouse and keyboard, and the way to the Review page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from geo.frames import load_frames
from geo.importers.run import import_table
from geo.store import open_store
from tests.browser.conftest import served
from tests.importers.tables import UCDP, table, ucdp

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.browser.conftest import Explore


def test_a_mark_explains_itself_under_the_mouse_and_lists_what_was_considered(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site, "?tab=article")
    explore.page.locator(".reader .m-places", has_text="Kursk").first.hover()
    told = explore.page.locator(".explain")
    expect(told).to_contain_text("Kursk Oblast (region), chosen over Kursk (town or village)")
    expect(told).to_contain_text("named 5 times; confidence 0.")
    expect(told.locator(".one").nth(1)).to_contain_text("Kursk, Kursk Oblast, Russia")
    box = told.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 1440
    explore.page.mouse.move(5, 5)
    expect(told).to_have_count(0)


def test_by_keyboard_a_mark_explains_itself_and_leads_to_its_question_in_review(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site, "?tab=article")
    mark = explore.page.locator(".reader .m-dates").first
    mark.focus()
    told = explore.page.locator(".explain")
    expect(told).to_contain_text("Fri 14 Mar 2025")
    expect(mark).to_have_attribute("aria-describedby", "explain")
    explore.page.keyboard.press("Escape")
    expect(told).to_have_count(0)
    explore.page.locator(".reader .m-places", has_text="Sumy").first.focus()
    expect(told).to_contain_text("Sumy Oblast")
    explore.page.keyboard.press("Tab")
    expect(told.get_by_role("button", name="Check or correct").first).to_be_focused()
    explore.page.keyboard.press("Enter")
    question = explore.page.locator("[data-part=item]")
    expect(question.get_by_role("heading", name="Sumy")).to_be_visible()
    expect(question).to_contain_text("Places considered")
    assert "item=" in explore.query


def test_layers_are_switched_one_by_one(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site, "?tab=article")
    page = explore.page
    expect(page.locator(".reader .m-actors")).to_have_count(0)
    page.get_by_label("Actors", exact=True).check()
    page.locator(".reader .m-actors", has_text="Zelenskyy").first.hover()
    expect(page.locator(".explain")).to_contain_text("Volodymyr Zelenskyy (person)")
    for name, layer in (("Places", "places"), ("Dates", "dates"), ("Events", "events"), ("Claims", "claims")):
        assert page.locator(f".reader .m-{layer}").count() > 0
        page.get_by_label(name, exact=True).last.uncheck()
        expect(page.locator(f".reader .m-{layer}")).to_have_count(0)
    text = page.locator(".reader .text").inner_text()
    page.get_by_label("Claims", exact=True).last.check()
    assert page.locator(".reader .text").inner_text() == text


def test_a_click_on_an_actor_leaves_what_that_actor_does_and_says(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site, "?tab=article")
    explore.page.get_by_label("Actors", exact=True).check()
    explore.page.locator(".reader .m-actors:not(.m-events)", has_text="Zelenskyy").first.click()
    expect(explore.page).to_have_url(re.compile(r"actor=Volodymyr(\+|%20)Zelenskyy"))


def test_hostile_words_are_explained_as_words(explore: Explore, made_sites: Callable[[str], str]) -> None:
    explore.open(made_sites("hostile"), "?tab=article")
    marks = explore.page.locator(".reader .text [tabindex]")
    for number in range(marks.count()):
        marks.nth(number).focus()
        expect(explore.page.locator(".explain")).to_be_visible()
    assert explore.page.evaluate("window.hit") is None
    assert explore.page.locator(".explain script, .explain img, .explain a").count() == 0


def test_the_card_that_is_chosen_leads_to_its_question_in_review(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site, "?tab=events")
    explore.card("met").click()
    explore.page.locator(".card.chosen").get_by_role("button", name="Check or correct").click()
    expect(explore.page.locator("[data-part=item]").get_by_role("heading", name="met")).to_be_visible()
    expect(explore.page.get_by_role("combobox", name="Type")).to_be_visible()


def test_an_imported_event_is_corrected_by_its_id(explore: Explore, tmp_path: Path) -> None:
    store = open_store(tmp_path / "store.sqlite")
    (tmp_path / "u.csv").write_text(table(UCDP, ucdp(id="7")), encoding="utf-8")
    import_table("ucdp", tmp_path / "u.csv", store)
    with served(tmp_path / "store.sqlite", tmp_path) as address:
        explore.open(address, "?tab=events")
        explore.page.locator(".card").first.click()
        explore.page.locator(".card.chosen").get_by_role("button", name="Check or correct").click()
        page = explore.page
        expect(page.locator("[data-part=item]")).to_contain_text("Data set")
        page.get_by_label("Why", exact=True).fill("no such attack")
        page.get_by_label("Your name").fill("Ana")
        page.get_by_role("button", name="Take out", exact=True).click()
        expect(page.get_by_text("Recorded.")).to_be_visible()
    assert load_frames(store).events.empty
