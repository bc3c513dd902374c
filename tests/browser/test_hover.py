"""What a mark tells when it is pointed at or has the focus."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from playwright.sync_api import expect

from tests.browser.test_big_map import SENTENCE, cells, scattered

if TYPE_CHECKING:
    from tests.browser.conftest import Explore

__all__ = ["scattered"]  # a fixture


def test_a_mark_under_the_mouse_tells_count_precision_and_first_quote(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site)
    explore.mark("Moscow").hover()
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
    inside[0].hover()
    tip = explore.map.locator(".contested-tip")
    expect(tip.locator("q")).to_have_text(SENTENCE.strip())
    expect(tip).to_contain_text("known to the town or village")
