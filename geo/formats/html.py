"""The article inside an HTML page, with what the page says of title, outlet, address and day of publication."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.errors import InputError
from geo.filter import parse_date
from geo.formats.text import decode, refuse_large
from geo.records import Article

if TYPE_CHECKING:
    import datetime as dt

MAX_PAGE_BYTES = 5_000_000
"""A page may be larger than its article: scripts and styles."""
MAX_DEPTH = 1_000
"""Elements inside each other: a news page has some 40; parsers and walkers of trees slow down or fail on many thousands."""
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)([^<>]*)")
_RAW = ("script", "style")
"""Elements whose content is no markup."""
_RAW_END = {name: re.compile(f"</{name}", re.IGNORECASE) for name in _RAW}
_NEVER_CLOSED = frozenset(
    (
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
        "p", "li", "dt", "dd", "tr", "td", "th", "tbody", "thead", "tfoot", "option",
    )
)  # fmt: skip
"""Elements without an end, or whose end tag pages leave out (HTML standard): they do not nest."""


def looks_like_html(text: str) -> bool:
    """Tell whether a text without a telling suffix is an HTML page."""
    head = text.lstrip("\ufeff \t\r\n")[:200].lower()
    return head.startswith(("<!doctype html", "<html", "<head", "<body"))


def decode_page(data: bytes, name: str, charset: str | None = None) -> str:
    """Return the text of a page: its mark, the encoding that its source or it itself states, or the detected one.

    Raises
    ------
    InputError
        If the page is empty, larger than 5 MB, or no text.
    """
    refuse_large(len(data), name, MAX_PAGE_BYTES)
    stated = _CHARSET.search(data[:4096])
    return decode(data, name, limit=MAX_PAGE_BYTES, charset=charset or (stated[1].decode("ascii") if stated else None))


def article_from_html(html: str, doc: str) -> Article:
    """Return the article inside an HTML page, with the title, outlet, URL and published date that the page states.

    Raises
    ------
    InputError
        If no article text can be found in the page, or its elements lie too deep inside each other.
    """
    if depth_of(html) > MAX_DEPTH:
        msg = f"{doc} has more than {MAX_DEPTH:,} elements inside each other, which no page for reading has; paste its text instead."
        raise InputError(msg)
    import trafilatura  # noqa: PLC0415  (slow to import, needed for HTML only)

    text = trafilatura.extract(html, include_comments=False, include_tables=False, favor_recall=True)
    if not text or not text.strip():
        msg = f"No article text was found in {doc}; paste its text instead."
        raise InputError(msg)
    refuse_large(len(text.encode("utf-8", "surrogatepass")), f"The article in {doc}")
    meta = trafilatura.extract_metadata(html)
    if meta is None:
        return Article(text, doc=doc)
    return Article(text, doc=doc, published=_day(meta.date), title=meta.title, outlet=meta.sitename, url=meta.url)


def _day(stated: str | None) -> dt.date | None:
    try:
        return parse_date(stated) if stated else None
    except InputError:
        return None


def depth_of(html: str) -> int:
    """Return how many elements lie inside each other at most, counted by their tags."""
    depth = deepest = at = 0
    while (match := _TAG.search(html, at)) is not None:
        at = match.end()
        closes, name = bool(match[1]), match[2].lower()
        if name in _NEVER_CLOSED or match[3].endswith("/"):
            continue
        if name in _RAW and not closes:
            end = _RAW_END[name].search(html, at)
            at = len(html) if end is None else end.start()
        depth = max(0, depth - 1) if closes else depth + 1
        deepest = max(deepest, depth)
    return deepest
