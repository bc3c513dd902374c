from __future__ import annotations

import datetime as dt
from functools import cache

import pytest

from geo.language.anchoring import anchor_claims, anchor_events
from geo.language.dates import find_dates
from geo.language.parse import ParsedText, parse
from geo.records import Claim, Event, Place, PlaceMention, Relation, Span

PUBLISHED = dt.date(2025, 3, 15)
KINDS = {"Ukraine": "country", "Rwanda": "country", "Mali": "country", "Belgorod Oblast": "admin1", "Sumy region": "admin1"}
NAMES = (
    "Kharkiv",
    "Odesa",
    "Kupiansk",
    "Belgorod Oblast",
    "Sumy region",
    "Ukraine",
    "Goma",
    "Bukavu",
    "Rwanda",
    "Kigali",
    "Mali",
    "Moscow",
    "Bamako",
)


def place(name: str) -> Place:
    return Place(f"own:{name}", name, KINDS.get(name, "settlement"))  # type: ignore[arg-type]


@cache
def parsed(text: str) -> ParsedText:
    return parse(text)


def mentions_in(text: str, metonyms: tuple[str, ...] = ()) -> list[PlaceMention]:
    found = []
    for name in NAMES:
        at = text.find(name)
        while at >= 0:
            found.append(PlaceMention(at, at + len(name), name, place(name), metonym=name in metonyms, confidence=1.0))
            at = text.find(name, at + 1)
    return sorted(found, key=lambda m: m.start)


def span(text: str, words: str) -> Span:
    return text.index(words), text.index(words) + len(words)


def event(
    text: str, trigger: str, kind: str = "ASSAULT", *, metonyms: tuple[str, ...] = (), published: dt.date | None = PUBLISHED, **more: object
) -> Event:
    raw = Event(span(text, trigger), kind, None, **more)  # type: ignore[arg-type]
    dates = find_dates(parsed(text), published)
    (anchored,) = anchor_events([raw], parsed(text), dates, mentions_in(text, metonyms), published)
    return anchored


def names(anchored: Event | Claim) -> list[str]:
    return [i.removeprefix("own:") for i in anchored.place_ids]


def days(anchored: Event) -> tuple[str | None, str | None, str, str]:
    w = anchored.when
    return w.date_start and str(w.date_start), w.date_end and str(w.date_end), w.precision, w.basis


def test_the_own_clause_comes_first() -> None:
    text = "Drones hit Odesa on Monday, a day before rebels shelled Kharkiv on Tuesday."
    assert names(event(text, "hit"))[0] == "Odesa"
    assert names(event(text, "shelled"))[0] == "Kharkiv"
    assert days(event(text, "hit")) == ("2025-03-10", "2025-03-10", "day", "clause")
    assert days(event(text, "shelled")) == ("2025-03-11", "2025-03-11", "day", "clause")


def test_the_day_of_the_statement_stands_in_for_an_undated_clause() -> None:
    text = "Officials said on Tuesday that a drone had hit Odesa."
    assert days(event(text, "hit")) == ("2025-03-11", "2025-03-11", "day", "sentence")


def test_narration_goes_on_within_a_paragraph() -> None:
    text = "A missile struck Kharkiv on Thursday. Rescuers came under fire.\nThe blast wounded nine people."
    assert names(event(text, "fire")) == ["Kharkiv"]
    assert days(event(text, "fire")) == ("2025-03-13", "2025-03-13", "day", "paragraph")


def test_an_undated_background_event_is_open_at_its_start() -> None:
    text = "Aid reached Goma on Friday.\nThe UN welcomed it.\nRebels have shelled Bukavu."
    assert days(event(text, "shelled")) == (None, "2025-03-14", "unknown", "story")


def test_recent_and_since_bound_an_interval() -> None:
    text = "The army made recent gains near Kupiansk and has besieged Kharkiv since February."
    assert days(event(text, "gains"))[:2] == (None, "2025-03-15")
    assert days(event(text, "besieged"))[:2] == ("2025-02-01", "2025-03-15")


def test_from_and_to_are_one_span_of_days() -> None:
    text = "Jets bombed Goma from Monday to Thursday."
    assert days(event(text, "bombed"))[:2] == ("2025-03-10", "2025-03-13")


def test_what_happened_does_not_end_after_publication() -> None:
    text = "Raids on Kharkiv this month killed 40 people."
    assert days(event(text, "Raids"))[:2] == ("2025-03-01", "2025-03-15")


