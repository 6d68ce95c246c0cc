"""One sentence of a document and the stored rows that it rests on. Without them it is not printed."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from domain.evidence import TABLES, Evidence
from metrics.criterion_finding import ProofRow


class Kind(StrEnum):
    """What a sentence is about; decides where it stands and who may read it."""

    INTAKE = "intake"
    SUMMARY = "summary"
    FUNCTION = "function"
    PAIN = "pain"
    OTHER = "other measures"
    WORSE = "worse"
    MISSING = "missing"
    WORK = "work"
    ATTENDANCE = "attendance"
    GOAL = "goal"
    MEDICATION = "medication"
    RELIEF = "relief"
    DENIAL = "denial"


@dataclass(frozen=True)
class Sentence:
    """`text` with its full stop. `measure`: code of the measure it speaks of, '' for none or several. `is_worse`: it tells of a
    worsening, and is printed whatever an author edits."""

    text: str
    proof: tuple[ProofRow, ...]
    kind: Kind
    measure: str = ""
    is_worse: bool = False

    def __post_init__(self):
        if not self.proof:
            raise ValueError("a sentence without a stored row behind it is not written")


def still_proven(sentences: Iterable[Sentence], evidence: Evidence) -> tuple[Sentence, ...]:
    """Those sentences whose every row the evidence still holds."""
    known: dict[str, set[str]] = {}
    return tuple(s for s in sentences if all(_is_there(row, evidence, known) for row in s.proof))


def _is_there(row: ProofRow, evidence: Evidence, known: dict[str, set[str]]) -> bool:
    if row.table not in known:
        known[row.table] = row_ids(evidence, row.table)
    return row.row_id in known[row.table]


def row_ids(evidence: Evidence, table: str) -> set[str]:
    """Every row id that the evidence holds in one of `domain.evidence.TABLES`."""
    if table == "episode":
        return {evidence.episode.episode_id} if evidence.episode else set()
    if table == "entry":
        return {entry.entry_id for entry in evidence.entries}
    name, key = TABLES[table]
    return set(getattr(evidence, name)[key])
