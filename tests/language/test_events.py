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
        ("The war has uprooted more than 12 million.", "DISPLACE", 12_000_000),
        ("The war has uprooted tens of thousands of people.", "DISPLACE", None),
        ("The army released prisoners for $5,000.", "CONCEDE", None),
        ("A jet dropped two bombs on Goma at about 10am on 12 February.", "ASSAULT", None),
        ("Shells killed people in Goma at 6.30 p.m. on Friday.", "ASSAULT", None),
        ("Gunners shot down 40 drones over Goma.", "ASSAULT", None),
        ("The death toll from the air strikes on Goma rose to 31.", "ASSAULT", 31),
        ("The attack in Djibo, in which 26 people were killed, shocked Sudan.", "ASSAULT", 26),
        ("Rwanda lost nine soldiers in clashes near Sake.", "ASSAULT", 9),
        ("Two soldiers died when a mortar bomb landed in their base near Sake.", "ASSAULT", 2),
    ],
)
def test_counts(sentence: str, kind: str, count: int | None) -> None:
    _, event = only(sentence)
    assert (event.type, event.count) == (kind, count)


def test_protesters_who_attack_are_a_riot() -> None:
    assert only("Protesters attacked the embassy in Kinshasa.")[1].acled_type == "Riots"


def test_an_agency_in_the_dateline_acts_in_no_event() -> None:
    for _, event in events_of("GOMA, Congo (Reuters) - Rebels shelled Sake on Friday."):
        assert "Reuters" not in event.sources


@pytest.mark.parametrize(
    ("text", "trigger", "kind", "count"),
    [
        ("The army said it had lost three men near Goma.", "lost", "ASSAULT", 3),
        ("Rebels killed 45 soldiers and 20 others were taken prisoner in Goma.", "taken prisoner", "COERCE", 20),
        ("The attack began on Tuesday. Tripoli's health ministry said 53 people had died.", "died", "ASSAULT", 53),
        ("A rocket landed in the market of Goma.", "landed", "ASSAULT", None),
        ("The strike hit a house in Hodeidah and three children were hurt.", "hurt", "ASSAULT", 3),
        ("War broke out in Tigray in 2020.", "broke out", "ASSAULT", None),
        ("The United States blocked a Security Council statement.", "blocked", "REJECT", None),
        ("Russia requested an urgent meeting of the Security Council.", "requested", "REQUEST", None),
        ("The military seized power in Myanmar.", "seized", "COERCE", None),
    ],
)
def test_events_that_news_tells_in_plain_words(text: str, trigger: str, kind: str, count: int | None) -> None:
    found = {text[slice(*e.trigger)]: (e.type, e.count) for _, e in events_of(text)}
    spans = {text[a:b]: (e.type, e.count) for _, e in events_of(text) for a, b in e.spans}
    assert (spans | found)[trigger] == (kind, count)


@pytest.mark.parametrize(
    "text",
    [
        "Sales fell on Monday and earnings were hurt by disposal of operations.",
        "The ministry said 53 people had died of cholera after the attack of last year.",
        "The 150 wounded were taken to Kaya.",
    ],
)
def test_what_hurts_no_one_by_violence_is_no_attack(text: str) -> None:
    assert not [e for _, e in events_of(text) if text[slice(*e.trigger)] in {"hurt", "died", "wounded", "fell"}]


def test_a_headline_and_its_lead_tell_of_one_strike() -> None:
    text = (
        "Dozens of migrants killed in air strike on Libyan detention centre\n\n"
        "An air strike hit a detention centre in Tajoura late on Tuesday, killing at least 44 people, the United Nations said."
    )
    assert [e.type for _, e in events_of(text)] == ["ASSAULT"]


def test_every_row_of_the_lexicon_names_a_known_condition() -> None:
    lexicon = load_lexicon()
    for rows in lexicon.entries.values():
        for entry in rows:
            for need in entry.needs:
                assert need in CONDITIONS or need.removeprefix("object:").removeprefix("subject:") in lexicon.objects, entry
            for companion in entry.companions:
                assert not companion.startswith("object:") or companion.removeprefix("object:") in lexicon.objects, entry


