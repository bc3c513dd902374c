"""Inputs that get far into each reader, for a fuzzer to change."""

from __future__ import annotations

import gzip
import json

from tests.conftest import SEED
from tests.formats.files import docx, docx_of, pdf_of
from tests.fuzz.words import spelled
from tests.importers import tables

SHORT = "Rebels shelled Goma on Friday, 3 May 2024, the army said.\n\nThe group denied it. “We hold the city,” it said."
HTML = (
    "<!doctype html><html><head><title>War</title><meta property='article:published_time' content='2024-05-03'></head><body><nav>Home</nav>"
    f"<article><h1>War</h1><p>{SHORT * 3}</p><ul><li>One<li>Two</ul></article></body></html>"
)
BODY = (
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>Shells fell.</w:t><w:tab/>'
    b"<w:br/></w:r><w:del><w:r><w:t>no</w:t></w:r></w:del></w:p></w:body></w:document>"
    b'\x00<c xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>War</dc:title></c>'
)
FACTS = b"""published = 2025-03-15
title = "War"
outlet = "Desk"
url = "https://a.example/"
[[additions]]
mention = "Goma"
note = "three quarters"
sources = ["https://b.example/"]
areas = [{ name = "Mugunga", lat = -1.6, lon = 29.1, radius_km = 3 }]
"""
LINES = b'{"doc": "a", "text": "Shells fell on Goma.", "published": "2024-05-03", "spans": [[15, 19]], "title": "War"}\n{"text": 3}\n[]\n\n'
ROWS = (
    b"id;when;what;by;where;lat;lon;told\n1;2024-05-03;raid;M23 / FARDC;Goma;-1.67;29.22;They came\n"
    b"2;03.05.2024;talks;UN;Kinshasa;-4.3;15.3;=1+1\n3;never;raid;;;95;400;\n"
)
MAPPING = b"""source = "Desk log"
licence = "ours"
split = "/"
[columns]
id = "id"
date_start = "when"
type = "what"
sources = ["by"]
place = "where"
latitude = "lat"
longitude = "lon"
notes = "told"
geo_precision = "where"
[dates]
formats = ["%d.%m.%Y", "%Y-%m-%d"]
[types]
raid = "ASSAULT"
talks = { type = "CONSULT", label = "Round of talks" }
[geo_precision]
1 = { precision = "exact", kind = "settlement", radius_km = 5 }
[date_precision]
1 = "day"
"""
POINT = {
    "type": "Feature",
    "id": 1,
    "properties": {"date": "2024-05-03", "type": "ASSAULT", "name": "Goma"},
    "geometry": {"type": "Point", "coordinates": [29.2, -1.6]},
}
AREA = {
    "type": "Feature",
    "properties": {"date": "2024", "n": [1]},
    "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]},
}
POINTS = [POINT, AREA, {"type": "Feature", "properties": None, "geometry": None}]
ADDRESS = (
    b"actor=M23&actor=UN&since=2024-01-01&until=2024-05-03&type=ASSAULT&stance=deny&disputed=1&place=Goma&bbox=170,-10,-170,10"
    b"&article=0123&text=a+b&tab=events&select=x&page=3&voice=own&lang=uk&metonyms=1&unplaced=1"
)
ACCESS = b'audit = "a.jsonl"\nidentity = "email"\n[roles]\nviewer = ["*@desk.example"]\nadmin = ["ana@desk.example"]\n'
TILES = b'[osm]\nname = "Open"\nurl = "https://{s}.tile.example/{z}/{x}/{y}.png"\nattribution = "us"\nmax_zoom = 19\n'
ROBOTS = b"/a/b?c=d\nUser-agent: *\nDisallow: /a/*b$\nAllow: /%61\n\nUser-agent: contested-ground\nDisallow:\nCrawl-delay: 3\n"
PAGE = (
    b"http://news.example/a?b=c#d\nHTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 44\r\n\r\n"
    b"<html><body><p>Shells fell.</p></body></html>"
)
MOVED = (
    b"http://news.example/\nHTTP/1.1 302 Found\r\nLocation: //other.example:8080/x y\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"5\r\nabcde\r\n0\r\n\r\n"
)
PACKED = b"news.example\nHTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"Shells fell.", mtime=0)
TEXTS = [
    spelled("Rebels", "shelled", "Goma", "on 31 February", ",", "the army", "said", "."),
    spelled("“", "talks in", "Kyiv", "”", "Volodymyr Zelensky", "was quoted as saying", "yesterday", ".", "\n\n", "TASS", "denied"),
    spelled("10 km from", "48.5N 37.9E", "37U DQ 12345 67890", "north of Sumy", "between 1 and 3 May", "the 1990s"),
    b"\xffab \xe2\x80\x9c\xff123",
]


def seeds() -> dict[str, list[bytes]]:
    """Return inputs for each target by its name."""
    rows = [
        tables.acled(),
        tables.acled(event_date="2024-03-13", latitude="95"),
        tables.acled(geo_precision="3", actor2="", fatalities="x"),
    ]
    fights = [tables.ucdp(), tables.ucdp(date_prec="4", where_prec="6"), tables.ucdp(date_start="x")]
    return {
        "text": [
            SEED.read_bytes()[:2000],
            SHORT.encode("utf-16"),
            SHORT.encode("utf-16-le"),
            "Обстріл міста".encode("cp1251"),
            b"\xef\xbb\xbf" + SHORT.encode() + b"\n\xe9t\xe9",
        ],
        "html": [
            HTML.encode(),
            HTML.replace("<p>", "<div>" * 30 + "<p>").encode(),
            f"<meta charset=windows-1251>{HTML}".encode("cp1251", "replace"),
            b"<html><body><script>var a='</p>'</script><p>x",
        ],
        "page": [b"utf-8\n" + HTML.encode(), b"utf-16\n" + HTML.encode("utf-16"), b"koi8-r\n" + HTML.encode("koi8-r", "replace")],
        "pdf": [pdf_of(SHORT, SHORT, info="/Title (War)"), pdf_of(*[SHORT] * 4, width=30)],
        "docx": [docx_of(SHORT, "Two", title="War"), docx("<w:p/>")],
        "word_body": [BODY, b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"],
        "facts_file": [FACTS],
        "lines": [LINES],
        "mapping": [MAPPING],
        "acled": [
            tables.table(tables.ACLED_CURRENT, *rows).encode(),
            tables.table(tables.ACLED_OLD, *rows, separator=";").encode("utf-16"),
        ],
        "ucdp": [tables.table(tables.UCDP, *fights).encode()],
        "geojson": [json.dumps({"type": "FeatureCollection", "features": POINTS}).encode(), "\n".join(map(json.dumps, POINTS)).encode()],
        "unknown_table": [ROWS, ROWS.replace(b";", b"\t"), b'date,type,"a ""b"""\n03/04/2024,raid,x\n"2024-05-03\n",x,y\n1,2\n'],
        "address": [ADDRESS],
        "access_file": [ACCESS],
        "tiles_file": [TILES],
        "robots": [ROBOTS],
        "web": [PAGE, MOVED, PACKED],
        "plain": [*TEXTS, "\xff Coordinates 48.5123, 37.9123 and 50°54′N 34°48′E".encode()],
        "reading": TEXTS,
    }
