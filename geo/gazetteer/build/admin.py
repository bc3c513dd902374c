"""Countries and their first-level units: names, points, polygons; Natural Earth's units matched to GeoNames' and ISO's codes.

Natural Earth's admin-1 units are finer than ISO 3166-2's first level in some countries (British districts, French
departments): there the first level is the union of units, and each unit stays as an admin2.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.gazetteer.build.rows import Row, distance_km, radius_km, useful_aliases
from geo.gazetteer.build.sources import Subdivision, group_by_country, split_aliases
from geo.gazetteer.names import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import geopandas as gpd

# Natural Earth's de facto lines redrawn as UN General Assembly practice has them, by its adm0_a3 and iso_3166_2.
REASSIGNED_UNITS = {"UA-43": "UA", "UA-40": "UA"}
REASSIGNED_TERRITORIES = {"CYN": "CY", "ESB": "CY", "WSB": "CY", "SOL": "SO", "KAB": "KZ", "USG": "CU", "IOA": "AU"}
NO_COUNTRY = {"KAS", "PGA", "CLP", "CSI", "BRT", "SCR", "SER", "BJN"}
"""Glaciers, reefs and disputed specks that are drawn in no country."""
NO_UNIT = NO_COUNTRY | {"ESB", "WSB", "USG", "IOA"}
"""Bases, glaciers, reefs and disputed specks that no first-level unit of a state holds."""
OUTLINES_OF_AREAS = {"CYN": "own:northern-cyprus", "SOL": "own:somaliland"}
"""De facto states: not units, but outlines of curated areas."""
UNITS_NO_COUNTRY_HAS = {"SD-KS"}
UNITS_THAT_ARE_COUNTRIES = {"FR-GF": "GF", "FR-GP": "GP", "FR-MQ": "MQ", "FR-RE": "RE", "FR-YT": "YT", "NO-21": "SJ"}
"""Units that have an ISO 3166-1 code of their own."""

TYPE_WORDS = {
    "Oblast'": ("Oblast", "region", "oblast'"),
    "Oblast": ("Oblast", "region", "oblast'"),
    "Krai": ("Krai", "Territory", "region"),
    "Kray": ("Krai", "Territory", "region"),
    "Respublika": ("Republic",),
    "Avtonomnyy Okrug": ("Autonomous Okrug", "region"),
}
"""What Russian and Ukrainian units are called in English texts, by Natural Earth's `type`."""

_TYPE_ENDING = re.compile(r" (?:Oblast|Krai|City|State|Governorate|Province|Region)$")
ENGLISH_TYPES = (
    "Province",
    "Governorate",
    "State",
    "Region",
    "Oblast",
    "Department",
    "Prefecture",
    "County",
    "District",
    "Division",
    "Canton",
)
MERGED_SHARE = 0.6
"""A unit without a code of its own goes to the GeoNames division that holds this share of its towns."""
GAP_DEGREES = 0.02
"""Smallest part in square degrees that Natural Earth's two files are made to agree on."""
SPECK_DEGREES = 1e-4
"""Islands below this area in square degrees (about 1 km2) are not drawn, unless they are the whole unit."""
FINER_PROMINENCE = 300_000
"""Finer units come among their namesakes as a town of so many people would: Kent the county before Kent in Ohio."""
LABEL_KM = 20.0
"""A unit's label point in Natural Earth is not used where it lies farther outside the unit than this."""


@dataclass
class Unit:
    """A Natural Earth unit with what it was matched to."""

    iso: str
    country: str
    geometry: shapely.Geometry
    facts: Mapping[str, Any]
    division: Subdivision | None = None
    outline_of: str | None = None
    """The area or country that the unit is the outline of, where it is no unit itself."""

    @property
    def name(self) -> str:
        """The unit's name in English where Natural Earth has one."""
        return self.facts["name_en"] or self.facts["name"] or self.facts["gn_name"] or self.iso

    @property
    def names(self) -> set[str]:
        """Every name that Natural Earth has in Latin or Cyrillic script."""
        fields = ("name", "name_en", "name_local", "name_ru", "name_uk", "gn_name", "woe_name")
        found = [self.facts[f] for f in fields if self.facts[f]]
        found += [a for a in (self.facts["name_alt"] or "").split("|") if a]
        return useful_aliases(found)