def test_a_planned_event_without_a_date_has_none() -> None:
    text = "The two presidents met on Friday and plan a call."
    assert days(event(text, "call", "CONSULT", status="planned"))[:2] == (None, None)


def test_the_date_of_another_event_is_not_the_events_own() -> None:
    text = "Jets bombed Goma, killing nine, despite a truce declared after last month's earthquake."
    assert days(event(text, "bombed"))[3] == "story"
    text = "Jets bombed Goma in last month's offensive."
    assert days(event(text, "bombed"))[:2] == ("2025-02-01", "2025-02-28")


def test_the_day_of_what_something_came_days_after_is_not_its_own() -> None:
    text = "Jets bombed Goma two days after rebels shot 26 people on 3 March."
    assert days(event(text, "bombed"))[3] == "story"
    assert days(event(text, "shot"))[:2] == ("2025-03-03", "2025-03-03")


def test_a_month_that_another_is_compared_with_dates_nothing() -> None:
    text = "Partners counted 58 incidents in February, compared to 41 in January, including the looting of a store in Goma."
    assert days(event(text, "looting"))[0] != "2025-01-01"


def test_what_is_planned_in_the_same_sentence_dates_nothing_that_happened() -> None:
    text = "Talks planned for next week are in doubt after rebels shelled Goma."
    assert days(event(text, "shelled"))[3] == "story"
    text = "The premier condemned the attack on Goma and said he would send troops there on Saturday."
    assert days(event(text, "condemned", "ACCUSE"))[3] == "story"


def test_a_pluperfect_relative_clause_does_not_take_the_sentences_day() -> None:
    text = "The minister on Tuesday fined firms that had supplied drones to Rwanda."
    assert days(event(text, "supplied", "AID"))[3] == "story"


def test_a_clause_with_since_gives_the_beginning() -> None:
    text = "Officials said on Tuesday that thousands had fled Goma since fighting intensified in early March."
    assert days(event(text, "fled", "DISPLACE"))[:2] == ("2025-03-01", "2025-03-11")


def test_times_before_a_day_belong_to_it() -> None:
    text = "A drone hit Odesa at about 10am local time (08:00 GMT) on 12 March."
    assert days(event(text, "hit"))[:2] == ("2025-03-12", "2025-03-12")


def test_a_far_town_that_only_gives_the_distance_is_not_the_place() -> None:
    text = "Thousands fled Goma on foot towards Bukavu, some 60 kilometres west of Bamako."
    assert names(event(text, "fled", "DISPLACE")) == ["Goma", "Bukavu"]


def test_where_a_spokesman_spoke_is_not_where_it_happened() -> None:
    text = "Nine people were killed by shelling, a spokesman told reporters in Bamako."
    assert names(event(text, "shelling")) == []
    text = "Nine people died when a drone hit Odesa, according to medics in Kharkiv."
    assert names(event(text, "died")) == ["Odesa"]


def test_a_country_that_is_called_on_is_not_where_it_was_said() -> None:
    text = "The premier called on Rwanda and Mali to withdraw."
    assert names(event(text, "called", "REQUEST")) == []


def test_a_place_that_is_not_known_is_not_replaced_by_that_of_another_passage() -> None:
    text = "Jets raided the town of Qubalia, killing five. The premier condemned the raid and called on Rwanda to act."
    assert names(event(text, "raided", spans=(span(text, "raid and"),))) == []


def test_an_old_attack_does_not_date_what_authorities_did_about_it() -> None:
    text = "Troops shelled Goma on Monday.\n\nThe town saw much else. Rebels burned Bukavu on 2 January. The army closed the road."
    assert days(event(text, "closed", "COERCE"))[3] == "story"


def test_a_plan_has_no_place_of_the_sentence_before() -> None:
    text = "Two soldiers died near Goma. The UN plans to withdraw its troops by June."
    assert names(event(text, "withdraw", "RETREAT", status="planned")) == []


def test_what_a_war_has_done_was_not_done_where_it_was_ended() -> None:
    text = "The two sides signed a truce in Bamako on Wednesday, ending a war that has killed thousands."
    assert (names(event(text, "killed")), days(event(text, "killed"))[0]) == ([], None)


def test_a_clause_with_before_dates_another_event() -> None:
    text = "Agencies moved their staff before the town fell to rebels on 17 February."
    assert days(event(text, "moved", "DISPLACE"))[3] == "story"


