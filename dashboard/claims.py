"""The Claims page: a board of propositions, who asserts and who denies each, over all articles; and who disputes whom."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import claims_board, claims_graph, claims_source, filters, header, navigation, state
from dashboard import evidence as source
from dashboard.component import component
from dashboard.evidence import shown_store
from dashboard.wording import catalogue, counted, say
from geo.errors import GeoError
from geo.frames import load_rows

if TYPE_CHECKING:
    from dashboard.claims_source import Board
    from dashboard.state import View

SLOW = 5_000
"""Claims beyond which the first grouping takes a second or more, and the page says what it waits for."""


def data(board: Board, view: View) -> dict[str, Any]:
    """Return all that the board's script needs to draw the view."""
    groups, page = claims_board.page_of(board, view.page)
    rest = [board.grouped.groups[n] for n in board.grouped.of_claim.get(view.selected or "", ()) if board.grouped.groups[n] not in groups]
    ids = list(dict.fromkeys(m.claim_id for g in (*rest, *groups) for m in g.members))
    frames = load_rows(shown_store(), claim_ids=ids)
    found = counted(len(board.groups), "group")
    return {
        "heading": say("claims.heading", groups=found, disputed=say("header.disputed", n=f"{len(board.disputed):,}")),
        "order": say("claims.order"),
        "lone": claims_board.cards(rest, board.grouped, frames, view),
        "cards": claims_board.cards(groups, board.grouped, frames, view),
        "page": page,
        "selected": view.selected,
        "narrowed": view.is_narrowed,
        "voices": [{"id": v, "label": say(f"claims.voice.{v or 'all'}"), "chosen": view.voice == v} for v in (None, *state.VOICES)]
        if view.filter.actors
        else [],
        "words": catalogue()["claims"]["words"] | {"clear": say("panel.clear"), "outside": say("panel.outside")},
        "empty": say("panel.empty_unclaimed") if not board.grouped.groups else say("claims.empty"),
    }


def act(view: View, done: dict[str, Any]) -> View:
    """Return the view after something was done on the board or the graph.

    Parameters
    ----------
    view
        The view before.
    done
        `do`, one of `select voice page actor clear`, and its `id`.
    """
    do, target = done.get("do"), done.get("id")
    if do == "select":
        return replace(view, selected=None if view.selected == target else target)
    if do == "voice":
        return replace(view, voice=target if target in state.VOICES else None, page=1)
    if do == "page":
        return replace(view, page=max(1, int(target or 1)))
    if do == "actor":
        names = view.filter.actors
        chosen = tuple(n for n in names if n != target) if target in names else (*names, str(target))
        return view.filtered(actors=chosen)
    return view.cleared() if do == "clear" else view


def _acted(key: str) -> None:
    done = st.session_state[key]["act"]
    if done and done.get("do") != "read":
        view, _ = state.current()
        state.show(act(view, done))


def draw() -> None:
    """Draw the page that the URL asks for."""
    view, problem = state.current()
    try:
        evidence = source.of(view)
        with st.spinner(say("claims.grouping")) if evidence.total.claims > SLOW else nullcontext():
            board = claims_source.board(view)
        made = data(board, view)
    except GeoError as error:
        st.error(str(error).replace("`", "'"))
        return
    header.draw("claims", evidence)
    filters.draw(evidence, view, problem)
    left, right = st.columns([13, 6], gap="medium")
    with left:
        done = component("board")(key="board", data=made, on_act_change=lambda: _acted("board"))
    with right:
        component("graph")(key="graph", data=claims_graph.data(board, view.filter.actors), on_act_change=lambda: _acted("graph"))
    if done.act and done.act.get("do") == "read":
        there = replace(view, tab="article", selected=str(done.act.get("id")), voice=None, page=1)
        st.switch_page(navigation.page("explore"), query_params=there.to_query())
