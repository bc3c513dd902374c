from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import pytest

from geo.language.actors import find_actors
from geo.language.claims import find_claims
from geo.language.parse import parse
from geo.language.propositions import content_words, overlap, same_family
from geo.language.relations import relate_claims

if TYPE_CHECKING:
    from geo.records import Claim


@lru_cache(maxsize=64)
def related(text: str) -> tuple[Claim, ...]:
    parsed = parse(text)
    actors = find_actors(parsed)
    return tuple(relate_claims(parsed, find_claims(parsed, actors), actors))


def disputes(text: str) -> list[tuple[tuple[str, ...], str, str]]:
    """Return who disputes what, in which degree."""
    found = related(text)
    return [
        (c.speakers, text[found[r.claim].content[0][0] : found[r.claim].content[-1][1]], r.degree)
        for c in found
        for r in c.relations
        if r.type == "disputes"
    ]


def test_the_claim_is_the_one_just_before() -> None:
    text = "Sudan's army said that it had retaken Um Rawaba.\n\nAn RSF spokesman, Al-Fatih Qurashi, denied the claim."
    assert disputes(text) == [(("Al-Fatih Qurashi",), "that it had retaken Um Rawaba", "full")]


def test_these_claims_are_those_of_the_sentence_before() -> None:
    text = "Both Kagame and Ruto claimed that the rebels had left Bukavu. However, aid groups have rejected these claims."
    assert disputes(text) == [(("aid groups",), "that the rebels had left Bukavu", "full")]


def test_a_derived_noun_names_the_claim() -> None:
    text = (
        "Moscow said that two battalions were encircled near Lyman. Moscow said that the bridge had fallen. "
        "Ukraine's military denied the encirclement reports."
    )
    assert disputes(text) == [(("Ukraine's military",), "that two battalions were encircled near Lyman", "full")]


def test_an_owner_names_whose_claim_it_is() -> None:
    text = (
        "The Israeli army said its jets had hit a command centre. Residents said that a school had been hit. "
        'Hamas rejected the army\'s account as "lies".'
    )
    assert disputes(text) == [(("Hamas",), "its jets had hit a command centre", "full")]


def test_a_nationality_names_whose_claim_it_is() -> None:
    text = (
        "Russia's defence ministry said that its forces had taken the town. Residents said that shops were open. "
        "The Institute for the Study of War said there was no evidence to support the Russian assertion."
    )
    assert disputes(text) == [(("Institute for the Study of War",), "that its forces had taken the town", "full")]


def test_not_as_bad_as_another_suggested_disputes_the_degree() -> None:
    text = (
        "Kagame claimed that the camp was starving. A camp doctor, Marie Uwase, acknowledged that food was short "
        "but denied that it was as bad as Kagame had suggested."
    )
    assert disputes(text) == [(("Marie Uwase",), "that the camp was starving", "part")]


def test_who_is_accused_and_denies_disputes_the_accusation() -> None:
    text = "General Burhan accused the United Arab Emirates of arming the rebels. The UAE has denied supplying weapons."
    assert disputes(text) == [(("United Arab Emirates",), "the United Arab Emirates of arming the rebels", "full")]


def test_a_charge_that_another_denies_in_the_same_sentence() -> None:
    text = "Congo's government accused Rwanda of sending troops across the border, a charge Kigali denies."
    assert disputes(text) == [(("Rwanda",), "Rwanda of sending troops across the border", "full")]


def test_there_is_no_such_thing_denies_it() -> None:
    text = "Separatist authorities said they were starving because of the blockade. Azerbaijan says there is no blockade."
    assert disputes(text)[0][0] == ("Azerbaijan",)
    assert related(text)[1].stance == "deny"


def test_that_points_to_the_last_claim() -> None:
    text = '"The city has fallen," Corneille Nangaa wrote on X. Patrick Muyaya, a government spokesman, disputed that.'
    assert disputes(text) == [(("Patrick Muyaya",), "The city has fallen,", "full")]


def test_the_figure_points_to_a_claim_with_a_number() -> None:
    text = "JNIM said that 60 troops had died. JNIM said that it held the camp. Mali's army rejected the figure as exaggerated."
    assert disputes(text) == [(("Mali's army",), "that 60 troops had died", "full")]


@pytest.mark.parametrize(
    "text",
    [
        "Hamas said that talks had stalled. Israel rejected the proposal.",
        "Hamas said that talks had stalled. Israel denied entry to the envoys.",
        "Residents said that shops were open. Chad has previously denied the allegations.",
        "Residents said that shops were open. Chad's army denied that it had burned the village of Tine.",
        "Soldiers had accused villagers of theft, Amnesty International said. Chad's interior minister said the charges were false.",
        "Chad said that the road was open. Chad denied the claim that it was mined.",
    ],
)
def test_no_relation_without_a_sure_target(text: str) -> None:
    assert disputes(text) == []


def test_a_repeated_claim_is_said_to_be_one() -> None:
    text = (
        "Ukraine's air force said that Russia had launched 89 drones overnight against Odesa. "
        "Volodymyr Zelensky said Russia had launched 89 drones against Odesa overnight."
    )
    assert [(r.type, r.claim) for c in related(text) for r in c.relations] == [("repeats", 0)]


@pytest.mark.parametrize(
    ("one", "other"),
    [("encircle", "encirclement"), ("withdraw", "withdrawal"), ("invade", "invasion"), ("destroy", "destruction"), ("attack", "attacker")],
)
def test_words_of_one_family(one: str, other: str) -> None:
    assert same_family(one, other)
    assert same_family(other, one)


@pytest.mark.parametrize(("one", "other"), [("mission", "missile"), ("contract", "control"), ("general", "generate"), ("port", "portion")])
def test_words_that_only_begin_alike(one: str, other: str) -> None:
    assert not same_family(one, other)


