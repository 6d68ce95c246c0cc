"""Another epidural injection: what the last one brought, for how long, on the same scale, and what else was done."""

from documents import contents as c
from documents.request_kind import Due, Reader, RequestKind, Section
from documents.requests import sources as s

REPEAT_INJECTION = RequestKind(
    code="repeat_injection",
    name="Repeat injection",
    title="Request for a repeat epidural injection",
    purpose="Ask a payer for another epidural injection",
    reader=Reader.PAYER,
    answers=("repeat_injection", "first_injection"),
    contents=(
        c.member(s.OWN_LAYOUT),
        c.plan_number(s.OWN_LAYOUT),
        c.service(s.OWN_LAYOUT),
        c.attested("diagnosis", "the diagnosis", s.MEDICARE_EPIDURAL, "Diagnosis with its code"),
        c.last_procedure(c.EPIDURAL, s.MEDICARE_EPIDURAL, stops=True),
        c.relief(c.EPIDURAL, s.EVICORE, stops=True),
        c.function_change(s.EVICORE),
        c.attested("no_injections_elsewhere", "whether there were injections elsewhere in the last year", s.MEDICARE_EPIDURAL),
        c.conservative_care(s.MEDICARE_EPIDURAL),
        c.attested("conservative_care_continues", "the active rehabilitation beside it", s.MEDICARE_EPIDURAL),
        c.medication(s.EVICORE),
        c.attested("imaging", "the imaging", s.MEDICARE_EPIDURAL),
        c.referral(s.OWN_LAYOUT),
        c.clinician(s.OWN_LAYOUT),
        c.signature(s.OWN_LAYOUT),
    ),
    sections=(
        Section.STATEMENT, Section.RELIEF, Section.FUNCTION_TABLE, Section.HISTORY, Section.REQUIREMENTS, Section.TREATMENT,
        Section.MEDICATION, Section.WORSE_AND_MISSING, Section.SIGNATURE, Section.METHODS, Section.RECORDS,
    ),
    due=Due.CHECKPOINT,
    procedure=c.EPIDURAL,
)  # fmt: skip
