"""What a request must hold, thing by thing, and where in the record each is looked for.

A thing that is not found is not guessed: the answer says what would settle it.
"""

from documents.contents.asked import clinician, member, plan_number, rationale, recipient, service, signature
from documents.contents.care import (
    attendance,
    attested,
    authorized_units,
    conservative_care,
    end_date,
    goals,
    medication,
    next_goals,
    pain_duration,
    referral,
    work,
)
from documents.contents.denials import deadline, denial, rebutted
from documents.contents.procedures import (
    ABLATION,
    EPIDURAL,
    TRIAL,
    disability_before_block,
    last_procedure,
    relief,
    two_blocks,
)
from documents.contents.scores import (
    any_change,
    both_kinds_of_gain,
    function_at_intake,
    function_change,
    thresholds,
    work_function,
)

__all__ = [
    "ABLATION",
    "EPIDURAL",
    "TRIAL",
    "any_change",
    "attendance",
    "attested",
    "authorized_units",
    "both_kinds_of_gain",
    "clinician",
    "conservative_care",
    "deadline",
    "denial",
    "disability_before_block",
    "end_date",
    "function_at_intake",
    "function_change",
    "goals",
    "last_procedure",
    "medication",
    "member",
    "next_goals",
    "pain_duration",
    "plan_number",
    "rationale",
    "rebutted",
    "recipient",
    "referral",
    "relief",
    "service",
    "signature",
    "thresholds",
    "two_blocks",
    "work",
    "work_function",
]
