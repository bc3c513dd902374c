"""What the parser gets wrong and the words show is mended on the parse."""

from __future__ import annotations

import pytest

from geo.language.parse import parse


def heads(text: str) -> dict[str, tuple[str, str, str]]:
    (paragraph,) = parse(text).paragraphs
    return {t.text: (t.head.text, t.dep_, t.pos_) for t in paragraph.doc}


def test_what_someone_goes_on_to_do_is_not_what_he_urged_others_to_do() -> None:
    found = heads("The prime minister urged Kenya to restrain Sudan and accused it of arming rebels.")
    assert found["accused"][:2] == ("urged", "conj")
    assert found["and"][0] == "urged"


@pytest.mark.parametrize("text", ["He urged Kenya to restrain Sudan and arm Chad.", "He wanted to stay and Kenya accused him of lying."])
def test_what_others_are_urged_to_do_stays_what_they_are_urged_to_do(text: str) -> None:
    assert ("urged", "conj") not in {h[:2] for h in heads(text).values()}
    assert ("wanted", "conj") not in {h[:2] for w, h in heads(text).items() if w != "accused"}


def test_that_before_a_comma_is_what_was_dismissed() -> None:
    found = heads("The army's spokesman, Nadav Levi, dismissed that, telling reporters that both men had been armed.")
    assert found["dismissed"][1] == "ROOT"
    assert found["telling"][:2] == ("dismissed", "advcl")


def test_a_plural_that_claims_to_have_done_something_has_a_verb() -> None:
    assert heads("Anti-junta fighters in Myanmar claim to have overrun a military outpost.")["claim"][2] == "VERB"
    assert heads("The claim to the island is old.")["claim"][2] == "NOUN"
