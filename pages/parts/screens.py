"""The screens, in the order of the navigation. Each is a function; the files in pages/ are never run as scripts."""

import streamlit as st

from pages import cohort, imports, patient, today
from pages.parts import chosen_patient

HOME = "today"
"""Address of the first screen; `server.py` sends /today to /, as Streamlit does not know a default page by name."""


def all_screens() -> list:
    """One `st.Page` per screen."""
    return [
        st.Page(today.today, title="Today", icon=":material/today:", url_path=HOME, default=True),
        st.Page(patient.patient, title="Patient", icon=":material/person_search:", url_path=chosen_patient.URL_PATH),
        st.Page(cohort.cohort_review, title="Cohort review", icon=":material/groups:", url_path="cohort"),
        st.Page(imports.imports, title="Imports", icon=":material/inbox:", url_path="imports"),
    ]
