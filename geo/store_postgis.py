"""What a PostgreSQL store has on top: the shapes of places with a spatial index, and a view that GIS programs open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely
import sqlalchemy as sa
from geoalchemy2 import Geometry, WKBElement

from geo.gazetteer.index import load_gazetteer
from geo.place_shapes import shape_of

if TYPE_CHECKING:
    from collections.abc import Sequence

SRID = 4326

postgis_metadata = sa.MetaData()

place_shapes = sa.Table(
    "place_shapes",
    postgis_metadata,
    sa.Column("place_id", sa.String, primary_key=True),
    sa.Column("geometry", Geometry("GEOMETRY", srid=SRID, spatial_index=True), nullable=False),  # a GiST index
)

VIEW = """
create view event_map as
select e.event_id, e.type, e.acled_type, e.date_start, e.date_end, e.date_precision, e.status, e.geo_precision,
       e.source, e.source_id, e.article_id, p.place_id, p.name as place_name, s.geometry
from events e
join event_places l on l.event_id = e.event_id and l.ordinal = 0
join places p on p.place_id = l.place_id
left join place_shapes s on s.place_id = p.place_id
"""


def make_postgis(connection: sa.Connection) -> None:
    """Make the shapes' table, its index and the view, in a database that has its other tables."""
    connection.execute(sa.text("create extension if not exists postgis"))
    postgis_metadata.create_all(connection)
    connection.execute(sa.text("alter table place_shapes add foreign key (place_id) references places (place_id) on delete cascade"))
    connection.execute(sa.text(VIEW))


def add_shapes(connection: sa.Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Keep the shapes of new places; what has no place on the ground has none."""
    gazetteer = load_gazetteer()
    shapes = ((row["place_id"], shape_of(gazetteer, row)) for row in rows)
    found = [
        {"place_id": key, "geometry": WKBElement(memoryview(shapely.to_wkb(shape)), srid=SRID)}
        for key, shape in shapes
        if shape is not None
    ]
    if found:
        connection.execute(sa.insert(place_shapes), found)
