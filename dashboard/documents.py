"""What the project's own documents say, for the page to cite: how good the reading is, where the data comes from, its limits."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import geo

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
SOURCES = Path(geo.__file__).parent / "data" / "SOURCES.md"
BASEMAP = Path(geo.__file__).parent / "data" / "basemap" / "SOURCES.md"

Table = list[list[str]]


def section(text: str, title: str) -> str:
    """Return what stands under a heading of a Markdown text, up to the next heading; nothing where there is no such heading."""
    found = re.search(rf"^#+ {re.escape(title)}[ \t]*\n(.*?)(?=^#+ |\Z)", text, re.MULTILINE | re.DOTALL)
    return found[1].strip() if found else ""


def plain(text: str) -> str:
    """Return a line of Markdown as plain text: no code marks, no emphasis, links by their words."""
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)
    return re.sub(r"[`*]", "", " ".join(text.split()))


def tables(text: str) -> list[Table]:
    """Return the tables of a Markdown text, each a list of rows with the column names first."""
    found: list[Table] = []
    for block in re.findall(r"(?:^\|.*\|[ \t]*\n?)+", text, re.MULTILINE):
        rows = [[plain(cell) for cell in line.strip().strip("|").split("|")] for line in block.strip().splitlines()]
        found.append([row for row in rows if not all(re.fullmatch(r"\s*:?-+:?\s*", cell) for cell in row)])
    return found


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a Markdown text without its tables and lists."""
    blocks = re.split(r"\n\s*\n", text)
    return [plain(b) for b in blocks if b.strip() and not b.lstrip().startswith(("|", "- ", "* ", "    "))]


def items(text: str) -> list[str]:
    """Return the entries of the lists of a Markdown text."""
    return [plain(i) for i in re.findall(r"^[-*] (.*(?:\n {2,}\S.*)*)", text, re.MULTILINE)]


@cache
def read(path: Path) -> str:
    """Return a document's text, or nothing where it is not there: the page then leaves the part out."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
