"""The appeal of a denial: the payer's reason word for word, each of its points answered from the record, the deadline.

A point that the record does not answer says so. What the reviewer lacked is what was recorded after the request; what was
sent with it is not known here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from documents.asking import Asking
from documents.sentence import Kind, Sentence
from documents.statement import goal_statement, statement
from domain.deadline import Deadline, Ground, appeal_deadline
from domain.entry import Entry
from domain.evidence import Evidence
from domain.outcome import Outcome
from domain.written import day, number
from metrics.criteria import CriterionAnswer
from metrics.criterion_finding import ProofRow
from metrics.record_facts import FUNCTION
from metrics.verdict import Word

DENIALS = ("denied", "partly")


@dataclass(frozen=True)
class Denied:
    """One decision against the patient, as the payer's row tells it. `reason` in its own words, '' where none is on file."""

    authorization_id: str
    service: str
    level: str
    decision: str
    requested_on: date | None
    decided_on: date | None
    reason: str
    units_requested: float | None
    units_approved: float | None
    deadline_on: date | None

    @property
    def when(self) -> str:
        return day(self.decided_on) if self.decided_on else "an unknown day"

    @property
    def proof(self) -> ProofRow:
        return ProofRow("authorization", self.authorization_id, self.decided_on, f"decision of {self.when}")


def denied(evidence: Evidence, wanted: str = "") -> Denied | None:
    """The decision that is appealed: the one asked for; else the latest denial or partial approval of the episode's service that
    no later decision has overturned. None where there is none."""
    rows = [_denied(row) for row in evidence.authorizations.to_dict("records") if row.get("decision")]
    if wanted:
        return next((row for row in rows if row.authorization_id == wanted and row.decision in DENIALS), None)
    rows = [row for row in rows if row.decided_on is None or row.decided_on <= evidence.as_of]
    open_ = [row for row in rows if row.decision in DENIALS and not _is_overturned(row, rows)]
    return max(open_, key=lambda row: (row.decided_on or date.min, row.authorization_id), default=None)


def _denied(row: Mapping[str, Any]) -> Denied:
    return Denied(
        authorization_id=row["authorization_id"],
        service=_text(row.get("service")),
        level=_text(row.get("level")) or "initial",
        decision=_text(row.get("decision")),
        requested_on=_day(row.get("requested_on")),
        decided_on=_day(row.get("decided_on")),
        reason=_text(row.get("reason")),
        units_requested=_number(row.get("units_requested")),
        units_approved=_number(row.get("units_approved")),
        deadline_on=_day(row.get("deadline_on")),
    )


def _is_overturned(denial: Denied, rows: list[Denied]) -> bool:
    """Did the payer later approve the same service whole?"""
    start = denial.requested_on or date.min
    return any(
        row.service == denial.service and row.decision == "approved" and (row.requested_on or date.min) >= start
        for row in rows
        if row.authorization_id != denial.authorization_id
    )


def deadline_of(asking: Asking, denial: Denied) -> Deadline:
    """Until when the denial may be appealed; a day on the notice governs."""
    plan = asking.setting.plan_class
    return appeal_deadline(
        asking.setting.deadlines,
        plan.value if plan else None,
        denial.level,
        denial.decided_on or asking.evidence.as_of,
        is_urgent=bool(asking.edits.urgent_because.strip()),
        notice_deadline_on=denial.deadline_on,
    )


def deadline_in_words(found: Deadline, today: date) -> str:
    """'11 May 2026, as the notice says.'; '' where no day is known."""
    if found.on is None:
        return ""
    passed = " This day has passed." if found.on < today else ""
    if found.ground is Ground.NOTICE:
        return f"{day(found.on)}, as the notice says.{passed}"
    source = found.rule.source.title if found.rule else ""
    doubt = " The rule was not read at its source." if found.is_doubtful else ""
    return f"{day(found.on)} by rule ({source}); a day on the notice would govern.{doubt}{passed}"


