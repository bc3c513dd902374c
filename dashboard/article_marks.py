"""The marks of an article, each at its own words, and what explains it: what was read there, why, and what else was considered."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.cards import each, when_of, where_of
from dashboard.wording import as_day, catalogue, counted, listed, look_of, say, stance_name, type_name, when_name
from geo.gazetteer.index import load_gazetteer

if TYPE_CHECKING:
    from geo.frames import Frames

CONSIDERED = 6
"""Candidates listed for a mention."""


def marks_of(frames: Frames, article_id: str) -> list[dict[str, Any]]:
    """Return every mark of an article.

    Returns
    -------
    list of dict
        `start end layer`; `id` of what a click selects, `check` of what the Review page checks; `title` and `lines` that explain
        it, and for a place `candidates`, each `name score reason`.
    """
    made = [*_place_marks(frames, article_id), *_actor_marks(frames, article_id), *_date_marks(frames, article_id)]
    return [*made, *_event_marks(frames, article_id), *_claim_marks(frames, article_id)]


def _of(table: pd.DataFrame, article_id: str) -> Any:
    return each(table[table["article_id"] == article_id])


def _place_marks(frames: Frames, article_id: str) -> list[dict[str, Any]]:
    metonym_only = dict(zip(frames.places["place_id"], frames.places["metonym_only"], strict=True))
    rows = list(_of(frames.mentions, article_id))
    times = Counter(row.place_id for row in rows)
    return [
        {
            "start": row.start,
            "end": row.end,
            "layer": "places",
            "id": None if pd.isna(row.place_id) else row.place_id,
            "check": row.mention_id,
            "faint": metonym_only.get(row.place_id, False),
            **_why_there(row, times[row.place_id]),
        }
        for row in rows
    ]


def _why_there(row: Any, times: int) -> dict[str, Any]:
    """Return what explains a mention's place: "Kursk Oblast (region), chosen over Kursk (town or village)", and why."""
    names, kinds = catalogue()["article"], catalogue()["kinds"]
    chosen = next((c["reason"] for c in row.candidates if c["place_id"] == row.place_id), "")
    shown = [candidate(c, chosen) for c in row.candidates[:CONSIDERED]]
    lines = [names["metonym"]] if row.metonym else []
    if row.corrected:
        lines.append(say("article.corrected", note=row.note) if row.note else names["checked"])
    if pd.isna(row.place_id):
        return {"title": names["mention_unknown"], "lines": lines, "candidates": shown}
    title = say("article.place", name=row.name, kind=kinds.get(row.kind, row.kind))
    by_hand = "place_id" in row.corrected
    other = next((c["place_id"] for c in row.candidates if c["place_id"] != row.place_id), None)
    if other is not None and not by_hand:
        entry = load_gazetteer().get(other)
        over = say("article.place", name=entry.place.name, kind=kinds[entry.place.kind]) if entry else other
        title = say("article.chosen_over", place=title, other=over)
    if chosen and not by_hand:
        lines.append(chosen)
    sure = say("article.by_hand") if by_hand else say("article.confidence", confidence=f"{row.confidence:.2f}")
    return {"title": title, "lines": [*lines, f"{counted(times, 'mention')}; {sure}"], "candidates": shown if len(shown) > 1 else []}


def candidate(one: dict[str, Any], chosen: str) -> dict[str, Any]:
    """Return a place considered: its name and score, and of its reasons those that the chosen one does not have too."""
    label = load_gazetteer().full_label(one["place_id"])
    known = set(chosen.split("; "))
    return {
        "name": one["name"] if label == one["place_id"] else label,
        "score": f"{one['score']:.2f}",
        "reason": "; ".join(part for part in one["reason"].split("; ") if part not in known),
    }


def _actor_marks(frames: Frames, article_id: str) -> list[dict[str, Any]]:
    acts: Counter[str] = Counter()
    for row in _of(frames.events, article_id):
        acts.update({*row.sources, *row.targets})
    said: Counter[str] = Counter(name for row in _of(frames.claims, article_id) for name in row.speakers)
    found = []
    for row in _of(frames.actors, article_id):
        names = catalogue()["article"]
        title = say("article.actor", name=row.name, kind=names["actor_kinds"].get(row.kind, row.kind))
        lines = [f"{names[key]}: {listed(values)}" for key, values in (("roles", row.roles), ("also", row.aliases)) if values]
        if row.side:
            lines.append(f"{names['side']}: {row.side}")
        lines.append(say("article.acts", events=counted(acts[row.name], "event"), claims=counted(said[row.name], "claim")))
        mark = {"layer": "actors", "id": row.name, "check": f"{article_id}:actor:{row.name}", "title": title, "lines": lines}
        found += [{"start": int(s), "end": int(e), **mark} for s, e in row.mentions]
    return found


