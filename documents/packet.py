"""The packet: a request, one patient's record and the payer's dated policy, answered thing by thing.

`build_packet` is pure. It drafts from stored rows, evaluates each criterion, checks what the author wrote against the
record, and names what is missing. `documents.packet_paper.paper_of` prints it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from documents.appeal import Appeal, build_appeal
from documents.asking import Asking, Edits, Person, Setting, Stamp
from documents.claims import Claim, check_text
from documents.record_numbers import RecordNumbers, record_numbers
from documents.request_kind import Content, ContentAnswer, RequestKind
from documents.sentence import Kind, Sentence
from documents.statement import goal_statement, intake_statement, relief_statement, statement
from domain.evidence import Evidence, Request
from domain.policy import Policy
from domain.written import day
from metrics.criteria import CriterionAnswer, evaluate_all
from metrics.criterion_finding import ProofRow, listed
from metrics.procedure_relief import ProcedureRelief, relief_after

EDITABLE = (
    Kind.INTAKE,
    Kind.SUMMARY,
    Kind.RELIEF,
    Kind.FUNCTION,
    Kind.PAIN,
    Kind.OTHER,
    Kind.MEDICATION,
    Kind.WORK,
    Kind.ATTENDANCE,
)
"""What an author may put in other words. What worsened and what is missing is printed as drafted, whatever is edited."""


@dataclass(frozen=True)
class Refusal:
    """Why no document is made: a stable code, and one sentence that names the gap and no person."""

    code: str
    sentence: str


class PacketNotMade(Exception):
    """There are refusals; the text holds their sentences."""

    def __init__(self, refusals: tuple[Refusal, ...]):
        self.refusals = refusals
        super().__init__(" ".join(refusal.sentence for refusal in refusals))


@dataclass(frozen=True)
class Readiness:
    """How many of the things a request must hold are there, and what is still needed."""

    ready: int
    total: int
    needs: tuple[str, ...]
    refusals: tuple[Refusal, ...] = ()

    @property
    def is_complete(self) -> bool:
        return self.ready == self.total and not self.refusals

    @property
    def sentence(self) -> str:
        """'6 of 8 ready. Needs measurable goals for the next period, a clinician's signature.'"""
        said = f"{self.ready} of {self.total} ready."
        if self.refusals:
            said += " Cannot be made: " + " ".join(refusal.sentence for refusal in self.refusals)
        return f"{said} Needs {', '.join(self.needs)}." if self.needs else said


@dataclass(frozen=True, eq=False)
class Packet:
    """Everything that a packet states, before it is paper. `sentences` in the order in which they are read; `claims`: what was
    found wrong in the author's own texts; `refusals`: why it cannot be made, empty where it can."""

    kind: RequestKind
    asking: Asking
    policy: Policy | None
    sentences: tuple[Sentence, ...]
    goals: tuple[Sentence, ...]
    contents: tuple[ContentAnswer, ...]
    criteria: tuple[CriterionAnswer, ...]
    appeal: Appeal | None
    claims: tuple[Claim, ...]
    refusals: tuple[Refusal, ...]

    @property
    def readiness(self) -> Readiness:
        ready = [answer for answer in self.contents if answer.is_ready]
        needs = tuple(answer.content.needs for answer in self.contents if not answer.is_ready)
        return Readiness(len(ready), len(self.contents), needs, self.refusals)

    @property
    def drafted(self) -> str:
        """The statement as drafted, one paragraph per kind: what an editor starts from."""
        return "\n\n".join(
            " ".join(s.text for s in group) for group in self.paragraphs if any(s.kind in EDITABLE for s in group)
        )

    @property
    def paragraphs(self) -> tuple[tuple[Sentence, ...], ...]:
        """The drafted sentences that may be edited, in paragraphs: relief, function, pain and the rest, treatment."""
        groups = (
            (Kind.INTAKE,),
            (Kind.RELIEF,),
            (Kind.SUMMARY, Kind.FUNCTION),
            (Kind.PAIN, Kind.OTHER),
            (Kind.MEDICATION,),
            (Kind.WORK, Kind.ATTENDANCE),
        )
        found = (tuple(s for s in self.sentences if s.kind in kinds) for kinds in groups)
        return tuple(group for group in found if group)

    @property
    def fixed(self) -> tuple[Sentence, ...]:
        """What worsened and what is missing: printed whatever is edited."""
        worse = tuple(s for s in self.sentences if s.is_worse)
        return (*worse, *(s for s in self.sentences if s.kind is Kind.MISSING))

    @property
    def is_edited(self) -> bool:
        text = self.asking.edits.statement
        return text is not None and text.strip() != self.drafted.strip()

    @cached_property
    def numbers(self) -> RecordNumbers:
        """Every number of the record that a text about it may hold; for `documents.claims.check`."""
        return record_numbers(self.asking.facts, self.kind.wanted, (self.relief,) if self.relief else ())

    @cached_property
    def relief(self) -> ProcedureRelief | None:
        """Relief after the last procedure that the request is about; None for other requests and where none is recorded."""
        return relief_after(self.asking.evidence, self.kind.procedure) if self.kind.procedure else None

    @property
    def proof(self) -> tuple[ProofRow, ...]:
        """Every row that anything in the packet rests on, once, by day."""
        unique: dict[tuple[str, str], ProofRow] = {}
        for row in self._proofs():
            known = unique.get((row.table, row.row_id))
            if known is None or len(row.says) > len(known.says):
                unique[(row.table, row.row_id)] = row
        return tuple(sorted(unique.values(), key=lambda r: (r.on_date is None, r.on_date, r.table, r.row_id)))

    def _proofs(self) -> Iterator[ProofRow]:
        for sentence in (*self.sentences, *self.goals):
            yield from sentence.proof
        for answer in self.criteria:
            yield from answer.proof
        for content in self.contents:
            yield from content.proof
        for point in self.appeal.points if self.appeal else ():
            for sentence in point.sentences:
                yield from sentence.proof


