"""Small event tables in the real formats; the rows are made up, as are the events."""

# ruff: noqa: E501  (rows of a table)

from __future__ import annotations

import csv
import io

ACLED_CURRENT = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1", "assoc_actor_1", "inter1",
    "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting", "iso", "region", "country", "admin1", "admin2", "admin3", "location",
    "latitude", "longitude", "geo_precision", "source", "source_scale", "notes", "fatalities", "tags", "timestamp",
)  # fmt: skip
ACLED_OLD = (
    "data_id", "ISO", "EVENT_ID_CNTY", "EVENT_ID_NO_CNTY", "EVENT_DATE", "YEAR", "TIME_PRECISION", "EVENT_TYPE", "ACTOR1", "ASSOC_ACTOR_1",
    "INTER1", "ACTOR2", "ASSOC_ACTOR_2", "INTER2", "INTERACTION", "REGION", "COUNTRY", "ADMIN1", "ADMIN2", "ADMIN3", "LOCATION", "LATITUDE",
    "LONGITUDE", "GEO_PRECISION", "SOURCE", "SOURCE SCALE", "NOTES", "FATALITIES",
)  # fmt: skip
UCDP = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id", "conflict_name", "dyad_dset_id",
    "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources",
    "source_article", "source_office", "source_date", "source_headline", "source_original", "where_prec", "where_coordinates",
    "where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region", "event_clarity",
    "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob",
)  # fmt: skip


def acled(**cells: str) -> dict[str, str]:
    """An attack in the Sahel, told as ACLED tells it; cells may be replaced."""
    return {
        "event_id_cnty": "MLI90001", "event_date": "12 March 2024", "year": "2024", "time_precision": "1", "disorder_type": "Political violence",
        "event_type": "Battles", "sub_event_type": "Armed clash", "actor1": "JNIM: Group for Support of Islam and Muslims", "inter1": "Rebel group",
        "actor2": "Military Forces of Mali (2021-)", "assoc_actor_2": "Wagner Group; Dozo Communal Militia (Mali)", "inter2": "State forces",
        "interaction": "State forces-Rebel group", "iso": "466", "region": "Western Africa", "country": "Mali", "admin1": "Mopti",
        "location": "Douentza", "latitude": "15.0019", "longitude": "-2.9498", "geo_precision": "1", "source": "Studio Tamani",
        "source_scale": "National", "notes": "On 12 March 2024, gunmen attacked a post near Douentza. Two soldiers were killed.", "fatalities": "2",
        "timestamp": "1710800000",
    } | cells  # fmt: skip


def ucdp(**cells: str) -> dict[str, str]:
    """A fight in Kivu, told as UCDP tells it; cells may be replaced."""
    return {
        "id": "900001", "relid": "DRC-2023-1-1-1", "year": "2023", "active_year": "1", "code_status": "Clear", "type_of_violence": "1",
        "conflict_new_id": "283", "conflict_name": "DR Congo (Zaire): Government", "dyad_name": "Government of DR Congo (Zaire) - M23",
        "side_a": "Government of DR Congo (Zaire)", "side_b": "M23", "number_of_sources": "1",
        "source_article": '"A wire,2023-10-27,Fighting near Bambo"', "source_headline": "Fighting near Bambo", "source_original": "army spokesman",
        "where_prec": "1", "where_coordinates": "Bambo village", "adm_1": "North Kivu province", "latitude": "-0.95", "longitude": "29.2",
        "country": "DR Congo (Zaire)", "region": "Africa", "event_clarity": "1", "date_prec": "1", "date_start": "2023-10-26 00:00:00.000",
        "date_end": "2023-10-26 00:00:00.000", "deaths_a": "3", "deaths_b": "1", "deaths_civilians": "0", "deaths_unknown": "0", "best": "4",
        "high": "9", "low": "4",
    } | cells  # fmt: skip


def table(columns: tuple[str, ...], *rows: dict[str, str], separator: str = ",") -> str:
    """The rows as CSV; a row's cells are found by lower-case names."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([row.get(c.lower().replace(" ", "_"), "") for c in columns])
    return text.getvalue()
