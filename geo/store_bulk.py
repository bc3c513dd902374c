"""Many rows at once: many values a statement in SQLite, COPY in PostgreSQL."""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TOGETHER = 100
"""Rows a statement: other threads of Python wait for each statement's end, and may run while it is at work."""


def insert_rows(
    connection: sa.Connection,
    table: sa.Table,
    columns: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    same: Mapping[str, str] | None = None,
) -> None:
    """Insert rows whose values are as the database keeps them: days in ISO 8601, JSON as text.

    Parameters
    ----------
    connection
        In a transaction.
    table, columns
        Where the values go.
    rows
        One tuple a row.
    same
        Columns that have one value in all rows, a text.
    """
    if not rows:
        return
    same = same or {}
    quote = connection.dialect.identifier_preparer.quote
    names = ", ".join(quote(c) for c in (*columns, *same))
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"copy {quote(table.name)} ({names}) from stdin") as copy:
            rest = tuple(same.values())
            for row in rows:
                copy.write_row(row + rest)
        return
    constants = ("'" + value.replace("'", "''") + "'" for value in same.values())
    marks = f"({', '.join((*'?' * len(columns), *constants))})"
    insert = f"insert into {quote(table.name)} ({names}) values "  # noqa: S608  (our own names)
    whole = len(rows) - len(rows) % TOGETHER
    for at in range(0, whole, TOGETHER):
        connection.exec_driver_sql(insert + ", ".join([marks] * TOGETHER), tuple(chain.from_iterable(rows[at : at + TOGETHER])))
    if whole < len(rows):
        connection.exec_driver_sql(insert + marks, list(rows[whole:]))


def values_of(connection: sa.Connection, key: sa.Column[Any], value: sa.Column[Any], keys: Sequence[str]) -> dict[str, Any]:
    """Return the value of each key that the table has."""
    chosen = sa.select(key, value).where(among(connection, key, keys))
    return {k: v for k, v in connection.execute(chosen)}  # noqa: C416  (rows are no pairs to mypy)


def delete_rows(connection: sa.Connection, key: sa.Column[Any], keys: Sequence[str]) -> None:
    """Delete the rows of these keys, and what hangs on them."""
    if keys:
        connection.execute(sa.delete(key.table).where(among(connection, key, keys)))


def among(connection: sa.Connection | sa.Engine, column: sa.ColumnElement[Any], values: Sequence[Any]) -> sa.ColumnElement[bool]:
    """Return the condition that a column's value is one of many: one parameter, however many there are."""
    if connection.dialect.name == "postgresql":
        return column == sa.any_(sa.cast(list(values), sa.ARRAY(sa.String)))
    each = sa.func.json_each(json.dumps(list(values))).table_valued("value")
    return column.in_(sa.select(each.c.value))
