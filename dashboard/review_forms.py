"""The form of a question: what was read of an event, a claim or an actor put right; why, by whom; the history of it."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING, Any, get_args

import pandas as pd
import streamlit as st

from dashboard import access, review_acts, review_item
from dashboard.component import component
from dashboard.review_tolls import draw_tolls, tolls_after
from dashboard.wording import as_day, catalogue, say, stance_name, type_name
from geo.corrected_tables import RELATIONS
from geo.corrections import EVERYWHERE
from geo.filter import EVENT_TYPES, STANCES
from geo.records import DatePrecision, EventStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.doubts import Question, Queue
    from geo.store import Store

EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2099, 12, 31)


def draft(question: Question) -> dict[str, Any]:
    """Return what has been chosen for a question and not been recorded yet."""
    kept = st.session_state.get("review-draft")
    if kept is None or kept["target"] != question.target:
        kept = st.session_state["review-draft"] = {"target": question.target}
    found: dict[str, Any] = kept
    return found


def draw_why() -> None:
    """Draw the fields that say why, by whom, and who says so elsewhere."""
    signed_in = access.person()
    if signed_in is not None and signed_in.name:
        _draw_note()
    else:
        note, name = st.columns([3, 2], gap="small")
        with note:
            _draw_note()
        with name:
            st.session_state.setdefault("review-who", st.session_state.get("reviewer", ""))
            st.text_input(say("review.who"), key="review-who", max_chars=80)
    st.text_area(say("review.source"), key="review-source", max_chars=2000, height=68, placeholder=say("review.source_hint"))


def _draw_note() -> None:
    st.text_input(say("review.why"), key="review-why", max_chars=500, placeholder=say("review.why_hint"))


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


def draw_buttons(reject: str | None, record: Callable[[], None], store: Store, question: Question) -> None:
    """Draw the ways to close a question: what was put right, right as it is, taken out."""
    with st.container(horizontal=True, gap="small", key="review-close"):
        st.form_submit_button(say("review.record"), type="primary", key="review-record", on_click=record)
        if question.layer != "actor":
            st.form_submit_button(say("review.accept"), key="review-accept", on_click=_accept, args=(store, question))
        if reject:
            st.form_submit_button(reject, key="review-reject", on_click=_reject, args=(store, question))


def _accept(store: Store, question: Question) -> None:
    _close(store, question, "accepted", why(say("review.accepted_note")))


def _reject(store: Store, question: Question) -> None:
    _close(store, question, "removed", why())


def _close(store: Store, question: Question, field: str, reason: review_acts.Why) -> None:
    targets = question.members or (question.target,)
    done(recorded=review_acts.record(store, [(target, field, True, None) for target in targets], reason))


class Fields:
    """The widgets of a row's form: each has a key that changes with what the row is now, so that it never shows an old value."""

    def __init__(self, question: Question, facts: Any) -> None:
        self.mark = hashlib.blake2b(f"{question.target} {facts}".encode(), digest_size=6).hexdigest()

    def key(self, name: str) -> str:
        """Return the key of a field's widget."""
        return f"review-{name}-{self.mark}"

    def value(self, name: str) -> Any:
        """Return what a field holds."""
        return st.session_state[self.key(name)]


