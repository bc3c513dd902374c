"""Countries added from GeoNames: fetched whole or not at all."""

from __future__ import annotations

import io
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from geo.cli import main
from geo.errors import DataError
from geo.gazetteer import added
from geo.gazetteer.added import add_country, added_countries, added_folder
from geo.gazetteer.index import Gazetteer
from geo.gazetteer.layout import DATA

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def line(
    number: int, name: str, lat: float, lon: float, *, feature: str = "P.PPL", unit: str = "47", aliases: str = "", country: str = "SD"
) -> str:
    kind, code = feature.split(".")
    return "\t".join(
        [
            str(number),
            name,
            name,
            aliases,
            str(lat),
            str(lon),
            kind,
            code,
            country,
            "",
            unit,
            "",
            "",
            "",
            "0",
            "",
            "400",
            "Africa/Khartoum",
            "2024-01-01",
        ]
    )


# El Fasher ships with the program and tells which unit code 55 stands for; Shagra Tobaya and Qoz Vark are made up.
DUMP = (
    "\n".join(
        [
            line(379555, "El Fasher", 13.62793, 25.34936, feature="P.PPLA", unit="55", aliases="Faschir am Berg"),
            line(90000001, "Shagra Tobaya", 13.2, 24.9, unit="55", aliases="Shaqra Tobaya,شقرة"),
            line(90000002, "Qoz Vark Airport", 13.5, 25.2, feature="S.AIRP", unit="55"),
            line(90000003, "Wadi Qozvark", 13.4, 25.1, feature="H.STM", unit="55"),
            line(90000004, "Vanished Qozvark", 13.4, 25.1, feature="P.PPLQ", unit="55"),
        ]
    )
    + "\n"
)


def zipped(text: str | bytes, member: str = "SD.txt") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, text)
        archive.writestr("readme.txt", "about")
    return file.getvalue()


class Server(ThreadingHTTPServer):
    """Serves `body` under any path; breaks off after `cut` bytes if that is set."""

    body = b""
    cut: int | None = None
    asked: list[str | None]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        wanted = self.headers.get("Range")
        self.server.asked.append(wanted)
        if not self.path.endswith("/SD.zip"):
            self.send_error(404)
            return
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
        data = self.server.body[start:]
        self.send_response(206 if wanted else 200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[: self.server.cut])

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("CONTESTED_DATA", str(tmp_path))
    with Server(("127.0.0.1", 0), Handler) as running:
        running.asked = []
        running.body = zipped(DUMP)
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def shipped() -> Gazetteer:
    return Gazetteer()


def test_an_added_village_is_found_in_its_unit(server: Server, shipped: Gazetteer) -> None:
    assert shipped.find("Shagra Tobaya") == []
    assert add_country("sd", shipped, server.url) == 3
    gazetteer = Gazetteer(DATA, added_countries())
    (entry,) = gazetteer.find("Shaqra Tobaya")
    assert (entry.place.place_id, entry.place.kind, entry.place.admin1, entry.match) == ("gn:90000001", "settlement", "ne:SD-DN", "alias")
    assert gazetteer.get("gn:90000001").place == entry.place
    assert gazetteer.full_label("gn:90000001").startswith("Shagra Tobaya, ")
    assert gazetteer.find("Qoz Vark Airport")[0].place.kind == "facility"
    assert not gazetteer.has("Wadi Qozvark")
    assert not gazetteer.has("Vanished Qozvark")


def test_a_place_that_ships_with_the_program_stays_and_gains_names(server: Server, shipped: Gazetteer) -> None:
    add_country("SD", shipped, server.url)
    gazetteer = Gazetteer(DATA, added_countries())
    assert [e.place for e in gazetteer.find("Faschir am Berg")] == [shipped.get("gn:379555").place]
    assert [e.place for e in gazetteer.find("El Fasher")] == [e.place for e in shipped.find("El Fasher")]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"<html>not found</html>", "its zip file is damaged"),
        (zipped(DUMP)[:-200], "its zip file is damaged"),
        (zipped(DUMP, "../SD.txt"), r"it holds no SD\.txt"),
        (zipped(DUMP, "/etc/SD.txt"), r"it holds no SD\.txt"),
        (zipped("379555\tEl Fasher\t13.6\n"), "its line 1 is not a place of SD in 19 columns"),
        (zipped(DUMP + line(7, "Elsewhere", 1, 1, country="TD") + "\n"), "its line 6 is not a place of SD"),
        (zipped(line(7, "Off the globe", 95, 1) + "\n"), "its line 1 is not a place"),
        (zipped(b"\xff\xfe" * 40), "it is not UTF-8"),
        (zipped(""), "it names no place"),
    ],
)
def test_an_unsound_download_leaves_the_old_data(server: Server, shipped: Gazetteer, body: bytes, why: str) -> None:
    add_country("SD", shipped, server.url)
    before = {p: p.read_bytes() for p in added_folder().rglob("*") if p.is_file()}
    server.body = body
    with pytest.raises(DataError, match=why):
        add_country("SD", shipped, server.url)
    assert {p: p.read_bytes() for p in added_folder().rglob("*") if p.is_file()} == before
    assert Gazetteer(DATA, added_countries()).has("Shagra Tobaya")


def test_a_zip_bomb_is_refused(server: Server, shipped: Gazetteer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(added, "LARGEST_TABLE", 100_000)
    server.body = zipped(line(7, "Long", 1, 1, aliases="x" * 5_000_000) + "\n")
    with pytest.raises(DataError, match="unpacked it has more than"):
        add_country("SD", shipped, server.url)
    assert added_countries() == []


def test_a_download_that_breaks_off_goes_on_the_next_time(server: Server, shipped: Gazetteer) -> None:
    server.cut = 100
    with pytest.raises(DataError, match=r"broke off after 100 of|could not be fetched"):
        add_country("SD", shipped, server.url)
    assert added_countries() == []
    server.cut = None
    assert add_country("SD", shipped, server.url) == 3
    assert server.asked == [None, "bytes=100-"]


def test_the_command_adds_and_info_tells(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gazetteer", "add", "SD", "--url", server.url]) == 0
    assert capsys.readouterr().out.startswith("SD: 3 places added (GeoNames, CC BY 4.0)")
    assert main(["gazetteer", "info"]) == 0
    assert f"Added SD: 3 places from {server.url}/SD.zip on " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "complaint", "status"),
    [
        (["add", "../x"], "'../X' is no country code", 2),
        (["add"], "No country is named", 2),
        (["add", "SD", "--url", "file:///etc"], "'file:///etc' is no web address", 2),
        (["add", "UA"], "the server answered 404", 1),
    ],
)
def test_what_cannot_be_added_is_told_in_one_sentence(
    server: Server, capsys: pytest.CaptureFixture[str], arguments: list[str], complaint: str, status: int
) -> None:
    extra = [] if "--url" in arguments or len(arguments) == 1 else ["--url", server.url]
    assert main(["gazetteer", *arguments, *extra]) == status
    err = capsys.readouterr().err
    assert complaint in err
    assert err.count("\n") == 1
