"""The store's tables. One row a record of `geo.records` or of an imported table; lists that nobody filters by are JSON.

A change here needs a migration in `geo/migrations/versions` and a higher `SCHEMA_VERSION`; a test holds the two together.
"""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

SCHEMA_VERSION = 3

metadata = sa.MetaData()


def _article() -> sa.Column[str]:
    return sa.Column("article_id", sa.String, sa.ForeignKey("articles.article_id", ondelete="CASCADE"), nullable=False, index=True)


def _owner(table: str) -> sa.Column[str]:
    return sa.Column(f"{table}_id", sa.String, sa.ForeignKey(f"{table}s.{table}_id", ondelete="CASCADE"), primary_key=True)


def _when(*, basis_may_lack: bool = False) -> list[sa.Column[object]]:
    return [
        sa.Column("date_start", sa.Date),
        sa.Column("date_end", sa.Date),
        sa.Column("date_precision", sa.String, nullable=False),
        sa.Column("date_basis", sa.String, nullable=basis_may_lack),
    ]


def _search() -> sa.Column[str]:
    # Every word by which the row is found, casefolded by Python: databases fold case each in their own way.
    return sa.Column("search", sa.Text, nullable=False, server_default="")


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
    # The version of the store's rows with which it was read: what came after can be asked for.
    sa.Column("revision", sa.Integer, nullable=False, server_default="0", index=True),
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
    # Read from an article: its span. Imported: source, source_id and quote in place of it.
    sa.Column("article_id", sa.String, sa.ForeignKey("articles.article_id", ondelete="CASCADE"), index=True),
    sa.Column("start", sa.Integer),
    sa.Column("end", sa.Integer),
    sa.Column("type", sa.String, nullable=False),
    sa.Column("acled_type", sa.String),
    sa.Column("geo_precision", sa.String),
    *_when(basis_may_lack=True),
    sa.Column("status", sa.String, nullable=False),
    sa.Column("count", sa.Integer),
    sa.Column("means", sa.JSON, nullable=False),
    sa.Column("spans", sa.JSON, nullable=False),
    sa.Column("tolls", sa.JSON(none_as_null=True)),
    sa.Column("source", sa.String),
    sa.Column("source_id", sa.String),
    sa.Column("quote", sa.Text),
    sa.Column("fatalities", sa.Integer),
    sa.Column("codes", sa.JSON(none_as_null=True)),
    sa.Column("digest", sa.BigInteger),
    _search(),
)

event_actors = sa.Table(
    "event_actors",
    metadata,
    _owner("event"),
    sa.Column("role", sa.String, primary_key=True),
    sa.Column("ordinal", sa.Integer, primary_key=True),
    sa.Column("name", sa.String, nullable=False, index=True),
    sqlite_with_rowid=False,  # a million imported rows: one tree instead of two
)

event_places = sa.Table(
    "event_places",
    metadata,
    _owner("event"),
    sa.Column("ordinal", sa.Integer, primary_key=True),
    sa.Column("place_id", sa.String, nullable=False, index=True),
    sqlite_with_rowid=False,  # a million imported rows: one tree instead of two
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
    # The claim whose content holds it ("TASS reported that [Putin said ...]"), of the same article.
    sa.Column("within_claim", sa.String),
    sa.Column("geo_precision", sa.String),
    *_when(),
    _search(),
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
    sa.Column("event_id", sa.String, sa.ForeignKey("events.event_id", ondelete="CASCADE"), primary_key=True, index=True),
)

relations = sa.Table(
    "relations",
    metadata,
    _owner("claim"),
    sa.Column("type", sa.String, primary_key=True),
    sa.Column("other_claim_id", sa.String, sa.ForeignKey("claims.claim_id", ondelete="CASCADE"), primary_key=True, index=True),
    sa.Column("degree", sa.String, nullable=False),
)

source_actors = sa.Table(
    "source_actors",
    metadata,
    sa.Column("source", sa.String, primary_key=True),
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("side", sa.String),
    sa.Column("aliases", sa.JSON, nullable=False),
)

imports = sa.Table(
    "imports",
    metadata,
    sa.Column("import_id", sa.Integer, primary_key=True),
    sa.Column("source", sa.String, nullable=False),
    sa.Column("file", sa.String, nullable=False),
    sa.Column("licence", sa.String),
    sa.Column("added", sa.Integer, nullable=False),
    sa.Column("updated", sa.Integer, nullable=False),
    sa.Column("rejected", sa.Integer, nullable=False),
    sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False, default=lambda: dt.datetime.now(dt.UTC)),
)

corrections = sa.Table(
    "corrections",
    metadata,
    sa.Column("correction_id", sa.Integer, primary_key=True),
    sa.Column("target", sa.String, nullable=False, index=True),
    sa.Column("field", sa.String, nullable=False),
    sa.Column("value", sa.JSON, nullable=False),
    sa.Column("was", sa.JSON(none_as_null=True)),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("sources", sa.JSON, nullable=False),
    sa.Column("made_by", sa.String),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False, default=lambda: dt.datetime.now(dt.UTC)),
    sa.Column("undone_at", sa.DateTime(timezone=True)),
)
