"""What a reviewer does, as corrections: who, when and why stand with each; what was done together is undone together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
import streamlit as st

from dashboard import access
from dashboard.wording import say
from geo.corrections import Correction
from geo.errors import GeoError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.records import Place
    from geo.store import Store

DONE, UNDONE = "review-done", "review-undone"
"""Keys of the session: what was recorded and can be undone, what was undone and can be redone, as lists of ids of corrections."""


def reviewer() -> str:
    """Return who reviews: who is signed in, else the name given in this session."""
    who = access.person()
    return (who.name if who is not None and who.name else st.session_state.get("reviewer", "")).strip()


def told(message: str, *, good: bool = False) -> None:
    """Keep a sentence for the page that follows."""
    st.session_state["review-told"] = (message, good)


Change = tuple[str, str, Any, Any]
"""Target, field, new value, and what it was."""


class Why(NamedTuple):
    """The reason of a correction as it was given, and who says so elsewhere, one a line."""

    note: str
    source: str = ""


def record(store: Store, changes: Iterable[Change], why: Why, places: Iterable[Place] = ()) -> bool:
    """Record changes that belong together; return whether it was done, and say why where it was not."""
    note, who = " ".join(why.note.split()), reviewer()
    if not who or not note:
        told(say("review.who_missing") if not who else say("review.why_missing"))
        return False
    sources = tuple(s for line in why.source.splitlines() if (s := " ".join(line.split())))
    made = [Correction(target, field, value, note, sources, who, was) for target, field, value, was in changes]
    if not made:
        told(say("review.nothing_changed"))
        return False
    try:
        access.require("editor")
        for one in made:
            access.record("correct", target=one.target, field=one.field, value=one.value)
        ids = store.correct_all(made, list(places))
    except GeoError as error:
        told(str(error))
        return False
    if not ids:
        told(say("review.nothing_changed"))
        return False
    st.session_state.setdefault(DONE, []).append(ids)
    st.session_state[UNDONE] = []
    return True


def step(store: Store, *, back: bool) -> None:
    """Undo what was recorded last in this session, or do again what was undone last."""
    taken, given = (DONE, UNDONE) if back else (UNDONE, DONE)
    if not st.session_state.get(taken):
        told(say("review.nothing_to_undo" if back else "review.nothing_to_redo"))
        return
    ids = st.session_state[taken][-1]
    if mark(store, ids, undo=back):
        st.session_state.setdefault(given, []).append(st.session_state[taken].pop())


def mark(store: Store, ids: list[int], *, undo: bool) -> bool:
    """Undo corrections or let them stand again; return whether it was done."""
    try:
        access.require("editor")
        access.record("undo" if undo else "redo", corrections=ids)
        (store.undo_all if undo else store.redo_all)(ids)
    except GeoError as error:
        told(str(error))
        return False
    told(say("review.undone" if undo else "review.redone", n=len(ids)), good=True)
    return True


def together(history: pd.DataFrame, targets: Iterable[str]) -> list[dict[str, Any]]:
    """Return the corrections of some targets, those made at one moment as one, the latest first.

    Returns
    -------
    list of dict
        `ids`, `who`, `at`, `note`, `sources`, `undone`, and `changes` as pairs of field and value.
    """
    mine = history[history["target"].isin(list(targets))]
    acts: dict[tuple[Any, Any], dict[str, Any]] = {}
    for row in mine.sort_values("correction_id", ascending=False).itertuples():
        new = {"ids": [], "who": row.made_by, "at": row.made_at, "note": row.note, "sources": tuple(row.sources), "changes": []}
        act = acts.setdefault((row.made_at, row.made_by), new)
        act["ids"].append(int(row.correction_id))
        act["undone"] = not pd.isna(row.undone_at)
        if (row.field, row.value) not in act["changes"]:
            act["changes"].append((row.field, row.value))
    made_together = {key: set(of["correction_id"]) for key, of in history.groupby(["made_at", "made_by"], dropna=False)}
    for key, act in acts.items():
        act["ids"] = sorted(made_together.get(key, set(act["ids"])) or act["ids"])
    return list(acts.values())
