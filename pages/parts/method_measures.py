"""The measures reference: the list, and the sheet of one measure with the source of every number."""

import streamlit as st

from charts import states
from charts.markup import join
from charts.measure_list import measure_list_head, measure_row
from charts.measure_sheet import draw_forms, draw_section, draw_sources
from charts.page_text import caption, heading, lead, page_title
from domain.measure import Measure
from domain.measure_sheet import Sheet, sheet_of
from pages.parts import html, measure_choice, measure_sentence, reading
from pages.parts.card import card
from pages.parts.top_of_page import top_when_changed
from pages.parts.wording import sentence_start


def show() -> None:
    clinic = reading.clinic()
    opened, shown = measure_choice.choose(clinic.measures)
    if opened is None:
        _list(shown, {measure.code for measure in clinic.own_measures})
    else:
        _sheet(sheet_of(opened))
    top_when_changed(opened.code if opened else "")


def _list(shown: list[Measure], own: set[str]) -> None:
    html.show(join(page_title("Method: measures"), lead(*measure_sentence.of_list(shown)) if shown else None))
    if not shown:
        html.show(
            states.empty("No measure matches.", "Search by name, abbreviation or construct, or clear the filters.")
        )
        return
    with card("measures", ""):
        _row("head", measure_list_head())
        for i, measure in enumerate(shown):
            if i == 0 or measure.construct != shown[i - 1].construct:
                html.show(heading(sentence_start(measure.construct)))
            _row(measure.code, measure_row(measure, measure.code in own), measure)


def _row(key: str, picture, measure: Measure | None = None) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"measure_row_{key}"):
        html.show(picture)
        if measure is None:
            st.space(76)
            return
        st.button(
            "Open",
            key=f"open_{measure.code}",
            icon=":material/arrow_forward:",
            icon_position="right",
            type="tertiary",
            width=76,
            on_click=measure_choice.open_sheet,
            args=(measure.code,),
        )


def _sheet(sheet: Sheet) -> None:
    st.button(
        "All measures",
        key="all_measures",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=measure_choice.close_sheet,
    )
    html.show(join(page_title(sheet.measure.name), lead(*measure_sentence.of_measure(sheet)), caption(_about(sheet))))
    with st.container(key="two_59_41"):
        left, right = st.columns([1.42, 1], gap="medium")
    sides = ((left, (sheet.scale, sheet.change)), (right, (sheet.scoring, sheet.error, sheet.norms, sheet.licence)))
    for side, sections in sides:
        for section in sections:
            with side, card(f"sheet_{section.title.split()[0].lower()}", section.title):
                html.show(draw_section(section))
                if section is sheet.scoring:
                    html.show(draw_forms(sheet))
    with card("sheet_sources", "Sources of this sheet", "verified: somebody read the number there"):
        html.show(draw_sources(sheet.sources))


def _about(sheet: Sheet) -> str:
    own = "The clinic's own measure." if sheet.is_own else ""
    return " ".join(filter(None, [own, "" if sheet.measure.panel else sheet.what, sheet.measure.notes]))
