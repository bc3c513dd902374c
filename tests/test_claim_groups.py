from __future__ import annotations

import datetime as dt
import random
from typing import TYPE_CHECKING

import pytest

from geo.claim_facts import claim_facts, corrected_facts
from geo.claim_groups import ClaimGroup, group_claims
from tests.claim_texts import BUKAVU, KHARTOUM, MONDAY, NOWHERE, SOUTH_KIVU, UNDATED, attack, claim
from tests.conftest import span
from tests.many_rows import correct, fill, varied_reading

if TYPE_CHECKING:
    from pathlib import Path

    from geo.claim_facts import ClaimFacts
    from geo.store import Store

BUKAVU_PLACE = {"fine": frozenset({BUKAVU}), "coarse": frozenset({SOUTH_KIVU, "iso:CD"})}


def shapes(*claims: ClaimFacts) -> list[list[tuple[str, str]]]:
    """Each group as the articles and roles of its claims."""
    return [[(m.claim_id.split(":")[0], m.role) for m in g.members] for g in group_claims(claims)]


def only(*claims: ClaimFacts) -> ClaimGroup:
    (group,) = group_claims(claims)
    return group


def test_the_same_words_of_one_place_and_day_are_one_proposition() -> None:
    group = only(claim("a", "Rebels shelled the market in Goma"), claim("b", "The market of Goma was shelled by rebels on Monday"))
    assert [m.role for m in group.members] == ["holds", "holds"]
    assert not group.disputed
    reasons = {r.kind: r.values for r in group.members[1].reasons}
    assert set(reasons) == {"words", "place", "day"}
    assert set(reasons["words"]) == {"market", "Goma", "shelled", "rebels"}
    assert reasons["day"] == ("2025-01-27",)


def test_another_town_another_day_or_another_country_is_another_matter() -> None:
    first = claim("a", "Rebels shelled the market in Goma")
    assert len(shapes(first, claim("b", "Rebels shelled the market in Bukavu", **BUKAVU_PLACE))) == 2
    assert len(shapes(first, claim("b", "Rebels shelled the market in Goma", day=MONDAY + dt.timedelta(days=40)))) == 2
    mad_cow = "its first case of mad cow disease"
    assert len(shapes(claim("a", mad_cow, "Sweden", **NOWHERE, **UNDATED), claim("b", mad_cow, "Canada", **NOWHERE, **UNDATED))) == 2


def test_a_few_common_words_make_nothing_one() -> None:
    assert len(shapes(claim("a", "a public emergency in the province", **NOWHERE), claim("b", "the public emergency", **NOWHERE))) == 2


def test_a_denial_stands_beside_what_it_denies_in_another_article() -> None:
    group = only(
        claim("a", "Rebels captured the airport of Goma"),
        claim("b", "that rebels had captured the airport", "Congo's government", stance="deny"),
        claim("c", "Rebels have not captured the airport in Goma", "Kenya"),
    )
    assert [m.role for m in group.members] == ["holds", "denies", "denies"]
    assert group.disputed
    assert group.articles == 3


def test_a_denial_of_something_else_stands_alone() -> None:
    claims = claim("a", "Rebels captured the airport of Goma"), claim("b", "that its soldiers had looted shops", "Congo", stance="deny")
    assert shapes(*claims) == [[("a", "holds")], [("b", "denies")]]


def test_who_speaks_of_itself_is_found_in_the_denial() -> None:
    said = claim("a", "they had captured the city of Goma", "M23 rebels")
    denied = claim("b", "that Goma had been captured by the M23 rebels", "Congo's government", stance="deny")
    assert shapes(said, denied) == [[("a", "holds"), ("b", "denies")]]


def test_nobody_disputes_himself() -> None:
    claims = claim("a", "Rebels captured the airport of Goma", "Kenya"), claim("b", "Rebels have not captured the airport of Goma", "Kenya")
    assert len(shapes(*claims)) == 2


