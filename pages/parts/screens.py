"""The screens, in the order of the navigation. Each is a function; the files in pages/ are never run as scripts."""

import streamlit as st

from pages import cohort, imports, measures, patient, programs, today
from pages.parts import addresses


def all_screens() -> list:
    """One `st.Page` per screen."""
    return [
        st.Page(today.today, title="Today", icon=":material/today:", default=True),
        st.Page(patient.patient, title="Patient", icon=":material/person_search:", url_path=addresses.PATIENT),
        st.Page(cohort.cohort_review, title="Cohort review", icon=":material/groups:", url_path=addresses.COHORT),
        st.Page(programs.programs, title="Programs", icon=":material/balance:", url_path=addresses.PROGRAMS),
        st.Page(measures.measures, title="Measures", icon=":material/straighten:", url_path=addresses.MEASURES),
        st.Page(imports.imports, title="Imports", icon=":material/inbox:", url_path=addresses.IMPORTS),
    ]