def test_triggers_are_unique_and_in_order() -> None:
    text = "Rebels shelled Goma and stormed Sake on Friday, killing 12 people. The army condemned the attacks and retreated from Bukavu."
    triggers = [e.trigger for _, e in events_of(text)]
    assert triggers == sorted(set(triggers))
    assert len(triggers) >= 4


@pytest.mark.parametrize(
    ("sentence", "sources", "targets"),
    [
        ("Ten people were killed in the JNIM-led attack on Djibo.", ("JNIM",), ()),
        ("The Sudanese army launched a wave of air strikes against Omdurman.", ("Sudanese army",), ()),
        ("Twelve people were killed in fighting between government forces and the M23 rebels near Sake.", ("government forces",), ("M23",)),
        ("Ugandan troops repelled an assault by the M23 rebels near Sake.", ("Ugandan troops",), ("M23",)),
        ("Rwanda lost nine soldiers in clashes near Sake.", (), ("Rwanda",)),
    ],
)
def test_who_fights_is_found_through_compounds_and_light_nouns(sentence: str, sources: tuple[str, ...], targets: tuple[str, ...]) -> None:
    _, event = only(sentence)
    assert (event.type, event.sources, event.targets) == ("ASSAULT", sources, targets)


def test_the_trigger_of_a_compound_is_whole() -> None:
    assert only("Ten people were killed in the JNIM-led attack on Djibo.")[0] == "JNIM-led attack"


def test_a_backer_is_not_the_attacker() -> None:
    _, event = only("The Rwandan-backed attack on Sake killed ten people.")
    assert event.sources == ()


def test_a_trailing_participle_goes_on_with_what_was_told_and_not_with_who_told_it() -> None:
    text = "The M23 rebels seized Sake on Monday, two teachers and a local official said, breaking a ceasefire."
    (_, seizure), (words, breach) = events_of(text)
    assert (words, breach.type, breach.sources) == ("breaking", "REJECT", seizure.sources)


def test_a_quoted_attack_by_an_enemy_without_a_name_is_an_event() -> None:
    (words, event), *_ = events_of('"The enemy attacked our positions in three directions," a commander said.')
    assert (words, event.type, event.sources) == ("attacked", "ASSAULT", ())


def test_what_is_due_to_be_attended_is_planned() -> None:
    _, event = only("Congolese President Felix Tshisekedi is due to attend a summit in Kinshasa on Saturday.")
    assert (event.type, event.status, event.sources) == ("CONSULT", "planned", ("Felix Tshisekedi",))


def test_a_meeting_that_is_ruled_out_does_not_take_place() -> None:
    assert [e.type for _, e in events_of("Congolese President Felix Tshisekedi ruled out meeting the M23 rebels.")] == ["REJECT"]


def test_an_attack_told_after_another_is_an_event_of_its_own() -> None:
    text = "Soldiers searched Sake after an ambush on a military convoy, shooting 45 people."
    assert [(w, e.count) for w, e in events_of(text)] == [("ambush", None), ("shooting", 45)]


def test_drones_that_are_launched_and_those_shot_down_are_two_sides_deeds() -> None:
    text = "Rwanda launched 60 drones at Goma, of which 40 were shot down."
    assert [w for w, _ in events_of(text)] == ["launched", "shot down"]


def test_an_aircraft_carrier_or_an_air_force_is_no_air_strike() -> None:
    _, event = only("The rebels fired 18 missiles at an aircraft carrier of the air force near Goma.")
    assert event.means == ("missile",)


def test_two_attacks_in_one_country_are_not_one_for_that() -> None:
    text = "Rebels attacked a town in Sudan on Monday.\n\nLast year gunmen stormed two prisons in Sudan."
    assert len(events_of(text)) == 2


def test_what_is_hit_is_not_what_it_is_hit_with() -> None:
    _, event = only("The rebels destroyed two tanks near Sake with drones.")
    assert event.means == ("drone",)


