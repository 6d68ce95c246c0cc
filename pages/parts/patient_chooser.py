"""Finding a patient by name or record number. What is typed stays in the session; the address never holds it."""

from collections.abc import Callable
from typing import Literal

import streamlit as st

from charts import states
from charts.markup import element
from charts.page_text import caption
from pages.parts import html, reading
from pages.parts.chosen_patient import choose, chosen_patient, open_patient
from pages.parts.coded import forget
from pages.parts.people import Person, matching
from pages.parts.wording import count

MOST_SHOWN = 8
LEAST_TYPED = 2


Go = Callable[[str], None]
"""What to do with the patient found: open one of the screens."""


@st.fragment
def choose_patient(go: Go = open_patient) -> None:
    """A search box and who matches."""
    typed = st.text_input(
        "Find a patient",
        placeholder="Name or record number",
        type="search",
        icon=":material/search:",
        live="200ms",
        key="patient_search",
        width=420,
    )
    wanted = (typed or "").strip()
    if len(wanted) < LEAST_TYPED:
        html.show(caption(f"Type at least {LEAST_TYPED} letters of a name, or a record number."))
        return
    found = matching(wanted)
    if not found:
        html.show(
            states.empty(
                "Nobody matches.",
                "Check the spelling, or look for the record number on Imports: the registration may be waiting.",
            )
        )
    for i, person in enumerate(found[:MOST_SHOWN]):
        _match(i, person, go)
    if len(found) > MOST_SHOWN:
        html.show(caption(f"{count(len(found) - MOST_SHOWN, 'more match', 'more match')}; type more letters."))


def _match(i: int, person: Person, go: Go) -> None:
    age = person.age(reading.today())
    with st.container(horizontal=True, vertical_alignment="center", key=f"match_{i}"):
        rest = f" {age or 'age not recorded'} · {person.shown_record}"
        html.show(element("div", element("b", person.shown_name), element("span", rest, class_="quiet")))
        if st.button(
            "Open", key=f"open_match_{i}", type="tertiary", icon=":material/arrow_forward:", icon_position="right"
        ):
            go(person.patient_id)


def find_another(go: Go = open_patient) -> None:
    with st.popover("Find another patient", icon=":material/person_search:"):
        choose_patient(go)


def steps_between_visits() -> None:
    """Buttons to the visit before and after this one on today's list."""
    day = reading.today()
    listed = reading.attempt("worklist", from_day=day, to_day=day).answer
    if listed is None:
        return
    visits = list(listed.drop_duplicates("patient_id").itertuples())  # who comes twice is one step
    here = next((i for i, visit in enumerate(visits) if visit.patient_id == chosen_patient()), None)
    if here is None:
        return
    if here > 0:
        _step(visits[here - 1], "Previous", ":material/arrow_back:", "left", "Shift+ArrowLeft")
    if here + 1 < len(visits):
        _step(visits[here + 1], "Next", ":material/arrow_forward:", "right", "Shift+ArrowRight")


def _step(visit, word: str, icon: str, side: Literal["left", "right"], shortcut: str) -> None:
    label = f"{word} {visit.at_time or ''}".strip()
    st.button(
        label,
        icon=icon,
        icon_position=side,
        type="tertiary",
        shortcut=shortcut,
        key=f"step_{word}",
        on_click=_step_to,
        args=(visit.patient_id,),
    )


def _step_to(patient_id: str) -> None:
    choose(patient_id)
    forget("checkpoint")
