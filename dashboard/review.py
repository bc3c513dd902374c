"""The Review page: what is doubtful, one question after the other, each with its passage and the means to put it right."""

from __future__ import annotations

import streamlit as st

from dashboard import evidence as source
from dashboard import header, review_acts, review_item, state
from dashboard.article import heading
from dashboard.component import component
from dashboard.evidence import opened, shown_store
from dashboard.review_forms import draft, draw_actor, draw_history, draw_row
from dashboard.review_place import acted, draw_place
from dashboard.wording import catalogue, say
from geo.corrections import layer_of
from geo.doubts import DOUBTS, Question, Queue, load_queue, load_row
from geo.errors import GeoError
from geo.store import default_store

LISTED = 200
"""Questions in the list around the one that is open."""
SHOWS = ("doubtful", *DOUBTS, "all", "decided")


@st.cache_resource(show_spinner=False, max_entries=8)
def _queue(name: str, version: int, article_id: str | None, *, decided: bool) -> Queue:  # noqa: ARG001  the version is part of the key
    return load_queue(opened(name), article_id, decided=decided)


def chosen(queue: Queue, show: str) -> list[Question]:
    """Return the questions that a choice of `SHOWS` leaves, in the queue's order."""
    if show == "all":
        return list(queue.questions)
    if show == "decided":
        return [q for q in queue.questions if q.state != "open"]
    return [q for q in queue.questions if q.state == "open" and (show in q.doubts or (show == "doubtful" and q.doubts))]


def around(questions: list[Question], current: Question | None) -> list[Question]:
    """Return at most `LISTED` of the questions, those around the current one."""
    at = questions.index(current) if current in questions else 0
    first = max(0, min(at - LISTED // 2, len(questions) - LISTED))
    return questions[first : first + LISTED]


def _go(**changes: str | None) -> None:
    for key, value in changes.items():
        if value:
            st.query_params[key] = value
        elif key in st.query_params:
            del st.query_params[key]


def _acted() -> None:
    act = st.session_state["review-queue"]["act"]
    if act:
        _go(item=act.get("id"))


def _shown() -> None:
    _go(show=st.session_state["review-show"], item=None)


def _article() -> None:
    _go(article=st.session_state["review-article"], item=None)


def _draw_choices(queue: Queue, show: str, article_id: str | None) -> None:
    names = catalogue()["review"]["shows"]
    counts = {s: len(chosen(queue, s)) for s in SHOWS}
    st.session_state["review-show"] = show
    st.selectbox(
        say("review.show"), SHOWS, key="review-show", format_func=lambda s: f"{names[s]} ({counts[s]:,})", on_change=_shown,
        label_visibility="collapsed",
    )  # fmt: skip
    titles = {row.article_id: heading(row)["choice"] for row in queue.frames.articles.itertuples()}
    if article_id:
        titles.setdefault(article_id, article_id)
    st.session_state["review-article"] = article_id or ""
    st.selectbox(
        say("review.article"), ["", *titles], key="review-article", on_change=_article, label_visibility="collapsed",
        format_func=lambda a: titles[a] if a else say("review.all_articles"),
    )  # fmt: skip


def _draw_steps(questions: list[Question], current: Question | None) -> None:
    """Draw next and previous, undo and redo, by button and by key."""
    at = questions.index(current) if current in questions else -1
    before = questions[at - 1].target if at > 0 else None
    after = questions[at + 1].target if at + 1 < len(questions) else None
    store = shown_store()
    with st.container(horizontal=True, key="review-steps", gap="small", vertical_alignment="center"):
        for key, shortcut, target in (("previous", "K", before), ("next", "J", after)):
            st.button(
                say(f"review.{key}"), key=f"review-{key}", shortcut=shortcut, on_click=_go, kwargs={"item": target}, disabled=target is None
            )
        if questions:
            st.text(say("review.position", n=at + 1, total=f"{len(questions):,}") if at >= 0 else say("review.outside"), width="content")
    with st.container(horizontal=True, key="review-undoing", gap="small", vertical_alignment="center"):
        for key, shortcut, stack in (("undo", "U", review_acts.DONE), ("redo", "Shift+U", review_acts.UNDONE)):
            st.button(
                say(f"review.{key}"), key=f"review-{key}", shortcut=shortcut, type="tertiary", on_click=review_acts.step, args=(store,),
                kwargs={"back": key == "undo"}, disabled=not st.session_state.get(stack),
            )  # fmt: skip


def _draw_told() -> None:
    message, good = st.session_state.pop("review-told", (None, True))
    if message:
        with st.container(key="review-told-good" if good else "review-told-bad"):
            st.text(message)


def draw() -> None:
    """Draw the page that the URL asks for."""
    view, _ = state.current()
    show = st.query_params.get("show", "")
    show = show if show in SHOWS else SHOWS[0]
    article_id = view.filter.article
    try:
        evidence = source.of(view)
        name = default_store()
        store = opened(name)
        queue = _queue(name, store.version, article_id, decided=show == "decided")
    except GeoError as error:
        st.text(str(error))
        return
    header.draw("review", evidence)
    questions = chosen(queue, show)
    item = st.query_params.get("item")
    wanted = queue.find(item)
    open_in = queue
    if wanted is None and item and layer_of(item) in ("event", "claim"):
        open_in = load_row(store, item)
        wanted = open_in.find(item)
    current = wanted or (questions[0] if questions else None)
    left, middle, right = st.columns([27, 40, 33], gap="medium")
    with left:
        _draw_choices(queue, show, article_id)
        _draw_steps(questions, current)
        rows = [review_item.queue_row(queue, q) for q in around(questions, current)]
        note = say("review.waiting", n=queue.waiting) if queue.waiting else ""
        component("review")(
            key="review-queue",
            data={"part": "queue", "rows": rows, "current": current.target if current else None, "empty": "", "note": note},
            on_act_change=_acted,
        )
    with middle:
        _draw_told()
        if current is None:
            st.text(say("review.empty"))
            return
    with middle:
        _draw_item(open_in, current)
    with right, st.container(key="review-forms"):
        if current.layer == "mention" and review_item.mentions_of(open_in.frames, current):
            draw_place(store, open_in, current)
        elif current.layer == "actor":
            draw_actor(store, open_in, current)
        else:
            draw_row(store, open_in, current)
        draw_history(store, open_in, current)


def _draw_item(queue: Queue, question: Question) -> None:
    told, more = review_item.passages(queue.frames, question)
    words = catalogue()["review"]
    kept = draft(question)
    data = {
        "part": "item",
        "id": question.target,
        "title": question.label,
        "sort": words["layers"][question.layer],
        "doubts": [words["doubts_long"][d] for d in question.doubts] if question.state == "open" else [words["states"][question.state]],
        "facts": review_item.facts(queue.frames, question),
        "passages": told,
        "more": say("review.more_passages", n=more) if more else "",
        "candidates": review_item.candidates(queue.frames, question) if question.layer == "mention" else [],
        "picked": kept["place"].place_id if kept.get("place") else None,
        "words": {k: words[k] for k in ("passage", "considered", "pick", "picked", "now")},
    }
    component("review")(key="review-item", data=data, on_act_change=lambda: acted(question, "review-item"))
