"""What speaks for and against a gazetteer entry being the place that a mention means.

The names of the features are the names of their weights in geo/data/place_weights.json ("resolution").
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from geo.gazetteer.distances import distance_km
from geo.gazetteer.names import name_key
from geo.gazetteer.stated import Stated, agreement

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    import numpy.typing as npt

    from geo.gazetteer.index import Entry, Gazetteer
    from geo.records import PlaceKind

_HOLDERS = frozenset({"country", "admin1", "admin2", "area"})
NEAR_KM = 150.0
"""Scale of "near": the weight of a neighbour falls to 1/e at this distance. News of one event rarely spans more."""

NEXT_DOOR_KM = 25.0
"""Scale of "next door": towns and suburbs of one local story."""

BESIDE_CHARACTERS = 90
"""How close in the text two mentions stand that are in one list or clause."""
BESIDE_KM = 40.0
"""Scale of how near the places of one list or clause are to each other."""

MOST_NEIGHBOURS = 1500
"""Places of an article that count as neighbours, the surest first: keeps very long texts in linear time."""

FEATURES = (
    "log population",
    "country",
    "admin1",
    "admin2",
    "area",
    "facility",
    "capital",
    "seat",
    "alias",
    "variant",
    "biggest",
    "kind agrees",
    "kind conflicts",
    "held by the parent",
    "held by a parent elsewhere",
    "outside the parent",
    "holds what stands before it",
    "does not hold what stands before it",
    "country share",
    "adjective share",
    "country spoken of",
    "unit share",
    "nearby share",
    "next door share",
    "beside it in the text",
    "fellow regions share",
    "dateline names a town",
    "dateline country",
    "region of the same name as its town",
    "region that shares its town's name",
    "region of the capital's name",
    "article says region",
    "article says town",
    "postal village",
    "capital acting as a government",
    "at the stated distance",
    "not at the stated distance",
    "short for its name",
    "another name where a neighbour bears it",
    "in a region named as one",
)

# Inhabitants taken for a place whose number is unknown: about the median of its kind among those that news names.
TYPICAL_POPULATION: Mapping[str, int] = {
    "country": 1_000_000,
    "admin1": 1_000_000,
    "admin2": 200_000,
    "area": 2_000_000,
    "facility": 100_000,
    "settlement": 200,
}

# How well a candidate's kind answers the kind that the words ask for; kinds not listed conflict.
AGREEMENT: Mapping[str, Mapping[str, float]] = {
    "country": {"country": 1.0, "area": 0.3},
    "admin1": {"admin1": 1.0, "area": 0.7, "admin2": 0.5},
    "admin2": {"admin2": 1.0, "admin1": 0.7, "settlement": 0.4, "area": 0.3},
    "settlement": {"settlement": 1.0, "facility": 0.3, "admin2": 0.3},
    "facility": {"facility": 1.0, "settlement": 0.5, "area": 0.3},
    "area": {"area": 1.0, "admin1": 0.6, "country": 0.4, "admin2": 0.4},
}


@dataclass
class Unit:
    """All mentions of an article that share a name, a kind asked for and a containing place: they mean one place."""

    lookup: str
    key: str
    kind: PlaceKind | None
    parent: str | None
    entries: list[Entry]
    child: str | None = None
    """A place named just before that the text puts into this one ("Atlanta" of "Atlanta, Georgia")."""
    mentions: int = 1
    positions: list[int] = field(default_factory=list)
    """Where its mentions start in the text."""
    beside: list[Unit] = field(default_factory=list)
    """Units with a mention within BESIDE_CHARACTERS of one of these."""
    stated: list[Stated] = field(default_factory=list)
    """Where the text says it lies from other units."""
    dateline: bool = False
    metonym: bool = False
    """Some mention stands for a government."""
    static: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, len(FEATURES))))
    shares: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    lat: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    lon: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))


_A_WORD_OF = 0.04
"""Share of an article's places or adjectives above which it speaks of a country at all."""
_INDEX = {name: i for i, name in enumerate(FEATURES)}


@dataclass(frozen=True, slots=True)
class TextContext:
    """What the text says of countries outside its place mentions."""

    dateline: frozenset[str]
    """Countries of the dateline's places."""
    adjectives: Mapping[str, float]
    """Country -> its share of the states' adjectives in the text ("Canadian", "the Syrians")."""


