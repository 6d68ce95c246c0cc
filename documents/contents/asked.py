"""Who asks for what, for whom: the head of a request, its reasons and its signature."""

from documents.asking import Asking
from documents.contents.looking import episode_row, lacking, ready
from documents.request_kind import Content, Looked
from domain.source import Source
from domain.written import day, number
from metrics.criterion_finding import listed


def member(source: Source) -> Content:
    def look(asking: Asking) -> Looked:
        person = asking.person
        missing = [name for name, value in (("name", person.name), ("date of birth", person.birth_date)) if not value]
        if missing:
            return lacking(
                f"The register holds no {listed(missing)} for this patient.", f"Register the {listed(missing)}."
            )
        return ready("Name and date of birth are registered.")

    return Content("member", "Member's name and date of birth", "the member's name and date of birth", look, source)


def plan_number(source: Source) -> Content:
    def look(asking: Asking) -> Looked:
        numbers = [text for text in (asking.edits.plan_number, asking.edits.claim_number) if text.strip()]
        if not numbers:
            return lacking("No plan or claim number is written.", "Write the member's plan number or the claim number.")
        return ready("Plan or claim number is written.")

    return Content("plan_number", "Plan or claim number", "the plan or claim number", look, source)


def service(source: Source) -> Content:
    """What is asked for: service, units, first and last day."""

    def look(asking: Asking) -> Looked:
        edits = asking.edits
        wanted = {
            "service": edits.service.strip(), "units": edits.units, "first day": edits.period_from, "last day": edits.period_to,
        }  # fmt: skip
        missing = [name for name, value in wanted.items() if value in ("", None)]
        if missing:
            return lacking(f"Not written: {listed(missing)}.", f"Write the {listed(missing)} of what is asked for.")
        days = f"{day(edits.period_from)} to {day(edits.period_to)}" if edits.period_from and edits.period_to else ""
        return ready(f"{edits.service.strip()}, {number(edits.units or 0)} units, {days}.")

    return Content(
        "service", "Service, units and dates asked for", "the service, its units and dates", look, source
    )  # fmt: skip


def clinician(source: Source) -> Content:
    def look(asking: Asking) -> Looked:
        if asking.setting.clinician:
            return ready(asking.setting.clinician, episode_row(asking))
        return lacking("The course of care names no clinician.", "Enter the clinician of this course of care.")

    return Content("clinician", "Treating clinician", "the treating clinician", look, source)


def recipient(source: Source) -> Content:
    def look(asking: Asking) -> Looked:
        if asking.edits.recipient.strip():
            return ready("Recipient is written.")
        return lacking("No recipient is written.", "Write to whom it goes.")

    return Content("recipient", "Recipient", "the recipient", look, source)


def rationale(source: Source) -> Content:
    """Remaining deficit and why more is expected to work: the author's own words, never drafted."""

    def look(asking: Asking) -> Looked:
        if asking.edits.rationale.strip():
            return ready("Written by the author.")
        return lacking(
            "Not written.", "Write what still limits the patient and why more of this care is expected to help."
        )

    return Content(
        "rationale", "Remaining limits, and why more is expected to help", "the remaining limits and why more will help",
        look, source,
    )  # fmt: skip


def signature(source: Source) -> Content:
    """A clinician has reviewed and signed. The product drafts and never signs."""

    def look(asking: Asking) -> Looked:
        stamp = asking.stamp
        if not stamp.is_signed or stamp.signed_on is None:
            return lacking("Not signed.", "A clinician reviews and signs.")
        return ready(f"Signed by {stamp.signed_by} on {day(stamp.signed_on)}.")

    return Content("signature", "Clinician's signature", "a clinician's signature", look, source)
