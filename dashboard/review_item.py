"""What the Review page shows of one question: its passages, what the program read, why, and what else it considered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.article import heading, paragraphs, pieces
from dashboard.cards import when_of, where_of
from dashboard.review_tolls import toll_words
from dashboard.wording import catalogue, counted, listed, look_of, say, stance_name, type_name
from geo.corrected_tables import RELATIONS
from geo.corrections import EVERYWHERE
from geo.gazetteer.index import load_gazetteer

if TYPE_CHECKING:
    from geo.doubts import Question, Queue
    from geo.frames import Frames

Span = tuple[int, int]

MOST_PASSAGES = 3
"""Paragraphs shown; where a place is named in more, their number is told."""
LONGEST_LABEL = 60
LONGEST_TITLE = 36


def row_of(frames: Frames, question: Question) -> Any:
    """Return the row of an event or claim, `None` for all others and for what was taken out."""
    if question.layer not in ("event", "claim"):
        return None
    rows = frames.events if question.layer == "event" else frames.claims
    return next(rows[rows[f"{question.layer}_id"] == question.target].itertuples(), None)


def mentions_of(frames: Frames, question: Question) -> list[Any]:
    """Return the mentions of a place that are one question."""
    return list(frames.mentions[frames.mentions["mention_id"].isin(question.members)].itertuples())


def spans_of(frames: Frames, question: Question) -> list[Span]:
    """Return the words that a question is about."""
    if question.layer == "actor":
        name = question.target.split(":", 2)[2]
        rows = frames.actors[(frames.actors["article_id"] == question.article_id) & (frames.actors["name"] == name)]
        return [(int(s), int(e)) for row in rows.itertuples() for s, e in row.mentions]
    row = row_of(frames, question)
    if row is not None:
        more = row.spans if question.layer == "event" else row.content_spans
        return [(int(s), int(e)) for s, e in ((row.start, row.end), *more)]
    found = [(int(m.start), int(m.end)) for m in mentions_of(frames, question)]
    return found or [_span_in(question.target)]


def _span_in(target: str) -> Span:
    start, _, end = target.rpartition(":")[2].partition("-")
    return int(start), int(end)


def passages(frames: Frames, question: Question) -> tuple[list[list[list[str]]], int]:
    """Return the paragraphs that hold the question's words, in pieces `[text, "hot" or ""]`, and how many more there are."""
    if question.article_id is None:  # imported: the row's own notes stand for a passage
        return [[[str(quote), ""]] for quote in frames.events.loc[frames.events["event_id"] == question.target, "quote"] if quote], 0
    text = str(frames.articles.set_index("article_id").loc[question.article_id, "text"])
    hot = spans_of(frames, question)
    found = [(s, e) for s, e in paragraphs(text) if any(a < e and b > s for a, b in hot)]
    made = [[[p["text"], "hot" if p["hot"] else ""] for p in pieces(text, s, e, [], hot)] for s, e in found[:MOST_PASSAGES]]
    return made, len(found) - len(made)


def candidates(frames: Frames, question: Question) -> list[dict[str, Any]]:
    """Return the places considered for a mention, the best first: those of all its mentions, each with its best score."""
    best: dict[str, dict[str, Any]] = {}
    rows = mentions_of(frames, question)
    for row in rows:
        for one in row.candidates:
            if one["place_id"] not in best or one["score"] > best[one["place_id"]]["score"]:
                best[one["place_id"]] = one
    now = {row.place_id for row in rows}
    gazetteer = load_gazetteer()
    found = []
    for one in sorted(best.values(), key=lambda c: -c["score"]):
        entry = gazetteer.get(one["place_id"])
        found.append(
            {
                "id": one["place_id"],
                "name": gazetteer.full_label(one["place_id"]) if entry else one["name"],
                "score": f"{one['score']:.2f}",
                "reason": one["reason"],
                "now": one["place_id"] in now,
                "lat": entry.place.lat if entry else None,
                "lon": entry.place.lon if entry else None,
            }
        )
    return found


def facts(frames: Frames, question: Question) -> list[list[str]]:
    """Return what the program read, as rows of a label and words."""
    words = catalogue()["review"]
    if question.layer == "mention":
        return _place_facts(frames, question, words)
    if question.layer == "actor":
        name = question.target.split(":", 2)[2]
        rows = frames.actors[(frames.actors["article_id"] == question.article_id) & (frames.actors["name"] == name)]
        return [
            pair
            for row in rows.itertuples()
            for pair in (
                [words["actor"], f"{row.name} ({row.kind}{', ' + row.side if row.side else ''})"],
                [words["also"], listed(row.aliases)],
                [words["roles"], listed(row.roles)],
            )
            if pair[1]
        ]
    row = row_of(frames, question)
    if row is None:
        return []
    places = [where_of(row)] if len(row.place_ids) < 2 else [str(n) for n in _names(frames, row.place_ids)]  # noqa: PLR2004
    basis = words["basis"].get(row.date_basis, "") if not pd.isna(row.date_start) else ""
    when = f"{when_of(row)} ({basis})" if basis else when_of(row)
    if question.layer == "event":
        made = [
            [words["data_set"], f"{row.source} {row.source_id}" if row.source else ""],
            [words["type"], f"{type_name(row.type)} ({row.type})"],
            [words["status"], words["statuses"][row.status]],
            [words["sources"], listed(row.sources)],
            [words["targets"], listed(row.targets)],
            [words["count"], "" if pd.isna(row.count) else f"{row.count:,}"],
            [words["tolls"], " · ".join(map(toll_words, row.tolls))],
        ]
    else:
        made = [
            [words["speakers"], listed(row.speakers, say("panel.nobody"))],
            [words["stance"], f"{stance_name(row.stance)} ({row.stance})"],
            [words["addressee"], row.addressee or ""],
            *([words[kind], listed(claim_words(frames, c) for c in getattr(row, kind))] for kind in RELATIONS),
        ]
    return [pair for pair in (*made, [words["when"], when], [words["where"], listed(places)]) if pair[1]]


