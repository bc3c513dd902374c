"""The timeline: how many events and claims happened on each day, disputed ones apart, and a range to choose."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import playback, state
from dashboard.component import component
from dashboard.wording import as_day, catalogue, counted, day_name, range_name, say, when_name
from geo.snapshot_columns import NO_DAY
from geo.snapshot_loading import PRECISIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dashboard.evidence import Evidence
    from dashboard.state import View
    from geo.frames import Frames
    from geo.snapshot_views import Histogram

MOST_BARS = 62
"""Bars beyond which the next coarser unit is taken: two months of days."""
FEWEST_DAYS = 10
UNIT_DAYS = {"day": 1, "week": 7, "month": 28, "year": 365}
"""Shortest length of each unit, in days."""
FINE_DAYS = 7
"""Longest interval, in days, that is drawn on a timeline of days: a week."""
MOST_NOTES = 3
EPOCH = dt.date(1970, 1, 1)
HEARD = "timeline-heard"
"""What the session remembers: the number of the player's last step that came here, so that the player knows what answers it."""


@dataclass(frozen=True)
class Dated:
    """One event or claim on the timeline."""

    start: dt.date | None
    end: dt.date | None
    precision: str
    disputed: bool


def dated_rows(frames: Frames) -> list[Dated]:
    """Return the events and claims of the frames with their dates."""
    found = []
    for frame in (frames.events, frames.claims):
        columns = (frame[c] for c in ("date_start", "date_end", "date_precision", "disputed"))
        found += [Dated(as_day(s), as_day(e), p, bool(d)) for s, e, p, d in zip(*columns, strict=True)]
    return found


def unit_for(first: dt.date, last: dt.date) -> str:
    """Return the finest unit that shows the days in no more than `MOST_BARS` bars."""
    days = (last - first).days + 1
    return next((unit for unit, length in UNIT_DAYS.items() if days / length <= MOST_BARS), "year")


def floor(day: dt.date, unit: str) -> dt.date:
    """Return the first day of the unit that holds the day; weeks start on Monday."""
    if unit == "week":
        return day - dt.timedelta(days=day.weekday()) if day.toordinal() > day.weekday() else day
    if unit == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if unit == "year" else day


def following(day: dt.date, unit: str) -> dt.date:
    """Return the first day of the unit after the one that starts on the day."""
    if unit == "month":
        return (day + dt.timedelta(days=31)).replace(day=1)
    if unit == "year":
        return day.replace(year=day.year + 1)
    return day + dt.timedelta(days=UNIT_DAYS[unit])


def _fine(row: Dated, longest: int) -> bool:
    return row.start is not None and row.end is not None and (row.end - row.start).days < longest


def bars(rows: Iterable[Dated]) -> dict[str, Any]:
    """Return the bars of the timeline, and in notes what is too vague for a bar.

    Parameters
    ----------
    rows
        Events and claims. One whose interval touches several bars counts in each; one that is open to a side, or known only to
        a season or a year, is drawn as no bar on a timeline of days: a note says it.

    Returns
    -------
    dict
        `unit`; `bars`, each with `start`, `end` (ISO days), `n`, `disputed`; `notes`, each with `text`, `since`, `until`; `undated`.
    """
    rows = list(rows)
    undated = sum(r.start is None and r.end is None for r in rows)
    fine = [r for r in rows if _fine(r, FINE_DAYS)]
    unit = "day"
    if not fine:
        fine = [r for r in rows if _fine(r, 366)]
        unit = "month" if fine else "day"
    drawn = fine
    # A coarser unit draws longer intervals too, and these may reach over more days than it has bars for.
    while drawn:
        coarser = max(unit, unit_for(min(r.start for r in drawn if r.start), max(r.end for r in drawn if r.end)), key=list(UNIT_DAYS).index)
        longest = max(FINE_DAYS, UNIT_DAYS[coarser] * 2)
        reached = [r for r in rows if _fine(r, longest)] or fine
        if (coarser, reached) == (unit, drawn):
            break
        unit, drawn = coarser, reached
    return {
        "unit": unit,
        "bars": list(_bars(drawn, unit)),
        "notes": list(_notes([r for r in rows if r not in drawn and (r.start or r.end)])),
        "undated": undated,
    }


def _bars(rows: list[Dated], unit: str) -> Iterator[dict[str, Any]]:
    if not rows:
        return
    first = floor(min(r.start for r in rows if r.start), unit)
    last = max(r.end for r in rows if r.end)
    if unit == "day" and (short := FEWEST_DAYS - (last - first).days - 1) > 0:
        last += dt.timedelta(days=min(1, short))
        first -= dt.timedelta(days=max(0, short - 1))
    counts: dict[dt.date, list[int]] = {}
    for row in rows:
        day, end = row.start, row.end
        while day is not None and end is not None and floor(day, unit) <= end:
            day = floor(day, unit)
            tally = counts.setdefault(day, [0, 0])
            tally[0] += 1
            tally[1] += row.disputed
            day = following(day, unit)
    day = first
    while day <= last:
        n, disputed = counts.get(day, (0, 0))
        after = following(day, unit)
        yield {"start": day.isoformat(), "end": (after - dt.timedelta(days=1)).isoformat(), "n": n, "disputed": disputed}
        day = after


