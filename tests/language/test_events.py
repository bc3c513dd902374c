from __future__ import annotations

import datetime as dt
from functools import cache

import pytest

from geo.language.actors import find_actors
from geo.language.dates import find_dates
from geo.language.event_conditions import CONDITIONS
from geo.language.event_lexicon import load_lexicon
from geo.language.events import find_events
from geo.language.parse import parse
from geo.records import Event, Place, PlaceMention

PUBLISHED = dt.date(2025, 2, 22)
KINDS = {"Sudan": "country", "Rwanda": "country", "Israel": "country", "North Darfur": "admin1"}
PLACES = (
    "El Fasher",
    "Omdurman",
    "Goma",
    "Sake",
    "Bukavu",
    "Zamzam",
    "Djibo",
    "Tessalit",
    "North Darfur",
    "Rwanda",
    "Israel",
    "Sudan",
    "Ashkelon",
    "Kinshasa",
)


def mentions_in(text: str) -> list[PlaceMention]:
    found = []
    for name in PLACES:
        at = text.find(name)
        while at >= 0:
            place = Place(f"own:{name}", name, KINDS.get(name, "settlement"))  # type: ignore[arg-type]
            found.append(PlaceMention(at, at + len(name), name, place, metonym=False, confidence=1.0))
            at = text.find(name, at + 1)
    return sorted(found, key=lambda m: m.start)


@cache
def events_of(text: str) -> tuple[tuple[str, Event], ...]:
    parsed = parse(text)
    found = find_events(parsed, find_actors(parsed, PUBLISHED), find_dates(parsed, PUBLISHED), mentions_in(text))
    return tuple((text[e.trigger[0] : e.trigger[1]], e) for e in found)


def only(text: str) -> tuple[str, Event]:
    (found,) = events_of(text)
    return found


@pytest.mark.parametrize(
    ("sentence", "kind", "acled", "sources", "targets"),
    [
        ("Rebels ambushed government forces near Sake.", "ASSAULT", "Battles", ("rebels",), ("government forces",)),
        ("Government forces were ambushed by rebels near Sake.", "ASSAULT", "Battles", ("rebels",), ("government forces",)),
        ("The shelling of Omdurman by the Sudanese army went on.", "ASSAULT", "Explosions/Remote violence", ("Sudanese army",), ()),
        ("Rebels freed the hostages.", "CONCEDE", "Strategic developments", ("rebels",), ("hostages",)),
        ("Ugandan troops withdrew from Bukavu.", "RETREAT", "Strategic developments", ("Ugandan troops",), ()),
        ("The United States imposed sanctions on Rwanda.", "SANCTION", None, ("United States",), ("Rwanda",)),
        ("Sudan accused Rwanda of arming the rebels.", "ACCUSE", None, ("Sudan",), ("Rwanda",)),
    ],
)
def test_who_does_what_to_whom(sentence: str, kind: str, acled: str | None, sources: tuple[str, ...], targets: tuple[str, ...]) -> None:
    _, event = only(sentence)
    assert (event.type, event.acled_type, event.sources, event.targets) == (kind, acled, sources, targets)


def test_a_light_verb_lends_its_subject_to_the_noun() -> None:
    words, event = only("Ethiopian troops carried out a cross-border incursion last month.")
    assert words == "cross-border incursion"
    assert (event.type, event.sources) == ("ASSAULT", ("Ethiopian troops",))


def test_an_adjective_of_nationality_is_the_attacker_and_not_a_place() -> None:
    _, event = only("A Russian missile strike on a market in Omdurman killed six people.")
    assert (event.sources, event.count, event.means) == (("Russia",), 6, ("missile",))
    assert event.acled_type == "Explosions/Remote violence"


def test_an_attack_and_its_toll_are_one_event() -> None:
    words, event = only("At least 54 people were killed and 158 wounded when the army shelled a busy market in Omdurman.")
    assert (words, event.count, event.sources) == ("shelled", 54, ("army",))
    assert len(event.spans) == 2