def _place_facts(frames: Frames, question: Question, words: dict[str, Any]) -> list[list[str]]:
    rows = mentions_of(frames, question)
    if not rows:
        return []
    first = rows[0]
    times = counted(len(rows), "mention")
    if pd.isna(first.place_id):
        return [[words["read"], f"{first.text}: {words['unfound']}"], [words["named"], times]]
    place = frames.places.set_index("place_id").loc[first.place_id]
    kind = catalogue()["kinds"].get(first.kind, first.kind)
    within = f" {say('places.within', area=place['within_name'])}" if place["within_name"] else ""
    confidence = sorted({f"{row.confidence:.2f}" for row in rows})
    said = "" if "place_id" not in first.corrected else f", {words['by_hand']}"
    there = [
        counted(int(of["place_ids"].map(lambda ids: first.place_id in ids)[of["article_id"] == question.article_id].sum()), layer)
        for of, layer in ((frames.events, "event"), (frames.claims, "claim"))
    ]
    made = [
        [words["read"], f"{first.name} ({kind}{within}){said}"],
        [words["confidence"], "–".join(dict.fromkeys((confidence[0], confidence[-1])))],
        [words["named"], times],
        [words["hangs"], say("places.counts", events=there[0], claims=there[1])],
    ]
    return made + ([[words["known"], f"{place['note']} ({place['note_source']})"]] if place["note"] else [])


def _names(frames: Frames, place_ids: tuple[str, ...]) -> list[str]:
    names = dict(zip(frames.places["place_id"], frames.places["name"], strict=True))
    return [names.get(p, p) for p in place_ids]


def claim_words(frames: Frames, claim_id: str) -> str:
    """Return who claims what, shortly."""
    for row in frames.claims[frames.claims["claim_id"] == claim_id].itertuples():
        return f"{listed(row.speakers, say('panel.nobody'))}: {shortened(row.proposition)}"
    return claim_id


def shortened(text: str, longest: int = LONGEST_LABEL) -> str:
    """Return words cut at a space, with dots where something was left out."""
    plain = " ".join(text.split())
    return plain if len(plain) <= longest else plain[:longest].rsplit(" ", 1)[0] + " …"


def title_of(queue: Queue, question: Question) -> str:
    """Return the title of a question's article, shortly."""
    row = next((r for r in queue.frames.articles.itertuples() if r.article_id == question.article_id), None)
    if row is None:
        return ""
    return shortened(heading(row)["choice"], LONGEST_TITLE)


def queue_row(queue: Queue, question: Question) -> dict[str, Any]:
    """Return a question as a row of the list."""
    words = catalogue()["review"]
    row = row_of(queue.frames, question)
    sort = type_name(row.type) if row is not None and question.layer == "event" else words["layers"][question.layer]
    if question.layer == "mention":
        sort = next((str(m.name) for m in mentions_of(queue.frames, question)[:1] if not pd.isna(m.place_id)), sort)
    doubts = [words["doubts"][d] for d in question.doubts] if question.state == "open" else [words["states"][question.state]]
    return {
        "id": question.target,
        "label": shortened(question.label) or words["nothing"],
        "sort": sort,
        "look": look_of(row.type if row is not None and question.layer == "event" else None) | {"layer": question.layer},
        "doubts": " · ".join(doubts),
        "article": title_of(queue, question) if len(queue.frames.articles) > 1 else "",
        "state": question.state,
        "weight": counted(question.weight, "row") if question.weight else "",
    }


def targets_of(frames: Frames, question: Question, history: pd.DataFrame) -> list[str]:
    """Return all that corrections of a question may name: a place's mentions and, set by hand or counted, itself; an actor's old names."""
    if question.layer == "mention":
        places = {row.place_id for row in mentions_of(frames, question) if not pd.isna(row.place_id)}
        return [*question.members, *places]
    if question.layer == "actor":
        name = question.target.split(":", 2)[2]
        same = history[(history["field"] == "same_as") & (history["value"] == name)]
        return [question.target, *(t for t in same["target"] if t.split(":", 1)[0] in (question.article_id, EVERYWHERE))]
    return [question.target]


def change_words(frames: Frames, field: str, value: Any) -> str:
    """Return one change in plain words: "Type: Attack"."""
    words = catalogue()["review"]
    if field in ("accepted", "removed"):
        return str(words["states"]["accepted" if field == "accepted" else "rejected"]).capitalize()
    if field == "type":
        told = type_name(value)
    elif field == "stance":
        told = stance_name(value)
    elif field in ("place_id", "place_ids"):
        told = listed(_place_name(frames, p) for p in ([value] if field == "place_id" else value) if p)
    elif field == "tolls":
        told = " · ".join(map(toll_words, value))
    elif field in RELATIONS:
        told = listed(claim_words(frames, c) for c in value)
    elif field in ("areas", "outline", "point"):
        told = listed(str(a.get("name", "")) for a in value) if field == "areas" else ""
    elif field in ("status", "date_precision"):
        told = str(words["statuses" if field == "status" else "precisions"].get(value, value))
    else:
        told = listed(str(v) for v in value) if isinstance(value, list) else str(value or "")
    return f"{words['fields'][field]}: {told or words['none']}" if field not in ("outline", "point") else str(words["fields"][field])


def _place_name(frames: Frames, place_id: str) -> str:
    names = dict(zip(frames.places["place_id"], frames.places["name"], strict=True))
    return str(names.get(place_id) or load_gazetteer().full_label(place_id))
