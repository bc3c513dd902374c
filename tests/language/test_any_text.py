"""Whatever the text: the reading ends, every span lies in it and reads back as stated, and the reading can be written and kept."""

from __future__ import annotations

import datetime as dt
import json
import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.language.reader import read_article
from geo.records import Article
from geo.serialise import to_json
from geo.store import open_store
from tests.fuzz.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EXAMPLES = 2_000 if os.environ.get("CONTESTED_SOAK") else 30
PUBLISHED = dt.date(2024, 5, 3)

PIECES = st.sampled_from(WORDS)
NEWS = st.lists(PIECES, min_size=1, max_size=60).map(" ".join)
ANY = st.text(min_size=1, max_size=300)
REPEATED = st.builds(lambda piece, n: (piece + " ") * n, PIECES, st.integers(20, 120))


def spans_of(value: Any) -> Iterator[tuple[int, int]]:
    """Every [start, end] in a reading's object."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("start", "end") and isinstance(inner, int) and key == "start":
                yield inner, value["end"]
            elif key in ("cue", "trigger"):
                yield tuple(inner)
            elif key in ("content", "spans", "speaker_spans"):
                yield from map(tuple, inner)
            else:
                yield from spans_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from spans_of(inner)


def check(text: str) -> None:
    reading = read_article(Article(text, published=PUBLISHED))
    made = to_json(reading)
    for start, end in spans_of(made):
        assert 0 <= start < end <= len(text)
    for mention in reading.mentions:
        assert text[mention.start : mention.end] == mention.text
    for mention in reading.dates:
        assert text[mention.start : mention.end] == mention.text
    for claim in made["claims"]:
        assert all(0 <= e < len(made["events"]) for e in claim["events"])
        assert all(0 <= r["claim"] < len(made["claims"]) for r in claim["relations"])
    json.dumps(made, ensure_ascii=False, allow_nan=False).encode("utf-8", "surrogatepass")


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(NEWS, NEWS, ANY, REPEATED))
def test_every_span_of_any_text_lies_in_it(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        "\ud800 said Kyiv", "“" * 5_000, "(" * 5_000, "1,000," * 2_000, "a" * 20_000, "Kyiv, " * 800, "he said " * 400,
        "\n" * 5_000 + "Kyiv",
        "between " * 2_000, "10 km north of " * 1_000, "- " * 5_000, "A. " * 5_000, "12:34:56 " * 2_000, "48.5 37.9 " * 2_000,
        "x@y." * 3_000,
        "“He said ‘" * 1_000, "the X, Y and " * 400, "\u0301" * 5_000, "İ" * 5_000, "２０２４年５月" * 500,
    ],
    ids=lambda t: ascii(t[:12]),
)  # fmt: skip
def test_texts_made_to_break_rules_are_read(text: str) -> None:
    check(text)


@pytest.mark.sqlite
def test_a_text_with_null_bytes_and_lone_surrogates_can_be_kept(tmp_path: Path) -> None:
    store = open_store(tmp_path / "s.sqlite")
    assert store.add_reading(read_article(Article("Rebels shelled Goma\x00 on Tuesday, \ud800 the army said.", published=PUBLISHED)))


def test_who_says_that_who_says_is_kept() -> None:
    text = "TASS reported that President Vladimir Putin said the offensive would continue. Ukraine's army said it would hold."
    claims = read_article(Article(text, published=PUBLISHED)).claims
    assert [(c.speakers, c.within) for c in claims] == [(("TASS",), None), (("Vladimir Putin",), 0), (("Ukraine's army",), None)]
