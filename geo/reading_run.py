"""Reading texts into the store: each is kept as soon as it is read, so that a run broken off goes on where it was."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from geo.corrections import Correction
from geo.errors import InputError
from geo.many import Item, Outcome, read_confined, readings, readings_here, workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from geo.intake import Given
    from geo.records import Reading
    from geo.store import Store

SHOWN = 20
"""Failures told one by one at the end of a run; of more, how many."""


@dataclass
class Report:
    """What a run did."""

    store: str
    new: int = 0
    known: int = 0
    unusable: list[str] = field(default_factory=list)
    """Why texts could not be used."""
    failed: list[str] = field(default_factory=list)
    """Why texts could not be read, by the program's own fault."""

    def __str__(self) -> str:
        """Return it in one sentence."""
        told = f"{self.new} article{'s' * (self.new != 1)} read into {self.store}"
        if self.known:
            told += f"; {self.known} kept already, nothing changed for {'it' if self.known == 1 else 'them'}"
        wrong = len(self.unusable) + len(self.failed)
        # One that could not be used has had its own sentence; of a run of many the number matters.
        return told + (f"; {wrong} could not be read." if wrong and wrong + self.new + self.known > 1 else ".")


def read_into(
    store: Store,
    items: Iterable[Item],
    *,
    tell: Callable[[str], None],
    jobs: int = 1,
    cluster: str | None = None,
    seconds: float | None = None,
    again: bool = False,
    facts: Mapping[str, Any] | None = None,
    read: Callable[[Given], Reading] | None = None,
) -> Report:
    """Read texts and keep them; those that are kept already are left alone.

    Parameters
    ----------
    store
        An open store; only this process writes to it.
    items
        Texts, and in the place of one that cannot be used the reason.
    tell
        Called with each thing that a person should hear, a sentence each.
    jobs, cluster
        Processes of this machine, or the address of a Dask scheduler.
    seconds
        How long each text may take, if not as long as usual (`geo.confined.SECONDS`, and more for a long one).
    again
        Read those that are kept again, with this version of the program; corrections stay.
    facts
        Title, outlet, url of all of them.
    read
        What is done with a text in place of reading it; for tests.

    Raises
    ------
    InputError
        If no scheduler answers.
    StoreError
        If the store cannot be written; what was read before is kept.
    """
    report = Report(store.name)

    def unread() -> Iterator[Item]:
        for item in items:
            if isinstance(item, InputError):
                yield item
            elif not again and store.has_article(item.article.article_id):
                report.known += 1
            else:
                yield replace(item, article=replace(item.article, **(facts or {})))

    shown = tqdm(unread(), desc="Reading", unit=" texts", disable=not sys.stderr.isatty())
    for outcome in _outcomes(shown, jobs, cluster, read or partial(read_confined, seconds=seconds), seconds):
        _keep(store, outcome, report, tell, again=again)
    for failure in report.failed[:SHOWN]:
        tell(failure)
    if len(report.failed) > SHOWN:
        tell(f"... and {len(report.failed) - SHOWN} more.")
    return report


def _outcomes(
    items: Iterable[Item], jobs: int, cluster: str | None, read: Callable[[Given], Reading], seconds: float | None
) -> Iterator[Outcome]:
    if jobs == 1 and cluster is None:
        yield from readings_here(items, seconds)
        return
    with workers(jobs, cluster) as client:
        yield from readings(items, client, read)


def _keep(store: Store, outcome: Outcome, report: Report, tell: Callable[[str], None], *, again: bool) -> None:
    if isinstance(outcome.item, InputError):
        report.unusable.append(str(outcome.item))
        tell(str(outcome.item))
        return
    if outcome.reading is None:
        report.failed.append(outcome.failure or f"{outcome.item.article.doc} could not be read.")
        return
    told = foreign(outcome.reading)
    if told is not None:
        tell(told)
    corrections = additions(outcome.item, outcome.reading, tell)
    report.new += store.add_reading(outcome.reading, replace=again, corrections=corrections)


def foreign(reading: Reading) -> str | None:
    """Return what to tell of an article that is not in English."""
    article = reading.article
    if article.language in (None, "en"):
        return None
    return f"{article.doc} seems to be written in {article.language!r}; only English is read well so far."


def additions(given: Given, reading: Reading, tell: Callable[[str], None]) -> list[Correction]:
    """Return the sourced additions of the sidecar as corrections of the place that each one's mention names.

    Parameters
    ----------
    given, reading
        The text as handed in, and what was read from it.
    tell
        Called with a sentence for each addition to a place that the article does not name.
    """
    found = []
    for addition in given.additions:
        place = next((m.place for m in reading.mentions if m.place is not None and m.text == addition.mention), None)
        if place is None:
            tell(f"The facts file of {given.article.doc} adds to {addition.mention!r}, which the article does not name as a place.")
            continue
        areas = [{"name": a.name, "lat": a.lat, "lon": a.lon, "radius_km": a.radius_km} for a in addition.areas]
        found.append(Correction(place.place_id, "areas", areas, addition.note, addition.sources, "facts file"))
    return found