@dataclass
class Administration:
    """Countries and units as rows, their polygons by id, and the id of each GeoNames admin code."""

    rows: list[Row]
    shapes: dict[str, shapely.Geometry]
    by_code: dict[str, str]
    """`CC.A1` to `ne:...`."""


def read_natural_earth(frame: gpd.GeoDataFrame) -> list[Unit]:
    """Return Natural Earth's units under the right country."""
    units = []
    for record, geometry in zip(frame.drop(columns="geometry").to_dict("records"), frame.geometry, strict=True):
        facts: dict[str, Any] = {k: None if v is None or v != v else v for k, v in record.items()}  # noqa: PLR0124  (NaN is missing)
        iso: str = facts["iso_3166_2"] or facts["adm1_code"]
        if facts["adm0_a3"] in NO_UNIT or geometry is None or not facts["name"]:
            continue
        country = REASSIGNED_UNITS.get(iso) or REASSIGNED_TERRITORIES.get(facts["adm0_a3"]) or facts["iso_a2"] or iso[:2]
        if len(country) != 2 or country == "-1":  # noqa: PLR2004
            continue
        outline_of = OUTLINES_OF_AREAS.get(facts["adm0_a3"])
        if iso in UNITS_THAT_ARE_COUNTRIES:
            outline_of = f"iso:{UNITS_THAT_ARE_COUNTRIES[iso]}"
        units.append(Unit(iso, country, shapely.make_valid(geometry), facts, outline_of=outline_of))
    return units


def match_units(units: Sequence[Unit], divisions: Mapping[str, list[Subdivision]], cities: Iterable[Mapping[str, Any]]) -> None:
    """Set each unit's division: by ISO code or GeoNames id, or else the one that most of its towns belong to.

    A division that no town is in any more was merged into another (Vietnam 2025): the towns then decide.
    """
    towns = [c for c in cities if c["admin1code"]]
    in_use = {f"{c['countrycode']}.{c['admin1code']}" for c in towns}
    tree = shapely.STRtree([u.geometry for u in units])
    points = shapely.points([c["longitude"] for c in towns], [c["latitude"] for c in towns])
    votes: dict[int, Counter[str]] = defaultdict(Counter)
    for town, unit in tree.query(points, predicate="intersects").T:
        if towns[town]["countrycode"] == units[unit].country:
            votes[unit][f"{units[unit].country}.{towns[town]['admin1code']}"] += 1
    for index, unit in enumerate(units):
        first = divisions.get(unit.country, [])
        by_code = {d.geonames_code: d for d in first if d.geonames_code}
        matches = [d for d in first if d.iso and d.iso == unit.iso]
        matches += [d for d in first if d.geonames_id and d.geonames_id == unit.facts["gn_id"]]
        # Where the two codes disagree (Natural Earth swaps those of Moscow and its oblast) the towns decide.
        counts = votes[index]
        own = max(matches, key=lambda d, counts=counts: counts[d.geonames_code or ""], default=None)  # type: ignore[misc]
        code, count = votes[index].most_common(1)[0] if votes[index] else ("", 0)
        voted = by_code.get(code)
        if voted is not None and (own is None or own.geonames_code not in in_use) and count >= MERGED_SHARE * votes[index].total():
            own = voted
        unit.division = own


def english_name(base: str, unit_type: str | None, aliases: Iterable[str], *, borne_by_town: bool) -> str:
    """Return the name shown: with the word for the unit's type where a town bears the bare name."""
    words = TYPE_WORDS.get(unit_type or "")
    known = set(aliases)
    if words and words[0] in ("Oblast", "Krai"):
        return f"{base} {words[0]}"
    if borne_by_town:
        return next((f"{base} {t}" for t in ENGLISH_TYPES if f"{base} {t}" in known), base)
    return base


