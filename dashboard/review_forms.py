"""The means to put a question right: a candidate, a search, a pin; a form for what was read of an event, a claim, an actor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import access, review_acts, review_item
from dashboard.wording import catalogue, say
from geo.gazetteer.index import load_gazetteer

if TYPE_CHECKING:
    from collections.abc import Callable

    from streamlit.delta_generator import DeltaGenerator

    from geo.doubts import Question, Queue
    from geo.store import Store

FOUND = 12
"""Places that a search of the gazetteer lists."""


def draft(question: Question) -> dict[str, Any]:
    """Return what has been chosen for a question and not been recorded yet."""
    kept = st.session_state.get("review-draft")
    if kept is None or kept["target"] != question.target:
        kept = st.session_state["review-draft"] = {"target": question.target}
    return kept


def _picked(question: Question) -> None:
    act = st.session_state["review-item"]["act"]
    if act and act.get("do") == "pick":
        pick(question, act["id"])


def pick(question: Question, place_id: str) -> None:
    """Choose a place of the gazetteer for a question."""
    entry = load_gazetteer().get(place_id)
    if entry is not None:
        draft(question).update(place=entry.place, shown=load_gazetteer().full_label(place_id))


def draw_forms(store: Store, queue: Queue, question: Question, beside: DeltaGenerator) -> None:
    """Draw a question: its passages where it stands, and beside it the means to put it right."""
    from dashboard.review import component  # noqa: PLC0415  (it draws this)

    frames = queue.frames
    told, more = review_item.passages(frames, question)
    words = catalogue()["review"]
    data = {
        "part": "item",
        "id": question.target,
        "title": question.label,
        "sort": words["layers"][question.layer],
        "doubts": [words["doubts_long"][d] for d in question.doubts],
        "facts": review_item.facts(frames, question),
        "passages": told,
        "more": say("review.more_passages", n=more) if more else "",
        "candidates": review_item.candidates(frames, question) if question.layer == "mention" else [],
        "picked": draft(question)["place"].place_id if draft(question).get("place") else None,
        "words": {k: words[k] for k in ("passage", "considered", "pick", "picked", "now", "none_considered")},
    }
    component()(key="review-item", data=data, on_act_change=lambda: _picked(question))
    with beside:
        if question.layer == "mention" and review_item.mentions_of(frames, question):
            _draw_place(store, queue, question)


def _draw_place(store: Store, queue: Queue, question: Question) -> None:
    kept = draft(question)
    with st.container(key="review-chosen"):
        st.text(say("review.chosen", place=kept["shown"]) if kept.get("place") else say("review.choose_first"))
    rows = review_item.mentions_of(queue.frames, question)
    with st.form("review-form", border=False):
        if len(rows) > 1:
            st.radio(say("review.scope"), ("all", "first"), key="review-scope", format_func=lambda s: say(f"review.scope_{s}", n=len(rows)))
        draw_why()
        draw_buttons(say("review.no_place"), (_record_place, (store, queue, question)), store, question)


def draw_buttons(reject: str, record: tuple[Callable[..., None], tuple[Any, ...]], store: Store, question: Question) -> None:
    """Draw the three ways to close a question: what was put right, right as it is, taken out."""
    with st.container(horizontal=True, gap="small", key="review-close"):
        st.form_submit_button(say("review.record"), type="primary", key="review-record", on_click=record[0], args=record[1])
        st.form_submit_button(say("review.accept"), key="review-accept", on_click=_accept, args=(store, question))
        st.form_submit_button(reject, key="review-reject", on_click=_reject, args=(store, question))


def draw_why() -> None:
    """Draw the fields that say why, by whom, and who says so elsewhere."""
    st.text_input(say("review.why"), key="review-why", max_chars=500, placeholder=say("review.why_hint"))
    st.text_area(say("review.source"), key="review-source", max_chars=2000, height=68, placeholder=say("review.source_hint"))
    who = access.person()
    if who is None or not who.name:
        st.session_state.setdefault("review-who", st.session_state.get("reviewer", ""))
        st.text_input(say("review.who"), key="review-who", max_chars=80)


def why(otherwise: str = "") -> review_acts.Why:
    """Return note and source as they were given, and keep the reviewer's name for the session."""
    if st.session_state.get("review-who", "").strip():
        st.session_state["reviewer"] = st.session_state["review-who"].strip()
    return review_acts.Why(st.session_state.get("review-why", "").strip() or otherwise, st.session_state.get("review-source", ""))


def done(*, recorded: bool) -> None:
    """Empty the form after something was recorded."""
    if recorded:
        st.session_state["review-why"] = st.session_state["review-source"] = ""
        st.session_state.pop("review-draft", None)
        review_acts.told(say("review.recorded"), good=True)


def _record_place(store: Store, queue: Queue, question: Question) -> None:
    kept = draft(question)
    if not kept.get("place"):
        review_acts.told(say("review.choose_first"))
        return
    rows = review_item.mentions_of(queue.frames, question)
    if st.session_state.get("review-scope") == "first":
        rows = rows[:1]
    changes = review_acts.place_changes(question, rows, kept["place"].place_id)
    done(recorded=review_acts.record(store, changes, why(), [kept["place"]]))


def _accept(store: Store, question: Question) -> None:
    _close(store, question, "accepted", why(say("review.accepted_note")))


def _reject(store: Store, question: Question) -> None:
    _close(store, question, "removed", why())


def _close(store: Store, question: Question, field: str, reason: review_acts.Why) -> None:
    targets = question.members or (question.target,)
    done(recorded=review_acts.record(store, [(target, field, True, None) for target in targets], reason))
