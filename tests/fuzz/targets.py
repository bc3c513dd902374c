"""What is fuzzed: each target takes any bytes, hands them to one reader of foreign input, and fails where its promise is broken.

The promise is the same everywhere: the input is used, or refused with one sentence; nothing else is raised, and what was found
lies in the input.
"""

from __future__ import annotations

import io
import socket
import tempfile
import threading
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock
from urllib.parse import parse_qs, urlencode

from dashboard import tiles
from dashboard.access import AccessError, Rules
from dashboard.state import View
from geo.article_facts import title_of
from geo.claim_words import words_of
from geo.errors import InputError
from geo.fetch import Network, fetch
from geo.fetch_robots import may_fetch
from geo.filter import Filter, parse_date
from geo.formats.kinds import kind_of
from geo.gazetteer.names import name_key
from geo.importers.guess import fitting_formats, guess_columns, guess_types, mapping_toml
from geo.importers.mapping import load_mapping
from geo.importers.preview import first_rows, kind_of_table, preview_table
from geo.intake import Given, open_article, read_jsonl
from geo.language.coordinates import find_coordinates
from geo.language.dateline import dateline_end, story_start
from geo.language.headlines import headline_as_sentence
from geo.similar import runs
from tests.fuzz.seeds import ROWS, seeds
from tests.fuzz.words import words
from tests.language.test_any_text import check as check_reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SCRATCH = tempfile.TemporaryDirectory(prefix="contested-fuzz-")
"""Where inputs lie that are read as files."""
REFUSALS: list[str] = []
"""The sentences with which inputs were refused so far."""
FEW = 4_000
"""Bytes of an article that is read in full: beyond them only the time grows."""


@dataclass(frozen=True)
class Target:
    """One reader of foreign input.

    Attributes
    ----------
    name
        What `make soak` calls it.
    check
        Fails where the promise is broken.
    seeds
        Inputs that get far into the reader, to be changed at random.
    """

    name: str
    check: Callable[[bytes], None]
    seeds: list[bytes]


def said(error: Exception) -> None:
    """A refusal is one sentence."""
    told = str(error)
    assert told.strip(), repr(error)
    assert "\n" not in told.strip(), told


@contextmanager
def refusable(kind: type[Exception] = InputError) -> Iterator[None]:
    """Let the input be refused in a sentence, and nothing else."""
    try:
        yield
    except kind as error:
        said(error)
        REFUSALS.append(str(error))


def written(data: bytes, name: str) -> Path:
    path = Path(SCRATCH.name) / name
    path.write_bytes(data)
    return path


def article(name: str) -> Callable[[bytes], None]:
    """A reader of files with this name; the article can be read on, kept and named."""

    def check(data: bytes) -> None:
        kind_of(data, name)
        with refusable():
            given = open_article(data, name)
            assert given.article.text.strip()
            assert given.article.article_id
            parts = (given.article.text, given.article.title, given.article.outlet, given.article.url)
            assert all(p is None or isinstance(p, str) for p in parts), parts

    return check


def page(data: bytes) -> None:
    """An HTML page under an encoding that its server states."""
    charset, _, rest = data.partition(b"\n")
    with refusable():
        open_article(rest, "page.html", media_type="text/html", charset=charset[:30].decode("latin-1"))


def word_body(data: bytes) -> None:
    """A Word file that is whole outside, whatever its XML."""
    body, _, core = data.partition(b"\x00")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("word/document.xml", body)
        made.writestr("docProps/core.xml", core)
    article("a.docx")(out.getvalue())


def facts_file(data: bytes) -> None:
    """The TOML file beside an article."""
    with refusable():
        given = open_article(b"Shells fell on Goma.", "a.txt", sidecar=data)
        facts = given.article
        assert facts.published is None or type(facts.published) is date, facts.published
        assert all(p is None or isinstance(p, str) for p in (facts.title, facts.outlet, facts.url)), facts
        for a in given.additions:
            assert all(isinstance(s, str) for s in (a.mention, a.note, *a.sources)), a
            for area in a.areas:
                assert isinstance(area.name, str), area
                assert -90 <= area.lat <= 90 and -180 <= area.lon <= 180 and 0 < area.radius_km < 21_000, area  # noqa: PT018


def lines(data: bytes) -> None:
    """JSON lines of articles."""
    for given in read_jsonl(data.decode("utf-8", "replace").split("\n")):
        if isinstance(given, InputError):
            said(given)
            continue
        assert isinstance(given, Given)
        size = len(given.article.text)
        assert all(0 <= start < end <= size for start, end in given.spans or ())
        assert given.article.article_id


def mapping(data: bytes) -> None:
    """A mapping, and a table under it."""
    path = written(data, "m.toml")
    with refusable():
        load_mapping(path, name="desk")
        preview_table("csv", written(ROWS, "desk.csv"), path)


