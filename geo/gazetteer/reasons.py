"""Why a candidate scored as it did, in plain words for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.gazetteer.place_features import FEATURES, Unit

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from geo.gazetteer.index import Entry, Gazetteer

_INDEX = {name: i for i, name in enumerate(FEATURES)}
_KINDS = {
    "country": "country",
    "admin1": "region",
    "admin2": "district",
    "settlement": "town or village",
    "facility": "site",
    "area": "area",
    "group": "group",
}


def reason(unit: Unit, row: npt.NDArray[np.float64], entry: Entry, gazetteer: Gazetteer) -> str:
    """Return the evidence for a candidate: "region in Russia; the words ask for a region; 4 of 10 other places are in Russia"."""
    place = entry.place

    def value(name: str) -> float:
        return float(row[_INDEX[name]])

    country = gazetteer.label(f"iso:{place.country}") if place.country else None
    parts = [_KINDS[place.kind] + (f" in {country}" if country and place.kind != "country" else "")]
    if unit.kind is not None and value("kind agrees") >= 0.5:  # noqa: PLR2004
        parts.append(f"the words ask for a {_KINDS[unit.kind]}")
    elif value("kind conflicts"):
        parts.append(f"but the words ask for a {_KINDS[unit.kind or place.kind]}")
    if value("held by the parent"):
        parts.append(f"lies in {unit.parent}, named beside it")
    if value("holds what stands before it"):
        parts.append(f"holds {unit.child}, named just before it")
    if value("outside the parent"):
        parts.append(f"but not in {unit.parent}, named beside it")
    if unit.stated and value("at the stated distance") >= 0.5:  # noqa: PLR2004
        parts.append("at the distance that the text states")
    elif unit.stated and value("not at the stated distance") >= 0.5:  # noqa: PLR2004
        parts.append("but not where the text says that it lies")
    if value("held by a parent elsewhere"):
        parts.append("the article says elsewhere what it lies in")
    if value("article says region"):
        parts.append("the article speaks of the region elsewhere")
    if value("article says town"):
        parts.append("the article speaks of the town elsewhere")
    if value("country share") >= 0.15 and country:  # noqa: PLR2004
        parts.append(f"{value('country share'):.0%} of the other places are in {country}")
    if value("adjective share") >= 0.15 and country:  # noqa: PLR2004
        parts.append(f"the article speaks of people or bodies of {country}")
    if value("nearby share") >= 0.3:  # noqa: PLR2004
        parts.append("other places of the article are near")
    if value("dateline country"):
        parts.append("same country as the dateline")
    if value("capital acting as a government"):
        parts.append("acts as a government in the text")
    if entry.capital:
        parts.append("capital")
    if entry.match != "official":
        parts.append("by another of its names" if entry.match == "alias" else "by another spelling")
    if entry.population:
        parts.append(f"population {entry.population:,}")
    return "; ".join(parts)
