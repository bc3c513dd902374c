"""Grouping the claims of a whole store, 10,000 and 100,000 of them, beside reading their words in the same run: `make bench`."""

from __future__ import annotations

import datetime as dt
import itertools
import random
import time
from typing import TYPE_CHECKING

import pytest

from geo.claim_facts import ClaimFacts, EventFacts
from geo.claim_groups import group_claims
from geo.claim_words import words_of

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

WORDS = 8_000
A_DAY = dt.date(2023, 1, 1)


def many_claims(number: int) -> list[ClaimFacts]:
    """Claims whose words are as frequent as words are (Zipf), of 400 towns and 700 days, fifteen an article."""
    chance = random.Random(7)  # noqa: S311
    made_up = ["".join(chance.choice("bcdfgklmnprst") + chance.choice("aeiou") for _ in range(3)) for _ in range(WORDS)]
    weights = list(itertools.accumulate(1 / (i + 1) for i in range(WORDS)))
    found = []
    for i in range(number):
        article = f"a{i // 15}"
        place = frozenset({f"gn:{i // 15 % 400}"})
        day = A_DAY + dt.timedelta(days=i // 15 % 700)
        content = " ".join(chance.choices(made_up, cum_weights=weights, k=chance.randrange(6, 14)))
        text = content if i % 15 else f"{chance.randrange(3, 90)} people were killed in {content}"
        event = EventFacts(f"{article}:event:0-4", "ASSAULT", place, (day, day))
        found.append(
            ClaimFacts(
                f"{article}:claim:{i}-{i + 1}", article, i, "deny" if i % 10 == 3 else "assert", text, (f"speaker {i % 800}",), fine=place,
                coarse=frozenset({"iso:SD"}), days=(day, day), said=day, events=() if i % 15 else (event,),
            )
        )  # fmt: skip
    return found


@pytest.mark.parametrize("number", [10_000, 100_000])
def bench_group_claims(benchmark: BenchmarkFixture, number: int) -> None:
    claims = many_claims(number)
    words_of.cache_clear()
    begun = time.process_time()
    for claim in claims:
        assert claim.words.content
    baseline = time.process_time() - begun

    def grouped() -> float:
        start = time.process_time()
        group_claims(claims)
        return time.process_time() - start

    seconds = benchmark.pedantic(grouped, rounds=1)
    benchmark.extra_info |= {
        "claims": number,
        "seconds of processor": round(seconds, 2),
        "times the reading of words": round(seconds / baseline, 1),
    }
