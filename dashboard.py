"""The door of the dashboard: page settings, frame, navigation. `python server.py` serves it."""

import streamlit as st

from pages.parts import frame, screens

st.set_page_config(page_title="Landings", page_icon="static/icon.png", layout="wide", initial_sidebar_state="collapsed")
screen = st.navigation(screens.all_screens(), position="top")
st.logo("static/logo.svg", size="medium")
frame.prepare()
screen.run()
