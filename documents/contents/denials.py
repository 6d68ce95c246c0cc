"""The decision that is appealed, until when, and whether each of its points is answered."""

from documents.appeal import build_appeal, deadline_in_words, deadline_of, denied
from documents.asking import Asking
from documents.contents.looking import lacking, ready
from documents.request_kind import Content, Looked
from domain.outcome import Outcome
from domain.source import Source
from metrics.criterion_finding import listed


def denial(source: Source) -> Content:
    """The decision that is appealed, in the payer's own words."""

    def look(asking: Asking) -> Looked:
        row = denied(asking.evidence, asking.edits.denial)
        if row is None:
            return lacking("No denial or partial approval is recorded.", "Load or enter the payer's decision.")
        if not row.reason:
            return lacking(f"The decision of {row.when} has no reason on file.", "Enter the reason word for word.")
        return ready(f"Decision of {row.when}, with its reason.", (row.proof,))

    return Content(
        "denial", "The decision and its reason, word for word", "the decision and its reason, word for word", look, source,
        stops="No denial with its reason is recorded, so that there is nothing to answer.",
    )  # fmt: skip


def deadline(source: Source) -> Content:
    def look(asking: Asking) -> Looked:
        row = denied(asking.evidence, asking.edits.denial)
        found = deadline_of(asking, row) if row else None
        said = deadline_in_words(found, asking.evidence.as_of) if found else ""
        if row is None or not said:
            return lacking(
                "No deadline is on the notice, and none is known for this plan.", "Read the deadline off the notice."
            )
        return ready(said, (row.proof,))

    return Content("deadline", "Deadline of the appeal", "the deadline on the notice", look, source)


def rebutted(source: Source) -> Content:
    """Every point of the reason is answered by the record, or by the author."""

    def look(asking: Asking) -> Looked:
        told = build_appeal(asking, ())
        if told is None or not told.points:
            return lacking("There is no reason to answer.", "Enter the reason word for word.")
        open_ = [p for p in told.points if p.outcome is not Outcome.MET and not p.added.strip()]
        if open_:
            places = listed([point.code for point in open_])
            return lacking(
                f"Not answered from the record: point {places} of the reason.",
                f"Answer point {places} in your own words.",
            )
        return ready(f"{len(told.points)} points answered.", (told.denial.proof,))

    return Content(
        "rebutted", "Each point of the reason answered", "an answer to each point of the reason", look, source
    )
