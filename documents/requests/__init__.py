"""The kinds of request that can be made, one file each, in the order in which a screen offers them."""

from documents.request_kind import RequestKind
from documents.requests.appeal import APPEAL
from documents.requests.block_to_ablation import BLOCK_TO_ABLATION
from documents.requests.continuation import CONTINUATION
from documents.requests.functional_gain import FUNCTIONAL_GAIN
from documents.requests.primary_care_letter import PRIMARY_CARE_LETTER
from documents.requests.program_authorization import PROGRAM_AUTHORIZATION
from documents.requests.repeat_injection import REPEAT_INJECTION
from documents.requests.therapy_continuation import THERAPY_CONTINUATION
from documents.requests.trial_to_implant import TRIAL_TO_IMPLANT

REQUESTS: dict[str, RequestKind] = {
    kind.code: kind
    for kind in (
        PROGRAM_AUTHORIZATION, CONTINUATION, THERAPY_CONTINUATION, REPEAT_INJECTION, BLOCK_TO_ABLATION, TRIAL_TO_IMPLANT,
        APPEAL, PRIMARY_CARE_LETTER, FUNCTIONAL_GAIN,
    )
}  # fmt: skip


def request_kind(code: str) -> RequestKind:
    """The kind of request of a code.

    Raises KeyError with one sentence that lists the known ones.
    """
    if code not in REQUESTS:
        raise KeyError(f"There is no request '{code}'; there are {', '.join(REQUESTS)}.")
    return REQUESTS[code]
