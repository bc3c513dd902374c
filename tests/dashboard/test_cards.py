"""Cards: a claim with who asserts and denies it, an event as a sentence, and their pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from dashboard.cards import PAGE_ROWS, around, as_sentence, claim_cards, event_card, in_order, listed_places, page_of, place_rows
from geo.frames import Frames, load_frames

if TYPE_CHECKING:
    from geo.store import Store


@pytest.fixture
def frames(filled: Store) -> Frames:
    return load_frames(filled)


def test_a_denial_stands_on_the_card_of_the_claim_it_denies(frames: Frames) -> None:
    cards = claim_cards(in_order(frames.claims), frames.claims)
    assert len(cards) == 1
    card = cards[0]
    assert card["title"] == "Rebels shelled Goma on 3 May 2024"
    assert card["disputed"]
    assert [(line["label"], line["speakers"], line["against"]) for line in card["lines"]] == [
        ("Asserted", ["the army"], False),
        ("Denied", ["Rebels"], True),
    ]
    assert card["lines"][1]["words"] == "denied that it had shelled the city"
    assert (card["when"], card["where"], card["passages"]) == ("Fri 3 May 2024", "Goma", "2 passages")


def test_a_denial_whose_claim_is_filtered_out_has_its_own_card_and_leads_to_it(frames: Frames) -> None:
    denial = frames.claims[frames.claims["stance"] == "deny"]
    card = claim_cards(denial, frames.claims)[0]
    assert card["title"] == "Denied that it had shelled the city"
    assert card["disputes"]["id"] == frames.claims["claim_id"].iloc[0]
    assert card["disputes"]["text"] == "Rebels shelled Goma on 3 May 2024"


def test_a_claim_says_who_tells_of_it_and_to_whom(frames: Frames) -> None:
    claims = frames.claims.copy()
    claims["reported_by"] = [("TASS", "Radio Okapi"), ()]
    claims.loc[claims.index[0], "addressee"] = "Kinshasa"
    first, denial = claim_cards(claims, claims)[0]["lines"]
    assert first["beside"] == "to Kinshasa as told by TASS and Radio Okapi"
    assert denial["beside"] == ""


def test_an_event_lists_every_number_of_victims_with_who_gives_it(frames: Frames) -> None:
    events = frames.events.copy()
    tolls = (
        {"kind": "killed", "least": 12, "most": None, "words": "at least 12", "speakers": ["the army"]},
        {"kind": "wounded", "least": 30, "most": 30, "words": "30", "speakers": []},
        {"kind": "killed", "least": 40, "most": 40, "words": "40", "speakers": ["Rebels"]},
    )
    events["tolls"] = [tolls, (), ()]
    cards = {card["type"]: card for card in map(event_card, events.itertuples())}
    assert cards["Attack"]["tolls"] == "killed: at least 12 (the army), 40 (Rebels) · wounded: 30 (the article)"
    assert cards["Talks"]["tolls"] == ""


def test_claims_that_only_answer_each_other_keep_their_cards(frames: Frames) -> None:
    claims = frames.claims.copy()
    first, second = claims["claim_id"]
    claims["disputes"] = [(second,), (first,)]
    claims["disputed_by"] = [(second,), (first,)]
    cards = claim_cards(claims, claims)
    assert {i for card in cards for i in card["ids"]} == {first, second}


def test_an_event_says_who_what_when_and_where_with_its_own_words_marked(frames: Frames) -> None:
    cards = {card["type"]: card for card in map(event_card, frames.events.itertuples())}
    attack = cards["Attack"]
    assert (attack["sources"], attack["when"], attack["where"]) == ("Rebels", "Fri 3 May 2024", "Goma")
    assert ["shelled", "hot"] in attack["quote"]
    assert attack["disputed"]
    assert cards["Talks"]["facts"] == "planned"
    assert cards["Talks"]["when"] == "undated"
    assert cards["Evacuation"]["where"] == "three villages (region)"


def test_words_that_the_sentence_lacks_mark_nothing() -> None:
    assert around("Talks are planned.", "shelled") == [["Talks are planned.", ""]]
    assert around("Talks", "Talks") == [["Talks", "hot"]]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("that Ukrainian forces were encircled", "Ukrainian forces were encircled"),
        ("that the situation was “bad, almost critical,”", "The situation was “bad, almost critical”"),
        ("thatched roofs burnt", "Thatched roofs burnt"),
        ("", ""),
    ],
)
def test_a_proposition_reads_as_a_sentence_of_its_own(words: str, sentence: str) -> None:
    assert as_sentence(words) == sentence


def test_panels_turn_pages(frames: Frames) -> None:
    many = frames.events.loc[frames.events.index.repeat(50)]
    shown, page = page_of(many, 2)
    assert len(shown) == PAGE_ROWS
    assert page["text"] == "51–100 of 150"
    assert page_of(many, 99)[1]["page"] == 3


def test_places_say_what_they_are_and_metonyms_wait_for_the_switch(frames: Frames) -> None:
    frames.places.loc[frames.places["place_id"] == "gn:2314302", "metonym_only"] = True
    assert "Kinshasa" not in [row["name"] for row in place_rows(listed_places(frames, metonyms=False))]
    rows = {row["name"]: row for row in place_rows(listed_places(frames, metonyms=True))}
    assert rows["Goma"]["counts"] == "1 event, 2 claims"
    assert rows["three villages"]["facts"] == "group of places · in North Kivu · named once"
    assert "stands for a government" in rows["Kinshasa"]["facts"]
