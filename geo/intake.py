"""What is handed in, as articles: files, their sidecar TOML, folders, JSON lines. Bad input gets one sentence."""

from __future__ import annotations

import datetime as dt
import json
import sys
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import IO, TYPE_CHECKING, Any

from geo.errors import InputError
from geo.filter import parse_date
from geo.formats.kinds import LIMITS, MOST_BYTES, SUFFIXES, Kind, kind_of, read_article_file
from geo.formats.text import MAX_BYTES, refuse_large
from geo.records import Article
from geo.toml_files import parse_toml, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.records import Span

LARGEST_RADIUS_KM = 20_000
"""Half around the Earth."""


@dataclass(frozen=True)
class Area:
    """A circle on the ground that a source elsewhere states.

    Attributes
    ----------
    lat, lon
        WGS 84 degrees.
    radius_km
        Radius in kilometres.
    """

    name: str
    lat: float
    lon: float
    radius_km: float


@dataclass(frozen=True)
class Addition:
    """Facts about one of the article's places that the article does not give, with their sources."""

    mention: str
    """The words of the article that name the place."""
    note: str
    sources: tuple[str, ...]
    areas: tuple[Area, ...]


@dataclass(frozen=True)
class Given:
    """One text as handed in."""

    article: Article
    spans: tuple[Span, ...] | None = None
    """Place mentions given with the text, to be resolved as they are."""
    text_extracted: bool = False
    """Whether the article's text was extracted from another format, such as HTML."""
    additions: tuple[Addition, ...] = ()


def open_article(
    data: bytes,
    doc: str,
    *,
    name: str | None = None,
    sidecar: bytes | None = None,
    media_type: str | None = None,
    charset: str | None = None,
) -> Given:
    """Return the article in the bytes of a file, with what its sidecar adds.

    Parameters
    ----------
    data
        The file: text, HTML, PDF or DOCX.
    doc
        Its path or address.
    name
        What messages call it, if not by `doc`.
    sidecar
        The TOML file beside it.
    media_type, charset
        What its server states, where it came from one.

    Raises
    ------
    InputError
        If there is no article in it that can be read, or the sidecar is broken.
    """
    article, kind = read_article_file(data, doc, name=name, media_type=media_type, charset=charset)
    additions: tuple[Addition, ...] = ()
    if sidecar is not None:
        article, additions = _with_sidecar(article, sidecar, str(PurePath(doc).with_suffix(".toml")))
    return Given(article, text_extracted=kind != "text", additions=additions)


def read_file(path: str | Path, published: dt.date | None = None) -> Given:
    """Read one file, with the sidecar `NAME.toml` beside it; `-` is standard input.

    All but plain text is opened in a process of its own, so that a file made to hang or to fill the memory does neither here.

    Parameters
    ----------
    path
        The file; its path as given becomes `Article.doc`.
    published
        The day of publication; overrides what page and sidecar say.

    Raises
    ------
    InputError
        If the file is missing, unreadable, empty, too large or no text, or its sidecar is broken.
    """
    doc = str(path)
    if doc == "-":
        data, name = sys.stdin.buffer.read(MOST_BYTES + 1), "Standard input"
    else:
        data, name = _bytes_of(Path(path)), doc
    kind = kind_of(data, doc)
    refuse_large(len(data), name, LIMITS[kind])
    beside = Path(path).with_suffix(".toml")
    sidecar = _bytes_of(beside) if doc != "-" and beside.suffix != Path(path).suffix and beside.is_file() else None
    given = _open(kind, data, doc, name=name, sidecar=sidecar)
    return given if published is None else replace(given, article=replace(given.article, published=published))


def _open(kind: Kind, data: bytes, doc: str, **facts: Any) -> Given:
    if kind == "text":
        return open_article(data, doc, **facts)
    from geo.confined import shared  # noqa: PLC0415  (a process: only for files that need one)

    found: Given = shared().run("open", data, doc, **facts)
    return found


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
            size = max(path.stat().st_size, len(data))
    except FileNotFoundError:
        msg = f"There is no file {str(path)!r}; check its path."
        raise InputError(msg) from None
    except IsADirectoryError:
        msg = f"{str(path)!r} is a folder; give the files in it."
        raise InputError(msg) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        msg = f"{str(path)!r} cannot be read: {reason}."
        raise InputError(msg) from None
    refuse_large(size, str(path), LIMITS[kind_of(data, path.name)])
    return data