def bars_of(histogram: Histogram) -> dict[str, Any]:
    """Return what `bars` does, from what a snapshot has counted."""
    unit = histogram.unit
    days = [day.item() for day in histogram.starts]
    counts = {day: (int(n), int(d)) for day, n, d in zip(days, histogram.counts, histogram.disputed, strict=True)}
    if days and unit == "day" and (short := FEWEST_DAYS - len(days)) > 0:
        days += [days[-1] + dt.timedelta(days=1)]
        days = [days[0] - dt.timedelta(days=i) for i in range(short - 1, 0, -1)] + days
    made = []
    for day in days:
        n, disputed = counts.get(day, (0, 0))
        after = following(day, unit)
        made.append({"start": day.isoformat(), "end": (after - dt.timedelta(days=1)).isoformat(), "n": n, "disputed": disputed})
    notes = []
    for first, last, precision, n in histogram.notes:
        start, end = (None if day == NO_DAY else EPOCH + dt.timedelta(days=day) for day in (first, last))
        notes.append(_note(start, end, PRECISIONS[precision], n))
    return {"unit": unit, "bars": made, "notes": notes, "undated": histogram.undated}


def _notes(rows: list[Dated]) -> Iterator[dict[str, Any]]:
    groups: dict[tuple[dt.date | None, dt.date | None, str], int] = {}
    for row in rows:
        key = (row.start, row.end, row.precision)
        groups[key] = groups.get(key, 0) + 1
    for (start, end, precision), n in sorted(groups.items(), key=lambda item: -item[1])[:MOST_NOTES]:
        yield _note(start, end, precision, n)


def _note(start: dt.date | None, end: dt.date | None, precision: str, n: int) -> dict[str, Any]:
    if start and end:
        text = say("timeline.note_in", n=f"{n:,}", when=when_name(start, end, precision))
    elif end:
        text = say("timeline.note_until", n=f"{n:,}", when=day_name(end))
    else:
        text = say("timeline.note_since", n=f"{n:,}", when=day_name(start or EPOCH))
    return {"text": text, "since": start.isoformat() if start else None, "until": end.isoformat() if end else None}


def _tick(day: dt.date, unit: str, *, first: bool) -> tuple[str, str]:
    """Return the label under a bar, and what follows it where a month or year begins."""
    month = catalogue()["months"]["short"][day.month - 1]
    if unit == "year":
        return str(day.year), ""
    if unit == "month":
        return month, str(day.year) if not first and day.month == 1 else ""
    return str(day.day), month if not first and day.day <= UNIT_DAYS[unit] else ""


def data(evidence: Evidence, view: View) -> dict[str, Any]:
    """Return all that the timeline's script needs."""
    made = evidence.timeline()
    for i, bar in enumerate(made["bars"]):
        start, end = dt.date.fromisoformat(bar["start"]), dt.date.fromisoformat(bar["end"])
        bar["tick"], bar["tick2"] = _tick(start, made["unit"], first=i == 0)
        bar["when"] = playback.says(start, end, made["unit"])
        bar["says"] = say("timeline.bar", when=range_name(start, end), n=f"{bar['n']:,}", disputed=f"{bar['disputed']:,}")
    title = say("timeline.title", unit=catalogue()["timeline"]["units"][made["unit"]])
    if made["bars"]:
        title += f" · {range_name(dt.date.fromisoformat(made['bars'][0]['start']), dt.date.fromisoformat(made['bars'][-1]['end']))}"
    since, until = (d.isoformat() if d else None for d in (view.filter.since, view.filter.until))
    left_out = evidence.left_out
    undated = say("timeline.left_out", n=f"{left_out:,}") if view.filter.dated else say("timeline.undated", n=f"{made['undated']:,}")
    return {
        "title": title,
        "bars": made["bars"],
        "notes": made["notes"],
        "undated": undated if (left_out if view.filter.dated else made["undated"]) else "",
        "since": since,
        "until": until,
        "at": playback.at(made["bars"], since, until),
        "shown": say("playback.shown", events=counted(evidence.left.events, "event"), claims=counted(evidence.left.claims, "claim")),
        "playback": playback.words(made["unit"]),
        "reset": say("timeline.reset"),
        "empty": say("timeline.vague" if made["notes"] else "timeline.empty"),
    }


def _days(told: dict[str, Any]) -> tuple[dt.date | None, dt.date | None]:
    since, until = (dt.date.fromisoformat(d) if d else None for d in (told["since"], told["until"]))
    return since, until


def _chosen() -> None:
    days = st.session_state["timeline"]["days"]
    if days:
        st.session_state[HEARD] = days.get("nth")
        view, _ = state.current()
        if days.get("after") and _days(days["after"]) != (view.filter.since, view.filter.until):
            return  # somebody chose other days while this step of the player was under way
        since, until = _days(days)
        if days.get("playing"):
            playback.play(since, until)
            return
        state.show(view.filtered(since=since, until=until))


def draw(evidence: Evidence, view: View) -> None:
    """Draw the timeline of the view."""
    component("timeline")(key="timeline", data=data(evidence, view) | {"heard": st.session_state.get(HEARD)}, on_days_change=_chosen)
