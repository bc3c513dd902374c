"""The keys of the Explore page: next and previous, clear, search; never while somebody types."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.conftest import Explore


def of_address(url: str) -> str | None:
    return parse_qs(urlsplit(url).query).get("select", [None])[0]


def selected(explore: Explore) -> str | None:
    """What the address says is chosen: a card is marked at the key, the address follows when the server has answered."""
    return of_address(f"?{explore.query}")


def test_j_and_k_go_through_the_cards_and_esc_lets_go(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site, "?tab=events")
    ids = [card.get_attribute("data-id") for card in explore.page.locator(".card.event").all()[:3]]
    for key, nth in (("j", 0), ("j", 1), ("j", 2), ("k", 1)):
        explore.page.keyboard.press(key)
        card = explore.page.locator(f'.card.event[data-id="{ids[nth]}"]')
        expect(card).to_have_attribute("aria-current", "true")
        expect(card).to_be_focused()
        assert selected(explore) == ids[nth]
    expect(explore.page.locator(".excerpt mark.hot").first).to_be_visible()
    explore.page.keyboard.press("Escape")
    expect(explore.page.locator('.card[aria-current="true"]')).to_have_count(0)
    assert selected(explore) is None
    before = explore.page.url
    explore.page.keyboard.press("Escape")
    explore.settled()
    assert explore.page.url == before


def test_keys_pressed_quicker_than_the_page_answers_all_count(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site, "?tab=events")
    third = explore.page.locator(".card.event").nth(3)
    for _ in range(4):
        explore.page.keyboard.press("j")
    expect(third).to_have_attribute("aria-current", "true")
    assert selected(explore) == third.get_attribute("data-id")


def test_the_keys_work_inside_the_map_and_the_focus_stays_there(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site)
    explore.map.locator("#map_div").focus()
    explore.page.keyboard.press("j")
    expect(explore.page.locator(".card.claim").first).to_have_attribute("aria-current", "true")
    assert selected(explore) is not None
    assert explore.page.evaluate("document.activeElement.tagName") == "IFRAME"
    explore.page.keyboard.press("Escape")
    expect(explore.page.locator('.card[aria-current="true"]')).to_have_count(0)
    explore.page.keyboard.press("/")
    expect(explore.page.get_by_placeholder("Search words, places, actors")).to_be_focused()


def test_a_key_belongs_to_whoever_types_and_to_the_browser_with_ctrl(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site)
    explore.page.keyboard.press("/")
    search = explore.page.get_by_placeholder("Search words, places, actors")
    expect(search).to_be_focused()
    explore.page.keyboard.type("jk/")
    expect(search).to_have_value("jk/")
    explore.page.keyboard.press("Escape")
    explore.page.locator(".tab").first.focus()
    explore.page.keyboard.press("Control+j")
    explore.page.keyboard.press("Shift+K")
    explore.page.get_by_role("button", name="Actor", exact=True).click()
    expect(explore.page.get_by_test_id("stPopoverBody")).to_be_visible()
    explore.page.locator("body").press("j")
    explore.close_popover()
    assert selected(explore) is None


def test_in_the_article_the_next_one_is_the_next_in_the_text(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site, "?tab=article")
    seen: list[str | None] = [None]
    for _ in range(3):
        explore.page.keyboard.press("j")
        explore.page.wait_for_url(lambda url: of_address(url) not in seen)
        seen.append(of_address(explore.page.url))
        explore.page.locator(".panel").and_(explore.page.locator(f'[data-shows*="{seen[-1]}"]')).wait_for()
        expect(explore.page.locator(".reader .hot").first).to_be_in_viewport()
    starts = [int(row.rpartition(":")[2].partition("-")[0]) for row in seen if row]
    assert starts == sorted(starts)
    expect(explore.tab("Article")).to_have_attribute("aria-selected", "true")


def test_beyond_the_last_card_comes_the_next_page(explore: Explore, made_sites: Callable[[str], str]) -> None:
    explore.open(made_sites("many"), "?tab=events")
    explore.page.locator(".card.event").last.click()
    expect(explore.page.locator(".card.event").last).to_have_attribute("aria-current", "true")
    last = selected(explore)
    explore.page.keyboard.press("j")
    expect(explore.page.get_by_text("51–100 of 4,000")).to_be_visible()
    expect(explore.page.locator(".list > .card.event").first).to_have_attribute("aria-current", "true")
    assert selected(explore) not in (None, last)
    explore.page.keyboard.press("k")
    expect(explore.page.get_by_text("1–50 of 4,000")).to_be_visible()
    expect(explore.page.locator(f'.card.event[data-id="{last}"]')).to_have_attribute("aria-current", "true")


def test_a_card_chosen_by_keyboard_keeps_the_focus(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site, "?tab=events")
    card = explore.page.locator(".card.event").nth(1)
    card.focus()
    explore.page.keyboard.press("Enter")
    expect(card).to_have_attribute("aria-current", "true")
    expect(card).to_be_focused()


def test_the_keys_are_listed(explore: Explore, seed_site: str) -> None:
    explore.page.goto(f"{seed_site}/about")
    keys = explore.page.locator("#about-keys")
    for key in ("J", "K", "/", "Esc"):
        expect(keys.locator("kbd", has_text=re.compile(f"^{re.escape(key)}$"))).not_to_have_count(0)