def test_the_same_event_told_twice_has_several_spans() -> None:
    text = "Gunmen attacked an army base at Djibo on Sunday, killing 40 soldiers.\nNo group has claimed the attack."
    words, event = only(text)
    assert words == "attacked"
    assert "attack" in {text[s:e] for s, e in event.spans}


def test_attacks_on_different_days_are_two_events() -> None:
    found = events_of("Rebels attacked Sake on Monday. Rebels attacked Sake again on Thursday.")
    assert [w for w, _ in found] == ["attacked", "attacked"]


def test_a_claim_of_responsibility_names_the_attacker() -> None:
    (_, event), *rest = events_of("Gunmen stormed an army base at Djibo. JNIM claimed responsibility for the assault.")
    assert event.sources == ("JNIM",)
    assert rest == []


@pytest.mark.parametrize(
    ("sentence", "status"),
    [
        ("The governor ordered the evacuation of Sake.", "ordered"),
        ("The governor announced the mandatory evacuation of Sake.", "ordered"),
        ("Rwanda denied supporting the rebels.", "denied"),
        ("The army said it would withdraw its troops from Goma.", "planned"),
        ("The two presidents are expected to hold talks in Kinshasa next week.", "planned"),
        ("The rebels have withdrawn from Goma.", "happened"),
    ],
)
def test_status(sentence: str, status: str) -> None:
    assert only(sentence)[1].status == status


@pytest.mark.parametrize(
    "sentence",
    [
        "The minister said the situation was difficult.",
        "Analysts fear an attack on Goma.",
        "The army did not attack Goma.",
        "If the rebels attack Goma, thousands could flee.",
        "The president hopes to end the war.",
        "The talks were about ending the bombing.",
        "The driver was killed in a car crash near Goma.",
        "The minister declined to comment.",
        "The band played a concert in Kinshasa, and the crowd loved it.",
    ],
)
def test_what_did_not_happen_is_no_event(sentence: str) -> None:
    assert events_of(sentence) == ()


def test_the_content_of_a_demand_is_not_an_event_of_its_own() -> None:
    words, event = only("Congolese President Felix Tshisekedi urged Rwanda to withdraw its troops.")
    assert (words, event.type, event.sources, event.targets) == ("urged", "REQUEST", ("Felix Tshisekedi",), ("Rwanda",))


@pytest.mark.parametrize(
    ("sentence", "kind", "count"),
    [
        ("Some 400,000 residents fled Zamzam camp.", "DISPLACE", 400_000),
        ("The rebels released 17 hostages.", "CONCEDE", 17),
        ("Jihadists killed two dozen villagers in Djibo.", "ASSAULT", 24),
        ("The army said it killed 21 militants in air strikes near Tessalit.", "ASSAULT", 21),
    ],
)
def test_counts(sentence: str, kind: str, count: int) -> None:
    _, event = only(sentence)
    assert (event.type, event.count) == (kind, count)


def test_protesters_who_attack_are_a_riot() -> None:
    assert only("Protesters attacked the embassy in Kinshasa.")[1].acled_type == "Riots"


def test_an_agency_in_the_dateline_acts_in_no_event() -> None:
    for _, event in events_of("GOMA, Congo (Reuters) - Rebels shelled Sake on Friday."):
        assert "Reuters" not in event.sources


def test_every_row_of_the_lexicon_names_a_known_condition() -> None:
    lexicon = load_lexicon()
    for rows in lexicon.entries.values():
        for entry in rows:
            for need in entry.needs:
                assert need in CONDITIONS or need.removeprefix("object:") in lexicon.objects, entry
            for companion in entry.companions:
                assert not companion.startswith("object:") or companion.removeprefix("object:") in lexicon.objects, entry


def test_triggers_are_unique_and_in_order() -> None:
    text = "Rebels shelled Goma and stormed Sake on Friday, killing 12 people. The army condemned the attacks and retreated from Bukavu."
    triggers = [e.trigger for _, e in events_of(text)]
    assert triggers == sorted(set(triggers))
    assert len(triggers) >= 4
