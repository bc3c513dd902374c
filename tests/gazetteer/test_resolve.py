"""Which place a mention means."""

from __future__ import annotations

from functools import cache

import pytest

from geo.gazetteer.distances import distance_km
from geo.gazetteer.index import load_gazetteer
from geo.gazetteer.resolve import resolve_places
from geo.language.parse import parse
from geo.language.places import find_places, with_text_spans
from geo.records import Article, PlaceMention, PlaceSpan


@cache
def resolved(text: str) -> tuple[PlaceMention, ...]:
    gazetteer = load_gazetteer()
    return tuple(resolve_places(find_places(parse(text), gazetteer), text, gazetteer))


def ids(text: str, name: str) -> set[str | None]:
    return {m.place.place_id if m.place else None for m in resolved(text) if m.text == name}


def mention(text: str, name: str) -> PlaceMention:
    return next(m for m in resolved(text) if m.text == name)


REGION = "Troops crossed into the Kursk region in August. The fighting in Kursk is central to the talks. Drones hit Moscow."
CITY = "A trade fair opened in Kursk on Monday, the mayor said. Visitors came from Moscow and Voronezh."


def test_a_bare_name_means_the_region_where_the_article_speaks_of_the_region() -> None:
    assert ids(REGION, "Kursk") == {"ne:RU-KRS"}


def test_a_bare_name_means_the_town_where_nothing_speaks_of_the_region() -> None:
    assert ids(CITY, "Kursk") == {"gn:538560"}


def test_the_city_of_overrules_the_region() -> None:
    text = "Troops hold parts of the Kursk region. Sirens sounded in the city of Kursk."
    assert [m.place.place_id for m in resolved(text) if m.place] == ["ne:RU-KRS", "gn:538560"]


@pytest.mark.parametrize(
    ("text", "name", "country", "near"),
    [
        ("A bus overturned in Springfield, Ohio, on Friday.", "Springfield", "US", (39.92, -83.81)),
        ("A bus overturned in Springfield, Illinois, on Friday.", "Springfield", "US", (39.80, -89.64)),
        ("Fighting reached Tripoli, Lebanon, near Beirut.", "Tripoli", "LB", (34.43, 35.84)),
        ("Militias fought in Tripoli, Libya, as Misrata looked on.", "Tripoli", "LY", (32.89, 13.19)),
        ("The premier flew from Toronto to London, Ontario.", "London", "CA", (42.98, -81.23)),
    ],
)
def test_the_text_tells_namesakes_apart(text: str, name: str, country: str, near: tuple[float, float]) -> None:
    place = mention(text, name).place
    assert place is not None
    assert place.country == country
    assert (place.lat, place.lon) == pytest.approx(near, abs=0.3)


def test_a_name_with_the_article_is_the_river_and_without_it_the_town() -> None:
    text = "Troops crossed the Dnipro at night. In Dnipro, the Dnipro mayor said, sirens sounded. Ukraine's army did not comment."
    kinds = [m.place.kind for m in resolved(text) if m.text == "Dnipro" and m.place]
    assert kinds == ["area", "settlement", "settlement"]


def test_a_town_wins_over_the_former_name_of_a_city_nearby() -> None:
    place = mention("A tanker overturned in Franklin, Ohio, near the Warren County line.", "Franklin").place
    assert place is not None
    assert (place.lat, place.lon) == pytest.approx((39.56, -84.30), abs=0.1)


def test_a_text_calls_a_town_by_one_name() -> None:
    text = (
        "Drones hit an air base at Engels in Russia's Saratov region. Saratov's governor said that a refinery burned.\n\n"
        "In eastern Ukraine, bombs hit a block in Kostiantynivka. Ukrainian soldiers withdrew from Pokrovsk, the army said."
    )
    pokrovsk = mention(text, "Pokrovsk").place
    assert pokrovsk is not None
    assert (pokrovsk.name, pokrovsk.country) == ("Pokrovsk", "UA")


def test_a_far_off_town_that_is_only_spelled_alike_is_not_meant() -> None:
    near = "An attack on the village of Mambasa killed 12 people, residents said. Clashes went on in Bunia and Djugu in Ituri."
    assert mention(near, "Mambasa").place is None
    assert {c.place.name for c in mention(near, "Mambasa").candidates} == {"Mombasa"}
    assert ids("Ships waited off Mombasa and Lamu in Kenya.", "Mombasa") == {"gn:186301"}


def test_counties_in_a_list_are_counties() -> None:
    text = "Measles was found in Texas, in Terry, Dawson and Yoakum counties."
    found = [m.place.name for m in resolved(text)[1:] if m.place]
    assert found == ["Terry County", "Dawson County", "Yoakum County"]


