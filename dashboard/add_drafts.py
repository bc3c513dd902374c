"""The list of articles that were read: each can be mended, kept, opened on the map, or thrown away."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import access
from dashboard.add_job import Draft, Redating, changed
from dashboard.add_preview import draft_data
from dashboard.component import component
from dashboard.wording import counted, say
from geo.errors import GeoError
from geo.reading_run import additions
from geo.records import Article

if TYPE_CHECKING:
    from geo.store import Store

WORDS = ("drafts", "keep", "keep_all", "drop", "drop_all", "away", "open", "open_kept", "forget")
FIELDS = ("title", "outlet", "published")
LONGEST_FACT = 500
"""Characters of a title or an outlet."""


def drafts() -> dict[str, Draft]:
    """Return this session's drafts by article id, in the order in which they were read."""
    found: dict[str, Draft] = st.session_state.setdefault("add_drafts", {})
    return found


def failures() -> list[tuple[str, str]]:
    """Return what could not be read or kept in this session: names and reasons."""
    found: list[tuple[str, str]] = st.session_state.setdefault("add_failures", [])
    return found


def keep(draft: Draft, store: Store) -> None:
    """Keep what was read from an article in the store.

    Raises
    ------
    GeoError
        If the person may not, or the store cannot be written; nothing is kept then.
    """
    access.require("editor")
    article = draft.reading.article
    access.record("keep", article=draft.key, title=article.title)
    told: list[str] = []
    new = store.add_reading(draft.reading, corrections=additions(draft.given, draft.reading, told.append))
    failures().extend((article.title or article.doc, sentence) for sentence in told)
    draft.stands = "kept" if new else "known"
    if Article(st.session_state.get("add-text", "").removeprefix("\ufeff")).article_id == draft.key:
        st.session_state["add-text"] = ""  # ready for the next one


def act(done: dict[str, Any], store: Store) -> None:
    """Do what was asked in the list.

    Parameters
    ----------
    done
        `do`, one of `edit keep keep_all drop drop_all open forget`; `id` of the article; `edits`, changes of inputs that the page
        may not have heard of yet, each with `id`, `field` and `value`.
    store
        Where articles are kept.
    """
    do, draft = done.get("do"), drafts().get(str(done.get("id")))
    try:
        for edit in done.get("edits") or ():
            if (edited := drafts().get(str(edit.get("id")))) is not None:
                _edit(edited, str(edit.get("field")), str(edit.get("value") or "").strip()[:LONGEST_FACT], at_once=do != "edit")
        if do == "keep" and draft is not None and draft.stands == "read":
            keep(draft, store)
        elif do == "keep_all":
            for each in drafts().values():
                if each.stands == "read":
                    keep(each, store)
        elif do == "drop" and draft is not None:
            del drafts()[draft.key]
        elif do == "drop_all":
            drafts().clear()
        elif do == "forget":
            failures().clear()
        elif do == "open":
            st.session_state["add_open"] = str(done.get("id"))
    except GeoError as error:
        failures().append(((draft.reading.article.title or draft.given.article.doc) if draft else "", str(error)))


def _edit(draft: Draft, field: str, value: str, *, at_once: bool) -> None:
    """Change a fact of a draft; another day of publication is read in a thread, or at once where the draft is kept with it."""
    if field not in FIELDS or draft.stands != "read":
        return
    if field != "published":
        changed(draft, **{field: " ".join(value.split()) or None})
        return
    try:
        day = dt.date.fromisoformat(value) if value else None
    except ValueError:
        return  # half a date, while it is typed
    if day == draft.reading.article.published:
        return
    redating = Redating(draft, day)
    if at_once:
        redating.work()
        failures().extend(redating.failures)
    else:
        st.session_state["add_job"] = redating.started()


def draw_drafts(store: Store) -> None:
    """Draw the list of drafts, and what could not be read."""
    if not drafts() and not failures():
        return
    left = sum(d.stands == "read" for d in drafts().values())
    words = {name: say(f"add.{name}") for name in WORDS} | {
        "title": say("add.label_title"),
        "outlet": say("add.label_outlet"),
        "published": say("add.label_published"),
        "kept": say("add.kept"),
        "known": say("add.known_already"),
        "disputed": say("panel.disputed"),
        "summary": say("add.summary", articles=counted(len(drafts()), "article"), left=left),
    }
    data = {
        "drafts": [draft_data(d) for d in drafts().values()],
        "failures": [{"name": n, "text": t} for n, t in failures()],
        "left": left,
        "words": words,
    }

    def acted() -> None:
        done = st.session_state["drafts"]["act"]
        # Two things done at once come as the later one, twice.
        if done and done.get("nth") != st.session_state.get("add_done"):
            st.session_state["add_done"] = done.get("nth")
            act(done, store)

    component("drafts")(key="drafts", data=data, on_act_change=acted)
