from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.language.actors import find_actors
from geo.language.claim_cues import load_cues
from geo.language.claims import find_claims
from geo.language.parse import parse
from geo.language.quotations import find_quotations

if TYPE_CHECKING:
    from geo.records import Claim


@lru_cache(maxsize=64)
def claims(text: str) -> tuple[Claim, ...]:
    parsed = parse(text)
    return tuple(find_claims(parsed, find_actors(parsed)))


def only(text: str) -> Claim:
    found = claims(text)
    assert len(found) == 1, [(c.speakers, text[c.cue[0] : c.cue[1]]) for c in found]
    return found[0]


def said(text: str, claim: Claim) -> str:
    return " / ".join(text[s:e] for s, e in claim.content)


def test_an_indirect_claim_has_speaker_cue_and_content() -> None:
    text = "Sudan's army said on Tuesday that it had retaken the town of Um Rawaba."
    claim = only(text)
    assert (claim.speakers, claim.stance, claim.quote) == (("Sudan's army",), "assert", "indirect")
    assert text[claim.cue[0] : claim.cue[1]] == "said"
    assert said(text, claim) == "that it had retaken the town of Um Rawaba"
    assert [text[s:e] for s, e in claim.speaker_spans] == ["Sudan's army"]


def test_a_direct_quotation_after_the_words() -> None:
    text = '"The shells fall on our houses and nobody comes," said Amna Idris, a teacher from El Obeid.'
    claim = only(text)
    assert (claim.speakers, claim.quote) == (("Amna Idris",), "direct")
    assert said(text, claim) == "The shells fall on our houses and nobody comes,"


def test_curly_marks_keep_their_offsets() -> None:
    text = "“We will not leave,” General Moussa Diallo said. “This is our land.”"
    claim = only(text)
    assert said(text, claim) == "We will not leave, / This is our land."


def test_a_quotation_goes_on_over_sentences_and_after_the_cue() -> None:
    text = '"It is over. They have won," Mr. Okello said. "Nobody will stop them now."'
    assert said(text, only(text)) == "It is over. They have won, / Nobody will stop them now."


def test_a_broken_sentence_goes_on_in_lower_case() -> None:
    text = '"We are tired," said the mayor, Olena Kovalenko, "but we are not leaving."'
    assert said(text, only(text)) == "We are tired, / but we are not leaving."


def test_a_quotation_over_paragraphs_is_one() -> None:
    text = 'Ivan Petrov, a medic, said: "The road is closed. We carry them by hand.\n\n"Nobody else will do it."'
    assert said(text, only(text)) == "The road is closed. We carry them by hand. / Nobody else will do it."


def test_quoted_words_within_a_report_make_it_mixed() -> None:
    text = 'A Qatari official told Reuters that the gaps were "narrowing but real".'
    claim = only(text)
    assert (claim.quote, claim.addressee) == ("mixed", "Reuters")
    assert said(text, claim) == 'that the gaps were "narrowing but real"'


def test_according_to() -> None:
    text = "At least 23 civilians were killed in a drone strike, according to the Sudan Doctors Network."
    claim = only(text)
    assert claim.speakers == ("Sudan Doctors Network",)
    assert said(text, claim) == "At least 23 civilians were killed in a drone strike"


def test_a_report_by_a_body_is_the_bodys_word() -> None:
    text = "According to a report by Amnesty International, soldiers burned the village."
    assert only(text).speakers == ("Amnesty International",)


def test_who_said() -> None:
    text = "Negotiators met Khalil al-Hayya, who said that no deal was near."
    assert ("Khalil al-Hayya",) in [c.speakers for c in claims(text)]


def test_speakers_joined_by_and() -> None:
    text = "Both Kagame and Ruto claimed that the rebels had left Bukavu."
    assert len(only(text).speakers) == 2
    assert len(only(text).speaker_spans) == 2


def test_what_the_writer_adds_is_no_part_of_the_claim() -> None:
    text = "The UN said that aid had reached El Fasher, a city which rebels had besieged for a year."
    assert said(text, only(text)) == "that aid had reached El Fasher"


