"""The store's tables. One row a record of `geo.records`; lists that nobody filters by are JSON."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

SCHEMA_VERSION = 1

metadata = sa.MetaData()


def _article() -> sa.Column[str]:
    return sa.Column("article_id", sa.String, sa.ForeignKey("articles.article_id", ondelete="CASCADE"), nullable=False, index=True)


def _owner(table: str) -> sa.Column[str]:
    return sa.Column(f"{table}_id", sa.String, sa.ForeignKey(f"{table}s.{table}_id", ondelete="CASCADE"), primary_key=True)


def _when() -> list[sa.Column[object]]:
    return [
        sa.Column("date_start", sa.Date),
        sa.Column("date_end", sa.Date),
        sa.Column("date_precision", sa.String, nullable=False),
        sa.Column("date_basis", sa.String, nullable=False),
    ]


meta = sa.Table("meta", metadata, sa.Column("key", sa.String, primary_key=True), sa.Column("value", sa.Integer, nullable=False))

articles = sa.Table(
    "articles",
    metadata,
    sa.Column("article_id", sa.String, primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("doc", sa.String),
    sa.Column("published", sa.Date),
    sa.Column("title", sa.String),
    sa.Column("outlet", sa.String),
    sa.Column("url", sa.String),
    sa.Column("language", sa.String),
    sa.Column("sentences", sa.JSON, nullable=False),
)

places = sa.Table(
    "places",
    metadata,
    sa.Column("place_id", sa.String, primary_key=True),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("country", sa.String),
    sa.Column("admin1", sa.String),
    sa.Column("lat", sa.Float),
    sa.Column("lon", sa.Float),
    sa.Column("precision_km", sa.Float),
    sa.Column("count", sa.Integer),
    sa.Column("within", sa.String),
)

mentions = sa.Table(
    "mentions",
    metadata,
    sa.Column("mention_id", sa.String, primary_key=True),
    _article(),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("place_id", sa.String, sa.ForeignKey("places.place_id")),
    sa.Column("metonym", sa.Boolean, nullable=False),
    sa.Column("confidence", sa.Float, nullable=False),
    sa.Column("candidates", sa.JSON, nullable=False),
)

dates = sa.Table(
    "dates",
    metadata,
    sa.Column("article_id", sa.String, sa.ForeignKey("articles.article_id", ondelete="CASCADE"), primary_key=True),
    sa.Column("start", sa.Integer, primary_key=True),
    sa.Column("end", sa.Integer, primary_key=True),
    sa.Column("type", sa.String, nullable=False),
    sa.Column("value", sa.String),
    sa.Column("date_start", sa.Date),
    sa.Column("date_end", sa.Date),
    sa.Column("precision", sa.String, nullable=False),
)

actors = sa.Table(
    "actors",
    metadata,
    sa.Column("article_id", sa.String, sa.ForeignKey("articles.article_id", ondelete="CASCADE"), primary_key=True),
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("side", sa.String),
    sa.Column("anonymous", sa.Boolean, nullable=False),
    sa.Column("aliases", sa.JSON, nullable=False),
    sa.Column("roles", sa.JSON, nullable=False),
    sa.Column("mentions", sa.JSON, nullable=False),
)

events = sa.Table(
    "events",
    metadata,
    sa.Column("event_id", sa.String, primary_key=True),
    _article(),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("type", sa.String, nullable=False),
    sa.Column("acled_type", sa.String),
    sa.Column("geo_precision", sa.String),
    *_when(),
    sa.Column("status", sa.String, nullable=False),
    sa.Column("count", sa.Integer),
    sa.Column("means", sa.JSON, nullable=False),
    sa.Column("spans", sa.JSON, nullable=False),
)

event_actors = sa.Table(
    "event_actors",
    metadata,
    _owner("event"),
    sa.Column("role", sa.String, primary_key=True),
    sa.Column("ordinal", sa.Integer, primary_key=True),
    sa.Column("name", sa.String, nullable=False, index=True),
)

event_places = sa.Table(
    "event_places",
    metadata,
    _owner("event"),
    sa.Column("ordinal", sa.Integer, primary_key=True),
    sa.Column("place_id", sa.String, nullable=False, index=True),
)

claims = sa.Table(
    "claims",
    metadata,
    sa.Column("claim_id", sa.String, primary_key=True),
    _article(),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("content", sa.JSON, nullable=False),
    sa.Column("stance", sa.String, nullable=False),
    sa.Column("quote_kind", sa.String, nullable=False),
    sa.Column("addressee", sa.String),
    sa.Column("geo_precision", sa.String),
    *_when(),
)

claim_speakers = sa.Table(
    "claim_speakers",
    metadata,
    _owner("claim"),
    sa.Column("ordinal", sa.Integer, primary_key=True),
    sa.Column("name", sa.String, nullable=False, index=True),
    sa.Column("start", sa.Integer),
    sa.Column("end", sa.Integer),
)

claim_places = sa.Table(
    "claim_places",
    metadata,
    _owner("claim"),
    sa.Column("ordinal", sa.Integer, primary_key=True),
    sa.Column("place_id", sa.String, nullable=False, index=True),
)

claim_events = sa.Table(
    "claim_events",
    metadata,
    _owner("claim"),
    sa.Column("event_id", sa.String, sa.ForeignKey("events.event_id", ondelete="CASCADE"), primary_key=True),
)

relations = sa.Table(
    "relations",
    metadata,
    _owner("claim"),
    sa.Column("type", sa.String, primary_key=True),
    sa.Column("other_claim_id", sa.String, sa.ForeignKey("claims.claim_id", ondelete="CASCADE"), primary_key=True),
    sa.Column("degree", sa.String, nullable=False),
)

corrections = sa.Table(
    "corrections",
    metadata,
    sa.Column("correction_id", sa.Integer, primary_key=True),
    sa.Column("target", sa.String, nullable=False, index=True),
    sa.Column("field", sa.String, nullable=False),
    sa.Column("value", sa.JSON, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("sources", sa.JSON, nullable=False),
    sa.Column("made_by", sa.String),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, default=lambda: dt.datetime.now(dt.UTC)),
    sa.Column("undone_at", sa.DateTime(timezone=True)),
)
