"""Who comes today, and what needs attention before they do?"""

import streamlit as st

from charts import states
from charts.kpi_strip import Kpi, draw_kpi_strip
from charts.markup import join
from charts.page_text import caption, heading, lead, page_title
from charts.worklist import worklist_head
from domain.measure import Measure
from pages.parts import chase_list, first_steps, html, loads, paperwork, read_ahead, reading, visits, worklist_rows
from pages.parts.card import card
from pages.parts.chase_list import Chase
from pages.parts.chosen_patient import prepare_if_asked
from pages.parts.filters import choose_used_measure
from pages.parts.visits import Visit
from pages.parts.ways_out import choosing, show_empty
from pages.parts.wording import count, in_letters, listed, long_day, sentence_start

KINDS = {
    "Safety flag": lambda visit: visit.has_safety_flag,
    "Worse": lambda visit: visit.is_worse,
    "Forms missing": lambda visit: visit.forms_lacking,
}


def today() -> None:
    prepare_if_asked()
    if not reading.snapshot_number():
        return first_steps.show("Today")
    day = reading.today()
    opening, strip = st.empty(), st.container()
    measure, coming = visits.leading_measure(reading.clinic()), None
    with card("worklist", "", called="The list of visits"):
        with st.container(horizontal=True, vertical_alignment="center", key="worklist_bar"):
            html.show(heading("Visits"), width="content")
            wanted = st.pills(
                "Show only",
                list(KINDS),
                selection_mode="multi",
                key="show",
                bind="query-params",
                label_visibility="collapsed",
            )
            st.space("stretch")
            html.show(caption("Course of"), width="content")
            measure = choose_used_measure("Course of", "today_measure", measure)
        coming = visits.visits_on(day, measure)
        _worklist(coming, wanted, measure)
    with opening:
        html.show(join(page_title(f"Today, {long_day(day)}"), lead(*_sentence(coming)) if coming is not None else None))
    with card("chase", "", called="Checkpoints closing within a week"):
        chase_list.show(chase_list.read_chase(day), measure)
    with card("paperwork", "Due on paper", "authorizations, appeals and packets"):
        paperwork.show(paperwork.read_reminders())
    with strip, card("counts", "", called="The counts"):
        html.show(draw_kpi_strip(_counts(coming or [], chase_list.read_chase(day))))
    read_ahead.read_visits_ahead()


def _worklist(coming: list[Visit], wanted: list[str], measure: Measure) -> None:
    shown = [visit for visit in coming if all(KINDS[kind](visit) for kind in wanted)]
    if not coming:
        html.show(states.empty("No visits today.", "Every patient can be found on the Patient screen."))
    elif not shown:
        when = f"Clear a filter to see all {count(len(coming), 'visit')}."
        show_empty("visits", "No visit matches these filters.", when, [choosing("show", [], "Show all visits")])
    else:
        worklist_rows.head("head", worklist_head(f"{measure.short_name} {measure.direction[:1]}"))
    for i, visit in enumerate(shown):
        worklist_rows.row(str(i), visit)


def _sentence(coming: list[Visit]) -> tuple[str, str]:
    flagged = [v for v in coming if v.has_safety_flag]
    short = [v for v in coming if v.forms_lacking]
    head = (
        f"{count(len(coming), 'visit')}, {in_letters(len(flagged)) if flagged else 'none'} with a safety flag."
        if coming
        else "No visits today."
    )
    if not short:
        return head, "Every form that is due is in." if coming else ""
    names = listed([f"{v.spoken_name} ({v.row.time})" for v in short], 2)
    return head, f"Forms are missing or contradict each other for {names}."


def _counts(coming: list[Visit], chase: Chase) -> list[Kpi]:
    flagged, worse = [v for v in coming if v.has_safety_flag], [v for v in coming if v.is_worse]
    asked = [v for v in coming if v.forms_due]
    complete = [v for v in asked if not v.forms_lacking]
    return [
        Kpi("Visits with all forms in", f"{len(complete)} of {len(asked)}", "of those with forms due"),
        Kpi("Safety flags", str(len(flagged)), _times(flagged)),
        Kpi("Any measure worse", str(len(worse)), _worse_times(worse)),
        Kpi("Closing within a week", str(len(chase.rows)), _closing(chase)),
        paperwork.waiting_count(paperwork.read_reminders()),
        loads.last_load_count(),
    ]


def _closing(chase: Chase) -> str:
    """'6 today, 16 without a visit'"""
    if not len(chase.rows):
        return "no forms missing there"
    return f"{chase.closes_today} today, {chase.unbooked} without a visit"


def _worse_times(worse: list[Visit]) -> str:
    """'10:40 and 11:20; unverified only: 15:50'"""
    alerts, doubtful = [v for v in worse if v.alerts], [v for v in worse if not v.alerts]
    if not doubtful:
        return _times(alerts)
    unverified = f"unverified only: {listed([v.row.time for v in doubtful], 2)}"
    return f"{_times(alerts)}; {unverified}" if alerts else sentence_start(unverified)


def _times(chosen: list[Visit]) -> str:
    return sentence_start(listed([v.row.time for v in chosen], 4)) if chosen else "none today"
