"""How far corrections reach: which articles and rows the frames must answer for, and what actors are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from geo.corrected_tables import merged_names, related_claims
from geo.corrections import EVERYWHERE, layer_of, standing, whence
from geo.store import read_rows
from geo.store_bulk import among
from geo.store_schema import actors, articles, corrections, events, mentions, source_actors

if TYPE_CHECKING:
    from collections.abc import Iterator


def corrected_rows(connection: sa.Connection) -> tuple[set[str], set[str]]:
    """Return the articles of which a row may be other than it was read, and the imported events that are corrected."""
    corrected = standing(read_rows(connection, corrections))
    changed = [t for t, fields in corrected.items() if layer_of(t) != "place" and set(fields) != {"accepted"}]
    if not changed:
        return set(), set()
    wanted = {whence(t) for t in (*changed, *related_claims(corrected))}
    found = set(connection.scalars(sa.select(articles.c.article_id).where(among(connection, articles.c.article_id, sorted(wanted)))))
    everywhere = [t.split(":", 2)[2] for t in changed if layer_of(t) == "actor" and whence(t) == EVERYWHERE]
    if everywhere:
        found |= set(connection.scalars(sa.select(actors.c.article_id).where(among(connection, actors.c.name, everywhere))))
    targets = [t for t in changed if layer_of(t) == "event" and whence(t) not in found]
    if not targets:
        return found, set()
    asked = sa.select(events.c.event_id).where(among(connection, events.c.event_id, targets), events.c.article_id.is_(None))
    return found, set(connection.scalars(asked))


def all_actors(connection: sa.Connection) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield name and aliases of every actor of the store, merged as the corrections that stand say."""
    read = connection.execute(sa.select(actors.c.article_id, actors.c.name, actors.c.aliases))
    yield from merged_names(((a, n, other) for a, n, other in read), standing(read_rows(connection, corrections)))
    yield from ((name, tuple(aliases)) for name, aliases in connection.execute(sa.select(source_actors.c.name, source_actors.c.aliases)))


def moved_mentions(connection: sa.Connection) -> Iterator[tuple[str | None, bool, str | None]]:
    """Yield for each corrected mention its place as read, whether it stood for a government there, and its place now."""
    corrected = {t: f for t, f in standing(read_rows(connection, corrections)).items() if layer_of(t) == "mention"}
    if not corrected:
        return
    asked = sa.select(mentions.c.mention_id, mentions.c.place_id, mentions.c.metonym)
    for mention_id, before, metonym in connection.execute(asked.where(among(connection, mentions.c.mention_id, list(corrected)))):
        fields = corrected[mention_id]
        if "removed" in fields or "place_id" in fields:
            yield before, metonym, None if "removed" in fields else fields["place_id"].value
