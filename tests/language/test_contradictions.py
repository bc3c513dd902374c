"""Claims that contradict without the words of the other, and claims that only seem to."""

from __future__ import annotations

import pytest

from tests.language.test_relations import disputes


def who_disputes_whom(text: str) -> list[tuple[str, str, str]]:
    return [(" and ".join(who), content, degree) for who, content, degree in disputes(text)]


TOOK = "Rebel fighters said they had captured the town of Kurmuk. "


@pytest.mark.parametrize(
    ("text", "denier", "content"),
    [
        (
            TOOK + '"Kurmuk is under the full control of our armed forces," the army\'s spokesman, Nabil Abdallah, said.',
            "Nabil Abdallah",
            "they had captured the town of Kurmuk",
        ),
        (
            (
                'The army said Kurmuk remained in its hands. Residents said that shops were open. "Our fighters seized Kurmuk at dawn," '
                "RSF commander Abu Shouk said."
            ),
            "Abu Shouk",
            "Kurmuk remained in its hands",
        ),
        (
            "The Israeli military said it had killed Karim Nasser in the strike. A relative said Nasser had survived the attack.",
            "a relative",
            "it had killed Karim Nasser in the strike",
        ),
        (
            "The TPLF said government troops launched an offensive at dawn. The government said it was the rebels who attacked first.",
            "government",
            "government troops launched an offensive at dawn",
        ),
        (
            (
                "The military said Hamas fighters were operating near the hospital. The hospital's director, Amal Haddad, said "
                "there were no fighters there."
            ),
            "Amal Haddad",
            "Hamas fighters were operating near the hospital",
        ),
    ],
)
def test_a_plain_statement_that_cannot_be_true_beside_another_disputes_it(text: str, denier: str, content: str) -> None:
    assert who_disputes_whom(text) == [(denier, content, "full")]


@pytest.mark.parametrize(
    "text",
    [
        TOOK + '"Roseires is under the full control of our armed forces," the army\'s spokesman, Nabil Abdallah, said.',
        "The army said its troops had captured Kurmuk. The army's spokesman, Nabil Abdallah, said Kurmuk was under its control.",
        "The rebels said they would capture Kurmuk. The army said Kurmuk was under its control.",
        "The military said it had killed Karim Nasser in the strike. A relative said Omar Nasreddin had survived the attack.",
        "The military said Hamas fighters were operating near the hospital. The director said there was no electricity there.",
    ],
)
def test_what_can_be_true_beside_another_claim_disputes_nothing(text: str) -> None:
    assert who_disputes_whom(text) == []


@pytest.mark.parametrize(
    ("text", "denier", "content"),
    [
        (
            "Armenia said that Azerbaijani forces had shelled Goris overnight. Azerbaijan denied bombarding residential areas.",
            "Azerbaijan",
            "that Azerbaijani forces had shelled Goris overnight",
        ),
        (
            "The United Nations said Rwanda supports the rebels with arms. Rwanda denies backing the group.",
            "Rwanda",
            "Rwanda supports the rebels with arms",
        ),
        (
            "Western diplomats said Moscow had objected to the wording. Russia's mission denied blocking the text.",
            "Russia's mission",
            "Moscow had objected to the wording",
        ),
        (
            "The ombudsman said seven farmers had been murdered. The ELN denied targeting them.",
            "ELN",
            "seven farmers had been murdered",
        ),
        (
            "The Houthis said they had struck an American supply ship. A US official denied that any American vessel was damaged.",
            "a US official",
            "they had struck an American supply ship",
        ),
        (
            "Officials said that Israel had told them of the plan. Netanyahu's office denied that any such message had been sent.",
            "Netanyahu's office",
            "that Israel had told them of the plan",
        ),
    ],
)
def test_a_denied_deed_is_known_by_its_doer_whatever_it_is_called(text: str, denier: str, content: str) -> None:
    assert [(who.removesuffix(" (ELN)"), what, degree) for who, what, degree in who_disputes_whom(text)] == [(denier, content, "full")]


