"""A store with more places than can be drawn one by one: cells, coming closer, and a map that is never built anew."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import expect

from geo.records import Actor, Article, Claim, Event, Place, Reading, Relation, When
from geo.store import open_store
from tests.browser.answers import settled
from tests.browser.conftest import served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.browser.conftest import Explore

PLACES = 2_600
ACTORS = 350
NEAR_KM = 12.0
"""Radius within which the first place is known to lie."""
SENTENCE = "Shelling was reported, the council said and the army denied it. "
TYPES = ("ASSAULT", "ASSAULT", "ASSAULT", "PROTEST")


def scattered_reading() -> Reading:
    """An article with an event in each of thousands of made-up places, one of them disputed."""
    places = [
        Place(f"own:made-{i}", f"Hamlet {i}", "settlement", "SD", None, 9 + (i % 50) * 0.2, 22 + (i // 50) * 0.25, 1.0 if i else NEAR_KM)
        for i in range(PLACES)
    ]
    events, claims = [], []
    for i, place in enumerate(places):
        at = i * len(SENTENCE)
        day = When(dt.date(2023, 1, 1) + dt.timedelta(days=i % 60), dt.date(2023, 1, 1) + dt.timedelta(days=i % 60), "day", "clause")
        who = (f"Brigade {i % ACTORS}",)
        events.append(Event((at, at + 8), TYPES[i % 4], "Battles", who, ("RSF",), (place.place_id,), "settlement", day))
    said, denied = SENTENCE.index("said"), SENTENCE.index("denied")
    here = {"place_ids": (places[0].place_id,), "geo_precision": "settlement"}
    claims = [
        Claim((said, said + 4), ((0, 21),), ("RSF",), (), "assert", "indirect", events=(0,), **here),
        Claim((denied, denied + 6), ((0, 21),), ("Brigade 0",), (), "deny", "indirect", relations=(Relation("disputes", 0),), **here),
    ]
    return Reading(
        Article(SENTENCE * PLACES, doc="scattered"),
        actors=(*(Actor(f"Brigade {i}", "military", "Sudan") for i in range(ACTORS)), Actor("RSF", "armed group", "Sudan")),
        events=tuple(events),
        claims=tuple(claims),
        sentences=tuple((i * len(SENTENCE), (i + 1) * len(SENTENCE) - 1) for i in range(PLACES)),
        areas=tuple(places),
    )


@pytest.fixture(scope="module")
def scattered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("scattered")
    store = open_store(folder / "store.sqlite")
    store.add_reading(scattered_reading())
    store.close()
    with served(folder / "store.sqlite", folder) as address:
        yield address


def cells(explore: Explore) -> list[dict[str, float]]:
    """What the canvas of the map has: of each cell or dot where it is on the page, and how many events."""
    frame = explore.page.locator(".st-key-mapframe iframe").bounding_box()
    assert frame is not None
    found: list[dict[str, Any]] = explore.map.locator("html").evaluate(
        """() => { const c = map.contested.cells, made = [];
           if (!map.hasLayer(c)) return made;
           for (let i = 0; i < c.data.length; i += 7) { const p = map.latLngToContainerPoint(c.latLng(i));
             made.push({ x: p.x, y: p.y, events: c.data[i + 2], claims: c.data[i + 3], disputed: c.data[i + 6] }); }
           return made; }"""
    )
    return [c | {"x": frame["x"] + c["x"], "y": frame["y"] + c["y"]} for c in found]


def numbers(explore: Explore) -> dict[str, int]:
    said: dict[str, str] = explore.map.locator("html").evaluate("e => ({ cells: e.dataset.cells, marks: e.dataset.marks })")
    return {name: int(n) for name, n in said.items()}


def hover(explore: Explore, cell: dict[str, float]) -> str:
    explore.page.mouse.move(cell["x"] - 40, cell["y"] - 40)
    explore.page.mouse.move(cell["x"], cell["y"], steps=3)
    tip = explore.map.locator(".contested-tip")
    expect(tip).to_have_count(1)
    explore.settled()
    return tip.inner_text()


def test_many_places_are_drawn_as_cells_that_say_what_they_hold(explore: Explore, scattered: str) -> None:
    explore.open(scattered)
    drawn = cells(explore)
    assert numbers(explore) == {"cells": len(drawn), "marks": 0}
    assert 20 < len(drawn) < 1_500
    assert sum(c["events"] for c in drawn) == PLACES
    expect(explore.tab("Events")).to_contain_text("2,600")
    expect(explore.map.get_by_text("events in a cell")).to_be_visible()
    most = max(drawn, key=lambda c: c["events"])
    assert re.search(rf"^{most['events']} events\nmostly Attack \(\d+ %\)$", hover(explore, most))
    (disputed,) = [c for c in drawn if c["disputed"]]
    said = hover(explore, disputed)
    assert "2 claims" in said
    assert re.search(r"\d+ % disputed", said)


def test_a_click_on_a_cell_comes_closer_until_every_place_stands_alone(explore: Explore, scattered: str) -> None:
    explore.open(scattered)
    for _ in range(6):
        if not numbers(explore)["cells"]:
            break
        middle = min(cells(explore), key=lambda c: abs(c["x"] - 430) + abs(c["y"] - 420))
        zoom = explore.map.locator("html").evaluate("() => map.getZoom()")
        explore.page.mouse.click(middle["x"], middle["y"])
        explore.page.wait_for_function(f"() => document.querySelector('.st-key-mapframe iframe').contentWindow.map.getZoom() > {zoom}")
        explore.settled()
    shown = numbers(explore)
    assert shown["cells"] == 0
    assert 0 < shown["marks"] <= 2_000
    dot = min(cells(explore), key=lambda c: abs(c["x"] - 430) + abs(c["y"] - 420))
    assert dot["events"] == 1
    said = hover(explore, dot)
    name = re.match(r"Hamlet \d+\n1 event\n(Attack|Protest)", said)
    assert name is not None, said
    explore.page.mouse.click(dot["x"], dot["y"])
    chip = explore.page.get_by_role("button", name=f"Remove filter: {said.splitlines()[0]}")
    expect(chip).to_be_visible()
    expect(explore.tab("Events")).to_have_text(re.compile(r"Events\s*1 of 2,600"))
    explore.settled()
    expect(explore.mark(said.splitlines()[0])).to_be_visible()


def test_a_filter_changes_the_cells_and_never_the_map(explore: Explore, scattered: str) -> None:
    explore.open(scattered)
    explore.map.locator("html").evaluate("() => { window.sameMap = window.map; }")
    asked = len(explore.requests)
    before = sum(c["events"] for c in cells(explore))
    bars = explore.page.locator(".bar")
    first, last = bars.nth(8).bounding_box(), bars.last.bounding_box()
    assert first is not None
    assert last is not None
    explore.page.mouse.move(first["x"] + 5, first["y"] + 30)
    explore.page.mouse.down()
    explore.page.mouse.move(first["x"] + 40, first["y"] + 30)
    explore.page.mouse.move(last["x"] + 5, last["y"] + 30)
    explore.page.mouse.up()
    expect(explore.page.get_by_role("button", name="Remove filter: 9 Jan – 1 Mar 2023")).to_be_visible()
    explore.settled()
    (shown, of) = (int(n.replace(",", "")) for n in re.findall(r"[\d,]+", explore.tab("Events").inner_text()))
    assert of == PLACES
    drawn = cells(explore)
    assert sum(c["events"] for c in drawn) == shown < before
    explore.map.locator(".leaflet-control-zoom-in").click()
    explore.settled()
    assert explore.map.locator("html").evaluate("() => window.sameMap === window.map")
    assert not [url for url in explore.requests[asked:] if "map.js" in url or "leaflet" in url]


def test_a_move_beyond_what_was_sent_brings_what_is_there(explore: Explore, scattered: str) -> None:
    explore.open(scattered)
    html = explore.map.locator("html")
    html.evaluate("() => { map.setView([10, 23], 8, { animate: false }); }")
    explore.settled()
    near = numbers(explore)
    html.evaluate("() => { map.setView([17, 33], 8, { animate: false }); }")
    explore.settled()
    assert near["marks"] > 100
    assert numbers(explore)["marks"] > 100
    box = html.evaluate("() => { const b = map.getBounds(); return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()]; }")
    there = sum(box[0] <= 22 + (i // 50) * 0.25 <= box[2] and box[1] <= 9 + (i % 50) * 0.2 <= box[3] for i in range(PLACES))
    seen = html.evaluate(
        """() => { const c = map.contested.cells, b = map.getBounds(); let n = 0;
           for (let i = 0; i < c.data.length; i += 7) n += b.contains(c.latLng(i));
           return n; }"""
    )
    assert seen == there


def test_selecting_an_event_comes_to_its_place(explore: Explore, scattered: str) -> None:
    explore.open(scattered, "?tab=events")
    card = explore.page.locator(".card.event").nth(3)
    name = re.search(r"Hamlet \d+", card.inner_text())
    assert name is not None
    card.click()
    expect(card).to_have_attribute("aria-current", "true")
    explore.settled()
    expect(explore.mark(name[0])).to_be_visible()
    expect(explore.page.locator(".excerpt mark.hot").first).to_have_text("Shelling")


def test_places_turn_pages_and_names_are_found_among_many(explore: Explore, scattered: str) -> None:
    explore.open(scattered, "?tab=places")
    expect(explore.page.locator(".card.place")).to_have_count(50)
    explore.page.get_by_role("button", name="Next").click()
    expect(explore.page.get_by_text("51–100 of 2,600")).to_be_visible()
    assert parse_qs(explore.query)["page"] == ["2"]
    explore.page.get_by_role("button", name="Actor", exact=True).click()
    find = explore.page.get_by_label("Find among 351 actors")
    find.fill("brigade 34")
    find.press("Enter")
    settled(explore.page)
    explore.page.get_by_role("combobox", name=re.compile("Who acts")).fill("Brigade 34")
    expect(explore.page.get_by_role("option", name="Brigade 34", exact=True)).to_be_visible()
    explore.page.get_by_role("combobox", name=re.compile("Who acts")).fill("Brigade 349")
    explore.page.get_by_role("option", name="Brigade 349").click()
    explore.close_popover()
    expect(explore.tab("Events")).to_have_text(re.compile(r"Events\s*7 of 2,600"))


def test_the_reader_opens_the_article_of_a_large_store(explore: Explore, scattered: str) -> None:
    explore.open(scattered, "?tab=claims")
    explore.page.locator(".card.claim").first.locator(".link").click()
    expect(explore.tab("Article")).to_have_attribute("aria-selected", "true")
    expect(explore.page.locator(".text .hot").first).to_be_visible()
