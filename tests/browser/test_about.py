"""The About page cites what the project measured; the tour shows itself when asked, and the language can be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from dashboard import documents

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Explore


def opened(explore: Explore, address: str, query: str = "") -> Page:
    explore.page.goto(f"{address}/about{query}")
    expect(explore.page.locator(".about")).to_be_visible()
    return explore.page


def test_it_states_the_measured_accuracy_of_the_readme_and_the_licences(explore: Explore, seed_site: str) -> None:
    page = opened(explore, seed_site)
    (figures,) = documents.tables(documents.section(documents.README.read_text(encoding="utf-8"), "How good it is"))
    shown = page.locator("#about-accuracy tbody tr")
    expect(shown).to_have_count(len(figures) - 1)
    expect(shown.first.locator("td")).to_have_text(figures[1])
    expect(page.locator("#about-sources")).to_contain_text("CC BY 4.0")
    expect(page.locator("#about-sources")).to_contain_text("Natural Earth")
    expect(page.locator("#about-version")).to_contain_text("Contested Ground 0.")
    expect(page.locator("#about-keys kbd", has_text="Esc")).to_be_visible()


def test_the_contents_lead_to_the_sections(explore: Explore, seed_site: str) -> None:
    page = opened(explore, seed_site)
    page.get_by_role("button", name="Keys").click()
    expect(page.get_by_role("heading", name="Keys")).to_be_focused()
    expect(page.get_by_role("heading", name="Keys")).to_be_in_viewport()


def test_the_tour_has_four_steps_can_be_closed_and_does_not_come_back(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site)
    expect(explore.page.locator(".tour")).to_have_count(0)  # nobody sits before an automated browser
    page = opened(explore, seed_site)
    page.get_by_role("link", name="Show the tour").click()
    tour = page.get_by_role("dialog", name="The map")
    expect(tour).to_be_visible()
    expect(tour).to_contain_text("1 of 4")
    for title in ("The filters", "The words", "From here"):
        page.get_by_role("button", name="Next").click()
        expect(page.get_by_role("dialog", name=title)).to_be_visible()
    page.get_by_role("button", name="Back", exact=True).click()
    expect(page.get_by_role("dialog", name="The words")).to_contain_text("3 of 4")
    page.keyboard.press("Escape")
    expect(page.locator(".tour")).to_have_count(0)
    assert page.evaluate("localStorage.getItem('contested-ground-tour')") == "1"
    expect(explore.card("encircled")).to_be_visible()


def test_a_first_visit_by_a_person_shows_the_tour_once(explore: Explore, seed_site: str) -> None:
    explore.page.add_init_script("Object.defineProperty(navigator, 'webdriver', { get: () => false })")
    explore.page.goto(seed_site)
    explore.page.evaluate("localStorage.clear()")
    explore.open(seed_site)
    expect(explore.page.get_by_role("dialog", name="The map")).to_be_visible()
    explore.page.get_by_role("button", name="Close the tour").click()
    explore.open(seed_site)
    expect(explore.page.locator(".tour")).to_have_count(0)


def test_the_language_is_chosen_in_the_header_and_stays_in_links(explore: Explore, seed_site: str) -> None:
    explore.open(seed_site, "?disputed=1")
    page = explore.page
    page.get_by_role("button", name="Українська").click()
    expect(page.get_by_role("link", name="Твердження")).to_be_visible()
    explore.settled()
    assert explore.query == "disputed=1&lang=uk"
    expect(explore.tab("Події")).to_be_visible()
    page.get_by_role("link", name="Твердження").click()
    expect(page.get_by_role("heading", level=2, name="1 тема, спірних: 1")).to_be_visible()
    expect(page.locator(".board .card").first).to_contain_text("Ukrainian forces were encircled in Kursk")
    assert explore.query == "disputed=1&lang=uk"
    page.get_by_role("link", name="Про програму").click()
    expect(page.get_by_role("heading", name="Наскільки вона точна")).to_be_visible()
    page.get_by_role("button", name="Експорт").click()
    expect(page.get_by_role("dialog", name="Експорт того, що лишили фільтри")).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Завантажити звіт").click()
    report = waiting.value.path().read_text(encoding="utf-8")
    assert '<html lang="uk">' in report
    assert "Фільтри: Спірне" in report
    page.keyboard.press("Escape")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="How good it is")).to_be_visible()
    assert explore.query == "disputed=1"
