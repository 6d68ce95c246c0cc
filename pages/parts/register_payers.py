"""How payers decide, and the times that are in force."""

import streamlit as st

from charts import deadline_words, register_words, states
from charts.page_text import finding
from charts.table import Column, draw_table
from metrics.payer_turnaround import PayerRecord, all_payers, payer_records
from pages.parts import how_counted, html, reading
from pages.parts.coded import choose_coded, switch_coded
from pages.parts.filters import PERIODS, STARTED, since

ORIGINS = {"loaded": "Loaded lists", "register": "This register"}


def show() -> None:
    """Approvals and turnaround by payer."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        origin = switch_coded("Counted from", "counted_from", list(ORIGINS), ORIGINS.__getitem__, "loaded")
        asked = choose_coded("Asked", "asked", list(STARTED), lambda code: STARTED[code].capitalize(), "12_months", 180)
        st.space("stretch")
        how_counted.popover(register_words.COUNTED, key="how_register")
    from_day = since(reading.today(), PERIODS[asked])
    decisions = reading.ask("payer_decisions", as_of=reading.today(), from_day=from_day)
    own = decisions[decisions["origin"] == origin]
    if not len(own):
        return html.show(states.empty("Nothing was asked in this time.", "Choose a longer time, or the other source."))
    limit = reading.clinic().percentage_from
    html.show(finding(register_words.payer_finding(all_payers(own), limit)))
    columns = [
        Column("Payer"), Column("First requests approved", True), Column("In part", True), Column("Denied", True),
        Column("Approved on appeal", True), Column("Not decided", True), Column("Days to decision"),
    ]  # fmt: skip
    html.show(draw_table(columns, [_row(record, limit) for record in payer_records(own)], "Decisions by payer"))


def show_rules() -> None:
    """The times of appeals and decisions that the register counts with, each with its source."""
    rules = reading.ask("deadline_rules")
    columns = [Column(title) for title in ("Plan", "What", "Time", "Source", "How it was read")]
    rows = [
        [
            rule.plan_class.label.capitalize() if rule.plan_class.label.islower() else rule.plan_class.label,
            deadline_words.rule_of(rule),
            " ".join(filter(None, [deadline_words.amount(rule), deadline_words.in_effect(rule)])),
            rule.source.label,
            rule.source.how if rule.source.verified else f"Unverified. {rule.source.how}",
        ]
        for rule in sorted(rules, key=lambda rule: (rule.plan_class.value, rule.act.value, rule.code))
    ]
    with st.expander(f"Show the {len(rules)} rules"):
        html.show(draw_table(columns, rows, "Times of appeals and decisions"))


def _row(record: PayerRecord, limit: int) -> list[str]:
    name = reading.clinic().name_of("payers", record.payer) if record.payer else "Payer not recorded"
    appeals = record.appeals.wording(limit) if record.appeals.total else "–"
    return [
        name, record.first.wording(limit), str(record.first_partly), str(record.first_denied), appeals, str(record.open),
        register_words.turnaround(record.turnaround),
    ]  # fmt: skip
