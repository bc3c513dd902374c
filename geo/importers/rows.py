"""From a portion of a table to the store's rows: column by column, with a reason for each row that can't be used."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.importers.actors import source_actor
from geo.importers.columns import clean, day, each_distinct, first_filled, json_objects, numbers, widened
from geo.importers.mapping import DateRule, Mapping, PlaceRule, TypeRule
from geo.importers.places import PlaceMaker
from geo.importers.seen_ids import SeenIds

if TYPE_CHECKING:
    from geo.importers.actors import SourceActor
    from geo.records import Place

EVENT_COLUMNS = (
    "event_id", "source_id", "type", "acled_type", "geo_precision", "date_start", "date_end", "date_precision", "quote", "fatalities",
    "codes", "search", "digest",
)  # fmt: skip
ACTOR_COLUMNS = ("event_id", "role", "ordinal", "name")
PLACE_COLUMNS = ("event_id", "ordinal", "place_id")

WEEK = 7
MOST_DEATHS = 2**31
"""What the store's column holds; a number beyond it is no count of people."""
KEPT = 20_000
"""Distinct places, and distinct dates, that are made once and remembered from portion to portion."""

_Cells = tuple[list[Any], ...]
"""Of each row: id, type, first and last day, their precision, place, its precision, sources, targets, notes, deaths, label, codes."""

_Days = tuple[str | None, str | None, str, str | None]
"""First and last day, their precision, and why they can't be used."""

_UNKNOWN_PLACE = PlaceRule("settlement", "settlement", 25.0)
"""For a table that says nothing of how exact its places are: a town, give or take what UCDP calls near."""


@dataclass
class Portion:
    """The usable rows of a portion, as the store's rows, and the others with the reason.

    Attributes
    ----------
    ids
        Ids of the events, in order.
    digests
        A number that stands for the content of each.
    events, event_actors, event_places
        Rows of these tables, with the columns of `EVENT_COLUMNS`, `ACTOR_COLUMNS`, `PLACE_COLUMNS`.
    rejected
        Row numbers within the portion, and why each can't be used.
    """

    ids: list[str] = field(default_factory=list)
    digests: list[int] = field(default_factory=list)
    events: list[tuple[Any, ...]] = field(default_factory=list)
    event_actors: list[list[tuple[Any, ...]]] = field(default_factory=list)
    event_places: list[tuple[Any, ...] | None] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)
    actors: dict[str, SourceActor] = field(default_factory=dict)
    rejected: list[tuple[int, str]] = field(default_factory=list)