@pytest.mark.parametrize(
    "text",
    [
        "The UN said 44 people were killed in an air strike on a camp. Rebel spokesman Ali Saleh denied that his men had looted shops.",
        "The mayor said gunmen from the ELN had killed two farmers. The army denied supplying the hospital.",
        "Villagers said Russian troops had shelled the market. Ukraine denied shelling Belgorod.",
    ],
)
def test_the_denial_of_another_deed_answers_nothing(text: str) -> None:
    assert who_disputes_whom(text) == []


def test_who_goes_on_after_a_denial_disputes_the_same() -> None:
    text = (
        "President Gustavo Petro accused the guerrillas of committing war crimes. "
        "The ELN rejected Petro's accusation and said that it had not attacked civilians."
    )
    assert {content for _, content, _ in who_disputes_whom(text)} == {"the guerrillas of committing war crimes"}
    assert len(who_disputes_whom(text)) == 2


def test_a_denial_by_ones_own_side_is_added_to_and_not_disputed() -> None:
    text = (
        "The army accused Rwanda of sending soldiers across the border.\n\n"
        'Kigali rejected the accusation. Rwandan government spokesperson Yolande Makolo called it "a tired fabrication".'
    )
    assert {content for _, content, _ in who_disputes_whom(text)} == {"Rwanda of sending soldiers across the border"}
    assert [who for who, _, _ in who_disputes_whom(text)] == ["Rwanda", "Yolande Makolo"]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("The rebels said 45 government soldiers were killed. The army said it had lost three men.", "army"),
        ("The UN said at least 12,000 people had been displaced by the clashes. The governor put the figure at 30,000.", "governor"),
        (
            "The army said its drones had killed 15 militants in Gao. A separatist coalition said the strikes killed 21 civilians.",
            "separatist coalition",
        ),
    ],
)
def test_losses_and_figures_put_elsewhere_dispute_in_part(text: str, who: str) -> None:
    assert [(speaker, degree) for speaker, _, degree in who_disputes_whom(text)] == [(who, "part")]


def test_a_bare_toll_further_down_is_set_against_that_of_the_lead() -> None:
    lead = "More than 80 people have been killed in Catatumbo, Governor William Villamizar said.\n\nTalks were suspended on Friday.\n\n"
    assert [c for _, c, _ in who_disputes_whom(lead + "The army has confirmed only 36 deaths.")] == [
        "More than 80 people have been killed in Catatumbo"
    ]
    assert who_disputes_whom(lead + "The army said two soldiers were killed in Cali on Sunday.") == []


def test_what_was_denied_back_then_answers_nothing_said_now() -> None:
    text = (
        "Rights groups say 3,400 civilians have been killed since the coup. Air strikes hit a concert last October. "
        "The military said then that reports of civilian deaths were rumours."
    )
    assert who_disputes_whom(text) == []


def test_a_denial_disputes_what_it_is_said_to_refer_to() -> None:
    text = (
        "The Malian military said it had killed around 25 terrorists near the border. Residents said that the market was closed. "
        '"These are all lies," a separatist commander, Alghabass Ag Intalla, added, referring to the military\'s statement.'
    )
    assert [content for _, content, _ in who_disputes_whom(text)] == ["it had killed around 25 terrorists near the border"]


def test_an_outpost_that_others_claim_to_have_taken_is_disputed_by_those_who_hold_it() -> None:
    text = (
        "Anti-junta fighters in Myanmar claim to have overrun a military outpost. They said they took 14 prisoners. "
        'Junta spokesman Zaw Min Tun told state television that the outpost "remains in the hands of the Tatmadaw".'
    )
    assert who_disputes_whom(text) == [("Zaw Min Tun", "to have overrun a military outpost", "full")]


def test_a_figure_put_elsewhere_does_not_dispute_the_denial_of_the_figure() -> None:
    text = (
        "The rebels attacked a police station. The group denied reports that it had killed eight policemen; "
        "its spokesman, Naw Bu, put the number at two."
    )
    assert "Naw Bu" not in {who for who, _, _ in who_disputes_whom(text)}
