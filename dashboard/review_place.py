"""The means to put a place right: one of those considered, a search of the gazetteer, a pin or an area on the map, named villages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from dashboard import review_acts, review_item
from dashboard.component import component
from dashboard.review_forms import done, draft, draw_buttons, draw_why, why
from dashboard.review_map import KEY as MAP_KEY
from dashboard.review_map import draw_map
from dashboard.wording import catalogue, say
from geo.errors import InputError
from geo.gazetteer.index import load_gazetteer
from geo.placed_by_hand import drawn, pinned

if TYPE_CHECKING:
    from geo.doubts import Question, Queue
    from geo.records import Place
    from geo.store import Store

FOUND = 12
"""Places that a search of the gazetteer lists."""
RADIUS_KM = 3.0
"""A pin lies within this of the spot unless another radius is given; named villages without a known extent too."""


def acted(question: Question, key: str) -> None:
    """Do what was asked in one of the components."""
    act = st.session_state[key]["act"] if key != MAP_KEY else st.session_state.get(MAP_KEY)
    if not act:
        return
    kept = draft(question)
    if act["do"] == "pick":
        _pick(question, kept, act["id"])
    elif act["do"] == "drop":
        kept["villages"] = [v for v in kept.get("villages", []) if v["id"] != act["id"]]
    elif act["do"] == "pin":
        _pin(question, kept, float(act["lat"]), float(act["lon"]))
    elif act["do"] == "area":
        _forget(kept)
        kept["ring"] = [[float(lon), float(lat)] for lon, lat in act["ring"]]


def _forget(kept: dict[str, Any]) -> None:
    for name in ("place", "spot", "ring"):
        kept.pop(name, None)


def _pick(question: Question, kept: dict[str, Any], place_id: str) -> None:
    entry = load_gazetteer().get(place_id)
    if entry is None:
        return
    place = entry.place
    if _is_group(question) and place.lat is not None:
        radius = min(RADIUS_KM, place.precision_km or RADIUS_KM)
        _add_village(kept, {"id": place_id, "name": place.name, "lat": place.lat, "lon": place.lon, "radius_km": radius})
        return
    _forget(kept)
    kept["place"] = place


def _pin(question: Question, kept: dict[str, Any], lat: float, lon: float) -> None:
    if _is_group(question):
        spot = f"{lat:.4f}, {lon:.4f}"
        _add_village(kept, {"id": spot, "name": spot, "lat": lat, "lon": lon, "radius_km": RADIUS_KM})
        return
    _forget(kept)
    kept["spot"] = {"lat": lat, "lon": lon}


def _add_village(kept: dict[str, Any], village: dict[str, Any]) -> None:
    villages = kept.setdefault("villages", [])
    if all(v["id"] != village["id"] for v in villages):
        kept.pop("ring", None)
        villages.append(village)


def _is_group(question: Question) -> bool:
    return bool(st.session_state.get("review-group") == question.target)


def draw_place(store: Store, queue: Queue, question: Question) -> None:
    """Draw the means to put a place right, and the form that records it."""
    rows = review_item.mentions_of(queue.frames, question)
    group = rows[0].kind == "group"
    st.session_state["review-group"] = question.target if group else None
    kept = draft(question)
    _draw_search(question)
    _draw_map(queue, question, rows)
    _draw_chosen(question, kept, group=group)
    with st.form("review-form", border=False):
        if not group and len(rows) > 1:
            st.radio(
                say("review.scope"), ("all", "first"), key="review-scope", format_func=lambda s: say(f"review.scope_{s}", n=len(rows)),
                horizontal=True,
            )  # fmt: skip
        if kept.get("spot") or kept.get("ring"):
            name, radius = st.columns([3, 2], gap="small")
            with name:
                st.text_input(say("review.name"), key=f"review-name-{question.target}", value=question.label, max_chars=120)
            if kept.get("spot"):
                with radius:
                    st.number_input(say("review.radius"), 0.1, 500.0, RADIUS_KM, 1.0, key="review-radius", format="%g")
        draw_why()
        record = _record_group if group else _record_place
        draw_buttons(say("review.no_place"), lambda: record(store, queue, question), store, question)


def _draw_search(question: Question) -> None:
    words = st.text_input(
        say("review.search"), key=f"review-search-{question.target}", max_chars=100, placeholder=say("review.search_hint")
    )
    if not words.strip():
        return
    rows = found(words, draft(question).get("place"))
    texts = catalogue()["review"]
    component("review")(
        key="review-results",
        data={
            "part": "results",
            "id": words,
            "rows": rows,
            "empty": say("review.search_none"),
            "words": {k: texts[k] for k in ("pick", "picked", "now")},
            "picked": next((r["id"] for r in rows if r["picked"]), None),
        },
        on_act_change=lambda: acted(question, "review-results"),
    )


def found(words: str, chosen: Place | None = None) -> list[dict[str, Any]]:
    """Return the places that a search finds: by name, as the gazetteer spells it or another way; or coordinates as they are."""
    gazetteer = load_gazetteer()
    kinds = catalogue()["kinds"]
    rows = []
    for entry in gazetteer.find(words)[:FOUND]:
        place = entry.place
        people = say("review.people", n=f"{entry.population:,}") if entry.population else ""
        rows.append(
            {
                "id": place.place_id,
                "name": gazetteer.full_label(place.place_id),
                "reason": " · ".join(p for p in (kinds.get(place.kind, place.kind), people) if p),
                "picked": chosen is not None and chosen.place_id == place.place_id,
            }
        )
    return rows


def considered(queue: Queue, question: Question, now: str | None, chosen: Place | None) -> list[dict[str, Any]]:
    """Return the places of the map: as it is now, those considered, the one chosen; each with its point, and its shape if an area."""
    gazetteer = load_gazetteer()
    places = queue.frames.places.set_index("place_id")
    found: dict[str, dict[str, Any]] = {}
    if now is not None and now in places.index:
        row = places.loc[now]
        found[now] = {"name": row["name"], "kind": row["kind"], "lat": row["lat"], "lon": row["lon"], "shape": row["geometry"]}
    listed = [entry.place for c in review_item.candidates(queue.frames, question) if (entry := gazetteer.get(c["id"])) is not None]
    for place in [*listed, *([chosen] if chosen is not None else [])]:
        shape = gazetteer.shape(place.place_id)
        found.setdefault(place.place_id, {"name": place.name, "kind": place.kind, "lat": place.lat, "lon": place.lon, "shape": shape})
    for place_id, one in found.items():
        if one["shape"] is not None and one["shape"].geom_type == "Point":
            one["shape"] = None
        one |= {"id": place_id, "now": place_id == now, "chosen": chosen is not None and chosen.place_id == place_id}
    return [one for one in found.values() if one["shape"] is not None or not pd.isna(one["lat"])]


def _draw_map(queue: Queue, question: Question, rows: list[Any]) -> None:
    kept = draft(question)
    now, chosen = None if pd.isna(rows[0].place_id) else rows[0].place_id, kept.get("place")
    hand = [{"lat": v["lat"], "lon": v["lon"], "km": v["radius_km"]} for v in kept.get("villages", [])]
    if kept.get("spot"):
        hand.append({**kept["spot"], "km": st.session_state.get("review-radius", RADIUS_KM)})
    if kept.get("ring"):
        hand.append({"ring": kept["ring"]})
    fit = f"{question.target} {chosen.place_id if chosen else ''}"
    draw_map(fit, considered(queue, question, now, chosen), hand, lambda: acted(question, MAP_KEY))
    with st.expander(say("review.by_numbers")):
        columns = st.columns([2, 2, 1], gap="small", vertical_alignment="bottom")
        with columns[0]:
            lat = st.number_input(say("review.lat"), -90.0, 90.0, None, key=f"review-lat-{question.target}", format="%.4f")
        with columns[1]:
            lon = st.number_input(say("review.lon"), -180.0, 180.0, None, key=f"review-lon-{question.target}", format="%.4f")
        with columns[2]:
            missing = lat is None or lon is None
            st.button(say("review.set"), key="review-set", on_click=_set_pin, args=(question, lat, lon), disabled=missing)


def _set_pin(question: Question, lat: float, lon: float) -> None:
    _pin(question, draft(question), lat, lon)


def _draw_chosen(question: Question, kept: dict[str, Any], *, group: bool) -> None:
    if group and kept.get("villages"):
        words = catalogue()["review"]
        rows = [{"id": v["id"], "name": v["name"], "reason": ""} for v in kept["villages"]]
        component("review")(
            key="review-villages",
            data={"part": "villages", "id": question.target, "rows": rows, "title": words["villages"], "words": {"drop": words["drop"]}},
            on_act_change=lambda: acted(question, "review-villages"),
        )
        return
    if kept.get("place"):
        text = say("review.chosen", place=load_gazetteer().full_label(kept["place"].place_id))
    elif kept.get("spot"):
        text = say("review.chosen", place=f"{kept['spot']['lat']:.4f}, {kept['spot']['lon']:.4f}")
    elif kept.get("ring"):
        text = say("review.chosen_area", n=len(kept["ring"]))
    else:
        text = say("review.choose_villages" if group else "review.choose_first")
    with st.container(key="review-chosen"):
        st.text(text)


def _record_place(store: Store, queue: Queue, question: Question) -> None:
    kept, reason = draft(question), why()
    outline = None
    name = " ".join((st.session_state.get(f"review-name-{question.target}") or question.label).split())
    try:
        if kept.get("ring"):
            place, outline = drawn(name, kept["ring"])
        elif kept.get("spot"):
            place = pinned(name, kept["spot"]["lat"], kept["spot"]["lon"], float(st.session_state.get("review-radius", RADIUS_KM)))
        elif kept.get("place"):
            place = kept["place"]
        else:
            review_acts.told(say("review.choose_first"))
            return
    except InputError:
        review_acts.told(say("review.no_area"))
        return
    rows = review_item.mentions_of(queue.frames, question)
    if st.session_state.get("review-scope") == "first":
        rows = rows[:1]
    changes: list[review_acts.Change] = [(place.place_id, "outline", outline, None)] if outline else []
    changes += [(m.mention_id, "place_id", place.place_id, None if pd.isna(m.place_id) else m.place_id) for m in rows]
    done(recorded=review_acts.record(store, changes, reason, [place]))


def _record_group(store: Store, queue: Queue, question: Question) -> None:
    kept, reason = draft(question), why()
    rows = review_item.mentions_of(queue.frames, question)
    if not reason.source.strip():
        review_acts.told(say("review.source_missing"))
        return
    if kept.get("villages"):
        areas = [{"name": v["name"], "lat": v["lat"], "lon": v["lon"], "radius_km": v["radius_km"]} for v in kept["villages"]]
        change = (rows[0].place_id, "areas", areas, None)
    elif kept.get("ring"):
        change = (rows[0].place_id, "outline", [kept["ring"]], None)
    else:
        review_acts.told(say("review.choose_villages"))
        return
    done(recorded=review_acts.record(store, [change], reason))
