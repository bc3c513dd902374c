"""Waiting until the server has answered all that a page has asked of it, and the page shows it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Error as PlaywrightError

if TYPE_CHECKING:
    from playwright.sync_api import Page

PATIENCE_MS = 60_000
"""How long a page may take, the language model's start included, on a machine that is busy with other things."""
SCRIPT = Path(__file__).with_name("answers.js")
"""What each page of the tests is given before its own scripts."""
GONE = ("Execution context was destroyed", "Cannot find context", "settled is not a function")
"""What is said of a page that is just being left for another one."""


def settled(page: Page, *, with_map: bool = False) -> None:
    """Wait until all that was done on the page before is answered and drawn, with `with_map` also on the Explore page's map."""
    for left in reversed(range(10)):
        try:
            amiss = page.evaluate("([withMap, patience]) => window.settled(withMap, patience)", [with_map, PATIENCE_MS])
        except PlaywrightError as error:
            if not left or not any(words in str(error) for words in GONE):
                raise
            page.wait_for_load_state()
        else:
            assert not amiss, f"the page does not settle: {amiss}"
            return
