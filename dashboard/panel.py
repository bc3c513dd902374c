"""The panel at the right: tabs of events, claims, the article and places, linked with map and timeline."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import access, article, navigation, state
from dashboard.cards import claim_cards, each, event_card, place_rows
from dashboard.component import component
from dashboard.wording import catalogue, say

if TYPE_CHECKING:
    from dashboard.evidence import Evidence
    from dashboard.state import View

LONGEST_UNSEEN = 30_000
"""Characters of an article that is sent along before its tab is in front, so that the tab opens at once."""
ARTICLE_ID = re.compile("[0-9a-f]{16}")
"""What an article's id looks like; that of a data set is its name."""


def tabs(evidence: Evidence) -> list[dict[str, Any]]:
    """Return the tabs with their counts: "7 of 19" where a filter leaves some out."""
    counts = {name: (evidence.left.of(name), evidence.total.of(name)) for name in ("events", "claims", "places")}
    made = []
    for name in state.TABS:
        n, total = counts.get(name, (None, None))
        count = "" if n is None else f"{n:,}" if n == total else say("tabs.of", n=f"{n:,}", total=f"{total:,}")
        made.append({"id": name, "label": say(f"tabs.{name}"), "count": count})
    return made


def data(evidence: Evidence, view: View) -> dict[str, Any]:
    """Return all that the panel's script needs to draw every tab."""
    shown = evidence.panels(view)
    nearby = shown.nearby
    elsewhere = say("panel.other_page" if view.selected and evidence.leaves(view.selected) else "panel.outside")
    reading = evidence.reading(view)
    nothing = not (evidence.total.articles or evidence.total.events)
    made: dict[str, Any] = {
        "tab": view.tab,
        "tabs": tabs(evidence),
        "selected": view.selected,
        "narrowed": view.is_narrowed,
        "check": say("article.check") if access.may("editor") else "",
        "words": catalogue()["panel"] | {"outside": elsewhere, "empty": say("panel.empty_store") if nothing else ""},
        "excerpt": article.excerpt(nearby, view.selected),
    }
    lone_event = nearby.events[(nearby.events["event_id"] == view.selected) & ~nearby.events["event_id"].isin(shown.events["event_id"])]
    made["events"] = {
        "lone": [event_card(r) for r in each(lone_event)],
        "cards": [event_card(r) for r in each(shown.events)],
        "page": shown.event_page,
        "empty": say("panel.empty_events"),
    }
    cards = claim_cards(shown.claims, nearby.claims)
    on_cards = {i for c in cards for i in c["ids"]}
    lone_claim = nearby.claims[(nearby.claims["claim_id"] == view.selected) & ~nearby.claims["claim_id"].isin(on_cards)]
    made["claims"] = {
        "lone": claim_cards(lone_claim, nearby.claims),
        "cards": cards,
        "page": shown.claim_page,
        "empty": say("panel.empty_claims"),
    }
    made["places"] = {
        "rows": place_rows(shown.places),
        "page": shown.place_page,
        "chosen": view.filter.place,
        "empty": say("panel.empty_places"),
    }
    longest = None if view.tab == "article" else LONGEST_UNSEEN
    made["article"] = article.reader(reading, view.selected, passages=view.tab == "article", longest=longest) if reading else {"none": ""}
    return made


def act(view: View, act: dict[str, Any]) -> View:
    """Return the view after something was done in the panel.

    Parameters
    ----------
    view
        The view before.
    act
        `do`, one of `tab select follow read place actor page article clear`, and its `id`; `tab` is the tab in front.
    """
    do, target = act.get("do"), act.get("id")
    if act.get("tab") in state.TABS and act["tab"] != view.tab:
        view = replace(view, tab=act["tab"], page=1, asked=True)
    if do == "tab":
        return replace(view, asked=True)
    if do == "select":
        return replace(view, selected=None if view.selected == target else target)
    if do == "follow":
        return replace(view, selected=target)
    if do == "read":
        return replace(view, selected=target, tab="article")
    if do == "place":
        return view.filtered(place=None if view.filter.place == target else target)
    if do == "actor":
        return view.filtered(actors=() if view.filter.actors == (target,) else (target,))
    if do == "page":
        return replace(view, page=max(1, int(target or 1)))
    if do == "article":
        return replace(view, reading=target, selected=None)
    return view.cleared() if do == "clear" else view


def _acted() -> None:
    done = st.session_state["panel"]["act"]
    if done and done.get("do") == "check":
        st.session_state["panel-check"] = done["id"]  # a callback may not change the page; the page that follows does
    elif done:
        view, _ = state.current()
        state.show(act(view, done))


def draw(evidence: Evidence, view: View, shown_on_map: str) -> None:
    """Draw the panel of the view; it carries the key of what the map shows beside it."""
    check = st.session_state.pop("panel-check", None)
    if check:
        st.switch_page(
            navigation.page("review"), query_params=view.spoken() | {"article": check.split(":", 1)[0], "show": "all", "item": check}
        )
    component("panel", "keys")(key="panel", data=data(evidence, view) | {"map": shown_on_map}, on_act_change=_acted)
