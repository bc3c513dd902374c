"""No page has a serious fault of accessibility by axe-core's rules, in light and dark, wide and narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.answers import settled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.browser.conftest import Explore

VIEWS = ("?tab=claims", "?tab=events", "?tab=article", "?tab=places", "claims", "add", "review?show=all", "about")
PARTS = ".panel, .st-key-board, [data-part=queue], [data-part=item], .stMain h2"


@pytest.fixture(params=[("light", 1440, 900), ("dark", 1440, 900), ("light", 390, 844)], ids=["light", "dark", "narrow"])
def seen(request: pytest.FixtureRequest, explore: Explore) -> Iterator[Explore]:
    scheme, width, height = request.param
    explore.page.emulate_media(color_scheme=scheme)
    explore.page.set_viewport_size({"width": width, "height": height})
    yield explore
    explore.page.emulate_media(color_scheme="light")


def test_no_page_has_a_serious_fault(seen: Explore, seed_site: str) -> None:
    found = []
    for view in VIEWS:
        seen.page.goto(f"{seed_site}/{view}")
        seen.page.locator(PARTS).first.wait_for()
        settled(seen.page)
        found += [
            f"{view}: {fault['id']}: {[node['target'] for node in fault['nodes'][:2]]}"
            for fault in Axe().run(seen.page).response["violations"]
            if fault["impact"] in ("serious", "critical")
        ]
    assert found == []
