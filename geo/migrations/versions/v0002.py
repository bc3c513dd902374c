"""Schema 2: imported events beside those read from articles, corrections with what they replace, words to search by."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from geo.store_rows import proposition, search_text, sentences_around

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns and tables, and fill in the words of the rows there are."""
    connection = op.get_bind()
    sqlite = connection.dialect.name == "sqlite"
    with op.batch_alter_table("events") as batch:
        for column in ("article_id", "start", "end", "date_basis"):
            batch.alter_column(column, nullable=True, existing_type=sa.Integer() if column in ("start", "end") else sa.String())
        for name, kind in (
            ("source", sa.String()),
            ("source_id", sa.String()),
            ("quote", sa.Text()),
            ("fatalities", sa.Integer()),
            ("codes", sa.JSON()),
            ("digest", sa.BigInteger()),
        ):
            batch.add_column(sa.Column(name, kind))
        batch.add_column(sa.Column("search", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("articles") as batch:
        batch.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_articles_revision", "articles", ["revision"])
    with op.batch_alter_table("claims") as batch:
        batch.add_column(sa.Column("search", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("corrections") as batch:
        batch.add_column(sa.Column("was", sa.JSON()))
    op.create_table(
        "source_actors",
        sa.Column("source", sa.String(), primary_key=True),
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("side", sa.String()),
        sa.Column("aliases", sa.JSON(), nullable=False),
    )
    op.create_table(
        "imports",
        sa.Column("import_id", sa.Integer(), primary_key=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("licence", sa.String()),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_claim_events_event_id", "claim_events", ["event_id"])
    op.create_index("ix_relations_other_claim_id", "relations", ["other_claim_id"])
    connection.execute(sa.text("insert into meta select 'rows', value from meta where key = 'version'"))
    connection.execute(sa.text("insert into meta values ('imports', 0)"))
    if not sqlite:
        from geo.store_postgis import make_postgis  # noqa: PLC0415  (GeoAlchemy2: only with PostGIS)

        make_postgis(connection)
    _fill_search(connection)


def _fill_search(connection: sa.Connection) -> None:
    def spans(value: Any) -> tuple[tuple[int, int], ...]:
        return tuple((s, e) for s, e in (json.loads(value) if isinstance(value, str) else value or ()))

    articles = {
        row.article_id: (row.text, spans(row.sentences))
        for row in connection.execute(sa.text("select article_id, text, sentences from articles"))
    }
    for layer, links, what in (("event", "event_actors", "type"), ("claim", "claim_speakers", "addressee")):
        names: dict[str, list[str]] = {}
        order = "role, ordinal" if layer == "event" else "ordinal"
        for row in connection.execute(sa.text(f"select {layer}_id, name from {links} order by {layer}_id, {order}")):  # noqa: S608  (our own names)
            names.setdefault(row[0], []).append(row[1])
        main = f"select l.{layer}_id as id, p.name from {layer}_places l join places p using (place_id) where l.ordinal = 0"  # noqa: S608
        where = {row.id: row.name for row in connection.execute(sa.text(main))}
        content = "content" if layer == "claim" else "null as content"
        rows = connection.execute(
            sa.text(f'select {layer}_id as id, article_id, start, "end" as stop, {what} as told, {content} from {layer}s')  # noqa: S608
        ).all()
        found = []
        for row in rows:
            text, sentences = articles[row.article_id]
            own = proposition(text, spans(row.content)) if layer == "claim" else text[row.start : row.stop]
            quote = sentences_around(text, sentences, (row.start, row.stop))
            told = row.told if layer == "claim" else None
            found.append({"id": row.id, "words": search_text(quote, own, where.get(row.id), names.get(row.id, ()), told)})
        if found:
            connection.execute(sa.text(f"update {layer}s set search = :words where {layer}_id = :id"), found)  # noqa: S608
