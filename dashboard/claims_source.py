"""The groups of claims of the store, made once a change of the store, and those of them that the view asks for."""

from __future__ import annotations

import gc
import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import streamlit as st

from dashboard.evidence import opened, shown_store
from geo.claim_facts import ClaimFacts, claim_facts
from geo.claim_facts import Names as PlaceNames
from geo.claim_groups import ClaimGroup, group_claims
from geo.place_names import actors_named
from geo.snapshot import snapshot_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from dashboard.state import View
    from geo.place_names import Names


@dataclass(frozen=True)
class Grouped:
    """All groups of a store."""

    groups: list[ClaimGroup]
    facts: dict[str, ClaimFacts]
    places: PlaceNames

    @cached_property
    def of_claim(self) -> dict[str, list[int]]:
        """For each claim the numbers of its groups."""
        found: dict[str, list[int]] = {}
        for number, group in enumerate(self.groups):
            for member in group.members:
                found.setdefault(member.claim_id, []).append(number)
        return found

    @cached_property
    def rank(self) -> list[int]:
        """For each group its place among all: disputed first, then figures that differ, then most articles and claims, then the latest."""

        def key(number: int) -> tuple[bool, bool, int, int, int, int]:
            group = self.groups[number]
            last = self._last_said(group)
            differ = any(low != high for low, high in group.ranges.values())
            return not self.disputed[number], not differ, -group.articles, -len(group.members), -(last.toordinal() if last else 0), number

        found = [0] * len(self.groups)
        for place, number in enumerate(sorted(range(len(self.groups)), key=key)):
            found[number] = place
        return found

    @cached_property
    def disputed(self) -> list[bool]:
        """For each group whether some hold and others deny it."""
        return [group.disputed for group in self.groups]

    def _last_said(self, group: ClaimGroup) -> dt.date | None:
        """Return the latest day on which a claim of the group was published or made."""
        facts = [self.facts[m.claim_id] for m in group.members]
        return max((d for f in facts if (d := f.said or f.days[1] or f.days[0]) is not None), default=None)


@dataclass(frozen=True)
class Board:
    """The groups that the view leaves, in the order in which they are shown."""

    grouped: Grouped
    numbers: list[int]
    """Which of the groups."""

    @classmethod
    def of(cls, grouped: Grouped, claim_ids: Iterable[str]) -> Board:
        """Return the board of the groups in which any of these claims stands."""
        numbers = {n for i in claim_ids for n in grouped.of_claim.get(i, ())}
        return cls(grouped, sorted(numbers, key=grouped.rank.__getitem__))

    @cached_property
    def groups(self) -> list[ClaimGroup]:
        """The groups themselves."""
        return [self.grouped.groups[n] for n in self.numbers]

    @cached_property
    def disputed(self) -> list[ClaimGroup]:
        """Those of them that are disputed."""
        return [self.grouped.groups[n] for n in self.numbers if self.grouped.disputed[n]]


@st.cache_resource(show_spinner=False, max_entries=2)
def _grouped(name: str, version: int) -> Grouped:  # noqa: ARG001  the version is part of the cache's key
    collecting = gc.isenabled()
    gc.disable()  # what is made here stays: looking through it for garbage would take as long again
    try:
        facts, places = claim_facts(opened(name))
        return Grouped(group_claims(facts), {f.claim_id: f for f in facts}, places)
    finally:
        if collecting:
            gc.enable()


def board(view: View) -> Board:
    """Return the groups of which the view leaves a claim: disputed ones first, then those that most articles speak of.

    Raises
    ------
    StoreError
        If the store cannot be opened or read.
    """
    store = shown_store()
    grouped = _grouped(store.name, store.version)
    snapshot = snapshot_of(store)
    if view.filter.actors and view.voice:
        anyone = replace(view.filter, actors=())
        ids = spoken(grouped, snapshot.ids(anyone, "claims"), snapshot.grounds.actor_names, view.filter.actors, view.voice)
    else:
        ids = snapshot.ids(view.filter, "claims")
    if view.unplaced:
        ids = [i for i in ids if i in grouped.facts and not grouped.facts[i].coarse and not grouped.facts[i].fine]
    return Board.of(grouped, ids)


def spoken(grouped: Grouped, ids: list[str], actor_names: dict[str, Names], actors: tuple[str, ...], voice: str) -> list[str]:
    """Return those of the claims that some actors make themselves, or that others make to or about them.

    Parameters
    ----------
    grouped
        The groups with the facts of all claims.
    ids
        The claims to choose from.
    actor_names
        For each name and alias, casefolded, the names of the actors meant.
    actors
        The actors chosen.
    voice
        `own` or `others`.
    """
    wanted = actors_named(actor_names, actors)
    facts = [grouped.facts[i] for i in ids if i in grouped.facts]
    if voice == "own":
        return [f.claim_id for f in facts if not wanted.isdisjoint(f.speakers)]
    called = wanted | {alias for alias, names in actor_names.items() if not wanted.isdisjoint(names)}
    last_words = {w.split()[-1] for w in called if " " in w}  # "Putin" for "Vladimir Putin"
    words = sorted((re.escape(w) for w in called | {w for w in last_words if len(w) > 3}), key=len, reverse=True)  # noqa: PLR2004
    spoken_of = re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)
    return [f.claim_id for f in facts if wanted.isdisjoint(f.speakers) and (f.addressee in wanted or spoken_of.search(f.text))]
