"""Appointment books and event logs."""

from datetime import date

APPOINTMENTS = """
name = "book"
rows = "appointments"
date_format = "%m/%d/%Y"
time_format = "%I:%M %p"
[columns]
patient = "MRN"
date = "Date"
time = "Time"
clinician = "Provider"
site = "Site"
checkpoint = "Visit"
attendance = "Status"
[values.attendance]
Scheduled = "planned"
Arrived = "attended"
"No show" = "missed"
[values.checkpoint]
INTAKE = "intake"
WK99 = "week_99"
"""
HEADER = "MRN,Date,Time,Provider,Site,Visit,Status\n"

EVENTS = """
name = "log"
rows = "events"
[columns]
patient = "mrn"
date = "day"
kind = "type"
detail = "text"
measure = "measure"
reason = "why"
[values.kind]
ATT = "session_attended"
PLAN = "care_plan_change"
"""


def test_appointments_may_lie_in_the_future(read):
    loaded = read(APPOINTMENTS, HEADER + "7,07/14/2025,02:20 PM,lee,north,INTAKE,Scheduled\n7,07/15/2025,,,,,\n")
    assert loaded.only_rows[["on_date", "at_time", "checkpoint", "attendance"]].to_numpy().tolist() == [
        [date(2025, 7, 14), "14:20", "intake", "planned"],
        [date(2025, 7, 15), None, None, "planned"],
    ]


def test_nobody_has_attended_or_missed_a_visit_that_lies_in_the_future(read, reasons):
    loaded = read(APPOINTMENTS, HEADER + "7,07/14/2025,,,,,Arrived\n7,07/14/2025,,,,,No show\n")
    assert reasons(loaded) == [(2, "Date", "future_date"), (3, "Date", "future_date")]


def test_times_labels_and_checkpoints_that_nobody_declared_are_rejected(read, reasons):
    body = "7,06/02/2025,25:99 XM,,,,\n7,06/02/2025,,,,,Perhaps\n7,06/02/2025,,,,WK99,\n7,,,,,,Arrived\n"
    assert reasons(read(APPOINTMENTS, HEADER + body)) == [
        (2, "Time", "bad_time"),
        (3, "Status", "unknown_label"),
        (4, "Visit", "unknown_label"),
        (5, "Date", "required_missing"),
    ]


def test_events_say_what_was_done_and_why(read):
    loaded = read(
        EVENTS, "mrn,day,type,text,measure,why\n7,2025-05-01,PLAN,more walking,walk_6min,no gain\n7,2025-05-02,ATT,,,\n"
    )
    assert loaded.only_rows[["kind", "detail", "measure", "reason"]].to_numpy().tolist() == [
        ["care_plan_change", "more walking", "walk_6min", "no gain"],
        ["session_attended", None, None, None],
    ]


def test_events_of_unknown_kind_or_measure_or_in_the_future_are_rejected(read, reasons):
    body = "7,2025-05-01,XRAY,,,\n7,2025-05-01,PLAN,,mood,\n7,2025-07-01,ATT,,,\n7,2025-05-01,,,,\n"
    assert reasons(read(EVENTS, "mrn,day,type,text,measure,why\n" + body)) == [
        (2, "type", "unknown_label"),
        (3, "measure", "unknown_measure"),
        (4, "day", "future_date"),
        (5, "type", "required_missing"),
    ]