def test_the_dead_and_the_wounded_of_one_attack_are_one_event() -> None:
    _, event = only("In Sudan, 15 soldiers were killed and 16 others wounded in an attack by rebels near Djibo.")
    assert (event.count, event.sources, event.acled_type) == (15, ("rebels",), "Battles")


def test_soldiers_who_die_by_the_dozen_died_in_war() -> None:
    _, event = only("At least 50 Rwandan soldiers died, according to two bloggers.")
    assert (event.type, event.count, event.sources) == ("ASSAULT", 50, ())
    assert events_of("The president died of old age.") == ()


@pytest.mark.parametrize("body", ["Foreign ministers of the EU", "Leaders of both countries"])
def test_ministers_and_leaders_meet_each_other(body: str) -> None:
    _, event = only(f"{body} will meet in Kinshasa on Monday.")
    assert (event.type, event.status) == ("CONSULT", "planned")


def test_people_driven_from_their_homes_are_displaced() -> None:
    _, event = only("Some 1.2 million people were driven from their homes in Goma.")
    assert (event.type, event.count) == ("DISPLACE", 1_200_000)


def test_halted_aid_and_suspended_talks_are_sanctions() -> None:
    assert only("The UN halted deliveries of food to Goma.")[1].type == "SANCTION"
    assert only("Rwanda suspended the talks with the rebels.")[1].type == "SANCTION"


def test_those_injured_beside_a_toll_are_counted() -> None:
    text = "The death toll from clashes in Goma has climbed to 97, with 365 others injured, a union said."
    assert [(w, e.count) for w, e in events_of(text)] == [("clashes", 97), ("injured", 365)]


def test_both_sides_of_a_clash_are_found_behind_abbreviations() -> None:
    _, event = only("Clashes between the Sudanese Armed Forces (SAF) and the Rapid Support Forces (RSF) erupted in Omdurman.")
    assert (event.sources, event.targets) == (("Sudanese Armed Forces",), ("Rapid Support Forces",))


def test_two_kinds_of_fighting_in_one_town_are_two_events() -> None:
    text = "Clashes erupted in Omdurman on Saturday. The M23 rebels said they had seized the airport of Omdurman."
    assert [w for w, _ in events_of(text)] == ["Clashes", "seized"]


def test_sides_without_names_can_agree() -> None:
    assert only("The two sides had agreed to a humanitarian pause.")[1].type == "AGREE"


def test_a_headline_and_its_lead_tell_of_one_event() -> None:
    lead = "Sudan's army shelled a market in Omdurman on Friday, killing 12 people, residents said."
    text = f"Sudan's army has attacked market in Omdurman\n\n{lead}"
    word, event = only(text)
    assert (word, event.count, len(event.spans)) == ("attacked", 12, 2)
    text = "Air strikes kill 12 in Omdurman\n\nAn air strike killed 30 people in Goma on Friday, residents said."
    assert [e.count for _, e in events_of(text)] == [12, 30]


def test_who_hears_shelling_does_not_shell() -> None:
    text = "A doctor said that he had heard shelling near the hospital in Djibo."
    assert [e.sources for _, e in events_of(text)] in ([], [()])


def test_what_is_to_take_place_is_planned() -> None:
    _, event = only("Rwanda's president is to meet the Congolese president on Monday.")
    assert (event.type, event.status) == ("CONSULT", "planned")


def test_the_accused_does_what_follows_the_accusation() -> None:
    text = "Sudan's army accused the Rapid Support Forces of shelling a market in Omdurman, injuring four people."
    assert [e.sources for w, e in events_of(text) if w != "accused"] == [("Rapid Support Forces",)]


def test_an_attack_that_may_come_is_no_event() -> None:
    assert [w for w, _ in events_of("The treaty obliges Israel to help if they came under armed attack.")] == []


def test_gangs_that_storm_a_town_are_actors() -> None:
    _, event = only("Armed gangs stormed the town of Djibo on Monday.")
    assert event.sources == ("armed gangs",)


