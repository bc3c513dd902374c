"""What a person should look at: each place, event, claim and actor of an article as a question, and what is doubtful about it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import sqlalchemy as sa

from geo.corrections import EVERYWHERE, layer_of, standing, whence
from geo.frames import Frames, load_articles, load_rows
from geo.store_bulk import among
from geo.store_schema import claims, events, mentions

if TYPE_CHECKING:
    from geo.store import Store

UNSURE = 0.7
"""Confidence below which a place is doubtful; the confidence is calibrated, so that some three of ten such places are wrong."""
MOST_ARTICLES = 50
"""Articles whose doubts are listed at one time, those with most in doubt: a queue longer than that is worked through in turns."""
DOUBTS = ("unsure", "unfound", "group", "undated", "unplaced")
"""Kinds of doubt: a place of low confidence, a name that no place was found for, places counted and not named, a row without date,
a row without place."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to check."""

    target: str
    """What a correction of it names: the id of an event, a claim, an actor, or the first of `members`."""
    layer: str
    """`mention event claim actor`."""
    article_id: str | None
    """The article it stands in; none: an imported event."""
    label: str
    doubts: tuple[str, ...]
    """Those of `DOUBTS` that it gives rise to."""
    weight: int
    """How many events and claims hang on it."""
    state: str = "open"
    """`open accepted corrected rejected`."""
    members: tuple[str, ...] = ()
    """Mentions that are one question: those of one place, or of one unknown name, in the article."""
    at: int = 0
    """Where in the article it first stands."""


@dataclass(frozen=True)
class Queue:
    """The questions of some articles, those that most hangs on first."""

    frames: Frames
    questions: tuple[Question, ...]
    waiting: int
    """How many more articles have something doubtful."""

    def find(self, target: str | None) -> Question | None:
        """Return the question of a row or of any of its mentions."""
        return next((q for q in self.questions if target == q.target or target in q.members), None)


def load_queue(store: Store, article_id: str | None = None, *, decided: bool = False) -> Queue:
    """Return the questions of one article, or of those with most in doubt; `decided`: of those corrected last.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    history = store.history()
    wanted = [article_id] if article_id is not None else corrected_articles(history) if decided else doubtful_articles(store, history)
    frames = load_articles(store, wanted[:MOST_ARTICLES])
    return Queue(frames, questions_of(frames, history), max(0, len(wanted) - MOST_ARTICLES))


def load_row(store: Store, row_id: str) -> Queue:
    """Return the question of one event or claim alone, such as an imported event, which is in no article's queue.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    frames = load_rows(store, *(([row_id], ()) if layer_of(row_id) == "event" else ((), [row_id])))
    return Queue(frames, tuple(q for q in questions_of(frames, store.history()) if q.target == row_id), 0)


def corrected_articles(history: pd.DataFrame) -> list[str]:
    """Return the articles in which something was corrected, the last first."""
    targets = (t for t in reversed(history["target"].tolist()) if layer_of(t) != "place")
    return list(dict.fromkeys(whence(t) for t in targets if whence(t) != EVERYWHERE))


