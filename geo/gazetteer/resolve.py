"""Which place a mention means: every candidate scored over the whole article, one sense a name unless the text says otherwise."""

from __future__ import annotations

import json
import math
import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from geo.gazetteer.names import name_key
from geo.gazetteer.place_features import BESIDE_CHARACTERS, FEATURES, Holder, TextContext, Unit, context_rows, distance_km, fill_static
from geo.gazetteer.reasons import reason
from geo.language.dateline import dateline_end
from geo.language.place_relations import offset_words
from geo.language.place_words import adjective_countries
from geo.records import Article, Candidate, Place, PlaceMention

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from geo.gazetteer.index import Entry, Gazetteer
    from geo.records import PlaceKind, PlaceSpan

WEIGHTS = Path(__file__).parents[1] / "data" / "place_weights.json"
MOST_CANDIDATES = 60
"""Bearers of one name that are scored; the gazetteer gives the best known first."""
KEPT_CANDIDATES = 6
"""Candidates kept with a mention, for people to choose from."""
_TEMPERATURES = (3.0, 2.0, 1.4, 1.0, 1.0)
"""One round each: hot at first, so that two small neighbours can find each other before fame decides."""
CONFIDENCE = (
    "bias",
    "log odds of the share",
    "small and unsupported",
    "minor, unsupported and by another name",
    "minor, unsupported and with namesakes",
    "by another spelling",
    "minor",
    "minor with namesakes",
)
LEAST_CONFIDENCE = 0.35
"""Less sure than this, a mention stays unplaced: a wrong pin is worse than none."""
_SUPPORT = [FEATURES.index(name) for name in ("country share", "adjective share", "dateline country", "held by the parent", "nearby share")]
_KIND_WORD = re.compile(
    r"\s+(?:region|oblast|province|governorate|prefecture|county|district|raion|state|municipality|territory|parish|department|city|town|village)$",
    re.IGNORECASE,
)

_COUNTY = re.compile(r"\s(?:county|parish)$", re.IGNORECASE)


@lru_cache(maxsize=1)
def weights() -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the weights in order of FEATURES, and those of the calibration of confidence in order of CONFIDENCE."""
    table = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    vector = np.array([table["resolution"].get(name, 0.0) for name in FEATURES])
    return vector, np.array([table["calibration"].get(name, 0.0) for name in CONFIDENCE])


def resolve_places(spans: Sequence[PlaceSpan], text: str, gazetteer: Gazetteer) -> list[PlaceMention]:
    """Resolve the place mentions of one article.

    Parameters
    ----------
    spans
        The mentions as recognised, or as given from outside; all of one article, since they are each other's context.
    text
        The article's text.
    gazetteer
        Where the candidates come from.

    Returns
    -------
    list of PlaceMention
        One for each span, in the same order. A name that the gazetteer does not have has place `None`.
    """
    units, unit_of = build_units(spans, text, gazetteer)
    rounds(units, weights()[0])
    found: dict[int, tuple[Place | None, float, tuple[Candidate, ...]]] = {}
    rows = context_rows(units)
    for unit, row in zip(units, rows, strict=True):
        found[id(unit)] = _choose(unit, row, gazetteer)
    mentions: list[PlaceMention] = []
    for span, own in zip(spans, unit_of, strict=True):
        if own is None:
            mentions.append(PlaceMention(span.start, span.end, span.text, _written_point(span), metonym=False, confidence=1.0))
            continue
        place, confidence, candidates = found[id(own)]
        if place is not None and span.offset_km:
            place = _offset(place, span, text)
        mentions.append(PlaceMention(span.start, span.end, span.text, place, span.metonym, confidence, candidates))
    named = {s.lookup: m for s, m in zip(spans, mentions, strict=True) if m.place is not None and s.kind != "group" and not s.offset_km}
    article_id = Article(text).article_id
    return [_group(s, named, article_id) if s.kind == "group" else m for s, m in zip(spans, mentions, strict=True)]


def build_units(spans: Sequence[PlaceSpan], text: str, gazetteer: Gazetteer) -> tuple[list[Unit], list[Unit | None]]:
    """Return the units of an article's mentions with their candidates, and for each span its unit (`None` for groups and coordinates)."""
    by_key: dict[tuple[str, PlaceKind | None, str | None, str | None], Unit] = {}
    unit_of: list[Unit | None] = []
    children = {s.end: s.lookup for s in spans if s.parent}
    for span in spans:
        if span.kind == "group" or span.point is not None:
            unit_of.append(None)
            continue
        child = next((children[span.start - k] for k in (1, 2, 3) if span.start - k in children), None)
        key = (name_key(span.lookup), span.kind, span.parent, child)
        if child is not None and key not in by_key and not _means_several(gazetteer.find(span.lookup)):
            key = (*key[:3], None)
        if key in by_key:
            by_key[key].mentions += 1
        else:
            by_key[key] = Unit(span.lookup, key[0], span.kind, span.parent, bearers(span.lookup, span.kind, gazetteer), key[3])
        by_key[key].metonym |= span.metonym
        by_key[key].positions.append(span.start)
        unit_of.append(by_key[key])
    units = list(by_key.values())
    holders = {u.parent: Holder(u.parent, gazetteer) for u in units if u.parent}
    holders = {name: holder for name, holder in holders.items() if holder}
    context = TextContext(_dateline_countries(spans, text, unit_of), _adjective_shares(text))
    _note_neighbours(units)
    acting = {u.key for u in units if u.metonym}
    for unit in units:
        unit.metonym = unit.key in acting
        fill_static(unit, units, holders, context, gazetteer.find(unit.child) if unit.child else [])
    return units, unit_of


