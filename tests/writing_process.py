"""A process that writes to a store, for tests that kill it or run several: `python -m tests.writing_process OPERATION STORE ...`."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from geo.confined import own
from geo.records import Article, Reading
from geo.store import Store, open_store
from tests import conftest

if TYPE_CHECKING:
    from geo.intake import Given

ARTICLES = 200
EVENTS = 3_000
CORRECTIONS = 500


def made_reading(number: int) -> Reading:
    """The reading of `conftest`, of a text of its own."""
    reading = conftest.made_reading()
    return replace(reading, article=Article(f"{conftest.TEXT} ({number})", doc=f"{number}.txt", language="en"))


def slow_reading(given: Given) -> Reading:
    """What a worker does in place of reading, in a time that lets it be killed."""
    time.sleep(0.03)
    if given.article.text == "fail":
        msg = "no such text"
        raise ValueError(msg)
    return replace(conftest.made_reading(), article=given.article)


def impatient_reading(given: Given) -> Reading:
    """What a worker does in place of waiting long for one text."""
    return own().read(given, 0.001 if given.article.doc == "endless.txt" else None)


def read(store: Store, _: str) -> None:
    for number in range(ARTICLES):
        store.add_reading(made_reading(number))


def import_events(store: Store, table: str) -> None:
    from geo.importers import run, tables  # noqa: PLC0415

    tables.BLOCK_BYTES = 100_000  # many portions, as of a large table
    run.import_table("ucdp", Path(table), store)


def correct(store: Store, _: str) -> None:
    for number in range(CORRECTIONS):
        store.correct(f"{number}:event:1-2", "type", "COERCE", note=f"note {number}", sources=("a desk",))


def write_for(store: Store, who: str) -> None:
    """Write for so many seconds as `who` says after its name, then print how many writes there were."""
    name, seconds = who.split(",")
    until = time.monotonic() + float(seconds)
    number = 0
    while time.monotonic() < until:
        number += 1
        store.correct(f"{name}{number}:event:1-2", "type", "COERCE", note="n")
        store.correct("shared:event:1-2", "count", number, note=name)
        store.add_reading(made_reading(int(name) * 1_000_000 + number))
    print(number)


OPERATIONS = {"read": read, "import": import_events, "correct": correct, "write_for": write_for}

if __name__ == "__main__":
    operation, name, rest = sys.argv[1:]
    opened = open_store(name)
    print("ready", flush=True)
    OPERATIONS[operation](opened, rest)
    print("done", flush=True)
