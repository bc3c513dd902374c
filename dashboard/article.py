"""The article as it was stored, with every place, date, event and claim marked at its own words."""

from __future__ import annotations

import bisect
import itertools
import json
import re
from typing import TYPE_CHECKING, Any

from dashboard import access
from dashboard.article_marks import marks_of, shared
from dashboard.cards import each
from dashboard.wording import as_day, catalogue, day_name, say

if TYPE_CHECKING:
    from dashboard.evidence import Reading
    from geo.frames import Frames

Span = tuple[int, int]


def spans_of(frames: Frames, row_id: str | None) -> tuple[str | None, list[Span]]:
    """Return the article of an event or claim, and the spans that hold its words: none for an imported row."""
    if row_id is None:
        return None, []
    for rows, key, more in ((frames.events, "event_id", "spans"), (frames.claims, "claim_id", "content_spans")):
        for row in each(rows[rows[key] == row_id]):
            if row.article_id is None:
                return None, []
            return row.article_id, [(int(s), int(e)) for s, e in ((row.start, row.end), *getattr(row, more))]
    return None, []


def passages_of(frames: Frames, row_id: str | None) -> tuple[str | None, list[Span]]:
    """Return the article of a row and the words of all that stands on its card: for a claim, of the claims that answer it too."""
    article_id, spans = spans_of(frames, row_id)
    claims = frames.claims[frames.claims["claim_id"] == row_id]
    for row in each(claims):
        for other in row.disputed_by:
            other_article, other_spans = spans_of(frames, other)
            if other_article == article_id:
                spans += other_spans
    return article_id, spans


def paragraphs(text: str) -> list[Span]:
    """Return the spans of the paragraphs: what stands between line breaks, without blank ones."""
    return [m.span() for m in re.finditer(r"[^\r\n]*\S[^\r\n]*", text)]


def pieces(text: str, start: int, end: int, marks: list[dict[str, Any]], hot: list[Span]) -> list[dict[str, Any]]:
    """Return `text[start:end]` cut where a mark begins or ends.

    Returns
    -------
    list of dict
        `text`; `marks`, indices into `marks` of those that cover the piece, innermost first; `hot`, whether it is selected.
    """
    cuts = {start, end}
    near = [(i, m) for i, m in enumerate(marks) if m["start"] < end and m["end"] > start]
    for _, m in near:
        cuts |= {max(start, m["start"]), min(end, m["end"])}
    near_hot = [(max(start, s), min(end, e)) for s, e in hot if s < end and e > start]
    for s, e in near_hot:
        cuts |= {s, e}
    waiting = sorted(near, key=lambda item: item[1]["start"], reverse=True)
    open_marks: list[tuple[int, dict[str, Any]]] = []  # those that cover the piece: few, however many the paragraph has
    made = []
    for s, e in itertools.pairwise(sorted(cuts)):
        open_marks = [item for item in open_marks if item[1]["end"] > s]
        while waiting and waiting[-1][1]["start"] <= s:
            open_marks.append(waiting.pop())
        made.append(
            {
                "text": text[s:e],
                "marks": [i for i, _ in sorted(open_marks, key=lambda item: (item[1]["end"] - item[1]["start"], item[0]))],
                "hot": any(a <= s and b >= e for a, b in near_hot),
            }
        )
    return made


def heading(row: Any) -> dict[str, str]:
    """Return an article's title, and below it outlet and day."""
    day = as_day(row.published)
    published = say("article.published", date=day_name(day, weekday=True)) if day else say("article.unknown")
    title = row.title if isinstance(row.title, str) and row.title.strip() else ""
    start = " ".join(row.text[:80].split())
    return {
        "title": title or say("article.untitled"),
        "choice": title or f"{start}…",
        "facts": " · ".join(p for p in (row.outlet if isinstance(row.outlet, str) else "", published) if p),
        "url": row.url if isinstance(row.url, str) else "",
    }


def reader(reading: Reading, selected: str | None, *, passages: bool, longest: int | None = None) -> dict[str, Any]:
    """Return the article reader: heading, layers, paragraphs of marked pieces, and which of them to scroll to.

    Parameters
    ----------
    reading
        The rows of the article, and the articles to choose from. That of the selected row comes first.
    selected
        The selected event or claim, if any; its words are highlighted.
    passages
        Highlight also the words of the claims that answer the selected one.
    longest
        Leave the text away if it has more characters.
    """
    everything = reading.frames
    article_id = spans_of(everything, selected)[0] or reading.article_id
    if article_id is None:
        return {"none": say("article.none")}
    row = next(r for r in everything.articles.itertuples() if r.article_id == article_id)
    if longest is not None and len(row.text) > longest:
        return {"none": ""}
    spans = (passages_of if passages else spans_of)(everything, selected)[1]
    marks = sorted(marks_of(everything, article_id), key=lambda m: (m["start"], m["end"]))
    starts = [m["start"] for m in marks]
    longest = max((m["end"] - m["start"] for m in marks), default=0)
    blocks = []
    for start, end in paragraphs(row.text):
        # Only marks that can touch the paragraph: those that start before its end and no further back than the longest mark.
        near = marks[bisect.bisect_left(starts, start - longest) : bisect.bisect_left(starts, end)]
        offset = bisect.bisect_left(starts, start - longest)
        made = pieces(row.text, start, end, near, spans)
        for piece in made:
            piece["marks"] = [i + offset for i in piece["marks"]]
        blocks.append(made)
    plain, told = shared(marks)
    return heading(row) | {
        "article_id": article_id,
        "choose": say("article.choose"),
        "choices": [{"id": a, "label": label} for a, label in reading.choices],
        "layers": [{"id": k, "label": v} for k, v in catalogue()["article"]["layers"].items() if any(m["layer"] == k for m in marks)],
        "marks": plain,
        "told": told,
        "considered": say("article.considered"),
        "check": say("article.check") if access.may("editor") else "",
        "paragraphs": blocks,
        "focus": json.dumps([selected, spans]) if spans else "",
    }


def excerpt(everything: Frames, selected: str | None) -> dict[str, Any] | None:
    """Return the paragraphs around the selected row's words, highlighted, for showing below the cards."""
    article_id, spans = spans_of(everything, selected)
    if article_id is None:
        return None
    text = everything.articles.set_index("article_id").loc[article_id, "text"]
    for number, (start, end) in enumerate(paragraphs(text), start=1):
        if any(s < end and e > start for s, e in spans):
            return {
                "label": say("panel.passage", n=number),
                "open": say("panel.open_article"),
                "pieces": [[p["text"], "hot" if p["hot"] else ""] for p in pieces(text, start, end, [], spans)],
            }
    return None