def test_disputes_of_one_article_are_kept_and_follow_their_claim_over_articles() -> None:
    first = claim("a", "Rebels shelled the market in Goma")
    again = claim("b", "Rebels shelled the market of Goma", "the army")
    answer = claim("b", "these claims", "the rebels", stance="deny", start=50, disputes=(again.claim_id,), in_part=(again.claim_id,))
    assert shapes(first, again, answer) == [[("a", "holds"), ("b", "holds"), ("b", "denies_in_part")]]


def test_a_denial_of_two_claims_stands_with_both() -> None:
    one, two = claim("a", "Rebels shelled the market in Goma"), claim("a", "The hospital has no water left", "a doctor", start=20)
    answer = claim("a", "both reports", "the rebels", stance="deny", start=50, disputes=(one.claim_id, two.claim_id))
    assert shapes(one, two, answer) == [[("a", "holds"), ("a", "denies")], [("a", "holds"), ("a", "denies")]]


def test_what_repeats_a_denial_denies_too() -> None:
    one = claim("a", "Rebels shelled the market in Goma")
    answer = claim("a", "this", "the rebels", stance="deny", start=50, disputes=(one.claim_id,))
    echo = claim("a", "that account", "Rwanda", stance="deny", start=90, same=(answer.claim_id,))
    assert shapes(one, answer, echo) == [[("a", "holds"), ("a", "denies"), ("a", "denies")]]


def test_claims_that_dispute_each_other_begin_with_the_first() -> None:
    one = claim("a", "Rebels shelled the market in Goma", disputes=("a:claim:50-54",))
    two = claim("a", "The army set fire to it", "the rebels", start=50, disputes=("a:claim:0-4",))
    assert shapes(one, two) == [[("a", "holds"), ("a", "denies")]]


def test_different_figures_of_one_event_are_a_range_with_each_speaker() -> None:
    group = only(
        claim("a", "17 people were killed in Goma on Monday", "the Red Cross", events=(attack("a"),)),
        claim("b", "at least 25 died", "Kenya", events=(attack("b"),)),
        claim("c", "between 20 and 40 people were killed in the fighting in Goma", "the UN", events=(attack("c"),)),
    )
    assert group.ranges == {"killed": (17, 40)}
    assert [(f.claim_id[0], f.words) for f in group.figures] == [("a", "17"), ("b", "at least 25"), ("c", "between 20 and 40")]
    assert "event" in {r.kind for r in group.members[1].reasons}


def test_another_account_of_an_event_does_not_say_what_the_first_says() -> None:
    group = only(
        claim("a", "it had killed a commander in an air strike on Goma", "the army", events=(attack("a"),)),
        claim("b", "the air strike on Goma killed at least eight people", "residents", events=(attack("b"),)),
        claim("b", "that account", "the army", stance="deny", start=70, disputes=("b:claim:0-4",)),
    )
    assert [m.role for m in group.members] == ["holds", "account", "account"]
    assert group.disputed


def test_a_not_of_another_day_needs_more_words_than_the_villages() -> None:
    region = {"fine": frozenset(), "coarse": frozenset({"ne:UA-63"})}
    said = claim("a", "its troops had captured five villages in the border district", "Russia", **region)
    other = claim("b", "that the troops had not captured the villages", "Ukraine", **region, day=MONDAY + dt.timedelta(days=2))
    assert len(shapes(said, other)) == 2


def test_another_figure_disputes_the_first_without_denying_the_event() -> None:
    first = claim("a", "33 people were killed in the strike on the market", "the ministry")
    other = claim(
        "a", "only three people were killed in the strike", "the army", start=60, disputes=(first.claim_id,), in_part=(first.claim_id,)
    )
    group = only(first, other)
    assert [m.role for m in group.members] == ["holds", "account"]
    assert group.members[1].reasons[0].kind == "other_figure"
    assert group.disputed
    assert group.ranges == {"killed": (3, 33)}


