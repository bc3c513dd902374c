"""What a person does on the Add page, done in a real browser: every way in, the preview, keeping, and what is refused."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from geo.store import open_store
from tests.browser.answers import settled
from tests.browser.conftest import HOSTILE, served
from tests.formats.files import docx_of, pdf_of
from tests.importers.tables import ACLED_CURRENT, acled, table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from geo.store import Store

GOMA = """Shelling kills nine in Goma
By A. Writer
4 May 2024

Rebels shelled the city of Goma on Friday, killing at least nine people, the army said. The M23 group denied that it had shelled the city.

Residents of Mugunga told reporters that houses had burned through the night. The United Nations called for restraint on Saturday.
"""
SUDAN = (
    "The Sudanese army bombed a market in El Fasher on Monday, doctors said. The army denied that it had struck the market and accused the "
    "Rapid Support Forces of shelling the city from the east. Thousands of people fled towards Tawila in the night."
)
MALI = (
    "Gunmen attacked a convoy near Douentza on Tuesday, a local official said. Two soldiers were killed in the fighting, the army said.",
    "The militants said they had taken weapons and vehicles. Talks are planned in Bamako.",
)
PAGE = (
    "<html lang=en><head><title>Strikes hit Kharkiv</title><meta property='article:published_time' content='2024-05-06'>"
    "<meta property='og:site_name' content='Example Times'></head><body><article><h1>Strikes hit Kharkiv</h1>"
    + "<p>Russian missiles struck Kharkiv on Sunday, officials said, and several houses burned down before dawn in the city.</p>" * 4
    + "</article></body></html>"
)


@dataclass
class Add:
    """The Add page in a browser, as a person sees it, and the store behind it."""

    page: Page
    address: str
    store: Store
    errors: list[str] = field(default_factory=list)

    def open(self) -> None:
        """Open the page and wait until it is idle."""
        self.page.goto(f"{self.address}/add")
        self.settled()

    def settled(self) -> None:
        """Wait until the page is idle."""
        settled(self.page)

    def way(self, name: str) -> None:
        """Choose a way in."""
        self.page.get_by_role("radiogroup").get_by_role("radio", name=name, exact=True).click()
        self.settled()

    def paste(self, text: str) -> Locator:
        """Paste a text and read it; returns the draft that comes of it."""
        self.page.get_by_label("Text of the article").fill(text)
        self.button("Read").click()
        return self.draft(text.strip().splitlines()[0][:30])

    def drop(self, *files: tuple[str, bytes]) -> None:
        """Drop files."""
        given: list[Any] = [{"name": name, "mimeType": "application/octet-stream", "buffer": data} for name, data in files]
        self.page.locator("input[type=file]").set_input_files(given)
        self.uploaded(*(name for name, _ in files))

    def uploaded(self, *names: str) -> None:
        """Wait until files have arrived."""
        for name in names:
            expect(self.page.get_by_role("button", name=f"Remove {name}", exact=True)).to_be_visible()
        expect(self.page.get_by_test_id("stFileUploader").get_by_role("progressbar")).to_have_count(0)
        self.settled()

    def button(self, name: str) -> Locator:
        """A button."""
        return self.page.get_by_role("button", name=name, exact=True)

    def draft(self, words: str) -> Locator:
        """The draft of an article."""
        return self.page.locator(".draft", has_text=words)


@pytest.fixture(scope="module")
def add_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Store]]:
    folder: Path = tmp_path_factory.mktemp("add")
    store = open_store(folder / "store.sqlite")
    with served(folder / "store.sqlite", folder) as address:
        yield address, store
    store.close()


@pytest.fixture
def add(browser: Any, add_store: tuple[str, Store]) -> Iterator[Add]:
    """A fresh page on the module's store."""
    page = browser.new_page()
    page.set_viewport_size({"width": 1280, "height": 800})
    view = Add(page, *add_store)
    page.on("pageerror", lambda error: view.errors.append(str(error)))
    view.open()
    yield view
    assert view.errors == []
    expect(page.get_by_text("Traceback")).to_have_count(0)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    page.close()


