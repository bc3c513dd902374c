"""Contested Ground: page settings and navigation, nothing else. Run with `streamlit run streamlit_app.py`."""

import streamlit as st

from dashboard import explore
from dashboard.wording import say

st.set_page_config(page_title=say("name"), layout="wide", initial_sidebar_state="collapsed")
st.navigation([st.Page(explore.draw, title=say("name"), default=True)], position="hidden").run()
