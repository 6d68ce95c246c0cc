"""The list of packets, and what can be done with one of them in its state."""

from collections.abc import Sequence
from datetime import timedelta

import streamlit as st

from charts import deadline_words, register_words, states
from charts.entry_list import draw_entry
from charts.kpi_strip import Kpi
from charts.markup import join
from charts.page_text import caption
from charts.table import Column, draw_table
from documents.requests import REQUESTS
from domain.packet_register import PacketRow, PacketState, PayerAnswer, PayerDecision
from domain.reminder import Reminder, ReminderKind, open_deadline
from pages.parts import entering, html, reading
from pages.parts.chosen_patient import write_packet
from pages.parts.coded import choose_coded
from pages.parts.people import Person, people
from pages.parts.wording import count

OPEN, EVERY = "open", "all"
SHOWN = {
    OPEN: "Waiting", **{state.value: register_words.STATES[state] for state in PacketState}, EVERY: "All",
}  # fmt: skip
WAITING = (PacketState.DRAFT, PacketState.SIGNED, PacketState.SENT)
CHOSEN = "register_chosen"
MOST = 60


def counts(rows: Sequence[PacketRow], reminders: Sequence[Reminder]) -> list[Kpi]:
    """The strip of the screen."""
    number = {state: sum(row.state is state for row in rows) for state in PacketState}
    kinds = [one.kind for one in reminders]
    appeals = kinds.count(ReminderKind.APPEAL_DUE)
    late, ending = kinds.count(ReminderKind.DECISION_LATE), kinds.count(ReminderKind.AUTHORIZATION_ENDS)
    return [
        Kpi("Drafts", str(number[PacketState.DRAFT]), "to be signed"),
        Kpi("Signed", str(number[PacketState.SIGNED]), "to be sent"),
        Kpi(
            "Sent", str(number[PacketState.SENT]), f"{late} past the payer's time" if late else "waiting for a decision"
        ),
        Kpi("Appeals due", str(appeals), "within two weeks"),
        Kpi("Authorizations that end", str(ending), "within two weeks"),
    ]


def show(rows: Sequence[PacketRow], log: Sequence[PacketRow]) -> None:
    """The packets of the chosen state, and the way to open one."""
    if not rows:
        return html.show(states.empty("No packet yet.", "A packet begins on the Insurer packet screen."))
    wanted = choose_coded("Show", "packets_shown", list(SHOWN), SHOWN.__getitem__, OPEN, 180)
    found = [row for row in rows if _is_wanted(row, wanted)]
    if not found:
        return html.show(states.empty("No packet in this state.", f"There are {count(len(rows), 'packet')} in all."))
    names = people(tuple({row.patient_id for row in found[:MOST]}))
    html.show(_table(found[:MOST], log, names))
    if len(found) > MOST:
        html.show(caption(f"{MOST} of {len(found):,}, those touched last. Narrow the list to see the others."))
    keys = [_key(row) for row in reversed(found)]
    labels = {_key(row): f"{row.packet_id} · {_name(names, row)} · {register_words.state_line(row)}" for row in found}
    if st.session_state.get(CHOSEN) not in keys:
        st.session_state[CHOSEN] = None
    st.selectbox(
        "Open a packet",
        keys,
        index=None,
        format_func=labels.__getitem__,
        key=CHOSEN,
        placeholder="Choose one",
        width=520,
    )


def chosen(rows: Sequence[PacketRow]) -> PacketRow | None:
    """The packet opened on this screen."""
    return next((row for row in rows if _key(row) == st.session_state.get(CHOSEN)), None)


def show_one(row: PacketRow, log: Sequence[PacketRow]) -> None:
    """One packet: what became of it, its last day, and what can be done next."""
    form = entering.typing("register", row.packet_id, (row.version, row.step))
    entering.show_heading(form, "", "")
    with st.container(key="two_43_57"):
        left, right = st.columns([1, 1.32], gap="medium")
    with left:
        html.show(draw_entry(_request(row), "\n".join(_about(row)), ""))
        html.show(join(*[caption(line) for line in register_words.history(row)]))
        if st.button(
            "Open in the packet builder", key=form.key("open"), icon=":material/arrow_forward:", type="tertiary"
        ):
            write_packet(row.patient_id)
    with right:
        if row.answer is not None:
            lines = [row.answer.reason, *register_words.answer_lines(row)]
            html.show(draw_entry(register_words.DECISIONS[row.answer.decision], "\n".join(filter(None, lines)), ""))
        _deadline(row, log)
        _ACTS.get(row.state, _nothing)(form, row)


def _deadline(row: PacketRow, log: Sequence[PacketRow]) -> None:
    deadline = open_deadline(row, log, reading.ask("deadline_rules"), _plan_class)
    if deadline is None:
        return
    what = "Decision due" if row.state is PacketState.SENT else "Last day for an appeal"
    said = deadline_words.when(deadline, reading.today())
    html.show(draw_entry(f"{what}: {said}", "\n".join(deadline_words.rests_on(deadline)), ""))


def _nothing(form: entering.Typing, row: PacketRow) -> None:
    return None


def _draft(form: entering.Typing, row: PacketRow) -> None:
    give_up = st.popover("Give up this draft", type="tertiary", icon=":material/delete:", key=form.key("give_up"))
    with give_up, st.form(form.key("why"), border=False):
        reason = st.text_input("Why?", key=form.key("reason"), max_chars=300)
        if st.form_submit_button("Give it up", key=form.key("sure")):
            entering.attempt(
                form.slot, lambda: reading.door().discard_draft(row.packet_id, row.version, reason), "Given up."
            )


