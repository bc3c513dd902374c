from __future__ import annotations

import datetime as dt
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.language.actor_coreference import plain_words
from geo.language.actor_lexicon import load_actor_lexicon
from geo.language.actors import ActorTable, find_actors
from geo.language.parse import ParsedText, parse
from geo.language.states import load_states
from geo.records import Place, PlaceMention


@lru_cache(maxsize=64)
def read(text: str, published: dt.date | None = None) -> tuple[ParsedText, ActorTable]:
    parsed = parse(text)
    return parsed, find_actors(parsed, published)


def words(text: str, name: str) -> list[str]:
    actor = read(text)[1].get(name)
    assert actor is not None, [a.name for a in read(text)[1].actors]
    return [text[s:e] for s, e in actor.mentions]


def names_of(text: str, word: str) -> tuple[str, ...]:
    parsed, table = read(text)
    paragraph = parsed.paragraph_at(text.index(word))
    assert paragraph is not None
    token = next(t for t in paragraph.doc if paragraph.offset + t.idx == text.index(word))
    return table.names_of(paragraph, token)


GOMA = (
    "Rwandan President Paul Kagame said on Monday that he did not know whether his soldiers were in Congo. "
    "Kagame told CNN that the Congolese army had provoked the fighting. The Rwandan leader blamed Kinshasa."
)
RSF = (
    "The paramilitary Rapid Support Forces (RSF) shelled a market in El Obeid on Sunday, a doctor said. "
    "An RSF spokesman denied it. Residents said the group had looted shops. RSF fighters left the town on Monday."
)
FAMILY = (
    "Amal Khalil, a nurse, said her brother Hussein Khalil had been in the ambulance. "
    '"They knew who was inside," she said. Mr Khalil had volunteered for ten years.'
)


def test_a_surname_is_the_person_named_in_full_before() -> None:
    assert words(GOMA, "Paul Kagame") == ["Rwandan President Paul Kagame", "Kagame", "The Rwandan leader"]


def test_a_person_has_the_side_and_roles_that_the_article_gives() -> None:
    kagame = read(GOMA)[1].get("Paul Kagame")
    assert kagame is not None
    assert (kagame.kind, kagame.side, kagame.roles) == ("person", "Rwanda", ("Rwandan President",))


def test_a_role_after_the_name_gives_the_side() -> None:
    table = read("Lars Holm, a spokesman for the Norwegian foreign ministry, said the talks had ended.")[1]
    holm = table.get("Lars Holm")
    assert holm is not None
    assert holm.side == "Norway"
    assert holm.roles == ("spokesman for the Norwegian foreign ministry",)


def test_two_people_with_one_surname_stay_apart() -> None:
    assert words(FAMILY, "Amal Khalil") == ["Amal Khalil"]
    assert words(FAMILY, "Hussein Khalil")[-1] == "Mr Khalil"


def test_a_pronoun_takes_the_speaker_of_its_gender() -> None:
    assert names_of(FAMILY, "she said") == ("Amal Khalil",)


def test_a_pronoun_in_a_reported_clause_is_its_speaker() -> None:
    assert names_of(GOMA, "he did") == ("Paul Kagame",)


def test_his_soldiers_are_the_forces_of_his_side() -> None:
    assert names_of(GOMA, "soldiers") == ("Rwandan soldiers",)


def test_troops_soldiers_and_forces_of_one_side_are_one_actor() -> None:
    text = "Ethiopian troops entered the town at dawn. Ethiopian forces later withdrew, and two Ethiopian soldiers were captured."
    assert words(text, "Ethiopian forces") == ["Ethiopian troops", "Ethiopian forces", "two Ethiopian soldiers"]


def test_an_institution_is_not_merged_with_its_soldiers() -> None:
    text = "Armenia's military said that Armenian soldiers had come under fire."
    assert {a.name for a in read(text)[1].actors} >= {"Armenia's military", "Armenian soldiers"}


def test_an_abbreviation_in_brackets_names_the_same_actor() -> None:
    rsf = read(RSF)[1].get("Rapid Support Forces")
    assert rsf is not None
    assert (rsf.kind, rsf.side) == ("armed group", "Sudan")
    assert "RSF" in rsf.aliases


