"""The article reader: every mark at its own words, and nothing of the text lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.article import excerpt, paragraphs, passages_of, pieces, reader
from dashboard.evidence import under
from dashboard.state import View
from geo.frames import Frames, load_frames
from tests.conftest import TEXT, span

if TYPE_CHECKING:
    from dashboard.evidence import Reading
    from geo.store import Store


@pytest.fixture
def frames(filled: Store) -> Frames:
    return load_frames(filled)


def claim(frames: Frames, stance: str) -> str:
    return frames.claims.loc[frames.claims["stance"] == stance, "claim_id"].iloc[0]


def whole(frames: Frames) -> Reading:
    reading = under(frames, View()).reading(View())
    assert reading is not None
    return reading


def words(blocks: list[list[dict[str, Any]]]) -> list[str]:
    return ["".join(p["text"] for p in block) for block in blocks]


def test_the_text_stands_whole_paragraph_by_paragraph(frames: Frames) -> None:
    shown = reader(whole(frames), None, passages=False)
    assert words(shown["paragraphs"]) == TEXT.split("\n")
    assert shown["title"] == "=Shelling of Goma"
    assert shown["facts"] == "published Sat 4 May 2024"


def test_marks_stand_at_their_words_and_explain_themselves(frames: Frames) -> None:
    shown = reader(whole(frames), None, passages=False)
    marked = {
        (p["text"], shown["marks"][i]["layer"]): shown["marks"][i]["title"]
        for block in shown["paragraphs"]
        for p in block
        for i in p["marks"]
    }
    assert marked["Goma", "places"] == "Goma (town or village), confidence 0.90"
    assert marked["shelled", "events"].startswith("Attack (ASSAULT); Rebels")
    assert marked["said", "claims"] == "the army: Asserted"
    assert marked["3 May 2024", "dates"] == "Fri 3 May 2024"
    assert [layer["id"] for layer in shown["layers"]] == ["places", "dates", "events", "claims"]


def test_a_selected_claim_is_highlighted_at_cue_and_content(frames: Frames) -> None:
    shown = reader(whole(frames), claim(frames, "deny"), passages=False)
    hot = " ".join("".join(p["text"] for p in block if p["hot"]) for block in shown["paragraphs"])
    assert hot.strip() == "deniedthat it had shelled the city"
    assert shown["focus"]


def test_a_disputed_claim_opens_with_the_passages_that_dispute_it(frames: Frames) -> None:
    _, spans = passages_of(frames, claim(frames, "assert"))
    assert span("said") in spans
    assert span("that it had shelled the city") in spans


def test_the_excerpt_is_the_paragraph_of_the_selected_row(frames: Frames) -> None:
    event = frames.events.loc[frames.events["type"] == "CONSULT", "event_id"].iloc[0]
    shown = excerpt(frames, event)
    assert shown is not None
    assert shown["label"] == "In the article, paragraph 2"
    assert ["Talks", "hot"] in shown["pieces"]
    assert excerpt(frames, "no such row") is None


def test_an_empty_store_has_no_article(store: Store) -> None:
    nothing = load_frames(store)
    assert reader(whole(nothing), None, passages=False) == {"none": "No article to show."}


SPANS = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted).map(tuple)


@given(st.text("ab <&\n“", max_size=40), st.lists(SPANS, max_size=6), st.lists(SPANS, max_size=3))
def test_pieces_put_together_are_the_text(text: str, spans: list[tuple[int, int]], hot: list[tuple[int, int]]) -> None:
    marks = [{"start": s, "end": e} for s, e in spans if s < e]
    made = pieces(text, 0, len(text), marks, [h for h in hot if h[0] < h[1]])
    assert "".join(p["text"] for p in made) == text
    at = 0
    for piece in made:
        end = at + len(piece["text"])
        assert piece["marks"] == sorted(piece["marks"], key=lambda i: marks[i]["end"] - marks[i]["start"])
        assert set(piece["marks"]) == {i for i, m in enumerate(marks) if m["start"] < end and m["end"] > at}
        at = end


def test_blank_lines_are_no_paragraphs() -> None:
    assert [("a\n \r\n b"[s:e]) for s, e in paragraphs("a\n \r\n b")] == ["a", " b"]


def test_a_long_article_waits_until_its_tab_is_in_front(frames: Frames) -> None:
    assert reader(whole(frames), None, passages=False, longest=50) == {"none": ""}
    assert reader(whole(frames), None, passages=False, longest=len(TEXT))["paragraphs"]
