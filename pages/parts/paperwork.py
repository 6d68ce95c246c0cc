"""What is due on paper: one line a reminder, with the button that opens the packet of its patient."""

import streamlit as st

from charts import reminder_words
from charts.kpi_strip import Kpi
from charts.markup import Markup, element
from charts.page_text import caption
from charts.states import empty
from documents.requests import REQUESTS
from domain.reminder import Reminder, ReminderKind
from pages.parts import html, reading
from pages.parts.chosen_patient import write_packet
from pages.parts.people import Person, people
from pages.parts.wording import count

FIRST, MORE = 6, 20
SHOWN = "paperwork_shown"
APPEALED = (ReminderKind.APPEAL_DUE, ReminderKind.APPEAL_PASSED)
LYING = (ReminderKind.DRAFT_UNSENT, ReminderKind.SIGNED_UNSENT)


def read_reminders() -> tuple[Reminder, ...]:
    return reading.ask("reminders", as_of=reading.today())


def show(found: tuple[Reminder, ...]) -> None:
    """What stands in the card, the most pressing first."""
    if not found:
        return html.show(empty("Nothing is due on paper.", "Authorizations, appeals and packets appear here in time."))
    most = st.session_state.get(SHOWN, FIRST)
    known = people(tuple({one.patient_id for one in found[:most]}))
    for i, one in enumerate(found[:most]):
        with st.container(horizontal=True, vertical_alignment="center", key=f"visit_paper_{i}"):
            html.show(_line(one, known.get(one.patient_id)))
            if st.button(
                "Packet", key=f"open_paper_{i}", icon=":material/arrow_forward:", icon_position="right", type="tertiary",
                width=92,
            ):  # fmt: skip
                write_packet(one.patient_id, request_of(one))
    if len(found) > most:
        with st.container(horizontal=True, vertical_alignment="center", key="paperwork_more"):
            html.show(caption(f"{most} of {len(found)}, the most pressing first."), width="content")
            st.button("Show more", key="paperwork_show_more", type="tertiary", on_click=_show_more, args=(most,))


def request_of(one: Reminder) -> str:
    """Which request answers the reminder: the packet's own, an appeal of what was denied, else more of what runs out."""
    if one.kind in APPEALED:
        return "appeal"
    return one.what if one.what in REQUESTS else "continuation"


def waiting_count(found: tuple[Reminder, ...]) -> Kpi:
    """Packets that lie, and how many other things are due."""
    lying = [one for one in found if one.kind in LYING]
    pressing = sum(reminder_words.is_pressing(one) for one in found)
    return Kpi(
        "Packets waiting",
        str(len(lying)),
        f"{count(pressing, 'deadline')} due or passed" if pressing else "no deadline due",
    )


def _line(one: Reminder, person: Person | None) -> Markup:
    style = "paper-fact paper-pressing" if reminder_words.is_pressing(one) else "paper-fact"
    what = REQUESTS[one.what].name if one.what in REQUESTS else one.what
    payer = reading.clinic().name_of("payers", one.payer) if one.payer else ""
    about = " · ".join(filter(None, [payer, what]))
    return element(
        "div",
        element("div", element("b", person.shown_name if person else "Name not recorded"), class_="paper-who"),
        element("div", about, class_="paper-about"),
        element(
            "div", reminder_words.fact(one), element("span", reminder_words.why(one), class_="paper-why"), class_=style
        ),
        class_="paperwork",
    )


def _show_more(shown: int) -> None:
    st.session_state[SHOWN] = shown + MORE
