"""Registrations, appointments, events, goals, authorizations and medications against a plain-loop twin, on lists that
hypothesis invents."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.loaded import RowKind
from store.schema import KIND_COLUMNS, SILENT
from store.sql_file import sql
from tests.small_clinic import MemoryStore, day, file_of, registration, small_clinic
from tests.twins import naive

EXAMPLES = settings(max_examples=30)
SAME = {
    RowKind.APPOINTMENT: ("patient_id", "on_date", "at_time"),
    RowKind.EVENT: ("patient_id", "on_date", "kind", "detail"),
    RowKind.GOAL: ("patient_id", "text", "measure", "set_on"),
    RowKind.AUTHORIZATION: ("patient_id", "payer", "service", "level", "requested_on"),
    RowKind.MEDICATION: ("patient_id", *KIND_COLUMNS[RowKind.MEDICATION]),
}
TABLE = {
    RowKind.APPOINTMENT: "appointment",
    RowKind.EVENT: "event",
    RowKind.GOAL: "goal",
    RowKind.AUTHORIZATION: "payer_authorization",
    RowKind.MEDICATION: "medication",
}

PLACE = ("in_conflict", "batch_id", "file_id", "line")
"""What a visit and an event do not carry."""

about = {
    "patient": st.sampled_from(["P1", "P1", "P2", "P9"]),
    "record": st.sampled_from([None, None, "r1", "r2"]),
    "version": st.sampled_from([None, "1", "2"]),
    "retracted": st.sampled_from([False, False, False, True]),
}
days = st.sampled_from([None, day(0), day(7)])
some = st.sampled_from([None, None, "a", "b"])
rows_of = {
    RowKind.APPOINTMENT: st.fixed_dictionaries(
        {**about, "on_date": st.sampled_from([day(0), day(7)]), "at_time": st.sampled_from([None, "08:00"]), "clinician": some,
         "site": some, "attendance": st.sampled_from([None, "planned", "attended", "missed"])}
    ),
    RowKind.EVENT: st.fixed_dictionaries(
        {**about, "on_date": st.sampled_from([day(0), day(7)]), "kind": st.sampled_from(["flare", "procedure"]), "detail": some,
         "measure": some, "reason": some}
    ),
    RowKind.GOAL: st.fixed_dictionaries(
        {**about, "text": st.sampled_from(["walk", "work"]), "set_on": days, "target": st.sampled_from([None, 1.0, 2.0]),
         "status": st.sampled_from([None, "open", "met"])}
    ),
    RowKind.AUTHORIZATION: st.fixed_dictionaries(
        {**about, "payer": st.sampled_from(["x", None]), "level": st.sampled_from(["initial", "appeal"]), "requested_on": days,
         "decision": st.sampled_from([None, "pending", "approved", "denied"]), "units_used": st.sampled_from([None, 0.0, 8.0])}
    ),
    RowKind.MEDICATION: st.fixed_dictionaries(
        {**about, "drug": st.sampled_from(["oxycodone", "morphine"]), "dose": st.sampled_from(["1", "2"]), "started": days,
         "stopped": days, "as_needed": st.sampled_from([None, True, False])}
    ),
}  # fmt: skip


def loaded_store(kind, rows):
    store = MemoryStore(small_clinic())
    store.load(file_of(RowKind.PATIENT, registration("P1", "P2"), name="people.csv", mapping="people"))
    for i in range(2):
        store.load(file_of(kind, rows[i::2], name=f"{i}.csv", mapping="source"))
    return store


def expected_of(kind, rows):
    """A medicine is told by its record, everything else by what identifies it."""
    standing = naive.standing_of(rows, SAME[kind], "content", SILENT.get(kind))
    same = ("record_key", "patient_id") if kind is RowKind.MEDICATION else SAME[kind]
    found = naive.agreed(rows, standing, same, f"{kind}_id", SILENT.get(kind, ()))
    place = () if kind in (RowKind.GOAL, RowKind.AUTHORIZATION, RowKind.MEDICATION) else PLACE
    return [{name: value for name, value in row.items() if name not in place} for row in found]


@pytest.mark.parametrize("kind", SAME)
@EXAMPLES
@given(data=st.data())
def test_what_stands_is_what_the_rules_say(kind, data):
    store = loaded_store(kind, data.draw(st.lists(rows_of[kind], min_size=1, max_size=14)))
    registered = {row["patient_id"] for row in store.rows("patient")}
    expected = [row for row in expected_of(kind, store.rows(f"{kind}_row")) if row["patient_id"] in registered]
    naive.same_rows(expected, store.rows(TABLE[kind]))
    for patient_id in registered:
        cursor = store.connection.execute(sql(f"{kind}s"), {"patient_id": patient_id})
        names = [column[0] for column in cursor.description]
        own = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        naive.same_rows([row for row in expected if row["patient_id"] == patient_id], own)
    store.close()


people = st.fixed_dictionaries(
    {**about, "name": st.sampled_from([None, "Synthetic One", "Synthetic Two", "synthetic one"]), "sex": st.sampled_from([None, "unknown", "female", "male"]),
     "birth_date": st.sampled_from([None, day(-9000), day(-8000)]), "died_on": st.sampled_from([None, None, day(3)])}
)  # fmt: skip


@EXAMPLES
@given(st.lists(people, min_size=1, max_size=8))
def test_who_is_registered_is_what_the_rules_say(rows):
    """Each field is what the standing rows tell of it, where they tell one thing; the name is a full registration's."""
    store = MemoryStore(small_clinic())
    for i in range(2):
        store.load(file_of(RowKind.PATIENT, rows[i::2], name=f"{i}.csv", mapping="people"))
    kept = store.rows("patient_row")
    standing = naive.standing_of(kept, ("patient_id",), "content", SILENT[RowKind.PATIENT])
    assert {row["row_id"] for row in store.rows("conflict")} == {
        row for row, how in standing.items() if how == "conflict"
    }
    stands = [row for row in kept if standing[row["row_id"]] in ("used", "conflict")]
    expected = []
    for patient_id in {row["patient_id"] for row in stands}:
        own = [row for row in stands if row["patient_id"] == patient_id]
        said = {name: naive.told_of(own, name) for name in ("sex", "birth_year", "died_on", "withdrew_on")}
        best = max(
            (row["name_key"] is not None, row["name_key"] is not None and row["birth_key"] is not None) for row in own
        )
        keys = [
            row["person_key"] for row in own
            if (row["name_key"] is not None, row["name_key"] is not None and row["birth_key"] is not None) == best
        ]  # fmt: skip
        fields = {name: next(iter(told)) if len(told) == 1 else None for name, told in said.items()}
        expected.append({"patient_id": patient_id, **fields, "person_key": min(keys)})
    naive.same_rows(expected, store.rows("patient"))
    store.close()
