"""The search: suggestions with counts, jumping to a place, an actor or words, all by keyboard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.test_big_map import scattered

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator

    from tests.browser.conftest import Explore

__all__ = ["scattered"]  # a fixture


def field(explore: Explore) -> Locator:
    return explore.page.get_by_role("combobox", name="Search words, places, actors")


def suggested(explore: Explore, words: str) -> Locator:
    """Type words and wait for what is suggested for all of them: what comes for the first letters is replaced by it."""
    field(explore).press_sequentially(words)
    expect(options(explore).last).to_have_text(re.compile(re.escape(f"“{words}”")))
    explore.settled()
    return options(explore)


def options(explore: Explore) -> Locator:
    return explore.page.locator(".search").get_by_role("option")


def test_a_place_is_suggested_with_counts_and_the_map_goes_there(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site)
    zoom = explore.map.locator("html").evaluate("() => map.getZoom()")
    place = suggested(explore, "mosc").filter(has_text="Moscow").first
    expect(place).to_contain_text(re.compile(r"\d+ events?, \d+ claims?"))
    field(explore).press("ArrowDown")
    expect(options(explore).first).to_have_attribute("aria-selected", "true")
    assert field(explore).get_attribute("aria-activedescendant") == options(explore).first.get_attribute("id")
    field(explore).press("Enter")
    expect(explore.page.get_by_role("button", name="Remove filter: Moscow")).to_be_visible()
    explore.settled()
    assert list(parse_qs(explore.query)) == ["place"]
    assert explore.map.locator("html").evaluate("() => map.getZoom()") > zoom
    expect(field(explore)).to_have_value("")
    expect(field(explore)).to_have_attribute("aria-expanded", "false")


def test_an_actor_is_chosen_with_the_mouse(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site)
    suggested(explore, "zelen").filter(has_text="Zelenskyy").first.click()
    expect(explore.page.get_by_role("button", name=re.compile("Remove filter: .*Zelenskyy"))).to_be_visible()
    assert "Zelenskyy" in parse_qs(explore.query)["actor"][0]


def test_the_words_themselves_are_the_last_suggestion_and_what_enter_takes(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site)
    expect(suggested(explore, "encircled")).to_have_count(1)
    counts = [int(n) for n in re.findall(r"\d+", options(explore).inner_text())]
    field(explore).press("Enter")
    expect(explore.page.get_by_role("button", name="Remove filter: “encircled”")).to_be_visible()
    explore.settled()
    for tab, n in zip(("Events", "Claims"), counts, strict=True):
        expect(explore.tab(tab)).to_have_text(re.compile(rf"{tab}\s*{n} of"))
    expect(field(explore)).to_have_value("encircled")
    field(explore).fill("")
    field(explore).press("Enter")
    expect(explore.page.get_by_role("button", name="Remove filter: “encircled”")).to_have_count(0)
    assert explore.query == ""


def test_esc_closes_the_list_and_then_brings_back_what_was_searched(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site, "?text=surrender")
    expect(field(explore)).to_have_value("surrender")
    field(explore).fill("")
    suggested(explore, "kurs")
    faults = [f["id"] for f in Axe().run(explore.page).response["violations"] if f["impact"] in ("serious", "critical")]
    assert faults == []
    field(explore).press("Escape")
    expect(options(explore).first).to_be_hidden()
    expect(field(explore)).to_have_value("kurs")
    field(explore).press("Escape")
    expect(field(explore)).to_have_value("surrender")
    assert parse_qs(explore.query) == {"text": ["surrender"]}


def test_a_chip_removed_empties_the_field(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site, "?text=surrender")
    explore.page.get_by_role("button", name="Remove filter: “surrender”").click()
    expect(field(explore)).to_have_value("")


def test_typing_draws_nothing_but_the_suggestions(explore: Explore, scattered: str) -> None:
    explore.open(scattered)
    explore.map.locator("html").evaluate("() => { window.sameMap = window.map; window.drawn = map.contested.shown; }")
    expect(suggested(explore, "hamlet 25").first).to_contain_text("Hamlet 25")
    assert explore.map.locator("html").evaluate("() => window.sameMap === window.map && window.drawn === map.contested.shown")
    options(explore).first.click()
    expect(explore.page.get_by_role("button", name=re.compile(r"Remove filter: Hamlet 25\d*$"))).to_be_visible()
    explore.settled()
    expect(explore.tab("Events")).to_have_text(re.compile(r"Events\s*1 of 2,600"))


def test_hostile_names_are_suggested_as_text(explore: Explore, made_sites: Callable[[str], str]) -> None:
    explore.open(made_sites("hostile"))
    expect(suggested(explore, "goma").first).to_contain_text("Goma <script>window.hit=1</script>")
    assert explore.page.evaluate("window.hit") is None
