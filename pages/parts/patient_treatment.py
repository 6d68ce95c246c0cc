"""The treatment tab: what was done on the weeks of the panels, medicines, days, blocks, notes and flares."""

from charts import states
from charts.medication_table import COLUMNS, medication_rows
from charts.page_text import caption
from charts.table import draw_table
from pages.parts import block_card, day_card, enter_note, html, patient_pictures, prep_cards
from pages.parts.card import card
from pages.parts.record import Record


def show(record: Record) -> None:
    patient_id = record.key.patient_id
    prep_cards.lanes(record, patient_pictures.offer_lanes)
    with card("medicines", "Medication list", "as the source lists it"):
        rows = medication_rows(record.medications.itertuples(), record.today)
        if rows:
            html.show(draw_table(COLUMNS, rows, "Medication list"))
        else:
            html.show(states.empty("No medication list is loaded.", "It comes with the clinic's files or from FHIR."))
    day_card.show(patient_id, record.ask)
    block_card.show(patient_id, record.ask)
    if record.is_past:
        return
    with card("notes", "Notes and flares", "who wrote them stands beside them"):
        html.show(caption("Nothing written here changes a loaded number."))
        enter_note.show(patient_id, record.key.episode_id)
