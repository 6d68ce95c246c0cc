"""What is asked, on paper: head, statement, the policy's requirements, a denial and its answer, the signature."""

import re
from collections.abc import Iterator

from documents.appeal import Appeal, Point, deadline_in_words
from documents.packet import Packet
from documents.paper import (
    Answered,
    Block,
    Checklist,
    Fact,
    Facts,
    Heading,
    Items,
    Notes,
    Paragraph,
    Quote,
    Requirement,
    Run,
    Signature,
    Tone,
    Words,
)  # fmt: skip
from documents.request_kind import Reader
from domain.outcome import Outcome
from domain.policy import Policy
from domain.source import Source
from domain.written import day, number
from metrics.criteria import UNTOLD, CriterionAnswer

_ANSWERS = {Outcome.MET: Answered.MET, Outcome.NOT_MET: Answered.NOT_MET, Outcome.CANNOT_TELL: Answered.CANNOT_TELL}


def head_facts(packet: Packet) -> Facts:
    """To, member, diagnosis, request, period, clinician, policy: what is not known is left out, or said to be missing."""
    asking = packet.asking
    edits, setting = asking.edits, asking.setting
    is_payer = packet.kind.reader is Reader.PAYER
    to = edits.recipient.strip() or (setting.payer if is_payer else "")
    facts = [Fact("To", to or "not written"), Fact("Member" if is_payer else "Patient", _member(packet))]
    if packet.kind.reader is Reader.EMPLOYER:
        return Facts((*facts, Fact("Period", _period(packet)), Fact("As of", day(asking.evidence.as_of))))
    numbers = [("Plan number", edits.plan_number), ("Claim number", edits.claim_number)]
    facts += [Fact(label, text.strip()) for label, text in numbers if text.strip()]
    facts += [Fact("Diagnosis", words) for words in _diagnosis(packet)]
    if is_payer:
        facts += [Fact("Request", words) for words in _request(packet)]
    facts.append(Fact("Care so far", _period(packet)))
    if setting.clinician:
        facts.append(Fact("Clinician", setting.clinician))
    if packet.policy is not None:
        facts.append(Fact("Policy", f"{packet.policy.name}; {packet.policy.version}"))
    return Facts(tuple(facts))


def _member(packet: Packet) -> Words:
    person = packet.asking.person
    if packet.kind.reader is Reader.EMPLOYER:
        return person.name or "name not registered"
    born = f"born {day(person.birth_date)}" if person.birth_date else "date of birth not registered"
    record = f"clinic record {person.record_number}" if person.record_number else ""
    return " · ".join(part for part in (person.name or "name not registered", born, record) if part)


def _diagnosis(packet: Packet) -> Iterator[Words]:
    known = packet.asking.evidence.attestations("diagnosis")
    if known and known[-1].says.get("holds", True):
        yield str(known[-1].says.get("text") or "attested without details")


def _request(packet: Packet) -> Iterator[Words]:
    edits = packet.asking.edits
    parts = [edits.service.strip(), f"{number(edits.units)} units" if edits.units is not None else ""]
    if edits.period_from and edits.period_to:
        parts.append(f"{day(edits.period_from)} to {day(edits.period_to)}")
    if edits.region.strip():
        parts.append(edits.region.strip())
    said = ", ".join(part for part in parts if part)
    if said:
        yield said


def _period(packet: Packet) -> Words:
    episode, setting = packet.asking.evidence.episode, packet.asking.setting
    if episode is None:
        return "no course of care on record"
    until = (
        day(episode.ended)
        if episode.ended
        else f"planned to {day(episode.planned_end)}"
        if episode.planned_end
        else "open"
    )
    program = "" if packet.kind.plain else f"{setting.program}, " if setting.program else ""
    return f"{program}from {day(episode.started)}{' to ' if episode.ended else ', '}{until}"


def statement(packet: Packet) -> Iterator[Block]:
    """As drafted, or as edited with what was changed marked; a draft that nothing can be said of says so."""
    yield Heading("Summary")
    if packet.is_edited:
        yield from _edited(packet)
        return
    if not packet.paragraphs:
        yield Paragraph("The record holds nothing since intake that could be stated.")
    for group in packet.paragraphs:
        yield Paragraph(" ".join(sentence.text for sentence in group))


