"""Goals, authorizations with denials and appeals, medication lists: what a clinic writes down beside scores."""

import re
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from domain.loaded import RowKind
from loaders.source_mapping import MappingError

GOALS = """
name = "goals"
rows = "goals"
[columns]
patient = "mrn"
text = "goal"
measure = "test"
target = "aim"
unit = "unit"
set_on = "set"
due_on = "due"
checkpoint = "when"
status = "state"
[values.measure]
"6MWT" = "walk_6min"
ODI = "odi"
[values.status]
active = "open"
reached = "met"
"""
GOAL_HEADER = "mrn,goal,test,aim,unit,set,due,when,state\n"

REQUESTS = """
name = "requests"
rows = "authorizations"
[columns]
record = "ref"
patient = "mrn"
payer = "plan"
service = "service"
level = "level"
requested_on = "asked"
decided_on = "decided"
decision = "answer"
units_requested = "wanted"
units_approved = "granted"
units_used = "used"
valid_from = "from"
valid_to = "to"
deadline_on = "appeal_by"
reason = "words"
[values.decision]
Approved = "approved"
Denied = "denied"
Open = "pending"
[values.level]
First = "initial"
Appeal = "appeal"
"""
REQUEST_HEADER = "ref,mrn,plan,service,level,asked,decided,answer,wanted,granted,used,from,to,appeal_by,words\n"

MEDICINES = """
name = "list"
rows = "medications"
[columns]
patient = "mrn"
drug = "drug"
strength = "strength"
dose = "units"
per_day = "times"
route = "route"
as_needed = "prn"
started = "from"
stopped = "to"
status = "state"
quantity = "given"
[values.as_needed]
Y = "true"
N = "false"
[values.status]
Active = "active"
Error = "entered_in_error"
"""
MEDICINE_HEADER = "mrn,drug,strength,units,times,route,prn,from,to,state,given\n"


def test_a_goal_has_words_or_a_measure_and_its_target_is_in_the_measures_own_unit(read):
    rows = read(
        GOALS,
        GOAL_HEADER
        + "7,Walk to the shop,6MWT,1312.336,ft,2025-06-01,2025-07-01,program_end,active\n7,Sleep through,,,,2025-06-01,,,\n",
    ).only_rows
    walk, sleep = rows.to_dict("records")
    assert (walk["measure"], walk["unit"], walk["checkpoint"], walk["status"]) == (
        "walk_6min",
        "m",
        "program_end",
        "open",
    )
    assert walk["target"] == pytest.approx(400, abs=0.001)
    assert (walk["set_on"], walk["due_on"]) == (date(2025, 6, 1), date(2025, 7, 1))
    assert (sleep["text"], sleep["measure"], sleep["status"]) == ("Sleep through", None, "open")
    assert np.isnan(sleep["target"])


def test_goals_that_say_nothing_or_contradict_themselves_are_rejected(read, reasons):
    body = (
        "7,,,,,2025-06-01,,,\n"
        "7,Less pain,,3,,2025-06-01,,,\n"
        "7,Walk,6MWT,400,,2025-06-01,,,\n"
        "7,Better,ODI,110,,2025-06-01,,,\n"
        "7,Walk,6MWT,400,m,2025-06-01,2025-05-01,,\n"
        "7,Walk,6MWT,400,m,2025-08-01,,,\n"
        "7,Walk,6MWT,400,m,,,,\n"
        "7,Walk,6MWT,400,m,2025-06-01,,week_99,\n"
        "7,Walk,6MWT,400,m,2025-06-01,,,perhaps\n"
    )
    assert reasons(read(GOALS, GOAL_HEADER + body)) == [
        (2, "goal", "required_missing"),
        (3, "aim", "required_missing"),
        (4, "unit", "unit_missing"),
        (5, "aim", "out_of_range"),
        (6, "due", "bad_date"),
        (7, "set", "future_date"),
        (8, "set", "required_missing"),
        (9, "when", "unknown_label"),
        (10, "state", "unknown_label"),
    ]


def test_a_denial_keeps_the_payers_words_and_the_appeal_is_a_row_of_its_own(read):
    words = '"Not medically necessary: no ""objective"" gain."'
    body = (
        f"A1,7,commercial,program,First,2025-04-01,2025-04-10,Denied,20,,,,,2025-10-07,{words}\n"
        "A2,7,commercial,program,Appeal,2025-04-20,2025-05-15,Approved,20,20,4,2025-05-15,2025-08-15,,\n"
        "A3,7,commercial,injection,,2025-06-20,,,1,,,,,,\n"
    )
    rows = read(REQUESTS, REQUEST_HEADER + body).rows[RowKind.AUTHORIZATION]
    assert rows[["level", "decision"]].to_numpy().tolist() == [
        ["initial", "denied"],
        ["appeal", "approved"],
        ["initial", "pending"],
    ]
    assert rows["reason"][0] == 'Not medically necessary: no "objective" gain.'
    assert rows["deadline_on"][0] == date(2025, 10, 7)
    assert (rows["units_approved"][1], rows["units_used"][1], rows["valid_to"][1]) == (20, 4, date(2025, 8, 15))
    assert np.isnan(rows["units_approved"][0])