def test_a_place_is_not_the_one_that_holds_it() -> None:
    text = "Jets took off from Akrotiri in Cyprus."
    place = mention(text, "Akrotiri").place
    assert place is None or place.place_id != "iso:CY"


def test_a_state_and_the_country_of_its_name_are_told_apart() -> None:
    text = "In Niger state, in Nigeria, pupils were taken from a school. Chad, Niger and Benin have offered Nigeria help."
    assert [m.place.country for m in resolved(text) if m.text == "Niger" and m.place] == ["NG", "NE"]


def test_border_villages_are_found_by_what_stands_beside_them() -> None:
    text = "Russian troops entered the villages of Basivka, Novenke and Zhuravka in Ukraine's Sumy region, near Yunakivka."
    points = {"Basivka": (51.186, 35.088), "Novenke": (51.220, 35.105), "Zhuravka": (51.222, 34.988), "Yunakivka": (51.123, 35.039)}
    for name, near in points.items():
        place = mention(text, name).place
        assert place is not None
        assert (place.lat, place.lon) == pytest.approx(near, abs=0.05), name


def test_a_capital_that_acts_as_a_government_is_the_capital() -> None:
    assert ids("Washington imposed sanctions on the militia.", "Washington") == {"gn:4140963"}


def test_a_state_among_states_is_the_state() -> None:
    text = "Wildfires burned in Washington, Oregon, California and Montana."
    assert ids(text, "Washington") == {"ne:US-WA"}


def test_an_unknown_name_is_listed_without_a_place() -> None:
    text = "They fled the village of Qzvorthak in the Donetsk region."
    found = mention(text, "Qzvorthak")
    assert (found.place, found.confidence) == (None, 0.0)


def test_a_group_is_an_area_and_never_a_point() -> None:
    text = "Volodymyr Artiukhin, head of the Sumy Regional Military Administration, announced the evacuation of eight villages."
    place = mention(text, "eight villages").place
    assert place is not None
    assert (place.kind, place.count, place.within, place.lat, place.lon) == ("group", 8, "ne:UA-59", None, None)
    assert place.place_id == f"group:{Article(text).article_id}:8:villages:ne:UA-59"


def test_a_group_is_one_within_its_article_and_another_in_another_article() -> None:
    one = "In the Sumy region, eight villages were evacuated. The eight villages lie on the border, the Sumy governor said."
    other = "Eight villages of the Sumy region will be cleared of people, the governor said."
    first, second = (m.place for m in resolved(one) if m.text == "eight villages")
    elsewhere = mention(other, "Eight villages").place
    assert first is not None
    assert elsewhere is not None
    assert first == second
    assert first.within == elsewhere.within == "ne:UA-59"
    assert first.place_id != elsewhere.place_id


@pytest.mark.parametrize(
    ("text", "words", "within"),
    [
        ("Shells fell on nine villages in the Sumy and Kharkiv regions of Ukraine.", "nine villages", "iso:UA"),
        ("Shells fell on nine villages in the Sumy and Kursk regions.", "nine villages", None),
        ("Three villages near Goma were emptied after shells fell.", "Three villages", "ne:CD-NK"),
    ],
)
def test_a_group_lies_in_the_narrowest_area_that_holds_it(text: str, words: str, within: str | None) -> None:
    place = mention(text, words).place
    assert place is not None
    assert place.within == within


def test_written_coordinates_are_exact() -> None:
    place = mention("The blast was at 47.8388, 35.1396, he said.", "47.8388, 35.1396").place
    assert place is not None
    assert (place.lat, place.lon, place.kind, place.precision_km) == (47.8388, 35.1396, "facility", 0.1)


def test_a_distance_and_a_bearing_give_an_area_of_stated_radius() -> None:
    place = mention("The bridge lies 40 km north of Khartoum.", "Khartoum").place
    assert place is not None
    assert place.name == "40 km north of Khartoum"
    assert place.lat == pytest.approx(15.5518 + 40 / 111.2, abs=0.01)
    assert place.precision_km == pytest.approx(16, abs=4)


def test_spans_from_outside_give_one_mention_each_in_their_order() -> None:
    text = "Paris, Texas, is no Paris."
    spans = [PlaceSpan(20, 25, "Paris", "Paris"), PlaceSpan(0, 5, "Paris", "Paris", parent="Texas"), PlaceSpan(7, 12, "Texas", "Texas")]
    result = resolve_places(spans, text, load_gazetteer())
    assert [(m.start, m.end) for m in result] == [(20, 25), (0, 5), (7, 12)]
    assert result[1].place is not None
    assert result[1].place.country == "US"


