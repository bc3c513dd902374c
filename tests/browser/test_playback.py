"""The timeline played day by day: the map stays, the URL follows when it is paused, and it ends by itself."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import expect

from tests.browser.test_big_map import PLACES, cells, scattered

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from tests.browser.conftest import Explore

__all__ = ["scattered"]  # a fixture


def button(explore: Explore, name: str) -> Locator:
    return explore.page.locator(".player").get_by_role("button", name=name, exact=True)


def note_days(explore: Explore) -> None:
    """Let the page note each day that it shows from now on, however shortly: a look from here may come too late for one."""
    explore.page.locator(".timeline").evaluate(
        """timeline => {
            const host = timeline.parentNode, noted = window.noted = [];
            new MutationObserver(() => {
                const now = host.querySelector(".now");
                if (now) noted.push({ day: now.firstChild.textContent, answered: Boolean(now.querySelector("small")),
                    playing: Boolean(host.querySelector(".control.pause")), query: location.search });
            }).observe(host, { childList: true, subtree: true });
        }"""
    )


def noted(explore: Explore) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = explore.page.evaluate("window.noted")
    return found


def test_played_to_the_end_it_stops_and_the_url_holds_the_last_day(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site, "?since=2025-03-12&until=2025-03-12")
    explore.map.locator("html").evaluate("() => { window.sameMap = window.map; }")
    expect(explore.page.locator(".now")).to_contain_text("Wed 12 Mar 2025")
    explore.page.get_by_label("Speed").select_option("fast")
    history = explore.page.evaluate("history.length")
    bars = explore.page.locator(".bar").evaluate_all("bars => bars.map(bar => bar.dataset.start)")
    note_days(explore)
    button(explore, "Play the timeline").click()
    expect(button(explore, "One day on")).to_be_disabled()
    expect(button(explore, "Play the timeline")).to_be_visible()
    explore.settled()
    played = dict.fromkeys(n["day"] for n in noted(explore) if n["playing"] and n["answered"])
    last = bars[-1]
    assert list(played) == [f"{dt.date.fromisoformat(day):%a %-d %b %Y}" for day in bars if day > "2025-03-12"]
    assert {n["query"] for n in noted(explore) if n["playing"]} == {"?since=2025-03-12&until=2025-03-12"}
    expect(explore.page.get_by_role("button", name=f"Remove filter: {dt.date.fromisoformat(last):%-d %b %Y}")).to_be_visible()
    assert parse_qs(explore.query) == {"since": [last], "until": [last]}
    assert explore.page.evaluate("history.length") == history + 1  # one step back leads to where it began
    assert explore.map.locator("html").evaluate("() => window.sameMap === window.map")
    expect(button(explore, "One day on")).to_be_disabled()


def test_paused_by_keyboard_the_url_holds_the_day_and_a_link_goes_on_from_there(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site)
    note_days(explore)
    button(explore, "Play the timeline").focus()
    explore.page.keyboard.press("Enter")
    explore.page.wait_for_function("new Set(window.noted.filter(n => n.answered).map(n => n.day)).size > 1")
    expect(button(explore, "Pause")).to_be_focused()
    explore.page.keyboard.press("Enter")
    expect(button(explore, "Play the timeline")).to_be_focused()
    expect(explore.page).to_have_url(re.compile("since="))
    assert {n["query"] for n in noted(explore) if n["playing"]} == {""}
    (day,) = parse_qs(explore.query)["until"]
    said = explore.page.locator(".now").inner_text()
    explore.page.wait_for_timeout(1500)
    assert parse_qs(explore.query)["until"] == [day]
    explore.page.reload()
    expect(explore.page.locator(".now")).to_have_text(said)


def test_steps_show_one_day_or_all_until_then(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site, "?since=2025-03-13&until=2025-03-13&tab=events")
    button(explore, "One day on").click()
    expect(explore.page.locator(".now")).to_contain_text("Fri 14 Mar 2025")
    explore.settled()
    (only, _) = (int(n) for n in re.findall(r"\d+", explore.tab("Events").inner_text()))
    explore.page.get_by_label("What is shown").select_option("all until then")
    expect(explore.page.get_by_role("button", name="Remove filter: to 14 Mar 2025")).to_be_visible()
    explore.settled()
    assert parse_qs(explore.query)["until"] == ["2025-03-14"]
    assert "since" not in parse_qs(explore.query)
    (until_then, _) = (int(n) for n in re.findall(r"\d+", explore.tab("Events").inner_text()))
    assert until_then > only
    button(explore, "One day back").click()
    expect(explore.page.locator(".now")).to_contain_text("Thu 13 Mar 2025")
    expect(explore.page.get_by_role("button", name="Remove filter: to 13 Mar 2025")).to_be_visible()


def test_other_days_chosen_meanwhile_end_it(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site)
    button(explore, "Play the timeline").click()
    expect(explore.page.locator(".now")).to_be_visible()
    explore.page.get_by_role("button", name="Clear", exact=True).click()
    expect(explore.page.locator(".now")).to_have_count(0)
    explore.page.wait_for_timeout(1500)
    expect(explore.page.locator(".now")).to_have_count(0)
    assert explore.query == ""


def test_days_let_go_before_a_step_is_answered_end_it(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site, "?since=2025-03-12&until=2025-03-12")
    play = button(explore, "Play the timeline").element_handle()
    clear = explore.page.get_by_role("button", name="Clear", exact=True).element_handle()
    explore.page.evaluate("([play, clear]) => { play.click(); clear.click(); }", [play, clear])
    expect(explore.page.locator(".now")).to_have_count(0)
    expect(button(explore, "Play the timeline")).to_be_visible()
    assert explore.query == ""


@pytest.mark.parametrize("pressed", ["Pause", "Clear"])
def test_a_button_that_is_held_while_the_next_day_comes_is_pressed(explore: Explore, seed_site: str, pressed: str) -> None:
    explore.open(seed_site)
    button(explore, "Play the timeline").click()
    held = explore.page.get_by_role("button", name=pressed, exact=True)
    held.hover()
    explore.page.mouse.down()
    explore.page.wait_for_timeout(1500)  # longer than a day is shown
    explore.page.mouse.up()
    expect(button(explore, "Play the timeline")).to_be_visible()
    expect(explore.page.locator(".now")).to_have_count(int(pressed == "Pause"))


def test_a_filter_set_while_it_plays_stays_and_it_goes_on(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site)
    button(explore, "Play the timeline").click()
    explore.page.get_by_label("Speed").select_option("slow")  # so that it has not come to its end before it is paused
    explore.page.get_by_role("button", name="Disputed only").click()
    expect(explore.page.get_by_role("button", name="Remove filter: Disputed")).to_be_visible()
    first = explore.page.locator(".now").inner_text().split(" · ")[0]
    expect(explore.page.locator(".now")).not_to_contain_text(first)
    button(explore, "Pause").click()
    expect(explore.page).to_have_url(re.compile("disputed=1"))


def test_who_asks_for_less_motion_steps_by_hand(explore: Explore, seed_site: str) -> None:
    explore.page.emulate_media(reduced_motion="reduce")
    explore.open(seed_site)
    expect(button(explore, "One day on")).to_be_visible()
    expect(button(explore, "Play the timeline")).to_have_count(0)
    button(explore, "One day on").click()
    expect(explore.page.locator(".now")).to_be_visible()
    explore.page.emulate_media(reduced_motion="no-preference")


def test_a_large_map_is_played_in_place(explore: Explore, scattered: str) -> None:
    explore.open(scattered)
    explore.map.locator("html").evaluate("() => { window.sameMap = window.map; }")
    asked = len(explore.requests)
    button(explore, "Play the timeline").click()
    expect(explore.page.locator(".now")).to_contain_text(re.compile("^(?!Sun 1 Jan).* 2023"))
    button(explore, "Pause").click()
    expect(button(explore, "Play the timeline")).to_be_visible()
    explore.settled()
    (shown, _) = (int(n.replace(",", "")) for n in re.findall(r"[\d,]+", explore.tab("Events").inner_text()))
    assert 0 < shown < PLACES
    total = explore.map.locator("html").get_attribute("data-marks")
    assert sum(c["events"] for c in cells(explore)) == shown or int(total or 0) >= shown
    assert explore.map.locator("html").evaluate("() => window.sameMap === window.map")
    assert not [url for url in explore.requests[asked:] if "map.js" in url or "leaflet" in url]