def test_authorizations_that_contradict_themselves_are_rejected(read, reasons):
    body = (
        "1,7,commercial,program,,2025-04-01,,Denied,,,,,,,\n"
        "2,7,commercial,program,,2025-04-01,2025-04-05,,,,,,,,\n"
        "3,7,commercial,program,,2025-04-01,2025-03-05,Denied,,,,,,,\n"
        "4,7,commercial,program,,2025-04-01,2025-04-05,Denied,20,5,,,,,\n"
        "5,7,commercial,program,,2025-04-01,2025-04-05,Approved,20,-5,,,,,\n"
        "6,7,commercial,program,,2025-04-01,2025-04-05,Approved,20,5,,2025-05-01,2025-04-01,,\n"
        "7,7,commercial,,,2025-04-01,,,,,,,,,\n"
        "8,7,commercial,program,,,,,,,,,,,\n"
        "9,7,commercial,program,,2025-04-01,,,,,,,,2025-03-01,\n"
    )
    assert reasons(read(REQUESTS, REQUEST_HEADER + body)) == [
        (2, "decided", "required_missing"),
        (3, "answer", "required_missing"),
        (4, "decided", "bad_date"),
        (5, "granted", "bad_number"),
        (6, "granted", "out_of_range"),
        (7, "to", "bad_date"),
        (8, "service", "required_missing"),
        (9, "asked", "required_missing"),
        (10, "appeal_by", "bad_date"),
    ]


def test_a_payer_that_clinic_toml_does_not_name_is_kept_and_told(read):
    loaded = read(REQUESTS, REQUEST_HEADER + "1,7,stateplan,program,,2025-04-01,,,,,,,,,\n")
    assert len(loaded.only_rows) == 1
    assert "Payer 'stateplan' is not among the payers" in loaded.notes[0]


def test_a_medication_list_is_kept_as_written(read):
    body = "7,Morphine ER,15 mg,1,bid,oral,N,2025-05-01,,Active,60\n7,Oxycodone,5 mg,1-2,q6h,oral,Y,2025-05-01,2025-06-01,,\n"
    rows = read(MEDICINES, MEDICINE_HEADER + body).rows[RowKind.MEDICATION]
    assert rows[["drug", "strength", "dose", "per_day", "as_needed", "status"]].to_numpy().tolist() == [
        ["Morphine ER", "15 mg", "1", "bid", False, "active"],
        ["Oxycodone", "5 mg", "1-2", "q6h", True, None],
    ]
    assert (rows["started"][1], rows["stopped"][1], rows["quantity"][0]) == (date(2025, 5, 1), date(2025, 6, 1), 60)


def test_a_line_entered_in_error_withdraws_its_record(read):
    rows = read(MEDICINES, MEDICINE_HEADER + "7,Morphine,15 mg,1,bid,oral,N,2025-05-01,,Error,\n").only_rows
    assert rows["retracted"].tolist() == [True]


def test_medicines_without_a_name_or_with_impossible_days_or_amounts_are_rejected(read, reasons):
    body = (
        "7,,15 mg,1,bid,oral,N,2025-05-01,,,\n"
        "7,Morphine,15 mg,1,bid,oral,N,2025-05-01,2025-04-01,,\n"
        "7,Morphine,15 mg,1,bid,oral,maybe,2025-05-01,,,\n"
        "7,Morphine,15 mg,1,bid,oral,N,May,,,\n"
        "7,Morphine,15 mg,1,bid,oral,N,2025-05-01,,,-3\n"
        ",Morphine,15 mg,1,bid,oral,N,2025-05-01,,,\n"
    )
    assert reasons(read(MEDICINES, MEDICINE_HEADER + body)) == [
        (2, "drug", "required_missing"),
        (3, "to", "bad_date"),
        (4, "prn", "unknown_label"),
        (5, "from", "bad_date"),
        (6, "given", "out_of_range"),
        (7, "mrn", "no_patient"),
    ]


def test_a_status_is_checked_against_the_kind_of_file(read):
    with pytest.raises(MappingError, match="status: 'stopped' is not one of open, met, dropped"):
        read(GOALS.replace('reached = "met"', 'reached = "stopped"'), GOAL_HEADER)


def test_the_example_of_the_how_to_loads_as_written(read):
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "clinic-operations.md").read_text(encoding="utf-8")
    mapping, content = (re.search(rf"^```{kind}\n(.*?)^```", page, re.M | re.S)[1] for kind in ("toml", "csv"))
    loaded = read(mapping, content)
    assert not len(loaded.rejected)
    assert loaded.only_rows[["payer", "level", "decision", "units_approved"]].fillna(0).to_numpy().tolist() == [
        ["commercial", "initial", "denied", 0],
        ["commercial", "appeal", "approved", 20],
    ]
    assert loaded.only_rows["reason"][0] == 'Not medically necessary: no "objective" gain.'