def test_a_town_that_is_taken_counts_nobody() -> None:
    assert next((w, e.count) for w, e in events_of("The gangs seized Djibo, free 500 inmates")) == ("seized", None)


def test_half_a_million_is_half_of_it() -> None:
    _, event = only("The offensive has displaced more than half a million people.")
    assert event.count == 500_000


def test_two_towns_taken_in_one_sentence_are_two_events() -> None:
    found = events_of("The M23 seized Goma in January and captured Bukavu in mid-February.")
    assert [trigger for trigger, _ in found] == ["seized", "captured"]


def test_what_follows_a_killing_is_another_event() -> None:
    found = events_of("The clashes between the brigade and the militia follow the killing of a commander in Goma on Monday.")
    assert [trigger for trigger, _ in found] == ["clashes", "killing"]


def test_a_clause_after_a_semicolon_makes_no_talk_of_the_one_before() -> None:
    found = events_of("The opposition leader was arrested at dawn; his party calls it a kidnapping.")
    assert [(trigger, e.status) for trigger, e in found] == [("arrested", "happened")]


@pytest.mark.parametrize(
    ("text", "kind", "status"),
    [
        ("Iran suspended the treaty on Monday.", "SANCTION", "happened"),
        ("ECOWAS said it would suspend cooperation with the junta.", "SANCTION", "planned"),
        ("The two sides plan to exchange 300 prisoners on Friday.", "CONCEDE", "planned"),
        ("A prisoner swap is planned for next week.", "CONCEDE", "planned"),
        ("Peacekeepers came under fire from a tank.", "ASSAULT", "happened"),
    ],
)
def test_treaties_swaps_and_fire_are_events(text: str, kind: str, status: str) -> None:
    _, event = only(text)
    assert (event.type, event.status) == (kind, status)


def test_who_is_blamed_for_an_attack_is_its_source() -> None:
    found = dict(events_of("The minister blamed the attack on Los Lobos."))
    assert (found["attack"].sources, found["attack"].targets) == (("Los Lobos",), ())


def test_who_seeks_shelter_asks_no_one() -> None:
    assert all(e.type != "REQUEST" for _, e in events_of("The families have sought shelter in Goma."))


def test_the_dead_of_the_lead_count_before_the_wounded_of_the_headline() -> None:
    text = "Two dead, four wounded in shooting outside a bar in Goma\n\nTwo people were killed and four others wounded in Goma on Friday."
    _, event = only(text)
    assert event.count == 2


def test_what_a_deed_answers_is_another_event_by_others() -> None:
    (fired, first), (killing, second) = events_of("Hezbollah fired 40 rockets at Ashkelon in response to the killing of a farmer in Goma.")
    assert (fired, first.sources, first.place_ids) == ("fired", ("Hezbollah",), ())
    assert (killing, second.sources) == ("killing", ())


@pytest.mark.parametrize(
    ("sentence", "trigger", "kind", "count"),
    [
        ("The rebels took 14 prisoners near Goma.", "took", "COERCE", 14),
        ("Rebels captured five soldiers outside Bukavu.", "captured", "COERCE", 5),
        ("Rebels captured Bukavu on Friday.", "captured", "ASSAULT", None),
        ("The army seized dozens of rifles and weapons in Sake.", "seized", "COERCE", None),
        ('The Israeli military said it had "eliminated" a commander of the group in Goma.', "eliminated", "ASSAULT", None),
    ],
)
def test_what_armies_say_of_prisoners_arms_and_the_dead(sentence: str, trigger: str, kind: str, count: int | None) -> None:
    found, event = only(sentence)
    assert (found, event.type, event.count) == (trigger, kind, count)


def test_who_suffers_losses_in_an_ambush_was_ambushed() -> None:
    trigger, event = only("The army suffered heavy losses in July in an ambush near the same town.")
    assert (trigger, event.sources, event.targets) == ("ambush", (), ("army",))
