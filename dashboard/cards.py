"""Cards: each event as a sentence of who did what; each claim with who asserts and who denies it, in their words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.wording import as_day, catalogue, counted, listed, look_of, say, stance_name, type_name, when_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from geo.frames import Frames

VAGUE = ("region", "country", "district")
VERB_STANCES = ("accuse", "deny")
"""Stances whose proposition alone would read as its opposite, or as half a sentence."""
LONGEST_GAP = 40
"""Characters between a verb and its proposition, beyond which they are not quoted as one."""
PAGE_ROWS = 50
"""Cards on one page of a panel."""


def where_of(row: Any) -> str:
    """Return where a row happened in words, with its precision where that is vague."""
    if not row.place_name:
        return say("panel.no_place")
    return f"{row.place_name} ({say(f'panel.{row.geo_precision}')})" if row.geo_precision in VAGUE else str(row.place_name)


def when_of(row: Any) -> str:
    """Return when a row happened in words."""
    return when_name(as_day(row.date_start), as_day(row.date_end), row.date_precision)


def each(frame: gpd.GeoDataFrame) -> Iterable[Any]:
    """Return the rows of a frame; going through the columns of an empty one would take as long as a card."""
    return frame.itertuples() if len(frame) else ()


def in_order(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the rows disputed first, then latest first, undated ones last, else in the order of the article."""
    return frame.assign(_day=frame["date_end"].fillna(frame["date_start"])).sort_values(
        ["disputed", "_day", "article_id", "start"], ascending=[False, False, True, True], na_position="last"
    )


def as_sentence(words: str) -> str:
    """Return the words of a proposition as they can stand alone: no leading "that", no comma at the end, a capital first."""
    bare = " ".join(words.split()).removeprefix(f"{say('joining.word')} ").rstrip(" ,;:")
    bare = re.sub(r"[,;:]([”\"’'])$", r"\1", bare)
    return bare[:1].upper() + bare[1:]


def with_verb(row: Any) -> str:
    """Return the words of a claim from its verb on, "rejected these claims", where the verb stands close before them in one sentence."""
    words = str(row.proposition).strip()
    at = row.quote.find(row.cue)
    content = row.quote.find(words, at) if at >= 0 and words else -1
    if content < 0 or content - at - len(row.cue) > LONGEST_GAP:
        return words
    return str(row.quote[at : content + len(words)])


def title_of(row: Any) -> str:
    """Return a claim's proposition as a title: a quotation as it is, else a sentence, with its verb where it cannot do without."""
    words = str(row.proposition).strip()
    if row.quote_kind == "direct":
        return words or str(row.cue)
    first = words.split(maxsplit=1)[0].lower() if words else ""
    needs_verb = first in catalogue()["joining"]["dangling"] or row.stance in VERB_STANCES
    return as_sentence(with_verb(row) if needs_verb else words) or str(row.cue)


def around(quote: str, words: str) -> list[list[str]]:
    """Return the sentence as pieces `[text, ""]`, with the words themselves as `[words, "hot"]`."""
    at = quote.find(words) if words else -1
    if at < 0:
        return [[quote, ""]]
    pieces = [[quote[:at], ""], [words, "hot"], [quote[at + len(words) :], ""]]
    return [p for p in pieces if p[0]]


def event_card(row: Any) -> dict[str, Any]:
    """Return one event as a card."""
    sources, targets = listed(row.sources), listed(row.targets)
    facts = [catalogue()["status"][row.status]]
    if not pd.isna(row.count) and not row.tolls:
        facts.append(say("panel.count", n=f"{row.count:,}"))
    if row.means:
        facts.append(say("panel.means", means=listed(row.means)))
    return {
        "id": row.event_id,
        "look": look_of(row.type),
        "type": type_name(row.type),
        "code": f"{row.type} · {row.acled_type}" if row.acled_type else row.type,
        "sources": sources,
        "targets": targets,
        "facts": " · ".join(f for f in facts if f),
        "tolls": tolls_of(row),
        "quote": around(row.quote, row.trigger),
        "disputed": bool(row.disputed),
        "when": when_of(row),
        "where": where_of(row),
        "passages": counted(1 + len(row.spans), "passage") if row.article_id else "",
    }


def tolls_of(row: Any) -> str:
    """Return the numbers of victims given for an event, each with who gives it: "killed: at least 12 (army), 40 (rebels)"."""
    by_kind: dict[str, list[str]] = {}
    for toll in row.tolls:
        who = listed(toll["speakers"], say("panel.article_itself"))
        by_kind.setdefault(toll["kind"], []).append(say("panel.toll", words=toll["words"], who=who))
    names = catalogue()["claims"]["counted"]
    return " · ".join(say("panel.tolls", kind=names[kind], given=", ".join(dict.fromkeys(given))) for kind, given in by_kind.items())


def spoken_by(row: Any) -> dict[str, Any]:
    """Return who makes a claim, to whom, how, and who reports that they do."""
    to = say("panel.said_to", who=row.addressee) if row.addressee else ""
    told = say("panel.reported_by", who=listed(row.reported_by)) if row.reported_by else ""
    return {
        "id": row.claim_id,
        "speakers": list(row.speakers),
        "nobody": say("panel.nobody"),
        "beside": " ".join(p for p in (to, told) if p),
        "how": say(f"panel.{row.quote_kind}"),
    }