class Holder:
    """A place named as containing another: tells which entries it holds."""

    def __init__(self, name: str, gazetteer: Gazetteer) -> None:
        entries = [e for e in gazetteer.find(name) if e.place.kind in _HOLDERS or e.population > 50_000][:12]  # noqa: PLR2004
        self.countries = {e.place.country for e in entries if e.place.kind == "country"}
        self.units = {e.place.place_id for e in entries if e.place.kind == "admin1"}
        self.ids = {e.place.place_id for e in entries}
        self.circles = [
            e.place for e in entries if e.place.kind in {"admin2", "area", "settlement", "facility"} and e.place.lat is not None
        ]

    def __bool__(self) -> bool:
        return bool(self.ids)

    def holds(self, entry: Entry) -> bool:
        """Return whether the entry lies in this place."""
        place = entry.place
        if place.place_id in self.ids:
            return False
        if place.country in self.countries or (place.admin1 is not None and place.admin1 in self.units):
            return True
        if place.lat is None or place.lon is None:
            return False
        for circle in self.circles:
            radius = max(circle.precision_km or 0.0, 60.0 if circle.kind == "settlement" else 30.0) * (
                1.3 if circle.kind == "area" else 1.0
            )
            if (
                circle.lat is not None
                and circle.lon is not None
                and float(distance_km(place.lat, place.lon, circle.lat, circle.lon)) < radius
            ):
                return True
        return False


def holds_child(entry: Entry, child: Sequence[Entry]) -> bool:
    """Return whether a country or unit holds some place that bears the name before it."""
    place = entry.place
    if place.kind == "country":
        return any(c.place.country == place.country and c.place.kind != "country" for c in child)
    return place.kind == "admin1" and any(c.place.admin1 == place.place_id for c in child)


def fill_static(unit: Unit, units: Sequence[Unit], holders: Mapping[str, Holder], context: TextContext, child: Sequence[Entry]) -> None:
    """Fill in the features of a unit's candidates that do not depend on how the other mentions are resolved."""
    rows = np.zeros((len(unit.entries), len(FEATURES)))
    same = [u for u in units if u.key == unit.key]
    parent = holders.get(unit.parent) if unit.parent else None
    elsewhere = [holders[u.parent] for u in same if u.parent and u.parent in holders and u is not unit]
    held = [parent.holds(e) for e in unit.entries] if parent else [False] * len(unit.entries)
    any_held = any(held)
    any_holds = any(holds_child(e, child) for e in unit.entries)
    biggest = max((e.population for e in unit.entries), default=0)
    towns = {e.place.admin1 for e in unit.entries if e.place.kind == "settlement" and e.population > 10_000}  # noqa: PLR2004
    capitals = {e.place.country for e in unit.entries if e.capital and e.match == "official"}
    bearing = {e.place.admin1 for e in unit.entries if e.match == "official" and e.place.kind == "settlement"}
    for row, entry, inside in zip(rows, unit.entries, held, strict=True):
        place = entry.place
        row[_INDEX["log population"]] = math.log10(1 + (entry.population or TYPICAL_POPULATION.get(place.kind, 0))) / 7
        if place.kind in _INDEX:
            row[_INDEX[place.kind]] = 1
        row[_INDEX["capital"]] = entry.capital
        row[_INDEX["seat"]] = entry.seat
        row[_INDEX["alias"]] = entry.match == "alias"
        row[_INDEX["variant"]] = entry.match == "variant"
        # Franklin, Ohio, is a town; the city of Columbus was called so in 1797.
        row[_INDEX["another name where a neighbour bears it"]] = (
            entry.match == "alias" and place.kind == "settlement" and place.admin1 in bearing
        )
        row[_INDEX["short for its name"]] = (
            entry.match == "alias" and place.kind == "settlement" and name_key(place.name).startswith(unit.key + " ")
        )  # "Frankfurt" am Main, "Newcastle" upon Tyne
        row[_INDEX["capital acting as a government"]] = unit.metonym and (
            entry.capital or place.kind == "country" or entry.seat_of is not None
        )
        row[_INDEX["dateline names a town"]] = unit.dateline and place.kind == "settlement"
        row[_INDEX["biggest"]] = entry.population == biggest and biggest > 0
        row[_INDEX["postal village"]] = place.place_id.startswith("post:")
        if unit.kind is not None:
            agreement = AGREEMENT.get(unit.kind, {}).get(place.kind, 0.0)
            row[_INDEX["kind agrees"]] = agreement
            row[_INDEX["kind conflicts"]] = agreement == 0.0
        if any_held:
            row[_INDEX["held by the parent"]] = inside
            row[_INDEX["outside the parent"]] = not inside
        if unit.parent is None and any(h.holds(entry) for h in elsewhere):
            row[_INDEX["held by a parent elsewhere"]] = 1
        if any_holds:
            row[_INDEX["holds what stands before it"]] = holds_child(entry, child)
            row[_INDEX["does not hold what stands before it"]] = not holds_child(entry, child)
        row[_INDEX["dateline country"]] = place.country in context.dateline
        row[_INDEX["adjective share"]] = context.adjectives.get(place.country or "", 0.0)
        if unit.kind is None:
            _fill_bare(row, entry, same, towns, capitals)
    unit.static = rows
    unit.lat = np.array([np.nan if e.place.lat is None else e.place.lat for e in unit.entries], dtype=float)
    unit.lon = np.array([np.nan if e.place.lon is None else e.place.lon for e in unit.entries], dtype=float)
    unit.shares = np.full(len(unit.entries), 1 / max(1, len(unit.entries)))


