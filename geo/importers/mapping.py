"""The mapping: which column of a table means what, and what its codes mean. A TOML file, so that an analyst can write one."""

from __future__ import annotations

import datetime as dt
import math
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from geo.errors import InputError
from geo.filter import EVENT_TYPES
from geo.records import DatePrecision, GeoPrecision, PlaceKind
from geo.toml_files import parse_toml, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping as MappingOf
    from collections.abc import Sequence

RULES = Path(__file__).parent / "rules"
SINGLE = ("id", "date_start", "date_end", "date_precision", "type", "type_group", "admin1", "country", "latitude", "longitude",
          "geo_precision", "fatalities")  # fmt: skip
"""What one column gives: of several named, the first that the table has."""
SEVERAL = ("place", "notes", "sources", "targets", "codes")
"""What several columns give: of `place` and `notes` the first that is filled, of the others all."""


@dataclass(frozen=True)
class TypeRule:
    """What an event type of the table is in PLOVER and ACLED terms."""

    type: str
    acled_type: str | None = None
    label: str | None = None
    """Plain words for a code; without it the code itself is shown."""


@dataclass(frozen=True)
class DateRule:
    """What a code of the dates' precision means; `widen` takes in the whole week or month around the day that is given."""

    precision: str
    widen: bool = False


@dataclass(frozen=True)
class PlaceRule:
    """What a code of the place's precision means: how exact, as what it is drawn, within which radius in kilometres."""

    precision: str
    kind: str
    radius_km: float


@dataclass(frozen=True)
class Mapping:
    """How the columns of a table become events."""

    key: str
    """Begins the ids of its events and places."""
    source: str
    licence: str | None
    columns: dict[str, tuple[str, ...]]
    date_formats: tuple[str, ...] = ("%Y-%m-%d",)
    split: str | None = None
    date_precision: dict[str, DateRule] = field(default_factory=dict)
    geo_precision: dict[str, PlaceRule] = field(default_factory=dict)
    types: dict[str, TypeRule] = field(default_factory=dict)
    type_groups: dict[str, TypeRule] = field(default_factory=dict)
    default_type: TypeRule | None = None

    def bind(self, header: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Return for each meaning the columns of a table that have it, by their names in the table.

        Raises
        ------
        InputError
            If the table lacks the dates or says nothing of a type, so that no row of it could be an event.
        """
        known = {plain_name(name): name for name in reversed(header)}
        found = {}
        for meaning, names in self.columns.items():
            there = tuple(known[plain_name(n)] for n in names if plain_name(n) in known)
            found[meaning] = there[:1] if meaning in SINGLE else there
        for meaning in ("date_start", *(() if self.default_type else ("type",))):
            groups = found.get("type_group") if meaning == "type" else None
            if not found.get(meaning) and not groups:
                wanted = " or ".join(repr(n) for n in self.columns.get(meaning, (meaning,)))
                columns = ", ".join(header[:12])
                msg = f"The table has no column {wanted}, which {self.source or 'the mapping'} needs; its columns are {columns} ..."
                raise InputError(msg)
        return found


def plain_name(name: str) -> str:
    """Return a column's name for comparing: lower case, one underscore for each run of other signs."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower().lstrip("\ufeff")).strip("_")


def load_mapping(path: Path, *, name: str = "") -> Mapping:
    """Return the mapping of a TOML file.

    Parameters
    ----------
    path
        The file; those that ship with the program are in `RULES`.
    name
        Source and key of the rows where the mapping gives none.

    Raises
    ------
    InputError
        If the file is missing, is no TOML, or states what no event can have.
    """
    try:
        given = parse_toml(path.read_text(encoding="utf-8-sig"))
        return _mapping(given, name)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        msg = f"The mapping {str(path)!r} cannot be used ({reason}); see the README for its form."
        raise InputError(msg) from None


def _mapping(given: dict[str, Any], name: str) -> Mapping:
    columns = {meaning: _texts(named, meaning) for meaning, named in given["columns"].items()}
    unknown = [m for m in columns if m not in SINGLE + SEVERAL]
    if unknown:
        msg = f"{unknown[0]!r} is no meaning of a column; use {', '.join(SINGLE + SEVERAL)}"
        raise ValueError(msg)
    source = text_of(given, "source") or name
    default = given.get("default_type")
    types = {t: TypeRule(t) for t in EVENT_TYPES} if not given.get("types") else {}
    return Mapping(
        key=plain_name(text_of(given, "key") or source) or "table",
        source=source,
        licence=text_of(given, "licence"),
        columns=columns,
        date_formats=tuple(map(_date_format, _texts(given.get("dates", {}).get("formats", "%Y-%m-%d"), "formats"))),
        split=text_of(given, "split"),
        date_precision={k: _date_rule(v) for k, v in given.get("date_precision", {}).items()},
        geo_precision={k: _place_rule(v) for k, v in given.get("geo_precision", {}).items()},
        types=types | {k: _type_rule(v) for k, v in given.get("types", {}).items()},
        type_groups={k: _type_rule(v) for k, v in given.get("type_groups", {}).items()},
        default_type=_type_rule(default) if default else None,
    )


def _texts(given: Any, key: str) -> tuple[str, ...]:
    if isinstance(given, str):
        return (given,)
    if not isinstance(given, list) or not all(isinstance(g, str) for g in given):
        msg = f"{key} is {given!r}, and no text or list of texts"
        raise TypeError(msg)
    return tuple(given)


def _date_format(given: str) -> str:
    """Return a way to write a day, if `strptime` takes it: what it makes of no day tells."""
    try:
        dt.datetime.strptime("", given)  # noqa: DTZ007
    except re.error:
        msg = f"the way to write a day {given!r} has a part twice"
        raise ValueError(msg) from None
    except ValueError as error:
        if "does not match" not in str(error):
            msg = f"{given!r} is no way to write a day"
            raise ValueError(msg) from None
    return given


def _known(value: str, known: Sequence[str], what: str) -> str:
    if value not in known:
        msg = f"{value!r} is no {what}; use {', '.join(known)}"
        raise ValueError(msg)
    return value


def _type_rule(given: str | MappingOf[str, Any]) -> TypeRule:
    rule = {"type": given} if isinstance(given, str) else dict(given)
    return TypeRule(_known(rule["type"], EVENT_TYPES, "event type"), text_of(rule, "acled_type"), text_of(rule, "label"))


def _date_rule(given: str | MappingOf[str, Any]) -> DateRule:
    rule = {"precision": given} if isinstance(given, str) else dict(given)
    return DateRule(_known(rule["precision"], get_args(DatePrecision), "precision of a date"), bool(rule.get("widen")))


def _place_rule(given: MappingOf[str, Any]) -> PlaceRule:
    radius = float(given["radius_km"])
    if not math.isfinite(radius) or radius < 0:
        msg = f"radius_km is {given['radius_km']!r}, and no number of kilometres"
        raise ValueError(msg)
    return PlaceRule(
        _known(given["precision"], get_args(GeoPrecision), "precision of a place"),
        _known(given["kind"], get_args(PlaceKind), "kind of place"),
        radius,
    )