def test_a_pasted_text_is_previewed_then_kept_and_opened_on_the_map(add: Add) -> None:
    before = add.store.counts()
    draft = add.paste(GOMA)
    expect(draft).to_contain_text(re.compile(r"published Sat 4 May 2024 · \d+ places? · \d+ events · \d+ claims · 1 disputed"))
    expect(draft.get_by_label("Title")).to_have_value("Shelling kills nine in Goma")
    expect(draft.get_by_label("Published")).to_have_value("2024-05-04")
    expect(draft).to_contain_text("found at the head of the text: “4 May 2024”")
    expect(draft.locator(".places .line", has_text="Goma")).to_contain_text("town or village · Democratic Republic of the Congo")
    expect(draft.locator(".places .line", has_text="Goma")).to_contain_text(re.compile(r"confidence 0\.\d\d"))
    expect(draft.locator(".events .line", has_text="rebels").first).to_contain_text("Fri 3 May 2024 · Goma")
    expect(draft.locator(".claims .line", has_text="disputed")).to_contain_text("Rebels shelled the city of Goma")
    assert add.store.counts() == before
    draft.get_by_label("Outlet").fill("Example Times")
    draft.get_by_role("button", name="Keep", exact=True).click()
    expect(draft).to_contain_text("Kept.")
    assert add.store.counts()["articles"] == before["articles"] + 1
    draft.get_by_role("button", name="Open on the map").click()
    expect(add.page.locator(".reader")).to_contain_text("Example Times")
    expect(add.page.locator(".reader")).to_contain_text("Residents of Mugunga told reporters")
    expect(add.page.get_by_role("tab", name="Article")).to_have_attribute("aria-selected", "true")


def test_the_same_text_and_one_much_like_it_are_said(add: Add) -> None:
    first = add.paste(SUDAN)
    first.get_by_role("button", name="Keep", exact=True).click()
    expect(first).to_contain_text("Kept.")
    add.open()
    again = add.paste(SUDAN)
    expect(again).to_contain_text("This very text is kept already: keeping it again would change nothing.")
    expect(again.get_by_role("button", name="Keep", exact=True)).to_have_count(0)
    longer = add.paste("Second edition of the report\n" + SUDAN + " Nobody has claimed the attack so far.")
    expect(longer).to_contain_text(re.compile(r"\d\d % of this text stands in an article that is kept"))
    longer.get_by_role("button", name="Open the kept one").click()
    expect(add.page.locator(".reader")).to_contain_text("Thousands of people fled towards Tawila")


def test_the_day_of_publication_is_asked_for_and_the_text_read_again_with_it(add: Add) -> None:
    draft = add.paste("A convoy came under fire\n\n" + MALI[0] + " " + MALI[1])
    expect(draft).to_contain_text(re.compile(r"until you give it, words such as “Friday” stay undated \(\d+ here\)"))
    expect(draft.locator(".events .line").first).to_contain_text("undated")
    draft.get_by_label("Published").fill("2024-05-08")
    draft.get_by_label("Published").press("Tab")
    expect(draft.locator(".events .line").first).to_contain_text("Tue 7 May 2024")
    expect(draft).not_to_contain_text("stay undated")
    draft.get_by_label("Published").fill("2124-05-08")
    draft.get_by_label("Published").press("Tab")
    expect(draft).to_contain_text("The day of publication, 8 May 2124, lies in the future: please check it.")


def test_who_writes_on_while_the_page_takes_a_change_in_stays_where_they_are(add: Add) -> None:
    draft = add.paste("Fire in the port\n\nDrones struck the port of Odesa on 3 May 2023, the navy said. Nobody was hurt.")
    title = draft.get_by_label("Title")
    title.fill("Fire in the port of Odesa")
    title.press("Tab")
    draft.get_by_label("Outlet").press_sequentially("Example Ti", delay=60)
    expect(draft.locator("h2")).to_have_text("Fire in the port of Odesa")
    add.settled()
    add.page.keyboard.type("mes")
    expect(draft.get_by_label("Outlet")).to_have_value("Example Times")
    expect(draft.get_by_label("Outlet")).to_be_focused()


