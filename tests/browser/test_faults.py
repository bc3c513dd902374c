"""The page when something fails under it: a sentence, and the same view again when it is back."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from geo.store import open_store
from tests.browser.conftest import Explore, served
from tests.conftest import made_reading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def store(tmp_path: Path) -> Path:
    opened = open_store(tmp_path / "store.sqlite")
    opened.add_reading(made_reading())
    opened.close()
    return tmp_path / "store.sqlite"


@pytest.fixture
def site(store: Path) -> Iterator[str]:
    with served(store, store.parent) as address:
        yield address


def test_a_browser_that_was_offline_goes_on_where_it_was(site: str, explore: Explore) -> None:
    explore.open(site, "?tab=events")
    explore.page.context.set_offline(True)
    try:
        explore.page.get_by_role("button", name="Disputed only").click()
        explore.page.wait_for_timeout(1500)
    finally:
        explore.page.context.set_offline(False)
    explore.tab("Claims").click()
    explore.settled()
    expect(explore.tab("Claims")).to_have_attribute("aria-selected", "true")
    expect(explore.page.locator(".card").first).to_be_visible()


def test_a_store_that_is_damaged_is_told_and_mended(site: str, store: Path, explore: Explore) -> None:
    explore.open(site)
    whole = store.with_name("whole.sqlite")
    shutil.copy(store, whole)
    store.write_bytes(b"no database at all " * 500)
    for beside in store.parent.glob("store.sqlite-*"):
        beside.unlink()
    explore.page.goto(site)
    told = explore.page.get_by_test_id("stAlert")
    expect(told).to_contain_text("store")
    assert "Traceback" not in explore.page.content()
    shutil.copy(whole, store)
    explore.open(site)
    expect(explore.page.locator(".card").first).to_be_visible()
