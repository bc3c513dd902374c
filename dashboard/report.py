"""A report of the current view for printing: one HTML page with map, claims, events, quotes and sources; no script, no network.

Every text of an article goes in escaped. The page forbids itself all scripts and requests, so that it can be sent on as it is.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from dashboard import claims_board, report_map
from dashboard.cards import when_of, where_of
from dashboard.wording import as_day, catalogue, counted, day_name, language, listed, look_of, say, type_name
from geo.export import facts_of
from geo.frames import load_rows
from geo.query import select_ids

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.claims_source import Board
    from dashboard.state import View
    from geo.frames import Frames
    from geo.store import Store

MOST_GROUPS = 40
"""Groups of claims in a report; how many there are is said."""
MOST_EVENTS = 100
"""Events in a report."""
STYLE = Path(__file__).parent / "assets" / "report.css"
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


@dataclass(frozen=True)
class _Sources:
    """The articles of a report with their numbers, in the order in which they are first cited."""

    articles: dict[str, Any]
    numbers: dict[str, int]

    def cite(self, article_id: str | None, otherwise: str = "") -> str:
        """Return the mark that refers to an article; for an imported row the name of its data set."""
        if article_id is None or article_id not in self.articles:
            return escape(otherwise)
        number = self.numbers.setdefault(article_id, len(self.numbers) + 1)
        return f'<a href="#source-{number}" class="cite">[{number}]</a>'


def build(store: Store, view: View, board: Board, filters: list[str]) -> str:
    """Return the report as HTML.

    Parameters
    ----------
    store
        The store that the page shows.
    view, board
        What is on the screen: filters, and the groups of claims that they leave.
    filters
        The filters in words.

    Raises
    ------
    StoreError
        If the store cannot be read.
    """
    found = select_ids(store, view.filter)
    groups = board.groups[:MOST_GROUPS]
    frames = load_rows(store, found.events[:MOST_EVENTS], list(dict.fromkeys(m.claim_id for g in groups for m in g.members)))
    facts = facts_of(store, view.filter)
    sources = _Sources({row.article_id: row for row in frames.articles.itertuples()}, {})
    counts = counted(len(found.events), "event"), counted(len(found.claims), "claim"), counted(len(frames.articles), "article")
    body = [
        f"<header><h1>{_text(say('name'))}</h1><p class='facts'>{_text(' · '.join(counts))}</p>",
        f"<p class='facts'>{_text(say('report.filters', filters=' · '.join(filters) or say('report.no_filters')))}</p>",
        f"<p class='facts'>{_text(say('report.made', when=_moment(str(facts['exported_at'])), program=facts['program']))}</p></header>",
        *_map(frames, view, events=len(found.events)),
        *_groups(groups, board, frames, sources, view),
        *_events(frames, sources, total=len(found.events)),
        *_unplaced(frames),
        *_articles(sources),
        *_end(facts, view),
    ]
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f'<meta name="viewport" content="width=device-width"><title>{_text(say("report.title"))}</title><style>{STYLE.read_text()}</style>'
    )
    return f'<!doctype html>\n<html lang="{language()}"><head>{head}</head><body>{"".join(body)}</body></html>\n'


def _text(value: Any) -> str:
    return escape(str(value), quote=True)


def _moment(stamp: str) -> str:
    moment = dt.datetime.fromisoformat(stamp)
    return f"{day_name(moment.date())}, {moment:%H:%M} UTC"


def _map(frames: Frames, view: View, *, events: int) -> Iterator[str]:
    drawn = report_map.draw(frames, metonyms=view.metonyms)
    if not drawn:
        yield f"<p>{_text(say('report.no_map'))}</p>"
        return
    types = list(dict.fromkeys(frames.events["type"]))
    rows = {look_of(t)["colour"]: type_name(t) if look_of(t) != look_of("other") else type_name("other") for t in types}
    legend = "".join(f'<span><i style="background:{colour}"></i>{_text(name)}</span>' for colour, name in rows.items())
    notes = [say("report.map_note")] + ([say("report.map_part", n=MOST_EVENTS)] if events > MOST_EVENTS else [])
    told = frames.places[frames.places["note_source"].map(bool) & ((frames.places["events"] > 0) | (frames.places["claims"] > 0))]
    elsewhere = "".join(
        "<p class='facts'>" + _text(f"{row.name}, {say('map.elsewhere')}: {row.note} {row.note_source}") + "</p>"
        for row in told.itertuples()
    )
    yield f"<figure>{drawn}<figcaption>{legend}<span>{_text(' '.join(notes))}</span></figcaption>{elsewhere}</figure>"


def _groups(groups: list[Any], board: Board, frames: Frames, sources: _Sources, view: View) -> Iterator[str]:
    yield f"<h2>{_text(say('report.claims'))}</h2>"
    rows = {row.claim_id: row for row in frames.claims.itertuples()}
    made = claims_board.cards(groups, board.grouped, frames, view)
    if not made:
        yield f"<p>{_text(say('claims.empty'))}</p>"
    for card in made:
        yield f'<section class="group{" disputed" if card["disputed"] else ""}"><h3>{_text(card["title"])}</h3>'
        facts = [say("panel.disputed")] if card["disputed"] else []
        facts += [f for f in (card["type"], card["when"], card["where"], card["counts"]) if f]
        yield f'<p class="facts">{_text(" · ".join(facts))}</p>'
        for figure in card["figures"]:
            given = "; ".join(f"{g['words']} ({g['who']})" for g in figure["given"])
            yield f'<p class="figure"><b>{_text(figure["label"])}</b> {_text(given)}</p>'
        both = {"hold", "deny"} <= {s["id"] for s in card["sides"]}
        yield f'<div class="sides{" n2" if both else ""}">'
        for side in card["sides"]:
            label = f"<h4>{_text(side['label'])}</h4>" if len(card["sides"]) > 1 else ""
            yield f'<div class="side {side["id"]}">{label}<ul>'
            for line in side["lines"]:
                row = rows[line["id"]]
                who = f"{listed(line['speakers'], line['nobody'])} {line['beside']}".strip()
                words = f"“{line['words']}”" if line["spoken"] and not line["words"].startswith(("“", '"', "«", "„")) else line["words"]
                yield (
                    f"<li><b>{_text(who)}</b> <span class='label'>{_text(line['label'])}</span><br>"
                    f"<q>{_text(words)}</q> <span class='facts'>{_text(line['source'])}</span> {sources.cite(row.article_id)}</li>"
                )
            yield "</ul></div>"
        yield "</div></section>"
    if len(board.groups) > len(groups):
        yield f"<p class='facts'>{_text(say('report.more_groups', n=len(groups), total=f'{len(board.groups):,}'))}</p>"


def _events(frames: Frames, sources: _Sources, *, total: int) -> Iterator[str]:
    if frames.events.empty:
        return
    names = catalogue()["report"]["columns"]
    yield f"<h2>{_text(say('report.events'))}</h2><table><thead><tr>"
    yield "".join(f"<th>{_text(names[c])}</th>" for c in ("when", "what", "where", "quote")) + "</tr></thead><tbody>"
    ordered = frames.events.assign(_day=frames.events["date_end"].fillna(frames.events["date_start"]))
    for row in ordered.sort_values(["_day", "article_id", "start"], na_position="last", kind="stable").itertuples():
        who = " → ".join(p for p in (listed(row.sources), listed(row.targets)) if p)
        status = catalogue()["status"][row.status]
        what = f"<b>{_text(type_name(row.type))}</b>{f' ({_text(status)})' if status else ''}{f'<br>{_text(who)}' if who else ''}"
        mark = f" <span class='half'>{_text(say('panel.disputed'))}</span>" if row.disputed else ""
        cited = sources.cite(row.article_id, " ".join(str(s) for s in (row.source, row.source_id) if s))
        yield f"<tr><td>{_text(when_of(row))}</td><td>{what}{mark}</td><td>{_text(where_of(row))}</td>"
        yield f"<td><q>{_text(row.quote)}</q> {cited}</td></tr>"
    yield "</tbody></table>"
    if total > len(frames.events):
        yield f"<p class='facts'>{_text(say('report.more_events', n=len(frames.events), total=f'{total:,}'))}</p>"


def _unplaced(frames: Frames) -> Iterator[str]:
    missing = [counted(n, thing) for n, thing in ((frames.unplaced_events, "event"), (frames.unplaced_claims, "claim")) if n]
    if missing:
        yield f"<p class='facts'>{_text(say('map.unplaced', rows=', '.join(missing)))}</p>"


def _articles(sources: _Sources) -> Iterator[str]:
    if not sources.numbers:
        return
    yield f"<h2>{_text(say('report.sources'))}</h2><ol class='sources'>"
    for article_id, number in sources.numbers.items():
        row = sources.articles[article_id]
        title = row.title if isinstance(row.title, str) and row.title.strip() else say("article.untitled")
        day = as_day(row.published)
        facts = [row.outlet if isinstance(row.outlet, str) else "", day_name(day) if day else say("article.unknown")]
        url = row.url if isinstance(row.url, str) else ""
        shown = f'<a href="{_text(url)}" rel="noreferrer">{_text(url)}</a>' if urlsplit(url).scheme in ("http", "https") else _text(url)
        told = ". ".join((title, ", ".join(f for f in facts if f)))
        yield f'<li id="source-{number}">{_text(told)}. {shown} <span class="id">{_text(article_id)}</span></li>'
    yield "</ol>"


def _end(facts: dict[str, Any], view: View) -> Iterator[str]:
    lines = [say("report.method"), *facts["sources"], *facts["licences"]]
    query = urlencode(view.filter.to_query(), doseq=True)
    lines.append(say("report.query", query=query or say("report.no_filters")))
    yield f"<footer>{''.join(f'<p>{_text(line)}</p>' for line in lines)}</footer>"
