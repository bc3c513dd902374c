"""Every reader of foreign input keeps its promise for inputs changed at random, always the same ones, and for those that once broke it."""

from __future__ import annotations

import bz2
import io
import random
import zipfile

import pytest

from tests.fuzz.seeds import FACTS, MAPPING, TILES
from tests.fuzz.targets import REFUSALS, targets

pytestmark = pytest.mark.filterwarnings("ignore")

TARGETS = targets()
CHANGED = 60
SLOW = {"reading": 12, "html": 20, "web": 20}
"""Inputs of targets that take longer."""
ODD = [
    b"\x00", b"\xff\xfe", b"\x8d", b"\xed\xa0\x80", b"1e999", b"nan", b"-1", b"9" * 5_000, b"[" * 3_000, b"{" * 9, b'"', b"\n", b"\r", b"=",
    b"%", b"true", b"{}", b"[]", b"[1]", b"2024-01-01", b"T12:00:00", b"\\ud800",
]  # fmt: skip


def changed(seeds: list[bytes], chance: random.Random) -> bytes:
    """A seed with some bytes replaced, left out, repeated, or odd ones put in."""
    data = bytearray(chance.choice(seeds))
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(4):
            case 0:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del data[at : at + chance.choice((1, 2, 5, 20, 100))]
            case 2:
                begin = chance.randrange(len(data) + 1)
                data[at:at] = data[begin : begin + chance.choice((1, 5, 20, 100))]
            case _:
                data[at:at] = chance.choice(ODD)
    return bytes(data)


@pytest.mark.parametrize("name", TARGETS)
def test_inputs_changed_at_random_are_used_or_refused_in_a_sentence(name: str) -> None:
    chance = random.Random(name)  # noqa: S311  (the same inputs each time)
    for seed in TARGETS[name].seeds:
        TARGETS[name].check(seed)
    for _ in range(SLOW.get(name, CHANGED)):
        TARGETS[name].check(changed(TARGETS[name].seeds, chance))


def packed(method: int) -> bytes:
    """A Word file packed in another way, and damaged there."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        made.writestr("word/document.xml", "<w:document>" + "Shells fell. " * 50)
    return out.getvalue().replace(bz2.compress(b"")[:4], b"BZx9", 1)


def fact(line: bytes) -> bytes:
    """The facts file with a line of it replaced."""
    key = line.split(b" = ")[0]
    return b"\n".join(line if old.startswith(key + b" = ") else old for old in FACTS.split(b"\n"))


FOUND = [
    ("docx", packed(zipfile.ZIP_BZIP2)),
    ("docx", packed(zipfile.ZIP_LZMA)),
    ("facts_file", fact(b"published = 20215")),
    ("facts_file", fact(b"published = 2025-03-15T10:00:00Z")),
    ("facts_file", fact(b"published = 10:00:00")),
    ("facts_file", fact(b'published = "someday"')),
    ("facts_file", fact(b"title = 3")),
    ("facts_file", fact(b"outlet = [1]")),
    ("facts_file", fact(b"mention = 3")),
    ("facts_file", fact(b'sources = "https://b.example/"')),
    ("facts_file", fact(b'areas = [{ name = "A", lat = nan, lon = 1.0, radius_km = 3 }]')),
    ("facts_file", fact(b'areas = [{ name = "A", lat = "1", lon = 1.0, radius_km = 3 }]')),
    ("facts_file", fact(b'areas = [{ name = "A", lat = 91, lon = 1.0, radius_km = 3 }]')),
    ("facts_file", b"a = " + b"[" * 3_000),
    ("lines", b'{"text": "Shells fell.", "spans": [[0, 1e999]]}'),
    ("lines", b'{"text": "Shells fell.", "n": ' + b"9" * 5_000 + b"}"),
    ("mapping", MAPPING.replace(b'["%d.%m.%Y", "%Y-%m-%d"]', b'["%Y-%Y"]')),
    ("mapping", MAPPING.replace(b'["%d.%m.%Y", "%Y-%m-%d"]', b"[3]")),
    ("mapping", MAPPING.replace(b'"Desk log"', b"3")),
    ("mapping", MAPPING.replace(b'licence = "ours"', b"licence = [1]")),
    ("mapping", MAPPING.replace(b'split = "/"', b"split = 3")),
    ("mapping", MAPPING.replace(b'id = "id"', b"id = [3]")),
    ("mapping", MAPPING.replace(b"radius_km = 5", b"radius_km = nan")),
    ("mapping", MAPPING.replace(b'"Round of talks"', b"3")),
    ("mapping", MAPPING.replace(b'[types]\nraid = "ASSAULT"', b"[types2]")),
    ("mapping", b"columns = 3"),
    ("mapping", b"columns = " + b"[" * 3_000),
    ("access_file", b"roles = " + b"[" * 3_000),
    ("tiles_file", b"osm = " + b"[" * 3_000),
    ("tiles_file", TILES.replace(b"https://{s}.tile.example", b"https://[")),
    ("acled", b"\xff\xfea,b\n"),
    ("ucdp", b"type_of_violence,a\n1,\x8d\n"),
    ("unknown_table", b"date,sources\n2024-05-03,x\n2024-05-04,\n2024-05-05," + b"[" * 9_000 + b"\n"),
    ("geojson", b'{"type": "Feature", "properties": {"name": "Goma\xcf"}, "geometry": null}'),
    ("geojson", b'{"type": "Feature", "properties": {"name": "\\ud800"}, "geometry": null}'),
    ("geojson", b'{"type": "Feature", "properties": {"a": ' + b"[" * 9_000),
    ("plain", b"\xff" + b"9" * 400 + b" people were killed"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data"), FOUND, ids=[f"{name}-{number}" for number, (name, _) in enumerate(FOUND)])
def test_inputs_that_once_broke_a_reader_are_used_or_refused_in_a_sentence(name: str, data: bytes) -> None:
    TARGETS[name].check(data)


@pytest.mark.parametrize(
    "name", ["text", "html", "page", "pdf", "docx", "word_body", "facts_file", "mapping", "acled", "ucdp", "geojson", "unknown_table",
             "address", "access_file", "tiles_file"],
)  # fmt: skip
def test_what_is_changed_at_random_begins_with_inputs_that_are_used(name: str) -> None:
    before = len(REFUSALS)
    TARGETS[name].check(TARGETS[name].seeds[0])
    assert [r for r in REFUSALS[before:] if "is not a date; write it as" not in r] == []