def test_overlap_counts_words_that_have_a_relative() -> None:
    words = content_words(parse("The encirclement of two battalions was reported.").paragraphs[0].doc)
    assert overlap(["encircle", "bridge"], words) == (1, 0.5)


def test_an_accusation_that_names_the_state_only_as_a_place_is_answered_by_its_government() -> None:
    text = (
        "Norway imposed sanctions on two firms based in Eritrea that it said had sold engines to the army. "
        "Asmara rejected the accusation as baseless."
    )
    assert [(who, degree) for who, _, degree in disputes(text)] == [(("Eritrea",), "full")]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("The ministry said 14 people had been killed, but residents put the toll at 40.", "residents"),
        ("JNIM said its fighters had killed 30 soldiers and seized 22 cars. The army put its losses at five dead and ten wounded.", "army"),
        ("The World Health Organization put the death toll at 900, while M23 said fewer than 400 had died.", "M23"),
        ("Al-Shabaab claimed it had killed 30 soldiers. The Somali government put the number of dead at five.", "Somali government"),
    ],
)
def test_another_figure_for_the_same_dead_disputes_in_part(text: str, who: str) -> None:
    assert [(speakers, degree) for speakers, _, degree in disputes(text)] == [((who,), "part")]


@pytest.mark.parametrize(
    "text",
    [
        "The army said at least 20 people were killed. A hospital said 31 people were killed in the attack.",
        "Ukraine said five people were killed in the strike. Russia said two people were killed when a drone hit a bus.",
        "Ukraine said 1,200 Russian soldiers had been killed. Moscow said 30 of its soldiers had died.",
        "The UN said 400 people had been killed since January. The government said 20 people were killed on Friday.",
        "Mr Kone said two civilians were killed. The army said 12 soldiers were killed.",
        "The mayor said 40 people were wounded. The army said 12 people were killed.",
    ],
)
def test_figures_that_can_both_be_right_dispute_nothing(text: str) -> None:
    assert disputes(text) == []


def test_no_evidence_answers_the_claim_just_before_about_the_same_thing() -> None:
    text = "The Houthis said they had shot down a drone over Marib. The Pentagon said there was no evidence that a drone had been lost."
    assert [who for who, *_ in disputes(text)] == [("Pentagon",)]
    text = "The Houthis said they had shot down a jet. The Pentagon said there was no evidence of a famine."
    assert disputes(text) == []


def test_what_others_say_meanwhile_is_their_own_claim() -> None:
    text = "The army said it had killed 50 militants in Djibo, while residents said the dead were villagers."
    assert [(c.speakers, text[c.content[0][0] : c.content[0][1]]) for c in related(text)] == [
        (("army",), "it had killed 50 militants in Djibo"),
        (("residents",), "the dead were villagers"),
    ]


NOT_TRUE = (
    "Azerbaijan's defence ministry said in a statement that Armenian forces had opened fire. "
    "Armenia's defence ministry said the statement did not correspond to reality."
)
ACCUSED_EARLIER = (
    "Sudan's army accused the United Arab Emirates of supplying drones. 'The world has seen this crime,' a general said. "
    "The UAE's foreign ministry said it took note. It rejected the accusations as 'baseless'."
)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        (NOT_TRUE, "Armenia's defence ministry"),
        (
            "New Delhi has blamed Islamabad for the massacre. Pakistani Prime Minister Shehbaz Sharif denied any involvement.",
            "Shehbaz Sharif",
        ),
        (
            "An Ethiopian militia said its fighters had captured Debre Tabor, a claim that the federal government rejected as propaganda.",
            "federal government",
        ),
        (ACCUSED_EARLIER, "UAE's foreign ministry"),
    ],
)
def test_who_answers_a_statement_an_accusation_or_a_claim(text: str, who: str) -> None:
    assert [speakers for speakers, *_ in disputes(text)] == [(who,)]


@pytest.mark.parametrize(
    ("text", "denier"),
    [
        ("The council stated that the strike hit fighters of the SPLA-IO, but the SPLA-IO denied that it had men there.", "SPLA-IO"),
        ("Rights groups say that 43 people have disappeared in raids; the army denies any role in the disappearances.", "army"),
        (
            (
                "Manila said a Chinese ship had rammed its supply boat on Monday, but Beijing said the Philippine vessel had "
                "deliberately collided with its ship."
            ),
            "China",
        ),
        (
            (
                "Armenia's defence ministry said it had destroyed five tanks near Hadrut. Azerbaijan's defence ministry stated that its "
                "forces had lost no tanks."
            ),
            "Azerbaijan's defence ministry",
        ),
    ],
)
def test_an_answer_without_the_words_of_the_claim_disputes_it(text: str, denier: str) -> None:
    assert [(who, degree) for who, _, degree in disputes(text)] == [((denier,), "full")]


def test_an_accusation_against_a_capital_is_one_against_its_officials() -> None:
    text = (
        "Israel's defence minister said that Beirut had failed to disarm the group.\n\n"
        "Lebanese army officials rejected the accusation. They said soldiers had dismantled 500 positions."
    )
    assert [who for who, _, _ in disputes(text)] == [("Lebanese army officials",)]


@pytest.mark.parametrize(
    "text",
    [
        "Kyiv said Russian troops had shelled Nikopol, but Moscow said Ukrainian guns had shelled Belgorod.",
        "Manila said a Chinese ship had rammed its boat, but Tokyo said the Japanese vessel had not collided with anything.",
        "The army said it had destroyed five tanks. The rebels said they had lost no village.",
    ],
)
def test_claims_that_can_both_be_true_dispute_nothing(text: str) -> None:
    assert disputes(text) == []
