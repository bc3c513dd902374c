"""Articles for the tests of the Review page, each with doubts of its own, so that no test meets what another corrected."""

from __future__ import annotations

import datetime as dt

from geo.gazetteer.index import load_gazetteer
from geo.records import Actor, Article, Candidate, Claim, DateMention, Event, Place, PlaceMention, Reading, Relation, When

TEXT = (
    "Shelling hit Kassala on 3 May 2024, the governor said. The army denied that it had shelled Kassala.\n"
    "Fighters held talks in Umm Sidr. Three villages in North Darfur were emptied, aid workers said."
)


def article_id(number: int) -> str:
    """Return the id of the article of a number."""
    return reading(number).article.article_id


def reading(number: int) -> Reading:
    """Return the reading of an article: an unsure place, one not found, a group, a row without date, a disputed claim."""
    text = f"{TEXT} ({number})"
    at = 0

    def span(words: str, nth: int = 0) -> tuple[int, int]:
        nonlocal at
        at = -1
        for _ in range(nth + 1):
            at = text.index(words, at + 1)
        return at, at + len(words)

    def known(place_id: str) -> Place:
        entry = load_gazetteer().get(place_id)
        assert entry is not None
        return entry.place

    state, town, darfur = known("ne:SD-KA"), known("gn:372753"), known("ne:SD-DN")
    group = Place(f"group:villages-{number}", "three villages", "group", "SD", "ne:SD-DN", None, None, None, 3, "ne:SD-DN")
    considered = (
        Candidate(state, 0.55, "region in Sudan; the article speaks of the region elsewhere"),
        Candidate(town, 0.45, "town or village in Sudan"),
    )
    third = dt.date(2024, 5, 3)
    day = When(third, third, "day", "clause")
    return Reading(
        Article(text, doc=f"kassala-{number}.txt", published=dt.date(2024, 5, 4), title=f"Shelling of Kassala {number}", language="en"),
        mentions=(
            PlaceMention(*span("Kassala"), "Kassala", state, metonym=False, confidence=0.55, candidates=considered),
            PlaceMention(*span("Kassala", 1), "Kassala", state, metonym=False, confidence=0.55, candidates=considered),
            PlaceMention(*span("Umm Sidr"), "Umm Sidr", None, metonym=False, confidence=0.0),
            PlaceMention(*span("Three villages"), "Three villages", group, metonym=False, confidence=0.9),
        ),
        dates=(DateMention(*span("3 May 2024"), "3 May 2024", "DATE", "2024-05-03", third, third, "day"),),
        actors=(
            Actor("the governor", "government", "Sudan", (span("the governor"),)),
            Actor("the army", "military", "Sudan", (span("The army"),)),
            Actor("aid workers", "organisation", None, (span("aid workers"),)),
        ),
        events=(
            Event(span("Shelling"), "ASSAULT", "Explosions/Remote violence", (), (), (state.place_id,), "region", day),
            Event(span("talks"), "CONSULT", None),
            Event(span("emptied"), "DISPLACE", None, (), (), (group.place_id,), "region", day, count=3),
        ),
        claims=(
            Claim(
                span("said"), (span("Shelling hit Kassala on 3 May 2024"),), ("the governor",), (span("the governor"),), "assert",
                "indirect", place_ids=(state.place_id,), geo_precision="region", when=day, events=(0,),
            ),
            Claim(
                span("denied"), (span("that it had shelled Kassala"),), ("the army",), (span("The army"),), "deny", "indirect",
                place_ids=(state.place_id,), geo_precision="region", when=day, relations=(Relation("disputes", 0),),
            ),
            Claim(
                span("said", 1), (span("Three villages in North Darfur were emptied"),), ("aid workers",), (span("aid workers"),),
                "assert", "indirect", place_ids=(group.place_id,), geo_precision="region", when=day, events=(2,),
            ),
        ),
        sentences=(
            span("Shelling hit Kassala on 3 May 2024, the governor said."), span("The army denied that it had shelled Kassala."),
            span("Fighters held talks in Umm Sidr."), span("Three villages in North Darfur were emptied, aid workers said."),
        ),
        areas=(darfur,),
    )  # fmt: skip