def _fill_bare(
    row: npt.NDArray[np.float64], entry: Entry, same: Sequence[Unit], towns: AbstractSet[str | None], capitals: AbstractSet[str | None]
) -> None:
    """Fill in the features of a name that stands without a word of kind, and may be the region or its town."""
    place = entry.place
    says_region = any(u.kind in {"admin1", "admin2"} for u in same)
    says_town = any(u.kind == "settlement" for u in same)
    # "Niger state" and "Niger" are two places.
    is_country = any(e.place.kind == "country" and e.match == "official" for e in same[0].entries)
    if place.kind == "admin1" and place.place_id in towns:
        # "Kursk" is short for Kursk Oblast, while "Quebec" and "New York" are the regions' own names.
        shared = entry.match == "official"
        row[_INDEX["region that shares its town's name" if shared else "region of the same name as its town"]] = 1
    if place.kind == "admin1" and place.country in capitals:
        row[_INDEX["region of the capital's name"]] = 1
    if says_region and not says_town and place.kind in {"admin1", "admin2"} and not is_country:
        row[_INDEX["article says region"]] = 1
    if says_town and place.kind == "settlement":
        row[_INDEX["article says town"]] = 1


def _unit(entry: Entry) -> str | None:
    """Return the id of the first-level unit that an entry lies in or is."""
    return entry.place.place_id if entry.place.kind == "admin1" else entry.place.admin1


def _votes(units: Sequence[Unit]) -> tuple[list[dict[str, float]], list[tuple[float, float, float, str]]]:
    """Return each unit's votes for countries and regions, and the points (lat, lon, strength, name) of all likely places."""
    votes: list[dict[str, float]] = []
    points: list[tuple[float, float, float, str]] = []
    for unit in units:
        own: dict[str, float] = {}
        weight = math.sqrt(unit.mentions)
        for share, entry in zip(unit.shares, unit.entries, strict=True):
            if share < 0.05:  # noqa: PLR2004
                continue
            codes = [f"country:{entry.place.country}"]
            if entry.place.kind != "country":
                codes.append(f"unit:{_unit(entry)}")
            if entry.place.kind == "admin1":
                codes.append(f"fellows:{entry.place.country}")
            for code in codes:
                if not code.endswith(":None"):
                    own[code] = own.get(code, 0.0) + weight * float(share)
            if (
                entry.place.kind in {"settlement", "facility", "admin2", "admin1"}
                and entry.place.lat is not None
                and entry.place.lon is not None
            ):
                points.append((entry.place.lat, entry.place.lon, weight * float(share), unit.key))
        votes.append(own)
    return votes, points


