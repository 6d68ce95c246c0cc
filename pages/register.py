"""Which packets wait, for whom and until when, and how did payers decide?"""

from access.asker import AccessRefused
from charts import register_words
from charts.kpi_strip import draw_kpi_strip
from charts.markup import join
from charts.page_text import caption, lead, page_title
from domain.reminder import listed_versions
from pages.parts import html, reading, register_packets, register_payers
from pages.parts.card import card
from pages.parts.no_data import no_data_yet

TITLE = "Register"


def register() -> None:
    if no_data_yet(TITLE):
        return
    try:
        log = reading.ask("packet_log")
        reminders = reading.ask("reminders", as_of=reading.today())
    except AccessRefused:
        html.show(join(page_title(TITLE), caption("Single packets are listed for clinicians and administrators.")))
    else:
        _packets(log, reminders)
    with card("register_payers", "How payers decide", "loaded lists and this register, one at a time"):
        register_payers.show()
    with card("register_rules", "Times in force", "the notice governs"):
        register_payers.show_rules()


def _packets(log, reminders) -> None:
    rows = listed_versions(log)
    html.show(join(page_title(TITLE), lead(*register_words.sentence(rows, reminders))))
    with card("register_counts", ""):
        html.show(draw_kpi_strip(register_packets.counts(rows, reminders)))
    with card("register_packets", "Packets"):
        register_packets.show(rows, log)
    chosen = register_packets.chosen(rows)
    if chosen is not None:
        with card("register_packet", f"Packet {chosen.packet_id}", f"version {chosen.version}"):
            register_packets.show_one(chosen, log)