def _with_sidecar(article: Article, data: bytes, path: str) -> tuple[Article, tuple[Addition, ...]]:
    try:
        facts = parse_toml(data.decode("utf-8"))
        published = _day(facts.get("published"))
        stated = {key: text_of(facts, key) for key in ("title", "outlet", "url")}
        additions = tuple(_addition(a) for a in facts.get("additions", ()))
    except (ValueError, KeyError, TypeError, AttributeError, InputError) as error:
        msg = f"The facts file {path} cannot be used ({error}); mend it or move it away."
        raise InputError(msg) from None
    article = replace(
        article,
        published=published or article.published,
        title=stated["title"] or article.title,
        outlet=stated["outlet"] or article.outlet,
        url=stated["url"] or article.url,
    )
    return article, additions


def _day(stated: Any) -> dt.date | None:
    """Return the day of a facts file: a date of TOML, of one with a time its day, or a text."""
    if stated is None or stated == "":
        return None
    if isinstance(stated, dt.datetime):
        return stated.date()
    if isinstance(stated, dt.date):
        return stated
    return parse_date(str(stated))


def _addition(given: dict[str, Any]) -> Addition:
    mention, note = text_of(given, "mention"), text_of(given, "note")
    sources = given["sources"]
    if not mention or not note or not isinstance(sources, list) or not all(isinstance(s, str) for s in sources):
        msg = "an addition needs a mention, a note, and a list of sources"
        raise TypeError(msg)
    return Addition(mention, note, tuple(sources), tuple(_area(area) for area in given.get("areas", ())))


def _area(given: dict[str, Any]) -> Area:
    area = Area(**given)
    numbers = (area.lat, area.lon, area.radius_km)
    if not isinstance(area.name, str) or not all(isinstance(n, int | float) for n in numbers):
        msg = f"the area {area.name!r} needs a name in quotation marks and numbers"
        raise TypeError(msg)
    if not (abs(area.lat) <= 90 and abs(area.lon) <= 180 and 0 < area.radius_km <= LARGEST_RADIUS_KM):  # noqa: PLR2004  degrees
        msg = f"the area {area.name!r} does not lie on Earth"
        raise ValueError(msg)
    return area


def files_in(path: str | Path) -> list[Path]:
    """Return the text, HTML, PDF and DOCX files of a folder and its folders, sorted; a file is returned as itself."""
    path = Path(path)
    if not path.is_dir():
        return [path]
    return sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in SUFFIXES and p.suffix)


def read_jsonl(lines: Iterable[str], published: dt.date | None = None) -> Iterator[Given | InputError]:
    """Yield one article for each JSON line, or the error that says what is wrong with the line.

    Parameters
    ----------
    lines
        Objects `{"doc", "text", "published", "spans" (optional), "title", "outlet", "url" (optional)}`.
    published
        Day of publication of the lines that state none.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield _from_json(line, number, published)
        except InputError as error:
            yield error


def _from_json(line: str, number: int, published: dt.date | None) -> Given:
    try:
        row: Any = json.loads(line)
    except (ValueError, RecursionError):  # also a number of more digits than Python takes
        msg = f"Line {number} is not JSON; each line must be one object with doc and text."
        raise InputError(msg) from None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        msg = f"Line {number} has no text; each line must be one object with doc and text."
        raise InputError(msg)
    if len(row["text"].encode("utf-8", "surrogatepass")) > MAX_BYTES:
        msg = f"Line {number} has a text of more than 2 MB; split it."
        raise InputError(msg)
    try:
        day = parse_date(row["published"]) if row.get("published") else published
    except (InputError, AttributeError):
        msg = f"Line {number}: {row['published']!r} is not a date; write it as YYYY-MM-DD, for example 2025-03-15."
        raise InputError(msg) from None
    article = Article(
        row["text"],
        doc=str(row.get("doc", number)),
        published=day,
        title=_text(row, "title"),
        outlet=_text(row, "outlet"),
        url=_text(row, "url"),
    )
    return Given(article, spans=_spans(row, number))


def _text(row: dict[str, Any], key: str) -> str | None:
    value = row.get(key)
    return value if isinstance(value, str) and value else None


def _spans(row: dict[str, Any], number: int) -> tuple[Span, ...] | None:
    if row.get("spans") is None:
        return None
    size = len(row["text"])
    try:
        spans = tuple((int(start), int(end)) for start, end in row["spans"])
    except (TypeError, ValueError, OverflowError):
        msg = f"Line {number}: its spans must be pairs of numbers [start, end]."
        raise InputError(msg) from None
    wrong = next((s for s in spans if not 0 <= s[0] < s[1] <= size), None)
    if wrong is not None:
        msg = f"Line {number}: the span {list(wrong)} does not lie in its text of {size} characters."
        raise InputError(msg)
    return spans


def open_lines(path: str) -> IO[str]:
    """Open a JSONL file for reading line by line; `-` is standard input.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    if path == "-":
        return sys.stdin
    try:
        return Path(path).open(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        msg = f"{path!r} cannot be read: {error.strerror}."
        raise InputError(msg) from None
