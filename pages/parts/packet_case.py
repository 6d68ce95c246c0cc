"""The packet at work: whose, which request, what its author wrote so far, and the draft that it was saved as."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import streamlit as st

from access.evidence import read_evidence
from documents.appeal import Appeal
from documents.asking import Edits, Person, Setting, Stamp
from documents.canonical import canonical
from documents.frozen import EVIDENCE as FROZEN_EVIDENCE
from documents.frozen import REQUEST as FROZEN_REQUEST
from documents.frozen import lean, rebuilt_from, sha256
from documents.packet import Packet, build_packet
from documents.request_kind import RequestKind
from documents.setting import named_policy, payer_of, policies_for_request, setting_of
from domain.attestation import FACTS
from domain.criterion_parts import facts_attested
from domain.evidence import Evidence, Request
from domain.packet_register import PacketDraft, PacketRow, answered_packet, draft_of_request
from domain.policy import Policy
from pages.parts import reading
from pages.parts.people import person as read_person

AT_WORK, EVIDENCE, SIGNED = "packet_at_work", "packet_evidence", "packet_signed"
DRAFT_NUMBER = "not numbered yet"


@dataclass(frozen=True)
class AtWork:
    """`form` changes where the fields begin anew: another patient or request, or a draft opened. `row`: the version saved last."""

    patient_id: str
    request: str
    form: int
    row: PacketRow | None
    begun_with: Mapping[str, Any]

    def key(self, name: str) -> str:
        return f"packet_{name}_{self.form}"

    @property
    def is_locked(self) -> bool:
        return self.row is not None and self.row.is_locked


def at_work(patient_id: str, request: str) -> AtWork:
    """The fields of this patient's request: those being typed, else those of the draft that was saved last, else empty ones."""
    now: AtWork | None = st.session_state.get(AT_WORK)
    if now is None or (now.patient_id, now.request) != (patient_id, request):
        return begin(patient_id, request, _newest(patient_id, request))
    return now


def begin(patient_id: str, request: str, row: PacketRow | None) -> AtWork:
    """Fields that begin anew with what the version says."""
    before: AtWork | None = st.session_state.get(AT_WORK)
    begun_with = row.draft.content if row is not None else {}
    now = AtWork(patient_id, request, before.form + 1 if before else 0, row, begun_with)
    st.session_state[AT_WORK] = now
    return now


def keep(now: AtWork, row: PacketRow) -> None:
    """The same fields, saved as this version."""
    st.session_state[AT_WORK] = replace(now, row=row)


def _newest(patient_id: str, request: str) -> PacketRow | None:
    return draft_of_request(reading.ask("patient_packets", patient_id=patient_id), request)


def evidence_of(patient_id: str) -> Evidence:
    """Everything known of the patient; kept in the session until rows are loaded or typed in."""
    state = reading.door().current_state()
    kept = st.session_state.get(EVIDENCE)
    if kept is None or kept[:2] != (patient_id, state):
        kept = (patient_id, state, read_evidence(reading.door(), patient_id))
        st.session_state[EVIDENCE] = kept
    return kept[2]


def setting(evidence: Evidence) -> Setting:
    rules = reading.door().deadline_rules()
    return setting_of(reading.clinic(), evidence, snapshot=f"snapshot {reading.snapshot_number()}", deadlines=rules)


def policies(kind: RequestKind, evidence: Evidence, on: date) -> tuple[Policy, ...]:
    """Policies that this request can be held against: those of the patient's payer first, then every other of the kind."""
    own = policies_for_request(reading.clinic(), kind, evidence, on)
    codes = dict.fromkeys(
        [one.code for one in own] + [one.code for one in reading.clinic().policies if one.request in kind.answers]
    )
    found = [named_policy(reading.clinic().policies, code, on) for code in codes]
    return tuple(one for one in found if one is not None)


def own_policy(kind: RequestKind, evidence: Evidence, on: date) -> Policy | None:
    """The payer's policy for this request, where it has one."""
    return next(iter(policies_for_request(reading.clinic(), kind, evidence, on)), None)


def facts_asked(kind: RequestKind, policy: Policy | None) -> list[str]:
    """Codes of the facts that somebody may have to attest for this request: those of its contents, then those of the policy."""
    own = [content.code for content in kind.contents if content.code in FACTS]
    asked = [code for criterion in policy.criteria for code in facts_attested(criterion.part)] if policy else []
    return list(dict.fromkeys([*own, *asked]))


def person_of(patient_id: str) -> Person:
    known = read_person(patient_id)
    return Person(known.spoken_name, known.birth_date, known.record_number or "")


def stamp(now: AtWork, *, signed_by: str = "", signed_role: str = "") -> Stamp:
    """Number and state as they stand; with a name as they will be once signed."""
    number = now.row.packet_id if now.row else DRAFT_NUMBER
    version = now.row.version if now.row else 1
    made_at = reading.clinic().clock.now()
    if signed_by:
        return Stamp(number, made_at, version, "signed", signed_by, signed_role, made_at.date())
    return Stamp(number, made_at, version)


def build(now: AtWork, kind: RequestKind, policy: Policy | None, edits: Edits, made: Stamp) -> Packet:
    evidence = evidence_of(now.patient_id)
    return build_packet(kind, evidence, policy, setting(evidence), person_of(now.patient_id), made, edits)


def record_state(packet: Packet) -> str:
    """Changes with every row of the patient's record, with a threshold and with the policy's version, not with what the author
    writes."""
    evidence = packet.asking.evidence.for_request(Request())
    return sha256(canonical((lean(evidence, packet.policy), packet.policy)))


def as_signed(row: PacketRow) -> Packet:
    """The signed version from what was frozen with it; kept in the session.

    Raises:
        StoreError: a frozen file is missing or not as it was signed.
        NotFrozen: another version of the product froze it.
    """
    kept = st.session_state.get(SIGNED)
    if kept is None or kept[:2] != (row.packet_id, row.version):
        files = reading.door().packet_files(row.packet_id, row.version)
        kept = (row.packet_id, row.version, rebuilt_from(files[FROZEN_EVIDENCE], files[FROZEN_REQUEST]))
        st.session_state[SIGNED] = kept
    return kept[2]


def draft_of(
    now: AtWork, kind: RequestKind, policy: Policy | None, edits: Edits, appeal: Appeal | None = None
) -> PacketDraft:
    """What the register keeps of the draft. An appeal is of the level that follows the denial, where its rule names one."""
    evidence = evidence_of(now.patient_id)
    payer = payer_of(reading.clinic(), evidence)
    return PacketDraft(
        patient_id=now.patient_id,
        request=kind.code,
        payer=payer.code if payer else None,
        episode_id=evidence.episode.episode_id if evidence.episode else None,
        service=edits.service or (appeal.denial.service if appeal else "") or None,
        level=(appeal.deadline.file or "appeal") if appeal else "appeal" if kind.code == "appeal" else "initial",
        plan_class=payer.plan_class if payer else None,
        policy=policy.code if policy else None,
        policy_version=policy.version if policy else None,
        period_from=edits.period_from,
        period_to=edits.period_to,
        units_requested=edits.units,
        is_urgent=bool(edits.urgent_because.strip()),
        answers=answered_packet(appeal.denial.authorization_id) if appeal else None,
        content=edits.content(),
    )
