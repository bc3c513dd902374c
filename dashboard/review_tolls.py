"""The part of an event's form that holds the numbers of victims: what is counted, the least and the most, and who gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard.wording import catalogue, listed, say
from geo.records import TOLL_KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.review_forms import Fields

PARTS = ("kind", "least", "most", "speakers")


def draw_tolls(fields: Fields, tolls: list[dict[str, Any]], names: Sequence[str]) -> None:
    """Draw a row of fields for each number, and an empty one to add another.

    Parameters
    ----------
    fields
        The form's fields.
    tolls
        What is given now: objects with `kind least most speakers`.
    names
        Actors who may give a number.
    """
    words = catalogue()["claims"]["counted"]
    with st.expander(say("review.tolls"), expanded=bool(tolls)):
        st.caption(say("review.tolls_hint"))
        for i, toll in enumerate([*tolls, None]):
            of = toll or {"kind": None, "least": None, "most": None, "speakers": []}
            kind, least, most = st.columns([4, 3, 3], gap="small")
            with kind:
                st.selectbox(
                    say("review.toll_kind", n=i + 1), TOLL_KINDS, index=TOLL_KINDS.index(of["kind"]) if of["kind"] else None,
                    key=fields.key(f"toll-kind-{i}"), format_func=lambda k: str(words[k]), placeholder=say("review.toll_none"),
                )  # fmt: skip
            for column, part in ((least, "least"), (most, "most")):
                with column:
                    st.number_input(
                        say(f"review.toll_{part}"), min_value=0, value=of[part], step=1, key=fields.key(f"toll-{part}-{i}"), format="%d"
                    )
            st.multiselect(
                say("review.toll_speakers"), sorted({*names, *of["speakers"]}, key=str.casefold), default=of["speakers"],
                key=fields.key(f"toll-speakers-{i}"), accept_new_options=True, placeholder=say("panel.article_itself"),
            )  # fmt: skip


def tolls_after(fields: Fields, tolls: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the numbers that the form holds: one that was not touched keeps the article's words, one without a number is dropped.

    Raises
    ------
    ValueError
        If a number lacks what it counts, or its least is more than its most; its text says so.
    """
    found = []
    for i, toll in enumerate([*tolls, None]):
        given = {part: fields.value(f"toll-{part}-{i}") for part in PARTS}
        given |= {part: None if given[part] is None else int(given[part]) for part in ("least", "most")}
        given["speakers"] = list(given["speakers"])
        if toll is not None and all(given[part] == toll[part] for part in PARTS):
            found.append(toll)
            continue
        if given["least"] is None and given["most"] is None:
            continue
        if given["kind"] is None:
            raise ValueError(say("review.toll_kind_missing"))
        if None not in (given["least"], given["most"]) and given["least"] > given["most"]:
            raise ValueError(say("review.toll_crossed"))
        found.append(given)
    return found


def toll_words(toll: dict[str, Any]) -> str:
    """Return one number in plain words: "killed 12–40 (the army)"."""
    least, most = (None if toll[part] is None else f"{toll[part]:,}" for part in ("least", "most"))
    if least is None or most is None:
        number = say("review.toll_at_most", n=most) if least is None else say("review.toll_at_least", n=least)
    else:
        number = "–".join(dict.fromkeys((least, most)))
    kind = catalogue()["claims"]["counted"][toll["kind"]]
    return f"{kind} {number} ({listed(toll['speakers'], say('panel.article_itself'))})"
