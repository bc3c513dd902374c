"""Which format a file is in, told by its first bytes and then by its name, and the article in it."""

from __future__ import annotations

from pathlib import PurePath
from typing import Literal

from geo.errors import InputError
from geo.formats.html import MAX_PAGE_BYTES, article_from_html, decode_page, looks_like_html
from geo.formats.text import MAX_BYTES, decode
from geo.records import Article

Kind = Literal["text", "html", "pdf", "docx"]
SUFFIXES: dict[str, Kind] = {
    ".txt": "text", ".md": "text", "": "text", ".html": "html", ".htm": "html", ".xhtml": "html", ".pdf": "pdf", ".docx": "docx",
}  # fmt: skip
"""Endings of names and what they promise; the first bytes have the last word on PDF and DOCX."""
LIMITS: dict[Kind, int] = {"text": MAX_BYTES, "html": MAX_PAGE_BYTES, "pdf": 30_000_000, "docx": 30_000_000}
"""Bytes that a file of each kind may have."""
MOST_BYTES = max(LIMITS.values())
_MEDIA_TYPES: dict[str, Kind] = {
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/plain": "text",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
MEDIA_TYPES = tuple(_MEDIA_TYPES)
"""Content types that the web gives these formats."""


def kind_of(data: bytes, name: str, media_type: str | None = None) -> Kind:
    """Return the format of a file.

    Parameters
    ----------
    data
        Its bytes, or the first thousand of them.
    name
        Its name; only the ending matters.
    media_type
        The content type that its server states, if any.
    """
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "docx"
    promised = _MEDIA_TYPES.get(media_type or "") or SUFFIXES.get(PurePath(name).suffix.lower(), "text")
    if promised == "html":
        return "html"
    head = data[:1024].replace(b"\x00", b"").decode("latin-1").removeprefix("\xef\xbb\xbf")
    return "html" if looks_like_html(head) else "text" if promised in ("pdf", "docx") else promised


def read_article_file(
    data: bytes, doc: str, *, name: str | None = None, media_type: str | None = None, charset: str | None = None
) -> tuple[Article, Kind]:
    """Return the article in the bytes of a file, and the file's format.

    Parameters
    ----------
    data
        The whole file.
    doc
        Path or address; becomes `Article.doc`.
    name
        What messages call it, if not by `doc`.
    media_type, charset
        What its server states.

    Raises
    ------
    InputError
        If there is no article in it that can be read; the message says why.
    """
    name = name or doc
    kind = kind_of(data, doc, media_type)
    if kind == "html":
        return article_from_html(decode_page(data, name, charset), doc), kind
    if kind == "pdf":
        from geo.formats.pdf import article_from_pdf  # noqa: PLC0415  (a library that is needed for PDF only)

        return article_from_pdf(data, doc), kind
    if kind == "docx":
        from geo.formats.docx import article_from_docx  # noqa: PLC0415  (needed for DOCX only)

        return article_from_docx(data, doc), kind
    if PurePath(doc).suffix.lower() in (".pdf", ".docx") and data.strip():
        msg = f"{name} is no {PurePath(doc).suffix[1:].upper()} file, whatever its name says; give the file itself, or its text."
        raise InputError(msg)
    return Article(decode(data, name, charset=charset), doc=doc), kind
