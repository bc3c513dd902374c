"""The playback of the timeline: the bar that it stands at, kept in the session while it plays and in the URL once it is paused.

Each step of a playing timeline would otherwise be a step of the browser's history.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard.wording import catalogue, say, when_name

if TYPE_CHECKING:
    import datetime as dt

    from dashboard.state import View

PLAYING = "timeline-playing"
"""What the session remembers: the URL's parameters when a step was played, and its days."""


def _url() -> str:
    return repr(sorted((key, st.query_params.get_all(key)) for key in st.query_params))


def play(since: dt.date | None, until: dt.date | None) -> None:
    """Show these days until another step is played, or the URL becomes another one."""
    st.session_state[PLAYING] = (_url(), since, until)


def stop() -> None:
    """Go back to the days that the URL states."""
    st.session_state.pop(PLAYING, None)


def played(view: View) -> View:
    """Return the view of the URL with the days that are played, where there are any."""
    kept = st.session_state.get(PLAYING)
    if kept is None or kept[0] != _url():
        return view
    return view.filtered(since=kept[1], until=kept[2])


def at(bars: list[dict[str, Any]], since: str | None, until: str | None) -> dict[str, Any] | None:
    """Return the bar that chosen days stand at, as `nth` and `mode`.

    The mode is `only` where the days are those of one bar, `upto` where they are all until the end of one; with other days there is none.
    """
    for nth, bar in enumerate(bars):
        if until == bar["end"] and since in (None, bar["start"]):
            return {"nth": nth, "mode": "upto" if since is None else "only"}
    return None


def words(unit: str) -> dict[str, Any]:
    """Return the texts of the controls, for bars of a unit."""
    texts = catalogue()["playback"]
    of_unit = texts["units"][unit]
    return {name: texts[name] for name in ("play", "pause", "speed", "mode")} | {
        "back": say("playback.back", unit=of_unit),
        "step": say("playback.step", unit=of_unit),
        "modes": [["only", say("playback.only", unit=of_unit)], ["upto", texts["upto"]]],
        "speeds": [[speed, text] for speed, text in texts["speeds"].items()],
    }


def says(start: dt.date, end: dt.date, unit: str) -> str:
    """Return the days of a bar in words: "Fri 14 Mar 2025", "10–16 Mar 2025", "Mar 2025"."""
    return when_name(start, end, unit)
