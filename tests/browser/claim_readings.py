"""Articles made by hand whose claims meet: an attack with three tolls and a denial, a war of words over months, and much else."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from geo.records import Actor, Article, Claim, Event, Place, PlaceMention, Reading, Relation, When

if TYPE_CHECKING:
    from geo.records import ActorKind, Stance

GOMA = Place("gn:216281", "Goma", "settlement", "CD", "ne:CD-NK", -1.67409, 29.22845, 5.0)
NORTH_KIVU = Place("ne:CD-NK", "North Kivu", "admin1", "CD", None, -0.75, 28.9, 150.0)
MONDAY = dt.date(2025, 1, 27)
MANY = 45

Said = tuple[str, str, str, str]
"""Speaker, cue, what is claimed, stance; together they are a sentence of the article."""


def article(title: str, outlet: str, published: dt.date, said: list[Said], *, placed: bool = True, event: str | None = None) -> Reading:
    """A reading of one sentence for each claim; a denial disputes the claim before it.

    Parameters
    ----------
    title, outlet, published
        The article's own facts.
    said
        Its claims.
    placed
        Whether its claims are of Goma on Monday 27 January 2025.
    event
        The word of the first claim that tells of an attack in Goma.
    """
    text, claims, sentences, actors = "", [], [], {}
    day = When(MONDAY, MONDAY, "day", "sentence") if placed else When(published, published, "day", "story")
    places = (GOMA.place_id,) if placed else ()
    for i, (speaker, cue, content, stance) in enumerate(said):
        start = len(text)
        text += f"{speaker} {cue} {content}.\n"
        at = start + len(speaker) + 1
        what = (at + len(cue) + 1, at + len(cue) + 1 + len(content))
        kind: ActorKind = "armed group" if "rebels" in speaker else "organisation"
        actors[speaker] = Actor(speaker, kind, mentions=((start, start + len(speaker)),))
        told: Stance = stance  # type: ignore[assignment]
        claims.append(
            Claim(
                (at, at + len(cue)), (what,), (speaker,), ((start, start + len(speaker)),), told, "indirect", place_ids=places,
                geo_precision="settlement" if placed else None, when=day, events=(0,) if event is not None and content.count(event) else (),
                relations=(Relation("disputes", i - 1),) if stance == "deny" and i else (),
            )
        )  # fmt: skip
        sentences.append((start, len(text) - 1))
    events, mentions = (), ()
    if event is not None:
        at = text.index(event)
        events = (Event((at, at + len(event)), "ASSAULT", "Battles", (), (), places, "settlement", day),)
    if placed and "Goma" in text:
        at = text.index("Goma")
        mentions = (PlaceMention(at, at + 4, "Goma", GOMA, metonym=False, confidence=0.9),)
    return Reading(
        Article(text, doc=title, published=published, title=title, outlet=outlet, url="https://news.example/" + outlet.lower()),
        mentions=mentions, actors=tuple(actors.values()), events=events, claims=tuple(claims), sentences=tuple(sentences),
        areas=(NORTH_KIVU,),
    )  # fmt: skip


BACKING = "that Rwanda is backing the rebels with weapons and troops"


def readings() -> list[Reading]:
    """Six articles: three of the fighting in Goma, two of who backs whom with weeks between, and one of `MANY` claims that meet nothing."""
    many: list[Said] = [
        (f"Source {i}", "said", f"that depot {i * 7919 % 1000} on road {i} holds crate type{i} item{i}", "assert") for i in range(MANY)
    ]
    return [
        article(
            "Rebels enter Goma", "Lakes Monitor", MONDAY,
            [
                ("The Red Cross", "said", "that 17 people were killed in the shelling of Goma", "assert"),
                ("The rebels", "denied", "shelling the town", "deny"),
            ],
            event="killed",
        ),
        article(
            "Who helps whom", "Lakes Monitor", MONDAY,
            [("The United Nations", "said", BACKING, "assert"), ("Rwanda", "denied", "backing the rebels", "deny")], placed=False,
        ),
        article(
            "Toll rises", "Equator Post", MONDAY + dt.timedelta(days=1),
            [("Kenya", "said", "that at least 25 people were killed in the shelling of Goma", "assert")], event="killed",
        ),
        article(
            "What is known", "Highland Daily", MONDAY + dt.timedelta(days=2),
            [("Doctors", "estimated", "that between 20 and 40 people were killed in the shelling of Goma", "assess")], event="killed",
        ),
        article(
            "Sanctions", "Equator Post", MONDAY + dt.timedelta(days=40),
            [("Washington", "said", BACKING, "assert"), ("Rwanda", "accused", "Washington of taking sides", "accuse")], placed=False,
        ),
        article("Depots", "Ledger", MONDAY + dt.timedelta(days=90), many, placed=False),
    ]  # fmt: skip
