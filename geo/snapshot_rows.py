"""The rows of a snapshot as the store has them: those of articles read since added, corrections laid over them, in order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.corrected_reach import corrected_rows
from geo.frames import rows_of
from geo.snapshot_loading import Vocabulary, changed_articles, load_claims, load_events, rows_of_frames

if TYPE_CHECKING:
    import sqlalchemy as sa

    from geo.snapshot_columns import Rows

Layers = tuple["Rows", "Rows"]
"""Events and claims."""


def read_layers(connection: sa.Connection, vocabulary: Vocabulary, before: Layers | None = None, since: int = 0) -> Layers:
    """Return the rows as they were read or imported; those that are in memory already with the articles read since.

    Parameters
    ----------
    connection
        The store at one moment.
    vocabulary
        Numbers names, places and articles; new ones are added.
    before, since
        Rows that are in memory, and the version of the store's rows at which they were read.
    """
    if before is None:
        return load_events(connection, vocabulary), load_claims(connection, vocabulary)
    articles = changed_articles(connection, since)
    if not articles:
        return before
    old = vocabulary.articles.known(articles)
    new = load_events(connection, vocabulary, articles), load_claims(connection, vocabulary, articles)
    events, claims = (rows.take(np.flatnonzero(~np.isin(rows.article, old))).plus(more) for rows, more in zip(before, new, strict=True))
    return events, claims


def in_order(rows: Rows, vocabulary: Vocabulary) -> Rows:
    """Return rows in the order of the frames: by article, start and id; imported ones last."""
    names = vocabulary.articles.all
    rank = np.empty(len(names) + 1, dtype=np.int32)
    rank[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
    rank[-1] = len(names)
    order = np.lexsort((rows.rank, rows.start, rank[rows.article]))
    return rows if bool((np.diff(order) == 1).all()) else rows.take(order)


def corrected_layers(connection: sa.Connection, events: Rows, claims: Rows, vocabulary: Vocabulary) -> Layers:
    """Return the rows with those of corrected articles as the frames have them: what hangs together is in one article."""
    articles, imported = corrected_rows(connection)
    if not articles and not imported:
        return events, claims
    codes = vocabulary.articles.known(articles)
    single = pc.is_in(events.ids, pa.array(sorted(imported), pa.string())).to_numpy(zero_copy_only=False)
    event_hit, claim_hit = np.isin(events.article, codes) | single, np.isin(claims.article, codes)
    ids = (rows.ids.filter(pa.array(hit)).to_pylist() for rows, hit in ((events, event_hit), (claims, claim_hit)))
    frames = rows_of(connection, *ids)
    made = []
    for rows, mask, layer in ((events, event_hit, "event"), (claims, claim_hit, "claim")):
        new = rows_of_frames(frames, layer, vocabulary)
        ranks = pc.index_in(new.ids, rows.ids).to_numpy(zero_copy_only=False)
        made.append(rows.take(np.flatnonzero(~mask)).plus(replace(new, rank=rows.rank[ranks])))
    return made[0], made[1]