def _date_marks(frames: Frames, article_id: str) -> list[dict[str, Any]]:
    published = next((as_day(row.published) for row in _of(frames.articles, article_id)), None)
    found = []
    for row in _of(frames.dates, article_id):
        when = when_name(as_day(row.date_start), as_day(row.date_end), row.precision)
        lines = []
        if as_day(row.date_start) is None and as_day(row.date_end) is None:
            lines.append(say("article.no_day") if published else say("article.no_published"))
        elif row.value and not str(row.value).startswith(str(as_day(row.date_start))):
            lines.append(say("article.days", start=as_day(row.date_start) or "…", end=as_day(row.date_end) or "…"))
        found.append({"start": row.start, "end": row.end, "layer": "dates", "id": None, "title": when, "lines": lines})
    return found


def _when(row: Any) -> str:
    basis = catalogue()["review"]["basis"].get(row.date_basis, "") if not pd.isna(row.date_start) else ""
    return f"{when_of(row)} ({basis})" if basis else when_of(row)


def _event_marks(frames: Frames, article_id: str) -> list[dict[str, Any]]:
    names = catalogue()["article"]
    found = []
    for row in _of(frames.events, article_id):
        look = look_of(row.type)
        status = catalogue()["status"][row.status]
        who = " → ".join(n for n in (listed(row.sources), listed(row.targets)) if n)
        lines = [who, _when(row), where_of(row), say("panel.means", means=listed(row.means)) if row.means else "", _noted(row)]
        mark = {
            "layer": "events",
            "id": row.event_id,
            "check": row.event_id,
            "title": names["event"].format(type=type_name(row.type), code=row.type) + (f", {status}" if status else ""),
            "lines": [line for line in lines if line],
            "colour": look["colour"],
            "dark": look["dark"],
        }
        found += [{"start": int(s), "end": int(e), **mark} for s, e in ((row.start, row.end), *row.spans)]
    return found


def _claim_marks(frames: Frames, article_id: str) -> list[dict[str, Any]]:
    names = catalogue()["article"]
    speakers = dict(zip(frames.claims["claim_id"], frames.claims["speakers"], strict=True))
    found = []
    for row in _of(frames.claims, article_id):
        against = list(dict.fromkeys(n for c in row.disputed_by for n in speakers.get(c, ())))
        lines = [
            say(f"panel.{row.quote_kind}"),
            say("panel.said_to", who=row.addressee) if row.addressee else "",
            say("panel.reported_by", who=listed(row.reported_by)) if row.reported_by else "",
            _when(row),
            where_of(row),
            say("article.disputed_by", who=listed(against, say("panel.nobody"))) if row.disputed else "",
            _noted(row),
        ]
        mark = {
            "layer": "claims",
            "id": row.claim_id,
            "check": row.claim_id,
            "title": names["claim"].format(speakers=listed(row.speakers, say("panel.nobody")), stance=stance_name(row.stance)),
            "lines": [line for line in lines if line],
            "disputed": bool(row.disputed),
        }
        found += [{"start": int(s), "end": int(e), **mark} for s, e in ((row.start, row.end), *row.content_spans)]
    return found


def _noted(row: Any) -> str:
    return say("article.corrected", note=row.note) if row.corrected and row.note else ""


def shared(marks: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the marks with a number in place of their explanation, and the explanations: many marks share one."""
    numbers: dict[str, int] = {}
    told: list[dict[str, Any]] = []
    made = []
    for mark in marks:
        why = {key: mark[key] for key in ("title", "lines", "candidates") if mark.get(key)}
        number = numbers.setdefault(repr(why), len(told))
        if number == len(told):
            told.append(why)
        made.append({k: v for k, v in mark.items() if k not in ("start", "end", "title", "lines", "candidates")} | {"why": number})
    return made, told
