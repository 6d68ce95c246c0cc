"""What one part of a criterion was found to be, with the rows that show it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.evidence_rows import EventRow, ScoreRow
from domain.measure import Measure
from domain.outcome import Outcome
from domain.written import day, with_unit


@dataclass(frozen=True)
class ProofRow:
    """One stored row on which an answer rests: `table` is a key of `domain.evidence.TABLES`, `says` one clause."""

    table: str
    row_id: str
    on_date: date | None
    says: str


@dataclass(frozen=True)
class Finding:
    """`says`: one clause without full stop. `miss`: by how much a requirement is missed, where that can be put into a number.

    `near`: how near a missed amount came (1 is there), to choose the nearest of several. `collect`: what would settle it.
    `cautions`: what a reader should know though it changes nothing, such as another mode of administration.
    """

    outcome: Outcome
    says: str
    proof: tuple[ProofRow, ...] = ()
    miss: str | None = None
    near: float = 0.0
    collect: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    findings: tuple["Finding", ...] = ()


def met(says: str, proof: Sequence[ProofRow] = (), cautions: Sequence[str] = ()) -> Finding:
    return Finding(Outcome.MET, says, tuple(proof), cautions=tuple(cautions))


def not_met(
    says: str, proof: Sequence[ProofRow] = (), miss: str | None = None, near: float = 0.0, cautions: Sequence[str] = ()
) -> Finding:
    return Finding(Outcome.NOT_MET, says, tuple(proof), miss, near, cautions=tuple(cautions))


def cannot_tell(says: str, collect: str | Sequence[str] = (), proof: Sequence[ProofRow] = ()) -> Finding:
    wanted = (collect,) if isinstance(collect, str) else tuple(collect)
    return Finding(Outcome.CANNOT_TELL, says, tuple(proof), collect=tuple(one for one in wanted if one))


def together(outcome: Outcome, findings: Sequence[Finding]) -> Finding:
    """Several findings told as one of this outcome: their clauses, proof, cautions and what to collect, each once. Of several
    misses the farthest is told, as all are needed."""
    missed = [one for one in findings if one.miss]
    farthest = min(missed, key=lambda one: one.near, default=None) if outcome is Outcome.NOT_MET else None
    return Finding(
        outcome,
        "; ".join(without_doubles(one.says for one in findings)),
        without_doubles(row for one in findings for row in one.proof),
        farthest.miss if farthest else None,
        farthest.near if farthest else 0.0,
        without_doubles(text for one in findings for text in one.collect),
        without_doubles(text for one in findings for text in one.cautions),
    )


def none_of(findings: Sequence[Finding]) -> Finding:
    """Alternatives that are all missed, told as one: it rests on the rows of each; the nearest comes first."""
    nearest_first = sorted(findings, key=lambda one: -one.near)
    told = together(Outcome.NOT_MET, nearest_first)
    return replace(told, miss=nearest_first[0].miss, near=nearest_first[0].near)


def score_proof(measure: Measure, row: ScoreRow) -> ProofRow:
    when = {"before_block": ", before the block", "after_block": ", after the block"}.get(row.occasion, "")
    doubt = ", in conflict with another value" if row.in_conflict else ""
    says = f"{measure.short_name} {with_unit(measure, row.value)} on {day(row.on_date)}{when}{doubt}"
    return ProofRow("observation", row.observation_id, row.on_date, says)


def event_proof(row: EventRow) -> ProofRow:
    what = one_line(row.detail) or row.kind.replace("_", " ")
    return ProofRow("event", row.event_id, row.on_date, f"{what} on {day(row.on_date)}")


def without_doubles(rows: Iterable) -> tuple:
    """The same, each once, in the order of their first place."""
    return tuple(dict.fromkeys(rows))


def listed(words: Sequence[str], last: str = "and") -> str:
    """'a, b and c'"""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""


def counted(number: int, noun: str, nouns: str | None = None) -> str:
    """'1 goal', '2 goals'"""
    return f"{number} {noun if number == 1 else nouns or noun + 's'}"


LONGEST_QUOTE = 300
"""What somebody wrote is quoted up to so many characters; the row itself holds it whole."""


def one_line(text: str | None) -> str:
    """What somebody wrote, on one line and not endless."""
    plain = " ".join((text or "").split())
    return plain if len(plain) <= LONGEST_QUOTE else f"{plain[:LONGEST_QUOTE].rstrip()} …"
