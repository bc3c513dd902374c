"""What a mark tells when it is pointed at or has the focus."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from playwright.sync_api import expect

from tests.browser.test_big_map import NEAR_KM, SENTENCE, cells, numbers, scattered

if TYPE_CHECKING:
    from tests.browser.conftest import Explore

__all__ = ["scattered"]  # a fixture


def test_a_mark_under_the_mouse_tells_count_precision_and_first_quote(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site)
    explore.point_at(explore.mark("Moscow"))
    tip = explore.map.locator(".contested-tip")
    expect(tip).to_have_count(1)
    expect(tip).to_contain_text("known to the town or village")
    expect(tip).to_contain_text(re.compile(r"Talks \d+"))
    expect(tip.locator("q").first).to_have_text(re.compile(r"\w+ \w+ \w+"))
    explore.page.mouse.move(5, 5)
    expect(tip).to_have_count(0)


def test_a_mark_with_the_focus_tells_the_same_and_enter_keeps_it(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site)
    explore.map.locator("#map_div").focus()
    mark = explore.mark("Kursk Oblast")
    explore.page.keyboard.press("Shift")  # the keyboard is in use: a focus shows
    mark.focus()
    tip = explore.map.locator(".contested-tip")
    expect(tip).to_contain_text("known only to the region")
    expect(tip.locator("q").first).to_be_visible()
    explore.page.keyboard.press("Enter")
    expect(explore.page.get_by_role("button", name="Remove filter: Kursk Oblast")).to_be_visible()
    explore.settled()
    expect(mark).to_be_focused()
    explore.page.keyboard.press("Enter")
    expect(explore.page.get_by_role("button", name="Remove filter: Kursk Oblast")).to_have_count(0)
    explore.settled()
    assert "place" not in parse_qs(explore.query)


def test_the_marks_of_a_large_map_have_their_quotes(explore: Explore, scattered: str) -> None:
    explore.open(scattered)
    explore.map.locator("html").evaluate("() => { map.setView([12, 25], 10, { animate: false }); }")
    explore.settled()
    assert cells(explore) == []
    box = explore.page.locator(".st-key-mapframe").bounding_box()
    assert box is not None
    marks = [(m, b) for m in explore.map.locator(".contested-icon").all() if (b := m.bounding_box())]
    inside = [m for m, b in marks if box["x"] + 200 < b["x"] < box["x"] + box["width"] - 200 and box["y"] + 150 < b["y"] < box["y"] + 300]
    explore.point_at(inside[0])
    tip = explore.map.locator(".contested-tip")
    expect(tip.locator("q")).to_have_text(SENTENCE.strip())
    expect(tip).to_contain_text("known to the town or village")


def test_a_dot_on_a_large_map_has_its_quote_once_the_mouse_stays_on_it(explore: Explore, scattered: str) -> None:
    explore.open(scattered)
    explore.map.locator("html").evaluate("() => { map.setView([14, 28], 8, { animate: false }); }")
    explore.settled()
    assert numbers(explore)["marks"] > 150
    dot = min(cells(explore), key=lambda c: abs(c["x"] - 430) + abs(c["y"] - 420))
    explore.page.mouse.move(dot["x"] - 60, dot["y"] - 60)
    explore.page.mouse.move(dot["x"], dot["y"], steps=3)
    tip = explore.map.locator(".contested-tip")
    expect(tip.locator("q")).to_have_text(SENTENCE.strip())
    expect(tip).to_contain_text("known to the town or village")
    expect(tip).to_contain_text("1 event")


def test_an_approximate_point_has_its_radius_around_it_at_the_scale_of_the_map(explore: Explore, scattered: str) -> None:
    explore.open(scattered)
    explore.map.locator("html").evaluate("() => { map.setView([9, 22], 10, { animate: false }); }")
    explore.settled()
    circle = explore.map.locator(".contested-radius")
    expect(circle).to_have_count(1)  # the towns around it are exact, and have none
    wide = circle.evaluate("c => c.getBBox().width")
    assert abs(wide / 2 - NEAR_KM / (40_075 * math.cos(math.radians(9))) * 256 * 2**10) < 1.5
    expect(explore.map.locator(".contested-legend")).to_contain_text("somewhere within the circle")
    explore.point_at(explore.mark("Hamlet 0").first)
    expect(explore.map.locator(".contested-tip")).to_contain_text("known to within 12 km of this point")
