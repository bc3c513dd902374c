"""The view and its form in the URL."""

from __future__ import annotations

import datetime as dt
import string
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from dashboard.evidence import under
from dashboard.explore import in_front
from dashboard.panel import act
from dashboard.state import TABS, View
from geo.filter import EVENT_TYPES, STANCES, Filter
from geo.frames import load_frames
from geo.importers.run import import_table
from tests.conftest import made_reading
from tests.importers.tables import UCDP, table, ucdp

if TYPE_CHECKING:
    from pathlib import Path

    from geo.store import Store

TEXT = st.text(string.printable + "éЖ“”🙂", min_size=1, max_size=20).filter(str.strip)
DAY = st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1))


@given(
    st.builds(
        View,
        filter=st.builds(
            Filter,
            actors=st.lists(TEXT, unique=True, max_size=3).map(tuple),
            since=st.none() | st.just(dt.date(1899, 1, 1)),
            until=st.none() | DAY,
            types=st.lists(st.sampled_from(EVENT_TYPES), unique=True, max_size=3).map(tuple),
            stances=st.lists(st.sampled_from(STANCES), unique=True, max_size=3).map(tuple),
            disputed=st.booleans(),
            place=st.none() | TEXT,
            article=st.none() | TEXT,
            text=st.none() | TEXT,
        ),
        tab=st.sampled_from(TABS),
        selected=st.none() | TEXT,
        reading=st.none() | TEXT,
        unplaced=st.booleans(),
        metonyms=st.booleans(),
        page=st.integers(1, 10_000),
    )
)
def test_every_view_comes_back_from_its_url(view: View) -> None:
    assert View.from_query(view.to_query()) == (view, None)


def test_the_plain_view_has_a_plain_url() -> None:
    assert View().to_query() == {}


def test_a_broken_link_opens_the_page_and_says_what_was_wrong() -> None:
    view, problem = View.from_query({"since": ["tomorrow"], "disputed": ["1"], "tab": ["claims", "places"], "page": ["-3"], "select": [""]})
    assert view == View(Filter(disputed=True), tab="places")
    assert problem is not None
    assert "'tomorrow' is not a date" in problem


def test_a_page_number_that_is_none_is_the_first_page() -> None:
    for page in ("0", "x", "²", "9" * 400):
        assert View.from_query({"page": [page]})[0].page == 1


def test_another_filter_goes_back_to_the_first_page_and_keeps_the_selection() -> None:
    view = View(selected="a:event:1-2", page=4).filtered(disputed=True)
    assert (view.page, view.selected, view.filter.disputed) == (1, "a:event:1-2", True)


def test_one_click_clears_filters_and_selection_and_stays_on_the_tab() -> None:
    view = View(Filter(actors=("Rebels",), disputed=True), tab="events", selected="a:event:1-2", unplaced=True)
    assert view.is_narrowed
    assert view.cleared() == View(tab="events")


def test_language_and_voice_travel_in_the_address_and_the_language_to_other_pages() -> None:
    view, problem = View.from_query({"lang": ["uk"], "voice": ["own"], "actor": ["Ana"], "page": ["3"]})
    assert problem is None
    assert view.to_query() == {"actor": ["Ana"], "page": ["3"], "voice": ["own"], "lang": ["uk"]}
    assert view.elsewhere() == {"actor": ["Ana"], "lang": ["uk"]}
    assert view.spoken() == {"lang": ["uk"]}
    assert view.cleared().lang == "uk"
    assert View.from_query({"lang": ["xx"], "voice": ["loud"]})[0] == View()


def test_the_tab_that_somebody_chose_stays_in_the_url_also_where_it_is_the_usual_one() -> None:
    assert View().to_query() == {}
    chosen = act(View(), {"do": "tab", "tab": "claims"})
    assert chosen.to_query() == {"tab": ["claims"]}
    assert View.from_query(chosen.to_query())[0].asked


def test_the_events_are_in_front_where_there_are_no_claims_unless_a_tab_was_chosen(store: Store, tmp_path: Path) -> None:
    (tmp_path / "u.csv").write_text(table(UCDP, ucdp(id="7")), encoding="utf-8")
    import_table("ucdp", tmp_path / "u.csv", store)
    imported = under(load_frames(store), View())
    assert in_front(imported, View()).tab == "events"
    assert in_front(imported, View.from_query({"tab": ["claims"]})[0]).tab == "claims"
    store.add_reading(made_reading())
    assert in_front(under(load_frames(store), View()), View()).tab == "claims"
