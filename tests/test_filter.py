"""The Filter: what it refuses, and its form in a URL."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError
from geo.filter import Filter, parse_bbox, parse_date


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ({"since": ["yesterday"]}, "'yesterday' is not a date; write it as YYYY-MM-DD"),
        ({"since": ["2025-02-30"]}, "'2025-02-30' is not a date"),
        ({"since": ["2025-03-02"], "until": ["2025-03-01"]}, "2025-03-02 is after the last day 2025-03-01"),
        ({"type": ["WAR"]}, "'WAR' is not a known event type; use one of AGREE"),
        ({"stance": ["lie"]}, "'lie' is not a known stance"),
        ({"bbox": ["1,2,3"]}, "'1,2,3' is not a box"),
        ({"bbox": ["0,50,10,40"]}, "'0,50,10,40' is not a box"),
        ({"bbox": ["nan,0,1,1"]}, "is not a box"),
    ],
)
def test_what_no_row_could_match_is_refused_in_one_sentence(query: dict[str, list[str]], complaint: str) -> None:
    with pytest.raises(InputError, match=complaint.replace("(", r"\(")):
        Filter.from_query(query)


def test_a_box_may_cross_the_antimeridian() -> None:
    assert Filter(bbox=parse_bbox("170,-20,-170,-10")).bbox == (170.0, -20.0, -170.0, -10.0)


def test_unknown_keys_and_empty_values_are_left_alone() -> None:
    assert Filter.from_query({"utm_source": ["x"], "actor": [""], "text": [""], "disputed": ["0"]}).is_empty


@given(st.text(max_size=20))
def test_no_text_makes_the_date_parser_fail_otherwise_than_by_its_sentence(text: str) -> None:
    try:
        assert isinstance(parse_date(text), dt.date)
    except InputError as error:
        assert str(error).endswith("for example 2025-03-15.")


@given(
    st.dictionaries(
        st.sampled_from(["actor", "place", "text", "article", "bbox", "since", "type"]), st.lists(st.text(max_size=8), max_size=3)
    )
)
def test_any_url_query_gives_a_filter_or_a_sentence(query: dict[str, list[str]]) -> None:
    try:
        chosen = Filter.from_query(query)
    except InputError as error:
        assert str(error).endswith(".")
    else:
        assert Filter.from_query(chosen.to_query()) == chosen
