"""Corrections laid over the store's tables, before frames are built from them.

An event or a claim has places, not mentions. When a person says that a mention means another place, the rows that had the
old place from that mention have the new one: of the mentions of the old place in the article, that nearest to the row's
words is the one that gave it, by sentences first, then by characters.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.corrections import EVERYWHERE, layer_of, whence
from geo.records import GEO_PRECISION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from geo.records import Span

Tables = dict[str, pd.DataFrame]
Corrected = dict[str, dict[str, Any]]

RELATIONS = ("disputes", "supports", "repeats")


def corrected_tables(tables: Tables, corrected: Corrected) -> Tables:
    """Return the tables with the corrections that stand laid over them.

    Parameters
    ----------
    tables
        Frames of the store's tables by name. `linked_claims`, where it is there, has the claims that a relation may name;
        else these are those of `claims`. `outer_claims` has the claims whose content holds one of `claims`.
    corrected
        What `geo.corrections.standing` gives.
    """
    layers = {layer_of(t) for t in corrected}
    if not layers - {"place"}:
        return tables
    tables = dict(tables)
    if "mention" in layers:
        _move_mentions(tables, {t: f for t, f in corrected.items() if layer_of(t) == "mention"})
    for layer in ("event", "claim"):
        if layer in layers:
            _correct_rows(tables, layer, {t: f for t, f in corrected.items() if layer_of(t) == layer})
    if "actor" in layers:
        _merge_actors(tables, corrected)
    return tables


def _move_mentions(tables: Tables, corrected: Corrected) -> None:
    """Give mentions the places that a person chose, and the rows that follow them too."""
    before = tables["mentions"]
    there = set(before["mention_id"])
    gone = {t for t, f in corrected.items() if "removed" in f}
    moved = {t: f["place_id"].value for t, f in corrected.items() if "place_id" in f and t in there} | dict.fromkeys(gone & there)
    if not moved:
        return
    mentions = before[~before["mention_id"].isin(gone)].copy()
    mine = mentions["mention_id"].isin(list(moved))
    mentions.loc[mine, "place_id"] = mentions.loc[mine, "mention_id"].map(moved)
    mentions["place_id"] = pd.Series([None if pd.isna(p) else p for p in mentions["place_id"]], index=mentions.index, dtype=object)
    mentions.loc[mine, "confidence"] = 1.0  # a person says so
    mentions.loc[mine, "metonym"] = False
    tables["mentions"] = mentions.reset_index(drop=True)
    kinds = dict(zip(tables["places"]["place_id"], tables["places"]["kind"], strict=True))
    sentences = dict(zip(tables["articles"]["article_id"], tables["articles"]["sentences"], strict=True))
    articles = {whence(t) for t in moved}
    named = {a: list(of.itertuples()) for a, of in before[before["article_id"].isin(articles)].groupby("article_id")}
    for layer in ("event", "claim"):
        key, links, table = f"{layer}_id", tables[f"{layer}_places"], tables[f"{layer}s"]
        rows = table[table["article_id"].isin(list(articles))]
        places: dict[str, list[str]] = {}
        for row_id, place in zip(links[key], links["place_id"], strict=True):
            places.setdefault(row_id, []).append(place)
        new: dict[str, list[str]] = {}
        for row in rows.itertuples():
            more = row.spans if layer == "event" else row.content
            spans = [(int(row.start), int(row.end)), *((int(s), int(e)) for s, e in more)]
            had = places.get(getattr(row, key), [])
            has = places_after(had, spans, named.get(row.article_id, []), moved, sentences.get(row.article_id) or [])
            if has != had:
                new[getattr(row, key)] = has
        if new:
            tables[f"{layer}_places"] = links_after(links, key, "place_id", new)
            tables[f"{layer}s"] = _with_precision(table, key, new, kinds)


def places_after(
    had: list[str], spans: list[Span], mentions: Sequence[Any], moved: dict[str, str | None], sentences: Sequence[Sequence[int]]
) -> list[str]:
    """Return the places of a row after mentions of its article were given other places.

    Parameters
    ----------
    had
        The row's places, the main one first.
    spans
        The row's own words.
    mentions
        The article's mentions as they were read, with `mention_id start end place_id`.
    moved
        The new place of each corrected mention; `None` where it names no place that is known.
    sentences
        The spans of the article's sentences, in order.
    """
    starts = [s for s, _ in sentences]

    def sentence(at: int) -> int:
        return bisect_right(starts, at)

    def distance(mention: Any) -> tuple[int, int, int]:
        return min(
            (abs(sentence(mention.start) - sentence(start)), max(0, mention.start - end, start - mention.end), mention.start)
            for start, end in spans
        )

    has: list[str | None] = []
    for place in had:
        nearest = min((m for m in mentions if m.place_id == place), key=distance, default=None)
        has.append(moved.get(nearest.mention_id, place) if nearest is not None else place)
    if not had:  # a name that nobody could place, and now somebody has, in the sentence of a row without a place
        found = (m for m in mentions if pd.isna(m.place_id) and moved.get(m.mention_id) and distance(m)[0] == 0)
        has = [moved[m.mention_id] for m in sorted(found, key=lambda m: m.start)]
    return list(dict.fromkeys(p for p in has if p))


def _with_precision(table: pd.DataFrame, key: str, places: dict[str, list[str]], kinds: dict[str, Any]) -> pd.DataFrame:
    """Return rows with the precision that the kind of their new main place gives."""
    table = table.copy()
    for i, row_id in zip(table.index, table[key], strict=True):
        if row_id in places:
            ids = places[row_id]
            table.loc[i, "geo_precision"] = GEO_PRECISION.get(kinds[ids[0]]) if ids and ids[0] in kinds else None
    return table


def _correct_rows(tables: Tables, layer: str, mine: Corrected) -> None:
    key = f"{layer}_id"
    kinds = dict(zip(tables["places"]["place_id"], tables["places"]["kind"], strict=True))
    table = tables[f"{layer}s"].copy()
    positions = {row_id: i for i, row_id in zip(table.index, table[key], strict=True)}
    for target, fields in mine.items():
        if target not in positions:
            continue
        for name, field in fields.items():
            if name in table.columns:
                value = pd.Timestamp(field.value).date() if name in ("date_start", "date_end") and field.value else field.value
                table.at[positions[target], name] = value  # noqa: PD008  a list stays one value
    places = {t: f["place_ids"].value for t, f in mine.items() if "place_ids" in f}
    table = _with_precision(table, key, {t: ids for t, ids in places.items() if "geo_precision" not in mine[t]}, kinds)
    gone = {t for t, f in mine.items() if "removed" in f}
    tables[f"{layer}s"] = table[~table[key].isin(gone)].reset_index(drop=True)
    tables[f"{layer}_places"] = links_after(tables[f"{layer}_places"], key, "place_id", places)
    tables["claim_events"] = tables["claim_events"][~tables["claim_events"][key].isin(gone)]
    if layer == "claim":
        speakers = {t: f["speakers"].value for t, f in mine.items() if "speakers" in f}
        tables["claim_speakers"] = links_after(tables["claim_speakers"], key, "name", speakers)
        tables["relations"] = _related(tables, mine, gone)
        tables["outer_claims"] = tables["outer_claims"][~tables["outer_claims"]["claim_id"].isin(gone)]
    else:
        for role in ("source", "target"):
            names = {t: f[f"{role}s"].value for t, f in mine.items() if f"{role}s" in f}
            tables["event_actors"] = links_after(tables["event_actors"], key, "name", names, {"role": role})


def _related(tables: Tables, mine: Corrected, gone: set[str]) -> pd.DataFrame:
    """Return the relations after corrections; a claim that is in no article any more is related to none."""
    relations = tables["relations"]
    known = set(tables.get("linked_claims", tables["claims"])["claim_id"])
    degrees = {(r.claim_id, r.type, r.other_claim_id): r.degree for r in relations.itertuples()}
    for kind in RELATIONS:
        new = {t: [v for v in f[kind].value if v in known] for t, f in mine.items() if kind in f and t in known}
        kept = relations[~((relations["type"] == kind) & relations["claim_id"].isin(list(new)))]
        rows = [
            {"claim_id": t, "type": kind, "other_claim_id": v, "degree": degrees.get((t, kind, v), "full")}
            for t, values in new.items()
            for v in values
        ]
        relations = pd.concat([kept, pd.DataFrame(rows, columns=relations.columns)], ignore_index=True) if rows else kept
    return relations[~relations["claim_id"].isin(gone) & ~relations["other_claim_id"].isin(gone)].reset_index(drop=True)


def related_claims(corrected: Corrected) -> set[str]:
    """Return every claim that a corrected relation begins or ends at."""
    fields = [(t, f[kind]) for t, f in corrected.items() for kind in RELATIONS if kind in f]
    return {t for t, _ in fields} | {v for _, field in fields for v in field.value}


def actor_naming(corrected: Corrected) -> Callable[[str | None, str], str]:
    """Return the function that gives the name under which an actor of an article goes, merges followed to their end."""
    same = {t: f["same_as"].value for t, f in corrected.items() if "same_as" in f}

    def name_of(article_id: str | None, name: str) -> str:
        if article_id is None:
            return name
        seen = [name]
        while (after := same.get(f"{article_id}:actor:{name}") or same.get(f"{EVERYWHERE}:actor:{name}")) and after not in seen:
            name = after
            seen.append(name)
        return name

    return name_of


def merged_names(actors: Iterable[tuple[str | None, str, Sequence[str]]], corrected: Corrected) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield name and aliases of actors given as article, name and aliases; a name that was merged is an alias."""
    name_of = actor_naming(corrected)
    for article_id, name, aliases in actors:
        after = name_of(article_id, name)
        yield after, (*aliases, *([name] if after != name else []))


