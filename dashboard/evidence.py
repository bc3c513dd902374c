"""What the page draws from: the store's frames, loaded once a change of the store, and the part that the view leaves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st

from geo.frames import Frames, load_frames
from geo.store import Store, default_store, open_store

if TYPE_CHECKING:
    from dashboard.state import View


@dataclass(frozen=True)
class Evidence:
    """The frames under one view."""

    everything: Frames
    """All that the store holds."""
    around: Frames
    """Under all filters but the place: what the map shows, so that another place can be clicked."""
    undated: Frames
    """Under all filters but the dates: what the timeline shows, so that other days can be chosen."""
    shown: Frames
    """Under all filters: what the panels and the export show."""


@st.cache_resource(show_spinner=False)
def _open(name: str) -> Store:
    return open_store(name)


@st.cache_resource(show_spinner=False, max_entries=2)
def _load(name: str, version: int) -> Frames:  # noqa: ARG001  the version is part of the cache's key
    return load_frames(_open(name))


def load() -> tuple[Frames, str]:
    """Return all that the store holds, and a key that changes when it does.

    Raises
    ------
    StoreError
        If the store cannot be opened or read.
    """
    name = default_store()
    version = _open(name).version
    return _load(name, version), f"{name}@{version}"


def under(everything: Frames, view: View) -> Evidence:
    """Return the frames that the view leaves."""
    chosen = view.filter
    shown = everything.under(chosen)
    around = everything.under(replace(chosen, place=None)) if chosen.place else shown
    undated = everything.under(replace(chosen, since=None, until=None)) if chosen.dated else shown
    if view.unplaced:
        shown, around, undated = (_unplaced(f) for f in (shown, around, undated))
    return Evidence(everything, around, undated, shown)


def _unplaced(frames: Frames) -> Frames:
    return replace(frames, events=frames.events[frames.events.geometry.isna()], claims=frames.claims[frames.claims.geometry.isna()])
