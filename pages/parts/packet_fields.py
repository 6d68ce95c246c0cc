"""The fields of a packet: what is asked, of whom, and what its author writes. Each begins with what was saved last."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from charts.page_text import caption
from charts.states import empty
from documents.appeal import denied
from documents.asking import LONGEST_TEXT, Edits
from documents.request_kind import Reader, RequestKind, Section
from domain.evidence import Evidence
from domain.policy import Policy
from pages.parts import html, packet_case, packet_words, reading
from pages.parts.coded import literal
from pages.parts.packet_case import AtWork

DAY_FORMAT = "YYYY-MM-DD"
NO_POLICY = ""


def asked_for(now: AtWork, kind: RequestKind, evidence: Evidence) -> dict[str, Any]:
    """The fields of the card *Request*, by the names of `Edits`."""
    found: dict[str, Any] = {}
    if kind.code == "appeal":
        found["denial"] = _choose_denial(now, evidence)
    if kind.reader is Reader.PAYER:
        found["plan_number"] = _line(now, "plan_number", "Member number", "As it stands on the card")
        found["service"] = _line(now, "service", "Service asked for", "Such as weeks 9–12 of the program")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            found["units"] = _number(now, "units", "Units")
            found["period_from"] = _day(now, "period_from", "From")
            found["period_to"] = _day(now, "period_to", "To")
        if kind.procedure is not None:
            found["region"] = _line(now, "region", "Region", "Such as lumbar, as the record spells it")
        found["urgent_because"] = _line(now, "urgent_because", "Urgent because", "Leave empty for a standard request")
    else:
        found["recipient"] = _line(now, "recipient", "To", "Name of the reader")
        if kind.reader is Reader.EMPLOYER:
            found["claim_number"] = _line(now, "claim_number", "Claim number", "")
    return found


def choose_policy(now: AtWork, kind: RequestKind, evidence: Evidence, on: date) -> Policy | None:
    """The policy that the request is held against; the payer's own unless another is chosen. None for a letter."""
    offered = {one.code: one for one in packet_case.policies(kind, evidence, on)}
    if not offered:
        if kind.answers:
            html.show(caption("No policy for this request is on file. The packet says so and answers no criteria."))
        return None
    own = packet_case.own_policy(kind, evidence, on)
    saved = now.row.draft.policy if now.row else None
    first = saved if saved in offered else own.code if own else NO_POLICY
    codes = [NO_POLICY, *offered]
    chosen = st.selectbox(
        "Policy", codes, index=codes.index(first or NO_POLICY), key=now.key("policy"),
        format_func=lambda code: packet_words.policy_name(offered.get(code)),
    )  # fmt: skip
    policy = offered.get(chosen)
    if policy is not None:
        html.show(caption(packet_words.policy_line(policy)))
    return policy


def statement_text(now: AtWork, drafted: str) -> str | None:
    """The statement in the author's words; None where it stands as drafted."""
    saved = now.begun_with.get("statement")
    text = st.text_area(
        "What changed and why it matters", value=saved if saved is not None else drafted, height=250,
        max_chars=LONGEST_TEXT, key=now.key("statement"), disabled=now.is_locked,
    )  # fmt: skip
    return None if text.strip() == drafted.strip() else text


def further_texts(now: AtWork, kind: RequestKind) -> dict[str, str]:
    """The texts that the request has room for besides the statement."""
    found = {}
    if any(content.code == "rationale" for content in kind.contents):
        found["rationale"] = _area(now, "rationale", "Why more is expected to work")
    if Section.NEXT_PERIOD in kind.sections:
        found["next_goals"] = _area(now, "next_goals", "Goals for the next period, one on each line")
    return found


def rebuttals(now: AtWork, points: Sequence) -> dict[str, str]:
    """What the author adds to each point of an appeal, by the point's code."""
    saved, found = now.begun_with.get("rebuttal", {}), {}
    for point in points:
        typed = st.text_area(
            literal(f"Added to point {point.code}"), value=saved.get(point.code, ""), height=80, max_chars=LONGEST_TEXT,
            key=now.key(f"rebuttal_{point.code}"), disabled=now.is_locked,
        )  # fmt: skip
        if typed.strip():
            found[point.code] = typed
    return found


def edits_of(now: AtWork, fields: dict[str, Any]) -> Edits:
    """Everything typed. Raises TextRefused where a text is too long."""
    return Edits(**fields)


def _choose_denial(now: AtWork, evidence: Evidence) -> str:
    rows = [row for row in evidence.authorizations.to_dict("records") if row["decision"] in ("denied", "partly")]
    if not rows:
        html.show(empty("No denial is on record.", "Load the payer's decisions, or record one in the register."))
        return ""
    names = {row["authorization_id"]: packet_words.denial_name(row) for row in rows}
    open_ = denied(evidence)
    first = now.begun_with.get("denial") or (open_.authorization_id if open_ else next(iter(names)))
    codes = list(names)
    return st.selectbox(
        "Decision appealed", codes, index=codes.index(first) if first in names else 0, key=now.key("denial"),
        format_func=lambda code: literal(names[code]),
    )  # fmt: skip


def _line(now: AtWork, name: str, label: str, placeholder: str) -> str:
    return st.text_input(
        label, now.begun_with.get(name, ""), placeholder=placeholder, key=now.key(name), max_chars=200,
        disabled=now.is_locked,
    )  # fmt: skip


def _area(now: AtWork, name: str, label: str) -> str:
    return st.text_area(
        label,
        now.begun_with.get(name, ""),
        height=110,
        max_chars=LONGEST_TEXT,
        key=now.key(name),
        disabled=now.is_locked,
    )


def _number(now: AtWork, name: str, label: str) -> float | None:
    return st.number_input(
        label, min_value=0.0, value=now.begun_with.get(name), step=1.0, format="%g", key=now.key(name), width=120,
        disabled=now.is_locked,
    )  # fmt: skip


def _day(now: AtWork, name: str, label: str) -> date | None:
    saved = now.begun_with.get(name)
    today = reading.today()
    return st.date_input(
        label, date.fromisoformat(saved) if saved else None, format=DAY_FORMAT, key=now.key(name), width=150,
        min_value=date(today.year - 10, 1, 1), max_value=date(today.year + 3, 12, 31), disabled=now.is_locked,
    )  # fmt: skip