def doubtful_articles(store: Store, history: pd.DataFrame) -> list[str]:
    """Return the articles in which something is doubtful that nobody has decided, those with most of it first.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    decided = list(standing(history))
    m, e, c = mentions.c, events.c, claims.c
    count: Counter[str] = Counter()
    with store.reading() as connection:

        def left(*columns: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
            return sa.and_(*(column.is_(None) | ~among(connection, column, decided) for column in columns)) if decided else sa.true()

        doubtful = (
            (m, (m.place_id.is_(None) | (m.confidence < UNSURE) | m.place_id.like("group:%")) & left(m.mention_id, m.place_id)),
            (e, e.article_id.is_not(None) & e.date_start.is_(None) & e.date_end.is_(None) & left(e.event_id)),
            (c, c.date_start.is_(None) & c.date_end.is_(None) & left(c.claim_id)),
            (e, e.article_id.is_not(None) & e.geo_precision.is_(None) & left(e.event_id)),
            (c, c.geo_precision.is_(None) & left(c.claim_id)),
        )
        for columns, condition in doubtful:
            asked = sa.select(columns.article_id, sa.func.count()).where(condition).group_by(columns.article_id)
            for found, n in connection.execute(asked):
                count[found] += n
    return sorted(count, key=lambda a: (-count[a], a))


def questions_of(frames: Frames, history: pd.DataFrame) -> tuple[Question, ...]:
    """Return every question that the articles of frames give rise to, those that most hangs on first.

    Parameters
    ----------
    frames
        Of whole articles.
    history
        The store's corrections.
    """
    corrected = standing(history)
    found = [*_mentions(frames, corrected), *_rows(frames, corrected), *_actors(frames, corrected), *_rejected(frames, corrected)]
    return tuple(sorted(found, key=lambda q: (not q.doubts, -q.weight, q.article_id or "", q.at, q.layer)))


def _state(fields: Any) -> str:
    if "removed" in fields:
        return "rejected"
    return "corrected" if set(fields) - {"accepted"} else "accepted" if fields else "open"


def _mentions(frames: Frames, corrected: dict[str, dict[str, Any]]) -> list[Question]:
    at: Counter[tuple[str, str]] = Counter()
    for rows in (frames.events, frames.claims):
        for article_id, ids in zip(rows["article_id"], rows["place_ids"], strict=True):
            at.update((article_id, p) for p in ids)
    together: dict[tuple[str, str], list[Any]] = {}
    for row in frames.mentions.itertuples():
        known = not pd.isna(row.place_id)
        together.setdefault((row.article_id, row.place_id if known else row.text.casefold()), []).append(row)
    found = []
    for (article_id, key), rows in together.items():
        first = rows[0]
        known = not pd.isna(first.place_id)
        fields = {f for row in rows for f in corrected.get(row.mention_id, {})}
        place = corrected.get(key, {}) if known else {}
        doubts = []
        if not known:
            doubts.append("unfound")
        elif first.kind == "group":
            doubts += [] if {"areas", "outline"} & set(place) else ["group"]
        elif min(row.confidence for row in rows) < UNSURE:
            doubts.append("unsure")
        weight = at[article_id, key] if known else _without_place(frames, article_id, [(row.start, row.end) for row in rows])
        found.append(
            Question(
                first.mention_id,
                "mention",
                article_id,
                first.text,
                tuple(doubts),
                weight,
                _state(fields | set(place)),
                tuple(row.mention_id for row in rows),
                int(first.start),
            )
        )
    return found


def _without_place(frames: Frames, article_id: str, spans: list[tuple[int, int]]) -> int:
    """Return how many rows without a place stand in the sentences of these spans."""
    sentences = frames.articles.loc[frames.articles["article_id"] == article_id, "sentences"].iloc[0] or []
    touched = [(s, e) for s, e in sentences if any(s < end and e > start for start, end in spans)]
    count = 0
    for rows in (frames.events, frames.claims):
        mine = rows[(rows["article_id"] == article_id) & (rows["place_ids"].map(len) == 0)]
        count += sum(any(s < end and e > start for s, e in touched) for start, end in zip(mine["start"], mine["end"], strict=True))
    return count


def _rows(frames: Frames, corrected: dict[str, dict[str, Any]]) -> list[Question]:
    found = []
    for layer, rows in (("event", frames.events), ("claim", frames.claims)):
        for row in rows.itertuples():
            row_id = row.event_id if layer == "event" else row.claim_id
            undated = pd.isna(row.date_start) and pd.isna(row.date_end)
            hang = row.claims if layer == "event" else (*row.events, *row.disputes, *row.disputed_by, *row.supports)
            doubts = [d for d, holds in (("undated", undated), ("unplaced", not row.place_ids)) if holds]
            label = row.trigger if layer == "event" else row.proposition
            state = _state(corrected.get(row_id, {}))
            article_id, at = (None, 0) if pd.isna(row.start) else (row.article_id, int(row.start))
            found.append(Question(row_id, layer, article_id, label, tuple(doubts), 1 + len(hang), state, at=at))
    return found


def _actors(frames: Frames, corrected: dict[str, dict[str, Any]]) -> list[Question]:
    weight: Counter[tuple[str, str]] = Counter()
    for rows, columns in ((frames.events, ("sources", "targets")), (frames.claims, ("speakers",))):
        for column in columns:
            for article_id, names in zip(rows["article_id"], rows[column], strict=True):
                weight.update((article_id, n) for n in names)
    found = []
    for row in frames.actors.itertuples():
        if row.article_id is None:
            continue
        target = f"{row.article_id}:actor:{row.name}"
        merged = any(f"{w}:actor:{alias}" in corrected for alias in row.aliases for w in (row.article_id, "all"))
        at = min((s for s, _ in row.mentions), default=0)
        state = "corrected" if merged else "open"
        found.append(Question(target, "actor", row.article_id, row.name, (), weight[row.article_id, row.name], state, at=int(at)))
    return found


def _rejected(frames: Frames, corrected: dict[str, dict[str, Any]]) -> list[Question]:
    """Return what a person took out: it is in no frame any more, and can be brought back."""
    texts = dict(zip(frames.articles["article_id"], frames.articles["text"], strict=True))
    found = []
    for target, fields in corrected.items():
        article_id, _, rest = target.partition(":")
        if "removed" not in fields or article_id not in texts:
            continue
        start, _, end = rest.rpartition(":")[2].partition("-")
        words = texts[article_id][int(start) : int(end)]
        members = (target,) if layer_of(target) == "mention" else ()
        found.append(Question(target, layer_of(target), article_id, words, (), 0, "rejected", members, int(start)))
    return found