def _own_codes(units: Sequence[Unit]) -> dict[str, str]:
    """Return the Natural Earth code to use for each GeoNames division that ISO has no code for and one unit matches."""
    matched: dict[str, list[Unit]] = defaultdict(list)
    for u in units:
        if u.division and not u.division.iso and u.division.geonames_code:
            matched[u.division.geonames_code].append(u)
    return {code: us[0].iso for code, us in matched.items() if len(us) == 1 and "~" not in us[0].iso}


def _division_id(division: Subdivision, own_codes: Mapping[str, str]) -> str:
    if division.iso or division.geonames_code in own_codes:
        return f"ne:{division.iso or own_codes[division.geonames_code or '']}"
    return f"ne:{(division.geonames_code or '').replace('.', '-')}"


def _base_name(unit: Unit | None, division: Subdivision | None) -> str:
    name = unit.name if unit is not None else (division.name if division is not None else "")
    for apostrophe in "'’":
        if division is None or division.country in ("UA", "RU", "BY"):
            name = name.replace(apostrophe, "")
    return name


def build_units(
    units: Sequence[Unit],
    divisions: Mapping[str, list[Subdivision]],
    cities: Sequence[Mapping[str, Any]],
    curated: Mapping[str, Mapping[str, str]],
) -> Administration:
    """Return the first-level units (and finer Natural Earth units) as rows with polygons."""
    found = Administration([], {}, {})
    towns: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for c in cities:
        towns[f"{c['countrycode']}.{c['admin1code']}"].append(c)
    town_names = {(c["countrycode"], name_key(c["name"])) for c in cities}
    own_codes = _own_codes(units)
    members: dict[str, list[Unit]] = defaultdict(list)
    for u in units:
        if u.outline_of:
            if u.outline_of.startswith("own:"):
                found.shapes[u.outline_of] = u.geometry
            continue
        members[_division_id(u.division, own_codes) if u.division else f"ne:{u.iso.rstrip('~')}"].append(u)
    by_id = {_division_id(d, own_codes): d for ds in divisions.values() for d in ds if (d.geonames_code or "").count(".") < 2}  # noqa: PLR2004
    for place_id in sorted(set(members) | set(by_id)):
        parts, division = members.get(place_id, []), by_id.get(place_id)
        country = parts[0].country if parts else division.country if division else ""
        code = division.geonames_code if division else parts[0].facts["gn_a1_code"] if len(parts) == 1 else None
        inside = towns.get(code or "", [])
        if not parts and not inside:
            continue
        geometry = shapely.union_all([u.geometry for u in parts]) if parts else None
        single = parts[0] if len(parts) == 1 or (parts and len({u.name for u in parts}) == 1) else None
        base = _base_name(single, division) or (parts[0].name if parts else "")
        aliases = set(useful_aliases((division.name, *division.aliases))) if division else set()
        if single:
            aliases |= single.names
        elif len(regions := {u.facts["region"] for u in parts}) == 1:
            aliases |= {r for r in regions if r}
        row_facts = curated.get(place_id.removeprefix("ne:"), {})
        base = row_facts.get("name") or base
        unit_type = single.facts["type"] if single else None
        name = (
            base if row_facts.get("name") else english_name(base, unit_type, aliases, borne_by_town=(country, name_key(base)) in town_names)
        )
        base = _TYPE_ENDING.sub("", base)
        aliases |= {base} | {f"{base} {w}" for w in TYPE_WORDS.get(unit_type or "", ())} | set(split_aliases(row_facts.get("aliases", "")))
        aliases -= {a.removeprefix("-") for a in aliases if a.startswith("-")} | {a for a in aliases if a.startswith("-")}
        type_word = (single.facts["type_en"] if single else None) or (division.type if division else "")
        if type_word and len(type_word.split()) == 1:
            aliases |= {f"{base} {type_word}"}
        lat, lon = _unit_point(parts, geometry, inside, row_facts)
        population = sum(c["population"] for c in inside)
        precision = radius_km(geometry, lat) if geometry is not None else 50.0
        found.rows.append(Row(place_id, name, "admin1", country, None, lat, lon, population, precision, aliases=aliases - {name}))
        if geometry is not None:
            found.shapes[place_id] = geometry
        if division and division.geonames_code:
            found.by_code[division.geonames_code] = place_id
        elif single and single.facts["gn_a1_code"] and single.facts["gn_a1_code"] in towns:
            found.by_code.setdefault(single.facts["gn_a1_code"], place_id)
        if len(parts) > 1 and single is None:
            found.rows += list(_finer(parts, place_id, found.shapes))
    return found


