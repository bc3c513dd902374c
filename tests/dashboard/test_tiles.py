"""The file that names online maps, and what is said of one that cannot be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dashboard.tiles import servers
from geo.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

GOOD = '[desk]\nname = "Desk"\nurl = "https://{s}.maps.example/{z}/{x}/{y}.png"\nattribution = "© Desk <b>"\n'


def named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    path = tmp_path / "tiles.toml"
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv("CONTESTED_TILES", str(path))


def test_our_own_file_names_servers_with_their_attribution(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONTESTED_TILES", raising=False)
    (osm,) = servers()
    assert (osm["host"], osm["attribution"]) == ("tile.openstreetmap.org", "© OpenStreetMap contributors")


def test_a_desk_names_its_own_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named(tmp_path, monkeypatch, GOOD)
    assert [(s["id"], s["host"], s["max_zoom"]) for s in servers()] == [("desk", "maps.example", 18)]
    monkeypatch.setenv("CONTESTED_TILES", "/dev/null")
    assert servers() == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace("name =", "title ="), "has no name"),
        (GOOD.replace('"© Desk <b>"', '""'), "has no attribution"),
        (GOOD.replace("https:", "javascript:"), "write it as https"),
        (GOOD.replace("{z}", "5"), "write it as https"),
        (GOOD + "max_zoom = 40", "max_zoom 40"),
        ("desk = 3", "has no name"),
        ("[desk", "is not TOML"),
    ],
)
def test_what_cannot_be_used_is_said_with_the_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str) -> None:
    named(tmp_path, monkeypatch, text)
    with pytest.raises(InputError, match=said):
        servers()


def test_a_file_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONTESTED_TILES", "/nowhere/tiles.toml")
    with pytest.raises(InputError, match=r"/nowhere/tiles\.toml cannot be read"):
        servers()
