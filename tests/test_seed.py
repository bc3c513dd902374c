"""The seed article against the answers of a careful reader, with honest floors: no result of it is typed in anywhere else."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from geo.intake import read_file
from geo.language.reader import read_article
from tests.conftest import SEED
from tests.seed_answers import CLAIMS, DATES, DISPUTES, EVENTS, PLACES, ExpectedClaim, ExpectedEvent

if TYPE_CHECKING:
    import datetime as dt

    from geo.records import Claim, Event, Reading, Span


@pytest.fixture(scope="module")
def seed() -> Reading:
    return read_article(read_file(SEED).article)


def at(text: str, words: str) -> Span:
    """Return the span of `words`, or of their n-th occurrence as `words#n`."""
    plain, _, nth = words.partition("#")
    found = [m.span() for m in re.finditer(rf"\b{re.escape(plain)}" if plain[0].isalnum() else re.escape(plain), text)]
    return found[int(nth or 1) - 1]


def overlap(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def same_words(names: tuple[str, ...]) -> set[str]:
    return {n.replace("’", "'").removeprefix("the ").removeprefix("The ") for n in names}


def match_event(seed: Reading, expected: ExpectedEvent) -> Event | None:
    span = at(seed.article.text, expected.trigger)
    found = (e for e in seed.events if e.type in expected.types and any(overlap(span, s) for s in (e.trigger, *e.spans)))
    return next(found, None)


def match_claim(seed: Reading, expected: ExpectedClaim) -> Claim | None:
    cue, content = at(seed.article.text, expected.cue), at(seed.article.text, expected.content)
    for claim in seed.claims:
        if (overlap(claim.cue, cue) or overlap(claim.cue, content)) and any(overlap(s, content) for s in claim.content):
            return claim
    return None


@pytest.mark.parametrize(("name", "kind", "metonym", "mentions"), PLACES, ids=[p[0] for p in PLACES])
def test_every_mention_of_each_place_is_found_and_placed(
    seed: Reading,
    name: str,
    kind: str,
    metonym: bool,
    mentions: tuple[str, ...],
) -> None:
    found = {(m.start, m.end): m for m in seed.mentions}
    for words in mentions:
        mention = found[at(seed.article.text, words)]
        assert mention.place is not None
        assert (mention.place.name, mention.place.kind, mention.metonym) == (name, kind, metonym)


def test_nothing_else_is_taken_for_a_place(seed: Reading) -> None:
    expected = {at(seed.article.text, words) for *_, mentions in PLACES for words in mentions} | {at(seed.article.text, "Ukraine#4")}
    extra = {m.text for m in seed.mentions if (m.start, m.end) not in expected}
    assert extra == set()


def test_the_villages_are_a_group_of_eight_in_sumy_oblast_with_no_point(seed: Reading) -> None:
    (group,) = (m.place for m in seed.mentions if m.place is not None and m.place.kind == "group")
    assert (group.count, group.within, group.lat, group.lon) == (8, "ne:UA-59", None, None)


def test_all_six_dates_resolve(seed: Reading) -> None:
    found = {(d.start, d.end): (str(d.date_start), str(d.date_end), d.precision) for d in seed.dates}
    for words, start, end, precision in DATES:
        assert found[at(seed.article.text, words)] == (start, end, precision)


def test_the_ceasefires_thirty_days_are_a_duration(seed: Reading) -> None:
    (duration,) = (d for d in seed.dates if d.text == "30-day")
    assert (duration.type, duration.value, duration.date_start) == ("DURATION", "P30D", None)


def iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def test_events_are_found_with_their_place_source_and_date(seed: Reading) -> None:
    pairs = [(x, e) for x in EVENTS if (e := match_event(seed, x)) is not None]
    assert len(pairs) >= 9, [x.trigger for x in EVENTS if match_event(seed, x) is None]
    assert len(seed.events) <= 20
    names = {p.place_id: p.name for p in seed.places.values()}
    right_place = sum((names[e.place_ids[0]] if e.place_ids else None) == x.place for x, e in pairs)
    right_source = sum(same_words(e.sources) == same_words(x.sources) for x, e in pairs)
    right_date = sum((iso(e.when.date_start), iso(e.when.date_end)) == x.dates for x, e in pairs)
    for right in (right_place, right_source, right_date):
        assert right >= 0.8 * len(pairs), (right_place, right_source, right_date, len(pairs))


def test_claims_are_found_with_their_speaker_and_stance(seed: Reading) -> None:
    right = [
        x.cue
        for x in CLAIMS
        if (c := match_claim(seed, x)) is not None and same_words(c.speakers) == same_words(x.speakers) and c.stance == x.stance
    ]
    assert len(right) >= 14, [x.cue for x in CLAIMS if x.cue not in right]
    assert len(seed.claims) <= 26


def test_the_encirclement_is_disputed_by_officials_military_and_soldier_and_nothing_else_is(seed: Reading) -> None:
    text = seed.article.text
    found = {
        (text[slice(*c.cue)], text[slice(*seed.claims[r.claim].cue)], r.degree)
        for c in seed.claims
        for r in c.relations
        if r.type == "disputes"
    }
    assert found == set(DISPUTES)


def test_every_span_reads_back_from_the_article(seed: Reading) -> None:
    size = len(seed.article.text)
    for mention in (*seed.mentions, *seed.dates):
        assert seed.article.text[mention.start : mention.end] == mention.text
    spans = [e.trigger for e in seed.events] + [s for c in seed.claims for s in (c.cue, *c.content, *c.speaker_spans)]
    spans += [s for a in seed.actors for s in a.mentions]
    assert all(0 <= s < e <= size for s, e in spans)


def test_without_a_day_of_publication_relative_dates_stay_unresolved(seed: Reading) -> None:
    undated = read_article(replace(seed.article, published=None))
    assert {d.text for d in undated.dates} == {d.text for d in seed.dates}
    assert {d.date_start for d in undated.dates} == {None}
