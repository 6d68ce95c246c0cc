"""The patient that this session looks at. Kept in the session, never in the address."""

import streamlit as st

from pages.parts import addresses
from pages.parts.coded import forget

KEY = "chosen_patient"
ASKED_FOR = "asked_to_prepare"


def chosen_patient() -> str | None:
    """Internal id of the patient chosen in this session."""
    return st.session_state.get(KEY)


def choose(patient_id: str | None) -> None:
    st.session_state[KEY] = patient_id


def stay_with(patient_id: str) -> None:
    """Look at this patient on the screen that is open: the view that its address names stays."""
    choose(patient_id)
    st.rerun()


def prepare(patient_id: str) -> None:
    """Go to Reassessment prep with this patient, at the checkpoint that the day suggests."""
    from pages.prep import reassessment_prep  # the screens know this module

    choose(patient_id)
    forget("checkpoint")
    st.switch_page(st.Page(reassessment_prep, url_path=addresses.PREP))


def ask_to_prepare(patient_id: str) -> None:
    """For a button's callback, which may not leave the page itself: `prepare_if_asked` does, before anything is drawn."""
    st.session_state[ASKED_FOR] = patient_id


def prepare_if_asked() -> None:
    """Where a button asked for a preparation, go there at once, without drawing this page once more."""
    patient_id = st.session_state.pop(ASKED_FOR, None)
    if patient_id is not None:
        prepare(patient_id)


def open_patient(patient_id: str) -> None:
    """Go to the Patient screen with this patient."""
    from pages.patient import patient  # the screens know this module

    choose(patient_id)
    st.switch_page(st.Page(patient, url_path=addresses.PATIENT))


def write_packet(patient_id: str, request: str | None = None) -> None:
    """Go to the packet builder with this patient; `request`: code of the request that is to be made, else the one last chosen."""
    from pages.packets import insurer_packets  # the screens know this module

    choose(patient_id)
    if request is not None:
        forget("request")
    asked = {"request": request} if request is not None else None
    st.switch_page(st.Page(insurer_packets, url_path=addresses.PACKETS), query_params=asked)