def test_files_of_every_format_are_dropped_and_kept_and_a_bad_one_gets_a_sentence(add: Add) -> None:
    add.way("Files")
    add.drop(
        ("mali.pdf", pdf_of("A convoy is attacked in Mali", *MALI, info="/Title (Convoy attacked)")),
        ("sumy.docx", docx_of("Drones struck the town of Sumy on Wednesday, the governor said.", title="Drones over Sumy")),
        ("kharkiv.html", PAGE.encode()),
        ("goma.txt", "Обстріл міста Гома\n\nRebels entered Goma on Thursday, witnesses said, and the army left.".encode("utf-16")),
        ("goma.toml", b'outlet = "Desk"\npublished = 2025-01-30\n'),
        ("lines.jsonl", b'{"doc": "a", "text": "Shells fell on Bakhmut on 3 May 2023, the army said."}\n{broken\n'),
        ("broken.docx", b"PK\x03\x04 nothing"),
        ("scan.pdf", pdf_of("")),
        ("<b>picture</b>.txt", b"\x89PNG\r\n\x1a\n\x00\x00" * 30),
    )  # fmt: skip
    add.button("Read").click()
    expect(add.page.locator(".draft")).to_have_count(5)
    failures = add.page.locator(".failures .note")
    expect(failures.filter(has_text="broken.docx is a damaged or protected Word file")).to_be_visible()
    expect(failures.filter(has_text="scan.pdf holds no text, only pictures of it")).to_be_visible()
    expect(failures.filter(has_text="<b>picture</b>.txt is not a text file that can be read")).to_be_visible()
    expect(failures.filter(has_text="Line 2 is not JSON")).to_be_visible()
    expect(add.page.get_by_role("heading", name="Convoy attacked")).to_be_visible()
    expect(add.page.get_by_role("heading", name="Drones over Sumy")).to_be_visible()
    expect(add.draft("Strikes hit Kharkiv").locator(".counts")).to_contain_text("published Mon 6 May 2024")
    expect(add.draft("Обстріл міста Гома").locator(".counts")).to_contain_text("published Thu 30 Jan 2025")
    before = add.store.counts()["articles"]
    add.button("Keep all").click()
    expect(add.page.get_by_text("5 articles read, 0 not kept yet")).to_be_visible()
    assert add.store.counts()["articles"] == before + 5
    add.button("Clear the list").click()
    expect(add.page.locator(".draft")).to_have_count(0)


def test_a_folder_is_dropped_whole_and_what_is_of_no_use_is_left_out(add: Add, tmp_path: Path) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "one.txt").write_text("Troops entered the town of Kupiansk on Monday, the ministry said, and left it on Tuesday.")
    (tmp_path / "news" / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    add.way("Files")
    add.page.get_by_text("A whole folder").click()
    add.page.locator("input[webkitdirectory]").set_input_files(tmp_path / "news")
    add.uploaded("news/one.txt")
    add.button("Read").click()
    expect(add.draft("Troops entered the town of Kupiansk")).to_be_visible()
    expect(add.page.locator(".failures .note")).to_contain_text("1 file of other kinds left out: photo.jpg")


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://127.0.0.1:8080/", "'127.0.0.1' lies in a private network"),
        ("http://localhost/", "'localhost' lies in a private network"),
        ("http://169.254.169.254/latest/meta-data/", "'169.254.169.254' lies in a private network"),
        ("http://[::ffff:10.0.0.1]/", "lies in a private network"),
        ("file:///etc/passwd", "only http and https are fetched"),
        ("javascript:window.hit=1", "only http and https are fetched"),
        ("http://user:word@example.org/", "holds a user name"),
    ],
)
def test_an_address_that_may_not_be_fetched_is_refused_in_a_sentence(add: Add, url: str, sentence: str) -> None:
    add.way("Web address")
    add.page.get_by_label("Address of the page").fill(url)
    add.page.get_by_label("Address of the page").press("Tab")
    add.settled()
    add.button("Fetch and read").click()
    expect(add.page.locator(".failures .note")).to_contain_text(sentence)
    expect(add.page.locator(".draft")).to_have_count(0)


