"""Populated places of the world from GeoNames cities500, with their aliases and first-level unit."""

from __future__ import annotations

import unicodedata
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

import shapely

from geo.gazetteer.build.romanise import romanise_ukrainian
from geo.gazetteer.build.rows import Row, is_cyrillic, useful_aliases
from geo.gazetteer.names import SLAVIC, name_key, slavic_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from geo.gazetteer.build.admin import Administration

CYRILLIC_COUNTRIES = frozenset(["BA", "BG", "BY", "KG", "KZ", "ME", "MK", "MN", "RS", "RU", "TJ", "UA", "UZ", "MD"])
_CARONS = str.maketrans(
    {"š": "sh", "Š": "Sh", "č": "ch", "Č": "Ch", "ž": "zh", "Ž": "Zh", "ŝ": "sh", "Ŝ": "Sh", "ĉ": "ch", "Ĉ": "Ch", "ĵ": "zh", "Ĵ": "Zh"}
    | {"ş": "sh", "Ş": "Sh", "ș": "sh", "Ș": "Sh"}
)
_MARKS = {"\u030c", "\u0302", "\u0327", "\u0326"}
"""Caron (Czech, Lithuanian), circumflex (Esperanto), cedilla (Turkish), comma (Romanian)."""
BGN_COUNTRIES = frozenset(["AE", "AF", "BH", "EG", "IL", "IQ", "IR", "JO", "KW", "LB", "LY", "OM", "PS", "QA", "SA", "SD", "SY", "YE"])
"""Countries whose GeoNames spelling is BGN's of Arabic or Persian, with macrons and dots that no newspaper prints."""
FAMOUS = 100_000
"""Towns of this many people keep Cyrillic names wherever they are."""

# Names that news uses and GeoNames spells otherwise, or has as a code that `useful_aliases` drops.
ADDED_ALIASES = {5128581: {"NYC", "New York"}, 4140963: {"Washington DC", "Washington, D.C.", "D.C."}, 5368361: {"L.A."}}


def build_towns(cities: Iterable[Mapping[str, Any]], by_code: Mapping[str, str]) -> list[Row]:
    """Return a row for each town; its unit is GeoNames' own admin code, never what a polygon says."""
    rows = []
    for c in cities:
        country = c["countrycode"]
        aliases = useful_aliases(c["alternatenames"])
        if country in SLAVIC:
            aliases = _without_carons(aliases)
        if country not in CYRILLIC_COUNTRIES and c["population"] < FAMOUS:
            aliases = {a for a in aliases if a[:1] < "\u0400" or a[:1] > "\u052f"}
        aliases |= ADDED_ALIASES.get(c["geonameid"], set())
        rows.append(
            Row(
                f"gn:{c['geonameid']}",
                _shown_name(c["name"], country, aliases),
                "settlement",
                country,
                by_code.get(f"{country}.{c['admin1code']}"),
                c["latitude"],
                c["longitude"],
                c["population"],
                aliases=aliases | {c["name"]},
            )
        )
    return rows


def _without_carons(aliases: set[str]) -> set[str]:
    """Spell Czech and such forms of Cyrillic names as English does, and drop them bare: "Šuja" is Shuya, but "Suja" is not."""
    carons = {a for a in aliases if a.translate(_CARONS) != a}
    bare = {unicodedata.normalize("NFC", "".join(c for c in unicodedata.normalize("NFD", a) if c not in _MARKS)) for a in carons}
    return (aliases - carons - bare) | {a.translate(_CARONS) for a in carons}


def _shown_name(name: str, country: str, aliases: set[str]) -> str:
    """Return the name shown: Ukraine's by its own official romanisation where the Ukrainian spelling is known.

    English texts write no apostrophe for the soft sign of Ukrainian, Russian and Belarusian names.
    """
    plain = name.replace("’", "'")
    if country in BGN_COUNTRIES:
        bare = "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c) and c not in "‘’ʿʾ")
        return unicodedata.normalize("NFC", bare)
    if country not in ("UA", "RU", "BY"):
        return plain
    plain = plain.replace("'", "").replace("”", "").replace('"', "")
    if country == "UA":
        key = slavic_key(name_key(plain))
        official = {
            romanise_ukrainian(a)
            for a in aliases
            if is_cyrillic(a) and any(c in a.lower() for c in "іїєґ'’") and not any(c in a.lower() for c in "ыэёъ")
        }
        same = [o for o in official if slavic_key(name_key(o)) == key]
        return max(same, key=lambda o: (SequenceMatcher(None, o, plain).ratio(), o), default=plain)
    return plain


def place_unmapped(rows: Iterable[Row], administration: Administration) -> int:
    """Give the towns whose GeoNames code stands for no unit (Ireland's provinces) the unit that holds their point; return how many."""
    units = [r for r in administration.rows if r.kind == "admin1" and r.place_id in administration.shapes]
    tree = shapely.STRtree([administration.shapes[u.place_id] for u in units])
    lost = [r for r in rows if r.admin1 is None]
    placed = 0
    for town, unit in tree.query(shapely.points([r.lon for r in lost], [r.lat for r in lost]), predicate="intersects").T:
        if lost[town].country == units[unit].country and lost[town].admin1 is None:
            lost[town].admin1 = units[unit].place_id
            placed += 1
    return placed


def mark_capitals(rows: Iterable[Row], facts: Mapping[str, Mapping[str, Any]]) -> None:
    """Mark the capital of each country: the biggest town there that bears the capital's name."""
    wanted = {iso: name_key(f["capital"]) for iso, f in facts.items() if f["capital"]}
    best: dict[str, Row] = {}
    for row in rows:
        key = wanted.get(row.country or "")
        if key and (key == name_key(row.name) or key in map(name_key, row.aliases)):
            other = best.get(row.country or "")
            if other is None or row.population > other.population:
                best[row.country or ""] = row
    for row in best.values():
        row.capital = True


def mark_seats(rows: Iterable[Row], administration: Administration, seats: Mapping[str, str]) -> None:
    """Mark the seat of each first-level unit: the curated one, else the town that bears the unit's name, else the biggest."""
    names = {r.place_id: {name_key(r.name), *map(name_key, r.aliases)} for r in administration.rows if r.kind == "admin1"}
    best: dict[str, tuple[tuple[bool, int], Row]] = {}
    for row in rows:
        if row.admin1 is None or row.admin1 not in names:
            continue
        key = name_key(row.name)
        curated = seats.get(row.admin1)
        keys = {key, *map(name_key, row.aliases)} if row.population else {key}
        rank = (name_key(curated) in keys if curated else bool(keys & names[row.admin1]), row.population)
        if row.admin1 not in best or rank > best[row.admin1][0]:
            best[row.admin1] = (rank, row)
    for _, row in best.values():
        row.seat = True
