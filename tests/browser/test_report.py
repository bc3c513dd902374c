"""The export dialog on the page, and the report as somebody prints it: whole, still, and quiet."""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.answers import settled

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import Explore

TALKS = "?type=CONSULT&tab=events"


def dialog(explore: Explore, address: str, query: str = "") -> Page:
    explore.open(address, query)
    explore.page.get_by_role("button", name="Export").click()
    expect(explore.page.get_by_role("dialog", name="Export what the filters leave")).to_be_visible()
    return explore.page


def choose(page: Page, words: str) -> None:
    page.get_by_role("dialog").get_by_text(words, exact=True).first.click()
    settled(page)


def downloaded(page: Page, button: str, folder: Path) -> Path:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button, exact=True).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


@pytest.fixture
def report(explore: Explore, seed_site: str, tmp_path: Path) -> Path:
    return downloaded(dialog(explore, seed_site), "Download the report", tmp_path)


def test_the_dialog_counts_the_rows_of_each_layer_and_shows_the_first(explore: Explore, seed_site: str) -> None:
    page = dialog(explore, seed_site, TALKS)
    events = page.get_by_role("dialog").get_by_text(re.compile(r"^[\d,]+ rows$")).first.inner_text().removesuffix(" rows")
    explore.page.keyboard.press("Escape")
    assert re.findall(r"\d+", explore.tab("Events").inner_text())[0] == events
    page = dialog(explore, seed_site, TALKS)
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()


def test_every_format_comes_whole_and_filtered(explore: Explore, seed_site: str, tmp_path: Path) -> None:
    page = dialog(explore, seed_site, TALKS)
    collection = json.loads(downloaded(page, "Download GeoJSON", tmp_path).read_text(encoding="utf-8"))
    rows = len(collection["features"])
    assert rows > 0
    assert collection["about"]["filter"] == {"type": ["CONSULT"]}
    choose(page, "GeoPackage")
    package = downloaded(page, "Download GeoPackage", tmp_path)
    assert set(gpd.list_layers(package)["name"]) - {"layer_styles"} == {"events", "claims", "places"}
    assert len(gpd.read_file(package, layer="events")) == rows
    choose(page, "GeoParquet")
    assert len(gpd.read_parquet(downloaded(page, "Download GeoParquet", tmp_path))) == rows
    choose(page, "GeoJSON lines")
    assert len(downloaded(page, "Download GeoJSON lines", tmp_path).read_text(encoding="utf-8").splitlines()) == rows
    choose(page, "CSV with HXL")
    with downloaded(page, "Download CSV with HXL", tmp_path).open(encoding="utf-8", newline="") as file:
        table = list(csv.reader(file))
    assert len(table) == rows + 2
    assert any(tag.startswith("#") for tag in table[1])
    beside = downloaded(page, "Filter and licences (JSON)", tmp_path)
    assert beside.name == "contested-ground-events.csv.about.json"
    assert json.loads(beside.read_text(encoding="utf-8"))["filter"] == {"type": ["CONSULT"]}


def test_the_report_holds_map_claims_events_quotes_sources_and_what_it_is(report: Path) -> None:
    text = report.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert '<svg viewBox="0 0 1000 560" role="img"' in text
    for words in ("Ukrainian forces were encircled in Kursk", "Say so", "Deny it", "rejected these claims", "Kursk Oblast", "Filters: none",
                  "Contested Ground 0.", "GeoNames, CC BY 4.0", "UTC"):  # fmt: skip
        assert words in text, words
    assert len(re.findall(r'<li id="source-\d+">', text)) == 1


def test_the_report_asks_for_nothing_and_prints_to_pdf(explore: Explore, report: Path, tmp_path: Path) -> None:
    page = explore.page
    settled(page)
    explore.requests.clear()
    page.goto(report.as_uri())
    assert explore.requests == [report.as_uri()]
    expect(page.locator("script, iframe, img, link")).to_have_count(0)
    expect(page.get_by_role("heading", name="Who says what")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
    printed = PdfReader(tmp_path / "report.pdf")
    words = " ".join(" ".join(p.extract_text().split()) for p in printed.pages)
    assert "Ukrainian forces were encircled in Kursk" in words
    assert round(float(printed.pages[0].mediabox.width)) == 595  # A4
    explore.requests.clear()  # a file is no request of another host


def test_hostile_texts_stay_texts_in_the_report(explore: Explore, made_sites: Callable[[str], str], tmp_path: Path) -> None:
    path = downloaded(dialog(explore, made_sites("hostile")), "Download the report", tmp_path)
    explore.page.goto(path.as_uri())
    assert explore.page.evaluate("window.hit") is None
    expect(explore.page.locator("script, img")).to_have_count(0)
    expect(explore.page.locator("a[href^='javascript']")).to_have_count(0)
    expect(explore.page.get_by_text("<script>window.hit=1</script>").first).to_be_visible()
    explore.requests.clear()


def test_a_report_of_nothing_says_so(explore: Explore, made_sites: Callable[[str], str], tmp_path: Path) -> None:
    text = downloaded(dialog(explore, made_sites("empty")), "Download the report", tmp_path).read_text(encoding="utf-8")
    assert "None of these events and claims has a place on the map." in text
    assert "No claim matches these filters." in text
