"""What a person does on the Explore page, done in a real browser on the seed article."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.conftest import Explore

ENCIRCLED = "Ukrainian forces were encircled"


def numbers(text: str) -> list[int]:
    return [int(n.replace(",", "")) for n in re.findall(r"[\d,]+", text)]


def test_the_page_opens_with_marks_panels_and_counts(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site)
    expect(explore.mark("Kursk Oblast")).to_be_visible()
    expect(explore.mark("Moscow")).to_be_visible()
    expect(explore.page.get_by_text(re.compile(r"^1 article · \d+ events · \d+ claims · \d+ disputed$"))).to_be_visible()
    expect(explore.card(ENCIRCLED)).to_be_visible()
    expect(explore.page.get_by_text("Deploy")).to_have_count(0)
    expect(explore.page.get_by_test_id("stMainMenu")).to_have_count(0)


def test_at_1440_by_900_the_page_does_not_scroll(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site)
    scroll, height = explore.page.evaluate(
        "(() => { const m = document.querySelector('[data-testid=stMain]'); return [m.scrollHeight, m.clientHeight]; })()"
    )
    assert scroll <= height


def test_filter_by_actor_narrows_the_panels_and_clear_brings_all_back(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site)
    (total,) = numbers(explore.tab("Claims").inner_text())
    explore.page.get_by_role("button", name="Actor", exact=True).click()
    explore.page.get_by_role("combobox", name=re.compile("Who acts")).fill("Zelenskyy")
    explore.page.get_by_role("option", name=re.compile("Zelenskyy")).first.click()
    explore.close_popover()
    expect(explore.tab("Claims")).to_have_text(re.compile(rf"Claims\s*\d+ of {total}$"))
    shown, of = numbers(explore.tab("Claims").inner_text())
    assert 0 < shown < of == total
    assert "Zelenskyy" in parse_qs(explore.query)["actor"][0]
    for card in explore.page.locator(".card.claim").all():
        assert "Zelenskyy" in card.inner_text()
    explore.page.get_by_role("button", name="Clear", exact=True).click()
    expect(explore.tab("Claims")).to_have_text(re.compile(rf"Claims\s*{total}$"))
    assert explore.query == ""


def test_filter_by_date_on_the_timeline_says_what_is_left_out(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site)
    explore.page.locator('.bar[data-start="2025-03-13"]').click()
    chip = explore.page.get_by_role("button", name="Remove filter: 13 Mar 2025")
    expect(chip).to_be_visible()
    assert parse_qs(explore.query) == {"since": ["2025-03-13"], "until": ["2025-03-13"]}
    expect(explore.page.get_by_text(re.compile(r"\d+ undated left out"))).to_be_visible()
    explore.settled()
    explore.tab("Events").click()
    expect(explore.page.locator(".card.event")).not_to_have_count(0)
    explore.settled()
    for card in explore.page.locator(".card.event .foot").all():
        assert "14 Mar" not in card.inner_text().replace("by 14 Mar", "")
    chip.click()
    expect(chip).to_have_count(0)


def test_what_is_done_before_the_answer_to_the_act_before_has_come_counts_too(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site)
    asked = explore.page.evaluate("timesAsked()")
    explore.page.evaluate("holdAnswers()")
    for number, act in enumerate(
        (explore.page.get_by_role("button", name="Disputed only"), explore.page.locator('.bar[data-start="2025-03-14"]')), start=1
    ):
        act.click()
        explore.page.wait_for_function(f"hasAnswered({asked + number})")
    explore.page.evaluate("releaseAnswers()")
    expect(explore.page.get_by_role("button", name="Remove filter: 14 Mar 2025")).to_be_visible()
    expect(explore.page.get_by_role("button", name="Remove filter: Disputed")).to_be_visible()
    assert set(parse_qs(explore.query)) == {"disputed", "since", "until"}
    explore.page.go_back()
    expect(explore.page.get_by_role("button", name="Remove filter: 14 Mar 2025")).to_have_count(0)
    explore.settled()
    explore.tab("Events").click()
    assert set(parse_qs(explore.query)) == {"disputed", "tab"}


def test_a_range_is_dragged_on_the_timeline(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site)
    bars = {day: explore.page.locator(f'.bar[data-start="2025-03-{day}"]').bounding_box() for day in ("13", "14")}
    first, last = bars["13"], bars["14"]
    assert first is not None
    assert last is not None
    mouse = explore.page.mouse
    mouse.move(first["x"] + 8, first["y"] + 30)
    mouse.down()
    mouse.move(first["x"] + 30, first["y"] + 30)
    mouse.move(last["x"] + 30, last["y"] + 30)
    mouse.up()
    expect(explore.page.get_by_role("button", name="Remove filter: 13–14 Mar 2025")).to_be_visible()


def test_a_click_on_a_place_narrows_the_panels_and_a_second_click_lets_go(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site)
    explore.mark("Moscow").click()
    expect(explore.page.get_by_role("button", name="Remove filter: Moscow")).to_be_visible()
    explore.settled()
    expect(explore.tab("Events")).to_have_text(re.compile(r"Events\s*\d+ of \d+"))
    expect(explore.mark("Kursk Oblast")).to_be_attached()  # the others stay on the map
    explore.mark("Moscow").click()
    expect(explore.page.get_by_role("button", name="Remove filter: Moscow")).to_have_count(0)


def test_selecting_a_claim_moves_the_map_and_shows_its_words(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site)
    before = explore.mark("Kursk Oblast").bounding_box()
    explore.card(ENCIRCLED).locator("h3").click()
    expect(explore.card(ENCIRCLED)).to_have_attribute("aria-current", "true")
    explore.settled()
    assert explore.mark("Kursk Oblast").bounding_box() != before
    expect(explore.page.locator(".excerpt mark.hot").first).to_contain_text("claimed")
    explore.card(ENCIRCLED).get_by_role("button", name="passages").click()
    expect(explore.tab("Article")).to_have_attribute("aria-selected", "true")
    hot = explore.page.locator(".reader .hot", has_text="encircled")
    expect(hot.first).to_be_in_viewport()


def test_an_event_selected_scrolls_the_article_to_its_words(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site, "?tab=events")
    card = explore.page.locator(".card.event", has_text="Witkoff").first
    card.get_by_role("button", name="in the article").click()
    expect(explore.page.locator(".reader .hot").first).to_be_in_viewport()
    expect(explore.page.locator(".reader .hot").first).to_contain_text("met")


def test_a_word_marked_in_the_article_selects_its_event(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site, "?tab=article")
    explore.page.locator(".reader .m-events").first.click()
    expect(explore.page.locator(".reader .hot").first).to_be_visible()
    assert ":event:" in parse_qs(explore.query)["select"][0]


def test_a_dispute_is_followed_to_the_other_claim(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site)
    card = explore.card(ENCIRCLED)
    expect(card.locator(".label.against").first).to_be_visible()
    denial = card.locator(".jump", has_text="military")
    expect(denial).to_contain_text("Denied", ignore_case=True)
    denial.click()
    expect(explore.page.locator(".excerpt mark.hot", has_text="refuting").first).to_be_visible()
    expect(denial).to_have_class(re.compile("hot-line"))


def test_a_copied_link_reopens_the_same_view(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site)
    explore.page.get_by_role("button", name="Disputed only").click()
    expect(explore.page.get_by_role("button", name="Remove filter: Disputed")).to_be_visible()
    explore.card(ENCIRCLED).locator("h3").click()
    expect(explore.card(ENCIRCLED)).to_have_attribute("aria-current", "true")
    explore.settled()
    link, claims, marks = explore.page.url, explore.tab("Claims").inner_text(), explore.map.locator("html").get_attribute("data-marks")
    explore.page.goto("about:blank")
    explore.page.goto(link)
    explore.settled()
    expect(explore.card(ENCIRCLED)).to_have_attribute("aria-current", "true")
    expect(explore.tab("Claims")).to_have_text(claims.replace("\n", ""))
    assert explore.map.locator("html").get_attribute("data-marks") == marks
    expect(explore.page.get_by_role("button", name="Remove filter: Disputed")).to_be_visible()


def test_the_download_is_geojson_of_what_is_filtered(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site, "?type=CONSULT&tab=events")
    shown, _ = numbers(explore.tab("Events").inner_text())
    explore.page.get_by_role("button", name="Export").click()
    with explore.page.expect_download() as waiting:
        explore.page.get_by_role("button", name="Download GeoJSON").click()
    download = waiting.value
    assert download.suggested_filename == "contested-ground-events.geojson"
    collection = json.loads(download.path().read_text(encoding="utf-8"))
    assert collection["type"] == "FeatureCollection"
    assert "crs" not in collection
    assert len(collection["features"]) == shown > 0
    assert {feature["properties"]["type"] for feature in collection["features"]} == {"CONSULT"}


def test_search_narrows_to_the_words(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site)
    search = explore.page.get_by_placeholder("Search words, places, actors")
    search.fill("encircled")
    search.press("Enter")
    expect(explore.page.get_by_role("button", name="Remove filter: “encircled”")).to_be_visible()
    expect(explore.card(ENCIRCLED)).to_be_visible()


def test_no_result_says_so_and_offers_to_clear(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site, "?text=nowhereatall&tab=events")
    expect(explore.page.get_by_text("No event matches these filters.")).to_be_visible()
    explore.page.get_by_role("button", name="Clear the filters").click()
    expect(explore.page.locator(".card.event").first).to_be_visible()


def test_what_has_no_place_is_counted_and_shown_on_request(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site)
    expect(explore.page.get_by_text(re.compile(r"Not on the map: \d+ events?"))).to_be_visible()
    explore.page.get_by_role("button", name="Show them").click()
    expect(explore.page.locator(".card .foot", has_text="no place in the text").first).to_be_visible()
    expect(explore.map.locator("html")).to_have_attribute("data-marks", "0")


def test_a_group_is_hatched_and_says_what_is_reported_elsewhere(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site, "?tab=places")
    expect(explore.mark("not named")).to_be_attached()
    expect(explore.map.get_by_text("reported elsewhere")).to_be_visible()
    expect(explore.map.locator('path[fill^="url(#contested-hatch"]')).not_to_have_count(0)
    expect(explore.card("reported elsewhere")).to_contain_text("Yunakivka")


def test_filters_change_the_marks_and_never_the_map(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site)
    explore.map.locator("html").evaluate("() => { window.sameMap = window.map; }")
    explore.page.get_by_role("button", name="Disputed only").click()
    expect(explore.page.get_by_role("button", name="Remove filter: Disputed")).to_be_visible()
    explore.settled()
    assert explore.map.locator("html").evaluate("() => window.sameMap === window.map")


def test_on_a_phone_filters_fold_and_nothing_is_wider_than_the_screen(explore: Explore, seed_site: str) -> None:
    explore.page.set_viewport_size({"width": 390, "height": 844})
    explore.open(seed_site)
    actor = explore.page.get_by_role("button", name="Actor", exact=True)
    expect(actor).to_be_hidden()
    explore.page.locator(".st-key-fold label").click()
    expect(actor).to_be_visible()
    assert explore.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    explore.card(ENCIRCLED).scroll_into_view_if_needed()
    expect(explore.card(ENCIRCLED)).to_be_visible()
    map_box, panel_box = explore.page.locator(".st-key-mapframe").bounding_box(), explore.page.locator(".panel").bounding_box()
    assert map_box is not None
    assert panel_box is not None
    assert map_box["y"] < panel_box["y"]


def test_the_dark_theme_reaches_the_map(explore: Explore, seed_site: str) -> None:
    explore.page.emulate_media(color_scheme="dark")
    explore.open(seed_site)
    expect(explore.map.locator("html")).to_have_attribute("data-theme", "dark")


def test_hostile_text_stays_text(explore: Explore, made_sites: Callable[[str], str]) -> None:
    site = made_sites("hostile")
    for tab in ("claims", "events", "article", "places"):
        explore.open(site, f"?tab={tab}")
        expect(explore.page.locator(".panel .body")).to_contain_text("<script>window.hit=1</script>")
        if tab in ("claims", "events"):
            explore.page.locator(".card").first.click(position={"x": 6, "y": 6})
            expect(explore.page.locator(".excerpt")).to_contain_text("${window.hit=1}")
    explore.open(
        site,
        "?actor=%3Cscript%3Ewindow.hit%3D1%3C%2Fscript%3E&place=%3Cimg%20src%3Dx%20onerror%3Dwindow.hit%3D1%3E&since=%3Cb%3Ehi%3C%2Fb%3E",
    )
    explore.open(site)
    expect(explore.mark("<script>")).to_be_visible()
    explore.point_at(explore.mark("<script>"))
    expect(explore.map.locator(".contested-tip").first).to_contain_text("{{window.hit=1}}")
    explore.page.get_by_role("button", name="Actor", exact=True).click()
    explore.page.get_by_role("combobox", name=re.compile("Who acts")).click()
    explore.page.get_by_role("option", name=re.compile("Actor <script>")).first.click()
    explore.close_popover()
    expect(explore.page.get_by_role("button", name=re.compile("Remove filter: Actor <script>"))).to_be_visible()
    explore.settled()
    for frame in explore.page.frames:
        assert frame.evaluate("window.hit") is None
        assert frame.evaluate("document.querySelectorAll('img[src=\"x\"]').length") == 0


def test_thousands_of_events_are_paged_and_drawn(explore: Explore, made_sites: Callable[[str], str]) -> None:
    explore.open(made_sites("many"), "?tab=events")
    expect(explore.tab("Events")).to_contain_text("4,000")
    expect(explore.map.locator("html")).to_have_attribute("data-marks", "400")
    expect(explore.page.locator(".card.event")).to_have_count(50)
    explore.page.get_by_role("button", name="Next").click()
    expect(explore.page.get_by_text("51–100 of 4,000")).to_be_visible()
    assert parse_qs(explore.query)["page"] == ["2"]


def test_an_empty_store_says_how_to_fill_it(explore: Explore, made_sites: Callable[[str], str]) -> None:
    explore.open(made_sites("empty"))
    expect(explore.page.get_by_text("Nothing has been read yet.")).to_be_visible()