def test_a_nominal_cue() -> None:
    text = "Kyiv's demand for a full withdrawal was on the table."
    claim = only(text)
    assert (claim.speakers, claim.stance, said(text, claim)) == (("Ukraine",), "demand", "a full withdrawal")


def test_a_supported_noun_takes_verb_and_noun_for_its_cue() -> None:
    text = "EU officials expressed deep concern over the arrests."
    claim = only(text)
    assert text[claim.cue[0] : claim.cue[1]] == "expressed deep concern"
    assert claim.stance == "assess"


def test_a_gerund_takes_the_subject_above_it() -> None:
    text = 'Hamas rejected the offer, saying that it contained "nothing new".'
    assert [(c.speakers, c.stance) for c in claims(text)] == [(("Hamas",), "deny"), (("Hamas",), "assert")]


def test_a_statement_is_said_by_who_issued_it() -> None:
    text = "On Monday Rwanda's government issued a statement denying that its troops had crossed the border."
    claim = only(text)
    assert (claim.speakers, claim.stance) == (("Rwanda's government",), "deny")


def test_reported_speech_within_reported_speech_is_its_own_claim() -> None:
    text = "TASS reported that Sergei Lavrov had told diplomats that Moscow was ready for talks."
    assert [c.speakers for c in claims(text)] == [("TASS",), ("Sergei Lavrov",)]


def test_what_the_same_speaker_does_next_is_taken_out() -> None:
    text = "The Israeli army said it had hit a depot and accused Hezbollah of hiding weapons."
    assert [(said(text, c), c.stance) for c in claims(text)] == [
        ("it had hit a depot", "assert"),
        ("Hezbollah of hiding weapons", "accuse"),
    ]


def test_calling_them_false_belongs_to_the_denial() -> None:
    text = 'The UAE has denied the reports, calling them "baseless".'
    assert said(text, only(text)) == 'the reports, calling them "baseless"'


def test_a_dateline_is_not_what_was_said() -> None:
    text = "KINSHASA, Jan 28 (Reuters) - Rebels entered Goma on Monday, the Congolese army said."
    assert said(text, claims(text)[-1]).startswith("Rebels entered Goma")


def test_a_speaker_who_stays_unknown_has_words_and_no_name() -> None:
    text = 'Some said that the river had risen. "It never stops," they said.'
    assert all(c.speakers == () and c.speaker_spans for c in claims(text))


@pytest.mark.parametrize(
    ("text", "stance"),
    [
        ("Mali's junta denied that any civilians had died.", "deny"),
        ("The EU said the accusations were unfounded.", "deny"),
        ("The watchdog said there was no evidence of an attack, Amnesty International said.", "deny"),
        ("The government of Chad called the report fabricated.", "deny"),
        ("Amnesty International accused the Ethiopian army of executing prisoners.", "accuse"),
        ("The UN condemned the attack on the convoy.", "accuse"),
        ("The African Union called on both armies to stop firing.", "demand"),
        ("Pope Leo said that the siege must end.", "demand"),
        ('Mikhail Orlov said: "Open the gates and let them out."', "demand"),
        ("Turkey pledged to send more tents.", "promise"),
        ("NATO said it would send more ships.", "promise"),
        ("The Kenyan government admitted that mistakes had been made.", "acknowledge"),
        ("Analysts believe that the offensive has stalled.", "assess"),
        ("The IMF said that growth would slow next year.", "assess"),
        ("Police said that two men had been arrested.", "assert"),
    ],
)
def test_stances(text: str, stance: str) -> None:
    assert stance in [c.stance for c in claims(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Officials did not say when the road would open.",
        "If the army says that the road is open, buses will run.",
        "The minister could say that the talks had failed.",
        "The road was closed and the bridge had fallen.",
        "Tell them the road is closed.",
    ],
)
def test_what_nobody_has_said_is_no_claim(text: str) -> None:
    assert claims(text) == ()


def test_every_cue_has_a_known_stance_and_frames() -> None:
    cues = load_cues()
    stances = {"assert", "deny", "accuse", "demand", "promise", "acknowledge", "assess"}
    every = [*cues.verbs.values(), *cues.nouns.values(), *cues.adjectives.values(), *(c for some in cues.phrasal.values() for c in some)]
    assert len(every) > 300
    assert all(c.stance in stances and c.frames for c in every)


