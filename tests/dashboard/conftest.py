"""What the tests of the pages share."""

from __future__ import annotations

import pytest
import streamlit as st


@pytest.fixture(autouse=True)
def _nothing_cached() -> None:
    """Frames that a test makes have no key: what was drawn of another test's must not stand for them."""
    st.cache_data.clear()
