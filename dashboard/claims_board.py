"""Groups of claims as cards: who says so and who denies it, each in their words, and the figures that they give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pandas as pd

from dashboard.cards import VAGUE, spoken_by, title_of, when_of, where_of, with_verb
from dashboard.wording import as_day, catalogue, counted, day_name, listed, look_of, say, stance_name, type_name

if TYPE_CHECKING:
    from dashboard.claims_source import Board, Grouped
    from dashboard.state import View
    from geo.claim_groups import ClaimGroup, Member
    from geo.claim_matching import Reason
    from geo.frames import Frames

PAGE_GROUPS = 20
"""Groups on one page of the board."""
WORDS_OF_A_TITLE = 3
"""Words that a proposition has at least to be the title of its group, where another one has more."""


def page_of(board: Board, page: int) -> tuple[list[ClaimGroup], dict[str, Any]]:
    """Return one page of the board's groups, and where it stands among all; a page beyond the last is the last."""
    total = len(board.groups)
    pages = max(1, -(-total // PAGE_GROUPS))
    page = min(page, pages)
    first = (page - 1) * PAGE_GROUPS
    shown = board.groups[first : first + PAGE_GROUPS]
    text = say("panel.page", first=first + 1, last=first + len(shown), total=f"{total:,}")
    return shown, {"page": page, "pages": pages, "text": text, "previous": say("panel.previous"), "next": say("panel.next")}


def headline(group: ClaimGroup, grouped: Grouped, rows: dict[str, Any]) -> Any:
    """Return the claim whose words are the group's title: the first one that says what it is about, of those that say so."""
    members = [m for m in group.members if m.claim_id in rows]
    holding = [m for m in members if m.role == "holds"] or members
    told = [m for m in holding if len(grouped.facts[m.claim_id].words.content) >= WORDS_OF_A_TITLE]
    return rows[(told or holding)[0].claim_id]


def address(claim_id: str, view: View) -> str:
    """Return the link that opens the article at a claim's words, relative to this page."""
    return "./?" + urlencode(view.elsewhere() | {"tab": ["article"], "select": [claim_id]}, doseq=True)


def cards(groups: list[ClaimGroup], grouped: Grouped, frames: Frames, view: View) -> list[dict[str, Any]]:
    """Return groups as cards.

    Parameters
    ----------
    groups
        The groups of the page, in order.
    grouped
        All groups with the facts of their claims.
    frames
        The claims of these groups with their articles.
    view
        The view, which links carry along.
    """
    rows = {row.claim_id: row for row in frames.claims.itertuples()}
    articles = {row.article_id: row for row in frames.articles.itertuples()}
    return [_card(g, grouped, rows, articles, view) for g in groups if any(m.claim_id in rows for m in g.members)]


def _card(group: ClaimGroup, grouped: Grouped, rows: dict[str, Any], articles: dict[str, Any], view: View) -> dict[str, Any]:
    head = headline(group, grouped, rows)
    lines = [(m, _line(m, rows[m.claim_id], articles, view)) for m in group.members if m.claim_id in rows]
    differ = any(low != high for low, high in group.ranges.values())
    by_side = {"hold_differ" if differ else "hold": ("holds",), "deny": ("denies", "denies_in_part"), "account": ("account",)}
    sides = [
        {"id": name.split("_")[0], "label": say(f"claims.{name}"), "against": name == "deny", "lines": side}
        for name, roles in by_side.items()
        if (side := [line for m, line in lines if m.role in roles])
    ]
    event = next((e for m in group.members for e in grouped.facts[m.claim_id].events if e.event_id), None)
    return {
        "id": group.group_id,
        "ids": [m.claim_id for m in group.members],
        "title": title_of(head),
        "spoken": head.quote_kind == "direct",
        "disputed": group.disputed,
        "look": look_of(event.type) if event else None,
        "type": type_name(event.type) if event else "",
        "when": when_of(head),
        "where": where_of(head) if head.place_name or head.geo_precision in VAGUE else "",
        "counts": " · ".join((counted(group.articles, "article"), counted(len(lines), "claim"))),
        "figures": figures(group, rows),
        "sides": sides,
        "why": why(group, grouped, rows),
    }


def _line(member: Member, row: Any, articles: dict[str, Any], view: View) -> dict[str, Any]:
    article = articles[row.article_id]
    said = as_day(article.published)
    source = [article.outlet if isinstance(article.outlet, str) else "", day_name(said) if said else ""]
    title = article.title if isinstance(article.title, str) and article.title.strip() else say("article.untitled")
    spoken = row.quote_kind == "direct"
    return spoken_by(row) | {
        "label": say("relations.denied_part") if member.role == "denies_in_part" else stance_name(row.stance),
        "words": str(row.proposition).strip() if spoken else with_verb(row),
        "spoken": spoken,
        "quote": row.quote,
        "source": " · ".join(s for s in source if s),
        "title": title,
        "href": address(member.claim_id, view),
        "note": say("claims.corrected") if row.corrected else "",
    }


def figures(group: ClaimGroup, rows: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the figures of a group by what they count: the range, and each speaker's own number with its words."""
    made = []
    for kind, (low, high) in group.ranges.items():
        given = [f for f in group.figures if f.kind == kind and f.claim_id in rows]
        name = catalogue()["claims"]["figures"].get(kind, kind)
        made.append(
            {
                "label": name.format(n=f"{low:,}" if low == high else f"{low:,}–{high:,}"),
                "low": low,
                "high": high,
                "given": [
                    {
                        "id": f.claim_id,
                        "who": listed(rows[f.claim_id].speakers, say("panel.nobody")),
                        "words": f.words,
                        "low": f.number,
                        "high": f.most,
                    }
                    for f in given
                ],
            }
        )
    return made


def why(group: ClaimGroup, grouped: Grouped, rows: dict[str, Any]) -> list[str]:
    """Return for each claim that joined the group what says that it belongs there."""
    told = []
    for member in group.members:
        if member.answers is None or member.claim_id not in rows:
            continue
        reasons = "; ".join(r for reason in member.reasons if (r := reason_in_words(reason, grouped)))
        who = listed(rows[member.claim_id].speakers, say("panel.nobody"))
        to = listed(rows[member.answers].speakers, say("panel.nobody")) if member.answers in rows else ""
        told.append(say("claims.why_line", who=who, to=to, reasons=reasons) if to else say("claims.why_alone", who=who, reasons=reasons))
    return told


def reason_in_words(reason: Reason, grouped: Grouped) -> str:
    """Return a reason in plain words: "same words: surrounded, Kursk"."""
    values = list(reason.values)
    if reason.kind == "place":
        values = [grouped.places.label.get(v, v) for v in values]
    elif reason.kind == "event":
        values = [type_name(v) for v in values]
    elif reason.kind == "figure":
        values = [catalogue()["claims"]["counted"].get(v, v) for v in values]
    elif reason.kind == "day":
        values = [day_name(pd.Timestamp(v).date()) for v in values]
    text = catalogue()["claims"]["reasons"][reason.kind]
    return f"{text}: {', '.join(values)}" if values else str(text)