def test_an_unlisted_abbreviation_in_brackets_is_learnt_from_the_text() -> None:
    text = "The Lake Basin Mediation Network (LBMN) said talks had failed. The LBMN blamed both sides."
    assert words(text, "Lake Basin Mediation Network") == ["The Lake Basin Mediation Network", "LBMN", "The LBMN"]


def test_fighters_of_a_group_and_the_group_are_the_group() -> None:
    assert {"the group", "RSF fighters"} <= set(words(RSF, "Rapid Support Forces"))


def test_a_conjunction_of_names_denotes_each() -> None:
    text = "Ukrainian officials and independent analysts have disputed the figures."
    assert names_of(text, "officials") == ("Ukrainian officials", "independent analysts")


def test_two_nationalities_of_one_noun_are_two_actors() -> None:
    text = "Turkish and Syrian officials met in Ankara, a diplomat said."
    assert names_of(text, "officials") == ("Turkish officials", "Syrian officials")


def test_a_word_before_a_hyphen_says_who_backs_and_not_whose() -> None:
    text = "Russian-backed separatists said on Friday that the bridge was theirs."
    actor = next(a for a in read(text)[1].actors if "separatists" in a.name)
    assert actor.side is None


def test_an_unnamed_source_who_asks_for_it_is_marked_anonymous() -> None:
    text = "A Malian soldier, speaking on condition of anonymity, said the convoy had been ambushed."
    soldier = read(text)[1].get("a Malian soldier (anonymous)")
    assert soldier is not None
    assert (soldier.kind, soldier.side, soldier.anonymous) == ("person", "Mali", True)


def test_the_soldier_points_back_to_the_unnamed_soldier() -> None:
    text = "A Malian soldier said the convoy had been ambushed. The soldier blamed jihadists."
    assert words(text, "a Malian soldier") == ["A Malian soldier", "The soldier"]


def test_a_capital_that_speaks_is_the_government() -> None:
    text = "Khartoum said the vote was void, while residents in Khartoum stayed at home."
    assert words(text, "Sudan") == ["Khartoum"]


def test_a_country_where_something_happens_is_no_actor() -> None:
    text = "The aid agency said floods in Chad had displaced thousands. Chad and France signed a deal."
    assert words(text, "Chad") == ["Chad"]


def test_seats_of_power_and_media_are_actors() -> None:
    table = read("The White House declined to comment, Reuters reported. The Kremlin told TASS that talks would go on.")[1]
    assert {(a.name, a.kind) for a in table.actors} >= {
        ("White House", "government"),
        ("Kremlin", "government"),
        ("Reuters", "media"),
        ("TASS", "media"),
    }


def test_a_title_without_a_name_means_the_office_holder_of_the_day() -> None:
    text = "The Ukrainian president said the talks would go on."
    assert read(text, dt.date(2015, 6, 1))[1].actors[0].name == "Petro Poroshenko"
    assert read(text, dt.date(2023, 6, 1))[1].actors[0].name == "Volodymyr Zelenskyy"


def test_spellings_of_one_name_are_one_person_of_one_name_in_all_articles() -> None:
    text = "Volodymyr Zelenskyy met ministers in Kyiv. Later Zelensky flew to Paris, officials said."
    assert len(words(text, "Volodymyr Zelenskyy")) == 2
    actor = read("Volodymyr Zelenskiy met ministers in Kyiv.")[1].get("Volodymyr Zelenskyy")
    assert actor is not None
    assert actor.aliases == ("Volodymyr Zelenskiy",)


def test_a_man_called_after_a_city_is_no_government() -> None:
    table = read("Denzel Washington said he would play the general. Washington said the film was about courage.")[1]
    assert [a.name for a in table.actors] == ["Denzel Washington"]


def test_names_at_gives_the_actors_of_any_span() -> None:
    text = "Qatar and Egypt urged Hamas to accept the deal."
    assert read(text)[1].names_at(0, 15) == ("Qatar", "Egypt")
    assert read(text)[1].names_at(text.index("Hamas"), text.index("Hamas") + 1) == ("Hamas",)


