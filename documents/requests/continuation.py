"""More of the same program: what changed in function since intake, what is left, and until when."""

from documents import contents as c
from documents.request_kind import Due, Reader, RequestKind, Section
from documents.requests import sources as s

CONTINUATION = RequestKind(
    code="continuation",
    name="Continuation of a program",
    title="Request for continuation: {program}",
    purpose="Ask a payer for more days or units of a program that has begun",
    reader=Reader.PAYER,
    answers=("continuation",),
    contents=(
        c.member(s.OWN_LAYOUT),
        c.plan_number(s.OWN_LAYOUT),
        c.service(s.TEXAS),
        c.attested("diagnosis", "the diagnosis", s.OWN_LAYOUT, "Diagnosis with its code"),
        c.conservative_care(s.OWN_LAYOUT),
        c.function_change(s.CALIFORNIA, 2, stops=True),
        c.thresholds(s.THERAPY_GUIDELINE),
        c.both_kinds_of_gain(s.TEXAS),
        c.attendance(s.TEXAS, stops=True),
        c.authorized_units(s.TEXAS),
        c.goals(s.MEDICARE_PROGRESS),
        c.work(s.CALIFORNIA),
        c.medication(s.CALIFORNIA),
        c.rationale(s.TEXAS),
        c.next_goals(s.MEDICARE_PLAN),
        c.attested("discharge_criteria", "the criteria for discharge and its date", s.OWN_LAYOUT),
        c.end_date(s.OWN_LAYOUT, runs_on=True),
        c.referral(s.OWN_LAYOUT),
        c.clinician(s.OWN_LAYOUT),
        c.signature(s.OWN_LAYOUT),
    ),
    sections=(
        Section.STATEMENT, Section.FUNCTION_TABLE, Section.COURSE, Section.HISTORY, Section.REQUIREMENTS, Section.ATTENDANCE,
        Section.GOALS, Section.NEXT_PERIOD, Section.TREATMENT, Section.MEDICATION, Section.WORSE_AND_MISSING, Section.SIGNATURE,
        Section.METHODS, Section.RECORDS,
    ),
    due=Due.CHECKPOINT,
)  # fmt: skip
