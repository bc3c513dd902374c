"""Clauses of a parse, also of one that is labelled oddly."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from geo.language.clauses import clause_head
from geo.language.parse import load_model


@pytest.mark.parametrize("label", ["ROOT", "dep", "conj", "nsubj", ""])
def test_the_head_of_a_sentence_heads_its_clause_however_it_is_labelled(label: str) -> None:
    doc = Doc(load_model().vocab, words=["Flood", "toll", "rises"], heads=[1, 1, 1], deps=["compound", label, "amod"], pos=["NOUN"] * 3)
    assert [clause_head(token).text for token in doc] == ["toll"] * 3