def _line(row: Any, label: str, *, against: bool) -> dict[str, Any]:
    """Return one speaker's line of a claim card: what they do with the proposition, who they are, and their words."""
    return spoken_by(row) | {"label": label, "against": against}


def claim_cards(rows: gpd.GeoDataFrame, everything: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Return claims as cards: those that dispute, support or repeat another one stand on the card of that one.

    Parameters
    ----------
    rows
        The claims to show, in order.
    everything
        All claims of the store: a card shows who denies its claim even where a filter leaves them out.
    """
    shown = set(rows["claim_id"])
    by_id = {row.claim_id: row for row in each(everything)}
    answers: dict[str, list[tuple[Any, str, bool]]] = {}
    for row in each(everything):
        for target in row.disputes:
            part = target in row.disputes_in_part
            label = (
                say("relations.denied_part")
                if part
                else say("relations.deny" if row.stance in ("deny", "accuse") else "relations.disputed")
            )
            answers.setdefault(target, []).append((row, label, True))
        for name in ("supports", "repeats"):
            for target in getattr(row, name):
                answers.setdefault(target, []).append((row, say(f"relations.{name}"), False))
    standing = {
        row.claim_id
        for row in each(rows)
        if not any(t in shown and t != row.claim_id for t in (*row.disputes, *row.supports, *row.repeats))
    }
    # Two claims that only answer each other would both vanish: each then keeps its card.
    reached = standing | {a.claim_id for c in standing for a, _, _ in answers.get(c, ())}
    cards = []
    for row in each(rows):
        if row.claim_id not in standing and row.claim_id in reached:
            continue
        lines = [_line(row, stance_name(row.stance), against=False)]
        for answer, label, against in answers.get(row.claim_id, ()):
            line = _line(answer, label, against=against)
            line["words"] = str(answer.proposition).strip() if answer.quote_kind == "direct" else with_verb(answer)
            line["spoken"] = answer.quote_kind == "direct"
            lines.append(line)
        asserted = (
            {"id": by_id[t].claim_id, "text": by_id[t].proposition, "part": t in row.disputes_in_part}
            if (t := next((t for t in row.disputes if t in by_id), None))
            else None
        )
        cards.append(
            {
                "id": row.claim_id,
                "ids": [line["id"] for line in lines],
                "title": title_of(row),
                "spoken": row.quote_kind == "direct",
                "disputed": bool(row.disputed),
                "lines": lines,
                "disputes": asserted | {"label": say("panel.disputes_part" if asserted["part"] else "panel.disputes")}
                if asserted
                else None,
                "when": when_of(row),
                "where": where_of(row),
                "passages": counted(len(lines), "passage"),
            }
        )
    return cards


def page_facts(total: int, page: int) -> dict[str, Any]:
    """Return where a page stands among `total` rows; a page beyond the last is the last."""
    pages = max(1, -(-total // PAGE_ROWS))
    page = min(page, pages)
    first = (page - 1) * PAGE_ROWS
    text = say("panel.page", first=f"{first + 1:,}", last=f"{min(first + PAGE_ROWS, total):,}", total=f"{total:,}")
    return {"page": page, "pages": pages, "text": text, "previous": say("panel.previous"), "next": say("panel.next")}


def page_of(rows: gpd.GeoDataFrame, page: int) -> tuple[gpd.GeoDataFrame, dict[str, Any]]:
    """Return one page of the rows, and where it stands among them; a page beyond the last is the last."""
    facts = page_facts(len(rows), page)
    first = (facts["page"] - 1) * PAGE_ROWS
    return rows.iloc[first : first + PAGE_ROWS], facts


def listed_places(frames: Frames, *, metonyms: bool) -> gpd.GeoDataFrame:
    """Return the places to list: not those known only as the area around a group, nor, unless asked for, mere metonyms."""
    places = frames.places
    told = (places["mentions"] > 0) | (places["events"] > 0) | (places["claims"] > 0)
    return places[told & (metonyms | ~places["metonym_only"])]


def places_in_order(places: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the places, those with most to tell first."""
    return places.sort_values(["events", "claims", "mentions"], ascending=False)


def place_rows(places: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Return places as rows of the panel."""
    rows = []
    for row in each(places):
        facts = [catalogue()["kinds"].get(row.kind, row.kind)]
        if row.within_name:
            facts.append(say("places.within", area=row.within_name))
        if row.metonym_only:
            facts.append(say("places.metonym"))
        if row.geometry is None:
            facts.append(say("places.unplaced"))
        if row.mentions or not (row.events or row.claims):  # imported rows name no place in a text
            facts.append(counted(row.mentions, "mention"))
        rows.append(
            {
                "id": row.place_id,
                "name": row.name,
                "facts": " · ".join(facts),
                "counts": say("places.counts", events=counted(row.events, "event"), claims=counted(row.claims, "claim")),
                "note": f"{say('map.elsewhere')}: {row.note} {row.note_source}" if row.note_source else "",
                "disputed": bool(row.disputed),
            }
        )
    return rows
