"""Who disputes whom: the actors of the disputes on the board, and how often each denies what the other says."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dashboard.wording import counted, say

if TYPE_CHECKING:
    from dashboard.claims_source import Board

MOST_ACTORS = 12
"""Actors drawn; more would be a knot. How many are left out is said."""


@dataclass(frozen=True)
class Dispute:
    """That one actor denies what another says."""

    who: str
    whom: str
    times: int
    claim_id: str
    """The first denial."""


def disputes(board: Board) -> list[Dispute]:
    """Return who denies whose claims in the groups of the board, most often first."""
    facts = board.grouped.facts
    times: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], str] = {}
    for group in board.disputed:
        for member in group.members:
            if member.answers is None or not _denies(member):
                continue
            for who in facts[member.claim_id].speakers:
                for whom in facts[member.answers].speakers:
                    if who != whom:
                        times[who, whom] += 1
                        first.setdefault((who, whom), member.claim_id)
    return [Dispute(who, whom, n, first[who, whom]) for (who, whom), n in sorted(times.items(), key=lambda item: (-item[1], item[0]))]


def _denies(member: Any) -> bool:
    return any(r.kind in ("disputes", "denied_words", "other_figure") for r in member.reasons)


def _drawn(found: list[Dispute]) -> list[str]:
    """Return the actors to draw: both of each dispute, the most frequent first; those who dispute each other stand close."""
    kept: list[Dispute] = []
    names: set[str] = set()
    for dispute in found:
        more = names | {dispute.who, dispute.whom}
        if len(more) <= MOST_ACTORS:
            names = more
            kept.append(dispute)
    ordered: list[str] = []
    for dispute in kept:
        waiting = [dispute.who]
        while waiting:
            name = waiting.pop(0)
            if name in ordered:
                continue
            ordered.append(name)
            waiting += [other for d in kept if name in (d.who, d.whom) for other in (d.who, d.whom) if other not in ordered]
    return ordered


def data(board: Board, selected: tuple[str, ...]) -> dict[str, Any]:
    """Return what the graph's script draws: actors in the order of their weight, and the disputes between them."""
    found = disputes(board)
    drawn = _drawn(found)
    left_out = len({name for d in found for name in (d.who, d.whom)}) - len(drawn)
    return {
        "title": say("claims.graph"),
        "hint": say("claims.graph_hint") if found else say("claims.graph_empty"),
        "left_out": say("claims.graph_left_out", n=left_out) if left_out else "",
        "actors": [{"name": name, "chosen": name in selected, "says": say("claims.graph_actor", who=name)} for name in drawn],
        "disputes": [
            {
                "from": drawn.index(d.who),
                "to": drawn.index(d.whom),
                "n": d.times,
                "id": d.claim_id,
                "says": say("claims.graph_edge", who=d.who, whom=d.whom, claims=counted(d.times, "claim")),
            }
            for d in found
            if d.who in drawn and d.whom in drawn
        ],
    }
