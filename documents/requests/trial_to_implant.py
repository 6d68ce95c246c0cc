"""Spinal cord stimulator, from trial to implant: what failed before, the screening, what the trial brought."""

from documents import contents as c
from documents.request_kind import Due, Reader, RequestKind, Section
from documents.requests import sources as s

TRIAL_TO_IMPLANT = RequestKind(
    code="trial_to_implant",
    name="Stimulator, trial to implant",
    title="Request for a spinal cord stimulator after its trial",
    purpose="Ask a payer for the implant after a trial with a temporary electrode",
    reader=Reader.PAYER,
    answers=("trial_to_implant", "trial"),
    contents=(
        c.member(s.OWN_LAYOUT),
        c.plan_number(s.OWN_LAYOUT),
        c.service(s.OWN_LAYOUT),
        c.attested("diagnosis", "the diagnosis", s.STIMULATOR, "Diagnosis with its code"),
        c.attested("last_resort", "the treatments tried before", s.STIMULATOR),
        c.attested("multidisciplinary_screening", "the multidisciplinary screening", s.STIMULATOR),
        c.attested("psychological_screening", "the psychological evaluation", s.STIMULATOR),
        c.attested("no_active_substance_use", "that there is no active substance use disorder", s.STIMULATOR),
        c.attested("trial_done", "the trial with its dates and device", s.STIMULATOR),
        c.relief(c.TRIAL, s.STIMULATOR, stops=True),
        c.function_change(s.STIMULATOR),
        c.medication(s.STIMULATOR),
        c.referral(s.OWN_LAYOUT),
        c.clinician(s.OWN_LAYOUT),
        c.signature(s.OWN_LAYOUT),
    ),
    sections=(
        Section.STATEMENT, Section.RELIEF, Section.FUNCTION_TABLE, Section.HISTORY, Section.REQUIREMENTS, Section.TREATMENT,
        Section.MEDICATION, Section.WORSE_AND_MISSING, Section.SIGNATURE, Section.METHODS, Section.RECORDS,
    ),
    due=Due.CHECKPOINT,
    procedure=c.TRIAL,
)  # fmt: skip