def _edited(packet: Packet) -> Iterator[Block]:
    """Sentences of the draft as they were, all other words marked as the author's."""
    drafted = {sentence.text for group in packet.paragraphs for sentence in group}
    for part in (packet.asking.edits.statement or "").split("\n\n"):
        runs = tuple(
            Run(text, Tone.PLAIN if text.strip() in drafted else Tone.EDITED) for text in _pieces(part, drafted)
        )
        if runs:
            yield Paragraph(runs)
    doubts = [claim for claim in packet.claims if not claim.contradicts]
    lines: list[Words] = ["Marked words were written by the author; unmarked sentences were drafted from stored rows."]
    if doubts:
        said = "; ".join(dict.fromkeys(f"“{claim.text}”" for claim in doubts))
        lines.append(f"Not found in the record, or stronger than its verdicts: {said}.")
    yield Notes(tuple(lines))


def _pieces(part: str, drafted: set[str]) -> list[str]:
    """A paragraph cut at the drafted sentences that it still holds."""
    pieces, rest = [], part.strip()
    while rest:
        found = min(((rest.find(text), text) for text in drafted if text and text in rest), default=None)
        if found is None:
            pieces.append(rest)
            break
        place, text = found
        if place > 0:
            pieces.append(rest[:place])
        pieces.append(text)
        rest = rest[place + len(text) :]
        if rest.startswith(" "):
            pieces.append(" ")
            rest = rest.lstrip(" ")
    return [piece for piece in pieces if piece]


def requirements(packet: Packet) -> Iterator[Block]:
    """The payer's policy criterion by criterion: met, not met, cannot tell, on which rows, and what would settle it."""
    if not packet.kind.answers:
        return
    policy = packet.policy
    if policy is None:
        yield Heading("Requirements of the payer")
        yield Paragraph(
            "No dated policy of this payer for this request is on file; the request is not held against one."
        )
        return
    if not packet.criteria:
        return
    met = sum(answer.outcome is Outcome.MET for answer in packet.criteria)
    yield Heading(f"Requirements of the policy: {met} of {len(packet.criteria)} met")
    yield Checklist(tuple(_requirement(answer, packet) for answer in packet.criteria))
    yield Notes(tuple(_policy_lines(policy)))


_NOT_ATTESTED = re.compile(r"[Nn]obody has attested yet that ")
"""What a criterion says to the clinic; a payer reads what is not on record."""


def _requirement(answer: CriterionAnswer, packet: Packet) -> Requirement:
    """What would settle it is for the clinic to read, not for the payer: a signed packet does not say it."""
    miss = answer.nearest_miss and not _is_said(answer.nearest_miss, answer.sentence)
    proof = _NOT_ATTESTED.sub("not on record: ", answer.sentence.removeprefix(UNTOLD))
    proof = proof[:1].upper() + proof[1:] + (f" Nearest: {answer.nearest_miss}." if miss else "")
    is_draft = not packet.asking.stamp.is_signed
    needs = " ".join(answer.to_collect) if is_draft and answer.outcome is not Outcome.MET else ""
    where = f", {answer.criterion.where}" if answer.criterion.where else ""
    read = "" if answer.criterion.verified else " · unverified"
    source = f"{answer.criterion.source.label}{where}{read}"
    caution = f" {' '.join(_sentence(one) for one in answer.cautions)}" if answer.cautions else ""
    return Requirement(_ANSWERS[answer.outcome], answer.criterion.text, proof + caution, needs, source)


_MOVED = re.compile(r"\b(?:fell|rose|did not change)\b.*")


def _is_said(miss: str, sentence: str) -> bool:
    """'ODI fell 9 of the 10 points required' says nothing new beside 'ODI went from 44% to 35%: it fell 9 of the 10 …'."""
    moved = _MOVED.search(miss)
    of_one = sentence.count(" went from ") == 1  # of several measures it says which came nearest
    return miss in sentence or (of_one and moved is not None and f"it {moved[0]}" in sentence)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."


def _policy_lines(policy: Policy) -> Iterator[Words]:
    read = f"read {day(policy.read_on)}" if policy.read_on else "day of reading not recorded"
    where = f", {policy.jurisdiction}" if policy.jurisdiction else ""
    yield f"{policy.name}{where}: {policy.version}; {_cited(policy.source)}; {read}."
    if not policy.verified:
        yield (Run(UNVERIFIED_POLICY, Tone.STRONG),)
    if policy.notes:
        yield policy.notes