def test_a_table_is_previewed_with_its_rejects_then_imported_and_a_second_time_changes_nothing(add: Add) -> None:
    rows = [acled(event_id_cnty=f"MLI{i}", latitude=str(15 + i / 10)) for i in range(30)]
    rows += [acled(event_id_cnty="X1", event_date="never"), acled(event_id_cnty="X2", latitude="95")]
    add.way("Event table")
    add.drop(("mali.csv", table(ACLED_CURRENT, *rows).encode()))
    expect(add.page.get_by_text("32 rows from ACLED: 30 can be used as events.")).to_be_visible()
    expect(add.page.get_by_role("radio", name="ACLED")).to_have_attribute("aria-checked", "true")
    with add.page.expect_download() as waiting:
        add.button("Download what cannot be used (CSV)").click()
    assert waiting.value.suggested_filename == "mali.csv.rejected.csv"
    told = waiting.value.path().read_text(encoding="utf-8")
    assert "'never' is no date that can be read" in told
    assert "latitude and longitude are not on Earth" in told
    before = add.store.counts()["events"]
    add.button("Import").click()
    expect(add.page.get_by_text("30 events added. 2 rows could not be used.")).to_be_visible()
    assert add.store.counts()["events"] == before + 30
    add.button("Import again").click()
    expect(add.page.get_by_text("Nothing changed: 30 events kept already. 2 rows could not be used.")).to_be_visible()
    add.page.get_by_role("link", name="Open the map").click()
    expect(add.page.locator(".panel")).to_be_visible()


def test_the_columns_of_an_unknown_table_are_proposed_and_chosen(add: Add) -> None:
    add.way("Event table")
    rows = (
        "ref;date;type;place;latitude;longitude;actor;notes\n"
        "1;03/04/2024;raid;Goma;-1.67;29.22;M23;They came at dawn\n2;04/04/2024;talks;Goma;-1.67;29.22;UN;They met\n"
    )
    add.drop(("desk.csv", rows.encode()))
    expect(add.page.get_by_text("can be read in more than one way: say which.")).to_be_visible()
    add.page.get_by_text("day/month/year: 14/03/2025").click()
    expect(add.page.get_by_text("2 rows from desk: 2 can be used as events.")).to_be_visible()
    add.button("Import").click()
    expect(add.page.get_by_text("2 events added.")).to_be_visible()
    events = add.store.table("events")
    kept = events[events["source"] == "desk"]
    assert sorted(kept["type"]) == ["ASSAULT", "CONSULT"]
    assert sorted(map(str, kept["date_start"])) == ["2024-04-03", "2024-04-04"]


def test_a_hostile_table_stays_text(add: Add) -> None:
    add.way("Event table")
    cell = '"' + HOSTILE.replace('"', "'") + '"'
    rows = (
        f"date,type,place,latitude,longitude,actor,{cell}\n2024-05-03,{cell},{cell},-1.67,29.22,{cell},=1+1\nnever,{cell},x,1,2,y,=cmd()\n"
    )
    add.drop(("<img src=x onerror=window.hit=1>.csv", rows.encode()))
    expect(add.page.get_by_text(re.compile("2 rows from .*: 1 can be used as events."))).to_be_visible()
    with add.page.expect_download() as waiting:
        add.button("Download what cannot be used (CSV)").click()
    assert ",'=cmd()" in waiting.value.path().read_text(encoding="utf-8")
    add.button("Import").click()
    expect(add.page.get_by_text("1 event added. 1 row could not be used.")).to_be_visible()
    for frame in add.page.frames:
        assert frame.evaluate("window.hit") is None
        assert frame.evaluate("document.querySelectorAll('img[src=\"x\"]').length") == 0


