"""Appeal of a denial: the payer's reason word for word, each point answered from the record, and the deadline."""

from documents import contents as c
from documents.request_kind import Due, Reader, RequestKind, Section
from documents.requests import sources as s

APPEAL = RequestKind(
    code="appeal",
    name="Appeal",
    title="Appeal of the decision of {decided_on}",
    purpose="Answer a denial or a partial approval, point by point",
    reader=Reader.PAYER,
    answers=(
        "program_authorization", "continuation", "therapy_continuation", "repeat_injection", "first_injection",
        "block_to_ablation", "repeat_ablation", "trial", "trial_to_implant",
    ),
    contents=(
        c.member(s.OWN_LAYOUT),
        c.plan_number(s.APPEAL_PRACTICE),
        c.denial(s.APPEAL_PRACTICE),
        c.deadline(s.APPEAL_PRACTICE),
        c.rebutted(s.APPEAL_PRACTICE),
        c.function_change(s.EXTERNAL_REVIEW),
        c.attested("conservative_care_tried", "conservative care with type, dates and response", s.EXTERNAL_REVIEW),
        c.attendance(s.EXTERNAL_REVIEW),
        c.referral(s.OWN_LAYOUT),
        c.clinician(s.OWN_LAYOUT),
        c.signature(s.APPEAL_PRACTICE),
    ),
    sections=(
        Section.DENIAL, Section.REBUTTAL, Section.STATEMENT, Section.FUNCTION_TABLE, Section.COURSE, Section.REQUIREMENTS,
        Section.ATTENDANCE, Section.GOALS, Section.HISTORY, Section.WORSE_AND_MISSING, Section.SIGNATURE, Section.METHODS,
        Section.RECORDS,
    ),
    due=Due.DENIAL,
)  # fmt: skip
