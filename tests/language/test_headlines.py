from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.language.headlines import headline_as_sentence


@pytest.mark.parametrize(
    ("headline", "sentence"),
    [
        ("ARMY DENIES SHELLING HOSPITAL IN EL OBEID", "Army denies shelling hospital in El Obeid"),
        ("US STRIKES KILL 20 IN YEMEN'S HODEIDAH, HOUTHIS SAY", "US strikes kill 20 in Yemen's Hodeidah, Houthis say"),
        ("Russia Says It Shot Down 40 Ukrainian Drones Overnight", "Russia says it shot down 40 Ukrainian drones overnight"),
        ("Former White House Doctor Says Clinton Hid Problems", "Former White House doctor says Clinton hid Problems"),
        ("M23 Rebels Seize Town of Nyabibwe, Breaking Ceasefire", "M23 rebels seize town of Nyabibwe, breaking ceasefire"),
    ],
)
def test_headlines_are_written_as_sentences(headline: str, sentence: str) -> None:
    assert headline_as_sentence(headline) == sentence


@pytest.mark.parametrize(
    "text",
    [
        "Vladimir Putin, Volodymyr Zelensky, Donald Trump, Xi Jinping",
        "Russia said it shot down 40 Ukrainian drones overnight",
        "The Army said General Idris Denies It.",
        "BREAKING NEWS",
        "",
    ],
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert headline_as_sentence(text) == text


@given(
    st.text(max_size=80)
    | st.lists(st.sampled_from(["ARMY", "SAYS", "İSTANBUL", "ß", "Kyiv", "DENIES", "'S", ",", "Straße"]), max_size=9).map(" ".join)
)
@settings(deadline=None)
def test_offsets_hold(text: str) -> None:
    assert len(headline_as_sentence(text)) == len(text)
    assert headline_as_sentence(text).casefold() == text.casefold() or "İ" in text