def _means_several(entries: Sequence[Entry]) -> bool:
    """Return whether a name is that of several countries or units: then "Atlanta, Georgia" tells which."""
    return sum(e.place.kind in {"country", "admin1"} and e.match != "variant" for e in entries) > 1


def _note_neighbours(units: Sequence[Unit]) -> None:
    """Note for every unit which others stand close to it in the text."""
    places = sorted(((position, unit) for unit in units for position in unit.positions), key=lambda row: row[0])
    for i, (start, unit) in enumerate(places):
        for position, other in places[i + 1 :]:
            if position - start > BESIDE_CHARACTERS:
                break
            if other.key != unit.key:
                unit.beside.append(other)
                other.beside.append(unit)
    for unit in units:
        unit.beside = list({id(u): u for u in unit.beside}.values())


def bearers(lookup: str, kind: PlaceKind | None, gazetteer: Gazetteer) -> list[Entry]:
    """Return the candidates for a name, at most MOST_CANDIDATES, best known first."""
    entries = gazetteer.find(lookup)
    if not entries and _COUNTY.search(lookup):
        # Counties seldom share a name with their seat: better unplaced than in a namesake town.
        entries = [e for e in gazetteer.find(_KIND_WORD.sub("", lookup)) if e.place.kind in {"admin1", "admin2"}]
    elif not entries or (kind is not None and not any(e.place.kind == kind for e in entries)):
        bare = _KIND_WORD.sub("", lookup)
        if bare != lookup:
            entries = [*entries, *gazetteer.find(bare)]
    return list({e.place.place_id: e for e in reversed(entries[:MOST_CANDIDATES])}.values())[::-1]


def rounds(units: Sequence[Unit], vector: npt.NDArray[np.float64]) -> None:
    """Resolve all units in the light of each other, a few rounds; the shares are left in the units."""
    for unit in units:
        unit.shares = softmax(unit.static @ vector / _TEMPERATURES[0])
    for temperature in _TEMPERATURES:
        shares = [softmax(row @ vector / temperature) for row in context_rows(units)]
        for unit, share in zip(units, shares, strict=True):
            unit.shares = share