def test_two_single_marks_are_a_quotation() -> None:
    text = "''We go home,'' said Ann Lee."
    quotation = find_quotations(parse(text))[0]
    assert text[quotation.start : quotation.end] == "We go home,"


def test_an_unclosed_quotation_ends_with_its_paragraph() -> None:
    text = 'He said: "We go home.\n\nThe road was long.'
    assert [text[q.start : q.end] for q in find_quotations(parse(text))] == ["We go home."]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ['"', "“", "”", "''", "said", "Putin", "that", "the army", "denied", "it", ",", ".", "\n", "claims", "according to", "he"]
        ),
        max_size=18,
    )
)
def test_any_run_of_words_gives_claims_within_the_text(parts: list[str]) -> None:
    text = " ".join(parts)
    for claim in claims(text):
        assert all(0 <= s < e <= len(text) for s, e in (claim.cue, *claim.content, *claim.speaker_spans))


def test_denying_an_action_is_a_claim_about_it() -> None:
    text = "Kigali denies supplying the rebels with drones."
    claim = only(text)
    assert (claim.speakers, claim.stance) == (("Rwanda",), "deny")
    assert (text[slice(*claim.cue)], said(text, claim)) == ("denies", "supplying the rebels with drones")


def test_speakers_after_a_list_are_not_part_of_it() -> None:
    text = "Gunmen burned houses, two church leaders and a local official said on Monday."
    claim = only(text)
    assert claim.speakers == ("church leaders", "a local official")
    assert said(text, claim) == "Gunmen burned houses"


def test_a_cue_between_dashes_or_commas_stands_in_what_it_reports() -> None:
    text = "The dam — the governor said — had been mined by the retreating army."
    assert said(text, only(text)) == "The dam / had been mined by the retreating army"
    text = "Back in Kassala, Mr. Idris said, he decided to reopen the clinic."
    assert said(text, only(text)) == "Back in Kassala / he decided to reopen the clinic"


def test_who_is_quoted_as_saying_speaks() -> None:
    text = "General Moussa Diallo was quoted as saying that the group had lost its camps."
    claim = only(text)
    assert (claim.speakers, said(text, claim)) == (("Moussa Diallo",), "that the group had lost its camps")


def test_a_toll_that_is_put_at_a_number_keeps_the_number() -> None:
    text = "The World Health Organization put the death toll at 900."
    assert said(text, only(text)) == "the death toll at 900"


def test_whom_a_demand_is_put_to_stands_with_it() -> None:
    text = "Turkey warned Greece to keep its ships away from the island."
    assert said(text, only(text)) == "Greece to keep its ships away from the island"


def test_footage_and_unnamed_sources_are_kept_with_their_words() -> None:
    text = "Satellite images show that the bridge was hit twice."
    claim = only(text)
    assert [text[s:e] for s, e in claim.speaker_spans] == ["Satellite images"] or claim.speakers == ("satellite images",)
    text = "The camp holds 9,000 people, according to local statistics."
    claim = only(text)
    assert said(text, claim) == "The camp holds 9,000 people"


def test_nothing_accords_to_plan() -> None:
    assert claims("The withdrawal went according to plan.") == ()


def test_a_content_does_not_break_off_within_a_quotation() -> None:
    text = 'The council called the strike "a clear violation and in open contempt" of the truce.'
    assert said(text, only(text)) == 'the strike "a clear violation and in open contempt"'


def test_a_trailing_participle_leaves_the_quotation_to_its_own_cue() -> None:
    text = '"We held the bridge for two days," Captain Orlov said, adding that his men had no water.'
    found = claims(text)
    assert [(text[slice(*c.cue)], said(text, c)) for c in found] == [
        ("said", "We held the bridge for two days,"),
        ("adding", "that his men had no water"),
    ]


def test_what_firms_are_said_to_have_done_is_told_of_the_firms() -> None:
    text = "Norway imposed sanctions on two firms based in Cyprus that it said had sold engines to the army."
    assert "two firms based in Cyprus / had sold engines to the army" in [said(text, c) for c in claims(text)]