@pytest.mark.parametrize("data", [b"", b"\x00\x01" * 500, b"one column\n1\n", b"a,b\n", b'{"type": "Nothing"}'])
def test_what_is_no_table_is_told(add: Add, data: bytes) -> None:
    add.way("Event table")
    add.drop(("odd.csv", data))
    expect(add.page.locator(".st-key-add").get_by_text(re.compile(r"'?odd\.csv'? (is|has)"))).to_be_visible()
    expect(add.button("Import")).to_have_count(0)


@pytest.mark.parametrize("text", ["", "   \n "])
def test_nothing_to_read_is_said(add: Add, text: str) -> None:
    add.page.get_by_label("Text of the article").fill(text)
    add.button("Read").click()
    expect(add.page.get_by_text("There is nothing to read yet: paste a text first.")).to_be_visible()
    add.way("Files")
    expect(add.button("Read")).to_be_disabled()
    add.way("Web address")
    add.button("Fetch and read").click()
    expect(add.page.get_by_text("There is nothing to fetch yet: give an address first.")).to_be_visible()


def test_five_megabytes_are_refused_in_a_sentence(add: Add) -> None:
    add.way("Files")
    add.drop(("long.txt", b"word " * 1_000_000))
    add.button("Read").click()
    expect(add.page.locator(".failures .note")).to_contain_text("long.txt has 5.0 MB; an article may have 2 MB at most")


def test_hostile_text_stays_text_and_another_language_is_said(add: Add) -> None:
    draft = add.paste(f"{HOSTILE}\n\nAttackers shelled Goma on Friday, {HOSTILE} said, and it went on.")
    expect(draft.locator("h2")).to_have_text(HOSTILE)
    draft.get_by_label("Outlet").fill(HOSTILE)
    draft.get_by_label("Outlet").press("Tab")
    draft.get_by_role("button", name="Keep", exact=True).click()
    expect(draft).to_contain_text("Kept.")
    russian = add.paste(
        "Обстрел города Сумы\n\nРоссийские войска обстреляли город Сумы, сообщили власти области. Погибли два человека, ещё пять ранены."
    )
    expect(russian).to_contain_text("This seems to be written in Russian: only English is read well so far.")
    assert add.page.evaluate("window.hit") is None
    assert add.page.evaluate("document.querySelectorAll('img[src=\"x\"]').length") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_way_in_is_accessible(add: Add, scheme: Any) -> None:
    add.page.emulate_media(color_scheme=scheme)
    add.open()
    add.paste(f"Quiet night {scheme}\n\nShells fell on Omdurman on Friday, doctors said. The army denied that it had fired them.")
    add.settled()
    for way in ("Text", "Files", "Web address", "Event table"):
        add.way(way)
        if way == "Event table":
            add.drop(("mali.csv", table(ACLED_CURRENT, acled(event_id_cnty="A1"), acled(event_date="never")).encode()))
            expect(add.button("Import")).to_be_visible()
        found = Axe().run(add.page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in ("serious", "critical")] == []


def test_on_a_phone_nothing_is_wider_than_the_screen_and_the_keyboard_does_it_all(add: Add) -> None:
    add.page.set_viewport_size({"width": 390, "height": 844})
    area = add.page.get_by_label("Text of the article")
    area.fill("Night of fire in Khartoum\n\nShells fell on Khartoum on 3 May 2023, doctors said. The army denied that it had fired them.")
    area.press("Tab")
    add.settled()
    add.page.keyboard.press("Enter")
    draft = add.draft("Night of fire in Khartoum")
    expect(draft).to_be_visible()
    add.settled()
    assert add.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 390
    draft.get_by_label("Published").focus()
    for _ in range(8):
        add.page.keyboard.press("Tab")
        if (
            add.page.evaluate("document.activeElement.shadowRoot?.activeElement?.textContent ?? document.activeElement.textContent")
            == "Keep"
        ):
            break
    add.page.keyboard.press("Enter")
    expect(draft).to_contain_text("Kept.")
