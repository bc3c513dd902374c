"""What the gazetteer says of a name before any text is read: of what kind and size its best known bearer is, and where its bearers lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.gazetteer.index import Entry, Gazetteer


@dataclass(frozen=True, slots=True)
class NameFacts:
    """What the gazetteer says of a name, whatever the text."""

    kind: str
    """Kind of the best known bearer, `""` when the gazetteer does not have the name."""
    population: int
    official: bool
    """The best known bearer carries it as its main name."""
    holders: frozenset[str]
    """Countries (ISO) and admin-1 ids that hold a bearer of the name."""
    wide: bool
    """Some country or admin-1 unit carries it as its main name."""
    names: frozenset[str]
    """Ids and countries of the bearers themselves, for countries and admin-1 units."""
    unit: str | None = None
    """The admin-1 unit that holds all bearers, or the one that everybody knows."""


NOTHING = NameFacts("", 0, official=False, holders=frozenset(), wide=False, names=frozenset())
FEW_UNITS = 3
"""A name that is borne in no more units than this is seldom borne there by chance."""
FAR_BETTER_KNOWN = 20
"""How many times the population of the next bearer makes one the bearer that everybody knows."""
_RANK = {"country": 0, "admin1": 1, "area": 2, "facility": 3, "admin2": 4, "settlement": 5}


class FactBook:
    """Looks names up once."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._facts: dict[str, NameFacts] = {}

    def of(self, name: str) -> NameFacts:
        """Return the facts of a name."""
        if name not in self._facts:
            self._facts[name] = self._look_up(name)
        return self._facts[name]

    def _look_up(self, name: str) -> NameFacts:
        entries = self.gazetteer.find(name)
        if not entries:
            return NOTHING
        best = min(
            entries, key=lambda e: (e.match != "official" and e.place.kind == "settlement", _RANK.get(e.place.kind, 9), -e.population)
        )
        biggest = max(e.population for e in entries)
        holders = {e.place.country for e in entries if e.place.kind != "country"} | {e.place.admin1 for e in entries}
        wide = {e.place.country for e in entries if e.place.kind == "country"} | {
            e.place.place_id for e in entries if e.place.kind == "admin1"
        }
        return NameFacts(
            best.place.kind,
            biggest,
            any(e.match == "official" for e in entries),
            frozenset(x for x in holders if x),
            any(e.match == "official" and e.place.kind in {"country", "admin1"} for e in entries),
            frozenset(x for x in wide if x),
            _only_unit(entries),
        )


def _only_unit(entries: Sequence[Entry]) -> str | None:
    """Return the admin-1 unit that all bearers of a name lie in, or that of the only one that is well known."""
    units = {e.place.admin1 if e.place.kind != "admin1" else e.place.place_id for e in entries}
    if len(units) == 1:
        return next(iter(units))
    known = sorted(entries, key=lambda e: -e.population)
    if known[0].place.kind == "settlement" and known[0].population > FAR_BETTER_KNOWN * max(1, known[1].population):
        return known[0].place.admin1
    return None