def test_the_day_of_saying_is_not_in_what_was_said() -> None:
    text = "Sudan's army said on Tuesday it had repelled an assault."
    assert said(text, only(text)) == "it had repelled an assault"


def test_speakers_named_after_a_list_in_mid_sentence() -> None:
    text = "The army bombed a village, killing 17 people including a monk, residents and a rebel group say, despite a truce."
    claim = only(text)
    assert claim.speakers == ("residents", "rebel group")
    assert said(text, claim) == "The army bombed a village, killing 17 people including a monk"


def test_a_ceasefire_that_was_declared_is_no_claim() -> None:
    assert claims("The rebels broke a ceasefire that the insurgents had declared unilaterally.") == ()


@pytest.mark.parametrize("marks", ["''", "‘’"])
def test_quotations_in_single_marks(marks: str) -> None:
    opening, closing = marks
    text = f"{opening}We have nothing left,{closing} said Amal Saleh. {opening}They took the rebels’ tents. It’s over.{closing}"
    claim = only(text)
    assert (claim.speakers, claim.quote) == (("Amal Saleh",), "direct")
    assert said(text, claim) == "We have nothing left, / They took the rebels’ tents. It’s over."


def test_apostrophes_open_and_close_nothing() -> None:
    text = "The soldiers' families said the '90s were worse and that the rebels' camp in Sana'a was empty."
    assert find_quotations(parse(text)) == []


def test_a_quotation_in_the_paragraph_after_a_colon() -> None:
    text = 'The rebels said:\n\n"We will not leave the city."'
    claim = only(text)
    assert (claim.speakers, said(text, claim)) == (("rebels",), "We will not leave the city.")


@pytest.mark.parametrize(
    ("text", "content", "stance"),
    [
        ("Rwanda has been accused of arming the rebels.", "Rwanda / of arming the rebels", "accuse"),
        ("Thousands are believed to have died in the siege.", "Thousands / to have died in the siege", "assess"),
        ("The two men are alleged to have planned the attack.", "The two men / to have planned the attack", "assert"),
    ],
)
def test_what_is_said_by_nobody_in_particular(text: str, content: str, stance: str) -> None:
    claim = only(text)
    assert (claim.speakers, claim.speaker_spans, claim.stance) == ((), (), stance)
    assert said(text, claim) == content


def test_a_headline_says_who_says_so() -> None:
    text = "Clinic Hit Twice in Kassala, Army Says"
    assert [(c.speakers, said(text, c)) for c in claims(text)] == [(("army",), "Clinic Hit Twice in Kassala")]


@pytest.mark.parametrize(
    ("text", "who", "content"),
    [
        ("At least 12 killed in strike on market: health ministry", "health ministry", "At least 12 killed in strike on market"),
        ("UN: 900 killed in Goma since Sunday", "UN", "900 killed in Goma since Sunday"),
        ("Nine dead in Gaza strike: Hamas", "Hamas", "Nine dead in Gaza strike"),
    ],
)
def test_a_name_and_a_colon_in_a_headline_say_whose_words_it_gives(text: str, who: str, content: str) -> None:
    claim = only(text)
    assert (claim.speakers, said(text, claim)) == ((who,), content)


@pytest.mark.parametrize(
    "text", ["Ukraine: Russian drones hit Odesa", "Drone strike on Port Sudan: what we know", "Sudan: army retakes palace"]
)
def test_a_place_and_a_subject_before_a_colon_say_nothing(text: str) -> None:
    assert claims(text) == ()


def test_what_was_said_in_a_statement_or_a_video() -> None:
    text = "Jeff Larose, a gang leader, claimed in a video that his men controlled the town."
    assert said(text, only(text)) == "that his men controlled the town"
    assert claims("The mayor spoke in a video that was released on Monday.") == ()


def test_attacks_are_blamed_on_someone() -> None:
    text = "Drones struck the port in attacks that the army blamed on the rebels."
    claim = only(text)
    assert (claim.speakers, claim.stance, said(text, claim)) == (("army",), "accuse", "attacks / on the rebels")


def test_a_force_that_attacks_accuses_nobody() -> None:
    assert claims("Russia attacked Ukraine with 150 drones overnight.") == ()
    assert claims("The Houthis have attacked more than 100 ships.") == ()


