"""Letter to primary care: how the patient fares, what was done, what comes next. One page and a table."""

from documents import contents as c
from documents.request_kind import Due, Reader, RequestKind, Section
from documents.requests import sources as s

PRIMARY_CARE_LETTER = RequestKind(
    code="primary_care_letter",
    name="Letter to primary care",
    title="Progress in our pain program",
    purpose="Tell the primary-care clinician how the patient fares",
    reader=Reader.PRIMARY_CARE,
    answers=(),
    contents=(
        c.member(s.OWN_LAYOUT),
        c.recipient(s.OWN_LAYOUT),
        c.any_change(s.OWN_LAYOUT),
        c.clinician(s.OWN_LAYOUT),
        c.signature(s.OWN_LAYOUT),
    ),
    sections=(
        Section.STATEMENT, Section.FUNCTION_TABLE, Section.COURSE, Section.TREATMENT, Section.MEDICATION, Section.GOALS,
        Section.NEXT_PERIOD, Section.WORSE_AND_MISSING, Section.SIGNATURE, Section.METHODS,
    ),
    due=Due.CHECKPOINT,
)  # fmt: skip