@dataclass(frozen=True)
class Point:
    """One point of the reason and its answer. `quoted`: the payer's words. `outcome`: does the record answer it (met), does it
    bear the reason out (not met), or can it not tell? `answer` in one sentence, `sentences` from the record behind it.

    `lacked`: what was recorded only after the request. `added`: the author's own words.
    """

    code: str
    quoted: str
    topic: str
    outcome: Outcome
    answer: str
    sentences: tuple[Sentence, ...] = ()
    criteria: tuple[CriterionAnswer, ...] = ()
    lacked: tuple[ProofRow, ...] = ()
    added: str = ""


@dataclass(frozen=True)
class Appeal:
    denial: Denied
    deadline: Deadline
    points: tuple[Point, ...]

    @property
    def is_answered(self) -> bool:
        """At least one point is answered from the record, or by the author."""
        return any(point.outcome is Outcome.MET or point.added.strip() for point in self.points)


def build_appeal(asking: Asking, criteria: tuple[CriterionAnswer, ...]) -> Appeal | None:
    """The answer to the denial that is appealed; None without one. `criteria`: answers to the payer's policy, where there is one."""
    denial = denied(asking.evidence, asking.edits.denial)
    if denial is None:
        return None
    points = tuple(
        _point(asking, denial, criteria, place, quoted) for place, quoted in enumerate(reason_parts(denial.reason), 1)
    )
    return Appeal(denial, deadline_of(asking, denial), points)


def reason_parts(reason: str) -> tuple[str, ...]:
    """The reason's sentences, each as it stands."""
    parts = re.split(r"(?<=[.!?;])\s+(?=\S)", reason.strip())
    return tuple(part for part in parts if part)


TOPICS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("goals", re.compile(r"\bgoals?\b", re.I)),
    ("less intensive care", re.compile(r"less intensive|conservative|tried and failed|lower level of care", re.I)),
    ("attendance", re.compile(r"attend|complian|adheren|missed|no.?show", re.I)),
    (
        "units",
        re.compile(r"number of (units|visits|sessions)|exceeds?|units? (are )?(allowed|approved)|\bunits?\b", re.I),
    ),
    ("objective improvement", re.compile(r"objective|improve|progress|plateau|functional (?:gain|status|score)", re.I)),
    ("necessity", re.compile(r"medically necessary|medical necessity|diagnosis|appropriate", re.I)),
)
"""What a sentence of a reason is about; every topic whose words it holds is answered, in this order."""


def topics_of(quoted: str) -> tuple[str, ...]:
    return tuple(topic for topic, words in TOPICS if words.search(quoted))


def _point(asking: Asking, denial: Denied, criteria: tuple[CriterionAnswer, ...], place: int, quoted: str) -> Point:
    topics = topics_of(quoted)
    answers = [_ANSWERS[topic](asking, denial, criteria) for topic in topics]
    code, added = str(place), asking.edits.rebuttal.get(str(place), "")
    cited = tuple(answer for answer in criteria if answer.criterion.code.lower() in quoted.lower())
    if not answers:
        said = "The reason names nothing that this record can be held against; all criteria of the policy are answered below."
        return Point(code, quoted, "", Outcome.CANNOT_TELL, said, criteria=cited, added=added)
    told = next((one for one in answers if one[0] is Outcome.MET), answers[0])
    sentences = tuple(dict.fromkeys(sentence for one in answers for sentence in one[2]))
    named = tuple(dict.fromkeys((*cited, *(answer for one in answers for answer in one[3]))))
    lacked = _lacked(denial, sentences)
    return Point(code, quoted, ", ".join(topics), told[0], told[1], sentences, named, lacked, added)


Answer = tuple[Outcome, str, tuple[Sentence, ...], tuple[CriterionAnswer, ...]]


def _on_improvement(asking: Asking, denial: Denied, criteria) -> Answer:
    told = statement(asking.facts, frozenset({Kind.SUMMARY, Kind.FUNCTION, Kind.PAIN}))
    changes = [change for change in asking.facts.changes if change.measure.construct in FUNCTION]
    better = [change for change in changes if change.verdict.word is Word.IMPROVED]
    if better:
        names = ", ".join(change.measure.short_name for change in better)
        said = f"The record documents improvement of function on the same scales: {names}."
        return (Outcome.MET, said, told, ())
    if told:
        said = "No function measure shows an improvement that counts as meaningful; the scores are given as they are."
        return (Outcome.NOT_MET, said, told, ())
    return (Outcome.CANNOT_TELL, "No change of function can be told from the record.", (), ())