def test_what_the_writer_adds_is_not_what_was_said() -> None:
    text = "A militia said that its fighters had captured the town, a claim that the government rejected as propaganda."
    assert [said(text, c) for c in claims(text)] == ["that its fighters had captured the town", "a claim / as propaganda"]


@pytest.mark.parametrize(
    ("text", "stance", "content"),
    [
        ("The council voted against the draft resolution.", "deny", "the draft resolution"),
        ("Rwanda refused to withdraw its troops.", "deny", "to withdraw its troops"),
        ("Qatar hoped that the talks would resume.", "assess", "that the talks would resume"),
        ("The mayor demanded the bodies to be returned.", "demand", "the bodies to be returned"),
        ("Protesters called for footage to be released.", "demand", "footage to be released"),
    ],
)
def test_votes_refusals_hopes_and_passive_demands(text: str, stance: str, content: str) -> None:
    claim = only(text)
    assert (claim.stance, said(text, claim)) == (stance, content)


def test_who_declines_to_comment_claims_nothing() -> None:
    assert claims("The ministry declined to comment on the strike.") == ()


def test_what_others_say_after_a_comma_is_not_the_speakers() -> None:
    text = "The president stressed that the reforms were not complete, and rights groups warned that abuses went on."
    assert next(said(text, c) for c in claims(text)) == "that the reforms were not complete"


def test_a_denial_in_the_past_stands_beside_what_is_said_next() -> None:
    text = "Hezbollah denied having moved any weapons and called the attacks a violation of the truce."
    found = claims(text)
    assert [(said(text, c), c.stance) for c in found] == [
        ("having moved any weapons", "deny"),
        ("the attacks a violation of the truce", "assert"),
    ]


@pytest.mark.parametrize("text", ["No group has claimed responsibility.", "The rebels attacked members of a rival militia."])
def test_nobody_and_those_who_fight_say_nothing(text: str) -> None:
    assert claims(text) == ()


def test_who_is_mistaken_for_another_denies_nothing() -> None:
    assert only("The Israeli military said the troops had been mistaken for suspects because of the fog.").stance == "assert"


def test_the_accuser_does_not_deny_the_accusation() -> None:
    found = claims("The government has accused its leaders of taking money from gangs, an accusation which they reject.")
    assert [(c.stance, c.speakers) for c in found] == [("accuse", ("government",)), ("deny", ())]


def test_blaming_an_attack_on_someone_is_an_accusation() -> None:
    text = "The interior minister, John Reimberg, blamed the attack on Los Lobos."
    claim = only(text)
    assert (claim.stance, said(text, claim)) == ("accuse", "the attack on Los Lobos")


def test_what_fighters_claim_to_have_done_is_a_claim() -> None:
    text = "The rebels claimed to have shot down a drone over Goma."
    assert said(text, only(text)) == "to have shot down a drone over Goma"


def test_what_someone_goes_on_to_do_is_a_claim_of_its_own() -> None:
    text = "The prime minister urged the United States to restrain Israel and accused it of violating Resolution 1701."
    assert [(c.speakers, c.stance, said(text, c)) for c in claims(text)] == [
        (("prime minister",), "demand", "the United States to restrain Israel"),
        (("prime minister",), "accuse", "it of violating Resolution 1701"),
    ]


def test_a_reason_after_a_comma_belongs_to_what_is_said() -> None:
    text = "The army said its men had withdrawn, because they were surrounded."
    assert said(text, only(text)) == "its men had withdrawn, because they were surrounded"


def test_a_picture_that_shows_a_thing_is_a_claim() -> None:
    text = "Satellite images showed craters near the base."
    assert said(text, only(text)) == "craters near the base"


def test_whom_a_headline_counts_is_not_spoken_to() -> None:
    assert only("Army says 25 'terrorists' killed as civilians report drone deaths in Tinzaouaten").addressee is None


def test_a_body_named_before_the_noun_that_says_what_it_is_speaks() -> None:
    assert only("No one was hurt, according to the Magen David Adom ambulance service.").speakers == ("Magen David Adom",)