def build_packet(
    kind: RequestKind,
    evidence: Evidence,
    policy: Policy | None,
    setting: Setting,
    person: Person,
    stamp: Stamp,
    edits: Edits | None = None,
) -> Packet:
    """The packet of one patient. `policy`: the version in effect on the day of service; None where none is on file or the
    request has none. Everything that stands in the way is told in `Packet.refusals` and `Packet.readiness`."""
    chosen = edits or Edits()
    on = chosen.day_of_service or chosen.period_from or evidence.as_of
    asked = evidence.for_request(Request(on_date=on, region=chosen.region or None, service=chosen.service))
    asking = Asking(asked, person, setting, chosen, stamp)
    criteria = evaluate_all(policy.criteria, asked) if policy is not None and policy.covers(on) else ()
    sentences = _sentences(kind, asking)
    goals = goal_statement(asking.facts) if Kind.GOAL in kind.kinds and not kind.plain else ()
    contents = tuple(_answered(content, asking) for content in kind.contents)
    appeal = build_appeal(asking, criteria) if kind.code == "appeal" else None
    packet = Packet(kind, asking, policy, sentences, goals, contents, criteria, appeal, (), ())
    claims = tuple(claim for text in _own_texts(chosen) for claim in check_text(text, packet.numbers))
    refusals = tuple(_refusals(kind, asking, policy, contents, claims))
    return Packet(kind, asking, policy, sentences, goals, contents, criteria, appeal, claims, refusals)


def _sentences(kind: RequestKind, asking: Asking) -> tuple[Sentence, ...]:
    if asking.evidence.episode is None:
        return ()
    if kind.before_care:
        return intake_statement(asking.facts, kind.wanted)
    told = statement(asking.facts, kind.kinds, kind.wanted, plain=kind.plain)
    relief = relief_statement(asking.facts, kind.procedure, blocks=kind.blocks) if Kind.RELIEF in kind.kinds else ()
    return (*relief, *told)


def _answered(content: Content, asking: Asking) -> ContentAnswer:
    looked = content.look(asking)
    return ContentAnswer(content, looked.outcome, looked.says, looked.proof, looked.collect, looked.is_part)


def _own_texts(edits: Edits) -> tuple[str, ...]:
    """What the author wrote about the record. Goals speak of what is to come, so their numbers are not looked for in it."""
    texts = (edits.statement or "", edits.rationale, *edits.rebuttal.values())
    return tuple(text for text in texts if text.strip())


def _refusals(
    kind: RequestKind,
    asking: Asking,
    policy: Policy | None,
    contents: tuple[ContentAnswer, ...],
    claims: tuple[Claim, ...],
) -> Iterator[Refusal]:
    if asking.evidence.episode is None:
        yield Refusal("no_episode", "The patient has no course of care on record.")
    elif asking.evidence.episode.how_ended == "withdrew":
        yield Refusal("consent_withdrawn", "Consent was withdrawn; nothing is written about this patient.")
    if policy is not None:
        yield from _policy_refusals(kind, asking, policy)
    for answer in contents:
        if answer.stops:
            yield Refusal(f"no_{answer.content.code}", answer.content.stops)
    wrong = [claim.text for claim in claims if claim.contradicts]
    if wrong:
        many = "a place" if len(wrong) == 1 else f"{len(wrong)} places"
        yield Refusal("contradicted", f"The edited text contradicts the record in {many}.")


def _policy_refusals(kind: RequestKind, asking: Asking, policy: Policy) -> Iterator[Refusal]:
    on = asking.day_of_service
    if kind.answers and policy.request not in kind.answers:
        yield Refusal("other_request", f"The policy '{policy.code}' answers another request: {policy.request}.")
    if not kind.answers:
        yield Refusal("no_policy_wanted", f"{kind.name} is not held against a policy.")
    if not policy.covers(on):
        yield Refusal(
            "policy_out_of_date",
            f"The policy '{policy.code}' ({policy.version}) was not in effect on {day(on)}, the day of service.",
        )


def signature_refusals(packet: Packet) -> tuple[Refusal, ...]:
    """Why a packet cannot be signed and frozen as it is."""
    found = list(packet.refusals)
    if not packet.asking.stamp.is_signed:
        found.append(Refusal("no_signature", "No clinician has signed."))
    return tuple(found)


def needs_in_words(packet: Packet) -> str:
    """What is still needed, for a list; '' where nothing is."""
    needs = packet.readiness.needs
    return listed(list(needs)) if needs else ""