def test_an_unknown_body_that_speaks_is_an_actor() -> None:
    text = "The Council of Elders of Upper Banaadir said it would boycott the vote."
    assert any("Council of Elders" in a.name and a.kind == "government" for a in read(text)[1].actors)


@pytest.mark.parametrize(
    ("adjective", "state"),
    [("Congolese", "Democratic Republic of the Congo"), ("Nigerien", "Niger"), ("Nigerian", "Nigeria"), ("South Sudanese", "South Sudan")],
)
def test_adjectives_lead_to_their_state(adjective: str, state: str) -> None:
    assert load_states().by_adjective[adjective].name == state


def test_every_state_has_its_own_code_and_name() -> None:
    states = load_states().all
    assert len({s.name for s in states}) == len({s.code for s in states}) == len(states) > 195


def test_the_longest_name_of_a_state_wins() -> None:
    state = load_states().first_in(["South", "Sudanese", "rebels"])
    assert state is not None
    assert state.name == "South Sudan"


def test_office_holders_have_ordered_dates() -> None:
    assert all(h.until is None or h.start < h.until for h in load_actor_lexicon().office_holders)


def test_arabic_articles_initials_and_diacritics_do_not_part_names() -> None:
    assert plain_words(("Abdel", "Fattah", "al", "-", "Burhan"))[-1] == "burhan"
    assert plain_words(("Dmitri", "S.", "Peskov")) == ("dmitri", "peskov")
    assert plain_words(("Traoré",)) == ("traore",)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["Putin", "the army", "said", "(RSF)", '"', "-", "al-Burhan", "who", ",", ".", "he", "of", "Ukrainian", "officials", "\n"]
        ),
        max_size=18,
    )
)
def test_any_run_of_words_gives_mentions_within_the_text(parts: list[str]) -> None:
    text = " ".join(parts)
    table = find_actors(parse(text))
    assert all(0 <= s < e <= len(text) for a in table.actors for s, e in a.mentions)
    assert len({a.name for a in table.actors}) == len(table.actors)


def with_places(text: str, *places: tuple[str, Place, bool]) -> list[tuple[str, str]]:
    mentions = [PlaceMention(text.index(w), text.index(w) + len(w), w, place, metonym, 0.9) for w, place, metonym in places]
    return [(a.name, a.kind) for a in find_actors(parse(text), None, mentions).actors]


def test_a_place_is_no_person_and_no_body() -> None:
    text = "Ten people died in a strike on Khan Younis, according to medics at Nasser Hospital."
    khan = ("Khan Younis", Place("gn:1", "Khan Yunis", "settlement", "PS"), False)
    nasser = ("Nasser Hospital", Place("own:nasser", "Nasser Hospital", "facility", "PS"), False)
    assert "Khan Younis" not in dict(with_places(text, khan, nasser))
    assert "Nasser Hospital" not in dict(with_places(text, khan, nasser))


def test_a_capital_that_speaks_is_its_government() -> None:
    text = "Abu Dhabi rejected the accusation as baseless."
    assert with_places(text, ("Abu Dhabi", Place("gn:2", "Abu Dhabi", "settlement", "AE"), True)) == [
        ("United Arab Emirates", "government")
    ]


def test_a_name_explained_as_a_village_is_no_actor() -> None:
    text = "A jet dropped two bombs on Oe Htein Kwin, a village in Depayin township."
    assert "Oe Htein Kwin" not in [a.name for a in read(text)[1].actors]


def test_the_agency_of_a_dateline_is_no_actor() -> None:
    text = "PORT SUDAN, Sudan (AFP) - Sudan's army said it had repelled an assault."
    assert [a.name for a in read(text)[1].actors] == ["Sudan's army"]


def test_who_runs_a_body_is_no_part_of_its_name() -> None:
    text = "The Hamas-run civil defence agency said 30 people were killed."
    assert [a.name for a in read(text)[1].actors] == ["Hamas", "civil defence agency"]


def test_words_of_question_and_dashes_are_no_part_of_a_name() -> None:
    text = "He declined to say how many soldiers had died."
    assert "how soldiers" not in [a.name for a in read(text)[1].actors]
    text = "Ana Diaz - Peru's president - said the road was open."
    assert all("-" not in a.name for a in read(text)[1].actors)