def table(kind: str) -> Callable[[bytes], None]:
    """A table of a kind: what an import would make of it."""
    name = "t.geojson" if kind == "geojson" else "t.csv"

    def check(data: bytes) -> None:
        with refusable():
            path = written(data, name)
            preview = preview_table(kind, path)
            for row in preview.rows:
                lat, lon = row.lat, row.lon
                assert (lat is None) == (lon is None)
                assert lat is None or (-90 <= lat <= 90 and -180 <= lon <= 180), row
            preview.rejects_csv().decode("utf-8")

    return check


def unknown_table(data: bytes) -> None:
    """A table of no known kind: the columns proposed for it make a mapping under which it is read."""
    path = written(data, "u.csv")
    with refusable():
        if kind_of_table(path) == "geojson":
            return
        rows, opened, _ = first_rows("csv", path)
        columns = guess_columns(opened.header)
        values = [str(v) for v in rows[opened.header[0]].to_pylist()]
        known = {t: root for t, root in guess_types(values).items() if root}
        formats = fitting_formats(values) or ["%Y-%m-%d"]
        made = mapping_toml(opened.header[0] or "x", columns, formats=formats, types=known, default_type="ASSAULT")
        load_mapping(written(made.encode(), "u.toml"), name="u")
        preview_table("csv", path, written(made.encode(), "u.toml"))


def address(data: bytes) -> None:
    """The parameters in a page's address: what can be used makes the same address again."""
    query = parse_qs(data.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=200) if data.count(b"&") < 199 else {}
    with refusable():
        Filter.from_query(query)
    view, problem = View.from_query(query)
    assert problem is None or problem.strip()
    again = parse_qs(urlencode(view.to_query(), doseq=True, errors="surrogatepass"), keep_blank_values=True, errors="surrogatepass")
    assert View.from_query(again) == (view, None), view
    with refusable():
        parse_date(data.decode("utf-8", "replace"))


def access_file(data: bytes) -> None:
    """The file of roles: it is used, or nobody comes in; whoever comes in is named in it."""
    with refusable(AccessError):
        rules = Rules.read(written(data, "access.toml"))
        person = rules.role_of({"email": "ana@desk.example", "email_verified": True, "sub": "1"})
        assert person is None or any(rules.roles.values())


def tiles_file(data: bytes) -> None:
    """The file of online maps."""
    with refusable():
        for server in tiles._read.__wrapped__(written(data, "tiles.toml")):
            assert server["host"]
            assert isinstance(server["max_zoom"], int)


def robots(data: bytes) -> None:
    """A robots.txt and a path."""
    path, _, rules = data.decode("utf-8", "replace").partition("\n")
    may_fetch(rules, path)


def web(data: bytes) -> None:
    """What a server answers, byte by byte, and where it leads on."""
    url, _, answer = data.partition(b"\n")

    def connect(*_: object, **__: object) -> socket.socket:
        ours, theirs = socket.socketpair()

        def reply() -> None:
            with theirs:
                theirs.settimeout(1)
                try:
                    theirs.recv(65_536)
                    theirs.sendall(answer[:60_000])
                except OSError:
                    pass

        threading.Thread(target=reply, daemon=True).start()
        return ours

    with mock.patch.object(socket, "create_connection", connect), refusable():
        got = fetch(url.decode("utf-8", "replace"), Network(resolver=lambda _h, _p: ["8.8.8.8"], seconds=3))
        with refusable():
            open_article(got.data, got.url, media_type=got.media_type, charset=got.charset)


def plain(data: bytes) -> None:
    """The rules that need no language model."""
    text = words(data) if data[:1] < b"\x80" else data[1:].decode("utf-8", "replace")
    for point in find_coordinates(text):
        assert 0 <= point.start < point.end <= len(text)
        assert -90 <= point.lat <= 90 and -180 <= point.lon <= 180, point  # noqa: PT018
    headline_as_sentence(text)
    title_of(text)
    assert 0 <= dateline_end(text) <= len(text)
    assert 0 <= story_start(text) <= len(text)
    words_of(text)
    runs(text)
    name_key(text)


def reading(data: bytes) -> None:
    """The whole reading of a text; every span lies in it, and the reading can be written."""
    text = words(data[:FEW])
    if text.strip():
        check_reading(text)


def targets() -> dict[str, Target]:
    """Return every target by its name."""
    checks: dict[str, Callable[[bytes], None]] = {
        "text": article("a.txt"),
        "html": article("a.html"),
        "page": page,
        "pdf": article("a.pdf"),
        "docx": article("a.docx"),
        "word_body": word_body,
        "facts_file": facts_file,
        "lines": lines,
        "mapping": mapping,
        "acled": table("acled"),
        "ucdp": table("ucdp"),
        "geojson": table("geojson"),
        "unknown_table": unknown_table,
        "address": address,
        "access_file": access_file,
        "tiles_file": tiles_file,
        "robots": robots,
        "web": web,
        "plain": plain,
        "reading": reading,
    }
    grown = seeds()
    return {name: Target(name, check, grown[name]) for name, check in checks.items()}
