"""Numbers of victims: what they count, whose event they belong to, and who gives them."""

from __future__ import annotations

import pytest

from geo.language.propositions import load_derivations
from geo.language.reader import read_article
from geo.records import Article


def tolls(text: str) -> dict[str, list[tuple[str, int | None, int | None, str, tuple[str, ...]]]]:
    """Return for each trigger its numbers: kind, least, most, words and speakers."""
    found = read_article(Article(text))
    return {
        text[slice(*e.trigger)]: [(t.kind, t.least, t.most, text[slice(*t.span)], t.speakers) for t in e.tolls]
        for e in found.events
        if e.tolls
    }


def test_each_speaker_has_a_number_of_its_own_for_one_event() -> None:
    text = (
        "Shelling of a market in Goma killed at least 12 people and wounded 30, the army said.\n\n"
        "The M23 rebels said 40 civilians had been killed in the shelling."
    )
    assert tolls(text) == {
        "Shelling": [
            ("killed", 12, None, "at least 12", ("army",)),
            ("wounded", 30, 30, "30", ("army",)),
            ("killed", 40, 40, "40", ("M23",)),
        ]
    }


def test_what_nobody_is_quoted_for_the_article_says_itself() -> None:
    assert tolls("Police arrested 15 protesters in Kinshasa.") == {"arrested": [("captured", 15, 15, "15", ())]}


@pytest.mark.parametrize(
    "text",
    [
        "The army denied that 40 people had been killed in Goma.",
        "Rebels shelled Goma for 12 days.",
        "Rebels fired 40 rockets at Goma.",
        "The minister said 12 people attended the talks in Goma.",
    ],
)
def test_what_counts_no_victims_or_is_denied_is_no_toll(text: str) -> None:
    assert tolls(text) == {}


def test_a_number_belongs_to_the_event_that_can_have_such_victims() -> None:
    found = tolls("The bombardment of Kutum killed 18 people and more than 4,000 fled the town.")
    assert [t[:3] for t in found["bombardment"]] == [("killed", 18, 18)]
    assert [t[:3] for t in found["fled"]] == [("displaced", 4000, None)]


def test_at_most_is_no_least() -> None:
    assert [t[1:4] for t in tolls("An air strike on Kutum killed up to 30 people.")["air strike"]] == [(None, 30, "up to 30")]


def test_whatever_is_measured_has_a_name_and_events() -> None:
    rules = load_derivations()
    assert set(rules.tolls) == set(rules.measures)