def _unit_point(
    parts: Sequence[Unit], geometry: shapely.Geometry | None, inside: Sequence[Mapping[str, Any]], curated: Mapping[str, str]
) -> tuple[float, float]:
    if curated.get("lat"):
        return float(curated["lat"]), float(curated["lon"])
    if len(parts) == 1 and geometry is not None and parts[0].facts["latitude"] is not None:
        lat, lon = float(parts[0].facts["latitude"]), float(parts[0].facts["longitude"])
        if distance_km(geometry, lat, lon) < LABEL_KM:
            return lat, lon
    if geometry is not None:
        point = geometry.centroid
        if not geometry.contains(point):
            point = geometry.representative_point()
        return point.y, point.x
    weights = np.array([c["population"] + 1 for c in inside], dtype=float)
    lat = float(np.average([c["latitude"] for c in inside], weights=weights))
    return lat, float(np.average([c["longitude"] for c in inside], weights=weights))


def _finer(parts: Sequence[Unit], admin1: str, shapes: dict[str, shapely.Geometry]) -> Iterable[Row]:
    by_iso: dict[str, list[Unit]] = defaultdict(list)
    for unit in parts:
        by_iso[f"ne:{unit.iso.rstrip('~')}"].append(unit)
    for place_id, same in by_iso.items():
        if place_id in shapes:
            continue
        # Natural Earth gives the chartered cities of a province its code: the province is the biggest part.
        unit = max(same, key=lambda u: u.geometry.area)
        geometry = shapely.union_all([u.geometry for u in same])
        lat, lon = float(unit.facts["latitude"]), float(unit.facts["longitude"])
        shapes[place_id] = geometry
        aliases = unit.names | {f"{unit.name} {t}" for t in (unit.facts["type_en"],) if t and len(t.split()) == 1}
        row = Row(place_id, unit.name, "admin2", unit.country, admin1, lat, lon, 0, radius_km(geometry, lat))
        row.prominence, row.aliases = FINER_PROMINENCE, aliases - {unit.name}
        yield row


def build_countries(
    frame: gpd.GeoDataFrame,
    facts: Mapping[str, Mapping[str, Any]],
    aliases: Mapping[str, list[str]],
    curated: Sequence[Mapping[str, str]],
    units: Sequence[Unit],
) -> Administration:
    """Return countries as rows with polygons; points are the ones that gazetteers use, from the curated file."""
    geometries: dict[str, list[shapely.Geometry]] = defaultdict(list)
    names: dict[str, set[str]] = defaultdict(set)
    outlines = {u.outline_of: u.geometry for u in units if u.outline_of and u.outline_of.startswith("iso:")}
    for record, geometry in zip(frame.drop(columns="geometry").to_dict("records"), frame.geometry, strict=True):
        country = REASSIGNED_TERRITORIES.get(record["ADM0_A3"]) or record["ISO_A2_EH"]
        if country and len(country) == 2 and record["ADM0_A3"] not in NO_COUNTRY:  # noqa: PLR2004
            geometries[country].append(shapely.make_valid(geometry))
            names[country] |= {str(record[f]) for f in ("NAME_LONG", "FORMAL_EN", "NAME_EN") if isinstance(record[f], str)}
    found = Administration([], {}, {})
    for c in curated:
        iso, name = c["iso"], c["name"]
        place_id, lat, lon = f"iso:{iso}", float(c["lat"]), float(c["lon"])
        geometry = outlines.get(place_id) or (shapely.union_all(geometries[iso]) if iso in geometries else None)
        if geometry is not None and iso in ("FR", "NO"):
            geometry = shapely.difference(geometry, shapely.union_all([shapely.buffer(o, 0.01) for o in outlines.values()]))
        fact = facts.get(iso, {})
        known = useful_aliases(names[iso] | set(aliases.get(iso, ()))) | set(split_aliases(c["aliases"]))
        if fact:
            known.add(fact["name"])
        precision = radius_km(geometry, lat) if geometry is not None else 50.0
        found.rows.append(
            Row(
                place_id,
                name,
                "country",
                iso,
                None,
                lat,
                lon,
                int(fact.get("population", 0)),
                precision,
                aliases={a for a in known if a} - {name},
            )
        )
        if geometry is not None:
            found.shapes[place_id] = geometry
    return found


