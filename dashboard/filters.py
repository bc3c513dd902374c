"""The filter row, and the chips that say which filters are on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import search, state
from dashboard.component import component
from dashboard.evidence import SOME_NAMES
from dashboard.wording import day_name, range_name, say, stance_name, type_name
from geo.filter import STANCES

if TYPE_CHECKING:
    from dashboard.evidence import Evidence
    from dashboard.state import View


def _changed(key: str, name: str) -> None:
    """Take over what a widget says into the filter called `name`."""
    view, _ = state.current()
    value = st.session_state[key]
    state.show(view.filtered(**{name: tuple(value) if isinstance(value, list) else value or None}))


def _dates_changed() -> None:
    """Take over both days, the other way round where the first is the later one."""
    view, _ = state.current()
    since, until = st.session_state["since"], st.session_state["until"]
    if since and until and since > until:
        since, until = until, since
    state.show(view.filtered(since=since, until=until))


def _toggle_disputed() -> None:
    view, _ = state.current()
    state.show(view.filtered(disputed=not view.filter.disputed))


def _search(key: str) -> str:
    return str(st.session_state.get(key) or "").strip()


def draw_row(evidence: Evidence, view: View) -> None:
    """Draw the filter widgets, filled from the view."""
    chosen = view.filter
    many_actors, many_places = (n > SOME_NAMES for n in evidence.names)
    actors = evidence.actors(_search("find-actor") if many_actors else "")
    # A link may name an actor by an alias, or one that this store does not hold: offer it, so that the widget can show it.
    actors += [a for a in chosen.actors if a not in actors]
    places = evidence.places(_search("find-place") if many_places else "")
    if chosen.place:
        places.setdefault(chosen.place, evidence.place_name(chosen.place))
    types = evidence.types()
    types += [t for t in chosen.types if t not in types]
    st.session_state.update(
        actors=list(chosen.actors), since=chosen.since, until=chosen.until, types=list(chosen.types), stances=list(chosen.stances),
        place=chosen.place,
    )  # fmt: skip
    with st.popover(say("filters.actor"), key="pop-actor"):
        if many_actors:
            st.text_input(say("filters.find_actor", n=f"{evidence.names[0]:,}"), key="find-actor")
        st.multiselect(
            say("filters.actor_hint"),
            actors,
            key="actors",
            placeholder=say("filters.actor_none"),
            on_change=_changed,
            args=("actors", "actors"),
        )
    with st.popover(say("filters.when"), key="pop-when"):
        first, last = st.columns(2)
        first.date_input(say("filters.since"), value=None, key="since", format="YYYY-MM-DD", on_change=_dates_changed)
        last.date_input(say("filters.until"), value=None, key="until", format="YYYY-MM-DD", on_change=_dates_changed)
        st.caption(say("filters.when_hint"))
    with st.popover(say("filters.type"), key="pop-type"):
        st.pills(
            say("filters.type_hint"),
            types,
            selection_mode="multi",
            key="types",
            format_func=type_name,
            on_change=_changed,
            args=("types", "types"),
        )
    with st.popover(say("filters.stance"), key="pop-stance"):
        st.pills(
            say("filters.stance_hint"), STANCES, selection_mode="multi", key="stances", format_func=stance_name, on_change=_changed,
            args=("stances", "stances"),
        )  # fmt: skip
    with st.popover(say("filters.place"), key="pop-place"):
        if many_places:
            st.text_input(say("filters.find_place", n=f"{evidence.names[1]:,}"), key="find-place")
        st.selectbox(
            say("filters.place_hint"), list(places), index=None, key="place", format_func=lambda p: places.get(p, p),
            on_change=_changed,
            args=("place", "place"), placeholder=say("filters.place_none"),
        )  # fmt: skip
    st.button(say("filters.disputed"), key="disputed-on" if chosen.disputed else "disputed-off", on_click=_toggle_disputed)
    with st.container(key="searching", width=search.WIDTH):
        search.draw(evidence, view)


def chips(evidence: Evidence, view: View) -> list[dict[str, str]]:
    """Return one chip a filter: its label, and the filter and value that it takes away."""
    chosen = view.filter
    found = [("actors", a, a) for a in chosen.actors]
    if chosen.since and chosen.until:
        found.append(("dates", "", range_name(chosen.since, chosen.until)))
    elif chosen.since:
        found.append(("dates", "", say("filters.chip_since", date=day_name(chosen.since))))
    elif chosen.until:
        found.append(("dates", "", say("filters.chip_until", date=day_name(chosen.until))))
    found += [("types", t, type_name(t)) for t in chosen.types]
    found += [("stances", s, stance_name(s)) for s in chosen.stances]
    if chosen.disputed:
        found.append(("disputed", "", say("filters.chip_disputed")))
    if chosen.place:
        found.append(("place", "", evidence.place_name(chosen.place)))
    if chosen.bbox:
        found.append(("bbox", "", say("filters.chip_bbox")))
    if chosen.article:
        found.append(("article", "", say("filters.chip_article")))
    if chosen.text:
        found.append(("text", "", say("filters.chip_text", text=chosen.text)))
    if view.unplaced:
        found.append(("unplaced", "", say("filters.chip_unplaced")))
    return [{"filter": f, "value": v, "label": label, "remove": say("filters.remove", label=label)} for f, v, label in found]


def without(view: View, name: str, value: str) -> View:
    """Return the view without one filter, or without one value of it."""
    if name == "unplaced":
        return replace(view, unplaced=False, page=1)
    if name == "dates":
        return view.filtered(since=None, until=None)
    if name == "disputed":
        return view.filtered(disputed=False)
    if name in ("actors", "types", "stances"):
        return view.filtered(**{name: tuple(v for v in getattr(view.filter, name) if v != value)})
    return view.filtered(**{name: None})


def _removed() -> None:
    pressed = st.session_state["chips"]["remove"]
    view, _ = state.current()
    if pressed:
        state.show(view.cleared() if pressed["filter"] == "all" else without(view, pressed["filter"], pressed["value"]))


def draw_chips(evidence: Evidence, view: View) -> None:
    """Draw the removable chips and Clear."""
    data = {"chips": chips(evidence, view), "clear": say("filters.clear"), "selected": bool(view.selected)}
    component("chips")(key="chips", data=data, on_remove_change=_removed)


def draw(evidence: Evidence, view: View, problem: str | None) -> None:
    """Draw the row of filters with its chips, and say what of the address could not be used."""
    if problem:
        st.text(say("filters.unusable", reason=problem))
    st.toggle(say("filters.row"), key="fold")
    with st.container(horizontal=True, key="filters", vertical_alignment="center", gap="small"):
        draw_row(evidence, view)
        draw_chips(evidence, view)
