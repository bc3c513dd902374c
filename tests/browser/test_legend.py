"""The legend of the map as a switch of types, on a small store and on one with thousands of places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from playwright.sync_api import expect

from tests.browser.test_big_map import PLACES, cells, scattered

if TYPE_CHECKING:
    from tests.browser.conftest import Explore

__all__ = ["scattered"]  # a fixture


def test_a_type_in_the_legend_narrows_everything_to_it_and_back(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site, "?tab=events")
    attack, talks = (explore.map.get_by_role("button", name=name, exact=True) for name in ("Attack", "Talks"))
    explore.map.locator("html").evaluate("() => { window.sameMap = window.map; }")
    attack.click()
    chip = explore.page.get_by_role("button", name="Remove filter: Attack")
    expect(chip).to_be_visible()
    explore.settled()
    assert parse_qs(explore.query)["type"] == ["ASSAULT"]
    expect(attack).to_have_attribute("aria-pressed", "true")
    expect(talks).to_have_class("off")
    assert {e.inner_text() for e in explore.page.locator(".card.event .type").all()} == {"Attack"}
    talks.click()
    expect(explore.page.get_by_role("button", name="Remove filter: Talks")).to_be_visible()
    explore.settled()
    attack.click()
    expect(chip).to_have_count(0)
    explore.settled()
    assert parse_qs(explore.query)["type"] == ["CONSULT"]
    expect(attack).to_have_class("off")
    assert explore.map.locator("html").evaluate("() => window.sameMap === window.map")


def test_the_legend_is_switched_by_keyboard_and_keeps_the_focus(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site)
    for name, query in (("Attack", {"type": ["ASSAULT"]}), ("disputed", {"disputed": ["1"]})):
        switch = explore.map.get_by_role("button", name=name, exact=True)
        switch.focus()
        explore.page.keyboard.press("Enter")
        expect(switch).to_have_attribute("aria-pressed", "true")
        expect(switch).to_be_focused()
        explore.settled()
        assert parse_qs(explore.query) == query
        explore.page.keyboard.press("Space")
        expect(switch).to_have_attribute("aria-pressed", "false")
        explore.settled()
        assert explore.query == ""


def test_the_legend_of_a_large_map_is_a_switch_too(explore: Explore, scattered: str) -> None:
    explore.open(scattered)
    protest = explore.map.get_by_role("button", name="Other events")
    protest.click()
    expect(explore.page.get_by_role("button", name="Remove filter: Protest")).to_be_visible()
    explore.settled()
    expect(explore.tab("Events")).to_have_text(re.compile(rf"Events\s*{PLACES // 4} of 2,600"))
    assert sum(c["events"] for c in cells(explore)) == PLACES // 4
    expect(explore.map.get_by_role("button", name="Attack")).to_have_class("off")
    protest.click()
    expect(explore.page.get_by_role("button", name="Remove filter: Protest")).to_have_count(0)