def _on_goals(asking: Asking, denial: Denied, criteria) -> Answer:
    told = goal_statement(asking.facts)
    measurable = [goal for goal in asking.facts.goals if goal.is_measurable]
    dated = [goal for goal in measurable if goal.due_on is not None]
    if dated:
        many = (
            "1 measurable goal with a date is" if len(dated) == 1 else f"{len(dated)} measurable goals with a date are"
        )
        return (Outcome.MET, f"{many} on file.", told, ())
    return (Outcome.NOT_MET, "No measurable goal with a date is on file.", told, ())


def _on_conservative_care(asking: Asking, denial: Denied, criteria) -> Answer:
    entry = _attestation(asking.evidence, "conservative_care_tried")
    if entry is None:
        said = "The record holds no entry on the care that was tried before; it is to be entered with type, dates and response."
        return (Outcome.CANNOT_TELL, said, (), ())
    proof = ProofRow("entry", entry.entry_id, entry.on_date, "care tried before")
    text = str(entry.says.get("text") or "").strip()
    when = f" ({day(entry.on_date)})" if entry.on_date else ""
    sentence = Sentence(f"Care tried before, as recorded{when}: {text or 'no details'}", (proof,), Kind.DENIAL)
    if entry.says.get("holds") is False:
        return (Outcome.NOT_MET, "The record says that less intensive care was not tried.", (sentence,), ())
    return (Outcome.MET, "Less intensive care was tried and did not suffice, as recorded.", (sentence,), ())


def _attestation(evidence: Evidence, code: str) -> Entry | None:
    known = evidence.attestations(code)
    return known[-1] if known else None


def _on_units(asking: Asking, denial: Denied, criteria) -> Answer:
    asked, given = denial.units_requested, denial.units_approved
    units = [f"{number(asked)} units were requested" if asked is not None else "the units requested are not on file"]
    units.append(f"{number(given)} approved" if given is not None else "none approved")
    decided = Sentence(f"In the decision of {denial.when} {' and '.join(units)}.", (denial.proof,), Kind.DENIAL)
    told = (decided, *statement(asking.facts, frozenset({Kind.ATTENDANCE})))
    said = "The plan's limit is not in this record; what was requested, approved and attended is stated."
    return (Outcome.CANNOT_TELL, said, told, ())


def _on_attendance(asking: Asking, denial: Denied, criteria) -> Answer:
    told = statement(asking.facts, frozenset({Kind.ATTENDANCE}))
    if not told:
        return (Outcome.CANNOT_TELL, "No session is recorded, attended or missed.", (), ())
    return (Outcome.MET, "Attendance is documented session by session.", told, ())


def _on_necessity(asking: Asking, denial: Denied, criteria: tuple[CriterionAnswer, ...]) -> Answer:
    if not criteria:
        said = "No dated policy is on file against which necessity could be held; the record is stated as it is."
        return (Outcome.CANNOT_TELL, said, (), ())
    met = sum(answer.outcome is Outcome.MET for answer in criteria)
    said = f"{met} of {len(criteria)} requirements of the policy are met by the record, as listed below."
    outcome = Outcome.MET if met == len(criteria) else Outcome.CANNOT_TELL
    return (outcome, said, (), ())


_ANSWERS = {
    "objective improvement": _on_improvement,
    "goals": _on_goals,
    "less intensive care": _on_conservative_care,
    "attendance": _on_attendance,
    "units": _on_units,
    "necessity": _on_necessity,
}


def _lacked(denial: Denied, sentences: tuple[Sentence, ...]) -> tuple[ProofRow, ...]:
    """Rows behind the answer that are dated after the request: no reviewer of it can have seen them."""
    if denial.requested_on is None:
        return ()
    rows = dict.fromkeys(row for sentence in sentences for row in sentence.proof if row.table == "observation")
    later = [row for row in rows if row.on_date is not None and row.on_date > denial.requested_on]
    return tuple(sorted(later, key=lambda row: (row.on_date or date.min, row.says)))


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _day(value: Any) -> date | None:
    return None if value is None or pd.isna(value) else value