def _merge_actors(tables: Tables, corrected: Corrected) -> None:
    name_of = actor_naming(corrected)
    for layer, links in (("event", "event_actors"), ("claim", "claim_speakers")):
        key, table = f"{layer}_id", tables[links]
        owners = [tables["events"]] if layer == "event" else [tables["claims"], tables["outer_claims"]]
        article = {k: a for owner in owners for k, a in zip(owner[key], owner["article_id"], strict=True)}
        names = [name_of(article.get(row_id), name) for row_id, name in zip(table[key], table["name"], strict=True)]
        by = [key, "role", "name"] if layer == "event" else [key, "name"]
        tables[links] = table.assign(name=pd.Series(names, index=table.index, dtype=object)).drop_duplicates(by, ignore_index=True)
    claims = tables["claims"]
    to = [n if n is None else name_of(a, n) for a, n in zip(claims["article_id"], claims["addressee"], strict=True)]
    tables["claims"] = claims.assign(addressee=pd.Series(to, index=claims.index, dtype=object))
    events = tables["events"]
    if events["tolls"].map(bool).any():
        tolls = [
            [t | {"speakers": list(dict.fromkeys(name_of(a, n) for n in t["speakers"]))} for t in told] if told else told
            for a, told in zip(events["article_id"], events["tolls"], strict=True)
        ]
        tables["events"] = events.assign(tolls=pd.Series(tolls, index=events.index, dtype=object))
    actors = tables["actors"]
    after = [name_of(a, n) for a, n in zip(actors["article_id"], actors["name"], strict=True)]
    if after == actors["name"].tolist():
        return
    made: dict[tuple[str, str], dict[str, Any]] = {}
    order = sorted(range(len(actors)), key=lambda i: after[i] != actors["name"].iloc[i])  # whose own name it is comes first
    rows = actors.to_dict("records")
    for i in order:
        row, name = rows[i], after[i]
        one = made.setdefault((row["article_id"], name), row | {"name": name})
        for column in ("aliases", "roles", "mentions"):
            values = [*one[column], *row[column], *([row["name"]] if column == "aliases" and row["name"] != name else [])]
            one[column] = [v for j, v in enumerate(values) if v not in values[:j]]
    tables["actors"] = pd.DataFrame(made.values(), columns=actors.columns).astype(actors.dtypes.to_dict())


def links_after(
    links: pd.DataFrame, key: str, value: str, corrected: dict[str, list[str]], where: dict[str, Any] | None = None
) -> pd.DataFrame:
    """Return a table of links in which each row of `corrected` has the values given in place of its own.

    Parameters
    ----------
    links
        Links with the columns `key`, `ordinal`, `value` and those of `where`.
    corrected
        The new values by the key's value.
    where
        Columns with the value by which only a part of the links is meant, such as `{"role": "source"}`.
    """
    if not corrected:
        return links
    mine = links[key].isin(list(corrected))
    for column, wanted in (where or {}).items():
        mine &= links[column] == wanted
    new: Iterable[dict[str, Any]] = (
        {key: target, "ordinal": i, value: v, **(where or {})} for target, values in corrected.items() for i, v in enumerate(values)
    )
    return pd.concat([links[~mine], pd.DataFrame(list(new), columns=links.columns)], ignore_index=True)
