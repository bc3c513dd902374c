"""Hostile text in every field that reaches a screen: nothing runs, nothing is loaded, and the words are shown as they are."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import expect

from geo.corrections import Correction
from geo.importers.run import import_table
from geo.records import Article
from geo.store import open_store
from tests.browser.answers import settled
from tests.browser.conftest import Explore, hostile_reading, served
from tests.importers.tables import ACLED_CURRENT, acled, table

if TYPE_CHECKING:
    from collections.abc import Iterator

EVIL = "https://evil.example/hit"
PAYLOADS = {
    "script": "<script>window.hit=1</script>",
    "handler": "<img src=x onerror=window.hit=1>",
    "svg": f"<svg/onload=window.hit=1><use href='{EVIL}'></svg>",
    "frame": "<iframe srcdoc='<script>parent.hit=1</script>'></iframe>",
    "style": f"<style>@import '{EVIL}';*{{display:none}}</style>",
    "leaving": "</script></style></textarea></title><script>window.hit=1</script>",
    "attribute": "\" onmouseover=window.hit=1 autofocus onfocus=window.hit=1 x=\"' onclick='window.hit=1",
    "address": "javascript:window.hit=1",
    "template": "${window.hit=1} {{window.hit=1}} `${window.hit=1}` {% raw %} #{window.hit=1}",
    "percent": "%s %(x)s {0} {x!r:>99999999}",
    "markdown": f"**bold** _it_ # head [link](javascript:window.hit=1) ![pic]({EVIL}) <{EVIL}>",
    "streamlit": ":red[red] :material/delete: :smile: :blue-badge[b] :streamlit:",
    "latex": "$\\href{javascript:window.hit=1}{x}$ $$\\frac{1}{0}$$",
    "formula": '=HYPERLINK("https://evil.example") +1 @SUM(1) -2+3|cmd',
    "direction": "a\u202eb\u2066c\u200fd\u061ce",
    "null": "a\x00b\x07c\x1bd\ufeffe",
    "escape": "\\u003cscript\\u003e &lt;script&gt; &#60;script&#62; %3Cscript%3E",
    "json": '"}]},"__proto__":{"hit":1},"constructor":"x',
}  # fmt: skip
PAGES = ("", "claims", "review", "add", "about")
PARAMETERS = (
    "actor", "type", "stance", "place", "since", "until", "q", "bbox", "article", "disputed", "tab", "select", "read", "page", "lang",
    "item", "show", "unplaced", "metonyms", "unheard-of",
)  # fmt: skip
ROUNDS = len(PAYLOADS) if os.environ.get("CONTESTED_SOAK") else 3
"""How many payloads each parameter of each page is given."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A store with each payload in an article's every text, in an imported row's every text column, and in a correction."""
    folder = tmp_path_factory.mktemp("injection")
    store = open_store(folder / "store.sqlite")
    rows = []
    for number, (name, payload) in enumerate(PAYLOADS.items()):
        reading = hostile_reading(payload)
        event = reading.row_id("event", reading.events[0].trigger)
        correction = Correction(
            event, "count", number, note=f"Note {payload}", sources=(f"Source {payload}", EVIL), made_by=f"By {payload}"
        )
        store.add_reading(reading, corrections=(correction,))
        words = dict.fromkeys(
            ("actor1", "actor2", "assoc_actor_1", "location", "admin1", "source", "notes", "tags", "disorder_type"), payload
        )
        rows.append(acled(event_id_cnty=f"INJ{number}{name}", latitude=f"{14 + number / 10:.2f}", **words))
    path = folder / f"{quote(PAYLOADS['handler'], safe=' <>=')}.csv"
    path.write_text(table(ACLED_CURRENT, *rows).replace("\x00", ""), encoding="utf-8")
    report = import_table("acled", path, store)
    assert report.added == len(PAYLOADS)
    store.close()
    with served(folder / "store.sqlite", folder) as address:
        yield address