def draw_row(store: Store, queue: Queue, question: Question) -> None:
    """Draw the form of an event or a claim."""
    row = review_item.row_of(queue.frames, question)
    if row is None:
        return
    facts = current(row, question.layer)
    fields = Fields(question, facts)
    with st.form("review-form", border=False):
        left, right = st.columns(2, gap="small")
        known = queue.frames.actors.loc[queue.frames.actors["article_id"] == question.article_id, "name"]
        said = [n for key in ("sources", "targets", "speakers") for n in facts.get(key, [])]
        said += [facts["addressee"]] if facts.get("addressee") else []
        said += [n for toll in facts.get("tolls", []) for n in toll["speakers"]]
        names = sorted({*known, *said}, key=str.casefold)
        if question.layer == "event":
            with left:
                _select(fields, "type", EVENT_TYPES, facts["type"], type_name)
            with right:
                _select(fields, "status", get_args(EventStatus), facts["status"], lambda s: say(f"review.statuses.{s}"))
            _names(fields, "sources", names, facts["sources"])
            _names(fields, "targets", names, facts["targets"])
            st.number_input(say("review.count"), min_value=0, value=facts["count"], step=1, key=fields.key("count"), format="%d")
            draw_tolls(fields, facts["tolls"], names)
        else:
            with left:
                _select(fields, "stance", STANCES, facts["stance"], stance_name)
            with right:
                st.selectbox(
                    say("review.addressee"), names, index=names.index(facts["addressee"]) if facts["addressee"] else None,
                    key=fields.key("addressee"), accept_new_options=True, placeholder="",
                )  # fmt: skip
            _names(fields, "speakers", names, facts["speakers"])
        _draw_when(fields, facts)
        places = dict(zip(queue.frames.places["place_id"], queue.frames.places["name"], strict=True))
        mine = queue.frames.mentions.loc[queue.frames.mentions["article_id"] == question.article_id, "place_id"].dropna()
        offered = list(dict.fromkeys([*facts["place_ids"], *mine]))
        st.multiselect(
            say("review.where"), offered, default=facts["place_ids"], key=fields.key("place_ids"), format_func=lambda p: places.get(p, p),
            placeholder=say("review.where_hint"),
        )  # fmt: skip
        if question.layer == "claim":
            others = [c for c in queue.frames.claims["claim_id"] if c != question.target]
            others.sort(key=lambda c: not c.startswith(f"{question.article_id}:"))
            for name in RELATIONS:
                st.multiselect(
                    say(f"review.{name}"), others, default=[c for c in facts[name] if c in others], key=fields.key(name),
                    format_func=lambda c: review_item.claim_words(queue.frames, c), placeholder=say("review.claims_hint"),
                )  # fmt: skip
        draw_why()
        draw_buttons(say("review.reject"), lambda: _record_row(store, question, facts, fields), store, question)


def current(row: Any, layer: str) -> dict[str, Any]:
    """Return what a row says now, as corrections write it."""
    of_event, of_claim = ("type", "status", "sources", "targets", "count", "tolls"), ("stance", "addressee", "speakers", *RELATIONS)
    names = of_event if layer == "event" else of_claim
    found = {name: getattr(row, name) for name in (*names, "date_precision", "place_ids")}
    days = {name: day.isoformat() if (day := as_day(getattr(row, name))) else None for name in ("date_start", "date_end")}
    if layer == "event":
        found["count"] = None if pd.isna(row.count) else int(row.count)
    return {k: list(v) if isinstance(v, tuple) else v for k, v in found.items()} | days


def _select(fields: Fields, name: str, options: tuple[str, ...], now: str, words: Callable[[str], str]) -> None:
    st.selectbox(say(f"review.{name}"), options, index=options.index(now), key=fields.key(name), format_func=words)


def _names(fields: Fields, name: str, options: list[str], now: list[str]) -> None:
    st.multiselect(
        say(f"review.{name}"), options, default=now, key=fields.key(name), accept_new_options=True, placeholder=say("review.names_hint")
    )


def _draw_when(fields: Fields, facts: dict[str, Any]) -> None:
    columns = st.columns(3, gap="small")
    for column, name in zip(columns, ("date_start", "date_end"), strict=False):
        with column:
            st.date_input(
                say(f"review.{name}"), value=dt.date.fromisoformat(facts[name]) if facts[name] else None, min_value=EARLIEST,
                max_value=LATEST, key=fields.key(name), format="YYYY-MM-DD",
            )  # fmt: skip
    with columns[2]:
        words = catalogue()["review"]["precisions"]
        _select(fields, "date_precision", get_args(DatePrecision), facts["date_precision"], lambda p: str(words[p]))