def test_candidates_are_kept_with_their_reasons() -> None:
    candidates = mention(REGION, "Kursk").candidates
    assert [c.place.place_id for c in candidates[:2]] == ["ne:RU-KRS", "gn:538560"]
    assert "the words ask for a region" in candidates[0].reason
    assert candidates[0].score > candidates[1].score
    assert len(candidates) <= 6


def test_no_mentions_give_no_places() -> None:
    assert resolve_places([], "", load_gazetteer()) == []


def test_confidence_is_a_probability() -> None:
    assert all(0 <= m.confidence <= 1 for text in (REGION, CITY) for m in resolved(text))


def test_one_name_has_two_senses_where_the_text_says_so() -> None:
    text = "In Georgia, police used water cannon in Tbilisi and Batumi. In Atlanta, Georgia, a march passed peacefully."
    assert [m.place.place_id for m in resolved(text) if m.text == "Georgia" and m.place] == ["iso:GE", "ne:US-GA"]


@pytest.mark.parametrize(
    ("text", "points"),
    [
        (
            """Officials in Ukraine's Sumy region ordered people out of Yunakivka, Myropillia and Bilopillia.
            Shells fell on Krasnopillia, Velyka Pysarivka, Novenke, Zhuravka and Basivka.""",
            {
                "Yunakivka": (51.123, 35.039), "Myropillia": (51.024, 35.245), "Bilopillia": (51.148, 34.311),
                "Krasnopillia": (50.774, 35.256), "Velyka Pysarivka": (50.423, 35.483), "Novenke": (51.220, 35.105),
                "Zhuravka": (51.222, 34.988), "Basivka": (51.186, 35.088),
            },
        ),
        (
            """Russia said its troops had retaken Malaya Loknya and Sudzha in the Kursk region.
            Fighting went on in the villages of Guevo, Gornal and Kurilovka.""",
            {
                "Malaya Loknya": (51.28, 35.31), "Sudzha": (51.191, 35.271), "Guevo": (51.092, 35.269), "Gornal": (51.05, 35.27),
                "Kurilovka": (51.11, 35.30),
            },
        ),
    ],
)  # fmt: skip
def test_villages_of_sumy_and_kursk_are_within_5_km(text: str, points: dict[str, tuple[float, float]]) -> None:
    # The spans are given: whether each is found is recognition's business.
    gazetteer = load_gazetteer()
    spans = [(text.index(name), text.index(name) + len(name)) for name in points]
    given = with_text_spans(text, spans, find_places(parse(text), gazetteer))
    for (name, (lat, lon)), found in zip(points.items(), resolve_places(given, text, gazetteer), strict=True):
        place = found.place
        assert place is not None, name
        assert float(distance_km(place.lat or 0, place.lon or 0, lat, lon)) < 5, name


@pytest.mark.parametrize(
    "text",
    [
        "Zhuravka was shelled on Tuesday, killing one, said officials in the Sumy region.",
        "Soldiers said Zhuravka had fallen. The Sumy governor said nothing.",
        "In Zhuravka, two civilians were wounded. Elsewhere in the Sumy region, power was cut.",
    ],
)
def test_a_village_with_namesakes_lies_in_the_region_that_the_story_is_about(text: str) -> None:
    place = mention(text, "Zhuravka").place
    assert place is not None
    assert place.admin1 == "ne:UA-59"


def test_a_village_inside_a_list_after_near_is_found() -> None:
    text = "Troops retook Malaya Loknya in the Kursk region. Fighting went on near Sudzha, Guevo, Gornal and Kurilovka."
    place = mention(text, "Guevo").place
    assert place is not None
    assert (place.lat, place.lon) == pytest.approx((51.092, 35.269), abs=0.03)


def test_the_best_known_bearer_wins_over_nothing() -> None:
    text = "DUBLIN (AP) - A flight from Frankfurt was diverted to Shannon. It was to land at Boston, Massachusetts."
    assert ids(text, "DUBLIN") == {"gn:2964574"}
    found = mention(text, "Frankfurt")
    assert found.place is not None
    assert found.place.country == "DE"
    assert found.confidence < 0.5


def test_a_capital_wins_over_its_namesake_where_its_people_are_named() -> None:
    text = "NEW DELHI/ISLAMABAD: Indian and Pakistani troops exchanged fire on Monday, officials in Srinagar said."
    assert ids(text, "ISLAMABAD") == {"gn:1176615"}


def test_no_state_lies_in_a_county() -> None:
    text = "In Tonga, Panyikang County, South Sudan, an air strike killed nine people. Others fled to Malakal."
    assert ids(text, "Tonga") == {None}