def softmax(scores: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the shares of the scores' exponentials; empty for none."""
    if not len(scores):
        return scores
    powers = np.exp(scores - scores.max())
    result: npt.NDArray[np.float64] = powers / powers.sum()
    return result


def _dateline_countries(spans: Sequence[PlaceSpan], text: str, unit_of: Sequence[Unit | None]) -> frozenset[str]:
    """Return the countries of the best known bearers of the dateline's names."""
    end = dateline_end(text[:200])
    if not end:
        return frozenset()
    countries = set()
    dateline_start = min((s.start for s in spans), default=0)
    for span, unit in zip(spans, unit_of, strict=True):
        if span.end <= end and unit is not None and unit.entries:
            unit.dateline |= span.start == dateline_start
            if unit.entries[0].place.country and (unit.entries[0].place.kind == "country" or unit.entries[0].population > 100_000):  # noqa: PLR2004
                countries.add(unit.entries[0].place.country)
    return frozenset(countries)


def _adjective_shares(text: str) -> dict[str, float]:
    """Return each country's share of the states' adjectives in the text, by the root of their number."""
    counts: dict[str, int] = {}
    codes = adjective_countries()
    for word in re.findall(r"\b[A-Z][a-z]{3,}\b", text):
        code = codes.get(word.lower())
        if code is not None:
            counts[code] = counts.get(code, 0) + 1
    total = sum(math.sqrt(n) for n in counts.values())
    return {code: math.sqrt(n) / total for code, n in counts.items()}


def _choose(unit: Unit, rows: npt.NDArray[np.float64], gazetteer: Gazetteer) -> tuple[Place | None, float, tuple[Candidate, ...]]:
    if not unit.entries:
        return None, 0.0, ()
    order = sorted(range(len(unit.entries)), key=lambda i: (-unit.shares[i], i))
    kept = tuple(
        Candidate(unit.entries[i].place, round(float(unit.shares[i]), 4), reason(unit, rows[i], unit.entries[i], gazetteer))
        for i in order[:KEPT_CANDIDATES]
    )
    sure = confidence(confidence_evidence(unit, rows[order[0]], order[0]))
    if sure < LEAST_CONFIDENCE:
        return None, round(sure, 3), kept
    return unit.entries[order[0]].place, round(sure, 3), kept


def _nearby_mass(unit: Unit, best: int) -> float:
    """Return the share of the best candidate together with those that lie on the same spot (a town and its postal row, say)."""
    d = np.nan_to_num(distance_km(unit.lat[best], unit.lon[best], unit.lat, unit.lon), nan=1e9)
    d[best] = 0.0
    return float(unit.shares[d < 25].sum())  # noqa: PLR2004


def confidence_evidence(unit: Unit, row: npt.NDArray[np.float64], best: int) -> npt.NDArray[np.float64]:
    """Return the evidence, in order of CONFIDENCE, on whether the best candidate of a unit is right."""
    share = min(max(_nearby_mass(unit, best), 1e-4), 1 - 1e-4)
    entry = unit.entries[best]
    supported = bool((row[_SUPPORT] > 0.01).any())  # noqa: PLR2004
    minor = entry.place.kind in {"settlement", "admin2", "facility"} and entry.population < 1_000_000 and not entry.capital  # noqa: PLR2004
    small = max(0.0, 1 - math.log10(1 + entry.population) / 6.5)
    return np.array(
        [
            1.0,
            math.log(share / (1 - share)),
            float(not supported and minor) * small,
            float(not supported and minor and entry.match != "official"),
            float(not supported and minor and len(unit.entries) > 1),
            float(entry.match == "variant"),
            float(minor),
            float(minor and len(unit.entries) > 1),
        ]
    )


def confidence(evidence: npt.NDArray[np.float64]) -> float:
    """Return the probability that the chosen place is right."""
    return float(1 / (1 + np.exp(-(weights()[1] @ evidence))))


def _written_point(span: PlaceSpan) -> Place | None:
    if span.point is None:
        return None
    lat, lon = span.point
    return Place(f"own:coord:{lat:.6g},{lon:.6g}", span.text, "facility", lat=lat, lon=lon, precision_km=0.1)


def _offset(place: Place, span: PlaceSpan, text: str) -> Place:
    """Return the area that "10 km north of Sumy" means: a circle at that distance, as wide as the words are vague."""
    if place.lat is None or place.lon is None or span.offset_km is None:
        return place
    km, bearing = span.offset_km, span.bearing
    lat, lon = place.lat, place.lon
    radius = km
    if bearing is not None:
        angle, phi, lam, theta = km / 6371.0088, math.radians(lat), math.radians(lon), math.radians(bearing)
        new = math.asin(math.sin(phi) * math.cos(angle) + math.cos(phi) * math.sin(angle) * math.cos(theta))
        lon = math.degrees(
            lam + math.atan2(math.sin(theta) * math.sin(angle) * math.cos(phi), math.cos(angle) - math.sin(phi) * math.sin(new))
        )
        lat = math.degrees(new)
        radius = 0.4 * km
    words = offset_words(text, span.start)
    name = f"{words} {place.name}" if words else f"{km:g} km from {place.name}"
    heading = "any" if bearing is None else f"{bearing:.0f}"
    return Place(
        f"own:near:{place.place_id}:{km:g}:{heading}",
        name,
        "area",
        place.country,
        place.admin1,
        round(lat, 5),
        round((lon + 180) % 360 - 180, 5),
        round(max(radius, place.precision_km or 1.0), 1),
    )


def _group(span: PlaceSpan, named: dict[str, PlaceMention], article_id: str) -> PlaceMention:
    """Return the mention of places that are counted and not named: never a point, only the area they lie in.

    The group is the article's own: another article's "eight villages" may be eight others.
    """
    holder = named.get(span.parent) if span.parent else None
    within = holder.place if holder is not None else None
    noun = span.text.split()[-1].lower()
    key = f"group:{article_id}:{span.count}:{noun}:{within.place_id if within else 'unknown'}"
    place = Place(
        key,
        span.text,
        "group",
        within.country if within else None,
        within.admin1 if within else None,
        count=span.count,
        within=within.place_id if within else None,
    )
    return PlaceMention(span.start, span.end, span.text, place, metonym=False, confidence=holder.confidence if holder else 0.5)