def dates_after(facts: dict[str, Any], start: dt.date | None, end: dt.date | None, precision: str) -> dict[str, Any]:
    """Return the dates to record: one day alone is both ends, and its precision follows where none was chosen anew.

    Parameters
    ----------
    facts
        What the row says now.
    start, end, precision
        What the form holds.
    """
    was = (facts["date_start"], facts["date_end"])
    given = tuple(d.isoformat() if d else None for d in (start, end))
    if given == was:
        return {"date_precision": precision} if precision != facts["date_precision"] else {}
    if was == (None, None) and None in given and given != (None, None):
        given = (given[0] or given[1], given[1] or given[0])
    if precision == facts["date_precision"]:
        precision = "unknown" if given == (None, None) else "day" if given[0] == given[1] or precision == "unknown" else precision
    return {"date_start": given[0], "date_end": given[1], "date_precision": precision}


def _record_row(store: Store, question: Question, facts: dict[str, Any], fields: Fields) -> None:
    names = [name for name in facts if not name.startswith("date_") and name != "tolls"]
    after = {name: fields.value(name) for name in names}
    if "tolls" in facts:
        try:
            after["tolls"] = tolls_after(fields, facts["tolls"])
        except ValueError as error:
            review_acts.told(str(error))
            return
    start, end = fields.value("date_start"), fields.value("date_end")
    if start and end and start > end:
        review_acts.told(say("review.dates_crossed"))
        return
    after |= dates_after(facts, start, end, fields.value("date_precision"))
    changes = [(question.target, name, value, facts[name]) for name, value in after.items() if value != facts[name]]
    done(recorded=review_acts.record(store, changes, why()))


def draw_actor(store: Store, queue: Queue, question: Question) -> None:
    """Draw the form of an actor: which other name is the same one."""
    name = question.target.split(":", 2)[2]
    actors = queue.frames.actors
    here = sorted(set(actors.loc[actors["article_id"] == question.article_id, "name"]) - {name}, key=str.casefold)
    others = [*here, *sorted(set(actors["name"]) - {name, *here}, key=str.casefold)]
    fields = Fields(question, "")
    with st.form("review-form", border=False):
        st.selectbox(say("review.same_as"), others, index=None, key=fields.key("same_as"), accept_new_options=True, placeholder="")
        st.radio(say("review.merge_scope"), ("here", EVERYWHERE), key=fields.key("scope"), format_func=lambda s: say(f"review.merge_{s}"))
        draw_why()
        draw_buttons(None, lambda: _record_actor(store, question, name, fields), store, question)


def _record_actor(store: Store, question: Question, name: str, fields: Fields) -> None:
    same = (fields.value("same_as") or "").strip()
    whence = question.article_id if fields.value("scope") == "here" else EVERYWHERE
    changes = [(f"{whence}:actor:{name}", "same_as", same, name)] if same and same != name else []
    done(recorded=review_acts.record(store, changes, why()))


def draw_history(store: Store, queue: Queue, question: Question) -> None:
    """Draw who changed what of a question, when and why, each with a way back."""
    history = store.history()
    acts = review_acts.together(history, review_item.targets_of(queue.frames, question, history))
    if not acts:
        return
    words = catalogue()["review"]
    rows = [
        {
            "ids": act["ids"],
            "who": act["who"] or words["nobody"],
            "at": f"{act['at']:%Y-%m-%d %H:%M} UTC",
            "note": act["note"],
            "sources": "; ".join(act["sources"]),
            "changes": [review_item.change_words(queue.frames, field, value) for field, value in act["changes"]],
            "undone": act["undone"],
            "do": words["redo"] if act["undone"] else words["undo"],
        }
        for act in acts
    ]
    component("review")(
        key="review-history",
        data={"part": "history", "id": question.target, "rows": rows, "title": words["history"], "undone": words["undone_tag"]},
        on_act_change=lambda: _step(store),
    )


def _step(store: Store) -> None:
    act = st.session_state["review-history"]["act"]
    if act:
        review_acts.mark(store, [int(i) for i in act["id"]], undo=act["do"] == "undo")