def test_the_side_of_an_officer_is_his_states() -> None:
    actor = read("Sudan's Defence Minister Yassin Ibrahim said the port was open.")[1].get("Yassin Ibrahim")
    assert actor is not None
    assert actor.side == "Sudan"
    text = "Ukraine's General Staff denied it. NATO Secretary General Mark Rutte said more would come."
    actor = read(text)[1].get("Mark Rutte")
    assert actor is not None
    assert actor.side is None


def test_names_of_offices_and_groups_keep_their_writing() -> None:
    text = "Armenian Prime Minister Nikol Pashinyan's office proposed talks."
    assert "Armenian Prime Minister Nikol Pashinyan's office" in [a.name for a in read(text)[1].actors]
    text = "Clashes between gunmen and pro-government fighters began when pro-government fighters attacked a checkpoint."
    assert "pro-government fighters" in [a.name for a in read(text)[1].actors]
    assert [a.name for a in read("Druze leaders say the town is quiet.")[1].actors] == ["Druze leaders"]


@pytest.mark.parametrize(
    ("text", "cue", "names"),
    [
        ("Armenia and Azerbaijan signed a truce. On Saturday both sides said the other had broken it.", "said", ("Armenia", "Azerbaijan")),
        ("Talks were held in Doha. Both sides said the other had broken the truce.", "said", ("both sides",)),
        ("M23 seized Goma. Officials fled. The rebels said the town was calm.", "said", ("M23",)),
        ("M23 and the FDLR fought near Goma. The rebels said the town was calm.", "said", ("rebels",)),
        ("M23 took Goma. M23 leader Bertrand Bisimwa came on Friday. His fighters said the town was calm.", "said", ("M23",)),
        ("A spokesman for the junta, Maj. Gen. Zaw Min Tun, said the town was calm.", "said", ("Zaw Min Tun",)),
    ],
)
def test_who_a_collective_or_a_role_stands_for(text: str, cue: str, names: tuple[str, ...]) -> None:
    parsed, table = read(text)
    verb = next(t for p in parsed.paragraphs for t in p.doc if t.text == cue)
    speaker = next(c for c in verb.children if c.dep_ == "nsubj")
    assert table.names_of(parsed.paragraphs[-1], speaker) == names


def test_a_platform_and_two_countries_are_no_actors() -> None:
    assert [a.name for a in read("The mayor wrote on Telegram that the road was open.")[1].actors] == ["mayor"]
    assert read("The two countries said they had agreed the text.")[1].actors == ()


def test_a_surname_that_the_tagger_takes_for_a_noun_is_the_persons() -> None:
    text = 'Army spokesman Sylvain Ekenge accused the rebels.\n\n"They are on our soil," Ekenge said in a statement.'
    assert words(text, "Sylvain Ekenge") == ["Army spokesman Sylvain Ekenge", "Ekenge"]


def test_where_people_dwell_and_go_is_no_person() -> None:
    _, table = read("Residents of Souq al-Jumaa fled. LNA vehicles moved from Sirte to Abu Grein.")
    assert not {a.name for a in table.actors} & {"Souq al-Jumaa", "Abu Grein"}


@pytest.mark.parametrize(
    ("text", "name", "mentions"),
    [
        (
            "The U.N. peacekeeping force in Lebanon, known as UNIFIL, shut the road. UNIFIL said no one was hurt.",
            "U.N. peacekeeping force in Lebanon",
            ["The U.N. peacekeeping force in Lebanon", "UNIFIL", "UNIFIL"],
        ),
        (
            "The Stability Support Apparatus lost its head. SSA fighters say he was lured into a trap.",
            "Stability Support Apparatus",
            ["The Stability Support Apparatus", "SSA fighters"],
        ),
    ],
)
def test_an_abbreviation_is_told_by_known_as_or_by_initials(text: str, name: str, mentions: list[str]) -> None:
    assert words(text, name) == mentions


def test_who_wrote_the_article_acts_in_none_of_it() -> None:
    _, actors = read("By Jane Okello in Kampala | 3 March 2024\n\nRebels took Goma, the army said. Only four soldiers died.")
    assert {a.name for a in actors.actors} == {"rebels", "army", "soldiers"}
