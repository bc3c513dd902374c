"""From bytes to text: UTF-8, UTF-16, the older encodings, and files that mix two of them."""

from __future__ import annotations

import unicodedata
from typing import NoReturn

from geo.errors import InputError

MAX_BYTES = 2_000_000
"""Contract: a text may have 2 MB at most."""
MEGABYTE = 1_000_000
SAMPLE = 200_000
"""Bytes looked at to tell an encoding."""
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
ONE_SIDED = 0.9
"""Share of the zero bytes that stand at even, or at odd, places in UTF-16 without a mark."""
PLAUSIBLE = 0.95
"""Share of letters, figures, spaces and punctuation from which on such bytes are taken as text."""


def decode(data: bytes, name: str, *, limit: int = MAX_BYTES, charset: str | None = None) -> str:
    """Return the text of `data`, a byte order mark stripped and newlines kept.

    Parameters
    ----------
    data
        UTF-8, UTF-16 with or without its mark, or another encoding that can be told; lines of two encodings may be mixed.
    name
        What the messages call it.
    limit
        Bytes that it may have at most.
    charset
        The encoding that its source states; it is believed if the bytes fit it.

    Raises
    ------
    InputError
        If the data are empty, too large, or no text.
    """
    bare = next((data.removeprefix(mark) for mark in _MARKS if data.startswith(mark)), data)
    if not bare.strip(b"\x00\t\n\r\f\v "):
        msg = f"{name} is empty; give a file with the article's text."
        raise InputError(msg)
    refuse_large(len(data), name, limit)
    for encoding in _candidates(data, charset):
        try:
            text = data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\ufffe" not in text:
            return _checked(text.removeprefix("\ufeff"), name)
    if b"\x00" not in data and (mixed := _mixed(data)) is not None:
        return _checked(mixed, name)
    try:
        if (encoding := _detect(data) or "") and b"\x00" not in data:
            return _checked(data.decode(encoding), name)
    except (UnicodeDecodeError, LookupError):
        pass
    return _refuse(name)


def refuse_large(size: int, name: str, limit: int = MAX_BYTES) -> None:
    """Raise an `InputError` if a file of `size` bytes is larger than the limit."""
    if size > limit:
        told = f"{size / MEGABYTE:.1f} MB" if size > limit + MEGABYTE / 10 else f"more than {limit // MEGABYTE} MB"
        what = "an article" if limit == MAX_BYTES else "such a file"
        msg = f"{name} has {told}; {what} may have {limit // MEGABYTE} MB at most, so split it or send its text only."
        raise InputError(msg)


def _candidates(data: bytes, charset: str | None) -> list[str]:
    if data.startswith(_MARKS[1:]):
        return ["utf-16"]
    if data.startswith(_MARKS[0]):
        return ["utf-8-sig"]
    if (wide := _unmarked_utf16(data)) is not None:
        return [wide]
    stated = charset.strip().lower() if charset else None
    # A page that claims Latin-1 is read as Windows-1252, as browsers do (WHATWG Encoding standard).
    stated = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252"}.get(
        stated or "", stated
    )
    return ["utf-8", *([stated] if stated and "utf-16" not in stated and "utf-32" not in stated else [])]


def _unmarked_utf16(data: bytes) -> str | None:
    """Return the UTF-16 that bytes without a mark are in: every other byte of its spaces and Latin letters is zero."""
    sample = data[: SAMPLE - SAMPLE % 2]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if len(data) % 2 or even + odd < len(sample) / 20:
        return None
    if max(even, odd) < ONE_SIDED * (even + odd):
        return None
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    text = sample.decode(encoding, errors="replace")
    likely = sum(unicodedata.category(ch)[0] in "LNPZM" or ch in "\t\r\n" for ch in text)
    return encoding if likely >= PLAUSIBLE * len(text) else None


def _mixed(data: bytes) -> str | None:
    """Return the text of a file some of whose lines are UTF-8 and some are not; `None` where none is UTF-8 beyond ASCII."""
    lines = data.split(b"\n")
    decoded: list[str | None] = []
    for line in lines:
        try:
            decoded.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            decoded.append(None)
    if not any(text and not text.isascii() for text in decoded):
        return None
    odd = b"\n".join(line for line, text in zip(lines, decoded, strict=True) if text is None)
    encoding = _detect(odd) or "cp1252"
    return "\n".join(line.decode(encoding, "replace") if text is None else text for line, text in zip(lines, decoded, strict=True))


def _detect(data: bytes) -> str | None:
    from charset_normalizer import from_bytes  # noqa: PLC0415  (needed for odd encodings only)

    best = from_bytes(data[:SAMPLE]).best()
    return best.encoding if best is not None else None


def _checked(text: str, name: str) -> str:
    start = text[:100_000]
    odd = sum(ch < " " and ch not in "\t\n\r\f\v\x1b" for ch in start)
    if odd > len(start) / 100:
        _refuse(name)
    if not text.strip():
        msg = f"{name} holds only white space; give a file with the article's text."
        raise InputError(msg)
    return text


def _refuse(name: str) -> NoReturn:
    msg = f"{name} is not a text file that can be read; give plain text, HTML, PDF or DOCX."
    raise InputError(msg)
