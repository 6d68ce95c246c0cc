"""First authorization of an interdisciplinary program: why this care, what limits the patient now, what is planned."""

from documents import contents as c
from documents.request_kind import Due, Reader, RequestKind, Section
from documents.requests import sources as s

PROGRAM_AUTHORIZATION = RequestKind(
    code="program_authorization",
    name="Program authorization",
    title="Request for authorization: {program}",
    purpose="Ask a payer to authorize a program before it begins",
    reader=Reader.PAYER,
    answers=("program_authorization",),
    contents=(
        c.member(s.OWN_LAYOUT),
        c.plan_number(s.OWN_LAYOUT),
        c.service(s.OWN_LAYOUT),
        c.attested("diagnosis", "the diagnosis", s.OWN_LAYOUT, "Diagnosis with its code"),
        c.pain_duration(s.AETNA),
        c.attested("conservative_care_tried", "conservative care with type, dates and response", s.AETNA),
        c.attested("psychological_screening", "the psychological evaluation", s.NORTH_DAKOTA),
        c.attested("substance_use_screening", "the screening for substance use", s.NORTH_DAKOTA),
        c.function_at_intake(s.WASHINGTON),
        c.work(s.WASHINGTON),
        c.attested("work_or_daily_life_impaired", "how pain impairs work or daily life", s.AETNA),
        c.attested("program_structure", "the program's hours, days and disciplines", s.WASHINGTON),
        c.next_goals(s.MEDICARE_PLAN),
        c.end_date(s.TEXAS),
        c.attested("accreditation", "the program's accreditation", s.NORTH_DAKOTA),
        c.attested("no_prior_program", "the history of earlier programs", s.AETNA),
        c.attested("no_surgery_pending", "that no surgery is pending", s.OWN_LAYOUT),
        c.clinician(s.OWN_LAYOUT),
        c.attested("physician_order", "the referral", s.WASHINGTON),
        c.signature(s.OWN_LAYOUT),
    ),
    sections=(
        Section.STATEMENT, Section.HISTORY, Section.FUNCTION_TABLE, Section.GOALS, Section.NEXT_PERIOD, Section.REQUIREMENTS,
        Section.MEDICATION, Section.WORSE_AND_MISSING, Section.SIGNATURE, Section.METHODS, Section.RECORDS,
    ),
    due=Due.START,
    before_care=True,
)  # fmt: skip
