"""Distances and bearings that a text states: "10 km north of Sumy" is an area, "Tawila, 60 km west of El Fasher" tells where Tawila is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geo.language.place_words import read_rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.records import PlaceSpan

_REACH = 80
"""Characters before a name that may hold its distance."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where the text says one mention lies from another."""

    placed: int
    """Number of the mention whose position is told."""
    origin: int
    """Number of the mention that it is told from."""
    km: float | None
    """Distance as written; `None` where only a bearing is given."""
    bearing: float | None
    """Degrees clockwise from north, as seen from the origin."""


@lru_cache(maxsize=1)
def read_offset_rules() -> dict[str, Any]:
    """Return place_offsets.toml, read once."""
    return read_rules("place_offsets.toml")


def _alternatives(words: Sequence[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


@lru_cache(maxsize=1)
def _measure() -> str:
    rules = read_offset_rules()
    number = rf"(?P<number>\d+(?:[.,]\d+)?|{_alternatives(list(rules['numbers']))})"
    unit = rf"(?P<unit>{_alternatives(list(rules['units']))})\b\.?"
    bearing = rf"(?P<bearing>{_alternatives(list(rules['bearings']))})"
    distance = rf"(?:{number}[\s-]?{unit}(?:\s\([^)]{{1,20}}\))?,?\s(?:to\sthe\s|away\s|outside\s|up\s|further\s)?)?"
    before = rf"(?:(?:{_alternatives(rules['before'])}),?\s(?:of\s)?)*"
    return rf"{distance}(?:{bearing}\s(?:of|from)|from)\s(?:the\s)?{before}"


@lru_cache(maxsize=1)
def _offset_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){_measure()}$", re.IGNORECASE)


@lru_cache(maxsize=1)
def _link_pattern() -> re.Pattern[str]:
    """Words between a name and the measure that tells where it is: ", a town some", " lies about", " ("."""
    return re.compile(rf",?\s?\(?(?:\s?(?:{_alternatives(read_offset_rules()['link'])})\b)*\s?", re.IGNORECASE)


@lru_cache(maxsize=1)
def _following_pattern() -> re.Pattern[str]:
    link = rf"(?:,\s|\s\(|\s)(?:(?:{_alternatives(read_offset_rules()['link'])})\s)*"
    return re.compile(rf"{link}{_measure()}", re.IGNORECASE)


def _read(match: re.Match[str]) -> tuple[float | None, float | None]:
    """Return the distance (km) and the bearing (degrees) of a measure."""
    rules = read_offset_rules()
    distance = None
    if match["number"]:
        word = match["number"].lower()
        value = rules["numbers"].get(word)
        distance = round((float(_decimal(word)) if value is None else value) * rules["units"][match["unit"].lower()], 2)
    bearing = rules["bearings"][match["bearing"].lower()] if match["bearing"] else None
    return distance, bearing


def _decimal(word: str) -> str:
    """Return a number as Python writes it: "1,200" is twelve hundred, "2,5" two and a half."""
    whole, comma, rest = word.partition(",")
    return whole + rest if comma and len(rest) == 3 else word.replace(",", ".")  # noqa: PLR2004


def states_position(text: str, end: int) -> bool:
    """Return whether a distance, or a comma and a bearing, from some place follow a name: ", some 60 km west of", ", north of"."""
    match = _following_pattern().match(text[end : end + _REACH])
    if match is None:
        return False
    distance, bearing = _read(match)
    return distance is not None or (bearing is not None and not text[end].isspace())


def offset_words(text: str, start: int) -> str | None:
    """Return the words before a name that offset_before reads ("10 km north of")."""
    match = _offset_pattern().search(text[max(0, start - _REACH) : start])
    return " ".join(match.group().split()) if match is not None else None


def offset_before(text: str, start: int) -> tuple[float | None, float | None]:
    """Return the distance (km) and bearing (degrees) that the words before a name give: "10 km north of Sumy".

    "In the north of Mali" is a part of Mali and no bearing from it.
    """
    before = text[max(0, start - _REACH) : start]
    match = _offset_pattern().search(before)
    if match is None or re.search(r"(?:(?<!\bto )\bthe|\bin|\bfar)\s$", before[: match.start()], re.IGNORECASE):
        return None, None
    return _read(match)


def positions(text: str, spans: Sequence[PlaceSpan]) -> list[Position]:
    """Return what the text says of where one mention lies from the next: "Tawila, some 60 kilometres west of El Fasher"."""
    found = []
    for number in range(1, len(spans)):
        gap = text[spans[number - 1].end : spans[number].start]
        if len(gap) > _REACH or "\n" in gap:
            continue
        match = _offset_pattern().search(gap)
        if match is None or not _link_pattern().fullmatch(gap[: match.start()]):
            continue
        distance, bearing = _read(match)
        if distance is not None or (bearing is not None and (gap[0] == "," or "(" in gap[: match.start()] or match.start() > 1)):
            found.append(Position(number - 1, number, distance, bearing))
    return found


def without_told(text: str, spans: Sequence[PlaceSpan]) -> list[PlaceSpan]:
    """Return the spans, those that another's position is told from being the places themselves and not areas beside them."""
    origins = {p.origin for p in positions(text, spans)}
    return [replace(s, offset_km=None, bearing=None) if i in origins else s for i, s in enumerate(spans)]
