"""A store with something of every kind: articles, imported rows, corrections of rows and of places."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from geo.importers.run import import_table
from geo.records import Article, Claim, Event, Reading, Relation, When
from tests.conftest import GOMA, KINSHASA, VILLAGES, made_reading
from tests.importers.tables import ACLED_CURRENT, UCDP, acled, table, ucdp

if TYPE_CHECKING:
    from pathlib import Path

    from geo.store import Store

TYPES = ("ASSAULT", "CONSULT", "DISPLACE", "MOBILIZE")
STANCES = ("assert", "deny", "accuse", "demand")


def varied_reading(number: int) -> Reading:
    """The reading of `conftest` with other types, days, stances and relations, of a text of its own."""
    reading = made_reading()
    day = dt.date(2024, 4, 1) + dt.timedelta(days=9 * number)
    whens = (
        When(day, day, "day"),
        When(day, None, "day"),
        When(None, day, "month"),
        When(),
        When(day, day + dt.timedelta(days=40), "season"),
    )

    def event(i: int, old: Event) -> Event:
        return replace(old, type=TYPES[(i + number) % len(TYPES)], when=whens[(i + number) % len(whens)])

    def claim(i: int, old: Claim) -> Claim:
        relations = (Relation("disputes", 0, "part" if number % 2 else "full"),) if i and number % 3 else ()
        about = (0,) if i == 0 else (1,) if number % 2 else ()
        return replace(
            old, stance=STANCES[(i + number) % len(STANCES)], when=whens[(i * 2 + number) % len(whens)], relations=relations, events=about
        )

    events = tuple(event(i, e) for i, e in enumerate(reading.events))
    if number % 4 == 1:
        events = (replace(events[0], place_ids=()), *events[1:])
    if number % 4 == 2:
        events = (
            replace(events[0], place_ids=(VILLAGES.place_id, GOMA.place_id)),
            replace(events[1], sources=("Zaïre", "the army")),
            events[2],
        )
    claims = tuple(claim(i, c) for i, c in enumerate(reading.claims))
    if number % 3 == 0:
        claims = (replace(claims[0], addressee="Officials", place_ids=(KINSHASA.place_id,)), claims[1])
    return replace(reading, article=Article(reading.article.text + f" ({number})", doc=str(number)), events=events, claims=claims)


def fill(store: Store, folder: Path, articles: int = 7) -> None:
    """Put into an empty store something of every kind."""
    for number in range(articles):
        store.add_reading(varied_reading(number))
    rows = [
        ucdp(id=str(i), date_start=f"2024-0{4 + i % 3}-1{i % 9}", date_end=f"2024-0{5 + i % 3}-2{i % 8}", date_prec=str(1 + i % 5),
             where_prec=str(1 + i % 7), side_b=("M23", "ADF", "Civilians")[i % 3], latitude=f"{-1 - i / 10:.1f}")
        for i in range(20)
    ]  # fmt: skip
    (folder / "u.csv").write_text(table(UCDP, *rows), encoding="utf-8")
    import_table("ucdp", folder / "u.csv", store)
    more = [
        acled(event_id_cnty=f"MLI{i}", event_date=f"1{i} May 2024", sub_event_type=("Agreement", "Attack", "Peaceful protest")[i % 3],
              geo_precision=str(1 + i % 3), **({"latitude": "", "longitude": ""} if i == 4 else {}))
        for i in range(9)
    ]  # fmt: skip
    (folder / "a.csv").write_text(table(ACLED_CURRENT, *more), encoding="utf-8")
    import_table("acled", folder / "a.csv", store)


def correct(store: Store) -> None:
    """Correct something of every kind in a filled store."""
    some = [varied_reading(n) for n in (1, 2, 4)]
    events = [r.row_id("event", r.events[0].trigger) for r in some]
    claims = [r.row_id("claim", r.claims[1].cue) for r in some]
    store.correct(events[0], "type", "COERCE", note="n")
    store.correct(events[0], "place_ids", [KINSHASA.place_id], note="n")
    store.correct(events[1], "removed", value=True, note="n")
    store.correct(events[2], "sources", ["ADF"], note="n", sources=("a desk",))
    store.correct(claims[0], "removed", value=True, note="n")
    store.correct(claims[1], "date_start", "2024-05-01", note="n")
    store.correct(claims[2], "speakers", ["M23"], note="n")
    store.correct("ucdp:event:3", "date_end", None, note="n")
    store.correct("ucdp:event:5", "removed", value=True, note="n")
    store.correct(GOMA.place_id, "point", {"lat": -1.6, "lon": 29.1}, note="n")
    store.correct(VILLAGES.place_id, "areas", [{"lat": -1.19, "lon": 29.45, "radius_km": 10.0}], note="n")
    moved = varied_reading(3)
    store.correct(mention_id(moved, "Goma"), "place_id", KINSHASA.place_id, note="n")
    store.correct(mention_id(moved, "Three villages"), "removed", value=True, note="n")
    store.correct(moved.row_id("claim", moved.claims[1].cue), "disputes", [], note="n")
    store.correct(f"{moved.article.article_id}:actor:Rebels", "same_as", "M23", note="n")
    store.correct("all:actor:the army", "same_as", "Congolese army", note="n")
    store.correct(varied_reading(5).row_id("claim", moved.claims[0].cue), "disputes", [claims[2]], note="n")
    store.correct(varied_reading(6).row_id("event", moved.events[0].trigger), "accepted", value=True, note="n")


def mention_id(reading: Reading, words: str) -> str:
    """Return the id of a reading's first mention of these words."""
    return next(reading.row_id("mention", (m.start, m.end)) for m in reading.mentions if m.text == words)
