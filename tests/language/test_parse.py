"""Paragraphs and offsets."""

from __future__ import annotations

import textwrap

from hypothesis import given, settings
from hypothesis import strategies as st

from geo.language.parse import MAX_PARAGRAPH, paragraph_spans, parse


def words_of(text: str) -> list[str]:
    return [text[s:e] for s, e in paragraph_spans(text)]


def test_each_line_is_a_paragraph() -> None:
    assert words_of("First one.\n\n  Second one. \r\nThird") == ["First one.", "Second one.", "Third"]


def test_lines_wrapped_at_a_width_are_joined() -> None:
    long = "The two sides met in Juba on Monday to discuss a truce that neither has kept so far and that few expect to hold. " * 4
    text = textwrap.fill(long, 60) + "\n\n" + textwrap.fill(long, 60)
    assert [" ".join(p.split()) for p in words_of(text)] == [long.strip()] * 2


def test_a_very_long_paragraph_is_cut_after_a_sentence() -> None:
    text = "One more sentence of nothing in particular. " * 2000
    parts = words_of(text)
    assert len(parts) > 1
    assert all(p.endswith(".") and len(p) <= MAX_PARAGRAPH for p in parts)
    assert "".join(parts).replace(" ", "") == text.replace(" ", "")


@given(st.text(max_size=300))
@settings(deadline=None)
def test_paragraphs_hold_every_character_that_is_not_white_space(text: str) -> None:
    assert "".join("".join(words_of(text)).split()) == "".join(text.split())


def test_tokens_stay_at_their_place_in_the_article() -> None:
    text = "“We’ll stay,” said Ms Öz — in Şırnak.\nNothing else."
    parsed = parse(text)
    for paragraph in parsed.paragraphs:
        for token in paragraph.doc:
            start, end = paragraph.span(token)
            assert parsed.plain[start:end] == token.text
    assert len(parsed.plain) == len(text)


def test_an_empty_text_has_no_paragraph() -> None:
    assert parse("").paragraphs == ()
    assert parse(" \n ").paragraphs == ()


def test_the_first_sentence_begins_after_the_dateline() -> None:
    (paragraph,) = parse("PORT SUDAN, Sudan (AFP) - Sudan's army said it had won.").paragraphs
    assert [str(s) for s in paragraph.doc.sents][-1] == "Sudan's army said it had won."
    (paragraph,) = parse("GENEVA, Jan 28 (Reuters) - Aid is late.").paragraphs
    assert [str(s) for s in paragraph.doc.sents][-1] == "Aid is late."
    (paragraph,) = parse("Ana Diaz - the mayor - left.").paragraphs
    assert next(paragraph.doc.sents)[0].text == "Ana"
    assert len(list(paragraph.doc.sents)) == 1