class RowMaker:
    """Makes events of the portions of one table, in order."""

    def __init__(self, mapping: Mapping, header: list[str]) -> None:
        self.mapping = mapping
        self.bound = mapping.bind(header)
        self.place_maker = PlaceMaker(mapping.key)
        self._seen = SeenIds()
        self._days = lru_cache(KEPT)(self._days_of)
        self._place = lru_cache(KEPT)(self._place_of)

    def make(self, table: pa.Table) -> Portion:
        """Return the events of a portion."""
        n = table.num_rows
        columns = {name: clean(table[name]) for name in {c for names in self.bound.values() for c in names}}

        def given(meaning: str) -> list[pa.Array]:
            return [columns[c] for c in self.bound.get(meaning, ())]

        def one(meaning: str) -> pa.Array:
            return first_filled(given(meaning), n)

        reasons: list[str | None] = [None] * n
        ids = self._ids(table, one("id"), reasons)
        types = self._types(one("type"), one("type_group"), reasons)
        starts, ends, date_precision = self._dates(one("date_start"), one("date_end"), one("date_precision"), reasons)
        lat, lon = self._points(one("latitude"), one("longitude"), reasons)
        places, geo_precision = self._places(one("place"), one("admin1"), one("country"), lat=lat, lon=lon, codes=one("geo_precision"))
        sources, targets = self._names(given("sources"), n), self._names(given("targets"), n)
        notes = one("notes").to_pylist()
        deaths = numbers(one("fatalities"))
        labels = pa.array([t.label if t else None for t in types], pa.string())
        labels = pc.coalesce(labels, one("type"), one("type_group"))
        codes = json_objects({"type": labels} | {c: columns[c] for c in self.bound.get("codes", ())}, n)
        death_counts = [int(d) if 0 <= d < MOST_DEATHS else None for d in deaths.tolist()]
        cells = (
            ids, types, starts, ends, date_precision, places, geo_precision,
            sources, targets, notes, death_counts, labels.to_pylist(), codes,
        )  # fmt: skip
        return self._portion(cells, reasons)

    def _portion(self, cells: _Cells, reasons: list[str | None]) -> Portion:
        made = Portion()
        begin = f"{self.mapping.key}:event:"
        acting: dict[tuple[tuple[str, ...], tuple[str, ...]], tuple[str, list[tuple[str, int, str]]]] = {}
        for i, row in enumerate(zip(*cells, strict=True)):
            source_id, rule, start, end, exact, place, where, who, whom, note, dead, label, code = row
            if reasons[i] is not None or rule is None or source_id is None:
                made.rejected.append((i, reasons[i] or "it has no id"))
                continue
            event_id = begin + source_id
            place_id, name = ("", "") if place is None else (place.place_id, place.name)
            known = acting.get((who, whom))
            if known is None:
                roles = [("source", j, n) for j, n in enumerate(who)] + [("target", j, n) for j, n in enumerate(whom)]
                known = acting[who, whom] = (" ".join(who + whom), roles)
                made.actors |= {n: source_actor(n) for n in who + whom}
            actors, roles = known
            told = f"{dead} {len(who)}"
            facts = "\x1f".join(
                (rule.type, rule.acled_type or "", where or "", start, end, exact, note or "", told, actors, place_id, code or "")
            )
            digest = int.from_bytes(hashlib.blake2b(facts.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)
            search = f"{note or ''} {label or ''} {name} {actors}".casefold()
            made.ids.append(event_id)
            made.digests.append(digest)
            made.events.append(
                (event_id, source_id, rule.type, rule.acled_type, where, start, end, exact, note, dead, code, search, digest)
            )
            made.event_actors.append([(event_id, *role) for role in roles])
            made.event_places.append((event_id, 0, place_id) if place is not None else None)
            if place is not None:
                made.places[place_id] = place
        return made

    def _ids(self, table: pa.Table, column: pa.Array, reasons: list[str | None]) -> list[str | None]:
        if not self.bound.get("id"):
            # A table without ids: a row is known by its content.
            rows = zip(*(table[c].to_pylist() for c in table.column_names), strict=True)
            ids: list[str | None] = [hashlib.blake2b("\x1f".join(v or "" for v in r).encode(), digest_size=8).hexdigest() for r in rows]
        else:
            ids = column.to_pylist()
        for i, (value, repeated) in enumerate(zip(ids, self._seen.repeated(ids), strict=True)):
            if value is None:
                reasons[i] = "it has no id"
            elif repeated:
                reasons[i] = f"the id {value!r} stands twice in the file; the first row is kept"
        return ids

    def _types(self, types: pa.Array, groups: pa.Array, reasons: list[str | None]) -> list[TypeRule | None]:
        by_name = {k.casefold(): r for k, r in self.mapping.types.items()}
        by_group = {k.casefold(): r for k, r in self.mapping.type_groups.items()}
        own = each_distinct(types, lambda v: by_name.get(v.casefold()) if v else None)
        group = each_distinct(groups, lambda v: by_group.get(v.casefold()) if v else None)
        found: list[TypeRule | None] = [o or g or self.mapping.default_type for o, g in zip(own, group, strict=True)]
        if None in found:
            told = pc.coalesce(types, groups).to_pylist()
            for i, rule in enumerate(found):
                if rule is None and reasons[i] is None:
                    reasons[i] = f"{told[i]!r} is no event type of {self.mapping.source}" if told[i] else "it has no event type"
        return found

    def _dates(
        self, starts: pa.Array, ends: pa.Array, codes: pa.Array, reasons: list[str | None]
    ) -> tuple[list[str | None], list[str | None], list[str]]:
        days = [self._days(*row) for row in zip(starts.to_pylist(), ends.to_pylist(), codes.to_pylist(), strict=True)]
        for i, (_, _, _, reason) in enumerate(days):
            if reason is not None:
                reasons[i] = reasons[i] or reason
        return [d[0] for d in days], [d[1] for d in days], [d[2] for d in days]

    def _days_of(self, start: str | None, end: str | None, code: str | None) -> _Days:
        """Return the first and last day, how exact they are, and why they can't be used."""
        rule = self.mapping.date_precision.get(code or "", DateRule("day"))
        first, last = day(start, self.mapping.date_formats), day(end, self.mapping.date_formats)
        if first is None or (last is None and end is not None):
            value = start if first is None else end
            return None, None, rule.precision, f"{value!r} is no date that can be read" if value else "it has no date"
        if last is not None and last < first:
            return None, None, rule.precision, f"it ends on {last}, before it begins on {first}"
        stop = last or first
        if rule.widen and stop == first:
            first, stop = widened(first, rule.precision)
        exact = rule.precision
        if exact == "day" and stop > first:
            # "day" is only true of a single day: a table that states longer spans without a code gets the next wider word.
            exact = "week" if (stop - first).days < WEEK else "month"
        return first.isoformat(), stop.isoformat(), exact, None

    def _points(self, lat: pa.Array, lon: pa.Array, reasons: list[str | None]) -> tuple[np.ndarray, np.ndarray]:
        lats, lons = numbers(lat), numbers(lon)
        given = (lat.is_valid().to_numpy(zero_copy_only=False), lon.is_valid().to_numpy(zero_copy_only=False))
        unread = (given[0] & np.isnan(lats)) | (given[1] & np.isnan(lons)) | (given[0] != given[1])
        outside = (np.abs(lats) > 90) | (np.abs(lons) > 180)  # noqa: PLR2004  degrees
        zero = (lats == 0) & (lons == 0)
        for i in np.flatnonzero(unread | outside | zero).tolist():
            told = f"{lat[i].as_py()}, {lon[i].as_py()}"
            if unread[i]:
                reason = f"latitude and longitude cannot be read ({told})"
            elif outside[i]:
                reason = f"latitude and longitude are not on Earth ({told})"
            else:
                reason = "latitude and longitude are both 0, which stands for unknown"
            reasons[i] = reasons[i] or reason
        return lats, lons

    def _places(
        self, names: pa.Array, admin1: pa.Array, countries: pa.Array, *, lat: np.ndarray, lon: np.ndarray, codes: pa.Array
    ) -> tuple[list[Place | None], list[str | None]]:
        words = (column.to_pylist() for column in (names, admin1, countries, codes))
        placed = ~(np.isnan(lat) | np.isnan(lon))
        points = np.column_stack([lat, lon]) + 0.0  # -0.0 and 0.0 are one place
        at = (tuple(point) if there else None for point, there in zip(points.tolist(), placed.tolist(), strict=True))
        found = [self._place(*row) for row in zip(*words, at, strict=True)]
        return [p for p, _ in found], [r for _, r in found]

    def _place_of(
        self, name: str | None, unit: str | None, country: str | None, code: str | None, point: tuple[float, float] | None
    ) -> tuple[Place | None, str | None]:
        """Return the place of a row, and how exact it is."""
        if point is None and not (name or unit or country):
            return None, None
        rule = self.mapping.geo_precision.get(code or "", _UNKNOWN_PLACE)
        return self.place_maker.make(name, unit, country, point, rule), rule.precision

    def _names(self, columns: list[pa.Array], n: int) -> list[tuple[str, ...]]:
        if not columns:
            return [()] * n
        split = self.mapping.split

        def names(value: str | None) -> tuple[str, ...]:
            if value is None:
                return ()
            listed = _listed(value)
            parts = listed if listed is not None else value.split(split) if split else [value]
            return tuple(dict.fromkeys(p.strip() for p in parts if p.strip()))

        each = [each_distinct(column, names) for column in columns]
        if len(each) == 1:
            return each[0]
        shared: dict[tuple[tuple[str, ...], ...], tuple[str, ...]] = {}
        found = []
        for row in zip(*each, strict=True):
            if row not in shared:
                shared[row] = tuple(dict.fromkeys(name for part in row for name in part))
            found.append(shared[row])
        return found


def _listed(value: str) -> list[str] | None:
    """Return the names of a JSON list, as this program's own exports have them."""
    if not value.startswith("["):
        return None
    import json  # noqa: PLC0415

    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        return None
    return [str(v) for v in found] if isinstance(found, list) else None