def _send(form: entering.Typing, row: PacketRow) -> None:
    today = reading.today()
    with st.form(form.key("send"), border=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            sent_on = st.date_input(
                "Sent on",
                row.sent_on or today,
                max_value=today,
                format=entering.DAY_FORMAT,
                key=form.key("sent_on"),
                width=180,
            )
            how = st.text_input(
                "How", row.sent_how, placeholder="Such as fax or portal", key=form.key("how"), max_chars=100, width=240
            )
        if st.form_submit_button("Mark as sent", type="primary", key=form.key("sent")):
            entering.attempt(
                form.slot, lambda: reading.door().mark_sent(row.packet_id, row.version, sent_on, how), "Marked as sent."
            )


def _decide(form: entering.Typing, row: PacketRow) -> None:
    _decision_form(form, row)
    with st.expander("Correct when it was sent"):
        _send(form, row)


def _decided(form: entering.Typing, row: PacketRow) -> None:
    with st.expander("Correct the decision"):
        _decision_form(form, row)


def _decision_form(form: entering.Typing, row: PacketRow) -> None:
    was, today = row.answer, reading.today()
    with st.form(form.key("decision"), border=False, enter_to_submit=False):
        decision = st.segmented_control(
            "The payer's decision", list(PayerDecision), format_func=register_words.DECISIONS.__getitem__,
            default=was.decision if was else None, key=form.key("decided"), wrap=True,
        )  # fmt: skip
        reason = st.text_area(
            "The payer's reason, word for word",
            was.reason if was else "",
            key=form.key("reason"),
            height=90,
            max_chars=4000,
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            decided_on = _day(form, "Date of the notice", "on", was.decided_on if was else today, today)
            last_day = _day(form, "Last day it names for an appeal", "last", was.notice_deadline_on if was else None)
            reference = st.text_input(
                "Reference", was.reference if was else "", key=form.key("ref"), max_chars=80, width=180
            )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            units = st.number_input(
                "Units approved",
                0.0,
                value=was.units_approved if was else None,
                key=form.key("units"),
                width=160,
                step=1.0,
            )
            valid_from = _day(form, "Valid from", "from", was.valid_from if was else None)
            valid_to = _day(form, "Valid to", "to", was.valid_to if was else None)
        if st.form_submit_button("Record decision", type="primary", key=form.key("save")):
            if decision is None or decided_on is None:
                return html.show(caption("Choose the decision and the date of the notice."))
            answer = PayerAnswer(
                decision, decided_on, reason.strip(), units, valid_from, valid_to, last_day, reference.strip()
            )
            door, about = reading.door(), (row.packet_id, row.version, answer)
            entering.attempt(form.slot, lambda: door.record_payer_decision(*about), "Decision recorded.")


def _day(form: entering.Typing, label: str, name: str, value, latest=None):
    today = reading.today()
    return st.date_input(
        label, value, min_value=today - timedelta(days=3653), max_value=latest or today + timedelta(days=3653),
        format=entering.DAY_FORMAT, key=form.key(name), width=180,
    )  # fmt: skip


_ACTS = {
    PacketState.DRAFT: _draft,
    PacketState.SIGNED: _send,
    PacketState.SENT: _decide,
    PacketState.DECIDED: _decided,
}


def _table(rows: Sequence[PacketRow], log: Sequence[PacketRow], names: dict[str, Person]):
    rules, today = reading.ask("deadline_rules"), reading.today()
    columns = [Column(title) for title in ("Packet", "Patient", "Request", "Payer", "State", "Last day")]
    written = [
        [
            f"{row.packet_id} v{row.version}",
            _name(names, row),
            _request(row),
            _payer(row),
            register_words.state_line(row),
            deadline_words.when(open_deadline(row, log, rules, _plan_class), today) or "–",
        ]
        for row in rows
    ]
    return draw_table(columns, written, "Packets")


def _about(row: PacketRow) -> list[str]:
    asked = f"{row.draft.units_requested:g} units asked" if row.draft.units_requested is not None else ""
    policy = " ".join(filter(None, [row.draft.policy, row.draft.policy_version])) if row.draft.policy else ""
    told = [_payer(row), row.draft.service, register_words.period(row.draft.period_from, row.draft.period_to), asked]
    urgent = "Urgent" if row.draft.is_urgent else ""
    level = deadline_words.LEVELS.get(row.draft.level, row.draft.level).capitalize()
    return [text for text in (*told, level, urgent, f"Policy {policy}" if policy else "") if text]


def _is_wanted(row: PacketRow, wanted: str) -> bool:
    return wanted == EVERY or (row.state in WAITING if wanted == OPEN else row.state.value == wanted)


def _key(row: PacketRow) -> str:
    return f"{row.packet_id}.{row.version}"


def _name(names: dict[str, Person], row: PacketRow) -> str:
    return names[row.patient_id].shown_name if row.patient_id in names else "Name not recorded"


def _request(row: PacketRow) -> str:
    return REQUESTS[row.draft.request].name if row.draft.request in REQUESTS else row.draft.request.replace("_", " ")


def _payer(row: PacketRow) -> str:
    return reading.clinic().name_of("payers", row.draft.payer) if row.draft.payer else "No payer"


def _plan_class(payer: str | None) -> str | None:
    return next((one.plan_class for one in reading.clinic().payers if one.code == payer), None)