def test_a_truce_between_countries_is_made_in_neither() -> None:
    text = "A ceasefire between Rwanda and Mali took effect on Monday."
    assert names(event(text, "ceasefire", "AGREE")) == []


def test_where_a_group_is_based_is_not_where_it_struck() -> None:
    text = "Mali-based militants attacked a convoy near Goma."
    assert names(event(text, "attacked")) == ["Goma"]


def test_a_metonym_is_never_where_it_happened() -> None:
    assert event("Moscow accused the government on Friday.", "accused", "ACCUSE", metonyms=("Moscow",)).place_ids == ()


def test_an_owner_is_not_a_place() -> None:
    assert names(event("Ukraine's army shelled a depot in Belgorod Oblast.", "shelled")) == ["Belgorod Oblast"]
    assert names(event("Shells fell on Ukraine's Sumy region.", "fell")) == ["Sumy region"]


def test_people_flee_from_the_place_just_told_of() -> None:
    text = "Rebels entered Goma. Thousands have since fled across the border into Rwanda."
    assert names(event(text, "fled", "DISPLACE")) == ["Goma", "Rwanda"]


def test_the_city_means_the_one_named_before() -> None:
    text = "Rebels entered Goma on Friday.\nResidents said shells hit the city."
    assert names(event(text, "hit")) == ["Goma"]


def test_a_place_that_is_not_known_is_not_replaced_by_another() -> None:
    text = "Jihadists raided Bamako. Soldiers executed ten men in the village of Sebabougou."
    assert event(text, "executed").place_ids == ()


def test_words_said_elsewhere_have_no_place_of_the_sentence() -> None:
    text = "After shells hit Kharkiv, the president accused the rebels."
    assert event(text, "accused", "ACCUSE").place_ids == ()


def test_a_dateline_is_not_where_the_news_happened() -> None:
    assert event("MOSCOW (Reuters) - Rebels shelled a school.", "shelled").place_ids == ()


def test_a_group_is_led_by_its_area() -> None:
    text = "The governor ordered the evacuation of eight villages."
    group = Place("group:1", "eight villages", "group", within="ne:UA-59", count=8)
    s, e = span(text, "eight villages")
    raw = Event(span(text, "evacuation"), "DISPLACE", None, status="ordered")
    (anchored,) = anchor_events(
        [raw], parsed(text), [], [PlaceMention(s, e, "eight villages", group, metonym=False, confidence=1.0)], PUBLISHED
    )
    assert anchored.place_ids == ("ne:UA-59", "group:1")
    assert anchored.geo_precision == "region"


def test_without_a_published_day_only_written_dates_hold() -> None:
    assert days(event("Rebels shelled Goma on Friday.", "shelled", published=None)) == (None, None, "unknown", "story")
    assert days(event("Rebels shelled Goma on 3 May 2024.", "shelled", published=None))[0] == "2024-05-03"


def claim(text: str, cue: str, content: str, stance: str = "assert", relations: tuple[Relation, ...] = ()) -> Claim:
    return Claim(span(text, cue), (span(text, content),), ("X",), (), stance, "indirect", relations=relations)  # type: ignore[arg-type]


def test_a_claim_is_about_the_place_in_its_content() -> None:
    text = "Speaking in Kigali on Friday, the minister said that rebels had left Goma."
    (anchored,) = anchor_claims(
        [claim(text, "said", "that rebels had left Goma")], parsed(text), find_dates(parsed(text), PUBLISHED), mentions_in(text), PUBLISHED
    )
    assert names(anchored) == ["Goma"]
    assert anchored.when.date_start == dt.date(2025, 3, 14)


@pytest.mark.parametrize(("content", "expected"), [("it was false", ["Goma"]), ("money was tight", [])])
def test_a_claim_that_points_back_is_about_the_place_told_of(content: str, expected: list[str]) -> None:
    text = f"The army claimed that troops were encircled in Goma. Analysts said {content}."
    (anchored,) = anchor_claims([claim(text, "said", content)], parsed(text), [], mentions_in(text), PUBLISHED)
    assert names(anchored) == expected


def test_a_denial_has_the_place_of_what_it_disputes() -> None:
    text = "The army claimed that troops were encircled in Goma.\nAnalysts denied everything."
    claims = [
        claim(text, "claimed", "troops were encircled in Goma"),
        claim(text, "denied", "everything", "deny", (Relation("disputes", 0),)),
    ]
    anchored = anchor_claims(claims, parsed(text), [], mentions_in(text), PUBLISHED)
    assert names(anchored[1]) == ["Goma"]
