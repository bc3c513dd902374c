"""What a person can correct, and how corrections are laid over what was read or imported.

A correction names its target (a `place_id`, or the id of a row, a mention or an actor), one field, and the new value. The
latest one that stands wins; undone ones and older ones stay in the history. Nothing that was read is overwritten, so that
reading an article again with a newer version of the program keeps every correction.

An actor's id is `article_id:actor:NAME`, or `all:actor:NAME` for the name in every article; the actors of imported data
sets are as their code books have them and stay so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

from geo.errors import InputError
from geo.filter import EVENT_TYPES, STANCES, parse_date
from geo.records import TOLL_KINDS, DatePrecision, EventStatus, GeoPrecision

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

FIELDS: dict[str, tuple[str, ...]] = {
    "place": ("areas", "point", "outline", "accepted"),
    "mention": ("place_id", "accepted", "removed"),
    "actor": ("same_as",),
    "event": (
        "type", "status", "date_start", "date_end", "date_precision", "place_ids", "geo_precision", "sources", "targets", "count",
        "tolls", "accepted", "removed",
    ),
    "claim": (
        "stance", "date_start", "date_end", "date_precision", "place_ids", "geo_precision", "speakers", "addressee", "disputes",
        "supports", "repeats", "accepted", "removed",
    ),
}  # fmt: skip
"""The fields of each layer that a correction may set. `accepted` changes nothing: a person has checked the row and it is right."""

TOLL_FIELDS = {"kind", "least", "most", "speakers", "words"}
LARGEST = 2**53
"""Above all numbers that may be counted: what JSON holds exactly (RFC 8259 section 6)."""
EVERYWHERE = "all"
"""Whence of an actor's id that means the name in every article."""


@dataclass(frozen=True)
class Correction:
    """A correction to be recorded: see `geo.store.Store.correct`."""

    target: str
    field: str
    value: Any
    note: str
    sources: tuple[str, ...] = ()
    made_by: str | None = None
    was: Any = None


def layer_of(target: str) -> str:
    """Return the layer of a target: `event`, `claim`, `mention` and `actor` for their ids, `place` for all others."""
    parts = target.split(":", 2)
    return parts[1] if len(parts) == 3 and parts[1] in FIELDS else "place"  # noqa: PLR2004  whence:layer:which


def whence(target: str) -> str:
    """Return what stands before the layer in an id: the article, the data set, or `EVERYWHERE`."""
    return target.split(":", 1)[0]


def check_correction(target: str, field: str, value: Any) -> None:
    """Refuse a correction that no row could take.

    Raises
    ------
    InputError
        If the target's layer has no such field, or the field no such value.
    """
    known = FIELDS[layer_of(target)]
    if field not in known:
        msg = f"{field!r} of {target!r} cannot be corrected; what can: {', '.join(known)}."
        raise InputError(msg)
    try:
        good = _CHECKS[field](value) and target not in (value if isinstance(value, list) else [])
    except (TypeError, ValueError, KeyError, IndexError, AttributeError, InputError):
        good = False
    if not good:
        msg = f"{value!r} cannot be the {field} of {target!r}."
        raise InputError(msg)


def _one_of(*known: str) -> Callable[[Any], bool]:
    return lambda value: value in known


def _names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) and v for v in value)


def _claims(value: Any) -> bool:
    return _names(value) and all(layer_of(v) == "claim" for v in value)


def _day(value: Any) -> bool:
    return value is None or bool(parse_date(value))


def _outline(value: Any) -> bool:
    import shapely  # noqa: PLC0415  (a store is opened by commands that draw nothing)

    rings = [[(float(lon), float(lat)) for lon, lat in ring] for ring in value]
    polygon = shapely.Polygon(rings[0], rings[1:])
    west, south, east, north = polygon.bounds
    return bool(polygon.is_valid and polygon.area > 0) and -180 <= west <= east <= 180 and -90 <= south <= north <= 90  # noqa: PLR2004  degrees


def _spot(value: Any) -> bool:
    lat, lon, radius = float(value["lat"]), float(value["lon"]), float(value.get("precision_km", value.get("radius_km", 1.0)))
    return -90 <= lat <= 90 and -180 <= lon <= 180 and radius > 0 and (lat, lon) != (0, 0)  # noqa: PLR2004  degrees


def _number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < LARGEST


def _toll(value: Any) -> bool:
    """Tell whether this is a number of victims: its kind, the least and the most, who gives it, and maybe the words that do."""
    least, most = value["least"], value["most"]
    numbers = [n for n in (least, most) if n is not None]
    good = value["kind"] in TOLL_KINDS and bool(numbers) and all(map(_number, numbers)) and numbers == sorted(numbers)
    return good and _names(value["speakers"]) and isinstance(value.get("words", ""), str) and set(value) <= TOLL_FIELDS


_CHECKS: dict[str, Callable[[Any], bool]] = {
    "areas": lambda value: isinstance(value, list) and all(_spot(v) for v in value),
    "point": _spot,
    "outline": lambda value: isinstance(value, list) and bool(value) and _outline(value),
    "place_id": lambda value: value is None or (isinstance(value, str) and bool(value)),
    "same_as": lambda value: isinstance(value, str) and bool(value.strip()),
    "type": _one_of(*EVENT_TYPES),
    "status": _one_of(*get_args(EventStatus)),
    "stance": _one_of(*STANCES),
    "date_start": _day,
    "date_end": _day,
    "date_precision": _one_of(*get_args(DatePrecision)),
    "geo_precision": lambda value: value is None or value in get_args(GeoPrecision),
    "place_ids": _names,
    "sources": _names,
    "targets": _names,
    "speakers": _names,
    "disputes": _claims,
    "supports": _claims,
    "repeats": _claims,
    "addressee": lambda value: value is None or (isinstance(value, str) and bool(value)),
    "count": lambda value: value is None or _number(value),
    "tolls": lambda value: isinstance(value, list) and all(_toll(v) for v in value),
    "accepted": lambda value: value is True,
    "removed": lambda value: value is True,
}


def standing(corrections: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return for each target the corrections that stand, by field: the latest of each, as a row with `value`, `note`, `sources`.

    Parameters
    ----------
    corrections
        The store's corrections, oldest first.
    """
    found: dict[str, dict[str, Any]] = {}
    for row in corrections[corrections["undone_at"].isna()].itertuples():
        found.setdefault(row.target, {})[row.field] = row
    return found
