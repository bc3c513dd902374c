"""From files to articles: decoding, HTML, the sidecar TOML, JSON lines. Bad input gets one sentence."""

from __future__ import annotations

import json
import sys
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from geo.errors import InputError
from geo.filter import parse_date
from geo.records import Article

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from geo.records import Span

MAX_BYTES = 2_000_000  # contract: a text may be 2 MB at most
TEXT_SUFFIXES = (".txt", ".html", ".htm", ".md", "")


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


def decode(data: bytes, name: str) -> str:
    """Return the text of `data`: UTF-8, UTF-16 by its mark, or the detected encoding; BOM stripped, newlines kept.

    Raises
    ------
    InputError
        If the data are empty, larger than 2 MB, or no text.
    """
    if not data.strip():
        msg = f"{name} is empty; give a file with the article's text."
        raise InputError(msg)
    if len(data) > MAX_BYTES:
        msg = f"{name} has more than 2 MB; an article may have 2 MB at most, so split it or send its text only."
        raise InputError(msg)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding: str | None = "utf-16"
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            encoding = _detect(data)
        else:
            return _checked(text, name)
    try:
        return _checked(data.decode(encoding), name) if encoding else _no_text(name)
    except UnicodeDecodeError:
        return _no_text(name)


def _detect(data: bytes) -> str | None:
    if b"\x00" in data:
        return None
    from charset_normalizer import from_bytes  # noqa: PLC0415  (needed for odd encodings only)

    best = from_bytes(data[:200_000]).best()
    return best.encoding if best is not None else None


def _checked(text: str, name: str) -> str:
    odd = sum(ch < " " and ch not in "\t\n\r\f\v\x1b" for ch in text[:100_000])
    if odd > len(text[:100_000]) / 100:
        return _no_text(name)
    if not text.strip():
        msg = f"{name} holds only white space; give a file with the article's text."
        raise InputError(msg)
    return text


def _no_text(name: str) -> str:
    msg = f"{name} is not a text file that can be read; give plain text or HTML."
    raise InputError(msg)


def looks_like_html(text: str) -> bool:
    """Tell whether a text without a telling suffix is an HTML page."""
    head = text.lstrip()[:200].lower()
    return head.startswith(("<!doctype html", "<html", "<head", "<body"))


def article_from_html(html: str, doc: str) -> Article:
    """Return the article inside an HTML page, with the title, outlet, URL and published date that the page states.

    Raises
    ------
    InputError
        If no article text can be found in the page.
    """
    import trafilatura  # noqa: PLC0415  (slow to import, needed for HTML only)

    text = trafilatura.extract(html, include_comments=False, include_tables=False, favor_recall=True)
    if not text or not text.strip():
        msg = f"No article text was found in {doc}; paste its text instead."
        raise InputError(msg)
    meta = trafilatura.extract_metadata(html)
    published = parse_date(meta.date) if meta is not None and meta.date else None
    if meta is None:
        return Article(text, doc=doc)
    return Article(text, doc=doc, published=published, title=meta.title, outlet=meta.sitename, url=meta.url)


def read_file(path: str | Path, published: dt.date | None = None) -> Given:
    """Read one text or HTML file, with the sidecar `NAME.toml` beside it; `-` is standard input.

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
        data, name = sys.stdin.buffer.read(MAX_BYTES + 1), "Standard input"
    else:
        data, name = _bytes_of(Path(path)), doc
    text = decode(data, name)
    extracted = doc.lower().endswith((".html", ".htm")) or looks_like_html(text)
    article = article_from_html(text, doc) if extracted else Article(text, doc=doc)
    additions: tuple[Addition, ...] = ()
    sidecar = Path(path).with_suffix(".toml")
    if doc != "-" and sidecar.suffix != Path(path).suffix and sidecar.is_file():
        article, additions = _with_sidecar(article, sidecar)
    if published is not None:
        article = replace(article, published=published)
    return Given(article, text_extracted=extracted, additions=additions)


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
            rest = path.stat().st_size - len(data)
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
    if rest > 0:
        msg = f"{path} has {(len(data) + rest) / 1e6:.1f} MB; an article may have 2 MB at most, so split it or send its text only."
        raise InputError(msg)
    return data


def _with_sidecar(article: Article, path: Path) -> tuple[Article, tuple[Addition, ...]]:
    try:
        facts = tomllib.loads(path.read_text(encoding="utf-8"))
        published = facts.get("published")
        if isinstance(published, str):
            published = parse_date(published) if published else None
        additions = tuple(
            Addition(a["mention"], a["note"], tuple(a["sources"]), tuple(Area(**area) for area in a.get("areas", ())))
            for a in facts.get("additions", ())
        )
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
        msg = f"The facts file {path} cannot be used ({error}); mend it or move it away."
        raise InputError(msg) from None
    article = replace(
        article,
        published=published or article.published,
        title=facts.get("title") or article.title,
        outlet=facts.get("outlet") or article.outlet,
        url=facts.get("url") or article.url,
    )
    return article, additions


def files_in(path: str | Path) -> list[Path]:
    """Return the text and HTML files of a folder and its folders, sorted; a file is returned as itself."""
    path = Path(path)
    if not path.is_dir():
        return [path]
    return sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in TEXT_SUFFIXES[:-1])


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
    except (json.JSONDecodeError, RecursionError):
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
    except (TypeError, ValueError):
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
