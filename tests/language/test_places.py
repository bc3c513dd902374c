"""Which words of a text name a place, and what the words around them ask for."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.gazetteer.index import load_gazetteer
from geo.language.coordinates import find_coordinates, mgrs_to_degrees
from geo.language.dateline import dateline_end
from geo.language.parse import parse
from geo.language.places import find_places, with_text_spans

if TYPE_CHECKING:
    from geo.records import PlaceSpan


@cache
def places(text: str) -> tuple[PlaceSpan, ...]:
    return tuple(find_places(parse(text), load_gazetteer()))


def names(text: str) -> list[str]:
    return [s.text for s in places(text)]


def only(text: str, name: str) -> PlaceSpan:
    found = [s for s in places(text) if s.text == name]
    assert len(found) == 1, names(text)
    return found[0]


def test_every_span_is_the_words_of_the_article() -> None:
    text = "“Drones hit Odesa’s port,” Oleh Kiper said. Explosions were heard in Mykolaiv — and at 46.4825, 30.7233."
    assert [text[s.start : s.end] for s in places(text)] == [s.text for s in places(text)]
    assert names(text) == ["Odesa", "Mykolaiv", "46.4825, 30.7233"]


def test_a_name_that_the_model_takes_for_something_else_is_found() -> None:
    assert names("M23 fighters entered Goma on Monday, residents said.") == ["Goma"]
    assert names("Soldiers withdrew from Kursk at dawn.") == ["Kursk"]


def test_villages_in_a_list_are_found_with_those_that_are_known() -> None:
    text = "The army retook Babanusa, Nahud and El Obeid in a week."
    assert names(text) == ["Babanusa", "Nahud", "El Obeid"]


def test_villages_that_only_the_gazetteer_knows_are_found_where_the_story_is_about_their_region() -> None:
    text = "Ukraine's Sumy region was shelled again. A house burned down in Khotin, and Kindrativka, Oleksiivka and Yunakivka lost power."
    assert names(text) == ["Ukraine", "Sumy", "Khotin", "Kindrativka", "Oleksiivka", "Yunakivka"]


@pytest.mark.parametrize(
    "text",
    [
        "Kurilovka was shelled on Tuesday, said officials in the Kursk region.",
        "Soldiers said Kurilovka had fallen. The Kursk governor said nothing.",
    ],
)
def test_a_village_is_found_by_what_befalls_it(text: str) -> None:
    assert names(text) == ["Kurilovka", "Kursk"]


def test_the_longest_name_that_some_place_bears_wins_over_a_part_of_it() -> None:
    text = "Troops pushed from Malaya Loknya towards Staraya Sorochina and Kazachya Loknya. Shells fell on Velyka Rybytsia in Sumy oblast."
    assert names(text)[:4] == ["Malaya Loknya", "Staraya Sorochina", "Kazachya Loknya", "Velyka Rybytsia"]


def test_villages_that_nobody_knows_are_found_after_a_plural_kind_word() -> None:
    assert names("Vaccinators were sent to the villages of Bengwou, Yelkou and Tounkouga.") == ["Bengwou", "Yelkou", "Tounkouga"]


def test_a_name_after_a_word_of_kinship_is_a_persons() -> None:
    assert names("She drove to Paris, Texas, where her mother Florence was treated.") == ["Paris", "Texas"]


def test_a_state_that_is_called_a_member_stays_a_place() -> None:
    assert names("Turkey, a NATO member, closed its airspace.") == ["Turkey"]


def test_a_hospital_is_found_whole() -> None:
    assert names("She was flown to Miami Valley Hospital in Dayton.") == ["Miami Valley Hospital", "Dayton"]


def test_a_region_gives_the_bare_name_and_asks_for_a_region() -> None:
    span = only("Two people died in the Kharkiv region overnight.", "Kharkiv")
    assert (span.kind, span.lookup) == ("admin1", "Kharkiv")


def test_a_plural_kind_word_holds_for_the_whole_list() -> None:
    text = "Air raid sirens sounded in the Poltava, Chernihiv and Kirovohrad regions."
    assert [(s.text, s.kind) for s in places(text)] == [("Poltava", "admin1"), ("Chernihiv", "admin1"), ("Kirovohrad", "admin1")]


def test_an_apposition_tells_the_kind() -> None:
    assert only("They met again in Kursk, a region on the border.", "Kursk").kind == "admin1"


def test_a_modifier_that_opens_a_sentence_is_no_part_of_the_name() -> None:
    assert names("Rain hit Georgetown in Kentucky. Nearby Lebanon was spared.") == ["Georgetown", "Kentucky", "Lebanon"]


def test_the_city_of_asks_for_a_town() -> None:
    assert only("Rebels hold the city of Bukavu.", "Bukavu").kind == "settlement"


def test_a_place_inside_a_regional_authority_is_a_mention() -> None:
    span = only("Oleksandr Prokudin heads the Kherson Regional Military Administration.", "Kherson")
    assert span.kind == "admin1"


@pytest.mark.parametrize(
    ("text", "name", "parent"),
    [
        ("A bus overturned in Springfield, Ohio, on Friday.", "Springfield", "Ohio"),
        ("Shells fell on Sudzha, in the Kursk region.", "Sudzha", "Kursk"),
        ("Gunmen struck Ethiopia's Amhara region again.", "Amhara", "Ethiopia"),
        ("Clashes broke out in the Syrian city of Aleppo.", "Aleppo", "Syria"),
    ],
)
def test_the_containing_place_beside_a_name_is_its_parent(text: str, name: str, parent: str) -> None:
    assert only(text, name).parent == parent


def test_a_list_of_states_is_no_chain_of_parents() -> None:
    text = "Fires burned in Washington, Oregon and Idaho."
    assert [s.parent for s in places(text)] == [None, None, None]


@pytest.mark.parametrize(
    "text",
    [
        "Paris Hilton opened the show.",
        "The New York Times published the letter.",
        "Economists at the Bank of England disagreed.",
        "Ukrainian and Russian negotiators spoke of the Germans.",
        "US officials and a U.S. special envoy declined to comment.",
        "The USS Nashville changed course.",
        "Real Madrid won again.",
        "Jackson, a member of the board, voted no, and Jackson was right.",
        "Her husband, Dallas, was ill.",
    ],
)
def test_what_merely_bears_a_places_name_is_no_mention(text: str) -> None:
    assert names(text) == []


def test_a_given_name_is_no_place_all_through_the_article() -> None:
    text = "Georgia Stevens, nine, is lacing her skates.\nShe trains daily, said Georgia. Her coach praised Georgia."
    assert "Georgia" not in names(text)


def test_a_possessive_is_a_mention_without_its_ending() -> None:
    assert names("Ukraine's leaders met in Berlin.") == ["Ukraine", "Berlin"]


def test_the_article_stays_outside_the_name_unless_it_belongs_to_it() -> None:
    assert names("The Kremlin denied it.") == ["Kremlin"]
    assert "The Hague" in names("Judges at The Hague issued warrants.")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Moscow said the strike was a response.", "Moscow"),
        ("Washington imposed sanctions on the group.", "Washington"),
        ("Washington remained 'cautiously hopeful' that talks would resume.", "Washington"),
        ("Ankara is adamant that the border stays shut.", "Ankara"),
        ("The Kremlin revealed that a call was planned.", "Kremlin"),
        ("Despite Ukraine and the US offering a truce, the shelling went on.", "US"),
        ("Talks between Yerevan and Baku resumed.", "Baku"),
        ("Khartoum accused Abu Dhabi of arming the rebels.", "Abu Dhabi"),
    ],
)
def test_a_place_that_acts_as_a_government_is_a_metonym(text: str, name: str) -> None:
    assert only(text, name).metonym


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Putin met the envoy in Moscow on Thursday.", "Moscow"),
        ("Ukraine's leaders refused.", "Ukraine"),
        ("A fire broke out in the Kremlin.", "Kremlin"),
        ("Khartoum remained without power on Sunday.", "Khartoum"),
        ("BAMAKO, Mali (AFP) - Jihadists attacked an army camp.", "BAMAKO"),
    ],
)
def test_a_place_where_things_happen_is_no_metonym(text: str, name: str) -> None:
    assert not only(text, name).metonym


@pytest.mark.parametrize(
    "text",
    [
        "Eggs were sold in seventeen states of the United States.",
        "He spoke to BBC Three Counties Radio.",
        "The chain is present in 130 cities of China.",
        "Two regions lead the table.",
    ],
)
def test_a_count_that_is_a_statistic_or_a_name_is_no_group(text: str) -> None:
    assert [s.text for s in places(text) if s.kind == "group"] == []


def test_counted_units_to_which_something_happens_are_a_group() -> None:
    groups = [
        s.text
        for s in places("Floods have submerged three districts of Assam, and shelling hit two provinces in Sudan.")
        if s.kind == "group"
    ]
    assert groups == ["three districts", "two provinces"]


def test_a_group_over_several_regions_names_them_all() -> None:
    (group,) = [s for s in places("Shells fell on nine villages in the Sumy and Kharkiv regions of Ukraine.") if s.kind == "group"]
    assert (group.count, group.parent) == (9, "Sumy|Kharkiv")


def test_counted_places_without_names_are_a_group_within_the_region_spoken_of() -> None:
    text = "Volodymyr Artiukhin, head of the Sumy Regional Military Administration, announced the evacuation of eight villages."
    group = only(text, "eight villages")
    assert (group.kind, group.count, group.parent) == ("group", 8, "Sumy")


@pytest.mark.parametrize(
    ("text", "words", "count"),
    [
        ("Two dozen villages in Sagaing region were torched.", "Two dozen villages", 24),
        ("The ministry said 28 settlements in the Kursk region were retaken.", "28 settlements", 28),
        ("They hold seven frontline towns in Zaporizhzhia region.", "seven frontline towns", 7),
        ("Floods cut off forty-two villages in Sindh province.", "forty-two villages", 42),
    ],
)
def test_numbers_of_places_are_read(text: str, words: str, count: int) -> None:
    assert only(text, words).count == count


def test_a_group_whose_members_are_named_right_there_is_no_group() -> None:
    text = "Troops entered two villages, Basivka and Novenke, in the Sumy region."
    assert all(s.kind != "group" for s in places(text))
    assert {"Basivka", "Novenke"} <= set(names(text))


def test_distance_and_bearing_before_a_name_are_kept() -> None:
    span = only("The convoy was hit 15 miles (24 km) northeast of Mandalay.", "Mandalay")
    assert (span.offset_km, span.bearing) == (24.14, 45)


def test_a_distance_that_places_another_name_is_not_taken_as_an_offset() -> None:
    span = only("They burned houses in Tawila, 60 km west of El Fasher.", "El Fasher")
    assert span.offset_km is None


def test_short_forms_are_looked_up_by_their_full_names() -> None:
    assert only("The UAE recalled its officers.", "UAE").lookup == "United Arab Emirates"
    assert only("She was born in Melville, Sask., in 1960.", "Sask.").lookup == "Saskatchewan"


def test_spans_from_outside_keep_their_order_and_take_what_the_text_says() -> None:
    text = "Shells fell in the Kursk region and on Sudzha."
    given_spans = [(text.index("Sudzha"), text.index("Sudzha") + 6), (text.index("Kursk"), text.index("Kursk") + 5)]
    result = with_text_spans(text, given_spans, places(text))
    assert [(s.start, s.end) for s in result] == given_spans
    assert result[1].kind == "admin1"


@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [
        ("at 50.9077, 34.7981 on", 50.9077, 34.7981),
        ("near 48.5°N 37.9°E today", 48.5, 37.9),
        ("at 33.87 S, 151.21 E", -33.87, 151.21),
        ("at 48°30'00\"N, 37°58'12\"E", 48.5, 37.97),
    ],
)
def test_coordinates_are_read(text: str, lat: float, lon: float) -> None:
    (point,) = find_coordinates(text)
    assert (point.lat, point.lon) == pytest.approx((lat, lon))


@pytest.mark.parametrize("text", ["prices rose 3.25, 12.50 percent", "version 1.2345.6", "scored 21.13, 22.40", "at 95.1234, 200.5678"])
def test_numbers_that_are_no_coordinates_are_left_alone(text: str) -> None:
    assert find_coordinates(text) == []


def test_mgrs_agrees_with_a_published_point() -> None:
    # The Washington Monument, 18S UJ 23371 06519 (Wikipedia, "Military Grid Reference System": 38.8895, -77.0352).
    point = mgrs_to_degrees(18, "S", "UJ", "2337106519")
    assert point == pytest.approx((38.8898, -77.0365), abs=0.001)


@settings(max_examples=60, deadline=None)
@given(st.floats(-89, 89), st.floats(-179, 179))
def test_written_degrees_come_back_as_they_were(lat: float, lon: float) -> None:
    (point,) = find_coordinates(f"seen at {lat:.5f}, {lon:.5f} by drone")
    assert point.lat == pytest.approx(lat, abs=1e-5)
    assert point.lon == pytest.approx(lon, abs=1e-5)


@pytest.mark.parametrize(
    ("text", "names_end"),
    [
        ("MOSCOW (Reuters) - Russia said", "MOSCOW"),
        ("GOMA, Congo (AP) — M23 rebels", "GOMA, Congo"),
        ("Moscow: Russian President", "Moscow"),
        ("KYIV, Ukraine, March 3 - Drones hit", "KYIV, Ukraine"),
        ("Drones hit Kyiv - again.", ""),
    ],
)
def test_datelines(text: str, names_end: str) -> None:
    assert text[: dateline_end(text)] == names_end


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=80))
def test_any_text_is_read_without_error(text: str) -> None:
    for span in find_places(parse(text), load_gazetteer()):
        assert text[span.start : span.end] == span.text


def test_a_headline_in_capitals_is_read() -> None:
    text = "UKRAINE STRIKES KURSK REGION AS TALKS STALL IN RIYADH\nDrones hit depots in the Kursk region, officials said."
    assert names(text)[0] == "UKRAINE"
    assert "RIYADH" in names(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("PORT SUDAN, Sudan (AFP) - Sudan's army said it had retaken a town.", "PORT SUDAN"),
        ("SAN SALVADOR, El Salvador (AP) - Police searched a prison.", "SAN SALVADOR"),
    ],
)
def test_the_town_of_a_dateline_in_capitals_is_taken_whole(text: str, name: str) -> None:
    assert names(text)[0] == name
    assert not places(text)[0].metonym


def test_a_region_called_like_its_people_is_a_place_after_a_preposition() -> None:
    text = "Fighting spread in Amhara on Monday. Amhara militiamen blocked the road."
    assert [n for n in names(text) if n == "Amhara"] == ["Amhara"]


@pytest.mark.parametrize(
    "text",
    [
        "Russia's Africa Corps escorted the convoy, as Wagner did before.",
        "The chef served Bologna sauce and Parma ham.",
    ],
)
def test_a_force_or_a_dish_that_bears_a_places_name_is_no_place(text: str) -> None:
    assert not {"Africa", "Wagner", "Bologna", "Parma"} & set(names(text))


def test_a_village_of_the_war_is_found_at_the_start_of_a_quotation() -> None:
    assert "Malaya Loknya" in names('"Malaya Loknya is ours," said a soldier near Sudzha in Kursk region.')


def test_a_citys_council_does_not_make_a_given_name_of_the_city() -> None:
    text = "LINCOLN, Neb. - The Lincoln City Council met on Monday. Lincoln Public Schools stayed shut, a teacher said in Lincoln."
    assert [n.casefold() for n in names(text)].count("lincoln") >= 2


def test_what_a_list_counts_gives_the_kind_of_all() -> None:
    text = "Noboa declared an emergency in seven provinces, including Guayas, Los Ríos and Esmeraldas, on Sunday."
    assert only(text, "Guayas").kind == "admin1"
    assert only(text, "Esmeraldas").kind == "admin1"
