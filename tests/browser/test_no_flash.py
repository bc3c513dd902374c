"""Whatever is filtered or chosen, the map stays the very same: a mark set on it survives, and its page is never loaded again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.test_big_map import scattered

if TYPE_CHECKING:
    from tests.browser.conftest import Explore

__all__ = ["scattered"]  # a fixture


def is_the_same(explore: Explore) -> bool:
    explore.settled()
    same: bool = explore.map.locator("html").evaluate("() => map.marked === 7 && map.getContainer().marked === 7")
    return same


def marked(explore: Explore, site: str) -> int:
    explore.open(site, "?tab=events")
    explore.map.locator("html").evaluate("() => { map.marked = 7; map.getContainer().marked = 7; }")
    return len(explore.requests)


def reloaded(explore: Explore, since: int) -> list[str]:
    return [url for url in explore.requests[since:] if re.search(r"map\.js|map\.css|leaflet|basemap|streamlit_folium.*index\.html", url)]


def test_every_filter_and_selection_leaves_the_map_in_place(explore: Explore, seed_site: str) -> None:
    since = marked(explore, seed_site)
    page = explore.page
    steps = {
        "type": lambda: explore.map.get_by_role("button", name="Attack", exact=True).click(),
        "disputed": lambda: page.get_by_role("button", name="Disputed only").click(),
        "clear": lambda: page.get_by_role("button", name="Clear", exact=True).click(),
        "place": lambda: explore.mark("Moscow").click(),
        "chip": lambda: page.get_by_role("button", name="Remove filter: Moscow").click(),
        "card": lambda: page.locator(".card.event").nth(2).click(),
        "key": lambda: page.keyboard.press("j"),
        "esc": lambda: page.keyboard.press("Escape"),
        "day": lambda: page.locator('.bar[data-start="2025-03-14"]').click(),
        "step": lambda: page.get_by_role("button", name="One day back").click(),
        "days": lambda: page.get_by_role("button", name="All days").click(),
        "tab": lambda: explore.tab("Article").click(),
        "nothing": lambda: (page.get_by_role("combobox", name=re.compile("^Search")).fill("xyzzy"), page.keyboard.press("Enter")),
        "all": lambda: page.get_by_role("button", name="Clear", exact=True).click(),
        "unplaced": lambda: page.get_by_role("button", name="Show them").click(),
        "metonyms": lambda: page.get_by_text(re.compile("Places that stand for a government")).click(),
    }
    for name, step in steps.items():
        before = page.url
        step()
        if name != "key":
            expect(page).not_to_have_url(before)
        assert is_the_same(explore), name
    assert reloaded(explore, since) == []


def test_a_large_map_stays_too(explore: Explore, scattered: str) -> None:
    since = marked(explore, scattered)
    page = explore.page
    for step in (
        lambda: explore.map.get_by_role("button", name="Attack", exact=True).click(),
        lambda: page.locator(".card.event").nth(1).click(),
        lambda: page.get_by_role("button", name="Next").click(),
        lambda: (page.get_by_role("combobox", name=re.compile("^Search")).fill("Hamlet 77"), page.keyboard.press("Enter")),
        lambda: page.get_by_role("button", name="Clear", exact=True).click(),
    ):
        before = page.url
        step()
        expect(page).not_to_have_url(before)
        assert is_the_same(explore)
    assert reloaded(explore, since) == []
