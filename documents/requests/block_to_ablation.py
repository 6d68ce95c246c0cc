"""Radio-frequency ablation after diagnostic blocks: each block before and after on one scale, disability before the first."""

from documents import contents as c
from documents.request_kind import Due, Reader, RequestKind, Section
from documents.requests import sources as s

BLOCK_TO_ABLATION = RequestKind(
    code="block_to_ablation",
    name="Ablation after diagnostic blocks",
    title="Request for radio-frequency ablation after diagnostic blocks",
    purpose="Ask a payer for radio-frequency ablation, first or repeated",
    reader=Reader.PAYER,
    answers=("block_to_ablation", "repeat_ablation"),
    contents=(
        c.member(s.OWN_LAYOUT),
        c.plan_number(s.OWN_LAYOUT),
        c.service(s.OWN_LAYOUT),
        c.attested("diagnosis", "the diagnosis", s.CGS_FACET, "Diagnosis with its code"),
        c.two_blocks(s.CGS_FACET),
        c.disability_before_block(s.CGS_FACET),
        c.attested("conservative_care_tried", "conservative care with type, dates and response", s.CGS_FACET),
        c.attested("imaging", "the imaging", s.CGS_FACET),
        c.attested("no_other_cause", "that no other cause explains the pain", s.CGS_FACET),
        c.referral(s.OWN_LAYOUT),
        c.clinician(s.OWN_LAYOUT),
        c.signature(s.OWN_LAYOUT),
    ),
    sections=(
        Section.STATEMENT, Section.RELIEF, Section.FUNCTION_TABLE, Section.HISTORY, Section.REQUIREMENTS, Section.TREATMENT,
        Section.WORSE_AND_MISSING, Section.SIGNATURE, Section.METHODS, Section.RECORDS,
    ),
    due=Due.CHECKPOINT,
    blocks=True,
)  # fmt: skip
