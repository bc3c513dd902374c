"""The article reader: every mark at its own words, and nothing of the text lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.article import excerpt, paragraphs, passages_of, pieces, reader
from dashboard.evidence import under
from dashboard.state import View
from geo.corrections import Correction
from geo.frames import Frames, load_frames
from tests.browser.review_articles import reading as kassala
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


def explanations(shown: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (p["text"], shown["marks"][i]["layer"]): shown["told"][shown["marks"][i]["why"]]
        for block in shown["paragraphs"]
        for p in block
        for i in p["marks"]
    }


def test_marks_stand_at_their_words_and_explain_themselves(frames: Frames) -> None:
    shown = reader(whole(frames), None, passages=False)
    told = explanations(shown)
    assert told["Goma", "places"] == {"title": "Goma (town or village)", "lines": ["named once; confidence 0.90"]}
    assert told["shelled", "events"]["title"] == "Attack (ASSAULT)"
    assert told["shelled", "events"]["lines"] == ["Rebels", "Fri 3 May 2024 (from its own words)", "Goma"]
    assert told["said", "claims"]["title"] == "the army: Asserted"
    assert "Disputed by Rebels" in told["said", "claims"]["lines"]
    assert told["3 May 2024", "dates"]["title"] == "Fri 3 May 2024"
    assert told["Rebels", "actors"] == {"title": "Rebels (armed group)", "lines": ["In 1 event; says 1 claim"]}
    assert told["the army", "actors"]["lines"][0] == "Also: FARDC"
    assert [layer["id"] for layer in shown["layers"]] == ["places", "actors", "dates", "events", "claims"]


def test_a_place_says_what_it_was_chosen_over_and_why(store: Store) -> None:
    store.add_reading(kassala(1))
    frames = load_frames(store)
    told = explanations(reader(whole(frames), None, passages=False))["Kassala", "places"]
    assert told["title"] == "Kassala State (region), chosen over Kassala (town or village)"
    assert told["lines"] == ["region in Sudan; the article speaks of the region elsewhere", "named 2 times; confidence 0.55"]
    assert told["candidates"] == [
        {"name": "Kassala State, Sudan", "score": "0.55", "reason": ""},
        {"name": "Kassala, Kassala State, Sudan", "score": "0.45", "reason": "town or village in Sudan"},
    ]


def test_a_place_set_by_hand_says_so_and_why(store: Store) -> None:
    made = kassala(1)
    store.add_reading(made)
    first = made.row_id("mention", (made.mentions[0].start, made.mentions[0].end))
    town = made.mentions[0].candidates[1].place
    store.correct_all([Correction(first, "place_id", town.place_id, "the hospital named is in the town", made_by="Ana")], [town])
    frames = load_frames(store)
    shown = reader(whole(frames), None, passages=False)
    mark = next(m for m in shown["marks"] if m.get("check") == first)
    assert shown["told"][mark["why"]]["title"] == "Kassala (town or village)"
    assert shown["told"][mark["why"]]["lines"] == ["Corrected: the hospital named is in the town", "named once; set by hand"]
    assert mark["id"] == town.place_id


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