def context_rows(units: Sequence[Unit]) -> list[npt.NDArray[np.float64]]:
    """Return each unit's feature rows with what the other mentions, as resolved so far, say of its candidates.

    Votes are counted by name, the root of the number of mentions each, and a unit has no say about its own name.
    """
    votes, points = _votes(units)
    total: dict[str, float] = {}
    by_key: dict[str, dict[str, float]] = {}
    mass: dict[str, float] = {}
    for unit, own in zip(units, votes, strict=True):
        mass[unit.key] = mass.get(unit.key, 0.0) + math.sqrt(unit.mentions)
        mine = by_key.setdefault(unit.key, {})
        for code, value in own.items():
            total[code] = total.get(code, 0.0) + value
            mine[code] = mine.get(code, 0.0) + value
    everything = sum(mass.values())
    points = sorted(points, key=lambda p: -p[2])[:MOST_NEIGHBOURS]
    lat, lon, strength = (np.array([p[k] for p in points], dtype=float) for k in range(3))
    keys = np.array([p[3] for p in points])
    named = _named_regions(units)
    result = []
    for unit in units:
        rows = unit.static.copy()
        others = max(1.0, everything - mass[unit.key])
        mine = by_key[unit.key]
        for row, entry in zip(rows, unit.entries, strict=True):
            country, own_unit = f"country:{entry.place.country}", f"unit:{_unit(entry)}"
            row[_INDEX["country share"]] = (total.get(country, 0.0) - mine.get(country, 0.0)) / others
            row[_INDEX["country spoken of"]] = row[_INDEX["country share"]] > _A_WORD_OF or row[_INDEX["adjective share"]] > _A_WORD_OF
            if entry.place.kind == "admin1":
                fellows = f"fellows:{entry.place.country}"
                row[_INDEX["fellow regions share"]] = (total.get(fellows, 0.0) - mine.get(fellows, 0.0)) / others
            if entry.place.kind in {"settlement", "facility"} and entry.place.admin1 in named:
                row[_INDEX["in a region named as one"]] = 1 / math.sqrt(len(named))
            if entry.place.kind != "country":
                row[_INDEX["unit share"]] = (total.get(own_unit, 0.0) - mine.get(own_unit, 0.0)) / others
        if unit.stated and unit.entries:
            fit = agreement(unit)
            rows[:, _INDEX["at the stated distance"]] = fit
            rows[:, _INDEX["not at the stated distance"]] = 1 - fit
        if unit.beside and len(unit.entries) > 1:
            rows[:, _INDEX["beside it in the text"]] = _beside(unit)
        if points and len(unit.entries) > 1:
            mask = strength * (keys != unit.key)
            d = distance_km(unit.lat[:, None], unit.lon[:, None], lat[None, :], lon[None, :])
            near = np.nan_to_num((np.exp(-d / NEAR_KM) * mask).sum(axis=1))
            close = np.nan_to_num((np.exp(-d / NEXT_DOOR_KM) * mask).sum(axis=1))
            narrow = np.array([e.place.kind != "country" for e in unit.entries])
            rows[:, _INDEX["nearby share"]] = np.minimum(1.0, near / 2) * narrow
            rows[:, _INDEX["next door share"]] = np.minimum(1.0, close) * narrow
        result.append(rows)
    return result


def _named_regions(units: Sequence[Unit]) -> set[str]:
    """Return the ids of the first-level units that the text names with a word for it ("the Sumy region"), as resolved so far."""
    found = set()
    for unit in units:
        if unit.kind == "admin1" and len(unit.shares):
            best = int(np.argmax(unit.shares))
            if unit.entries[best].place.kind == "admin1" and unit.shares[best] > 0.5:  # noqa: PLR2004
                found.add(unit.entries[best].place.place_id)
    return found


def _beside(unit: Unit) -> npt.NDArray[np.float64]:
    """Return for each candidate how much of what stands beside it in the text lies near it on the ground (0..1)."""
    total = np.zeros(len(unit.entries))
    for other in unit.beside:
        likely = np.flatnonzero(other.shares > 0.03)  # noqa: PLR2004
        if not len(likely):
            continue
        narrow = np.array([other.entries[i].place.kind in {"settlement", "facility", "admin2"} for i in likely], dtype=float)
        d = distance_km(unit.lat[:, None], unit.lon[:, None], other.lat[likely][None, :], other.lon[likely][None, :])
        total += np.nan_to_num(np.exp(-d / BESIDE_KM) * (other.shares[likely] * narrow)[None, :]).sum(axis=1)
    result: npt.NDArray[np.float64] = np.minimum(1.0, total)
    return result
