"""What a person does on the Claims page: see who says so beside who denies it, over several articles, and go to the words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from geo.store import open_store
from tests.browser.answers import settled
from tests.browser.claim_readings import MANY, readings
from tests.browser.conftest import served

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Locator, Page

    from tests.browser.conftest import Explore


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("claims")
    store = open_store(folder / "store.sqlite")
    for reading in readings():
        store.add_reading(reading)
    with served(folder / "store.sqlite", folder) as address:
        yield address


def shown(page: Page) -> None:
    expect(page.locator(".board")).to_have_attribute("data-ready", "1")
    settled(page)


def opened(explore: Explore, address: str, query: str = "") -> Page:
    explore.page.goto(f"{address}/claims{query}")
    shown(explore.page)
    return explore.page


def card(page: Page, words: str) -> Locator:
    return page.locator(".board .card", has=page.get_by_role("heading", name=re.compile(re.escape(words)), level=3)).first


def speakers(side: Locator) -> list[str]:
    return side.locator(".name").all_inner_texts()


def query(page: Page) -> dict[str, Any]:
    settled(page)
    return parse_qs(urlsplit(page.url).query)


def test_those_who_say_so_stand_beside_those_who_deny_it_over_articles(explore: Explore, site: str) -> None:
    page = opened(explore, site)
    backing = card(page, "Rwanda is backing the rebels")
    hold, deny = backing.locator(".side").nth(0), backing.locator(".side").nth(1)
    expect(hold.get_by_role("heading", level=4)).to_have_text("Say so")
    expect(deny.get_by_role("heading", level=4)).to_have_text("Deny it")
    assert speakers(hold) == ["The United Nations", "Washington"]
    assert speakers(deny) == ["Rwanda"]
    expect(hold.locator(".line").nth(0)).to_contain_text("Lakes Monitor · 27 Jan 2025")
    expect(hold.locator(".line").nth(1)).to_contain_text("Equator Post · 8 Mar 2025")
    expect(deny.locator("blockquote")).to_have_text("denied backing the rebels")
    backing.get_by_text("Why these stand together").click()
    expect(
        backing.get_by_text(re.compile("Washington, with The United Nations: same words: .*weapons.*; said again later"))
    ).to_be_visible()


def test_figures_of_one_event_are_a_range_with_each_speakers_number(explore: Explore, site: str) -> None:
    page = opened(explore, site)
    killed = card(page, "17 people were killed")
    expect(killed.locator(".range")).to_have_text("17–40 killed")
    expect(killed.locator(".given li")).to_have_text(["17 The Red Cross", "at least 25 Kenya", "between 20 and 40 Doctors"])
    expect(killed.locator(".meta")).to_contain_text("3 articles · 4 claims")


def test_disputed_groups_come_first_and_pages_turn(explore: Explore, site: str) -> None:
    page = opened(explore, site)
    disputed = page.locator(".board .card").evaluate_all("cards => cards.map(c => c.classList.contains('disputed'))")
    assert disputed[:2] == [True, True]
    assert not any(disputed[2:])
    expect(page.get_by_role("heading", level=2, name=f"{MANY + 3} matters, 2 disputed")).to_be_visible()
    expect(page.locator(".pager")).to_contain_text(f"1–20 of {MANY + 3}")
    page.get_by_role("button", name="Next").click()
    expect(page.locator(".pager")).to_contain_text(f"21–40 of {MANY + 3}")
    assert query(page)["page"] == ["2"]


def test_an_actors_own_claims_and_what_others_say_of_it(explore: Explore, site: str) -> None:
    page = opened(explore, site, "?actor=Rwanda")
    expect(page.get_by_role("heading", level=2, name="2 matters")).to_be_visible()
    page.get_by_role("button", name="Their own claims").click()
    expect(page.get_by_role("button", name="Their own claims")).to_have_attribute("aria-pressed", "true")
    expect(card(page, "Washington of taking sides")).to_be_visible()
    page.get_by_role("button", name="Said to or about them").click()
    expect(card(page, "Washington of taking sides")).to_have_count(0)
    expect(card(page, "Rwanda is backing the rebels")).to_be_visible()
    assert query(page) == {"actor": ["Rwanda"], "voice": ["others"]}
    page.reload()
    shown(page)
    expect(page.get_by_role("button", name="Said to or about them")).to_have_attribute("aria-pressed", "true")


def test_the_filters_are_those_of_the_map_and_travel_between_the_pages(explore: Explore, site: str) -> None:
    explore.open(site, "?disputed=1")
    explore.page.get_by_role("link", name="Claims").click()
    shown(explore.page)
    expect(explore.page.get_by_role("heading", level=2, name="2 matters, 2 disputed")).to_be_visible()
    assert query(explore.page) == {"disputed": ["1"]}
    explore.page.get_by_role("button", name="Remove filter: Disputed").click()
    expect(explore.page.get_by_role("heading", level=2, name=f"{MANY + 3} matters, 2 disputed")).to_be_visible()
    search = explore.page.get_by_placeholder("Search words, places, actors")
    search.fill("taking sides")
    search.press("Enter")
    expect(explore.page.get_by_role("heading", level=2, name="1 matter, 0 disputed")).to_be_visible()
    explore.page.get_by_role("link", name="Map").click()
    explore.settled()
    assert query(explore.page) == {"text": ["taking sides"]}


def test_a_passage_opens_the_article_at_its_words(explore: Explore, site: str) -> None:
    page = opened(explore, site, "?disputed=1")
    link = card(page, "Rwanda is backing the rebels").locator(".side").nth(1).get_by_role("link", name="In the article")
    address = link.get_attribute("href") or ""
    assert parse_qs(urlsplit(address).query)["tab"] == ["article"]
    link.click()
    explore.settled()
    expect(explore.tab("Article")).to_have_attribute("aria-selected", "true")
    expect(page.locator(".reader .hot").filter(has_text="backing the rebels").first).to_be_visible()
    assert query(page)["disputed"] == ["1"]
    page.goto(f"{site}/{address.removeprefix('./')}")
    explore.settled()
    expect(page.locator(".reader .hot").filter(has_text="backing the rebels").first).to_be_visible()


def test_the_graph_shows_who_disputes_whom_and_leads_to_the_claim(explore: Explore, site: str) -> None:
    page = opened(explore, site, "?text=sides")
    expect(page.get_by_text("Nobody here disputes anybody.")).to_be_visible()
    page = opened(explore, site)
    arc = page.get_by_role("button", name="Rwanda disputes The United Nations: 1 claim")
    expect(page.get_by_role("button", name="The rebels disputes The Red Cross: 1 claim")).to_be_visible()
    arc.press("Enter")
    expect(page.locator(".line.hot")).to_contain_text("denied backing the rebels")
    page.get_by_role("button", name="Rwanda: filter to this actor").press("Enter")
    expect(page.get_by_role("button", name="Remove filter: Rwanda")).to_be_visible()


def test_no_match_says_so_and_offers_to_clear(explore: Explore, site: str) -> None:
    page = opened(explore, site, "?text=nowhereatall")
    expect(page.get_by_text("No claim matches these filters.")).to_be_visible()
    page.get_by_role("button", name="Clear the filters").click()
    expect(page.get_by_role("heading", level=2, name=f"{MANY + 3} matters, 2 disputed")).to_be_visible()


def test_at_1440_by_900_the_page_does_not_scroll_and_on_a_phone_nothing_is_cut_off(explore: Explore, site: str) -> None:
    page = opened(explore, site)
    measure = (
        "(() => { const m = document.querySelector('[data-testid=stMain]');"
        " return [m.scrollHeight - m.clientHeight, m.scrollWidth - m.clientWidth]; })()"
    )
    assert page.evaluate(measure) == [0, 0]
    page.set_viewport_size({"width": 390, "height": 844})
    shown(page)
    assert page.evaluate(measure)[1] == 0
    expect(page.get_by_role("link", name="About")).to_be_visible()


def test_an_empty_store_and_a_hostile_one(explore: Explore, made_sites: Callable[[str], str]) -> None:
    page = opened(explore, made_sites("empty"))
    expect(page.get_by_text("Nothing has been read yet.")).to_be_visible()
    page = opened(explore, made_sites("hostile"))
    expect(page.locator(".board .card").first).to_contain_text("<script>window.hit=1</script>")
    assert page.evaluate("window.hit") is None
    assert page.locator(".board img, .board script, .board b, .graph img").count() == page.locator(".board .given b").count()
