"""Which place a mention means: every candidate scored over the whole article, one sense a name unless the text says otherwise."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

import numpy as np

from geo.gazetteer.borders import border_mention
from geo.gazetteer.confidence import confidence, confidence_evidence, distances_from_the_rest, is_supported, resolution_weights
from geo.gazetteer.names import name_key
from geo.gazetteer.place_features import BESIDE_CHARACTERS, Holder, TextContext, Unit, context_rows, fill_static
from geo.gazetteer.reasons import reason
from geo.gazetteer.relative import beside, group, misfits, written_point
from geo.gazetteer.stated import Stated
from geo.language.dateline import dateline_end
from geo.language.place_offsets import offset_words, positions
from geo.language.place_words import adjective_countries
from geo.records import Article, Candidate, PlaceMention

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt

    from geo.gazetteer.index import Entry, Gazetteer
    from geo.records import Place, PlaceKind, PlaceSpan

MOST_CANDIDATES = 60
"""Bearers of one name that are scored; the gazetteer gives the best known first."""
KEPT_CANDIDATES = 6
"""Candidates kept with a mention, for people to choose from."""
_TEMPERATURES = (3.0, 2.0, 1.4, 1.0, 1.0)
"""One round each: hot at first, so that two small neighbours can find each other before fame decides."""
LEAST_CONFIDENCE = 0.35
"""Less sure than this, a mention stays unplaced: a wrong pin is worse than none."""
FAMOUS = 150_000
"""Inhabitants from which a town is meant by its bare name where nothing else is likely."""
FAMOUS_CONFIDENCE = 0.4
FAR_OFF = 0.5
"""Distance from all other places of the article, as evidence counts it, from which a town needs more than a spelling: 560 km."""
ALIKE = 0.75
"""Likeness of two spellings (difflib's ratio) from which one may be the other misspelt."""
SURE = 0.6
"""Surer than this, a namesake of a capital stays chosen."""
_KIND_WORD = re.compile(
    r"\s+(?:region|oblast|province|governorate|prefecture|county|district|raion|state|municipality|territory|parish|department|city|town|village)$",
    re.IGNORECASE,
)

_DISTRICT_WORDS = ("County", "Parish", "District")
_DISTRICT = re.compile(r"\s(?:County|Parish|District|Municipality|Subdistrict)$")
_COUNTY = re.compile(r"\s(?:county|parish)$", re.IGNORECASE)


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
        One for each span, in the same order. A name that the gazetteer does not have has place `None`; a border whose sides
        cannot be told is left out.
    """
    units, unit_of = build_units(spans, text, gazetteer)
    rounds(units, resolution_weights())
    rows, apart = context_rows(units), distances_from_the_rest(units)
    chosen = {id(unit): _choose(unit, row, far, gazetteer) for unit, row, far in zip(units, rows, apart, strict=True)}
    mentions: list[PlaceMention] = []
    for span, own in zip(spans, unit_of, strict=True):
        if own is None:
            mentions.append(PlaceMention(span.start, span.end, span.text, written_point(span), metonym=False, confidence=1.0))
            continue
        choice = chosen[id(own)]
        sure = confidence(choice.evidence, span.sure) if choice.place is not None else 0.0
        if (famous := famous_bearer(own, choice.place, sure, text)) is not None:
            choice, sure = replace(choice, place=famous), FAMOUS_CONFIDENCE
        place = choice.place if sure >= LEAST_CONFIDENCE else None
        told = _told(own, place, chosen)
        if told is not None:
            place, sure = told
        if place is not None and (span.offset_km or span.bearing is not None):
            place = beside(place, span.offset_km, span.bearing, offset_words(text, span.start))
        mentions.append(PlaceMention(span.start, span.end, span.text, place, span.metonym, round(sure, 3), choice.candidates))
    named = {s.lookup: m for s, m in zip(spans, mentions, strict=True) if m.place is not None and _named(s) and not s.offset_km}
    article_id = Article(text).article_id
    named_mentions = sorted((m for s, m in zip(spans, mentions, strict=True) if _named(s)), key=lambda m: m.start)
    result: list[PlaceMention] = []
    for span, mention in zip(spans, mentions, strict=True):
        if span.kind == "group":
            result.append(group(span, named, article_id))
        elif span.between is not None:
            border = border_mention(span, named_mentions, gazetteer)
            if border is not None:
                result.append(border)
        else:
            result.append(mention)
    return result


def famous_bearer(unit: Unit, chosen: Place | None, sure: float, text: str) -> Place | None:
    """Return the best known bearer of a name, where it beats a doubtful choice: "Frankfurt" beside Irish names, a dateline's "DUBLIN".

    A capital wins over a namesake where the article opens with its bare name or names its people or state; another city of at least
    FAMOUS inhabitants only where the mention would stay unplaced.
    """
    if chosen is None or unit.parent is not None or unit.stated or unit.kind not in {None, "settlement"}:
        return None
    towns = [e for e in unit.entries if e.match != "variant" and e.place.kind in {"settlement", "admin1"}]
    capital = next((e for e in towns if e.capital and e.match == "official"), None)
    size = next((e.population for e in unit.entries if e.place == chosen), 0)
    if capital is not None and capital.place != chosen and capital.population > size:  # not Victoria in the Seychelles
        state = capital.place.country
        sure_of_it = sure >= SURE and any(e.place == chosen and e.match == "official" for e in unit.entries)
        named = state in _adjective_shares(text) or any(e.place.country == state for o in unit.beside for e in o.entries[:1])
        if unit.dateline or (named and not sure_of_it):
            return capital.place
    called = (e for e in towns if name_key(e.place.name).startswith(unit.key))  # no alias: "Pensa" for Penza
    best = max(called, key=lambda e: e.population, default=None)
    return best.place if best is not None and best.population >= FAMOUS and sure < LEAST_CONFIDENCE else None


def _named(span: PlaceSpan) -> bool:
    """Return whether a span is of a name that the gazetteer may have."""
    return span.kind != "group" and span.point is None and span.between is None


def _told(unit: Unit, place: Place | None, chosen: Mapping[int, Choice]) -> tuple[Place, float] | None:
    """Return the area that the text states for a name, where no place of the name lies there: "Tawila, 60 km west of El Fasher"."""
    for stated in unit.stated:
        origin = chosen[id(stated.origin)]
        if stated.km is None or not stated.forward or origin.place is None:
            continue
        if place is None or misfits(place, origin.place, stated):
            area = beside(origin.place, stated.km, stated.bearing, None)
            return replace(area, name=unit.lookup), 0.8 * confidence(origin.evidence, None)
    return None


def build_units(spans: Sequence[PlaceSpan], text: str, gazetteer: Gazetteer) -> tuple[list[Unit], list[Unit | None]]:
    """Return the units of an article's mentions with their candidates, and for each span its unit (`None` for groups and coordinates)."""
    by_key: dict[tuple[str, PlaceKind | None, str | None, str | None], Unit] = {}
    unit_of: list[Unit | None] = []
    children = {s.end: s.lookup for s in spans if s.parent}
    for span in spans:
        if not _named(span):
            unit_of.append(None)
            continue
        child = next((children[span.start - k] for k in (1, 2, 3) if span.start - k in children), None)
        key = (name_key(span.lookup), span.kind, span.parent, child)
        if child is not None and key not in by_key and not _means_several(gazetteer.find(span.lookup)):
            key = (*key[:3], None)
        if key in by_key:
            by_key[key].mentions += 1
        else:
            by_key[key] = Unit(span.lookup, key[0], span.kind, span.parent, bearers(span.lookup, span.kind, gazetteer, span.parent), key[3])
        by_key[key].metonym |= span.metonym
        by_key[key].positions.append(span.start)
        unit_of.append(by_key[key])
    units = list(by_key.values())
    _call_by_one_name(units)
    holders = {u.parent: Holder(u.parent, gazetteer) for u in units if u.parent}
    holders = {name: holder for name, holder in holders.items() if holder}
    context = TextContext(_dateline_countries(spans, text, unit_of), _adjective_shares(text))
    _note_neighbours(units)
    _note_positions(spans, text, unit_of)
    acting = {u.key for u in units if u.metonym}
    for unit in units:
        unit.metonym = unit.key in acting
        fill_static(unit, units, holders, context, gazetteer.find(unit.child) if unit.child else [])
    return units, unit_of


def _call_by_one_name(units: Sequence[Unit]) -> None:
    """Take from each name the towns that the text calls by their own: beside "Engels", "Pokrovsk" is not its former name."""
    own = {
        u.entries[0].place.place_id: u.key
        for u in units
        if u.entries and u.entries[0].match == "official" and u.entries[0].place.kind == "settlement"
    }
    for unit in units:
        if any(e.match == "official" for e in unit.entries):
            unit.entries = [e for e in unit.entries if e.match == "official" or own.get(e.place.place_id, unit.key) == unit.key]


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


def _note_positions(spans: Sequence[PlaceSpan], text: str, unit_of: Sequence[Unit | None]) -> None:
    """Note for every unit where the text says it lies from others, and for those the way back."""
    order = sorted(range(len(spans)), key=lambda i: spans[i].start)
    for position in positions(text, [spans[i] for i in order]):
        placed, origin = unit_of[order[position.placed]], unit_of[order[position.origin]]
        if placed is None or origin is None or placed is origin:
            continue
        back = None if position.bearing is None else (position.bearing + 180) % 360
        placed.stated.append(Stated(origin, position.km, position.bearing))
        origin.stated.append(Stated(placed, position.km, back, forward=False))


def bearers(lookup: str, kind: PlaceKind | None, gazetteer: Gazetteer, parent: str | None = None) -> list[Entry]:
    """Return the candidates for a name, at most MOST_CANDIDATES, best known first; `parent` is none of them ("Akrotiri in Cyprus")."""
    entries: Sequence[Entry] = gazetteer.find(lookup)
    if not entries and _COUNTY.search(lookup):
        # Counties seldom share a name with their seat: better unplaced than in a namesake town.
        entries = [e for e in gazetteer.find(_KIND_WORD.sub("", lookup)) if e.place.kind in {"admin1", "admin2"}]
    elif not entries or (kind is not None and not any(e.place.kind == kind for e in entries)):
        bare = _KIND_WORD.sub("", lookup)
        if bare != lookup:
            entries = [*entries, *gazetteer.find(bare)]
        elif kind == "admin2":  # "Terry, Dawson and Yoakum counties"
            entries = [*(e for word in _DISTRICT_WORDS for e in gazetteer.find(f"{lookup} {word}", variants=False)), *entries]
    if kind == "area" and any(e.place.kind == "area" for e in entries):
        # A river that crosses states is in none of them, and would lose to its town.
        entries = [e for e in entries if e.place.kind not in {"settlement", "facility"}]
    if parent is not None and _DISTRICT.search(parent) and any(e.place.kind == "country" for e in entries) and not gazetteer.find(parent):
        return []  # "Tonga, Panyikang County": no state, nor a namesake elsewhere
    if parent is not None and name_key(parent) != name_key(lookup):
        own = {e.place.place_id for e in gazetteer.find(parent) if e.match == "official"}
        entries = [e for e in entries if e.match == "official" or e.place.place_id not in own]
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


@dataclass(frozen=True, slots=True)
class Choice:
    """The likeliest candidate of a unit, what speaks for its being right, and the runners-up."""

    place: Place | None
    evidence: npt.NDArray[np.float64]
    candidates: tuple[Candidate, ...]


def _choose(unit: Unit, rows: npt.NDArray[np.float64], far: float, gazetteer: Gazetteer) -> Choice:
    if not unit.entries:
        return Choice(None, np.zeros(0), ())
    order = sorted(range(len(unit.entries)), key=lambda i: (-unit.shares[i], i))
    kept = tuple(
        Candidate(unit.entries[i].place, round(float(unit.shares[i]), 4), reason(unit, rows[i], unit.entries[i], gazetteer))
        for i in order[:KEPT_CANDIDATES]
    )
    best = order[0]
    place = None if _only_sounds_like(unit.entries[best], unit.key, far) and not is_supported(rows[best]) else unit.entries[best].place
    return Choice(place, confidence_evidence(unit, rows[best], best, far), kept)


def _only_sounds_like(entry: Entry, key: str, far: float) -> bool:
    """Return whether a far-off town bears the name only by a spelling much like its own: "Mambasa" in Congo is not Mombasa."""
    if entry.match == "official" or entry.capital or entry.place.kind != "settlement" or far < FAR_OFF:
        return False
    return SequenceMatcher(None, key, name_key(entry.place.name)).ratio() >= ALIKE
