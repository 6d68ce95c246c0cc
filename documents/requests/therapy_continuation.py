"""More physical or occupational therapy: serial measures, progress toward each goal, why the skills are needed."""

from documents import contents as c
from documents.request_kind import Due, Reader, RequestKind, Section
from documents.requests import sources as s

THERAPY_CONTINUATION = RequestKind(
    code="therapy_continuation",
    name="Continuation of therapy",
    title="Progress report and request to continue therapy",
    purpose="Ask a payer for more therapy visits, with the progress report they ask for by the tenth treatment day",
    reader=Reader.PAYER,
    answers=("therapy_continuation",),
    contents=(
        c.member(s.OWN_LAYOUT),
        c.plan_number(s.OWN_LAYOUT),
        c.service(s.OWN_LAYOUT),
        c.attested("diagnosis", "the diagnosis", s.MEDICARE_PLAN, "Diagnosis with its code"),
        c.conservative_care(s.OWN_LAYOUT),
        c.function_change(s.MEDICARE_PROGRESS, stops=True),
        c.thresholds(s.THERAPY_GUIDELINE),
        c.goals(s.MEDICARE_PROGRESS),
        c.attendance(s.OWN_LAYOUT, stops=True),
        c.rationale(s.THERAPY_GUIDELINE),
        c.attested("skilled_need", "why the skills of a therapist are needed", s.MEDICARE_PLAN),
        c.attested("plan_of_care", "the plan of care", s.MEDICARE_PLAN),
        c.next_goals(s.MEDICARE_PLAN),
        c.referral(s.OWN_LAYOUT),
        c.clinician(s.OWN_LAYOUT),
        c.signature(s.MEDICARE_PROGRESS),
    ),
    sections=(
        Section.STATEMENT, Section.FUNCTION_TABLE, Section.COURSE, Section.GOALS, Section.NEXT_PERIOD, Section.HISTORY,
        Section.REQUIREMENTS, Section.ATTENDANCE, Section.WORSE_AND_MISSING, Section.SIGNATURE, Section.METHODS, Section.RECORDS,
    ),
    due=Due.CHECKPOINT,
)  # fmt: skip
