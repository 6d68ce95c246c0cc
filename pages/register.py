"""Which packets wait, for whom and until when, and how did payers decide?"""

from access.asker import AccessRefused
from charts import register_words
from charts.kpi_strip import draw_kpi_strip
from charts.markup import join
from charts.page_text import caption, page_title
from domain.reminder import listed_versions
from pages.parts import html, reading, register_packets, register_payers
from pages.parts.card import card
from pages.parts.no_data import no_data_yet
from pages.parts.opening import show_opening

TITLE = "Register"


def register() -> None:
    if no_data_yet(TITLE):
        return
    try:
        log = reading.attempt("packet_log")
        reminders = reading.attempt("reminders", as_of=reading.today())
    except AccessRefused:
        html.show(join(page_title(TITLE), caption("Single packets are listed for clinicians and administrators.")))
    else:
        _packets(log, reminders)
    with card("register_payers", "How payers decide", "loaded lists and this register, one at a time"):
        register_payers.show()
    with card("register_rules", "Times in force", "the notice governs"):
        register_payers.show_rules()


def _packets(log: reading.Attempt, reminders: reading.Attempt) -> None:
    show_opening(TITLE, lambda: register_words.sentence(listed_versions(log.shown()), reminders.shown()))
    with card("register_counts", "", called="The counts"):
        html.show(draw_kpi_strip(register_packets.counts(listed_versions(log.shown()), reminders.shown())))
    with card("register_packets", "Packets"):
        register_packets.show(listed_versions(log.shown()), log.shown())
    chosen = register_packets.chosen(listed_versions(log.answer)) if log.is_known else None
    if chosen is not None:
        with card("register_packet", f"Packet {chosen.packet_id}", f"version {chosen.version}"):
            register_packets.show_one(chosen, log.answer)
