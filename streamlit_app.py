"""Contested Ground: page settings and navigation, nothing else. Run with `streamlit run streamlit_app.py`."""

import streamlit as st

from dashboard import navigation
from dashboard.wording import say

st.set_page_config(page_title=say("name"), layout="wide", initial_sidebar_state="collapsed")
navigation.run()