@pytest.fixture
def watched(explore: Explore) -> Iterator[Explore]:
    """A page on which no dialog may open and no payload may run, in whichever frame."""
    dialogs: list[str] = []
    explore.page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    yield explore
    assert dialogs == []
    for frame in explore.page.frames:
        assert frame.evaluate("[window.hit, {}.hit]") == [None, None], frame.url


def idle(explore: Explore) -> None:
    settled(explore.page)
    assert explore.page.get_by_test_id("stException").count() == 0


def test_an_articles_texts_are_shown_as_they_are(watched: Explore, site: str) -> None:
    for name, payload in PAYLOADS.items():
        article = hostile_reading(payload).article
        watched.open(site, f"?{urlencode({'read': article.article_id, 'tab': 'article'})}")
        shown = " ".join((watched.page.locator(".panel").text_content() or "").split())
        assert " ".join(article.text.split()) in shown, name


def test_questions_of_a_review_show_words_as_they_are(watched: Explore, site: str) -> None:
    watched.page.goto(f"{site}/review?show=all")
    idle(watched)
    rows = watched.page.locator("[data-part=queue] .row")
    expect(rows.first).to_be_visible()
    for number in range(0, rows.count(), 6):
        rows.nth(number).click()
        expect(rows.nth(number)).to_have_attribute("aria-current", "true")
        idle(watched)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_runs_what_it_shows_or_is_asked_for(watched: Explore, site: str, path: str) -> None:
    watched.page.goto(f"{site}/{path}")
    idle(watched)
    watched.page.wait_for_timeout(500)
    payloads = list(PAYLOADS.values())
    for turn in range(ROUNDS):
        query = {p: payloads[(i + turn * len(PAYLOADS) // ROUNDS) % len(PAYLOADS)] for i, p in enumerate(PARAMETERS)}
        watched.page.goto(f"{site}/{path}?{urlencode(query)}")
        idle(watched)


def test_cards_and_places_can_be_opened(watched: Explore, site: str) -> None:
    watched.open(site, "?tab=events")
    for tab in ("Events", "Claims"):
        watched.tab(tab).click()
        watched.settled()
        for number in range(0, watched.page.locator(".card").count(), 5):
            watched.page.locator(".card").nth(number).hover()
            watched.page.locator(".card").nth(number).click(position={"x": 6, "y": 6})
            watched.settled()
    watched.tab("Places").click()
    watched.settled()


def test_a_mark_of_direction_turns_its_own_words_only(watched: Explore, site: str) -> None:
    watched.open(site, f"?{urlencode({'tab': 'events', 'q': 'attackers'})}")
    names = watched.page.locator(".card .who b")
    assert names.count()
    assert set(names.evaluate_all("all => all.map(b => getComputedStyle(b).unicodeBidi)")) == {"isolate"}


def test_a_file_is_named_as_it_is(watched: Explore, site: str) -> None:
    watched.page.goto(f"{site}/add")
    idle(watched)
    watched.page.get_by_text("Files", exact=True).click()
    idle(watched)
    text = f"{PAYLOADS['script']} Rebels shelled Goma on 3 May 2024, the army said.".encode()
    name = f"{PAYLOADS['handler']} {PAYLOADS['markdown']}".replace("/", "_") + ".txt"
    watched.page.locator("input[type=file]").set_input_files([{"name": name, "mimeType": "text/plain", "buffer": text}])
    expect(watched.page.get_by_role("button", name="Remove <img")).to_be_visible()
    watched.page.get_by_role("button", name="Read", exact=True).click()
    expect(watched.page.get_by_text("Rebels shelled").or_(watched.page.get_by_text("shelled Goma")).first).to_be_visible()
    idle(watched)


def test_the_article_holds_every_payload_that_can_be_kept() -> None:
    for payload in PAYLOADS.values():
        assert Article(payload).text == payload.replace("\x00", "\ufffd")
