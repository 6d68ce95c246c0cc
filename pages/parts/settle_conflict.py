"""Conflicts settled by a person: which row stands and why; and those that were settled, with the way back."""

import streamlit as st

from access.asker import AccessRefused
from charts import conflict_words, entry_words
from charts.entry_list import draw_entry
from charts.flags import Flag, FlagKind, draw_flag
from charts.markup import join
from charts.page_text import caption
from charts.table import Column, draw_table
from pages.parts import entering, html, reading
from pages.parts.coded import literal
from pages.parts.people import people
from pages.parts.wording import count

SLOT = "conflict"
NONE = "none"
MUST_STAND = ("patient", "episode")
MOST = 200


def show(patient_id: str | None = None) -> None:
    """The open conflicts (of one patient, or of all), one to be settled at a time, and what was settled."""
    try:
        groups = reading.ask("conflict_groups", patient_id=patient_id)
        settled = reading.ask("settlements")
    except AccessRefused:
        return html.show(caption("Conflicts are settled by clinicians and administrators."))
    settled = [one for one in settled if patient_id in (None, one.entry.patient_id)]
    waiting = {row_id for one in settled if not one.is_in_force for row_id in one.entry.says["rows"]}
    groups = [group for group in groups if not waiting & {row.row_id for row in group.rows}]
    form = entering.typing(SLOT, patient_id or "everybody", ())
    entering.show_heading(form, "", "")
    if groups:
        _settle(form, groups[:MOST], len(groups))
    if settled:
        with st.expander(f"Settled ({len(settled):,})"):
            for place, one in enumerate(settled[:MOST]):
                _settled(form, place, one)


def _settle(form: entering.Typing, groups, total: int) -> None:
    names = people(tuple({group.patient_id for group in groups}))
    place = st.selectbox(
        "Conflict to settle", range(len(groups)), format_func=lambda i: _title(groups[i], names), key=f"{SLOT}_chosen"
    )
    if total > len(groups):
        html.show(caption(f"The first {len(groups):,} of {count(total, 'conflict')}; the others follow."))
    group = groups[min(place or 0, len(groups) - 1)]
    html.show(join(caption(conflict_words.differ_in(group.differs)), _table(group)))
    if any(name in conflict_words.NOT_SHOWN for name in group.differs):
        html.show(
            caption("Names and record numbers are not repeated here; compare them at the source, by file and line.")
        )
    options = [row.row_id for row in group.rows] + ([] if group.row_kind in MUST_STAND else [NONE])
    numbers = {row.row_id: f"Row {number}" for number, row in enumerate(group.rows, start=1)} | {NONE: "None of them"}
    with st.form(form.key("form"), border=False, enter_to_submit=False):
        stands = st.radio(
            "Which row stands?", options, index=None, format_func=lambda one: literal(numbers[one]),
            key=form.key(f"stands_{place}"), horizontal=True,
        )  # fmt: skip
        reason = st.text_input("Reason", key=form.key(f"reason_{place}"), max_chars=500)
        if st.form_submit_button("Settle", type="primary", key=form.key("save")):
            _save(form, group, stands, reason)


def _save(form: entering.Typing, group, stands: str | None, reason: str) -> None:
    if stands is None:
        return html.show(draw_flag(Flag(FlagKind.NOTE, "Choose which row stands, or that none does.")))
    about = (group.row_kind, [row.row_id for row in group.rows], None if stands == NONE else stands, reason)
    entering.attempt(SLOT, lambda: reading.door().settle_conflict(*about, entry_id=form.entry_id), "Settled.")


def _settled(form: entering.Typing, place: int, one) -> None:
    entry = one.entry
    stands = entry.says.get("stands")
    first = one.rows[0].says if one.rows else {}
    title = conflict_words.title(one.row_kind, _measure_name(first.get("measure")), first.get("on_date"))
    lines = [f"{'Stands' if row.row_id == stands else 'Set aside'}: {_said(one, row)}" for row in one.rows]
    html.show(draw_entry(title, "\n".join([*lines, entry.says["reason"]]), entry_words.second_line(entry)))
    for fact in _doubts(one):
        html.show(draw_flag(Flag(FlagKind.NOTE, fact)))
    key = f"{SLOT}_settled_{place}"
    withdraw = st.popover("Withdraw", type="tertiary", icon=":material/undo:", key=key)
    with withdraw, st.form(f"{key}_{entry.entry_id}", border=False):
        reason = st.text_input("Why is it withdrawn?", key=f"{key}_reason_{entry.entry_id}", max_chars=300)
        if st.form_submit_button("Withdraw it", key=f"{key}_sure_{entry.entry_id}"):
            about = (entry.patient_id, entry.entry_id, reason, f"w{entry.entry_id}")
            entering.attempt(SLOT, lambda: reading.door().withdraw(*about), "Withdrawn.")


def _doubts(one) -> list[str]:
    late = "It takes effect when the load that is running has ended." if not one.is_in_force else ""
    lost = "The row that was chosen is no longer there; look at this again." if one.has_lost_its_row else ""
    return [text for text in (late, lost) if text]


def _said(one, row) -> str:
    shown = [name for name in row.says if any(row.says.get(name) != other.says.get(name) for other in one.rows)]
    said = conflict_words.row(row.says, shown, _measure) if shown else "the same as before"
    return f"{said} ({conflict_words.place(row.file, row.line)})"


def _table(group):
    shown = [name for name in group.differs if name not in conflict_words.NOT_SHOWN]
    columns = [
        Column("Row"),
        *(Column(conflict_words.field(name).capitalize()) for name in shown),
        Column("File and line"),
    ]
    rows = [
        [
            str(number),
            *(conflict_words.written(name, row.says.get(name), _measure(row.says.get("measure"))) for name in shown),
            conflict_words.place(row.file, row.line),
        ]
        for number, row in enumerate(group.rows, start=1)
    ]
    return draw_table(columns, rows, "Rows that contradict each other")


def _title(group, names) -> str:
    person = names.get(group.patient_id)
    title = conflict_words.title(group.row_kind, _measure_name(group.measure), group.on_date)
    return f"{title} · {person.shown_name if person else 'not registered'}"


def _measure(code):
    return reading.clinic().measures.get(code or "")


def _measure_name(code: str | None) -> str | None:
    measure = _measure(code)
    return measure.short_name if measure else None
