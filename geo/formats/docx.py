"""The article in a Word file (.docx): its paragraphs, read from the zipped XML without unpacking more than an article needs."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import IO, TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring, iterparse

from geo.errors import InputError
from geo.formats.text import refuse_large
from geo.records import Article

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_PARTS = 10_000
"""Files inside a Word file: one for each picture and a dozen more."""
MAX_UNPACKED = 100_000_000
"""Bytes of the document's XML: some fifty times an article of 2 MB."""
MAX_DEPTH = 500
"""Elements inside each other; Word itself stays below some fifty."""
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Of zip files' kinds of packing those of Word (ECMA-376, part 2); others may ask for gigabytes to unpack a little."""
_BODY = "word/document.xml"
_FACTS = "docProps/core.xml"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_UNSEEN = frozenset({"del", "moveFrom", "instrText", "Fallback", "pPr", "rPr"})
"""What is no text on the page: deleted or moved away, code of a field, a second copy for old programs, properties."""


def article_from_docx(data: bytes, doc: str, *, max_unpacked: int = MAX_UNPACKED) -> Article:
    """Return the article in a Word file, with the title of its properties.

    Parameters
    ----------
    data
        The whole file.
    doc
        Path or address; becomes `Article.doc`, and names the file in messages.
    max_unpacked
        Bytes that its text may have when unpacked.

    Raises
    ------
    InputError
        If it is no such file, is protected, holds too much, or no text.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        msg = f"{doc} is an old Word file (.doc) or is locked by a password; save it as .docx without a password."
        raise InputError(msg)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            names = parts.namelist()
            if len(names) > MAX_PARTS:
                msg = f"{doc} holds {len(names):,} files inside, more than the {MAX_PARTS:,} that a Word file may; give its text only."
                raise InputError(msg)
            if _BODY not in names:
                msg = f"{doc} is a zip file but no Word file; give the files in it, one by one."
                raise InputError(msg)
            if parts.getinfo(_BODY).file_size > max_unpacked:
                raise InputError(_too_much(doc, max_unpacked))
            if parts.getinfo(_BODY).compress_type not in _PACKINGS:
                msg = f"{doc} is packed in a way that Word does not use; open it in Word and save it again."
                raise InputError(msg)
            with parts.open(_BODY) as body:
                text = "\n".join(_paragraphs(_Bounded(body, doc, max_unpacked), doc))
            title = _title(parts, names)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OverflowError, ParseError, ValueError) as error:
        told = str(error).splitlines()[0] if str(error) else type(error).__name__
        msg = f"{doc} is a damaged or protected Word file ({told}); open it in Word and save it again."
        raise InputError(msg) from None
    if not text.strip():
        msg = f"{doc} holds no text; if it shows pictures of text, give the text itself."
        raise InputError(msg)
    refuse_large(len(text.encode("utf-8", "surrogatepass")), f"The text of {doc}")
    return Article(text, doc=doc, title=title)


def _too_much(doc: str, limit: int) -> str:
    return f"{doc} unpacks to more than {limit // 1_000_000} MB, which no article has; give its text only."


class _Bounded:
    """A file that refuses to give more than an article needs, whatever the archive says of its size."""

    def __init__(self, file: IO[bytes], doc: str, limit: int) -> None:
        self.file, self.doc, self.limit, self.left = file, doc, limit, limit

    def read(self, size: int = -1) -> bytes:
        part = self.file.read(min(size, self.left + 1) if size >= 0 else self.left + 1)
        self.left -= len(part)
        if self.left < 0:
            raise InputError(_too_much(self.doc, self.limit))
        return part


def _paragraphs(file: _Bounded, doc: str) -> Iterator[str]:
    """Yield the text of each paragraph that is not blank."""
    path: list[str] = []
    unseen = 0
    parts: list[list[str]] = []  # of the open paragraphs: a text box stands inside one
    try:
        for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
            space, _, name = element.tag[1:].rpartition("}")
            own = space in (_WORD, _STRICT)
            if event == "start":
                path.append(name)
                if len(path) > MAX_DEPTH:
                    msg = f"{doc} has more than {MAX_DEPTH} elements inside each other, which Word never writes; give its text only."
                    raise InputError(msg)
                unseen += name in _UNSEEN
                if own and name == "p":
                    parts.append([])
                continue
            path.pop()
            unseen -= name in _UNSEEN
            if own and parts and not unseen:
                if name == "t":
                    parts[-1].append(element.text or "")
                elif name in _SIGNS and path[-1:] == ["r"]:
                    parts[-1].append(_SIGNS[name])
            if own and name == "p":
                text = "".join(parts.pop()).strip()
                if text and not unseen:
                    yield text
            element.clear()
    except DefusedXmlException:
        msg = f"{doc} declares entities inside, as only a trap does; give its text only."
        raise InputError(msg) from None


def _title(parts: zipfile.ZipFile, names: list[str]) -> str | None:
    """Return the title of the file's properties; what is damaged there is no reason to refuse the text."""
    if _FACTS not in names or parts.getinfo(_FACTS).file_size > 1_000_000:  # noqa: PLR2004  (a few lines)
        return None
    if parts.getinfo(_FACTS).compress_type not in _PACKINGS:
        return None
    try:
        with parts.open(_FACTS) as file:
            found = fromstring(file.read(1_000_000), forbid_dtd=True)
    except (ParseError, DefusedXmlException, zipfile.BadZipFile, zlib.error, EOFError, ValueError):
        return None
    title = found.findtext("{http://purl.org/dc/elements/1.1/}title") or ""
    return " ".join(title.split()) or None
