"""Plain words for the page: the text catalogue, dates, counts, and how each event type looks."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pandas as pd
from streamlit.runtime.scriptrunner import get_script_run_ctx

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

HERE = Path(__file__).parent
LANGUAGE = "en"
MONTHS_A_SEASON = 3
SLAVIC_FORMS = 3
"""One, few, many: "1 подія, 3 події, 5 подій"."""
THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+")


@cache
def languages() -> dict[str, str]:
    """Return the languages that there are texts in, by code, each by its own name; the usual one first."""
    codes = sorted((p.stem for p in (HERE / "wording").glob("*.toml")), key=lambda code: (code != LANGUAGE, code))
    return {code: str(_texts(code)["language"]) for code in codes}


@cache
def _texts(code: str) -> dict[str, Any]:
    return tomllib.loads((HERE / "wording" / f"{code}.toml").read_text(encoding="utf-8"))


_spoken: ContextVar[str | None] = ContextVar("spoken", default=None)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Use a language until the block ends, where no page is drawn: for a file that is made when somebody asks for it."""
    before = _spoken.set(code)
    try:
        yield
    finally:
        _spoken.reset(before)


def language() -> str:
    """Return the language of the page that is drawn: what its URL says, else the usual one."""
    spoken = _spoken.get()
    if spoken is not None:
        return spoken
    context = get_script_run_ctx(suppress_warning=True)
    return _language_in(context.query_string) if context is not None else LANGUAGE


@lru_cache(maxsize=256)  # asked for every text of a page
def _language_in(query: str) -> str:
    code = parse_qs(query).get("lang", [LANGUAGE])[-1]
    return code if code in languages() else LANGUAGE


def catalogue(code: str | None = None) -> dict[str, Any]:
    """Return the texts of a language, by default that of the page, as nested tables."""
    return _texts(code or language())


@cache
def looks() -> dict[str, dict[str, str]]:
    """Return colour, dark colour and shape of each drawn type, in the order that breaks ties."""
    return tomllib.loads((HERE / "marks.toml").read_text(encoding="utf-8"))


def look_of(event_type: str | None) -> dict[str, str]:
    """Return how a type of event is drawn; types without a colour of their own share the grey one."""
    return looks().get(event_type or "claims", looks()["other"])


def say(key: str, **values: Any) -> str:
    """Return the text `section.name`, its braces filled in."""
    found: Any = catalogue()
    for part in key.split("."):
        found = found[part]
    return str(found.format(**{name: _grouped(value) for name, value in values.items()}) if values else found)


def _grouped(value: Any) -> Any:
    """Return a number in digits, "1,200", with the mark between thousands that the language has; anything else as it is."""
    if isinstance(value, str) and "," in value and THOUSANDS.fullmatch(value):
        return value.replace(",", str(catalogue()["thousands"]))
    return value


def form_of(forms: Sequence[str], n: int) -> str:
    """Return the form of a word that goes with a number: of two by one and others, of three as Slavic languages have them (CLDR)."""
    if len(forms) < SLAVIC_FORMS:
        return forms[0 if n == 1 else 1]
    if n % 10 == 1 and n % 100 != 11:  # noqa: PLR2004
        return forms[0]
    return forms[1 if 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14 else 2]  # noqa: PLR2004


def counted(n: int, thing: str) -> str:
    """Return "1 event", "3 events", "1,200 events"."""
    return form_of(catalogue()["counted"][thing], n).format(n=_grouped(f"{n:,}"))


def type_name(code: str) -> str:
    """Return "Attack" for `ASSAULT`."""
    return str(catalogue()["types"].get(code, code.capitalize()))


def precision_name(kind: str | None, radius_km: float | None = None) -> str:
    """Return how exactly a mark of a kind of place stands on the map: "known only to the region", or "within 25 km of here"."""
    return say("map.within_km", km=f"{radius_km:g}") if radius_km else str(catalogue()["precision"].get(kind, ""))


def stance_name(code: str) -> str:
    """Return "Denied" for `deny`."""
    return str(catalogue()["stances"].get(code, code))


def listed(names: Iterable[str], nobody: str = "") -> str:
    """Return names as "A, B and C"."""
    names = list(names)
    if len(names) < 2:  # noqa: PLR2004
        return names[0] if names else nobody
    return say("dates.and", first=", ".join(names[:-1]), last=names[-1])


def day_name(day: dt.date, *, weekday: bool = False, year: bool = True) -> str:
    """Return "14 Mar 2025", with "Fri" before it when asked."""
    months = catalogue()["months"]
    text = f"{day.day} {months['short'][day.month - 1]}"
    if year:
        text += f" {day.year}"
    return f"{months['days'][day.weekday()]} {text}" if weekday else text


def as_day(value: Any) -> dt.date | None:
    """Return a frame's cell as a day, or `None` where it holds none."""
    if value is None or pd.isna(value):
        return None
    return value.date() if isinstance(value, dt.datetime) else value


def when_name(start: dt.date | None, end: dt.date | None, precision: str = "day") -> str:
    """Return an interval in words: "Fri 14 Mar 2025", "10–13 Mar 2025", "summer 2024", "by 14 Mar 2025", or "undated"."""
    if start is None:
        return say("dates.by", day=day_name(end)) if end else say("panel.no_date")
    if end is None:
        return say("dates.since", day=day_name(start))
    if precision == "year" and start.year == end.year:
        return str(start.year)
    if precision == "season":
        season = list(catalogue()["seasons"])[(start.month % 12) // MONTHS_A_SEASON]
        return say(f"seasons.{season}", year=end.year)
    if precision == "month" and (start.year, start.month) == (end.year, end.month):
        return f"{catalogue()['months']['short'][start.month - 1]} {start.year}"
    if start == end:
        return day_name(start, weekday=True)
    return range_name(start, end)


def range_name(start: dt.date, end: dt.date) -> str:
    """Return "6–15 Mar 2025", "28 Feb – 3 Mar 2025" or "28 Dec 2024 – 3 Jan 2025"."""
    if (start.year, start.month) == (end.year, end.month):
        return day_name(start) if start == end else f"{start.day}–{day_name(end)}"
    return f"{day_name(start, year=start.year != end.year)} – {day_name(end)}"
