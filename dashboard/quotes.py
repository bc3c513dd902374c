"""What the first event or claim of a place says, for the marks of a large map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from geo.frames import load_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.large import LargeEvidence
    from geo.snapshot_columns import Rows

MOST_KNOWN = 20_000
"""Quotes that are remembered; beyond them all are forgotten."""


def first_rows(rows: Rows, kept: np.ndarray, codes: Sequence[int], places: int) -> dict[int, str]:
    """Return the id of the first row kept at each of some places.

    Parameters
    ----------
    rows
        Events or claims of a snapshot.
    kept
        Which of them the filters leave.
    codes
        Numbers of the places; those without a row are not in the answer.
    places
        How many places there are.
    """
    wanted = np.zeros(places + 1, dtype=bool)
    wanted[list(codes)] = True
    links = rows.places
    hits = np.flatnonzero(wanted[links.value])
    hits = hits[kept[links.row[hits]]]
    there, first = np.unique(links.value[hits], return_index=True)
    return dict(zip(there.tolist(), rows.ids.take(links.row[hits[first]]).to_pylist(), strict=True))


@st.cache_resource(show_spinner=False, max_entries=2)
def _known(key: str) -> dict[str, str]:  # noqa: ARG001  of one state of the store
    return {}


def first_quotes(evidence: LargeEvidence, codes: Sequence[int]) -> dict[int, str]:
    """Return for each place the words of its first event under the view, or of its first claim where it has no event."""
    snapshot = evidence.snapshot
    kept, places = snapshot.keep(evidence.around), len(snapshot.grounds.shapes)
    events = first_rows(snapshot.events, kept.events, codes, places)
    claims = first_rows(snapshot.claims, kept.claims, [c for c in codes if c not in events], places)
    known = _known(evidence.key)
    if len(known) > MOST_KNOWN:
        known.clear()
    new = [[i for i in ids.values() if i not in known] for ids in (events, claims)]
    if any(new):
        frames = load_rows(evidence.store, *new, checked=False)
        known.update(zip(frames.events["event_id"], frames.events["quote"], strict=True))
        known.update(zip(frames.claims["claim_id"], frames.claims["quote"], strict=True))
    return {code: known[row_id] for code, row_id in (claims | events).items() if known.get(row_id)}