UNVERIFIED_POLICY = "The policy's own text was not read in full; its requirements here are unverified."


def _cited(source: Source) -> str:
    return ", ".join(part for part in (source.label, source.link) if part)


def denial(packet: Packet) -> Iterator[Block]:
    """The decision, its reason word for word, and until when it can be appealed."""
    told = packet.appeal
    if told is None:
        return
    row = told.denial
    yield Heading("The decision")
    facts = [Fact("Service", row.service), Fact("Level", row.level.replace("_", " ")), Fact("Decided", row.when)]
    facts += [Fact("Requested", day(row.requested_on))] if row.requested_on else []
    units = [("Units requested", row.units_requested), ("Units approved", row.units_approved)]
    facts += [Fact(label, number(value)) for label, value in units if value is not None]
    deadline = deadline_in_words(told.deadline, packet.asking.evidence.as_of)
    facts.append(Fact("Appeal by", deadline or "not known; the notice governs"))
    if told.deadline.file:
        facts.append(Fact("To be filed", told.deadline.file.replace("_", " ")))
    if packet.asking.edits.urgent_because.strip():
        facts.append(Fact("Expedited because", (Run(packet.asking.edits.urgent_because.strip(), Tone.EDITED),)))
    yield Facts(tuple(fact for fact in facts if fact.value))
    yield Quote(row.reason or "No reason is on file.", f"Reason as given, decision of {row.when}")


def rebuttal(packet: Packet) -> Iterator[Block]:
    """Each point of the reason with its answer."""
    told = packet.appeal
    if told is None or not told.points:
        return
    yield Heading("Answer to each point")
    for point in told.points:
        yield from _point(packet, told, point)


_POINT_WORDS = {
    Outcome.MET: "Answered by the record.",
    Outcome.NOT_MET: "Borne out by the record.",
    Outcome.CANNOT_TELL: "The record alone cannot answer this.",
}


def _point(packet: Packet, told: Appeal, point: Point) -> Iterator[Block]:
    if len(told.points) > 1:
        yield Heading(f"Point {point.code}", level=3)
        yield Quote(point.quoted)
    yield Paragraph((Run(_POINT_WORDS[point.outcome] + " ", Tone.STRONG), Run(point.answer)))
    if point.added.strip():
        yield Paragraph((Run(point.added.strip(), Tone.EDITED),))
    if point.sentences:
        yield Items(tuple(sentence.text for sentence in point.sentences))
    if point.criteria:
        yield Checklist(tuple(_requirement(answer, packet) for answer in point.criteria))
    if point.lacked and told.denial.requested_on:
        after = day(told.denial.requested_on)
        listed = "; ".join(row.says for row in point.lacked)
        yield Paragraph(
            (
                Run(f"Recorded after the request of {after}, so not before the reviewer: ", Tone.STRONG),
                Run(f"{listed}."),
            )
        )


def signature(packet: Packet) -> Iterator[Block]:
    stamp, setting = packet.asking.stamp, packet.asking.setting
    statement = "I have reviewed this document and it agrees with the record."
    if stamp.is_signed and stamp.signed_on is not None:
        yield Signature(stamp.signed_by, stamp.signed_role, statement, day(stamp.signed_on))
    else:
        yield Signature(setting.clinician, "", statement, "")


def draft_note(packet: Packet) -> Iterator[Block]:
    """What a draft still needs; a packet that was signed without it says that it does not hold it."""
    needs = packet.readiness.needs
    if not needs:
        return
    if packet.asking.stamp.is_signed:
        yield Notes(
            (f"{'; '.join(needs)[:1].upper()}{'; '.join(needs)[1:]}.",),
            title="Asked for by this request and not given here",
        )
        return
    lines: list[Words] = [
        f"{len(needs)} of {packet.readiness.total} things that this request must hold are missing: {'; '.join(needs)}."
    ]
    if packet.policy is not None and packet.policy.jurisdiction:
        where = packet.policy.jurisdiction.rstrip(".")
        lines.append(f"Jurisdiction of the policy: {where}. Check that the patient's plan falls under it.")
    yield Notes(tuple(lines), title="Draft: still needed before it is sent")
