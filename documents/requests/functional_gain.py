"""Functional gain for an employer or case manager: what the patient can do, and nothing else.

No diagnosis, no pain, mood, sleep or medication score, no kind of treatment, no name of the program: what is left out of the
request is not needed for work and is not printed.
"""

from documents import contents as c
from documents.request_kind import Due, Reader, RequestKind, Section
from documents.requests import sources as s
from documents.sentence import Kind
from documents.statement import work_function_only

FUNCTIONAL_GAIN = RequestKind(
    code="functional_gain",
    name="Functional gain for an employer or case manager",
    title="Statement of functional ability",
    purpose="Tell an employer or case manager what the patient can do; holds work function only",
    reader=Reader.EMPLOYER,
    answers=(),
    contents=(
        c.recipient(s.OWN_LAYOUT),
        c.attested("disclosure_authorized", "the patient's authorization to tell the recipient", s.AUTHORIZED),
        c.work_function(s.MINIMUM_NECESSARY),
        c.work(s.MINIMUM_NECESSARY, plain=True),
        c.signature(s.OWN_LAYOUT),
    ),
    sections=(
        Section.STATEMENT, Section.FUNCTION_TABLE, Section.COURSE, Section.WORSE_AND_MISSING, Section.SIGNATURE, Section.METHODS,
    ),
    due=Due.CHECKPOINT,
    kinds=frozenset({Kind.SUMMARY, Kind.FUNCTION, Kind.WORSE, Kind.MISSING, Kind.WORK}),
    wanted=work_function_only,
    plain=True,
)  # fmt: skip
