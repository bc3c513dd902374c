"""A store as the program's first version made it: the reading of `conftest.reading` in schema 1."""

from __future__ import annotations

import sqlite3
from pathlib import Path

SCRIPT = Path(__file__).parent / "data" / "store-schema-1.sql"


def make(path: Path) -> Path:
    """Make the store at a path and return it."""
    connection = sqlite3.connect(path)
    connection.executescript(SCRIPT.read_text(encoding="utf-8"))
    connection.close()
    return path
