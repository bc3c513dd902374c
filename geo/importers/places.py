"""The places of event tables: towns where the table puts them, regions and countries with the gazetteer's own outlines."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo.gazetteer.index import load_gazetteer
from geo.records import Place

if TYPE_CHECKING:
    from geo.importers.mapping import PlaceRule
    from geo.records import PlaceKind

# What kind of unit it is, in English tables: the gazetteer's names go without.
_UNIT = re.compile(
    r"\b(?:oblast|province|region|state|governorate|department|district|county|prefecture|wilayat|krai)\b",
    re.IGNORECASE,
)


@dataclass
class PlaceMaker:
    """Makes each place of a table once.

    Attributes
    ----------
    key
        Begins the ids of the table's own places.
    """

    key: str
    _units: dict[tuple[str | None, str | None], Place | None] = field(default_factory=dict)
    _countries: dict[str, Place | None] = field(default_factory=dict)

    def make(self, name: str | None, admin1: str | None, country: str | None, point: tuple[float, float] | None, rule: PlaceRule) -> Place:
        """Return the place that a row states; what is known to a unit or country only is that unit or country.

        Parameters
        ----------
        name, admin1, country
            As the table writes them.
        point
            Latitude and longitude, WGS 84 degrees.
        rule
            What the table's code of precision means.
        """
        state = self.country(country)
        unit = self.unit(admin1, country)
        lat, lon = point or (None, None)
        if rule.kind == "country" and state is not None:
            return state
        if rule.kind == "admin1" and unit is not None:
            return unit
        kind: PlaceKind = rule.kind  # type: ignore[assignment]  # the mapping was checked
        shown = name or admin1 or country or f"{lat:.4f}, {lon:.4f}"
        facts = f"{shown}\x1f{admin1}\x1f{country}\x1f{lat}\x1f{lon}\x1f{kind}\x1f{rule.radius_km}"
        return Place(
            place_id=f"{self.key}:{hashlib.blake2b(facts.encode(), digest_size=8).hexdigest()}",
            name=shown,
            kind=kind if kind not in ("country", "admin1") else "area",
            country=state.country if state is not None else None,
            admin1=unit.place_id if unit is not None else None,
            lat=lat,
            lon=lon,
            precision_km=rule.radius_km,
        )

    def country(self, name: str | None) -> Place | None:
        """Return the country of a name: "DR Congo (Zaire)" is DR Congo."""
        if not name:
            return None
        if name not in self._countries:
            names = [name, *(p.strip() for p in re.split(r"[()]", name) if p.strip()), name.split(",")[0]]
            found = (e.place for n in names for e in load_gazetteer().find(n) if e.place.kind == "country")
            self._countries[name] = next(found, None)
        return self._countries[name]

    def unit(self, name: str | None, country: str | None) -> Place | None:
        """Return the first-level unit of a name in a country; `None` where it is not known for sure."""
        key = (name, country)
        if not name:
            return None
        if key not in self._units:
            state = self.country(country)
            names = dict.fromkeys((name, " ".join(_UNIT.sub(" ", name).split())))
            found = (e.place for n in names if n for e in load_gazetteer().find(n) if e.place.kind == "admin1")
            self._units[key] = next((p for p in found if state is not None and p.country == state.country), None)
        return self._units[key]
