"""The article in a PDF: the lines of its pages put together again into paragraphs, without what stands on every page."""

from __future__ import annotations

import io
import logging
import re
import warnings
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError, PyPdfError

from geo.errors import InputError
from geo.formats.text import MAX_BYTES
from geo.records import Article

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pypdf import PageObject

MAX_PAGES = 400
WIDE_GAP = 1.3
"""A gap between two lines, for the size of their letters, so many times the usual one begins a paragraph."""
INDENT = 0.5
"""So many letter sizes to the right of the line before begin a paragraph."""
SHORT = 0.8
"""A line that ends a sentence and is shorter than this part of the usual line ends a paragraph."""
CUT = 0.5
"""A line shorter than this part of the usual line stands by itself, whatever it ends with: a heading, who wrote it, a date."""
FURNITURE_PAGES = 3
"""Pages from which on lines that stand at the edge of most of them are taken as headers and footers."""
MANY_LINES = 8
"""Lines of a page from which on its header or footer may have two."""
_LIGATURES = {0: "", 0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_SENTENCE_END = re.compile(r"[.!?…:][”’\"')\]]*$")
_PAGE_NUMBER = re.compile(r"(?:page|seite|p\.)?\s*[-–]?\s*\d{1,4}\s*[-–]?(?:\s*(?:/|of|von)\s*\d{1,4})?", re.IGNORECASE)
_PRINTED = re.compile(r"\d{1,2}[./]\d{1,2}[./]\d{2,4}, \d{1,2}:\d{2}\b.*")
"""The day and hour of printing, with which browsers head each page."""
_ADDRESS = re.compile(r"((?:https?|file):\S+)(?:\s+\d{1,4}/\d{1,4})?")
"""The page's address, with which browsers end each page."""

_DAMAGE = (
    PyPdfError, OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, ArithmeticError, AssertionError, RecursionError,
)  # fmt: skip
"""Of a damaged file the library raises whatever the damage leads to."""


@dataclass(frozen=True)
class Line:
    """A line of a page: where it begins, in points from the page's lower left corner, its letters' size, its words."""

    page: int
    x: float
    y: float
    size: float
    text: str

    @property
    def width(self) -> float:
        """Return how wide it is, roughly: letters of one size are as wide as each other on average."""
        return len(self.text) * self.size


def article_from_pdf(data: bytes, doc: str) -> Article:
    """Return the article in a PDF, with the title of its properties and the address that a browser printed on it.

    Parameters
    ----------
    data
        The whole file.
    doc
        Path or address; becomes `Article.doc`, and names the file in messages.

    Raises
    ------
    InputError
        If it is damaged, protected, too long, or holds no text.
    """
    # The library tells of each oddity of a file; what a person needs to know is whether it could be read.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader = PdfReader(io.BytesIO(data))
            lines = list(_lines(reader, doc))
            title = _title(reader)
    except (FileNotDecryptedError, DependencyError):
        msg = f"{doc} is protected by a password; save a copy without one, or paste its text."
        raise InputError(msg) from None
    except LimitReachedError:
        msg = f"{doc} unpacks to more than an article can have; paste its text."
        raise InputError(msg) from None
    except _DAMAGE:
        msg = f"{doc} is a damaged PDF that cannot be read; print it to PDF again, or paste its text."
        raise InputError(msg) from None
    lines, address = _without_furniture(lines)
    text = "\n".join(paragraphs(lines))
    if not re.search(r"\w", text):
        msg = f"{doc} holds no text, only pictures of it; have the text recognised first, or paste it."
        raise InputError(msg)
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise InputError(_too_long(doc))
    return Article(text.encode("utf-8", "replace").decode(), doc=doc, title=title, url=address)


def _too_long(doc: str) -> str:
    return f"The text of {doc} has more than {MAX_BYTES // 1_000_000} MB, more than an article may have; split it."


def _lines(reader: PdfReader, doc: str) -> Iterator[Line]:
    if len(reader.pages) > MAX_PAGES:
        msg = f"{doc} has {len(reader.pages):,} pages; {MAX_PAGES} can be read at most, so split it."
        raise InputError(msg)
    size = 0
    for number, page in enumerate(reader.pages):
        for line in _page_lines(page, number):
            if text := " ".join(line.text.translate(_LIGATURES).split()):
                size += len(text)
                yield replace(line, text=text)
        if size > MAX_BYTES:
            raise InputError(_too_long(doc))


def _page_lines(page: PageObject, number: int) -> list[Line]:
    found: list[Line] = []

    def note(text: str, outer: Any, matrix: Any, _font: Any, size: float) -> None:
        x, y = matrix[4] * outer[0] + outer[4], matrix[5] * outer[3] + outer[5]
        height = abs(size * (matrix[3] or 1) * (outer[3] or 1)) or 1.0
        for i, part in enumerate(text.split("\n")):
            if i or not found:
                found.append(Line(number, x, y, height, ""))
            if part:
                last = found[-1]
                found[-1] = Line(number, x, y, height, part) if not last.text.strip() else replace(last, text=last.text + part)

    page.extract_text(visitor_text=note)
    return found


def _title(reader: PdfReader) -> str | None:
    """Return the title of the properties, unless it is the name of a file, as many programs put there."""
    title = " ".join(str(reader.metadata.title or "").split()) if reader.metadata is not None else ""
    is_file = re.search(r"\.\w{2,5}$|^(?:Microsoft Word|untitled|document\d*)\b", title, re.IGNORECASE)
    return None if is_file or not title else title.encode("utf-8", "replace").decode()


def _without_furniture(lines: Sequence[Line]) -> tuple[list[Line], str | None]:
    """Return the lines without headers, footers and page numbers, and the address that a browser printed."""
    edges: dict[int, list[Line]] = {}
    for line in lines:
        edges.setdefault(line.page, []).append(line)
    at_edge = {id(line) for page in edges.values() for line in _edge(page)}
    kinds = Counter(_shape(ln) for ln in lines if id(ln) in at_edge)
    often = {k for k, n in kinds.items() if len(edges) >= FURNITURE_PAGES and n > len(edges) / 2}
    kept: list[Line] = []
    address: str | None = None
    for line in lines:
        printed = _ADDRESS.fullmatch(line.text)
        if id(line) in at_edge and (printed or _shape(line) in often or _PAGE_NUMBER.fullmatch(line.text) or _PRINTED.fullmatch(line.text)):
            if printed and printed[1].startswith("http") and "…" not in printed[1]:
                address = address or printed[1]
            continue
        kept.append(line)
    return kept, address


def _edge(page: Sequence[Line]) -> list[Line]:
    """Return the lines at the top and bottom of a page that has others between them."""
    if len(page) < 3:  # noqa: PLR2004  top, body, bottom
        return []
    by_height = sorted(page, key=lambda line: line.y)
    deep = 2 if len(page) >= MANY_LINES else 1
    return [*by_height[:deep], *by_height[-deep:]]


def _shape(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text)


def paragraphs(lines: Sequence[Line]) -> list[str]:
    """Return the paragraphs that lines make up: a wide gap, an indent, other letters or a short last line begin a new one."""
    steps = [(a.y - b.y) / b.size for a, b in pairwise(lines) if a.page == b.page and 0 < a.y - b.y < 4 * b.size]
    usual_step = Counter(round(s, 1) for s in steps).most_common(1)[0][0] if steps else 0.0
    usual_width = median(sorted((n.width for n in lines), reverse=True)[: max(1, len(lines) // 2)]) if lines else 0.0
    words = set(re.findall(r"\w+", " ".join(n.text for n in lines)))
    made: list[str] = []
    before: Line | None = None
    for line in lines:
        if before is None or _begins(before, line, usual_step, usual_width):
            made.append(line.text)
        else:
            made[-1] = _joined(made[-1], line.text, words)
        before = line
    return made


def _begins(before: Line, line: Line, usual_step: float, usual_width: float) -> bool:
    """Tell whether a line begins a paragraph."""
    ended = bool(_SENTENCE_END.search(before.text))
    short = before.width < SHORT * usual_width
    if before.text.endswith(("-", "\u00ad")) and line.text[:1].islower():
        return False
    if abs(line.size - before.size) > before.size / 10:
        return True
    step = (before.y - line.y) / line.size
    if before.page != line.page or step < 0:  # the next page or column
        return ended and (short or line.text[:1].isupper())
    if usual_step and step > WIDE_GAP * usual_step:
        return True
    if step > usual_step / 2 and line.x - before.x > INDENT * line.size:
        return True
    return (ended and short) or before.width < CUT * usual_width


def _joined(text: str, more: str, words: set[str]) -> str:
    """Return a text with its next line, a word that was divided between them put together."""
    divided = re.search(r"(\w+)[-\u00ad]$", text)
    if divided is None or not more[:1].islower():
        return f"{text} {more}"
    rest = re.match(r"\w+", more)
    if text.endswith("\u00ad") or (rest is not None and divided[1] + rest[0] in words):
        return text[:-1] + more
    # A hyphen that a program set and one that the word has look the same; parts that are words themselves keep it.
    return text + more if divided[1] in words and rest is not None and rest[0] in words else text[:-1] + more