def test_who_denies_the_whole_denies_it_with_another_figure_too() -> None:
    first = claim("a", "rebels overran an outpost and killed 30 people", "the rebels")
    second = claim("a", "the outpost is in our hands and only four people died", "the army", start=60, disputes=(first.claim_id,))
    assert [m.role for m in only(first, second).members] == ["holds", "denies"]


def test_figures_of_two_places_or_days_are_never_one_range() -> None:
    first = claim("a", "17 people were killed", events=(attack("a"),))
    elsewhere = claim(
        "b", "25 people were killed", events=(attack("b", KHARTOUM),), fine=frozenset({KHARTOUM}), coarse=frozenset({"iso:SD"})
    )
    later = MONDAY + dt.timedelta(days=5)
    assert len(shapes(first, elsewhere, claim("c", "25 people were killed", events=(attack("c", day=later),), day=later))) == 3


def test_unlike_figures_without_place_or_day_keep_apart() -> None:
    texts = "12 people were killed by a bomb in the market", "40 people were killed by a bomb in the market"
    assert len(shapes(*(claim(a, t, **NOWHERE, **UNDATED) for a, t in zip("ab", texts, strict=True)))) == 2


def test_what_lasts_may_be_said_again_much_later() -> None:
    text = "Rwanda is backing the rebels with weapons and troops"
    group = only(claim("a", text, **NOWHERE), claim("b", text, "Washington", **NOWHERE, day=MONDAY + dt.timedelta(days=90)))
    assert [r.kind for r in group.members[1].reasons] == ["words", "later"]


def test_a_demand_is_no_account_of_what_was_demanded() -> None:
    demanded = claim("a", "Soldiers in the city should lay down their weapons", stance="demand")
    assert len(shapes(demanded, claim("b", "Soldiers in the city lay down their weapons"))) == 2


def test_groups_do_not_drift_from_what_began_them() -> None:
    words = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "theta", "kappa", "lambda", "omega"]
    claims = [claim(chr(97 + i), " ".join(words[i : i + 5])) for i in range(6)]
    first, *_ = group_claims(claims)
    texts = [set(c.text.split()) for c in claims if any(m.claim_id == c.claim_id for m in first.members)]
    assert len(texts) > 1
    assert all(len(texts[0] & t) >= 2 for t in texts)


@pytest.mark.parametrize("seed", range(3))
def test_the_order_in_which_claims_come_changes_nothing(seed: int) -> None:
    texts = ("Rebels shelled the market in Goma", "Rebels did not shell the market in Goma", "The port of Goma burns since noon")
    claims = [claim(f"a{i}", texts[i % 3], f"speaker {i}", said=MONDAY + dt.timedelta(days=i % 4)) for i in range(9)]
    mixed = random.Random(seed).sample(  # noqa: S311
        claims, len(claims)
    )
    assert group_claims(mixed) == group_claims(claims)


def test_every_claim_of_a_store_stands_in_a_group(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path)
    facts, _ = claim_facts(store)
    groups = group_claims(facts)
    assert {m.claim_id for g in groups for m in g.members} == {f.claim_id for f in facts}
    assert all(g.members[0].answers is None for g in groups)


def test_facts_have_the_corrections(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path)
    before = {f.claim_id: f for f in claim_facts(store)[0]}
    correct(store)
    after = {f.claim_id: f for f in claim_facts(store)[0]}
    gone, dated, renamed = (varied_reading(n).row_id("claim", span("denied")) for n in (1, 2, 4))
    assert set(before) - set(after) == {gone}
    assert after[dated].days[0] == dt.date(2024, 5, 1)
    assert after[renamed].speakers == ("M23",)


def test_facts_are_the_same_from_tables_and_from_frames(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path)
    plain, names = claim_facts(store)
    with store.reading() as connection:
        from_frames = corrected_facts(connection, names, sorted({f.article_id for f in plain}))
    assert sorted(from_frames, key=lambda f: f.claim_id) == sorted(plain, key=lambda f: f.claim_id)