def settle_borders(countries: Administration, units: Sequence[Unit]) -> None:
    """Make countries and units agree where Natural Earth's two files do not.

    The Golan Heights, which its country file leaves out and its unit file has in Israel, are in Syria (Security Council
    Resolution 497). Moroccan units of which most lies in Western Sahara belong there. Abyei, which no country has, is in the
    unit's country, as in GeoNames.
    """
    by_iso = {u.iso: u for u in units}
    north, quneitra = by_iso["IL-Z"], by_iso["SY-QU"]
    golan = shapely.difference(north.geometry, countries.shapes["iso:IL"])
    golan = shapely.multipolygons([p for p in shapely.get_parts(golan) if p.geom_type == "Polygon" and p.area > GAP_DEGREES])
    north.geometry = shapely.difference(north.geometry, golan)
    quneitra.geometry = shapely.union_all([quneitra.geometry, golan])
    countries.shapes["iso:SY"] = shapely.union_all([countries.shapes["iso:SY"], golan])
    sahara = countries.shapes["iso:EH"]
    for unit in units:
        if unit.country == "MA" and shapely.intersection(unit.geometry, sahara).area > unit.geometry.area / 2:
            unit.country = "EH"
    for unit in units:
        if unit.iso in UNITS_NO_COUNTRY_HAS:
            place_id = f"iso:{unit.country}"
            countries.shapes[place_id] = shapely.union_all([countries.shapes[place_id], unit.geometry])


def check_points(administration: Administration, tolerance_km: float) -> list[str]:
    """Return a line for each row whose point lies farther than `tolerance_km` outside its own polygon."""
    faults = []
    for row in administration.rows:
        shape = administration.shapes.get(row.place_id)
        if shape is not None and (off := distance_km(shape, row.lat, row.lon)) > tolerance_km:
            faults.append(f"{row.place_id} {row.name}: its point lies {off:.0f} km outside")
    return faults


def simplify(shapes: Mapping[str, shapely.Geometry], tolerance: float) -> dict[str, shapely.Geometry]:
    """Return a coverage simplified to a tolerance in degrees, neighbours still sharing their border; tiny parts are dropped."""
    ids = list(shapes)
    simple = shapely.coverage_simplify([shapes[i] for i in ids], tolerance)
    result = {}
    for place_id, geometry in zip(ids, simple, strict=True):
        parts = shapely.get_parts(shapely.make_valid(geometry))
        parts = [p for p in shapely.get_parts(shapely.union_all(parts)) if p.geom_type == "Polygon" and not p.is_empty]
        largest = max(p.area for p in parts)
        kept = [p for p in parts if p.area >= min(SPECK_DEGREES, largest)]
        result[place_id] = shapely.multipolygons(kept)
    return result


__all__ = [
    "Administration",
    "build_countries",
    "build_units",
    "check_points",
    "group_by_country",
    "match_units",
    "read_natural_earth",
    "settle_borders",
    "simplify",
]
